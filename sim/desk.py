"""The help desk: cases, the roster, and a kernel that serves every contact in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from itertools import repeat
from typing import NamedTuple

import numpy as np

from sim.behaviour import answers, staff
from sim.behaviour.answers import ATTEMPTS, NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.calendar import MONTH, SECOND, SECOND_BITS, contact_bits, event_tick
from sim.draws import Draws, Purpose
from sim.scenario import SECONDS_A_MONTH, Inputs

NEVER = 1 << 62
GAVE_UP = -1
NO_ANSWER_WAIT = SECONDS_A_MONTH        # counts as a wait of a month (30 calendar days)
_SOLVES, _RETRIES_UNHELPED, _RETRIES_AFTER_GIVING_UP = 1, 2, 4
_LOW_BITS = SECOND - 1


class Cases(NamedTuple):
    """Cases that begin in one month, in order of time, with the luck of each attempt to get them solved.

    Attributes
    ----------
    person, severity : (n,) int64
    opened : (n,) int64, tick of the first attempt
    patience, work : (n, ATTEMPTS) int64, ticks
    luck : (n, ATTEMPTS) int64
        Bits: this attempt solves the case; the person tries again unhelped; tries again after giving up.
    """

    person: np.ndarray
    severity: np.ndarray
    opened: np.ndarray
    patience: np.ndarray
    work: np.ndarray
    luck: np.ndarray


class Ticket(NamedTuple):
    """One contact that has ended: answered (with its wait and work in seconds) or given up (wait is GAVE_UP)."""

    tick: int
    ended: int
    wait: int
    work: int


def open_cases(who, severity, second, month: int, patience, inputs: Inputs, draws: Draws) -> Cases:
    """Cases that begin this month.

    Parameters
    ----------
    who : (n,) int64, person
    severity : (n,) int64, NO_PROBLEM for an ordinary question
    second : (n,) int64, second of the month
    month : int, month, negative in the burn-in
    patience : (n,) float64, 1, `Traits.patience` of `who`

    Notes
    -----
    All luck of a case is addressed by its own month and by the attempt, wherever the attempts fall.
    """
    index = month + inputs.burn_in
    opened = (index * SECONDS_A_MONTH + second) * SECOND + contact_bits(who, index, 0)
    order = np.argsort(opened)
    who, attempts = who[order], range(ATTEMPTS)

    def luck(purpose):
        return np.stack([draws.uniform(purpose, month, who, attempt) for attempt in attempts], axis=-1)

    waits = answers.patience_seconds(patience[order][:, None], luck(Purpose.CONTACT_PATIENCE), inputs)
    unhelped, gave_up = answers.contacts_again(luck(Purpose.CONTACT_AGAIN), inputs)
    unhelped[:, -1] = gave_up[:, -1] = False
    solves = answers.solved_at_contact(luck(Purpose.SOLVED), inputs)
    return Cases(who, severity[order], opened[order], waits * SECOND,
                 answers.handle_seconds(luck(Purpose.HANDLE_TIME), inputs) * SECOND,
                 _SOLVES * solves + _RETRIES_UNHELPED * unhelped + _RETRIES_AFTER_GIVING_UP * gave_up)


def _outcomes(answered_now: bool, answered_before: bool, first: bool) -> tuple[int, ...]:
    """Outcome by the bits of an attempt's luck; NO_CASE where the case goes on because the person tries again."""
    def outcome(luck):
        if answered_now and luck & _SOLVES:
            return SOLVED_FIRST if first else SOLVED_LATER
        if luck & (_RETRIES_UNHELPED if answered_now else _RETRIES_AFTER_GIVING_UP):
            return NO_CASE
        return UNSOLVED if answered_now or answered_before else NO_ANSWER
    return tuple(outcome(luck) for luck in range(8))


