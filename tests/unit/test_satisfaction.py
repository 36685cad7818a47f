"""Step 5: satisfaction from performance, expectation and how a case was handled."""

import numpy as np
import pytest

from sim.behaviour import satisfaction
from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.expectation import adapted
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.scenario import checked

ALL_OUTCOMES = np.array([NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED, NO_ANSWER])
BASE = {"performance_weight": 0.5, "delight": 0.35, "disappointment_ratio": 2.0, "first_renewal_of_opinion": 0.5,
        "slow_answer_points": 4, "recovery_points": 3, "probing": 0}


def _month(old=70, expected=60, tenure=0, problem=NO_PROBLEM, outcome=NO_CASE, doublings=0.0, quality=60,
           problem_free=24, extra=0.0, **changes):
    """Satisfaction after one month of one customer."""
    inputs = checked(BASE | changes)
    handled = satisfaction.handled(np.array([outcome]), np.array([problem != NO_PROBLEM]), np.array([float(doublings)]),
                                   np.array([problem_free]), inputs)
    found = satisfaction.updated(np.array([float(old)]), np.array([float(expected)]), np.array([tenure]),
                                 np.array([problem]), quality, handled + extra, inputs)
    return found[0]


@pytest.mark.parametrize(("wait", "doublings"), [
    (0, 0), (2, 0), (4, 0), (8, 1), (16, 2), (4 * 2**6.25, 6.25), (1e9, 6.25)])
def test_a_wait_counts_by_how_often_it_doubles_what_is_tolerated(wait, doublings):
    found = satisfaction.doublings_too_late(np.array([float(wait)]), np.array([4.0]))
    assert found[0] == pytest.approx(doublings, abs=1e-12)


def test_a_tolerant_person_minds_less():
    late = satisfaction.doublings_too_late(np.full(4, 10.0), np.array([1.0, 2.0, 5.0, 20.0]))
    assert (np.diff(late) < 0).all() and late[-1] == 0


def test_quick_means_solved_at_once_and_in_time():
    assert satisfaction.is_quick(ALL_OUTCOMES, np.zeros(5)).tolist() == [False, True, False, False, False]
    assert not satisfaction.is_quick(ALL_OUTCOMES, np.full(5, 0.1)).any()


def test_a_good_answer_is_solved_in_time_at_whatever_attempt():
    assert satisfaction.is_good_answer(ALL_OUTCOMES, np.zeros(5)).tolist() == [False, True, True, False, False]
    assert not satisfaction.is_good_answer(ALL_OUTCOMES, np.full(5, 0.1)).any()


def test_a_failed_answer_is_unsolved_or_none():
    assert satisfaction.is_failed_answer(ALL_OUTCOMES).tolist() == [False, False, False, True, True]


def test_nothing_happens_when_everything_is_as_expected():
    assert satisfaction.disconfirmation(np.zeros(1), checked(BASE))[0] == 0


def test_disappointment_weighs_twice_as_much_as_delight_at_first():
    step = 1e-6
    down, up = satisfaction.disconfirmation(np.array([-step, step]), checked(BASE)) / step
    assert up == pytest.approx(0.35, rel=1e-6)
    assert down == pytest.approx(-0.70, rel=1e-6)


def test_delight_and_disappointment_saturate():
    found = satisfaction.disconfirmation(np.array([15.0, 1e6, -40.0, -1e6]), checked(BASE))
    # all of the gain is 0.35 * 15 points and of the loss 0.7 * 40; the part of 1 - 1/e of it comes at one scale
    assert found == pytest.approx([3.318633, 5.25, -17.699376, -28], abs=1e-6)


def test_a_better_surprise_is_never_worth_less():
    assert (np.diff(satisfaction.disconfirmation(np.linspace(-100, 100, 401), checked(BASE))) > 0).all()


def test_a_quiet_month_pulls_a_new_customer_half_way_to_the_target():
    # target 79 + 0.5 * (60 - 70) = 74
    assert _month() == pytest.approx(72)


def test_old_customers_weigh_the_past_more():
    # tenure 36: half of the weight
    assert _month(tenure=36) == pytest.approx(71)
    assert _month(tenure=72) == pytest.approx(70 + 0.5 / 3 * 4)


def test_usual_performance_as_expected_settles_at_79():
    assert _month(old=79, expected=70, quality=70) == pytest.approx(79)


