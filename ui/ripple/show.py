"""What the page "Word of mouth" draws: what bad stories cost, the loss tree, one incident, how many are told."""

from __future__ import annotations

import streamlit as st

from sim import Inputs
from sim.explore.incidents import Price
from sim.explore.losses import LossTree
from sim.explore.telling import Told
from ui import frame, links, nav, play, state
from ui import prices as priced
from ui.ripple import charts, controls, story, told, tree
from ui.words import say


def verdict(found: LossTree) -> None:
    """Say what bad stories cost and what would have prevented most of it."""
    with st.container(key="verdict"):
        st.header(told.verdict(found), anchor=False)
        for sentence in told.because(found):
            st.markdown(sentence)


def prices(found: dict[str, Price], plan: Inputs, worlds: int) -> None:
    """Say what one unanswered complaint costs, and list the other kinds."""
    with st.container(key="price"):
        st.header(priced.one(found, worlds), anchor=False)
        for sentence in priced.compared(found, plan, worlds):
            st.markdown(sentence)
        st.table(priced.table(found, plan.months), border="horizontal", hide_index=True)
        st.caption(say("word_of_mouth.prices.not_in_it", worlds=worlds))


def loss_tree(found: LossTree) -> None:
    """Draw the loss tree, with its exact figures, and say what would have prevented its branches."""
    st.subheader(say("word_of_mouth.tree.title"), anchor=False, help=say("word_of_mouth.tree.how"))
    frame.picture("loss_tree", tree.SPECS, tree.data(found), say("word_of_mouth.tree.chart.picture"),
                  tree.message(found))
    with st.container(key="shares"):
        st.table(told.tree_table(found), border="horizontal", hide_index=True)
    st.markdown(told.adds_up(found))
    with st.container(key="remedies"):
        st.markdown(f"**{say('word_of_mouth.tree.remedies')}**")
        for branch in found.branches:
            st.markdown(told.remedy(branch))
        st.page_link(nav.page("what_if"), label=say("word_of_mouth.tree.try"))


def ripple(found: LossTree) -> None:
    """Let the visitor choose an incident, and watch what it sets off."""
    st.subheader(say("word_of_mouth.pick.title"), anchor=False)
    if story.is_quiet(found):
        st.markdown(say("word_of_mouth.pick.none"))
        return
    st.markdown(told.honest(found))
    followed = story.of(found, controls.incident(found))
    sentences = story.steps(followed)
    with st.container(key="watched"):
        st.markdown(" ".join(story.whole(followed)))
        play.control("ripple", steps=range(len(sentences)), label=say("word_of_mouth.day.label"), sentences=sentences,
                     charts=["ripple"])
        frame.picture("ripple", charts.SPECS["ripple"], charts.ripple(followed), say("word_of_mouth.ripple.picture"),
                      charts.ripple_message(followed))
        st.caption(" ".join(story.notes(followed)))
    if not followed.public:
        teller = followed.ripple.teller
        st.page_link(nav.page("follow_a_customer"), label=say("word_of_mouth.story.follow", who=told.person(teller)),
                     query_params=links.encode(state.chosen()) | {"person": str(teller)})


def how_many(found: LossTree | None, plan: Inputs) -> None:
    """Let the visitor say how many are told, and show how many one teller tells."""
    st.markdown(" ".join(filter(None, (told.share_of_tellers(plan), told.in_this_world(found, plan) if found else ""))))
    frame.picture("spread", charts.SPECS["spread"], charts.spread(plan), say("word_of_mouth.many.spread.picture"),
                  charts.spread_message(plan))


def by_median(found: tuple[Told, ...], worlds: int, now: float) -> None:
    """Show what bad stories cost, by how many people are told."""
    st.markdown(told.by_median(found, worlds))
    frame.picture("cost", charts.SPECS["cost"], charts.cost(found, now), say("word_of_mouth.many.cost.picture"),
                  charts.cost_message(found))
