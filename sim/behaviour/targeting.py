"""Step 0 and 6: whom the company makes a retention offer, and what it does to them."""

import numpy as np

ANYBODY, BY_RISK, BY_VALUE, BY_UPLIFT = 0, 1, 2, 3
OFFER_LASTS = 3


def effect(responsiveness, inputs):
    """What an offer does to the voluntary reasons to leave for three months [M7, M33, Ascarza2016].

    Parameters
    ----------
    responsiveness : (n,) float64, 1

    Returns
    -------
    (n,) float64, 1
        Below 1 for who responds; `waking_factor` for those (responsiveness below 0) who had only not thought
        of leaving until then.
    """
    return np.where(responsiveness < 0, inputs.waking_factor,
                    np.exp(-inputs.offer_strength * np.maximum(responsiveness, 0.0)))


def scores(risk, value, responsiveness, risk_noise, response_noise, luck, inputs):
    """Order in which customers get an offer, highest first, by the policy [M33, Ascarza2018].

    Parameters
    ----------
    risk, risk_noise, response_noise : (n,) float64, 1, standard normal scores
    value : (n,) float64, 1
    responsiveness : (n,) float64, 1
    luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (n,) float64, 1

    Notes
    -----
    Value is known from the bills. Risk and responsiveness are seen with a correlation of `crm_accuracy` with
    the truth (C33). Uplift is value times risk times what the offer is expected to take off.
    """
    sees, errs = inputs.crm_accuracy, np.sqrt(1 - inputs.crm_accuracy**2)
    if inputs.targeting == ANYBODY:
        return luck
    if inputs.targeting == BY_VALUE:
        return value
    risk_seen = sees * risk + errs * risk_noise
    if inputs.targeting == BY_RISK:
        return risk_seen
    spread = max(inputs.responsiveness_spread, 1e-9)
    true_score = (responsiveness - inputs.responsiveness) / spread
    seen = inputs.responsiveness + sees * spread * (sees * true_score + errs * response_noise)
    return value * np.exp(risk_seen) * (1 - effect(seen, inputs))


def chosen(who, free, score, inputs):
    """The customers who get an offer this month: as many as the budget pays for, by score.

    Parameters
    ----------
    who : (n,) int64, person
    free : (n,) bool
        Not under an offer already.
    score : (n,) float64, from `scores`; ties go to the lower number
        By uplift, nobody is woken of whom it is expected to do harm.

    Returns
    -------
    int64 array of persons, ascending
    """
    count = int(inputs.retention_spend / inputs.retention_offer_cost)
    worth = free & (score > 0) if inputs.targeting == BY_UPLIFT else free
    order = np.argsort(-score[worth], kind="stable")[:count]
    return np.sort(who[worth][order])
