"""The shelf: up to four plans side by side, tied to the address bar of the pages about several plans.

Version 1 of their links: `v`, `seed`, and for each plan its letter. `a` names the shipped scenario of plan A,
`a.KEY` every input that differs from it, `a.name` what the visitor calls it, `a.plan=today` that the plan is the
company's present one, in the world that the scenario brings; `pair` names the two plans that the
pages about two plans show, the one to measure against first.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

import sim
from sim.scenario import LEVER
from ui import links, state
from ui.links import Aside, Opened
from ui.words import say

LETTERS = "abcd"
MOST = len(LETTERS)
LONGEST_NAME = 40
TODAY = "today"
_SHELF = "shelf"


@dataclass(frozen=True)
class Shelved:
    """One plan on the shelf: its letter, what the visitor calls it (or nothing), and what it is."""

    letter: str
    name: str
    opened: Opened
    today: bool = False

    @cached_property
    def scenario(self) -> sim.Scenario:
        """Give the scenario whose plan this is."""
        return self.opened.scenario.as_today() if self.today else self.opened.scenario

    @property
    def called(self) -> str:
        """Give its name as plain text: the visitor's, or the shipped scenario's."""
        if self.name:
            return self.name
        base, plan = sim.load(self.opened.base), self.scenario
        if plan.plan == plan.today:
            return say("shelf.today")
        changed = any(sim.declarations()[key].role == LEVER for key, _ in self.opened.values)
        title = say("shelf.today") if base.name == base.company else base.title
        return say("shelf.changed", title=title) if changed else title

    @property
    def title(self) -> str:
        """Give its letter and its name as plain text."""
        return say("shelf.title", letter=self.letter, name=self.called)

    @property
    def short(self) -> str:
        """Give its letter alone, in words."""
        return say("shelf.short", letter=self.letter)


@dataclass(frozen=True)
class Entry:
    """One plan as the shelf holds it: a scenario, or its company's present plan, and what the visitor calls it."""

    opened: Opened
    name: str = ""
    today: bool = False


@dataclass(frozen=True)
class Shelf:
    """What is on the shelf: plans in order, the first world's seed, the pair, what was set aside."""

    plans: tuple[Entry, ...]
    seed: int = 1
    pair: tuple[int, int] = (0, 1)
    aside: tuple[Aside, ...] = ()


def begin() -> None:
    """Tie the shelf to the address bar."""
    state.tie(_SHELF, decode, encode)


def _now() -> Shelf:
    return state.part(_SHELF) or _at_first()


def plans() -> tuple[Shelved, ...]:
    """Give the plans on the shelf."""
    return _shelved(_now())


def _shelved(shelf: Shelf) -> tuple[Shelved, ...]:
    return tuple(Shelved(letter.upper(), each.name, each.opened, each.today)
                 for letter, each in zip(LETTERS, shelf.plans, strict=False))


def seed() -> int:
    """Give the seed of the first world."""
    return _now().seed


def refused() -> tuple[Aside, ...]:
    """Give what the last link or control asked for and did not get."""
    return _now().aside


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    _put(replace(_now(), aside=()))


def refuse(*aside: Aside) -> None:
    """Say of something that was asked for why it cannot be done; all else stays."""
    _put(replace(_now(), aside=aside))


def add(opened: Opened, name: str = "", today: bool = False) -> bool:
    """Put another plan on the shelf; with four there already, say so and change nothing."""
    now = _now()
    if len(now.plans) >= MOST:
        refuse(Aside(tidy(name) or opened.base, "", "too_many_plans", str(MOST)))
        return False
    entry = Entry(replace(opened, seed=now.seed, aside=()), tidy(name), today)
    _put(replace(now, plans=(*now.plans, entry), aside=()))
    return True


def keep(opened: Opened) -> str:
    """Put the plan of "What if?" beside today's; give its letter, or nothing when there is no room."""
    now = state.part(_SHELF) or Shelf((_today(opened),), opened.seed)
    plan = replace(opened, seed=now.seed, aside=())
    scenarios = [each.scenario for each in _shelved(now)]
    if plan.scenario in scenarios:
        return LETTERS[scenarios.index(plan.scenario)].upper()
    if len(scenarios) >= MOST:
        return ""
    state.change(_SHELF, replace(now, plans=(*now.plans, Entry(plan)), aside=()))
    return LETTERS[len(scenarios)].upper()


def remove(letter: str) -> None:
    """Take a plan off the shelf; the plans after it move up."""
    now, place = _now(), LETTERS.index(letter.lower())
    _put(replace(now, plans=now.plans[:place] + now.plans[place + 1:], pair=(0, 1), aside=()))


def rename(letter: str, name: str) -> None:
    """Call a plan something else; without a name it goes by that of its scenario."""
    now, place = _now(), LETTERS.index(letter.lower())
    named = list(now.plans)
    named[place] = replace(named[place], name=tidy(name))
    _put(replace(now, plans=tuple(named), aside=()))


def make_first(letter: str) -> None:
    """Make a plan the one that the others are measured against."""
    now, place = _now(), LETTERS.index(letter.lower())
    first = now.plans[place]
    _put(replace(now, plans=(first, *now.plans[:place], *now.plans[place + 1:]), pair=(0, 1), aside=()))


def pair() -> tuple[Shelved, Shelved] | None:
    """Give the two plans that are looked at, the one to measure against first; nothing with fewer than two plans."""
    listed, (first, second) = plans(), _now().pair
    return (listed[first], listed[second]) if len(listed) > 1 else None


