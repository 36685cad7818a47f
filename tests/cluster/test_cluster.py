"""The same studies on a Dask cluster: the same numbers, though workers die; and what is wrong is said at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import experiments, levers, spread, sweep
from sim.explore.incidents import prices
from sim.explore.losses import losses
from sim.lab import Lab
from sim.scenario import ScenarioError

ROOT = Path(__file__).resolve().parents[2]
WORLDS = 24


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(400).changed(months=6, burn_in=1)


@pytest.fixture(scope="module")
def better(small):
    return small.changed(service_quality=80.0)


def _same(first, second):
    for one, other in ((first.today, second.today), (first.plan, second.plan)):
        assert [each.seed for each in one.outcomes] == [each.seed for each in other.outcomes]
        for alone, there in zip(one.outcomes, other.outcomes, strict=True):
            np.testing.assert_equal(alone.measures, there.measures)
            np.testing.assert_equal(alone.columns, there.columns)


def test_a_study_of_which_a_worker_is_killed_ends_with_every_world_once(doomed, small, better):
    seen = []

    def kill_one(done):
        seen.append(done)
        if done == 3:
            doomed.workers[0].send_signal(signal.SIGKILL)

    there = sim.compare(small, better, worlds=WORLDS, cluster=doomed.address, progress=kill_one)
    assert doomed.workers[0].wait(timeout=10) == -signal.SIGKILL
    assert seen == list(range(1, WORLDS + 1))
    assert [each.seed for each in there.plan.outcomes] == list(range(1, WORLDS + 1))
    alone = sim.compare(small, better, worlds=WORLDS, workers=1)
    _same(alone, there)
    assert alone.as_dict() == there.as_dict()


def test_every_study_gives_the_same_on_the_cluster(cluster, small, better, monkeypatch):
    monkeypatch.setattr(levers, "GRID", {"service_quality": (40, 80), "reward_spend": (0, 1)})
    where = {"cluster": cluster.address}
    rule = experiments.Rule(share=0.5, most=30)
    auto = [sim.compare(small, better, worlds=rule, **each) for each in (where, {"workers": 1})]
    assert auto[0].as_dict() == auto[1].as_dict()
    assert experiments.churn_of(small, (1, 2, 3), **where) == experiments.churn_of(small, (1, 2, 3))
    along = [levers.along(small, "service_quality", (40, 80), (1, 2), **each) for each in (where, {})]
    np.testing.assert_equal(*along)
    np.testing.assert_equal(levers.best_mix(small, (1, 2), **where), levers.best_mix(small, (1, 2)))
    profit = [Lab((1, 2), **each).worlds([small, better], _profit) for each in (where, {})]
    np.testing.assert_array_equal(*profit)
    trees = [losses(small, **each) for each in (where, {})]
    assert trees[0].branches == trees[1].branches
    assert str(prices(small, 2, **where)) == str(prices(small, 2))
    swept = [sweep.run(small, {"service_quality": (40, 80)}, worlds=2, **each) for each in (where, {"workers": 1})]
    assert swept[0].equals(swept[1])


def _profit(run):
    return run.columns["profit_cents"]


def test_the_environment_may_name_the_cluster(cluster, monkeypatch):
    monkeypatch.setenv(spread.VARIABLE, cluster.address)
    elsewhere = set(spread.spread(_process, range(6), workers=1))
    assert elsewhere <= {worker.pid for worker in cluster.workers}


def _process(_):
    return os.getpid()


def test_tiny_pieces_of_work_are_put_together(cluster):
    began = time.monotonic()
    assert list(spread.spread(abs, range(-2000, 0), cluster=cluster.address)) == list(range(2000, 0, -1))
    assert time.monotonic() - began < 20    # one by one, each would take some 10 ms and more


def test_an_error_in_the_work_is_the_error_of_the_study(cluster):
    with pytest.raises(ScenarioError) as refused:
        list(spread.spread(sim.load, ["broadband", "telephone"], cluster=cluster.address))
    assert str(refused.value).startswith("scenario = 'telephone' is not a scenario that ships with Nineteen; ")


def test_a_piece_of_work_that_kills_every_worker_is_given_up(doomed, monkeypatch):
    from sim import cluster as engine

    monkeypatch.setattr(engine, "EMPTY_SECONDS", 2.0)
    with pytest.raises(ScenarioError) as refused:
        list(spread.spread(os._exit, [1], cluster=doomed.address))
    assert str(refused.value) == f"cluster = '{doomed.address}' was lost, or had no worker for half a minute"


def test_a_scheduler_that_ends_in_the_middle_is_an_error(doomed, small, better):
    def end(done):
        if done == 2:
            doomed.scheduler.kill()

    with pytest.raises(ScenarioError) as refused:
        sim.compare(small, better, worlds=WORLDS, cluster=doomed.address, progress=end)
    assert str(refused.value) == f"cluster = '{doomed.address}' was lost, or had no worker for half a minute"


def test_a_sweep_on_the_cluster_from_the_command_line_writes_the_same_bytes(cluster, tmp_path):
    arguments = ["sweep", "broadband", "--people", "400", "--months", "3", "--vary", "reward_spend=0:2:3", "--worlds",
                 "3"]
    for name, where in (("here.csv", ["--workers", "1"]), ("there.csv", ["--cluster", cluster.address])):
        done = _command(*arguments, *where, "--out", tmp_path / name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


def _command(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "sim", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True,
                          encoding="utf-8", timeout=60, check=False, env=os.environ | environment)


def _mute():
    """A port where somebody listens and never answers."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(5)
    return listening


def test_a_cluster_that_does_not_answer_is_an_error_of_one_line_after_some_seconds():
    with _mute() as listening:
        port = listening.getsockname()[1]
        began = time.monotonic()
        done = _command("compare", "broadband", "broadband_points", "--cluster", f"tcp://127.0.0.1:{port}")
    assert time.monotonic() - began < 30
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (f"error: cluster = 'tcp://127.0.0.1:{port}' does not answer as a Dask scheduler within 5 "
                           "seconds\n")


def test_a_cluster_that_is_not_there_is_an_error_of_one_line():
    with _mute() as listening:
        port = listening.getsockname()[1]
    done = _command("levers", "broadband", NINETEEN_CLUSTER=f"tcp://127.0.0.1:{port}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("does not answer as a Dask scheduler within 5 seconds\n")
    assert done.stderr.count("\n") == 1


def test_workers_that_hold_another_model_are_refused(cluster, monkeypatch):
    from sim import cluster as engine

    monkeypatch.setattr(engine, "MODEL_VERSION", "0.9")
    with pytest.raises(ScenarioError) as refused:
        list(spread.spread(abs, [1, 2], cluster=cluster.address))
    assert str(refused.value) == f"a worker of the cluster has version {sim.MODEL_VERSION} of the model, not 0.9"
