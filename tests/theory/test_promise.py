"""Promises: they sell now and disappoint for ever; surprises wear off; disappointment weighs double."""

import numpy as np
import pytest

import sim
from sim.behaviour import expectation, joining, satisfaction
from sim.population import CUSTOMER
from sim.scenario import checked

SPEED = 0.1
SURPRISES = np.array([1.0, 5.0, 10.0, 20.0, 40.0])
# Nobody leaves or joins, nothing goes wrong, and staff make no difference: quality is 60 for everybody, for ever.
STILL = {
    "hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
    "return_rate": 0, "failure_rate": 0, "question_rate": 0, "morale_quality": 0, "skill_quality": 0,
    "service_quality": 60.0, "expectation_speed": SPEED, "promise_weight": 0.5, "performance_weight": 0.5,
    "delight": 0.35, "disappointment_ratio": 2.0, "first_tenure": 0, "burn_in": 0, "price_level": 1.0,
}


def _expected(months, quality, promise=0, start=70.0):
    inputs, found = checked({"expectation_speed": SPEED, "promise_weight": 0.5, "promise": promise}), np.array([start])
    for _ in range(months):
        found = expectation.adapted(found, quality, inputs)
    return found[0]


def test_a_point_promised_above_what_is_delivered_raises_what_people_expect_by_half():
    assert expectation.promised(60.0, checked({"promise": 20, "promise_weight": 0.5})) == 70
    assert expectation.promised(60.0, checked({"promise": -20, "promise_weight": 0.5})) == 50
    assert expectation.promised(95.0, checked({"promise": 40, "promise_weight": 0.5})) == 100


def test_after_a_step_in_quality_the_surprise_is_halved_in_six_and_a_half_months():
    half_life = np.log(2) / -np.log(1 - SPEED)
    assert half_life == pytest.approx(6.58, abs=0.005)
    surprise = [80 - _expected(months, 80.0) for months in range(20)]
    assert surprise == pytest.approx(10 * 0.5 ** (np.arange(20) / half_life))


def test_with_the_same_quality_for_long_nothing_surprises_any_more():
    assert _expected(200, 80.0) == pytest.approx(80)
    assert _expected(200, 40.0) == pytest.approx(40)


def test_an_empty_promise_never_stops_disappointing():
    gap = [60 - _expected(months, 60.0, promise=20, start=60.0) for months in (1, 12, 240)]
    assert (np.diff(gap) < 0).all()
    assert gap[-1] == pytest.approx(-10)


def test_a_modest_promise_goes_on_surprising():
    assert 60 - _expected(240, 60.0, promise=-20) == pytest.approx(10)


# -- what a surprise does --------------------------------------------------------------------------------------


def _felt(surprise, **changes):
    usual = {"delight": 0.35, "disappointment_ratio": 2.0}
    return satisfaction.disconfirmation(np.atleast_1d(surprise), checked(usual | changes))


def test_at_first_disappointment_weighs_twice_as_much_as_delight():
    tiny = 1e-6
    assert _felt(-tiny) / _felt(tiny) == pytest.approx(-2.0, rel=1e-4)
    assert _felt(tiny) / tiny == pytest.approx(0.35, rel=1e-4)


def test_the_whole_curve_is_saturating_on_both_sides():
    assert _felt(SURPRISES) == pytest.approx(0.35 * 15 * (1 - np.exp(-SURPRISES / 15)))
    assert _felt(-SURPRISES) == pytest.approx(-0.7 * 40 * (1 - np.exp(-SURPRISES / 40)))


def test_disappointment_weighs_at_least_double_whatever_the_size():
    assert (-_felt(-SURPRISES) >= 2 * _felt(SURPRISES)).all()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_the_ratio_is_the_one_that_is_set(ratio):
    assert _felt(-1e-6, disappointment_ratio=ratio) / _felt(1e-6) == pytest.approx(-ratio, rel=1e-4)


def test_what_was_expected_is_no_surprise():
    assert _felt(0.0) == 0


# -- in a run --------------------------------------------------------------------------------------------------


def _content(promise):
    run = sim.run(sim.load("broadband").scaled(800).changed(**STILL, months=240, promise=promise), seed=1)
    people = run.people
    who = people.status == CUSTOMER
    return people.satisfaction[who], people.expectation[who]


@pytest.mark.parametrize(("promise", "gap"), [(0.0, 0.0), (20.0, -10.0), (-20.0, 10.0)])
def test_after_twenty_years_satisfaction_is_where_performance_and_promise_put_it(promise, gap):
    content, expects = _content(promise)
    assert expects == pytest.approx(60 - gap)
    # 79 at a performance of 70; half a point for each point of performance; and what the gap does, month by month.
    settled = 79 - 0.5 * 10 + _felt(gap)[0]
    assert content == pytest.approx(settled, abs=1.0)
    assert content.std() < 0.01


def test_a_bold_promise_sells():
    one = np.ones(1)
    quiet, bold = (joining.joining_probability(0, 0.7, one, checked({"promise": each, "promise_pull": 0.25}))[0]
                   for each in (0, 20))
    assert np.log(1 - bold) == pytest.approx(np.exp(0.5) * np.log(1 - quiet))


def test_overpromising_sells_at_once_and_disappoints_to_the_end():
    company = sim.load("broadband").changed(months=60)
    plain, bold = ([sim.run(company.changed(promise=each), seed).columns for seed in (1, 2, 3, 4)]
                   for each in (0.0, 20.0))

    def mean(runs, column, months):
        return np.array([run[column][months].mean() for run in runs])

    first, last = slice(0, 6), slice(48, 60)
    assert (mean(bold, "joined", first) > mean(plain, "joined", first)).all()
    assert (mean(bold, "satisfaction", first) < mean(plain, "satisfaction", first)).all()
    assert (mean(bold, "satisfaction", last) < mean(plain, "satisfaction", last) - 2).all()
    churn = [mean(runs, "left", last) / mean(runs, "customers", last) for runs in (plain, bold)]
    assert churn[1].mean() > churn[0].mean()
    assert (mean(bold, "reputation", last) < mean(plain, "reputation", last)).all()
