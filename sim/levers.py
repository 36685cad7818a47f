"""Profit along each of the three first levers, one lever at a time from today's plan; their best mix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from sim import model
from sim.metrics import MEASURES
from sim.scenario import Scenario, declarations
from sim.spread import seconds_of, spread

GRID = {
    "service_quality": (40, 50, 60, 70, 75, 80, 90, 100),
    "response_target": (0.25, 0.5, 1, 2, 4, 8, 16, 48),
    "reward_spend": (0, 0.5, 1, 1.5, 2.5, 4, 6, 10),
}
SHOWN = ("profit_npv_cents", "customers", "yearly_churn", "response_hours")

Mix = tuple[float, ...]


def along(scenario: Scenario, lever: str, values: Sequence[float], seeds: Sequence[int], workers: int | None = 1,
          progress: Callable[[int], None] | None = None, cluster: str | None = None) -> dict[str, np.ndarray]:
    """Headline measures along one lever, in the same worlds at every value.

    Returns
    -------
    dict of (values, worlds) float64, by measure
    """
    rows = []
    seconds = seconds_of(scenario, len(values) * len(seeds))
    for row in spread(partial(_world, scenario, lever, values), seeds, workers, cluster, seconds):
        rows.append(row)
        if progress:
            progress(1)
    return {key: np.array([[each[key] for each in row] for row in rows]).T for key in SHOWN}


def _world(scenario: Scenario, lever: str, values: Sequence[float], seed: int) -> list[dict]:
    whole = declarations()[lever].whole
    runs = (model.run(scenario.changed(**{lever: int(value) if whole else float(value)}), seed) for value in values)
    return [{key: MEASURES[key].of(each.columns) for key in SHOWN} for each in runs]


def best_mix(scenario: Scenario, seeds: Sequence[int], workers: int | None = 1,
             progress: Callable[[int], None] | None = None,
             cluster: str | None = None) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    """The mix of the first levers that earns most on the grid, the rest as in today's plan.

    Returns
    -------
    mix : dict of float, by lever
    today, best : (worlds,) float64, cent
        Net present value of the profit of today's plan and of the mix, in the same worlds.

    Notes
    -----
    A local optimum: no other value of one lever alone earns more on average. See `climbed`.
    """
    earned: dict[Mix, np.ndarray] = {}

    def profit(mixes):
        new = [mix for mix in mixes if mix not in earned]
        tasks = [(mix, seed) for mix in new for seed in seeds]
        found = list(spread(partial(_profit, scenario, tuple(GRID)), tasks, workers, cluster,
                            seconds_of(scenario, len(tasks))))
        earned.update(zip(new, np.reshape(found, (len(new), len(seeds))), strict=True))
        if progress:
            progress(len(new) * len(seeds))
        return [float(earned[mix].mean()) for mix in mixes]

    today = tuple(float(getattr(scenario.today, lever)) for lever in GRID)
    best = climbed(profit, today, tuple(GRID.values()))
    return dict(zip(GRID, best, strict=True)), earned[today], earned[best]


def _profit(scenario: Scenario, keys: tuple[str, ...], mix_and_seed: tuple[Mix, int]) -> float:
    mix, seed = mix_and_seed
    tried = scenario.as_today().changed(**dict(zip(keys, mix, strict=True)))
    return MEASURES["profit_npv_cents"].of(model.run(tried, seed).columns)


def climbed(profit: Callable[[list[Mix]], Sequence[float]], start: Mix, grid: Sequence[Sequence[float]]) -> Mix:
    """The best mix that turning one lever at a time leads to.

    Parameters
    ----------
    profit : callable
        The worth of each of several mixes.
    start : tuple of float
        Need not lie on the grid.
    grid : sequence of sequences of float, the values of each lever

    Returns
    -------
    tuple of float

    Notes
    -----
    Coordinate search: the levers take turns, each goes to its best value with the others where they are, until
    a whole round changes nothing. A tie leaves the lever alone, so the search ends. Pinned by
    tests/unit/test_levers.py.
    """
    mix, unchanged, place = tuple(start), 0, 0
    while unchanged < len(grid):
        turned = [mix, *((*mix[:place], float(value), *mix[place + 1:]) for value in grid[place])]
        worth = list(profit(turned))
        best = turned[worth.index(max(worth))]
        unchanged = 0 if best != mix else unchanged + 1
        mix, place = best, (place + 1) % len(grid)
    return mix


def as_markdown(scenario: Scenario, found: dict[str, dict[str, np.ndarray]], worlds: int) -> str:
    """The tables of all levers as a page of documentation."""
    declared = declarations()
    lines = [f"# Profit along the three first levers: {scenario.title or scenario.name}", "",
             f"One lever at a time from today's plan, the rest unchanged; {scenario.plan.months} months, means over "
             f"{worlds} worlds, the same worlds at every value. Made by `python -m sim levers`.", ""]
    for lever, measures in found.items():
        profit = measures["profit_npv_cents"].mean(axis=1)
        best = int(profit.argmax())
        today = getattr(scenario.today, lever)
        lines += [f"## {lever} ({declared[lever].unit}; today {today:g}, best here {GRID[lever][best]:g})", "",
                  "| value | profit NPV, million euro | better than the best, worlds | customers at the end "
                  "| yearly churn, % | response, business hours |", "|---|---|---|---|---|---|"]
        for place, value in enumerate(GRID[lever]):
            ahead = int((measures["profit_npv_cents"][place] > measures["profit_npv_cents"][best]).sum())
            shown = {key: measures[key][place].mean() for key in SHOWN}
            lines.append(f"| {value:g} | {shown['profit_npv_cents'] / 1e8:.3f} | {ahead} of {worlds} "
                         f"| {shown['customers']:,.0f} | {100 * shown['yearly_churn']:.1f} "
                         f"| {shown['response_hours']:.2f} |")
        lines.append("")
    return "\n".join(lines)
