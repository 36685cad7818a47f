"""Scenario links: what goes out comes back exactly, and nothing that comes in can do harm."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import sim
from ui import links
from ui.links import Aside, Opened, decode, encode

KEYS = list(sim.declarations())


def _as_parameters(link):
    return [(name, [value]) for name, value in link.items()]


def _value(key):
    low, high = links.bounds(key)
    if sim.declarations()[key].whole:
        return some.integers(int(low), int(high))
    return some.floats(low, high)


@some.composite
def _opened(draw):
    base = draw(some.sampled_from(sim.names()))
    keys = draw(some.lists(some.sampled_from(KEYS), unique=True, max_size=len(KEYS)))
    values = {key: draw(_value(key)) for key in keys}
    # what has to go together is left to the scenario that is changed
    for key in ("discount_share", "specials_share", "phone_share", "chat_share", "social_share", "zone_low",
                "zone_high"):
        values.pop(key, None)
    if "yearly_churn" in values:
        values["hazard_level"] = draw(_value("hazard_level"))
    if "market_size" in values or "customers_at_start" in values:
        values["market_size"] = draw(some.integers(1000, 50_000))
        values["customers_at_start"] = draw(some.integers(0, values["market_size"]))
    return Opened(base, tuple(values.items()), draw(some.integers(0, links.LARGEST_SEED)))


@settings(max_examples=150)
@given(_opened())
def test_every_valid_scenario_comes_back_exactly(opened):
    back = decode(_as_parameters(encode(opened)))
    assert (back.scenario, back.seed, back.aside) == (opened.scenario, opened.seed, ())


@settings(max_examples=150)
@given(_opened())
def test_a_link_that_came_back_is_written_the_same_way(opened):
    link = encode(opened)
    assert encode(decode(_as_parameters(link))) == link


_tricks = some.sampled_from(["1e400", "nan", "inf", "0x10", "1_000", " 5", "+5", ""])
_anything = some.one_of(some.text(max_size=60), _tricks,
                        some.floats().map(repr), some.integers().map(str))


@settings(max_examples=300)
@given(some.lists(some.tuples(some.one_of(some.sampled_from([*KEYS, "s", "v", "seed"]), some.text(max_size=60)),
                              some.lists(_anything, max_size=3)), max_size=40))
def test_garbage_never_raises_and_what_is_kept_is_valid(parameters):
    opened = decode(parameters)
    scenario = opened.scenario
    for key, value in dict(opened.values).items():
        low, high = links.bounds(key)
        assert math.isfinite(value) and low <= value <= high
        assert getattr(scenario.plan, key) == value
    assert 0 <= opened.seed <= links.LARGEST_SEED
    assert decode(_as_parameters(encode(opened))).aside == ()


def test_a_link_is_readable():
    opened = Opened("broadband", (("service_quality", 72.0), ("response_target", 2.5)), 3)
    assert encode(opened) == {"s": "broadband", "v": "1", "service_quality": "72", "response_target": "2.5",
                              "seed": "3"}


def test_what_equals_the_shipped_scenario_does_not_stand_in_the_link():
    shipped = sim.load("broadband_service").plan.service_quality
    opened = decode([("s", ["broadband_service"]), ("service_quality", [repr(shipped)])])
    assert encode(opened) == {"s": "broadband_service", "v": "1", "seed": "1"}


@pytest.mark.parametrize(("name", "texts", "reason", "allowed"), [
    ("service_quality", ["101"], "out_of_range", "0 to 100 (points out of 100)"),
    ("service_quality", ["nan"], "not_a_number", "0 to 100 (points out of 100)"),
    ("service_quality", ["inf"], "not_a_number", "0 to 100 (points out of 100)"),
    ("service_quality", ["1e400"], "out_of_range", "0 to 100 (points out of 100)"),
    ("service_quality", ["0x10"], "not_a_number", "0 to 100 (points out of 100)"),
    ("service_quality", ["\uff17\uff12"], "not_a_number", "0 to 100 (points out of 100)"),
    ("service_quality", ["72", "73"], "repeated", ""),
    ("service_quality", ["7" * 41], "too_long", "40"),
    ("desk_staff", ["2.5"], "not_whole", "a whole number from 0 to 2000 (people)"),
    ("months", ["121"], "out_of_range", "a whole number from 1 to 120 (months)"),
    ("market_size", ["50001"], "out_of_range", "a whole number from 100 to 50000 (people)"),
    ("s", ["no_such"], "unknown_scenario", ", ".join(sim.names())),
    ("v", ["2"], "unknown_version", "1"),
    ("seed", ["-1"], "out_of_range", f"0 to {links.LARGEST_SEED}"),
    ("<script>", ["alert(1)"], "unknown_input", ""),
])
def test_what_cannot_be_used_is_set_aside_with_its_reason_and_the_rest_is_kept(name, texts, reason, allowed):
    opened = decode([(name, texts), ("reward_spend", ["2"])])
    assert opened.aside == (Aside(name, texts[0], reason, allowed),)
    assert opened.values == (("reward_spend", 2.0),)
    assert opened.base == "broadband"


def test_of_values_that_do_not_go_together_only_one_is_set_aside():
    opened = decode([("market_size", ["1000"]), ("customers_at_start", ["2000"]), ("price", ["50"])])
    assert opened.aside == (Aside("market_size", "1000", "not_together"),)
    assert opened.values == (("customers_at_start", 2000), ("price", 50.0))


def test_a_market_smaller_than_its_customers_is_set_aside():
    opened = decode([("market_size", ["1000"])])
    assert opened.aside == (Aside("market_size", "1000", "not_together"),)
    assert opened.values == ()


def test_a_flood_of_parameters_is_cut_off():
    opened = decode([(f"x{i}" * 500, ["y" * 5000]) for i in range(1000)])
    assert len(opened.aside) == links.MOST_PARAMETERS + 1
    assert opened.aside[-1].reason == "too_many"
    assert max(len(each.name) + len(each.value) for each in opened.aside) <= 2 * links.LONGEST_KEPT
