"""Runs with everything but one cause of leaving switched off survive as the closed forms say."""

from functools import cache

import numpy as np
import pytest
from scipy.special import betaln, psi

import sim
from sim import analytic
from sim.draws import Draws
from sim.metrics import CAUSES
from sim.population import CUSTOMER, draw_traits, first_people
from tests.theory.stillness import EVERY_SECOND_OFFER, NOTHING_ELSE

N = 20_000
REGULAR, HIGH_END = (0.704, 1.182), (0.668, 3.806)
# Share of a cohort that is left after 0, 1, ... years [FaderHardie2007], in percent.
PUBLISHED = {
    REGULAR: [100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3],
    HIGH_END: [100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1],
}
# A closed market of new customers with no reason to leave, no friends and no contact with the desk.
NOTHING = NOTHING_ELSE | EVERY_SECOND_OFFER | {
    "market_size": N, "customers_at_start": N, "burn_in": 0, "first_tenure": 0, "hazard_level": 1,
    "unavoidable_churn": 0, "rival_offers": 0, "neglect_hazard": 0, "failure_rate": 0, "question_rate": 0,
    "slow_answer_hazard": 0, "switching_weight": 0, "contract_share": 0, "contacts": 0, "return_rate": 0,
    "acquisition_spend": 0, "imitation": 0,
}


@cache
def _cohort(frailty, **changes):
    """Customers left after every year, and the run. Everybody meets the same constant pull of rivals.

    Someone of frailty 1 has to leave at the yearly rate psi(a + b) - psi(b), by which frailty was divided.
    """
    alpha, beta = frailty
    pull = psi(alpha + beta) - psi(beta)
    inputs = NOTHING | {"frailty_alpha": alpha, "frailty_beta": beta, "months": 144, "rival_offers": 2 * pull}
    run = sim.run(sim.load("broadband").changed(**inputs | changes), seed=1)
    return np.concatenate([[N], run.columns["customers"][11::12]]) / N, run


def _traits(run):
    """Everybody's traits, as they were drawn before the run of seed 1 began."""
    today = run.scenario.today
    return draw_traits(today, Draws(1, today.market_size), _first(today))


def _first(today):
    """Everybody as they were before the run of seed 1 began."""
    return first_people(today, Draws(1, today.market_size), expectation=60.0)


def _error(share):
    return np.sqrt(share * (1 - share) / N)


def test_the_regular_segment_survives_as_published():
    left, _ = _cohort(REGULAR)
    assert np.abs(100 * left - PUBLISHED[REGULAR]).max() < 2


def test_the_high_end_segment_survives_as_published():
    # The fitted curve itself is up to 1.83 points away from the published one, which leaves little room for chance:
    # ten times as many people are watched.
    _, run = _cohort(HIGH_END, months=84, market_size=10 * N, customers_at_start=10 * N)
    left = 100 * run.columns["customers"][11::12] / (10 * N)
    assert np.abs(left - PUBLISHED[HIGH_END][1:8]).max() < 2


@pytest.mark.parametrize("segment", [REGULAR, HIGH_END], ids=["regular", "high end"])
def test_a_cohort_survives_as_the_shifted_beta_geometric(segment):
    left, _ = _cohort(segment)
    expected = analytic.sbg_survival(*segment, 12)
    assert (np.abs(left - expected)[1:] < 4 * _error(expected)[1:]).all()


def test_contracts_change_when_people_leave_within_the_year_and_not_how_many():
    left, run = _cohort(REGULAR, contract_share=1.0, long_contract_share=0, contract_leak=0.02)
    expected = analytic.sbg_survival(*REGULAR, 12)
    assert (np.abs(left - expected)[1:] < 4 * _error(expected)[1:]).all()
    assert run.totals["left"] == run.totals["left_by_cause"]["rivals"]


def test_contracts_for_two_years_change_nothing_at_their_ends():
    left, _ = _cohort(REGULAR, contract_share=1.0, long_contract_share=1.0, contract_leak=0.02)
    expected = analytic.sbg_survival(*REGULAR, 12)
    assert (np.abs(left - expected)[2::2] < 4 * _error(expected)[2::2]).all()
    assert left[1] > expected[1] + 4 * _error(expected)[1]


def test_retention_rises_with_age_though_nobodys_frailty_changes():
    left, run = _cohort(REGULAR)
    retention = left[1:] / left[:-1]
    expected = analytic.sbg_retention(*REGULAR, 12)
    error = np.sqrt(expected * (1 - expected) / (N * left[:-1]))
    assert (np.abs(retention - expected) < 4 * error).all()
    assert (np.diff(retention[:6]) > 0).all()
    frailty = _traits(run).frailty
    stayed = run.people.status == CUSTOMER
    assert frailty[stayed].mean() < 0.5 * frailty.mean()
    assert frailty.mean() == pytest.approx(1, abs=4 * frailty.std() / np.sqrt(N))


