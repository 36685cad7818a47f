"""What the page "Lessons" says before the run and of the prediction after it; knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import sim
from sim.precision import Interval
from sim.scenario import GRADES
from ui import format as write
from ui.lessons.found import PROFIT, Found, clear, grown, loss, most
from ui.lessons.plans import GROUNDS, TODAY, Case, Guess
from ui.words import say

# a prediction within this share of what came out is close; from this factor on it is told as a factor
CLOSE, WORTH_A_FACTOR = 0.2, 1.5
THOUSAND_EURO, EURO = 1e-5, 0.01
HALF = 0.5


@dataclass(frozen=True)
class Number:
    """What is typed as a prediction: its unit, its factor from the model's number, its range and step."""

    unit: str
    factor: float
    low: float
    high: float
    step: float
    signed: bool = False


def number(case: Case) -> Number:
    """Say what is typed in a lesson; the range follows from the size of the company."""
    inputs = case.inputs
    revenue = max(math.ceil(_revenue(case) * inputs.months / 12 / 1000), 1)
    people, paid = float(inputs.market_size), inputs.price * inputs.price_level
    return {"leaky_bucket": Number("person", 1.0, -people, people, 50.0, signed=True),
            "nineteen": Number("person", 1.0, 0.0, people, 50.0),
            "overloaded_desk": Number("1", 100.0, 0.0, 100.0, 1.0),
            "rewards_first": Number("cent", THOUSAND_EURO, -float(revenue), float(revenue), 10.0, signed=True),
            "lost_customer": Number("cent", EURO, 0.0, float(math.ceil(max(240 * paid, 10))), 10.0)}[case.lesson]


def _revenue(case: Case) -> float:
    """Give what customers pay in a year at the start, in euro."""
    inputs = case.inputs
    return 12 * inputs.price * inputs.price_level * inputs.customers_at_start


def choices(case: Case) -> list[str]:
    """List what can be chosen in a lesson."""
    return [name for name in say.under(f"lessons.{case.lesson}.choice") if name not in ("label", "help")]


def parts(case: Case) -> dict[str, str]:
    """Give the figures that a lesson's texts name, written out."""
    inputs, figures = case.inputs, case.figures
    money = {name: _euro(figures[name]) for name in ("spend", "spend_more") if name in figures}
    money |= {name: _small(figures[name]) for name in ("more", "rewards", "price") if name in figures}
    plain = {name: write.plain(round(figures[name], 2)) for name in ("points", "points_more", "told")
             if name in figures}
    hours = {name: say("lessons.overloaded_desk.hours", n=figures[name], value=write.plain(round(figures[name], 2)))
             for name in ("target", "slower", "faster") if name in figures}
    return {"company": sim.load(case.today.base).title, "span": write.span(inputs.months),
            "customers": write.number(inputs.customers_at_start), "market": write.number(inputs.market_size),
            "churn": write.quantity("1", inputs.yearly_churn, 0.001), "revenue": _euro(_revenue(case)),
            "extra": _euro(12 * figures.get("extra", 0.0)), "rewards_now": _small(inputs.reward_spend),
            **money, **plain, **hours}


def _euro(euro: float) -> str:
    return write.quantity("cent", 100 * euro, 1.0, "short")


def _small(euro: float) -> str:
    """Write an amount of a few euro with its cents where it has any."""
    if euro >= 100:
        return _euro(euro)
    return say("quantity.short.cent", value=write.number(euro, 0 if abs(euro - round(euro)) < 0.005 else 2))


def text(case: Case, key: str) -> str:
    """Give one of a lesson's own texts with its figures filled in."""
    return say(f"lessons.{case.lesson}.{key}", **parts(case))


def situation(case: Case) -> str:
    """Tell the situation in a manager's words."""
    return say("lessons.situation", company=parts(case)["company"], text=text(case, "text"))


def plan(case: Case, name: str) -> str:
    """Name one of a lesson's plans."""
    return say("lessons.today") if name == TODAY else say(f"lessons.{case.lesson}.{name}")


def listed(case: Case) -> str:
    """Say in one line what is run."""
    if len(case.names) == 1:
        return say("lessons.run.single")
    return say("lessons.run.several", list=say("reasons.joiner").join(plan(case, name).lower() for name in case.names))


def amount(case: Case, value: float, place: float = 0.0) -> str:
    """Say a figure as the lesson's prediction means it; value in the model's unit."""
    shown = number(case)
    written = write.quantity(shown.unit, abs(value), place, "short")
    key = f"lessons.{case.lesson}.number"
    if not shown.signed:
        return say(f"{key}.amount", n=_count(written), value=written)
    if not any(digit in written for digit in "123456789"):
        return say(f"{key}.even")
    return say(f"{key}.{'more' if value > 0 else 'fewer'}", n=_count(written), value=written)


def _as_typed(case: Case, typed: float) -> float:
    """Give the decimal place at which a share stands as it was typed."""
    return (0.01 if typed == round(typed) else 0.001) if number(case).unit == "1" else 0.0


def _count(written: str) -> float:
    return 1 if written == "1" else 2


