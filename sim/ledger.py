"""Money in whole cents, one line per cause of money."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.behaviour import communication
from sim.curves import tenure_factor
from sim.inputs import SECONDS_A_MONTH, Inputs
from sim.metrics import COST_LINES

GROWING_YEARS = 5
REFERRED_MARGIN_ERODES = 33      # months until a referred customer brings no more than others [Schmitt2011]
SUPERVISOR_WAGE = 1.5            # wages of a member of staff
SETTLED_AT = 0.5                 # of what staff may spend on a case, spent on average
BUNDLED_GESTURE_COST = 0.5       # of a gesture that goes out with something else


class Payments(NamedTuple):
    """What each customer brings in a month: subscription, the part of it that is loyalty's premium, its cost.

    Attributes
    ----------
    subscription, premium, variable_cost : (n,) float64, whole cents
    """

    subscription: np.ndarray
    premium: np.ndarray
    variable_cost: np.ndarray


def payments(value, tenure, referred, lift, inputs: Inputs) -> Payments:
    """What each customer pays this month, and what serving it costs.

    Parameters
    ----------
    value : (n,) float64, 1, mean 1
    tenure : (n,) int, month
    referred : (n,) bool
    lift : (n,) float64, 1, from `rewards.spending_lift`

    Notes
    -----
    Spending follows the curve of tenure [Reichheld1990, M22]; referred customers bring `referred_margin` more,
    which erodes [Schmitt2011]. Price above the market and the premium that loyalty comes to bear in five years
    raise what is paid, not what it costs; at a price above the market's customers buy less [M6]. Cost to serve
    falls by `serve_saving` a year for five years [M23].
    """
    demand = max(inputs.price_level, 1.0) ** -inputs.price_elasticity
    bought = (100 * inputs.price * demand) * value * lift
    came = np.flatnonzero(referred)
    bought[came] *= 1 + inputs.referred_margin * np.maximum(1 - tenure[came] / REFERRED_MARGIN_ERODES, 0.0)
    known = np.minimum(tenure, 12 * GROWING_YEARS)
    tables = _by_tenure(inputs.tenure_curve, inputs.spend_growth, inputs.loyal_premium, inputs.serve_saving)
    grown, premium, cheap = (table[known] for table in tables)
    paid, level = bought * grown, inputs.price_level
    return Payments(np.rint(paid * (level * (1 + premium))), np.rint(paid * (level * premium)),
                    np.rint(paid * (inputs.variable_cost * cheap)))


@lru_cache
def _by_tenure(curve, growth, loyal_premium, serve_saving):
    """Spending, loyalty's premium and cost to serve after 0, 1, ... months, up to five years."""
    months = np.arange(12 * GROWING_YEARS + 1)
    years = months / 12
    tables = np.stack([tenure_factor(curve, months, growth), loyal_premium * years / GROWING_YEARS,
                       (1 - serve_saving) ** years])
    tables.setflags(write=False)
    return tables


def month_lines(facts, inputs: Inputs) -> dict[str, int]:
    """All lines of the month, with their sum and the profit.

    Parameters
    ----------
    facts : namespace of int
        Persons: `customers` served this month, `reached` by messages, `thanked`, `tier`, `offers`, `joined`,
        `referred`, `hires`; cases `sales`, `settled`; seconds `paid_seconds`; cents `subscriptions`, `premiums`,
        `variable`, `issued`, `redeemed`, `lapsed`, `points`, `winback`.

    Returns
    -------
    dict of int, cent
        Cost lines are positive; ``profit_cents = revenue_cents - cost_cents`` exactly.
    """
    customers, staff_months = facts.customers, facts.paid_seconds / SECONDS_A_MONTH
    quality = inputs.quality_cost * np.exp((inputs.service_quality - 70) / inputs.quality_cost_scale)
    given_at_once = inputs.reward_spend * (inputs.discount_share + inputs.specials_share)
    running = (inputs.reward_fixed_cost + inputs.tier_cost * facts.tier
               + (inputs.reward_member_cost + inputs.relevance_cost * inputs.reward_relevance**2) * customers
               if inputs.reward_spend else 0.0)
    sends = inputs.calls + inputs.emails + inputs.letters > 0
    tailored = inputs.relevance_cost * inputs.relevance**2 * sends
    gesture = inputs.gesture_cost * (BUNDLED_GESTURE_COST if inputs.gestures_bundled else 1)
    listening = (customers * (inputs.complaint_cost * inputs.complaint_ease**2
                              + inputs.survey_cost * inputs.surveys / 12)
                 + inputs.listening_cost * inputs.social_listening**2)
    lines = {
        "variable_cost_cents": facts.variable,
        "quality_cents": _cents(customers * quality),
        "quality_control_cents": _cents(customers * inputs.quality_control),
        "desk_wages_cents": _cents(inputs.wage * staff_months),
        "supervision_cents": _cents(SUPERVISOR_WAGE * inputs.wage * inputs.supervisors * staff_months),
        "hiring_cents": _cents(facts.hires * inputs.hire_cost),
        "training_cents": _cents(inputs.training * staff_months),
        "recognition_cents": _cents(inputs.recognition * staff_months),
        "leadership_cents": _cents(customers * inputs.leadership_cost * inputs.leadership**2),
        "settlements_cents": _cents(facts.settled * inputs.authority * SETTLED_AT),
        "rewards_cents": _cents(customers * given_at_once) + facts.redeemed,
        "reward_programme_cents": _cents(running),
        "gestures_cents": _cents(facts.thanked * gesture),
        "communication_cents": _cents(facts.reached * communication.monthly_cost(inputs) + customers * tailored),
        "listening_cents": _cents(listening),
        "customer_data_cents": _cents(customers * inputs.crm_cost * inputs.crm_accuracy**2),
        "retention_offers_cents": _cents(facts.offers * inputs.retention_offer_cost),
        "acquisition_cents": _cents(inputs.acquisition_spend),
        "referral_rewards_cents": _cents(facts.referred * inputs.referral_reward),
        "welcome_cents": _cents(facts.joined * inputs.joining_cost),
        "winback_cents": facts.winback,
    }
    sales = _cents(facts.sales * inputs.sale_value)
    revenue, cost = facts.subscriptions + sales, sum(lines[line] for line in COST_LINES)
    return {"revenue_cents": revenue, **lines, "cost_cents": cost, "profit_cents": revenue - cost,
            "premium_cents": facts.premiums, "extra_sales_cents": sales, "points_issued_cents": facts.issued,
            "points_redeemed_cents": facts.redeemed, "points_lapsed_cents": facts.lapsed,
            "points_liability_cents": round(facts.points * inputs.redeemed_share)}


def _cents(euro: float) -> int:
    return round(100 * float(euro))


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
