"""How many people hear a story, against the published counts."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

import sim
from sim.behaviour import talk
from sim.behaviour.talk import people_told
from sim.draws import Draws, Purpose

N = 200_000
MEDIAN, SPREAD = 9.5, 0.66


@pytest.fixture(scope="module")
def told():
    """Two stories of the same 200,000 people: (2, people)."""
    draws = Draws(1, N)
    score = ndtri(draws.uniform(Purpose.TALKATIVENESS))
    return np.stack([people_told(score, draws.uniform(Purpose.BAD_STORY_TOLD, month), MEDIAN, SPREAD)
                     for month in (0, 1)])


def test_85_percent_tell_at_most_19(told):
    assert (told[0] <= 19).mean() == pytest.approx(0.85, abs=0.01)


def test_half_of_the_tellers_tell_the_median_before_rounding_up(told):
    # 9.5 people, rounded up to 10: at most 9 are told by fewer than half, at most 10 by more.
    assert (told[0] <= 9).mean() < 0.5 < (told[0] <= 10).mean()
    whole = people_told(ndtri(Draws(1, N).uniform(Purpose.TALKATIVENESS)),
                        Draws(1, N).uniform(Purpose.BAD_STORY_TOLD), 10.0, SPREAD)
    assert (whole <= 10).mean() == pytest.approx(0.5, abs=2 / np.sqrt(N))


def test_the_whole_distribution_is_log_normal(told):
    people = np.arange(1, 60)
    expected = ndtr(np.log(people / MEDIAN) / SPREAD)
    found = (told[0][:, None] <= people).mean(axis=0)
    assert (np.abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / N)).all()


def test_half_of_the_difference_belongs_to_the_person_and_half_to_the_occasion(told):
    # log of the number before rounding: the same spread in each month, and half of it comes back.
    score = ndtri(Draws(1, N).uniform(Purpose.TALKATIVENESS))
    for month in (0, 1):
        large = people_told(score, Draws(1, N).uniform(Purpose.BAD_STORY_TOLD, month), 40.0, 0.3)
        assert np.log(large - 0.5).std() == pytest.approx(0.3, abs=4 * 0.3 / np.sqrt(2 * N) + 0.5 / 40**2)
    logs = np.log(told - 0.5)
    assert np.corrcoef(logs)[0, 1] == pytest.approx(0.5, abs=0.01)


def test_on_average_twelve_people_hear_a_bad_story(told):
    exact = MEDIAN * np.exp(SPREAD**2 / 2) + 0.5        # rounding up adds half a person
    assert told[0].mean() == pytest.approx(exact, abs=4 * told[0].std() / np.sqrt(N) + 0.01)


def test_good_stories_are_told_about_three_times_as_often_as_bad_ones(monkeypatch):
    # PWOM to NWOM is 3 to 1 over fifteen studies, here counted in stories rather than in hearers [East2007].
    tellers, counted = {"bad": 0, "good": 0}, talk.people_told

    def counting(score, luck, median, spread):
        tellers["good" if np.ndim(median) == 0 else "bad"] += len(score)
        return counted(score, luck, median, spread)

    monkeypatch.setattr(talk, "people_told", counting)
    company = sim.load("broadband")
    sim.run(company, seed=1, months=1)          # the burn-in, in which satisfaction still settles
    tellers.update(bad=0, good=0)
    sim.run(company, seed=1, months=36)
    assert 2 < tellers["good"] / tellers["bad"] < 4
