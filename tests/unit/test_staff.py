"""Step 7: how many people the desk needs, who quits, whom to hire or release."""

import numpy as np
import pytest

from sim.behaviour import staff
from sim.scenario import SECONDS_A_MONTH, checked

LARGE = {"market_size": 400_000, "customers_at_start": 0}       # seats enough for anything below


def _needed(contacts, **changes):
    return staff.staff_needed(contacts, checked(LARGE | changes))


@pytest.mark.parametrize(("market", "seats"), [(100, 20), (800, 20), (840, 21), (16_000, 400), (1_000_000, 25_000)])
def test_a_fortieth_of_the_market_finds_a_seat_at_the_desk(market, seats):
    assert staff.seats(checked({"market_size": market, "customers_at_start": 0})) == seats


def test_contacts_to_expect_come_from_questions_complaints_and_repeats():
    inputs = checked({"question_rate": 4, "failure_rate": 2, "voiced_share": 0.5, "first_contact_resolution": 0.75,
                      "contacts_again": 0.8})
    assert staff.expected_contacts(1200, inputs) == pytest.approx(1200 * 5 / 12 * 1.2)


def test_the_load_is_remembered_for_three_months_on_average():
    assert staff.remembered_contacts(300, 600) == pytest.approx(400)
    load = 300.0
    for _ in range(60):
        load = staff.remembered_contacts(load, 600)
    assert load == pytest.approx(600, rel=1e-9)


@pytest.mark.parametrize(("people", "target", "level", "heads"), [
    # Load of 5 erlang, as in the table of M13: within 20 s of 180 s are answered .4743 of contacts by 6 people,
    # .7404 by 7, .8801 by 8, .9484 by 9, .9793 by 10. Here the handle time is 135 minutes, so 20 s become 15 minutes.
    (5, 0.25, 0.5, 7), (5, 0.25, 0.8, 8), (5, 0.25, 0.9, 9), (5, 0.25, 0.95, 10)])
def test_short_targets_are_staffed_by_erlang_c(people, target, level, heads):
    contacts = people * SECONDS_A_MONTH / (135 * 60)
    assert _needed(contacts, handle_minutes=135, response_target=target, service_level=level) == heads


@pytest.mark.parametrize(("target", "heads"), [(24, 50), (48, 28), (12, 72)])       # ln 2 / 1.2 is 0.5776 deviations
def test_long_targets_are_staffed_for_those_who_will_not_have_given_up(target, heads):
    contacts = 100 * SECONDS_A_MONTH / 3600
    assert _needed(contacts, handle_minutes=60, response_target=target, patience=24, patience_spread=1.2) == heads


@pytest.mark.parametrize(("load", "heads"), [(0, 1), (0.4, 1), (1.4, 1), (1.6, 2), (7.49, 7), (7.51, 8), (29.4, 29)])
def test_long_targets_are_staffed_to_the_nearest_whole_person_and_one_at_least(load, heads):
    contacts = 2 * load * SECONDS_A_MONTH / 3600            # at a wait of the median patience half have given up
    assert _needed(contacts, handle_minutes=60, response_target=24.0, patience=24) == heads


@pytest.mark.parametrize("target", [1.25, 12.0, 48.0])
def test_staff_for_long_targets_grow_in_proportion_with_the_company(target):
    # Twice the contacts need twice the people, to within a rounding: no person is added for being on the safe side.
    heads = np.array([_needed(contacts, response_target=target) for contacts in range(5000, 40_000, 500)])
    twice = np.array([_needed(2 * contacts, response_target=target) for contacts in range(5000, 40_000, 500)])
    assert np.abs(twice - 2 * heads).max() <= 1
    assert abs((twice - 2 * heads).mean()) < 4 * np.sqrt(0.5 / len(heads))


def test_a_slower_target_never_needs_more_people():
    contacts = 40 * SECONDS_A_MONTH / 3600
    targets = (0.25, 0.5, 0.75, 1.0, 1.25, 2, 4, 8, 16, 32, 48)
    heads = [_needed(contacts, handle_minutes=60, response_target=float(target)) for target in targets]
    assert heads == sorted(heads, reverse=True) and heads[0] > heads[-1]


@pytest.mark.parametrize("target", [0.5, 12])
def test_more_contacts_never_need_fewer_people(target):
    heads = [_needed(contacts, response_target=float(target)) for contacts in range(0, 40_000, 500)]
    assert heads == sorted(heads) and heads[0] == 1 and heads[-1] > 20


def test_the_desk_is_never_without_anybody_and_never_beyond_its_seats():
    assert _needed(0.0) == 1
    for target in (0.5, 12.0):
        inputs = checked({"market_size": 800, "customers_at_start": 0, "response_target": target})
        assert staff.staff_needed(1e7, inputs) == 20


def test_a_fixed_head_count_overrules_the_target():
    assert _needed(1e6, desk_staff=7) == 7
    assert staff.staff_needed(10, checked({"market_size": 800, "customers_at_start": 0, "desk_staff": 50})) == 20


def test_patience_without_spread_is_no_trouble():
    assert _needed(1000, patience_spread=0, patience=24, response_target=12.0) == round(
        1000 * 60 * checked({}).handle_minutes / SECONDS_A_MONTH) == 5
    assert _needed(1000, patience_spread=0, patience=6, response_target=12.0) == 1


def test_staff_quit_at_the_yearly_rate():
    luck = np.linspace(0.001, 0.999, 999)
    assert staff.quits(luck, checked({"staff_turnover": 0.3})).sum() == 24         # 1 - exp(-0.025) = 0.02469
    assert not staff.quits(luck, checked({"staff_turnover": 0})).any()


@pytest.mark.parametrize(("needed", "planned", "change"), [
    (5, 3, 2), (5, 5, 0), (5, 6, 0), (5, 7, -1), (5, 10, -4),       # 15 % of 5 is 0.75
    (3, 2, 1), (3, 3, 0), (3, 4, -1),                               # of 3 it is 0.45: nobody too many is kept
    (4, 5, 0), (4, 6, -1), (20, 23, 0), (20, 24, -1), (100, 99, 1), (100, 115, 0), (100, 116, -1), (100, 130, -15)])
def test_missing_people_are_hired_and_fifteen_percent_too_many_are_kept(needed, planned, change):
    assert staff.to_hire(needed, planned, checked(LARGE)) == change


@pytest.mark.parametrize(("needed", "planned", "change"), [
    (5, 3, 2), (5, 5, 0), (5, 6, -1), (5, 10, -5), (100, 99, 1), (100, 101, -1), (100, 115, -15)])
def test_a_fixed_head_count_is_kept_exactly(needed, planned, change):
    assert staff.to_hire(needed, planned, checked(LARGE | {"desk_staff": needed})) == change
