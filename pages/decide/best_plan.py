"""Page: "Which plan is best for us?" """

import streamlit as st

from sim.decide.best import Best, best
from sim.decide.seek import FRESH_WORLDS, LOOKED_AT, Sought, seek
from ui import frame, workbench
from ui.best import asked, controls, show
from ui.best.searches import Wanted
from ui.copy_link import copy_link
from ui.words import say


def found(wanted: Wanted) -> Best | None:
    """Give the best plan once it has been looked for; before, say what keeps the search from starting."""
    spending, settled = controls.spending(wanted)
    wrong = [*asked.problems(wanted), *filter(None, [asked.below_today(wanted, spending if settled else None)])]
    if wrong:
        show.problems("best", wrong)
        return None
    arguments = {"scenario": wanted.scenario, "search": asked.search_of(wanted), "seed": wanted.opened.seed}
    return workbench.study("best", best, arguments, say("best_plan.start"), asked.expected(wanted))


def reached(wanted: Wanted) -> Sought | None:
    """Give the value that reaches the target once it has been looked for."""
    if wanted.target is None:
        show.problems("seek", [say("best_plan.problem.target")])
        return None
    arguments = {"scenario": wanted.scenario, "lever": wanted.goal.lever, "measure": wanted.goal.measure,
                 "target": wanted.target, "worlds": wanted.worlds, "seed": wanted.opened.seed}
    about = say("best_plan.goal.about", values=2 * LOOKED_AT, worlds=wanted.worlds, fresh=FRESH_WORLDS)
    return workbench.study("seek", seek, arguments, say("best_plan.goal.start"), about)


wanted = controls.begin()
frame.ask("best_plan")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
st.caption(say("best_plan.intro"), help=say("best_plan.intro_help"))
frame.notices(wanted.aside, controls.forget_refused)
search_column, answer_column = st.columns([1, 2], gap="large")
with search_column:
    controls.search()
with answer_column:
    best_plan = found(wanted)
    if best_plan:
        show.best(best_plan, wanted)
st.divider()
goal_column, reached_column = st.columns([1, 2], gap="large")
with goal_column:
    st.header(say("best_plan.goal.title"), anchor=False)
    st.caption(say("best_plan.goal.intro"))
    controls.goal()
with reached_column:
    sought = reached(wanted)
    if sought:
        show.sought(sought)
