"""Calendar events: what is refused, on which month a day falls, and what a month is like."""

import dataclasses
import math

import pytest

import sim
from sim.events import DAYS_A_MONTH, KINDS, LATEST_DAY, Conditions, Event, conditions
from sim.scenario import SECONDS_A_MONTH, ScenarioError, checked

INPUTS = checked({"price_level": 1.0, "rival_offers": 0.5, "service_quality": 60})


def _refusal(*values, **named):
    with pytest.raises(ScenarioError) as refused:
        Event(*values, **named)
    return str(refused.value)


def _month(month, *events):
    return conditions(events, INPUTS, month)


@pytest.mark.parametrize(("event", "message"), [
    ({"day": -1, "kind": "outage"}, "day = -1 is not a day or a length of time; allowed: whole number from 0 to 7,300"),
    ({"day": 7301, "kind": "outage"},
     "day = 7301 is not a day or a length of time; allowed: whole number from 0 to 7,300"),
    ({"day": 1.5, "kind": "outage"},
     "day = 1.5 is not a day or a length of time; allowed: whole number from 0 to 7,300"),
    ({"day": True, "kind": "outage"},
     "day = True is not a day or a length of time; allowed: whole number from 0 to 7,300"),
    ({"day": 1, "kind": "outage", "months": 0},
     "months = 0 is not a day or a length of time; allowed: whole number from 1 to 240"),
    ({"day": 1, "kind": "hiring_freeze", "months": 241},
     "months = 241 is not a day or a length of time; allowed: whole number from 1 to 240"),
    ({"day": 1, "kind": "war"}, f"kind = 'war' is not a kind of event; allowed: {', '.join(KINDS)}"),
    ({"day": 1, "kind": "outage", "size": 1.1},
     "size = 1.1 is no size for the event outage; allowed: 0 to 1 of the customers"),
    ({"day": 1, "kind": "price_change", "size": -0.6},
     "size = -0.6 is no size for the event price_change; allowed: -0.5 to 0.5 of the price"),
    ({"day": 1, "kind": "rival_campaign", "size": 21},
     "size = 21 is no size for the event rival_campaign; allowed: 0 to 20 times the usual offers"),
    ({"day": 1, "kind": "viral_post", "size": 2_000_000},
     "size = 2000000 is no size for the event viral_post; allowed: 0 to 1,000,000 person"),
    ({"day": 1, "kind": "hiring_freeze", "size": "1"},
     "size = '1' is no size for the event hiring_freeze; allowed: 0 to 1 of the hires"),
    ({"day": 1, "kind": "outage", "size": True},
     "size = True is no size for the event outage; allowed: 0 to 1 of the customers"),
    ({"day": 1, "kind": "outage", "size": math.nan},
     "size = nan is no size for the event outage; allowed: 0 to 1 of the customers"),
    ({"day": 1, "kind": "lever", "size": 50.0, "lever": "price"}, "lever = 'price' is not a lever"),
    ({"day": 1, "kind": "lever", "size": 50.0}, "lever = '' is not a lever"),
    ({"day": 1, "kind": "outage", "size": 0.5, "lever": "training"},
     "lever = 'training' has no place in this kind of event"),
    ({"day": 1, "kind": "lever", "size": 101.0, "lever": "service_quality"},
     "service_quality = 101.0 is out of range; allowed: 0 to 100 point"),
    ({"day": 1, "kind": "lever", "size": 2.5, "lever": "desk_staff"},
     "desk_staff = 2.5 is not a whole number; allowed: whole number from 0 to 2,000 person"),
])
def test_what_cannot_happen_is_refused_with_key_value_and_range(event, message):
    assert _refusal(**event) == message


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "lever"])
def test_the_ends_of_every_size_and_day_are_allowed(kind):
    for size in (KINDS[kind].low, KINDS[kind].high):
        for day in (0, LATEST_DAY):
            assert Event(day, kind, size).size == size


@pytest.mark.parametrize(("day", "month", "whole"), [
    (0, 0, 0), (1, 0, 1), (30, 0, 1), (31, 1, 2), (60, 1, 2), (61, 2, 3), (364, 11, 12), (365, 12, 12), (366, 12, 13),
    (7300, 240, 240)])
def test_a_day_falls_in_its_month_of_a_twelfth_of_a_year(day, month, whole):
    event = Event(day, "outage", 0.5)
    assert (event.hits[0], event.first_whole_month) == (month, whole)


def test_the_second_of_the_month_grows_with_the_day():
    assert Event(0, "outage", 0.5).hits == (0, 0)
    assert Event(365, "outage", 0.5).hits == (12, 0)
    month, second = Event(10, "outage", 0.5).hits
    assert (month, second) == (0, int(10 / DAYS_A_MONTH * SECONDS_A_MONTH))
    seconds = [Event(day, "outage", 0.5).hits[1] for day in range(31)]
    assert seconds == sorted(seconds) and min(seconds) >= 0 and max(seconds) < SECONDS_A_MONTH


