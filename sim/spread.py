"""Where work is done: in this process, in several, or on a Dask cluster. The results are the same wherever it is."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import length_hint
from typing import Any

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from sim.scenario import Scenario, ScenarioError

VARIABLE = "NINETEEN_CLUSTER"
SECONDS_A_MONTH, SECONDS_A_PERSON_MONTH = 1e-3, 5e-7        # of computing, roughly
LITTLE_SECONDS = 1.0        # a process needs about as long to start and to import the model
MOST_WORKERS = 256
LOOK_ROUND_SECONDS = 1.0
ATTEMPTS = 3                # for one and the same piece of work that ends the process that does it


def spread(work: Callable[[Any], Any], items: Iterable, workers: int | None = None, cluster: str | None = None,
           seconds: float = float("inf")) -> Iterator:
    """Do `work` for each item, wherever that is best, and give the results in the order of the items.

    Parameters
    ----------
    work : callable
        A function of a module, or a `partial` of one.
    items : iterable
        Taken a few ahead of the results; it may watch these and end early.
    workers : int, 1 to 256, optional
        Processes to use. Unless said: none but this one for less than `LITTLE_SECONDS`, else one a core. A
        single item is done in this process.
    cluster : str, optional
        The address of a Dask scheduler, `tcp://host:port`; the environment variable NINETEEN_CLUSTER unless
        said. On a cluster `workers` is not looked at.
    seconds : float, second
        About how long all of the work takes in one process.

    Returns
    -------
    iterator over the results

    Raises
    ------
    ScenarioError
        When `workers` is out of range; when the cluster has no address, does not answer or is lost; when a
        piece of work has ended its process `ATTEMPTS` times.

    Notes
    -----
    joblib does the work, and puts small pieces together into batches of 0.2 s and more. Whatever a dead process
    still owed is done again from the first result missing on, so nothing is lost or given twice; pinned by
    tests/unit/test_spread.py and tests/cluster.
    """
    check_workers(workers)
    address = cluster if cluster is not None else os.environ.get(VARIABLE) or None
    if address is not None:
        from sim import cluster as engine

        engine.check_address(address)
        return _persistent(partial(engine.run, address), engine.DIED, work, items)
    if workers is None:
        workers = 1 if seconds < LITTLE_SECONDS else min(os.cpu_count() or 1, MOST_WORKERS)
    workers = min(workers, length_hint(items, MOST_WORKERS))
    if workers <= 1:
        return map(work, items)
    return _persistent(partial(_processes, workers), (TerminatedWorkerError,), work, items)


def seconds_of(scenario: Scenario, runs: int) -> float:
    """About how long so many runs of a scenario take in one process; only to decide where to work."""
    months = scenario.plan.months + scenario.plan.burn_in
    return runs * months * (SECONDS_A_MONTH + SECONDS_A_PERSON_MONTH * scenario.plan.market_size)


def check_workers(workers: int | None) -> None:
    """Refuse a number of processes that is out of range with a `ScenarioError`."""
    whole = isinstance(workers, int) and not isinstance(workers, bool)
    if workers is not None and not (whole and 1 <= workers <= MOST_WORKERS):
        raise ScenarioError("workers", workers, "is out of range", f"1 to {MOST_WORKERS}")


def _processes(workers: int, calls: Iterable) -> Iterator:
    engine = Parallel(n_jobs=workers, return_as="generator", initializer=never_outlive, initargs=(os.getpid(),))
    with _unheard("ExecutorManagerThread"):
        yield from engine(calls)


@contextmanager
def _unheard(thread: str) -> Iterator[None]:
    """Let a thread of loky's fail unheard: it may do so when its work is given up half-way, which is no error."""
    before = threading.excepthook
    threading.excepthook = lambda failed: getattr(failed.thread, "name", "") == thread or before(failed)
    try:
        yield
    finally:
        threading.excepthook = before


def never_outlive(parent: int) -> None:
    """Let this process end soon after its parent has ended, however that came about."""
    def follow():
        while os.getppid() == parent:
            time.sleep(LOOK_ROUND_SECONDS)
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()


def _persistent(run: Callable[[Iterable], Iterator], died: tuple[type[Exception], ...], work: Callable,
                items: Iterable) -> Iterator:
    """Yield results in order; after the death of a worker go on with the items that have none yet."""
    taken, coming, failures = deque(), iter(items), 0
    while True:
        calls = _calls(work, taken, coming)
        try:
            with _quietly_ended(run(calls)) as results:
                for result in results:
                    taken.popleft()
                    failures = 0
                    yield result
            return
        except died:
            failures += 1
            if failures >= ATTEMPTS:
                raise ScenarioError("", None, f"a worker died {ATTEMPTS} times at the same piece of work; "
                                    "it may need more memory") from None


@contextmanager
def _quietly_ended(results: Iterator) -> Iterator[Iterator]:
    """End the work with whoever asked for it; that some under way is given up needs no warning."""
    try:
        yield results
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results.close()


def _calls(work: Callable, taken: deque, coming: Iterator) -> Iterator:
    """Calls for what has no result: first what was taken before, then what is still coming."""
    for item in tuple(taken):
        yield delayed(work)(item)
    for item in coming:
        taken.append(item)
        yield delayed(work)(item)
