"""When people leave: early, at the end of a contract, and by how long they have been customers."""

import numpy as np
import pytest
from scipy.special import ndtr, psi

import sim
from sim.behaviour import leaving
from sim.scenario import checked

# Customers who hardly differ, all new at month 0, in a closed market; rivals are the only reason to leave.
ALIKE = {
    "market_size": 20_000, "customers_at_start": 20_000, "burn_in": 0, "first_tenure": 0, "months": 24,
    "hazard_level": 1, "unavoidable_churn": 0, "rival_satisfaction_shield": 0, "rival_switching_shield": 0,
    "rival_neglect_opening": 0, "price_level": 1, "neglect_hazard": 0, "failure_rate": 0, "question_rate": 0,
    "switching_weight": 0, "contract_share": 0, "early_churn": 1, "reward_spend": 0, "return_rate": 0,
    "acquisition_spend": 0, "imitation": 0, "referral_rate": 0, "frailty_alpha": 50, "frailty_beta": 500,
    "contacts": 0, "good_story_rate": 0,
}
YEARLY = 0.6
N = ALIKE["market_size"]


def _lived(**changes):
    """Left a month, where offers win half the time and come so often that `YEARLY` is the mean hazard."""
    company = sim.load("broadband").changed(**ALIKE | {"rival_offers": YEARLY / ndtr(0)} | changes)
    left = sim.run(company, seed=3).columns["left"]
    return left, N - np.cumsum(left)


def _hazard(left, after):
    """Mean monthly hazard over some months and its standard error."""
    before = after + left
    p = left.sum() / before.sum()
    return -np.log(1 - p), np.sqrt(left.sum()) / before.sum()


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize("leak", [0.02, 0.1, 1.0])
def test_the_months_of_a_term_come_to_their_number(months, leak):
    tenure = np.arange(months)
    factors = leaving.contract_factor(np.full(months, months), tenure, leak)
    assert factors.sum() == pytest.approx(months)
    assert (factors[:-1] == leak).all()
    assert factors[-1] == pytest.approx(months - (months - 1) * leak)


def test_contracts_are_renewed_on_anniversaries():
    tenure = np.arange(72)
    for term in (12, 24):
        free = leaving.contract_factor(np.full(72, term), tenure, 0.1) > 1
        assert np.flatnonzero(free).tolist() == list(range(term - 1, 72, term))


def test_without_a_contract_every_month_is_the_same():
    assert (leaving.contract_factor(np.zeros(30, int), np.arange(30), 0.1) == 1).all()


def test_in_a_run_those_with_a_contract_leave_when_it_ends():
    left, after = _lived(contract_share=1, long_contract_share=0, contract_leak=0.02)
    assert set(np.argsort(left)[-2:]) == {11, 23}
    for month in (11, 23):
        p = 1 - np.exp(-YEARLY / 12 * (12 - 11 * 0.02))
        before = after[month] + left[month]
        # Frailty takes up to a tenth off the second year's hazard.
        assert p * 0.9 < left[month] / before < p + 4 * np.sqrt(p * (1 - p) / before)


def test_a_contract_moves_leaving_to_its_end_but_keeps_nobody_for_good():
    _, free = _lived()
    _, bound = _lived(contract_share=1, long_contract_share=0)
    for month in (11, 23):
        error = np.sqrt(2 * free[month] * (1 - free[month] / N))
        assert bound[month] == pytest.approx(free[month], abs=4 * error)
    assert bound[10] > free[10] + 4 * np.sqrt(2 * free[10])


def test_long_contracts_end_after_two_years():
    left, _ = _lived(contract_share=1, long_contract_share=1, contract_leak=0.02)
    assert left[23] > left[:23].sum()


def test_the_first_half_year_is_the_dangerous_one():
    inputs = checked({"early_churn": 2.0, "tenure_power": 1.0})
    assert leaving.tenure_factor(np.arange(8), inputs).tolist() == [2, 2, 2, 2, 2, 2, 1, 1]


def test_in_a_run_the_hazard_halves_after_half_a_year():
    left, after = _lived(early_churn=2.0, months=12)
    early, late = (_hazard(left[half], after[half]) for half in (slice(0, 6), slice(6, 12)))
    ratio = early[0] / late[0]
    error = ratio * np.hypot(early[1] / early[0], late[1] / late[0])
    # Frailty of variance 1 / 50 thins out the frailer ones by about one percent.
    assert ratio == pytest.approx(2.0, abs=4 * error + 0.03)


def test_with_no_early_danger_and_no_dependence_tenure_makes_no_difference():
    assert (leaving.tenure_factor(np.arange(100), checked({"early_churn": 1.0, "tenure_power": 1.0})) == 1).all()


@pytest.mark.parametrize(("power", "sign"), [(0.7, -1), (0.9, -1), (1.1, 1)])
def test_true_dependence_on_tenure_falls_below_one_and_rises_above(power, sign):
    factors = leaving.tenure_factor(np.arange(120), checked({"early_churn": 1.0, "tenure_power": power}))
    assert (sign * np.diff(factors) > 0).all()
    assert leaving.tenure_factor(np.array([11.5]), checked({"early_churn": 1.0, "tenure_power": power})) == [1]


@pytest.mark.parametrize("power", [0.7, 0.9, 1.1])
@pytest.mark.parametrize("years", [1, 5])
def test_the_months_add_up_to_a_weibull_hazard(power, years):
    factors = leaving.tenure_factor(np.arange(12 * years), checked({"early_churn": 1.0, "tenure_power": power}))
    assert factors.sum() / 12 == pytest.approx(years**power / power, rel=0.03)


def test_the_hazard_of_the_unavoidable_knows_no_tenure():
    left, after = _lived(rival_offers=0.0, unavoidable_churn=0.3, early_churn=5.0, contract_share=1)
    first, second = (_hazard(left[year], after[year]) for year in (slice(0, 12), slice(12, 24)))
    assert first[0] == pytest.approx(0.025, abs=4 * first[1])
    assert second[0] == pytest.approx(0.025, abs=4 * second[1])


def test_the_mean_frailty_is_one_in_the_runs_above():
    # The published beta distribution's hazard is divided by its mean, so the mean hazard is the stated one.
    left, after = _lived(months=1)
    hazard, error = _hazard(left, after)
    assert psi(550.0) - psi(500.0) == pytest.approx(np.log(550 / 500), rel=0.01)
    assert hazard == pytest.approx(YEARLY / 12, abs=4 * error)
