"""What docs/sources.md and CHANGELOG.md say, read strictly, so that each text stands in one place only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES, CHANGES = ROOT / "docs" / "sources.md", ROOT / "CHANGELOG.md"
COLUMNS = 5
VERSION, NUMBERS = re.compile(r"## (\d+\.\d+)"), "### Changes numbers"
KEY, GRADE = re.compile(r"[A-Za-z]\w*"), re.compile(r"[a-z]+")
LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


class UnreadableError(ValueError):
    """A document is not written as this program expects: the file and the line."""


@dataclass(frozen=True)
class Source:
    """One row of the sources: key, grade, full reference, what the model takes from it, what was seen of it."""

    key: str
    grade: str
    reference: str
    taken: str
    known: str


@dataclass(frozen=True)
class Version:
    """One version: what came with it, and each change that moved numbers."""

    number: str
    text: tuple[str, ...]
    moved: tuple[str, ...]
    note: str = ""


@cache
def sources() -> dict[str, Source]:
    """Give every source by its key."""
    return sources_of(SOURCES.read_text("utf-8"))


@cache
def versions() -> tuple[Version, ...]:
    """Give every version, the newest first."""
    return versions_of(CHANGES.read_text("utf-8"))


def sources_of(page: str) -> dict[str, Source]:
    """Read the rows of all tables of the sources' page."""
    found: dict[str, Source] = {}
    for number, line in enumerate(page.splitlines(), 1):
        if not line.startswith("|") or line.startswith(("| Key |", "|---")):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != COLUMNS or not all(cells) or not (KEY.fullmatch(cells[0]) and GRADE.fullmatch(cells[1])):
            raise UnreadableError(f"{SOURCES.name}, line {number}: not a row of {COLUMNS} filled cells")
        if cells[0] in found:
            raise UnreadableError(f"{SOURCES.name}, line {number}: {cells[0]} is explained twice")
        found[cells[0]] = Source(*cells)
    if not found:
        raise UnreadableError(f"{SOURCES.name}: no sources")
    return found


def versions_of(page: str) -> tuple[Version, ...]:
    """Read the versions of the changelog, each of which says under a heading of its own which numbers moved."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    found = tuple(map(_version, parts))
    order = [tuple(map(int, each.number.split("."))) for each in found]
    if not found or order != sorted(set(order), reverse=True):
        raise UnreadableError(f"{CHANGES.name}: no versions, or not the newest first")
    return found


def _version(part: str) -> Version:
    title, _, body = part.partition("\n")
    named = VERSION.fullmatch(title.strip())
    text, heading, moved = body.partition(f"\n{NUMBERS}\n")
    if not named or not heading or "\n#" in text + moved:
        raise UnreadableError(f"{CHANGES.name}: {title.strip()} is not a version with what changes numbers")
    blocks = _blocks(moved)
    items = tuple(block.removeprefix("- ") for block in blocks if block.startswith("- "))
    note = " ".join(block for block in blocks if not block.startswith("- "))
    if not items and not note:
        raise UnreadableError(f"{CHANGES.name}: {title.strip()} does not say what changes numbers")
    return Version(named[1], tuple(_blocks(text)), items, note)


def _blocks(text: str) -> list[str]:
    """Give paragraphs and list items, each as one line; a link as its words."""
    pieces = re.split(r"\n\s*\n|\n(?=- )", text.strip())
    return [LINK.sub(r"\1", " ".join(piece.split())) for piece in pieces if piece.strip()]
