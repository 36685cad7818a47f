"""The page "Compare" in words and pictures, of plans made by hand: nothing is computed here."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.decide.plans import gathered
from sim.experiments import Outcome
from sim.metrics import COLUMNS, MEASURES
from sim.scenario import Event
from ui.compare import charts, told
from ui.compare.told import Found, Side

ROOT = Path(__file__).resolve().parents[3]
MONTHS = 60
TODAY = sim.load("broadband")
MONEY = 500_000_000


def _outcome(seed, customers, npv, columns):
    table = {column: np.full(MONTHS, 100) for column in COLUMNS} | {"joined": np.zeros(MONTHS, int)}
    table |= {"npv_cents": np.linspace(0, npv, MONTHS).astype(int)}
    table |= {column: np.broadcast_to(values, MONTHS) for column, values in columns.items()}
    measures = {key: measure.of(table) for key, measure in MEASURES.items()}
    measures |= {"customers": customers, "profit_npv_cents": npv, "money_lost_to_word_of_mouth_cents": 1_000_000,
                 "base_value_cents": 5_000_000}
    return Outcome(seed, table, measures)


def _found(*more, luck=0, done=20, wanted=20, scenarios=None, **columns):
    """Plans that keep so many customers and earn so many cents more than the first, by luck more in every world.

    Of a column there are values for each plan, for every month or for all of them.
    """
    plans = ((0, 0), *more)
    scenarios = scenarios or [TODAY.changed(service_quality=60.0 + place) for place in range(len(plans))]
    sides = tuple(Side(letter, f"Name {letter}", scenario) for letter, scenario in zip("ABCD", scenarios, strict=False))
    outcomes = [[_outcome(seed, 4000 + customers + seed * luck * place, MONEY + npv + seed * luck * place * 100_000,
                          {column: values[place] for column, values in columns.items()})
                 for seed in range(1, max(done, 1) + 1)] for place, (customers, npv) in enumerate(plans)]
    return Found(sides, gathered([side.letter for side in sides], outcomes), done, wanted)


def _said(sentences):
    return [sentence.split(" keeps ")[0] for sentence in sentences]


def test_the_verdict_says_what_the_best_plan_does_compared_with_the_first():
    assert told.verdict(_found((212, 124_000_000))) == (
        "As far as assumed values go: Plan B (Name B) keeps 212 more customers after five years and earns €1.24 "
        "million more in today's money, compared with plan A (Name A). It earns more in 20 of 20 identical worlds.")


def test_the_verdict_gives_the_range_where_luck_plays_a_part():
    assert told.verdict(_found((200, 124_000_000), luck=10)).startswith(
        "As far as assumed values go: Plan B (Name B) keeps 300 more customers (280 to 330) after five years and earns "
        "€1.34 million more in today's money (€1.32 million to €1.37 million), compared with plan A (Name A).")


def test_while_worlds_come_in_the_verdict_says_so():
    assert told.verdict(_found((212, 124_000_000), done=6)).endswith("It earns more in 6 of 6 identical worlds so far.")
    assert told.verdict(_found((212, 124_000_000), done=0)).startswith(
        "As far as assumed values go: In the first world plan B (Name B) keeps 212 ")


def test_fewer_customers_for_more_money_are_joined_by_but():
    found = _found((-50, 30_000_000))
    assert "keeps 50 fewer customers after five years but earns €300,000 more" in told.verdict(found)


def test_the_best_plan_comes_first_and_the_others_in_the_order_of_their_profit():
    found = _found((10, 20_000_000), (90, 80_000_000), (-40, -60_000_000))
    assert told.verdict(found).startswith("As far as assumed values go: Plan C (Name C) keeps ")
    assert _said(told.further(found)) == ["Plan B (Name B)", "Plan D (Name D)"]


def test_where_the_first_plan_earns_most_the_verdict_says_so_and_every_other_plan_follows():
    found = _found((10, -20_000_000), (90, -10_000_000))
    assert told.verdict(found) == (
        "As far as assumed values go: Plan A (Name A) earns most on average: no other plan here earns more.")
    assert _said(told.further(found)) == ["Plan C (Name C)", "Plan B (Name B)"]


def test_plans_that_are_all_the_same_are_said_to_be():
    found = _found((0, 0), (0, 0), scenarios=[TODAY] * 3)
    assert told.verdict(found) == "The plans are the same, so every difference is exactly zero."
    assert told.further(found) == []


def test_a_plan_that_is_the_same_as_the_first_is_said_to_be():
    found = _found((0, 0), (50, 900_000), scenarios=[TODAY, TODAY, TODAY.changed(service_quality=70.0)])
    assert told.further(found) == ["Plan B (Name B) is the same as plan A."]
    assert told.paybacks(found)[0] == "Plan B (Name B) is the same as plan A."


def test_a_plan_that_changes_neither_customers_nor_profit_is_said_to():
    assert told.further(_found((50, 900_000), (0, 0))) == [
        "Plan C (Name C) keeps exactly as many customers and earns exactly as much as plan A in all of 20 identical "
        "worlds."]


def test_plans_that_cannot_be_told_from_the_best_are_named():
    found = _found((10, 100_000_000), (10, 100_000_000))
    assert told.further(found)[-1] == "By profit, plan C cannot be told from plan B in these worlds."
    assert "cannot be told" not in " ".join(told.further(_found((10, 100_000_000), (10, 90_000_000))))


def test_how_well_the_levers_that_differ_are_supported_is_said():
    texts = told.sure(_found((1, 1), scenarios=[TODAY, TODAY.changed(service_quality=80.0, letters=2)]))
    assert texts.startswith("20 worlds, each with the same people and the same luck under every plan.")
    assert "How strongly service quality" in texts
    assert "response target" not in texts


def _grounds(*scenarios):
    return told.grounds(tuple(Side(letter, "N", each) for letter, each in zip("ABCD", scenarios, strict=False)))


def test_plans_that_differ_in_levers_alone_need_no_warning():
    assert _grounds(TODAY, TODAY.changed(service_quality=80.0), sim.load("broadband_service")) == []


def test_plans_on_other_assumptions_or_of_other_companies_are_named():
    other = TODAY.changed(price=61.0)
    assert _grounds(TODAY, other, sim.load("retail_bank")) == [
        "Plan B (N) rests on other assumptions than plan A (N) (price): the difference is not made by the plans alone.",
        "Plan C (N) is a plan of another company (" + sim.load("retail_bank").title + ") than plan A (N) is ("
        + TODAY.title + "): the difference is not made by the plans alone."]


def test_of_many_other_assumptions_the_first_are_named():
    other = TODAY.changed(price=61.0, wage=2000.0, market_size=9000, burn_in=7, hire_cost=1.0, discount_rate=0.2)
    assert "and 2 more): the difference" in _grounds(TODAY, other)[0]


def test_a_calendar_of_its_own_is_named_and_a_staged_lever_is_not():
    outage = replace(TODAY, events=(Event(10, "outage", 0.2),))
    staged = replace(TODAY, events=(Event(10, "lever", 70.0, lever="service_quality"),))
    assert _grounds(TODAY, staged) == []
    assert _grounds(TODAY, outage) == [
        "The calendar brings something else to plan B (N) than to plan A (N): the difference is not made by the plans "
        "alone."]


def test_plans_of_different_length_are_cut_to_the_shortest_and_that_is_said():
    lengths = {"A": 48, "B": 36, "C": 60}
    sides = tuple(Side(letter, "N", TODAY.changed(months=months)) for letter, months in lengths.items())
    cut, said = told.same_length(sides)
    assert [side.scenario.plan.months for side in cut] == [36, 36, 36]
    assert said == ("Plans are compared over the same time: plan A (N) and plan C (N) are cut to three years.")
    assert told.same_length(sides[:1]) == (sides[:1], "")


def _cells(found, row):
    rows = told.table(found)
    return {plan: cells[list(rows["Measure"]).index(row)] for plan, cells in rows.items() if plan != "Measure"}


def test_the_table_gives_every_value_with_its_difference_absolute_and_in_percent():
    assert _cells(_found((200, 124_000_000)), "Customers at the end") == {
        "Plan A: Name A": "4,000", "Plan B: Name B": "4,200  \n+200 (+5.0\u00a0%)"}
    assert _cells(_found((-2000, 0)), "Customers at the end")["Plan B: Name B"] == "2,000  \n−2,000 (−50\u00a0%)"
    assert _cells(_found((200, 0)), "Profit, net present value")["Plan B: Name B"] == "€5.00 million  \nno change"


def test_no_percentage_is_given_where_it_would_say_nothing():
    found = _found((200, -900_000_000))
    assert _cells(found, "Profit, net present value")["Plan B: Name B"] == "−€4.00 million  \n−€9.00 million"
    assert told.unknown_percentages(found)
    assert not told.unknown_percentages(_found((200, 1_000_000)))


def test_what_a_first_look_does_not_know_is_left_open():
    found = _found((200, 0), done=0)
    for worlds in found.plans.lived:
        worlds.outcomes[0].measures["base_value_cents"] = float("nan")
    assert set(_cells(found, "Worth of customers left at the end").values()) == {"\u2026"}


def test_how_often_a_plan_is_best_and_what_the_least_regret_is_stands_in_a_sentence():
    assert told.best(_found((10, 100_000_000))) == (
        "Plan B (Name B) is the best one in 100 % of 20 worlds. Choosing plan B (Name B) is never wrong in these "
        "worlds: its regret is zero.")
    found = _found((0, -105_000_000), luck=100)
    assert told.best(found) == (
        "Plan A (Name A) is the best one in 50 % of 20 worlds. The least is regretted with plan A (Name A): on "
        "average it earns €250,000 less than the best plan of the same world.")


@pytest.mark.parametrize(("earned", "sentence"), [
    ([-5] * 9 + [0] * 51, "Plan B (Name B) pays back in 20 of 20 worlds, compared with plan A: in the middle one of "
                          "them from month 10 on."),
    ([0] * 60, "Plan B (Name B) is not behind plan A in any month of 20 worlds: there is nothing to pay back."),
    ([5] * 59 + [-1], "Plan B (Name B) does not pay back within five years in any of 20 worlds, compared with "
                       "plan A.")])
def test_when_a_plan_pays_back_is_a_sentence(earned, sentence):
    assert told.paybacks(_found((10, 0), npv_cents=(np.zeros(MONTHS), np.array(earned)))) == [sentence]


@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("name", charts.SERIES)
def test_a_specification_holds_a_title_and_no_data(theme, name):
    specs = [charts.lines_spec(name, theme), *(charts.panel_spec(name, letter, theme) for letter in charts.LETTERS),
             *(charts.bars_spec(bars, 3, theme) for bars in charts.BARS)]
    for spec in specs:
        assert spec["title"]
        assert '"data"' not in json.dumps(spec)
        assert '"datasets"' not in json.dumps(spec)


def test_the_plans_have_the_colours_of_the_house_in_their_order():
    assert charts.COLOURS == ("#6B7280", "#0072B2", "#009E73", "#CC79A7")
    scales = [layer["encoding"]["color"]["scale"] for layer in charts.lines_spec("profit", "light")["layer"]
              if layer["mark"]["type"] == "line"]
    assert scales == [{"domain": ["Plan A", "Plan B", "Plan C", "Plan D"], "range": list(charts.COLOURS)}]


@pytest.mark.parametrize("theme", charts.THEMES)
def test_letters_in_the_plans_colours_can_be_read_on_both_backgrounds(theme):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    background = config["theme"][theme]["backgroundColor"]
    assert min(_contrast(ink, background) for ink in charts.PLAN_INK[theme]) >= 4.5


def _contrast(one, other):
    lights = sorted(_light(each) for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", charts.SERIES)
def test_a_line_chart_has_a_line_a_plan_each_with_its_letter_at_the_last_month(name):
    data = charts.lines(_found((1, 1), (2, 2)), name).to_pandas()
    assert list(data["plan"].unique()) == ["Plan A", "Plan B", "Plan C"]
    named = data[data["label"] != ""]
    assert list(named["label"]) == ["A", "B", "C"]
    assert set(named["month"]) == {MONTHS}


def test_people_lost_are_added_up_of_both_kinds_and_profit_is_in_thousand_euro():
    found = _found((1, 1), prospects_lost_to_word_of_mouth=(0, 3), left_friends=(0, 2), profit_cents=(0, 6_500_000))
    shown = {name: charts.lines(found, name).to_pandas() for name in ("lost", "profit")}
    assert list(shown["lost"][shown["lost"]["plan"] == "Plan B"]["value"][:3]) == [5, 10, 15]
    assert shown["profit"][shown["profit"]["plan"] == "Plan B"]["value"].iloc[0] == 65.0


def test_letters_of_lines_that_end_together_stand_apart():
    ends = np.array(charts._apart([10.0, 10.0, 10.1, 50.0], 100.0))
    assert (np.diff(np.sort(ends)) >= charts.NAME_GAP * 100 - 1e-9).all()
    assert charts._apart([0.0, 100.0], 100.0) == [0.0, 100.0]


def test_months_that_no_world_knows_leave_a_gap_and_break_nothing():
    hours = np.where(np.arange(MONTHS) < 3, np.nan, 2.0)
    found = _found((1, 1), response_median_hours=(hours, np.full(MONTHS, np.nan)))
    assert charts.lines(found, "answer")["value"].null_count == 3 + MONTHS
    assert charts.panels(found, "answer")["B"]["half_low"].null_count == MONTHS
    assert "plan B not known" in charts.told_lines(found, "answer")
    assert "not known to not known" in charts.told_panel(found, "answer", "B")


def test_the_bands_lie_within_each_other_and_hold_their_share_of_the_worlds():
    found = _found((0, 0))
    for seed, outcome in enumerate(found.plans.of("B").outcomes):
        outcome.columns["customers"] = np.full(MONTHS, 100 + 10 * seed)
    tables = charts.panels(found, "customers")
    row = tables["B"].to_pandas().iloc[7]
    assert [row[f"{band}_low"] for band in charts.BANDS] == pytest.approx([104.75, 123.75, 147.5])
    assert [row[f"{band}_high"] for band in charts.BANDS] == pytest.approx([285.25, 266.25, 242.5])
    assert (row["value"], row["reference"]) == (195, 100)
    for table in tables.values():
        assert (table["least"][0].as_py(), table["largest"][0].as_py()) == pytest.approx((100, 285.25))


def test_the_bars_show_shares_in_percent_and_regret_in_thousand_euro():
    found = _found((0, 0), (10, 100_000_000))
    best, regret = charts.bars(found, "best").to_pandas(), charts.bars(found, "regret").to_pandas()
    assert list(best["value"]) == [0, 0, 100] and list(best["label"]) == ["0 %", "0 %", "100 %"]
    assert list(regret["value"]) == pytest.approx([1000, 1000, 0])
    assert list(regret["label"]) == ["€1.00 million", "€1.00 million", "€0"]


@pytest.mark.parametrize(("tell", "text"), [
    (lambda found: charts.told_lines(found, "customers"),
     "Customers month by month. After five years: plan A 100, plan B 250."),
    (lambda found: charts.told_lines(found, "lost"),
     "People who did not join because of a bad story and customers who left because of friends, added up. "
     "Over five years: plan A 12,000, plan B 12,000."),
    (lambda found: charts.told_panel(found, "customers", "B"),
     "Customers over time under plan B after five years: on average 250; the middle half of the worlds 250 to 250, "
     "three quarters 250 to 250, 95 of 100 250 to 250."),
    (lambda found: charts.told_bars(found, "best"),
     "Share of worlds in which each plan earns most: plan A 0 %, plan B 100 %."),
    (lambda found: charts.told_bars(found, "regret"),
     "What each plan earns less than the best plan of the same world, on average: plan A €1.00 million, plan B €0.")])
def test_a_chart_tells_its_message_in_words(tell, text):
    assert tell(_found((10, 100_000_000), customers=(100, 250))) == text
