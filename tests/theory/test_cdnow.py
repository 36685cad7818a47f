"""CDNOW: real purchases of 23,570 customers over eighteen months, read from the files of a package that has them.

The package is never imported. A file that is missing fails these tests, here as in CI: nothing is skipped.
"""

from importlib.metadata import files

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import betaln, gammaln


def _data(name):
    (found,) = [each for each in files("lifetimes") if each.name == name]
    return found.locate()


@pytest.fixture(scope="module")
def sample():
    """One customer in ten: repeat purchases in 39 weeks, week of the last one, weeks observed."""
    return pd.read_csv(_data("cdnow_customers_summary.csv"))


@pytest.fixture(scope="module")
def spend():
    """All 23,570 customers over all eighteen months: spend, spend after the first day, and whether there was any."""
    names = ["customer", "day", "discs", "dollars"]
    purchases = pd.read_csv(_data("CDNOW_master.txt"), sep=r"\s+", skiprows=1, names=names)
    assert (len(purchases), purchases.day.min(), purchases.day.max()) == (69_659, 19970101, 19980630)
    later = purchases.day > purchases.groupby("customer").day.transform("min")
    purchases = purchases.assign(repeat=purchases.dollars.where(later, 0), came_back=later)
    return purchases.groupby("customer").agg({"dollars": "sum", "repeat": "sum", "came_back": "any"})


def _minus_log_likelihood(logarithms, x, last, weeks):
    """BG/NBD: purchases at Gamma(r, alpha) rates; after each one a Beta(a, b) chance that it was the last."""
    r, alpha, a, b = np.exp(logarithms)
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + weeks)
    bought = np.maximum(x, 1)  # nobody is gone before the first repeat purchase
    gone = betaln(a + 1, b + bought - 1) - betaln(a, b) - (r + x) * np.log(alpha + last)
    return -(buying + np.logaddexp(stays, np.where(x > 0, gone, -np.inf))).sum()


def _fitted(sample):
    columns = (sample[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T"))
    found = minimize(_minus_log_likelihood, np.zeros(4), args=tuple(columns), method="Nelder-Mead",
                     options={"xatol": 1e-8, "fatol": 1e-8, "maxiter": 4000})
    assert found.success
    return np.exp(found.x), -found.fun


def test_the_sample_is_the_published_one(sample):
    assert len(sample) == 2357
    assert (sample.frequency == 0).sum() == 1411
    assert round(sample.frequency.mean(), 4) == 1.0424
    assert round(sample["T"].mean(), 1) == 32.7


def test_the_likeliest_bg_nbd_is_the_published_one(sample):
    parameters, log_likelihood = _fitted(sample)
    assert parameters == pytest.approx([0.2426, 4.4135, 0.7929, 2.4258], abs=5e-5)
    assert round(log_likelihood, 2) == -9582.43


@pytest.mark.parametrize(("column", "top", "share"), [
    ("dollars", 0.2, 67.8), ("dollars", 0.1, 50.9), ("repeat", 0.2, 84.3),
])
def test_four_fifths_from_one_fifth_is_true_of_repeat_purchases_only(spend, column, top, share):
    # Of repeat spend, those who spent most on days after their first one; several purchases on one day count as one.
    ordered = spend[column].sort_values(ascending=False)
    assert len(ordered) == 23_570
    assert round(100 * ordered.iloc[:round(top * len(ordered))].sum() / ordered.sum(), 1) == share


def test_half_of_all_customers_never_come_back_on_another_day(spend):
    assert round(100 * (1 - spend.came_back.mean()), 1) == 51.1
