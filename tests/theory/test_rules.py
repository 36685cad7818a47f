"""The rules of thumb give the published and the recomputed figures, and say where they hold.

Where a figure was printed, the tolerance is half a unit of its last digit.
"""

import math

import numpy as np
import pytest

from sim import analytic, rules
from sim.curves import CREDIT_CARD_ACQUISITION, PROFIT_BY_YEAR
from sim.inputs import Inputs

CREDIT_CARD = PROFIT_BY_YEAR["credit_card"]
FLAT = (100,)
LIVES = {0.2: 134, 0.1: 300, 0.05: 525}  # churn -> published value of a credit card's customer [Reichheld1990]
# Gain in value, in per cent, when churn falls from 25 to 20, 20 to 15, 15 to 10 and 10 to 5 % [M25].
GAINS = {
    ("flat", 0.0): (25, 33, 50, 100), ("flat", 0.1): (17, 20, 25, 33),
    ("credit_card", 0.0): (42, 50, 68, 122), ("credit_card", 0.1): (36, 37, 41, 49),
    ("industrial_laundry", 0.1): (21, 25, 30, 39), ("industrial_distribution", 0.1): (24, 28, 34, 43),
    ("auto_service", 0.1): (25, 29, 34, 43),
}


def _printed(value, digits):
    """Half a unit of the last digit; a value that lies just between two figures may be printed as either."""
    return pytest.approx(value, abs=0.5 * 10**-digits + 1e-9)


# -- a customer's value, and five points less churn ----------------------------------------------------------------


@pytest.mark.parametrize(("churn", "expected"), [(0.2, 132), (0.1, 305), (0.05, 532)])
def test_the_credit_card_with_fixed_lives_gives_the_recomputed_values(churn, expected):
    value = rules.value_of_fixed_life(CREDIT_CARD, churn, math.expm1(0.058), CREDIT_CARD_ACQUISITION)
    assert value == _printed(expected, 0)


@pytest.mark.parametrize("discount", [math.expm1(0.058), 0.06])
@pytest.mark.parametrize("churn", LIVES)
def test_the_credit_card_with_fixed_lives_is_within_two_per_cent_of_the_published_values(churn, discount):
    value = rules.value_of_fixed_life(CREDIT_CARD, churn, discount, CREDIT_CARD_ACQUISITION)
    assert value == pytest.approx(LIVES[churn], rel=0.02)


def test_halving_the_credit_cards_churn_brings_three_quarters_by_the_shortcut_and_less_year_by_year():
    # 525 / 300 - 1 is the published gain.
    assert LIVES[0.05] / LIVES[0.1] - 1 == _printed(0.75, 2)
    fixed = [rules.value_of_fixed_life(CREDIT_CARD, churn, 0.058, CREDIT_CARD_ACQUISITION) for churn in (0.1, 0.05)]
    assert fixed[1] / fixed[0] - 1 == _printed(0.75, 2)
    assert rules.gain_from_less_churn(CREDIT_CARD, 0.1, 0.058, CREDIT_CARD_ACQUISITION) == _printed(0.63, 2)


@pytest.mark.parametrize(("curve", "discount"), GAINS)
def test_five_points_less_churn_bring_the_recomputed_gains(curve, discount):
    profits = PROFIT_BY_YEAR.get(curve, FLAT)
    acquisition = CREDIT_CARD_ACQUISITION if curve == "credit_card" else 0
    for churn, expected in zip((0.25, 0.2, 0.15, 0.1), GAINS[curve, discount], strict=True):
        assert 100 * rules.gain_from_less_churn(profits, churn, discount, acquisition) == _printed(expected, 0)


def test_only_profit_at_the_end_of_the_year_and_acquisition_at_once_give_the_credit_cards_gains():
    def gain(churn, first_survives, paid_at, acquisition):
        years = np.arange(1, 2000)
        profit = np.array(CREDIT_CARD, dtype=float)[np.minimum(years, 5) - 1] / 1.1 ** (years - 1 + paid_at)
        low, high = ((profit * left ** (years - first_survives)).sum() - acquisition
                     for left in (1 - churn, 1.05 - churn))
        return round(100 * (high / low - 1))

    conventions = [(first, paid, cost) for first in (0, 1) for paid in (0, 0.5, 1) for cost in (0, 51)]
    fitting = [each for each in conventions
               if tuple(gain(churn, *each) for churn in (0.25, 0.2, 0.15, 0.1)) == GAINS["credit_card", 0.1]]
    assert fitting == [(1, 1, 51)]


