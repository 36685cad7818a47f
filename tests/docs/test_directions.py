"""Imports go in one direction, as the contracts in pyproject.toml say; and the contracts notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def _lint(folder):
    return subprocess.run([sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True,
                          encoding="utf-8", check=False)


def test_imports_keep_to_their_direction():
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("file", "line", "contract"), [
    ("sim/ledger.py", "import ui.words", "pages -> ui -> sim, never back"),
    ("sim/draws.py", "import sim.model", "Inside sim"),
    ("sim/reference.py", "from sim import model", "The two schedulers never meet"),
    ("sim/behaviour/talk.py", "import streamlit", "The engine knows no interface"),
    ("ui/format.py", "import streamlit", "Charts, formats and words"),
    ("pages/explore/other.py", "import pages.explore.what_if", "Pages never import pages"),
])
def test_a_breach_is_noticed(tmp_path, file, line, contract):
    for folder in ("sim", "ui", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write(f"\n{line}\n")
    done = _lint(tmp_path)
    assert done.returncode == 1
    assert contract in done.stdout.partition("Broken contracts")[2], done.stdout + done.stderr
