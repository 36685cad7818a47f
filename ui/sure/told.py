"""How sure a choice between two plans is, in words. Knows no Streamlit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim import Scenario, declarations
from sim.decide.minds import Mind
from sim.decide.sure import Sure
from sim.decide.together import Together
from sim.precision import Interval, interval
from ui import format as write
from ui import words
from ui.sure import soften
from ui.words import say

DIGITS, OWN_DIGITS = 3, 4       # of what is found, and of what was given
MOST_NAMED = 3
ALMOST_ALL = 0.9            # of the cases: from here on a rule tells "only where"
LITTLE_CENTS = 100          # what finding out must be worth to be named


@dataclass(frozen=True)
class Pair:
    """The two plans that are looked at: their letters, and what they are; the first is the reference."""

    letters: tuple[str, str]
    first: Scenario
    second: Scenario

    def named(self, is_second: bool, within: bool = False) -> str:
        """Name one of the plans by its letter, to begin a sentence or within one."""
        return say(f"how_sure.verdict.{'within' if within else 'first'}", letter=self.letters[is_second])


def unfit(pair: Pair) -> str:
    """Say why two plans are no choice to be sure of; nothing if they are."""
    months = pair.first.plan.months, pair.second.plan.months
    if months[0] != months[1]:
        return say("how_sure.other_months", first=months[0], second=months[1])
    ours, theirs = pair.second.today.model_dump(), pair.first.today.model_dump()
    names = [say(f"inputs.{key}.label").lower() for key, value in ours.items() if value != theirs[key]]
    if names:
        shown = say("reasons.joiner").join(names[:MOST_NAMED])
        if len(names) > MOST_NAMED:
            shown = say("how_sure.and_more", list=shown, n=len(names) - MOST_NAMED)
        return say("how_sure.other_company", list=shown, n=len(names))
    if (pair.first.plan, pair.first.events) == (pair.second.plan, pair.second.events):
        return say("how_sure.same_plans")
    return ""


def verdict(pair: Pair, gains: list[float], study: Sure | None) -> str:
    """Say which plan to choose, as firmly as its grounds allow; open where the interval holds zero."""
    gain, span = interval(gains), write.span(pair.second.plan.months)
    if gain.low == gain.high == 0:
        return say("how_sure.verdict.equal", span=span)
    second = gain.mean > 0
    wins = sum((each > 0) == second and each != 0 for each in gains)
    parts = {"better": pair.named(second), "better_within": pair.named(second, within=True),
             "other": pair.named(not second, within=True), "span": span}
    counted = {"n": len(gains), "wins": wins, "better": pair.named(second)}
    if gain.low <= 0 <= gain.high and len(gains) > 1:
        low, high = (_more_or_less(end, _place(gain)) for end in (gain.low, gain.high))
        said = say("how_sure.verdict.open", second_plan=pair.named(True, within=True),
                   first_plan=pair.named(False, within=True), low=low, high=high, span=span)
        return f"{said} {say('how_sure.verdict.open_wins', **counted)}"
    firmness = study.firmness if study else soften.firmness(pair.first, pair.second)
    near, far = (money(each, _place(gain)) for each in sorted(map(abs, (gain.low, gain.high))))
    bounds = say("how_sure.verdict.range", low=near, high=far) if near != far else ""
    said = say(f"how_sure.verdict.{firmness}", value=money(abs(gain.mean), _place(gain)), range=bounds, **parts)
    return f"{' '.join(said.split()).replace(' ,', ',')} {say('how_sure.verdict.wins', **counted)}"


def _place(gain: Interval) -> float:
    return write.step(gain.low, gain.high, gain.mean)


def money(cents: float, place: float = 0.0) -> str:
    """Write an amount of money in the short form; without a decimal place with three digits."""
    if not place and cents and math.isfinite(cents):
        place = 10.0 ** (math.floor(math.log10(abs(cents))) - DIGITS + 1)
    return write.quantity("cent", cents, place, "short")


def _more_or_less(cents: float, place: float = 0.0) -> str:
    return say(f"how_sure.verdict.{'less' if cents < 0 else 'more'}", value=money(abs(cents), place))


def amount(key: str, value: float, digits: int = OWN_DIGITS) -> str:
    """Write a value of an input with its unit; a share in percent."""
    factor, unit = _written(key)
    return unit.format(_digits(factor * value, digits))


def bare(key: str, value: float) -> str:
    """Write a value of an input without its unit, for where there is no room; a share in percent."""
    factor, _ = _written(key)
    shown = _digits(factor * value)
    return say("quantity.short.1", value=shown) if factor != 1 else shown


def reach(key: str, low: float, high: float) -> str:
    """Write a range of an input with its unit."""
    factor, unit = _written(key)
    return unit.format(say("how_sure.mind.span", low=_digits(factor * low), high=_digits(factor * high)))


def _written(key: str) -> tuple[float, str]:
    """Give the factor from an input's value to the number shown, and what the number is put into."""
    unit, share = words.unit(declarations()[key]), say("units.1")
    if unit == share or unit.startswith(f"{share} "):
        return 100, say("quantity.short.1", value="{}") + unit.removeprefix(share)
    return 1, f"{{}} {unit}"


