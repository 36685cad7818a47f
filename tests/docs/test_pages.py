"""The documentation agrees with the code: links exist, generated tables are fresh, requirements are pinned."""

import re
import tomllib
from pathlib import Path

import pytest

from docs import make_tables
from sim.scenario import MODEL_VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [target for target, _ in LINK.findall(text) if not (page.parent / target).exists()] == []


def test_the_tables_of_the_model_page_are_fresh():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert make_tables.filled(page) == page, "run: make docs"


def test_every_file_named_in_the_documentation_exists():
    named = {(page.name, name) for page in PAGES for name in
             re.findall(r"`((?:sim|ui|pages|tests|docs|scenarios|benchmarks)/[\w/.-]+\.\w+)`",
                        page.read_text(encoding="utf-8"))}
    assert sorted(f"{page}: {name}" for page, name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"])
def test_requirements_have_a_tested_version_and_an_upper_bound(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    # A reason may stand behind a package.
    packages = [line.split("  # ")[0] for line in lines if line and not line.startswith(("#", "-r"))]
    assert [line for line in packages if not re.fullmatch(r"[a-z0-9-]+>=[\d.]+,<[\d.]+", line)] == []
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([\d.]+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    for line in packages:
        name, low, high = re.fullmatch(r"([a-z0-9-]+)>=([\d.]+),<([\d.]+)", line).groups()
        assert _version(low) <= _version(pinned[name]) < _version(high)


def test_the_version_is_that_of_the_model_and_stands_in_the_changelog():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"].startswith(f"{MODEL_VERSION}.")
    assert f"## {MODEL_VERSION}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_constraints_pin_exactly_and_name_no_place():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"#[^/]*|[a-z0-9-]+==[\w.]+( ; [\w\s'=!<>.]+)?", line)]
    assert wrong == []


def _version(text):
    return tuple(int(part) for part in text.split("."))
