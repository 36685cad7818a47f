"""The search itself: SciPy's COBYQA from the best of a small design, for a worth that costs much to find out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

DESIGN_SHARE = 0.4          # of the trials, at most, for a first look over all of the space
FIRST_STEP, LAST_STEP = 0.15, 0.01
RESTARTS = 8

Place = tuple[float, ...]
Worth = tuple[float, float]


class SpentError(Exception):
    """All trials have been made."""


def maximise(tried: Callable[[Sequence[Place]], Sequence[Worth]], start: Place, trials: int, limited: bool,
             seed: int = 1) -> None:
    """Look for the place in the unit cube with the highest worth.

    Parameters
    ----------
    tried : callable
        Finds out the worth of each of several places, and how much of the budget each leaves (negative: it is over
        the budget); keeps them all, and raises `SpentError` once there have been enough.
    start : tuple of float, 1, in [0, 1]
        Where to begin.
    trials : int
        How many there will be in all.
    limited : bool
        Whether what is left of the budget may be negative at all.
    seed : int
        Of the design.

    Notes
    -----
    A scrambled Sobol sequence together with `start` gives the first look; from the best place of it COBYQA goes up
    by quadratic models within a trust region, the budget being a constraint that it knows. It starts
    again, with a smaller first step, from the best place found until the trials are used up. Why this optimiser:
    decision 0029. Pinned by tests/unit/test_decide_best.py on hills whose top is known.
    """
    from scipy.stats import qmc

    design = qmc.Sobol(len(start), rng=seed).random_base2(max(1, int(math.log2(DESIGN_SHARE * trials))))
    climb = _Climb(tried, limited)
    try:
        climb.look([start, *map(tuple, design.tolist())])
        for again in range(RESTARTS):
            climb.up(FIRST_STEP / 2**again)
    except SpentError:
        pass


class _Climb:
    """What COBYQA asks and is told."""

    def __init__(self, tried, limited: bool):
        self._tried, self._limited = tried, limited
        self._known: dict[Place, Worth] = {}
        self._scale = self._spare_scale = 1.0

    def look(self, places: Sequence[Place]) -> None:
        """Take a first look, all at once, and learn how much worth differs from place to place."""
        self._known.update(zip(places, self._tried(places), strict=True))
        worths, spares = np.array(list(self._known.values())).T
        self._scale = _spread(worths)
        self._spare_scale = _spread(spares)

    @property
    def best(self) -> Place:
        """The best place within the budget; if there is none, the one nearest to it."""
        within = {place: worth for place, (worth, spare) in self._known.items() if spare >= 0}
        if within:
            return max(within, key=within.get)
        return max(self._known, key=lambda place: self._known[place][1])

    def up(self, step: float) -> None:
        """Go up from the best place."""
        from scipy.optimize import Bounds, NonlinearConstraint, minimize

        start, corner = np.array(self.best), np.ones(len(self.best))
        constraints = [NonlinearConstraint(lambda at: self._at(at)[1] / self._spare_scale, 0, np.inf)]
        minimize(lambda at: -self._at(at)[0] / self._scale, start, method="COBYQA", bounds=Bounds(0 * corner, corner),
                 constraints=constraints if self._limited else (),
                 options={"initial_tr_radius": step, "final_tr_radius": min(LAST_STEP, step)})

    def _at(self, at: np.ndarray) -> Worth:
        place = tuple(np.clip(at, 0, 1).tolist())
        if place not in self._known:
            self._known[place], = self._tried([place])
        return self._known[place]


def _spread(values: np.ndarray) -> float:
    """How much values differ from one another, as a unit to measure them in."""
    known = values[np.isfinite(values)]
    return float(np.ptp(known)) or 1.0 if len(known) else 1.0
