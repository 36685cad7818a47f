"""A real Dask scheduler and two real workers, started for these tests on ports of their own, and ended by them."""

import importlib.util
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
NO_DASHBOARD = ("--no-dashboard", "--host", "127.0.0.1")


def pytest_collection_modifyitems(items):
    """Skip what needs Dask where it is not installed; in CI it then fails."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    if importlib.util.find_spec("distributed") is None and os.environ.get("CI", "").lower() not in {"1", "true", "yes"}:
        for item in here:
            item.add_marker(pytest.mark.skip(reason="needs requirements-cluster.txt"))


@dataclass
class Cluster:
    """The processes of one cluster, and where it listens."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start(self, workers):
        self.scheduler = self._process("dask_scheduler", "--port", "0", *NO_DASHBOARD, log="scheduler")
        self.address = self._said("scheduler", r"Scheduler at:\s+(tcp://\S+)")
        for number in range(workers):
            self.add_worker(f"worker-{number}")
        return self

    def add_worker(self, log):
        self.workers.append(self._process("dask_worker", self.address, "--nthreads", "1", "--no-nanny", *NO_DASHBOARD,
                                          log=log))
        self._said(log, r"(Registered to:)")

    def end(self):
        for process in filter(None, (*self.workers, self.scheduler)):
            process.kill()
            process.wait(timeout=START_SECONDS)

    def _process(self, command, *arguments, log):
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with (self.folder / log).open("wb") as file:
            return subprocess.Popen([sys.executable, "-m", f"distributed.cli.{command}", *arguments], stdout=file,
                                    stderr=subprocess.STDOUT, cwd=self.folder, env=environment)

    def _said(self, log, pattern):
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            found = re.search(pattern, (self.folder / log).read_text(encoding="utf-8"))
            if found:
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"{log} did not start: {(self.folder / log).read_text(encoding='utf-8')}")


@contextmanager
def _running(folder):
    """Start a scheduler and two workers; end them, and the connection, whatever happens."""
    from sim import cluster as engine

    made = Cluster(folder)
    try:
        yield made.start(workers=2)
    finally:
        engine.disconnect()
        made.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster that the tests of a file share."""
    with _running(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture
def doomed(tmp_path):
    """A cluster of which a test kills a part."""
    with _running(tmp_path) as made:
        yield made
