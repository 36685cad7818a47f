"""Page: "Which plan is best?" Up to four plans side by side, in the same worlds."""

import streamlit as st

from ui import frame, shelf
from ui.compare import controls, show, told
from ui.copy_link import copy_link
from ui.runs import Lived
from ui.words import say

shelf.begin()
frame.ask("compare")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.add()
    copy_link()
frame.notices(shelf.refused(), shelf.forget_refused)
controls.note()
controls.cards()
plans, cut = told.same_length(controls.sides())
for sentence in filter(None, (cut, *told.grounds(plans))):
    st.warning(sentence)


def result(lived: Lived) -> None:
    """Show the verdict first, then the pictures and the numbers."""
    above = st.container()
    known = show.found(plans, lived)
    with above:
        show.verdict(known)
    show.lines(known)
    show.best(known)
    show.paybacks(known)
    show.bands(known)
    show.table(known)


if len(plans) < 2:
    st.info(say("compare.alone"))
else:
    beside = st.container()
    frame.live(result, beside, frame.Asked(tuple(side.scenario for side in plans), shelf.seed()))
