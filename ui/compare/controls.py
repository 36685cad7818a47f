"""The controls of the page "Compare": the plans on the shelf, and where further ones come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

import sim
from sim.scenario import LEVER
from ui import format as write
from ui import links, nav, shelf, state
from ui.compare import sources
from ui.compare.charts import COLOURS, LETTERS
from ui.compare.sources import Offered
from ui.compare.told import MOST_NAMED, Side
from ui.controls import names, title
from ui.shelf import Shelved
from ui.words import choices, label, say

_NOTE = "compare_note"
SWATCH = "display:block; height:5px; border-radius:3px; background:{colour}"


def sides() -> tuple[Side, ...]:
    """Give the plans on the shelf, their names fit for markdown."""
    return tuple(Side(each.letter, shelf.harmless(each.called), each.scenario) for each in shelf.plans())


def add() -> None:
    """Offer further plans: from the library, from a link, from a file."""
    with st.popover(say("compare.add.button"), help=say("compare.add.button_help"), key="add_plan"):
        st.selectbox(say("compare.add.library"), names(), index=_likely(), format_func=title, key="library",
                     help=say("compare.add.library_help"), persist_state="session")
        st.button(say("compare.add.take"), key="take_library", on_click=_take_from_library,
                  help=say("compare.add.take_help"))
        st.text_input(say("compare.add.link"), key="link", help=say("compare.add.link_help"),
                      placeholder=say("compare.add.link_placeholder"), max_chars=sources.LONGEST_ADDRESS)
        st.button(say("compare.add.take_link"), key="take_link", on_click=_take_from_link,
                  help=say("compare.add.link_help"))
        st.file_uploader(say("compare.add.file"), type="toml", key="file", help=say("compare.add.file_help"),
                         on_change=_take_from_file)


def _likely() -> int:
    """Find the first shipped scenario of the first plan's company that is not on the shelf yet."""
    here = [each.opened.base for each in shelf.plans()]
    company = sim.load(here[0]).company
    return next((place for place, name in enumerate(names()) if sim.load(name).company == company != name
                 and name not in here), 0)


def _take_from_library() -> None:
    plans = shelf.plans()
    _take(sources.from_library(state.read("library"), plans[0].opened if plans else None))


def _take_from_link() -> None:
    if _take(sources.from_address(state.read("link") or "")):
        state.shown("link", "")


def _take_from_file() -> None:
    file = state.read("file")
    if file is not None:
        _take(sources.from_file(file.name, file.getvalue()))


def _take(offered: Offered) -> bool:
    """Put what is offered on the shelf, and say what of it could not be taken; tell whether a plan was taken."""
    refused, taken = offered.aside, 0
    for each in offered.plans:
        if shelf.add(each.opened, each.name, each.today):
            taken += 1
        else:
            refused += shelf.refused()
    if refused:
        shelf.refuse(*refused)
    head = say(f"compare.refused.{'title_part' if taken else 'title'}")
    state.change(_NOTE, (head, offered.note) if offered.note else None)
    return taken > 0


def note() -> None:
    """Say why a source gave nothing, or not all; the plans that are here stay."""
    said = state.part(_NOTE)
    if said:
        head, reason = said
        with st.container(border=True, key="refused"):
            st.markdown(f"**{head}**")
            st.text(reason)
            st.button(say("compare.refused.dismiss"), key="dismiss_note", on_click=state.change, args=(_NOTE, None))


def cards() -> None:
    """Show the plans side by side, each with its colour, its name and what it changes."""
    listed = shelf.plans()
    with st.grid(min(max(len(listed), 2), 4), min_column_width=200, gap="small"):
        for each in listed:
            with st.container(border=True, key=f"card_{each.letter}", gap="xsmall"):
                st.html(f'<span style="{SWATCH.format(colour=COLOURS[LETTERS.index(each.letter)])}"></span>')
                with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                    st.markdown(f"**{shelf.harmless(each.title)}**", width="content")
                    with st.popover(say("compare.plans.change"), key=f"change_{each.letter}", type="tertiary",
                                    help=say("compare.plans.change_help")):
                        _choices(each, alone=len(listed) == 1)
                st.caption(_changes(each))
                if each is listed[0] and len(listed) > 1:
                    st.caption(say("compare.plans.reference"))


def _changes(each: Shelved) -> str:
    """List the first levers in which a plan differs from what its company does today."""
    scenario = each.scenario
    levers = [key for key in scenario.differences(scenario.as_today()) if sim.declarations()[key].role == LEVER]
    staged = {event.lever for event in scenario.events if event.lever}
    if not levers and not staged:
        return say("compare.plans.today")
    texts = [_lever(key, getattr(scenario.plan, key)) for key in levers[:MOST_NAMED]]
    if len(levers) > MOST_NAMED:
        texts.append(say("compare.more", n=len(levers) - MOST_NAMED))
    if staged:
        texts.append(say("compare.plans.staged", n=len(staged)))
    return say("compare.plans.levers", list=say("reasons.joiner").join(texts))


def _lever(key: str, value: float) -> str:
    declared = sim.declarations()[key]
    named = choices(declared)
    return say("compare.plans.lever", label=label(declared), value=named[int(value)] if named else write.plain(value))


def _choices(each: Shelved, alone: bool) -> None:
    letter, widget = each.letter, f"name_{each.letter}"
    state.shown(widget, each.name)
    st.text_input(say("compare.plans.name"), key=widget, max_chars=shelf.LONGEST_NAME, placeholder=each.called,
                  help=say("compare.plans.name_help"), on_change=_rename, args=(letter, widget))
    if letter != LETTERS[0]:
        _button("first", letter, shelf.make_first)
    if not alone:
        _button("remove", letter, shelf.remove)
    st.page_link(nav.page("what_if"), label=say("compare.plans.open"), help=say("compare.plans.open_help"),
                 query_params=links.encode(replace(each.opened, seed=shelf.seed())))


def _rename(letter: str, widget: str) -> None:
    shelf.rename(letter, state.read(widget) or "")


def _button(what: str, letter: str, action: Callable[[str], None]) -> None:
    st.button(say(f"compare.plans.{what}"), key=f"{what}_{letter}", help=say(f"compare.plans.{what}_help"),
              on_click=action, args=(letter,), width="stretch")
