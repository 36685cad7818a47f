"""Step 8: stories, how many people are told, what hearing them does, and reputation."""

import numpy as np
from scipy.special import ndtr, ndtri

from sim.behaviour.failures import NO_PROBLEM
from sim.behaviour.satisfaction import is_failed_answer
from sim.behaviour.stories import failed_severity

MOST_TOLD = 1000
GLOOMY = 50.0                               # point: below, people talk badly without an incident
DELIGHTED, DELIGHT_SPREAD = 80.0, 10.0      # point: half of those so satisfied recommend; spread among people
_SHARED = np.sqrt(0.5)


def bad_story_probability(unvoiced, outcome, severity, satisfaction, talker, inputs):
    """Probability that somebody's month makes them tell a bad story [M17].

    Parameters
    ----------
    unvoiced : (n,) int64, severity of a problem kept from the desk, or NO_PROBLEM
    outcome, severity : (n,) int64, of the case closed this month
    satisfaction : (n,) float64, point
    talker : (n,) float64, 1, mean 1

    Returns
    -------
    (n,) float64, 1
        `major_story_share` for a major problem kept from the desk or not solved by it, `minor_story_share` for
        a minor one and for a question that nobody ever answered; without a particular incident, below a
        satisfaction of 50, `unhappy_story_rate` a year, growing with the distance [Anderson1998].

    Notes
    -----
    All as a hazard, which `talker` multiplies: an eighth of the people tell more than twice as often.
    """
    worst = np.maximum(unvoiced, failed_severity(outcome, severity))
    shares = np.array([0.0, inputs.minor_story_share, inputs.major_story_share])
    incident = -np.log(np.maximum(1 - shares, 1e-9))[worst]
    gloom = 2 * (np.maximum(GLOOMY - satisfaction, 0.0) / GLOOMY) ** 1.5
    return 1 - np.exp(-talker * (incident + inputs.unhappy_story_rate / 12 * gloom))


def may_tell_bad_story(unvoiced, outcome, satisfaction):
    """All for whom `bad_story_probability` can be above zero: int64 array of places."""
    return np.flatnonzero((unvoiced != NO_PROBLEM) | is_failed_answer(outcome) | (satisfaction < GLOOMY))


def most_good_stories(satisfaction, warmth, talker, inputs):
    """A bound that nobody's probability of telling a good story exceeds: (n,) float64, 1.

    Parameters
    ----------
    satisfaction : (n,) float64, point
    warmth : float or (n,) float64, 1
    talker : (n,) float64, 1
    """
    content = _content(satisfaction.max(initial=0.0))
    return talker * (inputs.good_story_rate / 12 * content * (1 + inputs.ambassador_lift * np.max(warmth, initial=0.0)))


def _content(satisfaction):
    return np.clip((satisfaction - 50) / 25, 0.0, 2.0) ** 1.5


def tells_good_story(luck, satisfaction, warmth, talker, inputs):
    """Who has a good story to tell this month: (n,) bool [M17, Anderson1998].

    Notes
    -----
    Yearly rate `good_story_rate` at a satisfaction of 75, growing with its 1.5th power above 50, none below;
    `ambassador_lift` more for each gesture still felt (C39); `talker` times that.
    """
    rate = inputs.good_story_rate / 12 * _content(satisfaction) * (1 + inputs.ambassador_lift * warmth)
    return luck < 1 - np.exp(-talker * rate)


def recommendation_rate(inputs):
    """How often the delighted recommend the company in person: float, 1/year."""
    paid = 1 - np.exp(-inputs.referral_reward / inputs.referral_scale)
    return inputs.referral_rate * (1 + inputs.referral_programme * paid)


def recommends(luck, satisfaction, inputs):
    """Who recommends the company to somebody in person this month: (n,) bool [M20].

    Notes
    -----
    `referral_rate` a year for the delighted, up to ``1 + referral_programme`` times that with a reward for it,
    saturating. What delights differs between people: normally distributed about 80 points, spread 10.
    """
    return luck < 1 - np.exp(-recommendation_rate(inputs) / 12 * ndtr((satisfaction - DELIGHTED) / DELIGHT_SPREAD))


def people_told(talkativeness, luck, median, spread):
    """How many people hear a story from one teller [M17, TARP1981].

    Parameters
    ----------
    talkativeness : (n,) float64, 1, standard normal score
    luck : (n,) float64, 1, in (0, 1)
    median : float or (n,) float64, person
    spread : float, 1
        Standard deviation of the logarithm; half of the variance belongs to the person, half to the occasion.

    Returns
    -------
    (n,) int64, person, between 1 and 1000

    Notes
    -----
    With median 9.5 and spread 0.66, 85 % tell at most 19; pinned by tests/theory/test_talk.py.
    """
    score = _SHARED * talkativeness + _SHARED * ndtri(luck)
    return np.clip(np.ceil(median * np.exp(spread * score)), 1, MOST_TOLD).astype(np.int64)


def faded(heard, half_life):
    """What is left of stories (or of other recent events) a month later: (n,) float64."""
    return heard * 0.5 ** (1 / half_life)


def impression(heard):
    """Weight of stories heard: the first counts 1, every further one half of the one before [M18].

    Notes
    -----
    ``2 * (1 - 2**-heard)``, which is the halving series at whole numbers: 0, 1, 1.5, 1.75, towards 2.
    """
    return 2 * (1 - np.exp2(-heard))


def shift_of_prospects(good_heard, bad_heard, inputs):
    """Shift of a prospect's log-odds of joining by good stories and by bad ones [M18, East2008].

    Returns
    -------
    (good, bad) : two (n,) float64, 1
        `good` is at least 0, `bad` at most 0.
    """
    good = inputs.belief * inputs.good_story_shift * impression(good_heard)
    bad = -inputs.belief * inputs.bad_story_shift * impression(bad_heard)
    return good, bad


def reputation(old, satisfaction, told_good, told_bad, inputs):
    """Reputation after this month: up slowly, down fast [M30].

    Parameters
    ----------
    old : float, 1, in [0, 1]
    satisfaction : (n,) float64, point, of all customers
    told_good, told_bad : int, person, told this month

    Returns
    -------
    float, 1, in [0, 1]

    Notes
    -----
    The target is mean satisfaction plus 0.15 times the balance of talk, ``(good - bad) / (good + bad)``.
    """
    told = told_good + told_bad
    balance = (told_good - told_bad) / told if told else 0.0
    target = satisfaction.mean() / 100 + 0.15 * balance if len(satisfaction) else old
    target = min(max(target, 0.0), 1.0)
    return float(old + (inputs.reputation_up if target > old else inputs.reputation_down) * (target - old))
