"""What the page "Evidence" says: every number, the ways from levers to profit. Knows no Streamlit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

import sim
from sim import mechanisms
from sim.events import LEVER_CHANGE
from sim.mechanisms import EITHER, RAISES, Link, Way
from sim.scenario import GRADES, LEVER, Declaration, Scenario
from ui import format as write
from ui.evidence import documents
from ui.links import Opened
from ui.words import choices, listed, say, unit

FIRST = "first"
CITED = re.compile(r"\[(\w+\d+(?:, \w+\d+)*)\]")
DIRECTIONS = {RAISES: "up", EITHER: "either"}


@dataclass(frozen=True)
class Wanted:
    """Which numbers a visitor wants to see: words, and a role, group, grade and mechanism or "" for all."""

    words: str = ""
    role: str = ""
    group: str = ""
    grade: str = ""
    mechanism: str = ""


# -- the summary ---------------------------------------------------------------------------------------------


def verdict() -> str:
    """Say how many numbers stand on what."""
    counts = Counter(each.grade for each in sim.declarations().values())
    parts = [_count(counts[grade], say(f"evidence.summary.grade.{grade}")) for grade in GRADES]
    return say("evidence.summary.verdict", total=len(sim.declarations()), list=listed(parts))


def _count(n: int, grade: str) -> str:
    return say("evidence.summary.some", n=n, grade=grade) if n else say("evidence.summary.none", grade=grade)


def grounds(opened: Opened) -> list[str]:
    """Say which levers the plan changes and on what they rest, and how many other numbers differ."""
    scenario, declared = opened.scenario, sim.declarations()
    staged = [event.lever for event in scenario.events if event.kind == LEVER_CHANGE]
    turned = {*scenario.differences(scenario.as_today()), *staged}
    levers = [each for key, each in declared.items() if key in turned]
    said = [say("evidence.summary.changed", n=len(levers)) if levers else say("evidence.summary.same")]
    for grade in GRADES:
        names = [name(each.key).lower() for each in levers if each.grade == grade]
        if names:
            said.append(say(f"sure.{grade}", list=say("reasons.joiner").join(names)))
    shared = [key for key in scenario.differences(sim.load(opened.base)) if declared[key].role != LEVER]
    return [*said, say("evidence.summary.shared", n=len(shared))] if shared else said


# -- numbers -------------------------------------------------------------------------------------------------


def name(key: str) -> str:
    """Name an input."""
    return say(f"inputs.{key}.label")


def group_name(group: str) -> str:
    """Name a group of inputs."""
    return say("evidence.first_levers") if group == FIRST else say(f"groups.{group}")


def groups() -> list[str]:
    """List the groups in the order in which they are declared."""
    return list(dict.fromkeys(each.group for each in sim.declarations().values()))


def found(wanted: Wanted) -> list[Declaration]:
    """List the numbers that fit what is wanted, in the order in which they are declared."""
    words = plainly(wanted.words).split()
    return [each for each in sim.declarations().values()
            if wanted.role in ("", each.role) and wanted.group in ("", each.group) and wanted.grade in ("", each.grade)
            and (not wanted.mechanism or wanted.mechanism in mechanisms.feeding(each.key))
            and all(word in _searched(each.key) for word in words)]


def plainly(text: str) -> str:
    """Write a text without capital letters and accents, for searching."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def _searched(key: str) -> str:
    declared, source = sim.declarations()[key], documents.sources()[sim.declarations()[key].source]
    return plainly(" ".join((name(key), key, say(f"inputs.{key}.help"), source_name(declared), source.reference,
                             group_name(declared.group))))


def count(listed_: int) -> str:
    """Say how many numbers are listed."""
    total = len(sim.declarations())
    return say("evidence.numbers.all", total=total) if listed_ == total else say("evidence.numbers.found", n=listed_,
                                                                                  total=total)


def number(value: float) -> str:
    """Write a value with all its decimals."""
    return write.number(value, len(f"{value:.9f}".rstrip("0").partition(".")[2]))


def bare(declared: Declaration, value: float) -> str:
    """Write a value without its unit, or the name of a choice."""
    named = choices(declared)
    return named[int(value)] if named else number(value)


def amount(declared: Declaration, value: float) -> str:
    """Write a value with its unit, or the name of a choice."""
    shown = bare(declared, value)
    return shown if choices(declared) else say("evidence.value.whole", value=shown, unit=unit(declared))


def value(declared: Declaration, scenario: Scenario) -> str:
    """Write what a number is in a scenario; where the plans differ, under both."""
    today, plan = (getattr(inputs, declared.key) for inputs in (scenario.today, scenario.plan))
    if today == plan:
        return amount(declared, today)
    key = "differs_choice" if choices(declared) else "differs"
    return say(f"evidence.value.{key}", today=bare(declared, today), plan=bare(declared, plan), unit=unit(declared))


def reach(declared: Declaration) -> str:
    """Write what a number may be; of a choice, what there is to choose."""
    if choices(declared):
        return say("reasons.joiner").join(choices(declared))
    return say("evidence.value.range", low=number(declared.low), high=number(declared.high))


def source_name(declared: Declaration) -> str:
    """Name in short who stands behind a number."""
    return _who(declared.source) if f"sources.{declared.source}" in say else ""


