"""Why one plan earns more, in words: labels, verdict, sums, interaction, tables. Knows no Streamlit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sim
from sim.decide.players import CALENDAR, TODAY, Change
from sim.decide.softening import firmness
from sim.decide.why import Entry, Part, Why, combinations
from sim.precision import Interval
from sim.scenario import ASSUMPTION, GRADES
from ui import events
from ui import format as write
from ui.words import choices, say, unit

VIEWS = ("parts", "causes", "lines")
# parts named one by one in the verdict, and from which share of the largest one on
MOST_NAMED, WORTH_NAMING = 4, 0.1
# a sum with more terms stands in the table only
LONGEST_SUM = 8
WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Found:
    """A split, and what its two plans are called within a sentence."""

    why: Why
    reference: str
    plan: str

    @property
    def names(self) -> dict[str, str]:
        """Give the plans' names for texts."""
        return {"reference": self.reference, "plan": self.plan, "plan_begins": begun(self.plan)}


@dataclass(frozen=True)
class Row:
    """One step from the first plan to the second: what it is, in how far, which kind, and how well it is known."""

    name: str
    detail: str
    kind: str
    amount: float
    interval: Interval


@lru_cache(100)
def sized(first: sim.Scenario, second: sim.Scenario, seed: int) -> tuple[int, int]:
    """Count the changes between two plans, and the combinations of them that are lived."""
    return combinations(first, second, seed)


def begun(text: str) -> str:
    """Write a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def name_of(part: Part) -> str:
    """Name what a part consists of."""
    return say("reasons.joiner").join(dict.fromkeys(_name(change) for change in part.changes))


def _name(change: Change) -> str:
    if change.key in sim.declarations():
        label = say(f"inputs.{change.key}.label")
        return say("why.today_of", name=label) if change.where == TODAY else label
    return say(f"why.calendar.{change.key or 'all'}")


def step_of(part: Part) -> str:
    """Say from what to what a part leads."""
    return say("reasons.joiner").join(_step(change) for change in part.changes)


def _step(change: Change) -> str:
    if change.where == CALENDAR:
        return say("why.calendar.steps")
    declared = sim.declarations()[change.key]
    values = {"before": value_of(change, change.before), "after": value_of(change, change.after)}
    if choices(declared):
        return say("why.choice", **values)
    return say("why.step", **values, unit=unit(declared))


def value_of(change: Change, value: float | tuple) -> str:
    """Write a value as it stands in one of the plans."""
    if change.where == CALENDAR:
        return " ".join(events.sentence(event) for event in value) or say("why.nothing_planned")
    names = choices(sim.declarations()[change.key])
    if names:
        return names[int(value)]
    return write.number(value, max(len(f"{value:.6f}".rstrip("0").partition(".")[2]), 0))


def ordered(parts: Sequence[Part]) -> list[Part]:
    """Put levers first, then assumptions, the largest part first."""
    return sorted(parts, key=lambda part: (part.kind == ASSUMPTION, -abs(part.cents)))


def rows(found: Found, view: str) -> list[Row]:
    """Give the steps of a view that change anything, in order; every part, even one that changes nothing."""
    if view == "parts":
        return [Row(_named(part), step_of(part), part.kind, part.cents, part.interval)
                for part in ordered(found.why.parts)]
    if view == "causes":
        return [Row(_flow(each), "", each.name, each.amount, each.interval)
                for each in found.why.causes if _counts(each)]
    ranked = sorted(found.why.lines, key=lambda each: (each.name != "revenue_cents", -abs(each.amount)))
    return [Row(begun(say(f"reasons.line.{each.name}")), "", "line", each.amount, each.interval)
            for each in ranked if _counts(each)]


def _counts(entry: Entry) -> bool:
    return bool(entry.amount) or entry.interval.low != entry.interval.high


def _named(part: Part) -> str:
    name = name_of(part)
    return say("why.assumed", name=name) if part.kind == ASSUMPTION else name


def _flow(entry: Entry) -> str:
    if not entry.name.startswith("left_"):
        return say(f"why.flow.{entry.name}")
    cause = say(f"charts.causes_short.{entry.name.removeprefix('left_')}").lower()
    return say(f"why.flow.{'fewer' if entry.amount > 0 else 'more' if entry.amount < 0 else 'as_many'}", cause=cause)


def total(found: Found, view: str) -> int:
    """Give what the steps of a view add up to: people or cents."""
    return found.why.total_customers if view == "causes" else found.why.total_cents


def measure(view: str) -> str:
    """Give the unit of a view's amounts."""
    return "person" if view == "causes" else "cent"


