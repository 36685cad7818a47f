"""Ways of measuring: in turn, in a fresh process, and a world from month 0 on."""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from sim import model
from sim.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"


def processor_seconds(work: Callable[[], object]) -> float:
    """Processor time of a piece of work."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def seconds(work: Callable[[], object]) -> float:
    """Time of a piece of work by the clock on the wall."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def best_in_turn(rounds: int, **measures: Callable[[], float]) -> dict[str, float]:
    """The least that each measure gives, all of them measured in every round, so that noise meets them alike."""
    taken = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {name: min(each) for name, each in taken.items()}


def at_month_0(scenario: Scenario, seed: int = 1) -> None:
    """Have the world ready at month 0, with nothing left of earlier runs."""
    model.forget_starts()
    model.run(scenario, seed, months=1)


def months_alone(scenario: Scenario, seed: int = 1) -> float:
    """Processor time of the months, without making and aging the world."""
    at_month_0(scenario, seed)
    return processor_seconds(lambda: model.run(scenario, seed))


def month_by_month(scenario: Scenario, seed: int = 1) -> list[float]:
    """Processor time of every month but the first, for companies too large to be kept at month 0."""
    ends = []
    model.run(scenario, seed, progress=lambda done: ends.append(time.process_time()))
    return [after - before for before, after in pairwise(ends)]


def gigabytes(whose: int = resource.RUSAGE_SELF) -> float:
    """The most memory this process, or the largest of those it waited for, has held at once."""
    most = resource.getrusage(whose).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e9


def peers(rounds: int, *only: str) -> dict[str, dict]:
    """What `peers/measure.py` says, from its own virtual environment."""
    python = PEERS / ".venv" / "bin" / "python"
    assert python.exists(), f"{python.relative_to(ROOT)} is missing: make bench makes it"
    some = ["--only", *only] if only else []
    return json.loads(_said([python, PEERS / "measure.py", "--rounds", str(rounds), *some]))


def in_fresh_process(code: str):
    """What a piece of Python prints as JSON in a process of its own."""
    return json.loads(_said([sys.executable, "-c", code]))


def _said(command) -> str:
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
