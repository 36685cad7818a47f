"""Write docs/best_plan.md, all of it or the rows of some companies: `python -m docs.make_best_plan [NAME ...]`.

Takes some four minutes for each company on two cores that do nothing else.
"""

import os
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

import sim
from sim import model
from sim.decide.best import Best, best
from sim.decide.search import Search
from sim.experiments import interval
from sim.spread import spread

PAGE = Path(__file__).resolve().parent / "best_plan.md"
COMPANIES = ("broadband", "saas_small", "hotel_chain")
GRID = {"service_quality": (40, 50, 60, 70, 80, 90, 100), "response_target": (0.5, 1, 2, 4, 8, 16, 48),
        "reward_spend": (0, 0.5, 1, 1.5, 2.5, 4, 6)}
WORLDS, FRESH, PLANS_AT_ONCE = 3, range(101, 113), 7
HEAD = f"""# What the search for the best plan is worth

The best plan found by `sim.decide.best` against the best of a grid of 7 x 7 x 7 plans over the three first levers, the
rest as in today's plan: service quality (points), response target (business hours), reward spend (euro per customer and
month). The search is given the whole range of each lever; the grid is laid by hand where good plans are known to lie
(quality 40 to 100, target 0.5 to 48, rewards 0 to 6). Both choose by the mean net present value of five years of profit
in the same {WORLDS} worlds, companies in full size; both plans then live through {len(FRESH)} fresh worlds (seeds
{FRESH[0]} to {FRESH[-1]}). The two columns of differences are of that net present value, in euro, search minus grid and
search minus today, with the 95 % interval of the paired difference in brackets. Runs of the search include its scans
along the levers, its looks at smaller budgets and its own fresh worlds.
Made by `python -m docs.make_best_plan`, one line at a time; the last column says when.

| company | today | best of the grid | runs | best plan found | runs | against the grid | against today | made |
|---|---|---|--:|---|--:|--:|--:|---|
"""


def earned(name: str, plans: list[tuple[float, ...]], seeds: range) -> np.ndarray:
    """Net present value of profit of each plan in each world: (plans, worlds) float64, cent."""
    groups = [plans[first:first + PLANS_AT_ONCE] for first in range(0, len(plans), PLANS_AT_ONCE)]
    tasks = [(seed, group) for seed in seeds for group in groups]
    found = spread(partial(_lived, name), tasks, os.cpu_count())
    return np.reshape([value for values in found for value in values], (len(seeds), len(plans))).T


def _lived(name: str, task: tuple[int, list[tuple[float, ...]]]) -> list[int]:
    seed, plans = task
    company = sim.load(name).as_today()
    branches = [(company.changed(**dict(zip(GRID, map(float, plan), strict=True))), False) for plan in plans]
    return [run.columns["npv_cents"][-1].item() for run in model.together(branches, seed)]


def searched(name: str) -> Best:
    """The best plan found, each lever's whole range being allowed."""
    declared = sim.declarations()
    return best(sim.load(name), Search({lever: (declared[lever].low, declared[lever].high) for lever in GRID},
                                       worlds=WORLDS), workers=os.cpu_count())


def row(name: str) -> str:
    """One company's line of the table."""
    grid, found = list(product(*GRID.values())), searched(name)
    of_grid = grid[int(earned(name, grid, range(1, 1 + WORLDS)).mean(axis=1).argmax())]
    today, best_of_grid, of_search = earned(name, [tuple(found.today.values()), of_grid, tuple(found.plan.values())],
                                            FRESH)
    return (f"| {sim.load(name).title} | {_plan(found.today.values())} | {_plan(of_grid)} | {len(grid) * WORLDS} "
            f"| {_plan(found.plan.values())} | {found.runs} | {_money(of_search - best_of_grid)} "
            f"| {_money(of_search - today)} | {datetime.now(UTC):%Y-%m-%d} |")


def _plan(values) -> str:
    return " / ".join(f"{value:g}" for value in values)


def _money(cents: np.ndarray) -> str:
    known = interval(cents / 100)
    return f"{known.mean:,.0f} ({known.low:,.0f} to {known.high:,.0f})"


def main(chosen: list[str]) -> None:
    """Write the page, keeping the lines of companies that are not chosen."""
    old = PAGE.read_text(encoding="utf-8").splitlines() if chosen and PAGE.is_file() else []
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in old if line.startswith("| ")}
    for name in chosen or COMPANIES:
        title = sim.load(name).title
        rows[title] = row(name)
        kept = [rows[known] for known in (sim.load(each).title for each in COMPANIES) if known in rows]
        PAGE.write_text(HEAD + "".join(f"{line}\n" for line in kept), encoding="utf-8", newline="\n")
        print(rows[title], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
