"""Several plans in the same worlds: the difference each makes, how often it is best, its regret, when it pays back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median_high

import numpy as np

from sim.experiments import in_same_worlds
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.outcomes import HEADLINE, Comparison, Outcome, Worlds
from sim.precision import Interval, Rule, interval
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError

FEWEST_PLANS, MOST_PLANS = 2, 4
KEYS = (*MEASURES, *PAIRED_MEASURES)


@dataclass(frozen=True)
class Payback:
    """When a plan has brought back what it cost against the reference, over the worlds kept in full.

    Attributes
    ----------
    month : int, month, >= 0, optional
        The month from which on the plan is no more behind, 1 being the first; the middle one of the worlds in which
        it pays back, 0 where it was never behind. None when it pays back in no world.
    share : float, 1, in [0, 1]
        Of the worlds, those in which it pays back within the months simulated.
    never_behind : float, 1, in [0, `share`]
        Of the worlds, those in which it was not behind in any month.
    """

    month: int | None
    share: float
    never_behind: float


def payback(behind: np.ndarray) -> Payback:
    """When a plan pays back in each world, and the middle one of these months.

    Parameters
    ----------
    behind : (worlds, months) bool
        Whether the plan's discounted profit of all months up to this one is below the reference's.

    Notes
    -----
    For good: a plan that is ahead for a while and behind at the end has not paid back. The middle one of an even
    number is the later of the two. Pinned by tests/unit/test_decide_plans.py.
    """
    worlds, months = behind.shape
    ever = behind.any(axis=1)
    last_behind = np.where(ever, months - behind[:, ::-1].argmax(axis=1), -1)      # counted from 1; -1: never
    pays = last_behind < months
    month = median_high((last_behind[pays] + 1).tolist()) if pays.any() else None
    return Payback(month, pays.sum().item() / worlds, 1 - ever.sum().item() / worlds)


@dataclass(frozen=True)
class Plans:
    """Two to four plans in the same worlds; the first is the reference, differences are a plan minus it.

    Attributes
    ----------
    names : tuple of str
    lived : tuple of Worlds, in the order of `names`
    precise : bool, optional
        Whether the precision asked for was reached; None where a number of worlds was asked for.
    """

    names: tuple[str, ...]
    lived: tuple[Worlds, ...]
    precise: bool | None = None

    @property
    def reference(self) -> str:
        """The name of the plan that the others are compared with."""
        return self.names[0]

    @property
    def worlds(self) -> int:
        """How many worlds every plan lived through."""
        return len(self.lived[0])

    @property
    def months(self) -> int:
        """How many months every plan was lived for."""
        return len(self.lived[0].outcomes[0].columns["month"])

    def of(self, name: str) -> Worlds:
        """The worlds of a plan."""
        return self.lived[self.names.index(name)]

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """Every plan but the reference, set against it, by name."""
        return {name: Comparison(self.lived[0], worlds, self.precise)
                for name, worlds in zip(self.names[1:], self.lived[1:], strict=True)}

    def comparison(self, name: str) -> Comparison:
        """A plan set against the reference."""
        return self.comparisons[name]

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The names by profit, the highest mean net present value first; of equals, the first named first."""
        return tuple(sorted(self.names, key=lambda name: -self.of(name).measure(HEADLINE).mean))

    @cached_property
    def undecided(self) -> tuple[str, ...]:
        """The plans whose profit these worlds cannot tell from that of the best one: the paired interval holds zero."""
        best = self.of(self.ranked[0]).values(HEADLINE)
        gaps = {name: interval(best - self.of(name).values(HEADLINE)) for name in self.ranked[1:]}
        return tuple(name for name, gap in gaps.items() if gap.low <= 0)

    @cached_property
    def _earned(self) -> np.ndarray:
        return np.stack([worlds.values(HEADLINE) for worlds in self.lived])

    def best_share(self) -> dict[str, float]:
        """The share of worlds in which each plan earns most: float, 1, by name; together 1.

        Notes
        -----
        Plans that earn the same to the cent share the world equally.
        """
        best = self._earned == self._earned.max(axis=0)
        shares = (best / best.sum(axis=0)).mean(axis=1)
        return dict(zip(self.names, shares.tolist(), strict=True))

    def regret(self) -> dict[str, Interval]:
        """What each plan earns less than the best plan of the same world: cent, mean and interval, by name.

        Notes
        -----
        Never negative, so the interval ends at zero. Pinned by tests/unit/test_decide_plans.py.
        """
        missed = [interval(each) for each in self._earned.max(axis=0) - self._earned]
        return {name: Interval(each.mean, max(each.low, 0.0), each.high)
                for name, each in zip(self.names, missed, strict=True)}

    def payback(self, name: str) -> Payback:
        """When a plan has brought back what it cost against the reference, in net present value."""
        return payback(self.of(name).all("npv_cents") < self.lived[0].all("npv_cents"))

    def relative(self, name: str, key: str) -> float | None:
        """A mean difference in relation to the size of the reference's mean: float, 1.

        None where that would say nothing: the reference is unknown, zero or not told from zero, or the plan's mean
        has the opposite sign.
        """
        base, mean = self.lived[0].measure(key), self.of(name).measure(key).mean
        if not (base.low > 0 or base.high < 0) or not np.isfinite(mean) or base.mean * mean < 0:
            return None
        return self.comparison(name).difference[key].mean / abs(base.mean)

    @property
    def sentence(self) -> str:
        """What was found, in one or two sentences."""
        if len(self.names) == 2:
            return self.comparison(self.names[1]).sentence
        best = self.ranked[0]
        near = f", though these worlds cannot tell it from {_listed(self.undecided)}" if self.undecided else ""
        first = (f"Of {len(self.names)} plans {best} earns most on average{near}; it is the best in "
                 f"{100 * self.best_share()[best]:.0f} % of {self.worlds:,} world{'s' * (self.worlds > 1)}.")
        if best == self.reference:
            return first
        against = self.comparison(best).sentence
        return f"{first} Against {self.reference}: {against[0].lower()}{against[1:]}"

    def as_dict(self) -> dict:
        """Everything as plain numbers, ready for JSON; the top level is the second plan's comparison."""
        shares, regrets = self.best_share(), self.regret()
        rows = []
        for name in self.names:
            means = {key: self.of(name).measure(key).mean for key in KEYS}
            row = {"name": name, "best_share": shares[name], "regret_cents": vars(regrets[name]), "mean": means}
            if name != self.reference:
                found = self.comparison(name)
                row |= {"wins": found.wins, "sentence": found.sentence, "payback": vars(self.payback(name)),
                        "difference": {key: vars(each) for key, each in found.difference.items()},
                        "relative": {key: self.relative(name, key) for key in KEYS}}
            rows.append(row)
        return self.comparison(self.names[1]).as_dict() | {
            "model_version": MODEL_VERSION, "sentence": self.sentence, "reference": self.reference, "plans": rows}

    def as_text(self) -> str:
        """Everything as lines of text: the sentence, a table for each further plan, and who is best how often."""
        shares, regrets = self.best_share(), self.regret()
        parts = [self.sentence]
        if self.precise is False:
            parts[0] += f"\nThe precision asked for was not reached in {self.worlds:,} worlds."
        parts += [self._table(name) for name in self.names[1:]]
        parts.append("\n".join(
            f"{name}: best in {100 * shares[name]:.0f} % of the worlds, on average {regrets[name].mean / 100:,.0f} "
            f"euro behind the best plan of the same world" for name in self.names))
        parts.append("\n".join(self._paid_back(name) for name in self.names[1:]))
        return "\n\n".join(parts)

    def _table(self, name: str) -> str:
        title = "difference, second minus first" if len(self.names) == 2 else f"{name} minus {self.reference}"
        lines = [f"{title:<36}{'mean':>16}{'low':>16}{'high':>16}{'% of first':>12}"]
        for key, each in self.comparison(name).difference.items():
            scale, shown = (100, key.removesuffix("_cents") + " (euro)") if key.endswith("_cents") else (1, key)
            share = self.relative(name, key)
            numbers = "".join(f"{value / scale:>16,.3f}" for value in (each.mean, each.low, each.high))
            lines.append(f"{shown:<36}{numbers}" + (f"{'-':>12}" if share is None else f"{100 * share:>+12.1f}"))
        return "\n".join(lines)

    def _paid_back(self, name: str) -> str:
        found = self.payback(name)
        if found.month is None:
            return f"{name} does not pay back within {self.months} months in any world"
        if found.never_behind == 1:
            return f"{name} is never behind {self.reference}"
        when = f"from month {found.month} on" if found.month else "from the beginning"
        return f"{name} pays back in {100 * found.share:.0f} % of the worlds, in the middle one of them {when}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def gathered(names: Sequence[str], outcomes_per_plan: Sequence[Sequence[Outcome]]) -> Plans:
    """Put several plans' outcomes of the same worlds side by side.

    Parameters
    ----------
    names : sequence of 2 to 4 different str
    outcomes_per_plan : sequence of sequences of Outcome
        Of each plan one outcome a world, in the same order of worlds.

    Raises
    ------
    ScenarioError
        When there are too few or too many plans, two have one name, there is no world, or the worlds or the months
        differ.
    """
    _check_names(names)
    first, *others = [[outcome.seed for outcome in outcomes] for outcomes in outcomes_per_plan]
    if len(names) != len(outcomes_per_plan) or not first or any(seeds != first for seeds in others):
        raise ScenarioError("worlds", len(first), "are not the same for every plan")
    months = [len(outcomes[0].columns["month"]) for outcomes in outcomes_per_plan]
    _check_months(dict(zip(names, months, strict=True)))
    return Plans(tuple(names), tuple(Worlds(tuple(outcomes)) for outcomes in outcomes_per_plan))


