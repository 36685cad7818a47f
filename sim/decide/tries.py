"""Every plan that a search has tried, how flat it is around the best one, and where to try more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decide import frontier
from sim.decide.optimiser import SpentError, Worth, maximise
from sim.decide.search import Axis, Search
from sim.decide.trying import Bench
from sim.precision import Interval, interval
from sim.scenario import ScenarioError

SCANNED = (0.06, 0.16, 0.4, 1.0)    # of the way from the best plan to a bound, along one lever
SCANS, SHARE_OF_GAIN = 2, 0.02
BUDGETS_LOOKED_AT, LOOKS = 6, 2

Point = tuple[float, ...]


@dataclass(frozen=True)
class Flat:
    """How flat the optimum is along one lever, all others as in the best plan.

    Attributes
    ----------
    values : tuple of float, in the lever's unit, rising
        What was tried, the best plan's value among it.
    missed : tuple of float, in the aim's unit
        By how much each falls short of the best plan, on average over the tuned worlds; NaN where impossible.
    low, high : float, in the lever's unit
        Between these values the plan is as good: it falls short by no more than `SHARE_OF_GAIN` of the gain, or by
        no more than the standard error of what it falls short.
    """

    values: tuple[float, ...]
    missed: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Trials:
    """All plans that were tried, today's first: in the order in which they were tried.

    Attributes
    ----------
    points : (trials, levers) float64, each in its lever's unit
    aim : (trials,) float64, in the aim's unit
    spending : (trials,) float64, cent/year
        Both means over the tuned worlds; NaN for a plan that is impossible.
    best : int, the best plan's place
    frontier : tuple of int
        The plans that no other one beats for less or the same money, the cheapest first.
    """

    points: np.ndarray
    aim: np.ndarray
    spending: np.ndarray
    best: int
    frontier: tuple[int, ...]


class Tries:
    """Every plan tried so far, by the values of its levers, with its aim and its spending in each tuned world."""

    def __init__(self, bench: Bench, search: Search, seeds: Sequence[int]):
        today = bench.scenario.today
        self._bench, self._search, self._seeds = bench, search, seeds
        self.axes: tuple[Axis, ...] = search.axes(today)
        self.today: Point = tuple(getattr(today, lever) for lever in search.levers)
        self.found: dict[Point, np.ndarray] = {}
        self._try([self.today])

    @property
    def runs(self) -> int:
        """How many worlds were lived through."""
        return len(self.found) * len(self._seeds)

    @property
    def limit(self) -> float:
        """What a plan may spend: cent/year."""
        return math.inf if self._search.budget is None else 100 * self._search.budget

    @property
    def best(self) -> Point:
        """The best plan within the budget and the bounds; of equals the first that was tried."""
        within = [point for point in self.found if self.affordable(point) and self._allowed(point)]
        return max(within, key=lambda point: self.mean(point)[0])

    @property
    def gain(self) -> Interval:
        """By how much the best plan beats today's in the worlds it is tuned on."""
        return interval(self.found[self.best][:, 0] - self.found[self.today][:, 0])

    def named(self, point: Point) -> dict[str, float]:
        """A plan's values by lever."""
        return dict(zip(self._search.levers, point, strict=True))

    def mean(self, point: Point) -> tuple[float, float]:
        """A plan's aim and yearly spending, on average."""
        aim, spending = self.found[point].mean(axis=0).tolist()
        return aim, spending

    def affordable(self, point: Point) -> bool:
        """Whether a plan is possible and within the budget."""
        return self.mean(point)[1] <= self.limit

    def _allowed(self, point: Point) -> bool:
        """Whether a plan keeps all bounds; today's plan may lie outside of them."""
        return point == self.today or all(axis.low <= value <= axis.high
                                          for axis, value in zip(self.axes, point, strict=True))

    def check_budget(self) -> None:
        """Refuse a budget that does not pay for today's plan."""
        _, spending = self.mean(self.today)
        if spending > self.limit:
            raise ScenarioError("budget", self._search.budget, "is below what today's plan costs",
                                f"{math.ceil(spending / 100):,} euro/year or more")

    def search(self, seed: int) -> None:
        """Try as many plans as the search may."""
        start = tuple(axis.place(value) for axis, value in zip(self.axes, self.today, strict=True))
        maximise(self._worths, start, self._search.trials, math.isfinite(self.limit), seed)

    def look_at_budgets(self, seed: int) -> None:
        """Try what promises most for budgets between that of the cheapest good plan and that of the best one."""
        tried = self.all()
        dearest, cheapest = tried.spending[tried.best], tried.spending[tried.frontier[0]]
        budgets = np.linspace(cheapest, dearest, BUDGETS_LOOKED_AT + 1)[1:]
        places = np.array([self._places(point) for point in tried.points.tolist()])
        self._try([self._values(place) for place in
                   frontier.promising(places, tried.spending, tried.aim, budgets.tolist(), seed)])

    def scanned(self) -> dict[str, Flat]:
        """Try more along each lever through the best plan, and again should that find a better one."""
        for _ in range(SCANS):
            centre = self.best
            lines = [self._line(centre, place) for place in range(len(self.axes))]
            self._try([point for line in lines for point in line])
            if self.best == centre:
                break
        return {lever: self._flat(line, place) for place, (lever, line)
                in enumerate(zip(self._search.levers, lines, strict=True))}

    def _line(self, centre: Point, along: int) -> list[Point]:
        """The points to try along one lever, rising."""
        axis = self.axes[along]
        at = axis.place(centre[along])
        places = [at + share * (bound - at) for bound in (0.0, 1.0) for share in SCANNED]
        values = {centre[along], *map(axis.value, places)}
        return [(*centre[:along], value, *centre[along + 1:]) for value in sorted(values)]

    def _flat(self, line: list[Point], along: int) -> Flat:
        best = self.best
        missed = [self.found[best][:, 0] - self.found[point][:, 0] for point in line]
        allowed = SHARE_OF_GAIN * max(self.gain.mean, 0.0)
        spare = [max(allowed, _standard_error(each)) - each.mean().item() if self.affordable(point) else -math.inf
                 for point, each in zip(line, missed, strict=True)]
        values = [point[along] for point in line]
        low, high = as_good(self.axes[along], values, spare, best[along])
        return Flat(tuple(values), tuple(each.mean().item() for each in missed), low, high)

    def all(self) -> Trials:
        """Everything tried so far."""
        points = list(self.found)
        aim, spending = np.array([self.mean(point) for point in points]).T
        return Trials(np.array(points, dtype=float), aim, spending, points.index(self.best),
                      frontier.envelope(spending, aim))

    def _worths(self, places: Sequence[Sequence[float]]) -> list[Worth]:
        """What the optimiser wants to know of places; there is an end to it once there were as many as wanted."""
        points = [self._values(place) for place in places]
        left = self._search.trials - len(self.found)
        new = [point for point in dict.fromkeys(points) if point not in self.found]
        self._try(new[:left])
        if len(new) > left:
            raise SpentError
        return [self._worth(point) for point in points]

    def _worth(self, point: Point) -> Worth:
        aim, spending = self.mean(point)
        if not math.isfinite(aim):      # an impossible plan is as bad as the worst one, and costs too much
            return min(self.mean(each)[0] for each in self.found if math.isfinite(self.mean(each)[0])), -1.0
        return aim, self.limit - spending if math.isfinite(self.limit) else 1.0

    def _try(self, points: Sequence[Point]) -> None:
        new = [point for point in dict.fromkeys(points) if point not in self.found]
        if new:
            self.found.update(zip(new, self._bench.tried([self.named(point) for point in new], self._seeds),
                                  strict=True))

    def _values(self, place: Sequence[float]) -> Point:
        return tuple(axis.value(each) for axis, each in zip(self.axes, place, strict=True))

    def _places(self, point: Sequence[float]) -> tuple[float, ...]:
        return tuple(axis.place(each) for axis, each in zip(self.axes, point, strict=True))


