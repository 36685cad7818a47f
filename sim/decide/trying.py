"""Plans tried in the same worlds: what each world says of each plan, for searches that try many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from sim import model
from sim.decide.search import AIMS, yearly_spending
from sim.metrics import MEASURES
from sim.scenario import Scenario, ScenarioError
from sim.spread import seconds_of, spread

SPENDING = "spending"
PLANS_AT_ONCE, PEOPLE_AT_ONCE = 8, 64_000       # side by side in one world, for the sake of memory

Changes = Mapping[str, float]


def figure(key: str, columns: dict[str, np.ndarray], scenario: Scenario) -> float:
    """A headline measure, an aim, or the yearly spending, of one world."""
    if key == SPENDING:
        return yearly_spending(columns)
    return AIMS[key].of(columns, scenario) if key in AIMS else float(MEASURES[key].of(columns))


class Task(NamedTuple):
    """Some plans in one world."""

    seed: int
    plans: tuple[Changes, ...]


class Bench:
    """A company under today's plan, on which changes of it are tried, world by world.

    Parameters
    ----------
    scenario : Scenario
        Changes are made to its plan of today; what happens to it from outside happens in every trial.
    figures : sequence of str
        What is wanted of every world, as `figure` names it.
    workers, cluster : as for `spread.spread`
    tell : callable, optional
        Called with the number of runs that have been done since it was last called.
    """

    def __init__(self, scenario: Scenario, figures: Sequence[str], workers: int | None = None,
                 cluster: str | None = None, tell: Callable[[int], None] | None = None):
        self.scenario, self.figures = scenario.as_today(), tuple(figures)
        self._workers, self._cluster, self._tell = workers, cluster, tell

    def tried(self, plans: Sequence[Changes], seeds: Sequence[int]) -> np.ndarray:
        """What the worlds say of each plan: (plans, worlds, figures) float64; NaN for an impossible plan.

        Notes
        -----
        It depends neither on `workers` nor on which plans are tried together.
        """
        found = np.full((len(plans), len(seeds), len(self.figures)), np.nan)
        possible = [place for place, changes in enumerate(plans) if self._goes(changes)]
        at_once = max(1, min(PLANS_AT_ONCE, PEOPLE_AT_ONCE // self.scenario.plan.market_size))
        groups = [possible[first:first + at_once] for first in range(0, len(possible), at_once)]
        cells = [(group, world) for world in range(len(seeds)) for group in groups]
        tasks = [Task(seeds[world], tuple(plans[place] for place in group)) for group, world in cells]
        seconds = seconds_of(self.scenario, len(possible) * len(seeds))
        lived = spread(partial(_lived, self.scenario, self.figures), tasks, self._workers, self._cluster, seconds)
        for (group, world), rows in zip(cells, lived, strict=True):
            found[group, world] = rows
            if self._tell:
                self._tell(len(group))
        return found

    def _goes(self, changes: Changes) -> bool:
        try:
            self.scenario.changed(**changes)
        except ScenarioError:
            return False
        return True


def _lived(scenario: Scenario, figures: tuple[str, ...], task: Task) -> list[list[float]]:
    plans = [scenario.changed(**changes) for changes in task.plans]
    runs = model.together([(plan, False) for plan in plans], task.seed)
    return [[figure(key, run.columns, plan) for key in figures] for plan, run in zip(plans, runs, strict=True)]


class Steps:
    """Tells how many of all pieces of work are done."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int):
        self._progress, self._done, self._total = progress, 0, total

    def add(self, done: int) -> None:
        """So many more are done."""
        self._done = min(self._done + done, self._total)
        self._tell()

    def end(self) -> None:
        """All are done, or need not be done any more."""
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        if self._progress:
            self._progress(self._done, self._total)
