"""What runs in a worker process; knows the model only, so that a worker starts fast and stays small."""

from __future__ import annotations

import contextlib
import os

import sim
from sim.experiments import Outcome, one_world
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.spread import never_outlive


def prepare(niceness: int) -> None:
    """Settle a new worker: give way to more urgent work by `niceness`, and never outlive the server."""
    never_outlive(os.getppid())
    if niceness and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(niceness)


def live(scenario: sim.Scenario, seed: int, in_full: bool) -> Outcome:
    """Live one world; a first look leaves out the measures that need more than one run, as not known."""
    if in_full:
        return one_world(scenario, seed)
    columns = sim.run(scenario, seed).columns
    measures = {key: measure.of(columns) for key, measure in MEASURES.items()}
    return Outcome(seed, columns, measures | dict.fromkeys(PAIRED_MEASURES, float("nan")))
