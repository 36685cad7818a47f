"""What stands around and between the controls: headline, notices, progress, verdict, tiles, charts."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sim
from ui import answer as told
from ui import charts, events, runs, state
from ui.answer import Answer
from ui.runs import Failure
from ui.words import say

POLL_SECONDS, FIRST_PATIENCE = 0.4, 1.5
MOST_LISTED, LONGEST_SHOWN = 10, 60
COLOURS = {"good": "green", "bad": "red", "unclear": "gray", "same": "gray"}


def ask(key: str) -> None:
    """Open a page with its one question."""
    with st.container(gap=None):
        st.caption(say("app.tagline"))
        st.title(say(f"{key}.question"), anchor=False)


def explain_lines() -> None:
    """Say in one line what the two lines are; the help says what a world and a band are."""
    st.caption(say("what_if.lines"), help=say("what_if.lines_help"))


def calendar() -> None:
    """List what the calendar brings to both plans or changes in the new one."""
    marked = events.marked(state.chosen().scenario)
    if marked:
        with st.container(key="calendar", gap=None):
            st.markdown(f"**{say('events.title')}**")
            for _, sentence in marked:
                st.caption(sentence)


def story() -> None:
    """Tell the story of the company and the plan, folded away."""
    scenario = state.chosen().scenario
    company = sim.load(scenario.company)
    with st.expander(say("what_if.story")):
        st.text(" ".join(company.story.split()))
        if scenario.name != company.name:
            st.text(" ".join(scenario.story.split()))


def notices() -> None:
    """List what was set aside of a link or a control; strangers' text is shown as plain text only."""
    refused = state.refused()
    if not refused:
        return
    with st.container(border=True, key="aside"):
        st.markdown(f"**{say('aside.title', n=len(refused))}**")
        for each in refused[:MOST_LISTED]:
            key = "aside.line_allowed" if each.allowed else "aside.line"
            st.text(say(key, name=_harmless(each.name), value=_harmless(each.value) or "\u2013",
                        reason=say(f"aside.reason.{each.reason}"), allowed=each.allowed))
        if len(refused) > MOST_LISTED:
            st.text(say("aside.more", n=len(refused) - MOST_LISTED))
        st.button(say("aside.dismiss"), on_click=state.forget_refused, key="dismiss")


def _harmless(text: str) -> str:
    shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN - 1] + "\u2026"
    return "".join(character if character.isprintable() else "\ufffd" for character in shown)


def live(draw: Callable[[Answer], None], beside: DeltaGenerator) -> None:
    """Draw an answer as soon as its first world is in, again while further worlds come in, with progress beside."""
    polling = not state.stopped() and not _settled(_found(FIRST_PATIENCE))
    st.fragment(_drawn, run_every=POLL_SECONDS if polling else None)(draw, beside, polling)


def _found(patience: float = 0.0) -> Answer | Failure | None:
    chosen = state.chosen()
    if state.stopped():
        runs.desk().forget(state.owner())
        return runs.desk().look(chosen.scenario, chosen.seed)
    return runs.desk().ask(state.owner(), chosen.scenario, chosen.seed, patience)


def _settled(found: Answer | Failure | None) -> bool:
    return isinstance(found, Failure) or (isinstance(found, Answer) and found.complete)


def _drawn(draw: Callable[[Answer], None], beside: DeltaGenerator, polling: bool) -> None:
    found = _found()
    if isinstance(found, Failure):
        st.warning(say("progress.failed", reason=say(f"progress.reason.{found.reason}", seconds=found.seconds)))
        st.button(say("progress.again"), on_click=_again, key="again")
    else:
        if found:
            draw(found)
        elif not state.stopped():
            st.info(say("progress.busy"))
    with beside:
        _progress(found)
    if polling == (state.stopped() or _settled(found)):
        st.rerun()  # start or end the polling, which only a full run can do


def _progress(found: Answer | Failure | None) -> None:
    done = found.done if isinstance(found, Answer) else 0
    if _settled(found):
        st.empty()
        return
    with st.container(key="progress"):
        if state.stopped():
            st.caption(say("progress.stopped", done=done, wanted=runs.WORLDS))
            st.button(say("progress.go_on"), on_click=state.resume, key="go_on")
        else:
            st.progress(done / runs.WORLDS, say("progress.worlds", done=done, wanted=runs.WORLDS))
            st.button(say("progress.stop"), on_click=state.stop, key="stop")


def _again() -> None:
    runs.desk().retry(state.chosen().scenario)


def verdict(answer: Answer) -> None:
    """Say the verdict, the reasons and how sure it is."""
    with st.container(key="verdict"):
        st.header(told.verdict(answer), anchor=False)
        for reason in told.reasons(answer):
            st.markdown(reason)
        st.caption(told.sure(answer))


def tiles(answer: Answer) -> None:
    """Show the headline numbers, each with its difference from today."""
    st.caption(say("tiles.note"))
    with st.grid(4, min_column_width=150, gap="small"):
        for tile in told.tiles(answer):
            st.metric(tile.label, tile.value, tile.change, delta_color=COLOURS[tile.direction], delta_arrow="off",
                      help=tile.help, border=True)
    st.space("small")


def chart(answer: Answer, name: str) -> None:
    """Draw one chart from its constant specification, with a text that tells its message."""
    data = charts.causes(answer) if name == "causes" else charts.series(answer, name)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.vega_lite_chart(data, charts.SPECS[theme][name], key=f"chart_{name}", alt=charts.alternative(answer, name))
    if name == "causes":
        st.caption(say("charts.causes.caption_same" if answer.same else "charts.causes.caption"))


def full_figures(answer: Answer) -> None:
    """Keep every figure in full at hand, folded away."""
    with st.expander(say("exact.title"), key="exact"):
        st.caption(say("exact.note", version=sim.MODEL_VERSION, seed=answer.seed))
        st.table(told.full_figures(answer))
