"""Where everybody in a ripple stands: the teller in the middle, the told around it, followers further out."""

from __future__ import annotations

import numpy as np

from sim.explore.ripple import FOLLOWER, HEARER, Table

GOLDEN = np.pi * (3 - np.sqrt(5))
# up to so many stand on one circle, in the order of days like the hours of a clock; more fill a disc from within
MOST_ON_CIRCLE = 28
CIRCLE, DISC, OUTSIDE, EDGE = 0.72, 0.86, 0.2, 0.97
HOLE = 0.12


def places(people: Table) -> tuple[np.ndarray, np.ndarray]:
    """Give everybody's place: two (n,) float64, from -1 to 1."""
    radius, angle = np.zeros(len(people["role"])), np.zeros(len(people["role"]))
    hearers = np.flatnonzero(people["role"] == HEARER)
    followers = np.flatnonzero(people["role"] == FOLLOWER)
    n, reach = len(hearers), OUTSIDE if len(followers) else 0.0
    rank = np.arange(n)
    if n <= MOST_ON_CIRCLE:
        radius[hearers], angle[hearers] = CIRCLE - reach, np.pi / 2 - 2 * np.pi * rank / max(n, 1)
    else:
        radius[hearers] = (DISC - reach) * np.sqrt(HOLE**2 + (1 - HOLE**2) * (rank + 0.5) / n)
        angle[hearers] = rank * GOLDEN
    _outside(people, followers, radius, angle)
    return radius * np.cos(angle), radius * np.sin(angle)


def _outside(people: Table, followers: np.ndarray, radius: np.ndarray, angle: np.ndarray) -> None:
    """Put followers near whom they followed, one generation further out than the one before, side by side."""
    generation = np.zeros(len(radius), np.int64)
    for row in followers.tolist():      # in the order of days, so whom they followed has a place already
        after = people["after"][row]
        generation[row], angle[row] = generation[after] + 1, angle[after]
    if not len(followers):
        return
    deepest = generation.max()
    for depth in range(1, deepest + 1):
        these = followers[generation[followers] == depth]
        these = these[np.argsort(angle[these] % (2 * np.pi), kind="stable")]
        radius[these] = DISC - OUTSIDE + (EDGE - DISC + OUTSIDE) * depth / deepest
        apart = np.arange(len(these)) * min(0.12, 2 * np.pi / len(these))
        wanted = angle[these] % (2 * np.pi)
        angle[these] = apart + np.maximum.accumulate(wanted - apart)
