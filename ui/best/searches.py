"""What a visitor wants of the page "Best plan": the company, the search, the goal; and its link.

Version 1 of the link: the company as in `ui.links`; `search.aim`, `search.budget` (euro a year) and `search.worlds`;
`turn.KEY=LOW..HIGH` for each lever that may be turned, or `turn=none`; `goal.lever`, `goal.measure`, `goal.target` (in
the model's unit). What is usual is left out. Knows no Streamlit.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import NamedTuple

import sim
from sim.decide.search import AIMS, FEWEST_WORLDS, LARGEST_BUDGET, MOST_LEVERS
from sim.metrics import MEASURES
from sim.scenario import LEVER, keys
from ui import links
from ui.format import plain
from ui.links import Aside, Opened

USUAL_LEVERS = ("service_quality", "response_target", "reward_spend")
USUAL_WORLDS, MOST_WORLDS = 4, 12
USUAL_AIM = "profit"
NONE = "none"
# what a visitor will hardly spend more of: a share of the revenue, and staff for so many customers
SHARE_OF_REVENUE, CUSTOMERS_A_HEAD = 0.1, 100
WORTH_ASKING = 0.01
LARGEST_TARGET = 1e15
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?", re.ASCII)

Parameters = list[tuple[str, list[str]]]


class Turned(NamedTuple):
    """A lever that the search may turn, and between which values; these may be crossed, as they were typed."""

    lever: str
    low: float
    high: float


class Goal(NamedTuple):
    """A measure to bring to a target, in the model's unit, by one lever; the target may not have been named yet."""

    lever: str
    measure: str
    target: float | None = None


USUAL_GOAL = Goal("service_quality", "yearly_churn")


@dataclass(frozen=True)
class Wanted:
    """All that the visitor has chosen on this page."""

    opened: Opened
    levers: tuple[Turned, ...]
    aim: str = USUAL_AIM
    budget: float | None = None
    worlds: int = USUAL_WORLDS
    goal: Goal = USUAL_GOAL
    aside: tuple[Aside, ...] = ()

    @property
    def scenario(self) -> sim.Scenario:
        """Give the company under today's plan."""
        return self.opened.scenario.as_today()

    @property
    def target(self) -> float | None:
        """Give the target, in the model's unit; until one is named, a churn somewhat below what the company states."""
        if self.goal.target is None and self.goal.measure == "yearly_churn":
            return round(max(self.scenario.today.yearly_churn - WORTH_ASKING, WORTH_ASKING), 2)
        return self.goal.target


def at_first(opened: Opened) -> Wanted:
    """Begin with the company last looked at and its three first levers."""
    company = of_company(opened)
    return Wanted(company, tuple(usual(lever, company.scenario) for lever in USUAL_LEVERS))


def offered() -> list[str]:
    """List the shipped scenarios that differ in more than the plan to try: companies, and what befalls them."""
    return [name for name in sim.names() if name == sim.load(name).company or sim.load(name).as_today().events]


def of_company(opened: Opened) -> Opened:
    """Give the company of a scenario with the assumptions that were changed, without the plan."""
    base = opened.base if opened.base in offered() else sim.load(opened.base).company
    changed = opened.scenario.differences(sim.load(base))
    return Opened(base, tuple((key, value) for key, value in changed.items() if key not in keys(LEVER)), opened.seed)


def usual(lever: str, scenario: sim.Scenario) -> Turned:
    """Give the bounds to begin with: the lever's range, or as much as such a company may spend on it."""
    declared, today = sim.declarations()[lever], scenario.today
    low, high = links.bounds(lever)
    if declared.extensive:
        customers = max(today.customers_at_start, 1)
        much = customers / CUSTOMERS_A_HEAD if declared.whole else SHARE_OF_REVENUE * customers * today.price
        much = max(much, 4 * getattr(today, lever))
        high = min(high, max(math.ceil(much / declared.step), 1) * declared.step)
    return Turned(lever, *((int(low), int(high)) if declared.whole else (float(low), float(high))))


def encode(wanted: Wanted) -> dict[str, str]:
    """Write it as query parameters, in a fixed order."""
    parameters = links.encode(wanted.opened)
    if wanted.levers != at_first(wanted.opened).levers:
        parameters |= {f"turn.{each.lever}": f"{plain(each.low)}..{plain(each.high)}" for each in wanted.levers}
        parameters |= {} if wanted.levers else {"turn": NONE}
    if wanted.aim != USUAL_AIM:
        parameters["search.aim"] = wanted.aim
    if wanted.budget is not None:
        parameters["search.budget"] = plain(wanted.budget)
    if wanted.worlds != USUAL_WORLDS:
        parameters["search.worlds"] = str(wanted.worlds)
    if wanted.goal != USUAL_GOAL:
        parameters |= {"goal.lever": wanted.goal.lever, "goal.measure": wanted.goal.measure}
        parameters |= {} if wanted.goal.target is None else {"goal.target": plain(wanted.goal.target)}
    return parameters


