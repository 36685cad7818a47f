"""What the page "How sure?" draws: the verdict, each assumption alone, and those that matter most together."""

from __future__ import annotations

import streamlit as st

from sim.decide.ranges import ALSO, choices
from sim.decide.sure import Sure
from sim.decide.together import POINTS, Together
from sim.outcomes import HEADLINE
from sim.scenario import ASSUMPTION, keys
from ui import frame
from ui.runs import Lived
from ui.sure import charts, soften, told
from ui.sure.told import Pair
from ui.words import say


def verdict(pair: Pair, lived: Lived, study: Sure | None) -> None:
    """Say which plan to choose, how firmly, and on what that rests."""
    first, second = ([outcome.measures[HEADLINE] for outcome in outcomes] for outcomes in lived.outcomes)
    gains = [float(after - before) for before, after in zip(first, second, strict=True)]
    with st.container(key="verdict"):
        st.header(told.verdict(pair, gains, study), anchor=False)
        caution = soften.caution(pair.first, pair.second)
        if caution:
            st.caption(caution)


def about_alone() -> str:
    """Say what trying every assumption takes."""
    return say("how_sure.alone.about", count=len(keys(ASSUMPTION)) + len(ALSO) - len(choices()))


def alone(pair: Pair, study: Sure) -> None:
    """Show which assumptions matter, and what would change one's mind."""
    for sentence in told.alone(pair, study):
        st.markdown(sentence)
    frame.picture("tornado", charts.specs("tornado"), charts.tornado(study), say("charts.tornado.picture"),
                  charts.tornado_alternative(study))
    st.caption(say("how_sure.alone.caption"))
    figures = st.expander(say("how_sure.alone.figures"), key="bars", on_change="rerun")
    if figures.open:
        with figures:
            st.table(told.bars_table(study))
            for sentence in filter(None, (told.tried(study), told.scale(pair, study))):
                st.caption(sentence)
    with st.container(key="mind"):
        st.subheader(say("how_sure.mind.title"), anchor=False, help=say("how_sure.mind.help"))
        for sentence in told.change(pair, study):
            st.markdown(sentence)
        if told.flips(study):
            st.table(told.flips_table(pair, study))


def about_together(unknowns: int) -> str:
    """Say what varying several assumptions together takes."""
    return say("how_sure.together.about", count=POINTS * (unknowns + 2), unknowns=unknowns)


def together(pair: Pair, found: Together) -> None:
    """Show where the plan looked at loses, and what accounts for the variation."""
    with st.container(key="discovered"):
        for sentence in filter(None, (told.discovered(pair, found), told.largest(found))):
            st.markdown(sentence)
    left, right = st.columns(2, gap="medium")
    with left:
        frame.picture("shares", charts.specs("shares"), charts.shares(found), say("charts.shares.picture"),
                      charts.shares_alternative(found))
    with right:
        frame.picture("combinations", charts.combinations_specs(found), charts.combinations(found),
                      say("charts.combinations.picture"), charts.combinations_alternative(pair, found))
        st.caption(say("how_sure.together.scatter"))
