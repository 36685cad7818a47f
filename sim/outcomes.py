"""What worlds say: one outcome a world, all worlds of a plan, and two plans side by side."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.precision import Interval, interval
from sim.scenario import MODEL_VERSION, ScenarioError

KEPT_WORLDS = 200           # worlds whose months are kept one by one
HEADLINE = "profit_npv_cents"


@dataclass(frozen=True)
class Outcome:
    """What one world says of one plan: the monthly table, the headline measures, and where month 0 began.

    Attributes
    ----------
    seed : int
    columns : dict of (months,) arrays, as `metrics.COLUMNS`
    measures : dict of numbers, as `metrics.MEASURES` and `metrics.PAIRED_MEASURES`
    """

    seed: int
    columns: dict[str, np.ndarray]
    measures: dict[str, float]


@dataclass(frozen=True)
class Further:
    """What is kept of the worlds after the first `KEPT_WORLDS`: all headline measures, and sums of the months.

    Attributes
    ----------
    measures : dict of (worlds,) float64, by measure
    sums : dict of (months,) float64, by column
        Over the worlds that know the value.
    known : dict of (months,) int64, by column
        How many worlds know the value.
    """

    measures: dict[str, np.ndarray]
    sums: dict[str, np.ndarray]
    known: dict[str, np.ndarray]


@dataclass(frozen=True)
class Worlds:
    """One plan's outcomes over several worlds: the first in full, of further ones the measures."""

    outcomes: tuple[Outcome, ...]
    further: Further | None = None

    def __len__(self) -> int:
        return len(self.outcomes) + (len(self.further.measures[HEADLINE]) if self.further else 0)

    def all(self, column: str) -> np.ndarray:
        """A column of the monthly table in every world kept in full: (worlds, months)."""
        return np.stack([outcome.columns[column] for outcome in self.outcomes])

    def mean(self, column: str) -> np.ndarray:
        """A column's mean over all worlds: (months,) float64; NaN only where no world knows the value."""
        values = self.all(column).astype(float)
        known = np.isfinite(values)
        count, total = known.sum(axis=0), np.where(known, values, 0.0).sum(axis=0)
        if self.further:
            count, total = count + self.further.known[column], total + self.further.sums[column]
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def band(self, column: str, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Range in which a column lies in the middle `coverage` of the worlds kept in full: two (months,) float64."""
        values, mean = self.all(column).astype(float), self.mean(column)
        filled = np.where(np.isfinite(values), values, mean)
        low, high = np.quantile(filled, [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)
        return low, high

    def values(self, key: str) -> np.ndarray:
        """A headline measure in every world: (worlds,) float64."""
        kept = np.array([outcome.measures[key] for outcome in self.outcomes], dtype=float)
        return np.concatenate([kept, self.further.measures[key]]) if self.further else kept

    def measure(self, key: str) -> Interval:
        """A headline measure's mean over worlds, with its confidence interval."""
        return interval(self.values(key))


class Gathering:
    """Takes in one plan's outcomes in the order of their worlds; needs no more memory for many than for some.

    Notes
    -----
    Pinned by tests/unit/test_outcomes.py.
    """

    def __init__(self):
        self._kept: list[Outcome] = []
        self._measures: dict[str, array] = {}
        self._sums: dict[str, np.ndarray] = {}
        self._known: dict[str, np.ndarray] = {}

    def add(self, outcome: Outcome) -> None:
        """Take in one world."""
        if len(self._kept) < KEPT_WORLDS:
            self._kept.append(outcome)
            return
        for key, value in outcome.measures.items():
            self._measures.setdefault(key, array("d")).append(value)
        for column, values in outcome.columns.items():
            known = np.isfinite(values)
            self._known[column] = self._known.get(column, 0) + known
            self._sums[column] = self._sums.get(column, 0.0) + np.where(known, values, 0.0)

    def worlds(self) -> Worlds:
        """Everything taken in so far."""
        measures = {key: np.array(values) for key, values in self._measures.items()}
        return Worlds(tuple(self._kept), Further(measures, self._sums, self._known) if measures else None)


@dataclass(frozen=True)
class Comparison:
    """Two plans in the same worlds; differences are plan minus today, world by world.

    Attributes
    ----------
    today, plan : Worlds
    precise : bool, optional
        Whether the precision asked for was reached; None where a number of worlds was asked for.
    """

    today: Worlds
    plan: Worlds
    precise: bool | None = None

    @property
    def worlds(self) -> int:
        """How many worlds both plans lived through."""
        return len(self.plan)

    @cached_property
    def wins(self) -> int:
        """In how many worlds the plan's profit (net present value) is the higher one."""
        return int((self.plan.values(HEADLINE) > self.today.values(HEADLINE)).sum())

    @cached_property
    def difference(self) -> dict[str, Interval]:
        """Paired difference of every headline measure."""
        return {key: interval(self.plan.values(key) - self.today.values(key)) for key in (*MEASURES, *PAIRED_MEASURES)}

    @property
    def sentence(self) -> str:
        """The comparison in one sentence."""
        if not any(np.nan_to_num([each.low, each.high]).any() for each in self.difference.values()):
            return f"The two plans are the same: no difference in any of {_count(self.worlds)}."
        kept, earned = self.difference["customers"], self.difference[HEADLINE]
        months = len(self.plan.outcomes[0].columns["month"])
        after = f"{months} months" if months % 12 else "1 year" if months == 12 else f"{months // 12} years"
        more = _said(kept, "fewer", noun=" customers", after=f" after {after}")
        richer = _said(earned, "less", " euro", 100)
        return (f"The plan has {more} and earns {richer} in net present value; "
                f"it earns more in {self.wins} of {_count(self.worlds)}.")

    def as_dict(self) -> dict:
        """The comparison as plain numbers, ready for JSON."""
        precise = {} if self.precise is None else {"precise": self.precise}
        return {"model_version": MODEL_VERSION, "worlds": self.worlds, **precise, "wins": self.wins,
                "sentence": self.sentence, "difference": {key: vars(each) for key, each in self.difference.items()}}


def _said(each: Interval, less: str, unit: str = "", scale: int = 1, noun: str = "", after: str = "") -> str:
    """An interval in words: the amount and its direction, or "about as many" where it holds zero."""
    def said(value):
        return f"{abs(value) / scale:,.0f}{unit} {less if value < 0 else 'more'}"

    if each.low < 0 < each.high:
        return f"about as {'many' if noun else 'much'}{noun}{after} ({said(each.low)} to {said(each.high)})"
    low, high = (f"{abs(value) / scale:,.0f}" for value in sorted((each.low, each.high), key=abs))
    return said(each.mean) + noun + after + (f" ({low} to {high})" if low != high else "")


def _count(worlds: int) -> str:
    return "1 world" if worlds == 1 else f"{worlds:,} identical worlds"


def compared(today: Sequence[Outcome], plan: Sequence[Outcome]) -> Comparison:
    """Put two plans' outcomes of the same worlds side by side.

    Raises
    ------
    ScenarioError
        When there is no world, or the worlds differ.
    """
    if not today or [outcome.seed for outcome in today] != [outcome.seed for outcome in plan]:
        raise ScenarioError("worlds", len(today), "are not the same for both plans")
    return Comparison(Worlds(tuple(today)), Worlds(tuple(plan)))
