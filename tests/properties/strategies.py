"""Hypothesis strategies for scenarios: small companies whose other inputs are anywhere in their declared ranges."""

from dataclasses import replace

from hypothesis import strategies as st

import sim
from sim.events import KINDS, LEVER_CHANGE, Event
from sim.scenario import ASSUMPTION, LEVER, declarations, keys

SEEDS = st.integers(0, 2**63 - 1)
DAYS_OF_A_YEAR = st.integers(0, 364)
# Inputs that grow with the company or set its size and time are drawn apart, so that a run stays short.
_APART = {key for key, declared in declarations().items() if declared.extensive or declared.role == "fixed"}
_SMALL = {"desk_staff": st.integers(0, 5), "retention_spend": st.floats(0, 2000),
          "acquisition_spend": st.floats(0, 2000)}
LEVERS = keys(LEVER)


def values(key):
    """Any value of an input that its declaration allows; of what grows with the company, what suits a small one."""
    declared = declarations()[key]
    if key in _SMALL:
        return _SMALL[key]
    if declared.whole:
        return st.integers(declared.low, declared.high)
    return st.floats(declared.low, declared.high, allow_nan=False)


def changes(role, *fixed):
    """Any values for any inputs of a role, without those that are `fixed`: a dict."""
    drawn = [key for key, declared in declarations().items()
             if declared.role == role and key not in _APART and key not in fixed]
    return st.fixed_dictionaries({}, optional={key: values(key) for key in drawn})


def fitting(inputs):
    """The same inputs, lowered where others leave less room: a dict of all inputs."""
    room = dict(inputs)
    room["specials_share"] = min(room["specials_share"], 1 - room["discount_share"])
    room["chat_share"] = min(room["chat_share"], 1 - room["phone_share"])
    room["social_share"] = min(room["social_share"], max(1 - room["phone_share"] - room["chat_share"], 0))
    room["zone_low"] = min(room["zone_low"], room["zone_high"])
    return room


def lever_changes(days=DAYS_OF_A_YEAR, levers=LEVERS):
    """Any change of a lever by the calendar."""
    def change(lever):
        return st.builds(Event, day=days, kind=st.just(LEVER_CHANGE), size=values(lever), lever=st.just(lever))

    # the two shares have to go together with the plan; tests/unit/test_events.py has them
    return st.sampled_from([key for key in levers if key not in ("discount_share", "specials_share")]).flatmap(change)


def events(days=DAYS_OF_A_YEAR, *fixed):
    """Anything that the calendar of a small company may bring, but no change of the levers that are `fixed`."""
    happens = {"price_change": st.floats(-0.5, 0.5), "outage": st.floats(0, 1), "rival_campaign": st.floats(0, 20),
               "viral_post": st.integers(0, 900), "hiring_freeze": st.floats(0, 1)}
    assert {*happens, LEVER_CHANGE} == {*KINDS}
    return st.one_of(lever_changes(days, [key for key in LEVERS if key not in fixed]), *(
        st.builds(Event, day=days, kind=st.just(kind), size=sizes, months=st.integers(1, 4))
        for kind, sizes in happens.items()))


def calendars(days=DAYS_OF_A_YEAR, *fixed):
    """Up to five events."""
    return st.lists(events(days, *fixed), max_size=5).map(tuple)


def _changed(scenario, drawn):
    """The scenario with the values drawn, as far as there is room for them in its plan."""
    plan = scenario.plan.model_dump()
    room = fitting(plan | drawn)
    return scenario.changed(**{key: value for key, value in room.items() if key in drawn or value != plan[key]})


@st.composite
def scenarios(draw, *fixed, people=(400, 800), months=(6, 12), burn_in=(0, 6), calendar=True, **given):
    """A small company under a plan: any levers, assumptions and events (unless without `calendar`), but `fixed`
    inputs as they are and `given` as told."""
    size = draw(st.integers(*people))
    company = sim.load("broadband").scaled(size).changed(
        customers_at_start=draw(st.integers(0, size)), months=draw(st.integers(*months)),
        burn_in=draw(st.integers(*burn_in)), hazard_level=draw(st.floats(0, 3)),
        yearly_churn=draw(st.floats(0.02, 0.7)))
    skipped = (*fixed, *given)
    company = _changed(company, draw(changes(ASSUMPTION, *skipped)))
    company = replace(company, today=company.plan)

    def turned():
        of_size = {key: draw(value) for key, value in _SMALL.items()}
        return _changed(company, draw(changes(LEVER, *skipped)) | of_size)

    company = replace(company, today=turned().plan)
    plan = replace(company, plan=turned().plan, events=draw(calendars(DAYS_OF_A_YEAR, *skipped)) if calendar else ())
    return replace(plan, today=plan.today.model_copy(update=given), plan=plan.plan.model_copy(update=given))
