"""Page: "What if we looked after our customers differently?" """

import streamlit as st

from ui import controls, frame, keep, state
from ui.answer import Answer
from ui.copy_link import copy_link


def result(answer: Answer) -> None:
    """Show the verdict first, then the numbers, then the pictures."""
    frame.verdict(answer)
    frame.tiles(answer)
    with st.container(key="watched"):
        frame.watch(answer)
        left, right = st.columns(2, gap="medium")
        with left:
            frame.chart(answer, "customers")
            frame.chart(answer, "causes")
        with right:
            frame.chart(answer, "profit")
            frame.chart(answer, "told")
            frame.chart(answer, "lost")
    frame.full_figures(answer)


state.begin()
frame.want()
frame.ask("what_if")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
    keep.button()
keep.told()
frame.explain_lines()
frame.calendar()
frame.notices()
control_column, answer_column = st.columns([1, 3], gap="large")
with control_column:
    controls.levers(first=("service_quality", "response_target", "reward_spend"))
    beside = st.container()
with answer_column:
    frame.live(result, beside)
    frame.story()
