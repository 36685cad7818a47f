"""The rules of thumb as arithmetic: what "-5 points", "2 = 10 %", "8 to 10 times" and "80/20" take for granted.

Closed forms by the year, no simulation. Every function is pinned by tests/theory/test_rules.py. An argument that is
not finite or otherwise out of range raises ValueError, saying which, its value and what is allowed.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from sim.analytic import lifetime_value

UNDERSTATED, ABOUT_RIGHT, OVERSTATED = "understated", "about right", "overstated"
FIVE_POINTS = (0.25, 0.85)  # gain in a customer's value said to follow from five points less churn [Reichheld1990]
NEAR = 1.35  # a rule counts as right within this factor: retention .90 to .92 with margins of 27 to 36 % [M26]


def verdict(actual: float, low: float, high: float) -> str:
    """What to think of a rule that promises a result between two figures.

    Parameters
    ----------
    actual, low, high : float, 1, low <= high
        The result under one's own assumptions, and what the rule promises.

    Returns
    -------
    str
        `UNDERSTATED` (more comes out than promised), `ABOUT_RIGHT` or `OVERSTATED`.
    """
    _check(not math.isnan(actual), "a number", actual=actual)
    if actual > high:
        return UNDERSTATED
    return ABOUT_RIGHT if actual >= low else OVERSTATED


def value_of_fixed_life(profits, churn: float, discount: float, acquisition: float = 0) -> float:
    """Present value of a customer who stays for exactly 1 / churn years: the published shortcut [Reichheld1990].

    Parameters
    ----------
    profits : (years,) array_like of float64, euro per year
        In the first, second, ... year of tenure; the last figure holds for all later years.
    churn : float, 1/year, in [0.001, 1]
    discount : float, 1/year, >= 0
    acquisition : float, euro, >= 0

    Returns
    -------
    float, euro

    Notes
    -----
    ``sum(p(t) / (1 + d) ** t, t = 1..1 / c) - A``: profit comes at the end of its year (of a last year that is not
    full only its part), the acquisition cost at once. With the credit card's curve, 51 to acquire and 5.8 % a year
    compounded continuously: 132, 305 and 532 at a churn of 20, 10 and 5 %; published: 134, 300, 525 [Reichheld1990].
    """
    curve = _checked_curve(profits, discount, acquisition)
    _check(0.001 <= churn <= 1, "0.001 to 1", churn=churn)
    life = 1 / churn
    years = np.arange(1, math.ceil(life) + 1)
    paid = curve[np.minimum(years, len(curve)) - 1] * np.clip(life - years + 1, 0, 1)
    return float((paid / (1 + discount) ** years).sum()) - acquisition


def value_while_staying(profits, churn: float, discount: float, acquisition: float = 0) -> float:
    """Present value of a customer who leaves after each year with the same probability [M24].

    Parameters
    ----------
    profits, discount, acquisition : as for `value_of_fixed_life`
    churn : float, 1/year, in [0, 1]

    Returns
    -------
    float, euro

    Notes
    -----
    ``sum(p(t) (1 - c) ** (t - 1) / (1 + d) ** t, t = 1, 2, ...) - A``. Everybody stays for the first year; profit
    comes at the end of its year, the acquisition cost at once. Of all conventions tried (profit at the start, the
    middle or the end of the year, survivors counted at its start or its end, acquisition cost in or out) only this
    one gives every figure of the table in [M25].
    """
    curve = _checked_curve(profits, discount, acquisition)
    _check(0 <= churn <= 1, "0 to 1", churn=churn)
    before = np.arange(len(curve) - 1)
    rising = (curve[:-1] * (1 - churn) ** before / (1 + discount) ** (before + 1)).sum()
    level = lifetime_value(curve[-1], 1 - churn, discount, first_now=True)
    reached = (1 - churn) ** (len(curve) - 1) / (1 + discount) ** len(curve)
    return float(rising + level * reached) - acquisition


def gain_from_less_churn(profits, churn: float, discount: float, acquisition: float = 0, points: float = 0.05) -> float:
    """By how much a customer's value rises, relative to what it was, when churn falls by some points [M25].

    Parameters
    ----------
    profits, churn, discount, acquisition : as for `value_while_staying`, before the fall
    points : float, 1/year, in (0, churn]

    Returns
    -------
    float, 1
        To be compared with `FIVE_POINTS`. It concerns one customer's value, not this year's profit, and leaves out
        what it costs to lower churn.
    """
    _check(0 < points <= churn, f"above 0 to churn = {churn!r}", points=points)
    before, after = (value_while_staying(profits, each, discount, acquisition) for each in (churn, churn - points))
    if before <= 0:
        raise ValueError(f"a customer is worth {before:.2f} euro at churn = {churn!r}; a gain needs a value above 0")
    return after / before - 1


def base_growth(retention: float, points: float = 0.02, years: float = math.inf) -> float:
    """By how much the base grows when retention rises and as many customers are won as before [M26].

    Parameters
    ----------
    retention : float, 1/year, in [0, 1 - points)
        Before the rise, in a base that neither grew nor shrank.
    points : float, 1/year, in (0, 1)
    years : float, year, >= 0
        Since the rise; infinite for the new steady state.

    Returns
    -------
    float, 1, >= 0
        ``f = p / (1 - r - p)`` in the end, ``f (1 - (r + p) ** y)`` after y years.
    """
    _check(0 < points < 1, "above 0 to below 1", points=points)
    _check(0 <= retention < 1 - points, f"0 to below {1 - points:g}", retention=retention)
    _check(years >= 0, "at least 0 year", years=years)
    kept = retention + points
    return points / (1 - kept) * (1 - kept**years)


def margin_for_cost_cut(retention: float, cost_share: float = 0.9, years: float = math.inf, cut: float = 0.1) -> float:
    """Contribution margin at which two points more retention earn what a cut of all costs saves [Murphy2002, M26].

    Parameters
    ----------
    retention, years : as for `base_growth`
    cost_share, cut : float, 1, in (0, 1]
        All costs over revenue, and the share of them that is saved.

    Returns
    -------
    float, 1, > 0
        Over revenue: ``cut * cost_share / f`` with f from `base_growth`, as every further customer brings the
        contribution margin. Above 1: no margin is enough. Infinite at year 0.
    """
    _check(0 < cut <= 1, "above 0 to 1", cut=cut)
    _check(0 < cost_share <= 1, "above 0 to 1", cost_share=cost_share)
    growth = base_growth(retention, years=years)
    return cut * cost_share / growth if growth > 0 else math.inf


def judge_cost_cut(retention: float, margin: float, cost_share: float = 0.9, years: float = math.inf) -> str:
    """Whether "two points more retention are worth a tenth of the costs" holds [Murphy2002, M26].

    Parameters
    ----------
    retention, cost_share, years : as for `margin_for_cost_cut`
    margin : float, 1, in [0, 1]
        Contribution margin, over revenue.

    Returns
    -------
    str
        A `verdict`: right when retention earns 1 / `NEAR` to `NEAR` times what the cut saves.
    """
    _check(0 <= margin <= 1, "0 to 1", margin=margin)
    return verdict(margin / margin_for_cost_cut(retention, cost_share, years), 1 / NEAR, NEAR)


def policy_cost_fall(ratio: float, retention: float, points: float = 0.05) -> float:
    """By how much, relative to before, a policy's yearly cost falls when retention rises [Reichheld1993, M27].

    Parameters
    ----------
    ratio : float, year, >= 0
        Cost of winning a customer over the cost of serving one for a year.
    retention : float, 1/year, in [0, 1 - points]
    points : float, 1/year, in (0, 1]

    Returns
    -------
    float, 1, in [0, 1]
        ``A p / (s + A (1 - r))``: in a steady state a policy costs ``s + A (1 - r)``, as who leaves is replaced.
    """
    _check(0 <= ratio < math.inf, "at least 0 year", ratio=ratio)
    _check_rise(retention, points)
    return ratio * points / (1 + ratio * (1 - retention))


def ratio_for_policy_fall(retention: float, points: float = 0.05, fall: float = 0.18) -> float:
    """Cost of winning over yearly cost of serving at which a policy's cost falls as told [Reichheld1993, M27].

    Parameters
    ----------
    retention, points : as for `policy_cost_fall`
    fall : float, 1, in (0, 1)

    Returns
    -------
    float, year, > 0
        ``fall / (p - fall (1 - r))``; infinite where no ratio is enough.
    """
    _check(0 < fall < 1, "above 0 to below 1", fall=fall)
    _check_rise(retention, points)
    possible = points - fall * (1 - retention)
    return fall / possible if possible > 0 else math.inf


def judge_policy_cost(ratio: float, retention: float) -> str:
    """Whether "five points more retention lower the cost of a policy by 18 %" holds [Reichheld1993, M27].

    Parameters
    ----------
    ratio, retention : as for `policy_cost_fall`

    Returns
    -------
    str
        A `verdict`: right when the cost falls by 1 / `NEAR` to `NEAR` times as much.
    """
    return verdict(policy_cost_fall(ratio, retention) / 0.18, 1 / NEAR, NEAR)


class Elasticities(NamedTuple):
    """Change of a customer's value, in per cent, when one quantity rises by one per cent."""

    retention: float
    margin: float
    acquisition: float
    discount: float


