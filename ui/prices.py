"""What one incident of a kind costs, in words, for every page that says it. Knows no Streamlit."""

from __future__ import annotations

import math

import sim
from sim.explore.incidents import Price
from sim.precision import Interval
from ui import format as write
from ui.words import say

# worlds behind the prices, the same on every page, so that what one has worked out is there on the other
WORLDS = 8
# what one costs is told first of a complaint that nobody answers
FIRST = "unanswered"
EURO = 100
# of a month's price: from here on it is told in months
ABOUT_ALL = 0.95


def one(prices: dict[str, Price], worlds: int = WORLDS) -> str:
    """Say what one complaint costs that nobody answers."""
    each = prices[FIRST].cents
    if not math.isfinite(each.mean):
        return say("prices.none")
    if _too_few(each):
        return say("prices.few")
    if each.high < 0:
        each = Interval(-each.mean, -each.high, -each.low)
        return say("prices.pays", **_long(each))
    return say(f"prices.{'unclear' if each.low <= 0 else 'costs'}", worlds=worlds, **_long(each))


def compared(prices: dict[str, Price], plan: sim.Inputs, worlds: int = WORLDS) -> list[str]:
    """Compare it with what a customer pays, and say how much of it is due to talk."""
    each = prices[FIRST]
    if not math.isfinite(each.cents.mean) or each.cents.low <= 0 or _too_few(each.cents):
        return []
    pays = EURO * plan.price * plan.price_level
    months, price = each.cents.mean / pays, write.quantity("cent", pays)
    if months < ABOUT_ALL:
        against = say("prices.share", share=write.quantity("1", months, 0.01), price=price)
    else:
        against = say("prices.months", n=max(round(months), 1), price=price)
    clear = each.talk_cents.low > 0
    talk = say(f"prices.talk_{'clear' if clear else 'unclear'}", worlds=worlds, **_long(each.talk_cents))
    return [against, say("prices.because", talk=talk)]


def table(prices: dict[str, Price], months: int, of_months: int | None = None) -> dict[str, list[str]]:
    """List what one incident of each kind costs, and how many there are in `of_months` of so many months."""
    of_months = of_months or months
    columns = {"kind": [], "costs": [], "talk": [], "many": []}
    for kind in (FIRST, *(each for each in prices if each != FIRST)):
        price = prices[kind]
        columns["kind"].append(say(f"prices.kind.{kind}"))
        columns["costs"].append(_range(price.cents))
        columns["talk"].append(_range(price.talk_cents))
        columns["many"].append(write.number(price.incidents * of_months / months))
    return {say(f"prices.column.{name}", span=write.span(of_months)): column for name, column in columns.items()}


def _too_few(each: Interval) -> bool:
    """Tell whether a mean is known from one world only, or from worlds that cannot differ."""
    return each.low == each.high and each.mean != 0


def _ends(each: Interval) -> dict[str, tuple[float, float]]:
    """Give an interval's mean and ends, each with the place to which it is known."""
    place = write.step(each.low, each.high, each.mean) / 10
    return {"value": (each.mean, place), "low": (each.low, place), "high": (each.high, place)}


def _long(each: Interval) -> dict[str, str]:
    texts = {name: write.quantity("cent", *value) for name, value in _ends(each).items()}
    return texts | {"range": say("prices.known", **texts)}


def _range(each: Interval) -> str:
    if not math.isfinite(each.mean):
        return say("prices.nothing")
    if _too_few(each):
        return say("prices.too_few")
    if each.low == each.high:
        return write.quantity("cent", each.mean, 0.0, "short")
    zero = each.low <= 0 <= each.high
    texts = {name: write.quantity("cent", *value, "short") for name, value in _ends(each).items()}
    return say(f"prices.range{'_zero' if zero else ''}", **texts)
