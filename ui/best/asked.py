"""What is asked of the search, in words: what keeps it from starting, what today costs, how much work it is."""

from __future__ import annotations

import math

import sim
from sim.decide.best import FRESH_WORLDS
from sim.decide.search import MOST_LEVERS, Search
from sim.decide.tries import BUDGETS_LOOKED_AT, LOOKS, SCANNED
from ui.best.searches import Turned, Wanted
from ui.best.told import euro, lever_value
from ui.words import say

TRIALS = Search.trials


def problems(wanted: Wanted) -> list[str]:
    """Say why a search is impossible as it stands; nothing if it is possible."""
    found = [] if wanted.levers else [say("best_plan.problem.no_lever")]
    if len(wanted.levers) > MOST_LEVERS:
        found.append(say("best_plan.problem.too_many", n=MOST_LEVERS))
    for each in wanted.levers:
        if each.low >= each.high:
            found.append(_crossed(each))
    return found


def _crossed(each: Turned) -> str:
    declared = sim.declarations()[each.lever]
    return say(f"best_plan.problem.{'nothing' if each.low == each.high else 'crossed'}",
               lever=say(f"inputs.{each.lever}.label"), low=lever_value(declared, each.low),
               high=lever_value(declared, each.high))


def below_today(wanted: Wanted, spending: float | None) -> str:
    """Say that the budget does not pay for today's plan, if that is so; spending in cents a year."""
    if wanted.budget is None or spending is None or 100 * wanted.budget >= spending:
        return ""
    return say("best_plan.problem.budget", budget=euro(wanted.budget), today=euro(math.ceil(spending / 100)))


def today_costs(spending: float | None, settled: bool) -> str:
    """Say what today's plan costs in a year; spending in cents."""
    if spending is None:
        return say(f"best_plan.today_costs.{'unknown' if settled else 'soon'}")
    return say(f"best_plan.today_costs.{'now' if settled else 'about'}", value=euro(math.ceil(spending / 100)))


def search_of(wanted: Wanted) -> Search:
    """Turn what is wanted into a search of the model."""
    return Search({each.lever: (each.low, each.high) for each in wanted.levers}, wanted.aim, wanted.budget,
                  wanted.worlds, TRIALS)


def expected(wanted: Wanted) -> str:
    """Say how much work the search is."""
    plans = TRIALS + 2 * len(SCANNED) * len(wanted.levers) + LOOKS * BUDGETS_LOOKED_AT
    return say("best_plan.about", plans=plans, worlds=wanted.worlds, fresh=FRESH_WORLDS,
               runs=plans * wanted.worlds + 2 * FRESH_WORLDS)
