"""The page "Rules of thumb" in words and pictures: a verdict for every case, a chart where there is a region."""

import json
import math

import numpy as np
import pytest

import sim
from sim import trial
from sim.lab import ASSUMED, GARBLED, HERE, HOLDS, IN_GENERAL, NOT_SUPPORTED, ONLY_WHEN, Condition, Found
from sim.metrics import CAUSES
from sim.precision import Interval
from ui import charts as house
from ui.rules import asked, charts, told
from ui.words import say

COMPANY = sim.load("broadband")
NAN = Interval(float("nan"), float("nan"), float("nan"))


def _about(mean, half=0.0):
    return Interval(mean, mean - half, mean + half)


FIGURES = {
    "C1": {"churn": _about(0.0972, 0.004), "gain": _about(0.181, 0.017), "gain_undiscounted": _about(0.278, 0.022),
           "gain_first_year": NAN},
    "C5": {"cost_ratio": _about(0.392, 0.008), "retention": _about(0.854, 0.003), "fall": _about(0.0186, 0.0004)},
    "C6": {"first_year": _about(0.051, 0.011), "fifth_year": _about(0.107, 0.015), "retention": _about(0.854, 0.003),
           "margin": _about(0.483, 0.018), "cost_share": _about(0.515, 0.005)},
    "C7": {"gain": _about(0.18, 0.02), "gain_undiscounted": _about(0.28, 0.02), "closed_form": _about(1.219),
           "from": _about(0.1)},
    "C8": {"share": _about(0.478, 0.006), "spread": _about(0.8), "needed_spread": _about(1.683)},
    "C9": {"ratio": _about(1.365, 0.014), "winning": _about(14544, 277), "care": _about(10653, 137)},
    "C10": dict(zip(CAUSES, map(_about, (0.06, 0.25, 0.17, 0.14, 0.32, 0.06)), strict=True)),
    "C11": {"within_hour": _about(0.053, 0.02), "within_day": _about(0.67, 0.1), "given_up": _about(0.13, 0.03)},
    "C12": {"customers": _about(59, 64), "npv_euro": _about(-54887, 17347), "told_bad_change": _about(-0.114, 0.025),
            "customers_change": _about(0.014, 0.015), "npv_change": _about(-0.009, 0.003)},
}


def _found(claim, *conditions, problem=""):
    if claim in trial.AT_ONCE:
        return trial.at_once(claim, COMPANY)
    return Found(claim, FIGURES[claim], conditions, problem=problem, worlds=4)


@pytest.mark.parametrize("claim", told.CLAIMS)
def test_every_claim_has_all_its_parts_and_its_figures_fill_them(claim):
    for part in ("name", "says", "article", "origin", "experiment", "lesson"):
        assert say(f"rules.{claim}.{part}")
    found, rows = _found(claim, Condition("ratio", True)), trial.region(claim, COMPANY)
    assert "nan" not in told.measured(found, COMPANY) + told.region(claim, rows, COMPANY)
    overview = told.overview({claim: found}, COMPANY)
    assert [len(column) for column in overview.values()] == [12, 12, 12]
    assert overview["Verdict for this company"].count("not tried yet") == 11


@pytest.mark.parametrize(("conditions", "verdict", "said"), [
    ([Condition("value", True), Condition("value_undiscounted", True)], HOLDS, "It holds in this company."),
    ([Condition("value", False), Condition("value_undiscounted", True)], ONLY_WHEN,
     "It holds in this company only counted in what today's customers are worth, without discounting."),
    ([Condition("value", False), Condition("equal_customers", True, IN_GENERAL)], ONLY_WHEN,
     "It does not hold in this company, but it does elsewhere."),
    ([Condition("value", False), Condition("growth", True, ASSUMED)], NOT_SUPPORTED,
     "It is not supported by this company."),
    ([], GARBLED, "It cannot be tested: the sentence is garbled."),
])
def test_each_verdict_has_its_sentence(conditions, verdict, said):
    found = _found("C1", *conditions)
    assert found.verdict == verdict
    assert told.judged(found) == said
    assert told.verdict(found) == {ONLY_WHEN: "holds in some cases"}.get(verdict, verdict)


def test_every_condition_measured_in_a_company_has_its_words():
    company = COMPANY.scaled(200).changed(months=6, burn_in=0)
    for claim, found in trial.tried(("C5", "C8", "C9", "C10", "C12"), company, workers=1).items():
        here = [each.key for each in found.conditions if each.scope == HERE]
        assert here and [key for key in here if f"rules.where.{key}" not in say] == [], claim


def test_a_figure_stands_with_the_range_that_its_worlds_give_and_no_more_digits_than_known():
    assert told.share(_about(0.181, 0.017)) == "18 % (16 % to 20 %)"
    assert told.times(_about(1.365, 0.014)) == "1.36 (1.35 to 1.38)"
    assert told.share(_about(0.853)) == "85 %"
    assert told.share(NAN) == "not known"
    assert told.changed(_about(59, 64)) == "+59 (\u22125 to +123)"
    assert told.changed(_about(-0.114, 0.025), "1") == "\u221211 % (\u221214 % to \u22129 %)"


def test_a_verdict_that_luck_decides_says_so():
    assert told.is_close(_found("C1", Condition("value", True, close=True)))
    assert not told.is_close(_found("C1", Condition("value", True), Condition("equal", True, IN_GENERAL, close=True)))


@pytest.mark.parametrize("problem", say.under("rules.problem"))
def test_what_cannot_be_tried_is_a_sentence(problem):
    found = _found("C1", problem=problem)
    assert told.judged(found).startswith("It cannot be tried on this company: ")
    assert told.verdict(found) == "cannot be tried here"
    assert told.measured(found, COMPANY).endswith(".")


