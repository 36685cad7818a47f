"""Whom to make a retention offer: the riskiest are not the best, and some are only woken up."""

import numpy as np
import pytest

import sim
from sim.behaviour import targeting
from sim.behaviour.targeting import ANYBODY, BY_RISK, BY_UPLIFT, BY_VALUE
from sim.draws import Draws
from sim.events import Event
from sim.population import draw_traits, first_people
from sim.scenario import checked

N = 40_000
DATA = {"crm_accuracy": 1.0, "retention_spend": 30_000, "retention_offer_cost": 15, "offer_strength": 4,
        "responsiveness": 0.1, "responsiveness_spread": 0.15, "responsiveness_frailty_correlation": -0.2,
        "waking_factor": 1.6, "market_size": N, "customers_at_start": N, "first_tenure": 0}
OFFERS = 2000


def _effect(responsiveness, **changes):
    return targeting.effect(np.array([float(responsiveness)]), checked(DATA | changes))[0]


@pytest.fixture(scope="module")
def market():
    inputs = checked(DATA)
    draws = Draws(7, N)
    return draw_traits(inputs, draws, first_people(inputs, draws, 70.0)), np.random.default_rng(7).random(N)


def _chosen(market, policy, **changes):
    traits, luck = market
    inputs = checked(DATA | {"targeting": policy} | changes)
    score = targeting.scores(traits.risk, traits.value, traits.responsiveness, traits.risk_noise,
                             traits.response_noise, luck, inputs)
    return targeting.chosen(np.arange(N), np.ones(N, bool), score, inputs)


def _saved(market, chosen):
    """Value kept for a month's hazard by offers to those who were chosen."""
    traits, _ = market
    factor = targeting.effect(traits.responsiveness[chosen], checked(DATA))
    return (traits.value[chosen] * traits.frailty[chosen] * (1 - factor)).sum()


def test_an_offer_takes_off_what_the_person_responds():
    assert _effect(0.1) == pytest.approx(np.exp(-0.4))
    assert _effect(0.0) == 1
    assert _effect(0.3) < _effect(0.1) < 1


def test_those_who_do_not_respond_are_woken():
    assert _effect(-0.01) == _effect(-0.5) == 1.6


def test_waking_the_sleeping_turns_6_4_percent_into_the_published_10_in_three_months():
    hazard = -np.log(1 - 0.064)
    assert 1 - np.exp(-hazard * _effect(-0.1)) == pytest.approx(0.100, abs=0.0005)


def test_about_a_quarter_of_all_people_are_better_left_asleep(market):
    traits, _ = market
    share = 0.252493                                    # normal probability below -0.1 / 0.15
    found = (traits.responsiveness < 0).mean()
    assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / N))


def test_the_riskiest_respond_a_little_less(market):
    traits, _ = market
    assert np.corrcoef(traits.risk, traits.responsiveness)[0, 1] == pytest.approx(-0.2, abs=4 / np.sqrt(N))


@pytest.mark.parametrize(("spend", "cost", "offers"), [(0, 15, 0), (14.99, 15, 0), (15, 15, 1), (3000, 15, 200),
                                                       (3014, 15, 200), (3000, 1000, 3)])
def test_the_budget_pays_for_so_many_offers(market, spend, cost, offers):
    for policy in (ANYBODY, BY_RISK, BY_VALUE, BY_UPLIFT):
        found = _chosen(market, policy, retention_spend=spend, retention_offer_cost=cost)
        assert len(found) == len(set(found.tolist())) == offers


def test_nobody_gets_an_offer_who_is_under_one():
    inputs = checked(DATA)
    free = np.arange(10) % 2 == 0
    assert targeting.chosen(np.arange(10), free, np.arange(10.0), inputs).tolist() == [0, 2, 4, 6, 8]


def test_with_perfect_data_the_riskiest_and_the_dearest_are_found(market):
    traits, _ = market
    for policy, column in ((BY_RISK, traits.risk), (BY_VALUE, traits.value)):
        best = np.sort(np.argsort(-column, kind="stable")[:OFFERS])
        np.testing.assert_array_equal(_chosen(market, policy), best)


def test_with_perfect_data_uplift_wakes_nobody(market):
    traits, _ = market
    assert (traits.responsiveness[_chosen(market, BY_UPLIFT)] > 0).all()


def test_without_data_risk_and_uplift_are_found_by_chance(market):
    traits, _ = market
    chosen = _chosen(market, BY_RISK, crm_accuracy=0.0)
    assert abs(traits.risk[chosen].mean()) < 4 / np.sqrt(OFFERS)
    chosen = _chosen(market, BY_UPLIFT, crm_accuracy=0.0)
    assert abs(traits.responsiveness[chosen].mean() - 0.1) < 4 * 0.15 / np.sqrt(OFFERS) + 0.02
    assert traits.value[chosen].mean() > 1.5            # bills are always known


