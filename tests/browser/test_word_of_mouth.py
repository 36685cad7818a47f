"""The page "Word of mouth" as a visitor meets it: in a real browser, on a real server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

# one worker, one server for the whole file: what a study found for one test is there for the next
pytestmark = pytest.mark.browser

SMALL = ("/word-of-mouth?s=broadband_viral&v=1&market_size=200&customers_at_start=50&months=6&burn_in=3&seed=1"
         "&incident=most_told")
SHOWN = """() => document.querySelector(".st-key-picture_cost svg, .st-key-picture_cost canvas")
    && document.querySelector(".st-key-picture_ripple svg, .st-key-picture_ripple canvas")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _listened(here, address):
    """Open an address and wait until all studies, which begin by themselves, are in."""
    here.page.goto(address)
    here.page.wait_for_function(SHOWN, timeout=300_000)
    return here


def test_the_answer_is_there_without_a_press_and_the_incident_plays(server, visit):
    here = _listened(visit(), server.address + SMALL)
    expect(here.page.locator(".st-key-verdict h2")).to_contain_text("ad stories")
    expect(here.page.locator(".st-key-price h2")).to_contain_text("omplaint")
    control = here.page.locator(".st-key-play_ripple")
    control.locator("input").focus()
    here.page.keyboard.press("Home")
    expect(control.locator(".now")).to_contain_text("Day 0: the post appears.")
    # at the first step fewer people are drawn than at the last
    marks = ".st-key-picture_ripple svg .mark-symbol.role-mark > path"
    first = here.page.locator(marks).count()
    here.page.keyboard.press("End")
    expect(control.locator(".now")).to_contain_text("So far: ")
    here.page.wait_for_function("([marks, first]) => document.querySelectorAll(marks).length > first",
                                arg=[marks, first])


def test_another_incident_is_drawn_and_stands_in_the_address(server, visit):
    here = _listened(visit(), server.address + SMALL)
    here.page.get_by_role("button", name="Draw one").click()
    here.page.wait_for_function("() => !location.search.includes('most_told')")
    assert len(parse_qs(urlsplit(here.page.url).query)["incident"][0].split(".")) == 3


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _listened(visit(height=900), server.address + SMALL)
    here.looks_right("word_of_mouth", 4)
