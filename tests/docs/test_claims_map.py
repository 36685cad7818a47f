"""The claims map: every claim once, every input declared, every file and every test really there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from docs import make_tables
from sim.scenario import declarations

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"says", "mechanisms", "inputs", "files", "tests"}
CLAIMS = make_tables.claims()


@cache
def _tests_in(file):
    nodes = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    return [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_all_claims_stand_there_once_and_in_order():
    # A key that stands twice is no TOML.
    assert list(CLAIMS) == [f"C{number}" for number in range(1, 52)]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_has_all_its_parts_and_none_is_empty(claim):
    entry = CLAIMS[claim]
    assert set(entry) - {"note"} == PARTS
    assert [part for part in entry if not entry[part]] == []
    assert [part for part in PARTS - {"says"} if len(set(entry[part])) != len(entry[part])] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_said_in_one_short_sentence(claim):
    for text in (CLAIMS[claim]["says"], CLAIMS[claim].get("note", "Nothing.")):
        assert len(text) <= 140 and text.endswith(".") and "|" not in text


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_mechanism_and_input_named_is_known(claim):
    assert [each for each in CLAIMS[claim]["mechanisms"] if not re.fullmatch(r"M([1-9]|[12]\d|3[0-3])", each)] == []
    assert sorted(set(CLAIMS[claim]["inputs"]) - set(declarations())) == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_file_named_is_one_of_the_engine(claim):
    wrong = [file for file in CLAIMS[claim]["files"] if not file.startswith("sim/") or not (ROOT / file).is_file()]
    assert wrong == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_test_named_is_in_its_file(claim):
    named = [test.split("::") for test in CLAIMS[claim]["tests"]]
    missing = [f"{file}::{test}" for file, test in named
               if not file.startswith("tests/") or not (ROOT / file).is_file() or _tests_in(file).count(test) != 1]
    assert named and missing == []


def test_every_numeric_claim_is_tried_by_the_study():
    study = (ROOT / "sim" / "claims.py").read_text(encoding="utf-8")
    numeric = [f"C{number}" for number in range(1, 13)]
    assert [claim for claim in numeric if f'"{claim}"' not in study] == []
    assert [claim for claim in numeric if "sim/claims.py" not in CLAIMS[claim]["files"]] == []
