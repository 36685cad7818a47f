"""Work on a Dask cluster; the only place that knows Dask, imported when a cluster is asked for."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress

from joblib import Parallel, parallel_config

from sim.scenario import MODEL_VERSION, ScenarioError

try:
    import distributed
    from distributed.scheduler import KilledWorker
except ModuleNotFoundError:
    distributed, KilledWorker = None, CancelledError

ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.]{2,45}\]|[\w.-]{1,253}):(\d{1,5})")
CONNECT_SECONDS, EMPTY_SECONDS, LOOK_ROUND_SECONDS = 5.0, 30.0, 1.0
TALKATIVE = ("distributed", "distributed.client", "tornado.application")
DIED = (KilledWorker,)

_connected: dict[str, distributed.Client] = {}


def check_address(address: str) -> None:
    """Refuse what is no address of a cluster, and any when Dask is not installed, with a `ScenarioError`."""
    parts = ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if not parts or not 1 <= int(parts[3]) <= 65535:
        raise ScenarioError("cluster", address, "is not the address of a cluster", "tcp://HOST:PORT")
    if distributed is None:
        raise ScenarioError("cluster", address, "cannot be used: Dask is not installed "
                            "(pip install -c constraints.txt -r requirements-cluster.txt)")


def run(address: str, calls: Iterable) -> Iterator:
    """Do the calls on the cluster and give their results in order.

    Raises
    ------
    ScenarioError
        When the cluster does not answer, has no workers for half a minute, is lost, or holds another model.
    """
    client = _client(address)
    with _said(address), _watched(client):
        with parallel_config(backend="dask", client=client, wait_for_workers_timeout=EMPTY_SECONDS):
            engine = Parallel(return_as="generator")
        yield from engine(_checked(call) for call in calls)


def disconnect() -> None:
    """Leave all clusters."""
    while _connected:
        _connected.popitem()[1].close(timeout=CONNECT_SECONDS)


def _client(address: str) -> distributed.Client:
    """Give the connection to a cluster, which is kept for the work that follows."""
    kept = _connected.get(address)
    if kept is None or kept.status != "running":
        for log in TALKATIVE:       # what is wrong is said in one sentence
            logging.getLogger(log).setLevel(logging.CRITICAL + 1)
        _probe(address)
        kept = _connected[address] = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    return kept


def _probe(address: str) -> None:
    """Find out in bounded time whether a scheduler answers; a `Client` may wait for ever for what is none."""
    try:
        with ThreadPoolExecutor(1) as aside:      # a notebook has a loop of its own running
            kind = aside.submit(asyncio.run, asyncio.wait_for(_kind(address), CONNECT_SECONDS)).result()
    except Exception:  # noqa: BLE001  whatever else listens there may answer anything
        kind = None
    if kind != "Scheduler":
        raise ScenarioError("cluster", address, f"does not answer as a Dask scheduler within {CONNECT_SECONDS:g} "
                            "seconds")


async def _kind(address: str) -> str:
    async with distributed.rpc(address) as other:
        return (await other.identity())["type"]


@contextmanager
def _said(address: str) -> Iterator[None]:
    """Say in one sentence what went wrong with the cluster."""
    try:
        yield
    except CancelledError:
        raise ScenarioError("cluster", address, "was lost, or had no worker for half a minute") from None
    except TimeoutError:
        raise ScenarioError("cluster", address, "has no workers") from None
    except ModuleNotFoundError as missing:
        raise ScenarioError("cluster", address, f"has workers that cannot import {missing.name}; they need Nineteen "
                            "and its requirements") from None


@contextmanager
def _watched(client: distributed.Client) -> Iterator[None]:
    """Give up what is under way once the cluster has had no worker for `EMPTY_SECONDS`."""
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(client, ended), name="cluster-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join(CONNECT_SECONDS)


def _watch(client: distributed.Client, ended: threading.Event) -> None:
    empty = 0.0
    with suppress(Exception):       # a lost scheduler cancels the work by itself
        while not ended.wait(LOOK_ROUND_SECONDS):
            empty = 0.0 if client.ncores() else empty + LOOK_ROUND_SECONDS
            if empty >= EMPTY_SECONDS:
                client.cancel([distributed.Future(key, client) for key in list(client.futures)])
                return


def _checked(call: tuple) -> tuple:
    """Let a call of joblib's be made only where the same model is installed."""
    work, positional, named = call
    return _same_model, (MODEL_VERSION, work, *positional), named


def _same_model(version: str, work: Callable, *positional, **named):
    if version != MODEL_VERSION:
        raise ScenarioError("", None, f"a worker of the cluster has version {MODEL_VERSION} of the model, not "
                            f"{version}")
    return work(*positional, **named)
