"""Recommendations in person: by the delighted only, more with a programme, and whom they bring."""

import numpy as np
import pytest

import sim
from sim import ledger
from sim.behaviour import joining, leaving, talk
from sim.population import CUSTOMER
from sim.scenario import checked

N = 200_000
GRID = (np.arange(N) + 0.5) / N
ERODED = 33      # months, a thousand days


def _rate(satisfaction=110.0, **changes):
    """Recommendations a year."""
    usual = {"referral_rate": 0.1, "referral_programme": 1.0, "referral_scale": 25}
    return -12 * np.log(1 - talk.recommends(GRID, np.full(N, satisfaction), checked(usual | changes)).mean())


def test_only_the_delighted_recommend():
    # Half of those with 80 points, nearly everybody with 100, and hardly anybody who is merely satisfied.
    assert _rate(80.0) == pytest.approx(0.05, rel=0.01)
    assert _rate(100.0) == pytest.approx(0.1, rel=0.03)
    assert _rate(60.0) < 0.003


def test_in_the_default_company_some_are_recommended_and_a_reward_brings_more():
    company = sim.load("broadband").changed(months=36)
    brought = [sum(sim.run(company.changed(referral_reward=reward), seed).totals["referrals"] for seed in (1, 2))
               for reward in (0.0, 200.0)]
    assert brought[1] > 1.3 * brought[0] > 6


@pytest.mark.parametrize(("reward", "lift"), [(0, 1.0), (25, 2 - np.exp(-1)), (200, 2 - np.exp(-8))])
def test_a_reward_for_it_doubles_recommendations_at_most(reward, lift):
    assert _rate(referral_reward=reward) == pytest.approx(0.1 * lift, rel=0.01)


def test_a_programme_that_does_nothing_does_nothing():
    assert _rate(referral_reward=100, referral_programme=0) == _rate()


def _chance(recommended, prospect=True, **changes):
    inputs = checked({"referral_conversion": 0.25, "return_rate": 0} | changes)
    return joining.chances(np.array([prospect]), np.array([recommended]), np.array([50]), np.ones(1), 4000, 0.7,
                           inputs)[0]


def test_a_quarter_of_the_prospects_recommended_to_join():
    nobody_else = {"acquisition_reach": 0, "imitation": 0}
    assert _chance(True, **nobody_else) == 0.25
    assert _chance(False, **nobody_else) == 0


def test_a_recommendation_comes_on_top_of_what_else_wins_a_prospect():
    cold = _chance(False)
    assert _chance(True) == pytest.approx(1 - (1 - cold) * 0.75) and cold > 0


def test_those_who_have_left_are_not_won_by_a_recommendation():
    assert _chance(True, prospect=False) == 0


def test_who_came_by_recommendation_leaves_18_percent_less():
    one = np.ones(1)
    others, referred = (leaving.freedom(one, 0.5 * one, one, bond * one, checked({})) for bond in (1.0, 0.82))
    assert referred == pytest.approx(0.82 * others)


def _paid(tenure, referred, **changes):
    n = len(tenure)
    inputs = checked({"price": 1000, "spend_growth": 0, "referred_margin": 0.25} | changes)
    return ledger.payments(np.ones(n), tenure, np.full(n, referred), np.ones(n), inputs)


def test_they_bring_a_quarter_more_at_first_and_no_more_than_others_after_a_thousand_days():
    tenure = np.arange(48)
    ratio = _paid(tenure, True).subscription / _paid(tenure, False).subscription
    assert ratio[0] == pytest.approx(1.25)
    assert ratio == pytest.approx(1 + 0.25 * np.maximum(1 - tenure / ERODED, 0), abs=2e-5)
    assert (ratio[ERODED:] == 1).all() and ratio[ERODED - 1] > 1


def test_where_they_bring_less_they_bring_less():
    first = np.zeros(1, int)
    assert _paid(first, True, referred_margin=-0.2).subscription < _paid(first, False).subscription


def test_a_referred_customer_is_worth_16_to_25_percent_more():
    # Margin and survival of the model at a churn of 14.6 % a year, discounted at 12 %: [Schmitt2011] has 16 to 25 %.
    tenure = np.arange(240)

    def worth(referred):
        paid = _paid(tenure, referred)
        hazard = -np.log(1 - 0.146) / 12 * (0.82 if referred else 1)
        due = np.exp(-(hazard + np.log(1.12) / 12) * tenure)
        return ((paid.subscription - paid.variable_cost) * due).sum()

    assert 1.16 < worth(True) / worth(False) < 1.25


# Nobody joins but by recommendation; everybody is delighted and nobody leaves.
BY_WORD = {
    "acquisition_reach": 0, "imitation": 0, "hazard_level": 0, "unavoidable_churn": 0, "return_rate": 0, "belief": 0,
    "referral_rate": 1.0, "burn_in": 0, "months": 12, "failure_rate": 0, "question_rate": 0,
}


@pytest.fixture(scope="module")
def by_word():
    company = sim.load("broadband").changed(**BY_WORD, service_quality=100.0, referral_reward=20.0)
    return sim.run(company, seed=1)


def test_in_a_run_all_who_come_by_recommendation_are_known_as_such_and_paid_for(by_word):
    columns, people = by_word.columns, by_word.people
    joined = columns["joined"].sum()
    assert joined > 300
    np.testing.assert_array_equal(columns["referrals"], columns["joined"])
    assert people.referred.sum() == joined and (people.status[people.referred] == CUSTOMER).all()
    assert (people.bond[people.referred] == by_word.scenario.plan.referred_churn).all()
    assert columns["referral_rewards_cents"].sum() == 2000 * joined


def test_in_a_run_where_hardly_anybody_is_delighted_hardly_anybody_recommends():
    company = sim.load("broadband").scaled(4000).changed(**BY_WORD, referral_reward=200.0)
    poor, good = (sim.run(company.changed(service_quality=quality), seed=1).columns["joined"].sum()
                  for quality in (20.0, 100.0))
    assert poor < 0.1 * good


def test_in_a_run_a_programme_brings_more_newcomers():
    company = sim.load("broadband").changed(**BY_WORD | {"referral_rate": 0.5}, service_quality=100.0)
    without, with_reward = (sum(sim.run(company.changed(referral_reward=reward), seed).columns["joined"].sum()
                                for seed in (1, 2)) for reward in (0.0, 200.0))
    assert with_reward > 1.5 * without
