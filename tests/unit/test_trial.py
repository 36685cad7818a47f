"""Claims tried on the company at hand: the same whatever is tried with them, and nothing that breaks them."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import claims, trial
from sim.lab import HERE, Lab
from sim.rules import FIVE_POINTS
from sim.scenario import Event

SMALL = sim.load("broadband").scaled(200).changed(months=6, burn_in=3)
NUMBERS = [f"C{number}" for number in range(1, 13)]


def test_all_twelve_can_be_tried_and_three_of_them_at_once():
    assert list(trial.EXPERIMENTS) == NUMBERS
    assert set(trial.WORLDS) == set(NUMBERS) - set(trial.AT_ONCE)
    assert [trial.at_once(claim, SMALL).claim for claim in trial.AT_ONCE] == ["C2", "C3", "C4"]


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Follow a base for two years instead of twenty, at three levels instead of six, in two worlds."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setitem(claims.NO_NEWCOMERS, "months", 24)
        changed.setattr(claims, "LONG", 24)
        changed.setattr(claims, "LOOSER", (1.0, 0.5, 0.0))
        changed.setattr(trial, "WORLDS", dict.fromkeys(trial.WORLDS, 2))
        yield


def test_a_base_that_earns_nothing_is_a_problem_and_not_a_claim_that_does_not_hold():
    poor = SMALL.changed(quality_cost=500.0)
    for claim, found in trial.tried(("C1", "C7"), poor, workers=1).items():
        assert (found.problem, found.conditions) == ("earns_nothing", ()), claim


def test_shares_never_reach_beyond_all_or_below_nothing(together):
    for claim, names in (("C5", ("retention",)), ("C8", ("share",)), ("C11", ("within_hour", "within_day", "given_up")),
                         ("C10", trial.CAUSES)):
        for name in names:
            figure = together[0][claim].figures[name]
            assert 0 <= figure.low <= figure.mean <= figure.high <= 1, (claim, name)


@pytest.fixture(scope="module")
def together():
    steps = []
    found = trial.tried(NUMBERS, SMALL, workers=1, progress=lambda done, total: steps.append((done, total)))
    return found, steps


def test_progress_never_goes_back_and_never_beyond_the_end(together):
    _, steps = together
    done = [each for each, _ in steps]
    assert done == sorted(done) and {total for _, total in steps} == {trial.months(NUMBERS, SMALL)}
    assert done[-1] >= 0.9 * trial.months(NUMBERS, SMALL)


@pytest.mark.parametrize("claim", ["C5", "C10", "C12"])
def test_a_claim_tried_alone_gives_what_it_gives_among_others(together, claim):
    assert trial.tried((claim,), SMALL, workers=1)[claim] == together[0][claim]


def test_what_is_true_of_the_company_differs_from_company_to_company():
    shares = {name: trial.at_once("C2", sim.load("broadband").changed(told_bad_median=median)).means()["share_serious"]
              for name, median in (("quiet", 5.0), ("loud", 20.0))}
    assert shares["quiet"] > 0.95 and shares["loud"] < 0.6


def test_a_customer_who_grows_by_three_quarters_a_year_brings_eight_to_ten_times_as_much():
    found = trial.at_once("C3", sim.load("broadband").changed(spend_growth=0.74))
    assert 8 <= found.means()["own"] <= 10
    assert [each.held for each in found.conditions if each.scope == HERE] == [True]


@pytest.mark.parametrize(("changes", "problems"), [
    ({"customers_at_start": 0, "acquisition_spend": 0.0, "imitation": 0.0, "referral_rate": 0.0},
     {"C1": "no_customers", "C5": "no_customers", "C8": "too_few_customers", "C9": "no_customers",
      "C10": "nobody_left", "C11": "no_contacts", "C12": "no_customers"}),
    ({"acquisition_spend": 0.0, "imitation": 0.0, "referral_rate": 0.0, "return_rate": 0.0},
     {"C5": "nobody_won", "C9": "nobody_won"}),
    ({"variable_cost": 1.0, "serve_saving": 0.0, "loyal_premium": 0.0}, {"C3": "no_margin", "C4": "no_margin"}),
    ({"hazard_level": 0.0}, {"C1": "churn_too_low", "C6": "churn_too_low", "C7": "churn_too_low"}),
    ({"discount_rate": 0.0}, {}), ({"months": 1}, {}), ({"price": 1.0}, {}), ({"burn_in": 0, "months": 1}, {}),
])
def test_what_cannot_be_tried_has_a_reason_and_nothing_breaks(changes, problems):
    company = sim.load("broadband").scaled(200).changed(**{"months": 6, "burn_in": 0, **changes})
    with np.errstate(all="raise", under="ignore"):
        found = trial.tried(NUMBERS, company, workers=1)
    for claim, problem in problems.items():
        assert (claim, found[claim].problem) == (claim, problem)
    for claim in NUMBERS:
        rows = trial.region(claim, company, 1, found[claim])
        assert all(np.isfinite(value) for row in rows for value in row.values() if isinstance(value, float))


def test_a_large_company_is_tried_on_a_smaller_scale_and_a_usual_one_as_it_is():
    large = sim.load("broadband").scaled(50_000)
    assert trial.sized(large).today.market_size == trial.MOST_PEOPLE
    assert trial.sized(SMALL) is SMALL
    assert trial.seconds(("C1",), large) < 2 * trial.seconds(("C1",), sim.load("broadband"))


def test_staged_levers_bring_no_newcomers_into_a_base_that_is_followed_alone():
    event = Event(day=10, kind="lever", lever="acquisition_spend", size=5000.0)
    other = Event(day=10, kind="lever", lever="service_quality", size=80.0)
    staged = sim.Scenario("own", SMALL.today, SMALL.plan, events=(event, other))
    assert claims._without_newcomers(staged).events == (other,)


def test_regions_hold_what_the_rules_say():
    rows = trial.region("C1", SMALL)
    inside = [row["churn"] for row in rows if row["rate"] == 0 and FIVE_POINTS[0] <= row["gain"] <= FIVE_POINTS[1]]
    assert (min(inside), max(inside)) == (0.11, 0.25)
    told = trial.region("C2", SMALL)
    assert sum(row["share"] for row in told) == pytest.approx(1)
    assert sum(row["share"] for row in told if row["below"]) == pytest.approx(0.85, abs=0.02)
    exact = {row["retention"]: row["ratio"] for row in trial.region("C5", SMALL) if row["name"] == "exact"}
    assert exact[0.90] == pytest.approx(5.6, abs=0.05)
    assert sum(row["share"] for row in trial.region("C10", SMALL)) == pytest.approx(1)


def test_the_ratios_of_companies_that_ship_are_those_of_the_study():
    study = (Path(__file__).resolve().parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    said = re.search(r"looking after a customer: (.+?)\. \|", study).group(1)
    named = dict(each.rsplit(" ", 1) for each in said.split(", "))
    assert {name.replace("_", " "): f"{ratio:.1f}" for name, ratio in trial.SHIPPED_RATIOS.items()} == named


def test_one_world_is_enough_for_a_figure_and_not_for_telling_a_difference_from_luck():
    found = claims.ignored(SMALL, Lab(seeds=(1,)))
    assert not any(each.held for each in found.conditions)
