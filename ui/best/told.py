"""What the search for the best plan and the goal-seek found, in words. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable

import sim
from sim.decide.best import FRESH_WORLDS, Best
from sim.decide.search import AIMS
from sim.decide.seek import Sought
from sim.decide.softening import firmness
from sim.decide.tries import Flat
from sim.experiments import Interval
from sim.metrics import MEASURES
from sim.scenario import GRADES, Declaration
from ui import format as write
from ui.words import choices, listed, say, unit

# a difference of spending below this share of the spending is not worth a sentence
SAME_SPENDING = 0.002


def one_by_one(parts: Iterable[str]) -> str:
    """Put parts of a sentence one after the other."""
    return (say("best_plan.separator") + " ").join(parts)


def lever_value(declared: Declaration, value: float) -> str:
    """Write a lever's value with its unit, or the name of a choice."""
    named = choices(declared)
    return named[int(value)] if named else say("best_plan.value", value=write.plain(value), unit=unit(declared))


def lever_range(declared: Declaration, low: float, high: float) -> str:
    """Write a range of a lever's values, of which only the last bears the unit; or the one value that it holds."""
    if low == high:
        return lever_value(declared, low)
    first = lever_value(declared, low) if choices(declared) else write.plain(low)
    return say("best_plan.from_to", low=first, high=lever_value(declared, high))


def _bare(declared: Declaration, value: float) -> str:
    """Write a lever's value without its unit, or the name of a choice."""
    return lever_value(declared, value) if choices(declared) else write.plain(value)


def lever_name(key: str) -> str:
    """Name a lever inside a sentence."""
    name = say(f"inputs.{key}.label")
    return name[0].lower() + name[1:]


def euro(amount: float) -> str:
    """Write an amount of money in full euro."""
    return say("best_plan.euro", value=write.number(amount))


def verdict(best: Best) -> str:
    """Say in one sentence what the best plan brings and what it costs a year."""
    span = write.span(best.months)
    if not best.changes:
        return say("best_plan.verdict.none", n=len(best.trials.aim))
    if not best.holds:
        place = write.step(best.fresh.low, best.fresh.high, best.fresh.mean)
        low, high = (_signed(best, value, place) for value in (best.fresh.low, best.fresh.high))
        return say(f"best_plan.verdict.unsure.{best.search.aim}", low=low, high=high, span=span)
    declared = sim.declarations()
    grades = [declared[lever].grade for lever in best.changes]
    firm = firmness({grade: grades.count(grade) for grade in GRADES})
    return say(f"best_plan.verdict.{firm}", gain=_gain(best, best.fresh), span=span, cost=_cost(best))


def _unit(best: Best) -> str:
    return AIMS[best.search.aim].unit


def _signed(best: Best, value: float, place: float) -> str:
    return write.change(_unit(best), value, place)


def _gain(best: Best, gain: Interval) -> str:
    place = write.step(gain.low, gain.high, gain.mean)
    low, middle, high = (write.quantity(_unit(best), value, place, "short")
                         for value in (gain.low, gain.mean, gain.high))
    text = say(f"best_plan.gain.{best.search.aim}", value=middle, n=gain.mean)
    return text if low == high else say("best_plan.range", text=text, low=low, high=high)


def _cost(best: Best) -> str:
    return dearer(best.dearer, best.spending_today)


def dearer(more: Interval, spending: float) -> str:
    """Say what a plan spends more or less in a year than one that spends so much; in cents."""
    if abs(more.mean) <= SAME_SPENDING * abs(spending):
        return say("best_plan.cost.same")
    amount = write.quantity("cent", abs(more.mean), write.step(more.low, more.high, more.mean), "short")
    return say(f"best_plan.cost.{'more' if more.mean > 0 else 'less'}", value=amount)