@pytest.mark.parametrize(("told_by_most", "holds", "others"), [
    (9.5, "\u201cUp to 19\u201d holds after a serious problem that was never solved (85",
     ("Hardly anybody tells so many after a usual problem", "Many tell more after trouble with a car")),
    (2.0, "\u201cUp to 19\u201d holds nowhere here.",
     ("Hardly anybody tells so many after a serious problem", "Many tell more after trouble with a car")),
    (30.0, "\u201cUp to 19\u201d holds nowhere here.", ("Many tell more after a serious problem",)),
])
def test_how_many_are_told_is_said_with_the_companys_own_figures(told_by_most, holds, others):
    company = COMPANY.changed(told_bad_median=told_by_most)
    found, rows = trial.at_once("C2", company), trial.region("C2", company)
    said, message = told.region("C2", rows, company, found), told.message("C2", rows, found, company)
    assert said.startswith(holds) and all(each in said for each in others)
    assert f"half tell {found.figures['median'].mean:.0f} or fewer" in message
    assert ("fewer than 1\u00a0% tell 40 or more" in message) == (told_by_most == 2.0)
    assert "about ten" not in message and "forty" not in message


def test_what_is_not_known_of_a_claim_is_left_out_of_its_sentence():
    loses = Found("C1", FIGURES["C1"])
    assert "not known" not in told.measured(loses, COMPANY) and "makes no profit" in told.measured(loses, COMPANY)
    never = Found("C4", {**trial.at_once("C4", COMPANY).figures, "in_value": _about(math.inf)})
    assert "no number is enough" in told.measured(never, COMPANY)
    bare = Found("C6", {**FIGURES["C6"], "margin": NAN})
    assert "remain" not in told.measured(bare, COMPANY)


def test_the_garbled_claim_is_shown_as_what_it_is():
    assert "47 per cent" in say("rules.C11.says")
    assert "41 to 50" in say("rules.C11.region")
    assert told.verdict(Found("C11", problem="no_contacts")) == "cannot be tested: garbled"


@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("claim", charts.CHARTS)
def test_a_chart_has_a_title_holds_no_data_and_is_made_once(claim, theme):
    spec = charts.specs(claim)[theme]
    assert spec["title"] and '"data"' not in json.dumps(spec) and '"datasets"' not in json.dumps(spec)
    assert charts.specs(claim)[theme] is spec


def _numbers(table):
    return [value for column in table.columns for value in column.to_pylist() if isinstance(value, float)]


@pytest.mark.parametrize("claim", charts.CHARTS)
def test_a_chart_shows_the_region_and_the_company_once_it_is_known(claim):
    rows, found = trial.region(claim, COMPANY), _found(claim, Condition("ratio", True))
    before, after = charts.data(claim, rows, None), charts.data(claim, rows, found)
    assert np.isfinite(_numbers(after)).all()
    assert say(f"rules.chart.{charts.CHARTS[claim]}.title") in str(charts.specs(claim))
    if claim == "C12":
        assert before is None and after.num_rows == 3
    elif claim not in trial.AT_ONCE:
        assert before.num_rows < after.num_rows
    assert charts.data(claim, rows, Found(claim, problem="no_customers")) == before


@pytest.mark.parametrize("claim", charts.CHARTS)
def test_a_chart_is_told_in_words(claim):
    rows, found = trial.region(claim, COMPANY), _found(claim, Condition("ratio", True))
    assert "nan" not in told.message(claim, rows, found, COMPANY)
    if claim != "C12":
        assert len(told.message(claim, rows, None, COMPANY)) > 40
    if claim == "C10":
        assert "In this company: unavoidable 6 %" in told.message(claim, rows, found, COMPANY)


def test_the_company_stands_in_the_new_plans_colour_and_the_causes_keep_theirs():
    assert house.PLAN in json.dumps(charts.spec("margins", "light"))
    assert charts.spec("causes", "dark")["layer"][0]["encoding"]["color"]["scale"]["range"] == list(
        house.CAUSE_COLOURS)


def test_how_long_it_takes_is_told_in_round_numbers():
    assert told.about("C1", 27.7).endswith("in 4 worlds, with every change that the claim is about: about 30 seconds "
                                           "of computing on an idle machine.")
    assert "about 2 seconds" in told.about("C5", 2.1)
    assert "about 5 minutes" in told.about_all(301)


@pytest.mark.parametrize("claim", told.CLAIMS)
def test_a_claim_stands_in_the_address(claim):
    parameters = [(key, [value]) for key, value in asked.encode(asked.Asked(claim)).items()]
    assert asked.decode(parameters) == asked.Asked(claim)
    assert parameters == ([] if claim == "C1" else [("claim", [claim])])


@pytest.mark.parametrize(("texts", "reason"), [
    (["C13"], "unknown_claim"), (["c5"], "unknown_claim"), (["<b>C5"], "unknown_claim"), ([""], "unknown_claim"),
    ([], "unknown_claim"), (["C5", "C5"], "repeated"), (["x" * 5000], "unknown_claim")])
def test_a_claim_that_there_is_not_is_set_aside(texts, reason):
    found = asked.decode([("claim", texts)])
    assert found.claim == "C1" and [each.reason for each in found.aside] == [reason]
    assert len(found.aside[0].value) <= 100 and f"aside.reason.{reason}" in say


def test_a_large_company_is_said_to_be_tried_on_a_smaller_scale():
    assert told.scale(COMPANY) == ""
    assert "20,000 people" in told.scale(COMPANY.scaled(50_000))