def compare_plans(plans: Mapping[str, Scenario], worlds: int | str | Rule = 20, seed: int = 1,
                  workers: int | None = None, progress: Callable[[int, int], None] | None = None,
                  cluster: str | None = None) -> Plans:
    """Let two to four plans live through the same worlds.

    Parameters
    ----------
    plans : mapping of str to Scenario
        Scenarios with equally many months, by name; the first is the reference.
    worlds : int, 1 to 10,000, or "auto", or a `precision.Rule`
        Their seeds are `seed`, `seed` + 1, ... By a rule, as many as the paired difference of the net present value
        of every plan needs.
    workers : int, optional
        Processes to use; all cores unless said, or none but this one for little work.
    progress : callable, optional
        Called with the number of worlds done, and how many there are at most.
    cluster : str, optional
        The address of a Dask scheduler that shall do the work, as for `spread.spread`.

    Returns
    -------
    Plans
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When there are fewer than two plans or more than four, they differ in length, `worlds` is out of range, or the
        cluster cannot be used.
    """
    names = tuple(plans)
    _check_names(names)
    _check_months({name: scenario.plan.months for name, scenario in plans.items()})
    lived, precise = in_same_worlds(tuple(plans.values()), worlds, seed, workers, progress, cluster)
    return Plans(names, lived, precise)


def _check_names(names: Sequence[str]) -> None:
    if not FEWEST_PLANS <= len(names) <= MOST_PLANS:
        raise ScenarioError("plans", len(names), "is not a number of plans that can be compared",
                            f"{FEWEST_PLANS} to {MOST_PLANS}")
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError("plans", name, "is the name of two plans", "a name of its own for each")


def _check_months(months: Mapping[str, int]) -> None:
    first, *others = months.items()
    for name, count in others:
        if count != first[1]:
            raise ScenarioError("months", count, f"of {name} differs from those of {first[0]}", str(first[1]))
