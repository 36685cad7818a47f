"""Cancelling made hard: a tenth stays a month longer, and three times as many people hear of it."""

import numpy as np
import pytest

import sim
from sim.behaviour import leaving
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST
from sim.scenario import checked

GRID = (np.arange(10_000) + 0.5) / 10_000
# Rivals are the only reason to leave, retention scripts the only thing to tell of.
BARE = {
    "burn_in": 0, "customers_at_start": 16_000, "unavoidable_churn": 0, "neglect_hazard": 0, "failure_rate": 0,
    "question_rate": 0, "unhappy_story_rate": 0, "rival_offers": 6.0, "competition": 0.6, "obstacle_saves": 0.1,
    "told_obstacle_factor": 3, "major_story_share": 0.75, "told_bad_median": 9.5, "told_spread": 0.66,
    "defection_contagion": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0, "return_rate": 0,
}


@pytest.mark.parametrize("obstacle", [0.0, 0.3, 1.0])
def test_the_script_meets_its_share_of_those_who_leave_of_their_own_will(obstacle):
    inputs = checked({"cancellation_obstacle": obstacle})
    for cause in range(1, len(CAUSES)):
        met = leaving.meets_obstacle(GRID, np.full(len(GRID), cause), inputs)
        assert met.mean() == pytest.approx(obstacle, abs=1e-4)


def test_the_script_meets_nobody_who_stays_or_has_to_leave():
    inputs = checked({"cancellation_obstacle": 1})
    for cause in (-1, CAUSES.index("unavoidable")):
        assert not leaving.meets_obstacle(GRID, np.full(len(GRID), cause), inputs).any()


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband").changed(**BARE)


@pytest.fixture(scope="module")
def first_month(company):
    """Everybody after a month without and with a script."""
    return [sim.run(company.changed(cancellation_obstacle=each), seed=1, months=1).people for each in (0.0, 1.0)]


def test_in_a_run_a_tenth_of_those_who_wanted_to_leave_is_kept_for_a_month(first_month):
    free, held = first_month
    wanted = free.status == LOST
    assert wanted.sum() > 1000
    kept = held.status[wanted] == CUSTOMER
    assert kept.mean() == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / wanted.sum()))
    np.testing.assert_array_equal(free.status[~wanted], held.status[~wanted])


def test_in_a_run_those_who_were_kept_go_a_month_later_for_the_reason_they_had(company, first_month):
    free, held = first_month
    kept = (free.status == LOST) & (held.status == CUSTOMER)
    later = sim.run(company.changed(cancellation_obstacle=1.0), seed=1, months=2).people
    assert (later.status[kept] == LOST).all()
    np.testing.assert_array_equal(later.reason[kept], free.reason[kept])


def test_in_a_run_three_quarters_of_those_obstructed_tell_three_times_as_many(company, first_month):
    wanted = (first_month[0].status == LOST).sum()
    told = sim.run(company.changed(cancellation_obstacle=1.0), seed=1, months=2).columns["told_bad"]
    without = sim.run(company, seed=1, months=2).columns["told_bad"]
    # A story of the usual kind is told to 9.5 exp(0.66**2 / 2) people and a half for rounding up, this one to 3 times.
    mean = 3 * 9.5 * np.exp(0.66**2 / 2) + 0.5
    spread = 3 * 9.5 * np.exp(0.66**2 / 2) * np.sqrt(np.exp(0.66**2) - 1)
    error = np.sqrt(wanted * (0.75 * spread**2 + 0.75 * 0.25 * mean**2))
    assert told[0] == without.sum() == 0
    assert told[1] == pytest.approx(0.75 * wanted * mean, abs=4 * error)


def test_the_silent_twin_hears_nothing_of_it(company):
    run = sim.run(company.changed(cancellation_obstacle=1.0), seed=1, months=3, silenced=True)
    assert not run.columns["told_bad"].any()


def test_over_worlds_an_obstacle_makes_more_bad_stories_and_a_worse_name_and_saves_few():
    company = sim.load("broadband").changed(months=36)
    free, held = ([sim.run(company.changed(cancellation_obstacle=each), seed).columns for seed in (1, 2, 3)]
                  for each in (0.0, 1.0))
    told = [sum(run["told_bad"].sum() for run in plan) for plan in (free, held)]
    assert told[1] > 1.5 * told[0]
    for one, other in zip(free, held, strict=True):
        assert other["reputation"][-1] < one["reputation"][-1]
        assert other["left"][0] < one["left"][0]
        assert other["left"].sum() > 0.9 * one["left"].sum()
