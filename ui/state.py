"""What one visitor has chosen, and its two-way tie to the address bar."""

from __future__ import annotations

import uuid
from dataclasses import replace

import streamlit as st

import sim
from sim.scenario import LEVER
from ui import links
from ui.links import Aside, Opened

_CHOSEN, _WRITTEN, _MOVED, _OWNER, _STOPPED = "chosen", "written", "moved", "owner", "stopped"


def begin() -> None:
    """Take over the address bar when it was opened or changed by hand; a moved control goes before it."""
    moved = st.session_state.pop(_MOVED, False)
    if _CHOSEN not in st.session_state or (not moved and links.read() != st.session_state.get(_WRITTEN)):
        st.session_state[_CHOSEN] = links.decode(links.read())
    links.write(links.encode(chosen()))
    st.session_state[_WRITTEN] = links.read()


def chosen() -> Opened:
    """Give what the visitor has chosen."""
    return st.session_state[_CHOSEN]


def owner() -> str:
    """Name this visit, so that its work can be told from that of others."""
    return st.session_state.setdefault(_OWNER, uuid.uuid4().hex)


def refused() -> tuple[Aside, ...]:
    """Give what the last control or link asked for and did not get."""
    return chosen().aside


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    _choose(replace(chosen(), aside=()))


def put(key: str, widget: str) -> None:
    """Show an input's present value in its control, unless it shows it already."""
    value = value_of(key)
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def put_base(widget: str) -> None:
    """Show the chosen shipped scenario in its control."""
    if st.session_state.get(widget) != chosen().base:
        st.session_state[widget] = chosen().base


def value_of(key: str) -> float:
    """Give the present value of an input under the new plan."""
    return getattr(chosen().scenario.plan, key)


def turn(key: str, widget: str) -> None:
    """Take over a value from a control; a value that cannot be used is named and the old one stays."""
    set_value(key, st.session_state[widget])


def set_value(key: str, value: float | None) -> None:
    """Change one input of the scenario, or say why not."""
    now = chosen()
    low, high = links.bounds(key)
    if value is None or not low <= value <= high:
        _choose(replace(now, aside=(Aside(key, repr(value), "out_of_range", links.allowed(key)),)))
        return
    try:
        scenario = sim.load(now.base).changed(**dict(now.values) | {key: value})
    except sim.ScenarioError:
        _choose(replace(now, aside=(Aside(key, repr(value), "not_together"),)))
        return
    differences = scenario.differences(sim.load(now.base))
    _choose(Opened(now.base, tuple(differences.items()), now.seed))


def pick(widget: str) -> None:
    """Change to another shipped scenario; assumptions the visitor changed stay while the company stays."""
    now, base = chosen(), st.session_state[widget]
    shared = {key: value for key, value in now.values if sim.declarations()[key].role != LEVER}
    same_company = sim.load(base).company == sim.load(now.base).company
    _choose(_opened(base, shared if same_company else {}, now.seed))


def back_to_today() -> None:
    """Put every lever back to today's plan; changed assumptions stay."""
    now = chosen()
    company = sim.load(now.base).company
    changed = now.scenario.differences(sim.load(company))
    shared = {key: value for key, value in changed.items() if sim.declarations()[key].role != LEVER}
    _choose(_opened(company, shared, now.seed))


def _opened(base: str, values: dict[str, float], seed: int) -> Opened:
    try:
        sim.load(base).changed(**values)
    except sim.ScenarioError:
        values = {}
    return Opened(base, tuple(values.items()), seed)


def _choose(opened: Opened) -> None:
    st.session_state[_CHOSEN] = opened
    st.session_state[_MOVED] = True


def stop() -> None:
    """Remember that no further worlds are wanted for the scenario now chosen."""
    st.session_state[_STOPPED] = (chosen().scenario, chosen().seed)


def resume() -> None:
    """Want further worlds again."""
    st.session_state.pop(_STOPPED, None)


def stopped() -> bool:
    """Tell whether the visitor has stopped the work on the scenario now chosen."""
    return st.session_state.get(_STOPPED) == (chosen().scenario, chosen().seed)
