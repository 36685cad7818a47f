"""The controls, derived from the declarations of the inputs: what may be turned, in its unit, with its help."""

from __future__ import annotations

from functools import cache

import streamlit as st

import sim
from sim.scenario import ASSUMPTION, LEVER, Declaration
from ui import links, state
from ui.words import choices, explain, label, say

PICKER_WIDTH = 380
# fixed inputs that a visitor may still choose; the rest are found by the model itself
CHOOSABLE = ("market_size", "customers_at_start", "months", "hazard_level")


def picker() -> None:
    """Let the visitor choose a shipped scenario."""
    state.put_base("pick")
    st.selectbox(say("picker.label"), names(), format_func=title, key="pick", help=say("picker.help"),
                 on_change=state.pick, args=("pick",), width=PICKER_WIDTH)


@cache
def names() -> list[str]:
    """List the shipped scenarios."""
    return sim.names()


@cache
def title(name: str) -> str:
    """Name a shipped scenario: the company, and the plan if it is one."""
    scenario = sim.load(name)
    if scenario.company == name:
        return say("picker.company", title=scenario.title)
    return say("picker.plan", company=sim.load(scenario.company).title, title=scenario.title)


def levers(first: tuple[str, ...]) -> None:
    """Show the first levers open, the other levers and the assumptions folded away."""
    st.header(say("controls.levers"), anchor=False, help=say("controls.levers_help"))
    declared = sim.declarations()
    for key in first:
        slider(key)
    rest = [each for each in declared.values() if each.role == LEVER and each.key not in first]
    more = st.expander(say("controls.more"), key="more_levers", on_change="rerun")
    if more.open:
        with more:
            _grouped(rest)
    assumptions = st.expander(say("controls.assumptions"), key="assumptions", on_change="rerun")
    if assumptions.open:
        with assumptions:
            st.caption(say("controls.assumptions_note"))
            _chosen_group([each for each in declared.values() if each.role == ASSUMPTION or each.key in CHOOSABLE])
    st.button(say("controls.back"), on_click=state.back_to_today, key="back", width="stretch")


def _grouped(declared: list[Declaration]) -> None:
    for group in dict.fromkeys(each.group for each in declared):
        st.markdown(f"**{say(f'groups.{group}')}**")
        for each in declared:
            if each.group == group:
                _control(each)


def _chosen_group(declared: list[Declaration]) -> None:
    groups = list(dict.fromkeys(each.group for each in declared))
    group = st.selectbox(say("controls.group"), groups, format_func=lambda name: say(f"groups.{name}"), key="group",
                         persist_state="session")
    for each in declared:
        if each.group == group:
            _control(each)


def _control(declared: Declaration) -> None:
    (_choice if choices(declared) else _number)(declared)


def slider(key: str) -> None:
    """Let the visitor turn one input."""
    declared, widget, (low, high) = sim.declarations()[key], f"slide_{key}", links.bounds(key)
    state.put(key, widget)
    st.slider(label(declared), float(low), float(high), step=float(declared.step), format="%g", key=widget,
              help=explain(declared), on_change=state.turn, args=(key, widget))


def _number(declared: Declaration) -> None:
    widget, kind = f"number_{declared.key}", int if declared.whole else float
    low, high = (kind(bound) for bound in links.bounds(declared.key))
    state.put(declared.key, widget)
    st.number_input(label(declared), low, high, step=kind(declared.step), format="%d" if declared.whole else "%g",
                    key=widget, help=explain(declared), on_change=state.turn, args=(declared.key, widget))


def _choice(declared: Declaration) -> None:
    widget, names = f"choose_{declared.key}", choices(declared)
    state.put(declared.key, widget)
    st.selectbox(label(declared), range(len(names)), format_func=names.__getitem__, key=widget,
                 help=explain(declared), on_change=state.turn, args=(declared.key, widget))
