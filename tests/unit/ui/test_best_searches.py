"""The link of the page "Best plan": read as it was written, and trusting nothing that comes in."""

import pytest

import sim
import sim.decide.search
from sim.scenario import LEVER, keys
from ui.best import searches
from ui.best.searches import Goal, Turned, Wanted
from ui.links import Opened

BROADBAND = Opened("broadband")


def _read(**given):
    return searches.decode([(name.replace("__", "."), [text]) for name, text in given.items()], BROADBAND)


def _aside(wanted):
    return [(each.name, each.reason) for each in wanted.aside]


@pytest.mark.parametrize("wanted", [
    searches.at_first(BROADBAND),
    Wanted(Opened("saas_small", (("price", 80.0),), 7), (Turned("targeting", 0, 3), Turned("price_level", 0.9, 1.25)),
           "profit_and_base", 125000.5, 6, Goal("response_target", "given_up_share", 0.015)),
    Wanted(BROADBAND, (), budget=0.0),
    Wanted(BROADBAND, (Turned("promise", -20.0, 40.0), Turned("service_quality", 80.0, 60.0)),
           goal=Goal("calls", "profit_npv_cents", -5e9)),
])
def test_what_is_written_is_read_again(wanted):
    given = [(name, [text]) for name, text in searches.encode(wanted).items()]
    assert searches.decode(given, Opened("hotel_chain")) == wanted


def test_what_is_usual_is_left_out_of_the_link():
    assert searches.encode(searches.at_first(BROADBAND)) == {"s": "broadband", "v": "1", "seed": "1"}


def test_without_parameters_the_page_begins_with_the_company_last_looked_at():
    last = Opened("broadband_service", (("service_quality", 90.0), ("price", 55.0)), 4)
    assert searches.decode([], last).opened == Opened("broadband", (("price", 55.0),), 4)
    assert searches.decode([], last).scenario.plan.service_quality == 60


def test_what_befalls_a_company_stays_with_it():
    assert searches.of_company(Opened("broadband_viral")).base == "broadband_viral"
    assert "broadband_viral" in searches.offered() and "broadband_service" not in searches.offered()


@pytest.mark.parametrize(("name", "text", "reason"), [
    ("turn.service_quality", "50", "not_a_number"), ("turn.service_quality", "a..b", "not_a_number"),
    ("turn.service_quality", "nan..80", "not_a_number"), ("turn.service_quality", "1e400..80", "not_a_number"),
    ("turn.service_quality", "50..101", "out_of_range"), ("turn.targeting", "0.5..2", "not_whole"),
    ("turn.price", "1..2", "unknown_input"), ("turn.<b>", "1..2", "unknown_input"), ("turn", "all", "unknown_input"),
    ("search.aim", "joy", "unknown_input"), ("search.budget", "-1", "out_of_range"),
    ("search.budget", "1e13", "out_of_range"), ("search.budget", "", "not_a_number"),
    ("search.worlds", "2.5", "not_whole"), ("search.worlds", "13", "out_of_range"),
    ("search.worlds", "\u0662", "not_whole"), ("search.seed", "1", "unknown_input"),
    ("goal.lever", "price", "unknown_input"), ("goal.measure", "joy", "unknown_input"),
    ("goal.target", "inf", "not_a_number"), ("goal.target", "1e16", "out_of_range"), ("goal.x", "1", "unknown_input"),
    ("turn.reward_spend", "0.." + "9" * 50, "too_long"), ("wage", "nan", "not_a_number")])
def test_what_cannot_be_used_is_set_aside_and_the_rest_is_kept(name, text, reason):
    wanted = searches.decode([("s", ["saas_small"]), (name, [text]), ("search.budget", ["5000"])][
        :2 if name == "search.budget" else 3], BROADBAND)
    assert _aside(wanted) == [(name, reason)]
    assert wanted.opened.base == "saas_small"
    assert wanted.budget == (None if name == "search.budget" else 5000)
    assert [each.lever for each in wanted.levers] == list(searches.USUAL_LEVERS)


def test_a_parameter_given_twice_is_set_aside():
    assert _aside(searches.decode([("search.aim", ["customers", "profit"])], BROADBAND)) == [("search.aim", "repeated")]


def test_more_levers_than_can_be_searched_are_set_aside():
    wide = [key for key in keys(LEVER) if sim.declarations()[key].low <= 0 and sim.declarations()[key].high >= 1]
    wanted = _read(**{f"turn__{key}": "0..1" for key in wide[:10]})
    assert len(wanted.levers) == 8
    assert [reason for _, reason in _aside(wanted)] == ["too_many"] * 2


def test_crossed_bounds_are_kept_as_they_came():
    assert _read(turn__service_quality="80..60").levers == (Turned("service_quality", 80.0, 60.0),)


def test_until_a_target_is_named_churn_shall_fall_somewhat():
    wanted = searches.at_first(BROADBAND)
    stated = sim.load("broadband").today.yearly_churn
    assert wanted.target == pytest.approx(stated - 0.01, abs=0.005)
    assert _read(goal__measure="customers").target is None
    assert _read(goal__measure="customers", goal__target="0").target == 0


@pytest.mark.parametrize("company", searches.offered())
@pytest.mark.parametrize("lever", keys(LEVER))
def test_every_lever_has_bounds_to_begin_with_that_hold_todays_value(company, lever):
    scenario = sim.load(company)
    turned = searches.usual(lever, scenario)
    assert turned.low < turned.high
    assert turned.low <= getattr(scenario.today, lever) <= turned.high
    sim.decide.search.checked_bounds(lever, (turned.low, turned.high))
