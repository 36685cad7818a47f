"""What the worlds say of several plans, in words: verdicts, the table, who is best, when each pays back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sim
from sim.decide.plans import Plans
from sim.experiments import Interval
from sim.scenario import GRADES, LEVER
from ui import format as write
from ui.answer import ALL_MEASURES, in_words
from ui.sure import soften
from ui.words import listed, say

HEADLINE = "profit_npv_cents"
MOST_NAMED = 4
# measures of which more digits than whole ones mean something
FINE = {"1": 0.001, "business hour": 0.01}
NOTHING = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Side:
    """One plan as it stands on the page: its letter, its name fit for markdown, and what it is."""

    letter: str
    name: str
    scenario: sim.Scenario


@dataclass(frozen=True)
class Found:
    """What is known about the plans on the page: the worlds done, out of those wanted; the first is the reference."""

    sides: tuple[Side, ...]
    plans: Plans
    done: int
    wanted: int

    @property
    def others(self) -> tuple[Side, ...]:
        """Give the plans that are measured against the first."""
        return self.sides[1:]

    def side(self, letter: str) -> Side:
        """Give a plan by its letter."""
        return next(each for each in self.sides if each.letter == letter)

    def same(self, side: Side) -> bool:
        """Tell whether a plan is the reference under another name."""
        first = self.sides[0].scenario
        return (side.scenario.today, side.scenario.plan, side.scenario.events) == (
            first.today, first.plan, first.events)


def named(side: Side) -> str:
    """Name a plan with its letter, to begin a sentence."""
    return say("compare.named", letter=side.letter, name=side.name)


def _within(side: Side) -> str:
    return say("compare.named_within", letter=side.letter, name=side.name)


def _short(side: Side) -> str:
    return say("shelf.short", letter=side.letter)


def verdict(found: Found) -> str:
    """Say which plan earns most, and what it does compared with the reference, as firmly as its grounds allow."""
    best, first = found.side(found.plans.ranked[0]), found.sides[0]
    if all(map(found.same, found.others)):
        return say("compare.verdict.same")
    if best is first:
        second = found.side(found.plans.ranked[1])
        return soften.headline(say("compare.verdict.reference", plan=named(first)), first.scenario, second.scenario)
    return soften.headline(against_reference(found, best, _within(first)), first.scenario, best.scenario)


def further(found: Found) -> list[str]:
    """Say of every other plan what it does compared with the reference, the better ones first."""
    ranked = [found.side(letter) for letter in found.plans.ranked if letter != found.sides[0].letter]
    shown = ranked if found.plans.ranked[0] == found.sides[0].letter else ranked[1:]
    texts = [against_reference(found, side, _short(found.sides[0])) for side in shown]
    return [] if all(map(found.same, found.others)) else [*texts, *_undecided(found)]


def _undecided(found: Found) -> list[str]:
    """Name the plans that cannot be told from the best one, but for the pair whose own sentence says so."""
    near, best = found.plans.undecided, found.plans.ranked[0]
    if not near or found.plans.worlds == 1 or len(found.sides) == 2:
        return []
    others = listed([_short(found.side(letter)) for letter in near])
    return [say("compare.undecided", list=others, plan=_short(found.side(best)))]


def against_reference(found: Found, side: Side, reference: str) -> str:
    """Say in one or two sentences what a plan does compared with the reference, called as given."""
    plan = named(side)
    if found.same(side):
        return say("compare.verdict.equal", plan=plan, reference=reference)
    comparison = found.plans.comparison(side.letter)
    customers, money = comparison.difference["customers"], comparison.difference[HEADLINE]
    if customers == money == NOTHING:
        return say("compare.verdict.nothing", plan=plan, reference=reference, n=comparison.worlds)
    opposed = (customers.high < 0 < money.low) or (money.high < 0 < customers.low)
    parts = {"plan": plan, "reference": reference, "span": write.span(found.plans.months),
             "customers": in_words("customers", "person", customers),
             "money": in_words("money", "cent", money), "joint": say(f"verdict.{'but' if opposed else 'and'}")}
    if found.done == 0:
        return say("compare.verdict.first", **parts | {"plan": _within(side)})
    key = "compare.verdict.whole" if found.done >= found.wanted else "compare.verdict.so_far"
    return say(key, **parts, wins=comparison.wins, n=comparison.worlds)


def sure(found: Found) -> str:
    """Say how many worlds stand behind this and how well the levers that differ are supported."""
    first = found.sides[0].scenario
    differing = {key for side in found.others for key in side.scenario.differences(first)}
    differing |= {event.lever for side in found.sides for event in side.scenario.events if event.lever}
    levers = [each for key, each in sim.declarations().items() if each.role == LEVER and key in differing]
    parts = [say("compare.worlds", n=found.plans.worlds)]
    for grade in GRADES:
        labels = [say(f"inputs.{each.key}.label").lower() for each in levers if each.grade == grade]
        if labels:
            parts.append(say(f"sure.{grade}", list=say("reasons.joiner").join(labels)))
    return " ".join(parts)


def grounds(sides: tuple[Side, ...]) -> list[str]:
    """Say where plans differ in more than their levers, so that a difference is not by the plans alone."""
    first, found = sides[0], []
    for side in sides[1:]:
        one, other = first.scenario, side.scenario
        if one.company != other.company:
            found.append(say("compare.other_company", plan=named(side), reference=_within(first),
                             company=_company(side), its=_company(first)))
            continue
        theirs, declared = one.today.model_dump(), sim.declarations()
        changed = [key for key, value in other.today.model_dump().items()
                   if value != theirs[key] and declared[key].role != LEVER]
        if changed:
            labels = [say(f"inputs.{key}.label").lower() for key in changed[:MOST_NAMED]]
            if len(changed) > MOST_NAMED:
                labels.append(say("compare.more", n=len(changed) - MOST_NAMED))
            found.append(say("compare.other_assumptions", plan=named(side), reference=_within(first),
                             list=listed(labels)))
        if _from_outside(one) != _from_outside(other):
            found.append(say("compare.other_calendar", plan=_within(side), reference=_within(first)))
    return found


def _company(side: Side) -> str:
    return sim.load(side.scenario.company).title


def _from_outside(scenario: sim.Scenario) -> tuple:
    return scenario.as_today().events


def same_length(sides: tuple[Side, ...]) -> tuple[tuple[Side, ...], str]:
    """Cut every plan to the months of the shortest, and say so where that changes one."""
    months = min(side.scenario.plan.months for side in sides)
    longer = [side for side in sides if side.scenario.plan.months > months]
    if not longer:
        return sides, ""
    cut = tuple(Side(side.letter, side.name, side.scenario.changed(months=months) if side in longer else side.scenario)
                for side in sides)
    return cut, say("compare.cut", span=write.span(months), n=len(longer), list=listed(list(map(_within, longer))))


def table(found: Found) -> dict[str, list[str]]:
    """List every measure: its value under each plan, and below it the difference, absolute and in percent."""
    rows = {say("compare.table.measure"): [say(f"exact.measure.{key}") for key in say.under("exact.measure")]}
    for side in found.sides:
        rows[say("shelf.title", letter=side.letter, name=side.name)] = [
            _cell(found, side, key) for key in say.under("exact.measure")]
    return rows


def _cell(found: Found, side: Side, key: str) -> str:
    measure = ALL_MEASURES[key]
    value = found.plans.of(side.letter).measure(key).mean
    if not math.isfinite(value):
        return say("tiles.waiting" if found.done == 0 else "numbers.unknown")
    shown = write.quantity(measure.unit, value, FINE.get(measure.unit, 1.0), "short")
    if side is found.sides[0]:
        return shown
    difference = found.plans.comparison(side.letter).difference[key]
    place = write.step(difference.low, difference.high, difference.mean)
    change = write.change(measure.unit, difference.mean, place)
    if not any(digit in change for digit in "123456789"):
        return say("compare.table.unchanged", value=shown)
    share = found.plans.relative(side.letter, key)
    if share is None:
        return say("compare.table.changed", value=shown, change=change)
    return say("compare.table.changed_by", value=shown, change=change, share=_percent(share))


def _percent(share: float) -> str:
    """Write a relative difference in percent with its sign: a digit after the point below ten percent."""
    digits = 1 if abs(share) < 0.1 else 0
    text = write.quantity("1", abs(share), 10.0 ** -(digits + 2), "short")
    sign = "" if not any(digit in text for digit in "123456789") else say(f"numbers.{'plus' if share > 0 else 'minus'}")
    return (sign + text).replace(" ", "\u00a0")


def unknown_percentages(found: Found) -> bool:
    """Tell whether a difference stands in the table without its percentage."""
    plans = found.plans
    return any(plans.relative(side.letter, key) is None and plans.comparison(side.letter).difference[key].mean
               for side in found.others for key in ALL_MEASURES)


def best(found: Found) -> str:
    """Say how often the plan is best that is so most often, and what choosing each would cost on average."""
    shares, regrets = found.plans.best_share(), found.plans.regret()
    least = min(found.sides, key=lambda side: regrets[side.letter].mean)
    most = max(found.sides, key=lambda side: shares[side.letter])
    texts = [say("compare.best.most", plan=named(most), share=share(shares[most.letter]), n=found.plans.worlds)]
    if regrets[least.letter].mean == 0:
        texts.append(say("compare.best.never_wrong", plan=_within(least)))
    else:
        texts.append(say("compare.best.least_regret", plan=_within(least), value=money(regrets[least.letter].mean)))
    return " ".join(texts)


def share(value: float) -> str:
    """Write a share of the worlds in percent."""
    return write.quantity("1", value, 0.01, "short")


def money(cents: float) -> str:
    """Write an amount as short as two or three digits tell it."""
    return write.quantity("cent", cents, 1.0, "short")


def paybacks(found: Found) -> list[str]:
    """Say of every plan when it has brought back what it cost compared with the reference."""
    return [_payback(found, side) for side in found.others]


def _payback(found: Found, side: Side) -> str:
    each, worlds = found.plans.payback(side.letter), found.plans.worlds
    parts = {"plan": named(side), "reference": _short(found.sides[0]), "span": write.span(found.plans.months)}
    if found.same(side):
        return say("compare.verdict.equal", **parts)
    if each.month is None:
        return say("compare.payback.never", **parts, n=worlds)
    if each.never_behind == 1:
        return say("compare.payback.never_behind", **parts, n=worlds)
    key = "from_month" if each.month else "from_start"
    return say(f"compare.payback.{key}", **parts, month=each.month, n=worlds, paid=round(each.share * worlds))
