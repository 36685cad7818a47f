"""Work is done once, in order, wherever it is done; a process that dies loses nothing."""

import os
import signal
import subprocess
import sys
import warnings

import pytest

import sim
from sim import spread as module
from sim.scenario import ScenarioError
from sim.spread import seconds_of, spread


@pytest.fixture(autouse=True)
def _no_cluster(monkeypatch):
    monkeypatch.delenv(module.VARIABLE, raising=False)


def _die_once(item):
    """Kill the process that does the work, the first time it comes to a certain item."""
    number, mark = item
    if number == 7:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("workers", [1, 2, None])
def test_results_come_in_the_order_of_the_items(workers):
    assert list(spread(abs, range(-9, 1), workers)) == list(range(9, -1, -1))


def test_little_work_stays_in_this_process_and_much_does_not():
    assert list(spread(_process, range(3), seconds=0.1)) == 3 * [os.getpid()]
    assert os.getpid() not in set(spread(_process, range(3), workers=2, seconds=0.1))


def test_a_single_piece_of_work_needs_no_other_process():
    assert list(spread(_process, [1])) == list(spread(_process, [1], workers=2)) == [os.getpid()]
    assert list(spread(_process, [])) == []


def _process(_):
    return os.getpid()


def test_the_work_of_a_default_company_is_much_and_that_of_a_toy_is_little():
    company = sim.load("broadband")
    assert seconds_of(company, 4 * 4) > module.LITTLE_SECONDS
    assert seconds_of(company.scaled(400).changed(months=3, burn_in=0), 4 * 4) < module.LITTLE_SECONDS


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_after_the_death_of_a_process_the_rest_is_done_and_nothing_twice(tmp_path):
    mark = tmp_path / "died"
    assert list(spread(_die_once, [(number, mark) for number in range(40)], workers=2)) == list(range(40))
    assert mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_work_that_kills_its_process_every_time_is_given_up(tmp_path):
    with pytest.raises(ScenarioError) as refused:
        list(spread(os._exit, [1, 1], workers=2))
    assert str(refused.value) == "a worker died 3 times at the same piece of work; it may need more memory"


@pytest.mark.parametrize("workers", [1, 2])
def test_items_may_end_early_when_the_results_say_so(workers):
    seen = [0]

    def items():
        while seen[0] < 5:
            yield 1

    for seen[0], _ in enumerate(spread(abs, items(), workers), 1):
        pass
    assert 5 <= seen[0] < 5000


def test_whoever_stops_listening_is_not_warned():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = spread(abs, range(100), workers=2)
        assert next(results) == 0
        results.close()


@pytest.mark.parametrize("workers", [0, -1, 257, 2.0, "2", True])
def test_a_number_of_workers_that_is_not_allowed_is_refused(workers):
    with pytest.raises(ScenarioError) as refused:
        spread(abs, [1], workers)
    assert str(refused.value) == f"workers = {workers!r} is out of range; allowed: 1 to 256"


@pytest.mark.parametrize("address", ["", "127.0.0.1:8786", "tcp://", "tcp://host", "tcp://host:0", "tcp://host:65536",
                                     "tcp://host:port", "http://host:8786", "tcp://ho st:1", "tcp://host:1/x",
                                     "tcp://a\nb:1", "inproc://1", "tcp://" + "h" * 300 + ":1"])
def test_what_is_no_address_of_a_cluster_is_refused(address):
    with pytest.raises(ScenarioError) as refused:
        spread(abs, [1], cluster=address)
    assert str(refused.value).startswith("cluster = ")
    assert str(refused.value).endswith(" is not the address of a cluster; allowed: tcp://HOST:PORT")


def test_without_dask_a_cluster_is_refused_with_what_to_install(monkeypatch):
    from sim import cluster

    monkeypatch.setattr(cluster, "distributed", None)
    with pytest.raises(ScenarioError) as refused:
        spread(abs, [1], cluster="tcp://127.0.0.1:8786")
    assert str(refused.value) == ("cluster = 'tcp://127.0.0.1:8786' cannot be used: Dask is not installed "
                                  "(pip install -c constraints.txt -r requirements-cluster.txt)")


def test_dask_is_imported_only_for_a_cluster():
    code = ("import sys; from sim.spread import spread; assert list(spread(abs, [-1])) == [1]; "
            "sys.exit('distributed' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
