"""Sobol indices against the Ishigami function, whose indices are known."""

import numpy as np
import pytest

from sim.decide.sensitivity import sobol

A, B = 7.0, 0.1
KEYS = ("one", "two", "three")


def _ishigami(points):
    one, two, three = (2 * np.pi * points - np.pi).T
    return np.sin(one) + A * np.sin(two) ** 2 + B * three ** 4 * np.sin(one)


def _known():
    """First and total order, after Ishigami and Homma (1990): the variance splits into V1, V2 and V13."""
    v1 = 0.5 * (1 + B * np.pi ** 4 / 5) ** 2
    v2 = A ** 2 / 8
    v13 = B ** 2 * np.pi ** 8 * (1 / 18 - 1 / 50)
    return np.array([v1, v2, 0]) / (v1 + v2 + v13), np.array([v1 + v13, v2, v13]) / (v1 + v2 + v13)


def test_the_indices_of_the_ishigami_function_are_the_known_ones():
    first, total = _known()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=1e-4)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    indices, _, _ = sobol(_ishigami, KEYS, 2048, seed=1)
    assert [each.key for each in indices] == list(KEYS)
    assert [each.first.mean for each in indices] == pytest.approx(first, abs=0.02)
    assert [each.total.mean for each in indices] == pytest.approx(total, abs=0.02)


def test_the_intervals_hold_the_known_indices_and_narrow_with_more_points():
    first, total = _known()
    few, many = (sobol(_ishigami, KEYS, n, seed=2)[0] for n in (128, 1024))
    for place in range(3):
        assert many[place].total.low <= total[place] <= many[place].total.high
        assert many[place].first.low <= first[place] <= many[place].first.high
    widths = [sum(each.total.high - each.total.low for each in indices) for indices in (few, many)]
    assert widths[1] < 0.6 * widths[0]


def test_the_samples_are_two_independent_ones_and_come_with_their_values():
    _, points, values = sobol(_ishigami, KEYS, 64, seed=3)
    assert points.shape == (128, 3) and (values == _ishigami(points)).all()
    assert len(np.unique(points, axis=0)) == 128
    assert points[:64].mean(axis=0) == pytest.approx([0.5] * 3, abs=0.02)


def test_the_same_seed_gives_the_same_indices_and_another_one_others():
    one, again, other = (sobol(_ishigami, KEYS, 64, seed)[0] for seed in (4, 4, 5))
    assert one == again and one != other


def test_the_outcome_is_asked_for_all_points_at_once():
    asked = []
    sobol(lambda points: asked.append(points.shape) or points.sum(axis=1), KEYS, 32, seed=1)
    assert asked == [(32 * 5, 3)]


def test_an_outcome_that_never_changes_has_indices_of_nought():
    indices, _, _ = sobol(lambda points: np.full(len(points), 3.0), KEYS, 16, seed=1)
    assert {value for each in indices for value in (each.first.mean, each.total.mean, each.total.high)} == {0.0}
