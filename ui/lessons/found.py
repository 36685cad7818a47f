"""What a lesson's run says in numbers, in the model's units. Knows no Streamlit and no words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim import ledger
from sim.curves import tenure_factor
from sim.metrics import WINNING_LINES, yearly_churn
from sim.outcomes import Outcome, Worlds
from sim.precision import Interval, interval
from ui.lessons.plans import TODAY, Case

PROFIT = "profit_npv_cents"
YEAR = 12
# how many more stay away because of a bad story when 19 are told instead of 5: less than this is hardly more, and from
# that on as many more
HARDLY, IN_PROPORTION = 1.5, 3.0


@dataclass(frozen=True)
class Found:
    """A lesson's plans, each with its outcomes in the same worlds; with no world in full yet, the first look."""

    case: Case
    outcomes: tuple[tuple[Outcome, ...], ...]

    @cached_property
    def worlds(self) -> dict[str, Worlds]:
        """Give each plan's worlds by the plan's name."""
        return {name: Worlds(outcomes) for name, outcomes in zip(self.case.names, self.outcomes, strict=True)}

    @property
    def months(self) -> int:
        """Tell how long the plans are followed."""
        return len(self.worlds[TODAY].outcomes[0].columns["month"])

    @property
    def count(self) -> int:
        """Tell how many worlds there are."""
        return len(self.worlds[TODAY])

    def each(self, measured: Callable[[Outcome], float], name: str = TODAY) -> np.ndarray:
        """Measure a plan in every world."""
        return np.array([measured(outcome) for outcome in self.worlds[name].outcomes], dtype=float)

    def measure(self, key: str, name: str = TODAY) -> Interval:
        """Give a headline measure of a plan."""
        return self.worlds[name].measure(key)

    def difference(self, key: str, name: str, other: str = TODAY) -> Interval:
        """Give by how much a headline measure of a plan exceeds another plan's, world by world."""
        return interval(self.worlds[name].values(key) - self.worlds[other].values(key))

    def total(self, name: str, *columns: str) -> float:
        """Add up columns over all months, on average over the worlds."""
        return float(sum(self.worlds[name].mean(column).sum() for column in columns))

    def more(self, name: str, *columns: str, other: str = TODAY) -> float:
        """Give by how much the sum of columns exceeds another plan's, on average over the worlds."""
        return self.total(name, *columns) - self.total(other, *columns)

    def a_year(self, amount: float) -> float:
        """Spread a sum of all months over years."""
        return amount * YEAR / self.months

    def average(self, name: str, column: str) -> float:
        """Give a column's average over the months that know it; nan where none does."""
        values = self.worlds[name].mean(column)
        known = values[np.isfinite(values)]
        return float(known.mean()) if len(known) else float("nan")

    def contacts_a_customer(self, name: str) -> float:
        """Give how often the average customer contacts the desk in a year."""
        customers = self.total(name, "customers")
        return YEAR * self.total(name, "contacts") / customers if customers else float("nan")


def clear(each: Interval) -> int:
    """Tell the sign of what is known: 0 where it cannot be told from zero."""
    return (each.low > 0) - (each.high < 0)


def most(found: Found, names: tuple[str, ...]) -> str | None:
    """Name the plan that earns most, if that is clear against each of the others."""
    best = max(names, key=lambda name: found.measure(PROFIT, name).mean)
    others = [name for name in names if name != best]
    return best if all(clear(found.difference(PROFIT, best, other)) > 0 for other in others) else None


def lost_money(found: Found, name: str = TODAY) -> Interval:
    """Give what bad stories cost under a plan."""
    return found.measure("money_lost_to_word_of_mouth_cents", name)


def stayed_away(found: Found, name: str = TODAY) -> float:
    """Give how many people would have come but for a bad story."""
    return found.total(name, "prospects_lost_to_word_of_mouth")


def growth(found: Found) -> float | None:
    """Give how many times as many stay away at many told as at few told; nothing where nobody does at few."""
    few, many = (stayed_away(found, name) for name in ("few", "many"))
    return many / few if few > 0 else None


def grown(found: Found) -> str | None:
    """Class the growth as the prediction does."""
    times = growth(found)
    if times is None:
        return None
    return "hardly" if times < HARDLY else "proportion" if times >= IN_PROPORTION else "less"


@dataclass(frozen=True)
class Loss:
    """What one customer who leaves takes along, in cents, and what a new one costs to win."""

    month: Interval
    year: Interval
    stay: Interval
    future: Interval
    followers: Interval
    pull: Interval
    whole: Interval
    newcomer: Interval


def loss(found: Found) -> Loss:
    """Work out what one lost customer costs, world by world, over all months of the run.

    The margin is profit before what is spent on winning customers, per customer and month; what is still to come
    follows from it, from churn and from the discount rate, as `sim.ledger.base_value` has it. Who leaves because
    of what friends did or said is shared out among all who leave, whether a friend had left or only told a story: the
    run does not keep the two apart.
    """
    rate = found.case.inputs.discount_rate
    parts = {name: found.each(lambda outcome, name=name: _parts(outcome.columns, rate)[name])
             for name in Loss.__dataclass_fields__}
    return Loss(**{name: interval(values) for name, values in parts.items()})


def _parts(columns: dict[str, np.ndarray], rate: float) -> dict[str, float]:
    served = (columns["customers"] + columns["left"] - columns["joined"]).sum().item()
    winning = sum(columns[line].sum().item() for line in WINNING_LINES)
    margin = (columns["profit_cents"].sum().item() + winning) / served if served else 0.0
    churn, left, joined = yearly_churn(columns), columns["left"].sum().item(), columns["joined"].sum().item()
    future = float(ledger.base_value(1, margin, churn, 0, rate))
    pull = columns["left_friends"].sum().item() / left if left else 0.0
    return {"month": margin, "year": YEAR * margin, "stay": 1 / churn if churn else float("nan"), "future": future,
            "pull": pull, "followers": pull * future, "whole": (1 + pull) * future,
            "newcomer": winning / joined if joined else float("nan")}


def years_ahead(found: Found, years: int) -> np.ndarray:
    """Give what the average customer still brings within so many years, year by year: (years + 1, worlds), cent."""
    rate = found.case.inputs.discount_rate

    def ahead(outcome: Outcome) -> np.ndarray:
        month = _parts(outcome.columns, rate)["month"]
        keep = (1 - yearly_churn(outcome.columns)) ** (1 / YEAR)
        shares = (keep / (1 + rate) ** (1 / YEAR)) ** np.arange(1, YEAR * years + 1)
        return np.concatenate([[0.0], month * np.cumsum(shares)[YEAR - 1::YEAR]])

    return np.array([ahead(outcome) for outcome in found.worlds[TODAY].outcomes]).T


def after_five_years(found: Found) -> float:
    """Give how much more a customer of five years spends than in the first year, as a share."""
    inputs = found.case.inputs
    return float(tenure_factor(inputs.tenure_curve, np.array([60]), inputs.spend_growth)[0]) - 1
