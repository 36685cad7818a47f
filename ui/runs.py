"""All computing behind the pages: worker processes, what is wanted of them, and the only cache.

Lanes of one process each, as many as cores and three at least. The first lane takes nothing but first looks at a
visit's first world, so that first numbers never wait behind the bands of somebody else. The others help with first
looks while the first lane is busy and otherwise live all worlds in full, at low priority, for visits whose first
numbers have stood for a moment. A plain thread serves each lane. A visit wants one scenario at a time: a new move
replaces the old wish, and only the world a lane is just living is lived to its end. Whoever was served longest ago is
served next, however often the others move. Results are kept by scenario and world, whoever asked, in so many bytes
(`ui/kept.py`).
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
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
from ui.kept import Kept

WORLDS = 20
FIRST_LANE, LANES = 0, max(3, min(os.cpu_count() or 1, 16))
POLITE = 10
MOST_VISITS, MOST_FAILURES = 64, 100
# about 2,900 worlds of 60 months; the wishes of 64 visits need 2,600 of them
MOST_BYTES = 128 * 1024 * 1024
LEASE_SECONDS, WORLD_SECONDS = 10.0, 60.0
# bands begin when first numbers have stood for so long, so that they leave the cores to painting, and to a next move
REST_SECONDS = 0.4
# what nobody has asked for yet waits until a first visitor's page has had time to be painted
SPARE_REST_SECONDS = 8.0


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
    """Stand for all inputs of both plans and the calendar; computed once a wish, because asked for often."""
    return hashlib.sha256(f"{scenario.today!r} {scenario.plan!r} {scenario.events!r}".encode()).digest()


@dataclass(frozen=True)
class Failure:
    """Why a scenario could not be computed: a key of the wordlist and its value."""

    reason: str
    seconds: int = int(WORLD_SECONDS)


# a scenario, under its new plan and today's; or several plans, side by side
What = sim.Scenario | tuple[sim.Scenario, ...]


@dataclass(frozen=True)
class Lived:
    """What is known of several plans: each one's outcomes in the same worlds, as many as are done out of those wanted.

    With no world in full yet, there is one outcome of each plan: the first look.
    """

    plans: tuple[sim.Scenario, ...]
    seed: int
    outcomes: tuple[tuple[Outcome, ...], ...]
    done: int
    wanted: int

    @property
    def complete(self) -> bool:
        """Tell whether every world is in."""
        return self.done >= self.wanted


@dataclass
class Wish:
    """What one visit wants: plans and their worlds, and until when it is believed to be still wanted."""

    what: What
    seed: int
    until: float = 0.0
    spare: bool = False
    served: int = 0
    bands_from: float = 0.0
    answer: Answer | Lived | None = None
    news: threading.Event = field(default_factory=threading.Event)
    sides: list[list[Task]] = field(init=False)
    looks: list[Task] = field(init=False)
    addresses: frozenset = field(init=False)

    def __post_init__(self):
        seeds = range(self.seed, self.seed + WORLDS)
        keyed = [(each, _key(each)) for each in _sides(self.what)]
        self.sides = [[Task(each, seed, True, key) for seed in seeds] for each, key in keyed]
        self.looks = [Task(each, self.seed, False, key) for each, key in keyed]
        self.addresses = frozenset(task.address for tasks in (*self.sides, self.looks) for task in tasks)

    @property
    def worlds(self) -> Iterator[Task]:
        """The worlds in full, world by world, the last plan first: what is new before today's."""
        return (task for world in zip(*reversed(self.sides), strict=True) for task in world)

    @property
    def complete(self) -> bool:
        """Tell whether every world is in; the answer then holds them, whatever else is thrown away."""
        return self.answer is not None and self.answer.complete

    def is_for(self, what: What, seed: int) -> bool:
        """Tell whether this is the wish for these plans; being the same object is the quick way to be the same."""
        return seed == self.seed and (what is self.what or what == self.what)

    def answered(self, outcomes: tuple[tuple[Outcome, ...], ...], done: int) -> Answer | Lived:
        """Put each plan's outcomes, in the same worlds, together."""
        if isinstance(self.what, tuple):
            return Lived(self.what, self.seed, outcomes, done, WORLDS)
        return Answer(self.what, self.seed, compared(*outcomes), done, WORLDS)


