"""Page: "What would you have guessed?" Five lessons: a question, a prediction, the run, and what it shows."""

import streamlit as st

from ui import frame
from ui.copy_link import copy_link
from ui.lessons import asked, plans, show
from ui.words import say

guided = asked.begin()
frame.ask("lessons")
with st.container(horizontal=True, vertical_alignment="bottom"):
    show.picker()
    copy_link()
st.caption(say("lessons.intro"), help=say("lessons.intro_help"))
frame.notices(guided.aside, asked.forget_refused)
lesson_column, step_column = st.columns([1, 3], gap="large")
with lesson_column:
    show.chooser()
    st.caption(say("lessons.trainers"))
with step_column:
    case = plans.case(guided.lesson, guided.opened)
    st.header(say(f"lessons.{guided.lesson}.name"), anchor=False)
    if case.unfit:
        st.info(say(f"lessons.unfit.{case.unfit}"))
    else:
        show.question(case)
        guess = show.prediction(case)
        if guess.committed:
            show.run(case, guess)
