"""The description of the model: every mechanism has its place, and what it names is there."""

import importlib
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from docs import make_tables
from sim.behaviour import PHASES
from sim.company import Company
from sim.events import KINDS
from sim.population import People, Traits

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
SOURCES = set(re.findall(r"^\| (\w+) \|", (ROOT / "docs" / "sources.md").read_text(encoding="utf-8"), re.MULTILINE))
ROW = re.compile(r"^\| (?P<key>M\d+) (?P<name>[^|]+) \| (?P<form>[^|]+) \| (?P<where>[^|]+) \| (?P<sources>[^|]+) \|$",
                 re.MULTILINE)
MECHANISMS = {row["key"]: row for row in ROW.finditer(PAGE)}
PLACE = re.compile(r"`(sim/[\w/]+)\.py`: ((?:`\w+`(?:, )?)+)")


def test_every_mechanism_stands_there_once():
    assert Counter(row["key"] for row in ROW.finditer(PAGE)) == {f"M{number}": 1 for number in range(1, 34)}


@pytest.mark.parametrize("key", MECHANISMS)
def test_the_functions_named_for_a_mechanism_exist(key):
    places = [(file.replace("/", "."), name) for file, names in PLACE.findall(MECHANISMS[key]["where"])
              for name in re.findall(r"\w+", names)]
    assert places
    assert [name for module, name in places if not hasattr(importlib.import_module(module), name)] == []


@pytest.mark.parametrize("key", MECHANISMS)
def test_the_sources_named_for_a_mechanism_are_explained(key):
    assert sorted({key, *MECHANISMS[key]["sources"].split(", ")} - SOURCES) == []


def test_every_key_cited_on_the_page_is_explained():
    cited = {key for group in re.findall(r"\[((?:[A-Z]\w*?\d+)(?:, [A-Z]\w*?\d+)*)\](?!\()", PAGE)
             for key in group.split(", ")}
    assert sorted(cited - SOURCES) == []


@pytest.mark.parametrize("kind", [Traits, People, Company], ids=lambda kind: kind.__name__)
def test_every_state_variable_stands_in_its_table(kind):
    shown = [name for names, _, _ in make_tables.attributes(kind) for name in names]
    assert shown == [each.name for each in fields(kind)]


def test_every_kind_of_event_is_explained():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", PAGE.split("### Calendar events")[1], re.MULTILINE)
    assert [row for row in rows if row in KINDS] == list(KINDS)


def test_every_phase_has_its_part():
    parts = PAGE.split("### Submodels")[1].split("### What word of mouth costs")[0]
    assert re.findall(r"^\*\*(\d+ \w+)\.\*\*", parts, re.MULTILINE) == [
        f"{number} {phase.capitalize()}" for number, phase in enumerate(PHASES)]


def test_every_part_of_the_page_that_a_link_names_is_there():
    headings = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
                for title in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}
    assert sorted(set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) - headings) == []
