"""The controls of the page "Best plan": they show what the visitor wants, and lose nothing that was typed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import sim
from sim.decide.search import AIMS, FEWEST_WORLDS, LARGEST_BUDGET, MOST_LEVERS, yearly_spending
from sim.metrics import MEASURES
from sim.scenario import LEVER, keys
from ui import format as write
from ui import links, runs, state
from ui.best import asked, searches, told
from ui.best.searches import Turned, Wanted
from ui.controls import title
from ui.runs import Failure, Lived
from ui.words import explain, label, say, unit

_WANTED = "best_plan"
BUDGET_STEP = 10_000.0
LOOK_SECONDS = 1.0
PICKER_WIDTH = 380
# what is typed for one of the model's units: percent for shares, euro for cents
TYPED = {"1": 100.0, "cent": 0.01}
TARGET_STEPS = {"1": 0.5, "cent": 10_000.0, "business hour": 0.5}


def begin() -> Wanted:
    """Tie what is wanted to the address bar."""
    return state.tie(_WANTED, lambda given: searches.decode(given, state.chosen()), searches.encode)


def now() -> Wanted:
    """Give what is wanted."""
    return state.part(_WANTED) or searches.at_first(state.chosen())


def _want(**changes) -> None:
    state.change(_WANTED, replace(now(), **{"aside": (), **changes}))


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    _want()


def picker() -> None:
    """Let the visitor choose the company."""
    state.shown("best_company", now().opened.base)
    st.selectbox(say("best_plan.company"), searches.offered(), format_func=title, key="best_company",
                 help=say("best_plan.company_help"), on_change=_pick, width=PICKER_WIDTH)


def _pick() -> None:
    """Change to another company; levers with the bounds they had at first get those of the new company."""
    wanted, opened = now(), links.Opened(state.read("best_company"), (), now().opened.seed)
    usual = {each.lever: searches.usual(each.lever, wanted.scenario) for each in wanted.levers}
    levers = tuple(searches.usual(each.lever, opened.scenario) if each == usual[each.lever] else each
                   for each in wanted.levers)
    _want(opened=opened, levers=levers)


def search() -> None:
    """Let the visitor say what to look for, with which levers, between which values, and out of which budget."""
    wanted = now()
    st.header(say("best_plan.search"), anchor=False)
    state.shown("best_aim", wanted.aim)
    st.selectbox(say("best_plan.aim"), list(AIMS), format_func=lambda aim: say(f"best_plan.aims.{aim}"), key="best_aim",
                 help=say("best_plan.aim_help"), on_change=lambda: _want(aim=state.read("best_aim")))
    st.markdown(f"**{say('best_plan.levers')}**", help=say("best_plan.levers_help", n=MOST_LEVERS))
    for each in wanted.levers:
        _bounds(each)
    _further(wanted)
    _budget(wanted)
    state.shown("best_worlds", wanted.worlds)
    st.slider(say("best_plan.worlds"), FEWEST_WORLDS, searches.MOST_WORLDS, key="best_worlds",
              help=say("best_plan.worlds_help", n=searches.USUAL_WORLDS),
              on_change=lambda: _want(worlds=state.read("best_worlds")))


def _further(wanted: Wanted) -> None:
    """Let the visitor add another lever."""
    chosen = {each.lever for each in wanted.levers}
    state.shown("best_add", None)
    st.selectbox(say("best_plan.add"), [key for key in keys(LEVER) if key not in chosen], index=None, key="best_add",
                 format_func=lambda key: say(f"inputs.{key}.label"), placeholder=say("best_plan.add_empty"),
                 help=say("best_plan.add_help"), on_change=_add, disabled=len(chosen) >= MOST_LEVERS)


def _add() -> None:
    wanted, lever = now(), state.read("best_add")
    if lever:
        _want(levers=(*wanted.levers, searches.usual(lever, wanted.scenario)))


def _take_away(lever: str) -> None:
    _want(levers=tuple(each for each in now().levers if each.lever != lever))


def _bounds(turned: Turned) -> None:
    """Let the visitor say between which values a lever may be turned; crossed ones stay as typed."""
    declared = sim.declarations()[turned.lever]
    kind = int if declared.whole else float
    low, high = (kind(bound) for bound in links.bounds(turned.lever))
    shape = {"step": kind(declared.step), "format": "%d" if declared.whole else "%g"}
    today = told.lever_value(declared, getattr(now().scenario.today, turned.lever))
    with st.container(key=f"bounds_{turned.lever}", gap=None):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            for side in ("low", "high"):
                widget = f"best_{side}_{turned.lever}"
                state.shown(widget, kind(getattr(turned, side)))
                text = say("best_plan.lowest", lever=say(f"inputs.{turned.lever}.label"))
                st.number_input(text if side == "low" else say("best_plan.highest"), low, high, key=widget, **shape,
                                help=explain(declared) if side == "low" else say("best_plan.highest_help",
                                                                                  unit=unit(declared)),
                                on_change=_bound, args=(turned.lever, side, widget))
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.caption(say("best_plan.now", value=today), width="content")
            st.button(say("best_plan.take_away"), key=f"best_without_{turned.lever}", type="tertiary",
                      help=say("best_plan.take_away_help", lever=say(f"inputs.{turned.lever}.label").lower()),
                      on_click=_take_away, args=(turned.lever,))


def _bound(lever: str, side: str, widget: str) -> None:
    value = state.read(widget)
    if value is not None:
        _want(levers=tuple(each._replace(**{side: value}) if each.lever == lever else each for each in now().levers))


def _budget(wanted: Wanted) -> None:
    state.shown("best_budget", wanted.budget)
    st.number_input(say("best_plan.budget"), 0.0, LARGEST_BUDGET, value=None, step=BUDGET_STEP, format="%.0f",
                    key="best_budget", help=say("best_plan.budget_help"), placeholder=say("best_plan.budget_empty"),
                    on_change=lambda: _want(budget=state.read("best_budget")))
    _, settled = spending(wanted)
    st.fragment(_today_costs, run_every=None if settled else LOOK_SECONDS)(wanted, settled)


def _today_costs(wanted: Wanted, drawn_settled: bool) -> None:
    """Say what today's plan costs; once the worlds of the search are in, run the page again."""
    known, settled = spending(wanted)
    if settled and not drawn_settled:
        st.rerun()
    st.caption(asked.today_costs(known, settled))


