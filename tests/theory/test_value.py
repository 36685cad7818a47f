"""Who is worth how much: a few bring most of it, and those who stayed are worth more."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

import sim
from sim import curves, ledger
from sim.draws import Draws
from sim.population import CUSTOMER, draw_traits, first_people
from sim.scenario import checked

N = 50_000


def _market(seed=1, **changes):
    inputs = checked({"market_size": N, "customers_at_start": N, "first_tenure": 0} | changes)
    draws = Draws(seed, N)
    people = first_people(inputs, draws, 70.0)
    return draw_traits(inputs, draws, people), people


def _share_of_top_fifth(spread, seed):
    value = np.sort(_market(seed, value_spread=spread)[0].value)
    return value[-N // 5:].sum() / value.sum()


@pytest.mark.parametrize(("spread", "share"), [(1.683, 0.80), (1.09, 0.60)])
def test_a_fifth_of_the_customers_brings_the_published_share_at_its_spread(spread, share):
    exact = ndtr(spread - ndtri(0.8))
    assert exact == pytest.approx(share, abs=0.002)
    found = np.array([_share_of_top_fifth(spread, seed) for seed in range(1, 9)])
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert found.mean() == pytest.approx(exact, abs=4 * error)


def test_where_all_are_alike_a_fifth_brings_a_fifth():
    assert _share_of_top_fifth(0.0, 1) == pytest.approx(0.2)


@pytest.mark.parametrize("spread", [0.0, 0.8, 1.2])
def test_the_mean_value_is_one_whatever_the_spread(spread):
    value = _market(value_spread=spread, value_frailty_correlation=0)[0].value
    assert value.mean() == pytest.approx(1, abs=4 * np.sqrt((np.exp(spread**2) - 1) / N) + 1e-9)


@pytest.mark.parametrize("rho", [-0.3, 0.0, 0.5])
def test_value_and_frailty_are_correlated_as_stated(rho):
    traits, _ = _market(value_frailty_correlation=rho)
    assert np.corrcoef(traits.risk, np.log(traits.value))[0, 1] == pytest.approx(rho, abs=4 / np.sqrt(N))


def test_the_base_that_has_stayed_is_worth_more_where_the_valuable_are_the_faithful():
    worth = [_market(first_tenure=10.0, value_frailty_correlation=rho)[0].value for rho in (-0.3, 0.0, 0.3)]
    means = [each.mean() for each in worth]
    error = max(each.std() for each in worth) / np.sqrt(N)
    assert means[0] > 1 + 4 * error > means[1] > 1 - 4 * error > means[2]


def test_in_a_run_those_who_are_left_after_years_are_worth_more_by_selection_alone():
    # All are new at the start, nobody joins, and nobody's spending changes.
    company = sim.load("broadband").changed(
        first_tenure=0, burn_in=0, months=60, acquisition_reach=0, imitation=0, referral_rate=0, return_rate=0,
        spend_growth=0, loyal_premium=0, reward_spend=0, hazard_level=2.0, yearly_churn=0.146)
    ratios = []
    for rho in (-0.3, 0.0):
        run = sim.run(company.changed(value_frailty_correlation=rho), seed=1)
        served = run.columns["customers"] + run.columns["left"]
        paid = run.columns["revenue_cents"] / served
        ratios.append(paid[-1] / paid[0])
        assert (run.people.status == CUSTOMER).sum() < 0.8 * served[0]
    assert ratios[0] > 1.05
    assert ratios[1] == pytest.approx(1, abs=4 * 0.95 / np.sqrt(run.columns["customers"][-1]))


# -- profit by year of tenure ----------------------------------------------------------------------------------

PUBLISHED = {                       # euro a customer in years 1 to 5 [Reichheld1990]
    "credit_card": (30, 42, 44, 49, 55), "industrial_laundry": (144, 166, 192, 222, 256),
    "industrial_distribution": (45, 99, 121, 144, 168), "auto_service": (25, 35, 70, 88, 88),
}
RATIOS = {"credit_card": 1.83, "industrial_laundry": 1.78, "industrial_distribution": 3.73, "auto_service": 3.52}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_curves_of_tenure_come_back(name):
    choice, published = curves.NAMES.index(name), PUBLISHED[name]
    found = curves.tenure_factor(choice, np.arange(0, 120, 12), 0.0)
    assert published[0] * found[:5] == pytest.approx(published)
    assert (found[5:] == found[4]).all()
    assert round(float(found[4]), 2) == RATIOS[name]


def test_within_a_year_of_tenure_a_published_curve_is_level():
    found = curves.tenure_factor(1, np.arange(60), 0.0).reshape(5, 12)
    assert (found == found[:, :1]).all()


def test_without_a_curve_spending_grows_for_five_years_by_the_stated_rate():
    found = curves.tenure_factor(0, np.array([0, 12, 60, 61, 240]), 0.08)
    assert found == pytest.approx([1, 1.08, 1.08**5, 1.08**5, 1.08**5])


def test_eight_to_ten_times_the_profit_after_five_years_takes_growth_by_three_quarters_a_year():
    # The fifth year begins four years after the first.
    low, high = (curves.tenure_factor(0, np.array([48]), growth)[0] for growth in (0.68, 0.78))
    assert low == pytest.approx(8, abs=0.1) and high == pytest.approx(10, abs=0.1)


# -- loyalty's premium and savings -----------------------------------------------------------------------------


def _paid(tenure, **changes):
    inputs = checked({"price": 1000, "spend_growth": 0, "loyal_premium": 0.02, "serve_saving": 0.02,
                      "variable_cost": 0.4, "price_level": 1} | changes)
    tenure = np.asarray(tenure)
    same = np.ones(len(tenure))
    return ledger.payments(same, tenure, np.zeros(len(tenure), bool), same, inputs)


def test_serving_gets_cheaper_by_the_stated_share_a_year_for_five_years():
    cost = _paid([0, 12, 60, 120]).variable_cost
    assert cost / 40_000 == pytest.approx([1, 0.98, 0.98**5, 0.98**5], abs=1e-4)


def test_loyal_customers_come_to_pay_the_premium_in_five_years_and_it_costs_nothing():
    paid = _paid([0, 30, 60, 120], serve_saving=0)
    assert paid.subscription.tolist() == [100_000, 101_000, 102_000, 102_000]
    assert paid.premium.tolist() == [0, 1000, 2000, 2000]
    assert (paid.variable_cost == 40_000).all()


def test_where_the_loyal_are_no_cheaper_and_pay_no_more_tenure_makes_no_difference():
    paid = _paid([0, 24, 200], loyal_premium=0, serve_saving=0)
    assert (paid.subscription == 100_000).all() and not paid.premium.any() and (paid.variable_cost == 40_000).all()


def test_where_the_loyal_bargain_they_pay_less():
    assert (np.diff(_paid([0, 24, 60], loyal_premium=-0.06).subscription) < 0).all()


def test_a_higher_price_is_earned_and_not_spent():
    usual, dear = _paid([60]), _paid([60], price_level=1.1, price_elasticity=0.0)
    assert dear.subscription == pytest.approx(1.1 * usual.subscription, abs=1)
    assert dear.variable_cost == usual.variable_cost


@pytest.mark.parametrize(("key", "column", "sign"), [("loyal_premium", "revenue_cents", 1),
                                                     ("serve_saving", "variable_cost_cents", -1)])
def test_in_a_run_loyaltys_premium_and_savings_are_in_the_books(key, column, sign):
    company = sim.load("broadband").scaled(2000).changed(months=3, burn_in=0)
    without, with_it = (sim.run(company.changed(**{key: each}), seed=1).columns for each in (0.0, 0.08))
    assert (sign * (with_it[column] - without[column]) > 0).all()
    assert (with_it["profit_cents"] > without["profit_cents"]).all()
    np.testing.assert_array_equal(without["left"], with_it["left"])
