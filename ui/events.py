"""What the calendar brings, in words. Knows no Streamlit."""

from __future__ import annotations

import sim
from sim.scenario import Event, Scenario
from ui import format as write
from ui.words import choices, say, unit


def marked(scenario: Scenario) -> list[tuple[int, str]]:
    """Give the month, counted from 1, and the sentence of every event within the time looked at, in order."""
    told = [(_month(each), sentence(each)) for each in scenario.events]
    return sorted((month, text) for month, text in told if month <= scenario.plan.months)


def _month(event: Event) -> int:
    return 1 + (event.first_whole_month if event.kind in ("lever", "price_change") else event.hits[0])


def sentence(event: Event) -> str:
    """Say what an event is."""
    key, values = f"events.{event.kind}", {"month": _month(event), "span": write.span(event.months)}
    if event.kind == "lever":
        declared = sim.declarations()[event.lever]
        names = choices(declared)
        shown = names[int(event.size)] if names else write.number(event.size, 0 if event.size % 1 == 0 else 2)
        values |= {"label": say(f"inputs.{event.lever}.label"), "value": shown if names else say(
            "events.value", value=shown, unit=unit(declared))}
    elif event.kind == "price_change":
        key += "_up" if event.size >= 0 else "_down"
        values["share"] = write.quantity("1", abs(event.size), 0.01, "short")
    elif event.kind == "outage":
        values["share"] = write.quantity("1", event.size, 0.01, "short")
    elif event.kind == "viral_post":
        values["people"] = write.quantity("person", event.size)
    elif event.kind == "rival_campaign":
        values["times"] = write.number(event.size, 0 if event.size % 1 == 0 else 1)
    return say(key, **values)
