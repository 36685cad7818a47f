"""Money in whole cents."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import ledger
from sim.metrics import COLUMNS, COST_LINES
from sim.scenario import SECONDS_A_MONTH, checked

PLAIN = {"price": 50, "price_level": 1, "tenure_curve": 0, "spend_growth": 0.02, "referred_margin": 0.25,
         "loyal_premium": 0, "variable_cost": 0.4, "serve_saving": 0}
MONEY = {"quality_cost": 3, "quality_cost_scale": 26, "service_quality": 70, "wage": 3200, "hire_cost": 6000,
         "training": 60, "recognition": 20, "leadership": 0.5, "leadership_cost": 0.4, "supervisors": 0.1,
         "authority": 10, "reward_spend": 0.5, "discount_share": 0.2, "specials_share": 0.1, "redeemed_share": 0.67,
         "reward_fixed_cost": 400, "reward_member_cost": 0.1, "tier_cost": 2, "reward_relevance": 0.5, "relevance": 0.3,
         "relevance_cost": 0.4, "calls": 1, "call_cost": 4, "emails": 3, "email_cost": 0.03, "letters": 0,
         "letter_cost": 0.8, "gesture_cost": 3, "gestures_bundled": 0, "complaint_ease": 1, "complaint_cost": 0.08,
         "surveys": 2, "survey_cost": 1.5, "social_listening": 0.5, "listening_cost": 3000, "crm_accuracy": 0.5,
         "crm_cost": 0.25, "retention_offer_cost": 15, "quality_control": 0.3, "acquisition_spend": 6000,
         "referral_reward": 20, "joining_cost": 40, "sale_value": 25}
FACTS = {"customers": 4000, "paid_seconds": 7 * SECONDS_A_MONTH, "hires": 1, "subscriptions": 20_000_000,
         "premiums": 300_000, "variable": 7_600_000, "sales": 12, "settled": 30, "reached": 3000, "thanked": 50,
         "tier": 200, "offers": 8, "issued": 140_000, "redeemed": 90_000, "lapsed": 45_000, "points": 500_000,
         "joined": 60, "referred": 5, "winback": 34_500}


def _pays(value=1.0, tenure=0, referred=False, lift=1.0, **changes):
    state = (np.array([each]) for each in (value, tenure, referred, lift))
    return ledger.payments(*state, checked(PLAIN | changes))


def _revenue(**person):
    return _pays(**person).subscription[0]


def _month(facts=(), **changes):
    return ledger.month_lines(SimpleNamespace(**(FACTS | dict(facts))), checked(MONEY | changes))


@pytest.mark.parametrize(("person", "cents"), [
    ({}, 5000), ({"value": 2.5}, 12_500), ({"tenure": 12}, 5100), ({"tenure": 60}, 5520), ({"tenure": 600}, 5520),
    ({"lift": 1.03}, 5150), ({"value": 0.33333, "tenure": 6, "lift": 1.06}, 1784), ({"referred": True}, 6250),
    ({"referred": True, "tenure": 33}, 5280), ({"price_level": 1.1, "price_elasticity": 0.0}, 5500),
    ({"price_level": 1.25, "price_elasticity": 1.0}, 5000),
    ({"price_level": 0.8, "price_elasticity": 1.0}, 4000)])
def test_what_a_customer_pays(person, cents):
    # Two per cent more each year for five years; more where rewards work; a quarter more where referred, which erodes.
    assert _revenue(**person) == cents


def test_a_referred_customer_brings_more_for_less_than_three_years():
    more = np.array([_revenue(referred=True, tenure=tenure, spend_growth=0) for tenure in range(0, 44, 11)])
    assert more.tolist() == [6250, 5833, 5417, 5000]


def test_without_growth_and_rewards_everybody_pays_the_price_times_their_value():
    assert _revenue(value=1.2, tenure=48, spend_growth=0) == 6000


def test_customers_who_spend_less_every_year_pay_less():
    paid = [_revenue(tenure=12 * year, spend_growth=-0.1) for year in range(8)]
    assert paid[:3] == [5000, 4500, 4050] and paid[5:] == [paid[5]] * 3


@pytest.mark.parametrize(("choice", "years"), [
    (1, (30, 42, 44, 49, 55, 55)), (2, (144, 166, 192, 222, 256, 256)), (3, (45, 99, 121, 144, 168, 168)),
    (4, (25, 35, 70, 88, 88, 88))])
def test_what_is_bought_follows_the_published_curve(choice, years):
    for year, profit in enumerate(years):
        for tenure in (12 * year, 12 * year + 11):
            assert _revenue(tenure=tenure, tenure_curve=choice) == round(5000 * profit / years[0])


def test_loyalty_bears_a_premium_within_five_years_that_costs_nothing_to_serve():
    for tenure, share in ((0, 0), (30, 0.05), (60, 0.1), (240, 0.1)):
        paid = _pays(tenure=tenure, loyal_premium=0.1, spend_growth=0)
        assert [each[0] for each in paid] == [round(5000 * (1 + share)), round(5000 * share), 2000]


def test_what_is_bought_costs_its_share_whatever_price_it_brings_and_old_customers_cost_less():
    assert _pays(price_level=1.2, price_elasticity=0.0).variable_cost == _pays().variable_cost == 2000
    # Who pays a quarter more buys a fifth less, at an elasticity of one.
    assert _pays(price_level=1.25, price_elasticity=1.0).variable_cost == 1600
    assert _pays(lift=1.5).variable_cost == 3000
    cost = [_pays(tenure=12 * year, serve_saving=0.1, spend_growth=0).variable_cost[0] for year in range(8)]
    assert cost[:3] == [2000, 1800, 1620] and cost[5:] == [cost[5]] * 3


def test_payments_are_whole_cents():
    rng = np.random.default_rng(1)
    paid = ledger.payments(rng.lognormal(size=9), np.arange(9), rng.random(9) < 0.5, np.ones(9), checked(PLAIN))
    assert all((each == np.floor(each)).all() for each in paid)


def test_every_line_of_a_month_by_hand():
    assert _month() == {
        "revenue_cents": 20_030_000,
        "variable_cost_cents": 7_600_000,
        "quality_cents": 1_200_000,
        "quality_control_cents": 120_000,
        "desk_wages_cents": 2_240_000,
        "supervision_cents": 336_000,               # one and a half wages for every tenth member of staff
        "hiring_cents": 600_000,
        "training_cents": 42_000,
        "recognition_cents": 14_000,
        "leadership_cents": 40_000,                 # 0.40 a customer, a quarter of it at half the effort
        "settlements_cents": 15_000,                # half of what may be spent, 30 times
        "rewards_cents": 150_000,                   # 0.15 given at once, and the points that were turned in
        "reward_programme_cents": 160_000,          # 400, 0.10 and 0.40 of 0.25 a member, 2 for each of the tier
        "gestures_cents": 15_000,
        "communication_cents": 423_400,             # 4.09 a quarter each for 3,000; 0.40 of 0.09 for all
        "listening_cents": 207_000,                 # 0.08 and a sixth of 1.50 a customer; a quarter of 3,000
        "customer_data_cents": 25_000,
        "retention_offers_cents": 12_000,
        "acquisition_cents": 600_000,
        "referral_rewards_cents": 10_000,
        "welcome_cents": 240_000,
        "winback_cents": 34_500,
        "cost_cents": 14_083_900,
        "profit_cents": 5_946_100,
        "premium_cents": 300_000,
        "extra_sales_cents": 30_000,
        "points_issued_cents": 140_000,
        "points_redeemed_cents": 90_000,
        "points_lapsed_cents": 45_000,
        "points_liability_cents": 335_000,
    }


def test_every_line_has_its_column():
    assert {*_month(), "npv_cents"} == {column for column, unit in COLUMNS.items() if unit == "cent"}


def test_what_explains_other_lines_is_not_added_to_them():
    changed = dict.fromkeys(("premiums", "issued", "lapsed", "points"), 10**9)
    for line in ("revenue_cents", "cost_cents", "profit_cents"):
        assert _month(changed)[line] == _month()[line]


def test_the_lines_add_up_to_the_cent_whatever_they_are():
    rng = np.random.default_rng(1)
    for _ in range(200):
        facts = {fact: int(rng.integers(0, 10**9 if most > 10**6 else 9999)) for fact, most in FACTS.items()}
        lines = _month(facts, wage=float(rng.uniform(100, 9999)), relevance=float(rng.uniform(0, 1)),
                       service_quality=float(rng.uniform(0, 100)), reward_spend=float(rng.uniform(0, 10)),
                       gestures_bundled=int(rng.integers(0, 2)), supervisors=float(rng.uniform(0, 0.4)))
        assert all(isinstance(line, int) for line in lines.values())
        assert lines["cost_cents"] == sum(lines[line] for line in COST_LINES)
        assert lines["profit_cents"] == lines["revenue_cents"] - lines["cost_cents"]


def test_quality_costs_more_and_more_for_each_point():
    cost = np.array([_month(service_quality=quality)["quality_cents"] for quality in range(0, 101, 10)])
    assert (np.diff(cost) > 0).all() and (np.diff(cost, 2) > 0).all()
    assert _month(service_quality=96)["quality_cents"] == pytest.approx(1_200_000 * np.e, abs=1)


def test_without_rewards_there_is_no_programme_to_run():
    lines = _month({"redeemed": 0}, reward_spend=0)
    assert (lines["rewards_cents"], lines["reward_programme_cents"]) == (0, 0)


def test_relevance_costs_nothing_where_nothing_is_sent():
    assert _month(calls=0, emails=0, letters=0, relevance=1.0)["communication_cents"] == 0


def test_points_of_a_programme_that_has_ended_are_still_redeemed():
    assert _month({"redeemed": 700}, reward_spend=0)["rewards_cents"] == 700


def test_a_gesture_that_goes_out_with_something_else_costs_half():
    assert _month(gestures_bundled=1)["gestures_cents"] == 7500


def test_a_company_without_customers_still_pays_its_desk_and_its_advertising():
    lines = _month(dict.fromkeys(FACTS, 0) | {"paid_seconds": SECONDS_A_MONTH})
    paid = {"desk_wages_cents", "supervision_cents", "training_cents", "recognition_cents", "acquisition_cents",
            "reward_programme_cents", "listening_cents", "cost_cents"}
    assert {key for key, cents in lines.items() if cents > 0} == paid


def test_a_member_of_staff_who_comes_in_mid_month_is_paid_for_half():
    assert _month({"paid_seconds": SECONDS_A_MONTH // 2})["desk_wages_cents"] == 160_000


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
