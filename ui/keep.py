"""Keeping the plan of "What if?" on the shelf, to compare it with others."""

from __future__ import annotations

import streamlit as st

from ui import nav, shelf, state
from ui.words import say

_TOLD = "kept_as"


def button() -> None:
    """Offer to keep the plan now chosen."""
    st.button(say("shelf.keep"), help=say("shelf.keep_help"), key="keep", on_click=_keep)


def _keep() -> None:
    now = state.chosen()
    kept = shelf.keep(now)
    state.note(_TOLD, say("shelf.kept", letter=kept) if kept else say("shelf.full"))


def told() -> None:
    """Say once what became of it, with the way to the comparison."""
    said = state.noted(_TOLD)
    if said:
        with st.container(horizontal=True, vertical_alignment="center", key="kept"):
            st.markdown(said)
            st.page_link(nav.page("compare"), label=say("shelf.see"))
