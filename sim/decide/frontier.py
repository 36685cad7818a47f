"""The most that can be had for each budget: the frontier of what was tried, and where to try more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CANDIDATES = 2**10
FEWEST_KNOWN = 8


def envelope(spending: np.ndarray, worth: np.ndarray) -> tuple[int, ...]:
    """Which points no other one beats for less or the same money, the cheapest first.

    Parameters
    ----------
    spending : (n,) float64, cent/year
        NaN where a point is unknown.
    worth : (n,) float64

    Returns
    -------
    tuple of int
        Places in the arrays; spending and worth both rise from one to the next.

    Notes
    -----
    Pinned by tests/unit/test_decide_best.py.
    """
    known = np.flatnonzero(np.isfinite(spending) & np.isfinite(worth))
    kept: list[int] = []
    for place in known[np.lexsort((-worth[known], spending[known]))].tolist():
        if not kept or worth[place] > worth[kept[-1]]:
            kept.append(place)
    return tuple(kept)


def promising(places: np.ndarray, spending: np.ndarray, worth: np.ndarray, budgets: Sequence[float],
              seed: int = 1) -> list[tuple[float, ...]]:
    """Where the most is to be expected for each budget, by what was tried so far.

    Parameters
    ----------
    places : (n, levers) float64, 1, in [0, 1]
    spending, worth : (n,) float64
        As found at these places; NaN where unknown.
    budgets : sequence of float, in the unit of `spending`
    seed : int
        Of the places looked at.

    Returns
    -------
    list of tuple of float
        One place for each budget that some place looked at is expected to keep.

    Notes
    -----
    Thin plate splines through what is known stand for what is not. They only say where to try next; what counts is
    what is found there.
    """
    from scipy.interpolate import RBFInterpolator
    from scipy.stats import qmc

    known = np.isfinite(spending) & np.isfinite(worth)
    _, first = np.unique(places[known], axis=0, return_index=True)
    if len(first) < max(FEWEST_KNOWN, 2 * (places.shape[1] + 1)):
        return []
    there, found = places[known][first], np.stack([spending[known], worth[known]], axis=1)[first]
    scale = np.ptp(found, axis=0)
    scale[scale == 0] = 1.0
    expected = RBFInterpolator(there, found / scale, smoothing=1e-6)
    looked_at = qmc.Sobol(places.shape[1], rng=seed).random(CANDIDATES)
    costs, worths = (expected(looked_at) * scale).T
    chosen = []
    for budget in budgets:
        within = np.flatnonzero(costs <= budget)
        if len(within):
            chosen.append(tuple(looked_at[within[worths[within].argmax()]].tolist()))
    return chosen
