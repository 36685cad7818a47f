"""The frame and the router: every page is reached through here."""

import streamlit as st

from ui import nav
from ui.words import say

st.set_page_config(page_title=say("app.name"), layout="wide")
st.navigation(nav.pages(), position="top").run()