def test_retention_does_not_rise_where_people_are_alike():
    # Beta(50, 500): everybody's yearly chance to leave is close to 1 in 11, for all twelve years.
    left, _ = _cohort((50.0, 500.0))
    retention = left[1:] / left[:-1]
    expected = analytic.sbg_retention(50.0, 500.0, 12)
    assert (np.abs(retention - expected) < 4 * np.sqrt(expected * (1 - expected) / (N * left[:-1]))).all()
    assert expected[-1] - expected[0] < 0.02


def test_with_unavoidable_churn_only_survival_is_exponential():
    yearly = 0.15
    left, run = _cohort(REGULAR, rival_offers=0, unavoidable_churn=yearly)
    expected = np.exp(-yearly * np.arange(13))
    assert (np.abs(left - expected)[1:] < 4 * _error(expected)[1:]).all()
    assert run.totals["left_by_cause"] == dict.fromkeys(CAUSES, 0) | {"unavoidable": run.totals["left"]}


def test_survival_under_unavoidable_churn_is_blind_to_frailty_and_value():
    _, run = _cohort(REGULAR, rival_offers=0, unavoidable_churn=0.15)
    traits, stayed = _traits(run), run.people.status == CUSTOMER
    for trait in (traits.frailty, traits.value):
        error = trait.std() * np.sqrt(1 / stayed.sum() + 1 / (~stayed).sum())
        assert abs(trait[stayed].mean() - trait[~stayed].mean()) < 4 * error


def test_competing_causes_share_the_leavers_in_proportion_to_their_hazards():
    # Nobody differs: unavoidable 0.06 a year, rivals 0.12 and indifference 0.03 e**-0 (satisfaction carries no weight,
    # and indifference none): two, four and one seventh of all who leave.
    _, run = _cohort((50.0, 500.0), months=24, unavoidable_churn=0.06, rival_offers=0.24,
                     neglect_hazard=0.03, neglect_weight=0, satisfaction_weight=0)
    shares = {cause: number / run.totals["left"] for cause, number in run.totals["left_by_cause"].items()}
    error = 4 * np.sqrt(0.25 / run.totals["left"])
    expected = {"unavoidable": 2 / 7, "rivals": 4 / 7, "indifference": 1 / 7}
    for cause in CAUSES:
        assert shares[cause] == pytest.approx(expected.get(cause, 0), abs=error), cause


@pytest.mark.parametrize("segment", [REGULAR, HIGH_END], ids=["regular", "high end"])
@pytest.mark.parametrize("first_tenure", [2, 5, 10])
def test_a_base_that_has_stayed_survives_as_what_is_left_of_a_cohort(segment, first_tenure):
    # Whoever has stayed t years stays n more with probability S(t + n) / S(t) = B(a, b + t + n) / B(a, b + t).
    left, run = _cohort(segment, first_tenure=first_tenure)
    today, (alpha, beta) = run.scenario.today, segment
    years = _first(today).tenure / 12
    assert years.mean() > 0.75 * first_tenure
    stays = np.exp([betaln(alpha, beta + years + more) - betaln(alpha, beta + years) for more in range(1, 13)])
    error = np.sqrt((stays * (1 - stays)).mean(axis=1) / N)
    assert (np.abs(left[1:] - stays.mean(axis=1)) < 4 * error).all()


def test_first_customers_survive_alike_whatever_cohort_they_are_the_rest_of():
    # S(12) / S(1), S(12) / S(2), ...: within one base the older members stay longer, by as much as theory says.
    _, run = _cohort(REGULAR, first_tenure=5, months=36)
    years, stayed = _first(run.scenario.today).tenure / 12, run.people.status == CUSTOMER
    alpha, beta = REGULAR
    for low, high in ((0, 1), (1, 3), (3, 6), (6, 12), (12, 21)):
        among = (low <= years) & (years < high)
        expected = np.exp(betaln(alpha, beta + years[among] + 3) - betaln(alpha, beta + years[among]))
        error = np.sqrt((expected * (1 - expected)).sum()) / among.sum()
        assert stayed[among].mean() == pytest.approx(expected.mean(), abs=4 * error), (low, high)


@pytest.mark.parametrize("first_tenure", [0, 5])
def test_frailty_makes_the_base_sturdier_than_the_market(first_tenure):
    # After two years of living, those who are customers are less frail than those who never were.
    run = sim.run(sim.load("broadband").changed(first_tenure=first_tenure), seed=1, months=1)
    traits = _traits(run)
    customers = run.people.status == CUSTOMER
    frail, sturdy = traits.frailty[~customers], traits.frailty[customers]
    error = np.sqrt(frail.var() / len(frail) + sturdy.var() / len(sturdy))
    assert sturdy.mean() < frail.mean() - 4 * error
