"""The page "Follow a customer" as a visitor meets it: in a real browser, on a real server."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE

# one worker, one server for the whole file: who was found for one test is there for the next
pytestmark = pytest.mark.browser

SMALL = ("/follow-a-customer?s=broadband_service&v=1&market_size=200&customers_at_start=50&months=12&burn_in=3&seed=1"
         "&case=told_most")
SHOWN = """() => document.querySelector(".st-key-life :is(table, p)")
    && document.querySelectorAll("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").length >= 2
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _followed(here, address):
    """Open an address and wait until somebody is followed."""
    here.page.goto(address)
    here.page.wait_for_function(SHOWN)
    return here


def test_somebody_is_followed_at_once_and_another_case_is_chosen_by_keyboard(server, visit):
    here = _followed(visit(), server.address + SMALL)
    before = here.verdict
    whom = here.page.locator(".st-key-whom input").first
    expect(whom).to_have_value(re.compile("Told most people of bad experiences: .+, out of"))
    expect(here.page.locator("[data-testid=stMainBlockContainer]")).to_contain_text("All 12 months agree in every one")
    whom.focus()
    here.page.keyboard.press("ArrowDown")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**case=most_valuable**")
    expect(whom).to_have_value(re.compile("Most valuable customer at the start: "))
    expect(here.page.locator(".st-key-verdict h2")).not_to_have_text(before, timeout=PATIENCE)
    here.page.wait_for_function(SHOWN)
    assert here.page.locator(".st-key-life tbody tr").count() > 3


def test_a_person_is_followed_by_number_and_stands_in_the_address(server, visit):
    here = _followed(visit(), server.address + SMALL.replace("case=told_most", "person=7"))
    number = here.page.locator(".st-key-follow_person input")
    expect(number).to_have_value("7")
    number.fill("12")
    number.press("Enter")
    expect(here.page.locator("h3").first).to_contain_text("(person 12)", timeout=PATIENCE)
    assert parse_qs(urlsplit(here.page.url).query)["person"] == ["12"]


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _followed(visit(height=900), server.address + SMALL)
    here.looks_right("follow_a_customer", 2)