def pair_picker() -> None:
    """Let the visitor choose which two plans are looked at."""
    listed = plans()
    if len(listed) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for place, key in enumerate(("against", "plan")):
            widget = f"pair_{key}"
            state.shown(widget, _now().pair[place])
            st.selectbox(say(f"shelf.{key}"), range(len(listed)), format_func=lambda i: listed[i].title, key=widget,
                         help=say(f"shelf.{key}_help"), on_change=_choose_pair, args=(place, widget), width=380)


def _choose_pair(place: int, widget: str) -> None:
    now, chosen = _now(), state.read(widget)
    other = now.pair[1 - place]
    if chosen == other:
        other = now.pair[place]
    _put(replace(now, pair=(chosen, other) if place == 0 else (other, chosen), aside=()))


def _put(shelf: Shelf) -> None:
    state.change(_SHELF, shelf)


def _at_first() -> Shelf:
    """Begin with today's plan and the plan last looked at, or a shipped one of the same company."""
    now = replace(state.chosen(), aside=())
    return Shelf((_today(now), Entry(or_shipped(now))), now.seed)


def or_shipped(opened: Opened) -> Opened:
    """Give a plan itself, or where it is today's plan one that ships for the same company, if there is any."""
    if opened.scenario.plan != opened.scenario.today:
        return opened
    company = sim.load(opened.base).company
    other = next((name for name in sim.names() if sim.load(name).company == company != name), company)
    return replace(_today(opened).opened, base=other)


def _today(opened: Opened) -> Entry:
    """Give today's plan of the company that a plan is for, in the same world and under the same assumptions."""
    company, today = sim.load(sim.load(opened.base).company), opened.scenario.as_today()
    if today.events != company.events:
        return Entry(replace(opened, aside=()), today=True)
    return Entry(Opened(company.name, tuple(today.differences(company).items()), opened.seed))


def encode(shelf: Shelf) -> dict[str, str]:
    """Write the shelf as query parameters, in a fixed order."""
    parameters = {"v": links.VERSION, "seed": str(shelf.seed)}
    if shelf.pair != (0, 1):
        parameters["pair"] = "".join(LETTERS[place] for place in shelf.pair)
    for letter, each in zip(LETTERS, shelf.plans, strict=False):
        written = links.encode(each.opened)
        parameters[letter] = written.pop("s")
        parameters |= ({f"{letter}.name": each.name} if each.name else {})
        parameters |= ({f"{letter}.plan": TODAY} if each.today else {})
        parameters |= {f"{letter}.{key}": value for key, value in written.items() if key not in ("v", "seed")}
    return parameters


def decode(parameters: state.Parameters) -> Shelf:
    """Read query parameters; whatever cannot be used is set aside with the reason, the rest is kept."""
    if not parameters:
        return _at_first()
    aside: list[Aside] = []
    given: dict[str, state.Parameters] = {letter: [] for letter in LETTERS}
    general, own, pair = [], {letter: {} for letter in LETTERS}, ""
    for name, texts in parameters[:MOST * links.MOST_PARAMETERS]:
        letter, _, key = name.partition(".")
        text = texts[0] if texts else ""
        if name == "pair":
            pair = text
        elif name in ("v", "seed"):
            general.append((name, texts))
        elif letter not in LETTERS or not letter:
            reason = "too_many_plans" if letter in string.ascii_lowercase and len(letter) == 1 else "unknown_input"
            aside.append(Aside(name[:links.LONGEST_KEPT], text[:links.LONGEST_KEPT], reason,
                               str(MOST) if reason == "too_many_plans" else ""))
        elif key in ("name", "plan"):
            own[letter][key] = text
        else:
            given[letter].append((key or "s", texts))
    opened = links.decode(general)
    aside += opened.aside
    found: dict[str, Entry] = {}
    for letter in LETTERS:
        entry = _plan(letter, own[letter], given[letter], opened.seed, aside) if given[letter] else None
        if entry:
            found[letter] = entry
    if not found:
        return replace(_at_first(), aside=tuple(aside))
    return Shelf(tuple(found.values()), opened.seed, _pair(pair, "".join(found), aside), tuple(aside))


def _plan(letter: str, own: dict[str, str], given: state.Parameters, first_seed: int,
          aside: list[Aside]) -> Entry | None:
    """Read one plan; without a scenario that ships there is none, whatever else is said of it."""
    base = next((texts[0] if texts else "" for key, texts in given if key == "s"), "")
    if base not in sim.names():
        aside.append(Aside(letter, base[:links.LONGEST_KEPT], "unknown_scenario", ", ".join(sim.names())))
        return None
    if own.get("plan", TODAY) != TODAY:
        aside.append(Aside(f"{letter}.plan", own["plan"][:links.LONGEST_KEPT], "unknown_input", TODAY))
    opened = links.decode([(key, texts) for key, texts in given if key not in ("v", "seed")])
    aside += [replace(each, name=f"{letter}.{each.name}") for each in opened.aside]
    return Entry(Opened(base, opened.values, first_seed), tidy(own.get("name", "")), own.get("plan") == TODAY)


def _pair(text: str, kept: str, aside: list[Aside]) -> tuple[int, int]:
    """Give the places of the two plans looked at among those kept, by the letters that the address gave them."""
    if not text:
        return 0, 1
    if len(text) == len(set(text)) == 2 and set(text) <= set(kept):
        return kept.index(text[0]), kept.index(text[1])
    aside.append(Aside("pair", text[:links.LONGEST_KEPT], "unknown_pair"))
    return 0, 1


def tidy(name: str) -> str:
    """Make a stranger's name for a plan fit to be shown: printable, on one line, not too long."""
    shown = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(shown.split())[:LONGEST_NAME].strip()


def harmless(text: str) -> str:
    """Write a stranger's text so that markdown shows it as it stands."""
    return "".join(f"\\{character}" if character in string.punctuation else character for character in text)
