"""The desk behind the pages: first looks first, stale work dropped, everything bounded, the same answer every time."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.experiments import Outcome, compare
from ui import runs, worker
from ui.answer import Answer
from ui.kept import size
from ui.runs import Desk, Failure, Task

SMALL = sim.load("broadband").changed(market_size=200, customers_at_start=50, months=2, burn_in=0)
PATIENCE = 60
ROOT = Path(__file__).resolve().parents[3]


class Lived:
    """In place of the worker processes: notes what is lived, and lets a test hold it back."""

    def __init__(self):
        self.tasks: list[Task] = []
        self.go = threading.Event()
        self.go.set()
        self.broken = False

    def __call__(self, _, task):
        assert self.go.wait(PATIENCE)
        self.tasks.append(task)
        return Failure("broken") if self.broken else worker.live(task.scenario, task.seed, task.in_full)


class NoProcess:
    """A lane's worker that needs no process."""

    def shutdown(self, **_):
        """End nothing."""


@pytest.fixture
def lived(monkeypatch):
    lived = Lived()
    monkeypatch.setattr(runs, "_lived", lived)
    monkeypatch.setattr(runs, "_workers", lambda _: NoProcess())
    return lived


@pytest.fixture
def desk(lived):
    desk = Desk()
    yield desk
    lived.go.set()
    desk.close()


def _complete(desk, scenario=SMALL, seed=1, visit="me"):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = desk.ask(visit, scenario, seed, patience=0.01)
        if isinstance(found, Failure) or (found and found.complete):
            return found
        threading.Event().wait(0.01)
    raise AssertionError("the worlds did not come in")


def test_the_final_answer_is_that_of_the_model_itself(desk):
    plan = SMALL.changed(service_quality=80)
    answer = _complete(desk, plan)
    alone = compare(plan.as_today(), plan, worlds=runs.WORLDS, seed=1)
    assert answer.comparison.difference == alone.difference
    assert answer.comparison.wins == alone.wins
    assert (answer.done, answer.wanted) == (runs.WORLDS, runs.WORLDS)


def test_the_first_look_needs_one_run_and_leaves_out_what_needs_more(desk, lived):
    first = desk.ask("me", SMALL, 7, patience=PATIENCE)
    assert isinstance(first, Answer)
    assert first.comparison.plan.outcomes[0].seed == 7
    assert any(not task.in_full and task.seed == 7 for task in lived.tasks)


def test_today_is_lived_once_for_all_plans(desk, lived):
    _complete(desk, SMALL.changed(service_quality=80))
    _complete(desk, SMALL.changed(service_quality=90))
    todays = [task for task in lived.tasks if task.in_full and task.scenario.plan == SMALL.today]
    assert len(todays) == runs.WORLDS


def test_a_new_move_replaces_the_old_wish(desk, lived):
    lived.go.clear()
    moves = [SMALL.changed(service_quality=value) for value in range(100)]
    for move in moves:
        desk.ask("me", move, 1)
    lived.go.set()
    _complete(desk, moves[-1])
    begun_before = runs.LANES
    stale = [task for task in lived.tasks if task.scenario.plan not in (moves[-1].plan, SMALL.today)]
    assert len(stale) <= begun_before


def test_what_nobody_asks_for_any_more_is_dropped(desk, lived):
    lived.go.clear()
    desk.ask("gone", SMALL, 1, lease=0.0)
    desk.ask("here", SMALL.changed(service_quality=99), 500)
    lived.go.set()
    _complete(desk, SMALL.changed(service_quality=99), 500, "here")
    assert len([task for task in lived.tasks if task.seed < 500]) <= runs.LANES


def test_two_visits_are_served_in_turn(desk, lived):
    one, other = SMALL.changed(service_quality=10), SMALL.changed(service_quality=20)
    lived.go.clear()
    desk.ask("one", one, 1)
    desk.ask("other", other, 1)
    lived.go.set()
    _complete(desk, one, visit="one")
    assert len([task for task in lived.tasks if task.scenario.plan == other.plan]) >= runs.WORLDS / 2


@pytest.fixture
def planned(monkeypatch):
    """A desk without lanes, to see what each lane would do next."""
    monkeypatch.setattr(runs, "LANES", 0)
    desk = Desk()
    monkeypatch.undo()
    return desk


def test_whoever_moves_all_the_time_does_not_keep_others_from_their_first_look(planned):
    planned.ask("restless", SMALL.changed(service_quality=1), 1)
    planned.ask("patient", SMALL.changed(service_quality=99), 100)
    seeds = []
    for value in range(2, 6):
        task = planned._next(runs.FIRST_LANE)
        planned._busy[task.address] = runs.FIRST_LANE
        seeds.append(task.seed)
        planned.ask("restless", SMALL.changed(service_quality=value), 1)
    assert seeds == [1, 100, 1, 100]


def test_the_other_lanes_help_with_first_looks_only_while_the_first_lane_is_busy(planned):
    planned.ask("me", SMALL, 500)
    assert planned._next(1) is None
    planned._busy[("a look of somebody else", 0, False)] = runs.FIRST_LANE
    assert (planned._next(1).in_full, planned._next(1).seed) == (False, 500)


