"""What one incident costs: the same world in which incidents of its kind do not happen, shared out among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim import model
from sim.behaviour import stories
from sim.experiments import seeds_of
from sim.model import Course
from sim.precision import Interval, interval
from sim.scenario import Scenario
from sim.spread import seconds_of, spread

KINDS = stories.SPARABLE


@dataclass(frozen=True)
class Price:
    """What one incident of a kind costs the company.

    Attributes
    ----------
    kind : str, one of `KINDS`
    incidents : float
        How many there are in a world, on average.
    cents : Interval, cent
        Net present value lost with each, over worlds; NaN where there are none.
    talk_cents : Interval, cent
        How much of it is lost because it is told.
    """

    kind: str
    incidents: float
    cents: Interval
    talk_cents: Interval


def prices(scenario: Scenario, worlds: int = 8, seed: int = 1, workers: int | None = None,
           progress: Callable[[int, int], None] | None = None, cluster: str | None = None) -> dict[str, Price]:
    """What one problem costs that is not caught, not answered, answered late, or not solved.

    Parameters
    ----------
    scenario : Scenario
        Its new plan is looked at.
    worlds, seed : as for `experiments.compare`
    workers, cluster : as for `spread.spread`
    progress : callable, optional
        Called with the number of worlds done and of all worlds.

    Returns
    -------
    dict of Price, in the order of `KINDS`

    Raises
    ------
    ScenarioError
        When `worlds`, `seed` or `workers` is out of range.

    Notes
    -----
    ``(npv without the incidents - npv as it is) / incidents``, world by world. What talk costs is how much of that
    disappears when nobody hears bad stories in either world. What it would cost to prevent them is not in it. Pinned
    by tests/unit/test_explore_incidents.py.
    """
    seeds = seeds_of(worlds, seed)
    found = []
    for done, row in enumerate(spread(partial(_world, scenario), seeds, workers, cluster,
                                      seconds_of(scenario, 2 * (1 + len(KINDS)) * worlds)), 1):
        found.append(row)
        if progress:
            progress(done, worlds)
    table = np.array(found, dtype=float)                                # (worlds, kinds, 3)
    return {kind: _price(kind, table[:, place]) for place, kind in enumerate(KINDS)}


def _price(kind: str, rows: np.ndarray) -> Price:
    some = rows[rows[:, 0] > 0]
    nothing = Interval(*[float("nan")] * 3)
    each = [interval(some[:, column] / some[:, 0]) if len(some) else nothing for column in (1, 2)]
    return Price(kind, float(rows[:, 0].mean()), *each)


def _world(scenario: Scenario, seed: int) -> list[tuple[int, int, int]]:
    """Of one world, kind by kind: incidents, cents lost with them, and how many of these because they are told."""
    count = dict.fromkeys(KINDS, 0)

    def observe(phase, world, me, life, others):
        if phase == "satisfaction":
            for kind, n in stories.complaints(me.outcome, me.severity, me.doublings, me.unvoiced).items():
                count[kind] += n

    courses = [Course(scenario, silenced, spared, None if silenced or spared else observe)
               for spared in ((), *((kind,) for kind in KINDS)) for silenced in (False, True)]
    npv = [run.columns["npv_cents"][-1].item() for run in model.together(courses, seed)]
    told, silent = npv[::2], npv[1::2]
    return [(count[kind], told[place] - told[0], told[place] - told[0] - (silent[place] - silent[0]))
            for place, kind in enumerate(KINDS, 1)]
