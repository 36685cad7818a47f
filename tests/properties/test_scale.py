"""A company of twice the size is the same company."""

import numpy as np
import pytest

import sim

RATES = ("yearly_churn", "satisfaction", "indifference", "reputation", "joined", "told_bad", "told_good", "unsolved",
         "abandoned", "response_hours")
PER_CUSTOMER = {"joined", "told_bad", "told_good", "unsolved", "abandoned"}
WITHOUT_DESK = {"question_rate": 0.0, "voiced_share": 0.0}
WORLDS = range(1, 9)


def _rates(scenario, seed):
    run = sim.run(scenario, seed)
    served = (run.columns["customers"] + run.columns["left"] - run.columns["joined"]).sum()
    totals = run.totals | {"indifference": run.columns["indifference"][-1]}
    return [totals[rate] / (served if rate in PER_CUSTOMER else 1) for rate in RATES]


def _lived(**changes):
    """Rates of the company at 8,000 and at 16,000 people, in eight worlds each: two (worlds, rates)."""
    company = sim.load("broadband").changed(months=12, burn_in=12, **changes)
    return [np.array([_rates(company.scaled(people), seed) for seed in WORLDS]) for people in (8000, 16_000)]


@pytest.fixture(scope="module")
def whole():
    return _lived()


@pytest.fixture(scope="module")
def without_desk():
    return _lived(**WITHOUT_DESK)


def _agree(one, two):
    error = np.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))
    return abs(one.mean() - two.mean()) <= 4 * error


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate not in {"abandoned", "response_hours"}])
def test_twice_the_people_without_a_desk_have_the_same_rates_within_noise(without_desk, rate):
    one, two = (each[:, RATES.index(rate)] for each in without_desk)
    assert one.mean() > 0 and _agree(one, two)


@pytest.mark.parametrize("rate", RATES)
def test_twice_the_company_has_the_same_rates_within_noise(whole, rate):
    one, two = (each[:, RATES.index(rate)] for each in whole)
    assert _agree(one, two)
