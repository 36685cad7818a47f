"""The loss tree: money lost to bad stories, traced to the troubles at their root and to every single incident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim import model
from sim.behaviour.stories import ROOTS, SPARABLE
from sim.decide import shapley
from sim.explore.trace import LEFT, STAYED_AWAY, Table, Trace, traced
from sim.scenario import Scenario
from sim.spread import seconds_of, spread

TOGETHER = 4        # coalitions lived side by side, which share the reading of luck


@dataclass(frozen=True)
class Branch:
    """What the stories about one kind of trouble cost.

    Attributes
    ----------
    root : str, one of `stories.ROOTS`
    cents : int, cent
        Shapley value of silencing these stories; may be negative, because a company that loses fewer people has a
        fuller desk.
    incidents, told : int
        Troubles that made somebody tell, and how often they were told to somebody.
    stayed_away, left : float, person
        Who did not join, and who left, because of them.
    """

    root: str
    cents: int
    incidents: int
    told: int
    stayed_away: float
    left: float


@dataclass(frozen=True)
class LossTree:
    """Money lost to bad stories in one world: its branches, and their leaves.

    Attributes
    ----------
    trace : Trace
    total_cents : int, cent
        Net present value of the world in which nobody tells a bad story, less that of the world as it is.
    branches : tuple of Branch, the dearest first
        Their cents add up to `total_cents`.
    incidents : table of arrays
        The leaves: `teller`, `since`, `root`; `stories`, `told`, `reached`; `stayed_away` and `left`, float64,
        person; `cents`, int64, which add up to their branch's.
    story_of : (stories,) int64
        The incident behind each story of the trace.
    earned_cents : int, cent
        Net present value of the world as it is.
    """

    trace: Trace
    total_cents: int
    branches: tuple[Branch, ...]
    incidents: Table
    story_of: np.ndarray
    earned_cents: int


def most_runs(scenario: Scenario) -> int:
    """About how many runs of a world `losses` takes at most, from what can be told of: two to the kinds of trouble.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    int
    """
    today, plan, events = scenario.today, scenario.plan, scenario.events
    obstacle = max(today.cancellation_obstacle, plan.cancellation_obstacle) > 0 or any(
        event.lever == "cancellation_obstacle" for event in events)
    post = any(event.kind == "viral_post" for event in events)
    unhappy = max(today.unhappy_story_rate, plan.unhappy_story_rate) > 0
    return 1 << len(SPARABLE) + obstacle + post + unhappy


def losses(scenario: Scenario, seed: int = 1, workers: int | None = None,
           progress: Callable[[int, int], None] | None = None, cluster: str | None = None) -> LossTree:
    """Trace every euro lost to bad stories in one world.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    workers, cluster : as for `spread.spread`
    progress : callable, optional
        Called with the number of runs done and of all runs.

    Returns
    -------
    LossTree

    Raises
    ------
    ScenarioError
        When `workers` or the seed is out of range.

    Notes
    -----
    Between kinds of trouble the loss is shared by Shapley values [Shapley1953] over worlds in which the stories
    about some of them are silenced; within a kind among its incidents by the persons lost to them, each weighted by
    what they pay and how long they would have. A kind that cost nobody is shared by people told. Cents are rounded
    so that leaves, branches and total agree exactly; pinned by tests/unit/test_explore_losses.py.
    """
    run, trace, value = traced(scenario, seed)
    story_of, incidents = _incidents(trace)
    present = sorted({ROOTS[root] for root in trace.stories["root"].tolist()}, key=ROOTS.index)
    worth = _worths(scenario, seed, present, run.columns["npv_cents"][-1].item(), workers, progress, cluster)
    total = worth[(1 << len(present)) - 1] - worth[0]
    cents = shapley.whole(shapley.exact(len(present), worth), total)
    weight = _weights(trace, story_of, len(incidents["root"]), value, scenario)
    incidents["cents"] = np.zeros(len(incidents["root"]), np.int64)
    branches = []
    for name, share in zip(present, cents, strict=True):
        own = np.flatnonzero(incidents["root"] == ROOTS.index(name))
        incidents["cents"][own] = _split(share, weight[own], incidents["told"][own])
        branches.append(Branch(name, share, len(own), *(incidents[column][own].sum().item()
                                                        for column in ("told", "stayed_away", "left"))))
    return LossTree(trace, total, tuple(sorted(branches, key=lambda branch: -branch.cents)), incidents, story_of,
                    worth[0])


def _worths(scenario: Scenario, seed: int, present: Sequence[str], as_it_is: int, workers: int | None,
            progress: Callable[[int, int], None] | None, cluster: str | None) -> dict[int, int]:
    """Net present value of the world with the stories about each set of troubles silenced."""
    absent = [name for name in ROOTS if name not in present]    # nobody tells of these, but some might without others
    courses = [(scenario, [*absent, *(name for place, name in enumerate(present) if mask >> place & 1)])
               for mask in range(1, 1 << len(present))]
    pieces = [courses[begin:begin + TOGETHER] for begin in range(0, len(courses), TOGETHER)]
    worth = {0: as_it_is}
    for found in spread(partial(_npvs, seed), pieces, workers, cluster, seconds_of(scenario, len(courses))):
        worth |= dict(enumerate(found, len(worth)))
        if progress:
            progress(len(worth), len(courses) + 1)
    return worth


def _npvs(seed: int, courses: Sequence[tuple]) -> list[int]:
    return [run.columns["npv_cents"][-1].item() for run in model.together(courses, seed)]


def _incidents(trace: Trace) -> tuple[np.ndarray, Table]:
    """The troubles behind the stories, each once, with what came of them in persons."""
    told, keys = trace.stories, ("root", "since", "teller")
    rows, story_of = np.unique(np.stack([told[key] for key in keys]), axis=1, return_inverse=True)
    story_of, n = story_of.reshape(-1), rows.shape[1]
    table = dict(zip(keys, rows, strict=True))
    table["stories"] = np.bincount(story_of, minlength=n)
    table["told"] = np.bincount(story_of, told["told"], n).astype(np.int64)
    table["reached"] = np.bincount(story_of[trace.hearings["story"]], minlength=n)
    for name, kind in (("stayed_away", STAYED_AWAY), ("left", LEFT)):
        of = trace.effects["kind"] == kind
        table[name] = np.bincount(story_of[trace.effects["story"][of]], trace.effects["share"][of], n)
    return story_of, table


def _weights(trace: Trace, story_of: np.ndarray, n: int, value: np.ndarray, scenario: Scenario) -> np.ndarray:
    """What the persons lost to each incident would still have paid, in months of an average customer."""
    effects, inputs = trace.effects, scenario.plan
    month, stays = np.arange(trace.months), (1 - inputs.yearly_churn) ** (1 / 12)
    paid = (1 + inputs.discount_rate) ** (-month / 12) * stays**month
    still = np.append(np.cumsum(paid[:0:-1])[::-1], 0.0) / stays**month     # from the month after on
    weight = effects["share"] * value[effects["person"]] * still[effects["month"]]
    return np.bincount(story_of[effects["story"]], weight, n)


def _split(cents: int, weight: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Whole cents in proportion to the weights that add up to `cents`: (n,) int64."""
    reached = np.cumsum(weight if weight.any() else told)
    return np.diff(np.rint(reached / reached[-1] * cents).astype(np.int64), prepend=0)
