"""What helps helps and what harms harms: world by world where that can be proved, over worlds where it cannot."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.metrics import CAUSES
from sim.population import CUSTOMER
from tests.properties.strategies import SEEDS, scenarios

SOME = settings(max_examples=12)
WORLDS = range(1, 7)
# Nobody leaves, joins or returns; the desk's people neither come nor go.
CLOSED = {"hazard_level": 0.0, "unavoidable_churn": 0.0, "acquisition_reach": 0.0, "imitation": 0.0, "return_rate": 0.0,
          "referral_rate": 0.0, "winback_offer": 0, "staff_turnover": 0.0}
# Everybody who calls is answered once and for all: patience without end, no further tries.
ANSWERED = {"patience": 176.0, "patience_spread": 0.0, "contacts_again": 0.0, "returns_after_giving_up": 0.0,
            "probing": 0.0}
# However busy the desk is, a case gets the same time and is solved as often.
UNHURRIED = {"cutting_corners": 0.0, "fatigue_slows": 0.0, "tier_priority": 0}


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband").scaled(800).changed(months=12, burn_in=3)


def _over_worlds(scenario, column, worlds=WORLDS):
    return np.array([sim.run(scenario, seed).columns[column].sum() for seed in worlds])


def _not_higher_on_average(better, worse):
    """Whether `better` has no more than `worse` in the same worlds, within 4 standard errors of the difference."""
    difference = better - worse
    return difference.mean() <= 4 * difference.std(ddof=1) / np.sqrt(len(difference))


@SOME
@given(scenarios(months=(6, 8), burn_in=(0, 0), calendar=False, **CLOSED, **ANSWERED, desk_staff=20, question_rate=0.0,
                 handle_minutes=1.0, unhappy_story_rate=0.0), SEEDS, st.floats(0, 100), st.floats(0, 100))
def test_better_quality_never_leaves_more_problems_unsolved_world_by_world_where_nobody_waits(scenario, seed, one, two):
    # Whoever meets a problem at high quality meets it at low too. With twenty people for contacts of a minute nobody
    # waits, so nobody's case depends on anybody else's.
    low, high = (sim.run(scenario.changed(service_quality=quality), seed) for quality in sorted((one, two)))
    for column in ("failures", "unsolved", "told_bad"):
        assert (high.columns[column] <= low.columns[column]).all(), column
    assert (low.columns["customers"] == scenario.plan.customers_at_start).all()


@pytest.mark.parametrize("change", [{"service_quality": 80.0}, {"quality_control": 2.0}, {"desk_staff": 3}])
def test_more_quality_control_or_staff_leave_no_more_problems_unsolved_on_average(company, change):
    # Not world by world: with impatient customers a problem less may mean that somebody else is answered, calls again
    # in vain and is counted.
    today = company.changed(desk_staff=1)
    before, after = _over_worlds(today, "unsolved"), _over_worlds(today.changed(**change), "unsolved")
    assert after.sum() < before.sum()
    assert _not_higher_on_average(after, before)


def test_a_faster_target_leaves_no_more_problems_unsolved_on_average():
    slow = sim.load("broadband").scaled(4000).changed(months=12, burn_in=3, response_target=48.0)
    before, after = (_over_worlds(each, "unsolved") for each in (slow, slow.changed(response_target=0.5)))
    assert after.sum() < before.sum()
    assert _not_higher_on_average(after, before)


@SOME
@given(scenarios(months=(6, 8), burn_in=(0, 0), calendar=False, **CLOSED, **ANSWERED, **UNHURRIED, question_rate=4.0,
                 handle_minutes=30.0, failure_rate=1.0, failure_sensitivity=0.0, voiced_share=0.5), SEEDS,
       st.integers(1, 4))
def test_one_more_at_the_desk_never_answers_fewer_world_by_world_where_nobody_gives_up(scenario, seed, staff):
    # With first come, first served and patience without end every contact begins at least as early. (Where people give
    # up this need not hold: an answered giver-up may keep others from the desk.)
    few, many = (sim.run(scenario.as_today().changed(desk_staff=number), seed, log=True)
                 for number in (staff, staff + 1))
    assert few.columns["abandoned"].sum() == many.columns["abandoned"].sum() == 0
    np.testing.assert_array_equal(few.columns["contacts"], many.columns["contacts"])
    assert (np.cumsum(many.columns["answered"]) >= np.cumsum(few.columns["answered"])).all()
    begun = {ticket.tick: ticket.ended for ticket in many.tickets}
    assert all(begun[ticket.tick] <= ticket.ended for ticket in few.tickets)


def test_more_staff_answer_no_fewer_contacts_on_average_where_people_give_up(company):
    few, many = (_over_worlds(company.changed(desk_staff=number), "answered") for number in (1, 3))
    assert _not_higher_on_average(few, many)
    assert few.sum() < many.sum()


@SOME
@given(scenarios(months=(6, 10), burn_in=(0, 2), imitation=0.0, reputation_up=0.0, reputation_down=0.0,
                 good_story_rate=0.0, referral_rate=0.0, hazard_level=0.0, unavoidable_churn=0.0), SEEDS)
def test_silence_wins_every_prospect_whom_talk_wins_world_by_world_where_talk_reaches_prospects_only(scenario, seed):
    # Reputation stands still, nobody leaves and nobody imitates: bad stories can only keep prospects away.
    lived, silenced = (sim.run(scenario, seed, silenced=each) for each in (False, True))
    stays, comes = lived.people.status == CUSTOMER, silenced.people.status == CUSTOMER
    assert (comes | ~stays).all()
    assert (silenced.columns["customers"] >= lived.columns["customers"]).all()


def test_more_bad_stories_never_help_over_worlds(company):
    talkative = company.changed(belief=1.0, bad_story_shift=2.0, acquisition_reach=0.5, unhappy_story_rate=0, months=24,
                                burn_in=0)
    shares = (0.0, 0.3, 1.0)
    told, joined, customers = (
        [sum(_over_worlds(talkative.changed(major_story_share=share, minor_story_share=share), column))
         for share in shares] for column in ("told_bad", "joined", "customers"))
    assert told == sorted(told) and told[0] == 0
    assert joined == sorted(joined, reverse=True) and joined[0] > joined[-1]
    assert customers == sorted(customers, reverse=True)


def test_silencing_bad_talk_never_costs_customers_over_worlds():
    company = sim.load("broadband").scaled(3000).changed(months=24, burn_in=6)
    gained = np.array([sim.run(company, seed, silenced=True).columns["customers"][-1]
                       - sim.run(company, seed).columns["customers"][-1] for seed in WORLDS])
    assert gained.sum() > 0
    assert gained.mean() > -4 * gained.std(ddof=1) / np.sqrt(len(gained))


@SOME
@given(scenarios(calendar=False, failure_rate=0.0, question_rate=0.0, rival_offers=0.0, neglect_hazard=0.0,
                 unhappy_story_rate=0.0), SEEDS)
def test_silence_a_perfect_product_no_rivals_and_no_neglect_leave_only_unavoidable_churn(scenario, seed):
    totals = sim.run(scenario, seed).totals
    assert totals["left_by_cause"] == dict.fromkeys(CAUSES, 0) | {"unavoidable": totals["left"]}
    assert (totals["told_bad"], totals["contacts"], totals["unsolved"]) == (0, 0, 0)


@SOME
@given(scenarios(unavoidable_churn=0.0, hazard_level=0.0), SEEDS)
def test_nobody_leaves_without_a_reason(scenario, seed):
    assert sim.run(scenario, seed).totals["left"] == 0


@SOME
@given(scenarios(acquisition_reach=0.0, imitation=0.0, referral_rate=0.0, return_rate=0.0, winback_offer=0), SEEDS)
def test_nobody_joins_without_a_reason(scenario, seed):
    assert sim.run(scenario, seed).totals["joined"] == 0
