"""The default company's numbers, kept: a change that moves them is meant, and stands in CHANGELOG.md.

`python tests/golden/test_golden.py` writes the file anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import sim

KEPT = Path(__file__).with_name("broadband_1600.json")
PEOPLE, MONTHS, SEED = 1600, 24, 1
DIGITS, CLOSE = 6, 1e-5


def numbers(scenario):
    """The monthly table of a small world: whole numbers as they are, the rest rounded to six digits."""
    columns = sim.run(sim.load(scenario).scaled(PEOPLE).changed(months=MONTHS), SEED).columns
    return {name: [rounded(value) for value in values.tolist()] for name, values in columns.items()}


def rounded(value):
    if isinstance(value, int):
        return value
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None


@pytest.mark.parametrize("scenario", sim.names())
def test_the_numbers_are_those_kept(scenario):
    kept, now = json.loads(KEPT.read_text())[scenario], numbers(scenario)
    assert sorted(now) == sorted(kept)
    for column, values in now.items():
        for value, before in zip(values, kept[column], strict=True):
            assert value == (pytest.approx(before, rel=CLOSE) if isinstance(before, float) else before), column


def test_every_shipped_scenario_is_kept():
    assert sorted(json.loads(KEPT.read_text())) == sorted(sim.names())


if __name__ == "__main__":
    KEPT.write_text(json.dumps({name: numbers(name) for name in sim.names()}) + "\n")
