"""The plausible range of every assumption: one rule, clipped to what is possible, and what a user says instead."""

import pytest

import sim
from sim.decide.ranges import ALSO, HALF_WIDTH, IN_THE_BOOKS, STATED, choices, chosen, unknowns
from sim.scenario import ASSUMPTION, ScenarioError, keys

BROADBAND = sim.load("broadband")
DECLARED = sim.declarations()


def _range(scenario, key, **ranges):
    return next((each.low, each.high) for each in unknowns(scenario, ranges or None) if each.key == key)


def test_every_assumption_has_a_range_or_is_a_choice():
    found = [each.key for each in unknowns(BROADBAND)]
    assert sorted([*found, *choices()]) == sorted([*keys(ASSUMPTION), *ALSO])
    assert choices() == ("tenure_curve",)


@pytest.mark.parametrize("name", sim.names())
def test_ranges_hold_the_own_value_and_stay_within_what_is_declared(name):
    scenario = sim.load(name)
    for each in unknowns(scenario):
        declared = DECLARED[each.key]
        assert declared.low <= each.low <= each.value <= each.high <= declared.high
        assert each.low < each.high
        for end in (each.low, each.high):
            scenario.changed(**{each.key: end})


def test_the_rule_goes_by_the_grade_of_the_evidence():
    assert HALF_WIDTH["measured"] < HALF_WIDTH["published"] < HALF_WIDTH["folk"] <= HALF_WIDTH["assumed"]
    assert _range(BROADBAND, "belief") == (0.15, 0.45)                      # assumed: half of 0.3 each way
    assert _range(BROADBAND, "customer_belief") == (0.1875, 0.3125)         # published: a quarter of 0.25
    assert _range(BROADBAND, "unavoidable_churn") == (0.005, 0.015)         # folk
    assert _range(BROADBAND, "price") == (45, 55)                           # in the books: a tenth of 50
    assert _range(BROADBAND, "hazard_level") == (0.63075, 1.05125)


def test_signed_values_and_places_on_a_scale_take_a_share_of_the_declared_width():
    assert _range(BROADBAND, "value_frailty_correlation") == (-0.49, -0.11)     # 0.2 * 0.5 of 1.9
    assert _range(BROADBAND, "zone_high") == (66, 84)                           # 10 points, but not below zone_low
    assert _range(BROADBAND, "spend_growth") == (-0.07, 0.11)


def test_ranges_of_the_sources_come_first_and_are_widened_to_the_own_value():
    assert _range(BROADBAND, "satisfaction_weight") == STATED["satisfaction_weight"] == (0.1, 0.9)
    assert _range(BROADBAND.changed(satisfaction_weight=0.05), "satisfaction_weight") == (0.05, 0.9)


def test_an_own_value_of_nought_takes_its_share_of_the_default():
    assert _range(BROADBAND.changed(gesture_strength=0.0), "gesture_strength") == (0, 0.5)


def test_whole_numbers_have_whole_ends():
    found = {each.key: each for each in unknowns(BROADBAND)}
    assert (found["return_after"].low, found["return_after"].high) == (6, 18)
    assert type(found["return_after"].at(0.3)) is int


def test_a_range_of_ones_own_is_taken_as_it_stands():
    assert _range(BROADBAND, "contacts", contacts=(20, 36)) == (20, 36)


@pytest.mark.parametrize(("ranges", "said"), [
    ({"nonsense": (0, 1)}, "nonsense = (0, 1) is not an input of the model"),
    ({"reward_spend": (0, 1)}, "reward_spend = (0, 1) is not an assumption that has a range"),
    ({"tenure_curve": (0, 1)}, "tenure_curve = (0, 1) is not an assumption that has a range"),
    ({"contacts": (30, 20)}, "contacts = (30, 20) is no range; it needs a low end below its high end; "
                             "allowed: 0 to 40 person"),
    ({"contacts": (30, 36)}, "contacts = (30, 36) does not hold the company's own value; allowed: 20"),
    ({"contacts": (0, 41)}, "contacts = (0, 41) is no range; it needs a low end below its high end; "
                            "allowed: 0 to 40 person"),
    ({"contacts": (float("nan"), 40)}, "contacts = (nan, 40) is no range; it needs a low end below its high end; "
                                       "allowed: 0 to 40 person"),
    ({"contacts": 20}, "contacts = 20 is no range; it needs a low end below its high end; allowed: 0 to 40 person"),
    ({"zone_low": (60, 90)}, "zone_low = 90.0 is above the upper end of the zone; allowed: 0 to 74 point"),
])
def test_a_range_that_cannot_be_used_is_refused(ranges, said):
    with pytest.raises(ScenarioError) as refused:
        unknowns(BROADBAND, ranges)
    assert str(refused.value) == said


def test_the_table_names_assumptions_only():
    assert set(IN_THE_BOOKS) | set(STATED) <= set(keys(ASSUMPTION))
    assert not set(IN_THE_BOOKS) & set(STATED)


@pytest.mark.parametrize(("wanted", "said"), [
    (["market_size"], "keys = 'market_size' is no assumption with a range"),
    (["belief", "belief"], "keys = ('belief', 'belief') has no assumption, or one twice"),
    ([], "keys = () has no assumption, or one twice"),
])
def test_keys_without_a_range_are_refused(wanted, said):
    with pytest.raises(ScenarioError) as refused:
        chosen(unknowns(BROADBAND), wanted)
    assert str(refused.value) == said
