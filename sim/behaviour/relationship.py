"""Step 6: what stays behind: grievance, annoyance, gestures, the feeling of being a number."""

from functools import lru_cache

import numpy as np

from sim.behaviour.answers import NO_ANSWER, NO_CASE
from sim.behaviour.failures import MAJOR, NO_PROBLEM
from sim.behaviour.satisfaction import is_good_answer, is_quick, is_solved

MEMORY = 2 / 3          # of a month's grievance or annoyance, what is left a month later: three months on average
BASE_STAY = 0.9         # three-month probability of staying that the intent table is measured against
# Shift of the log-odds of buying again [TARP1986]: rows minor, major; columns silent, unresolved, resolved, quick.
INTENT_SHIFT = np.array([[-2.73, -2.36, -1.35, 0.75], [-4.51, -3.65, -2.04, -0.68]])
SILENCE, UNRESOLVED, RESOLVED, QUICK = 0, 1, 2, 3
NO_ANSWER_NEGLECTS, GIVING_UP_NEGLECTS = 0.15, 0.05
LOYAL_SATISFACTION = 70.0
THANKS_HALF_LIFE = 6.0      # months


def problem_hazard(inputs):
    """Hazard that a problem leaves behind in total, by severity and handling [M10].

    Returns
    -------
    (2, 4) float64, 1, >= 0
        Rows minor, major; columns silent, unresolved, resolved, quick.

    Notes
    -----
    The shift of the log-odds, weighted by `intent_weight` because stated intent overstates behaviour, is
    applied to a three-month probability of staying of 0.9 and turned into a hazard. A quick solution of a
    minor problem does not lower it below zero: recovery lifts satisfaction, not repurchase [deMatos2007].
    With a weight of 1 the published table comes back; pinned by tests/theory/test_complaints.py.
    """
    return _problem_hazard(inputs.intent_weight)


@lru_cache
def _problem_hazard(weight):
    odds = np.log(BASE_STAY / (1 - BASE_STAY)) + weight * INTENT_SHIFT
    stay = 1 / (1 + np.exp(-odds))
    found = np.maximum(-np.log(stay / BASE_STAY), 0.0)
    found.setflags(write=False)
    return found


def handling(outcome, doublings):
    """Column of the intent table for closed cases: (n,) int64."""
    return np.where(is_quick(outcome, doublings), QUICK, np.where(is_solved(outcome), RESOLVED, UNRESOLVED))


def grievance(old, unvoiced, outcome, severity, doublings, reward, inputs):
    """Monthly hazard left behind by problems [M10].

    Parameters
    ----------
    old : (n,) float64, 1/month
    unvoiced : (n,) int64, severity of a problem that did not go to the desk, or NO_PROBLEM
    outcome, severity : (n,) int64, of the case closed this month (severity NO_PROBLEM for a question)
    doublings : (n,) float64, from `doublings_too_late`
    reward : (n,) float64, 1, from `rewards.effect`
        Members make allowances: up to `member_forgiveness` less [M21, Bolton2000].

    Returns
    -------
    (n,) float64, 1/month
        Fades by a third a month, so that a problem's total comes to `problem_hazard`.
    """
    table = problem_hazard(inputs)
    silent = np.where(unvoiced == NO_PROBLEM, 0.0, table[np.clip(unvoiced, 1, MAJOR) - 1, SILENCE])
    closed = (outcome != NO_CASE) & (severity != NO_PROBLEM)
    handled = np.where(closed, table[np.clip(severity, 1, MAJOR) - 1, handling(outcome, doublings)], 0.0)
    forgiven = 1 - inputs.member_forgiveness * reward
    return remembered(old) + (1 - MEMORY) * forgiven * (silent + handled)


def remembered(old):
    """What is left of grievance or annoyance a month later, when nothing happens: (n,) float64."""
    return MEMORY * old


def annoyance(old, doublings):
    """Remembered doublings of the tolerated wait, fading by a third a month: (n,) float64 [M12]."""
    return remembered(old) + (1 - MEMORY) * doublings


def gesture(received, satisfaction, tenure, thanked, inputs):
    """What a gesture does to who receives one [M15, Handwritten2022].

    Parameters
    ----------
    received : (n,) bool
    satisfaction : (n,) float64, point
    tenure : (n,) int64, month
    thanked : (n,) float64, 1, gestures received lately

    Returns
    -------
    (n,) float64, 1
        0 for who is not loyal yet (satisfaction up to 70 in the first year) or has not been served right; less
        with every repetition, and less by `bundling_loss` when a discount comes with it.
    """
    loyal = ((satisfaction > LOYAL_SATISFACTION) | (tenure > 12)) & (satisfaction >= inputs.reward_needs)
    kept = 1 - inputs.bundling_loss * inputs.gestures_bundled
    return inputs.gesture_strength * kept * np.exp(-thanked / 3) * (received & loyal)


def indifference(old, outcome, doublings, gave_up, warmth, messages, inputs):
    """The feeling of being just a number, after this month [M15].

    Parameters
    ----------
    old : (n,) float64, 1, in [0, 1]
    outcome : (n,) int64, of the case closed this month
    doublings : (n,) float64, from `doublings_too_late`
    gave_up : (n,) int64, contact, given up this month [M13]
    warmth : (n,) float64, 1, what gestures have left
    messages : (n,) float64, 1, from `communication.effect`: welcome above 0, a nuisance below

    Returns
    -------
    (n,) float64, 1, in [0, 1]

    Notes
    -----
    Neglect and nuisance pull towards 1, attention towards 0; each contact given up adds 0.05 and no answer at
    all 0.15.
    """
    relief = (inputs.routine_attention + inputs.good_answer_attention * is_good_answer(outcome, doublings)
              + inputs.gesture_attention * warmth + inputs.communication_attention * np.maximum(messages, 0.0))
    neglect = inputs.neglect_speed - inputs.communication_attention * np.minimum(messages, 0.0)
    change = neglect * (1 - old) - np.minimum(relief, 1.0) * old
    slighted = NO_ANSWER_NEGLECTS * (outcome == NO_ANSWER) + GIVING_UP_NEGLECTS * gave_up
    return np.clip(old + change + slighted, 0.0, 1.0)
