"""The desk's contacts between two months, and what a month of serving them comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop
from typing import NamedTuple

import numpy as np

from sim.behaviour.answers import ATTEMPTS, NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.calendar import SECOND
from sim.line import (
    ATTEMPT, CAME, CASE, GAVE_UP, LINE_ROWS, LOG_ROWS, LUCK, OPENED, ORDER, OUTCOME, PATIENCE, PERSON, PREFERRED,
    SEVERITY, TICK, WAIT, WAITED, WORK, WORKED,
)

SOLVES, RETRIES_UNHELPED, RETRIES_AFTER_GIVING_UP = 1, 2, 4
_LOW_BITS = SECOND - 1


class Cases(NamedTuple):
    """Cases that begin in one month, with the luck of each attempt to get them solved.

    Attributes
    ----------
    person, severity : (n,) int64
    opened : (n,) int64, tick of the first attempt
    preferred : (n,) bool, first in line
    patience, work : (n, ATTEMPTS) int64, ticks
    luck : (n, ATTEMPTS) int64
        Bits: this attempt solves the case; the person tries again unhelped; tries again after giving up.
    """

    person: np.ndarray
    severity: np.ndarray
    opened: np.ndarray
    preferred: np.ndarray
    patience: np.ndarray
    work: np.ndarray
    luck: np.ndarray


class Ticket(NamedTuple):
    """One contact that has ended: answered (with its wait and work in seconds) or given up (wait is GAVE_UP)."""

    tick: int
    ended: int
    wait: int
    work: int


def _outcomes(answered_now: bool, answered_before: bool, first: bool) -> tuple[int, ...]:
    """Outcome by the bits of an attempt's luck; NO_CASE where the case goes on because the person tries again."""
    def outcome(luck):
        if answered_now and luck & SOLVES:
            return SOLVED_FIRST if first else SOLVED_LATER
        if luck & (RETRIES_UNHELPED if answered_now else RETRIES_AFTER_GIVING_UP):
            return NO_CASE
        return UNSOLVED if answered_now or answered_before else NO_ANSWER
    return tuple(outcome(luck) for luck in range(8))


# What an attempt's luck leads to, by attempt when it is answered, and by "answered before" when it is given up.
WHEN_ANSWERED = tuple(_outcomes(True, False, attempt == 0) for attempt in range(ATTEMPTS))
WHEN_GIVEN_UP = (_outcomes(False, False, False), _outcomes(False, True, False))
_THEN = np.ravel(WHEN_ANSWERED + WHEN_GIVEN_UP).tolist()


def next_contact(opened: int, attempt: int, now: int, pause: int) -> int:
    """Tick of a later attempt of the case opened at `opened`, a pause (in ticks) after the tick `now`."""
    return now - (now & _LOW_BITS) + pause + (opened & _LOW_BITS) + attempt


def _line(cases: Cases) -> np.ndarray:
    """The cases as columns of a line, each with its next contact (the first): (LINE_ROWS, n) int64."""
    line = np.empty((LINE_ROWS, len(cases.person)), np.int64)
    line[PERSON], line[SEVERITY], line[OPENED], line[PREFERRED] = cases[:4]
    line[TICK], line[ATTEMPT], line[WAITED], line[OUTCOME] = cases.opened, 0, -1, NO_CASE
    line[PATIENCE:WORK], line[WORK:LUCK], line[LUCK:] = cases.patience.T, cases.work.T, cases.luck.T
    return line


def _nobody() -> np.ndarray:
    return np.empty((LINE_ROWS, 0), np.int64)


