"""Page: "Who says so?" Every number with its source, the map from levers to profit, the limits, the versions."""

import streamlit as st

from ui import controls, frame, state
from ui.copy_link import copy_link
from ui.evidence import show
from ui.words import say

state.begin()
frame.ask("evidence")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
st.caption(say("evidence.intro"))
frame.calendar()
frame.notices()
show.summary()
show.numbers()
show.ways()
show.limits()
show.versions()
