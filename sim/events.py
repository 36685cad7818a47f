"""Calendar events of a scenario: what happens on a certain day, to the company or by its own staged plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.inputs import LEVER, SECONDS_A_MONTH, Inputs, ScenarioError, check_alone, declarations, keys

LEVER_CHANGE = "lever"
DAYS_A_MONTH = 365 / 12
LATEST_DAY, MOST_EVENTS, LONGEST, LARGEST = 7300, 100, 240, 1e9


@dataclass(frozen=True)
class Kind:
    """What the size of a kind of event means: its unit and range, and whether the event lasts for months."""

    unit: str
    low: float
    high: float
    lasts: bool = False


KINDS = {
    LEVER_CHANGE: Kind("in the lever's unit", -LARGEST, LARGEST),
    "price_change": Kind("of the price", -0.5, 0.5),
    "outage": Kind("of the customers", 0, 1),
    "rival_campaign": Kind("times the usual offers", 0, 20, lasts=True),
    "viral_post": Kind("person", 0, 1_000_000),
    "hiring_freeze": Kind("of the hires", 0, 1, lasts=True),
}


@dataclass(frozen=True)
class Event:
    """Something that happens on a day.

    Attributes
    ----------
    day : int, day, >= 0
        Calendar days since month 0 began; a month has 365 / 12 of them.
    kind : str, one of `KINDS`
    size : float, in the kind's unit
        Of a lever change, the lever's new value.
    months : int, month
        How long it lasts, for a rival campaign and a hiring freeze.
    lever : str
        Which lever changes.

    Raises
    ------
    ScenarioError
        When anything is of a wrong type, unknown or out of range.
    """

    day: int
    kind: str
    size: float = 1.0
    months: int = 1
    lever: str = ""

    def __post_init__(self):
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise ScenarioError("kind", self.kind, "is not a kind of event", ", ".join(KINDS))
        kind = KINDS[self.kind]
        _whole("day", self.day, 0, LATEST_DAY)
        _whole("months", self.months, 1, LONGEST)
        number = isinstance(self.size, int | float) and not isinstance(self.size, bool)
        if not number or not kind.low <= self.size <= kind.high:
            raise ScenarioError("size", self.size, f"is no size for the event {self.kind}",
                                f"{kind.low:,g} to {kind.high:,.10g} {kind.unit}")
        changes = self.kind == LEVER_CHANGE
        if not isinstance(self.lever, str) or changes != (self.lever in keys(LEVER)) or (self.lever and not changes):
            raise ScenarioError("lever", self.lever,
                                "is not a lever" if changes else "has no place in this kind of event")
        if changes:
            check_alone(self.lever, self.size)

    @property
    def hits(self) -> tuple[int, int]:
        """The month in which the day lies, and the second of that month at which it begins."""
        month = int(self.day / DAYS_A_MONTH)
        return month, int((self.day / DAYS_A_MONTH - month) * SECONDS_A_MONTH)

    @property
    def first_whole_month(self) -> int:
        """The first month that begins on the day or after it."""
        return math.ceil(self.day / DAYS_A_MONTH)

    def scaled(self, factor: float) -> Event:
        """Return the same event in a market `factor` times as large."""
        extensive = self.kind == "viral_post" or (self.lever and declarations()[self.lever].extensive)
        if not extensive:
            return self
        high = declarations()[self.lever].high if self.lever else KINDS[self.kind].high
        size = min(self.size * factor, high)
        return replace(self, size=max(round(size), min(self.size, 1)) if isinstance(self.size, int) else size)


def _whole(key: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ScenarioError(key, value, "is not a day or a length of time", f"whole number from {low} to {high:,}")


@dataclass(frozen=True)
class Conditions:
    """What a month is like: the inputs in force, and what happens in it.

    Attributes
    ----------
    inputs : Inputs
    outages : tuple of (share of customers, second of the month)
    viral : float, person, who see a post this month
    frozen : float, 1, share of the hires that are not made
    """

    inputs: Inputs
    outages: tuple[tuple[float, int], ...] = ()
    viral: float = 0.0
    frozen: float = 0.0


def staged(events: tuple[Event, ...]) -> Iterator[dict[str, float]]:
    """The levers that differ from the plan after each lever change, in the order of the days."""
    changes: dict[str, float] = {}
    for event in sorted(events, key=lambda each: each.day):
        if event.kind == LEVER_CHANGE:
            changes[event.lever] = event.size
            yield dict(changes)


def conditions(events: tuple[Event, ...], inputs: Inputs, month: int) -> Conditions:
    """What the calendar makes of a month under a plan.

    Parameters
    ----------
    events : tuple of Event
    inputs : Inputs, of the plan
    month : int, month, >= 0

    Notes
    -----
    Lever and price changes hold from the first whole month on, in the order of their days; campaigns and
    freezes from the month of their day for their length; outages and posts in the month of their day.
    """
    changes: dict[str, float] = {}
    outages, viral, frozen = [], 0.0, 0.0
    for event in sorted(events, key=lambda each: each.day):
        in_force = event.first_whole_month <= month
        begins = event.hits[0]
        if event.kind == LEVER_CHANGE and in_force:
            changes[event.lever] = event.size
        elif event.kind == "price_change" and in_force:
            level = changes.get("price_level", inputs.price_level) * (1 + event.size)
            changes["price_level"] = min(max(level, 0.5), 1.5)
        elif event.kind == "rival_campaign" and begins <= month < begins + event.months:
            changes["rival_offers"] = changes.get("rival_offers", inputs.rival_offers) * event.size
        elif event.kind == "outage" and begins == month:
            outages.append((event.size, event.hits[1]))
        elif event.kind == "viral_post" and begins == month:
            viral += event.size
        elif event.kind == "hiring_freeze" and begins <= month < begins + event.months:
            frozen = max(frozen, event.size)
    return Conditions(inputs.model_copy(update=changes) if changes else inputs, tuple(outages), viral, frozen)