def _digits(value: float, digits: int = OWN_DIGITS) -> str:
    """Write a number with so many digits that mean something, and no more decimals than it takes."""
    if not value:
        return write.number(0)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    shown = f"{value:.{decimals}f}"
    return write.number(float(shown), len(shown.partition(".")[2].rstrip("0")))


def name(key: str) -> str:
    """Name an input."""
    return say(f"inputs.{key}.label")


def alone(pair: Pair, study: Sure) -> list[str]:
    """Say on which assumption the difference depends most, and which come next."""
    moving = [bar for bar in study.bars if bar.is_clear]
    if not moving:
        return [say("how_sure.alone.none")]
    bar = moving[0]
    key = bar.unknown.key
    said = say("how_sure.alone.sentence", plan=pair.named(True, within=True), other=pair.named(False, within=True),
               name=name(key), low_value=amount(key, bar.unknown.low), low_gain=money(bar.low.mean),
               high_value=amount(key, bar.unknown.high), high_gain=money(bar.high.mean),
               own_gain=money(study.gain.mean))
    others = [name(each.unknown.key).lower() for each in moving[1:1 + MOST_NAMED]]
    return [said, say("how_sure.alone.next", list=say("reasons.joiner").join(others))] if others else [said]


def tried(study: Sure) -> str:
    """Say how many assumptions were tried, in how many worlds, and which were left out."""
    left_out = say("reasons.joiner").join(name(key).lower() for key in study.left_out)
    worlds = say("how_sure.alone.worlds", n=study.worlds)
    return say("how_sure.alone.also_tried", n=len(study.screened), worlds=worlds, left_out=left_out)


def scale(pair: Pair, study: Sure) -> str:
    """Say on which scale a large company was lived through; nothing of one that was lived through as it is."""
    if study.people == pair.first.today.market_size:
        return ""
    return say("how_sure.alone.scale", people=write.number(study.people))


def bars_table(study: Sure) -> dict[str, list[str]]:
    """List the bars of the tornado in full, for a table."""
    rows = {say(f"how_sure.mind.{column}"): [] for column in ("name", "own", "low", "gain_low", "high", "gain_high",
                                                             "support", "told")}
    for bar in study.bars:
        key = bar.unknown.key
        texts = (name(key), amount(key, bar.unknown.value), amount(key, bar.unknown.low), money(bar.low.mean),
                 amount(key, bar.unknown.high), money(bar.high.mean),
                 say(f"how_sure.grade.{declarations()[key].grade}"),
                 say(f"how_sure.mind.{'clear' if bar.is_clear else 'luck'}"))
        for column, text in zip(rows.values(), texts, strict=True):
            column.append(text)
    return rows


def flips(study: Sure) -> list[Mind]:
    """List the unknowns that alone could flip the recommendation, the one most worth knowing first."""
    return sorted((mind for mind in study.minds if mind.tips), key=lambda mind: (-mind.worth_cents, -mind.flipped))


