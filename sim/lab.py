"""Where claims are tried: worlds to measure in, figures with their intervals, and verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim import files, model, rules
from sim.precision import Interval, interval
from sim.scenario import Scenario
from sim.spread import seconds_of, spread

HOLDS, ONLY_WHEN, NOT_SUPPORTED, GARBLED = "holds", "holds only when", "not supported", "cannot be tested: garbled"
# measured in the company itself; true of whoever is in that position; true of those only who assume it
HERE, IN_GENERAL, ASSUMED = "here", "in general", "assumed"


@dataclass(frozen=True)
class Condition:
    """A condition under which a claim was tried, and whether it held there.

    Attributes
    ----------
    key : str
        Which condition, as the wordlists name it.
    held : bool
    scope : str, HERE, IN_GENERAL or ASSUMED
        What is assumed only supports nothing.
    close : bool
        Whether the interval reaches across the line between holding and not.
    values : dict of float
        What the condition's words need.
    """

    key: str
    held: bool
    scope: str = HERE
    close: bool = False
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What came out of trying one claim on one company.

    Attributes
    ----------
    claim : str, its number
    figures : dict of Interval
        By name; a figure that a company does not have is NaN.
    conditions : tuple of Condition
    problem : str
        Why it could not be tried on this company, as the wordlists name it; empty where it could.
    worlds : int
        How many stand behind the figures; 0 where nothing was simulated.
    """

    claim: str
    figures: dict[str, Interval] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    problem: str = ""
    worlds: int = 0

    @property
    def verdict(self) -> str:
        """HOLDS, ONLY_WHEN or NOT_SUPPORTED for the company; GARBLED where there is nothing to hold.

        Notes
        -----
        HOLDS when it held in all that was measured in the company, ONLY_WHEN when it held in some of that or, if
        in none, in some position that companies can be in.
        """
        if not self.conditions:
            return GARBLED
        here = [each.held for each in self.conditions if each.scope == HERE]
        if here and all(here):
            return HOLDS
        return ONLY_WHEN if any(each.held for each in self.conditions if each.scope != ASSUMED) else NOT_SUPPORTED

    def means(self) -> dict[str, float]:
        """The figures without their intervals."""
        return {name: each.mean for name, each in self.figures.items()}


@dataclass(frozen=True)
class Lab:
    """Where the experiments are made: in which worlds, by whom, in markets of what size.

    Attributes
    ----------
    seeds : sequence of int
    workers, cluster : as for `spread.spread`
    people : int, person, optional
        Size of the market of the companies that ship.
    tell : callable, optional
        Called with the months that have been lived through, world by world.
    """

    seeds: Sequence[int] = range(1, 5)
    workers: int | None = 1
    people: int | None = None
    cluster: str | None = None
    tell: Callable[[int], None] | None = None
    _seen: dict = field(default_factory=dict, compare=False, repr=False)

    def company(self, name: str, **changes) -> Scenario:
        """A shipped company, in the lab's size."""
        scenario = files.load(name)
        return (scenario.scaled(self.people) if self.people else scenario).changed(**changes)

    def worlds(self, scenarios: Sequence[Scenario], look: Callable[[model.Run], np.ndarray],
               log: bool = False) -> np.ndarray:
        """What `look` sees in each scenario's run in each world: (scenarios, worlds, ...) float64, seen once only."""
        key = (tuple(scenarios), tuple(self.seeds), look, log)
        if key not in self._seen:
            self._seen[key] = self._lived(scenarios, look, log)
        elif self.tell:
            self.tell(sum(map(months_of, scenarios)) * len(self.seeds))
        return self._seen[key]

    def _lived(self, scenarios, look, log):
        tasks = [(each, seed) for each in scenarios for seed in self.seeds]
        seconds = sum(seconds_of(each, len(self.seeds)) for each in scenarios)
        seen = []
        for task, each in zip(tasks, spread(partial(_look, look, log), tasks, self.workers, self.cluster, seconds),
                              strict=True):
            seen.append(each)
            if self.tell:
                self.tell(months_of(task[0]))
        return np.array(seen, dtype=float).reshape(len(scenarios), len(self.seeds), -1)


def months_of(scenario: Scenario) -> int:
    """The months that one run of a scenario takes, the past included."""
    return scenario.plan.months + scenario.plan.burn_in


def _look(look, log, task):
    scenario, seed = task
    return look(model.run(scenario, seed, log=log))


def estimated(figures: Callable[[np.ndarray], dict[str, float]], table: np.ndarray,
              shares: Collection[str] = ()) -> dict[str, Interval]:
    """Figures computed from means over worlds, each with its 95 % confidence interval.

    Parameters
    ----------
    figures : callable
        From the means, (scenarios, ...) float64, to figures by name; they need not be linear.
    table : (scenarios, worlds, ...) float64
    shares : collection of str
        Figures that are shares of a whole: their intervals end at 0 and at 1.

    Notes
    -----
    By the jackknife: each world in turn is left out. Of a mean it is Student's interval; pinned by
    tests/unit/test_lab.py. One world has no width.
    """
    whole, worlds = figures(table.mean(axis=1)), table.shape[1]
    if worlds < 2:
        return {name: known(value) for name, value in whole.items()}
    parts = [figures(np.delete(table, world, axis=1).mean(axis=1)) for world in range(worlds)]
    found = {}
    for name, value in whole.items():
        spread_of = interval([worlds * value - (worlds - 1) * part[name] for part in parts])
        half = spread_of.high - spread_of.mean
        low, high = value - half, value + half
        if name in shares:
            low, high = np.clip((low, high), 0, 1)
        found[name] = Interval(float(value), float(low), float(high))
    return found


def known(value: float) -> Interval:
    """A figure that does not depend on luck."""
    return Interval(float(value), float(value), float(value))


def within(key: str, figure: Interval, low: float, high: float, scope: str = HERE, **values: float) -> Condition:
    """The condition that a figure lies between two others; close where its interval does not say."""
    held, *ends = (low <= each <= high for each in (figure.mean, figure.low, figure.high))
    across = figure.low < low and figure.high > high
    return Condition(key, held, scope, across or any(each != held for each in ends), values)


def about(key: str, figure: Interval, claimed: float, scope: str = HERE, **values: float) -> Condition:
    """The condition that a figure is what is claimed, within the factor `rules.NEAR`."""
    return within(key, figure, claimed / rules.NEAR, claimed * rules.NEAR, scope, **values)


def near(value: float, claimed: float) -> bool:
    """Whether a measured value is what is claimed, within the factor `rules.NEAR`."""
    return claimed / rules.NEAR <= value <= claimed * rules.NEAR
