"""Page: "Why does one plan earn more than the other?" The difference, split over what was changed."""

import streamlit as st

from sim import Scenario, ScenarioError
from sim.decide.why import why
from ui import format as write
from ui import frame, nav, shelf, workbench
from ui.copy_link import copy_link
from ui.why import charts, told
from ui.why.told import Found
from ui.words import say

WORLDS = 8


def result(found: Found) -> None:
    """Show the verdict and what it rests on, then the view chosen, with its sum and all its figures."""
    with st.container(key="verdict"):
        st.header(told.verdict(found), anchor=False)
        st.markdown(told.adds_up(found, "parts"))
    view = st.radio(say("why.view.label"), told.VIEWS, format_func=lambda name: say(f"why.view.{name}"),
                    key="why_view", horizontal=True, help=say("why.view.help"), persist_state="session")
    if view != "parts":
        st.markdown(f"{told.told(found, view)} {told.adds_up(found, view)}")
    specs = {theme: charts.spec(view, theme) for theme in charts.THEMES}
    frame.picture(f"why_{view}", specs, charts.data(found, view), say("why.chart.picture"), charts.message(found, view))
    st.caption(say(f"why.chart.caption_{view}"))
    st.subheader(say("why.table.title"), anchor=False, help=say(f"why.table.help_{view}"))
    with st.container(key="shares"):
        st.table(told.table(found, view), border="horizontal", hide_index=True)
    st.subheader(say("why.sure.title"), anchor=False)
    for sentence in told.grounds(found):
        st.markdown(sentence)


def study(first: Scenario, second: Scenario, names: dict[str, str]) -> None:
    """Work the split out once it is wanted, and show it."""
    changes, lived = told.sized(first, second, shelf.seed())
    if not changes:
        st.header(say("why.same", **names), anchor=False)
        return
    arguments = {"first": first, "second": second, "worlds": WORLDS, "seed": shelf.seed()}
    about = say("why.about", n=changes, combinations=lived, worlds=WORLDS, **names)
    found = workbench.study("why", why, arguments, say("why.start"), about)
    if found:
        result(Found(found, **names))


shelf.begin()
frame.ask("why")
with st.container(horizontal=True, vertical_alignment="bottom"):
    shelf.pair_picker()
    copy_link()
frame.notices(shelf.refused(), shelf.forget_refused)
pair = shelf.pair()
if not pair:
    st.info(say("shelf.too_few"))
    st.page_link(nav.page("compare"), label=say("why.compare"))
else:
    months = min(each.scenario.plan.months for each in pair)
    cut = [each.scenario.changed(months=months) for each in pair]
    if cut != [each.scenario for each in pair]:
        st.caption(say("why.cut", span=write.span(months)))
    try:
        study(*cut, {"reference": pair[0].short, "plan": pair[1].short})
    except ScenarioError as refused:
        st.warning(say("study.refused"))
        st.text(str(refused))
