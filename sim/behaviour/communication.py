"""Step 6: unasked messages, an inverted U by channel."""

from functools import lru_cache

import numpy as np

CHANNELS = ("calls", "emails", "letters")
IDEAL = np.array([3.0, 3.5, 9.5])          # contacts a quarter at a relevance of 0.6 [Godfrey2011]
USUAL_RELEVANCE, LEAST_RELEVANCE = 0.6, 0.05
LIKED, NOT_LIKED = 1.5, 0.75               # weight of a channel to who prefers it, and to the others
LOWEST = -2.0


def fractions(inputs):
    """Contacts in each channel relative to the ideal number there: (3,) float64, 1 [M16, Godfrey2011].

    Notes
    -----
    The ideal grows with the square root of relevance, and each contact in another channel takes
    `channel_crowding` off it.
    """
    return _fractions((inputs.calls, inputs.emails, inputs.letters), inputs.relevance, inputs.channel_crowding)


@lru_cache
def _fractions(sent, relevance, crowding):
    sent = np.array(sent)
    relevant = (max(relevance, LEAST_RELEVANCE) / USUAL_RELEVANCE) ** 0.5
    found = sent / (IDEAL * relevant * (1 - crowding) ** (sent.sum() - sent))
    found.setflags(write=False)
    return found


def effect(inputs):
    """What the messages of a month do, by preferred channel [M16].

    Returns
    -------
    (3,) float64, 1
        Above 0 welcome, below 0 a nuisance.

    Notes
    -----
    ``2 x - x**2`` of the fraction `x` of the ideal: best at the ideal, nothing at twice as many, a nuisance
    beyond; at least -2. Relevance multiplies what is welcome and halves what is not.
    """
    x = fractions(inputs)
    curve = np.maximum(2 * x - x * x, LOWEST)
    felt = np.where(curve > 0, inputs.relevance * curve, (1 - inputs.relevance / 2) * curve)
    return NOT_LIKED * felt.sum() + (LIKED - NOT_LIKED) * felt


def opts_out(luck, inputs):
    """Who wants no more messages: at `opt_out_rate` for each ideal too much, summed over channels: (n,) bool."""
    too_much = float(np.maximum(fractions(inputs) - 1, 0.0).sum())
    return luck < 1 - np.exp(-inputs.opt_out_rate * too_much)


def monthly_cost(inputs):
    """Cost of the messages to one customer who has not opted out: float, euro/month."""
    return (inputs.calls * inputs.call_cost + inputs.emails * inputs.email_cost
            + inputs.letters * inputs.letter_cost) / 3
