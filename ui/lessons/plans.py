"""The five lessons and the plans each one runs, derived from the present plan of the company at hand.

Knows no Streamlit. Money is in the model's inputs: euro a month.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import sim
from sim.inputs import Inputs
from sim.scenario import LEVER, keys
from ui import links
from ui.links import Opened

LESSONS = ("leaky_bucket", "nineteen", "overloaded_desk", "rewards_first", "lost_customer")
# minutes a group needs: question and prediction, run, debrief
MINUTES = {"leaky_bucket": 20, "nineteen": 15, "overloaded_desk": 20, "rewards_first": 20, "lost_customer": 15}
TODAY = "today"
# what is spent more in a lesson: a share of what a customer pays
BUDGET_SHARE = 0.04
# keeping is paid for by the customer, and there will be more of them: advertising gets what that is likely to come to
GROWN = 1.3
ADVERTISING_STEP, REWARD_STEP = 100, 0.25
FEWEST_TOLD, MOST_TOLD = 5.0, 19.0
SLOWER, FASTER = 3, 0.5
FULL_QUALITY = 100.0
# the inputs that a lesson's answer rests on most
GROUNDS = {
    "leaky_bucket": ("service_quality", "acquisition_spend", "quality_cost", "acquisition_reach",
                     "failure_sensitivity"),
    "nineteen": ("told_bad_median", "told_spread", "belief", "customer_belief", "defection_contagion", "contacts"),
    "overloaded_desk": ("response_target", "patience", "returns_after_giving_up", "first_contact_resolution",
                        "cutting_corners", "slow_answer_hazard"),
    "rewards_first": ("reward_spend", "service_quality", "reward_pull", "reward_needs", "redeemed_share"),
    "lost_customer": ("hazard_level", "discount_rate", "spend_growth", "acquisition_reach", "defection_contagion"),
}


@dataclass(frozen=True)
class Side:
    """One plan of a lesson: its name among the lesson's texts, and what it is."""

    name: str
    opened: Opened


@dataclass(frozen=True)
class Case:
    """A lesson for one company: its plans, the first one today's, and the figures its texts need.

    `unfit` says by a key of the wordlist why the lesson cannot be given for this company.
    """

    lesson: str
    today: Opened
    sides: tuple[Side, ...] = ()
    figures: dict[str, float] = field(default_factory=dict)
    unfit: str = ""

    @property
    def scenarios(self) -> tuple[sim.Scenario, ...]:
        """Give the plans as the model takes them."""
        return tuple(side.opened.scenario for side in self.sides)

    @property
    def names(self) -> tuple[str, ...]:
        """Give the plans' names, today's first."""
        return tuple(side.name for side in self.sides)

    @property
    def inputs(self) -> Inputs:
        """Give what today's plan and its assumptions are."""
        return self.today.scenario.plan


@dataclass(frozen=True)
class Guess:
    """A prediction: a number as it was typed, one of the choices, and whether they are committed."""

    number: float | None = None
    choice: str | None = None
    committed: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        return self.number is not None and self.choice is not None


def companies() -> list[str]:
    """List the companies that ship."""
    return [name for name in sim.names() if sim.load(name).company == name]


def today_of(opened: Opened) -> Opened:
    """Give the present plan of the company that a scenario is for, with the assumptions that were changed."""
    company = sim.load(sim.load(opened.base).company)
    changed = opened.scenario.as_today().differences(company)
    values = {key: value for key, value in changed.items() if key not in keys(LEVER)}
    return Opened(company.name, tuple(values.items()), opened.seed)


def case(lesson: str, opened: Opened) -> Case:
    """Derive a lesson's plans from the company's present plan; say so where they cannot be had."""
    today = today_of(opened)
    try:
        return _MADE[lesson](today, today.scenario.plan)
    except sim.ScenarioError:
        return _unfit(lesson, today, "not_together")


def _unfit(lesson: str, today: Opened, reason: str) -> Case:
    return Case(lesson, today, unfit=reason)


def _changed(today: Opened, **values: float) -> Opened:
    base = sim.load(today.base)
    return Opened(today.base, tuple(today.scenario.changed(**values).differences(base).items()), today.seed)


def quality_cost(inputs: Inputs, points: float) -> float:
    """Give what a service quality costs: euro per customer and month."""
    return inputs.quality_cost * math.exp((points - 70) / inputs.quality_cost_scale)


