"""Many worlds: what one world says of a plan, two plans in the same worlds, and churn solved to what is stated."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from joblib import Parallel, delayed
from scipy.special import stdtrit

from sim import ledger, model
from sim.metrics import COLUMNS, MEASURES, PAIRED_MEASURES, yearly_churn
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError

COVERAGE = 0.95
MOST_WORLDS = 10_000
FEW_WORLDS = 3
SOLVED_WITHIN, MISSED_BY = 0.0005, 0.01
FINEST_LEVEL = 1.002        # churn of few people moves in steps; no finer level is worth looking for


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
class Interval:
    """A mean over worlds and its 95 % confidence interval (Student's t; one world has no width)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Worlds:
    """One plan's outcomes over several worlds."""

    outcomes: tuple[Outcome, ...]

    def all(self, column: str) -> np.ndarray:
        """A column of the monthly table in every world: (worlds, months)."""
        return np.stack([outcome.columns[column] for outcome in self.outcomes])

    def mean(self, column: str) -> np.ndarray:
        """A column's mean over worlds: (months,) float64; NaN only where no world knows the value."""
        values = self.all(column).astype(float)
        known = np.isfinite(values)
        count = known.sum(axis=0)
        return np.where(count > 0, np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)

    def band(self, column: str, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Range in which a column lies in the middle `coverage` of worlds: two (months,) float64."""
        values, mean = self.all(column).astype(float), self.mean(column)
        filled = np.where(np.isfinite(values), values, mean)
        low, high = np.quantile(filled, [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)
        return low, high

    def measure(self, key: str) -> Interval:
        """A headline measure's mean over worlds, with its confidence interval."""
        return interval([outcome.measures[key] for outcome in self.outcomes])


@dataclass(frozen=True)
class Comparison:
    """Two plans in the same worlds; differences are plan minus today, world by world."""

    today: Worlds
    plan: Worlds

    @property
    def worlds(self) -> int:
        """How many worlds both plans lived through."""
        return len(self.plan.outcomes)

    @cached_property
    def wins(self) -> int:
        """In how many worlds the plan's profit (net present value) is the higher one."""
        pairs = zip(self.today.outcomes, self.plan.outcomes, strict=True)
        key = "profit_npv_cents"
        return sum(plan.measures[key] > today.measures[key] for today, plan in pairs)

    @cached_property
    def difference(self) -> dict[str, Interval]:
        """Paired difference of every headline measure."""
        pairs = list(zip(self.today.outcomes, self.plan.outcomes, strict=True))
        return {key: interval([plan.measures[key] - today.measures[key] for today, plan in pairs])
                for key in (*MEASURES, *PAIRED_MEASURES)}

    @property
    def sentence(self) -> str:
        """The comparison in one sentence."""
        if not any(np.nan_to_num([each.low, each.high]).any() for each in self.difference.values()):
            return f"The two plans are the same: no difference in any of {_count(self.worlds)}."
        kept, earned = self.difference["customers"], self.difference["profit_npv_cents"]
        months = len(self.plan.outcomes[0].columns["month"])
        after = f"{months} months" if months % 12 else "1 year" if months == 12 else f"{months // 12} years"
        more = _said(kept, "fewer", noun=" customers", after=f" after {after}")
        richer = _said(earned, "less", " euro", 100)
        return (f"The plan has {more} and earns {richer} in net present value; "
                f"it earns more in {self.wins} of {_count(self.worlds)}.")

    def as_dict(self) -> dict:
        """The comparison as plain numbers, ready for JSON."""
        return {"model_version": MODEL_VERSION, "worlds": self.worlds, "wins": self.wins, "sentence": self.sentence,
                "difference": {key: vars(each) for key, each in self.difference.items()}}


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


def interval(values: Sequence[float]) -> Interval:
    """Mean and confidence interval of independent values.

    Notes
    -----
    A measure that a world does not know (NaN) is left out. With fewer than two values, or when all are the
    same, low and high equal the mean exactly.
    """
    known = np.array([value for value in values if np.isfinite(value)], dtype=float)
    if not len(known):
        return Interval(float("nan"), float("nan"), float("nan"))
    if (known == known[0]).all():
        mean = float(known[0])
        return Interval(mean, mean, mean)
    mean = float(known.mean())
    half = float(stdtrit(len(known) - 1, (1 + COVERAGE) / 2) * known.std(ddof=1) / np.sqrt(len(known)))
    return Interval(mean, mean - half, mean + half)


def one_world(scenario: Scenario, seed: int) -> Outcome:
    """Live through a world twice, as it is and with bad stories silenced from month 0, and measure the plan.

    Notes
    -----
    ``money_lost_to_word_of_mouth_cents`` is the net present value of the silenced twin minus that of the world
    as it is: exact, because all else is the same luck.
    """
    lived = model.run(scenario, seed)
    silenced = model.run(scenario, seed, silenced=True)
    lost = (silenced.columns["npv_cents"][-1] - lived.columns["npv_cents"][-1]).item()
    measures = {key: measure.of(lived.columns) for key, measure in MEASURES.items()}
    measures |= {"money_lost_to_word_of_mouth_cents": lost, "base_value_cents": _base_value(lived.columns, scenario)}
    return Outcome(seed, lived.columns, measures)


def _base_value(columns: dict[str, np.ndarray], scenario: Scenario) -> int:
    last = {column: columns[column][-12:] for column in COLUMNS}
    served = (last["customers"] + last["left"] - last["joined"]).sum().item()
    margin = last["profit_cents"].sum().item() / served if served else 0.0
    return ledger.base_value(last["customers"][-1].item(), margin, yearly_churn(last), len(columns["month"]),
                             scenario.plan.discount_rate)


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


def compare(today: Scenario, plan: Scenario, worlds: int = 20, seed: int = 1, workers: int | None = None,
            progress: Callable[[int], None] | None = None) -> Comparison:
    """Let two plans live through the same worlds.

    Parameters
    ----------
    today, plan : Scenario
        Any two scenarios with equally many months; differences are the second minus the first.
    worlds : int, 1 to 10,000
        Their seeds are `seed`, `seed` + 1, ...
    workers : int, optional
        Processes to use; all cores unless said, or none but this one for a few worlds. The result does not
        depend on it.
    progress : callable, optional
        Called with the number of worlds done.

    Raises
    ------
    ScenarioError
        When `worlds` is out of range or the plans differ in length.
    """
    if isinstance(worlds, bool) or not isinstance(worlds, int) or not 1 <= worlds <= MOST_WORLDS:
        raise ScenarioError("worlds", worlds, "is out of range", f"1 to {MOST_WORLDS}")
    if today.plan.months != plan.plan.months:
        raise ScenarioError("months", plan.plan.months, "differs from the other plan's", str(today.plan.months))
    same = (today.today, today.plan, today.events) == (plan.today, plan.plan, plan.events)
    workers = workers or (1 if worlds <= FEW_WORLDS else os.cpu_count() or 1)
    pairs = []
    work = Parallel(n_jobs=min(workers, worlds), return_as="generator")
    for pair in work(delayed(_pair)(today, plan, same, each) for each in range(seed, seed + worlds)):
        pairs.append(pair)
        if progress:
            progress(len(pairs))
    return compared([first for first, _ in pairs], [second for _, second in pairs])


def _pair(today: Scenario, plan: Scenario, same: bool, seed: int) -> tuple[Outcome, Outcome]:
    first = one_world(today, seed)
    return first, first if same else one_world(plan, seed)


def churn_of(scenario: Scenario, seeds: Sequence[int], workers: int = 1) -> float:
    """Mean yearly churn over worlds, under the scenario's present plan: float, 1."""
    runs = Parallel(n_jobs=workers)(delayed(_churn)(scenario.as_today(), seed) for seed in seeds)
    return float(np.mean(runs))


def _churn(scenario: Scenario, seed: int) -> float:
    return yearly_churn(model.run(scenario, seed).columns)


def solve_hazard(scenario: Scenario, seeds: Sequence[int], workers: int = 1) -> float:
    """The `hazard_level` at which yearly churn under today's plan is the stated `yearly_churn`.

    Notes
    -----
    Regula falsi (Illinois) on the logarithm of the level, in the same worlds at every step; contagion, the
    desk and everything else react as they do. Stops within 0.0005 of the stated churn, or where the level is
    known to a fifth of a percent.
    """
    stated = scenario.today.yearly_churn

    def excess(level):
        return churn_of(scenario.changed(hazard_level=level), seeds, workers) - stated

    low, high = 0.05, 10.0
    below, above = excess(low), excess(high)
    if below > 0 or above < 0:
        raise ScenarioError("yearly_churn", stated, "cannot be reached by any hazard_level")
    while True:
        level = float(np.exp((np.log(low) * above - np.log(high) * below) / (above - below)))
        found = excess(level)
        if abs(found) < SOLVED_WITHIN or high / low < FINEST_LEVEL:
            return round(level, 3)
        if found < 0:
            low, below, above = level, found, above / 2
        else:
            high, above, below = level, found, below / 2
