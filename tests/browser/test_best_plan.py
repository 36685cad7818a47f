"""The page "Best plan" as a visitor meets it: in a real browser, on a real server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

# one worker, one server for the whole file: what a study found for one test is there for the next
pytestmark = pytest.mark.browser
SMALL = "/best-plan?s=broadband&v=1&market_size=400&customers_at_start=100&months=12&burn_in=3&seed=1"
SEARCH = SMALL + "&turn.service_quality=30..90&turn.reward_spend=0..4&search.worlds=2&goal.lever=service_quality" \
                 "&goal.measure=yearly_churn&goal.target=0.15"
LONG = 240_000      # a study gives way to all other work of the machine
VERDICT, SOUGHT = ".st-key-best_verdict h2", ".st-key-sought_verdict h3"


def _parameters(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def _open(here, address):
    here.page.goto(address)
    here.page.locator(".st-key-best_aim").wait_for()
    return here


def _start(here, study):
    here.page.locator(f".st-key-start_{study} button").click()


def _quiet(here):
    here.page.wait_for_function("""() => document.querySelector("[data-test-script-state=notRunning]")
        && !document.querySelector("[data-stale=true]")""")


def test_a_visitor_finds_the_best_plan_keeps_it_and_opens_it(server, visit):
    here = _open(visit(), server.address + SEARCH)
    _start(here, "best")
    said = here.page.locator(VERDICT)
    said.wait_for(timeout=LONG)
    assert said.inner_text().startswith(("As far as assumed values go, the best plan found earns", "No plan was found"))
    expect(here.page.locator("table")).to_contain_text("Service quality")
    address = here.page.url
    here.page.get_by_role("button", name="Keep this plan").click()
    expect(here.page.locator(".st-key-take_along")).to_contain_text("Kept as plan B")
    assert here.page.url == address
    here.page.get_by_role("link", name="Open in What if?").click()
    here.page.wait_for_url("**/what-if?*")
    here.page.wait_for_selector("[data-testid=stMetric]")
    assert _parameters(here.page)["market_size"] == "400"
    here.page.go_back()
    expect(here.page.locator(VERDICT)).to_have_text(said.inner_text())


def test_a_search_can_be_cancelled_and_nothing_typed_is_lost(server, visit):
    here = _open(visit(), server.address + "/best-plan?s=broadband&v=1&seed=5&search.worlds=12&search.budget=90000000")
    _start(here, "best")
    cancel = here.page.locator(".st-key-cancel_best button")
    cancel.wait_for()
    cancel.click()
    here.page.locator(".st-key-start_best button").wait_for()
    assert _parameters(here.page)["search.budget"] == "90000000"
    expect(here.page.locator(".st-key-best_budget input")).to_have_value("90000000")


def test_crossed_bounds_are_named_beside_what_was_typed(server, visit):
    here = _open(visit(), server.address + SMALL)
    field = here.page.locator(".st-key-best_low_reward_spend input")
    field.fill("9")
    field.press("Enter")
    here.page.wait_for_function("() => location.search.includes('turn.reward_spend=9..10')")
    top = here.page.locator(".st-key-best_high_reward_spend input")
    top.fill("3")
    top.press("Enter")
    here.page.get_by_text("Reward spend: the lowest value, 9").wait_for()
    expect(field).to_have_value("9")
    assert _parameters(here.page)["turn.reward_spend"] == "9..3"
    assert here.page.locator(".st-key-start_best").count() == 0


def test_a_budget_below_what_today_costs_is_refused_in_words(server, visit):
    here = _open(visit(), server.address + SEARCH + "&search.budget=1000")
    here.page.get_by_text("is below what today's plan costs").wait_for()
    expect(here.page.locator(".st-key-best_budget input")).to_have_value("1000")


def test_a_hostile_link_opens_the_page_says_why_and_runs_nothing(server, visit):
    hostile = ("&turn.%3Cimg+src%3Dx+onerror%3Dwindow.hit%3D1%3E=1..2&turn.service_quality=1e400..nan"
               "&search.aim=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E&goal.target=![](https://example.com/x.png)")
    here, asked = visit(), []
    here.page.on("request", lambda request: asked.append(request.url))
    _open(here, server.address + SMALL + hostile)
    listed = here.page.locator(".st-key-aside").inner_text()
    for name in ("turn.<img src=x onerror=window.hit=1>", "turn.service_quality = 1e400..nan", "search.aim = <script>",
                 "goal.target = ![]"):
        assert name in listed
    assert here.page.evaluate("window.hit") is None
    assert [url for url in asked if urlsplit(url.removeprefix("blob:")).hostname != "127.0.0.1"] == []


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _open(visit(height=900), server.address + SEARCH)
    for study, said in (("best", VERDICT), ("seek", SOUGHT)):
        button, answer = here.page.locator(f".st-key-start_{study} button"), here.page.locator(said)
        button.or_(answer).wait_for()
        if button.count():
            button.click()
        answer.wait_for(timeout=LONG)
    _quiet(here)
    here.looks_right("best_plan", 2)
