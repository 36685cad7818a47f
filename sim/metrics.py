"""Every column of the monthly table and every headline measure, defined once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CAUSES = ("unavoidable", "rivals", "unsolved", "slow", "indifference", "friends")

COST_LINES = (
    "variable_cost_cents", "quality_cents", "quality_control_cents", "desk_wages_cents", "supervision_cents",
    "hiring_cents", "training_cents", "recognition_cents", "leadership_cents", "settlements_cents", "rewards_cents",
    "reward_programme_cents", "gestures_cents", "communication_cents", "listening_cents", "customer_data_cents",
    "retention_offers_cents", "acquisition_cents", "referral_rewards_cents", "welcome_cents", "winback_cents")
# Of these, what is spent on winning customers, and what delivering the service itself costs.
WINNING_LINES = ("acquisition_cents", "referral_rewards_cents", "welcome_cents", "winback_cents")
DELIVERY_LINES = ("variable_cost_cents",)
# Parts of the revenue, and the accounts of the points: they explain other lines and are not added to them.
MEMO_LINES = ("premium_cents", "extra_sales_cents", "points_issued_cents", "points_redeemed_cents",
              "points_lapsed_cents")
# The monthly table: column -> unit. Counts and cents are whole numbers.
COLUMNS = {
    "month": "month", "customers": "person", "prospects": "person", "lost": "person",
    "joined": "person", "returned": "person", "won_back": "person", "left": "person",
    **{f"left_{cause}": "person" for cause in CAUSES},
    "failures": "problem", "contacts": "contact", "answered": "contact", "abandoned": "contact",
    "unsolved": "problem", "response_median_hours": "business hour", "response_p90_hours": "business hour",
    "first_contact_resolution": "1", "satisfaction": "point", "indifference": "1",
    "told_bad": "person", "told_good": "person", "prospects_lost_to_word_of_mouth": "person",
    "referrals": "person", "joined_by_good_stories": "person", "reputation": "point",
    "staff": "person", "utilisation": "1", "morale": "point", "skill": "point", "pressure": "1",
    "revenue_cents": "cent", **dict.fromkeys(COST_LINES, "cent"), "cost_cents": "cent", "profit_cents": "cent",
    **dict.fromkeys(MEMO_LINES, "cent"), "points_liability_cents": "cent", "npv_cents": "cent",
}
FLOWS = ("joined", "returned", "won_back", "left", *(f"left_{cause}" for cause in CAUSES), "failures", "contacts",
         "answered", "abandoned", "unsolved", "told_bad", "told_good", "prospects_lost_to_word_of_mouth", "referrals",
         "joined_by_good_stories",
         "revenue_cents", *COST_LINES, "cost_cents", "profit_cents", *MEMO_LINES)


@dataclass(frozen=True)
class Measure:
    """A headline number of one run: its unit, which direction is good, and how it is computed.

    `of` takes the columns of a run's monthly table: dict of (months,) arrays.
    """

    key: str
    unit: str
    better: str
    of: Callable[[dict[str, np.ndarray]], float]


def yearly_churn(columns: dict[str, np.ndarray]) -> float:
    """Share of customers lost in a year, compounded from the monthly shares over the whole run.

    Returns
    -------
    float, 1, in [0, 1]

    Notes
    -----
    ``1 - (prod over months of (1 - left / customers at the month's start)) ** (12 / months)``;
    a month that starts without customers counts as no churn.
    """
    left, at_end = columns["left"], columns["customers"]
    at_start = at_end + left - columns["joined"]
    kept = 1 - left / np.maximum(at_start, 1)
    return float(1 - np.prod(kept) ** (12 / len(left)))


def _mean(column: str) -> Callable[[dict[str, np.ndarray]], float]:
    def mean(columns):
        known = columns[column][np.isfinite(columns[column])]
        return float(known.mean()) if len(known) else float("nan")
    return mean


def _total(*names: str) -> Callable[[dict[str, np.ndarray]], float]:
    return lambda columns: int(sum(columns[name].sum() for name in names))


def _share(part: str, rest: str) -> Callable[[dict[str, np.ndarray]], float]:
    def share(columns):
        of, others = columns[part].sum().item(), columns[rest].sum().item()
        return of / (of + others) if of + others else float("nan")
    return share


def _last(column: str) -> Callable[[dict[str, np.ndarray]], float]:
    return lambda columns: columns[column][-1].item()


MEASURES = {measure.key: measure for measure in (
    Measure("customers", "person", "more", _last("customers")),
    Measure("yearly_churn", "1", "less", yearly_churn),
    Measure("people_lost_to_word_of_mouth", "person", "less",
            _total("prospects_lost_to_word_of_mouth", "left_friends")),
    Measure("profit_npv_cents", "cent", "more", _last("npv_cents")),
    Measure("response_hours", "business hour", "less", _mean("response_median_hours")),
    Measure("given_up_share", "1", "less", _share("abandoned", "answered")),
    Measure("reputation", "point", "more", _last("reputation")),
    Measure("satisfaction", "point", "more", _last("satisfaction")),
    Measure("profit_cents", "cent", "more", _total("profit_cents")),
    Measure("people_told_bad", "person", "less", _total("told_bad")),
    Measure("unsolved_problems", "problem", "less", _total("unsolved")),
)}
# Measures that need more than one run's table; `experiments` computes them.
PAIRED_MEASURES = {measure.key: measure for measure in (
    Measure("money_lost_to_word_of_mouth_cents", "cent", "less", None),
    Measure("base_value_cents", "cent", "more", None),
)}
