"""Money in whole cents."""

import numpy as np
import pytest

from sim import ledger
from sim.metrics import COST_LINES
from sim.scenario import SECONDS_A_MONTH, checked

PLAIN = {"price": 50, "spend_growth": 0.02, "reward_lift": 0.06}
MONEY = {"variable_cost": 0.38, "quality_cost": 3, "quality_cost_scale": 26, "service_quality": 70, "wage": 3200,
         "hire_cost": 6000, "reward_spend": 0.5, "redeemed_share": 0.67, "reward_fixed_cost": 400,
         "reward_member_cost": 0.1, "quality_control": 0.3, "acquisition_spend": 6000}


def _revenue(value=1.0, tenure=0, reward=0.0, **changes):
    return ledger.revenue_cents(np.array([value]), np.array([tenure]), np.array([reward]), checked(PLAIN | changes))[0]


def _month(customers=4000, revenue=20_000_000, seconds=7 * SECONDS_A_MONTH, hires=1, **changes):
    return ledger.month_lines(customers, revenue, seconds, hires, checked(MONEY | changes))


@pytest.mark.parametrize(("person", "cents"), [
    ({}, 5000), ({"value": 2.5}, 12_500), ({"tenure": 12}, 5100), ({"tenure": 60}, 5520), ({"tenure": 600}, 5520),
    ({"reward": 0.5}, 5150), ({"value": 0.33333, "tenure": 6, "reward": 1.0}, 1784)])
def test_what_a_customer_pays(person, cents):
    # Two per cent more each year for five years; up to six per cent more where rewards work.
    assert _revenue(**person) == cents


def test_without_growth_and_rewards_everybody_pays_the_price_times_their_value():
    assert _revenue(value=1.2, tenure=48, reward=1.0, spend_growth=0, reward_lift=0) == 6000


def test_customers_who_spend_less_every_year_pay_less():
    paid = [_revenue(tenure=12 * year, spend_growth=-0.1) for year in range(8)]
    assert paid[:3] == [5000, 4500, 4050] and paid[5:] == [paid[5]] * 3


def test_revenue_is_whole_cents():
    assert ledger.revenue_cents(np.random.default_rng(1).lognormal(size=9), np.arange(9), np.zeros(9),
                                checked(PLAIN)).dtype == np.int64


def test_every_line_of_a_month_by_hand():
    assert _month() == {
        "revenue_cents": 20_000_000,
        "variable_cost_cents": 7_600_000,
        "quality_cents": 1_200_000,
        "quality_control_cents": 120_000,
        "desk_wages_cents": 2_240_000,
        "hiring_cents": 600_000,
        "rewards_cents": 134_000,                   # 4,000 times 0.50, two thirds of which are redeemed
        "reward_programme_cents": 80_000,           # 400 and 0.10 a member
        "acquisition_cents": 600_000,
        "cost_cents": 12_574_000,
        "profit_cents": 7_426_000,
    }


def test_the_lines_add_up_to_the_cent_whatever_they_are():
    rng = np.random.default_rng(1)
    for _ in range(200):
        lines = _month(int(rng.integers(0, 9999)), int(rng.integers(0, 10**9)), int(rng.integers(0, 10**9)),
                       int(rng.integers(0, 9)), price=float(rng.uniform(1, 99)), wage=float(rng.uniform(100, 9999)),
                       service_quality=float(rng.uniform(0, 100)), reward_spend=float(rng.uniform(0, 10)))
        assert all(isinstance(line, int) for line in lines.values())
        assert lines["cost_cents"] == sum(lines[line] for line in COST_LINES)
        assert lines["profit_cents"] == lines["revenue_cents"] - lines["cost_cents"]


def test_quality_costs_more_and_more_for_each_point():
    cost = np.array([_month(service_quality=quality)["quality_cents"] for quality in range(0, 101, 10)])
    assert (np.diff(cost) > 0).all() and (np.diff(cost, 2) > 0).all()
    assert _month(service_quality=96)["quality_cents"] == pytest.approx(1_200_000 * np.e, abs=1)


def test_without_rewards_there_is_no_programme_to_run():
    lines = _month(reward_spend=0)
    assert (lines["rewards_cents"], lines["reward_programme_cents"]) == (0, 0)


def test_a_company_without_customers_still_pays_its_desk_and_its_advertising():
    lines = _month(customers=0, revenue=0, hires=0)
    paid = {"desk_wages_cents", "acquisition_cents", "reward_programme_cents", "cost_cents"}
    assert {key for key, cents in lines.items() if cents > 0} == paid


def test_a_member_of_staff_who_comes_in_mid_month_is_paid_for_half():
    assert _month(seconds=SECONDS_A_MONTH // 2)["desk_wages_cents"] == 160_000


def test_a_payment_in_a_year_is_discounted_by_a_years_rate():
    flows = np.zeros(12, np.int64)
    flows[11] = 112_000
    assert ledger.discounted(flows, 0.12).tolist() == [0] * 11 + [100_000]


def test_the_first_month_is_discounted_by_a_twelfth_of_a_year():
    assert ledger.discounted(np.array([1_000_000]), 0.12).tolist() == [round(1_000_000 / 1.12 ** (1 / 12))]


def test_present_value_accumulates_and_without_discounting_is_a_sum():
    flows = np.array([100, -300, 50, 7])
    assert ledger.discounted(flows, 0.0).tolist() == [100, -200, -150, -143]
    once = ledger.discounted(flows * 1000, 0.1)
    assert once[-1] == round(sum(1000 * flow / 1.1 ** ((month + 1) / 12) for month, flow in enumerate(flows)))


def test_a_higher_discount_rate_makes_income_worth_less():
    worth = [ledger.discounted(np.full(60, 10**6), rate)[-1] for rate in (0, 0.05, 0.12, 0.5)]
    assert worth == sorted(worth, reverse=True) and worth[0] == 60 * 10**6


@pytest.mark.parametrize(("churn", "months", "rate"), [
    (0.15, 60, 0.12), (0.02, 12, 0.08), (0.7, 240, 0.5), (0.15, 1, 0.0)])
def test_the_base_is_worth_what_it_will_pay(churn, months, rate):
    keep, left, summed = (1 - churn) ** (1 / 12), 4000.0, 0.0
    for month in range(1, 20_000):
        left *= keep
        summed += left * 1234.5 / (1 + rate) ** ((months + month) / 12)
    assert ledger.base_value(4000, 1234.5, churn, months, rate) == pytest.approx(summed, abs=1)


def test_a_base_that_leaves_at_once_or_does_not_exist_is_worth_nothing():
    assert ledger.base_value(4000, 1000.0, 1.0, 60, 0.12) == 0
    assert ledger.base_value(0, 1000.0, 0.15, 60, 0.12) == 0


def test_a_base_that_pays_less_than_it_costs_is_a_burden():
    assert ledger.base_value(4000, -1000.0, 0.15, 60, 0.12) == -ledger.base_value(4000, 1000.0, 0.15, 60, 0.12) < 0