def value_elasticities(retention: float, discount: float, margin: float = 1, acquisition: float = 0) -> Elasticities:
    """How strongly a customer's value answers to what it is made of [Gupta2004, M24].

    Parameters
    ----------
    retention : float, 1/year, in [0, 1]
    discount : float, 1/year, > 0
    margin : float, euro per year, > 0
    acquisition : float, euro, in [0, value)
        0 for somebody who is a customer already.

    Returns
    -------
    Elasticities
        1; `retention` and `margin` > 0, `acquisition` and `discount` <= 0.

    Notes
    -----
    Of ``m r / (1 + d - r) - A``, for small changes. With A = 0: ``(1 + d) / (1 + d - r)``, 1, 0, ``-d / (1 + d - r)``.
    The published 3 to 7 for retention is a retention of .75 to .96 at 12 %. The discount rate weighs ``d / (1 + d)``
    as much, a ninth at 12 %; the published fifth is not reached by this formula.
    """
    _check(0 < discount < math.inf, "above 0 1/year", discount=discount)
    _check(0 < margin < math.inf, "above 0 euro per year", margin=margin)
    value = lifetime_value(margin, retention, discount)
    _check(0 <= acquisition < value, f"0 to below the value of {value:.2f} euro", acquisition=acquisition)
    scale, ahead = value / (value - acquisition), 1 + discount - retention
    return Elasticities((1 + discount) / ahead * scale, scale, 1 - scale, -discount / ahead * scale)