def lived(wanted: Wanted) -> Lived | Failure | None:
    """Give what is known of today's plan in the first worlds, and have more of them lived."""
    return runs.desk().ask(state.owner(), (wanted.scenario,), wanted.opened.seed)


def spending(wanted: Wanted) -> tuple[float | None, bool]:
    """Give what today's plan spends in a year, in cents, and whether in the very worlds of the search, so settled."""
    found = lived(wanted)
    if not isinstance(found, Lived):
        return None, isinstance(found, Failure)
    worlds = found.outcomes[0][:wanted.worlds]
    mean = sum(yearly_spending(each.columns) for each in worlds) / len(worlds)
    return mean, found.done >= wanted.worlds


def goal() -> None:
    """Let the visitor say which lever shall bring which measure to which target."""
    wanted = now()
    for part, known, name in (("lever", keys(LEVER), lambda key: label(sim.declarations()[key])),
                              ("measure", tuple(MEASURES), lambda key: say(f"exact.measure.{key}"))):
        widget = f"goal_{part}"
        state.shown(widget, getattr(wanted.goal, part))
        st.selectbox(say(f"best_plan.goal.{part}"), known, format_func=name, key=widget,
                     help=say(f"best_plan.goal.{part}_help"), on_change=_goal, args=(part, widget))
    shown_in = MEASURES[wanted.goal.measure].unit
    factor, target = TYPED.get(shown_in, 1.0), wanted.target
    state.shown("goal_target", None if target is None else round(target * factor, 6))
    st.number_input(say("best_plan.goal.target", unit=_typed_unit(shown_in)), value=None,
                    step=TARGET_STEPS.get(shown_in, 1.0), format="%g", key="goal_target",
                    min_value=-searches.LARGEST_TARGET, max_value=searches.LARGEST_TARGET,
                    help=say("best_plan.goal.target_help"), on_change=_target, args=(factor,))
    found = lived(wanted)
    if isinstance(found, Lived):
        known = [each.measures[wanted.goal.measure] for each in found.outcomes[0]]
        st.caption(say("best_plan.goal.today", value=write.quantity(
            shown_in, sum(known) / len(known), 0.001 if shown_in == "1" else 0.0)))


def _typed_unit(shown_in: str) -> str:
    key = "target_unit" if shown_in == "cent" else "axis_unit"
    return say(f"best_plan.{key}.{shown_in.replace(' ', '_')}")


def _goal(part: str, widget: str) -> None:
    goal = now().goal._replace(**{part: state.read(widget)})
    _want(goal=goal if part == "lever" else goal._replace(target=None))


def _target(factor: float) -> None:
    typed = state.read("goal_target")
    _want(goal=now().goal._replace(target=None if typed is None else round(typed / factor, 12)))

