"""The answer to "what if": what the worlds computed so far say, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sim
from sim.experiments import Comparison, Interval
from sim.metrics import CAUSES, COST_LINES, MEASURES, PAIRED_MEASURES
from sim.scenario import GRADES
from ui import format as write
from ui.words import say

TILES = ("customers", "yearly_churn", "people_lost_to_word_of_mouth", "money_lost_to_word_of_mouth_cents",
         "profit_npv_cents", "base_value_cents", "response_hours", "reputation")
# tiles whose label does not tell the unit
SPELT = ("people_lost_to_word_of_mouth", "reputation")
ALL_MEASURES = {**MEASURES, **PAIRED_MEASURES}
# a reason is worth naming from this share of the largest one on
WORTH_NAMING = 0.2


@dataclass(frozen=True)
class Answer:
    """What is known about one scenario: the comparison over the worlds done, out of those wanted."""

    scenario: sim.Scenario
    seed: int
    comparison: Comparison
    done: int
    wanted: int

    @property
    def same(self) -> bool:
        """Tell whether the new plan is today's plan."""
        return self.scenario.plan == self.scenario.today

    @property
    def complete(self) -> bool:
        """Tell whether every world is in."""
        return self.done >= self.wanted


@dataclass(frozen=True)
class Tile:
    """One headline number with its difference from today and whether that is good."""

    key: str
    label: str
    value: str
    change: str
    direction: str
    help: str


def verdict(answer: Answer) -> str:
    """Say in one or two sentences whether the new plan is better."""
    if answer.same:
        return say("verdict.same")
    customers = answer.comparison.difference["customers"]
    money = answer.comparison.difference["profit_npv_cents"]
    parts = {"customers": in_words("customers", "person", customers), "money": in_words("money", "cent", money),
             "joint": say("verdict.but" if _opposed(customers, money) else "verdict.and"),
             "span": write.span(answer.scenario.plan.months)}
    if answer.comparison.worlds == 1:
        return say("verdict.first", **parts)
    whole = "verdict.whole" if answer.complete else "verdict.so_far"
    return say(whole, **parts, wins=answer.comparison.wins, worlds=answer.comparison.worlds)


def _opposed(one: Interval, other: Interval) -> bool:
    return (one.high < 0 < other.low) or (other.high < 0 < one.low)


def in_words(what: str, unit: str, difference: Interval) -> str:
    """Say of customers or of money how many more or fewer, in words, with the range."""
    low, high, mean = difference.low, difference.high, difference.mean
    place = write.step(low, high, mean)
    if low == high == 0:
        return say(f"verdict.{what}.equal")
    if low < 0 < high:
        return say(f"verdict.{what}.unclear", low=write.quantity(unit, -low, place, "short"),
                   high=write.quantity(unit, high, place, "short"))
    near, middle, far = (write.quantity(unit, value, place, "short") for value in sorted(map(abs, (low, mean, high))))
    text = say(f"verdict.{what}.{'more' if mean > 0 else 'fewer'}", n=abs(mean), value=middle)
    return text if near == far else text + " " + say("verdict.range", low=near, high=far)


def reasons(answer: Answer) -> list[str]:
    """Name the largest differences behind the verdict: who leaves, where money goes, what is told."""
    if answer.same:
        return []
    found = [text for text in (_leavers(answer), _money(answer), _talk(answer)) if text]
    return found or [say("reasons.none")]


def total_difference(answer: Answer, column: str) -> float:
    """Add up a column over all months and take new plan minus today, on average over the worlds."""
    return float(answer.comparison.plan.mean(column).sum() - answer.comparison.today.mean(column).sum())


def _largest(differences: dict[str, float], least: float, most: int) -> list[tuple[str, float]]:
    ranked = sorted(differences.items(), key=lambda item: -abs(item[1]))
    bar = max(least, WORTH_NAMING * abs(ranked[0][1]))
    return [(key, value) for key, value in ranked[:most] if abs(value) >= bar]


def _leavers(answer: Answer) -> str:
    differences = {cause: total_difference(answer, f"left_{cause}") for cause in CAUSES}
    parts = [say(f"reasons.{'fewer' if value < 0 else 'more'}_leave", cause=say(f"reasons.cause.{cause}"),
                 value=write.quantity("person", abs(value), _two_digits(value), "short"))
             for cause, value in _largest(differences, 1, 3)]
    return say("reasons.leavers", list=say("reasons.joiner").join(parts)) if parts else ""