def test_five_points_are_judged_by_the_published_band():
    def judged(profits, churn, discount, acquisition=0):
        return rules.verdict(rules.gain_from_less_churn(profits, churn, discount, acquisition), *rules.FIVE_POINTS)

    assert judged(FLAT, 0.2, 0.1) == rules.OVERSTATED
    assert judged(FLAT, 0.1, 0.1) == judged(CREDIT_CARD, 0.1, 0.1, 51) == rules.ABOUT_RIGHT
    assert judged(FLAT, 0.1, 0) == judged(CREDIT_CARD, 0.1, 0, 51) == rules.UNDERSTATED


def test_a_promise_that_is_just_kept_is_about_right():
    assert rules.verdict(0.25, 0.25, 0.85) == rules.verdict(0.85, 0.25, 0.85) == rules.ABOUT_RIGHT


def test_an_undiscounted_growing_curve_comes_near_the_most_that_is_told():
    # A tenth of the customers leaves, then a twentieth: +125 % is told [Reichheld1990].
    gain = rules.gain_from_less_churn(CREDIT_CARD, 0.1, 0, CREDIT_CARD_ACQUISITION)
    assert gain == pytest.approx(1.25, abs=0.05)


def test_value_by_the_year_is_the_sum_of_what_is_paid():
    years = np.arange(1, 3000)
    profit = np.array(CREDIT_CARD, dtype=float)[np.minimum(years, 5) - 1]
    summed = analytic.net_present_value(profit * 0.85 ** (years - 1), 0.1) - 51
    assert rules.value_while_staying(CREDIT_CARD, 0.15, 0.1, 51) == pytest.approx(summed, rel=1e-12)


def test_equal_profits_give_the_textbooks_lifetime_value():
    textbook = analytic.lifetime_value(100, 0.85, 0.12, first_now=True) / 1.12
    assert rules.value_while_staying(FLAT, 0.15, 0.12) == pytest.approx(textbook, rel=1e-12)
    assert rules.value_while_staying((100, 100, 100), 0.15, 0.12) == pytest.approx(textbook, rel=1e-12)


def test_who_leaves_after_the_first_year_is_worth_its_profit():
    assert rules.value_while_staying(CREDIT_CARD, 1, 0.25) == rules.value_of_fixed_life(CREDIT_CARD, 1, 0.25) == 24


def test_without_discount_equal_profits_are_paid_for_a_whole_life_under_both_conventions():
    for churn in (0.07, 0.15, 0.3, 1):
        assert rules.value_of_fixed_life(FLAT, churn, 0) == pytest.approx(100 / churn, rel=1e-12)
        assert rules.value_while_staying(FLAT, churn, 0) == pytest.approx(100 / churn, rel=1e-12)


@pytest.mark.parametrize("value", [rules.value_of_fixed_life, rules.value_while_staying])
def test_value_falls_with_churn_discount_and_acquisition_cost(value):
    assert np.all(np.diff([value(CREDIT_CARD, churn, 0.1) for churn in np.linspace(0.02, 0.9, 50)]) < 0)
    assert np.all(np.diff([value(CREDIT_CARD, 0.1, discount) for discount in np.linspace(0, 0.5, 50)]) < 0)
    assert value(CREDIT_CARD, 0.1, 0.1) - value(CREDIT_CARD, 0.1, 0.1, 51) == pytest.approx(51)


def test_the_gain_is_smaller_when_churn_is_higher_and_when_the_future_counts_less():
    starts = [rules.gain_from_less_churn(FLAT, churn, 0.1) for churn in (0.1, 0.2, 0.3, 0.4)]
    rates = [rules.gain_from_less_churn(FLAT, 0.15, discount) for discount in (0, 0.05, 0.1, 0.2)]
    assert starts == sorted(starts, reverse=True)
    assert rates == sorted(rates, reverse=True)


# -- two points more retention are worth a tenth of the costs ------------------------------------------------------


