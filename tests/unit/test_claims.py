"""The numeric claims on companies that ship: what each measures, and verdicts that follow from it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim import claims, rules, sayings
from sim.__main__ import main
from sim.lab import GARBLED, HOLDS, NOT_SUPPORTED, ONLY_WHEN, Found, Lab, known, near, within

LAB = Lab(seeds=(1,), people=800)
NUMBERS = [f"C{number}" for number in range(1, 13)]


@pytest.fixture(scope="module")
def found():
    return {claim.claim: claim for claim in sayings.study(LAB)}


def test_all_twelve_are_tried_in_order(found):
    assert list(found) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_every_claim_says_what_is_claimed_what_was_measured_and_when_it_holds(found, number):
    claim = found[number]
    assert claim.says and claim.measured and claim.holds_when
    assert claim.verdict in {HOLDS, ONLY_WHEN, NOT_SUPPORTED, GARBLED}
    assert bool(claim.values) == (claim.verdict != GARBLED)
    assert not claim.holds_when.endswith(".")


def test_only_the_garbled_claim_cannot_be_tested(found):
    assert [number for number, claim in found.items() if claim.verdict == GARBLED] == ["C11"]


def test_eighty_five_of_a_hundred_tell_at_most_nineteen(found):
    told = found["C2"].values
    assert told["share_at_most_19"] == pytest.approx(0.85, abs=4 * np.sqrt(0.85 * 0.15 / 20_000) + 0.005)
    assert told["median"] == 10


def test_a_customer_of_five_years_brings_what_the_published_curves_say(found):
    ratios = found["C3"].values
    assert ratios["credit_card"] == pytest.approx(55 / 30, rel=0.15)      # times premium and saving in the company
    assert max(ratios.values()) < 8


def test_indifference_drives_away_most_only_in_the_company_made_for_it(found):
    shares = found["C10"].values
    assert shares["folk_table"] > shares["default"] + 0.2


def test_less_churn_is_worth_more_in_the_fifth_year_than_in_the_first(found):
    gains = found["C6"].values
    assert gains["fifth_year"] > gains["first_year"] > 0


def test_the_same_study_gives_the_same_figures_with_two_processes(found):
    alone, together = sayings.five_times(replace(LAB, _seen={})), sayings.five_times(replace(LAB, workers=2, _seen={}))
    assert alone == together == found["C9"]


@pytest.mark.parametrize(("tried", "verdict", "where"), [
    ({"here": True, "there": True}, HOLDS, "here; there; far away"),
    ({"here": True, "there": False}, ONLY_WHEN, "here; far away"),
    ({"here": False, "there": False}, NOT_SUPPORTED, "far away"),
])
def test_a_verdict_follows_from_where_the_claim_held_and_not_from_what_would_have_to_be_assumed(tried, verdict, where):
    assert sayings.judged(tried, {"far away": True}) == (verdict, where)
    assert sayings.judged({"here": False}) == (NOT_SUPPORTED, "in none of the conditions tried")


def test_near_is_within_the_factor_that_the_rules_use():
    assert near(0.1, 0.1) and near(0.134, 0.1) and near(0.075, 0.1)
    assert not near(0.136, 0.1) and not near(0.073, 0.1) and not near(float("nan"), 0.1)


def test_what_is_measured_decides_the_verdict(monkeypatch):
    def times(**ratios):
        return lambda inputs: {name: known(each) for name, each in ({"own": ratios["growth"], **dict.fromkeys(
            claims.NAMES, 2.0)} | ratios).items()}

    every = dict.fromkeys(claims.NAMES, 8.5)
    monkeypatch.setattr(claims, "_ratios", times(**every))
    assert sayings.five_year_customer(LAB).verdict == HOLDS
    monkeypatch.setattr(claims, "_ratios", times(growth=2.0, credit_card=8.5))
    assert sayings.five_year_customer(LAB).verdict == ONLY_WHEN
    monkeypatch.setattr(claims, "_ratios", times(growth=2.0, credit_card=20.0))
    assert sayings.five_year_customer(LAB).verdict == NOT_SUPPORTED
    monkeypatch.setattr(claims, "eighty_twenty", lambda company, lab: Found(
        "C8", {"share": known(0.8)}, (within("top_fifth", known(0.8), 0.75, 0.85),)))
    assert sayings.eighty_twenty(LAB).verdict == HOLDS


def test_a_base_is_valued_at_the_churn_asked_for():
    table = np.array([[0.2, 100.0], [0.1, 200.0], [0.15, 140.0]])
    assert claims._at_churn(table, 0.125).tolist() == [0.125, 170.0]


def test_a_gain_on_nothing_is_not_known():
    assert claims._gain(3.0, 2.0) == 0.5
    assert np.isnan(claims._gain(3.0, 0.0)) and np.isnan(claims._gain(3.0, -1.0))


def test_churn_is_never_said_to_have_fallen_further_than_it_did():
    table = np.array([[0.09, 1.0, 10.0], [0.06, 2.0, 10.0]])
    assert claims._cannot_fall(table, 0.05) == "churn_too_low"
    assert claims._cannot_fall(table, 0.02) == ""
    assert claims._cannot_fall(table * [1, 1, 0], 0.02) == "no_customers"


def test_the_command_writes_the_study_as_json_and_as_a_page(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sayings, "CLAIMS", (sayings.nineteen, sayings.garbled))
    out = tmp_path / "claims.json"
    assert main(["claims", "--people", "1000", "--worlds", "1", "--workers", "1", "--out", str(out)]) == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [each["claim"] for each in written] == ["C2", "C11"]
    assert {"claim", "says", "measured", "verdict", "holds_when"} <= set(written[0])
    page = tmp_path / "claims.md"
    assert main(["claims", "--people", "1000", "--worlds", "1", "--workers", "1", "--out", str(page)]) == 0
    assert "| C11 | " in page.read_text(encoding="utf-8")
    assert main(["claims", "--people", "1000", "--worlds", "1", "--workers", "1"]) == 0
    assert "C11: cannot be tested: garbled" in capsys.readouterr().out


def test_the_command_refuses_what_it_cannot_do_in_one_line(tmp_path, capsys):
    assert main(["claims", "--out", str(tmp_path / "claims.txt")]) == 2
    assert main(["claims", "--worlds", "0"]) == 2
    assert main(["claims", "--seed", "-1"]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["error"] * 3


def test_the_rule_of_five_points_is_that_of_the_closed_form():
    assert rules.FIVE_POINTS == (0.25, 0.85)
