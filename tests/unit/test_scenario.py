"""Inputs are checked at the edge, and a scenario says what changes with what."""

import math
import pickle
from dataclasses import replace

import pytest

import sim
from sim.scenario import LEVER, Event, Inputs, Scenario, ScenarioError, checked, declarations, keys

DECLARED = declarations()
# What leaves every input that is limited by others all of its range.
ROOM = {"discount_share": 0, "specials_share": 0, "phone_share": 0, "chat_share": 0, "social_share": 0, "zone_low": 0,
        "zone_high": 100}
FRACTIONS = [key for key, declared in DECLARED.items() if not declared.whole]


def _refusal(**values):
    with pytest.raises(ScenarioError) as refused:
        checked(values)
    return str(refused.value)


@pytest.fixture
def scenario():
    return sim.load("broadband")


@pytest.mark.parametrize("key", DECLARED)
def test_a_value_below_or_above_its_range_is_refused_with_key_value_and_range(key):
    declared = DECLARED[key]
    unit = "" if declared.unit == "1" else f" {declared.unit}"
    low, high = (f"{end:,.4f}".rstrip("0").rstrip(".") for end in (declared.low, declared.high))
    allowed = f"{'whole number from ' if declared.whole else ''}{low} to {high}{unit}"
    assert declared.allowed == allowed
    for value in (declared.low - 1, declared.high + 1):
        assert _refusal(**{key: value}) == f"{key} = {value!r} is out of range; allowed: {allowed}"


@pytest.mark.parametrize(("key", "allowed"), [
    ("price", "1 to 10,000 euro/month"), ("acquisition_scale", "1 to 5,000,000 euro/month"),
    ("market_size", "whole number from 100 to 1,000,000 person"), ("desk_staff", "whole number from 0 to 2,000 person"),
    ("response_target", "0.25 to 48 business hour"), ("spend_growth", "-0.1 to 0.8 1/year"),
    ("contract_leak", "0.02 to 1"), ("first_tenure", "0 to 20 year")])
def test_ranges_are_written_in_full_with_separated_thousands(key, allowed):
    assert DECLARED[key].allowed == allowed


def test_the_tenure_of_the_first_customers_is_a_fixed_input_of_five_years():
    declared = DECLARED["first_tenure"]
    assert (declared.default, declared.unit, declared.role, declared.whole, declared.extensive) == (
        5, "year", "fixed", False, False)


@pytest.mark.parametrize("key", [key for key in DECLARED if key != "customers_at_start"])
def test_the_ends_of_every_range_are_allowed(key):
    for value in (DECLARED[key].low, DECLARED[key].high):
        assert getattr(checked({"customers_at_start": 0, **ROOM, key: value}), key) == value


@pytest.mark.parametrize("key", DECLARED)
def test_what_is_no_number_is_refused(key):
    kind = "is not a whole number" if DECLARED[key].whole else "is not a number"
    for value in (True, "5", None, [1], {"a": 1}, 1j):
        assert _refusal(**{key: value}) == f"{key} = {value!r} {kind}; allowed: {DECLARED[key].allowed}"


@pytest.mark.parametrize("key", FRACTIONS)
def test_numbers_that_are_not_finite_are_refused(key):
    for value in (math.nan, math.inf, -math.inf):
        message = f"{key} = {value!r} is not a finite number; allowed: {DECLARED[key].allowed}"
        assert _refusal(**{key: value}) == message


@pytest.mark.parametrize("value", [12.0, 12.5, math.nan, math.inf])
def test_a_fraction_is_no_whole_number(value):
    assert _refusal(months=value) == (
        f"months = {value!r} is not a whole number; allowed: whole number from 1 to 240 month")


@pytest.mark.parametrize("key", [key for key in FRACTIONS if math.ceil(DECLARED[key].low) <= DECLARED[key].high])
def test_a_whole_number_is_accepted_where_a_fraction_may_stand(key):
    value = math.ceil(DECLARED[key].low)
    assert getattr(checked(ROOM | {key: value}), key) == value


@pytest.mark.parametrize("value", [10**400, -(10**400)], ids=["positive", "negative"])
def test_a_number_too_large_for_any_computer_is_refused_like_any_other(value):
    for key, allowed in (("price", "1 to 10,000 euro/month"), ("months", "whole number from 1 to 240 month")):
        assert _refusal(**{key: value}) == f"{key} = {repr(value)[:77]}... is out of range; allowed: {allowed}"


@pytest.mark.parametrize("key", ["price", "months"])
@pytest.mark.parametrize("value", [10**5000, -(10**5000)], ids=["positive", "negative"])
def test_a_number_too_long_to_be_written_is_refused_by_its_kind(key, value):
    assert _refusal(**{key: value}) == f"{key} = (int) is out of range; allowed: {DECLARED[key].allowed}"


def test_a_table_too_deep_to_be_written_is_refused_by_its_kind():
    deep = {}
    for _ in range(100_000):
        deep = {"x": deep}
    assert _refusal(price=deep) == "price = (dict) is not a number; allowed: 1 to 10,000 euro/month"
    assert _refusal(prise=deep) == "prise = (dict) is not an input of the model"


