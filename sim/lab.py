"""Where claims are tried: worlds to measure in, and verdicts that follow from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim import files, model, rules
from sim.scenario import Scenario
from sim.spread import seconds_of, spread

HOLDS, ONLY_WHEN, NOT_SUPPORTED, GARBLED = "holds", "holds only when", "not supported", "cannot be tested: garbled"


@dataclass(frozen=True)
class Claim:
    """A claim, what was measured, and what to think of it.

    Attributes
    ----------
    claim : str, its number
    says : str, what is claimed
    measured : str, what came out, with units
    verdict : str, HOLDS, ONLY_WHEN, NOT_SUPPORTED or GARBLED
    holds_when : str, the conditions under which the claim holds
    values : dict of float
        The figures in `measured`, by name.
    """

    claim: str
    says: str
    measured: str
    verdict: str
    holds_when: str
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Lab:
    """Where the experiments are made: in which worlds, by whom, in markets of what size."""

    seeds: Sequence[int] = range(1, 5)
    workers: int | None = 1
    people: int | None = None
    cluster: str | None = None

    def company(self, name: str, **changes) -> Scenario:
        """A shipped company, in the lab's size."""
        scenario = files.load(name)
        return (scenario.scaled(self.people) if self.people else scenario).changed(**changes)

    def worlds(self, scenarios: Sequence[Scenario], look: Callable[[dict], np.ndarray]) -> np.ndarray:
        """What `look` sees in each scenario's table in each world: (scenarios, worlds, ...) float64."""
        tasks = [(each, seed) for each in scenarios for seed in self.seeds]
        seconds = sum(seconds_of(each, len(self.seeds)) for each in scenarios)
        seen = list(spread(partial(_look, look), tasks, self.workers, self.cluster, seconds))
        return np.array(seen, dtype=float).reshape(len(scenarios), len(self.seeds), -1)

    def means(self, scenarios: Sequence[Scenario], look: Callable[[dict], np.ndarray]) -> np.ndarray:
        """The same, as means over worlds: (scenarios, ...) float64."""
        return self.worlds(scenarios, look).mean(axis=1)


def _look(look, task):
    scenario, seed = task
    return look(model.run(scenario, seed).columns)


def judged(tried: dict[str, bool], stretched: dict[str, bool] | None = None) -> tuple[str, str]:
    """The verdict on a claim, and the conditions in which it held.

    Parameters
    ----------
    tried : dict of bool
        Conditions that companies meet, and whether the claim held there.
    stretched : dict of bool, optional
        Conditions that one would have to assume: they are named, but support nothing.

    Returns
    -------
    (verdict, holds_when) : two str
        HOLDS when it held in all of `tried`, ONLY_WHEN in some, NOT_SUPPORTED in none.
    """
    where = [name for name, held in (tried | (stretched or {})).items() if held]
    verdict = HOLDS if all(tried.values()) else ONLY_WHEN if any(tried.values()) else NOT_SUPPORTED
    return verdict, "; ".join(where) if where else "in none of the conditions tried"


def near(value: float, claimed: float) -> bool:
    """Whether a measured value is what is claimed, within the factor `rules.NEAR`."""
    return claimed / rules.NEAR <= value <= claimed * rules.NEAR


def as_markdown(found: Sequence[Claim], worlds: int) -> str:
    """The study as a page of documentation."""
    lines = ["# The numeric claims, tried", "", f"Means over {worlds} worlds. Made by `python -m sim claims`.", "",
             "| Claim | It says | Measured | Verdict | Holds when |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join((each.claim, each.says, each.measured, each.verdict, each.holds_when)) + " |"
              for each in found]
    return "\n".join([*lines, ""])
