"""Step 10: who joins, who comes back, and who would have come but for bad stories."""

import numpy as np
import pytest

from sim.behaviour import joining
from sim.scenario import checked

INPUTS = checked({"acquisition_reach": 0.085, "acquisition_spend": 8000, "acquisition_scale": 8000,
                  "imitation": 0.18, "market_size": 16000, "return_rate": 0.02, "return_after": 12, "promise": 0,
                  "price_level": 1, "referral_conversion": 0.25})
GRID = np.linspace(0.0005, 0.9995, 1000)


def _joining(customers=4000, reputation=0.7, sensitivity=1.0, **changes):
    """Probability that one prospect joins."""
    return joining.joining_probability(customers, reputation, np.array([sensitivity]),
                                       INPUTS.model_copy(update=changes))[0]


def test_advertising_and_imitation_add_up_and_reputation_scales_them():
    # 0.085 * (1 - 1/e) + 0.18 / 4 = 0.0987302 a year
    assert _joining() == pytest.approx(1 - np.exp(-0.0987302 * 0.7 / 12), rel=1e-6)


def test_nobody_joins_a_company_of_no_repute():
    assert _joining(reputation=0.0) == 0


def test_without_advertising_and_customers_nobody_joins():
    assert _joining(0, 1.0, acquisition_spend=0.0) == 0


def test_advertising_has_diminishing_returns():
    reach = [_joining(0, 1.0, acquisition_spend=float(spend)) for spend in range(0, 60_000, 5000)]
    assert (np.diff(reach) > 0).all() and (np.diff(reach, 2) < 0).all()


def test_more_customers_and_a_better_name_attract_more():
    assert _joining(customers=5000) > _joining(customers=4000)
    assert _joining(reputation=0.8) > _joining(reputation=0.7)


def test_a_promise_makes_advertising_stronger_and_leaves_imitation_alone():
    # 0.25 for each ten points of promise: exp(0.25) times as strong with 10, exp(-0.25) with -10
    for promise, factor in ((10.0, 1.284025), (-10.0, 0.778801)):
        yearly = 0.0537302 * factor + 0.045
        assert _joining(promise=promise, promise_pull=0.25) == pytest.approx(1 - np.exp(-yearly * 0.7 / 12), rel=1e-6)
    assert _joining(promise=40.0, acquisition_spend=0.0) == _joining(acquisition_spend=0.0)


def test_a_price_above_the_market_keeps_away_those_who_mind():
    usual, dear, cheap = (_joining(price_level=level, price_barrier=3.0) for level in (1.0, 1.1, 0.9))
    assert dear == pytest.approx(1 - np.exp(np.log1p(-usual) * np.exp(-0.3)))
    assert cheap > usual > dear
    chances = [_joining(sensitivity=each, price_level=1.1, price_barrier=3.0) for each in (0.0, 0.5, 1.0, 3.0)]
    assert chances == sorted(chances, reverse=True) and chances[0] == usual
    assert _joining(price_level=1.5, price_barrier=0.0) == usual


def test_lost_customers_come_back_rarely_and_not_quickly():
    found = joining.returning_probability(np.array([1, 12, 13, 200]), INPUTS)
    assert found == pytest.approx([0, 0, 1 - np.exp(-0.02 / 12), 1 - np.exp(-0.02 / 12)])


def test_prospects_join_and_the_lost_return():
    found = joining.chances(np.array([True, False]), np.zeros(2, bool), np.array([20, 20]), np.ones(2), 4000, 0.7,
                            INPUTS)
    assert found == pytest.approx([_joining(), 1 - np.exp(-0.02 / 12)])


def test_a_recommendation_wins_a_quarter_of_those_prospects_who_would_not_have_come():
    found = joining.chances(np.array([True, False]), np.ones(2, bool), np.array([20, 20]), np.ones(2), 4000, 0.7,
                            INPUTS)
    assert found == pytest.approx([1 - 0.75 * (1 - _joining()), 1 - np.exp(-0.02 / 12)])


def test_one_number_tells_who_came_thanks_to_good_stories_and_who_stayed_away_because_of_bad_ones():
    # Chance 1/5, odds 1/4. Good stories double the odds (1/3), bad ones halve them (1/9), both leave 1/5.
    joined, thanks, lost = joining.joins(np.array([0.05, 0.15, 0.25, 0.5]), np.full(4, 0.2),
                                         np.full(4, np.log(2)), np.full(4, -np.log(2)))
    assert joined.tolist() == [True, True, False, False]
    assert thanks.tolist() == [False, True, False, False]
    assert lost.tolist() == [False, False, True, False]


def test_without_stories_nobody_is_won_or_lost_by_them():
    joined, thanks, lost = joining.joins(GRID, np.full(1000, 0.2), np.zeros(1000), np.zeros(1000))
    assert joined.sum() == 200
    assert not thanks.any() and not lost.any()


def test_whoever_joins_in_spite_of_more_bad_stories_also_joins_with_fewer():
    few, many = (joining.joins(GRID, np.full(1000, 0.3), np.full(1000, 0.2), np.full(1000, -shift))[0]
                 for shift in (0.1, 0.9))
    assert (few | ~many).all() and few.sum() > many.sum()


def test_those_lost_to_bad_stories_are_those_missing():
    shift = np.full(1000, -0.7)
    joined, _, lost = joining.joins(GRID, np.full(1000, 0.3), np.full(1000, 0.4), shift)
    without, _, _ = joining.joins(GRID, np.full(1000, 0.3), np.full(1000, 0.4), np.zeros(1000))
    np.testing.assert_array_equal(lost, without & ~joined)
    assert lost.any()


def test_who_has_no_chance_is_neither_won_nor_lost():
    found = joining.joins(GRID, np.zeros(1000), np.full(1000, 3.0), np.full(1000, -3.0))
    assert not np.any(found)
