"""Page: "How sure are we?" Which assumptions a choice between two plans rests on, and what would change it."""

import streamlit as st

import sim.decide.sure
import sim.decide.together
from ui import frame, nav, shelf, workbench
from ui.copy_link import copy_link
from ui.sure import show, told
from ui.sure.told import Pair
from ui.words import say

WORLDS = 8


def study(pair: Pair, seed: int):
    """Offer or show each assumption alone, then those that matter most together; give the former once it is there."""
    plans = {"first": pair.first, "second": pair.second}
    st.subheader(say("how_sure.alone.title"), anchor=False, help=say("how_sure.alone.help"))
    alone = workbench.study("alone", sim.decide.sure.sure, {**plans, "worlds": WORLDS, "seed": seed},
                            say("how_sure.alone.start"), show.about_alone())
    if alone:
        show.alone(pair, alone)
        keys = sim.decide.together.influential(alone.bars, pair.first, pair.second)
        st.subheader(say("how_sure.together.title"), anchor=False, help=say("how_sure.together.help"))
        together = workbench.study("together", sim.decide.together.together, {**plans, "keys": keys, "seed": seed},
                                   say("how_sure.together.start"), show.about_together(len(keys)))
        if together:
            show.together(pair, together)
    return alone


shelf.begin()
frame.ask("how_sure")
with st.container(horizontal=True, vertical_alignment="bottom"):
    shelf.pair_picker()
    copy_link()
st.caption(say("how_sure.intro"))
frame.notices(shelf.refused(), shelf.forget_refused)
chosen = shelf.pair()
if chosen is None:
    st.info(say("shelf.too_few"))
    st.page_link(nav.page("compare"), label=say("how_sure.compare"))
else:
    first, second = chosen
    plans = Pair((first.letter, second.letter), first.scenario, second.scenario)
    problem = told.unfit(plans)
    if problem:
        st.info(problem)
        st.page_link(nav.page("compare"), label=say("how_sure.compare"))
    else:
        top, beside = st.container(), st.container()
        alone = study(plans, shelf.seed())
        with top:
            frame.live(lambda lived: show.verdict(plans, lived, alone), beside,
                       frame.Asked((plans.first, plans.second), shelf.seed()))
