"""What a search for the best plan may turn, between which bounds, to what end and out of which budget."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.experiments import base_value
from sim.metrics import COST_LINES, MEASURES
from sim.scenario import LEVER, Declaration, Inputs, Scenario, ScenarioError, declarations

MOST_LEVERS, FEWEST_TRIALS, MOST_TRIALS, FEWEST_WORLDS, MOST_WORLDS = 8, 8, 400, 2, 40
LARGEST_BUDGET = 1e12
# A cost that follows what is sold, and one that follows what goes wrong: nobody decides on them in a plan.
FOLLOWING_LINES = ("variable_cost_cents", "settlements_cents")
SPENT_LINES = tuple(line for line in COST_LINES if line not in FOLLOWING_LINES)
SKEWED, WIDE = 5, 20


@dataclass(frozen=True)
class Aim:
    """What a search maximises: its unit, and its name in a sentence."""

    key: str
    unit: str
    said: str

    def of(self, columns: dict[str, np.ndarray], scenario: Scenario) -> float:
        """The aim's value in one world, from the columns of its monthly table."""
        if self.key == "customers":
            return float(MEASURES["customers"].of(columns))
        worth = base_value(columns, scenario) if self.key == "profit_and_base" else 0
        return float(MEASURES["profit_npv_cents"].of(columns) + worth)


AIMS = {aim.key: aim for aim in (
    Aim("profit", "cent", "net present value of profit"),
    Aim("customers", "person", "customers at the end"),
    Aim("profit_and_base", "cent", "net present value of profit and of the customers left at the end"),
)}


def yearly_spending(columns: dict[str, np.ndarray]) -> float:
    """What a plan spends in a year on winning, serving and keeping customers: float, cent/year.

    Notes
    -----
    The mean over all months of `SPENT_LINES`: all costs but the variable cost, which follows what is sold, and
    settlements, which follow what goes wrong. Pinned by tests/unit/test_decide_best.py.
    """
    return float(sum(columns[line].sum().item() for line in SPENT_LINES) * 12 / len(columns["month"]))


@dataclass(frozen=True)
class Search:
    """What to look for, and where.

    Attributes
    ----------
    levers : dict of (low, high), by lever
        The bounds between which each lever may be turned, within its declared range.
    aim : str
        A key of `AIMS`.
    budget : float, euro/year, optional
        What a plan may spend in a year, as `yearly_spending` has it; no limit unless said.
    worlds : int, 2 to 40
        Worlds in which every plan is tried.
    trials : int, 8 to 400
        How many plans are tried in search of the best.

    Raises
    ------
    ScenarioError
        When no such search is possible.
    """

    levers: Mapping[str, tuple[float, float]]
    aim: str = "profit"
    budget: float | None = None
    worlds: int = 4
    trials: int = 40

    def __post_init__(self):
        if not isinstance(self.levers, Mapping) or not 1 <= len(self.levers) <= MOST_LEVERS:
            said = len(self.levers) if isinstance(self.levers, Mapping) else self.levers
            raise ScenarioError("levers", said, "is no number of levers that can be searched", f"1 to {MOST_LEVERS}")
        object.__setattr__(self, "levers", {key: checked_bounds(key, given) for key, given in self.levers.items()})
        if self.aim not in AIMS:
            raise ScenarioError("aim", self.aim, "is not known", ", ".join(AIMS))
        for key, low, high in (("worlds", FEWEST_WORLDS, MOST_WORLDS), ("trials", FEWEST_TRIALS, MOST_TRIALS)):
            value = getattr(self, key)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ScenarioError(key, value, "is out of range", f"whole number from {low} to {high}")
        if self.budget is not None and not (_number(self.budget) and 0 <= self.budget <= LARGEST_BUDGET):
            raise ScenarioError("budget", self.budget, "is out of range", f"0 to {LARGEST_BUDGET:,.0f} euro/year")

    def axes(self, today: Inputs) -> tuple[Axis, ...]:
        """A scale for each lever, as it suits a company under its present plan."""
        return tuple(axis(key, low, high, getattr(today, key)) for key, (low, high) in self.levers.items())


