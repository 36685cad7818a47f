"""Page: "What do bad stories cost, and what would have prevented them?" """

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import sim
from sim.explore.incidents import prices
from sim.explore.losses import losses, most_runs
from sim.explore.telling import MEDIANS, by_median
from sim.spread import seconds_of
from ui import controls, frame, state, workbench
from ui.copy_link import copy_link
from ui.prices import WORLDS
from ui.ripple import controls as own
from ui.ripple import show, told
from ui.words import say

# worlds for what it does how many are told
FEW_WORLDS = 4
# of computing on one core: longer studies begin only when somebody wants them
AT_ONCE_SECONDS = 120
# about how many runs of a world a study takes
RUNS = {losses: most_runs, prices: lambda _: 10 * WORLDS, by_median: lambda _: 2 * len(MEDIANS) * FEW_WORLDS}


def study(function: Callable, scenario: sim.Scenario, worlds: int = 0, at_once: bool = True) -> object | None:
    """Give what a study finds once it is there; it begins by itself if it does not take long."""
    name, arguments = function.__name__, {"scenario": scenario, "seed": state.chosen().seed}
    quick = seconds_of(scenario, RUNS[function](scenario)) <= AT_ONCE_SECONDS
    return workbench.study(name, function, arguments | ({"worlds": worlds} if worlds else {}),
                           say(f"word_of_mouth.{name}.start"),
                           say(f"word_of_mouth.{name}.about", worlds=worlds, count=len(MEDIANS)), at_once and quick)


def however_many_are_told(scenario: sim.Scenario) -> sim.Scenario:
    """Give the scenario with as many told as usual, so that it stays the same when that is turned."""
    return scenario.changed(told_bad_median=sim.load(state.chosen().base).plan.told_bad_median)


own.begin()
frame.ask("word_of_mouth")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
frame.notices(own.refused(), own.forget_refused)
scenario = state.chosen().scenario
st.caption(told.looked_at(state.chosen(), controls.title(state.chosen().base)))
tree, priced = study(losses, scenario), None
if tree:
    show.verdict(tree)
    priced = study(prices, scenario, WORLDS)
    if priced:
        show.prices(priced, scenario.plan, WORLDS)
    if tree.branches:
        show.loss_tree(tree)
    st.divider()
    show.ripple(tree)
    st.divider()
st.subheader(say("word_of_mouth.many.title"), anchor=False)
st.markdown(say("word_of_mouth.many.intro"))
controls.slider("told_bad_median")
left, right = st.columns(2, gap="medium")
with left:
    show.how_many(tree, scenario.plan)
with right:
    if tree:
        found = study(by_median, however_many_are_told(scenario), FEW_WORLDS, at_once=bool(priced))
        if found:
            show.by_median(found, FEW_WORLDS, scenario.plan.told_bad_median)
