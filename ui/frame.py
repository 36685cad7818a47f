"""What stands around and between the controls: headline, notices, progress, verdict, tiles, charts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sim
from ui import answer as told
from ui import charts, events, play, runs, state
from ui.answer import Answer
from ui.links import Aside
from ui.runs import Failure, Lived, What
from ui.words import say

# seconds: between two looks at progress, for a first look before the page goes on without it, between two of its checks
POLL_SECONDS, FIRST_PATIENCE, MOMENT = 0.4, 8.0, 0.05
# so many waiting visits look at progress at full pace
UNCROWDED = 10
# how many worlds are worth drawing the page again
DRAWN_AT = (0, 1, 3, 6, 10, 15, runs.WORLDS)
UNSEEN = "position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); margin:0"
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


def notices(refused: Sequence[Aside] | None = None, forget: Callable[[], None] = state.forget_refused) -> None:
    """List what was set aside of a link or a control; strangers' text is shown as plain text only."""
    refused = state.refused() if refused is None else refused
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
        st.button(say("aside.dismiss"), on_click=forget, key="dismiss")


def _harmless(text: str) -> str:
    shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN - 1] + "\u2026"
    return "".join(character if character.isprintable() else "\ufffd" for character in shown)


class Asked(NamedTuple):
    """What a page wants to know: plans, and the seed of their first world."""

    what: What
    seed: int


def _of_this_page() -> Asked:
    return Asked(state.chosen().scenario, state.chosen().seed)


def want() -> None:
    """Have the first look under way while the controls are drawn."""
    asked = _of_this_page()
    if not state.stopped(asked):
        _found(asked)


@dataclass
class Drawn:
    """How many worlds stand behind what a run of the page has drawn: 0 for a first look; None while it draws."""

    worlds: int | None = None


def live(draw: Callable[[Answer | Lived], None], beside: DeltaGenerator, asked: Asked | None = None) -> None:
    """Draw what is known once a first look is in, with progress beside, which has the page run again for more.

    Looking at progress again and again costs little, because nothing else is drawn then. Waiting for a first look
    gives way to a new move.
    """
    asked = asked or _of_this_page()
    found, drawn = _found(asked), Drawn()
    polling = not state.stopped(asked) and not _settled(found)
    with beside:
        st.fragment(_progress, run_every=_calmly(POLL_SECONDS) if polling else None)(drawn, polling, asked)
    until = time.monotonic() + FIRST_PATIENCE
    while not found and not state.stopped(asked) and time.monotonic() < until:
        found = _found(asked, _calmly(MOMENT))  # reading the visit's state, this ends when another run is wanted
    if isinstance(found, Failure):
        st.warning(say("progress.failed", reason=say(f"progress.reason.{found.reason}", seconds=found.seconds)))
        st.button(say("progress.again"), on_click=runs.desk().retry, args=(asked.what,), key="again")
    elif found:
        draw(found)
    elif not state.stopped(asked):
        st.info(say("progress.busy"))
    drawn.worlds = -1 if found is None or isinstance(found, Failure) else found.done


def _calmly(seconds: float) -> float:
    """Lengthen the time between two checks by so much as more visits are waiting than can be served at full pace."""
    return seconds * max(1.0, runs.desk().waiting / UNCROWDED)


def _found(asked: Asked, patience: float = 0.0) -> Answer | Lived | Failure | None:
    if state.stopped(asked):
        runs.desk().forget(state.owner())
        return runs.desk().look(*asked)
    return runs.desk().ask(state.owner(), *asked, patience)


def _settled(found: Answer | Lived | Failure | None) -> bool:
    return found is not None and (isinstance(found, Failure) or found.complete)


def _worth_drawing(found: Answer | Lived | Failure | None, drawn: Drawn) -> bool:
    """Tell whether so many worlds have come in since the page was drawn that it is drawn again."""
    if found is None or isinstance(found, Failure):
        return False
    return found.done >= next(worlds for worlds in DRAWN_AT if worlds > drawn.worlds)


def _progress(drawn: Drawn, polling: bool, asked: Asked) -> None:
    """Say how many worlds are in; once that is worth it, or the looking has to begin or end, run the page again."""
    found, stopped = _found(asked), state.stopped(asked)
    ended = stopped or _settled(found)
    if drawn.worlds is not None and (polling == ended or (polling and _worth_drawing(found, drawn))):
        st.rerun()  # before anything is drawn: progress stands until the page shows what it led to
    if _settled(found):
        st.empty()
        return
    done = found.done if found else 0
    with st.container(key="progress"):
        if stopped:
            st.caption(say("progress.stopped", done=done, wanted=runs.WORLDS))
            st.button(say("progress.go_on"), on_click=state.resume, key="go_on")
        else:
            st.progress(done / runs.WORLDS, say("progress.worlds", done=done, wanted=runs.WORLDS))
            st.button(say("progress.stop"), on_click=state.stop, args=(asked,), key="stop")


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
    """Draw one of the charts of "What if?"."""
    data = charts.causes(answer) if name == "causes" else charts.series(answer, name)
    picture(name, {theme: charts.SPECS[theme][name] for theme in charts.SPECS}, data, say(f"charts.{name}.picture"),
            charts.alternative(answer, name))
    if name == "causes":
        st.caption(say("charts.causes.caption_same" if answer.same else "charts.causes.caption"))


def watch(answer: Answer) -> None:
    """Let the months play through all charts of "What if?"."""
    play.control("months", steps=range(1, answer.scenario.plan.months + 1), label=say("charts.month"),
                 sentences=charts.month_by_month(answer), charts=list(charts.SPECS["light"]))


def picture(name: str, specs: dict[str, dict], data: pa.Table, what: str, message: str) -> None:
    """Draw a chart from its constant specification; a text that only readers aloud find tells its message.

    Nothing given to the chart changes but its data: with another specification, or another text of its own
    (`what`, which is part of it), the browser would make the whole chart anew.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    with st.container(key=f"picture_{name}", gap=None):
        st.vega_lite_chart(data, specs[theme], key=f"chart_{name}", alt=what)
        st.html(f'<p style="{UNSEEN}">{escape(message)}</p>')


def full_figures(answer: Answer) -> None:
    """Keep every figure in full at hand, folded away, and made only for those who unfold them."""
    exact = st.expander(say("exact.title"), key="exact", on_change="rerun")
    if exact.open:
        with exact:
            st.caption(say("exact.note", version=sim.MODEL_VERSION, seed=answer.seed))
            st.table(told.full_figures(answer))
