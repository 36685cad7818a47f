"""What the page "Evidence" draws: the summary, the list of numbers, the map, the limits, the versions."""

from __future__ import annotations

import math

import streamlit as st

import sim
from sim import mechanisms
from sim.scenario import ASSUMPTION, FIXED, GRADES, LEVER, keys
from ui import frame, state
from ui.evidence import charts, documents, told
from ui.evidence.told import Wanted
from ui.words import say

A_PAGE = 12
LONGEST_SEARCH = 80
FILTERS = {"role": (LEVER, ASSUMPTION, FIXED), "group": tuple(told.groups()), "grade": GRADES,
           "mechanism": tuple(mechanisms.mechanisms())}
SEARCH = "evidence_words"


def summary() -> None:
    """Say on what the numbers stand, and on what those that the plan changes do."""
    with st.container(key="verdict"):
        st.header(told.verdict(), anchor=False)
        st.markdown(" ".join(told.grounds(state.chosen())))


def numbers() -> None:
    """List every number that is wanted, a page at a time, and one of them in full."""
    st.subheader(say("evidence.numbers.title"), anchor=False, help=say("evidence.numbers.help"))
    these = told.found(_wanted())
    if not these:
        st.info(say("evidence.numbers.nothing"))
        st.button(say("evidence.numbers.again"), key="evidence_again", on_click=_want_all)
        return
    st.caption(told.count(len(these)))
    pages, scenario = math.ceil(len(these) / A_PAGE), state.chosen().scenario
    listed, below = st.container(key="numbers"), st.container()
    page = 1
    if pages > 1:
        with below:
            page = min(st.pagination(pages, key="evidence_page"), pages)
    with listed:
        st.table(told.table(these[(page - 1) * A_PAGE:page * A_PAGE], scenario), border="horizontal", hide_index=True)
    keys_ = [each.key for each in these]
    key = st.selectbox(say("evidence.numbers.closer"), keys_, format_func=told.name, key="evidence_closer",
                       help=say("evidence.numbers.closer_help"))
    closer(key if key in keys_ else keys_[0])


def _wanted() -> Wanted:
    words = st.text_input(say("evidence.numbers.search"), max_chars=LONGEST_SEARCH, key=SEARCH,
                          help=say("evidence.numbers.search_help"), persist_state="session")
    chosen = {}
    with st.grid(4, min_column_width=150, gap="small"):
        for name, options in FILTERS.items():
            chosen[name] = st.selectbox(say(f"evidence.numbers.{name}"), ("", *options), key=f"evidence_{name}",
                                        format_func=_option(name), help=say(f"evidence.numbers.{name}_help"),
                                        persist_state="session")
    return Wanted(words or "", **{name: value or "" for name, value in chosen.items()})


def _option(name: str):
    named = {"role": lambda key: say(f"evidence.numbers.role_of.{key}"), "group": told.group_name,
             "grade": lambda key: say(f"evidence.numbers.grade_of.{key}"), "mechanism": told.mechanism_name}[name]
    return lambda key: named(key) if key else say("evidence.numbers.any")


def _want_all() -> None:
    state.shown(SEARCH, "")
    for name in FILTERS:
        state.shown(f"evidence_{name}", "")


def closer(key: str) -> None:
    """Show all that is known about one number."""
    declared = sim.declarations()[key]
    with st.container(border=True, key="closer"):
        st.markdown(f"**{told.name(key)}**")
        st.markdown(say(f"inputs.{key}.help"))
        if declared.role == LEVER:
            st.markdown(say(f"inputs.{key}.cost"))
        st.table(told.facts(declared, state.chosen().scenario), border="horizontal", hide_index=True, hide_header=True)


def ways() -> None:
    """Draw how levers lead to profit: all groups at a glance, then the ways of one lever."""
    st.subheader(say("evidence.map.title"), anchor=False, help=say("evidence.map.help"))
    frame.picture("reach", charts.specs("reach"), charts.reach(), say("charts.reach.picture"), charts.reach_message())
    st.caption(say("evidence.map.overview"))
    lever = st.selectbox(say("evidence.map.lever"), keys(LEVER), index=keys(LEVER).index("response_target"),
                         format_func=told.name, key="evidence_lever", help=say("evidence.map.lever_help"),
                         persist_state="session")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        frame.picture("ways", charts.specs("ways"), charts.ways(lever), say("charts.ways.picture"),
                      told.ways_message(lever))
        st.caption(say("evidence.map.caption"))
    with right, st.container(key="ways"):
        st.markdown(say("evidence.map.raised", lever=told.name(lever)))
        st.markdown("\n".join(f"- {way}" for way in told.ways(lever)))
    _folded("links", lambda: told.links_table(lever))
    _folded("mechanisms", told.mechanisms_table)


def _folded(name: str, table) -> None:
    """Keep a table at hand, folded away, and made only for those who unfold it."""
    folded = st.expander(say(f"evidence.map.{name}"), key=f"evidence_{name}", on_change="rerun")
    if folded.open:
        with folded:
            st.table(table(), border="horizontal", hide_index=True)


def limits() -> None:
    """State plainly what the model cannot do."""
    st.subheader(say("evidence.limits.title"), anchor=False)
    with st.container(key="limits"):
        st.markdown("\n".join(f"- {say(f'evidence.limits.item.{item}')}" for item in say.under("evidence.limits.item")))


def versions() -> None:
    """Say what changed in which version, the newest first."""
    st.subheader(say("evidence.versions.title"), anchor=False, help=say("evidence.versions.help"))
    st.caption(say("evidence.versions.now", version=sim.MODEL_VERSION))
    for version in documents.versions():
        with st.expander(told.version_title(version)):
            for paragraph in version.text:
                st.markdown(paragraph)
            st.markdown(say("evidence.versions.numbers"))
            if version.note:
                st.markdown(version.note)
            if version.moved:
                st.markdown("\n".join(f"- {each}" for each in version.moved))
