"""Several unknowns at once: which account for the variation, and where a plan loses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np

from sim.decide import sensitivity, sure_words
from sim.decide.discovery import Rule, discovered
from sim.decide.ranges import Range, Unknown, chosen, unknowns
from sim.decide.sensitivity import Bar, Index, Trials
from sim.experiments import seeds_of
from sim.scenario import Scenario, ScenarioError

TOGETHER = 4                # unknowns varied together unless said
FEWEST_TOGETHER, MOST_TOGETHER = 2, 6
FEWEST_POINTS, MOST_POINTS = 8, 4096
POINTS = 64                 # in each of two samples, from which Sobol indices are estimated


@dataclass(frozen=True)
class Together:
    """What several unknowns do when they vary at once, each uniformly over its range.

    Attributes
    ----------
    unknowns : tuple of Unknown
    seed, worlds : int
    indices : tuple of Index
        Of the gain, in the order of `unknowns`.
    points : tuple of tuple of float, each unknown's unit
        Combinations drawn.
    gains : tuple of float, cent
        What the second plan earns more than the first at each of them.
    rule : Rule
        Where the second plan earns less, or, if that is the rarer case (`wins_are_cases`), more.
    """

    unknowns: tuple[Unknown, ...]
    seed: int
    worlds: int
    indices: tuple[Index, ...]
    points: tuple[tuple[float, ...], ...]
    gains: tuple[float, ...]
    rule: Rule

    @property
    def losses(self) -> int:
        """In how many combinations the second plan earns less."""
        return sum(gain < 0 for gain in self.gains)

    @property
    def wins_are_cases(self) -> bool:
        """Whether the rule tells where the second plan earns more, because it mostly earns less."""
        return 2 * self.losses > len(self.gains)

    @property
    def sentence(self) -> str:
        """Where the second plan loses, and what accounts for most of the variation."""
        return sure_words.sentence_together(self)

    def as_dict(self) -> dict:
        """Everything as plain numbers, ready for JSON; money in cents."""
        return {"sentence": self.sentence, "seed": self.seed, "worlds": self.worlds, "losses": self.losses,
                "combinations": len(self.gains), "indices": [asdict(each) for each in self.indices],
                "rule": {**asdict(self.rule), "second_plan": "earns more" if self.wins_are_cases else "earns less"},
                "points": [list(point) for point in self.points], "gains_cents": list(self.gains),
                "keys": [each.key for each in self.unknowns]}

    def as_text(self) -> str:
        """What the command line prints."""
        return sure_words.text_together(self)


def together(first: Scenario, second: Scenario, keys: Sequence[str], worlds: int = 1, seed: int = 1,
             ranges: Mapping[str, Range] | None = None, points: int = POINTS, workers: int | None = None,
             cluster: str | None = None, progress: Callable[[int, int], None] | None = None) -> Together:
    """How several assumptions, varied together, bear on the difference between two plans, and where one loses.

    Parameters
    ----------
    keys : sequence of str
        Two to six assumptions.
    points : int, a power of 2 from 8 to 4,096
        Points in each of two samples; ``points * (len(keys) + 2)`` combinations are lived through, in every world.
    first, second, worlds, seed, ranges, workers, cluster, progress : as for `sure`

    Returns
    -------
    Together

    Raises
    ------
    ScenarioError
        As for `sure`; and when the keys are too few, too many, given twice, without a range, or do not go together
        at the ends of their ranges.

    Notes
    -----
    Sobol indices as `sensitivity.sobol` says. The rule comes from `discovery.discovered`, from the same worlds at the
    points of the two independent samples.
    """
    trials = Trials(first, second, workers, cluster, progress)
    seeds = seeds_of(worlds, seed)
    check_points(points)
    varied = chosen(unknowns(first, ranges), keys)
    if not FEWEST_TOGETHER <= len(varied) <= MOST_TOGETHER:
        raise ScenarioError("keys", tuple(keys), "cannot be varied together",
                            f"{FEWEST_TOGETHER} to {MOST_TOGETHER} different assumptions")
    _check_corners(first, second, varied)

    def outcome(shares):
        combinations = [tuple((each.key, each.at(share)) for each, share in zip(varied, row, strict=True))
                        for row in shares]
        return trials.gains(combinations, seeds).mean(axis=1)

    indices, shares, gains = sensitivity.sobol(outcome, [each.key for each in varied], points, seed)
    samples = np.array([[each.at(share) for each, share in zip(varied, row, strict=True)] for row in shares])
    lost = gains < 0
    cases = ~lost if 2 * lost.sum() > len(lost) else lost
    rule = discovered([each.key for each in varied], samples, cases)
    return Together(varied, seed, worlds, indices, tuple(tuple(map(float, row)) for row in samples),
                    tuple(map(float, gains)), rule)


def check_points(points: int) -> None:
    """Refuse a number of points that is no power of 2 between the bounds with a `ScenarioError`."""
    if not FEWEST_POINTS <= points <= MOST_POINTS or points & (points - 1):
        raise ScenarioError("points", points, "is no possible number of points",
                            f"a power of 2 from {FEWEST_POINTS} to {MOST_POINTS}")


def _check_corners(first: Scenario, second: Scenario, varied: Sequence[Unknown]) -> None:
    for ends in product(*((each.low, each.high) for each in varied)):
        corner = dict(zip((each.key for each in varied), ends, strict=True))
        first.changed(**corner)
        second.changed(**corner)


def influential(bars: Sequence[Bar], first: Scenario, second: Scenario, most: int = TOGETHER) -> tuple[str, ...]:
    """The unknowns with the largest swings that can be varied together.

    Parameters
    ----------
    bars : sequence of Bar, the largest swing first

    Returns
    -------
    tuple of str
        At most `most` keys, the largest first.
    """
    found: list[Unknown] = []
    for bar in bars:
        try:
            _check_corners(first, second, [*found, bar.unknown])
        except ScenarioError:
            continue
        found.append(bar.unknown)
        if len(found) == most:
            break
    return tuple(each.key for each in found)
