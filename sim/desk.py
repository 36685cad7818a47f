"""The help desk: cases that begin, the roster, and what a month of service comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.behaviour import answers, staff
from sim.behaviour.answers import ATTEMPTS, NO_ANSWER, SOLVED_FIRST
from sim.calendar import MONTH, SECOND, contact_bits, event_tick
from sim.draws import Draws, Purpose
from sim.inputs import SECONDS_A_MONTH, Inputs
from sim.serving import RETRIES_AFTER_GIVING_UP, RETRIES_UNHELPED, SOLVES, Cases, Served

NO_ANSWER_WAIT = SECONDS_A_MONTH        # counts as a wait of a month (30 calendar days)


def open_cases(who, severity, second, month: int, patience, preferred, service, inputs: Inputs,
               draws: Draws) -> Cases:
    """Cases that begin this month.

    Parameters
    ----------
    who : (n,) int64, person
    severity : (n,) int64, NO_PROBLEM for an ordinary question
    second : (n,) int64, second of the month
    month : int, month, negative in the burn-in
    patience : (n,) float64, 1, `Traits.patience` of `who`
    preferred : (n,) bool, first in line
    service : `staff.Service`, of the month

    Notes
    -----
    All luck of a case is addressed by its own month and by the attempt, wherever the attempts fall.
    """
    index = month + inputs.burn_in
    opened = (index * SECONDS_A_MONTH + second) * SECOND + contact_bits(who, index, 0)

    def luck(purpose):
        return draws.uniform(purpose, month, who, range(ATTEMPTS))

    waits = answers.patience_seconds(patience, luck(Purpose.CONTACT_PATIENCE), inputs)
    unhelped, gave_up = answers.contacts_again(luck(Purpose.CONTACT_AGAIN), inputs)
    unhelped[-1] = gave_up[-1] = False
    solves = answers.solved_at_contact(luck(Purpose.SOLVED), service.resolution)
    work = answers.handle_seconds(luck(Purpose.HANDLE_TIME), service.minutes) * SECOND
    then = SOLVES * solves + RETRIES_UNHELPED * unhelped + RETRIES_AFTER_GIVING_UP * gave_up
    return Cases(who, severity, opened, preferred, (waits * SECOND).T, work.T, then.T)


def pause_ticks(inputs: Inputs) -> int:
    """Pause before somebody tries again, in ticks."""
    return round(3600 * inputs.contact_pause) * SECOND


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

    def decide(self, month: int, contacts: int, quit_rate: float, frozen: float, inputs: Inputs,
               draws: Draws) -> tuple[list[int], list[int], int]:
        """At the end of `month`: quits, hires (but for the share that is frozen) and releases.

        Returns the ticks of new arrivals and of departures, and how many of these quit.
        """
        self.remembered = staff.remembered_contacts(self.remembered, contacts)
        begins = (month + 1 + inputs.burn_in) * SECONDS_A_MONTH
        settled = max(self.staff - len(self.going), 0)
        quitting = np.flatnonzero(staff.quits(draws.uniform(Purpose.STAFF_QUITS, month, slice(settled)), quit_rate))
        when = draws.uniform(Purpose.QUIT_TIME, month, slice(settled))[quitting] if len(quitting) else ()
        leaving = [self._event(begins + int(u * SECONDS_A_MONTH), True) for u in when]
        quitting = len(leaving)
        change = staff.to_hire(staff.staff_needed(self.remembered, inputs),
                               settled - len(leaving) + len(self.coming), inputs)
        released = min(-change, settled - quitting - 1)
        leaving += [self._event(begins + SECONDS_A_MONTH // 2, True) for _ in range(released)]
        change = int(change * (1 - frozen)) if change > 0 else change
        lead = round(inputs.hiring_lead * SECONDS_A_MONTH)
        days = draws.uniform(Purpose.HIRE_TIME, month, slice(change)) if change > 0 else ()
        arriving = [self._event(begins + lead + int(u * SECONDS_A_MONTH / 4), False) for u in days]
        self.coming += arriving
        self.going += leaving
        return arriving, leaving, quitting

    def _event(self, second: int, leaving: bool) -> int:
        self.serial += 1
        return event_tick(second, self.serial, leaving)


def first_roster(customers: int, inputs: Inputs) -> Roster:
    """The desk when the burn-in begins, staffed for the contacts to be expected."""
    contacts = staff.expected_contacts(customers, inputs)
    return Roster(staff.staff_needed(contacts, inputs), contacts)


def worst_closings(served: Served, n: int):
    """The case that counts for each person this month: the worst outcome, then severity; and the longest wait.

    Returns
    -------
    (outcome, severity, wait, gave_up) : (n,) int8, (n,) int8, (n,) float64 in business hours, (n,) int8
        Zero for persons without a closed case (or without a contact given up). Does not depend on the order in
        which cases closed.
    """
    worst, waited, gave_up = np.zeros(n, np.int8), np.zeros(n), np.zeros(n, np.int8)
    person, closed, seconds = (np.asarray(each, np.int64) for each in (served.person, served.closed, served.waited))
    np.maximum.at(worst, person, closed.astype(np.int8))
    np.maximum.at(waited, person, np.where(closed // 4 == NO_ANSWER, NO_ANSWER_WAIT, seconds) / 3600)
    np.add.at(gave_up, np.asarray(served.gave_up, np.int64), np.int8(1))
    return worst >> 2, worst & 3, waited, gave_up


def desk_tally(served: Served, paid_seconds: int) -> dict:
    """The desk's columns of the monthly table; does not depend on the order of the contacts."""
    answered, waits = len(served.waits), np.sort(np.asarray(served.waits, np.int64)) / 3600
    outcomes = np.bincount(np.asarray(served.closed, np.int64) // 4, minlength=NO_ANSWER + 1)
    helped = outcomes[SOLVED_FIRST:NO_ANSWER].sum()
    median, ninetieth = np.nan, np.nan
    if answered:
        median, ninetieth = np.interp(np.array([0.5, 0.9]) * (answered - 1), np.arange(answered), waits)
    return {
        "contacts": served.contacts,
        "answered": answered,
        "abandoned": len(served.gave_up),
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
