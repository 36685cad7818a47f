"""Ticks: one for each contact and event, readable, and within 64 bits."""

import itertools

import numpy as np
import simpy

from sim import calendar
from sim.behaviour.answers import ATTEMPTS, LONGEST_HANDLING
from sim.calendar import MONTH, SECOND, contact_bits, event_tick
from sim.scenario import SECONDS_A_MONTH, declarations

MOST_PEOPLE = int(declarations()["market_size"].high)
MONTHS = int(declarations()["months"].high + declarations()["burn_in"].high)


def test_a_month_has_176_business_hours():
    assert SECONDS_A_MONTH == 633_600
    assert MONTH == 633_600 * SECOND


def test_contacts_never_share_a_tick():
    persons, months = (0, 1, 2, 4094, 4095, 4096, MOST_PEOPLE - 1), (0, 1, 23, 255, 256, MONTHS - 1)
    bits = [contact_bits(*each) for each in itertools.product(persons, months, range(ATTEMPTS))]
    assert len(set(bits)) == len(bits) == len(persons) * len(months) * ATTEMPTS


def test_a_contacts_tick_tells_whose_it_is():
    bits = contact_bits(person=654_321, month=299, attempt=2)
    assert (bits >> 12) - 1 == 654_321
    assert (bits >> 3) % 512 == 299
    assert bits % 8 == 2


def test_a_contacts_bits_leave_its_second_alone():
    largest = contact_bits(MOST_PEOPLE - 1, MONTHS - 1, ATTEMPTS - 1)
    assert largest < SECOND
    assert (77 * SECOND + largest) // SECOND == 77


def test_the_address_space_holds_300_months_and_a_million_people():
    assert (MOST_PEOPLE, MONTHS) == (1_000_000, 300)
    latest = MONTHS * SECONDS_A_MONTH + 10 * SECONDS_A_MONTH + LONGEST_HANDLING
    assert latest * SECOND + contact_bits(MOST_PEOPLE - 1, MONTHS - 1, ATTEMPTS - 1) < np.iinfo(np.int64).max


def test_arrays_and_single_numbers_give_the_same_bits():
    people = np.array([0, 5, MOST_PEOPLE - 1])
    assert contact_bits(people, 7, 1).tolist() == [contact_bits(int(person), 7, 1) for person in people]


def test_staff_come_and_go_on_ticks_of_their_own():
    ticks = [event_tick(50, serial, leaving) for serial in range(2000) for leaving in (False, True)]
    assert len(set(ticks)) == len(ticks)
    assert {tick // SECOND for tick in ticks} == {50}
    assert max(tick % SECOND for tick in ticks) < contact_bits(0, 0, 0)


def test_within_a_second_staff_move_before_any_customer_arrives():
    assert event_tick(9, 1999, True) < 9 * SECOND + contact_bits(0, 0, 0)


def test_an_event_happens_at_its_tick_and_not_earlier():
    env, seen = simpy.Environment(initial_time=3 * SECOND), []
    for tick in (9 * SECOND + 2, 9 * SECOND + 1, 4 * SECOND):
        env.process(calendar.at(env, tick, lambda now: seen.append((now, env.now))))
    env.run(9 * SECOND)
    assert seen == [(4 * SECOND, 4 * SECOND)]
    env.run()
    assert [now for now, _ in seen] == [4 * SECOND, 9 * SECOND + 1, 9 * SECOND + 2]
