"""A study on a page: its start, its progress with the time left, its end, and its failures as sentences."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import format as write
from ui import state, studies
from ui.studies import Order, Standing
from ui.words import say

POLL_SECONDS = 0.5
LONG_SECONDS = 90


def study(name: str, function: Callable, arguments: dict, start: str, about: str = "",
          at_once: bool = False) -> object | None:
    """Give the result of a study once it is there; before, draw what it takes to get it.

    `name` tells this study from others on the page, `start` is what the button says, `about` what to expect. With
    `at_once` it starts by itself, once: whoever cancels it, or sees it fail, has the button.
    """
    order = Order(function, tuple(arguments.items()))
    standing = studies.studies().look(order, state.owner())
    if at_once and standing.state != "done" and state.first_time(name, order.key) and standing.state == "unknown":
        _start(name, order, pressed=False)
        standing = studies.studies().look(order, state.owner())
    if standing.state == "done":
        return standing.result
    with st.container(key=f"study_{name}"):
        if standing.under_way:
            st.fragment(_progress, run_every=POLL_SECONDS)(name, order)
        else:
            _offer(name, order, standing, start, about)
    return None


def _offer(name: str, order: Order, standing: Standing, start: str, about: str) -> None:
    if standing.state == "refused":
        st.warning(say("study.refused"))
        st.text(standing.reason)
    elif standing.state == "broken":
        st.warning(say(f"study.{standing.reason}"))
    if about:
        st.caption(about)
    again = standing.state == "broken"
    st.button(say("study.again") if again else start, key=f"start_{name}", on_click=_start, args=(name, order))


def _start(name: str, order: Order, pressed: bool = True) -> None:
    studies.studies().start(state.owner(), name, order, pressed)


def _cancel(name: str) -> None:
    studies.studies().cancel(state.owner(), name)


def _progress(name: str, order: Order) -> None:
    """Say how far a study is; once it has ended, run the page again."""
    studies.studies().still_here(state.owner())
    standing = studies.studies().look(order, state.owner())
    if not standing.under_way:
        st.rerun()
    share = standing.done / standing.total if standing.total else 0.0
    st.progress(min(share, 1.0), _said(standing))
    st.button(say("study.cancel"), key=f"cancel_{name}", on_click=_cancel, args=(name,))


def _said(standing: Standing) -> str:
    if standing.state == "waiting":
        return say("study.waiting", n=standing.place)
    if standing.seconds_left is None:
        return say("study.begins")
    share = write.number(100 * standing.done / standing.total)
    left = standing.seconds_left
    if left > LONG_SECONDS:
        return say("study.minutes_left", share=share, n=round(left / 60))
    return say("study.seconds_left", share=share, n=max(round(left), 1))
