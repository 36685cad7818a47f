"""What one visitor has chosen, and its two-way tie to the address bar."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

import sim
from sim.scenario import LEVER
from ui import address, links
from ui.links import Aside, Opened

_CHOSEN, _WRITTEN, _MOVED, _OWNER, _STOPPED, _PAGE = "chosen", "written", "moved", "owner", "stopped", "page"
_ARRIVED, _BEGUN = "arrived", "begun_"

Parameters = list[tuple[str, list[str]]]
Part = TypeVar("Part")


class Own(NamedTuple, Generic[Part]):
    """A part that a page has beside the scenario: its name, and the address parameters it is written in."""

    name: str
    parameters: tuple[str, ...]
    decode: Callable[[Parameters], Part]
    encode: Callable[[Part], dict[str, str]]


def arrive(page: str) -> None:
    """Note which page is shown, and whether the visitor has just come to it from another one."""
    before = st.session_state.get(_PAGE)
    st.session_state[_ARRIVED] = before not in (None, page) or st.session_state.get(_ARRIVED, False)
    st.session_state[_PAGE] = page


def begin(own: Own[Part] | None = None) -> Part | None:
    """Tie the scenario of "What if?" to the address bar, and with it what is a page's own; give the latter."""
    if own is None:
        tie(_CHOSEN, links.decode, links.encode)
        return None
    st.session_state.setdefault(own.name, own.decode([]))

    def decode(given: Parameters) -> Opened:
        st.session_state[own.name] = own.decode([each for each in given if each[0] in own.parameters])
        return links.decode([each for each in given if each[0] not in own.parameters])

    tie(_CHOSEN, decode, lambda opened: links.encode(opened) | own.encode(st.session_state[own.name]))
    return st.session_state[own.name]


def tie(name: str, decode: Callable[[Parameters], Part], encode: Callable[[Part], dict[str, str]]) -> Part:
    """Take over the address bar when it was opened or changed by hand; a moved control goes before it.

    `name` is that of a part of what the visitor has chosen, which belongs to one page or to several. Coming from
    another page, an address without parameters keeps what was chosen before.
    """
    moved, arrived = st.session_state.pop(_MOVED, False), st.session_state.pop(_ARRIVED, False)
    given = address.read()
    ours = given == st.session_state.get(_WRITTEN)
    if name not in st.session_state:
        st.session_state[name] = decode([] if ours else given)
    elif not (moved or ours or (arrived and not given)):
        st.session_state[name] = decode(given)
    address.write(encode(st.session_state[name]))
    st.session_state[_WRITTEN] = address.read()
    return st.session_state[name]


def part(name: str, otherwise: Part | None = None) -> Part:
    """Give a part of what the visitor has chosen."""
    return st.session_state.get(name, otherwise)


def change(name: str, value: object) -> None:
    """Choose another value of a part; the address bar follows when its page runs."""
    st.session_state[name] = value
    st.session_state[_MOVED] = True


def note(name: str, said: str) -> None:
    """Leave a sentence for the next run of a page."""
    st.session_state[name] = said


def noted(name: str) -> str:
    """Give the sentence that was left, once."""
    return st.session_state.pop(name, "")


def shown(widget: str, value: object) -> None:
    """Show a value in a control, unless it shows it already."""
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def read(widget: str) -> object:
    """Give what a control shows."""
    return st.session_state.get(widget)


def chosen() -> Opened:
    """Give the scenario that the visitor has chosen; on a page without one of its own, the last or the usual one."""
    return st.session_state[_CHOSEN] if _CHOSEN in st.session_state else links.decode([])


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
    shown(widget, value_of(key))


def put_base(widget: str) -> None:
    """Show the chosen shipped scenario in its control."""
    shown(widget, chosen().base)


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
    change(_CHOSEN, opened)


def first_time(name: str, what: object) -> bool:
    """Tell whether something else, or nothing yet, was begun under this name in this visit; from now on this was."""
    before = st.session_state.get(_BEGUN + name)
    st.session_state[_BEGUN + name] = what
    return before != what


def stop(what: object) -> None:
    """Remember that no further worlds of this are wanted."""
    st.session_state[_STOPPED] = what


def resume() -> None:
    """Want further worlds again."""
    st.session_state.pop(_STOPPED, None)


def stopped(what: object) -> bool:
    """Tell whether the visitor has stopped the work on this."""
    return st.session_state.get(_STOPPED) == what