def _standard_error(values: np.ndarray) -> float:
    return values.std(ddof=1).item() / math.sqrt(len(values))


def as_good(axis: Axis, values: Sequence[float], spare: Sequence[float], best: float) -> tuple[float, float]:
    """Between which values of a lever a plan is as good as at its best value.

    Parameters
    ----------
    axis : Axis
    values : sequence of float, in the lever's unit, rising
        What was tried; the best one need not be among it.
    spare : sequence of float
        By how much each is good enough; negative where it is not, minus infinity where it cannot be had at all.
    best : float

    Returns
    -------
    (low, high) of float, in whole steps of the lever
        Both the best value itself where that lies outside of the bounds.

    Notes
    -----
    Goes from the best value outwards to the first that is not good enough; between that and the last good one the
    limit is taken to lie where a straight line would have it. Pinned by tests/unit/test_decide_best.py.
    """
    if not axis.low <= best <= axis.high:
        return best, best
    ends = []
    for outwards in (-1, 1):
        good, spare_good = best, 0.0
        for value, each in sorted(zip(values, spare, strict=True), key=lambda pair: outwards * pair[0]):
            if outwards * (value - best) < 0:
                continue
            if each < 0:
                if math.isfinite(each):
                    good += (value - good) * spare_good / (spare_good - each)
                break
            good, spare_good = value, each
        ends.append(_towards(axis, good, best))
    return ends[0], ends[1]


def _towards(axis: Axis, value: float, best: float) -> float:
    """The nearest whole step of a lever that is no farther from the best value."""
    step = axis.snapped(value)
    if abs(step - best) > abs(value - best) + 1e-9 * axis.lever.step:
        step = axis.snapped(step + math.copysign(axis.lever.step, best - value))
    return step
