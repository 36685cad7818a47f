"""The page "Why" as a visitor meets it: in a real browser, on a real server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

# one worker, one server for the whole file: what a study found for one test is there for the next
pytestmark = pytest.mark.browser


def _address(size=("market_size=200", "customers_at_start=50", "months=6", "burn_in=3"), **further):
    """Give the page's address with two plans of a small company."""
    plans = [f"{letter}={base}&" + "&".join(f"{letter}.{each}" for each in size)
             for letter, base in (("a", "broadband"), ("b", "broadband_service"))]
    return "/why?v=1&seed=1&" + "&".join((*plans, *(f"{key}={value}" for key, value in further.items())))


SMALL = _address(**{"b.belief": "0.6"})
SHOWN = """() => document.querySelector(".st-key-shares table")
    && document.querySelector("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _split(here, address):
    """Open an address and have the difference split, unless somebody had it split before."""
    here.page.goto(address)
    begin, shown = here.page.locator(".st-key-start_why button"), here.page.locator(".st-key-shares table")
    begin.or_(shown).first.wait_for()
    if begin.count():
        begin.click()
    here.page.wait_for_function(SHOWN)
    return here


def _shares(here, column):
    cells = here.page.locator(".st-key-shares tbody tr").evaluate_all(
        "(rows, place) => rows.map(row => row.children[place].textContent)", column)
    return [round(100 * float("".join(each for each in text if each in "0123456789.\u2212").replace("\u2212", "-")))
            for text in cells]


def test_the_difference_is_split_on_request_and_adds_up_in_every_view(server, visit):
    here = _split(visit(), server.address + SMALL)
    expect(here.page.locator(".st-key-verdict h2")).to_contain_text("lan B")
    expect(here.page.locator(".st-key-verdict")).to_contain_text("The 4 parts add up exactly, to the cent: ")
    for view, column, head in (("What was changed", 1, "Change"), ("Who comes and leaves", 1, "Customers"),
                               ("Where the money goes", 1, "Line of money")):
        here.page.locator(".st-key-why_view").get_by_text(view, exact=True).click()
        expect(here.page.locator(".st-key-shares th").first).to_have_text(head)
        here.page.wait_for_function(SHOWN)
        *parts, total = _shares(here, column)
        assert sum(parts) == total


def test_the_two_plans_can_be_changed_round_and_every_share_turns_its_sign(server, visit):
    here = _split(visit(), server.address + SMALL)
    before = _shares(here, 1)
    here = _split(here, server.address + SMALL + "&pair=ba")
    assert parse_qs(urlsplit(here.page.url).query)["pair"] == ["ba"]
    assert _shares(here, 1) == [-each for each in before]


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _split(visit(height=900), server.address + SMALL)
    here.looks_right("why", 1)
