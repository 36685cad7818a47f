"""Numbers as people read them: units, currency, proper signs, no more digits than are known."""

from __future__ import annotations

import math

from ui.words import say

MILLION = 1_000_000
# unit of a measure -> (factor from the model's number to the number shown, finest step worth showing)
SHOWN = {"person": (1, 1), "problem": (1, 1), "1": (100, 0.1), "business hour": (1, 0.1), "point": (1, 1),
         "cent": (0.01, 1)}


def number(value: float, digits: int = 0) -> str:
    """Write a number with the language's separators and a proper minus sign."""
    text = f"{abs(value):,.{digits}f}"
    negative = value < 0 and any(character in "123456789" for character in text)
    text = text.replace(",", "\0").replace(".", say("numbers.decimal")).replace("\0", say("numbers.thousands"))
    return (say("numbers.minus") if negative else "") + text


def step(low: float, high: float, mean: float) -> float:
    """Find the decimal place that an interval supports: that of the first digit of its half-width."""
    half = (high - low) / 2
    if math.isfinite(half) and half > 0:
        return 10.0 ** math.floor(math.log10(half))
    return 10.0 ** (math.floor(math.log10(abs(mean))) - 2) if math.isfinite(mean) and mean else 0.0


def _rounded(unit: str, value: float, place: float) -> tuple[float, int]:
    factor, finest = SHOWN[unit]
    place = max(place * factor, finest)
    place = 10.0 ** round(math.log10(place))
    digits = max(0, -round(math.log10(place)))
    return round(value * factor / place) * place, digits


def quantity(unit: str, value: float, place: float = 0.0, form: str = "long") -> str:
    """Write a number of a measure with its unit, rounded to a decimal place of the model's number."""
    if not math.isfinite(value):
        return say("numbers.unknown")
    if unit == "cent":
        text = _money(abs(value), place, form)
        return (say("numbers.minus") if value < 0 and _says_something(text) else "") + text
    shown, digits = _rounded(unit, value, place)
    return say(f"quantity.{form}.{unit}", n=shown, value=number(shown, digits))


def _money(cents: float, place: float, form: str) -> str:
    euro, place = cents / 100, max(place / 100, 1)
    # three significant digits are enough for a headline, even where more are known
    place = max(place, 10.0 ** (math.floor(math.log10(abs(euro))) - 2)) if abs(euro) >= 100 else place
    if abs(euro) >= MILLION:
        digits = min(max(6 - round(math.log10(place)), 0), 2)
        return say(f"quantity.{form}.million", value=number(euro / MILLION, digits))
    return say(f"quantity.{form}.cent", value=number(round(euro / place) * place))


def change(unit: str, value: float, place: float = 0.0) -> str:
    """Write a difference with its sign and its unit, in the short form."""
    if not math.isfinite(value):
        return say("numbers.unknown")
    text = _points(value, place) if unit == "1" else quantity(unit, abs(value), place, "short")
    sign = say("numbers.plus") if value > 0 else say("numbers.minus")
    return sign + text if _says_something(text) else text


def _says_something(text: str) -> bool:
    return any(character in "123456789" for character in text)


def _points(value: float, place: float) -> str:
    shown, digits = _rounded("1", abs(value), place)
    return say("quantity.short.percentage_point", value=number(shown, digits))


def exact(unit: str, value: float) -> str:
    """Write a number in full: money to the cent, everything else to four decimals where it has any."""
    if not math.isfinite(value):
        return say("numbers.unknown")
    if unit == "cent":
        sign = say("numbers.minus") if round(value) < 0 else ""
        return sign + say("quantity.exact.cent", value=number(abs(value) / 100, 2))
    factor = SHOWN[unit][0]
    digits = 2 if unit in ("person", "problem") else 4
    return say(f"quantity.exact.{unit}", value=number(value * factor, digits))


def plain(value: float) -> str:
    """Write an input's value as short as it can be without losing anything."""
    text = repr(value)
    return text.removesuffix(".0")


def span(months: int) -> str:
    """Say how long a number of months is, in years where it comes out even."""
    if months % 12 == 0:
        years = months // 12
        word = say(f"span.number.{years}") if f"span.number.{years}" in say else number(years)
        return say("span.years", n=years, count=word)
    return say("span.months", n=months)
