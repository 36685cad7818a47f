"""Whoever is not looked at could not have been touched: with nobody left out, every number is the same."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim import firm, lives, model
from sim.behaviour import joining, talk
from sim.events import Event
from tests.properties.strategies import SEEDS, scenarios

MECHANISMS = ("points", "tiers", "offers", "gestures", "opted_out", "too_many_messages", "obstacle", "winback")


def _with_nobody_left_out(scenario, seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lives, "AT_MOST", 1e30)
        patch.setattr(joining, "most_likely", lambda *_: 1.0)
        patch.setattr(talk, "may_tell_bad_story", lambda unvoiced, outcome, satisfaction: np.arange(len(satisfaction)))
        patch.setattr(firm, "_in_use", lambda *_: SimpleNamespace(**dict.fromkeys(MECHANISMS, True)))
        model.forget_starts()
        run = sim.run(scenario, seed)
    model.forget_starts()
    return run


def _same(first, second):
    for one, other in ((first.columns, second.columns), (vars(first.people), vars(second.people))):
        for column, values in one.items():
            np.testing.assert_array_equal(values, other[column], err_msg=column)


def test_all_that_can_be_left_out_is_named_here():
    company = sim.load("broadband").scaled(200).changed(months=1, burn_in=0)
    people = sim.run(company, 1).people
    assert set(vars(firm._in_use(people, company.plan))) == set(MECHANISMS)


@settings(max_examples=40)
@given(scenarios(), SEEDS)
def test_leaving_people_out_changes_no_number(scenario, seed):
    _same(sim.run(scenario, seed), _with_nobody_left_out(scenario, seed))


def test_programmes_that_end_and_begin_again_are_felt_to_the_end():
    def turned(day, **values):
        return [Event(day, "lever", value, lever=lever) for lever, value in values.items()]

    base = sim.load("broadband").scaled(800).changed(months=14, burn_in=3)
    today = base.today.model_copy(update={"reward_spend": 3.0, "reward_tiers": 0.3, "gestures": 6.0, "emails": 9.0,
                                          "retention_spend": 400.0, "cancellation_obstacle": 0.8})
    off = {"reward_spend": 0.0, "gestures": 0.0, "emails": 0.0, "retention_spend": 0.0, "cancellation_obstacle": 0.0}
    events = (*turned(70, **off), *turned(190, reward_spend=2.0, gestures=3.0, retention_spend=400.0))
    scenario = sim.Scenario("broadband", today, today, events=events)
    lived = sim.run(scenario, 2)
    _same(lived, _with_nobody_left_out(scenario, 2))
    # Who left does not hold the place of those who come into the tier when it begins again, in the seventh month.
    assert lived.columns["reward_programme_cents"][3:6].sum() == 0
    assert lived.people.tier[lived.people.status != 1].sum() == 0
