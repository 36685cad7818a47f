"""What the page "Rules of thumb" draws: all claims at a glance, and one of them in full."""

from __future__ import annotations

import streamlit as st

from sim import Scenario, trial
from sim.lab import Found
from ui import frame, state, studies, workbench
from ui.links import Opened
from ui.rules import asked, charts, told
from ui.studies import Order
from ui.words import say

SIMULATED = tuple(claim for claim in told.CLAIMS if claim not in trial.AT_ONCE)


def _arguments(names: tuple[str, ...], opened: Opened) -> dict:
    return {"names": names, "scenario": opened.scenario, "seed": opened.seed}


def known(opened: Opened) -> dict[str, Found]:
    """Give what is known of each claim: what needs no simulation at once, the rest once it has been tried."""
    founds = {claim: trial.at_once(claim, opened.scenario, opened.seed) for claim in trial.AT_ONCE}
    for names in (SIMULATED, *((claim,) for claim in SIMULATED)):
        order = Order(trial.tried, tuple(_arguments(names, opened).items()))
        standing = studies.studies().look(order)
        if standing.state == "done":
            founds |= standing.result
    return founds


def overview(founds: dict[str, Found], opened: Opened) -> None:
    """Show all claims at a glance, and offer to try them all."""
    with st.container(key="overview"):
        st.header(say("rules.table.title"), anchor=False)
        st.table(told.overview(founds, opened.scenario), border="horizontal", hide_index=True)
    if not founds.keys() >= set(SIMULATED):
        about = told.about_all(trial.seconds(SIMULATED, opened.scenario))
        if workbench.study("all_claims", trial.tried, _arguments(SIMULATED, opened), say("rules.try.all"), about):
            st.rerun()


def claim(founds: dict[str, Found], opened: Opened) -> None:
    """Let the visitor choose a claim, and show it in full: what is said, where from, how tried, what was found."""
    chosen = asked.now()
    state.shown("claim", chosen)
    st.selectbox(say("rules.choose"), told.CLAIMS, format_func=told.numbered, key="claim",
                 help=say("rules.choose_help"), on_change=lambda: asked.show(state.read("claim")))
    said, tried = st.columns([2, 3], gap="large")
    with said:
        _said(chosen)
    with tried:
        _tried(chosen, founds.get(chosen), opened)


def _said(chosen: str) -> None:
    with st.container(key="said"):
        st.subheader(say("rules.part.says"), anchor=False)
        st.markdown(f"> {say(f'rules.{chosen}.says')}")
        st.caption(say(f"rules.{chosen}.article"))
    for part in ("origin", "experiment"):
        st.subheader(say(f"rules.part.{part}"), anchor=False)
        st.markdown(say(f"rules.{chosen}.{part}"))


def _tried(chosen: str, found: Found | None, opened: Opened) -> None:
    scenario = opened.scenario
    rows = trial.region(chosen, scenario, opened.seed, found)
    with st.container(key="verdict"):
        if found:
            st.header(told.judged(found), anchor=False)
            if not found.problem:
                st.subheader(say("rules.part.measured"), anchor=False)
                st.markdown(told.measured(found, scenario))
            if told.is_close(found):
                st.caption(say("rules.judged.close"))
    if not found:
        about = told.about(chosen, trial.seconds((chosen,), scenario))
        if workbench.study(chosen, trial.tried, _arguments((chosen,), opened), say("rules.try.one"), about):
            st.rerun()
    data = charts.data(chosen, rows, found)
    if data is not None:
        title = say(f"rules.chart.{charts.CHARTS[chosen]}.title")
        frame.picture(f"rules_{chosen}", charts.specs(chosen), data, say("rules.chart.picture", title=title),
                      told.message(chosen, rows, found, scenario))
        st.caption(say(f"rules.chart.{charts.CHARTS[chosen]}.caption"))
    st.subheader(say("rules.part.region"), anchor=False)
    st.markdown(told.region(chosen, rows, scenario, found))
    st.markdown(f"**{say(f'rules.{chosen}.lesson')}**")


def scale(scenario: Scenario) -> None:
    """Say on which scale a large company is tried."""
    said = told.scale(scenario)
    if said:
        st.caption(said)
