"""What bad stories cost by how many are told: closed form, direction, and agreement with the loss tree."""

import numpy as np
import pytest

import sim
from sim import ScenarioError
from sim.behaviour.talk import people_told
from sim.explore.losses import losses
from sim.explore.telling import by_median, share_telling

LUCK = (np.arange(20_000) + 0.5) / 20_000


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband").scaled(800).changed(months=12)


@pytest.mark.parametrize("median", [2.0, 9.5, 30.0])
@pytest.mark.parametrize("at_most", [1, 5, 19, 60])
def test_the_share_who_tell_at_most_so_many_is_that_of_the_people_told(median, at_most):
    # the teller's half of the variance and the occasion's, both spread evenly over their distributions
    from scipy.special import ndtri
    told = np.concatenate([people_told(np.full(200, score), LUCK[::100], median, 0.66) for score in ndtri(LUCK[::100])])
    assert share_telling(median, 0.66, at_most) == pytest.approx((told <= at_most).mean(), abs=0.006)


def test_85_in_100_tell_at_most_nineteen_people():
    assert round(share_telling(9.5, 0.66, 19), 2) == 0.85


def test_at_the_edges_the_share_is_nobody_or_everybody():
    assert share_telling(9.5, 0.66, 0) == 0.0
    assert share_telling(9.5, 0.66, 1000) == 1.0
    assert [share_telling(9.5, 0.0, at_most) for at_most in (9, 10)] == [0.0, 1.0]


def test_silence_costs_nothing_and_more_hearers_reach_more_people(company):
    silent, few, many = by_median(company, (0.0, 2.0, 30.0), worlds=2, workers=1)
    assert (silent.cents.mean, silent.cents.low, silent.cents.high) == (0, 0, 0)
    assert np.isnan(silent.told)
    assert few.told < many.told
    assert few.reached < many.reached


def test_nobody_reaches_more_people_than_they_know(company):
    few, many = by_median(company, (2.0, 40.0), worlds=1, workers=1)
    assert few.told - few.reached < 1
    assert many.told - many.reached > 10


def test_what_is_lost_at_a_median_is_the_total_of_the_loss_tree(company):
    (found,) = by_median(company, (9.5,), worlds=1, seed=3, workers=1)
    assert found.cents.mean == losses(company, 3, workers=1).total_cents


def test_progress_counts_worlds_times_medians(company):
    seen = []
    by_median(company, (0.0, 2.0, 5.0), worlds=2, workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_median_out_of_range_is_refused(company):
    with pytest.raises(ScenarioError, match="told_bad_median"):
        by_median(company, (41.0,), worlds=1, workers=1)
