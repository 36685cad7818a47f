"""The company that ships: its churn, its reasons for leaving, and levers with something to find in the middle."""

import numpy as np
import pytest

import sim
from sim import levers
from sim.metrics import CAUSES, yearly_churn

TODAY = {"service_quality": 60, "response_target": 12, "reward_spend": 0.5}


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband")


@pytest.fixture(scope="module")
def four(company):
    """Today's plan in four worlds."""
    return [sim.run(company, seed=seed) for seed in range(1, 5)]


def test_churn_is_about_15_percent_in_four_worlds(four):
    assert np.mean([yearly_churn(run.columns) for run in four]) == pytest.approx(0.15, abs=0.01)


@pytest.mark.slow
def test_churn_is_15_percent_in_twenty_worlds(company):
    found = [yearly_churn(sim.run(company, seed=seed).columns) for seed in range(1, 21)]
    assert np.mean(found) == pytest.approx(0.15, abs=0.01)
    stated = company.today.yearly_churn
    assert np.mean(found) == pytest.approx(stated, abs=4 * np.std(found, ddof=1) / np.sqrt(20) + 0.0005)


def test_a_quarter_to_almost_half_leave_out_of_indifference(four):
    left = np.array([[run.totals["left_by_cause"][cause] for cause in CAUSES] for run in four]).sum(axis=0)
    assert 0.25 < left[CAUSES.index("indifference")] / left.sum() < 0.45
    assert (left > 0).all()


def test_the_company_lives_on_its_plan_of_today(four):
    for run in four:
        assert run.columns["profit_cents"].mean() > 0
        assert 3000 < run.columns["customers"][-1] < 5000
        assert (run.columns["staff"] >= 1).all()


def test_the_price_of_talk_is_real_and_not_explosive(company, four):
    silenced = [sim.run(company, seed=run.seed, silenced=True) for run in four[:2]]
    worth = [[run.columns["npv_cents"][-1] for run in runs] for runs in (silenced, four[:2])]
    lost = np.divide(*worth) - 1
    assert lost.min() > 0.01 and lost.max() < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("lever", TODAY)
def test_each_first_lever_earns_most_somewhere_in_the_middle(company, lever):
    values = sorted({*levers.GRID[lever], TODAY[lever]})
    profit = levers.along(company, lever, values, seeds=range(1, 5))["profit_npv_cents"]
    best = int(profit.mean(axis=1).argmax())
    assert 0 < best < len(values) - 1
    for end in (0, -1):
        assert (profit[end] < profit[best]).sum() >= 3
    assert values[best] != TODAY[lever]
    assert (profit[values.index(TODAY[lever])] < profit[best]).sum() >= 3
