"""Small gestures: for the loyal only, unbundled, not too often; they wear off and make ambassadors."""

import numpy as np
import pytest

import sim
from sim.behaviour import relationship, talk
from sim.behaviour.answers import NO_CASE
from sim.events import Event
from sim.population import CUSTOMER
from sim.scenario import checked

USUAL = {"gesture_strength": 1, "reward_needs": 60, "bundling_loss": 0.8, "gesture_attention": 0.2}
CALM = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
        "return_rate": 0}


def _gesture(satisfaction=75.0, tenure=24, thanked=0.0, received=True, **changes):
    return relationship.gesture(np.array([received]), np.array([satisfaction]), np.array([tenure]),
                                np.array([thanked]), checked(USUAL | changes))[0]


@pytest.mark.parametrize(("satisfaction", "tenure", "works"), [
    (75, 3, True), (70, 3, False), (65, 24, True), (65, 12, False), (65, 13, True), (59.9, 100, False)])
def test_a_gesture_works_on_the_satisfied_or_long_standing_who_are_served_right(satisfaction, tenure, works):
    assert (_gesture(float(satisfaction), tenure) > 0) == works


def test_whoever_gets_no_gesture_feels_none():
    assert _gesture(received=False) == 0


def test_a_gesture_that_comes_with_a_discount_loses_four_fifths():
    assert _gesture(gestures_bundled=1) == pytest.approx(0.2 * _gesture())


def test_every_repetition_weighs_less():
    felt = [_gesture(thanked=float(number)) for number in range(5)]
    assert felt == pytest.approx(np.exp(-np.arange(5) / 3))


def test_a_firm_that_finds_no_effect_sets_the_strength_to_zero():
    assert _gesture(gesture_strength=0) == 0


def test_a_felt_gesture_makes_people_less_indifferent():
    def feels(warmth):
        nobody = np.zeros(1)
        return relationship.indifference(np.full(1, 0.5), np.full(1, NO_CASE), nobody, nobody, np.full(1, warmth),
                                         nobody, checked(USUAL))[0]

    assert feels(0.0) - feels(1.0) == pytest.approx(0.2 * 0.5)
    assert feels(1.0) < feels(0.5) < feels(0.0)


def test_ambassadors_tell_half_as_many_good_stories_again():
    luck = (np.arange(100_000) + 0.5) / 100_000

    def told(warmth):
        same = np.ones(len(luck))
        return talk.tells_good_story(luck, 75 * same, warmth * same, same,
                                     checked({"ambassador_lift": 0.5, "good_story_rate": 0.6})).mean()

    assert np.log(1 - told(1.0)) == pytest.approx(1.5 * np.log(1 - told(0.0)), rel=1e-3)


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband").scaled(2000).changed(**CALM, months=12, burn_in=0)


def _warmth(company, months, **changes):
    """Warmth of the customers after a single gesture to everybody in month 0."""
    plan = company.changed(gestures=12.0, **changes)
    once = sim.Scenario("once", plan.today, plan.plan, events=(Event(1, "lever", 0.0, lever="gestures"),))
    people = sim.run(once, seed=1, months=months).people
    return people.warmth[people.status == CUSTOMER]


def test_in_a_run_a_gesture_wears_off_by_half_in_two_months(company):
    first, later, last = (_warmth(company, months, gesture_half_life=2.0) for months in (1, 3, 9))
    felt = first > 0
    assert felt.mean() > 0.5 and (first[felt] == 1).all()
    assert later[felt] == pytest.approx(0.5) and last[felt] == pytest.approx(1 / 16)
    assert not later[~felt].any()


def test_in_a_run_gestures_before_service_is_right_are_wasted(company):
    assert not _warmth(company, 3, reward_needs=100).any()


def test_in_a_run_gestures_cost_what_they_cost_and_less_when_bundled(company):
    customers = company.plan.customers_at_start
    for bundled, cost in ((0, 300), (1, 150)):
        run = sim.run(company.changed(gestures=6.0, gestures_bundled=bundled, gesture_cost=3), seed=1)
        sent = run.columns["gestures_cents"] / cost
        assert (sent == np.rint(sent)).all()
        assert sent == pytest.approx(customers / 2, abs=4 * np.sqrt(customers / 4))
    assert not sim.run(company, seed=1).columns["gestures_cents"].any()


def test_in_a_run_people_who_are_thanked_are_less_indifferent_and_talk_better_of_the_company(company):
    none, bundled, alone = (sim.run(company.changed(**change), seed=1).columns for change in (
        {}, {"gestures": 4.0, "gestures_bundled": 1}, {"gestures": 4.0}))
    for column, sign in (("indifference", -1), ("told_good", 1)):
        values = [each[column].mean() for each in (none, bundled, alone)]
        assert (sign * np.diff(values) > 0).all(), column


def test_too_many_gestures_are_felt_less_than_a_few(company):
    few, many = (_felt_in_the_long_run(company, number) for number in (4.0, 12.0))
    assert few > many > 0


def _felt_in_the_long_run(company, gestures):
    people = sim.run(company.changed(gestures=gestures, months=36), seed=1).people
    return people.warmth[people.status == CUSTOMER].mean()


def test_over_worlds_gestures_that_are_strongly_felt_keep_customers():
    company = sim.load("broadband").scaled(4000).changed(months=36, burn_in=6, gesture_strength=3, neglect_weight=3)
    left = np.array([[sim.run(company.changed(gestures=each), seed).columns["left_indifference"].sum()
                      for each in (0.0, 4.0)] for seed in range(1, 13)])
    kept = left[:, 0] - left[:, 1]
    assert kept.mean() > 4 * kept.std(ddof=1) / np.sqrt(len(kept))
