"""The closed forms reproduce published tables and their own special cases."""

import math

import numpy as np
import pytest

from sim import analytic

# One hundred calls an hour of three minutes each: five erlang. Patience two minutes, target twenty seconds.
LOAD, HANDLE = 100 / 3600 * 180, 180
PATIENCE, TARGET = 120 / HANDLE, 20 / HANDLE
ERLANG_C = {  # staff: P(wait), mean wait in seconds, share answered within 20 s
    4: (1, math.inf, 0), 5: (1, math.inf, 0), 6: (0.5875, 105.75, 0.4743), 7: (0.3241, 29.17, 0.7404),
    8: (0.1673, 10.04, 0.8801), 9: (0.0805, 3.62, 0.9484), 10: (0.0361, 1.30, 0.9793),
}
ERLANG_A = {4: (0.3043, 36.5), 5: (0.1924, 23.1), 6: (0.1123, 13.5), 8: (0.0299, 3.6)}  # staff: gave up, mean wait


@pytest.mark.parametrize("staff", ERLANG_C)
def test_erlang_c_gives_the_published_table(staff):
    waiting, wait, answered = ERLANG_C[staff]
    assert round(analytic.erlang_c(LOAD, staff), 4) == waiting
    assert round(analytic.mean_wait(LOAD, staff) * HANDLE, 2) == wait
    assert round(analytic.service_level(LOAD, staff, TARGET), 4) == answered


@pytest.mark.parametrize("staff", ERLANG_A)
def test_erlang_a_gives_the_published_table(staff):
    abandoned, wait = ERLANG_A[staff]
    desk = analytic.erlang_a(LOAD, staff, PATIENCE)
    assert round(desk.abandoned, 4) == abandoned
    assert round(desk.mean_wait * HANDLE, 1) == wait


def test_one_clerk_makes_everybody_wait_who_meets_another():
    assert analytic.erlang_c(0.7, 1) == pytest.approx(0.7, rel=1e-12)
    assert analytic.mean_wait(0.7, 1) == pytest.approx(0.7 / 0.3, rel=1e-12)


def test_endless_patience_turns_erlang_a_into_erlang_c():
    desk = analytic.erlang_a(5, 7, 10_000)
    assert desk.waiting == pytest.approx(analytic.erlang_c(5, 7), rel=2e-3)
    assert desk.mean_wait == pytest.approx(analytic.mean_wait(5, 7), rel=2e-3)


def test_with_nobody_to_answer_everybody_gives_up():
    desk = analytic.erlang_a(5, 0, 2)
    assert (desk.waiting, desk.abandoned, desk.mean_wait) == pytest.approx((1, 1, 2), rel=1e-9)


def test_an_overloaded_desk_loses_what_it_cannot_serve():
    assert analytic.erlang_a(5500, 5000, 10).abandoned == pytest.approx(500 / 5500, rel=1e-9)


def test_thousands_of_staff_do_not_break_the_queue():
    probabilities = [analytic.erlang_c(4900, staff) for staff in (4901, 4950, 5000, 5400)]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < probabilities[-1] < probabilities[0] < 1
    assert analytic.erlang_c(1, 5000) == 0
    assert analytic.erlang_a(1, 5000, 1) == (0, 0, 0)


def test_nobody_waits_when_nobody_comes():
    assert analytic.erlang_c(0, 3) == 0
    assert analytic.mean_wait(0, 3) == 0
    assert analytic.service_level(0, 3, 0) == 1
    assert analytic.erlang_a(0, 3, 1) == (0, 0, 0)


def test_sbg_projects_the_regular_segment_as_published():
    published = [62.7, 47.4, 38.8, 33.2, 29.2, 26.2, 23.9, 22.0, 20.4, 19.1, 18.0, 17.0]
    assert list(np.round(100 * analytic.sbg_survival(0.704, 1.182, 12)[1:], 1)) == published


def test_sbg_stays_close_to_the_observed_segments():
    regular = [63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]
    high_end = [86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]
    assert np.abs(100 * analytic.sbg_survival(0.704, 1.182, 12)[1:] - regular).max() == pytest.approx(0.61, abs=0.03)
    assert np.abs(100 * analytic.sbg_survival(0.668, 3.806, 7)[1:] - high_end).max() < 2


def test_retention_rises_with_age_though_nobody_changes():
    assert np.all(np.diff(analytic.sbg_retention(0.668, 3.806, 40)) > 0)


def test_gamma_frailty_has_the_published_limits():
    hazard = np.array([0.0, 0.5, 1.0, 3.0])
    np.testing.assert_allclose(analytic.frail_survival(hazard, 1.0), 1 / (1 + hazard), rtol=1e-14)
    np.testing.assert_array_equal(analytic.frail_survival(hazard, 0), np.exp(-hazard))
    np.testing.assert_allclose(analytic.frail_survival(hazard, 1e-9), np.exp(-hazard), rtol=1e-8)