@pytest.mark.parametrize(("retention", "growth", "margin"), [
    (0.8, 11, 81), (0.85, 15, 58), (0.9, 25, 36), (0.92, 33, 27), (0.95, 67, 13.5),
])
def test_two_points_more_retention_give_the_recomputed_growth_and_margin(retention, growth, margin):
    assert 100 * rules.base_growth(retention) == _printed(growth, 0)
    assert 100 * rules.margin_for_cost_cut(retention) == _printed(margin, 1 if margin % 1 else 0)


def test_the_base_grows_year_by_year_towards_its_steady_state():
    base, path = 1.0, []
    for _ in range(40):
        base = base * 0.92 + 0.1
        path.append(base - 1)
    assert [rules.base_growth(0.9, years=year) for year in range(1, 41)] == pytest.approx(path, rel=1e-9)
    assert rules.base_growth(0.9, years=0) == 0
    assert rules.base_growth(0.9, years=500) == pytest.approx(rules.base_growth(0.9))


def test_at_the_margin_that_is_asked_for_both_are_worth_the_same():
    margin = rules.margin_for_cost_cut(0.9, cost_share=0.8, cut=0.05)
    assert margin * rules.base_growth(0.9) == pytest.approx(0.8 * 0.05, rel=1e-12)


@pytest.mark.parametrize("retention", [0.9, 0.91, 0.92])
@pytest.mark.parametrize("margin", [0.27, 0.31, 0.36])
def test_the_cost_cut_rule_is_about_right_where_it_was_said_to_hold(retention, margin):
    assert rules.judge_cost_cut(retention, margin) == rules.ABOUT_RIGHT


@pytest.mark.parametrize(("retention", "margin", "expected"), [
    (0.95, 0.3, rules.UNDERSTATED), (0.92, 0.5, rules.UNDERSTATED), (0.9, 0.15, rules.OVERSTATED),
    (0.85, 0.3, rules.OVERSTATED), (0.8, 0.3, rules.OVERSTATED), (0.9, 0, rules.OVERSTATED),
])
def test_the_cost_cut_rule_says_too_little_above_and_too_much_below(retention, margin, expected):
    assert rules.judge_cost_cut(retention, margin) == expected


def test_the_cost_cut_rule_takes_years_to_come_true():
    assert rules.judge_cost_cut(0.9, 0.36) == rules.ABOUT_RIGHT
    assert rules.judge_cost_cut(0.9, 0.36, years=1) == rules.judge_cost_cut(0.9, 0.36, years=0) == rules.OVERSTATED
    assert rules.margin_for_cost_cut(0.9, years=0) == math.inf


def test_a_leaner_company_needs_less_margin_for_the_cost_cut_rule():
    margins = [rules.margin_for_cost_cut(0.9, cost_share=share) for share in (0.5, 0.7, 0.9)]
    assert margins == sorted(margins)


# -- five points more retention lower the cost of a policy by 18 % -------------------------------------------------


@pytest.mark.parametrize(("retention", "ratio"), [(0.8, 12.9), (0.84, 8.5), (0.85, 7.8), (0.88, 6.3), (0.9, 5.6)])
def test_the_policy_rule_needs_the_recomputed_cost_of_winning(retention, ratio):
    assert rules.ratio_for_policy_fall(retention) == _printed(ratio, 1)
    assert rules.policy_cost_fall(rules.ratio_for_policy_fall(retention), retention) == pytest.approx(0.18, rel=1e-12)
    assert rules.judge_policy_cost(ratio, retention) == rules.ABOUT_RIGHT


@pytest.mark.parametrize(("retention", "share"), [(0.8, 72), (0.9, 36)])
def test_the_policy_rule_needs_a_third_to_three_quarters_of_the_cost_to_be_winning(retention, share):
    yearly = rules.ratio_for_policy_fall(retention) * (1 - retention)
    assert 100 * yearly / (1 + yearly) == _printed(share, 0)


def test_where_too_many_leave_no_cost_of_winning_is_enough_for_the_policy_rule():
    assert rules.ratio_for_policy_fall(1 - 0.05 / 0.18 - 1e-6) == math.inf
    assert 1000 < rules.ratio_for_policy_fall(1 - 0.05 / 0.18 + 1e-6) < math.inf