def verdict(found: Found) -> str:
    """Say in one sentence how much more one plan earns and what brings it, as firmly as its grounds allow."""
    why, each = found.why, found.why.total
    place = write.step(each.low, each.high, each.mean)
    values = found.names | {"list": _listed(why.parts), "total": _short(abs(why.total_cents), place)}
    if each.low == each.high == 0:
        return say("why.verdict.equal", **values)
    if each.low < 0 < each.high:
        return say("why.verdict.unclear", **values, low=_short(-each.low, place), high=_short(each.high, place))
    said = say(f"why.verdict.{'more' if why.total_cents > 0 else 'less'}", **values)
    return say(f"soften.headline.{_firmness(why.parts)}", text=said)


def _firmness(parts: Sequence[Part]) -> str:
    """Say how firmly to word the split: by the grades of what was changed, each weighed by its share."""
    weights: Counter[str] = Counter()
    for part in parts:
        for change in part.changes:
            declared = sim.declarations().get(change.key)
            weights[declared.grade if declared else "assumed"] += abs(part.cents)
    return firmness(weights)


def _listed(parts: Sequence[Part]) -> str:
    felt = [part for part in parts if part.cents or part.interval.low != part.interval.high]
    ranked = sorted(felt or parts, key=lambda part: -abs(part.cents))
    bar = WORTH_NAMING * abs(ranked[0].cents)
    named = [part for part in ranked[:MOST_NAMED] if abs(part.cents) >= bar]
    rest = ranked[len(named):]
    if len(rest) == 1:
        named, rest = ranked, []
    texts = [_brought(part) for part in named]
    if rest:
        cents = sum(part.cents for part in rest)
        key = "why.verdict.rest_" + ("nothing" if not cents else "brings" if cents > 0 else "costs")
        texts.append(say(key, count=len(rest), value=_short(abs(cents), 100.0)))
    if len(texts) == 1:
        return texts[0]
    return say("why.list", list=say("reasons.joiner").join(texts[:-1]), last=texts[-1])


def _brought(part: Part) -> str:
    name, each = name_of(part).lower(), part.interval
    name = say("why.assumed", name=name) if part.kind == ASSUMPTION else name
    place = write.step(each.low, each.high, each.mean)
    if not part.cents and each.low == each.high:
        return say("why.verdict.nothing", name=name)
    if each.low < 0 < each.high:
        return say("why.verdict.unclear_part", name=name, low=write.change("cent", each.low, place / 10),
                   high=write.change("cent", each.high, place / 10))
    key = "brings" if part.cents > 0 else "costs"
    return say(f"why.verdict.{key}", name=name, value=_short(abs(part.cents), place))


def _short(cents: float, place: float) -> str:
    return write.quantity("cent", cents, place, "short")


def adds_up(found: Found, view: str) -> str:
    """Say that the steps add up, with the sum."""
    terms, whole, of = [row.amount for row in rows(found, view)], total(found, view), measure(view)
    shown = _full(of, whole)
    if view == "causes":
        return say("why.told.causes_sum", sum=_sum(terms, of), total=shown) if terms else ""
    if view == "lines":
        return say("why.told.lines_sum", total=shown)
    if len(found.why.parts) > LONGEST_SUM:
        return say("why.sure.sum_long", count=len(found.why.parts), total=shown)
    return say("why.sure.sum", n=len(found.why.parts), sum=_sum(terms, of), total=shown)


def _sum(terms: Sequence[float], of: str) -> str:
    rest = (f" {say('numbers.minus' if term < 0 else 'numbers.plus')} {_full(of, abs(term))}" for term in terms[1:])
    return _full(of, terms[0]) + "".join(rest)


def _people(amount: float) -> str:
    return write.number(amount)


def told(found: Found, view: str) -> str:
    """Say what a view's total is; the verdict says it of the parts."""
    amount = total(found, view)
    way = "more" if amount > 0 else "fewer" if amount < 0 else "equal"
    value = _people(abs(amount)) if view == "causes" else _short(abs(amount), 1.0)
    return say(f"why.told.{view}_{way}", **found.names, n=abs(amount), value=value)


