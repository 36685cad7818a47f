"""The steps of a lesson on the page: question, prediction, run, and what it shows."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.explore import incidents
from ui import frame, links, nav, prices, shelf, state, workbench
from ui.controls import title
from ui.lessons import asked, charts, debriefs, plans, told
from ui.lessons.found import YEAR, Found
from ui.lessons.plans import MINUTES, TODAY, Case, Guess
from ui.runs import Lived
from ui.words import say

PICKER_WIDTH = 380
# worlds behind what a run shows: while more come in, and when the visitor has stopped
ENOUGH_WORLDS, FEWEST_WORLDS = 10, 2
_MISSING = "lesson_missing"


def picker() -> None:
    """Let the visitor choose the company."""
    state.shown("lesson_company", asked.now().opened.base)
    st.selectbox(say("lessons.company"), plans.companies(), format_func=title, key="lesson_company",
                 help=say("lessons.company_help"), on_change=lambda: asked.take(state.read("lesson_company")),
                 width=PICKER_WIDTH)


def chooser() -> None:
    """Let the visitor choose a lesson; each says what one learns and how long it takes."""
    state.shown("lesson_chosen", asked.now().lesson)
    st.radio(say("lessons.choose"), plans.LESSONS, key="lesson_chosen",
             format_func=lambda name: say(f"lessons.{name}.name"),
             captions=[say("lessons.caption", learns=say(f"lessons.{name}.learns"), minutes=MINUTES[name])
                       for name in plans.LESSONS],
             help=say("lessons.choose_help"), on_change=lambda: asked.show(state.read("lesson_chosen")))


def _step(name: str) -> None:
    st.subheader(say(f"lessons.step.{name}"), anchor=False)


def question(case: Case) -> None:
    """Tell the situation and ask the question."""
    _step("question")
    st.markdown(told.situation(case))
    if case.today.values:
        st.caption(say("lessons.assumptions", n=len(case.today.values)))
    st.markdown(f"**{told.text(case, 'ask')}**")


def prediction(case: Case) -> Guess:
    """Let the visitor commit to a prediction, and take it back; give it."""
    _step("prediction")
    guess = asked.guess(case)
    with st.container(key="prediction"):
        if guess.committed:
            st.markdown(told.guessed(case, guess))
            st.button(say("lessons.guess.again"), key="lesson_again", help=say("lessons.guess.again_help"),
                      on_click=asked.put, args=(case, Guess()))
        else:
            _form(case, guess)
    return guess


def _form(case: Case, guess: Guess) -> None:
    """Show what is to be predicted; what was typed stays whatever happens."""
    shown, key = told.number(case), f"guess_number_{case.lesson}"
    st.caption(say("lessons.guess.note"))
    state.shown(key, guess.number)
    st.number_input(told.text(case, "number.label"), shown.low, shown.high, value=None, step=shown.step, format="%g",
                    key=key, placeholder=say("lessons.guess.empty"), help=told.text(case, "number.help"),
                    on_change=_take, args=(case, "number", key), width=PICKER_WIDTH)
    key = f"guess_choice_{case.lesson}"
    state.shown(key, guess.choice)
    st.radio(told.text(case, "choice.label"), told.choices(case), index=None, key=key,
             format_func=lambda name: say(f"lessons.{case.lesson}.choice.{name}"),
             help=told.text(case, "choice.help"), on_change=_take, args=(case, "choice", key))
    st.button(say("lessons.guess.commit"), key="lesson_commit", type="primary", on_click=_commit, args=(case,))
    missing = state.noted(_MISSING)
    if missing:
        st.warning(missing)


def _take(case: Case, part: str, widget: str) -> None:
    asked.put(case, replace(asked.guess(case), **{part: state.read(widget)}))


def _commit(case: Case) -> None:
    guess = asked.guess(case)
    if guess.complete:
        asked.put(case, replace(guess, committed=True))
    else:
        state.note(_MISSING, told.missing(guess))


def run(case: Case, guess: Guess) -> None:
    """Have the plans lived and show them as worlds come in; what it shows follows at the end."""
    _step("run")
    st.caption(told.listed(case), help=say("what_if.lines_help"))
    beside = st.container()
    wanted = frame.Asked(case.scenarios, case.today.seed)

    def draw(lived: Lived) -> None:
        found = Found(case, lived.outcomes)
        _pictures(found)
        if lived.done < min(ENOUGH_WORLDS, lived.wanted) and not state.stopped(wanted):
            st.caption(say("lessons.run.wait", n=ENOUGH_WORLDS))
        elif lived.done < FEWEST_WORLDS:
            st.caption(say("lessons.run.few"))
        else:
            _debrief(found, guess)

    frame.live(draw, beside, wanted)


def _pictures(found: Found) -> None:
    lesson = found.case.lesson
    left, right = st.columns(2, gap="medium")
    for column, name, spec, data, message in (
            (left, "lines", charts.lines_spec, charts.lines, charts.told_lines),
            (right, "bars", charts.bars_spec, charts.bars, charts.told_bars)):
        with column:
            frame.picture(f"lesson_{lesson}_{name}", {theme: spec(lesson, theme) for theme in charts.THEMES},
                          data(found), say(f"lessons.{lesson}.chart.{name}"), message(found))


def _heading(name: str) -> None:
    st.markdown(f"#### {say(f'lessons.debrief.{name}')}")


def _debrief(found: Found, guess: Guess) -> None:
    case = found.case
    truth, right = told.came_out(found)
    with st.container(key="debrief"):
        _step("debrief")
        _heading("off")
        st.markdown(told.off(case, guess.number, truth))
        st.markdown(told.chosen(case, guess.choice, right))
        _heading("happened")
        for sentence in debriefs.happened(found):
            st.markdown(sentence)
        if case.lesson == "overloaded_desk":
            st.table(debriefs.desk_table(found), border="horizontal", hide_index=True)
        if case.lesson == "lost_customer":
            _prices(found)
        _heading("mechanism")
        st.markdown(say(f"lessons.{case.lesson}.about.mechanism"))
        st.markdown(say(f"lessons.{case.lesson}.about.evidence"))
        _heading("sure")
        for sentence in told.sure(found):
            st.markdown(sentence)
        _heading("group")
        st.markdown("\n".join(f"- {say(f'lessons.{case.lesson}.group.{name}')}" for name in ("one", "two", "three")))
        _heading("try")
        _further(case)


def _prices(found: Found) -> None:
    """Offer or show what one incident costs this company."""
    _heading("prices")
    case = found.case
    arguments = {"scenario": case.today.scenario, "worlds": prices.WORLDS, "seed": case.today.seed}
    known = workbench.study("prices", incidents.prices, arguments, say("lessons.lost_customer.prices.start"),
                            say("lessons.lost_customer.prices.about", n=prices.WORLDS))
    if known:
        st.markdown(" ".join([prices.one(known), *prices.compared(known, case.today.scenario.plan)]))
        st.table(prices.table(known, found.months, YEAR), border="horizontal", hide_index=True)
        st.caption(say("lessons.lost_customer.prices.note"))


def _further(case: Case) -> None:
    """Lead to other pages with exactly the plans of this lesson."""
    for side in case.sides:
        if side.name != TODAY or len(case.sides) == 1:
            st.page_link(nav.page("what_if"), query_params=links.encode(side.opened),
                         label=say("lessons.debrief.open", plan=told.plan(case, side.name)))
    if len(case.sides) > 1:
        entries = tuple(shelf.Entry(side.opened, told.plan(case, side.name)) for side in case.sides)
        st.page_link(nav.page("compare"), query_params=shelf.encode(shelf.Shelf(entries, case.today.seed)),
                     label=say("lessons.debrief.compare"))
    if case.lesson == "nineteen":
        st.page_link(nav.page("word_of_mouth"), query_params=links.encode(case.today),
                     label=say("lessons.debrief.word_of_mouth"))
