"""Where a plan on the page "Compare" can come from: the library, a link, a file. Trusts nothing that comes in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import sim
from sim.files import LARGEST_FILE
from sim.scenario import LEVER
from ui import links, shelf
from ui.format import plain
from ui.links import Aside, Opened
from ui.shelf import Entry
from ui.words import say

LONGEST_ADDRESS = 16_000


@dataclass(frozen=True)
class Offered:
    """What a source offers: plans, what was set aside of it, and why it offers nothing or not all."""

    plans: tuple[Entry, ...] = ()
    aside: tuple[Aside, ...] = ()
    note: str = ""


def from_library(name: str, beside: Opened | None) -> Offered:
    """Take a shipped scenario; assumptions changed for a plan beside it hold for it too, if the company is the same."""
    shared = {}
    if beside and sim.load(beside.base).company == sim.load(name).company:
        shared = {key: value for key, value in beside.values if sim.declarations()[key].role != LEVER}
    try:
        sim.load(name).changed(**shared)
    except sim.ScenarioError:
        shared = {}
    return Offered((Entry(Opened(name, tuple(shared.items()))),))


def from_address(text: str) -> Offered:
    """Read the address of "What if?" or of a page about several plans, or only what follows its question mark."""
    text = text.strip()
    if len(text) > LONGEST_ADDRESS:
        return Offered(note=say("compare.refused.long_address", most=plain(LONGEST_ADDRESS)))
    try:
        query = urlsplit(text).query or text
        given = list(parse_qs(query, keep_blank_values=True, max_num_fields=links.MOST_PARAMETERS * shelf.MOST).items())
    except ValueError:
        given = []
    names = {name for name, _ in given}
    if names & set(shelf.LETTERS):
        found = shelf.decode(given)
        known = any(name in shelf.LETTERS and texts[0] in sim.names() for name, texts in given)
        return Offered(found.plans if known else (), found.aside)
    if "s" in names or names & set(sim.declarations()):
        opened = links.decode(given)
        known = not any(each.name == "s" for each in opened.aside)
        return Offered((Entry(opened),) if known else (), opened.aside)
    return Offered(note=say("compare.refused.no_address"))


def from_file(file_name: str, content: bytes) -> Offered:
    """Read a scenario file that names a shipped company as its base."""
    if len(content) > LARGEST_FILE:
        return Offered(note=say("compare.refused.large_file", most=plain(LARGEST_FILE // 1024)))
    try:
        scenario = _understood(content)
    except sim.ScenarioError as wrong:
        return Offered(note=say("compare.refused.file", reason=str(wrong)))
    if scenario.company not in sim.names():
        return Offered(note=say("compare.refused.own_company"))
    company = sim.load(scenario.company)
    values = scenario.differences(company)
    opened = links.decode([("s", [company.name]), *((key, [plain(value)]) for key, value in values.items())])
    own = len(scenario.events) - len(company.events)
    name = shelf.tidy(scenario.title if scenario.title != scenario.name else Path(file_name).stem)
    return Offered((Entry(Opened(opened.base, opened.values), name),), opened.aside,
                   say("compare.refused.events", n=own) if own else "")


def _understood(content: bytes) -> sim.Scenario:
    """Read a file's content as a scenario that is told from every shipped one by its name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan file.toml"
        path.write_bytes(content)
        try:
            return sim.load(path)
        except sim.ScenarioError as wrong:
            raise wrong.at("") from None
