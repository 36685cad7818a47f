"""The shelf: up to four plans, in the address and back, trusting nothing that comes in."""

import pytest

import sim
from ui import address, shelf, state
from ui.links import Opened
from ui.shelf import Entry, Shelf

TODAY = Entry(Opened("broadband"))
BETTER = Entry(Opened("broadband", (("service_quality", 80.0),)), "Better service")


@pytest.fixture
def session(monkeypatch):
    """Stand in for a visit's session and address bar."""
    kept = {}
    monkeypatch.setattr("streamlit.session_state", kept)
    monkeypatch.setattr(address, "read", lambda: kept.get("address", []))
    monkeypatch.setattr(address, "write", lambda parameters: kept.update(
        address=[(name, [value]) for name, value in parameters.items()]))
    return kept


def _given(**parameters):
    return [(name.replace("_dot_", "."), [value]) for name, value in parameters.items()]


@pytest.mark.parametrize("held", [
    Shelf((TODAY, BETTER)),
    Shelf((TODAY, BETTER, Entry(Opened("broadband_viral"), today=True), Entry(Opened("retail_bank"))), pair=(2, 0)),
    Shelf((Entry(Opened("broadband", (("contacts", 30),), 7)), Entry(Opened("retail_bank", (), 7), "A & B = ?")), 7),
])
def test_a_shelf_written_as_an_address_is_read_as_the_same_shelf(held):
    assert shelf.decode([(name, [value]) for name, value in shelf.encode(held).items()]) == held


def test_an_address_is_readable():
    assert shelf.encode(Shelf((TODAY, BETTER), pair=(1, 0))) == {
        "v": "1", "seed": "1", "pair": "ba", "a": "broadband", "b": "broadband", "b.name": "Better service",
        "b.service_quality": "80"}


def test_a_scenario_that_no_longer_ships_is_named_and_the_other_plans_stay():
    found = shelf.decode(_given(a="broadband", b="gone_for_good", b_dot_service_quality="80", c="retail_bank"))
    assert [each.opened.base for each in found.plans] == ["broadband", "retail_bank"]
    assert [(each.name, each.value) for each in found.aside] == [("b", "gone_for_good")]
    assert found.aside[0].reason == "unknown_scenario"


def test_the_pair_follows_its_plans_when_another_one_is_not_there():
    plans = {"a": "gone_for_good", "b": "broadband", "c": "broadband_points", "d": "retail_bank"}
    assert shelf.decode(_given(**plans, pair="cb")).pair == (1, 0)
    lost = shelf.decode(_given(**plans, pair="ab"))
    assert lost.pair == (0, 1)
    assert [(each.name, each.value) for each in lost.aside] == [("a", "gone_for_good"), ("pair", "ab")]


def test_a_fifth_plan_is_set_aside_and_four_stay():
    found = shelf.decode(_given(a="broadband", b="broadband_points", c="retail_bank", d="hotel_chain", e="saas_small"))
    assert len(found.plans) == 4
    assert [(each.name, each.reason, each.allowed) for each in found.aside] == [("e", "too_many_plans", "4")]


@pytest.mark.parametrize(("parameters", "aside"), [
    ({"a_dot_service_quality": "nan"}, ("a.service_quality", "not_a_number")),
    ({"a_dot_service_quality": "800"}, ("a.service_quality", "out_of_range")),
    ({"b_dot_nonsense": "1"}, ("b.nonsense", "unknown_input")),
    ({"b_dot_plan": "tomorrow"}, ("b.plan", "unknown_input")),
    ({"pair": "aa"}, ("pair", "unknown_pair")),
    ({"pair": "ad"}, ("pair", "unknown_pair")),
    ({"pair": "abc"}, ("pair", "unknown_pair")),
    ({"seed": "-1"}, ("seed", "out_of_range")),
    ({"v": "2"}, ("v", "unknown_version")),
    ({"": "x"}, ("", "unknown_input")),
    ({"zz_dot_price": "1"}, ("zz.price", "unknown_input")),
])
def test_what_cannot_be_used_is_set_aside_and_the_rest_kept(parameters, aside):
    found = shelf.decode(_given(a="broadband", b="broadband_points", **parameters))
    assert [each.opened.base for each in found.plans] == ["broadband", "broadband_points"]
    assert found.pair == (0, 1)
    assert [(each.name, each.reason) for each in found.aside] == [aside]


def test_nothing_usable_gives_the_usual_shelf_and_says_why(session):
    found = shelf.decode(_given(a="nothing"))
    assert found.plans[0].opened.base == "broadband"
    assert len(found.plans) == 2
    assert [each.reason for each in found.aside] == ["unknown_scenario"]


def test_names_of_strangers_are_made_fit_to_be_shown():
    found = shelf.decode(_given(a="broadband", a_dot_name="  two\nlines \u202e and " + 60 * "x"))
    assert found.plans[0].name == "two lines and " + 26 * "x"
    assert shelf.harmless("[a](b) **c** $d$ :e:") == r"\[a\]\(b\) \*\*c\*\* \$d\$ \:e\:"


def test_todays_plan_meets_what_the_scenario_brings(session):
    viral = Opened("broadband_viral")
    first = shelf._today(viral)
    assert first.today
    found = shelf.Shelved("A", "", first.opened, first.today)
    assert found.scenario == sim.load("broadband_viral").as_today()
    assert found.called == "Today's plan"
    denser = (("contacts", 30),)
    assert shelf._today(Opened("broadband_points", denser)) == Entry(Opened("broadband", denser))


def test_a_plan_kept_stands_beside_todays_and_once_only(session):
    plan = Opened("broadband", (("service_quality", 80.0),), 3)
    assert shelf.keep(plan) == "B"
    assert shelf.keep(plan) == "B"
    assert shelf.keep(Opened("broadband", (), 3)) == "A"
    assert shelf.keep(Opened("broadband", (("service_quality", 81.0),), 3)) == "C"
    assert shelf.keep(Opened("broadband_points", (), 3)) == "D"
    assert shelf.keep(Opened("broadband", (("service_quality", 82.0),), 3)) == ""
    assert [each.scenario.plan.service_quality for each in shelf.plans()][:3] == [60, 80, 81]
    assert shelf.seed() == 3


def test_plans_are_added_renamed_taken_away_and_moved(session):
    state.change("shelf", Shelf((TODAY, BETTER)))
    assert shelf.add(Opened("broadband_points"), "Points")
    assert shelf.add(Opened("retail_bank", (), 9))
    assert not shelf.add(Opened("hotel_chain"), "One too many")
    assert [each.reason for each in shelf.refused()] == ["too_many_plans"]
    assert len(shelf.plans()) == 4
    shelf.rename("c", "More points")
    shelf.make_first("C")
    assert [each.title for each in shelf.plans()] == ["Plan A: More points", "Plan B: Today's plan",
                                                      "Plan C: Better service", "Plan D: Today's plan"]
    shelf.remove("A")
    assert [each.letter for each in shelf.plans()] == ["A", "B", "C"]
    assert {each.opened.seed for each in shelf.plans()} == {1}
    assert not shelf.refused()


def test_two_plans_are_looked_at_and_can_change_places(session):
    state.change("shelf", Shelf((TODAY, BETTER)))
    assert [each.letter for each in shelf.pair()] == ["A", "B"]
    session["pair_plan"] = 0
    shelf._choose_pair(1, "pair_plan")
    assert [each.letter for each in shelf.pair()] == ["B", "A"]
    shelf.remove("B")
    assert shelf.pair() is None
