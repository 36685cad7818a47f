"""A life lived again alone, in the surroundings of the big run, is the life that the slow scheduler tells."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim import diary, model, reference
from sim.behaviour.stories import ROOTS
from sim.calendar import person_of
from sim.explore import follow
from sim.population import People
from sim.scenario import ScenarioError
from tests.equivalence.test_same_world import CORNERS, EVERYTHING, HAPPENINGS, LIVELY, small
from tests.properties.strategies import SEEDS, scenarios

COLUMNS = [each.name for each in dataclasses.fields(People)]


def assert_lives(scenario, seed=1, persons=None):
    """Everybody's life, alone and in a whole run of the slow scheduler, which are the same; returns them."""
    persons = range(scenario.today.market_size) if persons is None else persons
    whole = reference.run(scenario, seed, follow=persons)
    alone = follow.follow(scenario, seed, persons)
    assert [life.person for life in alone] == [*persons]
    for life in alone:
        there = whole.lives[life.person]
        assert life.entries == there.entries, life.person
        assert [*life.columns] == [*there.columns] == COLUMNS
        for column, values in life.columns.items():
            np.testing.assert_array_equal(values, there.columns[column], err_msg=f"{life.person} {column}")
            assert len(values) == scenario.plan.months
    return alone


QUICKLY = ("everything on and then off", "the line by rank ends in mid-run", "a script for everybody who goes",
           "a desk of one who is never there in time", "a pause across months", "everybody comes back at once",
           "winning back with offer 4", "offers by policy 3", "no burn-in", "no customers", "outages that overlap")


@pytest.mark.parametrize("name", QUICKLY)
def test_a_persons_life_alone_is_that_of_the_whole_run(name):
    assert_lives(CORNERS[name], seed=7, persons=range(0, 300, 12))


@pytest.mark.slow
@pytest.mark.parametrize("name", CORNERS)
def test_everybodys_life_alone_is_that_of_the_whole_run(name):
    assert_lives(CORNERS[name], seed=7)


def test_everybody_without_exception_lives_the_same_life_where_everything_happens():
    crowd = {"market_size": 160, "customers_at_start": 60, "acquisition_spend": 400.0, "belief": 1.0,
             "contacts": 12.0, "months": 5}
    lives = assert_lives(small(plan=EVERYTHING, events=HAPPENINGS, **LIVELY | crowd))
    assert set(diary.KINDS) - {entry.kind for life in lives for entry in life.entries} == set()


def test_the_last_row_of_a_life_is_where_the_person_stands_at_the_end():
    scenario = CORNERS["everything on and everything happens"]
    run, persons = model.run(scenario, 3), [0, 5, 299, 42]
    for life in follow.follow(scenario, 3, persons):
        for column, values in life.columns.items():
            assert values[-1] == getattr(run.people, column)[life.person], column


def test_persons_come_in_the_order_in_which_they_are_asked_for():
    scenario = small()
    lives = follow.follow(scenario, 1, [9, 3, 9, np.int64(4)])
    assert [life.person for life in lives] == [9, 3, 9, 4]
    assert lives[0].entries == lives[2].entries
    assert follow.follow(scenario, 1, []) == []


def test_entries_stand_in_the_order_of_the_months_and_are_all_of_known_kinds():
    for life in follow.follow(CORNERS["everything on and everything happens"], 2, range(40)):
        months = [entry.month for entry in life.entries]
        assert months == sorted(months)
        assert {entry.kind for entry in life.entries} <= set(diary.KINDS)
        assert all(-1 <= entry.second < sim.scenario.SECONDS_A_MONTH for entry in life.entries)


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])
@given(scenarios(people=(200, 300), months=(2, 6), burn_in=(0, 3)), SEEDS, st.data())
def test_any_persons_life_in_any_company_is_the_same_alone(scenario, seed, data):
    persons = data.draw(st.lists(st.integers(0, scenario.today.market_size - 1), min_size=20, max_size=40))
    assert_lives(scenario, seed, persons)


def test_only_contacts_of_those_watched_are_kept():
    watches = follow.watched([small(), small()], 1, [9, 3, 40, 41])
    for watch in watches:
        assert watch.tickets and {person_of(tick) for tick in watch.tickets} <= {9, 3, 40, 41}


# -- what is noted around a person matters, and is checked ------------------------------------------------------------