def test_the_policy_rule_says_too_little_of_dear_policies_and_too_much_of_cheap_ones():
    assert [rules.judge_policy_cost(ratio, 0.9) for ratio in (0, 0.2, 5.6, 20)] == [
        rules.OVERSTATED, rules.OVERSTATED, rules.ABOUT_RIGHT, rules.UNDERSTATED]
    assert np.all(np.diff([rules.policy_cost_fall(ratio, 0.9) for ratio in range(20)]) > 0)
    assert np.all(np.diff([rules.policy_cost_fall(6, retention) for retention in np.linspace(0.5, 0.95, 20)]) > 0)


# -- one per cent more retention -----------------------------------------------------------------------------------


def test_retention_counts_three_to_seven_times():
    counts = [rules.value_elasticities(retention, 0.12).retention for retention in np.linspace(0.75, 0.96, 22)]
    assert counts == sorted(counts)
    assert 3 <= counts[0] < counts[-1] <= 7 + 1e-9


@pytest.mark.parametrize(("retention", "expected"), [(0.7, 2.7), (0.8, 3.5), (0.9, 5.1), (0.95, 6.6)])
def test_retention_counts_as_often_as_recomputed(retention, expected):
    assert rules.value_elasticities(retention, 0.12).retention == _printed(expected, 1)


@pytest.mark.parametrize("retention", [0.75, 0.8, 0.9, 0.96])
def test_margin_counts_once_and_acquisition_cost_least(retention):
    # An acquisition cost of 2 to 23 % of the value answers with the published .02 to .3 (from .0196 to .231).
    value = analytic.lifetime_value(1, retention, 0.12)
    assert rules.value_elasticities(retention, 0.12)[1:3] == (1, 0)
    least, most = (rules.value_elasticities(retention, 0.12, acquisition=share * value) for share in (0.0196, 0.231))
    assert least.acquisition == pytest.approx(-0.02, abs=0.005)
    assert most.acquisition == pytest.approx(-0.3, abs=0.05)
    assert 1 < least.margin < most.margin < most.retention / 2


def test_the_discount_rate_counts_a_ninth_of_retention():
    each = rules.value_elasticities(0.9, 0.12)
    assert -each.discount / each.retention == pytest.approx(0.12 / 1.12, rel=1e-12)


@pytest.mark.parametrize("changed", ["retention", "margin", "acquisition", "discount"])
def test_an_elasticity_is_the_change_of_value_for_a_small_change(changed):
    def worth(retention, margin, acquisition, discount):
        return analytic.lifetime_value(margin, retention, discount) - acquisition

    inputs = {"retention": 0.85, "margin": 40, "acquisition": 25, "discount": 0.12}
    change = worth(**inputs | {changed: inputs[changed] * (1 + 1e-6)}) / worth(**inputs) - 1
    assert getattr(rules.value_elasticities(**inputs), changed) == pytest.approx(change / 1e-6, rel=1e-4)


# -- eight to ten new customers for one of five years --------------------------------------------------------------


@pytest.mark.parametrize(("curve", "expected"), [
    ("credit_card", 1.83), ("industrial_laundry", 1.78), ("industrial_distribution", 3.73), ("auto_service", 3.52),
])
def test_a_published_curve_replaces_a_five_year_customer_with_two_to_four_new_ones(curve, expected):
    assert rules.replacement_ratio(PROFIT_BY_YEAR[curve]) == _printed(expected, 2)


@pytest.mark.parametrize(("times", "growth"), [(8, 68), (9, 73), (10, 78)])
def test_eight_to_ten_times_needs_the_recomputed_growth(times, growth):
    yearly = rules.growth_for_replacement(times)
    assert 100 * yearly == _printed(growth, 0)
    assert rules.replacement_ratio((1 + yearly) ** np.arange(5)) == pytest.approx(times, rel=1e-12)


def test_the_default_growth_is_far_from_eight_times():
    growth = Inputs.model_fields["spend_growth"].default
    assert 1 < rules.replacement_ratio((1 + growth) ** np.arange(6)) < 2


def test_after_the_last_year_of_a_curve_nothing_changes():
    assert rules.replacement_ratio(CREDIT_CARD, 5) == rules.replacement_ratio(CREDIT_CARD, 30)
    assert rules.replacement_ratio(CREDIT_CARD, 1) == rules.replacement_in_value(CREDIT_CARD, 0.1, 0.1, year=1) == 1


