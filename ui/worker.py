"""What runs in a worker process; knows the model only, so that a worker starts fast and stays small."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

import sim
from sim.experiments import Outcome, one_world
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.spread import never_outlive

# seconds between two messages of progress
PACE_SECONDS = 0.1


class CancelledError(Exception):
    """Ends a study that nobody wants any more."""


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


class Teller:
    """Tells the server how far a study is, now and then, and hears from it whether to go on."""

    def __init__(self):
        self.news = self.stop = None
        self._next = 0.0

    def prepare(self, niceness: int, news, stop) -> None:
        """Settle the worker of one study, with a queue for its progress and an event that ends it."""
        prepare(niceness)
        self.news, self.stop, self._next = news, stop, 0.0

    def __call__(self, done: int, total: int) -> None:
        """Tell that so many pieces of work are done; leave the study if it has been cancelled."""
        if self.stop.is_set():
            raise CancelledError
        if time.monotonic() >= self._next or done >= total:
            self._next = time.monotonic() + PACE_SECONDS
            self.news.put((done, total))


_teller = Teller()


def prepare_study(niceness: int, news, stop) -> None:
    """Settle the worker of one study."""
    _teller.prepare(niceness, news, stop)


def study(function: Callable, arguments: dict, workers: int) -> object:
    """Work out one study."""
    return function(**arguments, workers=workers, progress=_teller)
