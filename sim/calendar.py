"""The clock and the calendar: whole business seconds, and staff who come and go on their day as SimPy processes.

Time runs in ticks. A tick's high bits count business seconds since the burn-in began; its low 33 bits
carry the number of the contact (person, month of the case, attempt) or of the event, so that no two
contacts ever share a tick and no heap has to break a tie.
"""

from __future__ import annotations

from sim.scenario import SECONDS_A_MONTH

SECOND_BITS = 33
SECOND = 1 << SECOND_BITS
MONTH = SECONDS_A_MONTH * SECOND
_EVENTS = 2000


def contact_bits(person: int, month: int, attempt: int) -> int:
    """Low bits of a contact's tick; `month` counts from the beginning of the burn-in.

    Works on integers and on int64 arrays. Room: 2**21 - 1 persons, 512 months, 8 attempts.
    """
    return (person + 1) << 12 | month << 3 | attempt


def person_of(tick: int) -> int:
    """The person whose contact a tick is; works on integers and on int64 arrays."""
    return (tick & (SECOND - 1)) // (1 << 12) - 1


def event_tick(second: int, serial: int, leaving: bool) -> int:
    """Tick of a member of staff arriving or leaving, apart from every contact's (whose low bits are >= 4096)."""
    return second * SECOND + 1 + serial % _EVENTS + _EVENTS * leaving


def at(env, tick: int, happen):
    """SimPy process: when the clock reaches `tick`, call `happen(tick)`."""
    yield env.timeout(tick - env.now)
    happen(tick)
