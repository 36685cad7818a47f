"""Step 7: how many people the desk needs, who quits, whom to hire or release."""

from dataclasses import replace

import numpy as np
import pytest

from sim.behaviour import staff
from sim.company import Company
from sim.scenario import SECONDS_A_MONTH, checked

LARGE = {"market_size": 400_000, "customers_at_start": 0, "probing": 0}       # seats enough for anything below


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
    assert staff.quits(luck, 0.3).sum() == 24         # 1 - exp(-0.025) = 0.02469
    assert not staff.quits(luck, 0.0).any()


def test_asking_for_needs_takes_time_for_which_people_are_needed():
    contacts = 100 * SECONDS_A_MONTH / 3600
    long = {"handle_minutes": 60, "response_target": 24, "patience": 24, "patience_spread": 1.2, "probing_minutes": 12}
    assert [_needed(contacts, **long, probing=share) for share in (0, 0.5, 1)] == [50, 55, 60]


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


# -- what the staff's state makes of the plan, and the month of the staff's state ----------------------------------

PLAN = checked(LARGE | {
    "service_quality": 60, "morale_quality": 10, "skill_quality": 15, "first_contact_resolution": 0.68,
    "skill_resolution": 0.3, "authority_resolution": 0.1, "supervisor_resolution": 0.08, "authority": 0,
    "authority_scale": 20, "supervisors": 0, "leadership": 1, "recognition": 0, "training": 0, "handle_minutes": 54,
    "probing_minutes": 4, "cutting_corners": 0.6, "corners_quality": 0.5, "fatigue_slows": 0.1, "morale_speed": 0.15,
    "recognition_scale": 60, "training_scale": 90, "learning_speed": 0.08, "skill_decay": 0.03, "standard_falls": 4.6,
    "standard_rises": 23, "lowest_standard": 0.85, "fatigue_lag": 2, "staff_turnover": 0.3, "quits_by_morale": 2,
    "quits_by_overload": 1.5})
CALM = Company(morale=0.5, skill=0.5, fatigue=0.0, standard=1.0, pressure=0.85)
MONTH_OF_TEN = 10 * SECONDS_A_MONTH


def _service(company=CALM, **changes):
    return staff.service(company, PLAN.model_copy(update=changes))


def _after(company=CALM, contacts=0, paid=MONTH_OF_TEN, quitting=0.0, **changes):
    return replace(company, **staff.after_month(company, contacts, paid, quitting, PLAN.model_copy(update=changes)))


def _contacts(pressure, standard=1.0):
    """Contacts whose work is so many times the paid time."""
    return round(pressure * MONTH_OF_TEN / (60 * 54 * standard))


def test_a_calm_desk_delivers_what_was_planned():
    assert _service() == (60, 0.68, 54)


@pytest.mark.parametrize(("state", "quality", "resolution"), [
    ({"morale": 1.0}, 65, 0.68), ({"morale": 0.0}, 55, 0.68), ({"skill": 1.0}, 67.5, 0.83),
    ({"skill": 0.0}, 52.5, 0.53)])
def test_morale_and_skill_lift_quality_and_skill_solves(state, quality, resolution):
    found = _service(replace(CALM, **state))
    assert (found.quality, found.resolution) == pytest.approx((quality, resolution))


def test_authority_supervisors_and_leaders_solve():
    assert _service(authority=20.0).resolution == pytest.approx(0.68 + 0.1 * (1 - np.exp(-1)))
    assert _service(authority=20.0, leadership=0.0).resolution == pytest.approx(0.68 + 0.05 * (1 - np.exp(-1)))
    assert _service(supervisors=0.08).resolution == pytest.approx(0.68 + 0.08 * (1 - np.exp(-1)))


def test_asking_for_needs_and_fatigue_take_time():
    assert _service(probing=0.5).minutes == pytest.approx(56)
    assert _service(replace(CALM, fatigue=0.5)).minutes == pytest.approx(54 * 1.05)


def test_under_pressure_cases_are_cut_short_and_solved_less_often():
    # twice the work: 2**-0.6 of the time, and the root of that of the resolution
    found = _service(replace(CALM, pressure=2.0))
    assert found.minutes == pytest.approx(54 * 2**-0.6)
    assert found.resolution == pytest.approx(0.68 * 2**-0.3)
    assert found.quality == 60
    assert _service(replace(CALM, pressure=2.0), cutting_corners=0.0) == _service()


@pytest.mark.parametrize(("standard", "pressure", "pace"), [
    (1.0, 0.0, 1), (1.0, 0.7, 1), (1.0, 1.0, 1), (0.85, 1.0, 0.85), (0.85, 0.5, 1), (1.0, 3.0, 3**-0.6),
    (1.0, 99.0, 3**-0.6)])
def test_pace_is_at_most_proper_and_falls_no_further_than_three_times_the_work(standard, pressure, pace):
    assert staff.pace(standard, pressure, PLAN) == pytest.approx(pace)


