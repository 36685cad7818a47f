"""Telling cases: persons whose lives part between today's plan and the new one, and any person's two lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from sim import model
from sim.diary import Life
from sim.explore.follow import Watch, lived_again, watched
from sim.explore.fork import Difference, Parting, first_difference, parting
from sim.model import Course
from sim.population import CUSTOMER, PROSPECT, Traits
from sim.scenario import Scenario, ScenarioError

KINDS = ("saved", "lost", "came", "stayed_out", "told_most", "most_valuable")
SHOWN = 5           # persons named for each kind
LATELY = 6          # months before leaving within which trouble makes a story
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pair:
    """One person's life under today's plan and under the new one, in the same world.

    Attributes
    ----------
    person : int
    today, plan : Life
    status, tenure : int, and int, month
        When month 0 begins, under both plans.
    traits : dict of float
        Every column of `Traits`.
    places : dict of float, 1, in [0, 1]
        For each of them the share of the market that has less of it; half of those who have the same.
    contacts : int, person
    difference : Difference or None
        The first entry in which the lives differ.
    parting : Parting or None
        Where the person is a customer under one plan only, for the first time.
    columns, months : int
        What was compared between each life alone and the big run: so many columns in so many months.
    """

    person: int
    today: Life
    plan: Life
    status: int
    tenure: int
    traits: dict[str, float]
    places: dict[str, float]
    contacts: int
    difference: Difference | None
    parting: Parting | None
    columns: int
    months: int


@dataclass(frozen=True)
class Case:
    """A kind of case: how many persons there are, and the most telling ones.

    Attributes
    ----------
    kind : str, one of `KINDS`
        "saved" left of their own will under today's plan and would have stayed under the new one, "lost" the other way
        round; "came" became customers under the new plan, are customers at its end, and never became any under
        today's, "stayed_out" the other way round; "told_most" told bad stories; "most_valuable" were customers when
        month 0 began.
    n : int, person
    persons : tuple of int
        At most `SHOWN`, the most telling one first.
    """

    kind: str
    n: int
    persons: tuple[int, ...]


@dataclass(frozen=True)
class Cases:
    """The telling cases of one world, with both lives of the first person of each.

    Attributes
    ----------
    cases : tuple of Case, in the order of `KINDS`
    pairs : dict of Pair, by person
    """

    cases: tuple[Case, ...]
    pairs: dict[int, Pair]


def cases(scenario: Scenario, seed: int, workers: int | None = None, progress: Progress | None = None) -> Cases:
    """Pick the telling cases of one world, between today's plan going on and the new plan.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    workers : int, optional
        Not used: two runs side by side share the reading of luck in one process.
    progress : callable, optional
        Called with the number of pieces of work done and of all.

    Returns
    -------
    Cases

    Notes
    -----
    Of each kind the most valuable persons with a story come first: those saved or lost had trouble that the other plan
    spared them in the half year before they left, those who came were recommended or, under the other plan, kept away
    by bad stories. The number of a person breaks ties. Pinned by tests/unit/test_explore_cases.py.
    """
    months = scenario.plan.months
    steps = _Steps(progress, 2 * months + 2 * len(KINDS))
    plans = (scenario.as_today(), scenario)
    today, plan = (_Census() for _ in plans)
    model.together([Course(each, observe=census) for each, census in zip(plans, (today, plan), strict=True)], seed,
                   progress=steps.upto)
    found = _found(today.ended(), plan.ended())
    persons = list(dict.fromkeys(case.persons[0] for case in found if case.persons))
    pairs = _pairs(scenario, seed, persons, steps)
    steps.upto(steps.total)
    return Cases(found, pairs)


def pair(scenario: Scenario, seed: int, person: int, workers: int | None = None,
         progress: Progress | None = None) -> Pair:
    """Live one person's two lives, as `cases` does for those it picks.

    Raises
    ------
    ScenarioError
        When there is no such person.
    """
    if not 0 <= person < scenario.plan.market_size:
        raise ScenarioError("person", person, "is not the number of anybody in this market",
                            f"0 to {scenario.plan.market_size - 1}")
    return _pairs(scenario, seed, [person], _Steps(progress, scenario.plan.months + 2))[person]


class _Steps:
    """Counts pieces of work."""

    def __init__(self, progress: Progress | None, total: int):
        self.total, self._progress, self._done, self._begun = total, progress, 0, 0

    def upto(self, done: int) -> None:
        """So many are done since the last part began."""
        self._done = self._begun + done
        if self._progress:
            self._progress(min(self._done, self.total), self.total)

    def begin(self) -> None:
        """Another part begins."""
        self._begun = self._done


def _pairs(scenario: Scenario, seed: int, persons: Sequence[int], steps: _Steps) -> dict[int, Pair]:
    steps.begin()
    watches = watched((scenario.as_today(), scenario), seed, persons, steps.upto)
    steps.begin()
    pairs = {}
    for place, person in enumerate(persons):
        today = lived_again(watches[0], place)
        steps.upto(2 * place + 1)
        plan = lived_again(watches[1], place)
        steps.upto(2 * place + 2)
        pairs[person] = _pair(scenario, watches[0], person, today, plan)
    return pairs


def _pair(scenario: Scenario, watch: Watch, person: int, today: Life, plan: Life) -> Pair:
    traits = {each.name: getattr(watch.world.traits, each.name) for each in fields(Traits)}
    own = {name: values[person].item() for name, values in traits.items()}
    places = {name: float(((values < own[name]).mean() + (values <= own[name]).mean()) / 2)
              for name, values in traits.items()}
    status = watch.start.status[person].item()
    return Pair(person, today, plan, status, watch.start.tenure[person].item(), own, places,
                watch.world.network.degree[person].item(), first_difference(today, plan),
                parting(today, plan, status, scenario.plan), len(today.columns), len(watch.months))


class _Census:
    """An observer of the big run, who notes where everybody stands each month, who has trouble and who tells."""

    def __init__(self):
        self.status, self.trouble, self.told, self.value, self.people = [], [], None, None, None

    def __call__(self, phase: str, world, me, life, others) -> None:
        """Note what a phase has brought."""
        if phase == "start":
            self.people, self.value = world.people, world.traits.value
            self.status.append(self.people.status.copy())
            self.told = np.zeros(len(self.value), np.int64)
        elif phase == "talk":
            for teller, _, _, told, _ in world.stories:
                self.told += np.bincount(teller, told, len(self.told)).astype(np.int64)
        elif phase == "ledger":
            self.status.append(self.people.status.copy())
            self.trouble.append((self.people.trouble > 0) & (self.people.troubled_in == world.month))

    def ended(self) -> _Census:
        """Put the months together."""
        self.status, self.trouble = np.stack(self.status), np.stack(self.trouble)
        return self


def _found(today: _Census, plan: _Census) -> tuple[Case, ...]:
    """Find everybody of each kind, and rank them."""
    kinds = {"saved": _went(today, plan), "lost": _went(plan, today), "came": _came(plan, today),
             "stayed_out": _came(today, plan)}
    told = np.maximum(today.told, plan.told)
    kinds["told_most"] = told > 0, told
    kinds["most_valuable"] = today.status[0] == CUSTOMER, today.value
    return tuple(Case(kind, int(those.sum()), _first(those, *order, today.value))
                 for kind, (those, *order) in ((kind, kinds[kind]) for kind in KINDS))


def _first(those: np.ndarray, *order: np.ndarray) -> tuple[int, ...]:
    """The first few of those, by one column after the other, the largest first."""
    who = np.flatnonzero(those)
    ranked = who[np.lexsort([who, *(-order_by[who].astype(float) for order_by in reversed(order))])]
    return tuple(ranked[:SHOWN].tolist())


def _went(one: _Census, other: _Census) -> tuple[np.ndarray, np.ndarray]:
    """Who left one of their own will and stayed with the other from then on, and for whom that has a story."""
    months = len(one.trouble)
    customer, elsewhere = one.status == CUSTOMER, other.status == CUSTOMER
    ends = months - np.argmax(customer[::-1], axis=0)                  # the last month at whose end a customer, plus 1
    gone = customer.any(axis=0) & ~customer[-1] & (one.people.reason > 0)
    month = np.minimum(ends, months - 1)
    after = np.arange(months + 1)[:, None] >= month
    stayed = (elsewhere | ~after).all(axis=0)
    together = ((one.status == other.status) | (np.arange(months + 1)[:, None] > month)).all(axis=0)
    spared = one.trouble & ~other.trouble
    when = np.arange(months)[:, None]
    lately = (spared & (when <= month) & (when > month - LATELY)).any(axis=0)
    return gone & stayed, lately & together


def _came(one: _Census, other: _Census) -> tuple[np.ndarray, np.ndarray]:
    """Who came under one plan, is there at its end, and never came under the other; and for whom that has a story."""
    those = (one.status[0] == PROSPECT) & (one.status[-1] == CUSTOMER) & (other.status == PROSPECT).all(axis=0)
    return those, one.people.referred | other.people.missed