def guessed(case: Case, guess: Guess) -> str:
    """Repeat what was predicted."""
    typed = guess.number
    return say("lessons.guess.said", number=amount(case, typed / number(case).factor, _as_typed(case, typed)),
               choice=say(f"lessons.{case.lesson}.choice.{guess.choice}"))


def missing(guess: Guess) -> str:
    """Say what a prediction still needs; nothing if it is complete."""
    lacking = [say(f"lessons.guess.missing_{part}") for part in ("number", "choice") if getattr(guess, part) is None]
    return say("lessons.guess.missing", what=say("reasons.joiner").join(lacking)) if lacking else ""


def came_out(found: Found) -> tuple[Interval, str | None]:
    """Give what the run says to the two parts of the prediction; no choice where it cannot tell."""
    return _CAME_OUT[found.case.lesson](found)


def _bucket(found: Found) -> tuple[Interval, str | None]:
    return found.difference("customers", "keeping", "winning"), most(found, ("winning", "keeping", TODAY))


def _nineteen(found: Found) -> tuple[Interval, str | None]:
    return found.measure("people_lost_to_word_of_mouth"), grown(found)


def _desk(found: Found) -> tuple[Interval, str | None]:
    sign = clear(found.difference(PROFIT, "cut"))
    return found.measure("given_up_share", "cut"), {1: "more", -1: "less", 0: "same"}[sign]


def _rewards(found: Found) -> tuple[Interval, str | None]:
    return found.difference(PROFIT, "rewards"), most(found, ("rewards", "service", TODAY))


def _lost(found: Found) -> tuple[Interval, str | None]:
    lost = loss(found)
    if not lost.whole.mean > 0 or not math.isfinite(lost.newcomer.mean):
        return lost.whole, "more" if math.isfinite(lost.newcomer.mean) else None
    share = lost.newcomer.mean / lost.whole.mean
    return lost.whole, "less" if share < HALF else "half" if share <= 1 else "more"


_CAME_OUT: dict[str, Callable[[Found], tuple[Interval, str | None]]] = {
    "leaky_bucket": _bucket, "nineteen": _nineteen, "overloaded_desk": _desk, "rewards_first": _rewards,
    "lost_customer": _lost}


def off(case: Case, typed: float, truth: Interval) -> str:
    """Say in words how far a predicted number was off."""
    shown = number(case)
    guess = typed / shown.factor
    predicted = amount(case, guess, _as_typed(case, typed))
    if not math.isfinite(truth.mean):
        return say("lessons.off.unknown", predicted=predicted)
    place = write.step(truth.low, truth.high, truth.mean)
    actual = amount(case, truth.mean, place)
    if truth.low < truth.high:
        low, high = (write.quantity(shown.unit, value, place, "short") for value in (truth.low, truth.high))
        actual = say("lessons.off.range", value=actual, low=low, high=high)
    distance = write.change(shown.unit, abs(guess - truth.mean), place).removeprefix(say("numbers.plus"))
    said = say(f"lessons.off.{_judged(guess, truth)}", predicted=predicted, actual=actual, off=distance)
    return f"{said} {factor}" if (factor := _factor(guess, truth)) else said


def _judged(guess: float, truth: Interval) -> str:
    if truth.low <= guess <= truth.high:
        return "within"
    if not clear(truth):
        return "apart"
    if guess * truth.mean < 0:
        return "direction"
    if abs(guess - truth.mean) <= CLOSE * abs(truth.mean):
        return "close"
    if truth.mean < 0:      # higher would be a smaller loss: that reads wrong
        return "apart"
    return "above" if guess > truth.mean else "below"


def _factor(guess: float, truth: Interval) -> str:
    """Tell a prediction far too large or far too small as a factor."""
    if truth.low <= guess <= truth.high or guess * truth.mean <= 0 or not clear(truth):
        return ""
    times = guess / truth.mean
    key = "above" if times > 1 else "below"
    times = max(times, 1 / times)
    if times < WORTH_A_FACTOR:
        return ""
    return say(f"lessons.off.{key}_times", times=write.number(times, 1 if times < 10 else 0))


def chosen(case: Case, choice: str, right: str | None) -> str:
    """Say whether the choice was right."""
    words = {"mine": say(f"lessons.{case.lesson}.choice.{choice}")}
    if right is None:
        return say("lessons.chosen.unclear", **words)
    if right == choice:
        return say("lessons.chosen.right", **words)
    return say("lessons.chosen.wrong", **words, right=say(f"lessons.{case.lesson}.choice.{right}"))


def sure(found: Found) -> list[str]:
    """Say how many worlds stand behind it, and how well the inputs are supported on which it rests most."""
    said = [say("compare.worlds", n=found.count)]
    declared = sim.declarations()
    for grade in GRADES:
        named = [say(f"inputs.{key}.label").lower() for key in GROUNDS[found.case.lesson]
                 if declared[key].grade == grade]
        if named:
            key = "lessons.debrief.assumed" if grade == "assumed" else f"sure.{grade}"
            said.append(say(key, list=say("reasons.joiner").join(named)))
    return [" ".join(said), say("lessons.debrief.one_company")]
