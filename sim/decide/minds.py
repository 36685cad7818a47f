"""What would change your mind: the value of one unknown at which the other plan is better; what knowing it is worth.

A gain is what the second plan earns more than the first; above 0 the second plan is better, below 0 the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.decide.ranges import Unknown
from sim.scenario import declarations

ROUNDS = 2                  # in which the values found by interpolation are lived through themselves
NEAR = 0.01                 # of a range: a value lived through this near to the one found is near enough
CLEAR = 0.02                # of the largest gain: smaller ones beyond a tipping value are no other mind


@dataclass(frozen=True)
class Mind:
    """What is known of one unknown, all others at the company's own values.

    Attributes
    ----------
    unknown : Unknown
    values : tuple of float, the unknown's unit
        Rising, both ends of its range among them.
    gains : tuple of float, cent
        The mean gain at each.
    tips : tuple of float, the unknown's unit
        The values at which the gain changes its sign, rising.
    flipped : float, 1
        The share of the range in which the plan is better that is not better at the company's own value.
    worth_cents : float, cent, >= 0
        The expected value of knowing the unknown perfectly before choosing a plan.
    """

    unknown: Unknown
    values: tuple[float, ...]
    gains: tuple[float, ...]
    tips: tuple[float, ...]
    flipped: float
    worth_cents: float

    @property
    def nearest(self) -> tuple[float, float]:
        """The value at which the decision is closest to flip, or most clearly flipped, and the gain there."""
        place = int(np.argmin(self.own_sign * np.asarray(self.gains)))
        return self.values[place], self.gains[place]

    @property
    def own_sign(self) -> float:
        """1 where the second plan is at least as good at the company's own value, -1 where the first is better."""
        return _sign(self.unknown, self.values, self.gains)

    @property
    def tip(self) -> float:
        """Of the values at which the gain changes its sign, the one nearest to the company's own."""
        return min(self.tips, key=lambda tip: abs(tip - self.unknown.value))

    @property
    def better_above(self) -> bool:
        """Whether the second plan is the better one just above `tip`."""
        curve = _curve(self.values, self.gains)
        step = 1e-6 * (self.values[-1] - self.values[0])
        return float(curve(self.tip + step)) > float(curve(self.tip - step))


def grid(unknown: Unknown) -> tuple[float, ...]:
    """The values at which an unknown is looked at first: both ends of its range and the company's own value.

    Returns
    -------
    tuple of float, rising
        The middle instead, where the own value is an end or outside; whole where the input is.
    """
    low, value, high = unknown.low, unknown.value, unknown.high
    return tuple(sorted({_fitting(unknown, each) for each in (low, value if low < value < high else (low + high) / 2,
                                                              high)}))


def _fitting(unknown: Unknown, value: float) -> float:
    return round(value) if declarations()[unknown.key].whole else float(value)


def minds(gains: Callable[[list[tuple[str, float]]], Sequence[float]], unknowns: Sequence[Unknown],
          known: dict[tuple[str, float], float] | None = None) -> tuple[Mind, ...]:
    """Look for the values of each unknown at which the decision flips, and work out what knowing it is worth.

    Parameters
    ----------
    gains : callable
        The mean gains, in cent, at several (input, value), in the same worlds at all of them.
    unknowns : sequence of Unknown
    known : dict of gain by (input, value), optional
        What need not be asked for again.

    Returns
    -------
    tuple of Mind, in the order of `unknowns`

    Notes
    -----
    The gain is a monotone cubic (PCHIP) through the values lived through: `grid` at first, then, where its sign
    changes, halfway between these too; its roots, by Brent's method, are lived through in turn, `ROUNDS` times, so
    that a tipping value rests on worlds lived at that value. A gain that changes its sign between two values of
    `grid` and back again is not noticed. Pinned by planted flips in tests/unit/test_decide_sure_minds.py.
    """
    known = dict(known or {})

    def look(wanted):
        missing = [point for point in dict.fromkeys(wanted) if point not in known]
        if missing:
            known.update(zip(missing, map(float, gains(missing)), strict=True))

    look([(each.key, value) for each in unknowns for value in grid(each)])
    flipping = [each for each in unknowns if _tips(each, _lived(each, known))]
    look([(each.key, value) for each in flipping for value in _between(each)])
    for _ in range(ROUNDS):
        look([(each.key, value) for each in flipping for value in _to_look_at(each, _lived(each, known))])
    return tuple(_mind(each, _lived(each, known)) for each in unknowns)


