"""Listening: easy complaining, eyes on the public posts, surveys that find silent problems."""

import numpy as np
import pytest

import sim
from sim.behaviour import voice
from sim.behaviour.voice import IN_PUBLIC, SILENT, TO_DESK
from sim.scenario import checked

N = 100_000
GRID = (np.arange(N) + 0.5) / N
CALM = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
        "return_rate": 0, "question_rate": 0}


def _shares(**changes):
    said = voice.voice(GRID, checked({"voiced_share": 0.5, "public_share": 0.1} | changes))
    return [(said == each).mean() for each in (TO_DESK, IN_PUBLIC, SILENT)]


def test_half_of_all_problems_are_brought_to_the_front_line():
    assert _shares() == pytest.approx([0.5, 0.1, 0.4], abs=1 / N)


@pytest.mark.parametrize(("ease", "share"), [(0, 0), (0.25, 0.25), (1, 0.5), (1.44, 0.6), (2.25, 0.75)])
def test_who_complains_grows_with_the_square_root_of_ease(ease, share):
    assert _shares(complaint_ease=ease)[0] == pytest.approx(share, abs=1 / N)


def test_however_easy_it_is_a_quarter_never_turns_to_the_desk():
    assert _shares(voiced_share=0.75, complaint_ease=2.25)[0] == pytest.approx(0.75, abs=1 / N)


def test_easier_complaining_takes_from_silence_and_leaves_the_public_alone():
    hard, easy = _shares(complaint_ease=0.5), _shares(complaint_ease=1.5)
    assert easy[0] > hard[0] and easy[2] < hard[2]
    assert easy[1] == pytest.approx(hard[1], abs=1 / N)


def _heard(said, **changes):
    said = np.full(N, said)
    other = np.random.default_rng(1).permutation(GRID)
    return voice.is_heard(said, GRID, other, checked({"social_listening": 0, "surveys": 0} | changes)).mean()


@pytest.mark.parametrize("share", [0.0, 0.42, 1.0])
def test_social_listening_finds_its_share_of_public_posts_and_of_nothing_else(share):
    assert _heard(IN_PUBLIC, social_listening=share) == pytest.approx(share, abs=1 / N)
    assert _heard(SILENT, social_listening=share) == 0


@pytest.mark.parametrize(("surveys", "asked"), [(0, 0), (1, 1 / 12), (6, 0.5), (12, 1)])
def test_surveys_find_the_silent_problems_of_those_who_answer(surveys, asked):
    assert _heard(SILENT, surveys=surveys, survey_response=0.3) == pytest.approx(0.3 * asked, abs=1 / N)
    assert _heard(IN_PUBLIC, surveys=surveys) == 0


def test_where_58_percent_are_ignored_42_percent_of_posts_are_taken_up():
    assert 1 - _heard(IN_PUBLIC, social_listening=0.42) == pytest.approx(0.58, abs=1 / N)


@pytest.fixture(scope="module")
def company():
    """A company with people enough at the desk, where everybody who calls has a problem and calls once."""
    return sim.load("broadband").scaled(4000).changed(
        **CALM, months=12, burn_in=0, desk_staff=20, failure_rate=6.0, failure_sensitivity=0, contacts_again=0,
        returns_after_giving_up=0)


def _totals(company, **changes):
    return sim.run(company.changed(**{"surveys": 0, "social_listening": 0} | changes), seed=1).totals


@pytest.mark.parametrize(("changes", "share"), [
    ({}, 0.5), ({"complaint_ease": 1.44}, 0.6), ({"complaint_ease": 0}, 0.0), ({"social_listening": 1}, 0.6),
    ({"surveys": 12}, 0.5 + 0.4 * 0.3)])
def test_in_a_run_the_desk_hears_of_the_share_of_problems_that_listening_brings_it(company, changes, share):
    totals = _totals(company, survey_response=0.3, public_share=0.1, **changes)
    assert totals["failures"] > 3000
    found = totals["contacts"] / totals["failures"]
    assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / totals["failures"]))


@pytest.mark.parametrize("changes", [{"complaint_ease": 2.25}, {"social_listening": 1}, {"surveys": 12}])
def test_in_a_run_with_people_enough_listening_leaves_fewer_problems_unsolved_and_fewer_bad_stories(company, changes):
    deaf, listening = _totals(company), _totals(company, **changes)
    assert listening["contacts"] > deaf["contacts"]
    for key in ("unsolved", "told_bad"):
        assert listening[key] < deaf[key] - 4 * np.sqrt(deaf[key]), key


def test_listening_costs_what_it_costs(company):
    plan = company.changed(complaint_ease=1.5, social_listening=0.5, surveys=4.0, complaint_cost=0.1, survey_cost=2.0,
                           listening_cost=600.0, months=2)
    columns = sim.run(plan, seed=1).columns
    expected = columns["customers"] * (0.1 * 1.5**2 + 2 * 4 / 12) + 600 * 0.25
    assert columns["listening_cents"] == pytest.approx(100 * expected, abs=1)
