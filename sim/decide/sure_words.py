"""How sure a choice is, in English sentences and as plain text for the command line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.decide.softening import FIRM, LIKELY, TENTATIVE
from sim.scenario import declarations

if TYPE_CHECKING:
    from sim.decide.minds import Mind
    from sim.decide.sure import Sure
    from sim.decide.together import Together

EARNS = {FIRM: "{plan} earns", LIKELY: "{plan} probably earns", TENTATIVE: "as far as assumed values go, {plan} earns"}
ALMOST_ALL = 0.9            # of the cases: from here on a rule tells "only where"


def euro(cents: float) -> str:
    """An amount in euro with three significant digits."""
    amount = abs(cents) / 100
    digits = 2 - math.floor(math.log10(amount)) if amount >= 1 else 0
    return f"{round(amount, min(digits, 0)):,.0f} euro"


def _value(key: str, value: float) -> str:
    unit = declarations()[key].unit
    return f"{value:.4g}" + ("" if unit == "1" else f" {unit}")


def _plan(is_second: bool) -> str:
    return "the second plan" if is_second else "the first plan"


def sentence(found: Sure) -> str:
    """The recommendation of a study, how firm it is, and what would change it."""
    worlds = "1 world" if found.worlds == 1 else f"{found.worlds} identical worlds"
    if found.is_open:
        ends = [f"{euro(end)} {'less' if end < 0 else 'more'}" for end in (found.gain.low, found.gain.high)]
        said = (f"It is open which plan earns more: in net present value the second earns between {ends[0]} and "
                f"{ends[1]} than the first, and {_plan(found.second_better)} is ahead in {found.wins} of {worlds}.")
    else:
        earns = EARNS[found.firmness].format(plan=_plan(found.second_better))
        near, far = sorted((found.gain.low, found.gain.high), key=abs)
        span = "" if near == far else f" ({euro(near)} to {euro(far)})"
        said = (f"{earns[0].upper()}{earns[1:]} {euro(found.gain.mean)} more{span} in net present value, and more in "
                f"{found.wins} of {worlds}.")
    return f"{said} {_change(found)}"


def _change(found: Sure) -> str:
    decisive, miss = found.decisive, found.miss
    if decisive is not None:
        return f"{flip(decisive, found.second_better)}."
    if miss is None:
        return "What any assumption does to that cannot be told from luck in so few worlds."
    value, gain = miss.nearest
    return (f"No assumption alone changes that within its range; {miss.unknown.key} comes nearest: at "
            f"{_value(miss.unknown.key, value)} {_plan(gain > 0)} still earns {euro(gain)} more.")


def flip(mind: Mind, second_better: bool) -> str:
    """At which value of an unknown the other plan is the better one, and what finding out is worth; no full stop."""
    key, tip = mind.unknown.key, mind.tip
    side = "above" if tip > mind.unknown.value else "below"
    return (f"{_plan(not second_better).capitalize()} is the better one with {key} {side} {_value(key, tip)} (the "
            f"company has {_value(key, mind.unknown.value)}, plausible are {_value(key, mind.unknown.low)} to "
            f"{_value(key, mind.unknown.high)}); finding out is worth {euro(mind.worth_cents)}")


def text(found: Sure) -> str:
    """A study of each unknown alone, for the command line."""
    lines = [found.sentence, "",
             "gain of the second plan, thousand euro, with one assumption at either end of its range",
             f"{'assumption':<36}{'low end':>12}{'gain':>10}{'high end':>12}{'gain':>10}  grade"]
    for bar in found.bars:
        key, luck = bar.unknown.key, "" if bar.is_clear else "; may be luck"
        lines.append(f"{key:<36}{bar.unknown.low:>12.4g}{bar.low.mean / 1e5:>10,.1f}{bar.unknown.high:>12.4g}"
                     f"{bar.high.mean / 1e5:>10,.1f}  {declarations()[key].grade}{luck}")
    flips = sorted((mind for mind in found.minds if mind.tips), key=lambda mind: -mind.worth_cents)
    lines += ["", *(f"{flip(mind, found.second_better)}." for mind in flips)] if flips else []
    lines += ["", f"{len(found.screened)} assumptions were tried; left out, as they have no range: "
              + ", ".join(found.left_out)]
    return "\n".join(lines)


def sentence_together(found: Together) -> str:
    """Where a plan loses when several unknowns vary at once, and what accounts for most of the variation."""
    total, losses = len(found.gains), found.losses
    names = ", ".join(each.key for each in found.unknowns)
    said = f"With {names} varied together, the second plan earns "
    if not any(found.gains):
        return said + f"exactly as much as the first in every one of {total} combinations."
    if losses in (0, total):
        said += f"{'more' if losses == 0 else 'less'} in every one of {total} combinations."
    else:
        cases = total - losses if found.wins_are_cases else losses
        said += f"{'more' if found.wins_are_cases else 'less'} in {cases} of {total} combinations"
        said += f", {_where(found)}."
    largest = max(found.indices, key=lambda index: index.total.mean)
    if largest.total.mean <= 0:
        return said
    if largest.total.mean <= largest.first.mean:
        return f"{said} {largest.key} matters most: it accounts for {_percent(largest.total.mean)} of the variation."
    return (f"{said} {largest.key} matters most: alone it accounts for {_percent(largest.first.mean)} of the "
            f"variation, with its interactions for {_percent(largest.total.mean)}.")


def _where(found: Together) -> str:
    rule = found.rule
    if not rule.thresholds:
        return "which follow no simple rule"
    parts = [f"{each.key} is {'above' if each.above else 'below'} {_value(each.key, each.value)}"
             for each in rule.thresholds]
    if rule.coverage >= ALMOST_ALL:
        return f"only where {' and '.join(parts)} ({_percent(rule.density)} of the combinations there)"
    return (f"mostly where {' and '.join(parts)} ({_percent(rule.coverage)} of them lie there, and they are "
            f"{_percent(rule.density)} of the combinations there)")


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0), 1):.0f} %"


def text_together(found: Together) -> str:
    """A study of several unknowns at once, for the command line."""
    lines = [found.sentence, "", f"{'assumption':<36}{'alone':>8}{'interval':>16}{'in all':>8}{'interval':>16}"]
    for each in found.indices:
        lines.append(f"{each.key:<36}" + "".join(
            f"{_percent(order.mean):>8}{f'{_percent(order.low)} to {_percent(order.high)}':>16}"
            for order in (each.first, each.total)))
    return "\n".join(lines)
