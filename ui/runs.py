"""All computing behind the pages: worker processes, what is wanted of them, and the only cache.

Three lanes of one process each. The first lane takes a first look at a visit's first world, so that first
numbers never wait behind the bands of somebody else; the others follow at low priority with all worlds in full.
A plain thread serves each lane. A visit wants one scenario at a time: a new move replaces the old wish, and only
the world a lane is just living is lived to its end. Results are kept by scenario and world, whoever asked.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

import streamlit as st

# joblib's own Parallel ends the processes, and what they remember, whenever it is abandoned half-way.
from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import ShutdownExecutorError

import sim
from sim.experiments import Outcome, compared
from ui import worker
from ui.answer import Answer

WORLDS = 20
FIRST_LANE, LANES = 0, 3
POLITE = 5
MOST_VISITS, MOST_WORLDS, MOST_LOOKS, MOST_FAILURES = 64, 3000, 200, 100
LEASE_SECONDS, WORLD_SECONDS = 10.0, 60.0


class Task(NamedTuple):
    """One world to be lived under one plan, in full or for a first look."""

    scenario: sim.Scenario
    seed: int
    in_full: bool
    key: bytes = b""

    @property
    def address(self) -> tuple[bytes, int, bool]:
        """What its result depends on, and nothing else."""
        return self.key, self.seed, self.in_full


def _key(scenario: sim.Scenario) -> bytes:
    """Stand for all inputs of both plans; computed once a wish, because it is asked for thousands of times."""
    return hashlib.sha256(f"{scenario.today!r} {scenario.plan!r}".encode()).digest()


@dataclass(frozen=True)
class Failure:
    """Why a scenario could not be computed: a key of the wordlist and its value."""

    reason: str
    seconds: int = int(WORLD_SECONDS)


@dataclass
class Wish:
    """What one visit wants: a scenario and its worlds, and until when it is believed to be still wanted."""

    scenario: sim.Scenario
    seed: int
    until: float = 0.0
    spare: bool = False
    served: int = 0
    answer: Answer | None = None
    plans: list[Task] = field(init=False)
    todays: list[Task] = field(init=False)
    looks: list[Task] = field(init=False)

    def __post_init__(self):
        seeds = range(self.seed, self.seed + WORLDS)
        plan, today = self.scenario, self.scenario.as_today()
        plan_key, today_key = _key(plan), _key(today)
        self.plans = [Task(plan, seed, True, plan_key) for seed in seeds]
        self.todays = [Task(today, seed, True, today_key) for seed in seeds]
        self.looks = [Task(plan, self.seed, False, plan_key), Task(today, self.seed, False, today_key)]

    @property
    def worlds(self) -> Iterator[Task]:
        """The worlds in full, world by world, the new plan before today's."""
        return (task for pair in zip(self.plans, self.todays, strict=True) for task in pair)


