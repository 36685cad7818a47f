"""Step 8: stories, how many people are told, what hearing them does, and reputation."""

import numpy as np
import pytest

from sim.behaviour import talk
from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.scenario import checked

INPUTS = checked({"minor_story_share": 0.3, "major_story_share": 0.75, "good_story_rate": 3, "belief": 0.3,
                  "good_story_shift": 0.9, "bad_story_shift": 0.6, "reputation_up": 0.05, "reputation_down": 0.15,
                  "unhappy_story_rate": 1, "ambassador_lift": 0.5})
GRID = np.linspace(0.001, 0.999, 999)


def _bad(unvoiced, outcome, severity, content=70.0, talker=1.0):
    month = (np.array([each]) for each in (unvoiced, outcome, severity, content, talker))
    return talk.bad_story_probability(*month, INPUTS)[0]


@pytest.mark.parametrize(("unvoiced", "outcome", "severity", "share"), [
    (NO_PROBLEM, NO_CASE, NO_PROBLEM, 0), (MINOR, NO_CASE, NO_PROBLEM, 0.3), (MAJOR, NO_CASE, NO_PROBLEM, 0.75),
    (NO_PROBLEM, UNSOLVED, MAJOR, 0.75), (NO_PROBLEM, NO_ANSWER, MINOR, 0.3), (NO_PROBLEM, SOLVED_FIRST, MAJOR, 0),
    (NO_PROBLEM, SOLVED_LATER, MAJOR, 0), (NO_PROBLEM, NO_ANSWER, NO_PROBLEM, 0.3),
    (NO_PROBLEM, UNSOLVED, NO_PROBLEM, 0), (MINOR, UNSOLVED, MAJOR, 0.75), (MAJOR, UNSOLVED, MINOR, 0.75)])
def test_the_worst_of_the_month_decides_how_likely_a_bad_story_is(unvoiced, outcome, severity, share):
    assert _bad(unvoiced, outcome, severity) == pytest.approx(share)


@pytest.mark.parametrize(("content", "rate"), [(0, 0), (50, 0), (62.5, 3 * 0.353553), (75, 3), (100, 3 * 2.828427)])
def test_good_stories_come_from_the_satisfied(content, rate):
    tells = talk.tells_good_story(GRID, np.full(999, float(content)), np.zeros(999), np.ones(999), INPUTS)
    assert tells.sum() == int(1000 * (1 - np.exp(-rate / 12)))


def test_the_usual_teller_tells_as_many_as_the_median_rounded_up():
    assert talk.people_told(np.zeros(2), np.full(2, 0.5), np.array([9.5, 19.0]), 0.66).tolist() == [10, 19]


def test_without_spread_everybody_tells_the_same_number():
    assert set(talk.people_told(np.array([-3.0, 0, 3]), np.array([0.01, 0.5, 0.99]), 5.0, 0).tolist()) == {5}


def test_a_talkative_person_tells_more():
    told = talk.people_told(np.array([-2.0, -1, 0, 1, 2]), np.full(5, 0.5), 9.5, 0.66)
    # a score of 1 multiplies by exp(0.66 times the root of one half), which is 1.595
    assert told.tolist() == [4, 6, 10, 16, 25]


def test_somebody_is_always_told_and_never_more_than_a_thousand():
    assert talk.people_told(np.array([-9.0, 9]), np.array([1e-9, 1 - 1e-9]), 40.0, 1.5).tolist() == [1, 1000]


@pytest.mark.parametrize("half_life", [0.5, 1, 3])
def test_stories_fade_by_half_in_their_half_life(half_life):
    left = np.ones(1)
    for _ in range(12):
        left = talk.faded(left, half_life)
    assert left[0] == pytest.approx(0.5 ** (12 / half_life))


def test_every_further_story_impresses_half_as_much():
    assert talk.impression(np.array([0.0, 1, 2, 3, 60])) == pytest.approx([0, 1, 1.5, 1.75, 2])


def test_a_first_story_shifts_the_log_odds_by_its_weight():
    good, bad = talk.shift_of_prospects(np.array([1.0, 0]), np.array([0.0, 1]), INPUTS)
    assert good.tolist() == pytest.approx([0.27, 0])
    assert bad.tolist() == pytest.approx([0, -0.18])


def test_more_stories_never_shift_less():
    heard = np.linspace(0, 10, 101)
    good, bad = talk.shift_of_prospects(heard, heard, INPUTS)
    assert (np.diff(good) > 0).all() and (np.diff(bad) < 0).all()


def test_nobody_is_moved_by_stories_nobody_believes():
    good, bad = talk.shift_of_prospects(np.full(3, 9.0), np.full(3, 9.0), checked({"belief": 0}))
    assert (good == 0).all() and (bad == 0).all()


def test_reputation_rises_slowly():
    # target 0.80 + 0.15 * (3 - 1) / 4 = 0.875
    assert talk.reputation(0.7, np.array([70.0, 90.0]), 3, 1, INPUTS) == pytest.approx(0.7 + 0.05 * 0.175)


def test_reputation_falls_fast():
    assert talk.reputation(0.7, np.array([40.0]), 0, 0, INPUTS) == pytest.approx(0.7 - 0.15 * 0.3)


def test_reputation_without_customers_stays_what_it_was():
    assert talk.reputation(0.7, np.zeros(0), 0, 0, INPUTS) == 0.7


def test_reputation_stays_between_0_and_1():
    eager = checked({"reputation_up": 1, "reputation_down": 1})
    assert talk.reputation(0.5, np.array([100.0]), 9, 0, eager) == 1
    assert talk.reputation(0.5, np.array([0.0]), 0, 9, eager) == 0


def test_reputation_settles_where_satisfaction_is():
    found = 0.2
    for _ in range(2000):
        found = talk.reputation(found, np.array([66.0]), 5, 5, INPUTS)
    assert found == pytest.approx(0.66, abs=1e-9)


def test_bad_talk_lowers_reputation_and_good_talk_raises_it():
    found = [talk.reputation(0.7, np.array([70.0]), good, 10, INPUTS) for good in (0, 5, 10, 20, 80)]
    assert found == sorted(found) and len(set(found)) == 5
