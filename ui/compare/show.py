"""What the page "Compare" shows of the worlds: verdict, table, charts, who is best, when each pays back."""

from __future__ import annotations

import streamlit as st

from sim.decide.plans import compare_plans, gathered
from ui import frame, workbench
from ui.compare import charts, told
from ui.compare.told import Found, Side
from ui.runs import Lived
from ui.words import say

# worlds that a visitor may ask for when those of the first look leave doubt
MANY_WORLDS = 100


def found(sides: tuple[Side, ...], lived: Lived) -> Found:
    """Put what is known of the plans together, each under its letter; once all worlds are in, offer many more."""
    if lived.complete:
        scenarios = {side.letter: side.scenario for side in sides}
        many = workbench.study("many_worlds", compare_plans,
                               {"plans": scenarios, "worlds": MANY_WORLDS, "seed": lived.seed},
                               start=say("compare.many.start", n=MANY_WORLDS), about=say("compare.many.about"))
        if many is not None:
            return Found(sides, many, MANY_WORLDS, MANY_WORLDS)
    plans = gathered([side.letter for side in sides], lived.outcomes)
    return Found(sides, plans, lived.done, lived.wanted)


def verdict(known: Found) -> None:
    """Say the verdict, then what every other plan does, then how sure that is."""
    with st.container(key="verdict"):
        st.header(told.verdict(known), anchor=False)
        for sentence in told.further(known):
            st.markdown(sentence)
        st.caption(told.sure(known))


def lines(known: Found) -> None:
    """Draw one small chart a measure, with a line for each plan."""
    with st.grid(2, min_column_width=330, gap="medium"):
        for name in charts.SERIES:
            specs = {theme: charts.lines_spec(name, theme) for theme in charts.THEMES}
            frame.picture(f"lines_{name}", specs, charts.lines(known, name), say(f"compare.charts.{name}.picture"),
                          charts.told_lines(known, name))


def table(known: Found) -> None:
    """List every measure under every plan, with its differences."""
    st.subheader(say("compare.table.title"), anchor=False)
    st.caption(say("compare.table.note"))
    with st.container(key="measures"):
        st.table(told.table(known), border="horizontal", hide_index=True)
    if told.unknown_percentages(known):
        st.caption(say("compare.table.no_percent"))


def bands(known: Found) -> None:
    """Draw one panel a plan, with bands that hold 50, 75 and 95 of 100 worlds."""
    st.subheader(say("compare.bands.title"), anchor=False, help=say("compare.bands.help"))
    name = st.radio(say("compare.bands.choose"), list(charts.SERIES), index=list(charts.SERIES).index("profit"),
                    format_func=lambda each: say(f"compare.charts.{each}.title"), key="banded", horizontal=True,
                    help=say("compare.bands.choose_help"), persist_state="session")
    st.caption(say("compare.bands.note"))
    tables = charts.panels(known, name)
    with st.container(key="panels"), st.grid(len(known.sides), min_column_width=250, gap="small"):
        for letter, data in tables.items():
            specs = {theme: charts.panel_spec(name, letter, theme) for theme in charts.THEMES}
            frame.picture(f"bands_{letter}", specs, data, say("compare.bands.picture"),
                          charts.told_panel(known, name, letter))


def best(known: Found) -> None:
    """Show how often each plan is best, and its regret."""
    st.subheader(say("compare.best.title"), anchor=False, help=say("compare.best.help"))
    st.markdown(told.best(known))
    with st.grid(2, min_column_width=330, gap="medium"):
        for name in charts.BARS:
            specs = {theme: charts.bars_spec(name, len(known.sides), theme) for theme in charts.THEMES}
            frame.picture(f"bars_{name}", specs, charts.bars(known, name), say(f"compare.charts.{name}.picture"),
                          charts.told_bars(known, name))


def paybacks(known: Found) -> None:
    """Say when each plan pays back."""
    st.subheader(say("compare.payback.title"), anchor=False, help=say("compare.payback.help"))
    with st.container(key="paybacks"):
        for sentence in told.paybacks(known):
            st.markdown(sentence)
