"""Step 9: competing causes of leaving, one number that decides."""

import numpy as np
from scipy.special import ndtr

from sim.behaviour.satisfaction import beyond_the_zone
from sim.behaviour.talk import impression
from sim.population import USUAL_INDIFFERENCE

LOYAL_AFTER, LOYAL_FACTOR = 24, 0.7
LARGEST_BRANCHING = 0.5
MOST_LOOKED = 4.0                                    # log of how many times as many offers a high price can bring
EARLY = 6                                            # months in which many leave again
EVEN_WITHOUT_RIVALS, EVEN_BY_RIVALS = 55.0, 30.0     # point: satisfaction at which every second offer wins


def contract_factor(contract, tenure, leak):
    """How free a contract leaves somebody this month [M5].

    Parameters
    ----------
    contract : (n,) int64, month, 0 without one
    tenure : (n,) int64, month, before this one

    Returns
    -------
    (n,) float64, 1
        1 without contract; `leak` outside the month of renewal and the rest of the term's hazard in it, so
        that the months of a term together come to their number.
    """
    free, bound = np.ones(len(contract)), np.flatnonzero(contract)
    term = contract[bound]
    free[bound] = np.where((tenure[bound] + 1) % term == 0, term - (term - 1) * leak, leak)
    return free


def tenure_factor(tenure, inputs):
    """What time as a customer does by itself: the first half year, and true duration dependence [M4, Fader2018].

    Returns
    -------
    (n,) float64, 1
        ``years ** (tenure_power - 1)``, 1 after a year, times `early_churn` in the first six months.
    """
    early = np.where(tenure < EARLY, inputs.early_churn, 1.0)
    if inputs.tenure_power == 1:
        return early
    return early * ((tenure + 0.5) / 12) ** (inputs.tenure_power - 1)


def freedom(frailty, switching_cost, contract, bond, inputs):
    """What multiplies every voluntary cause for a person: frailty, contract, switching cost, bond [M4, M5].

    Parameters
    ----------
    frailty : (n,) float64, 1, mean 1
    switching_cost : (n,) float64, 1, in (0, 1)
    contract : (n,) float64, 1, from `contract_factor`
    bond : (n,) float64, 1
        All that makes this person stay or go whatever the cause: tenure, tier, offers, how they came.

    Returns
    -------
    (n,) float64, 1
        `hazard_level` is the one number solved so that a company's churn comes out as stated.
    """
    held = np.exp(-inputs.switching_weight * (switching_cost - 0.5))
    return inputs.hazard_level * frailty * contract * held * bond


def offer_taken(satisfaction, indifference, switching_cost, price_sensitivity, inputs):
    """Probability that a rival's offer wins somebody over [M3, M6, JonesSasser1995].

    Returns
    -------
    (n,) float64, 1, in [0, 1]

    Notes
    -----
    Normal distribution function of the offer's attraction, which is 0 at a satisfaction of ``55 + 30 *
    competition``: in a commodity market only the completely satisfied refuse, in a monopoly only the very
    dissatisfied accept. Indifference opens the door (C38), satisfaction and switching cost close it (C19), a
    price above the market's draws those who mind. Pinned by tests/theory/test_zones.py.
    """
    even = EVEN_WITHOUT_RIVALS + EVEN_BY_RIVALS * inputs.competition
    attraction = (-inputs.rival_satisfaction_shield * (satisfaction - even)
                  - inputs.rival_switching_shield * (switching_cost - 0.5)
                  + inputs.rival_neglect_opening * (indifference - USUAL_INDIFFERENCE))
    if inputs.price_level != 1:
        attraction = attraction + inputs.price_pull * (inputs.price_level - 1) * price_sensitivity
    return ndtr(attraction)


def pulled(taken, price_sensitivity, reward, inputs):
    """Hazard of following a rival's offer: offers a year times `offer_taken`, dampened by rewards [M6].

    Parameters
    ----------
    taken : (n,) float64, 1, from `offer_taken`
    price_sensitivity : (n,) float64, 1, mean 1
        Who pays more than the market's price looks around: ``exp(price_search * (price_level - 1))`` times as
        many offers, by sensitivity.

    Returns
    -------
    (n,) float64, 1/month
    """
    came = inputs.rival_offers / 12 * taken * (1 - inputs.reward_pull * reward)
    if inputs.price_level == 1:
        return came
    return came * np.exp(np.minimum(inputs.price_search * (inputs.price_level - 1) * price_sensitivity, MOST_LOOKED))


def neglected(satisfaction, indifference, switching_cost, reward, inputs):
    """Hazard of leaving because one feels like a number [M15], steeper where satisfaction is low [M3].

    Returns
    -------
    (n,) float64, 1/month

    Notes
    -----
    Satisfaction counts outside its zone only. A high switching cost halves the slope: false loyalty
    [JonesSasser1995].
    """
    slope = inputs.satisfaction_weight * (1 - 0.5 * switching_cost) / 10
    exponent = (inputs.neglect_weight * (indifference - USUAL_INDIFFERENCE)
                - slope * beyond_the_zone(satisfaction, inputs))
    return inputs.neglect_hazard / 12 * np.exp(exponent) * (1 - inputs.reward_pull * reward)


