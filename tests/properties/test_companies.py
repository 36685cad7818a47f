"""What a user would take for granted, in every company and plan that ships."""

import numpy as np
import pytest

import sim
from sim import experiments
from sim.metrics import COST_LINES

SHIPPED = sim.names()
COMPANIES = [name for name in SHIPPED if sim.load(name).company == name]
WORLDS = (1, 2, 3)


def _small(name, **changes):
    return sim.load(name).scaled(1200).changed(**{"months": 18, "burn_in": 6} | changes)


def _totals(scenarios, key):
    """A total of each scenario in each world: (scenarios, worlds)."""
    return np.array([[sim.run(each, seed).totals[key] for seed in WORLDS] for each in scenarios])


@pytest.mark.parametrize("name", SHIPPED)
def test_people_are_conserved_and_money_adds_up_to_the_cent(name):
    company = _small(name)
    columns = sim.run(company, 1).columns
    everybody = columns["customers"] + columns["prospects"] + columns["lost"]
    assert (everybody == 1200).all()
    moved = np.diff(columns["customers"])
    np.testing.assert_array_equal(moved, (columns["joined"] - columns["left"])[1:])
    assert (columns["returned"] >= columns["won_back"]).all() and (columns["joined"] >= columns["returned"]).all()
    np.testing.assert_array_equal(columns["cost_cents"], sum(columns[line] for line in COST_LINES))
    np.testing.assert_array_equal(columns["profit_cents"], columns["revenue_cents"] - columns["cost_cents"])
    causes = sum(columns[column] for column in columns if column.startswith("left_"))
    np.testing.assert_array_equal(columns["left"], causes)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_plan_compared_with_itself_differs_by_exactly_zero(name):
    company = _small(name, months=6)
    found = experiments.compare(company, company, worlds=1)
    assert all(each.mean == 0 for each in found.difference.values() if np.isfinite(each.mean))


@pytest.mark.parametrize("name", COMPANIES)
def test_better_quality_means_fewer_problems_and_fewer_of_them_left_unsolved(name):
    worse, better = _small(name, service_quality=50.0), _small(name, service_quality=85.0)
    for key in ("failures", "unsolved"):
        low, high = _totals((worse, better), key)
        assert (high < low).all(), key


@pytest.mark.parametrize("name", COMPANIES)
def test_more_staff_leave_a_smaller_share_of_the_problems_unsolved(name):
    # A share, because more staff keep more customers, who then meet more problems.
    staffed = (_small(name, desk_staff=1), _small(name, desk_staff=12))
    few, many = _totals(staffed, "unsolved").sum(axis=1) / _totals(staffed, "failures").sum(axis=1)
    assert many < few


@pytest.mark.parametrize("name", COMPANIES)
def test_bad_stories_never_help(name):
    lived = np.array([sim.run(_small(name), seed).totals["customers"] for seed in WORLDS])
    silenced = np.array([sim.run(_small(name), seed, silenced=True).totals["customers"] for seed in WORLDS])
    assert silenced.sum() >= lived.sum()


@pytest.mark.parametrize("name", COMPANIES)
def test_silence_a_perfect_product_and_no_rivals_leave_only_unavoidable_churn(name):
    still = _small(name, failure_rate=0.0, question_rate=0.0, rival_offers=0.0, neglect_hazard=0.0, belief=0.0)
    for seed in WORLDS:
        totals = sim.run(still, seed).totals
        assert totals["left"] == totals["left_by_cause"]["unavoidable"]


@pytest.mark.parametrize("name", COMPANIES)
def test_twice_the_market_and_company_has_the_same_rates(name):
    company = sim.load(name).changed(months=12, burn_in=6)
    rates = [np.array([sim.run(company.scaled(people), seed).totals["yearly_churn"] for seed in WORLDS])
             for people in (8000, 16_000)]
    error = np.sqrt(sum(each.var(ddof=1) / len(each) for each in rates))
    # Small desks come in whole persons, hence the half point.
    assert abs(rates[0].mean() - rates[1].mean()) < 4 * error + 0.005
