"""The kernel that serves the desk against Erlang C and Erlang A."""

import numpy as np
import pytest

from sim import analytic, serving
from sim.calendar import SECOND, contact_bits
from sim.serving import Cases, Queue

ARRIVALS, HANDLE, PATIENCE, TARGET = 100 / 3600, 180.0, 120.0, 20.0
LOAD = ARRIVALS * HANDLE
BATCHES, A_BATCH = 50, 4000
# Published tables [M13]. Staff: share that waits, mean wait, share within 20 s; staff: share that gives up, mean wait.
ERLANG_C = {6: (0.5875, 105.75, 0.4743), 7: (0.3241, 29.17, 0.7404), 8: (0.1673, 10.04, 0.8801),
            9: (0.0805, 3.62, 0.9484), 10: (0.0361, 1.30, 0.9793)}
ERLANG_A = {4: (0.3043, 36.5), 5: (0.1924, 23.1), 6: (0.1123, 13.5), 8: (0.0299, 3.6)}


def _waits(staff, patience):
    """Waits in seconds, in order of arrival, and who gave up, by batches of contacts; the first is left out."""
    rng = np.random.default_rng(staff)
    n = (BATCHES + 1) * A_BATCH
    person = np.arange(n)
    # Times keep fractions of a second in the ticks' low bits; only their order matters to the kernel.
    opened = np.cumsum(rng.exponential(SECOND / ARRIVALS, n)).astype(np.int64) + contact_bits(0, 0, 0)
    bears = rng.exponential(patience * SECOND, n) if patience else np.full(n, 2.0**61)
    three = np.ones((1, 3), np.int64)
    cases = Cases(person, np.zeros(n, np.int64), opened, np.zeros(n, bool), bears.astype(np.int64)[:, None] * three,
                  rng.exponential(HANDLE * SECOND, n).astype(np.int64)[:, None] * three,
                  np.ones((n, 3), np.int64) * 1)
    tickets = []
    serving.serve(Queue([0] * staff), cases, [], [], int(opened[-1]) + 10**6 * SECOND, SECOND, tickets)
    tickets.sort()
    waits = np.array([ticket.ended - ticket.tick for ticket in tickets]) / SECOND
    gave_up = np.array([ticket.wait == serving.GAVE_UP for ticket in tickets])
    assert len(tickets) == n
    return (each.reshape(-1, A_BATCH)[1:] for each in (waits, gave_up))


def _agrees(batches, expected):
    """Whether batch means lie around a value that the table gives, within 4 standard errors."""
    means = batches.mean(axis=1)
    assert means.mean() == pytest.approx(expected, abs=4 * means.std(ddof=1) / np.sqrt(len(means)))


@pytest.mark.parametrize("staff", ERLANG_C)
def test_patient_customers_wait_as_erlang_c_says(staff):
    waits, gave_up = _waits(staff, None)
    waiting, wait, answered = ERLANG_C[staff]
    assert not gave_up.any()
    _agrees(waits > 0, waiting)
    _agrees(waits, wait)
    _agrees(waits <= TARGET, answered)


@pytest.mark.parametrize("staff", ERLANG_A)
def test_impatient_customers_give_up_as_erlang_a_says(staff):
    waits, gave_up = _waits(staff, PATIENCE)
    abandoned, wait = ERLANG_A[staff]
    _agrees(gave_up, abandoned)
    _agrees(waits, wait)
    exact = analytic.erlang_a(LOAD, staff, PATIENCE / HANDLE)
    _agrees(gave_up, exact.abandoned)
    _agrees(waits, exact.mean_wait * HANDLE)
    _agrees(waits > 0, exact.waiting)


def test_those_who_wait_are_served_in_order():
    waits, _ = _waits(6, None)
    waits = waits.ravel()
    rng = np.random.default_rng(6)
    opened = np.cumsum(rng.exponential(1 / ARRIVALS, (BATCHES + 1) * A_BATCH))[A_BATCH:]
    begun = opened + waits
    assert (np.diff(begun) > -1e-6).all()


def test_more_staff_shorten_every_wait_of_patient_customers():
    few, many = (np.concatenate(list(_waits_of_the_same_world(staff))) for staff in (6, 7))
    assert (many <= few).all() and (many < few).any()


def _waits_of_the_same_world(staff):
    rng, n = np.random.default_rng(99), 20_000
    opened = np.cumsum(rng.exponential(SECOND / ARRIVALS, n)).astype(np.int64) + contact_bits(0, 0, 0)
    ones = np.ones((n, 3), np.int64)
    work = rng.exponential(HANDLE * SECOND, n).astype(np.int64)[:, None] * ones
    tickets = []
    cases = Cases(np.arange(n), ones[:, 0] * 0, opened, np.zeros(n, bool), ones << 60, work, ones)
    serving.serve(Queue([0] * staff), cases, [], [], 1 << 61, SECOND, tickets)
    return np.array([[ticket.ended - ticket.tick for ticket in sorted(tickets)]])