def decode(parameters: Parameters, otherwise: Opened) -> Wanted:
    """Read query parameters; whatever cannot be used is set aside with the reason, the rest is kept."""
    if not parameters:
        return at_first(otherwise)
    own = [each for each in parameters if each[0] == "turn" or each[0].startswith(("turn.", "search.", "goal."))]
    opened = links.decode([each for each in parameters if each not in own])
    wanted = at_first(replace(opened, aside=()))
    return _Reading(wanted, list(opened.aside)).read(own[:links.MOST_PARAMETERS])


class _Reading:
    """Takes in one parameter after the other."""

    def __init__(self, wanted: Wanted, aside: list[Aside]):
        self.wanted, self.aside, self.turned = wanted, aside, {}

    def read(self, parameters: Parameters) -> Wanted:
        """Read what is this page's own."""
        none = False
        for name, texts in parameters:
            shown = texts[0][:links.LONGEST_KEPT] if texts else ""
            part, _, key = name.partition(".")
            if len(texts) != 1 or len(texts[0]) > links.LONGEST_VALUE:
                self._set_aside(name, shown, "repeated" if len(texts) > 1 else "too_long")
            elif part == "turn" and key:
                self._turn(key, shown)
            elif name == "turn" and shown == NONE:
                none = True
            elif name in READERS:
                READERS[name](self, shown)
            else:
                self._set_aside(name, shown, "unknown_input")
        if self.turned or none:
            self.wanted = replace(self.wanted, levers=tuple(self.turned.values()))
        return replace(self.wanted, aside=tuple(self.aside))

    def _set_aside(self, name: str, shown: str, reason: str, allowed: str = "") -> None:
        self.aside.append(Aside(name[:links.LONGEST_KEPT], shown, reason, allowed))

    def _turn(self, key: str, text: str) -> None:
        name, (first, dots, last) = f"turn.{key}", text.partition("..")
        if key not in keys(LEVER):
            self._set_aside(name, text, "unknown_input")
            return
        low, high = number(first), number(last)
        least, most = links.bounds(key)
        if not dots or low is None or high is None:
            self._set_aside(name, text, "not_a_number", links.allowed(key))
        elif not (least <= low <= most and least <= high <= most):
            self._set_aside(name, text, "out_of_range", links.allowed(key))
        elif sim.declarations()[key].whole and (low != int(low) or high != int(high)):
            self._set_aside(name, text, "not_whole", links.allowed(key))
        elif len(self.turned) >= MOST_LEVERS:
            self._set_aside(name, text, "too_many", str(MOST_LEVERS))
        else:
            kind = int if sim.declarations()[key].whole else float
            self.turned[key] = Turned(key, kind(low), kind(high))

    def _aim(self, text: str) -> None:
        self._one_of("search.aim", text, AIMS, lambda: replace(self.wanted, aim=text))

    def _budget(self, text: str) -> None:
        self._within("search.budget", text, 0, LARGEST_BUDGET, lambda value: replace(self.wanted, budget=value))

    def _worlds(self, text: str) -> None:
        if not text.isdecimal() or not text.isascii():
            self._set_aside("search.worlds", text, "not_whole", f"{FEWEST_WORLDS} to {MOST_WORLDS}")
            return
        self._within("search.worlds", text, FEWEST_WORLDS, MOST_WORLDS,
                     lambda value: replace(self.wanted, worlds=int(value)))

    def _goal_lever(self, text: str) -> None:
        self._one_of("goal.lever", text, keys(LEVER), lambda: self._goal(lever=text))

    def _goal_measure(self, text: str) -> None:
        self._one_of("goal.measure", text, MEASURES, lambda: self._goal(measure=text))

    def _goal_target(self, text: str) -> None:
        self._within("goal.target", text, -LARGEST_TARGET, LARGEST_TARGET, lambda value: self._goal(target=value))

    def _goal(self, **changes) -> Wanted:
        return replace(self.wanted, goal=self.wanted.goal._replace(**changes))

    def _one_of(self, name, text, known, then) -> None:
        if text in known:
            self.wanted = then()
        else:
            self._set_aside(name, text, "unknown_input", ", ".join(known) if len(known) < 20 else "")

    def _within(self, name, text, low, high, then) -> None:
        value = number(text)
        if value is None:
            self._set_aside(name, text, "not_a_number")
        elif not low <= value <= high:
            self._set_aside(name, text, "out_of_range", f"{plain(low)} to {plain(high)}")
        else:
            self.wanted = then(value)


READERS = {"search.aim": _Reading._aim, "search.budget": _Reading._budget, "search.worlds": _Reading._worlds,
           "goal.lever": _Reading._goal_lever, "goal.measure": _Reading._goal_measure,
           "goal.target": _Reading._goal_target}


def number(text: str) -> float | None:
    """Read a finite number, or nothing."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text) + 0.0
    return value if math.isfinite(value) else None