def support(declared: Declaration) -> str:
    """Say how well a number is supported, and by whom or after whom."""
    source, grade = source_name(declared), declared.grade
    key = "alone" if not source else "after" if grade == GRADES[-1] else "by"
    return say(f"evidence.support.{key}", grade=say(f"evidence.numbers.grade_of.{grade}"), source=source)


def table(these: list[Declaration], scenario: Scenario) -> dict[str, list[str]]:
    """List numbers for a table."""
    columns = {"name": [name(each.key) for each in these],
               "value": [value(each, scenario) for each in these],
               "range": [reach(each) for each in these],
               "source": [support(each) for each in these]}
    return {say(f"evidence.numbers.column.{column}"): cells for column, cells in columns.items()}


def facts(declared: Declaration, scenario: Scenario) -> dict[str, list[str]]:
    """List all that is known about one number, for a table."""
    source = documents.sources()[declared.source]
    feeding = mechanisms.feeding(declared.key)
    direct = mechanisms.links().get(declared.key) or [
        link for key in feeding for link in mechanisms.mechanisms()[key].links]
    rows = {"key": declared.key, "value": value(declared, scenario), "default": amount(declared, declared.default),
            "unit": unit(declared), "range": reach(declared),
            "role": say(f"evidence.numbers.role_of.{declared.role}"), "group": group_name(declared.group),
            "grade": say(f"evidence.numbers.grade_of.{declared.grade}"), "source": source.reference,
            "taken": spelt(source.taken), "known": say(f"evidence.closer.known_as.{source.known}"),
            "feeds": "; ".join(map(mechanism_name, feeding)) or say("evidence.closer.feeds_none"),
            "moves": say("reasons.joiner").join(dict.fromkeys(quantity(link.target).lower() for link in direct))}
    rows = {key: text for key, text in rows.items() if text}
    return {say("evidence.closer.fact"): [say(f"evidence.closer.{key}") for key in rows],
            say("evidence.closer.what"): list(rows.values())}


def spelt(text: str) -> str:
    """Write the names of those who are cited by key in a text."""
    return CITED.sub(lambda cited: "(" + "; ".join(map(_who, cited[1].split(", "))) + ")", text)


def _who(key: str) -> str:
    return say(f"sources.{key}") if f"sources.{key}" in say else key


# -- the map -------------------------------------------------------------------------------------------------


def quantity(key: str) -> str:
    """Name what moves: a lever or a quantity of the model."""
    return name(key) if key in sim.declarations() else say(f"evidence.quantity.{key}")


def mechanism_name(key: str) -> str:
    """Name a mechanism, as the sources' page does."""
    own = f"evidence.mechanism.{key}"
    return say(own) if own in say else documents.sources()[key].reference


def direction(sign: int) -> str:
    """Name a direction: up, down or either."""
    return DIRECTIONS.get(sign, "down")


def step(key: str, sign: int) -> str:
    """Say what something on a way does."""
    return say("evidence.map.step", name=quantity(key), direction=say(f"evidence.map.direction.{direction(sign)}"))


def chain(way: Way) -> str:
    """Tell a way from end to end, with what each quantity does when the lever is raised."""
    steps = [step(way.links[0].source, RAISES)]
    steps += [step(link.target, sign).lower() for link, sign in zip(way.links, way.signs(), strict=True)]
    return f" {say('evidence.map.arrow')} ".join(steps)


def ways(lever: str) -> list[str]:
    """Tell all ways of a lever."""
    return [say("evidence.map.way", result=quantity(way.result), list=chain(way)) for way in mechanisms.ways(lever)]


def ways_message(lever: str) -> str:
    """Tell the message of the tree in words."""
    return say("charts.ways.alt", lever=name(lever), list="; ".join(map(chain, mechanisms.ways(lever))))


def links_table(lever: str) -> dict[str, list[str]]:
    """List the links of a lever's ways with the mechanisms behind them."""
    links = list(dict.fromkeys(link for way in mechanisms.ways(lever) for link in way.links))
    columns = {"source": [quantity(link.source) for link in links], "target": [quantity(link.target) for link in links],
               "direction": [effect(link) for link in links],
               "mechanism": [mechanism_name(link.mechanism) for link in links]}
    return {say(f"evidence.map.column.{column}"): cells for column, cells in columns.items()}


def effect(link: Link) -> str:
    """Say which way a link acts."""
    return say(f"evidence.map.effect.{direction(link.sign)}")


@cache
def mechanisms_table() -> dict[str, list[str]]:
    """List every mechanism: what is known, how many numbers feed it, what it moves."""
    joiner, rows = say("reasons.joiner"), mechanisms.mechanisms().values()
    columns = {
        "mechanism": [mechanism_name(each.key) for each in rows],
        "known": [_known(each.key) for each in rows],
        "inputs": [number(len(each.inputs)) for each in rows],
        "moves": [joiner.join(dict.fromkeys(quantity(link.target).lower() for link in each.links)) for each in rows]}
    return {say(f"evidence.map.column.{column}"): cells for column, cells in columns.items()}


def _known(key: str) -> str:
    own = f"evidence.mechanism.{key}_known"
    return say(own) if own in say else spelt(documents.sources()[key].taken)


# -- versions ------------------------------------------------------------------------------------------------


def version_title(version: documents.Version) -> str:
    """Name a version, with how many of its changes move numbers."""
    moved = len(version.moved)
    return say("evidence.versions.moved", n=moved, version=version.number) if moved else say(
        "evidence.versions.none", version=version.number)