def change(pair: Pair, study: Sure) -> list[str]:
    """Say what would change one's mind and what finding out is worth; or that nothing would, and what comes nearest."""
    found = flips(study)
    if not found:
        return [say("how_sure.mind.none"), _miss(pair, study.miss)] if study.miss else [say("how_sure.mind.unclear")]
    mind = found[0]
    key = mind.unknown.key
    said = say("how_sure.mind.flip", name=name(key), side=_side(mind), tip=amount(key, mind.tip, DIGITS),
               other=pair.named(_better_beyond(mind), within=True), own=amount(key, mind.unknown.value),
               range=reach(key, mind.unknown.low, mind.unknown.high))
    worth = say("how_sure.mind.worth", value=money(mind.worth_cents)) if mind.worth_cents >= LITTLE_CENTS else say(
        "how_sure.mind.worth_nothing")
    return [said, worth, *([say("how_sure.mind.others", n=len(found) - 1)] if len(found) > 1 else [])]


def _side(mind: Mind) -> str:
    return say(f"how_sure.mind.{'above' if mind.tip > mind.unknown.value else 'below'}")


def _better_beyond(mind: Mind) -> bool:
    """Tell whether the second plan is the better one beyond the tipping value, seen from the own value."""
    return mind.better_above == (mind.tip > mind.unknown.value)


def _miss(pair: Pair, mind: Mind) -> str:
    value, gain = mind.nearest
    key = mind.unknown.key
    return say("how_sure.mind.miss", name=name(key), value=amount(key, value),
               better=pair.named(gain > 0, within=True), gain=money(abs(gain)))


def flips_table(pair: Pair, study: Sure) -> dict[str, list[str]]:
    """List every unknown that alone could flip the recommendation, for a table."""
    columns = ("name", "own", "tip", "better", "range", "flipped", "finding")
    rows = {say(f"how_sure.mind.{column}"): [] for column in columns}
    for mind in flips(study):
        key, unknown = mind.unknown.key, mind.unknown
        texts = (name(key), amount(key, unknown.value), amount(key, mind.tip, DIGITS), pair.named(_better_beyond(mind)),
                 reach(key, unknown.low, unknown.high), percent(mind.flipped), money(mind.worth_cents))
        for column, text in zip(rows.values(), texts, strict=True):
            column.append(text)
    return rows


def percent(share: float) -> str:
    """Write a share in percent, between nought and a hundred."""
    return say("quantity.short.1", value=write.number(100 * min(max(share, 0.0), 1.0)))


def discovered(pair: Pair, found: Together) -> str:
    """Say in one sentence where the plan looked at loses; or wins, if that is the rarer case."""
    total, losses = len(found.gains), found.losses
    parts = {"plan": pair.named(True), "other": pair.named(False, within=True)}
    if not any(found.gains):
        return say("how_sure.together.equal", n=total, **parts)
    if losses in (0, total):
        return say("how_sure.together.always", how=say(f"how_sure.together.how_{'less' if losses else 'more'}"),
                   n=total, **parts)
    cases = total - losses if found.wins_are_cases else losses
    how = say(f"how_sure.together.how_{'more' if found.wins_are_cases else 'less'}")
    start = say("how_sure.together.some", how=how, cases=cases, total=total, **parts)
    rule = found.rule
    if not rule.thresholds:
        return say("how_sure.together.no_rule", start=start)
    named = [say("how_sure.together.threshold", name=name(each.key), value=amount(each.key, each.value, DIGITS),
                 side=say(f"how_sure.mind.{'above' if each.above else 'below'}")) for each in rule.thresholds]
    where = named[0] if len(named) == 1 else say("how_sure.together.joined", first=named[0], second=named[1])
    form = "only" if rule.coverage >= ALMOST_ALL else "mostly"
    return say(f"how_sure.together.{form}", start=start, list=where, density=percent(rule.density),
               coverage=percent(rule.coverage))


def largest(found: Together) -> str:
    """Say which assumption accounts for most of the variation; nothing where nothing varies."""
    index = max(found.indices, key=lambda each: each.total.mean)
    if index.total.mean <= 0:
        return ""
    form = "largest" if index.total.mean > index.first.mean else "largest_alone"
    return say(f"how_sure.together.{form}", name=name(index.key), alone=percent(index.first.mean),
               all=percent(index.total.mean))