def test_service_stays_within_its_limits():
    low = _service(replace(CALM, morale=0.0, skill=0.0, pressure=3.0, standard=0.3), service_quality=0.0,
                   first_contact_resolution=0.05, skill_resolution=1.0)
    high = _service(replace(CALM, morale=1.0, skill=1.0), service_quality=100.0, first_contact_resolution=0.99,
                    skill_resolution=1.0, authority=200.0, supervisors=0.4)
    assert (low.quality, low.resolution) == (0, 0.02) and low.minutes > 0
    assert (high.quality, high.resolution) == (100, 0.99)


def test_morale_moves_a_part_of_the_way_to_its_target():
    # 0.3 and 0.2 of a skill of a half: 0.4
    assert _after().morale == pytest.approx(0.5 - 0.15 * 0.1)
    assert _after(authority=20.0, recognition=60.0).morale == pytest.approx(
        0.5 + 0.15 * (0.5 * (1 - np.exp(-1)) - 0.1))
    assert _after(contacts=_contacts(1.25)).morale == pytest.approx(
        0.5 - 0.15 * (0.1 + 0.4 * staff.OVERLOAD_HURTS), abs=1e-4)


def test_programmes_work_half_without_leaders_who_live_them():
    gain, half = (_after(recognition=60.0, leadership=share).morale - _after(leadership=share).morale
                  for share in (1.0, 0.0))
    assert gain == pytest.approx(2 * half) and half > 0
    learnt, less = (_after(training=90.0, leadership=share).skill - _after(leadership=share).skill
                    for share in (1.0, 0.0))
    assert learnt == pytest.approx(2 * less) and less > 0


def test_skill_is_learnt_forgotten_and_leaves_with_those_who_quit():
    assert _after().skill == pytest.approx(0.5 - 0.03 * 0.5)
    assert _after(training=90.0).skill == pytest.approx(0.5 + 0.08 * (1 - np.exp(-1)) * 0.5 - 0.015)
    assert _after(quitting=0.2).skill == pytest.approx(0.5 - (0.03 + 0.1) * 0.5)


def test_pressure_is_work_over_paid_time_and_at_most_three():
    assert _after(contacts=_contacts(1.2)).pressure == pytest.approx(1.2, abs=1e-3)
    assert _after(replace(CALM, standard=0.9), contacts=_contacts(1.2)).pressure == pytest.approx(1.08, abs=1e-3)
    assert _after(contacts=10**7).pressure == 3
    assert _after(contacts=1, paid=0).pressure == 3
    assert _after().pressure == 0


def test_overload_is_what_goes_beyond_full_use_and_at_most_one():
    assert [staff.overload(pressure) for pressure in (0.0, 0.85, 1.25, 3.0)] == pytest.approx([0, 0, 0.4, 1])


def test_fatigue_follows_overload_and_wears_off():
    tired = _after(contacts=_contacts(1.25))
    assert tired.fatigue == pytest.approx(0.2, abs=1e-3)
    assert _after(tired).fatigue == pytest.approx(tired.fatigue / 2)


def test_the_standard_falls_faster_than_it_rises_and_not_below_its_lowest():
    hurried = _after(contacts=_contacts(2.0))
    assert hurried.standard == pytest.approx(1 - (1 - 2**-0.6) / 4.6, abs=1e-3)
    rested = _after(hurried)            # an idle month: a pace of at most 1
    assert 0 < rested.standard - hurried.standard < (1 - hurried.standard) / 20
    for _ in range(50):
        hurried = _after(hurried, contacts=_contacts(3.0))
    assert hurried.standard == 0.85


def test_staff_quit_more_often_when_morale_is_low_and_the_desk_is_overloaded():
    assert staff.quit_rate(CALM, PLAN) == pytest.approx(0.3)
    assert staff.quit_rate(replace(CALM, morale=0.0), PLAN) == pytest.approx(0.3 * np.e)
    assert staff.quit_rate(replace(CALM, pressure=1.85), PLAN) == pytest.approx(0.3 * np.exp(1.5))
    rates = [staff.quit_rate(replace(CALM, morale=morale), PLAN) for morale in (0, 0.3, 0.6, 1)]
    assert rates == sorted(rates, reverse=True) and len(set(rates)) == 4


def test_the_staffs_state_stays_within_its_limits_for_ever():
    rng, company = np.random.default_rng(1), CALM
    for _ in range(400):
        company = _after(company, int(rng.integers(0, 20_000)), int(rng.integers(0, 2)) * MONTH_OF_TEN,
                         float(rng.random()), training=500.0, recognition=500.0, authority=200.0, learning_speed=1.0,
                         morale_speed=1.0, skill_decay=0.5)
        assert 0 <= company.morale <= 1 and 0 <= company.skill <= 1 and 0.85 <= company.standard <= 1
        assert 0 <= company.fatigue <= 1 and 0 <= company.pressure <= 3
