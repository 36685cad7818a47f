"""What the calendar brings: from its day on and not before, and a changed lever is a changed lever."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import model
from sim.scenario import Event
from tests.properties.strategies import SEEDS, calendars, fitting, lever_changes, scenarios

SOME = settings(max_examples=15)
ON_THE_FIRST_DAY = st.just(0)
IN_THE_FOURTH_MONTH_OR_LATER = st.integers(92, 400)


def _same(first, second, months=None):
    for column, values in first.columns.items():
        np.testing.assert_array_equal(values[:months], second.columns[column][:months], err_msg=column)


def _same_people(first, second):
    for column, values in vars(first).items():
        np.testing.assert_array_equal(values, vars(second)[column], err_msg=column)


@SOME
@given(scenarios("discount_share", "specials_share", calendar=False), SEEDS, lever_changes(ON_THE_FIRST_DAY))
def test_a_lever_that_changes_on_the_first_day_is_the_changed_lever(scenario, seed, event):
    room = fitting(scenario.plan.model_dump() | {event.lever: event.size})
    event = replace(event, size=room[event.lever])
    changed = {"discount_share": {"specials_share": 0.0}, "specials_share": {"discount_share": 0.0}}
    scenario = scenario.changed(**changed.get(event.lever, {}))
    by_plan = sim.run(scenario.changed(**{event.lever: event.size}), seed, log=True)
    by_event = sim.run(replace(scenario, events=(event,)), seed, log=True)
    _same(by_plan, by_event)
    _same_people(by_plan.people, by_event.people)
    assert by_plan.tickets == by_event.tickets


@SOME
@given(scenarios(calendar=False), SEEDS, calendars(IN_THE_FOURTH_MONTH_OR_LATER))
def test_what_happens_later_changes_nothing_before(scenario, seed, events):
    _same(sim.run(scenario, seed), sim.run(replace(scenario, events=events), seed), months=3)


@SOME
@given(scenarios(burn_in=(2, 4)), SEEDS)
def test_no_event_of_a_plan_touches_the_burn_in(scenario, seed):
    model.forget_starts()
    sim.run(scenario, seed)
    today = scenario.today.model_copy(update={"months": 1})
    after, fresh = model._small_start(today, seed), model._start(today, seed)
    assert model._small_start.cache_info().currsize == 1
    _same_people(after.people, fresh.people)
    assert (after.company, after.roster, after.events, after.month) == (fresh.company, fresh.roster, (), 0)
    assert (after.queue.free, after.queue.leaving) == (fresh.queue.free, fresh.queue.leaving)


@SOME
@given(scenarios(calendar=False), SEEDS)
def test_events_of_no_size_change_nothing(scenario, seed):
    level = min(max(scenario.plan.price_level, 0.5), 1.5)
    nothing = (Event(10, "price_change", 0.0), Event(20, "outage", 0.0), Event(40, "rival_campaign", 1.0, months=2),
               Event(50, "viral_post", 0), Event(60, "hiring_freeze", 0.0, months=3),
               Event(0, "lever", level, lever="price_level"))
    _same(sim.run(scenario, seed), sim.run(replace(scenario, events=nothing), seed))


@SOME
@given(scenarios(), SEEDS)
def test_the_order_in_which_events_are_written_does_not_matter_on_different_days(scenario, seed):
    days = dict.fromkeys(each.day for each in scenario.events)
    events = tuple({each.day: each for each in scenario.events}[day] for day in days)
    one, other = (sim.run(replace(scenario, events=each), seed) for each in (events, events[::-1]))
    _same(one, other)
