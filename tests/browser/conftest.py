"""A real server and a real browser; in CI a missing browser is a failure."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.load.server import Server
from ui import nav
from ui.words import say

PICTURES = Path(__file__).resolve().parent / "pictures"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]
PATIENCE = 90_000
# what every page is looked at in: name, width, colour scheme and its background
LOOKS = (("light", 1440, "light", "rgb(255, 255, 255)"), ("dark", 1440, "dark", "rgb(18, 23, 29)"),
         ("phone", 390, "light", "rgb(255, 255, 255)"))
LOOKS_SO = """([background, charts]) => document.querySelectorAll("[data-testid=stVegaLiteChart] canvas, "
    + "[data-testid=stVegaLiteChart] svg").length >= charts
    && getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor === background
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""
# Streamlit's page looks for the server below its own address first; the server answers one level up.
EXPECTED_MISSES = tuple(f"/{page.replace('_', '-')}/_stcore/{asked}" for page in nav.PLACES
                        for asked in ("health", "host-config"))


class Visit:
    """One browser tab on the page, which notes everything that goes wrong in it."""

    def __init__(self, page: Page):
        self.page = page
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._note)

    def _note(self, message):
        expected = message.location.get("url", "").split("?")[0].endswith(EXPECTED_MISSES)
        if message.type == "error" and not expected:
            self.wrong.append(message.text)

    def open(self, address):
        """Open an address and wait for the first numbers."""
        self.page.goto(address)
        self.page.wait_for_selector("[data-testid=stMetric]")
        return self

    def go(self, name):
        """Go to another page by the menu."""
        self.page.get_by_test_id("stTopNav").get_by_role("link", name=say(f"nav.{name}"), exact=True).click()
        return self

    def settled(self):
        """Wait until all worlds are in and nothing is drawn any more."""
        self.page.wait_for_function("""() => document.querySelector("[data-testid=stMetric]")
            && !document.querySelector(".st-key-progress")
            && document.querySelector("[data-test-script-state=notRunning]")
            && !document.querySelector("[data-stale=true]")""")
        return self

    def says(self, start):
        """Wait until the verdict starts with these words, and all worlds are in."""
        self.page.wait_for_function("""start => {
            const said = document.querySelector(".st-key-verdict h2");
            return said && said.innerText.startsWith(start)}""", arg=start)
        return self.settled()

    @property
    def verdict(self):
        """The verdict sentence."""
        return self.page.locator(".st-key-verdict h2").inner_text()

    @property
    def tiles(self):
        """The texts of all tiles."""
        return self.page.locator("[data-testid=stMetric]").all_inner_texts()

    @property
    def full_figures(self):
        """The table of all figures in full, to the cent; unfolded first."""
        table = self.page.locator(".st-key-exact table")
        if not table.count():
            self.page.get_by_text("All figures in full").click()
            table.wait_for()
            self.settled()
        return self.page.locator(".st-key-exact table").evaluate("table => table.textContent")

    def slider(self, key):
        """Give a lever's slider."""
        return self.page.locator(f".st-key-slide_{key} input[type=range]")

    def looks_right(self, name, charts):
        """Insist that the page fits and is open to all in every look, and take its pictures once its charts stand."""
        for look, width, scheme, background in LOOKS:
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_function(LOOKS_SO, arg=[background, charts])
            self.page.locator("h1").click()
            self.page.keyboard.press("r")      # runs the page again, which now knows the colour scheme
            self.page.wait_for_timeout(300)
            self.page.wait_for_function(LOOKS_SO, arg=[background, charts])
            self._looks_right(f"{name}_{look}", width, background, charts)

    def _looks_right(self, name, width, background, charts):
        page = self.page
        inside, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert inside <= shown
        for chart in page.locator("[data-testid=stVegaLiteChart]").all():
            assert chart.bounding_box()["width"] <= width
        height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
        page.set_viewport_size({"width": width, "height": int(height) + 80})
        page.wait_for_function(LOOKS_SO, arg=[background, charts])
        PICTURES.mkdir(exist_ok=True)
        picture = PICTURES / f"{name}.png"
        page.screenshot(path=picture)
        with Image.open(picture) as taken:
            assert len(taken.convert("RGB").getcolors(2**24)) > 100
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []

    def turn(self, key, press="ArrowRight"):
        """Turn a lever by keyboard and wait until the address bar holds another scenario."""
        before = self.page.url
        self.slider(key).focus()
        self.page.keyboard.press(press)
        self.page.wait_for_function("before => location.href !== before", arg=before)


def _chromium():
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return {"executable_path": found} if found else {}


@pytest.fixture(scope="session")
def browser():
    """Start the browser; without one, skip here and fail in CI."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(args=OPTIONS, **_chromium())
        except Error as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser: {missing.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def cold_server():
    """Start servers that nobody has visited yet."""
    with ExitStack() as started:
        yield lambda: started.enter_context(Server())


@pytest.fixture(scope="session")
def server():
    """Start one server for all tests that need no cold one."""
    with Server() as server:
        yield server


@pytest.fixture
def visit(browser):
    """Open tabs, each as a visitor of its own, and insist at the end that nothing went wrong in them."""
    visits = []

    def make(width=1440, height=1000, scheme="light", **options):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        visits.append(Visit(context.new_page()))
        return visits[-1]

    yield make
    for each in visits:
        each.page.context.close()
    assert [wrong for each in visits for wrong in each.wrong] == []
