"""Step 4, seen by one person: how long a contact takes, how long one waits, whether it helps, and what comes next."""

import numpy as np
from scipy.special import ndtri

ATTEMPTS = 3
NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED, NO_ANSWER = 0, 1, 2, 3, 4
LONGEST_HANDLING = 44 * 3600
_SHARED = np.sqrt(0.5)


def handle_seconds(luck, minutes):
    """Work a contact takes: exponential, whole business seconds, at most a quarter of a month [M13].

    Parameters
    ----------
    luck : float64 array, 1, in (0, 1)
    minutes : float, minute, > 0
        Mean, from `staff.service`.

    Returns
    -------
    int64 array of the same shape, second, >= 1
    """
    seconds = np.rint(-60.0 * minutes * np.log(luck))
    return np.clip(seconds, 1, LONGEST_HANDLING).astype(np.int64)


def patience_seconds(person, luck, inputs):
    """How long somebody waits before giving up: log-normal, whole business seconds [M13].

    Parameters
    ----------
    person : float64 array, 1, standard normal score
        The lasting half of a person's patience (`Traits.patience`).
    luck : float64 array, 1, in (0, 1)
        The mood of this contact.

    Returns
    -------
    int64 array, second, between 1 and ten months

    Notes
    -----
    Both halves have the same variance, so over people and contacts the median is `patience` and the
    spread of the logarithm is `patience_spread`.
    """
    score = _SHARED * person + _SHARED * ndtri(luck)
    hours = inputs.patience * np.exp(inputs.patience_spread * score)
    return np.clip(np.rint(3600.0 * hours), 1, 1760 * 3600).astype(np.int64)


def solved_at_contact(luck, resolution):
    """Which contacts solve the case, with the probability `resolution` from `staff.service`: bool array [M11]."""
    return luck < resolution


def contacts_again(luck, inputs):
    """Who would try again: after an answer that did not help, and after giving up [M11, M13].

    Returns
    -------
    (unhelped, gave_up) : two bool arrays of the shape of `luck`
    """
    return luck < inputs.contacts_again, luck < inputs.returns_after_giving_up


def sells(luck, good_answer, skill, inputs):
    """Which contacts staff turn into a sale by asking for needs that were not spoken of: (n,) bool [M31, C20].

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    good_answer : (n,) bool
        Nobody buys whose case was not solved in time first.
    skill : float, 1, in [0, 1]
    """
    return good_answer & (luck < inputs.probing * inputs.probing_success * (0.5 + skill))
