"""The charts: constant specifications, house colours, data that fit, and a text for those who cannot see them."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.metrics import CAUSES
from ui import charts

LINES = list(charts.SERIES)
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*LINES, "causes"])
def test_a_specification_holds_a_title_and_no_data(theme, name):
    spec = charts.SPECS[theme][name]
    assert spec["title"]
    assert '"data"' not in json.dumps(spec)
    assert '"datasets"' not in json.dumps(spec)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", LINES)
def test_todays_plan_is_grey_and_the_new_plan_blue_on_every_chart(theme, name):
    colours = {layer["mark"]["type"]: layer["encoding"]["color"]["scale"]
               for layer in charts.SPECS[theme][name]["layer"] if "color" in layer["encoding"]}
    for mark in ("area", "line"):
        assert colours[mark] == {"domain": ["Today's plan", "New plan", "Both plans"],
                                 "range": ["#6B7280", "#0072B2", "#6B7280"]}


@pytest.mark.parametrize(("theme", "background"), [("light", "#FFFFFF"), ("dark", "#12171D")])
def test_words_inside_a_chart_can_be_read_on_both_backgrounds(theme, background):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["theme"][theme]["backgroundColor"] == background
    assert min(_contrast(ink, background) for ink in charts.INK[theme]) >= 4.5


def _contrast(one, other):
    lights = sorted(_light(each) for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_six_causes_have_six_colours_of_their_own():
    assert len(set(charts.CAUSE_COLOURS)) == len(CAUSES) == 6
    assert not {charts.TODAY, charts.PLAN, "#009E73", "#CC79A7", "#D55E00"} & set(charts.CAUSE_COLOURS)


def test_the_money_axis_includes_zero():
    assert all(layer["encoding"]["y"]["scale"]["zero"] is True for layer in charts.SPECS["light"]["profit"]["layer"]
               if "scale" in layer["encoding"].get("y", {}))


@pytest.mark.parametrize("name", LINES)
def test_a_line_chart_has_both_plans_and_bands_around_the_mean(answered, name):
    data = charts.series(answered(customers=200), name).to_pandas()
    assert list(data["plan"].unique()) == ["Today's plan", "New plan"]
    assert (data["low"] <= data["value"]).all()
    assert (data["value"] <= data["high"]).all()


@pytest.mark.parametrize("name", LINES)
def test_a_line_has_its_name_clear_of_both_bands_wherever_it_ends_and_the_axis_has_room_for_it(answered, name):
    data = charts.series(answered(customers=200), name).to_pandas()
    bottom, top = data["bottom"].dropna().item(), data["top"].dropna().item()
    assert data["label_at"].between(bottom, top).all()
    (_, low), (_, high) = sorted(data.groupby("plan"), key=lambda plan: plan[1]["value"].iloc[-1])
    assert bottom <= data["low"].min() < data["high"].max() <= top
    assert low["label_at"].iloc[-1] < low["low"].iloc[-8:].min()
    assert high["label_at"].iloc[-1] > high["high"].iloc[-8:].max()
    assert (high["label_at"] >= high["high"]).all()
    assert (low["label_at"] <= low["low"]).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*LINES, "causes"])
def test_every_chart_can_be_played_and_shows_everything_at_rest(theme, name):
    spec = charts.SPECS[theme][name]
    assert spec["params"] == [{"name": "until", "value": 1000, "bind": {
        "input": "range", "min": 0, "max": 1000, "step": 0.01, "name": "until"}}]
    assert sim.declarations()["months"].high < charts.BEYOND
    assert re.search(r"\buntil\b", json.dumps(spec["transform"] if name in LINES else spec["layer"]))


def test_the_axes_hold_the_whole_run_however_far_it_is_shown(answered):
    first, *others = charts.series(answered(customers=200), "customers").to_pylist()
    assert (first["month"], first["last"]) == (1, 60)
    assert {(row["bottom"], row["top"]) for row in others} == {(None, None)}


def test_a_bar_of_a_cause_grows_from_nothing_to_all_who_left(answered):
    for row in charts.causes(answered(left_slow=50)).to_pylist():
        path = [float(each) for each in row["by_month"].split(",")]
        assert len(path) == 61
        assert path[0] == 0
        assert path == sorted(path)
        assert path[-1] == pytest.approx(row["value"], abs=0.005)


@pytest.mark.parametrize("name", LINES)
def test_what_the_calendar_brings_is_marked_in_its_month(answered, name):
    found = answered(customers=200)
    events = (sim.scenario.Event(0, "outage", 0.2), sim.scenario.Event(10, "viral_post", 500),
              sim.scenario.Event(4000, "hiring_freeze", 1))
    eventful = replace(found, scenario=replace(found.scenario, events=events))
    marked = charts.series(eventful, name).to_pandas().dropna(subset="event_month")
    assert list(marked["event_month"]) == [1]
    assert list(marked["event"]) == ["In month 1 500 people see a post against the company. "
                                     "In month 1 an outage hits 20 % of the customers."]
    assert charts.series(found, name).to_pandas()["event_month"].isna().all()


def test_two_plans_that_are_the_same_are_one_line(answered):
    data = charts.series(answered(scenario=sim.load("broadband"), luck=0), "customers").to_pandas()
    assert list(data["plan"].unique()) == ["Both plans"]
    assert len(data) == 60


def test_profit_is_shown_in_thousand_euro(answered):
    data = charts.series(answered(luck=0, profit_cents=6_500_000), "profit").to_pandas()
    assert data[data["plan"] == "New plan"]["value"].iloc[0] == 65.0


def test_people_who_never_came_are_added_up(answered):
    data = charts.series(answered(luck=0, prospects_lost_to_word_of_mouth=3), "lost").to_pandas()
    assert list(data[data["plan"] == "New plan"]["value"][:3]) == [3, 6, 9]


def test_the_causes_stand_in_the_models_order(answered):
    data = charts.causes(answered()).to_pandas()
    assert list(data["cause"].unique()) == ["Unavoidable", "Rivals", "Unsolved problem", "Slow answer",
                                            "Feeling like a number", "Friends"]
    assert len(data) == 12


@pytest.mark.parametrize(("name", "text"), [
    ("customers", "Customers month by month. After five years today's plan has 100, the new plan 50."),
    ("profit", "Profit month by month. In the last month today's plan earns \u20ac1, the new plan \u20ac1."),
    ("told", "How often a bad story is told. Over five years: 6,000 under today's plan, 3,000 under the new plan."),
    ("causes", "Customers who leave, by cause, today's plan then the new plan: Unavoidable 6,000 and 6,000; "
               "Rivals 6,000 and 6,000; Unsolved problem 6,000 and 6,000; Slow answer 6,000 and 3,000; "
               "Feeling like a number 6,000 and 6,000; Friends 6,000 and 6,000."),
])
def test_a_chart_tells_its_message_in_words(answered, name, text):
    answer = answered(luck=0, told_bad=50, left_slow=50)
    for outcome in answer.comparison.plan.outcomes:
        outcome.columns["customers"][:] = 50
    assert charts.alternative(answer, name) == text


def test_losses_have_one_colour_on_every_page():
    for name in ("best/charts", "lessons/charts", "ripple/charts", "ripple/tree", "why/charts"):
        source = (ROOT / "ui" / f"{name}.py").read_text("utf-8")
        assert charts.LOSS not in source and re.search(r"from ui\.charts import .*\bLOSS\b", source)
