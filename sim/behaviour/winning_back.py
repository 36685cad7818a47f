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
    """Place of each customer lost in the same month in the order in which offers are made [M32].

    Parameters
    ----------
    risk, noise : (n,) float64, 1, standard normal scores

    Returns
    -------
    (n,) float64, 1, in (0, 1)
        Those with the strongest first life come first, as far as the data show it (`crm_accuracy`).
    """
    seen = inputs.crm_accuracy * risk + np.sqrt(1 - inputs.crm_accuracy**2) * noise
    place = np.empty(len(seen))
    place[np.argsort(seen, kind="stable")] = (np.arange(len(seen)) + 0.5) / max(len(seen), 1)
    return place


def accepts(luck, offer, place, months_away, inputs):
    """Who comes back for the offer [M32, Kumar2015].

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    offer : (n,) int64, from `offer_for`
    place : (n,) float64, 1, from `order`
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


def cost_cents(offer, inputs):
    """What each accepted offer costs: (n,) int64, cent."""
    extra = DIAGNOSIS_COST if inputs.winback_offer == BY_REASON else 0.0
    return np.rint(100 * inputs.winback_cost * (COST[offer] + extra * (offer > 0))).astype(np.int64)
