"""The README tells the truth: its commands run, its Python runs, its JSON has the shape that comes out."""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest

import sim
from ui import links

ROOT = Path(__file__).resolve().parents[2]
TOO_LONG = 120
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language, text=README):
    return [content for kind, content in BLOCK.findall(text) if kind == language]


SHOWN = dict(zip(("run", "compare", "why"), map(json.loads, _blocks("json")), strict=True))


def _commands():
    lines = "\n".join(_blocks("bash")).splitlines()
    return [line for line in lines if line.startswith("python -m sim ")]


def _run(command, folder):
    words = [sys.executable, *shlex.split(command)[1:]]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
                          check=False, timeout=TOO_LONG)


@pytest.mark.parametrize("command", _commands())
def test_a_command_of_the_readme_runs_and_writes_what_is_shown(command, tmp_path):
    done = _run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    for file in re.findall(r"--out (\S+)", command):
        written = (tmp_path / file).read_text(encoding="utf-8")
        assert file.endswith(".csv") or _missing(SHOWN[command.split()[3]], json.loads(written)) == []
    assert "--out" in command or len(done.stdout.splitlines()) > 3


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for block in _blocks("python"):
            exec(compile(block, "README.md", "exec"), {})
    assert said.getvalue().strip()


@pytest.mark.parametrize("page", ["README.md", "docs/howto/add-a-scenario.md"])
def test_the_scenario_files_shown_can_be_loaded(page, tmp_path):
    for number, block in enumerate(_blocks("toml", (ROOT / page).read_text(encoding="utf-8"))):
        file = tmp_path / f"shown_{number}.toml"
        file.write_text(block, encoding="utf-8")
        assert sim.load(file).title


def test_the_link_shown_says_what_it_seems_to_say():
    address = re.search(r"http://localhost:8501/what-if\?(\S+)", README).group(1)
    opened = links.decode(parse_qs(address).items())
    assert opened.aside == ()
    assert opened.scenario == sim.load("broadband").changed(service_quality=75.0, response_target=4.0)
    assert urlencode(links.encode(opened)) == address


def test_a_mistake_on_the_command_line_is_one_line_and_exit_code_2(tmp_path):
    done = _run("python -m sim run broadband --set service_quality=101", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "service_quality = 101" in done.stderr


def _missing(shape, real, place=""):
    """Places of `shape` that `real` lacks, or where it holds another kind of value."""
    if isinstance(shape, dict):
        lacking = [f"{place}.{key}" for key in shape if key not in real]
        return lacking + [each for key in shape.keys() & real.keys()
                          for each in _missing(shape[key], real[key], f"{place}.{key}")]
    if isinstance(shape, list):
        return _missing(shape[0], real[0], f"{place}[0]")
    numbers = isinstance(shape, int | float) and isinstance(real, int | float)
    return [] if numbers or type(shape) is type(real) else [place]
