"""Step 10: offers to customers who have left."""

import numpy as np

NO_OFFER, DISCOUNT, UPGRADE, BUNDLE, BY_REASON = 0, 1, 2, 3, 4
# By offer: accepted by selected lost customers, cost in euro, and what becomes of the hazard in the second life.
ACCEPTED = np.array([0.0, 0.45, 0.41, 0.47])      # [Kumar2015]
COST = np.array([0.0, 120.0, 105.0, 225.0])       # [Kumar2015]
SECOND_LIFE = np.array([1.0, 1.0, 0.9, 1.2])      # an upgrade holds longest, a bundle shortest
# Chosen by the reason of leaving, in the order of `metrics.CAUSES`: nothing brings back who had to leave.
FOR_REASON = np.array([NO_OFFER, DISCOUNT, UPGRADE, UPGRADE, DISCOUNT, BUNDLE])
DIAGNOSIS_COST = 20.0                             # euro an accepted offer chosen by reason
UNPROMISING_FROM = 0.5
ASKING_COST = 5.0                                 # euro an offer made, accepted or not


def offer_for(reason, inputs):
    """The offer each lost customer gets: (n,) int64.

    Parameters
    ----------
    reason : (n,) int8, cause of leaving
    """
    if inputs.winback_offer != BY_REASON:
        return np.where(reason > 0, inputs.winback_offer, NO_OFFER)
    return FOR_REASON[np.maximum(reason, 0)]


def order(risk, noise, inputs):
    """Places of customers lost in the same month: by the strength of their first life, and as offers are made [M32].

    Parameters
    ----------
    risk, noise : (n,) float64, 1, standard normal scores

    Returns
    -------
    (true, seen) : two (n,) float64, 1, in (0, 1)
        The strongest first life comes first; the company sees it as far as its data show it (`crm_accuracy`).
    """
    seen = inputs.crm_accuracy * risk + np.sqrt(1 - inputs.crm_accuracy**2) * noise
    return _places(risk), _places(seen)


def _places(score):
    place = np.empty(len(score))
    place[np.argsort(score, kind="stable")] = (np.arange(len(score)) + 0.5) / max(len(score), 1)
    return place


def accepts(luck, offer, place, months_away, inputs):
    """Who comes back for the offer [M32, Kumar2015].

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    offer : (n,) int64, from `offer_for`
    place : (n,) float64, 1, the true one from `order`
    months_away : (n,) int64, month

    Returns
    -------
    (n,) bool

    Notes
    -----
    The published shares hold for selected customers, the better half; of the others `winback_unlikely`
    accept. Both fade with the time away.
    """
    likely = np.where(place < UNPROMISING_FROM, ACCEPTED[offer], np.minimum(inputs.winback_unlikely, ACCEPTED[offer]))
    return luck < likely * np.exp(-inputs.winback_fade * months_away / 12)


def cost_cents(offer, accepted, inputs):
    """What each offer made costs: something for asking, and the offer itself where it is accepted: (n,) int64, cent."""
    extra = DIAGNOSIS_COST if inputs.winback_offer == BY_REASON else 0.0
    euro = (ASKING_COST + accepted * (COST[offer] + extra)) * (offer > 0)
    return np.rint(100 * inputs.winback_cost * euro).astype(np.int64)
