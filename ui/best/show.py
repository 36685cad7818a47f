"""What the page "Best plan" shows of its answers."""

from __future__ import annotations

import streamlit as st

from sim.decide.best import Best
from sim.decide.seek import Sought
from ui import frame, links, nav, shelf, state
from ui.best import charts, told
from ui.best.searches import Wanted
from ui.links import Opened
from ui.words import say

_KEPT = "best_kept"


def problems(study: str, sentences: list[str]) -> None:
    """Say why a study cannot start."""
    with st.container(border=True, key=f"problems_{study}"):
        st.markdown(f"**{say('best_plan.problem.title')}**")
        for each in sentences:
            st.text(each)


def best(found: Best, wanted: Wanted) -> None:
    """Show the best plan: the sentence first, then what changes, then the picture."""
    with st.container(key="best_verdict"):
        st.header(told.verdict(found), anchor=False)
        for reason in told.reasons(found):
            st.markdown(reason)
        st.caption(told.sure(found))
    st.table(told.table(found), border="horizontal")
    if found.changes:
        _take_along(found, wanted)
    aim = found.search.aim
    frame.picture(f"frontier_{aim}", charts.FRONTIERS[aim], charts.frontier(found),
                  say("best_plan.frontier.picture"), charts.frontier_alternative(found))
    st.caption(say("best_plan.frontier.caption"))


def _take_along(found: Best, wanted: Wanted) -> None:
    """Let the visitor keep the plan beside others, or open it on the first page."""
    opened = Opened(wanted.opened.base, (*wanted.opened.values, *found.changes.items()), wanted.opened.seed)
    with st.container(horizontal=True, vertical_alignment="center", key="take_along"):
        st.button(say("best_plan.keep"), help=say("best_plan.keep_help"), key="keep_best", on_click=_keep,
                  args=(opened,))
        st.page_link(nav.page("what_if"), label=say("best_plan.open"), query_params=links.encode(opened))
        said = state.noted(_KEPT)
        if said:
            st.markdown(said)
            st.page_link(nav.page("compare"), label=say("shelf.see"))


def _keep(opened: Opened) -> None:
    kept = shelf.keep(opened)
    state.note(_KEPT, say("shelf.kept", letter=kept) if kept else say("shelf.full"))


def sought(found: Sought) -> None:
    """Show the value that reaches the target, whether it holds, and the measure along the lever."""
    with st.container(key="sought_verdict"):
        st.subheader(told.sought(found), anchor=False)
        for reason in told.sought_reasons(found):
            st.markdown(reason)
    frame.picture("curve", charts.CURVES, charts.curve(found), say("best_plan.curve.picture"),
                  charts.curve_alternative(found))
    st.caption(charts.curve_caption(found))
