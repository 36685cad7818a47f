"""The net present value of a run without differences between people is the textbook's lifetime value."""

import numpy as np
import pytest
from scipy.special import psi

import sim
from sim import analytic
from sim.metrics import COST_LINES
from tests.theory.stillness import EVERY_SECOND_OFFER, NOTHING_ELSE

N = 20_000
PRICE, MARGIN = 40, 0.75
# Everybody pays the same; nobody calls; one clerk, who costs next to nothing, sits at the desk.
ALIKE = NOTHING_ELSE | {
    "market_size": N, "customers_at_start": N, "burn_in": 0, "first_tenure": 0, "months": 240, "price": PRICE,
    "value_spread": 0, "variable_cost": 1 - MARGIN, "quality_cost": 0, "acquisition_spend": 0, "imitation": 0,
    "return_rate": 0, "failure_rate": 0, "question_rate": 0, "wage": 100, "staff_turnover": 0, "hire_cost": 0,
    "rival_offers": 0, "neglect_hazard": 0, "contacts": 0,
}


def _lived(**changes):
    return sim.run(sim.load("broadband").changed(**ALIKE | changes), seed=2)


@pytest.mark.parametrize(("yearly", "discount"), [(0.3, 0.12), (0.15, 0.2)])
def test_a_customers_present_value_is_margin_over_discount_and_churn(yearly, discount):
    run = _lived(unavoidable_churn=yearly, discount_rate=discount)
    growth, keep = (1 + discount) ** (1 / 12), np.exp(-yearly / 12)
    # Everybody pays at the end of the first month, and then leaves or stays: the first margin now, a month later.
    worth = analytic.lifetime_value(PRICE * MARGIN, keep, growth - 1, first_now=True) / growth
    assert run.columns["npv_cents"][-1] / 100 / N == pytest.approx(worth, rel=0.02)
    assert worth == pytest.approx(PRICE * MARGIN / (growth - keep))


def test_higher_churn_is_worth_less_and_so_is_a_higher_discount():
    small = {"market_size": 2000, "customers_at_start": 2000, "months": 60}
    worth = [_lived(unavoidable_churn=churn, discount_rate=0.12, **small).columns["npv_cents"][-1]
             for churn in (0.05, 0.15, 0.3)]
    assert worth == sorted(worth, reverse=True)
    same, dear = (_lived(unavoidable_churn=0.15, discount_rate=rate, **small) for rate in (0.12, 0.3))
    np.testing.assert_array_equal(same.columns["profit_cents"], dear.columns["profit_cents"])
    assert dear.columns["npv_cents"][-1] < same.columns["npv_cents"][-1]


def test_profit_is_what_is_left_of_the_price():
    run = _lived(unavoidable_churn=0.15, months=12)
    served = run.columns["customers"] + run.columns["left"]
    np.testing.assert_array_equal(run.columns["revenue_cents"], served * PRICE * 100)
    np.testing.assert_array_equal(run.columns["variable_cost_cents"], served * PRICE * 25)
    others = [line for line in COST_LINES if line not in {"variable_cost_cents", "desk_wages_cents"}]
    assert sum(run.columns[line].sum() for line in others) == 0
    assert set(run.columns["desk_wages_cents"]) == {10_000}


def test_spending_that_grows_by_tenure_grows_for_five_years():
    run = _lived(unavoidable_churn=0, spend_growth=0.08, months=120, market_size=200, customers_at_start=200,
                 first_tenure=1.5)
    paid = run.columns["revenue_cents"] / 200
    # Tenures at the start are short (1.5 years); after ten years everybody has reached the ceiling.
    assert (np.diff(paid) >= 0).all()
    assert paid[-1] == round(PRICE * 100 * 1.08**5)


def test_differences_in_frailty_are_worth_something():
    # A base whose members differ keeps its sturdy ones: with the same first year's churn it is worth more than a base
    # of equals [FaderHardie2010].
    pull = EVERY_SECOND_OFFER | {"switching_weight": 0, "contract_share": 0, "hazard_level": 1, "unavoidable_churn": 0}
    worth = []
    for alpha, beta in ((0.668, 3.806), (50.0, 50.0 * 3.806 / 0.668)):
        rate = psi(alpha + beta) - psi(beta)
        run = _lived(frailty_alpha=alpha, frailty_beta=beta, rival_offers=2 * rate, months=120, **pull)
        left = run.columns["customers"][11] / N
        assert left == pytest.approx(3.806 / 4.474, abs=4 * np.sqrt(left * (1 - left) / N))
        worth.append(run.columns["npv_cents"][-1])
    assert worth[0] > 1.1 * worth[1]