# What an attempt's luck leads to, by attempt when it is answered, and by "answered before" when it is given up.
WHEN_ANSWERED = tuple(_outcomes(True, False, attempt == 0) for attempt in range(ATTEMPTS))
WHEN_GIVEN_UP = (_outcomes(False, False, False), _outcomes(False, True, False))


def pause_ticks(inputs: Inputs) -> int:
    """Pause before somebody tries again, in ticks."""
    return round(3600 * inputs.contact_pause) * SECOND


def next_contact(opened: int, attempt: int, now: int, pause: int) -> int:
    """Tick of a later attempt of the case opened at `opened`, a pause (in ticks) after the tick `now`."""
    return now - (now & _LOW_BITS) + pause + (opened & _LOW_BITS) + attempt


@dataclass
class Roster:
    """Who works at the desk, who is coming and going, and the load to staff for.

    `coming` and `going` are ticks of the calendar; `serial` numbers all events ever decided.
    """

    staff: int
    remembered: float
    coming: list[int] = field(default_factory=list)
    going: list[int] = field(default_factory=list)
    serial: int = 0

    def arrive(self, tick: int) -> None:
        """Somebody hired begins to work."""
        self.coming.remove(tick)
        self.staff += 1

    def depart(self, tick: int) -> None:
        """Somebody leaves the desk."""
        self.going.remove(tick)
        self.staff -= 1

    def decide(self, month: int, contacts: int, inputs: Inputs, draws: Draws) -> tuple[list[int], list[int]]:
        """At the end of `month`: quits, hires and releases. Returns the ticks of new arrivals and departures."""
        self.remembered = staff.remembered_contacts(self.remembered, contacts)
        begins = (month + 1 + inputs.burn_in) * SECONDS_A_MONTH
        settled = max(self.staff - len(self.going), 0)
        quitting = np.flatnonzero(staff.quits(draws.uniform(Purpose.STAFF_QUITS, month, slice(settled)), inputs))
        when = draws.uniform(Purpose.QUIT_TIME, month, slice(settled))[quitting]
        leaving = [self._event(begins + int(u * SECONDS_A_MONTH), True) for u in when]
        change = staff.to_hire(staff.staff_needed(self.remembered, inputs),
                               settled - len(leaving) + len(self.coming), inputs)
        leaving += [self._event(begins + SECONDS_A_MONTH // 2, True) for _ in range(min(-change, settled - 1))]
        lead = round(inputs.hiring_lead * SECONDS_A_MONTH)
        days = draws.uniform(Purpose.HIRE_TIME, month, slice(max(change, 0)))
        arriving = [self._event(begins + lead + int(u * SECONDS_A_MONTH / 4), False) for u in days]
        self.coming += arriving
        self.going += leaving
        return arriving, leaving

    def _event(self, second: int, leaving: bool) -> int:
        self.serial += 1
        return event_tick(second, self.serial, leaving)


def first_roster(customers: int, inputs: Inputs) -> Roster:
    """The desk when the burn-in begins, staffed for the contacts to be expected."""
    contacts = staff.expected_contacts(customers, inputs)
    return Roster(staff.staff_needed(contacts, inputs), contacts)


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
    describe the cases that ended.
    """

    contacts: int = 0
    abandoned: int = 0
    work: int = 0
    waits: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    waited: list[int] = field(default_factory=list)


_PERSON = 6


def _entries(cases: Cases) -> list[tuple]:
    """One tuple a first contact: tick, giving-up tick, work, luck, attempt, first wait, person, severity, ..."""
    n = len(cases.person)
    return list(zip(cases.opened.tolist(), (cases.opened + cases.patience[:, 0]).tolist(), cases.work[:, 0].tolist(),
                    cases.luck[:, 0].tolist(), repeat(0, n), repeat(-1, n), cases.person.tolist(),
                    cases.severity.tolist(), cases.opened.tolist(), range(n), repeat(cases, n), strict=True))


def serve(queue: Queue, cases: Cases, arriving: list[int], departing: list[int], until: int, pause: int,
          tickets: list[Ticket] | None = None) -> Served:
    """Serve contacts in order of arrival up to the tick `until`; changes `queue`.

    Parameters
    ----------
    cases : opened this month
    arriving, departing : ticks of this month at which staff come and go
    until : int, tick
    pause : int, ticks, from `pause_ticks`
    tickets : list, optional
        Takes every contact that ends.

    Notes
    -----
    First come, first served with abandonment needs no events: a contact's fate is known as soon as all earlier
    contacts have theirs. Somebody who leaves the desk takes the first chair that is free from then on, before
    any waiting customer. The reference scheduler plays the same desk on a `simpy.PriorityResource`.
    """
    free, later, done = queue.free, queue.later, Served()
    for tick in arriving:
        heappush(free, tick)
    departing = sorted(queue.leaving + departing, reverse=True)
    entries = queue.waiting + _entries(cases)
    entries.reverse()
    carried, seen, queue.waiting = len(queue.waiting), 0, []
    note_person, note_closed, note_waited = done.person.append, done.closed.append, done.waited.append
    waits, work_done = done.waits, 0
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
                queue.waiting.append(entry)
                continue
            now = begins + work
            heapreplace(free, now)
            wait = (begins >> SECOND_BITS) - (tick >> SECOND_BITS)
            waits.append(wait)
            work_done += work
            if waited < 0:
                waited = (begins >> SECOND_BITS) - (opened >> SECOND_BITS) if attempt else wait
            outcome = WHEN_ANSWERED[attempt][luck]
            if tickets is not None:
                tickets.append(Ticket(tick, begins, wait, work // SECOND))
        else:
            if ends >= until:
                queue.waiting.append(entry)
                continue
            now = ends
            done.abandoned += 1
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
    while departing and free and free[0] < until:
        departing.pop()
        heappop(free)
    queue.leaving = departing
    done.contacts, done.work = seen - carried, work_done // SECOND
    return done


def worst_closings(served: Served, n: int):
    """The case that counts for each person this month: the worst outcome, then severity; and the longest wait.

    Returns
    -------
    (outcome, severity, wait) : (n,) int64, (n,) int64, (n,) float64 in business hours
        Zero for persons without a closed case. Does not depend on the order in which cases closed.
    """
    worst, waited = np.zeros(n, np.int64), np.zeros(n, np.int64)
    person, closed, seconds = (np.array(each, dtype=np.int64)
                               for each in (served.person, served.closed, served.waited))
    np.maximum.at(worst, person, closed)
    np.maximum.at(waited, person, np.where(closed // 4 == NO_ANSWER, NO_ANSWER_WAIT, seconds))
    return worst // 4, worst % 4, waited / 3600


def desk_tally(served: Served, paid_seconds: int) -> dict:
    """The desk's columns of the monthly table; does not depend on the order of the contacts."""
    answered = len(served.waits)
    outcomes = np.bincount(np.array(served.closed, dtype=np.int64) // 4, minlength=NO_ANSWER + 1)
    helped = outcomes[SOLVED_FIRST:NO_ANSWER].sum()
    median, ninetieth = np.quantile(served.waits, [0.5, 0.9]) / 3600 if answered else (np.nan, np.nan)
    return {
        "contacts": served.contacts,
        "answered": answered,
        "abandoned": served.abandoned,
        "response_median_hours": float(median),
        "response_p90_hours": float(ninetieth),
        "utilisation": served.work / paid_seconds if paid_seconds else float("nan"),
        "first_contact_resolution": float(outcomes[SOLVED_FIRST] / helped) if helped else float("nan"),
    }


def staff_seconds(before: int, arriving: list[int], departing: list[int], until: int) -> int:
    """Paid seconds of a month that began with `before` members of staff and ends at the tick `until`."""
    end = until // SECOND
    came, went = (sum(end - tick // SECOND for tick in ticks) for ticks in (arriving, departing))
    return before * (MONTH // SECOND) + came - went
