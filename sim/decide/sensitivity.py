"""How the difference between two plans depends on what is not known for certain: one by one, and together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim import model
from sim.decide.ranges import Unknown
from sim.metrics import MEASURES
from sim.outcomes import HEADLINE
from sim.precision import Interval, interval
from sim.scenario import Scenario, ScenarioError
from sim.spread import seconds_of, spread

COVERAGE = 0.95
RESAMPLES = 400
MOST_PEOPLE = 20_000        # a larger company is lived through with so many people in the market

Point = tuple[tuple[str, float], ...]   # the assumptions changed, and their values


def check_pair(first: Scenario, second: Scenario) -> None:
    """Refuse two scenarios that are no two plans of one company with a `ScenarioError`."""
    if first.plan.months != second.plan.months:
        raise ScenarioError("months", second.plan.months, "differs from the other plan's", str(first.plan.months))
    theirs = second.today.model_dump()
    for key, value in first.today.model_dump().items():
        if theirs[key] != value:
            raise ScenarioError(key, theirs[key], "of today differs from the other plan's company; how sure a choice "
                                "is can be told of two plans for one company", f"{value:g}")
    if (first.plan, first.events) == (second.plan, second.events):
        raise ScenarioError("", None, "both plans are the same, so there is no choice to be sure of; change a lever of "
                            "one of them")


class Trials:
    """Lives through two plans under changed assumptions, every combination and world once.

    Parameters
    ----------
    first, second : Scenario
    workers, cluster : as for `spread.spread`
    progress : callable, optional
        Called with `done` and `expected`.

    Attributes
    ----------
    people : int
        People in the market of the company that is lived through. A company with more than `MOST_PEOPLE` is lived
        through on that scale, everything in proportion; money is always that of the whole one.
    done : int
        How many combinations and worlds were lived through.
    expected : int
        How many will have been at the end, as far as is known.

    Raises
    ------
    ScenarioError
        When the two are no two plans of one company.
    """

    def __init__(self, first: Scenario, second: Scenario, workers: int | None = None, cluster: str | None = None,
                 progress: Callable[[int, int], None] | None = None):
        check_pair(first, second)
        self._plans, self._workers, self._cluster, self._progress = (first, second), workers, cluster, progress
        market = first.today.market_size
        self.people = min(market, MOST_PEOPLE)
        self._factor = market / self.people
        self._lived: dict[tuple[Point, int], tuple[float, float]] = {}
        self.expected = 0

    @property
    def done(self) -> int:
        return len(self._lived)

    def profits(self, points: Sequence[Point], seeds: Sequence[int]) -> np.ndarray:
        """Net present value of the profit of both plans: (points, worlds, 2) float64, cent."""
        wanted = [(point, seed) for point in points for seed in seeds]
        missing = [each for each in dict.fromkeys(wanted) if each not in self._lived]
        self.expected = max(self.expected, self.done + len(missing))
        found = spread(partial(_lived, *self._plans, self.people), missing, self._workers, self._cluster,
                       seconds_of(self._plans[0], 2 * len(missing)))
        for each, profits in zip(missing, found, strict=True):
            self._lived[each] = profits
            if self._progress:
                self._progress(self.done, self.expected)
        lived = np.array([self._lived[each] for each in wanted], dtype=float)
        return self._factor * lived.reshape(len(points), len(seeds), 2)

    def gains(self, points: Sequence[Point], seeds: Sequence[int]) -> np.ndarray:
        """What the second plan earns more than the first: (points, worlds) float64, cent."""
        profits = self.profits(points, seeds)
        return profits[..., 1] - profits[..., 0]


def _lived(first: Scenario, second: Scenario, people: int, trial: tuple[Point, int]) -> tuple[float, float]:
    point, seed = trial
    changed = (plan.changed(**dict(point)) for plan in (first, second))
    lived = [plan if plan.today.market_size == people else plan.scaled(people) for plan in changed]
    runs = model.together([(plan, False) for plan in lived], seed)
    return tuple(float(MEASURES[HEADLINE].of(run.columns)) for run in runs)


@dataclass(frozen=True)
class Bar:
    """What one unknown does alone: both plans at either end of its range.

    Attributes
    ----------
    unknown : Unknown
    low, high : Interval, cent
        The gain (second plan minus first) with the unknown at that end.
    first_low, first_high : Interval, cent
        The net present value of the first plan's profit there.
    effect : Interval, cent
        The gain at the high end minus that at the low end, world by world.
    """

    unknown: Unknown
    low: Interval
    high: Interval
    first_low: Interval
    first_high: Interval
    effect: Interval

    @property
    def swing(self) -> float:
        """The length of the bar: float, cent, >= 0."""
        return abs(self.effect.mean)

    @property
    def is_clear(self) -> bool:
        """Whether the effect can be told from luck: its interval does not hold 0."""
        return self.effect.low > 0 or self.effect.high < 0


def bars(trials: Trials, unknowns: Sequence[Unknown], seeds: Sequence[int]) -> tuple[Bar, ...]:
    """One bar for each unknown, the largest swing first; equal ones in the order given.

    Notes
    -----
    One at a time, both ends of the range, in the same worlds. Changing an assumption changes the company's past
    too, so each combination lives through the months before month 0 again. Pinned by
    tests/unit/test_decide_sure.py.
    """
    ends = [((each.key, end),) for each in unknowns for end in (each.low, each.high)]
    profits = trials.profits(ends, seeds)
    gains, found = profits[..., 1] - profits[..., 0], []
    for each, low in zip(unknowns, range(0, len(ends), 2), strict=True):
        high = low + 1
        found.append(Bar(each, interval(gains[low]), interval(gains[high]), interval(profits[low, :, 0]),
                         interval(profits[high, :, 0]), interval(gains[high] - gains[low])))
    return tuple(sorted(found, key=lambda bar: -bar.swing))


@dataclass(frozen=True)
class Index:
    """What share of the variation of an outcome one unknown accounts for, when all vary at once.

    Attributes
    ----------
    key : str
    first : Interval, 1
        First-order index: what is explained by the unknown alone.
    total : Interval, 1
        Total-order index: together with all its interactions.
    """

    key: str
    first: Interval
    total: Interval


def sobol(outcome: Callable[[np.ndarray], np.ndarray], keys: Sequence[str], n: int,
          seed: int) -> tuple[tuple[Index, ...], np.ndarray, np.ndarray]:
    """Sobol indices of first and total order of an outcome of unknowns that vary independently and uniformly.

    Parameters
    ----------
    outcome : callable
        Called once with all points, (points, unknowns) float64 in [0, 1]; gives (points,) float64.
    keys : sequence of str
    n : int, a power of 2
        Points in each of the two independent samples; the outcome is asked for at ``n * (unknowns + 2)`` points.
    seed : int

    Returns
    -------
    indices : tuple of Index, in the order of `keys`
    points : (2 n, unknowns) float64, 1
        The two independent samples one after the other.
    values : (2 n,) float64
        The outcome there.

    Notes
    -----
    The estimators and the bootstrap are SciPy's (`sobol_indices`, after [Saltelli2010]; percentile intervals of
    95 %); only the sample is drawn here, so that all points can be lived through side by side and the interval's
    luck has a seed. An outcome that never changes has indices of 0. Pinned on the Ishigami function in
    tests/unit/test_decide_sure_sobol.py.
    """
    from scipy.stats import bootstrap, qmc, sobol_indices

    inputs = len(keys)
    both = qmc.Sobol(2 * inputs, rng=np.random.default_rng(seed)).random(n)
    a, b = both[:, :inputs], both[:, inputs:]
    crossed = [np.where(np.arange(inputs) == place, b, a) for place in range(inputs)]
    values = np.asarray(outcome(np.concatenate([a, b, *crossed])), dtype=float).reshape(inputs + 2, n)
    spread_out = np.ptp(values) > 0

    def indices(places):
        drawn = values[:, places]
        samples = {"f_A": drawn[:1], "f_B": drawn[1:2], "f_AB": drawn[2:, None]}
        found = sobol_indices(func=samples, n=n)
        return np.concatenate([np.ravel(found.first_order), np.ravel(found.total_order)])

    estimate, low, high = np.zeros((3, 2 * inputs))
    if spread_out:
        estimate = indices(np.arange(n))
        drawn = bootstrap((np.arange(n),), indices, n_resamples=RESAMPLES, confidence_level=COVERAGE,
                          method="percentile", vectorized=False, rng=np.random.default_rng(seed))
        low, high = drawn.confidence_interval
    each = [Interval(*map(float, three)) for three in zip(estimate, low, high, strict=True)]
    found = tuple(Index(key, each[place], each[inputs + place]) for place, key in enumerate(keys))
    return found, np.concatenate([a, b]), np.concatenate([values[0], values[1]])
