"""Profit along each of the three first levers, one lever at a time from today's plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from joblib import Parallel, delayed

from sim import model
from sim.metrics import MEASURES
from sim.scenario import Scenario, declarations

GRID = {
    "service_quality": (40, 50, 60, 70, 75, 80, 90, 100),
    "response_target": (0.25, 0.5, 1, 2, 4, 8, 16, 48),
    "reward_spend": (0, 0.5, 1, 1.5, 2.5, 4, 6, 10),
}
SHOWN = ("profit_npv_cents", "customers", "yearly_churn", "response_hours")


def along(scenario: Scenario, lever: str, values: Sequence[float], seeds: Sequence[int], workers: int = 1,
          progress: Callable[[int], None] | None = None) -> dict[str, np.ndarray]:
    """Headline measures along one lever, in the same worlds at every value.

    Returns
    -------
    dict of (values, worlds) float64, by measure
    """
    work = Parallel(n_jobs=workers, return_as="generator")
    rows = []
    for row in work(delayed(_world)(scenario, lever, values, seed) for seed in seeds):
        rows.append(row)
        if progress:
            progress(1)
    return {key: np.array([[each[key] for each in row] for row in rows]).T for key in SHOWN}


def _world(scenario: Scenario, lever: str, values: Sequence[float], seed: int) -> list[dict]:
    whole = declarations()[lever].whole
    runs = (model.run(scenario.changed(**{lever: int(value) if whole else float(value)}), seed) for value in values)
    return [{key: MEASURES[key].of(each.columns) for key in SHOWN} for each in runs]


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