@pytest.mark.parametrize(("event", "size"), [
    (Event(1, "viral_post", 1000), 100), (Event(1, "viral_post", 1000.0), 100.0), (Event(1, "outage", 0.5), 0.5),
    (Event(1, "lever", 4000.0, lever="acquisition_spend"), 400.0), (Event(1, "lever", 30, lever="desk_staff"), 3),
    (Event(1, "lever", 80.0, lever="service_quality"), 80.0), (Event(1, "rival_campaign", 3.0, months=2), 3.0)])
def test_only_what_grows_with_the_market_is_scaled(event, size):
    scaled = event.scaled(0.1)
    assert (scaled.size, type(scaled.size)) == (size, type(event.size))
    assert (scaled.day, scaled.kind, scaled.months, scaled.lever) == (event.day, event.kind, event.months, event.lever)


def test_without_events_a_month_is_as_planned():
    month = _month(5)
    assert month == Conditions(INPUTS)
    assert (month.inputs, month.outages, month.viral, month.frozen) == (INPUTS, (), 0, False)


def test_a_lever_changes_with_the_first_whole_month_and_the_last_change_holds():
    events = (Event(100, "lever", 90.0, lever="service_quality"), Event(31, "lever", 80.0, lever="service_quality"))
    assert [_month(month, *events).inputs.service_quality for month in range(6)] == [60, 60, 80, 80, 90, 90]


def test_prices_change_by_shares_of_what_they_are_and_stay_in_range():
    events = (Event(0, "price_change", 0.2), Event(31, "price_change", -0.5), Event(62, "price_change", 0.5),
              Event(62, "price_change", 0.5), Event(62, "price_change", 0.5))
    levels = [_month(month, *events).inputs.price_level for month in range(4)]
    assert levels == pytest.approx([1.2, 1.2, 0.6, 1.5])
    assert _month(0, *[Event(0, "price_change", -0.5)] * 3).inputs.price_level == 0.5


def test_a_price_change_builds_on_the_price_that_the_plan_sets():
    events = (Event(0, "lever", 1.2, lever="price_level"), Event(31, "price_change", 0.1))
    assert [_month(month, *events).inputs.price_level for month in (1, 2)] == pytest.approx([1.2, 1.32])


def test_a_campaign_multiplies_the_offers_for_its_months():
    campaigns = (Event(40, "rival_campaign", 4.0, months=2), Event(70, "rival_campaign", 3.0))
    assert [_month(month, *campaigns).inputs.rival_offers for month in range(5)] == [0.5, 2, 6, 0.5, 0.5]


def test_an_outage_and_a_post_belong_to_the_month_of_their_day():
    events = (Event(45, "outage", 0.3), Event(40, "outage", 0.2), Event(45, "viral_post", 100),
              Event(50, "viral_post", 50))
    quiet, busy = _month(0, *events), _month(1, *events)
    assert (quiet.outages, quiet.viral) == ((), 0)
    assert [share for share, _ in busy.outages] == [0.2, 0.3] and busy.viral == 150
    assert [second for _, second in busy.outages] == [each.hits[1] for each in (events[1], events[0])]
    assert busy.inputs is INPUTS


def test_a_freeze_lasts_for_its_months_and_one_of_no_size_does_nothing():
    assert [_month(month, Event(31, "hiring_freeze", 1.0, months=2)).frozen for month in range(4)] == [
        False, True, True, False]
    assert not _month(1, Event(31, "hiring_freeze", 0.0, months=2)).frozen


@pytest.mark.parametrize("kind", [["outage"], None, 3, {}])
def test_a_kind_that_is_no_text_is_refused_like_an_unknown_one(kind):
    with pytest.raises(ScenarioError) as refused:
        Event(1, kind)
    assert str(refused.value) == f"kind = {kind!r} is not a kind of event; allowed: {', '.join(KINDS)}"


def test_a_size_too_large_for_a_float_is_refused():
    with pytest.raises(ScenarioError, match=r"is no size for the event outage; allowed: 0 to 1 of the customers"):
        Event(1, "outage", 10**400)


def test_a_lever_change_is_judged_by_its_own_range_and_the_scenario_judges_what_goes_together():
    change = Event(1, "lever", 1.0, lever="discount_share")
    with pytest.raises(ScenarioError) as refused:
        dataclasses.replace(sim.load("broadband"), events=(change,))
    assert str(refused.value) == ("specials_share = 0.1 and the discounts come to more than all rewards; "
                                  "allowed: 0 to 0")
    first = Event(0, "lever", 0.0, lever="specials_share")
    assert dataclasses.replace(sim.load("broadband"), events=[change, first]).events == (change, first)


def test_a_head_count_that_is_scaled_stays_a_head_count_and_sizes_stay_within_their_range():
    assert Event(1, "lever", 1, lever="desk_staff").scaled(0.1).size == 1
    assert Event(1, "lever", 1500, lever="desk_staff").scaled(2).size == 2000
    assert Event(1, "viral_post", 900_000).scaled(2).size == 1_000_000