def test_an_unknown_key_is_refused_before_anything_else():
    assert _refusal(price=-5, prise=45) == "prise = 45 is not an input of the model"


def test_long_keys_and_values_are_shortened():
    text = "x" * 200
    assert _refusal(**{text: 1}) == f"{'x' * 80} = 1 is not an input of the model"
    assert _refusal(price=text) == f"price = '{'x' * 76}... is not a number; allowed: 1 to 10,000 euro/month"


def test_no_more_customers_than_people():
    assert _refusal(market_size=1000, customers_at_start=1001) == (
        "customers_at_start = 1001 is more than the market holds; allowed: 0 to 1000 person")
    assert checked({"market_size": 1000, "customers_at_start": 1000}).customers_at_start == 1000


@pytest.mark.parametrize(("values", "message"), [
    ({"discount_share": 0.5, "specials_share": 0.75},
     "specials_share = 0.75 and the discounts come to more than all rewards; allowed: 0 to 0.5"),
    ({"phone_share": 0.5, "chat_share": 0.75, "social_share": 0},
     "chat_share = 0.75 and the other channels come to more than everybody; allowed: 0 to 0.5"),
    ({"phone_share": 0.5, "chat_share": 0.25, "social_share": 0.5},
     "social_share = 0.5 and the other channels come to more than everybody; allowed: 0 to 0.25"),
    ({"phone_share": 1.0, "chat_share": 0, "social_share": 0.5},
     "social_share = 0.5 and the other channels come to more than everybody; allowed: 0 to 0"),
    ({"zone_low": 70.0, "zone_high": 60},
     "zone_low = 70.0 is above the upper end of the zone; allowed: 0 to 60 point")])
def test_inputs_that_limit_each_other_are_refused_together(values, message):
    assert _refusal(**values) == message


@pytest.mark.parametrize("values", [
    {"discount_share": 0.7, "specials_share": 0.3}, {"discount_share": 0.9, "specials_share": 0.1},
    {"phone_share": 0.6, "chat_share": 0.3, "social_share": 0.1},
    {"phone_share": 1, "chat_share": 0, "social_share": 0}, {"zone_low": 70, "zone_high": 70}])
def test_inputs_that_limit_each_other_may_come_to_the_whole(values):
    inputs = checked(values)
    assert {key: getattr(inputs, key) for key in values} == values


def test_the_defaults_are_allowed_and_complete():
    assert checked(Inputs().model_dump()) == Inputs() == checked({})
    assert list(Inputs().model_dump()) == list(DECLARED)
    assert all(declared.step > 0 and declared.low < declared.high for declared in DECLARED.values())


def test_inputs_are_frozen():
    with pytest.raises(ValueError):
        Inputs().price = 50


def test_every_input_has_one_role():
    assert sorted([*keys("lever"), *keys("assumption"), *keys("fixed")]) == sorted(DECLARED)
    assert keys(LEVER)[:3] == ("service_quality", "response_target", "reward_spend")


def test_the_stated_churn_changes_only_with_the_level_that_was_solved_to_it(scenario):
    with pytest.raises(ScenarioError) as refused:
        scenario.changed(yearly_churn=0.3)
    assert str(refused.value) == (
        "yearly_churn = 0.3 cannot change without hazard_level, which was solved to it: to change churn, "
        "change hazard_level")
    other = scenario.changed(yearly_churn=0.3, hazard_level=2.0)
    assert (other.today.yearly_churn, other.plan.hazard_level) == (0.3, 2.0)


@pytest.mark.parametrize("key", [key for key in DECLARED if key != "yearly_churn"])
def test_a_lever_changes_the_plan_only_and_the_rest_both_plans(scenario, key):
    scenario, declared = scenario.changed(**ROOM), DECLARED[key]
    value = declared.low if getattr(scenario.plan, key) != declared.low else declared.high
    if key == "market_size":
        value = 5000
    other = scenario.changed(**{key: value})
    assert getattr(other.plan, key) == value
    assert (getattr(other.today, key) == value) == (declared.role != LEVER)
    unchanged = [each for each in DECLARED if each != key]
    for each in unchanged:
        assert getattr(other.plan, each) == getattr(scenario.plan, each)
        assert getattr(other.today, each) == getattr(scenario.today, each)
    assert (other.name, other.title, other.story, other.company) == (
        scenario.name, scenario.title, scenario.story, scenario.company)


def test_a_change_leaves_the_scenario_itself_alone(scenario):
    before = scenario.plan.model_dump()
    scenario.changed(price=60.0, service_quality=99.0)
    assert scenario.plan.model_dump() == before


def test_nothing_changed_is_the_same_scenario(scenario):
    assert scenario.changed() == scenario


def test_a_change_that_is_not_allowed_is_refused(scenario):
    with pytest.raises(ScenarioError) as refused:
        scenario.changed(service_quality=101.0)
    assert str(refused.value) == "service_quality = 101.0 is out of range; allowed: 0 to 100 point"


