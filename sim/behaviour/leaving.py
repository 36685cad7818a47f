"""Step 9: competing causes of leaving, one number that decides."""

import numpy as np
from scipy.special import ndtr

from sim.behaviour.talk import impression
from sim.population import USUAL_INDIFFERENCE, USUAL_SATISFACTION

LOYAL_AFTER, LOYAL_FACTOR = 24, 0.7
LARGEST_BRANCHING = 0.5


def contract_factor(bound, renewal_month, month, leak):
    """How free a contract leaves somebody this month [M5].

    Returns
    -------
    (n,) float64, 1
        1 without contract; `leak` outside the renewal month and the rest of the year's hazard in it, so
        that the twelve months together come to 12.
    """
    renewal = np.mod(month - renewal_month, 12) == 0
    return np.where(bound, np.where(renewal, 12 - 11 * leak, leak), 1.0)


def freedom(frailty, switching_cost, contract, inputs):
    """What multiplies every voluntary cause for a person: frailty, contract, switching cost [M4, M5].

    Parameters
    ----------
    frailty : (n,) float64, 1, mean 1
    switching_cost : (n,) float64, 1, in (0, 1)
    contract : (n,) float64, 1, from `contract_factor`

    Returns
    -------
    (n,) float64, 1
        `hazard_level` is the one number solved so that a company's churn comes out as stated.
    """
    held = np.exp(-inputs.switching_weight * (switching_cost - 0.5))
    return inputs.hazard_level * frailty * contract * held


def pulled(satisfaction, indifference, switching_cost, reward, inputs):
    """Hazard of following a rival's offer: offers a year times the probability that one is good enough [M6].

    Returns
    -------
    (n,) float64, 1/month
        Rewards dampen it; indifference opens the door (C38), satisfaction and switching cost close it (C19).
    """
    attraction = (inputs.rival_attraction - inputs.rival_satisfaction_shield * (satisfaction - USUAL_SATISFACTION)
                  - inputs.rival_switching_shield * (switching_cost - 0.5)
                  + inputs.rival_neglect_opening * (indifference - USUAL_INDIFFERENCE))
    return inputs.rival_offers / 12 * ndtr(attraction) * (1 - inputs.reward_pull * reward)


def neglected(satisfaction, indifference, switching_cost, reward, inputs):
    """Hazard of leaving because one feels like a number [M15], steeper where satisfaction is low [M3].

    Returns
    -------
    (n,) float64, 1/month

    Notes
    -----
    A high switching cost halves the slope on satisfaction: false loyalty [JonesSasser1995].
    """
    slope = inputs.satisfaction_weight * (1 - 0.5 * switching_cost) / 10
    exponent = (inputs.neglect_weight * (indifference - USUAL_INDIFFERENCE)
                - slope * (satisfaction - USUAL_SATISFACTION))
    return inputs.neglect_hazard / 12 * np.exp(exponent) * (1 - inputs.reward_pull * reward)


def friends_factor(exposure, bad_heard, tenure, contagion, inputs):
    """What multiplies the voluntary causes because of what friends did and said [M19, M18].

    Parameters
    ----------
    exposure : (n,) float64, 1, contacts who left lately, fading
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
    own = [freedom * pulled, freedom * failed, freedom * slow, freedom * neglected]
    by_friends = (own[0] + own[1] + own[2] + own[3]) * (friends - 1)
    return np.stack([np.full_like(by_friends, unavoidable), *own, by_friends])


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


def hazards_of(who, people, traits, reward, month, reputation, churn, inputs):
    """All causes' hazards for some customers, from where they stand.

    Parameters
    ----------
    who : index array (n,) or slice
    people, traits : `population.People`, `population.Traits`
    reward : (n,) float64, 1, from `relationship.reward_effect`
    month : int, month
    reputation : float, 1, in [0, 1]
        Shelters from one bad period: problems and slow answers weigh up to `reputation_shelter` less [M30].
    churn : float, 1/month, last month's share of leavers

    Returns
    -------
    (6, n) float64, 1/month, from `leave_hazard`
    """
    content, feels, switching = people.satisfaction[who], people.indifference[who], traits.switching_cost[who]
    exposed = 1 - inputs.reputation_shelter * reputation
    contract = contract_factor(traits.bound[who], traits.renewal_month[who], month, inputs.contract_leak)
    return leave_hazard(
        unavoidable=inputs.unavoidable_churn / 12,
        pulled=pulled(content, feels, switching, reward, inputs),
        failed=people.grievance[who] * exposed,
        slow=people.annoyance[who] * inputs.slow_answer_hazard * exposed,
        neglected=neglected(content, feels, switching, reward, inputs),
        friends=friends_factor(people.exposure[who], people.bad_heard[who], people.tenure[who],
                               guarded_contagion(churn, inputs), inputs),
        freedom=freedom(traits.frailty[who], switching, contract, inputs))