def grounds(found: Found) -> list[str]:
    """Say what stands behind the split: worlds, how the shares were found, what the changes do to each other."""
    why = found.why
    second = why.first_cents + why.total_cents
    parts = [say("why.sure.profits", **found.names, n=why.worlds, span=write.span(why.months),
                 first=_short(why.first_cents, 1.0), second=_short(second, 1.0)), _interaction(found), _how(why)]
    if any(part.kind == ASSUMPTION for part in why.parts):
        parts.append(say("why.sure.assumptions"))
    return [*filter(None, parts), *support(why)]


def _interaction(found: Found) -> str:
    each = found.why.interaction
    place = write.step(each.low, each.high, each.mean)
    if len(found.why.parts) < 2:
        return ""
    if each.low == each.high == 0:
        return say("why.sure.apart")
    if each.low <= 0 <= each.high:
        return say("why.sure.unclear", low=write.change("cent", each.low, place),
                   high=write.change("cent", each.high, place))
    near, middle, far = (_short(value, place) for value in sorted(map(abs, (each.low, each.mean, each.high))))
    return say(f"why.sure.{'reinforce' if each.mean > 0 else 'hinder'}", value=middle, low=near, high=far)


def _how(why: Why) -> str:
    if why.exact:
        return say("why.sure.exact") if len(why.parts) > 1 else ""
    error = max(part.sampling_error for part in why.parts)
    return say("why.sure.drawn", orders=why.orders, error=_short(error, 10.0 ** math.floor(math.log10(error or 100))))


def support(why: Why) -> list[str]:
    """Say how well the inputs that the parts are about are supported, a sentence a grade."""
    keys = {change.key for part in why.parts for change in part.changes}
    named = {grade: [say(f"inputs.{key}.label").lower() for key, each in sim.declarations().items()
                     if key in keys and each.grade == grade] for grade in GRADES}
    return [say(f"sure.{grade}", list=say("reasons.joiner").join(labels)) for grade, labels in named.items() if labels]


def rests_on(part: Part) -> str:
    """Say in a word or two how well a part is supported; of several inputs, the weakest counts."""
    grades = [sim.declarations()[change.key].grade for change in part.changes if change.key in sim.declarations()]
    return say(f"why.grade.{max(grades, key=GRADES.index) if grades else 'assumed'}")


def table(found: Found, view: str) -> dict[str, list[str]]:
    """List every step of a view in full, and what they add up to, for a table."""
    return _parts_table(found) if view == "parts" else _entries_table(found, view)


def _parts_table(found: Found) -> dict[str, list[str]]:
    lines = [(_cell(part), _unbroken(write.exact("cent", part.cents)), _range("cent", part.interval),
              _unbroken(write.change("cent", part.alone, 100.0))) for part in ordered(found.why.parts)]
    lines.append((say("why.table.together"), _unbroken(write.exact("cent", found.why.total_cents)),
                  _range("cent", found.why.total), ""))
    heads = (say(f"why.table.{key}") for key in ("change", "share", "range", "alone"))
    return {head: list(column) for head, column in zip(heads, zip(*lines, strict=True), strict=True)}


def _cell(part: Part) -> str:
    """Name a part with both values and with how well it is supported, on three lines."""
    steps = [_step(change) if change.where != CALENDAR else say(
        "why.choice", before=value_of(change, change.before), after=value_of(change, change.after))
        for change in part.changes]
    return say("why.table.part", name=_named(part), step=say("reasons.joiner").join(steps), rests=rests_on(part))


def _entries_table(found: Found, view: str) -> dict[str, list[str]]:
    of = measure(view)
    lines = [(row.name, _unbroken(_full(of, row.amount)), _range(of, row.interval)) for row in rows(found, view)]
    lines.append((say("why.table.together"), _unbroken(_full(of, total(found, view))), ""))
    heads = (say("why.table.flow" if view == "causes" else "why.table.line"), say("why.table.difference"),
             say("why.table.range"))
    return {head: list(column) for head, column in zip(heads, zip(*lines, strict=True), strict=True)}


def _full(of: str, amount: float) -> str:
    return _people(amount) if of == "person" else write.exact(of, amount)


def _range(of: str, each: Interval) -> str:
    place = write.step(each.low, each.high, each.mean)
    low, high = (write.change(of, value, place) for value in (each.low, each.high))
    return _unbroken(say("why.table.span", low=low, high=high) if low != high else low)


def _unbroken(text: str) -> str:
    """Keep signs and their numbers on one line."""
    for sign in (say("numbers.minus"), say("numbers.plus")):
        text = text.replace(sign, sign + WORD_JOINER)
    return text
