"""Kernels that serve the desk's contacts in the order of time: first come, first served, and by rank."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from itertools import repeat
from typing import NamedTuple

import numpy as np

from sim.behaviour.answers import ATTEMPTS, NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.calendar import SECOND, SECOND_BITS

NEVER = 1 << 62
GAVE_UP = -1
SOLVES, RETRIES_UNHELPED, RETRIES_AFTER_GIVING_UP = 1, 2, 4
_LOW_BITS = SECOND - 1
_PERSON, _ROW, _MONTH = 6, 9, 10      # places in an entry


class Cases(NamedTuple):
    """Cases that begin in one month, in order of time, with the luck of each attempt to get them solved.

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


def next_contact(opened: int, attempt: int, now: int, pause: int) -> int:
    """Tick of a later attempt of the case opened at `opened`, a pause (in ticks) after the tick `now`."""
    return now - (now & _LOW_BITS) + pause + (opened & _LOW_BITS) + attempt


@dataclass
class Queue:
    """The desk's contacts between two months: servers' next free ticks, who waits, who will call again.

    `free` is a heap; `leaving` holds the ticks at which somebody wanted to leave and had no chair free since.
    `waiting` is in order of arrival and `later` is a heap; both hold entries as `_entries` makes them.
    """

    free: list[int]
    leaving: list[int] = field(default_factory=list)
    waiting: list[tuple] = field(default_factory=list)
    later: list[tuple] = field(default_factory=list)

    def copy(self) -> Queue:
        """Return an independent copy (entries never change and are shared)."""
        return Queue(self.free.copy(), self.leaving.copy(), self.waiting.copy(), self.later.copy())

    def withdraw(self, stays) -> None:
        """Forget the contacts of persons for whom `stays[person]` is false: they are customers no more."""
        self.waiting = [entry for entry in self.waiting if stays[entry[_PERSON]]]
        self.later = [entry for entry in self.later if stays[entry[_PERSON]]]
        heapify(self.later)


@dataclass
class Served:
    """What the desk did in a month.

    `contacts` counts arrivals; `waits` holds the seconds waited by everybody answered; `person`, `closed`
    (outcome times 4 plus severity) and `waited` (seconds from opening to first answer, -1 without one)
    describe the cases that ended; `gave_up` holds a person for each contact given up.
    """

    contacts: int = 0
    work: int = 0
    waits: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    waited: list[int] = field(default_factory=list)
    gave_up: list[int] = field(default_factory=list)


def _entries(cases: Cases) -> list[tuple]:
    """One tuple a first contact: tick, giving-up tick, work, luck, attempt, first wait, person, severity, ..."""
    n = len(cases.person)
    return list(zip(cases.opened.tolist(), (cases.opened + cases.patience[:, 0]).tolist(), cases.work[:, 0].tolist(),
                    cases.luck[:, 0].tolist(), repeat(0, n), repeat(-1, n), cases.person.tolist(),
                    cases.severity.tolist(), cases.opened.tolist(), range(n), repeat(cases, n), strict=True))


def _is_preferred(entry) -> bool:
    return entry[_MONTH].preferred.item(entry[_ROW])


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
    for tick in arriving:
        heappush(queue.free, tick)
    carried, queue.waiting = queue.waiting, []
    desk = _Desk(queue, carried + _entries(cases), sorted(queue.leaving + departing, reverse=True), until, pause,
                 tickets)
    ranked = cases.preferred.any() or any(map(_is_preferred, carried + queue.later))
    (_by_rank if ranked else _by_arrival)(desk)
    while desk.departing and queue.free and queue.free[0] < until:
        desk.departing.pop()
        heappop(queue.free)
    queue.leaving = desk.departing
    desk.done.contacts, desk.done.work = desk.seen - len(carried), desk.work // SECOND
    return desk.done