def test_of_those_who_respond_and_pay_alike_uplift_takes_the_riskiest(market):
    traits, luck = market
    inputs = checked(DATA | {"targeting": BY_UPLIFT})
    same = np.ones(N)
    score = targeting.scores(traits.risk, same, 0.1 * same, traits.risk_noise, 0 * same, luck, inputs)
    found = targeting.chosen(np.arange(N), np.ones(N, bool), score, inputs)
    np.testing.assert_array_equal(found, _chosen(market, BY_RISK))


@pytest.mark.parametrize("policy", [BY_RISK, BY_UPLIFT])
def test_better_data_find_better_targets(market, policy):
    traits, _ = market
    wanted = traits.risk if policy == BY_RISK else traits.responsiveness
    found = [wanted[_chosen(market, policy, crm_accuracy=each)].mean() for each in (0.0, 0.5, 1.0)]
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize("accuracy", [0.5, 1.0])
def test_offers_by_uplift_save_more_than_by_risk_by_value_or_to_anybody(market, accuracy):
    saved = {policy: _saved(market, _chosen(market, policy, crm_accuracy=accuracy))
             for policy in (ANYBODY, BY_RISK, BY_VALUE, BY_UPLIFT)}
    assert max(saved, key=saved.get) == BY_UPLIFT
    assert saved[BY_UPLIFT] > 1.5 * saved[BY_RISK]


@pytest.mark.parametrize("accuracy", [0.5, 1.0])
def test_the_riskiest_are_no_good_targets_when_they_respond_least(market, accuracy):
    traits, _ = market
    risky = _chosen(market, BY_RISK, crm_accuracy=accuracy)
    assert traits.responsiveness[risky].mean() < traits.responsiveness.mean()


# Customers who hardly differ, all of whom an offer only wakes; rivals are the only reason to leave.
ASLEEP = {
    "market_size": 20_000, "customers_at_start": 20_000, "burn_in": 0, "months": 3, "first_tenure": 10,
    "hazard_level": 1, "unavoidable_churn": 0, "rival_satisfaction_shield": 0, "rival_switching_shield": 0,
    "rival_neglect_opening": 0,
    "neglect_hazard": 0, "failure_rate": 0, "question_rate": 0, "switching_weight": 0, "contract_share": 0,
    "early_churn": 1, "reward_spend": 0, "frailty_alpha": 50, "frailty_beta": 500, "contacts": 0,
    "rival_offers": -np.log(1 - 0.064) * 4 / 0.5, "responsiveness": -0.2, "responsiveness_spread": 0.0,
    "waking_factor": 1.6, "retention_offer_cost": 15, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
}


def test_in_a_run_a_well_meant_contact_with_everybody_raises_churn_from_6_4_to_10_percent():
    company = sim.load("broadband").changed(**ASLEEP)
    n = ASLEEP["customers_at_start"]
    for spend, published in ((0.0, 0.064), (15.0 * n, 0.100)):
        columns = sim.run(company.changed(retention_spend=spend), seed=1).columns
        found = columns["left"].sum() / n
        # The posterior of those who have stayed is sturdier by a few percent of the hazard.
        assert found == pytest.approx(published, abs=4 * np.sqrt(published * (1 - published) / n) + 0.004)
        assert columns["retention_offers_cents"].sum() == 100 * spend


def test_in_a_run_offers_to_those_who_respond_keep_customers():
    company = sim.load("broadband").scaled(4000).changed(months=24, burn_in=6, responsiveness=0.3,
                                                         responsiveness_spread=0.0)
    left = [[sim.run(company.changed(retention_spend=spend), seed).columns["left"].sum() for seed in (1, 2, 3)]
            for spend in (0.0, 2000.0)]
    assert sum(left[1]) < sum(left[0]) - 4 * np.sqrt(sum(left[0]))


def test_an_offer_works_for_three_months():
    company = sim.load("broadband").scaled(1600).changed(burn_in=0, months=6, responsiveness=0.3,
                                                         responsiveness_spread=0.0, hazard_level=0.0)
    only_first = [Event(20, "lever", 0.0, lever="retention_spend")]
    scenario = sim.Scenario("t", company.today, company.changed(retention_spend=60_000.0).plan,
                            events=tuple(only_first))
    first = sim.run(scenario, seed=1, months=1).people
    offered = first.woken < 1
    assert offered.sum() > 300
    for months, works in ((2, True), (3, True), (4, False), (6, False)):
        people = sim.run(scenario, seed=1, months=months).people
        still = offered & (people.status == 1) & (people.tenure >= months)
        assert ((people.woken[still] < 1) == works).all()


@pytest.mark.slow
def test_uplift_earns_at_least_as_much_as_risk_in_the_same_worlds():
    company = sim.load("broadband").changed(retention_spend=3000.0, **{key: DATA[key] for key in (
        "responsiveness", "responsiveness_spread", "responsiveness_frailty_correlation", "offer_strength")})
    worth = np.array([[sim.run(company.changed(targeting=policy), seed).columns["npv_cents"][-1]
                       for policy in (BY_RISK, BY_UPLIFT)] for seed in range(1, 13)])
    gained = worth[:, 1] - worth[:, 0]
    assert gained.mean() > 4 * gained.std(ddof=1) / np.sqrt(len(gained))