def reasons(best: Best) -> list[str]:
    """Say what changes, how flat the best is, and whether it holds where it was not looked for."""
    if not best.changes:
        return [say("best_plan.none_help")]
    declared = sim.declarations()
    turned = [say(f"best_plan.turn.{'up' if value > best.today[lever] else 'down'}", lever=lever_name(lever),
                  today=_bare(declared[lever], best.today[lever]), plan=lever_value(declared[lever], value))
              for lever, value in best.changes.items()]
    flat = [_flat(best, lever, each) for lever, each in best.flat.items() if each.low < each.high]
    tuned = say("best_plan.tuned", fresh=FRESH_WORLDS, worlds=best.search.worlds, gain=_gain(best, best.tuned))
    return [say("best_plan.changes", list=one_by_one(turned)),
            say("best_plan.flat.list", list=one_by_one(flat)) if flat else say("best_plan.flat.none"), tuned]


def _flat(best: Best, lever: str, each: Flat) -> str:
    declared = sim.declarations()[lever]
    key = "today" if each.low <= best.today[lever] <= each.high and lever in best.changes else "range"
    return say(f"best_plan.flat.{key}", lever=lever_name(lever), range=lever_range(declared, each.low, each.high))


def sure(best: Best) -> str:
    """Say how many runs stand behind the answer, and how well the levers turned are supported."""
    parts = [say("best_plan.sure", trials=len(best.trials.aim), runs=best.runs)]
    declared = [sim.declarations()[lever] for lever in best.changes]
    for grade in GRADES:
        named = [lever_name(each.key) for each in declared if each.grade == grade]
        if named:
            parts.append(say(f"sure.{grade}", list=say("reasons.joiner").join(named)))
    return " ".join(parts)


def table(best: Best) -> dict[str, list[str]]:
    """List every lever searched: today, in the best plan, and between which values it is as good."""
    columns = [say(f"best_plan.column.{name}") for name in ("lever", "today", "plan", "as_good")]
    rows = []
    for lever, value in best.plan.items():
        declared, flat = sim.declarations()[lever], best.flat[lever]
        rows.append((say(f"inputs.{lever}.label"), lever_value(declared, best.today[lever]),
                     lever_value(declared, value),
                     lever_range(declared, flat.low, flat.high)))
    return dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))


def sought(found: Sought) -> str:
    """Say in one sentence which value of the lever brings the measure to the target."""
    declared = sim.declarations()[found.lever]
    values = {"lever": lever_name(found.lever), "measure": measure_name(found.measure),
              "target": target_shown(found.measure, found.target)}
    if found.value is None:
        return say(f"best_plan.sought.nowhere.{'most' if found.at_most else 'least'}", **values,
                   nearest=lever_value(declared, found.nearest),
                   attained=target_shown(found.measure, found.nearest_found))
    bound = say(f"best_plan.bound.{'most' if found.at_most else 'least'}", target=values.pop("target"))
    values |= {"bound": bound, "value": lever_value(declared, found.value)}
    if found.value == found.today:
        return say("best_plan.sought.today", **values)
    values["value"] = _bare(declared, found.value)
    return say(f"best_plan.sought.{'room' if found.met_today else 'met'}", **values,
               today=lever_value(declared, found.today))


def sought_reasons(found: Sought) -> list[str]:
    """Say what is attained in fresh worlds, whether it holds, what it costs, and where else the target is met."""
    unit_of, place = MEASURES[found.measure].unit, _place(found.attained)
    low, mean, high = (write.quantity(unit_of, value, place, "short")
                       for value in (found.attained.low, found.attained.mean, found.attained.high))
    holds = "nowhere" if found.value is None else found.holds
    parts = [say(f"best_plan.holds.{holds}", fresh=FRESH_WORLDS, mean=mean, low=low, high=high,
                 measure=measure_name(found.measure))]
    if found.value is not None and found.value != found.today:
        parts.append(say("best_plan.sought.costs", cost=dearer(found.dearer, 0.0)))
    if found.others:
        declared = sim.declarations()[found.lever]
        parts.append(say("best_plan.sought.others", list=listed(
            lever_value(declared, each) for each in found.others)))
    return parts


def _place(known: Interval) -> float:
    return write.step(known.low, known.high, known.mean)


def measure_name(key: str) -> str:
    """Name a measure inside a sentence."""
    name = say(f"exact.measure.{key}")
    return name[0].lower() + name[1:]


def target_shown(measure: str, target: float) -> str:
    """Write a target with its unit."""
    unit_of = MEASURES[measure].unit
    return euro(target / 100) if unit_of == "cent" else write.quantity(unit_of, target)
