"""Scenario files: a title, a story, the inputs that differ from the base, and calendar events, in TOML."""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from pathlib import Path

from sim.events import MOST_EVENTS, Event
from sim.inputs import Inputs, ScenarioError
from sim.scenario import Scenario

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
LARGEST_FILE = 64 * 1024
TEXT_KEYS = {"title": 80, "story": 2000, "base": 60}


def names() -> list[str]:
    """The names of the scenarios that ship with Nineteen: companies first, each followed by its plans."""
    shipped = [path.stem for path in FOLDER.glob("*.toml")]
    return sorted(shipped, key=lambda name: (load(name).company, load(name).company != name, name))


def load(scenario: str | os.PathLike) -> Scenario:
    """Read a scenario by its name in `scenarios/` or by the path of a file.

    Raises
    ------
    ScenarioError
        When there is no such scenario, or its file is too large, not TOML, or holds anything unknown,
        of a wrong type, or out of range.
    """
    text = os.fspath(scenario)
    if re.fullmatch(r"[a-z0-9_]{1,60}", text):
        if not (FOLDER / f"{text}.toml").is_file():
            shipped = ", ".join(sorted(path.stem for path in FOLDER.glob("*.toml")))
            raise ScenarioError("scenario", text, "is not a scenario that ships with Nineteen", shipped)
        return _shipped(text)
    path = Path(text)
    try:
        if not path.is_file():
            raise ScenarioError("scenario", text, "is neither a scenario's name nor a file")
        return _read(path)
    except OSError as wrong:
        raise ScenarioError("scenario", text, f"cannot be read ({wrong.strerror})") from None


@cache
def _shipped(name: str) -> Scenario:
    return _read(FOLDER / f"{name}.toml")


def _read(path: Path) -> Scenario:
    where = path.name
    if path.stat().st_size > LARGEST_FILE:
        raise ScenarioError("size", path.stat().st_size, "bytes is too large for a scenario file",
                            f"up to {LARGEST_FILE} bytes", where)
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise ScenarioError("", None, f"is not a TOML file ({str(wrong)[:120]})", "", where) from None
    try:
        return _understood(path.stem, content)
    except ScenarioError as wrong:
        raise wrong if wrong.where else wrong.at(where) from None


def _understood(name: str, content: dict) -> Scenario:
    for key, value in content.items():
        if key in TEXT_KEYS:
            if not isinstance(value, str) or len(value) > TEXT_KEYS[key]:
                raise ScenarioError(key, value, "is not a short text", f"up to {TEXT_KEYS[key]} characters")
        elif key not in ("inputs", "events"):
            raise ScenarioError(key[:80], value, "is not a part of a scenario file",
                                "title, story, base, [inputs], [[events]]")
    values = content.get("inputs", {})
    if not isinstance(values, dict):
        raise ScenarioError("inputs", values, "is not a table")
    events = _events(content.get("events", []))
    title, story = content.get("title", name), content.get("story", "")
    if "base" not in content:
        company = Scenario(name, Inputs(), Inputs()).changed(**values)
        return Scenario(name, company.plan, company.plan, title, story, name, events)
    base = load(content["base"]) if re.fullmatch(r"[a-z0-9_]{1,60}", content["base"]) else None
    if base is None or base.company != base.name:
        raise ScenarioError("base", content["base"], "is not a company that ships with Nineteen")
    plan = base.changed(**values)
    return Scenario(name, plan.today, plan.plan, title, story, base.name, base.events + events)


def _events(rows: object) -> tuple[Event, ...]:
    if not isinstance(rows, list) or len(rows) > MOST_EVENTS:
        raise ScenarioError("events", rows, "is not a list of events", f"up to {MOST_EVENTS} tables [[events]]")
    for row in rows:
        if not isinstance(row, dict):
            raise ScenarioError("events", row, "is not a table", "[[events]]")
        unknown = [key for key in row if key not in Event.__dataclass_fields__]
        missing = [key for key in ("day", "kind") if key not in row]
        if unknown or missing:
            raise ScenarioError((unknown or missing)[0][:80], row, "is not a part of an event" if unknown
                                else "is missing from an event", "day, kind, size, months, lever")
    return tuple(Event(**row) for row in rows)
