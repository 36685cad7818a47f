"""Nobody who could be touched is left out: every bound lies above every probability it stands for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour import joining, talk
from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM, failure_probability
from sim.lives import AT_MOST
from sim.scenario import checked, declarations

GRID = np.linspace(0, 1, 41)


def _within(*keys):
    """Any values of these inputs that their declarations allow."""
    declared = declarations()
    return st.fixed_dictionaries({key: st.floats(declared[key].low, declared[key].high) for key in keys})


@settings(max_examples=300)
@given(_within("price_level", "price_barrier", "promise_pull", "promise", "acquisition_reach", "imitation",
               "return_rate", "belief", "good_story_shift", "bad_story_shift"),
       st.integers(0, 16_000), st.floats(0, 1), st.floats(0, 50), st.floats(0, 60), st.floats(0, 60),
       st.integers(0, 300))
def test_nobody_joins_more_likely_than_the_bound_says(values, customers, reputation, sensitivity, good, bad, away):
    inputs = checked(values | {"return_after": 0})
    prospect, one = np.array([True, False]), np.ones(2)
    chance = joining.chances(prospect, np.zeros(2, bool), np.full(2, away), sensitivity * one, customers, reputation,
                             inputs)
    shifts = talk.shift_of_prospects(good * one, bad * one, inputs)
    most = AT_MOST * joining.most_likely(customers, reputation, inputs)
    joined, _, lost = joining.joins(np.full(2, most), chance, *shifts)
    assert not joined.any() and not lost.any()


@settings(max_examples=200)
@given(_within("good_story_rate", "ambassador_lift"), st.lists(st.floats(0, 100), min_size=1, max_size=9),
       st.floats(0, 20))
def test_nobody_tells_good_stories_more_likely_than_the_bound_says(values, content, warmth):
    inputs, content = checked(values), np.array(content)
    talker = np.linspace(0, 12, len(content))
    most = AT_MOST * talk.most_good_stories(content, warmth * np.ones(len(content)), talker, inputs)
    assert not talk.tells_good_story(most, content, warmth, talker, inputs).any()


@settings(max_examples=200)
@given(_within("referral_rate", "referral_programme", "referral_reward"), st.floats(0, 100))
def test_nobody_recommends_more_likely_than_the_bound_says(values, content):
    inputs = checked(values)
    most = AT_MOST * talk.recommendation_rate(inputs) / 12
    assert not talk.recommends(np.full(1, most), np.full(1, content), inputs).any()


def test_whoever_may_tell_a_bad_story_is_asked():
    inputs, told = checked({}), 0
    for unvoiced in (NO_PROBLEM, MINOR, MAJOR):
        for outcome in (NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED, NO_ANSWER):
            for severity in (NO_PROBLEM, MINOR, MAJOR) if outcome else (NO_PROBLEM,):
                content = 100 * GRID
                month = (np.full(41, unvoiced), np.full(41, outcome), np.full(41, severity), content)
                asked = talk.may_tell_bad_story(month[0], month[1], content)
                likely = talk.bad_story_probability(*month, np.full(41, 3.0), inputs)
                others = np.delete(np.arange(41), asked)
                assert (likely[others] == 0).all()
                told += len(asked)
    assert told > 0


def test_who_uses_most_fails_most():
    usage = np.sort(np.random.default_rng(1).lognormal(size=999))
    likely = failure_probability(usage, 60.0, checked({}))
    assert (likely <= AT_MOST * likely[-1]).all()