def test_in_value_a_five_year_customer_replaces_fewer_new_ones_until_acquisition_counts():
    # Whoever is new goes up the same curve: what is ahead differs less than this year's profit.
    free, paid, dear = (rules.replacement_in_value(CREDIT_CARD, 0.2, 0.1, acquisition) for acquisition in (0, 51, 500))
    assert 1 < free < rules.replacement_ratio(CREDIT_CARD) < paid
    assert free == pytest.approx(55 / 0.3 / rules.value_while_staying(CREDIT_CARD, 0.2, 0.1), rel=1e-12)
    assert dear == math.inf


# -- four fifths of the value from one fifth of the customers ------------------------------------------------------


def test_four_fifths_from_one_fifth_needs_the_recomputed_spread():
    assert rules.spread_for_share(0.8, 0.2) == _printed(1.683, 3)
    assert rules.share_of_top(rules.spread_for_share(0.8, 0.2), 0.2) == pytest.approx(0.8, rel=1e-12)


@pytest.mark.parametrize(("spread", "share"), [(1.68, 80), (1.09, 60)])
def test_a_spread_gives_the_top_fifth_its_recomputed_share(spread, share):
    assert 100 * rules.share_of_top(spread) == _printed(share, 0)


def test_where_nobody_differs_every_fifth_holds_a_fifth():
    assert rules.share_of_top(0, 0.2) == pytest.approx(0.2, rel=1e-12)
    assert rules.spread_for_share(0.2, 0.2) == 0


