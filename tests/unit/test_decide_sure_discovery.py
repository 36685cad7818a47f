"""Scenario discovery against planted boxes, and against noise."""

import numpy as np
import pytest
from scipy.stats import qmc

from sim.decide.discovery import FEWEST, covered, discovered

KEYS = ("contacts", "rival_offers", "belief")
LOW, HIGH = (10, 0.2, 0.1), (30, 3.0, 0.5)


def _samples(n=256, seed=1):
    return qmc.scale(qmc.Sobol(3, rng=seed).random(n), LOW, HIGH)


def test_a_planted_box_of_two_thresholds_is_found():
    samples = _samples()
    planted = (samples[:, 0] > 22) & (samples[:, 1] > 2)
    rule = discovered(KEYS, samples, planted)
    assert [(each.key, each.above) for each in rule.thresholds] == [("contacts", True), ("rival_offers", True)]
    assert [each.value for each in rule.thresholds] == pytest.approx([22, 2], rel=0.05)
    assert rule.coverage > 0.9 and rule.density > 0.9
    assert (rule.cases, rule.samples) == (int(planted.sum()), 256)


def test_a_planted_half_space_needs_one_threshold_only():
    samples = _samples()
    rule = discovered(KEYS, samples, samples[:, 2] < 0.2)
    assert [(each.key, each.above) for each in rule.thresholds] == [("belief", False)]
    assert rule.thresholds[0].value == pytest.approx(0.2, abs=0.01)
    assert rule.coverage > 0.9 and rule.density > 0.9


def test_a_box_is_found_through_some_noise():
    samples = _samples()
    planted = (samples[:, 0] > 20) & (samples[:, 1] > 1.5)
    cases = planted ^ (np.random.default_rng(3).random(256) < 0.04)
    rule = discovered(KEYS, samples, cases)
    assert {(each.key, each.above) for each in rule.thresholds} == {("contacts", True), ("rival_offers", True)}
    assert 0.6 < rule.density < 1 and 0.6 < rule.coverage < 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_noise_follows_no_rule(share):
    for seed in range(20):
        cases = np.random.default_rng(seed).random(256) < share
        assert discovered(KEYS, _samples(), cases).thresholds == ()


@pytest.mark.parametrize("cases", [np.zeros(64, bool), np.ones(64, bool), np.arange(64) < FEWEST - 1])
def test_too_few_cases_or_others_make_no_rule(cases):
    assert discovered(KEYS, _samples(64), cases).thresholds == ()


def test_coverage_and_density_are_those_of_the_samples_inside():
    samples = _samples()
    cases = (samples[:, 0] > 22) & (samples[:, 1] > 2)
    rule = discovered(KEYS, samples, cases)
    inside = covered(rule.thresholds, KEYS, samples)
    assert rule.coverage == (inside & cases).sum() / cases.sum()
    assert rule.density == (inside & cases).sum() / inside.sum()
    assert rule.score == pytest.approx(2 / (1 / rule.coverage + 1 / rule.density))