@pytest.mark.parametrize("name", ["heard_bad", "heard_good", "heard_recommendation"])
def test_a_life_in_surroundings_that_were_falsified_is_noticed(monkeypatch, name):
    note = follow.Watch._note

    def falsified(self, phase, world):
        note(self, phase, world)
        if phase == "talk" and world.month == 1:
            self.months[-1].heard[name] = self.months[-1].heard[name] + 1

    monkeypatch.setattr(follow.Watch, "_note", falsified)
    with pytest.raises(follow.DiffersError, match=r"^person 5, \w+: "):
        follow.follow(small(), 1, [5])


@pytest.mark.parametrize("part", ["left_lately", "closed", "company"])
def test_other_surroundings_that_were_falsified_are_noticed_too(monkeypatch, part):
    note = follow.Watch._note

    def falsified(self, phase, world):
        note(self, phase, world)
        month = self.months[-1]
        if part == "left_lately" and phase == "leaving":
            month.left_lately = month.left_lately + 1
        elif part == "closed" and phase == "desk":
            month.closed[0] = np.full_like(month.closed[0], 3)
        elif part == "company":
            month.companies[phase] = dataclasses.replace(world.company, skill=0.0, reputation=0.0)

    monkeypatch.setattr(follow.Watch, "_note", falsified)
    with pytest.raises(follow.DiffersError):
        follow.follow(small(months=6), 1, range(120))


@pytest.mark.parametrize(("person", "shown"), [(-1, "-1"), (300, "300"), (10**9, "1000000000"), (2.0, "2.0"),
                                              (True, "True"), ("3", "'3'"), (None, "None")])
@pytest.mark.parametrize("ask", [follow.follow, lambda scenario, seed, persons: reference.run(
    scenario, seed, follow=persons)], ids=["alone", "in a whole run"])
def test_somebody_who_does_not_belong_to_the_market_is_refused(ask, person, shown):
    with pytest.raises(ScenarioError) as refused:
        ask(small(), 1, [0, person])
    assert str(refused.value) == (f"person = {shown} does not belong to this market; "
                                  "allowed: whole number from 0 to 299")


# -- what the diary says, by itself -----------------------------------------------------------------------------------


def test_diaries_add_up_to_the_monthly_table():
    scenario = CORNERS["everything on and everything happens"]
    run = reference.run(scenario, 7, follow=range(300))
    entries = [entry for life in run.lives.values() for entry in life.entries]
    happened = {kind: np.bincount([entry.month for entry in entries if entry.kind == kind],
                                  minlength=scenario.plan.months) for kind in diary.KINDS}
    joined = ("joined", "joined_recommended", "joined_by_good_stories", "returned", "won_back")
    columns = run.columns
    for column, kinds in {"failures": ("problem",), "left": ("left",), "joined": joined,
                          "returned": ("returned", "won_back"), "won_back": ("won_back",),
                          "referrals": ("joined_recommended",),
                          "prospects_lost_to_word_of_mouth": ("stayed_away",)}.items():
        assert sum(happened[kind] for kind in kinds).tolist() == columns[column].tolist(), column
    told = {kind: np.bincount([entry.month for entry in entries if entry.kind == kind],
                              [entry.value for entry in entries if entry.kind == kind], scenario.plan.months)
            for kind in ("told_bad", "told_good", "rewarded")}
    assert told["told_good"].tolist() == columns["told_good"].tolist()
    assert told["rewarded"].tolist() == columns["points_redeemed_cents"].tolist()
    posted = columns["told_bad"] - told["told_bad"]
    assert posted[0] > 0 and not posted[1:].any()       # the post of day 20 is nobody's story
    # contacts of cases that began before month 0 are in nobody's diary
    for column, kind in (("answered", "answered"), ("abandoned", "gave_up")):
        assert 0 < happened[kind].sum() <= columns[column].sum()
        assert happened[kind][3:].tolist() == columns[column][3:].tolist()


def test_a_diary_of_a_world_in_which_things_are_silenced_holds_no_such_story():
    scenario = CORNERS["everything on and everything happens"]
    run = reference.run(scenario, 7, silenced=ROOTS, follow=range(300))
    kinds = {entry.kind for life in run.lives.values() for entry in life.entries}
    assert "told_good" in kinds and not {"told_bad", "heard_bad"} & kinds
