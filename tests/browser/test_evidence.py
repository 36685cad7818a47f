"""The page "Evidence" as a visitor meets it: in a real browser, on a real server."""

import pytest

pytestmark = pytest.mark.browser

ADDRESS = "/evidence?s=broadband&v=1&service_quality=75&gestures_bundled=1&seed=1"
SHOWS = """charts => document.querySelectorAll("[data-testid=stVegaLiteChart] canvas, "
    + "[data-testid=stVegaLiteChart] svg").length >= charts
    && document.querySelector(".st-key-verdict h2")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _open(here, server):
    here.page.goto(server.address + ADDRESS)
    here.page.wait_for_function(SHOWS, arg=2)
    return here


def test_a_visitor_searches_by_keyboard_and_reads_who_says_so(server, visit):
    here = _open(visit(), server)
    here.page.locator(".st-key-evidence_words input").focus()
    here.page.keyboard.type("GRAPEVINE median")
    here.page.keyboard.press("Enter")
    here.page.get_by_text("Measuring the Grapevine").wait_for()
    assert "service_quality=75" in here.page.url
    assert "median" not in here.page.url


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _open(visit(height=900), server)
    here.looks_right("evidence", 2)
