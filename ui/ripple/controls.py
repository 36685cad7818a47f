"""The controls of the page "Word of mouth": which incident is looked at."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.explore.losses import LossTree
from ui import state
from ui.links import Aside
from ui.ripple import picked as codec
from ui.ripple import told
from ui.ripple.picked import PARAMETER, WAYS, Picked
from ui.words import say

_PICKED = "ripple_picked"
_WIDGET = "ripple_incident"
LISTED = 20
WIDTH = 620


def begin() -> Picked:
    """Tie the scenario and the incident to the address bar."""
    return state.begin(state.Own(_PICKED, (PARAMETER,), codec.decode, codec.encode))


def refused() -> tuple[Aside, ...]:
    """Give what the last link or control asked for and did not get."""
    return (*state.refused(), *state.part(_PICKED).aside)


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    state.forget_refused()
    _pick()


def _pick(**changes) -> None:
    state.change(_PICKED, replace(state.part(_PICKED), **{"aside": (), **changes}))


def incident(tree: LossTree) -> int:
    """Let the visitor choose an incident by a way, from the dearest, or by luck; give the one to look at."""
    picked = state.part(_PICKED)
    chosen, found = str(picked.named or picked.way), codec.place(tree, picked)
    listed = [str(codec.name_of(tree, each)) for each in codec.dearest(tree, LISTED)]
    options = list(dict.fromkeys((*WAYS, *listed, chosen)))
    state.shown(_WIDGET, chosen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(say("word_of_mouth.pick.label"), options, key=_WIDGET, width=WIDTH, on_change=_choose,
                     format_func=lambda each: told.option(tree, each), help=say("word_of_mouth.pick.help", n=LISTED))
        st.button(say("word_of_mouth.pick.draw"), key="draw_incident", on_click=_draw, args=(tree,),
                  help=say("word_of_mouth.pick.draw_help"))
    if found is None:
        st.warning(told.missing(picked.named))
        return codec.place(tree, Picked())
    return found


def _choose() -> None:
    chosen = state.read(_WIDGET)
    named = codec.read(chosen)
    _pick(way="" if named else chosen, named=named)


def _draw(tree: LossTree) -> None:
    draws = state.part(_PICKED).draws + 1
    _pick(way="", named=codec.name_of(tree, codec.drawn(tree, draws)), draws=draws)
