"""The best plan: the levers where an aim is highest within bounds and a budget, and whether that holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sim.decide.search import AIMS, Aim, Search, in_unit
from sim.decide.tries import BUDGETS_LOOKED_AT, LOOKS, SCANNED, SCANS, Flat, Trials, Tries
from sim.decide.trying import SPENDING, Bench, Steps
from sim.experiments import seeds_of
from sim.precision import Interval, interval
from sim.scenario import MODEL_VERSION, Scenario

FRESH_WORLDS = 8


@dataclass(frozen=True)
class Best:
    """The best plan found, and how it does.

    Attributes
    ----------
    title : str, the company's
    search : Search
    months, seed : int
    today, plan : dict of numbers, by lever searched
        The plan is today's where nothing better was found.
    tuned, fresh : Interval, in the aim's unit
        By how much the plan beats today's, in the worlds it was tuned on and in worlds it was not.
    aim_today, aim_plan : float, in the aim's unit
    spending_today, spending_plan : float, cent/year
        Means over the tuned worlds.
    dearer : Interval, cent/year
        How much more than today's plan it spends in a year, in the fresh worlds.
    flat : dict of Flat, by lever
    trials : Trials
    runs : int
        How many worlds were lived through for all this.
    """

    title: str
    search: Search
    months: int
    seed: int
    today: dict[str, float]
    plan: dict[str, float]
    tuned: Interval
    fresh: Interval
    aim_today: float
    aim_plan: float
    spending_today: float
    spending_plan: float
    dearer: Interval
    flat: dict[str, Flat]
    trials: Trials
    runs: int

    @property
    def aim(self) -> Aim:
        """What was maximised."""
        return AIMS[self.search.aim]

    @property
    def changes(self) -> dict[str, float]:
        """The levers to turn, with their new values."""
        return {lever: value for lever, value in self.plan.items() if value != self.today[lever]}

    @property
    def holds(self) -> bool:
        """Whether the plan beats today's beyond doubt in worlds it was not tuned on."""
        return self.fresh.low > 0

    @cached_property
    def sentence(self) -> str:
        """What to turn, what it brings, and what it costs."""
        found = f"{FRESH_WORLDS} worlds it was not tuned on"
        turned = ", ".join(f"{lever} {in_unit(lever, self.today[lever], value)}"
                           for lever, value in self.changes.items())
        if not self.changes:
            return f"No plan found that beats today's, of {len(self.trials.aim)} tried ({self.aim.said})."
        gained = f"{self._said(self.fresh.mean)} ({self._said(self.fresh.low)} to {self._said(self.fresh.high)})"
        if not self.holds:
            return (f"No plan found that beats today's for sure. The best one tried ({turned}) changes the "
                    f"{self.aim.said} by {gained} in {found}.")
        dearer = f"{abs(self.dearer.mean) / 100:,.0f} euro a year {'more' if self.dearer.mean > 0 else 'less'}"
        return (f"Best plan found: {turned}. It beats today's by {gained} in {found} ({self.aim.said}), "
                f"and spends {dearer}.")

    def _said(self, value: float) -> str:
        return f"{value / 100:,.0f} euro" if self.aim.unit == "cent" else f"{value:,.0f} customers"

    def as_dict(self) -> dict:
        """The result as plain numbers, ready for JSON."""
        searched = {"levers": {key: list(bounds) for key, bounds in self.search.levers.items()},
                    "aim": self.search.aim, "budget": self.search.budget, "worlds": self.search.worlds,
                    "trials": self.search.trials, "seed": self.seed}
        flat = {lever: {"low": each.low, "high": each.high, "values": list(each.values),
                        "missed": list(map(_plain, each.missed))} for lever, each in self.flat.items()}
        tried = self.trials
        frontier_points = [{"spending": _plain(tried.spending[place]), "aim": _plain(tried.aim[place]),
                            "plan": dict(zip(self.plan, tried.points[place].tolist(), strict=True))}
                           for place in tried.frontier]
        return {"model_version": MODEL_VERSION, "sentence": self.sentence, "search": searched, "today": self.today,
                "plan": self.plan, "holds": self.holds, "fresh_worlds": FRESH_WORLDS, "fresh": vars(self.fresh),
                "tuned": vars(self.tuned), "aim_unit": self.aim.unit, "aim_today": self.aim_today,
                "aim_plan": self.aim_plan, "spending_today": self.spending_today,
                "spending_plan": self.spending_plan, "dearer": vars(self.dearer), "flat": flat,
                "frontier": frontier_points, "runs": self.runs}

    def as_text(self) -> str:
        """The result as the command line prints it."""
        lines = [self.sentence, ""]
        for lever, each in self.flat.items():
            lines.append(f"{lever}: {in_unit(lever, self.today[lever], self.plan[lever])} "
                         f"(as good from {each.low:g} to {each.high:g})")
        tried = self.trials
        lines += ["", f"The most for each yearly spending, {self.aim.said}, of {len(tried.aim)} plans tried:"]
        for place in tried.frontier:
            values = zip(self.plan, tried.points[place], strict=True)
            plan = ", ".join(f"{lever} {value:g}" for lever, value in values)
            euro = f"{tried.spending[place] / 100:>14,.0f} euro a year"
            lines.append(f"  {euro}: {self._said(tried.aim[place])} ({plan})")
        return "\n".join([*lines, "", f"{self.runs} runs in all."])