def test_a_major_problem_of_which_nobody_hears_disappoints():
    # performance 30, surprise -30: target 79 - 20 - 0.7 * 40 * (1 - exp(-0.75)) = 44.226
    assert _month(problem=MAJOR) == pytest.approx((70 + 44.226264) / 2, abs=1e-6)


def test_a_quick_solution_of_a_problem_lifts_satisfaction():
    assert _month(problem=MINOR, outcome=SOLVED_FIRST) - _month(problem=MINOR) == pytest.approx(1.5)


@pytest.mark.parametrize(("months", "points"), [(0, 0), (11, 0), (12, 1.5), (240, 1.5)])
def test_a_second_problem_within_a_year_is_not_made_good_by_a_quick_solution(months, points):
    lifted = _month(problem=MINOR, outcome=SOLVED_FIRST, problem_free=months) - _month(problem=MINOR)
    assert lifted == pytest.approx(points)


@pytest.mark.parametrize(("outcome", "points"), [(SOLVED_FIRST, 0), (SOLVED_LATER, 0), (UNSOLVED, -2), (NO_ANSWER, -2)])
def test_who_was_asked_for_needs_and_not_helped_minds_it(outcome, points):
    # 5 points times the share of contacts in which staff ask, half of which are felt at once
    assert _month(outcome=outcome, probing=0.8) - _month(outcome=outcome) == pytest.approx(points)


def test_what_comes_on_top_is_added_to_the_target():
    assert _month(extra=4.0) - _month() == pytest.approx(2)
    assert _month(extra=-400.0, first_renewal_of_opinion=1.0) == 0


def test_a_price_above_the_market_costs_points_by_how_much_one_minds():
    found = satisfaction.of_price(np.array([0.0, 1.0, 2.0]), checked({"price_points": 30, "price_level": 1.1}))
    assert found == pytest.approx([0, -3, -6])
    assert satisfaction.of_price(np.ones(1), checked({"price_points": 30, "price_level": 0.9})) == pytest.approx([3])
    assert satisfaction.of_price(np.ones(1), checked({"price_level": 1})) == 0


def test_those_outside_the_tier_mind_its_privileges():
    assert satisfaction.of_privileges(np.array([True, False]), checked({"bystander_points": 2})).tolist() == [0, -2]


def test_a_quickly_answered_question_is_no_recovery():
    assert _month(outcome=SOLVED_FIRST) == _month()


@pytest.mark.parametrize(("outcome", "points"), [
    (SOLVED_FIRST, 0), (SOLVED_LATER, -15), (UNSOLVED, -30), (NO_ANSWER, -15)])
def test_every_contact_too_many_costs_15_points(outcome, points):
    assert _month(outcome=outcome) - _month() == pytest.approx(points / 2)


@pytest.mark.parametrize(("doublings", "points"), [(1, -4), (3, -12), (6.25, -25)])
def test_every_doubling_of_the_wait_costs_4_points(doublings, points):
    assert _month(outcome=SOLVED_FIRST, doublings=doublings) - _month() == pytest.approx(points / 2)


def test_slowness_never_costs_more_than_25_points():
    assert _month(outcome=SOLVED_FIRST, doublings=6, slow_answer_points=12) - _month() == pytest.approx(-12.5)


def test_satisfaction_stays_between_0_and_100():
    worst = _month(old=0, expected=100, problem=MAJOR, outcome=UNSOLVED, doublings=6.25, quality=0,
                   first_renewal_of_opinion=1.0)
    best = _month(old=100, expected=0, quality=100, delight=2, first_renewal_of_opinion=1.0)
    assert worst == 0
    assert best == 100


def test_what_is_delivered_is_felt_and_what_is_expected_is_held_against_it():
    assert (np.diff([_month(quality=quality) for quality in range(0, 101, 10)]) > 0).all()
    assert (np.diff([_month(expected=expected) for expected in range(0, 101, 10)]) < 0).all()


def test_delight_does_not_last():
    # A rise in quality that is kept: satisfaction peaks and comes back, because expectations follow.
    content, expected, path = 74.0, 60.0, []
    for _ in range(60):
        content = _month(content, expected, 0, quality=75)
        expected = adapted(expected, 75, checked({"expectation_speed": 0.1, "promise": 0}))
        path.append(content)
    assert max(path) > path[-1] > 74
    assert path[-1] == pytest.approx(79 + 0.5 * 5, abs=0.1)