def test_a_first_look_goes_before_the_bands_of_others(planned):
    planned.ask("early", SMALL, 2)
    bands = planned._wishes["early"]
    bands.bands_from = 1.0
    planned._busy |= {task.address: runs.FIRST_LANE for task in bands.looks}
    assert planned._next(1).in_full
    planned.ask("late", SMALL.changed(service_quality=99), 500)
    assert (planned._next(1).in_full, planned._next(1).seed) == (False, 500)


def test_bands_wait_until_first_numbers_have_stood_for_a_moment(desk, lived, monkeypatch):
    monkeypatch.setattr(runs, "REST_SECONDS", 1000.0)
    assert desk.ask("me", SMALL, 7, patience=PATIENCE).done == 0
    assert not any(task.in_full for task in lived.tasks)


def test_visits_are_bounded(desk, lived, monkeypatch):
    monkeypatch.setattr(runs, "MOST_VISITS", 3)
    lived.go.clear()
    for visit in range(20):
        desk.ask(str(visit), SMALL, visit)
    assert len(desk._wishes) == 3


def test_results_are_bounded_in_bytes_and_what_is_wanted_now_stays(desk, lived, monkeypatch):
    a_wish = 2 * (runs.WORLDS + 1) * size(worker.live(SMALL, 1, True))
    monkeypatch.setattr(runs, "MOST_BYTES", 2 * a_wish)
    reader = _complete(desk, SMALL.changed(service_quality=98), 900, "reader")
    for value in range(6):
        _complete(desk, SMALL.changed(service_quality=value), 1, "restless")
    assert desk._known.bytes <= 2 * a_wish
    lived.go.clear()
    assert desk.ask("reader", reader.scenario, 900) is reader
    assert all(task.address in desk._known for task in desk._wishes["reader"].worlds)


def test_when_all_that_is_kept_is_wanted_the_visit_silent_for_longest_is_forgotten(desk, monkeypatch):
    _complete(desk, SMALL, 1, "silent")
    monkeypatch.setattr(runs, "MOST_BYTES", int(2.5 * desk._known.bytes))
    _complete(desk, SMALL.changed(service_quality=98), 900, "talking")
    assert "silent" not in desk._wishes


def test_the_same_plan_with_another_calendar_is_another_world(desk):
    outage = replace(SMALL, events=(sim.scenario.Event(0, "outage", 0.9),))
    calm, troubled = _complete(desk, SMALL), _complete(desk, outage)
    assert calm.comparison.plan.outcomes[0].measures != troubled.comparison.plan.outcomes[0].measures


def test_how_many_visits_are_waiting_is_known(desk, lived):
    lived.go.clear()
    desk.ask("one", SMALL, 1)
    desk.ask("other", SMALL, 50)
    assert desk.waiting == 2
    lived.go.set()
    _complete(desk, SMALL, 1, "one")
    _complete(desk, SMALL, 50, "other")
    assert desk.waiting == 0


def test_a_world_that_fails_is_a_sentence_and_can_be_tried_again(desk, lived):
    lived.broken = True
    assert _complete(desk) == Failure("broken")
    lived.broken = False
    desk.retry(SMALL)
    assert _complete(desk).complete


def test_a_failure_concerns_nobody_else(desk, lived):
    lived.broken = True
    _complete(desk)
    lived.broken = False
    assert _complete(desk, SMALL.changed(service_quality=70), 100, "other").complete


def test_looking_wants_nothing(desk, lived):
    assert desk.look(SMALL, 1) is None
    desk.forget("me")
    assert lived.tasks == []
    assert desk._wishes == {}


def test_a_first_look_has_the_same_table_as_the_world_in_full():
    look, full = worker.live(SMALL, 3, False), worker.live(SMALL, 3, True)
    assert isinstance(look, Outcome)
    assert all((look.columns[key] == full.columns[key]).all() or key.startswith(("response", "first_contact"))
               for key in full.columns)
    assert set(look.measures) == set(full.measures)


def test_a_real_process_lives_the_same_world():
    desk = Desk()
    try:
        answer = _complete(desk)
        assert answer.comparison.today.outcomes[0].measures == worker.live(SMALL, 1, True).measures
        assert all(each.mean == 0 for each in answer.comparison.difference.values())
    finally:
        desk.close()


class Poison:
    """A scenario that ends the process that opens it."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_process_that_dies_is_a_sentence_and_not_the_end_of_the_server():
    workers = runs._workers(1)
    assert runs._lived(workers, Task(Poison(), 1, True)) == Failure("broken")
    workers.shutdown(kill_workers=True)


ORPHAN = """
import os
from joblib.externals.loky import ProcessPoolExecutor
from ui import worker

workers = ProcessPoolExecutor(max_workers=1, initializer=worker.prepare, initargs=(0,))
print(workers.submit(os.getpid).result(), flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process there does not learn that its parent is gone")
def test_a_worker_never_outlives_the_server_even_one_that_was_killed():
    killed = subprocess.run([sys.executable, "-c", ORPHAN], cwd=ROOT, capture_output=True, text=True, check=False)
    orphan = int(killed.stdout)
    until = time.monotonic() + PATIENCE
    while _lives(orphan) and time.monotonic() < until:
        time.sleep(0.2)
    assert not _lives(orphan)


def _lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
