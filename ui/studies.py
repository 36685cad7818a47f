"""Long work behind the pages: one study after the other, each in a process of its own, and what came out of them.

A study is a function of the model with its arguments. It belongs to its arguments, not to who asked: whoever asks
for the same gets the same result. It goes on while its visitor is on another page, ends when nobody who wants it has
been seen for a while, and gives way to all other work of the server. The thread that waits for it only waits.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st
from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.backend import get_context

from sim import ScenarioError
from ui import worker

WORKERS = max(1, min(os.cpu_count() or 1, 8))
# by how much studies give way to all other work of the machine; 0 where nothing else is in a hurry
VERY_POLITE = int(os.environ.get("NINETEEN_NICENESS", "15"))
LOOK_SECONDS, GRACE_SECONDS = 0.2, 3.0
# how long a study may take, and how long it goes on after its visitors were last seen
MOST_SECONDS, LEASE_SECONDS = 2400.0, 900.0
MOST_WAITING, MOST_FAILED, MOST_BYTES = 24, 50, 64 * 1024 * 1024


class Order(NamedTuple):
    """A study asked for: a function that can be imported, and its arguments."""

    function: Callable
    arguments: tuple[tuple[str, object], ...]

    @property
    def key(self) -> bytes:
        """What its result depends on, and nothing else."""
        named = f"{self.function.__module__}.{self.function.__qualname__}"
        arguments = sorted(self.arguments, key=lambda each: each[0])
        return hashlib.sha256(f"{named} {arguments!r}".encode()).digest()


@dataclass(frozen=True)
class Standing:
    """How a study stands: unknown, waiting, running, done, refused by the model, or broken off."""

    state: str
    place: int = 0
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    result: object = None
    reason: str = ""

    @property
    def under_way(self) -> bool:
        """Tell whether a result is still to come."""
        return self.state in ("waiting", "running")


UNKNOWN = Standing("unknown")


@dataclass
class _Job:
    order: Order
    wanted: dict[str, str]      # visit -> under which name
    pressed: bool = True        # whether anybody asked for it, rather than that a page began it
    began: float = 0.0
    done: int = 0
    total: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def standing(self, place: int) -> Standing:
        """Say how far it is; the time left follows from the pace so far."""
        if not self.began:
            return Standing("waiting", place)
        left = (time.monotonic() - self.began) * (self.total - self.done) / self.done if self.done else None
        return Standing("running", 0, self.done, self.total, left)


class Studies:
    """The one place that knows which studies are wanted, under way and done."""

    def __init__(self):
        self._changed = threading.Condition()
        self._open = True
        self._jobs: OrderedDict[bytes, _Job] = OrderedDict()
        self._kept: OrderedDict[bytes, tuple[object, int]] = OrderedDict()
        self._failed: OrderedDict[bytes, Standing] = OrderedDict()
        self._seen: dict[str, float] = {}
        self._thread: threading.Thread | None = None

    def start(self, visit: str, name: str, order: Order, pressed: bool = True) -> None:
        """Want a study under a name, in place of what the visit wanted under this name before.

        What a page begins by itself, with nobody having pressed anything, waits for all that somebody asked for.
        """
        with self._changed:
            self._seen[visit] = time.monotonic()
            key = order.key
            self._unwant(visit, name)
            self._failed.pop(key, None)
            if key in self._kept:
                return
            if key in self._jobs and not self._jobs[key].stop.is_set():
                self._jobs[key].wanted[visit] = name
                self._jobs[key].pressed |= pressed
            elif len(self._jobs) >= MOST_WAITING:
                self._fail(key, Standing("broken", reason="too_many"))
            else:
                self._jobs.pop(key, None)
                self._jobs[key] = _Job(order, {visit: name}, pressed)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._serve, name="studies", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def look(self, order: Order, visit: str = "") -> Standing:
        """Say how a study stands; to a visit that does not want it, one under way for others is unknown."""
        with self._changed:
            key = order.key
            if key in self._kept:
                self._kept.move_to_end(key)
                return Standing("done", result=self._kept[key][0])
            job = self._jobs.get(key)
            if job is not None and not job.stop.is_set() and (not visit or visit in job.wanted):
                return job.standing(self._queue().index(key))
            return self._failed.get(key, UNKNOWN)

    def cancel(self, visit: str, name: str) -> None:
        """Want nothing under this name any more; what nobody else wants ends."""
        with self._changed:
            self._unwant(visit, name)
            self._changed.notify_all()

    def still_here(self, visit: str) -> None:
        """Note that a visitor who has begun a study has been seen, on whatever page."""
        with self._changed:
            if visit in self._seen:
                self._seen[visit] = time.monotonic()

    def close(self) -> None:
        """End all work."""
        with self._changed:
            self._open = False
            for job in self._jobs.values():
                job.stop.set()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(2 * GRACE_SECONDS)

    def _queue(self) -> list[bytes]:
        """List what is under way, then what was asked for, then what pages have begun by themselves."""
        return sorted(self._jobs, key=lambda key: (not self._jobs[key].began, not self._jobs[key].pressed))

    def _unwant(self, visit: str, name: str) -> None:
        for key, job in list(self._jobs.items()):
            if job.wanted.get(visit) == name:
                del job.wanted[visit]
                self._drop_unwanted(key, job)

    def _drop_unwanted(self, key: bytes, job: _Job) -> None:
        if not job.wanted:
            job.stop.set()
            if not job.began:
                del self._jobs[key]

    def _forget_the_gone(self) -> None:
        """Drop what only those want who have not been seen for long."""
        now = time.monotonic()
        gone = [visit for visit, seen in self._seen.items() if seen < now - LEASE_SECONDS]
        for visit in gone:
            del self._seen[visit]
        for key, job in list(self._jobs.items()):
            here = {visit: name for visit, name in job.wanted.items() if visit in self._seen}
            if job.wanted and not here:
                self._fail(key, Standing("broken", reason="left_alone"))
            job.wanted = here
            self._drop_unwanted(key, job)

    def _fail(self, key: bytes, standing: Standing) -> None:
        self._failed[key] = standing
        while len(self._failed) > MOST_FAILED:
            self._failed.popitem(last=False)

    def _serve(self) -> None:
        while (job := self._take()) is not None:
            try:
                found = self._lived(job)
            except Exception:  # noqa: BLE001  no process can be started, or none any more: those who wait must hear of it
                found = Standing("broken", reason="broken")
            self._give(job, found)

    def _take(self) -> _Job | None:
        with self._changed:
            while self._open:
                self._forget_the_gone()
                if self._jobs:
                    job = self._jobs[self._queue()[0]]
                    job.began = time.monotonic()
                    return job
                self._changed.wait(LEASE_SECONDS)
            return None

    def _lived(self, job: _Job) -> Standing:
        context = get_context("loky")
        news, stop = context.SimpleQueue(), context.Event()
        process = ProcessPoolExecutor(max_workers=1, context=context, initializer=worker.prepare_study,
                                      initargs=(VERY_POLITE, news, stop))
        future = None
        try:
            future = process.submit(worker.study, job.order.function, dict(job.order.arguments), WORKERS)
            return self._watched(job, future, news, stop)
        finally:    # a worker that has done its work ends by itself and leaves nothing behind
            process.shutdown(wait=False, kill_workers=future is None or not future.done())

    def _watched(self, job: _Job, future: Future, news, stop) -> Standing:
        until = job.began + MOST_SECONDS
        while not job.stop.is_set() and time.monotonic() < until:
            if wait([future], timeout=LOOK_SECONDS).done:
                return _ended(future)
            self._hear(job, news)
        stop.set()
        wait([future], timeout=GRACE_SECONDS)    # it ends by itself at its next piece of work, or is ended
        return Standing("broken", reason="too_long")

    def _hear(self, job: _Job, news) -> None:
        while not news.empty():
            with self._changed:
                job.done, job.total = news.get()
        with self._changed:
            self._forget_the_gone()

    def _give(self, job: _Job, found: Standing) -> None:
        with self._changed:
            key = job.order.key
            if self._jobs.get(key) is job:
                del self._jobs[key]
            if found.state == "done":
                self._kept[key] = (found.result, len(pickle.dumps(found.result)))
                while sum(size for _, size in self._kept.values()) > MOST_BYTES and len(self._kept) > 1:
                    self._kept.popitem(last=False)
            elif not job.stop.is_set():
                self._fail(key, found)


def _ended(future: Future) -> Standing:
    try:
        return Standing("done", result=future.result())
    except ScenarioError as refused:
        return Standing("refused", reason=str(refused))
    except Exception:  # noqa: BLE001  whatever goes wrong becomes a sentence for those who wait
        return Standing("broken", reason="broken")


@st.cache_resource(show_spinner=False)
def studies() -> Studies:
    """Give the server's one place for studies."""
    return Studies()