def better_quality(inputs: Inputs, budget: float) -> float:
    """Give the service quality, in whole points, that so many more euro per customer and month pay for."""
    if inputs.quality_cost <= 0:
        return FULL_QUALITY
    bought = quality_cost(inputs, inputs.service_quality) + budget
    points = 70 + inputs.quality_cost_scale * math.log(bought / inputs.quality_cost)
    return min(FULL_QUALITY, max(float(round(points)), math.floor(inputs.service_quality) + 1.0))


def _more_a_customer(inputs: Inputs, points: float) -> float:
    return quality_cost(inputs, points) - quality_cost(inputs, inputs.service_quality)


def _paid(inputs: Inputs) -> float:
    return inputs.price * inputs.price_level


def _leaky_bucket(today: Opened, inputs: Inputs) -> Case:
    if inputs.service_quality >= FULL_QUALITY:
        return _unfit("leaky_bucket", today, "quality_full")
    points = better_quality(inputs, BUDGET_SHARE * _paid(inputs))
    extra = GROWN * _more_a_customer(inputs, points) * inputs.customers_at_start
    extra = max(ADVERTISING_STEP, round(extra / ADVERTISING_STEP) * ADVERTISING_STEP)
    spend = inputs.acquisition_spend + extra
    if spend > links.bounds("acquisition_spend")[1]:
        return _unfit("leaky_bucket", today, "not_together")
    sides = (Side(TODAY, today), Side("winning", _changed(today, acquisition_spend=float(spend))),
             Side("keeping", _changed(today, service_quality=points)))
    return Case("leaky_bucket", today, sides, {"extra": float(extra), "spend": inputs.acquisition_spend,
                                               "spend_more": float(spend), "points": inputs.service_quality,
                                               "points_more": points})


def _nineteen(today: Opened, inputs: Inputs) -> Case:
    told = inputs.told_bad_median
    values = {"few": FEWEST_TOLD, "many": MOST_TOLD}
    sides = (Side(TODAY, today), *(Side(name, _changed(today, told_bad_median=value))
                                   for name, value in values.items()))
    return Case("nineteen", today, sides, {"told": told, "few": FEWEST_TOLD, "many": MOST_TOLD})


def _overloaded_desk(today: Opened, inputs: Inputs) -> Case:
    least, most = links.bounds("response_target")
    slower = float(min(most, SLOWER * inputs.response_target))
    faster = float(max(least, FASTER * inputs.response_target))
    if slower <= inputs.response_target or faster >= inputs.response_target:
        return _unfit("overloaded_desk", today, "target_at_end")
    sides = (Side(TODAY, today), Side("cut", _changed(today, response_target=slower)),
             Side("quick", _changed(today, response_target=faster)))
    return Case("overloaded_desk", today, sides, {"target": inputs.response_target, "slower": slower,
                                                  "faster": faster})


def _rewards_first(today: Opened, inputs: Inputs) -> Case:
    most = float(links.bounds("reward_spend")[1] - inputs.reward_spend)
    if inputs.service_quality >= FULL_QUALITY:
        return _unfit("rewards_first", today, "quality_full")
    if most < REWARD_STEP:
        return _unfit("rewards_first", today, "rewards_full")
    budget = min(BUDGET_SHARE * _paid(inputs), most)
    points = better_quality(inputs, budget)
    cost = _more_a_customer(inputs, points)
    more = min(most, max(REWARD_STEP, round(cost / REWARD_STEP) * REWARD_STEP))
    rewards = inputs.reward_spend + more
    sides = (Side(TODAY, today), Side("rewards", _changed(today, reward_spend=rewards)),
             Side("service", _changed(today, service_quality=points)),
             Side("both", _changed(today, service_quality=points, reward_spend=rewards)))
    return Case("rewards_first", today, sides, {"more": more, "rewards": rewards, "points": inputs.service_quality,
                                                "points_more": points, "cost": cost, "needs": inputs.reward_needs})


def _lost_customer(today: Opened, inputs: Inputs) -> Case:
    return Case("lost_customer", today, (Side(TODAY, today),), {"price": _paid(inputs)})


_MADE = {"leaky_bucket": _leaky_bucket, "nineteen": _nineteen, "overloaded_desk": _overloaded_desk,
         "rewards_first": _rewards_first, "lost_customer": _lost_customer}
