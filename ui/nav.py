"""The pages, declared once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import streamlit as st

from ui import address, state, studies
from ui.words import say

# what pages are made of, and what Streamlit itself brings in only when a page first needs it
PARTS = ("ui.charts", "ui.controls", "ui.copy_link", "ui.frame", "ui.workbench",
         "ui.ripple.show", "ui.follow.show", "ui.compare.show", "ui.compare.controls", "ui.why.charts",
         "ui.best.controls", "ui.best.show", "ui.sure.show", "ui.rules.show", "ui.lessons.show", "ui.evidence.show",
         "pyarrow", "streamlit.elements.vega_charts")
PAGES = Path(__file__).resolve().parent.parent / "pages"
# folder of pages -> its pages, in the order of the menu; file and address follow from the name
FOLDERS = {"explore": ("what_if", "word_of_mouth", "follow_a_customer"),
           "decide": ("compare", "why", "best_plan", "how_sure"),
           "learn": ("rules_of_thumb", "lessons"),
           "trust": ("evidence",)}
PLACES = {name: folder for folder, names in FOLDERS.items() for name in names}


def page(name: str) -> st.Page:
    """Give a page by its name."""
    return st.Page(PAGES / PLACES[name] / f"{name}.py", title=say(f"nav.{name}"), url_path=name.replace("_", "-"),
                   help=say(f"nav.{name}_help"))


def pages() -> list[st.Page]:
    """List every page; the front door leads to the first one and keeps the link's parameters.

    They stand in no sections: on phones Streamlit draws these as a list that readers aloud cannot follow, with
    headings that no key reaches (docs/decisions/0038).
    """
    listed = [page(name) for name in PLACES]

    def front_door() -> None:
        st.switch_page(listed[0], query_params=dict(address.read()))

    return [st.Page(front_door, title=say("app.name"), url_path="front", default=True, visibility="hidden"), *listed]


def make_ready() -> None:
    """Bring in all that pages need, so that neither the first visitor nor the collector meets it later."""
    for part in PARTS:
        import_module(part)


def show() -> None:
    """Draw the frame and the page that the address names."""
    st.set_page_config(page_title=say("app.name"), layout="wide")
    chosen = st.navigation(pages(), position="top")
    state.arrive(chosen.url_path)
    studies.studies().still_here(state.owner())
    chosen.run()
