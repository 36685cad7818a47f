"""The answers of the page "Best plan" in words and pictures, from results made by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.decide.best import Best
from sim.decide.search import AIMS, Search
from sim.decide.seek import Sought
from sim.decide.tries import Flat, Trials
from sim.experiments import Interval
from ui.best import asked, charts, searches, told
from ui.best.searches import Turned
from ui.links import Opened

MILLION = 100_000_000


@pytest.fixture
def best():
    points = np.array([[60, 12], [80, 12], [75, 6], [20, 48], [70, 6]], dtype=float)
    trials = Trials(points, np.array([5.0, 5.6, 6.0, 1.0, np.nan]) * MILLION,
                    np.array([1.0, 1.5, 1.2, 0.5, np.nan]) * MILLION, 2, (3, 0, 2))
    return Best("Broadband", Search({"service_quality": (0, 100), "response_target": (0.25, 48)}), 60, 1,
                {"service_quality": 60.0, "response_target": 12.0}, {"service_quality": 75.0, "response_target": 6.0},
                Interval(1.1 * MILLION, 0.9 * MILLION, 1.3 * MILLION), Interval(MILLION, 0.8 * MILLION, 1.2 * MILLION),
                5.0 * MILLION, 6.0 * MILLION, 1.0 * MILLION, 1.2 * MILLION,
                Interval(0.2 * MILLION, 0.19 * MILLION, 0.21 * MILLION),
                {"service_quality": Flat((0.0, 75.0, 100.0), (9.0, 0.0, 9.0), 72.0, 78.0),
                 "response_target": Flat((0.25, 6.0, 48.0), (9.0, 0.0, 9.0), 3.0, 16.0)}, trials, 300)


@pytest.fixture
def found():
    return Sought("Broadband", "service_quality", "yearly_churn", 0.12, 60.0, 71.0, (), False, 100.0,
                  Interval(0.119, 0.118, 0.1195), Interval(0.15, 0.149, 0.151), Interval(5e6, 4e6, 6e6),
                  (0.0, 60.0, 71.0, 100.0), np.array([[0.3, 0.32], [0.15, 0.16], [0.12, 0.118], [0.09, 0.1]]),
                  60, 1, 60)


def test_the_verdict_says_what_the_plan_brings_and_what_it_costs(best):
    assert told.verdict(best) == (
        "As far as assumed values go, the best plan found earns \u20ac1.0 million more (\u20ac800,000 to "
        "\u20ac1.2 million) than today's plan over five years and spends \u20ac200,000 more a year.")


def test_a_plan_that_needs_no_more_money_says_so(best):
    assert told.verdict(replace(best, dearer=Interval(1000, 0, 2000))).endswith(" and spends about as much a year.")
    assert "less a year" in told.verdict(replace(best, dearer=Interval(-5e6, -6e6, -4e6)))


def test_customers_are_counted_as_people(best):
    search = Search(best.search.levers, aim="customers")
    text = told.verdict(replace(best, search=search, fresh=Interval(212, 190, 234)))
    assert "has 210 customers more (190 to 230) than today's plan" in text


def test_a_gain_that_may_be_none_is_not_called_one(best):
    text = told.verdict(replace(best, fresh=Interval(0.1 * MILLION, -0.5 * MILLION, 0.7 * MILLION)))
    assert text == ("No plan was found that surely beats today's: over five years the best one tried makes a "
                    "difference of \u2212\u20ac500,000 to +\u20ac700,000 in today's money.")


def test_nothing_found_is_said_plainly(best):
    nothing = replace(best, plan=best.today)
    assert told.verdict(nothing) == ("No plan was found that beats today's: none of 5 plans tried does better within "
                                     "these bounds.")
    assert len(told.reasons(nothing)) == 1


def test_the_reasons_say_what_changes_how_flat_it_is_and_whether_it_holds(best):
    changes, flat, holds = told.reasons(best)
    assert changes == ("**What changes:** service quality rises from 60 to 75 points out of 100; response target falls "
                       "from 12 to 6 business hours.")
    assert "service quality is as good anywhere from 72 to 78 points out of 100;" in flat
    assert "response target is as good anywhere from 3 to 16 business hours, so it may as well stay where it is" in flat
    assert "in 8 worlds in which it was not looked for" in holds


def test_the_table_lists_every_lever_with_where_it_is_as_good(best):
    table = told.table(best)
    assert table["Today"] == ["60 points out of 100", "12 business hours"]
    assert table["As good"] == ["72 to 78 points out of 100", "3 to 16 business hours"]


def test_how_sure_the_answer_is_names_the_grade_of_the_levers_turned(best):
    assert told.sure(best).startswith("5 plans were tried, 300 runs in all.")
    assert "How strongly service quality, response target works is assumed" in told.sure(best)


def test_what_keeps_a_search_from_starting_is_named():
    wanted = searches.at_first(Opened("broadband"))
    assert asked.problems(wanted) == []
    assert asked.problems(replace(wanted, levers=())) == ["Choose at least one lever that may be turned."]
    crossed = replace(wanted, levers=(Turned("response_target", 6.0, 3.0), Turned("targeting", 2, 2)))
    assert asked.problems(crossed) == [
        "Response target: the lowest value, 6 business hours, is above the highest, 3 business hours.",
        "Who gets retention offers: the lowest and the highest value are both Those worth most, which leaves "
        "nothing to turn."]


def test_a_budget_below_what_today_costs_is_named_with_what_that_is():
    wanted = replace(searches.at_first(Opened("broadband")), budget=1000.0)
    assert asked.below_today(wanted, 150_001) == ("The budget of \u20ac1,000 a year is below what today's plan costs, "
                                                 "\u20ac1,501. Raise it, or leave it empty.")
    assert asked.below_today(wanted, 100_000) == asked.below_today(wanted, None) == ""


def test_a_value_found_is_said_with_its_target(found):
    assert told.sought(found) == ("With service quality at 71 instead of 60 points out of 100, yearly churn comes to "
                                  "12.0 % or less.")
    assert told.sought_reasons(found)[0].startswith("It holds: in 8 worlds in which it was not looked for, yearly ")
    assert "Compared with today's plan it spends \u20ac50,000 more a year." in told.sought_reasons(found)


@pytest.mark.parametrize(("changes", "start"), [
    ({"met_today": True}, "Today's plan meets the target already: yearly churn stays at 12.0 % or less up to where"),
    ({"met_today": True, "value": 60.0}, "Today's plan meets the target already: yearly churn is 12.0 % or less with"),
    ({"value": None, "target": 0.09},
     "No value of service quality brings yearly churn down to 9.0 %: the lowest, 9.5 %, comes with"),
    ({"value": None, "measure": "customers", "target": 5000.0, "found": np.full((4, 2), 4000.0)},
     "No value of service quality brings customers at the end up to 5,000 people: the highest, 4,000 people,"),
])
def test_every_outcome_of_goal_seek_has_its_sentence(found, changes, start):
    assert told.sought(replace(found, **changes)).startswith(start)


def test_where_no_value_reaches_the_target_nothing_is_said_to_hold(found):
    assert told.sought_reasons(replace(found, value=None))[0].startswith("In 8 worlds in which it was not looked for, ")


@pytest.mark.parametrize(("attained", "start"), [
    (Interval(0.119, 0.118, 0.1195), "It holds:"), (Interval(0.119, 0.11, 0.13), "It may not quite hold:"),
    (Interval(0.13, 0.125, 0.135), "It does not hold:")])
def test_whether_the_target_holds_is_told_by_the_interval_in_fresh_worlds(found, attained, start):
    assert told.sought_reasons(replace(found, attained=attained))[0].startswith(start)


def test_specifications_hold_a_title_and_no_data():
    for spec in [*charts.CURVES.values(), *(spec for themes in charts.FRONTIERS.values() for spec in themes.values())]:
        assert spec["title"]
        assert '"data"' not in json.dumps(spec) and '"datasets"' not in json.dumps(spec)
    assert set(charts.FRONTIERS) == set(AIMS)


def test_the_frontier_leaves_out_plans_far_worse_and_marks_today_and_the_best(best):
    rows = charts.frontier(replace(best, search=Search(best.search.levers, budget=1_300_000.0))).to_pylist()
    assert sorted(row["aim"] for row in rows if row["aim"] is not None and not row["kind"]) == pytest.approx(
        [5.0, 5.6, 6.0])
    assert [(row["kind"], row["spending"], row["mark"]) for row in rows if row["kind"]] == [
        ("Today's plan", pytest.approx(1000), 5.0), ("Best plan", pytest.approx(1200), 6.0)]
    assert [row["frontier"] for row in rows if row["frontier"] is not None] == [5.0, 6.0]
    assert [row["budget"] for row in rows if row["budget"] is not None] == [1300]
    assert "\u20ac1.20 million a year brings \u20ac6.00 million" in charts.frontier_alternative(best)


def test_the_curve_has_a_row_for_each_value_and_marks_today_and_what_was_found(found):
    rows = charts.curve(found).to_pylist()
    assert [row["value"] for row in rows] == [0, 60, 71, 100]
    assert [(row["value"], row["kind"]) for row in rows if row["kind"]] == [(60, "Today"), (71, "Value found")]
    assert rows[0]["target"] == 12 and rows[0]["target_name"] == "Target: 12.0 %"
    assert rows[1]["low"] == pytest.approx(15) and rows[1]["high"] == pytest.approx(16)
    assert "71 points out of 100: 11.9 %" in charts.curve_alternative(found)
    assert charts.curve_caption(found).startswith("Across: service quality (points out of 100). Up: yearly churn (%).")