class _Desk:
    """A month at the desk while it is served."""

    def __init__(self, queue, entries, departing, until, pause, tickets):
        entries.reverse()
        self.queue, self.free, self.later, self.entries = queue, queue.free, queue.later, entries
        self.departing, self.until, self.pause, self.tickets = departing, until, pause, tickets
        self.done, self.work, self.seen = Served(), 0, 0

    def next_tick(self):
        """Tick of the next contact that comes in, or NEVER."""
        return min(self.entries[-1][0] if self.entries else NEVER, self.later[0][0] if self.later else NEVER)

    def next_arrival(self):
        """Take the next contact that comes in before the month ends, or None."""
        later, entries = self.later, self.entries
        if later and later[0][0] < self.until and (not entries or later[0] < entries[-1]):
            entry = heappop(later)
        elif entries:
            entry = entries.pop()
        else:
            return None
        self.seen += 1
        return entry

    def first_free(self, tick):
        """Tick of the first chair free for somebody who waits since `tick`, after those who leave took theirs."""
        free, departing = self.free, self.departing
        begins = free[0] if free else NEVER
        while departing and begins < self.until and departing[-1] < max(begins, tick):
            departing.pop()
            heappop(free)
            begins = free[0] if free else NEVER
        return max(begins, tick)

    def answer(self, entry, begins):
        """Serve a contact from the tick `begins` on."""
        tick, _, work, luck, attempt, waited, _, _, opened, *_ = entry
        heapreplace(self.free, begins + work)
        wait = (begins >> SECOND_BITS) - (tick >> SECOND_BITS)
        self.done.waits.append(wait)
        self.work += work
        if waited < 0:
            waited = (begins >> SECOND_BITS) - (opened >> SECOND_BITS) if attempt else wait
        if self.tickets is not None:
            self.tickets.append(Ticket(tick, begins, wait, work // SECOND))
        self._go_on(entry, WHEN_ANSWERED[attempt][luck], waited, begins + work)

    def give_up(self, entry):
        """Let a contact end unanswered."""
        tick, ends, _, luck, _, waited, person, *_ = entry
        self.done.gave_up.append(person)
        if self.tickets is not None:
            self.tickets.append(Ticket(tick, ends, GAVE_UP, 0))
        self._go_on(entry, WHEN_GIVEN_UP[waited >= 0][luck], waited, ends)

    def _go_on(self, entry, outcome, waited, now):
        _, _, _, _, attempt, _, person, severity, opened, row, month = entry
        if outcome:
            done = self.done
            done.person.append(person)
            done.closed.append(4 * outcome + severity)
            done.waited.append(waited)
        else:
            attempt += 1
            tick = next_contact(opened, attempt, now, self.pause)
            heappush(self.later, (tick, tick + month.patience.item(row, attempt), month.work.item(row, attempt),
                                  month.luck.item(row, attempt), attempt, waited, person, severity, opened, row,
                                  month))


def _by_arrival(desk: _Desk) -> None:
    """First come, first served with abandonment needs no events: a contact's fate is known as soon as all earlier
    contacts have theirs. What `_Desk` does in methods stands here in one piece, because this loop is what a run
    spends most of its time in."""
    free, later, entries, departing, until = desk.free, desk.later, desk.entries, desk.departing, desk.until
    pause, tickets, done, keep = desk.pause, desk.tickets, desk.done, desk.queue.waiting.append
    note_person, note_closed, note_waited = done.person.append, done.closed.append, done.waited.append
    note_wait, seen, worked = done.waits.append, 0, 0
    while True:
        if later and later[0][0] < until and (not entries or later[0] < entries[-1]):
            entry = heappop(later)
        elif entries:
            entry = entries.pop()
        else:
            break
        seen += 1
        tick, ends, work, luck, attempt, waited, person, severity, opened, row, month = entry
        begins = free[0] if free else NEVER
        while departing and begins < until and departing[-1] < (begins if begins > tick else tick):
            departing.pop()
            heappop(free)
            begins = free[0] if free else NEVER
        if begins < tick:
            begins = tick
        if begins < ends:
            if begins >= until:
                keep(entry)
                continue
            now = begins + work
            heapreplace(free, now)
            wait = (begins >> SECOND_BITS) - (tick >> SECOND_BITS)
            note_wait(wait)
            worked += work
            if waited < 0:
                waited = (begins >> SECOND_BITS) - (opened >> SECOND_BITS) if attempt else wait
            outcome = WHEN_ANSWERED[attempt][luck]
            if tickets is not None:
                tickets.append(Ticket(tick, begins, wait, work // SECOND))
        else:
            if ends >= until:
                keep(entry)
                continue
            now = ends
            done.gave_up.append(person)
            outcome = WHEN_GIVEN_UP[waited >= 0][luck]
            if tickets is not None:
                tickets.append(Ticket(tick, ends, GAVE_UP, 0))
        if outcome:
            note_person(person)
            note_closed(4 * outcome + severity)
            note_waited(waited)
        else:
            attempt += 1
            tick = next_contact(opened, attempt, now, pause)
            heappush(later, (tick, tick + month.patience.item(row, attempt), month.work.item(row, attempt),
                             month.luck.item(row, attempt), attempt, waited, person, severity, opened, row, month))
    desk.seen, desk.work = seen, worked


def _by_rank(desk: _Desk) -> None:
    """Two lines, the preferred first; arrivals, free chairs and lost patience are events in the order of time."""
    until, lines, impatient, settled = desk.until, (deque(), deque()), [], set()
    while True:
        for line in lines:
            while line and line[0][0] in settled:
                line.popleft()
        while impatient and impatient[0][1][0] in settled:
            heappop(impatient)
        head = lines[0] or lines[1]
        starts = desk.first_free(min(line[0][0] for line in lines if line)) if head else NEVER
        event = min(desk.next_tick(), impatient[0][0] if impatient else NEVER, starts)
        if event >= until:
            break
        if event == starts:
            settled.add(head[0][0])
            desk.answer(head.popleft(), starts)
        elif impatient and event == impatient[0][0]:
            settled.add(impatient[0][1][0])
            desk.give_up(heappop(impatient)[1])
        else:
            entry = desk.next_arrival()
            lines[not _is_preferred(entry)].append(entry)
            heappush(impatient, (entry[1], entry))
    desk.queue.waiting.extend(sorted(entry for line in lines for entry in line if entry[0] not in settled))