def _sides(what: What) -> tuple[sim.Scenario, ...]:
    return what if isinstance(what, tuple) else (what.as_today(), what)


class Desk:
    """The one place that knows what is wanted, what is being lived and what is known."""

    def __init__(self):
        self._changed = threading.Condition()
        self._open = True
        self._turn = 0
        self._lanes: dict[int, ProcessPoolExecutor] = {}
        self._busy: dict[tuple, int] = {}
        self._wishes: OrderedDict[str, Wish] = OrderedDict()
        self._known = Kept()
        self._failed: OrderedDict[tuple, Failure] = OrderedDict()
        for lane in range(LANES):
            threading.Thread(target=self._serve, args=(lane,), name=f"lane-{lane}", daemon=True).start()

    @property
    def waiting(self) -> int:
        """How many visits want worlds that are not in yet."""
        with self._changed:
            return sum(not wish.spare and not wish.complete for wish in self._wishes.values())

    def prepare(self, scenario: sim.Scenario, seed: int) -> None:
        """Live a scenario's worlds whenever nobody is waiting for others."""
        with self._changed:
            self._wishes[""] = Wish(scenario, seed, until=math.inf, spare=True)
            self._changed.notify_all()

    def ask(self, visit: str, what: What, seed: int, patience: float = 0.0,
            lease: float = LEASE_SECONDS) -> Answer | Lived | Failure | None:
        """Want plans for a visit; give what is known, after at most `patience` seconds for the first look."""
        with self._changed:
            wish = self._wished(visit, what, seed)
            wish.until = time.monotonic() + lease
            wish.news.clear()
            found = self._told(wish)
        if found or not patience:
            return found
        wish.news.wait(patience)
        with self._changed:
            return self._told(wish)

    def look(self, what: What, seed: int) -> Answer | Lived | Failure | None:
        """Give what is known of plans without wanting more."""
        with self._changed:
            return self._told(Wish(what, seed))

    def forget(self, visit: str) -> None:
        """Want nothing any more for a visit."""
        with self._changed:
            self._wishes.pop(visit, None)

    def retry(self, what: What) -> None:
        """Forget that worlds of these plans failed."""
        with self._changed:
            keys = {_key(each) for each in _sides(what)}
            for address in [each for each in self._failed if each[0] in keys]:
                del self._failed[address]
            self._changed.notify_all()

    def close(self) -> None:
        """End the lanes and their processes."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for workers in self._lanes.values():
            workers.shutdown(wait=True, kill_workers=True)

    def _wished(self, visit: str, what: What, seed: int) -> Wish:
        """Give a visit's wish, a new one in the old one's turn when it wants something else now."""
        wish = self._wishes.get(visit)
        if wish is None or not wish.is_for(what, seed):
            wish = self._wishes[visit] = Wish(what, seed, served=wish.served if wish else self._turn)
            self._changed.notify_all()
        self._wishes.move_to_end(visit)
        while len(self._wishes) > MOST_VISITS:
            self._drop_oldest()
        return wish

    def _drop_oldest(self) -> bool:
        oldest = next((visit for visit, wish in self._wishes.items() if not wish.spare), None)
        return self._wishes.pop(oldest, None) is not None

    def _told(self, wish: Wish) -> Answer | Lived | Failure | None:
        """Put together the worlds known from the first one on, so that an answer depends on their number alone."""
        if wish.complete:
            return wish.answer
        failure = self._failure(wish)
        if failure:
            return failure
        worlds = list(takewhile(lambda world: None not in world, self._known_worlds(wish)))
        done = len(worlds)
        if not worlds:
            first = tuple(map(self._seen, wish.looks))
            worlds = [first] if None not in first else []
        if worlds and (wish.answer is None or wish.answer.done != done):
            wish.answer = wish.answered(tuple(zip(*worlds, strict=True)), done)
            rest = SPARE_REST_SECONDS if wish.spare else REST_SECONDS
            wish.bands_from = wish.bands_from or time.monotonic() + rest
        return wish.answer

    def _known_worlds(self, wish: Wish) -> Iterator[tuple[Outcome | None, ...]]:
        for world in zip(*wish.sides, strict=True):
            yield tuple(self._known.get(task.address) for task in world)

    def _seen(self, look: Task) -> Outcome | None:
        """Give a world in full where it is known, and else what a first look at it has shown."""
        return self._known.get(look._replace(in_full=True).address) or self._known.get(look.address)

    def _failure(self, wish: Wish) -> Failure | None:
        tasks = (*wish.looks, *wish.worlds) if self._failed else ()
        return next((self._failed[task.address] for task in tasks if task.address in self._failed), None)

    def _next(self, lane: int) -> Task | None:
        """Choose what a lane does: a first look before any band, and whoever was served longest ago before others."""
        now = time.monotonic()
        for visit in [visit for visit, wish in self._wishes.items() if wish.until < now and not wish.complete]:
            del self._wishes[visit]
        in_turn = sorted(self._wishes.values(), key=lambda each: (each.spare, each.served))
        may_look = lane == FIRST_LANE or FIRST_LANE in self._busy.values()
        chosen = self._first_open(in_turn, self._open_looks) if may_look else None
        if chosen is None and lane != FIRST_LANE:
            rested = [wish for wish in in_turn if 0 < wish.bands_from <= now]
            chosen = self._first_open(rested, lambda wish: self._open_worlds(lane, wish))
        return chosen

    def _first_open(self, wishes: list[Wish], tasks_of: Callable[[Wish], Iterator[Task]]) -> Task | None:
        for wish in wishes:
            if wish.complete or self._failure(wish):
                continue
            for task in tasks_of(wish):
                wish.served = self._turn = self._turn + 1
                return task
        return None

    def _open_looks(self, wish: Wish) -> Iterator[Task]:
        return (task for task in reversed(wish.looks) if self._seen(task) is None and task.address not in self._busy)

    def _open_worlds(self, lane: int, wish: Wish) -> Iterator[Task]:
        """Give the worlds a lane is to live; it meets the same seeds again and again, and keeps how they begin."""
        return (task for task in wish.worlds if task.seed % (LANES - 1) == lane - 1
                and task.address not in self._known and task.address not in self._busy)

    def _serve(self, lane: int) -> None:
        with contextlib.suppress(RuntimeError):  # no process can be started any more once the server ends
            if lane == FIRST_LANE:  # the others' processes start with their first task, after the first page
                self._lanes[lane] = _workers(lane)
            while task := self._take(lane):
                workers = self._lanes[lane] = self._lanes.get(lane) or _workers(lane)
                found = _lived(workers, task)
                self._give(task, found)
                if isinstance(found, Failure) and self._open:
                    workers.shutdown(wait=False, kill_workers=True)
                    self._lanes[lane] = _workers(lane)

    def _take(self, lane: int) -> Task | None:
        with self._changed:
            while self._open:
                task = self._next(lane)
                if task:
                    self._busy[task.address] = lane
                    if lane == FIRST_LANE:
                        self._changed.notify_all()  # the others may help now
                    return task
                resting = any(wish.bands_from > time.monotonic() for wish in self._wishes.values())
                self._changed.wait(timeout=REST_SECONDS / 4 if resting else LEASE_SECONDS)
            return None

    def _give(self, task: Task, found: Outcome | Failure) -> None:
        with self._changed:
            del self._busy[task.address]
            if isinstance(found, Failure):
                self._failed[task.address] = found
                while len(self._failed) > MOST_FAILURES:
                    self._failed.popitem(last=False)
            else:
                self._known.put(task.address, found)
                self._make_room()
            for wish in self._wishes.values():
                if task.address in wish.addresses and self._told(wish):
                    wish.news.set()
            self._changed.notify_all()

    def _make_room(self) -> None:
        """Throw away what was used longest ago and nobody wants now; when all is wanted, forget the oldest wish."""
        def wanted(address: tuple) -> bool:
            return any(address in wish.addresses for wish in self._wishes.values())

        while self._known.bytes > MOST_BYTES and (self._known.drop(wanted) or self._drop_oldest()):
            pass


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