def test_going_on_as_today_forgets_the_plan():
    plan = sim.load("broadband_points")
    assert plan.plan != plan.today
    assert plan.as_today().plan == plan.today == plan.as_today().today


def test_going_on_as_today_keeps_what_happens_from_outside_and_forgets_what_was_planned(scenario):
    outside = (Event(3, "outage", 0.5), Event(9, "price_change", 0.1))
    planned = replace(scenario, events=(*outside, Event(30, "lever", 80, lever="service_quality")))
    assert planned.as_today().events == outside


def test_events_are_scaled_with_the_company(scenario):
    events = (Event(3, "viral_post", 1600), Event(9, "lever", 4000.0, lever="acquisition_spend"),
              Event(9, "outage", 0.5))
    half = replace(scenario, events=events).scaled(8000)
    assert [each.size for each in half.events] == [800, 2000.0, 0.5]


def test_a_company_scales_with_its_market(scenario):
    scenario = scenario.changed(desk_staff=8, retention_spend=500.0)
    half = scenario.scaled(8000)
    assert (half.plan.market_size, half.plan.customers_at_start, half.plan.desk_staff) == (8000, 2000, 4)
    assert half.plan.acquisition_spend == scenario.plan.acquisition_spend / 2
    assert half.plan.acquisition_scale == scenario.plan.acquisition_scale / 2
    assert half.plan.reward_fixed_cost == scenario.plan.reward_fixed_cost / 2
    grows = {key for key, declared in DECLARED.items() if declared.extensive}
    same = scenario.plan.model_dump()
    assert {key for key, value in half.plan.model_dump().items() if value != same[key]} == grows


def test_scaling_to_the_same_size_changes_nothing(scenario):
    assert scenario.scaled(16_000) == scenario


def test_everybody_stays_a_customer_where_everybody_is():
    everybody = sim.load("broadband").changed(market_size=700, customers_at_start=700)
    for people in (101, 333, 699, 12_345):
        scaled = everybody.scaled(people).plan
        assert scaled.customers_at_start == scaled.market_size == people


def test_a_fixed_desk_stays_fixed_when_the_company_is_scaled_down(scenario):
    # A head count of 0 means "staffed for the target", which is another plan altogether.
    small = scenario.changed(desk_staff=3).scaled(1600)
    assert (small.plan.desk_staff, small.today.desk_staff) == (1, 0)
    for people, staff in ((100, 1), (2400, 1), (8000, 2), (16_000, 3), (32_000, 6)):     # 3/160, 0.45, 1.5, 3, 6
        assert scenario.changed(desk_staff=3).scaled(people).plan.desk_staff == staff
        assert scenario.scaled(people).plan.desk_staff == 0


def test_what_acquisition_costs_scales_down_to_the_smallest_market(scenario):
    smallest = scenario.scaled(100).plan
    for key in ("acquisition_scale", "acquisition_spend"):
        assert getattr(smallest, key) == getattr(scenario.plan, key) / 160


@pytest.mark.parametrize(("people", "problem"), [
    (99, "is out of range"), (1_000_001, "is out of range"), (0, "is out of range"), (500.5, "is not a whole number")])
def test_a_market_of_no_possible_size_is_refused(scenario, people, problem):
    with pytest.raises(ScenarioError) as refused:
        scenario.scaled(people)
    assert str(refused.value) == f"market_size = {people!r} {problem}; allowed: {DECLARED['market_size'].allowed}"


def test_differences_are_those_of_the_plans(scenario):
    assert scenario.differences(scenario) == {}
    other = scenario.changed(price=61.5, service_quality=72)
    assert other.differences(scenario) == {"price": 61.5, "service_quality": 72}
    assert scenario.differences(scenario.changed(price=61.5)) == {"price": scenario.plan.price}


def test_equal_scenarios_are_equal_whatever_the_kind_of_number(scenario):
    assert scenario.changed(price=60) == scenario.changed(price=60.0)
    assert hash(scenario.changed(price=60).plan) == hash(scenario.changed(price=60.0).plan)


def test_an_error_survives_the_way_from_another_process():
    error = ScenarioError("price", -1, "is out of range", "1 to 10000", "file.toml")
    found = pickle.loads(pickle.dumps(error))
    assert (type(found), str(found)) == (ScenarioError, "file.toml: price = -1 is out of range; allowed: 1 to 10000")
    assert (found.key, found.value, found.where) == ("price", -1, "file.toml")
    assert (found.problem, found.allowed) == ("is out of range", "1 to 10000")


def test_an_error_can_be_told_where_it_was_found():
    error = ScenarioError("price", -1, "is out of range", "1 to 10000")
    assert str(error) == "price = -1 is out of range; allowed: 1 to 10000"
    assert str(error.at("mine.toml")) == "mine.toml: price = -1 is out of range; allowed: 1 to 10000"
    assert str(ScenarioError("", None, "nothing works")) == "nothing works"


def test_a_scenario_is_frozen(scenario):
    with pytest.raises(AttributeError):
        scenario.name = "another"
    assert isinstance(scenario, Scenario)