@pytest.mark.parametrize(("retention", "multiple"), [(0.7, 2.7), (0.8, 3.5), (0.9, 5.1), (0.95, 6.6)])
def test_a_customer_is_worth_the_published_multiple_of_the_margin(retention, multiple):
    assert round(analytic.lifetime_value(1, retention, 0.12, first_now=True), 1) == multiple


def test_lifetime_value_is_the_sum_of_its_payments():
    later = analytic.net_present_value(45 * 0.8 ** np.arange(1, 400), 0.12)
    assert analytic.lifetime_value(45, 0.8, 0.12) == pytest.approx(later, rel=1e-12)
    now = analytic.net_present_value(45 * 0.8 ** np.arange(400), 0.12, first_now=True)
    assert analytic.lifetime_value(45, 0.8, 0.12, first_now=True) == pytest.approx(now, rel=1e-12)


def test_paying_now_and_paying_later_differ_by_the_first_margin():
    now, later = (analytic.lifetime_value(10, 0.9, 0.1, first_now=first) for first in (True, False))
    assert now - later == pytest.approx(10, rel=1e-12)


@pytest.mark.parametrize(("renewals", "expected"), [(5, 7.136), (6, 7.345), (7, 7.530)])
def test_residual_lifetime_gives_the_published_values(renewals, expected):
    assert round(analytic.residual_lifetime(0.668, 3.806, renewals, 0.10), 3) == expected


def test_residual_lifetime_is_the_discounted_survival_of_those_who_are_left():
    survival = analytic.sbg_survival(0.668, 3.806, 3000)
    ahead = survival[8:] / survival[7]
    summed = float((ahead / 1.1 ** np.arange(len(ahead))).sum())
    assert analytic.residual_lifetime(0.668, 3.806, 7, 0.10) == pytest.approx(summed, rel=1e-9)


def test_adoption_peaks_where_bass_says():
    assert round(analytic.bass_peak(0.03, 0.38), 2) == 6.19
    assert round(float(analytic.bass_adopted(0.03, 0.38, analytic.bass_peak(0.03, 0.38))), 2) == 0.46
    years = np.linspace(0, 20, 20_001)
    steepest = years[np.gradient(analytic.bass_adopted(0.03, 0.38, years)).argmax()]
    assert steepest == pytest.approx(6.19, abs=0.01)


def test_adoption_without_imitation_falls_from_the_start():
    assert analytic.bass_peak(0.03, 0.02) == 0
    np.testing.assert_allclose(analytic.bass_adopted(0.03, 0, [0, 10]), [0, 1 - math.exp(-0.3)], rtol=1e-12)


def test_present_value_discounts_the_first_payment_only_when_it_comes_later():
    assert analytic.net_present_value([100, 100], 0.25) == pytest.approx(80 + 64)
    assert analytic.net_present_value([100, 100], 0.25, first_now=True) == pytest.approx(100 + 80)
    assert analytic.net_present_value([], 0.25) == 0


@pytest.mark.parametrize(("call", "message"), [
    (lambda: analytic.erlang_c(-1, 3), "load = -1 is out of range; allowed: at least 0 erlang"),
    (lambda: analytic.erlang_c(math.nan, 3), "load = nan is out of range; allowed: at least 0 erlang"),
    (lambda: analytic.mean_wait(1, -3), "staff = -3 is out of range; allowed: at least 0 person"),
    (lambda: analytic.service_level(1, 3, math.inf),
     "target_in_handle_times = inf is out of range; allowed: at least 0 mean handle time"),
    (lambda: analytic.erlang_a(1, 3, 0), "patience = 0 is out of range; allowed: above 0 to 10000 mean handle time"),
    (lambda: analytic.sbg_survival(0, 1, 12), "alpha = 0 is out of range; allowed: above 0"),
    (lambda: analytic.sbg_retention(1, 1, 0), "periods = 0 is out of range; allowed: at least 1 period"),
    (lambda: analytic.frail_survival([-0.5], 1), "cumulated_hazard = -0.5 is out of range; allowed: at least 0"),
    (lambda: analytic.lifetime_value(1, 1.2, 0.1), "retention = 1.2 is out of range; allowed: 0 to 1"),
    (lambda: analytic.lifetime_value(1, 1, 0),
     "discount = 0 is out of range when everybody stays; allowed: above 0"),
    (lambda: analytic.residual_lifetime(1, 1, 2, 0), "discount = 0 is out of range; allowed: above 0 1/period"),
    (lambda: analytic.bass_peak(0, 0.3), "innovation = 0 is out of range; allowed: above 0 1/year"),
    (lambda: analytic.net_present_value([1], -0.1), "discount = -0.1 is out of range; allowed: at least 0 1/period"),
])
def test_nonsense_is_refused_with_its_name_its_value_and_what_is_allowed(call, message):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == message
