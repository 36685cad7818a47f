"""From a lever's move to painted new numbers, against the same move to a value whose results are ready.

    pytest benchmarks/browser/bench_slider.py -s

A real server, a real Chromium, the default company (16,000 people x 60 months), other visitors none. A lever is moved
by the arrow keys in the pattern right (a value nobody has seen), left (seen before), right (seen before), right
(a new one), ... so that fresh and ready moves alternate within one run and meet the same background work:
the bands of the value left go on being wanted until the key is pressed. The clock starts in the browser at the
key press and stops once the address bar, the words of the verdict and the tiles, and the shapes in all five charts are
others, in the task after the frame that shows them (painted.js).
"""

import statistics
import time

from benchmarks import goals
from benchmarks.browser.chromium import chromium, tab
from benchmarks.load.server import PAGE, Server

FRESH, PAUSE, SETTLING, LEVER = 20, 1.0, 5.0, "service_quality"


def test_a_levers_new_numbers_are_painted_about_as_soon_as_ready_ones():
    with Server() as server, chromium() as browser:
        page = tab(browser)
        page.goto(f"{server.address}{PAGE}&{LEVER}=20&seed=1")
        page.evaluate("within(30, firstPainted())")
        time.sleep(SETTLING)
        fresh, ready, rebuilt = _moves(page)
    report = (f"median / 95th percentile of {FRESH} moves: {_told(fresh)} fresh, {_told(ready)} ready; "
              f"{statistics.mean(rebuilt):.1f} charts made anew a fresh move")
    print(f"\nfresh {_listed(fresh)}\nready {_listed(ready)}")
    goals.report("slider", statistics.median(fresh) / statistics.median(ready), report)


def _moves(page):
    times, rebuilt = {"fresh": [], "ready": []}, []
    _moved(page, "ArrowRight")
    for _ in range(FRESH):
        times["ready"].append(_moved(page, "ArrowLeft"))
        _moved(page, "ArrowRight")
        before = page.evaluate("rebuilt")
        times["fresh"].append(_moved(page, "ArrowRight"))
        rebuilt.append(page.evaluate("rebuilt") - before)
    return times["fresh"], times["ready"], rebuilt


def _moved(page, key) -> float:
    """Press a key on the lever; give the milliseconds to painted numbers."""
    page.evaluate("nextMove()")
    page.locator(f".st-key-slide_{LEVER} input[type=range]").focus()
    page.keyboard.press(key)
    taken = page.evaluate("within(20, moved)")
    time.sleep(PAUSE)
    return taken


def _told(times) -> str:
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def _listed(times) -> str:
    return " ".join(f"{each:.0f}" for each in times)
