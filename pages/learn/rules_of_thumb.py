"""Page: "Do the rules of thumb hold for this company?" Twelve claims, each tried on the company at hand."""

import streamlit as st

from ui import controls, frame, nav, state
from ui.copy_link import copy_link
from ui.rules import asked, show
from ui.words import say

asked.begin()
frame.ask("rules")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
st.caption(say("rules.intro"), help=say("rules.intro_help"))
frame.notices(asked.refused(), asked.forget_refused)
st.page_link(nav.page("what_if"), label=say("rules.more"))
opened = state.chosen()
show.scale(opened.scenario)
founds = show.known(opened)
show.overview(founds, opened)
st.divider()
show.claim(founds, opened)
