"""The kernel that serves by rank: examples made by hand, and the same desk as SimPy's resource with priorities."""

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import serving
from sim.behaviour.answers import ATTEMPTS, SOLVED_FIRST
from sim.calendar import MONTH, SECOND, contact_bits
from sim.scenario import SECONDS_A_MONTH
from sim.serving import GAVE_UP, SOLVES, Cases, Queue, Served

LONG = SECONDS_A_MONTH
FIRST, USUAL = True, False


def _cases(*rows, month=0):
    """Cases that are solved or given up once and for all, from rows (second, work, patience, first in line)."""
    rows, person = sorted(rows), np.arange(len(rows))
    three = np.ones((1, ATTEMPTS), np.int64)
    second, work, patience, preferred = (np.array([row[place] for row in rows], np.int64) for place in range(4))
    return Cases(person, 0 * person, second * SECOND + contact_bits(person, month, 0), preferred.astype(bool),
                 patience[:, None] * three * SECOND, work[:, None] * three * SECOND,
                 np.full((len(rows), ATTEMPTS), SOLVES))


def _serve(servers, cases, queue=None, until=MONTH):
    queue, tickets = queue or Queue([0] * servers), []
    done = serving.serve(queue, cases, [], [], until, SECOND, tickets)
    done = Served(**{name: np.array(each).tolist() for name, each in vars(done).items()})
    return done, {ticket.tick // SECOND: ticket.wait for ticket in tickets}


def test_the_preferred_are_served_before_those_who_came_earlier():
    _, waits = _serve(1, _cases((0, 100, LONG, USUAL), (10, 5, LONG, USUAL), (20, 7, LONG, FIRST),
                                (30, 1, LONG, FIRST)))
    assert waits == {0: 0, 20: 80, 30: 77, 10: 98}


def test_nobody_is_interrupted():
    _, waits = _serve(1, _cases((0, 100, LONG, USUAL), (1, 10, LONG, FIRST)))
    assert waits == {0: 0, 1: 99}


def test_among_equals_who_came_first_is_served_first():
    _, waits = _serve(1, _cases((0, 100, LONG, USUAL), *((second, 10, LONG, FIRST) for second in (10, 20, 30))))
    assert waits == {0: 0, 10: 90, 20: 90, 30: 90}


def test_somebody_pushed_back_loses_patience_in_the_end():
    done, waits = _serve(1, _cases((0, 100, LONG, USUAL), (10, 5, 95, USUAL), (20, 50, LONG, FIRST)))
    assert waits == {0: 0, 20: 80, 10: GAVE_UP}
    assert done.gave_up == [1] and len(done.waits) == 2


def test_the_preferred_lose_patience_too():
    _, waits = _serve(1, _cases((0, 100, LONG, USUAL), (10, 5, LONG, USUAL), (20, 50, 30, FIRST)))
    assert waits == {0: 0, 10: 90, 20: GAVE_UP}


def test_whoever_waits_at_the_months_end_keeps_their_rank():
    queue = Queue([(SECONDS_A_MONTH + 50) * SECOND])
    waiting = _cases((SECONDS_A_MONTH - 100, 10, LONG, USUAL), (SECONDS_A_MONTH - 50, 10, LONG, FIRST))
    first, _ = _serve(1, waiting, queue)
    assert (first.contacts, first.waits) == (2, [])
    second, waits = _serve(1, _cases(month=1), queue, 2 * MONTH)
    assert (second.contacts, waits) == (0, {SECONDS_A_MONTH - 50: 100, SECONDS_A_MONTH - 100: 160})


def test_without_a_chair_nobody_is_served_whatever_their_rank():
    done, waits = _serve(0, _cases((0, 10, 5, FIRST), (1, 10, 5, USUAL)))
    assert waits == {0: GAVE_UP, 1: GAVE_UP} and done.waits == []


def test_of_a_full_desk_the_work_is_the_same_by_rank_and_by_arrival():
    rows = [(second, 30, LONG) for second in range(0, 600, 10)]
    ranked, _ = _serve(2, _cases(*((*row, row[0] % 30 == 0) for row in rows)))
    plain, _ = _serve(2, _cases(*((*row, USUAL) for row in rows)))
    assert (ranked.work, ranked.contacts, len(ranked.waits)) == (plain.work, plain.contacts, len(plain.waits))
    assert sum(ranked.waits) == sum(plain.waits)


def _by_simpy(servers, cases):
    """Waits by the second of the call, from a resource with priorities."""
    env, waits = simpy.Environment(), {}
    desk = simpy.PriorityResource(env, servers)

    def call(opened, patience, work, preferred):
        yield env.timeout(opened)
        with desk.request(priority=not preferred) as turn:
            yield turn | env.timeout(patience)
            waits[opened] = env.now // SECOND - opened // SECOND if turn.triggered else GAVE_UP
            if turn.triggered:
                yield env.timeout(work)

    for opened, patience, work, preferred in zip(cases.opened.tolist(), cases.patience[:, 0].tolist(),
                                                 cases.work[:, 0].tolist(), cases.preferred.tolist(), strict=True):
        env.process(call(opened, patience, work, preferred))
    env.run()
    return waits


CALLS = st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 400), st.integers(1, 900), st.booleans()), max_size=40)


@settings(max_examples=300)
@given(st.integers(1, 4), CALLS)
def test_the_kernel_is_a_resource_with_priorities(servers, rows):
    cases, tickets = _cases(*rows), []
    done = serving.serve(Queue([0] * servers), cases, [], [], MONTH, SECOND, tickets)
    assert {ticket.tick: ticket.wait for ticket in tickets} == _by_simpy(servers, cases)
    assert sorted(done.closed) == sorted(4 * (SOLVED_FIRST if ticket.wait != GAVE_UP else serving.NO_ANSWER)
                                         for ticket in tickets)


@pytest.mark.parametrize("servers", [1, 3])
def test_the_more_are_preferred_the_less_it_is_worth(servers):
    rng = np.random.default_rng(3)
    calls = [(int(second), 120, LONG) for second in rng.integers(0, 36_000, 280 * servers)]
    luck, waited = rng.random(len(calls)), []
    for share in (0.1, 0.4, 0.7, 1.0):
        cases = _cases(*((*call, bool(u < share)) for call, u in zip(calls, luck, strict=True)))
        tickets = []
        serving.serve(Queue([0] * servers), cases, [], [], MONTH, SECOND, tickets)
        by_tick = {ticket.tick: ticket.wait for ticket in tickets}
        waited.append(np.mean([by_tick[tick] for tick in cases.opened[cases.preferred].tolist()]))
    assert waited == sorted(waited) and waited[0] < waited[-1] / 4
