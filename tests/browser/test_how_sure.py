"""The page "How sure?" as a visitor meets it: in a real browser, on a real server."""

import pytest

# one worker, one server for the whole file: what a study found for one test is there for the next
pytestmark = pytest.mark.browser

SIZE = ("market_size=200", "customers_at_start=50", "months=3", "burn_in=1")
# a study gives way to everything else that the machine does
LONG_PATIENCE = 400_000
SHOWS = """([charts, heading]) => document.querySelectorAll("[data-testid=stVegaLiteChart] canvas, "
    + "[data-testid=stVegaLiteChart] svg").length >= charts
    && (!heading || [...document.querySelectorAll("h3")].some(each => each.innerText.startsWith(heading)))
    && document.querySelector(".st-key-verdict h2")
    && !document.querySelector(".st-key-progress")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _address(second="broadband_service", size=SIZE, **of_second):
    first = "&".join(f"a.{each}" for each in size)
    other = "&".join([*(f"b.{each}" for each in size), *(f"b.{key}={value}" for key, value in of_second.items())])
    return f"/how-sure?v=1&seed=1&a=broadband&{first}&b={second}&{other}"


def _open(here, address):
    here.page.goto(address)
    here.page.wait_for_function(SHOWS, arg=[0, ""])
    return here


def _try_everything(here):
    """Run both studies, one after the other."""
    if here.page.locator(".st-key-start_alone button").count():
        here.page.locator(".st-key-start_alone button").click()
    here.page.wait_for_function(SHOWS, arg=[1, "When several"], timeout=LONG_PATIENCE)
    if here.page.locator(".st-key-start_together button").count():
        here.page.locator(".st-key-start_together button").click()
    here.page.wait_for_function(SHOWS, arg=[3, "When several"], timeout=LONG_PATIENCE)
    return here


def test_a_visitor_tries_every_assumption_and_finds_it_again_after_looking_elsewhere(server, visit):
    here = _open(visit(), server.address + _address())
    assert here.verdict.startswith(("As far as assumed values go, plan", "It is open which plan earns more"))
    here.page.locator(".st-key-start_alone button").click()
    here.page.locator(".st-key-cancel_alone button").wait_for()
    here.go("compare")
    here.page.wait_for_url("**/compare?**")
    here.go("how_sure")
    _try_everything(here)
    assert "would change your mind" in here.page.locator(".st-key-mind").inner_text().lower()
    assert "Plan B earns" in here.page.locator(".st-key-discovered").inner_text()


def test_a_study_that_is_cancelled_can_be_started_again(server, visit):
    here = _open(visit(), server.address + _address(service_quality="77"))
    here.page.locator(".st-key-start_alone button").click()
    here.page.locator(".st-key-cancel_alone button").click()
    here.page.locator(".st-key-start_alone button").wait_for()
    assert not here.page.locator(".st-key-mind").count()


def test_plans_of_different_companies_get_a_sentence(server, visit):
    here = visit()
    here.page.goto(server.address + _address(contacts="30"))
    here.page.get_by_text("The two plans are not for the same company: people one knows differs.").wait_for()
    assert not here.page.locator(".st-key-start_alone").count()


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _try_everything(_open(visit(height=900), server.address + _address()))
    here.looks_right("how_sure", 3)