def test_the_share_of_the_top_is_that_of_a_sample():
    n = 200_000
    value = np.sort(np.random.default_rng(19).lognormal(0, 1.2, n))
    top = value[-n // 5:]
    share = top.sum() / value.sum()
    # Influence of one customer on the share, as for a Lorenz curve.
    influence = (value > top[0]) * (value - top[0]) + 0.2 * top[0] - share * value
    assert share == pytest.approx(rules.share_of_top(1.2), abs=4 * influence.std() / np.sqrt(n) / value.mean())


def test_the_top_holds_more_where_customers_differ_more():
    assert np.all(np.diff([rules.share_of_top(spread) for spread in np.linspace(0, 3, 30)]) > 0)
    assert np.all(np.diff([rules.share_of_top(1.2, top) for top in np.linspace(0.01, 0.99, 30)]) > 0)


# -- five times dearer to win than to keep -------------------------------------------------------------------------


def test_the_cost_ratio_is_what_winning_costs_over_what_keeping_costs():
    assert rules.cost_ratio(500, 100) == 5
    assert rules.cost_ratio(0, 100) == 0
    assert rules.cost_ratio(100, 500) == 0.2


# -- the two segments of the shifted Beta-geometric model [FaderHardie2007] ------------------------------------------


def test_a_constant_first_year_would_leave_next_to_nobody_of_the_regular_segment():
    constant = 100 * analytic.sbg_retention(0.704, 1.182, 1)[0] ** 12
    assert constant == _printed(0.4, 1)  # 17.3 were left, and 17.0 are projected


def test_the_five_years_held_back_of_the_regular_segment_are_missed_by_as_little_as_recomputed():
    held_back = np.array([22.3, 20.7, 19.4, 18.3, 17.3])
    projected = 100 * analytic.sbg_survival(0.704, 1.182, 12)[8:]
    assert 100 * np.abs(projected / held_back - 1).mean() == _printed(1.5, 1)


@pytest.mark.parametrize(("segment", "expected"), [((0.704, 1.182), 0.373), ((0.668, 3.806), 0.149)])
def test_the_mean_chance_to_leave_is_the_fitted_one(segment, expected):
    assert 1 - analytic.sbg_retention(*segment, 1)[0] == _printed(expected, 3)


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "message"), [
    (lambda: rules.verdict(math.nan, 0, 1), "actual = nan is out of range; allowed: a number"),
    (lambda: rules.value_of_fixed_life((), 0.1, 0.1), "profits = () is out of range; allowed: finite, one a year"),
    (lambda: rules.value_of_fixed_life((1, math.inf), 0.1, 0.1),
     "profits = (1, inf) is out of range; allowed: finite, one a year"),
    (lambda: rules.value_of_fixed_life(FLAT, 0, 0.1), "churn = 0 is out of range; allowed: 0.001 to 1"),
    (lambda: rules.value_while_staying(FLAT, 1.2, 0.1), "churn = 1.2 is out of range; allowed: 0 to 1"),
    (lambda: rules.value_while_staying(FLAT, 0.1, -0.1),
     "discount = -0.1 is out of range; allowed: at least 0 1/year"),
    (lambda: rules.value_while_staying(FLAT, 0, 0),
     "discount = 0 is out of range when everybody stays; allowed: above 0"),
    (lambda: rules.value_while_staying(FLAT, 0.1, 0.1, -5),
     "acquisition = -5 is out of range; allowed: at least 0 euro"),
    (lambda: rules.gain_from_less_churn(FLAT, 0.03, 0.1),
     "points = 0.05 is out of range; allowed: above 0 to churn = 0.03"),
    (lambda: rules.gain_from_less_churn(FLAT, 0.4, 0.1, 250),
     "a customer is worth -50.00 euro at churn = 0.4; a gain needs a value above 0"),
    (lambda: rules.base_growth(0.98), "retention = 0.98 is out of range; allowed: 0 to below 0.98"),
    (lambda: rules.base_growth(0.9, 0), "points = 0 is out of range; allowed: above 0 to below 1"),
    (lambda: rules.base_growth(0.9, years=-1), "years = -1 is out of range; allowed: at least 0 year"),
    (lambda: rules.margin_for_cost_cut(0.9, cost_share=1.1), "cost_share = 1.1 is out of range; allowed: above 0 to 1"),
    (lambda: rules.margin_for_cost_cut(0.9, cut=0), "cut = 0 is out of range; allowed: above 0 to 1"),
    (lambda: rules.judge_cost_cut(0.9, 36), "margin = 36 is out of range; allowed: 0 to 1"),
    (lambda: rules.policy_cost_fall(-1, 0.9), "ratio = -1 is out of range; allowed: at least 0 year"),
    (lambda: rules.judge_policy_cost(5, 0.97), "retention = 0.97 is out of range; allowed: 0 to 0.95"),
    (lambda: rules.policy_cost_fall(5, 0.9, 0), "points = 0 is out of range; allowed: above 0 to 1"),
    (lambda: rules.ratio_for_policy_fall(0.9, fall=1), "fall = 1 is out of range; allowed: above 0 to below 1"),
    (lambda: rules.value_elasticities(0.9, 0), "discount = 0 is out of range; allowed: above 0 1/year"),
    (lambda: rules.value_elasticities(0.9, 0.1, 0), "margin = 0 is out of range; allowed: above 0 euro per year"),
    (lambda: rules.value_elasticities(0.9, 0.1, 1, 9),
     "acquisition = 9 is out of range; allowed: 0 to below the value of 4.50 euro"),
    (lambda: rules.replacement_ratio((-21, 42)),
     "profits = (-21, 42) is out of range; allowed: a first year above 0 euro"),
    (lambda: rules.replacement_ratio(FLAT, 0), "year = 0 is out of range; allowed: at least 1"),
    (lambda: rules.replacement_in_value(FLAT, 0.1, 0.1, year=0), "year = 0 is out of range; allowed: at least 1"),
    (lambda: rules.growth_for_replacement(0), "times = 0 is out of range; allowed: above 0"),
    (lambda: rules.growth_for_replacement(8, 1), "year = 1 is out of range; allowed: at least 2"),
    (lambda: rules.share_of_top(-1), "spread = -1 is out of range; allowed: at least 0"),
    (lambda: rules.share_of_top(1, 1), "top = 1 is out of range; allowed: above 0 to below 1"),
    (lambda: rules.spread_for_share(0.1), "share = 0.1 is out of range; allowed: 0.2 to below 1"),
    (lambda: rules.cost_ratio(-1, 1), "to_win = -1 is out of range; allowed: at least 0 euro"),
    (lambda: rules.cost_ratio(5, 0), "to_keep = 0 is out of range; allowed: above 0 euro"),
])
def test_nonsense_is_refused_with_its_name_its_value_and_what_is_allowed(call, message):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == message
