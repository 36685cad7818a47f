"""The desk's kernel gives the same answers whether it serves three months in one go or month by month."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import line, serving
from sim.calendar import MONTH, SECOND, contact_bits, event_tick
from sim.scenario import SECONDS_A_MONTH
from sim.serving import Cases, Queue

MONTHS = 3
SECONDS = st.integers(0, MONTHS * SECONDS_A_MONTH - 1)
NEAR_THE_TURN = st.integers(SECONDS_A_MONTH - 3000, SECONDS_A_MONTH + 3000)


def _cases(month, rows):
    """Cases of one month from rows (second, work, patience, luck of three attempts, first in line)."""
    rows = sorted(rows)
    n = len(rows)
    person = np.arange(n) + 1000 * month
    opened = np.array([row[0] for row in rows], np.int64) * SECOND + contact_bits(person, month, 0)
    three = np.ones((1, 3), np.int64)
    work, patience = (np.array([row[place] for row in rows], np.int64).reshape(n, 1) * three * SECOND
                      for place in (1, 2))
    luck = np.array([row[3] for row in rows], np.int64).reshape(n, 3) & [7, 7, 1]
    preferred = np.array([row[4] for row in rows], bool)
    return Cases(person, np.zeros(n, np.int64), opened, preferred, patience, work, luck)


RANKS = st.sampled_from(["as drawn", "nobody", "everybody"])
LUCK = st.tuples(*(st.integers(0, 7) for _ in range(3)))
ROWS = st.lists(st.tuples(SECONDS | NEAR_THE_TURN, st.integers(1, 150_000) | st.integers(1, 2000),
                          st.integers(1, 300_000) | st.integers(1, 2000), LUCK, st.booleans()), max_size=40)
MOVES = st.lists(SECONDS | NEAR_THE_TURN, max_size=3, unique=True)


def _ranked(rows, ranks):
    """The same rows, with everybody or nobody first in line."""
    return [(*row[:4], row[4] if ranks == "as drawn" else ranks == "everybody") for row in rows]


@settings(max_examples=300)
@given(ROWS, RANKS, st.integers(1, 6), MOVES, MOVES, st.integers(1, 20_000))
def test_serving_month_by_month_is_serving_in_one_go(rows, ranks, staff, coming, going, pause):
    rows = _ranked(rows, ranks)
    going = going[:staff - 1]               # somebody stays
    arriving = [event_tick(second, place, False) for place, second in enumerate(coming)]
    departing = [event_tick(second, place, True) for place, second in enumerate(going)]
    months = [_cases(month, [row for row in rows if row[0] // SECONDS_A_MONTH == month]) for month in range(MONTHS)]

    def of(ticks, month):
        return [tick for tick in ticks if tick // MONTH == month]

    at_once, pieces = [], []
    whole = Cases(*(np.concatenate(columns) for columns in zip(*months, strict=True)))
    done = serving.serve(Queue([0] * staff), whole, arriving, departing, MONTHS * MONTH, pause * SECOND, at_once)
    queue, counted = Queue([0] * staff), []
    for month, cases in enumerate(months):
        counted.append(serving.serve(queue, cases, of(arriving, month), of(departing, month), (month + 1) * MONTH,
                                  pause * SECOND, pieces))
    assert sorted(pieces) == sorted(at_once)
    assert sum(each.contacts for each in counted) == done.contacts
    assert sorted(each for part in counted for each in part.gave_up) == sorted(done.gave_up)
    closings = sorted(each for part in counted for each in zip(part.person, part.closed, part.waited, strict=True))
    assert closings == sorted(zip(done.person, done.closed, done.waited, strict=True))
    assert len(queue.free) == staff + len(coming) - len(going)


JUST_BEFORE = st.integers(SECONDS_A_MONTH - 3000, SECONDS_A_MONTH - 1001)
JUST_AFTER = st.integers(SECONDS_A_MONTH, SECONDS_A_MONTH + 6000)
SOLVED = st.just((1, 1, 1))
IN_LINE = st.just(False)


@settings(max_examples=200)
@given(st.integers(2, 6),
       st.lists(st.tuples(JUST_BEFORE, st.integers(1000, 9000), st.just(10**6), SOLVED, IN_LINE), max_size=8),
       st.lists(st.tuples(JUST_AFTER, st.integers(1, 9000), st.just(10**6), SOLVED, IN_LINE), min_size=1, max_size=8),
       st.lists(st.integers(SECONDS_A_MONTH - 1000, SECONDS_A_MONTH - 1), max_size=3, unique=True))
def test_whoever_leaves_at_the_turn_of_a_busy_month_takes_the_same_chair_in_one_go_and_in_pieces(
        staff, before, after, going):
    departing = [event_tick(second, place, True) for place, second in enumerate(going[:staff - 1])]
    first, second = _cases(0, before), _cases(1, after)
    at_once, pieces = [], []
    whole = Cases(*(np.concatenate(columns) for columns in zip(first, second, strict=True)))
    serving.serve(Queue([0] * staff), whole, [], departing, MONTHS * MONTH, SECOND, at_once)
    queue = Queue([0] * staff)
    serving.serve(queue, first, [], departing, MONTH, SECOND, pieces)
    serving.serve(queue, second, [], [], MONTHS * MONTH, SECOND, pieces)
    assert sorted(pieces) == sorted(at_once)


@settings(max_examples=300)
@given(ROWS, st.integers(1, 6), MOVES, MOVES, st.integers(1, 20_000))
def test_where_all_have_the_same_rank_the_line_by_rank_is_the_line_by_arrival(rows, staff, coming, going, pause):
    arriving = [event_tick(second, place, False) for place, second in enumerate(coming)]
    departing = [event_tick(second, place, True) for place, second in enumerate(going[:staff - 1])]
    found = []
    for ranks in ("nobody", "everybody"):
        cases = [_cases(month, _ranked([row for row in rows if row[0] // SECONDS_A_MONTH == month], ranks))
                 for month in range(MONTHS)]
        queue, tickets, lived = Queue([0] * staff), [], []
        for month in range(MONTHS):
            moves = ([tick for tick in ticks if tick // MONTH == month] for ticks in (arriving, departing))
            done = serving.serve(queue, cases[month], *moves, (month + 1) * MONTH, pause * SECOND, tickets)
            closings = sorted(zip(done.person, done.closed, done.waited, strict=True))
            lived.append((done.contacts, done.work, sorted(done.waits), sorted(done.gave_up), closings))
            lived.append(np.delete(queue.line, [line.PREFERRED, line.ORDER], axis=0).tolist())
            lived.append((sorted(queue.free), queue.leaving))
        found.append((lived, sorted(tickets)))
    assert found[0] == found[1]
