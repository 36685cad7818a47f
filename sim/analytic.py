"""Closed forms: what the theory says in special cases, so that the simulation has witnesses.

Every function is pinned by tests/theory/test_analytic.py. An argument that is negative, not finite or otherwise
out of range raises ValueError, saying which, its value and what is allowed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

_NEGLIGIBLE = 45.0  # a weight of exp(-45) of the largest one is below the last bit of the sum


def erlang_c(load: float, staff: int) -> float:
    """Share of contacts that have to wait when everybody waits as long as it takes.

    Parameters
    ----------
    load : float, erlang, >= 0
    staff : int, person, >= 0

    Returns
    -------
    float, 1, in [0, 1]
        1 when the staff cannot keep up (``staff <= load``).

    Notes
    -----
    ``C = B / (1 - (a / n) (1 - B))`` with Erlang B by ``B(n) = a B(n-1) / (n + a B(n-1))``, ``B(0) = 1``:
    no overflow with thousands of staff.

    References
    ----------
    [M13]
    """
    blocked = _blocked(load, staff)
    if staff <= load:
        return 1.0
    return blocked / (1 - load / staff * (1 - blocked))


def mean_wait(load: float, staff: int) -> float:
    """Mean time to an answer, over everybody, in mean handle times (the field's ASA).

    Parameters
    ----------
    load, staff : as for `erlang_c`

    Returns
    -------
    float, mean handle time, >= 0
        Infinite when the staff cannot keep up.

    Notes
    -----
    ``C / (n - a)``.

    References
    ----------
    [M13]
    """
    waiting = erlang_c(load, staff)
    return waiting / (staff - load) if staff > load else math.inf


def service_level(load: float, staff: int, target_in_handle_times: float) -> float:
    """Share of contacts answered within a target.

    Parameters
    ----------
    load, staff : as for `erlang_c`
    target_in_handle_times : float, mean handle time, >= 0

    Returns
    -------
    float, 1, in [0, 1]
        0 when the staff cannot keep up (``staff <= load``).

    Notes
    -----
    ``1 - C exp(-(n - a) T)``.

    References
    ----------
    [M13]
    """
    _at_least(0, "mean handle time", target_in_handle_times=target_in_handle_times)
    waiting = erlang_c(load, staff)
    return 1 - waiting * math.exp(-(staff - load) * target_in_handle_times) if staff > load else 0.0


def _blocked(load: float, staff: int) -> float:
    """Erlang B, the share turned away without a waiting line; every term of the recurrence stays in [0, 1]."""
    _at_least(0, "erlang", load=load)
    _at_least(0, "person", staff=staff)
    blocked = 1.0
    for serving in range(1, int(staff) + 1):
        offered = load * blocked
        blocked = offered / (serving + offered)
    return blocked


class Impatient(NamedTuple):
    """What a desk does to people who give up: shares of all contacts, and their mean wait in handle times."""

    waiting: float
    abandoned: float
    mean_wait: float


def erlang_a(load: float, staff: int, patience: float) -> Impatient:
    """Waiting and giving up at a desk whose customers have exponential patience.

    Parameters
    ----------
    load, staff : as for `erlang_c`
    patience : float, mean handle time, in (0, 10000]
        Mean time after which somebody who waits gives up.

    Returns
    -------
    Impatient
        `waiting` and `abandoned` in [0, 1]; `mean_wait` over everybody, those who give up included.

    Notes
    -----
    Birth and death in equilibrium, state by state: with j people in the line the weight relative to a full
    desk is ``prod(a / (n + k / patience), k = 1..j)``. Little's law gives ``mean_wait = E[line] / a`` and
    ``abandoned = mean_wait / patience``. The weights are summed in logarithms, so overload is no trouble.

    References
    ----------
    [M13]
    """
    if not 0 < patience <= 10_000:
        raise ValueError(f"patience = {patience!r} is out of range; allowed: above 0 to 10000 mean handle time")
    blocked = _blocked(load, staff)
    if load == 0 or blocked == 0:
        return Impatient(blocked, 0.0, 0.0)
    logarithms = _line_logarithms(load, staff, patience)
    highest = logarithms.max()
    weights = np.exp(logarithms - highest)
    total = float(weights.sum())
    waiting = 1 / (1 + (1 - blocked) / blocked * math.exp(-highest) / total)
    in_line = waiting * float(np.arange(len(weights)) @ weights) / total
    return Impatient(waiting, in_line / load / patience, in_line / load)


def _line_logarithms(load: float, staff: int, patience: float) -> np.ndarray:
    """Logarithms of the weights of 0, 1, 2, ... people in line, until the rest is negligible."""
    length = 256
    while True:
        steps = math.log(load) - np.log(staff + np.arange(1, length) / patience)
        logarithms = np.concatenate([[0.0], np.cumsum(steps)])
        if steps[-1] < 0 and logarithms[-1] < logarithms.max() - _NEGLIGIBLE:
            return logarithms
        length *= 4


def sbg_retention(alpha: float, beta: float, periods: int) -> np.ndarray:
    """Share of a cohort's survivors that renews, period by period, when propensities to leave differ (sBG).

    Parameters
    ----------
    alpha, beta : float, 1, > 0
        Each customer's chance to leave at a renewal is drawn once from Beta(alpha, beta).
    periods : int, >= 1

    Returns
    -------
    (periods,) float64, 1, in (0, 1)
        Rising, although no customer ever changes: those who leave easily are gone first.

    Notes
    -----
    ``r(t) = (beta + t - 1) / (alpha + beta + t - 1)``.

    References
    ----------
    [FaderHardie2007]
    """
    _above_zero("1", alpha=alpha, beta=beta)
    _at_least(1, "period", periods=periods)
    stayed = beta + np.arange(periods)
    return stayed / (alpha + stayed)


def sbg_survival(alpha: float, beta: float, periods: int) -> np.ndarray:
    """Share of a cohort that is still there after 0, 1, ..., `periods` renewals (sBG).

    Parameters
    ----------
    alpha, beta, periods : as for `sbg_retention`

    Returns
    -------
    (periods + 1,) float64, 1, in (0, 1]

    Notes
    -----
    ``S(t) = B(alpha, beta + t) / B(alpha, beta)``, multiplied up from the retention rates.

    References
    ----------
    [FaderHardie2007]
    """
    return np.concatenate([[1.0], np.cumprod(sbg_retention(alpha, beta, periods))])


def frail_survival(cumulated_hazard, variance: float) -> np.ndarray:
    """Share that survives a cumulated hazard when frailty is Gamma with mean 1.

    Parameters
    ----------
    cumulated_hazard : array_like of float64, 1, >= 0
        Hazard of somebody of mean frailty, summed over time.
    variance : float, 1, >= 0
        0: everybody is alike, and survival is exponential.

    Returns
    -------
    float64, 1, in [0, 1], shaped like `cumulated_hazard`

    Notes
    -----
    ``(1 + variance * H) ** (-1 / variance)``.

    References
    ----------
    [M4]
    """
    _at_least(0, "1", variance=variance)
    hazard = np.asarray(cumulated_hazard, dtype=float)
    _at_least(0, "1", cumulated_hazard=float(hazard.min(initial=0.0)))
    if variance == 0:
        return np.exp(-hazard)
    return np.exp(-np.log1p(variance * hazard) / variance)


def lifetime_value(margin: float, retention: float, discount: float, first_now: bool = False) -> float:
    """Present value of a customer who renews each period with the same probability.

    Parameters
    ----------
    margin : float, euro per period
    retention : float, 1, in [0, 1]
    discount : float, 1/period, >= 0
    first_now : bool
        The first margin comes at once; otherwise at the end of the first period, after a renewal.

    Returns
    -------
    float, euro

    Notes
    -----
    ``m r / (1 + d - r)`` at the end of the period, ``m (1 + d) / (1 + d - r)`` now.

    References
    ----------
    [M24]
    """
    _at_least(0, "1/period", discount=discount)
    if not 0 <= retention <= 1:
        raise ValueError(f"retention = {retention!r} is out of range; allowed: 0 to 1")
    if retention == 1 and discount == 0:
        raise ValueError("discount = 0 is out of range when everybody stays; allowed: above 0")
    return margin * ((1 + discount) if first_now else retention) / (1 + discount - retention)


def residual_lifetime(alpha: float, beta: float, renewals: int, discount: float) -> float:
    """Discounted periods still to come for a customer who has renewed `renewals` times (sBG's DERL).

    Parameters
    ----------
    alpha, beta : float, 1, > 0
    renewals : int, period, >= 0
    discount : float, 1/period, > 0

    Returns
    -------
    float, period
        Times a margin: the residual lifetime value, seen just before the next renewal.

    Notes
    -----
    ``(b + k) / (a + b + k) * 2F1(1, b + k + 1; a + b + k + 1; 1 / (1 + d))`` after k renewals.

    References
    ----------
    [FaderHardie2010]
    """
    from scipy.special import hyp2f1  # here, because it takes longer to import than all other closed forms

    _above_zero("1", alpha=alpha, beta=beta)
    _above_zero("1/period", discount=discount)
    _at_least(0, "period", renewals=renewals)
    stayed = beta + renewals
    series = hyp2f1(1, stayed + 1, alpha + stayed + 1, 1 / (1 + discount))
    return float(stayed / (alpha + stayed) * series)


def bass_adopted(innovation: float, imitation: float, years) -> np.ndarray:
    """Share of a market that has adopted after some years, by innovation and imitation.

    Parameters
    ----------
    innovation : float, 1/year, > 0
    imitation : float, 1/year, >= 0
    years : array_like of float64, year, >= 0

    Returns
    -------
    float64, 1, in [0, 1], shaped like `years`

    Notes
    -----
    ``(1 - e) / (1 + q / p * e)`` with ``e = exp(-(p + q) t)``.

    References
    ----------
    [M28]
    """
    _above_zero("1/year", innovation=innovation)
    _at_least(0, "1/year", imitation=imitation)
    time = np.asarray(years, dtype=float)
    _at_least(0, "year", years=float(time.min(initial=0.0)))
    left = np.exp(-(innovation + imitation) * time)
    return (1 - left) / (1 + imitation / innovation * left)


def bass_peak(innovation: float, imitation: float) -> float:
    """Year in which most people adopt.

    Parameters
    ----------
    innovation, imitation : as for `bass_adopted`

    Returns
    -------
    float, year, >= 0
        0 when imitation is too weak to make adoption rise at all.

    Notes
    -----
    ``ln(q / p) / (p + q)``.

    References
    ----------
    [M28]
    """
    _above_zero("1/year", innovation=innovation)
    _at_least(0, "1/year", imitation=imitation)
    if imitation <= innovation:
        return 0.0
    return math.log(imitation / innovation) / (innovation + imitation)


def net_present_value(flows, discount: float, first_now: bool = False) -> float:
    """Present value of a row of payments.

    Parameters
    ----------
    flows : (periods,) array_like of float64, cent or euro per period
    discount : float, 1/period, >= 0
    first_now : bool, first payment at once instead of at the end of its period

    Returns
    -------
    float, in the unit of `flows`

    Notes
    -----
    ``sum(flow / (1 + d) ** t)`` with t from 0 (now) or from 1.

    References
    ----------
    [M24]
    """
    _at_least(0, "1/period", discount=discount)
    payments = np.asarray(flows, dtype=float)
    periods = np.arange(len(payments)) + (0 if first_now else 1)
    return float((payments / (1 + discount) ** periods).sum())


def _at_least(lowest: float, unit: str, **values: float) -> None:
    for name, value in values.items():
        if not lowest <= value < math.inf:
            allowed = f"at least {lowest:g} {unit}".removesuffix(" 1")
            raise ValueError(f"{name} = {value!r} is out of range; allowed: {allowed}")


def _above_zero(unit: str, **values: float) -> None:
    for name, value in values.items():
        if not 0 < value < math.inf:
            allowed = f"above 0 {unit}".removesuffix(" 1")
            raise ValueError(f"{name} = {value!r} is out of range; allowed: {allowed}")
