"""Telling cases: who is saved, lost and won by a plan, both lives of anybody, and where they part."""

import numpy as np
import pytest

import sim
from sim import model
from sim.diary import KINDS as HAPPENINGS
from sim.diary import Entry, Life
from sim.explore import cases as module
from sim.explore.cases import KINDS, SHOWN, cases, pair
from sim.explore.fork import PART, first_difference, of_month
from sim.population import CUSTOMER, LOST, PROSPECT

SCENARIO = sim.load("broadband_service").scaled(600).changed(months=18)
SEED = 3


@pytest.fixture(scope="module")
def found():
    """The telling cases of one small world."""
    return cases(SCENARIO, SEED)


@pytest.fixture(scope="module")
def ends():
    """Everybody at the end of both plans."""
    return [sim.run(each, SEED).people for each in (SCENARIO.as_today(), SCENARIO)]


def _case(found, kind):
    return next(case for case in found.cases if case.kind == kind)


def test_every_kind_has_a_case_and_the_first_person_of_each_has_both_lives(found):
    assert tuple(case.kind for case in found.cases) == KINDS
    assert set(found.pairs) == {case.persons[0] for case in found.cases if case.persons}
    for case in found.cases:
        assert len(case.persons) == min(case.n, SHOWN)


@pytest.mark.parametrize(("kind", "before", "after"), [
    ("saved", LOST, CUSTOMER), ("lost", CUSTOMER, LOST), ("came", PROSPECT, CUSTOMER),
    ("stayed_out", CUSTOMER, PROSPECT)])
def test_persons_end_as_their_kind_says(found, ends, kind, before, after):
    today, plan = ends
    most = ((today.status == before) & (plan.status == after)).sum()
    case = _case(found, kind)
    assert case.n <= most
    assert {(today.status[i], plan.status[i]) for i in case.persons} <= {(before, after)}


def test_the_world_has_somebody_to_save_and_somebody_who_comes(found):
    assert _case(found, "saved").n and _case(found, "came").n


def test_who_is_saved_left_of_their_own_will_and_the_other_life_went_on_from_there(found):
    both = found.pairs[_case(found, "saved").persons[0]]
    gone = next(entry for entry in reversed(both.today.entries) if entry.kind == "left")
    assert gone.value > 0
    assert (both.plan.columns["status"][gone.month:] == CUSTOMER).all()
    assert both.parting.month == gone.month and not both.parting.under_plan


def test_where_the_plan_is_todays_nobody_is_saved_lost_or_won():
    assert [case.n for case in cases(SCENARIO.as_today(), SEED).cases[:4]] == [0, 0, 0, 0]


def test_who_is_saved_by_one_plan_is_lost_by_the_other(found):
    today, plan = (module._Census() for _ in "ab")
    for scenario, census in ((SCENARIO.as_today(), today), (SCENARIO, plan)):
        model.run(scenario, SEED, observe=census)
    assert module._found(today.ended(), plan.ended()) == found.cases
    turned = {case.kind: case.n for case in module._found(plan, today)}
    assert [turned[kind] for kind in ("lost", "saved", "stayed_out", "came")] == [case.n for case in found.cases[:4]]


def _told(both):
    return max(sum(entry.value for entry in life.entries if entry.kind == "told_bad")
               for life in (both.today, both.plan))


def test_who_told_most_told_at_least_as_many_as_the_next(found):
    first, second, *_ = _case(found, "told_most").persons
    assert _told(found.pairs[first]) >= _told(pair(SCENARIO, SEED, second)) > 0


def test_the_most_valuable_customer_was_one_when_month_0_began(found):
    case = _case(found, "most_valuable")
    both = found.pairs[case.persons[0]]
    assert both.status == CUSTOMER
    assert both.traits["value"] >= max(pair(SCENARIO, SEED, person).traits["value"] for person in case.persons[1:3])
    assert case.n == (model._at_month_0(SCENARIO, SEED, {}).people.status == CUSTOMER).sum()


def test_the_same_cases_come_out_again_and_anybody_can_be_asked_for(found):
    person = _case(found, "saved").persons[0]
    again = pair(SCENARIO, SEED, person)
    assert again.today.entries == found.pairs[person].today.entries
    assert again.parting == found.pairs[person].parting
    assert (again.columns, again.months) == (len(again.plan.columns), SCENARIO.plan.months)


