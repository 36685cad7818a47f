"""Figures with their intervals, conditions and verdicts of claims tried."""

import numpy as np
import pytest

from sim import lab
from sim.lab import ASSUMED, HERE, IN_GENERAL, Condition, Found, estimated, within
from sim.precision import Interval, interval

TABLE = np.array([[[3.0, 1.0], [5.0, 2.0], [4.0, 1.5], [6.0, 2.5]]])


def test_the_interval_of_a_mean_is_students():
    found = estimated(lambda means: {"first": means[0, 0]}, TABLE)["first"]
    expected = interval(TABLE[0, :, 0])
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))


def test_a_ratio_of_means_has_an_interval_around_it_and_one_world_has_none():
    def ratio(means):
        return {"ratio": means[0, 0] / means[0, 1]}

    found = estimated(ratio, TABLE)["ratio"]
    assert found.mean == 18 / 7 and found.low < found.mean < found.high
    assert estimated(ratio, TABLE[:, :1])["ratio"] == Interval(3.0, 3.0, 3.0)


def test_the_interval_of_a_share_ends_at_nothing_and_at_all():
    table = np.array([[[0.8, 0.0], [1.0, 0.0], [1.0, 0.2]]])

    def both(means):
        return {"most": means[0, 0], "few": means[0, 1], "more": means[0, 0]}

    found = estimated(both, table, ("most", "few"))
    assert found["most"].high == 1 and found["few"].low == 0 and found["more"].high > 1
    assert found["most"].low == found["more"].low


@pytest.mark.parametrize(("figure", "held", "close"), [
    (Interval(0.3, 0.28, 0.32), True, False), (Interval(0.3, 0.2, 0.4), True, True),
    (Interval(0.2, 0.15, 0.26), False, True), (Interval(0.2, 0.19, 0.21), False, False),
    (Interval(0.9, 0.1, 1.7), False, True), (Interval(float("nan"), float("nan"), float("nan")), False, False)])
def test_a_condition_is_close_where_the_interval_reaches_across_a_line(figure, held, close):
    condition = within("here", figure, 0.25, 0.85)
    assert (condition.held, condition.close) == (held, close)


@pytest.mark.parametrize(("tried", "verdict"), [
    ([(HERE, True), (IN_GENERAL, False)], lab.HOLDS), ([(HERE, True), (HERE, False)], lab.ONLY_WHEN),
    ([(HERE, False), (IN_GENERAL, True)], lab.ONLY_WHEN), ([(HERE, False), (ASSUMED, True)], lab.NOT_SUPPORTED),
    ([], lab.GARBLED)])
def test_what_would_have_to_be_assumed_supports_nothing(tried, verdict):
    assert Found("C1", conditions=tuple(Condition("k", held, scope) for scope, held in tried)).verdict == verdict