def replacement_ratio(profits, year: int = 5) -> float:
    """How many new customers bring in a year what one in a later year of tenure does [C3, M22].

    Parameters
    ----------
    profits : as for `value_of_fixed_life`; first > 0
    year : int, year of tenure, >= 1

    Returns
    -------
    float, 1
    """
    curve = _checked_curve(profits)
    _check(year >= 1, "at least 1", year=year)
    _check(curve[0] > 0, "a first year above 0 euro", profits=profits)
    return float(curve[min(year, len(curve)) - 1] / curve[0])


def replacement_in_value(profits, churn: float, discount: float, acquisition: float = 0, year: int = 5) -> float:
    """How many new customers are worth what one in a later year of tenure is still worth [C3, M22].

    Parameters
    ----------
    profits, churn, discount, acquisition : as for `value_while_staying`; only new ones have to be acquired
    year : as for `replacement_ratio`

    Returns
    -------
    float, 1
        Infinite when a new customer is worth no more than it costs to win.
    """
    _check(year >= 1, "at least 1", year=year)
    new = value_while_staying(profits, churn, discount, acquisition)
    left = value_while_staying(profits[min(year, len(profits)) - 1:], churn, discount)
    return left / new if new > 0 else math.inf


def growth_for_replacement(times: float, year: int = 5) -> float:
    """Yearly growth of profit at which a customer in a later year brings some times what a new one does [C3].

    Parameters
    ----------
    times : float, 1, > 0
    year : int, year of tenure, >= 2

    Returns
    -------
    float, 1/year
    """
    _check(0 < times < math.inf, "above 0", times=times)
    _check(year >= 2, "at least 2", year=year)
    return times ** (1 / (year - 1)) - 1


def share_of_top(spread: float, top: float = 0.2) -> float:
    """Share of all value that the most valuable customers hold when value is log-normal [M29].

    Parameters
    ----------
    spread : float, 1, >= 0
        Standard deviation of the logarithm of value.
    top : float, 1, in (0, 1)
        Share of the customers.

    Returns
    -------
    float, 1, in [top, 1]
        ``Phi(spread + z(top))``, z being the normal quantile.
    """
    _check(0 <= spread < math.inf, "at least 0", spread=spread)
    _check(0 < top < 1, "above 0 to below 1", top=top)
    return NormalDist().cdf(spread + NormalDist().inv_cdf(top))


def spread_for_share(share: float = 0.8, top: float = 0.2) -> float:
    """Spread of a log-normal value at which the most valuable customers hold a share; 1.683 for 80/20 [C8, M29].

    Parameters
    ----------
    share : float, 1, in [top, 1)
    top : as for `share_of_top`

    Returns
    -------
    float, 1, >= 0
    """
    _check(0 < top < 1, "above 0 to below 1", top=top)
    _check(top <= share < 1, f"{top:g} to below 1", share=share)
    return NormalDist().inv_cdf(share) - NormalDist().inv_cdf(top)


def cost_ratio(to_win: float, to_keep: float) -> float:
    """How many times as much it costs to win a customer as to keep one; 2 to 20 is reported [C9, Goodman1999].

    Parameters
    ----------
    to_win, to_keep : float, euro, >= 0, > 0
        Spend on acquisition over customers won; on retention, over customers who would have left without it.

    Returns
    -------
    float, 1, >= 0
    """
    _check(0 <= to_win < math.inf, "at least 0 euro", to_win=to_win)
    _check(0 < to_keep < math.inf, "above 0 euro", to_keep=to_keep)
    return to_win / to_keep


def _checked_curve(profits, discount: float = 0.0, acquisition: float = 0) -> np.ndarray:
    curve = np.asarray(profits, dtype=float)
    _check(curve.ndim == 1 and len(curve) > 0 and np.isfinite(curve).all(), "finite, one a year", profits=profits)
    _check(0 <= discount < math.inf, "at least 0 1/year", discount=discount)
    _check(0 <= acquisition < math.inf, "at least 0 euro", acquisition=acquisition)
    return curve


def _check_rise(retention: float, points: float) -> None:
    _check(0 < points <= 1, "above 0 to 1", points=points)
    _check(0 <= retention <= 1 - points, f"0 to {1 - points:g}", retention=retention)


def _check(holds: bool, allowed: str, **named) -> None:
    (name, value), = named.items()
    if not holds:
        raise ValueError(f"{name} = {value!r} is out of range; allowed: {allowed}")