class Desk:
    """The one place that knows what is wanted, what is being lived and what is known."""

    def __init__(self):
        self._changed = threading.Condition()
        self._open = True
        self._turn = 0
        self._lanes: dict[int, ProcessPoolExecutor] = {}
        self._busy: set[tuple] = set()
        self._wishes: OrderedDict[str, Wish] = OrderedDict()
        self._worlds: OrderedDict[tuple, Outcome] = OrderedDict()
        self._looks: OrderedDict[tuple, Outcome] = OrderedDict()
        self._failed: OrderedDict[tuple, Failure] = OrderedDict()
        for lane in range(LANES):
            threading.Thread(target=self._serve, args=(lane,), name=f"lane-{lane}", daemon=True).start()

    def prepare(self, scenario: sim.Scenario, seed: int) -> None:
        """Live a scenario's worlds whenever nobody is waiting for others."""
        with self._changed:
            self._wishes[""] = Wish(scenario, seed, until=math.inf, spare=True)
            self._changed.notify_all()

    def ask(self, visit: str, scenario: sim.Scenario, seed: int, patience: float = 0.0,
            lease: float = LEASE_SECONDS) -> Answer | Failure | None:
        """Want a scenario for a visit; give what is known, after at most `patience` seconds for the first look."""
        with self._changed:
            wish = self._wishes.get(visit)
            if wish is None or (wish.scenario, wish.seed) != (scenario, seed):
                wish = self._wishes[visit] = Wish(scenario, seed)
            wish.until = time.monotonic() + lease
            self._wishes.move_to_end(visit)
            while len(self._wishes) > MOST_VISITS:
                self._wishes.popitem(last=False)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._told(wish), timeout=patience)
            return self._told(wish)

    def look(self, scenario: sim.Scenario, seed: int) -> Answer | Failure | None:
        """Give what is known of a scenario without wanting more."""
        with self._changed:
            return self._told(Wish(scenario, seed))

    def forget(self, visit: str) -> None:
        """Want nothing any more for a visit."""
        with self._changed:
            self._wishes.pop(visit, None)

    def retry(self, scenario: sim.Scenario) -> None:
        """Forget that worlds of a scenario failed."""
        with self._changed:
            keys = {_key(scenario), _key(scenario.as_today())}
            for address in [each for each in self._failed if each[0] in keys]:
                del self._failed[address]

    def close(self) -> None:
        """End the lanes and their processes."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for workers in self._lanes.values():
            workers.shutdown(wait=True, kill_workers=True)

    def _told(self, wish: Wish) -> Answer | Failure | None:
        """Put together the worlds known from the first one on, so that an answer depends on their number alone."""
        failure = self._failure(wish)
        if failure:
            return failure
        plans = [self._worlds.get(task.address) for task in wish.plans]
        todays = [self._worlds.get(task.address) for task in wish.todays]
        pairs = list(takewhile(lambda pair: None not in pair, zip(todays, plans, strict=True)))
        done = len(pairs)
        if not pairs:
            plan, today = (self._looks.get(task.address) for task in wish.looks)
            first = (todays[0] or today, plans[0] or plan)
            pairs = [first] if None not in first else []
        if pairs and (wish.answer is None or wish.answer.done != done):
            today, plan = zip(*pairs, strict=True)
            wish.answer = Answer(wish.scenario, wish.seed, compared(today, plan), done, WORLDS)
        return wish.answer

    def _failure(self, wish: Wish) -> Failure | None:
        tasks = (*wish.looks, *wish.worlds) if self._failed else ()
        return next((self._failed[task.address] for task in tasks if task.address in self._failed), None)

    def _next(self, lane: int) -> Task | None:
        now = time.monotonic()
        for visit in [visit for visit, wish in self._wishes.items() if wish.until < now]:
            del self._wishes[visit]
        for wish in sorted(self._wishes.values(), key=lambda each: (each.spare, each.served)):
            for task in self._open_tasks(lane, wish):
                wish.served = self._turn = self._turn + 1
                return task
        return None

    def _open_tasks(self, lane: int, wish: Wish) -> Iterator[Task]:
        if self._failure(wish):
            return
        if lane == FIRST_LANE:
            tasks = [task for task in wish.looks if task._replace(in_full=True).address not in self._worlds]
        else:
            tasks = [task for task in wish.worlds if task.seed % (LANES - 1) == lane - 1]
        known = self._looks if lane == FIRST_LANE else self._worlds
        yield from (task for task in tasks if task.address not in known and task.address not in self._busy)

    def _serve(self, lane: int) -> None:
        with contextlib.suppress(RuntimeError):  # no process can be started any more once the server ends
            workers = self._lanes[lane] = _workers(lane)
            while task := self._take(lane):
                found = _lived(workers, task)
                self._give(task, found)
                if isinstance(found, Failure) and self._open:
                    workers.shutdown(wait=False, kill_workers=True)
                    workers = self._lanes[lane] = _workers(lane)

    def _take(self, lane: int) -> Task | None:
        with self._changed:
            while self._open:
                task = self._next(lane)
                if task:
                    self._busy.add(task.address)
                    return task
                self._changed.wait(timeout=LEASE_SECONDS)
            return None

    def _give(self, task: Task, found: Outcome | Failure) -> None:
        with self._changed:
            self._busy.discard(task.address)
            if isinstance(found, Failure):
                _keep(self._failed, task.address, found, MOST_FAILURES)
            elif task.in_full:
                _keep(self._worlds, task.address, found, MOST_WORLDS)
            else:
                _keep(self._looks, task.address, found, MOST_LOOKS)
            self._changed.notify_all()


def _keep(store: OrderedDict, key: tuple, value: object, most: int) -> None:
    store[key] = value
    while len(store) > most:
        store.popitem(last=False)


def _lived(workers: ProcessPoolExecutor, task: Task) -> Outcome | Failure:
    try:
        return workers.submit(worker.live, task.scenario, task.seed, task.in_full).result(timeout=WORLD_SECONDS)
    except ShutdownExecutorError:
        raise
    except TimeoutError:
        return Failure("too_long")
    except Exception:  # noqa: BLE001  whatever goes wrong in a world becomes a sentence for those who wait
        return Failure("broken")


def _workers(lane: int) -> ProcessPoolExecutor:
    niceness = 0 if lane == FIRST_LANE else POLITE
    workers = ProcessPoolExecutor(max_workers=1, initializer=worker.prepare, initargs=(niceness,))
    workers.submit(os.getpid)  # starts the process now rather than with the first world
    return workers


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Give the server's one desk."""
    return Desk()