def _between(unknown: Unknown) -> list[float]:
    first = grid(unknown)
    return [_fitting(unknown, (low + high) / 2) for low, high in pairwise(first)]


def _lived(unknown: Unknown, known: dict) -> tuple[tuple[float, ...], tuple[float, ...]]:
    found = sorted((value, gain) for (key, value), gain in known.items() if key == unknown.key
                   and unknown.low <= value <= unknown.high)
    return tuple(value for value, _ in found), tuple(gain for _, gain in found)


def _to_look_at(unknown: Unknown, lived) -> list[float]:
    values = np.asarray(lived[0])
    near = NEAR * (unknown.high - unknown.low)
    fitting = [_fitting(unknown, tip) for tip in _tips(unknown, lived)]
    return [tip for tip in fitting if np.abs(values - tip).min() > near]


def _mind(unknown: Unknown, lived) -> Mind:
    values, gains = lived
    tips, own = _tips(unknown, lived), _sign(unknown, values, gains)
    positive, negative = halves(values, gains)
    edges = (values[0], *tips, values[-1])
    curve = _curve(values, gains)
    flipped = sum(high - low for low, high in pairwise(edges)
                  if own * float(curve((low + high) / 2)) < 0)
    return Mind(unknown, values, gains, tips, float(flipped / (values[-1] - values[0])),
                min(positive, negative))


def _sign(unknown: Unknown, values: Sequence[float], gains: Sequence[float]) -> float:
    return 1.0 if np.interp(unknown.value, values, gains) >= 0 else -1.0


def _tips(unknown: Unknown, lived) -> tuple[float, ...]:
    return tipping_values(*lived, _sign(unknown, *lived))


def _curve(values: Sequence[float], gains: Sequence[float]):
    from scipy.interpolate import PchipInterpolator

    return PchipInterpolator(values, gains)


def tipping_values(values: Sequence[float], gains: Sequence[float], own_sign: float) -> tuple[float, ...]:
    """The values at which a gain known at some values changes its sign: rising, possibly none.

    Parameters
    ----------
    own_sign : 1.0 or -1.0
        The sign of the gain at the company's own value.

    Notes
    -----
    A gain that touches 0 without crossing it changes nobody's mind. Neither does one that leaves the sign it has at
    the company's own value by less than `CLEAR` of the largest gain.
    """
    from scipy.optimize import brentq

    gains = np.asarray(gains, dtype=float)
    bar = CLEAR * np.abs(gains).max()
    clear = [place for place, gain in enumerate(gains) if gain and (own_sign * gain > 0 or abs(gain) >= bar)]
    curve, tips = _curve(values, gains), []
    for one, other in pairwise(clear):
        if gains[one] * gains[other] < 0:
            tips.append(float(brentq(curve, values[one], values[other])))
    return tuple(tips)


def halves(values: Sequence[float], gains: Sequence[float]) -> tuple[float, float]:
    """What each wrong choice costs on average over a uniform range: the expected gain above 0, and below it.

    Returns
    -------
    above, below : float, cent, >= 0

    Notes
    -----
    With perfect information one earns ``E[max(gain, 0)]`` more than by the first plan; without it, the better of
    ``E[gain]`` and 0. The difference, the expected value of perfect information [Howard1966], is the smaller of
    the two halves: ``E[max(g, 0)] - max(E[g], 0) = min(E[max(g, 0)], E[max(-g, 0)])``. The monotone cubic is
    integrated exactly, between its roots.
    """
    curve = _curve(values, gains)
    edges = [values[0], *sorted(float(root) for root in curve.roots(extrapolate=False)
                                if values[0] < root < values[-1]), values[-1]]
    parts = [float(curve.integrate(low, high)) for low, high in pairwise(edges)]
    width = values[-1] - values[0]
    return sum(part for part in parts if part > 0) / width, -sum(part for part in parts if part < 0) / width


def most_worth_knowing(found: Sequence[Mind]) -> Mind | None:
    """The unknown that is worth most to find out, of those whose range flips the decision; None if none does."""
    flips = [each for each in found if each.tips]
    return max(flips, key=lambda each: (each.worth_cents, each.flipped), default=None)


def nearest_miss(found: Sequence[Mind]) -> Mind | None:
    """The unknown that comes nearest to flip the decision without doing so."""
    steady = [each for each in found if not each.tips and each.own_sign * each.nearest[1] >= 0]
    return min(steady, key=lambda each: abs(each.nearest[1]), default=None)