def checked_bounds(key: str, bounds: object) -> tuple[float, float]:
    """The bounds of a lever, in its type.

    Raises
    ------
    ScenarioError
        When it is no lever, or they are no bounds within its range.
    """
    declared = declarations().get(key) if isinstance(key, str) else None
    if declared is None:
        raise ScenarioError(str(key)[:80], bounds, "is not an input of the model")
    if declared.role != LEVER:
        raise ScenarioError(key, bounds, "is not a lever: a plan cannot turn it")
    if not isinstance(bounds, tuple | list) or len(bounds) != 2 or not all(map(_number, bounds)):
        raise ScenarioError(key, bounds, "is not a lowest and a highest value", declared.allowed)
    low, high = bounds
    if not declared.low <= low <= high <= declared.high:
        crossed = low > high
        raise ScenarioError(key, f"{low:g} to {high:g}", "has its lowest value above its highest" if crossed
                            else "is out of range", declared.allowed)
    if declared.whole and (low != int(low) or high != int(high)):
        raise ScenarioError(key, f"{low:g} to {high:g}", "is not between whole numbers", declared.allowed)
    if low == high:
        raise ScenarioError(key, f"{low:g} to {high:g}", "leaves nothing to turn", declared.allowed)
    return (int(low), int(high)) if declared.whole else (float(low), float(high))


def in_unit(lever: str, *values: float) -> str:
    """Values of a lever as a sentence says them: from one to the next, with the unit."""
    unit = declarations()[lever].unit
    return " -> ".join(f"{value:g}" for value in values) + ("" if unit == "1" else f" {unit}")


def _number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True)
class Axis:
    """A lever between two bounds on a scale from 0 to 1: even, or finer towards the lower bound.

    Attributes
    ----------
    lever : Declaration
    low, high : float, in the lever's unit
    bend : float, in the lever's unit, > 0, optional
        ``value = low + bend * ((1 + (high - low) / bend) ** place - 1)``: with the lower bound itself as `bend`, a
        logarithmic scale. Even unless given.
    """

    lever: Declaration
    low: float
    high: float
    bend: float | None = None

    def value(self, place: float) -> float:
        """The value at a place in [0, 1], in whole steps of the lever.

        Notes
        -----
        Nothing is finer than the lever's step but the bounds themselves. Pinned by tests/unit/test_decide_best.py.
        """
        reach = self.high - self.low
        if self.bend is None:
            found = self.low + reach * place
        else:
            found = self.low + self.bend * ((1 + reach / self.bend) ** place - 1)
        return self.snapped(found)

    def snapped(self, value: float) -> float:
        """The nearest value in whole steps of the lever, within the bounds."""
        steps = round((value - self.lever.low) / self.lever.step)
        value = min(max(self.lever.low + steps * self.lever.step, self.low), self.high)
        return int(value) if self.lever.whole else float(f"{value:.12g}")

    def place(self, value: float) -> float:
        """Where a value lies on the scale; beyond the bounds, at the bound."""
        value, reach = min(max(value, self.low), self.high), self.high - self.low
        if self.bend is None:
            return (value - self.low) / reach
        return math.log1p((value - self.low) / self.bend) / math.log1p(reach / self.bend)


def axis(key: str, low: float, high: float, today: float) -> Axis:
    """The scale that suits a lever between two bounds.

    Parameters
    ----------
    today : float
        The value under today's plan.

    Notes
    -----
    Logarithmic where the bounds are positive and `WIDE` times apart; bent around today's value where that lies in
    the lowest fifth; else even, and always even for choices.
    """
    declared, reach = declarations()[key], high - low
    if declared.whole and reach < SKEWED:
        return Axis(declared, low, high)
    if 0 < low <= high / WIDE:
        return Axis(declared, low, high, low)
    if 0 < today - low < reach / SKEWED:
        return Axis(declared, low, high, today - low)
    return Axis(declared, low, high)