def friends_factor(exposure, bad_heard, tenure, contagion, inputs):
    """What multiplies the voluntary causes because of what friends did and said [M19, M18].

    Parameters
    ----------
    exposure : (n,) float64, 1, contacts who left lately, by strength of tie, fading
    bad_heard : (n,) float64, 1, bad stories heard lately, fading
    tenure : (n,) int64, month
    contagion : float, 1, from `guarded_contagion`

    Returns
    -------
    (n,) float64, 1, >= 1
        ``1 + contagion`` for one contact who left last month (0.7 of it after two years as a customer);
        a bad story weighs on a customer a quarter of what it weighs on a prospect [East2017].
    """
    loyal = np.where(tenure > LOYAL_AFTER, LOYAL_FACTOR, 1.0)
    heard = inputs.customer_belief * inputs.belief * inputs.bad_story_shift * impression(bad_heard)
    return (1 + contagion * loyal * exposure) * np.exp(heard)


def guarded_contagion(churn, inputs):
    """Contagion of defections, lowered where it would feed on itself [M19, NitzanLibai2011].

    Parameters
    ----------
    churn : float, 1/month
        Share of the customers who left last month.

    Returns
    -------
    float, 1

    Notes
    -----
    Further defections per defection are at most ``contacts * monthly churn * contagion / (1 - 2**(-1/half_life))``;
    the coefficient is cut to where this branching ratio is 0.5. The churn is last month's or the stated one,
    whichever is higher, and every contact counts as a customer.
    """
    monthly = max(churn, 1 - (1 - inputs.yearly_churn) ** (1 / 12))
    remembered = 1 / (1 - 0.5 ** (1 / inputs.defection_half_life))
    per_unit = inputs.contacts * monthly * remembered
    return min(inputs.defection_contagion, LARGEST_BRANCHING / per_unit) if per_unit > 0 else 0.0


def leave_hazard(unavoidable, pulled, failed, slow, neglected, friends, freedom):
    """Monthly hazard of leaving, cause by cause.

    Causes compete: their hazards add up [CoxOakes1984]. What keeps a customer dampens every cause but the
    unavoidable one [Burnham2003]; friends multiply the other voluntary causes, and what they add is theirs.

    Parameters
    ----------
    unavoidable : float, 1/month
    pulled, failed, slow, neglected : (n,) float64, 1/month, >= 0
    friends : (n,) float64, 1, >= 1, from `friends_factor`
    freedom : (n,) float64, 1, >= 0

    Returns
    -------
    (6, n) float64, 1/month
        In the order of `metrics.CAUSES`.

    Notes
    -----
    With a constant `pulled` and nothing else, survival is the shifted Beta-geometric at whole years; pinned
    by tests/theory/test_survival.py.
    """
    hazard = np.empty((6, len(freedom)))
    hazard[0] = unavoidable
    for row, own in zip(hazard[1:5], (pulled, failed, slow, neglected), strict=True):
        np.multiply(freedom, own, out=row)
    np.multiply(hazard[1] + hazard[2] + hazard[3] + hazard[4], friends - 1, out=hazard[5])
    return hazard


def leaves(luck, hazard):
    """Who leaves this month, and why.

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    hazard : (6, n) float64, 1/month

    Returns
    -------
    (n,) int64
        The cause's place in `metrics.CAUSES`, or -1 for who stays.

    Notes
    -----
    Leaves when ``luck < 1 - exp(-total)``; the same number, read as a part of that probability, picks the
    cause in proportion to the hazards.
    """
    total = hazard[0].copy()
    for one in hazard[1:]:
        total += one
    chance = 1 - np.exp(-total)
    goes = np.flatnonzero(luck < chance)
    heights = np.cumsum(hazard[:, goes], axis=0)
    mark = luck[goes] * (total[goes] / chance[goes])
    cause = np.full(len(luck), -1)
    cause[goes] = np.minimum((mark >= heights).sum(axis=0), len(hazard) - 1)
    return cause


def meets_obstacle(luck, cause, inputs):
    """Who wants to leave of their own will and is met with a retention script: (n,) bool [M7, C40]."""
    return (cause > 0) & (luck < inputs.cancellation_obstacle)


def hazards_of(me, bond, company, inputs):
    """All causes' hazards for some customers, from where they stand.

    Parameters
    ----------
    me : `population.Some`, n persons, with their `reward` as a note
    bond : (n,) float64, 1, as for `freedom`
    company : `company.Company`
        Its reputation shelters from one bad period: problems and slow answers weigh up to `reputation_shelter`
        less [M30].

    Returns
    -------
    (6, n) float64, 1/month, from `leave_hazard`
    """
    exposed = 1 - inputs.reputation_shelter * company.reputation
    taken = offer_taken(me.satisfaction, me.indifference, me.switching_cost, me.price_sensitivity, inputs)
    return leave_hazard(
        unavoidable=inputs.unavoidable_churn / 12,
        pulled=pulled(taken, me.price_sensitivity, me.reward, inputs),
        failed=me.grievance * exposed,
        slow=me.annoyance * (inputs.slow_answer_hazard * exposed),
        neglected=neglected(me.satisfaction, me.indifference, me.switching_cost, me.reward, inputs),
        friends=friends_factor(me.exposure, me.bad_heard, me.tenure, guarded_contagion(company.churn, inputs), inputs),
        freedom=freedom(me.frailty, me.switching_cost, contract_factor(me.contract, me.tenure, inputs.contract_leak),
                        bond, inputs))
