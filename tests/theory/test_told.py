"""Who tells stories: a few tell often, and more people hear good things than bad."""

import numpy as np
import pytest

import sim
from sim.behaviour import talk
from sim.behaviour.answers import NO_CASE
from sim.behaviour.failures import MAJOR
from sim.draws import Draws
from sim.population import draw_traits, first_people
from sim.scenario import checked

N = 100_000


@pytest.fixture(scope="module")
def talker():
    inputs = checked({"market_size": N, "customers_at_start": 0})
    draws = Draws(5, N)
    return draw_traits(inputs, draws, first_people(inputs, draws, 70.0)).talker


def test_talkers_differ_with_a_coefficient_of_variation_of_one(talker):
    assert talker.mean() == pytest.approx(1, abs=4 / np.sqrt(N))
    # Of an exponential, the standard deviation has a standard error of sqrt(2 / n).
    assert talker.std() / talker.mean() == pytest.approx(1, abs=4 * np.sqrt(2 / N))


def test_an_eighth_are_super_talkers_who_tell_more_than_twice_as_often(talker):
    share = (talker > 2).mean()
    assert 0.12 < share < 0.15
    assert share == pytest.approx(np.exp(-2), abs=4 * np.sqrt(np.exp(-2) * (1 - np.exp(-2)) / N))


def _bad(talks, unvoiced=MAJOR, satisfaction=70.0, **changes):
    one = np.ones(1)
    return talk.bad_story_probability(np.full(1, unvoiced), np.full(1, NO_CASE), np.zeros(1, int), satisfaction * one,
                                      talks * one, checked({"major_story_share": 0.75} | changes))[0]


def test_three_quarters_tell_of_a_major_problem_that_nobody_solved():
    assert _bad(1.0) == pytest.approx(0.75)


def test_who_never_talks_tells_nobody_and_who_talks_twice_as_often_is_twice_as_hard_to_silence():
    assert _bad(0.0) == 0
    assert 1 - _bad(2.0) == pytest.approx(0.25**2)


def test_talk_is_an_uneven_u_of_satisfaction():
    levels = np.arange(0.0, 101.0, 5.0)
    luck = (np.arange(20_000) + 0.5) / 20_000
    bad = np.array([_bad(1.0, unvoiced=0, satisfaction=each) for each in levels])
    good = np.array([talk.tells_good_story(luck, np.full(len(luck), each), np.zeros(len(luck)), np.ones(len(luck)),
                                           checked({})).mean() for each in levels])
    assert (np.diff(bad[levels <= 50]) < 0).all() and not bad[levels >= 50].any()
    assert (np.diff(good[levels >= 50]) > 0).all() and not good[levels <= 50].any()


def test_good_talk_grows_with_the_satisfied_and_bad_talk_with_the_rest():
    company = sim.load("broadband").scaled(4000).changed(months=24, burn_in=6)
    poor, fine = (sim.run(company.changed(service_quality=each), seed=1).totals for each in (30.0, 85.0))
    assert fine["told_good"] > 2 * poor["told_good"]
    assert poor["told_bad"] > 1.5 * fine["told_bad"]
