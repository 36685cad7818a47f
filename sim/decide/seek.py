"""Goal-seek: which value of a lever brings a measure to a target, and whether that holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.decide.search import Axis, axis, checked_bounds, in_unit
from sim.decide.trying import SPENDING, Bench, Steps
from sim.experiments import seeds_of
from sim.metrics import MEASURES, Measure
from sim.precision import Interval, interval
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError, declarations

FRESH_WORLDS, LOOKED_AT, CLOSER = 8, 9, 12
FEWEST_WORLDS, MOST_WORLDS = 2, 40
SURELY, PERHAPS, NOT = "surely", "perhaps", "not"


@dataclass(frozen=True)
class Crossing:
    """Where a function of one variable meets a target.

    Attributes
    ----------
    found : tuple of float
        All places found, rising; nothing if there is none.
    nearest : float
        The place that was looked at whose value is nearest to the target.
    value : float
        The function's value there.
    """

    found: tuple[float, ...]
    nearest: float
    value: float

    def beside(self, start: float) -> float | None:
        """The place found that is nearest to `start`."""
        return min(self.found, key=lambda place: (abs(place - start), place), default=None)


def crossing(f: Callable[[float], float], target: float, low: float, high: float, looked_at: int = LOOKED_AT,
             within: float = 1e-9, closer: int = 100) -> Crossing:
    """Find where a function of one variable meets a target.

    Parameters
    ----------
    f : callable
        May be NaN where it is not known.
    target : float
    low, high : float
        Where to look.
    looked_at : int, >= 2
        At how many places, evenly spaced, before closing in; two crossings between neighbours go unseen.
    within : float
        How closely each is to be found.
    closer : int
        In at most how many steps.

    Returns
    -------
    Crossing

    Notes
    -----
    Between neighbours on both sides of the target, SciPy's `brentq` closes in. Pinned by
    tests/unit/test_decide_seek.py on a quadratic.
    """
    from scipy.optimize import brentq

    known: dict[float, float] = {}

    def beyond(place):
        place = float(place)
        if place not in known:
            known[place] = float(f(place)) - target
        return known[place]

    places = np.linspace(low, high, looked_at).tolist()
    found = [place for place in places if beyond(place) == 0]
    for left, right in pairwise(places):
        if beyond(left) * beyond(right) < 0:
            found.append(brentq(beyond, left, right, xtol=within, maxiter=closer, disp=False))
    certain = {place: off for place, off in known.items() if math.isfinite(off)}
    nearest = min(certain, key=lambda place: abs(certain[place]), default=math.nan)
    return Crossing(tuple(sorted(found)), nearest, certain.get(nearest, math.nan) + target)


@dataclass(frozen=True)
class Sought:
    """The value of a lever that brings a measure to a target.

    Attributes
    ----------
    title : str, the company's
    lever, measure : str
    target : float, in the measure's unit
    today : float, in the lever's unit
    value : float, in the lever's unit, optional
        The value at which the target is just met, of several the one nearest to today's; where the target is met
        everywhere, the value within the bounds that is nearest to today's; None where it is met nowhere.
    others : tuple of float
        Where else it is just met.
    met_today : bool
        Whether today's plan meets the target, in the worlds that were used to find the value.
    nearest : float, in the lever's unit
        The value that was tried at which the measure is best, if the target is not met.
    attained, attained_today : Interval, in the measure's unit
        The measure at `value` (or `nearest`) and under today's plan, in worlds that were not used to find it.
    dearer : Interval, cent/year
        What the plan spends more than today's, in the same worlds.
    values : tuple of float, in the lever's unit, rising
        What was tried.
    found : (values, worlds) float64, in the measure's unit
        What came out.
    months, seed, runs : int
    """

    title: str
    lever: str
    measure: str
    target: float
    today: float
    value: float | None
    others: tuple[float, ...]
    met_today: bool
    nearest: float
    attained: Interval
    attained_today: Interval
    dearer: Interval
    values: tuple[float, ...]
    found: np.ndarray
    months: int
    seed: int
    runs: int

    @property
    def at_most(self) -> bool:
        """Whether less is better, so that the target is a highest value."""
        return MEASURES[self.measure].better == "less"

    @property
    def holds(self) -> str:
        """Whether the target is met in fresh worlds: `SURELY`, `PERHAPS` (the interval holds it), or `NOT`."""
        low, high = self.attained.low, self.attained.high
        if not self.at_most:
            low, high = -high, -low
        target = self.target if self.at_most else -self.target
        return SURELY if high <= target else PERHAPS if low <= target else NOT

    @property
    def nearest_found(self) -> float:
        """The measure at `nearest` in the worlds that were used to look for a value, on average."""
        return interval(self.found[self.values.index(self.nearest)]).mean

    @cached_property
    def sentence(self) -> str:
        """The value sought, what is attained with it, and what it costs."""
        lever = self.lever
        wanted = f"{self.measure} of {self._said(self.target)} or {'less' if self.at_most else 'more'}"
        attained = (f"{self._said(self.attained.mean)} ({self._said(self.attained.low)} to "
                    f"{self._said(self.attained.high)}) in {FRESH_WORLDS} worlds not used to find it")
        if self.value is None:
            return (f"No value of {lever} that was tried brings {wanted}; the best is {in_unit(lever, self.nearest)}, "
                    f"with {self._said(self.nearest_found)} on average, and {attained}.")
        also = f" Also at {', '.join(in_unit(lever, each) for each in self.others)}." if self.others else ""
        met = f"Today's plan brings {wanted} already. " if self.met_today else ""
        if self.value == self.today:
            return f"{met}With {lever} at {in_unit(lever, self.today)} it is {attained}.{also}"
        dearer = f"{abs(self.dearer.mean) / 100:,.0f} euro a year {'more' if self.dearer.mean >= 0 else 'less'}"
        return (f"{met}{lever} {in_unit(lever, self.today, self.value)} brings {wanted}, just so: {attained}; "
                f"it spends {dearer} than today's plan.{also}")

    def _said(self, value: float) -> str:
        unit = MEASURES[self.measure].unit
        shown = {"1": f"{100 * value:.2f} %", "cent": f"{value / 100:,.0f} euro"}
        return shown.get(unit, f"{value:,.1f} {unit}")

    def as_dict(self) -> dict:
        """The result as plain numbers, ready for JSON."""
        curve = [{"value": value, "mean": interval(row).mean if np.isfinite(row).any() else None}
                 for value, row in zip(self.values, self.found, strict=True)]
        return {"model_version": MODEL_VERSION, "sentence": self.sentence, "lever": self.lever,
                "measure": self.measure, "target": self.target, "today": self.today, "value": self.value,
                "others": list(self.others), "nearest": self.nearest, "holds": self.holds,
                "attained": vars(self.attained), "attained_today": vars(self.attained_today),
                "dearer": vars(self.dearer), "curve": curve, "seed": self.seed, "runs": self.runs}

    def as_text(self) -> str:
        """The result as the command line prints it."""
        rows = [f"  {value:>10g} {interval(row).mean:>14.5g}"
                for value, row in zip(self.values, self.found, strict=True)]
        return "\n".join([self.sentence, "", f"  {self.lever}, {self.measure}:", *rows])


def seek(scenario: Scenario, lever: str, measure: str, target: float, low: float | None = None,
         high: float | None = None, worlds: int = 4, seed: int = 1, workers: int | None = None,
         progress: Callable[[int, int], None] | None = None, cluster: str | None = None) -> Sought:
    """Find the value of a lever that brings a measure to a target, all else as in today's plan.

    Parameters
    ----------
    scenario : Scenario
    lever : str
    measure : str, a key of `metrics.MEASURES`
        The target is a highest value where less of it is better, else a lowest.
    target : float, in the measure's unit
    low, high : float, in the lever's unit, optional
        Where to look; in all of the lever's range unless said.
    worlds : int, 2 to 40
    seed : int
        The first world; the fresh ones follow those that the value is found in.
    workers, progress, cluster : as for `best`

    Returns
    -------
    Sought
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When there is no such lever or measure, the bounds are none, or the target is no number.

    Notes
    -----
    The measure is the mean over the worlds, the same ones at every value. The value given is the nearest whole
    step on the target's good side. Pinned by tests/unit/test_decide_seek.py.
    """
    wanted = _wanted(measure, target, worlds)
    declared = declarations().get(lever)
    bounds = (declared.low if low is None else low, declared.high if high is None else high) if declared else None
    checked = checked_bounds(lever, bounds)
    seeds = seeds_of(worlds + FRESH_WORLDS, seed)
    steps = Steps(progress, (LOOKED_AT + CLOSER) * worlds + 2 * FRESH_WORLDS)
    bench = Bench(scenario, (measure, SPENDING), workers, cluster, steps.add)
    today = getattr(bench.scenario.today, lever)
    line = _Line(bench, axis(lever, *checked, today), seeds[:worlds])
    value, others, nearest = line.met(wanted, target, today)
    met_today = line.good(today, wanted, target)
    chosen = nearest if value is None else value
    before, after = bench.tried([{lever: today}, {lever: chosen}], seeds[worlds:])
    steps.end()
    rows, dearer = sorted(line.found), interval(after[:, 1] - before[:, 1])
    return Sought(bench.scenario.title or bench.scenario.name, lever, measure, float(target), today, value, others,
                  met_today, nearest, interval(after[:, 0]), interval(before[:, 0]), dearer, tuple(rows),
                  np.array([line.found[each] for each in rows]), scenario.plan.months, seed,
                  len(rows) * worlds + 2 * FRESH_WORLDS)


def _wanted(measure: str, target: float, worlds: int) -> Measure:
    if measure not in MEASURES:
        raise ScenarioError("measure", measure, "is not known", ", ".join(MEASURES))
    number = isinstance(target, int | float) and not isinstance(target, bool)
    if not number or not math.isfinite(target):
        raise ScenarioError("target", target, "is not a finite number")
    if isinstance(worlds, bool) or not isinstance(worlds, int) or not FEWEST_WORLDS <= worlds <= MOST_WORLDS:
        raise ScenarioError("worlds", worlds, "is out of range", f"whole number from {FEWEST_WORLDS} to {MOST_WORLDS}")
    return MEASURES[measure]


class _Line:
    """A measure along a lever, in some worlds."""

    def __init__(self, bench: Bench, along: Axis, seeds: range):
        self.found: dict[float, np.ndarray] = {}
        self._bench, self._axis, self._seeds = bench, along, seeds

    def _try(self, values: list[float]) -> None:
        new = [value for value in dict.fromkeys(values) if value not in self.found]
        rows = self._bench.tried([{self._axis.lever.key: value} for value in new], self._seeds) if new else []
        self.found.update({value: row[:, 0] for value, row in zip(new, rows, strict=True)})

    def _mean(self, value: float) -> float:
        self._try([value])
        return interval(self.found[value]).mean

    def good(self, value: float, wanted: Measure, target: float) -> bool:
        """Whether a value meets the target; one of which nothing is known does not."""
        mean = self._mean(value)
        return mean >= target if wanted.better == "more" else mean <= target

    def met(self, wanted: Measure, target: float, today: float) -> tuple[float | None, tuple[float, ...], float]:
        """The value at which the target is just met, where else it is, and the best value tried."""
        axis, sign = self._axis, 1 if wanted.better == "more" else -1
        self._try([today, *(axis.value(place) for place in np.linspace(0, 1, LOOKED_AT).tolist())])
        places = crossing(lambda place: self._mean(axis.value(place)), target, 0.0, 1.0, within=1e-3,
                          closer=CLOSER).found
        ends = {place: axis.value(place) for place in places}
        self._try([axis.snapped(value + axis.lever.step * by) for value in ends.values() for by in (-1, 0, 1)])
        within = [value for value in sorted(self.found) if axis.low <= value <= axis.high]
        good = [value for value in within if self.good(value, wanted, target)]
        nearest = max(within, key=lambda value: np.nan_to_num(sign * self._mean(value), nan=-np.inf))
        if not good:
            return None, (), nearest
        just = {min(good, key=lambda each: abs(each - value)) for value in ends.values()} or {
            min(good, key=lambda each: abs(each - today))}
        value = min(sorted(just), key=lambda each: abs(axis.place(each) - axis.place(today)))
        return value, tuple(sorted(just - {value})), nearest