@dataclass
class Queue:
    """The desk's contacts between two months: servers' next free ticks, who waits, who will call again.

    `free` is a heap; `leaving` holds the ticks at which somebody wanted to leave and had no chair free since.
    `line` has a column for each open case; whose next contact came before the tick `until` waits in line.
    """

    free: list[int]
    leaving: list[int] = field(default_factory=list)
    line: np.ndarray = field(default_factory=_nobody)
    until: int = 0

    @property
    def waiting(self) -> list[int]:
        """The persons who wait in line."""
        return self.line[PERSON, self.line[TICK] < self.until].tolist()

    @property
    def later(self) -> list[int]:
        """The persons who will call again."""
        return self.line[PERSON, self.line[TICK] >= self.until].tolist()

    def copy(self) -> Queue:
        """Return an independent copy (a line is never changed, only replaced)."""
        return replace(self, free=self.free.copy(), leaving=self.leaving.copy())

    def withdraw(self, stays) -> None:
        """Forget the contacts of persons for whom `stays[person]` is false: they are customers no more."""
        stay = stays[self.line[PERSON]]
        if not stay.all():
            self.line = self.line[:, stay]


@dataclass
class Served:
    """What the desk did in a month, as lists or int64 arrays.

    `contacts` counts arrivals, `work` is seconds; `waits` holds the seconds waited by everybody answered;
    `person`, `closed` (outcome times 4 plus severity) and `waited` (seconds from opening to first answer, -1
    without one) describe the cases that ended; `gave_up` holds a person for each contact given up.
    """

    contacts: int = 0
    work: int = 0
    waits: Sequence[int] = field(default_factory=list)
    person: Sequence[int] = field(default_factory=list)
    closed: Sequence[int] = field(default_factory=list)
    waited: Sequence[int] = field(default_factory=list)
    gave_up: Sequence[int] = field(default_factory=list)


def serve(queue: Queue, cases: Cases, arriving: list[int], departing: list[int], until: int, pause: int,
          tickets: list[Ticket] | None = None) -> Served:
    """Serve contacts up to the tick `until`; changes `queue`.

    Parameters
    ----------
    cases : opened this month
    arriving, departing : ticks of this month at which staff come and go
    until : int, tick
    pause : int, ticks, from `desk.pause_ticks`
    tickets : list, optional
        Takes every contact that ends.

    Notes
    -----
    First come, first served, the preferred first. Somebody who leaves the desk takes the first chair that is
    free from then on, before any waiting customer. The reference scheduler plays the same desk on a
    `simpy.PriorityResource`.
    """
    from sim import kernels  # brings Numba: only where a desk is served

    line = np.concatenate([queue.line, _line(cases)], axis=1)
    line[ORDER] = np.argsort(line[TICK])
    log = np.empty((LOG_ROWS, ATTEMPTS * line.shape[1]), np.int64)
    leaving = np.array(sorted(queue.leaving + departing), np.int64)
    done, gone, free = kernels.serve(line, log, np.array([until, pause, *_THEN]),
                                     np.array(sorted(queue.free + arriving), np.int64), leaving)
    while gone < len(leaving) and free and free[0] < until:
        gone += 1
        heappop(free)
    in_line = np.count_nonzero(queue.line[TICK] < queue.until)
    queue.free, queue.leaving, queue.until = free, leaving[gone:].tolist(), until
    queue.line = line[:, line[OUTCOME] == NO_CASE]
    log = log[:, :done]
    if tickets is not None:
        tickets.extend(map(Ticket, *log[CAME:WORKED].tolist(), (log[WORKED] // SECOND).tolist()))
    return _told(line, log, np.count_nonzero(queue.line[TICK] < until) - in_line)


def _told(line, log, longer_line) -> Served:
    """What was done, from the contacts that ended and from how much longer the line has become."""
    answered, closed = log[WAIT] != GAVE_UP, line[:, line[OUTCOME] != NO_CASE]
    return Served(
        contacts=log.shape[1] + longer_line, work=int(log[WORKED].sum()) // SECOND, waits=log[WAIT, answered],
        person=closed[PERSON], closed=4 * closed[OUTCOME] + closed[SEVERITY], waited=closed[WAITED],
        gave_up=line[PERSON, log[CASE, ~answered]])
