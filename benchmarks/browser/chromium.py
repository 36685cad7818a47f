"""A real browser, headless, that knows when numbers are painted."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PAINTED = (Path(__file__).parent / "painted.js").read_text(encoding="utf-8")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]
# tall enough for all charts, so that none is off the screen and spared
WINDOW = {"width": 1440, "height": 2400}
PATIENCE = 60_000


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, or the one that Playwright brings."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=OPTIONS, **({"executable_path": found} if found else {}))
        yield browser
        browser.close()


def tab(browser: Browser) -> Page:
    """Open a tab of a visitor of its own, with an empty cache."""
    page = browser.new_context(viewport=WINDOW).new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(PAINTED)
    return page
