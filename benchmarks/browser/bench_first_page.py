"""The first page of a cold server, against an empty Streamlit app that imports the same packages.

    pytest benchmarks/browser/bench_first_page.py -s

Each time a server of its own is started and a tab with an empty cache is opened in a browser that runs already, the app
and the empty app in turn. The clock starts when the server's process is started. For the app it stops once the eight
tiles and the shapes of all five charts of today's plan are painted, which includes starting the worker processes, the
network of contacts, 24 months of burn-in and 60 months of 16,000 people; for the empty app, once its one word is.
The ratio says how much longer a visitor waits for a page with numbers.
"""

import statistics
import time

from benchmarks import goals
from benchmarks.browser.chromium import PATIENCE, chromium, tab
from benchmarks.load.server import PAGE, Server

REPEATS = 4


def test_the_first_page_comes_soon():
    app, empty = [], []
    with chromium() as browser:
        for _ in range(REPEATS):
            empty.append(_shown(browser, "benchmarks/browser/empty.py", "/", "h2"))
            app.append(_shown(browser, "app.py", PAGE, ""))
    print(f"\napp {_listed(app)} s; empty {_listed(empty)} s")
    found = statistics.median(app), statistics.median(empty)
    goals.report("first_page", found[0] / found[1], f"medians of {REPEATS} cold servers, from the start of the "
                 f"process: {found[0]:.1f} s to painted numbers, {found[1]:.1f} s to one painted word")


def _shown(browser, script, path, selector) -> float:
    """Seconds from the start of a server to what its page shows: an element, or the app's numbers."""
    with Server(script) as server:
        page = tab(browser)
        page.goto(server.address + path)
        if selector:
            page.wait_for_selector(selector)
        else:
            page.evaluate(f"within({PATIENCE / 1000}, firstPainted())")
        taken = time.monotonic() - server.begun
        page.context.close()
    return taken


def _listed(times) -> str:
    return " ".join(f"{each:.2f}" for each in times)
