"""What bad stories cost, by how many people the typical teller tells: the same worlds at several medians."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sim import model
from sim.behaviour.talk import MOST_TOLD
from sim.experiments import seeds_of
from sim.model import Course
from sim.precision import Interval, interval
from sim.scenario import Scenario
from sim.spread import seconds_of, spread

MEDIANS = (0.0, 2.0, 5.0, 9.5, 19.0, 30.0)


@dataclass(frozen=True)
class Told:
    """What bad stories cost when the typical teller tells so many people.

    Attributes
    ----------
    median : float, person; 0 stands for silence
    cents : Interval, cent
        Net present value lost to bad stories, over worlds.
    told, reached : float, person
        People told a story, and those of them who are contacts in the market; NaN where nobody tells any.
    """

    median: float
    cents: Interval
    told: float
    reached: float


def share_telling(median: float, spread: float, at_most: int) -> float:
    """Share of those who tell who tell at most so many people: float, 1, in [0, 1].

    Parameters
    ----------
    median : float, person
    spread : float, 1
        As for `talk.people_told`.
    at_most : int, person

    Returns
    -------
    float, 1

    Notes
    -----
    ``normal((log at_most - log median) / spread)``; 1 from `talk.MOST_TOLD` on, and nobody tells fewer than one.
    Pinned by tests/unit/test_explore_telling.py against `talk.people_told`.
    """
    if at_most < 1:
        return 0.0
    if at_most >= MOST_TOLD:
        return 1.0
    if spread == 0:
        return float(np.ceil(median) <= at_most)
    return float(ndtr(np.log(at_most / median) / spread))


def by_median(scenario: Scenario, medians: Sequence[float] = MEDIANS, worlds: int = 4, seed: int = 1,
              workers: int | None = None, progress: Callable[[int, int], None] | None = None) -> tuple[Told, ...]:
    """What bad stories cost at several values of `told_bad_median`.

    Parameters
    ----------
    scenario : Scenario
        Its new plan is looked at.
    medians : sequence of float, person
        0 for a world in which nobody hears a bad story, else in the range of `told_bad_median`.
    worlds, seed : as for `experiments.compare`
    workers : int, optional, as for `spread.spread`
    progress : callable, optional
        Called with the number of pieces of work done and of all: worlds times medians.

    Returns
    -------
    tuple of Told, in the order of `medians`

    Raises
    ------
    ScenarioError
        When a median, `worlds`, `seed` or `workers` is out of range.

    Notes
    -----
    ``npv without bad stories - npv as it is``, world by world, both with the same median in the burn-in, as in
    `losses.losses`. Pinned by tests/unit/test_explore_telling.py.
    """
    seeds = seeds_of(worlds, seed)
    loud = [scenario.changed(told_bad_median=median) for median in medians if median]
    pieces = [(each, world) for world in seeds for each in loud]
    found = []
    for done, row in enumerate(spread(_lost, pieces, workers, None, seconds_of(scenario, 2 * len(pieces))), 1):
        found.append(row)
        if progress:
            progress(done, len(pieces))
    table = iter(np.array(found, float).reshape(len(seeds), len(loud), 4).transpose(1, 0, 2))    # (medians, worlds, 4)
    silence = np.zeros((len(seeds), 4))
    return tuple(map(_told, medians, (next(table) if median else silence for median in medians)))


def _told(median: float, rows: np.ndarray) -> Told:
    stories = rows[:, 1].sum()
    told, reached = (rows[:, place].sum() / stories if stories else float("nan") for place in (2, 3))
    return Told(median, interval(rows[:, 0]), float(told), float(reached))


def _lost(piece: tuple[Scenario, int]) -> tuple[int, int, int, int]:
    """Of one world: cents lost to bad stories; stories told; people told, and contacts reached, all together."""
    scenario, seed = piece
    count = np.zeros(3, np.int64)

    def observe(phase, world, me, life, others):
        if phase == "talk":
            for teller, _, _, told, _ in world.stories:
                count[:] += len(told), told.sum(), np.minimum(told, world.network.degree[teller]).sum()

    silent, loud = (run.columns["npv_cents"][-1].item() for run in model.together(
        [Course(scenario, True), Course(scenario, observe=observe)], seed))
    return (silent - loud, *count.tolist())
