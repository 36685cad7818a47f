"""Step 6: points, discounts and members' specials; tiers."""

import numpy as np
from scipy.special import ndtri

TIER_AFTER, DEMOTION_LASTS = 12, 6
SPENDING_WAVERS = 0.2      # of the logarithm of a year's spending, from year to year


def points_share(inputs):
    """Part of the reward spend that is given as points: float, 1."""
    return max(1 - inputs.discount_share - inputs.specials_share, 0.0)


def effect(satisfaction, heavy, inputs):
    """How strongly rewards work on each member [M21].

    Parameters
    ----------
    satisfaction : (n,) float64, point
    heavy : (n,) bool

    Returns
    -------
    (n,) float64, 1, in [0, 1)
        0 where service was not right first (satisfaction below `reward_needs`, C22) and for heavy buyers, who
        redeem but do not change what they do [Liu2007].

    Notes
    -----
    ``1 - exp(-spend * fit / reward_scale)``: diminishing returns, faster for relevant rewards (C23). Discounts
    count `discount_weight` only (C26) [DowlingUncles1997]; specials live on relevance.
    """
    felt = (points_share(inputs) + inputs.discount_share * inputs.discount_weight
            + inputs.specials_share * (0.5 + inputs.reward_relevance))
    fit = 0.6 + 0.8 * inputs.reward_relevance
    strength = 1 - np.exp(-inputs.reward_spend * felt * fit / inputs.reward_scale)
    return np.where(heavy | (satisfaction < inputs.reward_needs), 0.0, strength)


def points_earned(value, inputs):
    """Points credited this month, in proportion to each customer's lasting value: (n,) int64, cent."""
    return np.rint(100 * inputs.reward_spend * points_share(inputs) * value).astype(np.int64)


def threshold(inputs):
    """Points that make a reward: int, cent."""
    return max(round(100 * inputs.reward_threshold), 1)


def redemption(points, luck, inputs):
    """Who turns points into a reward, and whose points lapse [M21, Colloquy2011].

    Parameters
    ----------
    points : (n,) int64, cent
    luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (redeemed, lapsed) : two (n,) int64, cent
        Whole thresholds; `redeemed_share` of those that are reached are redeemed, the rest is breakage.
    """
    due = points // threshold(inputs) * threshold(inputs)
    wants = luck < inputs.redeemed_share
    return np.where(wants, due, 0), np.where(wants, 0, due)


def closeness(points, inputs):
    """How near the next reward is: (n,) float64, 1, in [0, 1)."""
    rewards = points / threshold(inputs)
    return rewards - np.floor(rewards)


def spending_lift(reward, points, rewarded, inputs):
    """What rewards do to spending [M21, TaylorNeslin2005].

    Parameters
    ----------
    reward : (n,) float64, 1, from `effect`
    points : (n,) int64, cent
    rewarded : (n,) bool, got a reward last month

    Returns
    -------
    (n,) float64, 1, >= 1
        1 for whom rewards do not reach; points pressure grows with the square of closeness.
    """
    pressure = inputs.points_pressure * closeness(points, inputs) ** 2 if points_share(inputs) > 0 else 0.0
    return 1 + reward * (inputs.reward_lift + pressure + inputs.after_reward_lift * rewarded)


def has_tiers(inputs):
    """Whether there is an upper tier: bool."""
    return inputs.reward_tiers > 0 and inputs.reward_spend > 0


def is_renewal(month, some_in_tier, inputs):
    """Whether the tiers are given out anew: once a year, when they begin, and when they end: bool."""
    if has_tiers(inputs):
        return month % 12 == 0 or not some_in_tier
    return some_in_tier


def qualifies(value, tenure, luck, inputs):
    """Who is in the upper tier for the year: the customers who spend most, after a year: (n,) bool [M21].

    Parameters
    ----------
    value : (n,) float64, 1
    tenure : (n,) int64, month
    luck : (n,) float64, 1, in (0, 1)
        How this year's spending wavers.

    Notes
    -----
    The upper `reward_tiers` share of the log-normal distribution of a year's spending in the market.
    """
    if not has_tiers(inputs):
        return np.zeros(len(value), bool)
    spread = inputs.value_spread
    score = (np.log(value) + spread * spread / 2 + SPENDING_WAVERS * ndtri(luck)) / np.hypot(spread, SPENDING_WAVERS)
    return (score > ndtri(1 - inputs.reward_tiers)) & (tenure >= TIER_AFTER)


def tier_factor(tier, demoted, inputs):
    """What the tier does to the voluntary reasons to leave: (n,) float64, 1."""
    return np.where(tier, inputs.tier_churn, np.where(demoted > 0, inputs.demoted_churn, 1.0))
