"""What happens to one person, in order: the slow scheduler's event log, and where the person stands every month."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np

from sim.behaviour import answers, failures
from sim.calendar import MONTH, SECOND
from sim.metrics import CAUSES
from sim.population import People
from sim.scenario import ScenarioError
from sim.serving import GAVE_UP, Ticket

# Every kind of entry, and what its number means.
KINDS = {
    "problem": "severity, 1 minor or 2 major",
    "said_nothing": "", "said_in_public": "", "complained": "severity, 1 minor or 2 major", "asked": "",
    "answered": "business hours waited", "gave_up": "business hours waited",
    "solved_at_once": "business hours from the first contact to the first answer", "solved": "as for solved_at_once",
    "not_solved": "as for solved_at_once", "never_answered": "",
    "rewarded": "cents of points turned into a reward", "thanked": "", "offered": "", "wrote_off_messages": "",
    "told_bad": "people", "told_good": "people", "recommended": "",
    "heard_bad": "times", "heard_good": "times", "heard_recommendation": "times", "friend_left": "strength of the ties",
    "held_up": "", "left": "place in metrics.CAUSES",
    "joined": "", "joined_recommended": "", "joined_by_good_stories": "", "returned": "", "won_back": "offer",
    "stayed_away": "",
}
_ENDED = {answers.SOLVED_FIRST: "solved_at_once", answers.SOLVED_LATER: "solved", answers.UNSOLVED: "not_solved",
          answers.NO_ANSWER: "never_answered"}


def check_persons(persons: Collection[int], people: int) -> Collection[int]:
    """The persons as they came, if they all belong to a market of so many people; else a `ScenarioError`."""
    for person in persons:
        if isinstance(person, bool) or not isinstance(person, int | np.integer) or not 0 <= person < people:
            raise ScenarioError("person", person, "does not belong to this market",
                                f"whole number from 0 to {people - 1}")
    return persons


class Entry(NamedTuple):
    """Something that happened to a person.

    Attributes
    ----------
    month : int, month, since month 0
    second : int, second of the month, in business time; -1 where the model knows the month only
    kind : str, one of `KINDS`
    value : float, in the unit that `KINDS` names
    """

    month: int
    second: int
    kind: str
    value: float = 0.0


@dataclass
class Life:
    """One person's months since month 0.

    Attributes
    ----------
    person : int
    entries : list of Entry, in order of months
        Within a month in the order of its phases: what was heard stands before what it decides, leaving and joining;
        which contacts left stands at the end, for it works from the next month on.
    columns : dict of (months,) arrays
        Where the person stood at the end of each month: every column of `People`.
    hazards : (months, causes) float64, 1/month
        What drew the person away in each month, cause by cause; NaN in months not begun as a customer.
    luck : (months,) float64, 1, in (0, 1)
        Leaves when it is below the chance that the hazards make, whatever the plan; NaN as there.
    """

    person: int
    entries: list[Entry] = field(default_factory=list)
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    hazards: np.ndarray = field(default_factory=lambda: np.zeros((0, len(CAUSES))))
    luck: np.ndarray = field(default_factory=lambda: np.zeros(0))
    _pulls: list = field(default_factory=list, repr=False)
    _rows: list = field(default_factory=list, repr=False)

    def add(self, town, kind: str, value: float = 0.0, tick: int | None = None) -> None:
        """Write down what happened, at a tick or just this month."""
        second = -1 if tick is None else tick % MONTH // SECOND
        self.entries.append(Entry(town.month, second, kind, float(value)))

    def note(self, phase: str, town, me, life, other) -> None:
        """Write down what a phase has brought this person; `me` and `life` as a customer, `other` as none."""
        if town.month < 0:
            return
        if phase == "leaving":
            self._hears(town)
        if life is not None and phase in _CUSTOMER:
            _CUSTOMER[phase](self, town, me, life)
        if other is not None and phase == "joining":
            self._joins(town, other)
        if other is not None and phase == "talk" and len(other.told_bad):
            self.add(town, "told_bad", other.told_bad[0])
        if phase == "ledger":
            if town.left_lately[self.person]:
                self.add(town, "friend_left", town.left_lately[self.person])
            self._rows.append([getattr(town.people, column)[self.person] for column in _COLUMNS])
            self._pulls.append(_NO_PULL if life is None else [*me.hazards[:, 0], me.luck[0]])

    def ended(self) -> Life:
        """Put the months together."""
        self.columns = {column: np.array(values)
                        for column, values in zip(_COLUMNS, zip(*self._rows, strict=True), strict=False)}
        pulls = np.array(self._pulls).reshape(-1, len(_NO_PULL))
        self.hazards, self.luck, self._rows, self._pulls = pulls[:, :-1], pulls[:, -1], [], []
        return self

    def opened(self, town, cases) -> None:
        """Write down that a case begins: a complaint, or a question."""
        severity = cases.severity.item()
        kind = "asked" if severity == failures.NO_PROBLEM else "complained"
        if town.month >= 0:
            self.add(town, kind, severity, cases.opened.item())

    def contact(self, town, ticket: Ticket) -> None:
        """Write down how a contact with the desk ended."""
        if ticket.wait == GAVE_UP:
            self.add(town, "gave_up", (ticket.ended // SECOND - ticket.tick // SECOND) / 3600, ticket.ended)
        else:
            self.add(town, "answered", ticket.wait / 3600, ticket.ended)

    def _problem(self, town, me, life) -> None:
        if me.problem[0] != failures.NO_PROBLEM:
            self.add(town, "problem", me.problem[0])

    def _voice(self, town, me, life) -> None:
        if me.in_public[0]:
            self.add(town, "said_in_public")
        elif me.unvoiced[0] != failures.NO_PROBLEM:
            self.add(town, "said_nothing")

    def _answer(self, town, me, life) -> None:
        ended = _ENDED.get(me.outcome.item())
        if ended:
            wait = 0.0 if ended == "never_answered" else me.wait.item()
            self.add(town, ended, wait)

    def _relationship(self, town, me, life) -> None:
        if len(life.redeemed) and life.redeemed[0]:
            self.add(town, "rewarded", life.redeemed[0])
        if len(life.thanked) and life.thanked[0]:
            self.add(town, "thanked")
        if town.offered[self.person]:
            self.add(town, "offered")
        if me.opted_out[0] and life.reached[0]:
            self.add(town, "wrote_off_messages")

    def _talk(self, town, me, life) -> None:
        for kind, told in (("told_bad", life.told_bad), ("told_bad", life.told_of_obstacle),
                           ("told_good", life.told_good)):
            if len(told):
                self.add(town, kind, told[0])
        if len(me.refers):
            self.add(town, "recommended")

    def _leaves(self, town, me, life) -> None:
        if len(life.cause):
            self.add(town, "left", life.cause[0])
        elif me.held[0]:
            self.add(town, "held_up")

    def _joins(self, town, other) -> None:
        if not len(other.joined):
            return
        ways = (("won_back", other.won_back), ("returned", other.returned), ("joined_recommended", other.referred),
                ("joined_by_good_stories", other.thanks), ("joined", other.joined), ("stayed_away", other.missed))
        kind = next((kind for kind, happened in ways if happened[0]), None)
        if kind:
            self.add(town, kind)

    def _hears(self, town) -> None:
        for kind, heard in (("heard_bad", town.heard_bad), ("heard_good", town.heard_good),
                            ("heard_recommendation", town.heard_recommendation)):
            if heard[self.person]:
                self.add(town, kind, heard[self.person])


_CUSTOMER = {"failures": Life._problem, "voice": Life._voice, "satisfaction": Life._answer,
             "relationship": Life._relationship, "talk": Life._talk, "leaving": Life._leaves}
_COLUMNS = tuple(each.name for each in fields(People))
_NO_PULL = [float("nan")] * (len(CAUSES) + 1)