def best(scenario: Scenario, search: Search, seed: int = 1, workers: int | None = None,
         progress: Callable[[int, int], None] | None = None, cluster: str | None = None) -> Best:
    """Look for the plan that does best, starting from today's.

    Parameters
    ----------
    scenario : Scenario
        Its company under today's plan is what is changed.
    search : Search
    seed : int
        The first world; the fresh ones follow those that the plan is tuned on.
    workers, cluster : optional
        Where to work, as for `spread.spread`.
    progress : callable, optional
        Called with the number of runs done and how many there will be at most.

    Returns
    -------
    Best
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When the budget is below what today's plan costs.

    Notes
    -----
    All plans live through the same worlds, so that differences come from the plans. A plan over the budget may be
    tried but not be the answer; today's plan is always among those tried. After the search, a few more are tried
    where most is to be expected for smaller budgets, and along each lever through the best plan. Pinned by
    tests/unit/test_decide_best.py; what the search is worth stands in docs/best_plan.md.
    """
    seeds = seeds_of(search.worlds + FRESH_WORLDS, seed)
    tuned, fresh = seeds[:search.worlds], seeds[search.worlds:]
    scanned = SCANS * 2 * len(SCANNED) * len(search.levers)
    most = (search.trials + scanned + LOOKS * BUDGETS_LOOKED_AT) * len(tuned) + 2 * len(fresh)
    steps = Steps(progress, most)
    bench = Bench(scenario, (search.aim, SPENDING), workers, cluster, steps.add)
    tries = Tries(bench, search, tuned)
    tries.check_budget()
    tries.search(seed)
    for _ in range(LOOKS):
        tries.look_at_budgets(seed)
    flat = tries.scanned()
    plan, today = tries.named(tries.best), tries.named(tries.today)
    before, after = bench.tried([today, plan], fresh) if plan != today else [bench.tried([today], fresh)[0]] * 2
    steps.end()
    aims, spending = after[:, 0] - before[:, 0], after[:, 1] - before[:, 1]
    aim_today, spending_today = tries.mean(tries.today)
    aim_plan, spending_plan = tries.mean(tries.best)
    return Best(bench.scenario.title or bench.scenario.name, search, scenario.plan.months, seed, today, plan,
                tries.gain, interval(aims), aim_today, aim_plan, spending_today, spending_plan, interval(spending),
                flat, tries.all(), tries.runs + 2 * len(fresh))


def _plain(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
