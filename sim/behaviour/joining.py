"""Step 10: who joins, who comes back, and who would have come but for bad stories."""

import numpy as np

from sim.behaviour.talk import shift_of_prospects

MOST_DRAWN = 2.0      # log of how many times as many a low price can draw at most


def joining_probability(customers, reputation, price_sensitivity, inputs):
    """Probability that a prospect who has heard nothing joins in a month [M28].

    Parameters
    ----------
    customers : int, person
    reputation : float, 1, in [0, 1]
    price_sensitivity : (n,) float64, 1, mean 1

    Returns
    -------
    (n,) float64, 1

    Notes
    -----
    Advertising with diminishing returns, stronger by `promise_pull` for each ten points of promise, plus
    imitation in proportion to the share of the market that are customers; both scaled by reputation and by
    what a price above the market's keeps away. Only those who are not customers can join, so the market
    saturates (C13).
    """
    price = np.exp(np.minimum(-inputs.price_barrier * (inputs.price_level - 1) * price_sensitivity, MOST_DRAWN))
    return 1 - np.exp(-_attraction(customers, reputation, inputs) / 12 * price)


def _attraction(customers, reputation, inputs):
    """Yearly rate at which prospects join at the market's price: float, 1/year."""
    advertising = inputs.acquisition_reach * (1 - np.exp(-inputs.acquisition_spend / inputs.acquisition_scale))
    promised = np.exp(inputs.promise_pull * inputs.promise / 10)
    imitation = inputs.imitation * customers / inputs.market_size
    return (advertising * promised + imitation) * reputation


def most_likely(customers, reputation, inputs):
    """A bound that nobody's probability of joining exceeds, whatever they heard, but for a recommendation: float, 1.

    Parameters
    ----------
    customers : int, person
    reputation : float, 1, in [0, 1]

    Notes
    -----
    At the price sensitivity that draws most and with nothing but good stories; pinned by tests/unit/test_bounds.py.
    """
    drawn = np.exp(MOST_DRAWN) if inputs.price_level < 1 else 1.0
    comes = _attraction(customers, reputation, inputs) / 12 * drawn
    likely = 1 - np.exp(-max(comes, inputs.return_rate / 12))
    good, _ = shift_of_prospects(np.inf, 0.0, inputs)
    return _shifted(likely / max(1 - likely, 1e-12), good)


def returning_probability(months_away, inputs):
    """Probability that a lost customer comes back by themselves in a month: rarely, and not quickly [M32].

    Parameters
    ----------
    months_away : (n,) int64, month
    """
    return np.where(months_away > inputs.return_after, 1 - np.exp(-inputs.return_rate / 12), 0.0)


def chances(prospect, recommended, months_away, price_sensitivity, customers, reputation, inputs):
    """Probability of joining, for everybody who is no customer, before any talk: (n,) float64, 1.

    Parameters
    ----------
    prospect : (n,) bool
        The others are lost customers.
    recommended : (n,) bool
        A customer recommended the company in person this month: `referral_conversion` of these prospects
        join [M20, East2017].
    months_away : (n,) int64, month
    price_sensitivity : (n,) float64, 1
    """
    cold = joining_probability(customers, reputation, price_sensitivity, inputs)
    warm = 1 - (1 - cold) * (1 - inputs.referral_conversion * recommended)
    return np.where(prospect, warm, returning_probability(months_away, inputs))


def joins(luck, probability, good, bad):
    """Who joins, who does so thanks to good stories, who stays away because of bad ones.

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    probability : (n,) float64, 1, in [0, 1)
        Without any talk.
    good, bad : (n,) float64, 1
        Shifts of the log-odds, from `talk.shift_of_prospects`.

    Returns
    -------
    (joined, thanks_to_good, lost_to_bad) : three (n,) bool

    Notes
    -----
    One number decides all three: whoever lies between the probability with and without bad stories would
    have come but for them.
    """
    odds = probability / np.maximum(1 - probability, 1e-12)

    joined = luck < _shifted(odds, good + bad)
    return joined, joined & (luck >= _shifted(odds, bad)), ~joined & (luck < _shifted(odds, good))


def _shifted(odds, by):
    moved = odds * np.exp(by)
    return moved / (1 + moved)