def _money(answer: Answer) -> str:
    differences = {line: total_difference(answer, line) for line in ("revenue_cents", *COST_LINES)}
    parts = [say(f"reasons.{'lower' if value < 0 else 'higher'}", line=say(f"reasons.line.{line}"),
                 value=write.quantity("cent", abs(value), _two_digits(value), "short"))
             for line, value in _largest(differences, 100, 3)]
    return say("reasons.money", list=say("reasons.joiner").join(parts)) if parts else ""


def _talk(answer: Answer) -> str:
    told = answer.comparison.difference["people_told_bad"].mean
    lost = answer.comparison.difference["people_lost_to_word_of_mouth"].mean
    parts = [say(f"reasons.{name}_{'fewer' if value < 0 else 'more'}",
                 value=write.quantity("person", abs(value), _two_digits(value), "short"))
             for name, value in (("told", told), ("lost", lost)) if abs(value) >= 1]
    return say("reasons.talk", list=say("reasons.joiner").join(parts)) if parts else ""


def _two_digits(value: float) -> float:
    return 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 1.0


def sure(answer: Answer) -> str:
    """Say how many worlds stand behind the answer and how well the changed levers are supported."""
    parts = [say("sure.worlds", n=answer.comparison.worlds)]
    plan, today = answer.scenario.plan.model_dump(), answer.scenario.today.model_dump()
    staged = {event.lever for event in answer.scenario.events}
    levers = [each for key, each in sim.declarations().items() if plan[key] != today[key] or key in staged]
    for grade in GRADES:
        named = [say(f"inputs.{each.key}.label").lower() for each in levers if each.grade == grade]
        if named:
            parts.append(say(f"sure.{grade}", list=say("reasons.joiner").join(named)))
    base = sim.load(answer.scenario.company).today.model_dump()
    shared = sum(today[key] != base[key] for key in today)
    if shared:
        parts.append(say("sure.shared", n=shared))
    return " ".join(parts)


def tiles(answer: Answer) -> list[Tile]:
    """Make the headline tiles: the new plan's value and its difference from today."""
    return [_tile(answer, key) for key in TILES]


def _tile(answer: Answer, key: str) -> Tile:
    measure, difference = ALL_MEASURES[key], answer.comparison.difference[key]
    value = answer.comparison.plan.measure(key)
    if not math.isfinite(value.mean):
        waiting = say("tiles.waiting" if answer.done == 0 else "numbers.unknown")
        return Tile(key, say(f"tiles.{key}.label"), waiting, "", "same", say(f"tiles.{key}.help"))
    place = write.step(difference.low, difference.high, difference.mean)
    shown = write.quantity(measure.unit, value.mean, _place_of_value(measure.unit), "long" if key in SPELT else "short")
    change = write.change(measure.unit, difference.mean, place)
    if not any(digit in change for digit in "123456789"):
        return Tile(key, say(f"tiles.{key}.label"), shown, say("tiles.unchanged"), "same", say(f"tiles.{key}.help"))
    good = (difference.mean > 0) == (measure.better == "more")
    clear = difference.low > 0 or difference.high < 0
    direction = ("good" if good else "bad") if clear else "unclear"
    return Tile(key, say(f"tiles.{key}.label"), shown, change, direction, say(f"tiles.{key}.help"))


def _place_of_value(unit: str) -> float:
    """Fix the decimal place of a tile's main number, so that it does not jump while worlds come in."""
    return {"1": 0.001, "business hour": 0.1}.get(unit, 1.0)


def full_figures(answer: Answer) -> dict[str, list[str]]:
    """List every measure in full, for a table."""
    rows = {say(f"exact.column.{column}"): [] for column in ("measure", "today", "plan", "difference", "low", "high")}
    for key in say.under("exact.measure"):
        unit, difference = ALL_MEASURES[key].unit, answer.comparison.difference[key]
        texts = [say(f"exact.measure.{key}"), write.exact(unit, answer.comparison.today.measure(key).mean),
                 write.exact(unit, answer.comparison.plan.measure(key).mean), write.exact(unit, difference.mean),
                 write.exact(unit, difference.low), write.exact(unit, difference.high)]
        for column, text in zip(rows.values(), texts, strict=True):
            column.append(text)
    return rows
