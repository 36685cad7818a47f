"""Scenario discovery: where, in words of one or two thresholds, a plan loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

CUTS = 24                   # thresholds tried of each unknown, each way
FEWEST = 5                  # cases that a rule can be found from
LEAST_COVERAGE = 0.6
WORTH_A_SECOND = 0.05       # by so much a second threshold must better the first, so that it is told


@dataclass(frozen=True)
class Threshold:
    """One condition of a rule: an input lies above, or below, a value in its unit."""

    key: str
    above: bool
    value: float


@dataclass(frozen=True)
class Rule:
    """Where the cases of interest lie.

    Attributes
    ----------
    thresholds : tuple of Threshold
        One or two, of different inputs; none where the cases follow no simple rule.
    cases, samples : int
        How many of all samples are cases.
    coverage : float, 1
        Share of the cases that the rule finds.
    density : float, 1
        Share of cases among what the rule finds.
    """

    thresholds: tuple[Threshold, ...]
    cases: int
    samples: int
    coverage: float = 0.0
    density: float = 0.0

    @property
    def score(self) -> float:
        """Harmonic mean of coverage and density (the F-score): float, 1."""
        total = self.coverage + self.density
        return 2 * self.coverage * self.density / total if total else 0.0


def discovered(keys: Sequence[str], samples: np.ndarray, cases: np.ndarray) -> Rule:
    """The rule of at most two thresholds that tells the cases from the rest best, if there is one.

    Parameters
    ----------
    keys : sequence of str, the inputs
    samples : (n, inputs) float64, each input's unit
    cases : (n,) bool

    Returns
    -------
    Rule
        Without thresholds where there are fewer than `FEWEST` cases or others, or no rule is good enough.

    Notes
    -----
    Of all boxes with one side, or two of different inputs, the one with the highest F-score; a second side only if
    it betters that by `WORTH_A_SECOND`. It is good enough if coverage is at least `LEAST_COVERAGE` and density at
    least halfway from the share of cases to 1, both on all samples and on samples that the rule was not found on:
    rules found on either half, the first or the last samples, are tried on the other. So noise has no rule, however
    long one looks. Pinned by planted boxes in tests/unit/test_decide_sure_discovery.py.

    References
    ----------
    Coverage and density, and the box as the answer: [BryantLempert2010], after the patient rule induction method.
    """
    samples, cases = np.asarray(samples, dtype=float), np.asarray(cases, dtype=bool)
    none = Rule((), int(cases.sum()), len(cases))
    if min(none.cases, none.samples - none.cases) < FEWEST:
        return none
    found = _best(keys, samples, cases)
    if not _good(found) or not _holds(keys, samples, cases):
        return none
    return found


def _good(rule: Rule) -> bool:
    return rule.coverage >= LEAST_COVERAGE and rule.density >= (1 + rule.cases / rule.samples) / 2


def _holds(keys, samples, cases) -> bool:
    """Whether rules hold for samples that they were not found on."""
    hits = found = 0
    early = np.arange(len(cases)) < len(cases) // 2
    for own in (early, ~early):
        if not 0 < cases[own].sum() < own.sum():
            return False
        inside = covered(_best(keys, samples[own], cases[own]).thresholds, keys, samples[~own])
        hits, found = hits + int((inside & cases[~own]).sum()), found + int(inside.sum())
    total = int(cases.sum())
    return _good(Rule((), total, len(cases), hits / total, hits / max(found, 1)))


def covered(thresholds: Sequence[Threshold], keys: Sequence[str], samples: np.ndarray) -> np.ndarray:
    """Which samples fulfil all thresholds: (n,) bool."""
    inside = np.ones(len(samples), bool)
    for each in thresholds:
        column = samples[:, list(keys).index(each.key)]
        inside &= column > each.value if each.above else column < each.value
    return inside


def _best(keys, samples, cases) -> Rule:
    sides, masks = _sides(keys, samples)
    total = int(cases.sum())

    def ranked(inside, hits):
        return 2 * hits / np.maximum(inside + total, 1)         # the F-score

    def rule(thresholds, inside, hits):
        return Rule(thresholds, total, len(cases), float(hits / total), float(hits / max(inside, 1)))

    weights = [mask.astype(float) for mask in masks]
    best, chosen = -1.0, None
    for side, mask in zip(sides, weights, strict=True):
        inside, hits = mask.sum(axis=1), mask @ cases
        place = int(ranked(inside, hits).argmax())
        if ranked(inside, hits)[place] > best:
            best, chosen = ranked(inside, hits)[place], rule((side[place],), inside[place], hits[place])
    best += WORTH_A_SECOND
    for one, other in combinations(range(len(sides)), 2):
        if sides[one][0].key == sides[other][0].key:
            continue
        inside, hits = weights[one] @ weights[other].T, (weights[one] * cases) @ weights[other].T
        scores = ranked(inside, hits)
        place = np.unravel_index(scores.argmax(), scores.shape)
        if scores[place] > best:
            best = scores[place]
            chosen = rule((sides[one][place[0]], sides[other][place[1]]), inside[place], hits[place])
    return chosen


def _sides(keys, samples):
    """For each input and direction the thresholds to try, and which samples fulfil them: lists of equal length."""
    sides, masks = [], []
    for key, column in zip(keys, samples.T, strict=True):
        values = np.unique(column)
        between = (values[1:] + values[:-1]) / 2
        cuts = between[np.unique(np.linspace(0, len(between) - 1, CUTS).round().astype(int))] if len(between) else []
        for above in (True, False):
            if len(cuts):
                sides.append([Threshold(key, above, float(cut)) for cut in cuts])
                masks.append(np.stack([column > cut if above else column < cut for cut in cuts]))
    return sides, masks