def test_both_lives_are_those_of_the_slow_scheduler_with_everybody():
    tiny = sim.load("broadband_service").scaled(100).changed(months=3, burn_in=2)
    who = range(0, 100, 7)
    slow = [sim.reference.run(each, SEED, follow=who).lives for each in (tiny.as_today(), tiny)]
    for person, both in module._pairs(tiny, SEED, list(who), module._Steps(None, 1)).items():
        for life, lives in zip((both.today, both.plan), slow, strict=True):
            assert life.entries == lives[person].entries
            np.testing.assert_array_equal(life.hazards, lives[person].hazards)


def test_progress_grows_to_the_whole():
    seen = []
    cases(SCENARIO.changed(months=2), SEED, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] == 2 * 2 + 2 * len(KINDS)


@pytest.mark.parametrize("person", [-1, 600])
def test_a_person_who_is_not_in_the_market_is_refused(person):
    with pytest.raises(sim.ScenarioError) as refused:
        pair(SCENARIO, SEED, person)
    assert str(refused.value) == f"person = {person} is not the number of anybody in this market; allowed: 0 to 599"


# -- where two lives part ----------------------------------------------------------------------------------------------

def test_somebody_leaves_exactly_in_months_in_which_the_chance_is_above_the_luck(found):
    for both in found.pairs.values():
        for life in (both.today, both.plan):
            left = {entry.month for entry in life.entries if entry.kind == "left"}
            begun = np.flatnonzero(np.isfinite(life.luck))
            chances = 1 - np.exp(-life.hazards[begun].sum(axis=1))
            assert set(begun[life.luck[begun] < chances].tolist()) == left


def test_where_lives_part_by_leaving_the_luck_lies_between_the_chances(found):
    partings = [both.parting for both in found.pairs.values() if both.parting and both.parting.way == "left"]
    assert partings
    for parting in partings:
        gone, stayed = parting.chances[parting.under_plan], parting.chances[not parting.under_plan]
        assert gone > parting.luck >= stayed
        assert parting.turn <= parting.month


def test_who_was_held_up_leaves_later_without_a_chance_to_compare():
    scenario = sim.load("broadband_obstacle").scaled(400).changed(
        months=24, cancellation_obstacle=1.0, obstacle_saves=1.0)
    pairs = module._pairs(scenario, SEED, list(range(120)), module._Steps(None, 1)).values()
    both = next(both for both in pairs if both.parting and both.parting.held_elsewhere)
    assert any(entry.kind == "held_up" and entry.month == both.parting.month for entry in both.plan.entries)
    assert np.isnan(both.parting.luck) and not both.parting.felt


def test_every_kind_of_entry_has_its_part_of_the_month():
    assert set(PART) == set(HAPPENINGS)


def test_what_was_heard_stands_before_what_it_decides():
    scenario = sim.load("broadband_obstacle").scaled(400).changed(months=8, burn_in=0, bad_story_shift=3.0)
    kept_away, parts = 0, []
    for both in module._pairs(scenario, SEED, list(range(400)), module._Steps(None, 1)).values():
        for life in (both.today, both.plan):
            kinds = [entry.kind for entry in life.entries]
            away = [place for place, kind in enumerate(kinds) if kind == "stayed_away"]
            kept_away += len(away)
            assert all("heard_bad" in kinds[:place] for place in away), (both.person, kinds)
            parts += [[PART[entry.kind] for entry in of_month(life, month)] for month in range(8)]
    assert kept_away
    assert all(each == sorted(each) for each in parts)


def _life(*entries):
    return Life(1, [Entry(*entry) for entry in entries])


PROBLEM, GOOD = (2, -1, "problem", 2.0), (2, -1, "heard_good", 1.0)
QUICK, SLOW, NEVER = (2, 7, "answered", 1.0), (2, 9, "answered", 4.0), (2, 8, "gave_up", 3.0)


@pytest.mark.parametrize(("today", "plan", "first"), [
    ((GOOD,), (GOOD,), None),
    ((PROBLEM, GOOD), (GOOD,), (2, PROBLEM, None)),
    ((GOOD,), (PROBLEM, GOOD), (2, None, PROBLEM)),
    ((SLOW,), (QUICK,), (2, SLOW, QUICK)),
    ((NEVER,), (QUICK,), (2, NEVER, QUICK)),
    ((GOOD, (4, -1, "left", 3.0)), (GOOD,), (4, (4, -1, "left", 3.0), None)),
    ((GOOD,), (GOOD, (5, -1, "thanked", 0.0)), (5, None, (5, -1, "thanked", 0.0))),
    (((1, -1, "joined", 0.0),), (PROBLEM,), (1, (1, -1, "joined", 0.0), None)),
])
def test_the_first_difference_is_the_first_entry_that_one_life_has_alone_or_has_otherwise(today, plan, first):
    assert first_difference(_life(*today), _life(*plan)) == first
