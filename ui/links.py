"""Scenario links: a scenario as readable query parameters, and back, trusting nothing that comes in.

Version 1: `s` names the shipped scenario, `v` the version, `seed` the first world, and every input that
differs from the shipped scenario stands under its own key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import sim
from ui.format import plain
from ui.words import say, unit

VERSION = "1"
DEFAULT = "broadband"
MOST_PARAMETERS = 200
LONGEST_VALUE, LONGEST_KEPT = 40, 100
LARGEST_SEED = 999_999_999
# What a link or a control may ask of the server, where the model itself would allow more.
MOST = {"market_size": 50_000, "customers_at_start": 50_000, "months": 120}
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True)
class Aside:
    """A parameter that was set aside: its name and value as they came, why, and what is allowed."""

    name: str
    value: str
    reason: str
    allowed: str = ""


@dataclass(frozen=True)
class Opened:
    """What a link says: the shipped scenario's name, the values that differ from it, the seed, the rest."""

    base: str
    values: tuple[tuple[str, float], ...] = ()
    seed: int = 1
    aside: tuple[Aside, ...] = ()

    @cached_property
    def scenario(self) -> sim.Scenario:
        """Build the scenario: the shipped one with the values changed."""
        return sim.load(self.base).changed(**dict(self.values))


def bounds(key: str) -> tuple[float, float]:
    """Give the range of an input that the app accepts."""
    declared = sim.declarations()[key]
    return declared.low, min(declared.high, MOST.get(key, declared.high))


def allowed(key: str) -> str:
    """Say in words what the app accepts for an input."""
    declared, (low, high) = sim.declarations()[key], bounds(key)
    return say(f"aside.range{'_whole' if declared.whole else ''}", low=plain(low), high=plain(high),
               unit=unit(declared))


def encode(opened: Opened) -> dict[str, str]:
    """Write a scenario as query parameters, in a fixed order."""
    differences = opened.scenario.differences(sim.load(opened.base))
    return {"s": opened.base, "v": VERSION, **{key: plain(value) for key, value in differences.items()},
            "seed": str(opened.seed)}


def decode(parameters: Iterable[tuple[str, list[str]]]) -> Opened:
    """Read query parameters; whatever cannot be used is set aside with the reason, the rest is kept."""
    aside: list[Aside] = []
    given = _single(parameters, aside)
    base, known_base = given.pop("s", DEFAULT), True
    if base not in sim.names():
        known_base = False
        aside.append(Aside("s", base, "unknown_scenario", ", ".join(sim.names())))
    version = given.pop("v", VERSION)
    if version != VERSION:
        aside.append(Aside("v", version, "unknown_version", VERSION))
    seed = _seed(given.pop("seed", "1"), aside)
    values = {}
    for key, text in given.items():
        value = _value(key, text, aside)
        if value is not None:
            values[key] = value
    base = base if known_base else DEFAULT
    values = _together(base, values, aside)
    return Opened(base, tuple(values.items()), seed, tuple(aside))


def _single(parameters: Iterable[tuple[str, list[str]]], aside: list[Aside]) -> dict[str, str]:
    given = {}
    for count, (name, texts) in enumerate(parameters):
        name, first = name[:LONGEST_KEPT], texts[0][:LONGEST_KEPT] if texts else ""
        if count >= MOST_PARAMETERS:
            aside.append(Aside(name, first, "too_many", str(MOST_PARAMETERS)))
            break
        if len(texts) > 1:
            aside.append(Aside(name, first, "repeated"))
        elif len(first) > LONGEST_VALUE:
            aside.append(Aside(name, first, "too_long", str(LONGEST_VALUE)))
        else:
            given[name] = first
    return given


def _seed(text: str, aside: list[Aside]) -> int:
    if _WHOLE.fullmatch(text) and int(text) <= LARGEST_SEED:
        return int(text)
    aside.append(Aside("seed", text, "out_of_range", f"0 to {LARGEST_SEED}"))
    return 1


def _value(key: str, text: str, aside: list[Aside]) -> float | None:
    declared = sim.declarations().get(key)
    if declared is None:
        aside.append(Aside(key, text, "unknown_input"))
        return None
    if not (_WHOLE if declared.whole else _NUMBER).fullmatch(text):
        aside.append(Aside(key, text, "not_whole" if declared.whole else "not_a_number", allowed(key)))
        return None
    value = int(text) if declared.whole else float(text) + 0.0
    low, high = bounds(key)
    if not low <= value <= high:
        aside.append(Aside(key, text, "out_of_range", allowed(key)))
        return None
    return value


def _together(base: str, values: dict[str, float], aside: list[Aside]) -> dict[str, float]:
    """Keep as many of the values as go together, setting aside the later-declared ones first."""
    values = {key: values[key] for key in sim.declarations() if key in values}
    while _refused(base, values):
        alone = [key for key in reversed(values) if not _refused(base, {k: v for k, v in values.items() if k != key})]
        worst = alone[0] if alone else next(reversed(values))
        aside.append(Aside(worst, plain(values.pop(worst)), "not_together"))
    return values


def _refused(base: str, values: dict[str, float]) -> bool:
    try:
        sim.load(base).changed(**values)
    except sim.ScenarioError:
        return True
    return False
