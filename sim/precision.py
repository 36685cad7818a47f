"""How well a mean over worlds is known, and when worlds are enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from sim.errors import ScenarioError

COVERAGE = 0.95
MANY = 100                  # from here on the look-ahead grows in proportion


@dataclass(frozen=True)
class Interval:
    """A mean over worlds and its 95 % confidence interval (Student's t; one world has no width)."""

    mean: float
    low: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """Mean and confidence interval of independent values.

    Notes
    -----
    A measure that a world does not know (NaN) is left out. With fewer than two values, or when all are the
    same, low and high equal the mean exactly.
    """
    values = np.asarray(values, dtype=float)
    known = values[np.isfinite(values)]
    if not len(known):
        return Interval(float("nan"), float("nan"), float("nan"))
    if (known == known[0]).all():
        mean = float(known[0])
        return Interval(mean, mean, mean)
    mean = float(known.mean())
    half = _half_width(len(known), known.std(ddof=1))
    return Interval(mean, mean - half, mean + half)


def _half_width(n: int, deviation: float) -> float:
    return float(stdtrit(n - 1, (1 + COVERAGE) / 2) * deviation / np.sqrt(n))


@dataclass(frozen=True)
class Rule:
    """When worlds are enough: the mean's confidence interval is narrow, and has stayed so for some worlds more.

    Attributes
    ----------
    share : float, 1
        Largest half width of the interval, in relation to the mean.
    share_of_size : float, 1
        The same in relation to the size of what is compared, for means near zero.
    look_ahead : int, world
        How many further worlds must leave the interval narrow; from 100 worlds on, in proportion to them.
    least, most : int, world
        Fewest and most worlds.

    References
    ----------
    The replications algorithm of [Hoad2010]: there too three worlds at least, and a look-ahead of five. The
    second share is ours: near zero no interval is ever narrow in relation to the mean.
    """

    share: float = 0.05
    share_of_size: float = 0.005
    look_ahead: int = 5
    least: int = 3
    most: int = 1000

    def __post_init__(self):
        for key in ("share", "share_of_size"):
            if not 0 <= getattr(self, key) < math.inf:
                raise ScenarioError(key, getattr(self, key), "is no share", "0 or more")
        if not 1 <= self.least <= self.most or self.look_ahead < 0:
            raise ScenarioError("", None, f"{self} is no rule: its numbers of worlds contradict each other")


class Precision:
    """Follows a value from world to world, in the order of the seeds, until the rule has enough.

    Attributes
    ----------
    worlds : int, how many were added
    narrow : bool
        Whether the interval is narrow by now.
    enough : bool
        Whether the rule needs no further world: the look-ahead is over, or the hard limit reached.
    met : bool
        Whether it has enough because the look-ahead is over.

    Notes
    -----
    Mean and variance are updated world by world (Welford), so what is decided depends on the worlds and their
    order alone. Pinned by tests/unit/test_precision.py.
    """

    def __init__(self, rule: Rule):
        self.rule, self.worlds = rule, 0
        self._mean = self._squares = self._size = 0.0
        self._narrow_since: int | None = None

    def add(self, value: float, size: float = 0.0) -> None:
        """Take in one world: the value followed, and the size of what it belongs to."""
        self.worlds += 1
        off = value - self._mean
        self._mean += off / self.worlds
        self._squares += off * (value - self._mean)
        self._size += (abs(size) - self._size) / self.worlds
        if not self.narrow:
            self._narrow_since = None
        elif self._narrow_since is None:
            self._narrow_since = self.worlds

    @property
    def narrow(self) -> bool:
        if self.worlds < max(self.rule.least, 2):
            return False
        half = _half_width(self.worlds, math.sqrt(self._squares / (self.worlds - 1)))
        return half <= max(self.rule.share * abs(self._mean), self.rule.share_of_size * self._size)

    @property
    def met(self) -> bool:
        since = self._narrow_since
        return since is not None and self.worlds - since >= self.rule.look_ahead * max(since, MANY) // MANY

    @property
    def enough(self) -> bool:
        return self.met or self.worlds >= self.rule.most
