"""Fifty visitors move a lever at once, each every two seconds to values of its own.

    pytest benchmarks/load -s

A real server and real websocket sessions that speak Streamlit's protocol (session.py), all on this machine; nothing is
shared between them but today's plan. Two times are taken from each move on: until the server has taken it up and drawn
the controls anew, and until numbers of this move or, when the visitor moved on before, of a later one stand on the
page. How many moves got numbers of their own before the next one is told beside it. A lone visitor is measured first,
on the same server.
"""

import asyncio
import statistics
import time

from benchmarks import goals
from benchmarks.load.server import PAGE, Server
from benchmarks.load.session import Move, Session, unlike

VISITORS, MOVES, ALONE, PAUSE, LEVER = 50, 20, 10, 2.0, "service_quality"
LONGEST = 150


def test_fifty_visitors_who_move_levers_at_once_are_answered():
    with Server() as server:
        alone = asyncio.run(_visit(server, 1, ALONE, seed=1))
        before, begun = server.megabytes, time.monotonic()
        crowd = asyncio.run(_visit(server, VISITORS, MOVES, seed=2))
        taken, after = time.monotonic() - begun, server.megabytes
    for name, moves in (("1 visitor", alone), (f"{VISITORS} visitors", crowd)):
        print(f"\n{name}: {_told(moves)}")
    memory = f"server {before:.0f} MB before, {after:.0f} MB after {taken:.0f} s"
    print(memory)
    goals.report("sessions_median", 1000 * statistics.median(_to_numbers(crowd)), f"{_told(crowd)}; {memory}")
    goals.report("sessions_95", 1000 * _95(_to_numbers(crowd)), f"alone: {_told(alone)}")


async def _visit(server, visitors: int, moves: int, seed: int) -> list[list[Move]]:
    values = unlike(visitors, moves)
    sessions = [Session(server.host, f"{PAGE}&{LEVER}=2&seed={seed}", LEVER, values[i], PAUSE) for i in range(visitors)]
    lives = (each.live(PAUSE * i / visitors) for i, each in enumerate(sessions))
    return await asyncio.wait_for(asyncio.gather(*lives), LONGEST)


def _to_answer(sessions) -> list[float]:
    """Seconds until the page answers a move: its controls are drawn anew."""
    return [_first(moves[i:], "answered") - move.made for moves in sessions for i, move in enumerate(moves)]


def _to_numbers(sessions) -> list[float]:
    """Seconds until numbers of this move or of a later one are in."""
    return [_first(moves[i:], "numbers") - move.made for moves in sessions for i, move in enumerate(moves)]


def _first(moves, what) -> float:
    return next((getattr(move, what) for move in moves if getattr(move, what)), time.monotonic())


def _own(sessions) -> float:
    """Share of moves that got numbers of their own."""
    return statistics.mean(move.numbers is not None for moves in sessions for move in moves)


def _95(times) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _told(sessions) -> str:
    page, numbers = _to_answer(sessions), _to_numbers(sessions)
    return (f"page answers {1000 * statistics.median(page):.0f} / {1000 * _95(page):.0f} ms, new numbers "
            f"{1000 * statistics.median(numbers):.0f} / {1000 * _95(numbers):.0f} ms (median / 95th percentile), "
            f"{_own(sessions):.0%} of moves with numbers of their own before the next")
