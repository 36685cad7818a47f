"""The loops that serve the desk's contacts in the order of time, and those that pass something on to contacts.

Loops over whole numbers (and sums that are exact), compiled by Numba where there is one and run as they are where
there is none (in a browser), with the same result to the last bit. The first run of a new installation takes
seconds to compile; what was compiled is kept beside this file (docs/decisions/0022). Tables are indexed row first,
``table[ROW][column]``, which lists of lists can do as well; tuples of arrays would be several times slower.
"""

from __future__ import annotations

from heapq import heappop, heappush, heapreplace

import numpy as np

from sim.calendar import SECOND, SECOND_BITS
from sim.line import (
    ATTEMPT, ATTEMPTS, CAME, CASE, ENDED, GAVE_UP, LUCK, NEVER, OPENED, ORDER, OUTCOME, PATIENCE, PAUSE, PREFERRED,
    TICK, UNTIL, WAIT, WAITED, WHEN_ANSWERED, WHEN_GIVEN_UP, WORK, WORKED,
)

try:
    import numba
except ImportError:
    numba = None

_LOW_BITS = SECOND - 1
# What is compiled in from other files. Numba compiles anew when this file has changed, not when those have.
_FROZEN = (33, 3, 4, 5, 6, 2, 3, 7, 8, 9, 12, 15, 0, 1, 2, 3, 4, 0, 1, 2, 26, -1, 1 << 62)
_NOW = (SECOND_BITS, ATTEMPTS, TICK, ATTEMPT, WAITED, OPENED, PREFERRED, OUTCOME, ORDER, PATIENCE, WORK, LUCK,
        CASE, CAME, ENDED, WAIT, WORKED, UNTIL, PAUSE, WHEN_ANSWERED, WHEN_GIVEN_UP, GAVE_UP, NEVER)
if _NOW != _FROZEN:
    raise ImportError(f"the layout of tables has changed: write it into {__file__}, so that loops are compiled anew")


def _compiled(loop):
    """Compile a loop, if possible once for all processes to come."""
    if numba is None:
        return loop
    try:
        return numba.njit(cache=True)(loop)
    except RuntimeError:                # nowhere to keep it
        return numba.njit(loop)


def serve(line: np.ndarray, log: np.ndarray, rules: np.ndarray, chairs: np.ndarray, leaving: np.ndarray):
    """Serve a line up to the month's end; fills `log` and moves `line` on.

    Parameters
    ----------
    line : (LINE_ROWS, n) int64
        Open cases with the ticks of their next contacts; in the row ORDER, the cases in the order of these.
    log : (LOG_ROWS, ATTEMPTS * n) int64
        Takes the contacts that end: case, tick, tick of the end, wait in seconds or GAVE_UP, work in ticks.
    rules : int64 array
    chairs, leaving : int64 arrays, tick, ascending
        When each member of staff is free next, and when somebody wants to leave the desk.

    Returns
    -------
    (done, gone, free) : int, int, list of int
        Contacts that ended, leavers who took a chair, and the chairs' next free ticks as a heap.
    """
    loop = by_rank if line[PREFERRED].any() else by_arrival
    if numba is not None:
        return loop(line, log, rules, chairs, leaving)
    lists = line.tolist(), log.tolist()
    found = loop(*lists, rules.tolist(), chairs.tolist(), leaving.tolist())
    line[:], log[:] = lists
    return found


@_compiled
def _first_chair(free, leaving, gone, tick, until):
    """The first chair free for somebody who waits since `tick`, after those who leave took theirs; how many did."""
    begins = free[0] if len(free) else NEVER
    while gone < len(leaving) and begins < until and leaving[gone] < max(begins, tick):
        gone += 1
        heappop(free)
        begins = free[0] if len(free) else NEVER
    return max(begins, tick), gone


@_compiled
def _end(line, log, rules, done, free, case, begins, ends):
    """End a case's present contact: answered where a chair `begins` before patience `ends`. The next one's tick."""
    tick, attempt = line[TICK][case], line[ATTEMPT][case]
    luck = line[LUCK + attempt][case]
    log[CASE][done], log[CAME][done] = case, tick
    if begins < ends:
        work = line[WORK + attempt][case]
        now = begins + work
        heapreplace(free, now)
        if line[WAITED][case] < 0:
            line[WAITED][case] = (begins >> SECOND_BITS) - (line[OPENED][case] >> SECOND_BITS)
        log[ENDED][done], log[WORKED][done] = begins, work
        log[WAIT][done] = (begins >> SECOND_BITS) - (tick >> SECOND_BITS)
        outcome = rules[WHEN_ANSWERED + 8 * attempt + luck]
    else:
        now = ends
        log[ENDED][done], log[WORKED][done], log[WAIT][done] = ends, 0, GAVE_UP
        outcome = rules[WHEN_GIVEN_UP + (8 if line[WAITED][case] >= 0 else 0) + luck]
    line[OUTCOME][case] = outcome
    if outcome:
        return NEVER
    line[ATTEMPT][case] = attempt + 1
    line[TICK][case] = (now & ~_LOW_BITS) + rules[PAUSE] + (line[OPENED][case] & _LOW_BITS) + attempt + 1
    return line[TICK][case]


