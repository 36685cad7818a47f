"""The pages, declared once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import streamlit as st

from ui import links
from ui.words import say

# what pages are made of, and what Streamlit itself brings in only when a page first needs it
PARTS = ("ui.charts", "ui.controls", "ui.copy_link", "ui.frame", "pyarrow", "streamlit.elements.vega_charts")
PAGES = Path(__file__).resolve().parent.parent / "pages"


def pages() -> list[st.Page]:
    """List every page; the front door leads to the first one and keeps the link's parameters."""
    what_if = st.Page(PAGES / "explore" / "what_if.py", title=say("nav.what_if"), url_path="what-if",
                      help=say("nav.what_if_help"))

    def front_door() -> None:
        st.switch_page(what_if, query_params=dict(links.read()))

    return [st.Page(front_door, title=say("app.name"), url_path="front", default=True, visibility="hidden"), what_if]


def make_ready() -> None:
    """Bring in all that pages need, so that neither the first visitor nor the collector meets it later."""
    for part in PARTS:
        import_module(part)


def show() -> None:
    """Draw the frame and the page that the address names."""
    st.set_page_config(page_title=say("app.name"), layout="wide")
    st.navigation(pages(), position="top").run()
