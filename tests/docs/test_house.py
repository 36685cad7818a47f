"""The house rules that can be checked by looking at the files."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = {".venv", ".git", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache", ".import_linter_cache",
          "node_modules", ".benchmarks"}
TEXTS = {".py", ".md", ".toml", ".txt", ".cfg", ".yml", ".yaml", ".json", ".csv", ""}


def _files(*endings):
    found = (path for path in ROOT.rglob("*") if path.is_file() and not HIDDEN & set(path.relative_to(ROOT).parts))
    return sorted(path for path in found if path.suffix in endings)


PYTHON = _files(".py")
TITLES = [str(path.relative_to(ROOT)) for path in PYTHON]


def test_no_page_stands_directly_in_pages():
    # A deep link to such a page would be opened without app.py (docs/decisions/0002-pages-one-level-down.md).
    assert [path.name for path in (ROOT / "pages").glob("*.py")] in ([], ["__init__.py"])


@pytest.mark.parametrize("path", PYTHON, ids=TITLES)
def test_a_file_is_at_most_400_lines_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_frame_is_at_most_30_lines_and_nobody_imports_it():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 30
    assert [str(path) for path in PYTHON if "app" in _imported(path)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "sim").rglob("*.py")), ids=lambda path: path.name)
def test_the_engine_prints_only_on_the_command_line(path):
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    prints = [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
    assert prints == [] or path.name == "__main__.py"


def test_nothing_is_called_utils():
    assert [str(path) for path in PYTHON if re.fullmatch(r"(utils?|helpers?|common|misc)\.py", path.name)] == []


def test_no_text_holds_a_path_or_an_address_of_one_machine():
    private = re.compile(r"/(?:root|work|home|Users|opt)/\w|index[-_]url|find[-_]links")
    found = [f"{path.relative_to(ROOT)}: {hit.group()}" for path in _files(*TEXTS)
             for hit in private.finditer(path.read_text(encoding="utf-8", errors="ignore"))]
    assert found == []


def _imported(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}