@_compiled
def by_arrival(line, log, rules, chairs, leaving):
    """First come, first served with abandonment needs no events: a contact's fate is known as soon as all earlier
    contacts have theirs."""
    free, later, place, done, gone = [tick for tick in chairs], [(NEVER, 0)], 0, 0, 0
    until, n = rules[UNTIL], len(line[TICK])
    while True:
        case = line[ORDER][place] if place < n else 0
        tick = line[TICK][case] if place < n else NEVER
        if later[0][0] < tick:
            tick, case = heappop(later)
        else:
            place += 1
        if tick >= until:
            break
        begins, gone = _first_chair(free, leaving, gone, tick, until)
        ends = tick + line[PATIENCE + line[ATTEMPT][case]][case]
        if min(begins, ends) >= until:
            continue
        again = _end(line, log, rules, done, free, case, begins, ends)
        done += 1
        if again < until:
            heappush(later, (again, case))
    return done, gone, free


@_compiled
def by_rank(line, log, rules, chairs, leaving):
    """Two lines, the preferred first; arrivals, free chairs and lost patience are events in the order of time."""
    free, later, impatient = [tick for tick in chairs], [(NEVER, 0)], [(NEVER, 0)]
    place, done, gone, until, n = 0, 0, 0, rules[UNTIL], len(line[TICK])
    lines, heads = ([0], [0]), [1, 1]           # a contact in a line is ``attempt * n + case``
    in_line = [-1 for _ in range(n)]
    while True:
        since = NEVER
        for rank in range(2):
            while heads[rank] < len(lines[rank]) and _is_over(in_line, lines[rank][heads[rank]], n):
                heads[rank] += 1
            if heads[rank] < len(lines[rank]):
                since = min(since, line[TICK][lines[rank][heads[rank]] % n])
        while impatient[0][0] < NEVER and _is_over(in_line, impatient[0][1], n):
            heappop(impatient)
        starts = NEVER
        if since < NEVER:
            starts, gone = _first_chair(free, leaving, gone, since, until)
        comes = min(line[TICK][line[ORDER][place]] if place < n else NEVER, later[0][0])
        ends = impatient[0][0]
        if min(comes, ends, starts) >= until:
            break
        if comes < min(starts, ends):
            if later[0][0] == comes:
                case = heappop(later)[1]
            else:
                case = line[ORDER][place]
                place += 1
            attempt = line[ATTEMPT][case]
            in_line[case] = attempt * n + case
            lines[0 if line[PREFERRED][case] else 1].append(in_line[case])
            heappush(impatient, (comes + line[PATIENCE + attempt][case], in_line[case]))
            continue
        if starts <= ends:
            rank = 0 if heads[0] < len(lines[0]) else 1
            case = lines[rank][heads[rank]] % n
            again = _end(line, log, rules, done, free, case, starts, NEVER)
        else:
            case = impatient[0][1] % n
            again = _end(line, log, rules, done, free, case, NEVER, ends)
        in_line[case] = -1
        done += 1
        if again < until:
            heappush(later, (again, case))
    return done, gone, free


@_compiled
def _is_over(in_line, contact, n):
    return in_line[contact % n] != contact


@_compiled
def tell(heard, first, contact, who, begin, count):
    """Add 1 to `heard` for `count` contacts of each of `who`, from place `begin` of their list on and around."""
    for teller, place, told in zip(who, begin, count):      # noqa: B905  Numba knows no strict zip
        here, end = first[teller] + place, first[teller + 1]
        for _ in range(told):
            heard[contact[here]] += 1.0
            here += 1
            if here == end:
                here = first[teller]


@_compiled
def notice(seen, first, contact, strength, who):
    """Add to `seen` the strength of every tie of each of `who`, at the other end of the tie."""
    for leaver in who:
        for place in range(first[leaver], first[leaver + 1]):
            seen[contact[place]] += strength[place]
