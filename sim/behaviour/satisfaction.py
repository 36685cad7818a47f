"""Step 5: satisfaction from performance against expectation and from how a case was handled."""

import numpy as np

from sim.behaviour.answers import NO_ANSWER, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.population import USUAL_SATISFACTION

PROBLEM_HURTS = np.array([0.0, 10.0, 30.0])       # point, by severity: felt performance in the month of the problem
CASE_HURTS = np.array([0.0, 0.0, -15.0, -30.0, -15.0])   # point, by outcome: 15 for each contact too many [SQM2007]
MOST_DOUBLINGS = 6.25
DELIGHT_SCALE, DISAPPOINTMENT_SCALE = 15.0, 40.0
OPINION_SETTLES = 36.0
DOUBLE_DEVIATION = 12      # months within which a second problem is one too many
UNHELPED = -30.0           # point: a problem that nobody solved because nobody heard of it
PROBED_IN_VAIN = 5.0       # point
AT_USUAL_PERFORMANCE = 79.0     # point: satisfaction when performance is 70, as expected, and nothing happens


def doublings_too_late(wait, tolerance):
    """How many times the wait doubles what the person tolerates, 0 to 6.25 [M12].

    Parameters
    ----------
    wait, tolerance : (n,) float64, business hour, > 0

    Returns
    -------
    (n,) float64, 1
    """
    return np.clip(np.log2(np.maximum(wait, 1e-9) / tolerance), 0.0, MOST_DOUBLINGS)


def is_quick(outcome, doublings):
    """Solved at the first contact and within the wait the person tolerates: (n,) bool [TARP1986]."""
    return (outcome == SOLVED_FIRST) & (doublings <= 0)


def is_solved(outcome):
    """Solved, at whatever attempt: (n,) bool."""
    return (outcome == SOLVED_FIRST) | (outcome == SOLVED_LATER)


def is_good_answer(outcome, doublings):
    """Solved within the tolerated wait, at whatever attempt: (n,) bool."""
    return is_solved(outcome) & (doublings <= 0)


def is_failed_answer(outcome):
    """Answered without help, or never answered: (n,) bool."""
    return (outcome == UNSOLVED) | (outcome == NO_ANSWER)


def disconfirmation(surprise, inputs):
    """Points gained or lost by doing better or worse than expected [M2, Anderson1993].

    Parameters
    ----------
    surprise : (n,) float64, point
        Performance minus expectation.

    Notes
    -----
    Saturating on both sides and steeper below: at zero the slopes are `delight` above and
    ``delight * disappointment_ratio`` below.
    """
    above = DELIGHT_SCALE * (1 - np.exp(-np.maximum(surprise, 0.0) / DELIGHT_SCALE))
    below = DISAPPOINTMENT_SCALE * (1 - np.exp(np.minimum(surprise, 0.0) / DISAPPOINTMENT_SCALE))
    return inputs.delight * (above - inputs.disappointment_ratio * below)


def updated(satisfaction, expectation, tenure, problem, quality, extra, inputs):
    """Satisfaction at the month's end.

    Parameters
    ----------
    satisfaction, expectation : (n,) float64, point, in [0, 100]
    tenure : (n,) int64, month
    problem : (n,) int64, severity of the problem met this month
    quality : float, point, delivered
    extra : (n,) float64, point
        What came on top: `handled`, price, privileges.

    Returns
    -------
    (n,) float64, point, in [0, 100]

    Notes
    -----
    ``S + w * (target - S)`` with ``w = first_renewal_of_opinion / (1 + tenure / 36)``: who has been a
    customer for long weighs the past more [Bolton1998].
    """
    performance = quality - PROBLEM_HURTS[problem]
    target = (AT_USUAL_PERFORMANCE + inputs.performance_weight * (performance - USUAL_SATISFACTION)
              + disconfirmation(performance - expectation, inputs) + extra)
    weight = inputs.first_renewal_of_opinion / (1 + tenure / OPINION_SETTLES)
    return satisfaction + weight * (np.clip(target, 0.0, 100.0) - satisfaction)


def handled(outcome, is_problem, doublings, problem_free, inputs):
    """Points for how a case was handled [M10, M12].

    Parameters
    ----------
    outcome : (n,) int64, of the case closed this month
    is_problem : (n,) bool, whether that case was a problem (otherwise a question)
    doublings : (n,) float64, from `doublings_too_late`, 0 without a case
    problem_free : (n,) int64, month, between the last problem and this month

    Returns
    -------
    (n,) float64, point

    Notes
    -----
    A quick solution of a problem adds `recovery_points` (the recovery paradox: satisfaction only, never the
    hazard) [deMatos2007], but not when it is the second problem within a year [Maxham2002]. Whoever staff
    probed for needs without solving the case minds it.
    """
    recovered = is_problem & is_quick(outcome, doublings) & (problem_free >= DOUBLE_DEVIATION)
    probed = PROBED_IN_VAIN * inputs.probing * is_failed_answer(outcome)
    return (CASE_HURTS[outcome] + inputs.recovery_points * recovered
            + np.maximum(-inputs.slow_answer_points * doublings, -25.0) - probed)


def of_price(sensitivity, inputs):
    """Points for a price above or below the market's [M6]: (n,) float64, point."""
    return -inputs.price_points * (inputs.price_level - 1) * sensitivity


def of_privileges(tier, inputs):
    """Points lost by those who see the upper tier's privileges and have none [M21, SteinhoffPalmatier2016]."""
    return -inputs.bystander_points * ~tier


def beyond_the_zone(satisfaction, inputs):
    """Points outside the zone in which satisfaction neither drives away nor keeps [M3, C29].

    Returns
    -------
    (n,) float64, point
        Negative below `zone_low`, 0 within, positive above `zone_high`.
    """
    return np.minimum(satisfaction - inputs.zone_low, 0.0) + np.maximum(satisfaction - inputs.zone_high, 0.0)
