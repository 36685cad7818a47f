"""Money in whole cents, one line per cause of money."""

from __future__ import annotations

import numpy as np

from sim.metrics import COST_LINES
from sim.scenario import SECONDS_A_MONTH, Inputs

GROWING_YEARS = 5


def revenue_cents(value, tenure, reward, inputs: Inputs):
    """What each customer pays this month.

    Parameters
    ----------
    value : (n,) float64, 1, mean 1
    tenure : (n,) int64, month
    reward : (n,) float64, 1, from `relationship.reward_effect`

    Returns
    -------
    (n,) int64, cent

    Notes
    -----
    Spending grows by `spend_growth` a year during the first five years [Reichheld1990, M22]; rewards lift the
    spending of those they reach by up to `reward_lift` [M21].
    """
    grown = (1 + inputs.spend_growth) ** np.minimum(tenure / 12, GROWING_YEARS)
    return np.rint(100 * inputs.price * value * grown * (1 + inputs.reward_lift * reward)).astype(np.int64)


def month_lines(customers: int, revenue: int, staff_seconds: int, hires: int, inputs: Inputs) -> dict[str, int]:
    """All lines of the month, with their sum and the profit.

    Parameters
    ----------
    customers : int, person, served this month
    revenue : int, cent
    staff_seconds : int, second, paid desk time
    hires : int, person, who began this month

    Returns
    -------
    dict of int, cent
        Cost lines are positive; ``profit_cents = revenue_cents - cost_cents`` exactly.
    """
    quality = inputs.quality_cost * np.exp((inputs.service_quality - 70) / inputs.quality_cost_scale)
    running = inputs.reward_fixed_cost + inputs.reward_member_cost * customers if inputs.reward_spend else 0.0
    lines = {
        "variable_cost_cents": _cents(inputs.variable_cost * revenue / 100),
        "quality_cents": _cents(customers * quality),
        "quality_control_cents": _cents(customers * inputs.quality_control),
        "desk_wages_cents": _cents(inputs.wage * staff_seconds / SECONDS_A_MONTH),
        "hiring_cents": _cents(hires * inputs.hire_cost),
        "rewards_cents": _cents(customers * inputs.reward_spend * inputs.redeemed_share),
        "reward_programme_cents": _cents(running),
        "acquisition_cents": _cents(inputs.acquisition_spend),
    }
    cost = sum(lines[line] for line in COST_LINES)
    return {"revenue_cents": revenue, **lines, "cost_cents": cost, "profit_cents": revenue - cost}


def _cents(euro: float) -> int:
    return int(np.rint(100 * euro))


def discounted(cents, discount_rate: float):
    """Cumulative net present value, month by month [M24].

    Parameters
    ----------
    cents : (months,) int64, cent
        Flows at the end of months 1, 2, ...
    discount_rate : float, 1/year

    Returns
    -------
    (months,) int64, cent
    """
    due = np.arange(1, len(cents) + 1) / 12
    return np.rint(np.cumsum(cents * (1 + discount_rate) ** -due)).astype(np.int64)


def base_value(customers: int, monthly_margin: float, yearly_churn: float, months: int, discount_rate: float) -> int:
    """Value of the customers left at the end, in cents of today.

    Parameters
    ----------
    customers : int, person
    monthly_margin : float, cent
        Profit per customer and month in the last year.
    yearly_churn : float, 1, of the last year

    Notes
    -----
    ``customers * m * r / (1 + d - r)`` a month ahead, discounted from the end to month 0 [M24, Gupta2004].
    """
    keep, grow = (1 - yearly_churn) ** (1 / 12), (1 + discount_rate) ** (1 / 12)
    if grow - keep < 1e-9:
        return 0
    return int(np.rint(customers * monthly_margin * keep / (grow - keep) * grow ** -months))
