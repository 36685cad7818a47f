"""Sources: every key that is used stands in docs/sources.md, and every key that stands there is used."""

import re
from pathlib import Path

from sim.scenario import GRADES, declarations

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<key>\w+) \| (?P<grade>\w+) \| (?P<reference>.+?) \| (?P<taken>.+?) \| (?P<known>\w+) \|$")
# A key in a docstring stands in square brackets, alone or with others, or in round ones (claims).
CITED = re.compile(r"[\[(]((?:[A-Z]\w*?\d+)(?:, [A-Z]\w*?\d+)*)[\])]")


def _rows():
    lines = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").splitlines()
    return [row.groupdict() for row in map(ROW.match, lines) if row and row["key"] != "Key"]


def _declared():
    return {declared.source for declared in declarations().values()}


def _cited():
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "sim").rglob("*.py")))
    return {key for text in texts for group in CITED.findall(text) for key in group.split(", ")}


def test_a_key_is_explained_once():
    keys = [row["key"] for row in _rows()]
    assert sorted(keys) == sorted(set(keys))


def test_every_source_that_is_used_is_explained():
    assert (_declared() | _cited()) - {row["key"] for row in _rows()} == set()


def test_every_source_that_is_explained_is_used():
    assert {row["key"] for row in _rows()} - _declared() - _cited() == set()


def test_every_source_has_a_grade_and_says_how_it_is_known():
    for row in _rows():
        assert row["grade"] in GRADES, row
        assert row["known"] in {"table", "abstract", "quoted", "memory", "chosen"}, row
        assert row["grade"] != "published" or re.search(r"\b(19|20)\d\d\b|web page", row["reference"]), row


def test_no_input_claims_more_than_its_source_supports():
    grades = {row["key"]: GRADES.index(row["grade"]) for row in _rows()}
    assert [key for key, each in declarations().items() if GRADES.index(each.grade) < grades[each.source]] == []
