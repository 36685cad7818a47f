"""The page "Rules of thumb" as a visitor meets it: in a real browser, on a real server."""

import pytest

# one worker, one server for the whole file: what a study found for one test is there for the next
pytestmark = pytest.mark.browser

ADDRESS = "/rules-of-thumb?s=broadband&v=1&market_size=200&customers_at_start=50&months=6&burn_in=3&seed=1"
# a study gives way to everything else that the machine does
LONG_PATIENCE = 400_000
RESTS = """() => document.querySelector(".st-key-said")
    && document.querySelector("[data-test-script-state=notRunning]") && !document.querySelector("[data-stale=true]")"""

# the option that the keyboard has reached
FOCUSED = """() => (document.getElementById(document.querySelector(".st-key-claim input")
    .getAttribute("aria-activedescendant")) || {innerText: ""}).innerText"""


def _open(here, address):
    here.page.goto(address)
    here.page.wait_for_function(RESTS)
    return here


def _choose(here, name):
    """Walk down the list of claims by keyboard to one, and choose it."""
    box = here.page.locator(".st-key-claim input")
    box.press("ArrowDown")
    here.page.get_by_role("option").first.wait_for()
    for _ in range(12):
        if here.page.evaluate(FOCUSED).startswith(name):
            break
        box.press("ArrowDown")
    box.press("Enter")
    here.page.wait_for_function("name => document.querySelector('.st-key-claim input').value.startsWith(name)",
                                arg=name)
    here.page.wait_for_function(RESTS)


def _try(here, claim):
    """Try the claim shown, unless it has been tried."""
    start, found = here.page.locator(f".st-key-start_{claim} button"), here.page.locator(".st-key-verdict h2")
    start.or_(found).first.wait_for()
    if start.count():
        start.click()
    found.wait_for(timeout=LONG_PATIENCE)
    here.page.wait_for_function(RESTS)


def test_a_claim_is_chosen_tried_and_stands_at_a_glance_afterwards(server, visit):
    here = _open(visit(), server.address + ADDRESS)
    _choose(here, "5: Five")
    _try(here, "C5")
    assert here.page.locator(".st-key-verdict h2").inner_text().startswith("It ")
    row = here.page.locator(".st-key-overview tr").filter(has_text="less cost per policy")
    assert "not tried yet" not in row.inner_text()
    here.page.get_by_role("link", name="To the page What if?").click()
    here.page.wait_for_url("**/what-if?**market_size=200**")


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _open(visit(height=900), server.address + ADDRESS)
    _choose(here, "5: Five")
    _try(here, "C5")
    here.looks_right("rules_of_thumb", 1)
