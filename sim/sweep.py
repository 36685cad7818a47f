"""Sweeps: every combination of values of some inputs, in the same worlds, into a file that can be gone on with."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import journal
from sim.experiments import AUTO, in_one_world, seeds_of
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.outcomes import HEADLINE
from sim.precision import Precision, Rule
from sim.scenario import FIXED, LEVER, MODEL_VERSION, Scenario, ScenarioError, declarations
from sim.spread import seconds_of, spread

if TYPE_CHECKING:
    import os

    import pandas as pd

ALL_MEASURES = {**MEASURES, **PAIRED_MEASURES}
WHOLE_UNITS = ("person", "cent", "problem")
MOST_POINTS, MOST_RUNS = 10_000, 200_000
RULE = Rule(most=200)
POINTS_AT_ONCE, PEOPLE_AT_ONCE = 8, 200_000     # in one world, by one process
WORLDS_AT_ONCE = 4                              # between two looks at how well the points are known

Point = tuple[float, ...]
Cell = tuple[float, ...]    # the numbers of a point and a world, both from 0, and the measures there


def spaced(key: str, low: float, high: float, n: int) -> Point:
    """Evenly spaced values of an input, both ends among them.

    Parameters
    ----------
    key : str
        A lever or an assumption.
    low, high : float, in the input's unit
    n : int, 1 to `MOST_POINTS`

    Raises
    ------
    ScenarioError
        When the input is none that can be varied, or a value is out of its range or, for an input that knows
        whole numbers only, not whole.
    """
    if n < 1 or n > MOST_POINTS:
        raise ScenarioError(key, n, "is no possible number of values", f"1 to {MOST_POINTS:,}")
    if low > high or (n == 1) != (low == high):
        raise ScenarioError(key, f"{low:g}:{high:g}:{n}", "is no range; low must be below high for more than one "
                            "value, and equal to it for one")
    steps = [low + (high - low) * place / max(n - 1, 1) for place in range(n)]
    return _checked(key, [float(f"{value:.12g}") for value in steps])


def _checked(key: str, values: Sequence[float]) -> Point:
    """Values that an input can have, each once, in its type."""
    declared = declarations().get(key) if isinstance(key, str) else None
    if declared is None:
        raise ScenarioError(str(key)[:80], values, "is not an input of the model")
    if declared.role == FIXED:
        raise ScenarioError(key, values, "cannot be varied", "levers and assumptions")
    for value in values:
        number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not number or not declared.low <= value <= declared.high or (declared.whole and value != int(value)):
            raise ScenarioError(key, value, "cannot be tried", declared.allowed)
    if len(values) == 0 or len(set(values)) < len(values):
        raise ScenarioError(key, values, "has no value, or one twice")
    return tuple(int(value) if declared.whole else float(value) for value in values)


@dataclass(frozen=True)
class Study:
    """What a sweep tries: a scenario, the values of the inputs varied, and the worlds.

    Attributes
    ----------
    scenario : Scenario
    vary : dict of tuples of numbers, by key of an input
    worlds : int or "auto"
        How many worlds a point is tried in; by the precision rule, as many as its net present value needs.
    seed : int
        The first world; all points share their worlds.

    Raises
    ------
    ScenarioError
        When an input cannot be varied like this, or it all comes to too many runs.
    """

    scenario: Scenario
    vary: Mapping[str, Sequence[float]]
    worlds: int | str = 20
    seed: int = 1

    def __post_init__(self):
        if not self.vary:
            raise ScenarioError("vary", {}, "names no input to vary")
        if not isinstance(self.vary, Mapping) or any(np.ndim(values) != 1 for values in self.vary.values()):
            raise ScenarioError("vary", self.vary, "is not a list of values for each of some inputs")
        object.__setattr__(self, "vary", {key: _checked(key, list(values)) for key, values in self.vary.items()})
        points, worlds = math.prod(map(len, self.vary.values())), len(self.seeds)
        if points > MOST_POINTS or points * worlds > MOST_RUNS:
            each = f"up to {worlds}" if self.worlds == AUTO else f"{worlds}"
            raise ScenarioError("", None, f"{points:,} points in {each} worlds are too many runs; allowed: "
                                f"{MOST_POINTS:,} points and {MOST_RUNS:,} runs")

    @property
    def seeds(self) -> range:
        """The seeds of all worlds that may be needed."""
        return seeds_of(RULE.most if self.worlds == AUTO else self.worlds, self.seed)

    @cached_property
    def points(self) -> list[Point]:
        """All combinations of the values, the last input varying fastest."""
        return list(product(*self.vary.values()))

    def check_points(self) -> None:
        """Refuse a study of which a point is impossible, because inputs do not go together."""
        for point in self.points:
            self.scenario.changed(**dict(zip(self.vary, point, strict=True)))

    @cached_property
    def definition(self) -> dict:
        """All that the result depends on, as plain values."""
        scenario = self.scenario
        return {"model_version": MODEL_VERSION, "scenario": scenario.name, "seed": self.seed,
                "vary": {key: list(values) for key, values in self.vary.items()},
                "worlds": {AUTO: vars(RULE)} if self.worlds == AUTO else self.worlds,
                "today": scenario.today.model_dump(), "plan": scenario.plan.model_dump(),
                "events": [vars(event) for event in scenario.events]}


def run(scenario: Scenario, vary: Mapping[str, Sequence[float]], worlds: int | str = 20, seed: int = 1,
        out: str | os.PathLike | None = None, workers: int | None = None, cluster: str | None = None,
        progress: Callable[[int], None] | None = None) -> pd.DataFrame:
    """Try every combination of values of some inputs, all in the same worlds.

    Parameters
    ----------
    scenario : Scenario
    vary : dict of sequences of numbers, by key
        The values of each lever or assumption varied; a lever changes the plan only, an assumption the
        company as well.
    worlds : int, 1 to 10,000, or "auto"
    seed : int
        The first world.
    out : path, optional
        A file ending in `.parquet` or `.csv` for the table. What is done is kept beside it in a file ending
        in `.part`, and the same call goes on from there; a finished file is left as it is.
    workers, cluster : optional
        Where to work, as for `spread.spread`.
    progress : callable, optional
        Called with the number of runs done since the last call, those of an earlier call among them.

    Returns
    -------
    pandas.DataFrame
        A row for each point and world: the inputs varied, `seed`, every headline measure, `model_version`;
        by point, then by world. It depends neither on workers or cluster nor on interruptions.

    Raises
    ------
    ScenarioError
        When the sweep is impossible, or the file cannot be written or belongs to another sweep.
    """
    study = Study(scenario, vary, worlds, seed)
    if out is not None:
        table = journal.finished(out, study.definition)
        if table is not None:
            return table
    study.check_points()
    grid = _Grid(study)
    live = partial(_lived, scenario, tuple(study.vary))
    with journal.Journal(out, study.definition) as kept:
        done = [grid.put(cells) for cells in kept.found() if grid.holds(cells)]
        if progress and done:
            progress(sum(done))
        while not grid.settled:
            tasks = grid.tasks()
            seconds = seconds_of(scenario, 2 * sum(len(each.points) for each in tasks))
            for cells in spread(live, tasks, workers, cluster, seconds):
                kept.keep(cells)
                grid.put(cells)
                if progress:
                    progress(len(cells))
            grid.judge()
        table = grid.table()
        if out is not None:
            journal.save(out, table, study.definition)
            kept.remove()
    return table


class _Task(NamedTuple):
    """Some points in one world."""

    world: int
    seed: int
    points: list[tuple[int, Point]]


def _lived(scenario: Scenario, keys: tuple[str, ...], task: _Task) -> list[Cell]:
    plans = [scenario.changed(**dict(zip(keys, point, strict=True))) for _, point in task.points]
    return [(place, task.world, *(outcome.measures[key] for key in ALL_MEASURES))
            for (place, _), outcome in zip(task.points, in_one_world(plans, task.seed), strict=True)]


class _Grid:
    """The cells of a study, points by worlds: which are known, which are wanted next, and when it is over."""

    def __init__(self, study: Study):
        self.study, shape = study, (len(study.points), len(study.seeds))
        self.known = np.zeros(shape, bool)
        self.values = np.full((*shape, len(ALL_MEASURES)), np.nan)
        auto = study.worlds == AUTO
        self.precisions = [Precision(RULE) for _ in study.points] if auto else []
        self.wanted = np.full(shape[0], RULE.least + RULE.look_ahead if auto else shape[1])
        self.settled = False

    def holds(self, cells: Sequence[Cell]) -> bool:
        """Whether these are cells of this study; a file may hold anything."""
        points, worlds = self.known.shape
        return all(len(cell) == 2 + len(ALL_MEASURES) and 0 <= cell[0] < points and 0 <= cell[1] < worlds
                   for cell in cells)

    def put(self, cells: Sequence[Cell]) -> int:
        """Take in cells; says how many."""
        for place, world, *values in cells:
            self.known[place, world] = True
            self.values[place, world] = values
        return len(cells)

    def tasks(self) -> list[_Task]:
        """What is wanted and not known; points whose burn-in is the same go together."""
        varied = [place for place, key in enumerate(self.study.vary) if declarations()[key].role != LEVER]
        at_once = max(1, min(POINTS_AT_ONCE, PEOPLE_AT_ONCE // self.study.scenario.plan.market_size))
        tasks = []
        for world, seed in enumerate(self.study.seeds[:self.wanted.max()]):
            together: dict[tuple, list] = {}
            for place in np.flatnonzero((self.wanted > world) & ~self.known[:, world]).tolist():
                point = self.study.points[place]
                together.setdefault(tuple(point[each] for each in varied), []).append((place, point))
            tasks += [_Task(world, seed, group[first:first + at_once])
                      for group in together.values() for first in range(0, len(group), at_once)]
        return tasks

    def judge(self) -> None:
        """Decide, in the order of the worlds, which points need more of them."""
        self.settled = True
        headline = list(ALL_MEASURES).index(HEADLINE)
        for place, precision in enumerate(self.precisions):
            while not precision.enough and precision.worlds < self.wanted[place]:
                value = self.values[place, precision.worlds, headline].item()
                precision.add(value, value)
            if not precision.enough:
                self.settled = False
                self.wanted[place] = min(self.wanted[place] + WORLDS_AT_ONCE, RULE.most)

    def table(self) -> pd.DataFrame:
        """A row for each point and world."""
        import pandas as pd

        worlds = [each.worlds for each in self.precisions] or self.wanted
        places = np.repeat(np.arange(len(worlds)), worlds)
        world = np.concatenate([np.arange(each) for each in worlds])
        points = zip(*self.study.points, strict=True)
        columns = {key: np.array(column)[places] for key, column in zip(self.study.vary, points, strict=True)}
        columns["seed"] = np.array(self.study.seeds)[world]
        for place, (key, measure) in enumerate(ALL_MEASURES.items()):
            values = self.values[places, world, place]
            columns[key] = values.astype(np.int64) if measure.unit in WHOLE_UNITS else values
        return pd.DataFrame(columns | {"model_version": MODEL_VERSION})
