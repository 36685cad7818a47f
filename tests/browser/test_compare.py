"""The page "Compare" as a visitor meets it: in a real browser, on a real server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def _address(*bases, size=("market_size=200", "customers_at_start=50", "months=6", "burn_in=3"), **further):
    """Give the page's address with a small company, so that twenty worlds take moments."""
    plans = [f"{letter}={base}&" + "&".join(f"{letter}.{each}" for each in size)
             for letter, base in zip("abcd", bases, strict=False)]
    return "/compare?v=1&seed=1&" + "&".join((*plans, *(f"{key}={value}" for key, value in further.items())))


TWO = _address("broadband", "broadband_service")
PICTURED = _address("broadband", "broadband_service", "broadband_points", "broadband_cut_desk",
                    size=("market_size=800", "customers_at_start=200", "months=24", "burn_in=6"))
FINISHED = """plans => document.querySelectorAll(".st-key-measures th").length === plans + 1
    && !document.querySelector(".st-key-progress")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _settled(here, plans):
    here.page.wait_for_function(FINISHED, arg=plans)
    return here


def _open(here, address, plans):
    here.page.goto(address)
    return _settled(here, plans)


def _parameters(here):
    return {name: values[0] for name, values in parse_qs(urlsplit(here.page.url).query).items()}


def _upload(here, content):
    here.page.locator(".st-key-file input[type=file]").set_input_files(
        {"name": "mine.toml", "mimeType": "application/toml", "buffer": content})


def _change(here, letter):
    here.page.locator(f".st-key-card_{letter}").get_by_role("button", name="Change").click()


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _open(visit(height=900), server.address + PICTURED, 4)
    here.looks_right("compare", 10)


def test_a_plan_is_added_from_the_library_renamed_made_the_first_and_taken_away(server, visit):
    here = _open(visit(), server.address + TWO, 2)
    page = here.page
    page.get_by_role("button", name="Add a plan").click()
    page.get_by_role("combobox", name="From the library").fill("Points race")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add this plan").click()
    page.wait_for_function("() => location.search.includes('c=broadband_points')")
    page.keyboard.press("Escape")
    _settled(here, 3)
    _change(here, "C")
    page.get_by_role("textbox", name="Name").fill("Points for <b>all</b>")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('c.name=')")
    assert _parameters(here)["c.name"] == "Points for <b>all</b>"
    expect(page.locator(".st-key-card_C")).to_contain_text("Plan C: Points for <b>all</b>")
    expect(page.locator(".st-key-verdict")).to_contain_text("Plan C (Points for <b>all</b>) keeps ")
    page.get_by_role("button", name="Measure the others against it").click()
    page.wait_for_function("() => location.search.includes('a=broadband_points')")
    page.keyboard.press("Escape")
    _settled(here, 3)
    expect(page.locator(".st-key-card_A")).to_contain_text("Points for <b>all</b>")
    _change(here, "B")
    page.get_by_role("button", name="Take away").click()
    page.wait_for_function("() => !location.search.includes('c=')")
    _settled(here, 2)
    assert [_parameters(here)[letter] for letter in "ab"] == ["broadband_points", "broadband_service"]


def test_a_link_and_a_file_add_plans_and_a_fifth_is_refused(server, visit):
    here = _open(visit(), server.address + TWO, 2)
    page = here.page
    page.get_by_role("button", name="Add a plan").click()
    page.get_by_role("textbox", name="From a link").fill(
        f"{server.address}/what-if?s=broadband&reward_spend=2&market_size=200&customers_at_start=50&months=6&burn_in=3")
    page.get_by_role("button", name="Add from the link").click()
    page.wait_for_function("() => location.search.includes('c.reward_spend=2')")
    _upload(here, b'base = "broadband_service"\n')
    expect(page.locator(".st-key-refused")).to_contain_text("is not a company that ships with Nineteen")
    _upload(here, b'title = "Ours"\nbase = "broadband"\n[inputs]\nmonths = 6\nmarket_size = 400\n'
                  b'customers_at_start = 100\nburn_in = 3\n')
    page.wait_for_function("() => location.search.includes('d.name=Ours')")
    expect(page.locator(".st-key-refused")).to_have_count(0)
    page.get_by_role("button", name="Add this plan").click()
    expect(page.locator(".st-key-aside")).to_contain_text("there is room for four plans only")
    assert [_parameters(here)[letter] for letter in "abcd"] == [
        "broadband", "broadband_service", "broadband", "broadband"]


def test_the_plans_are_still_there_after_a_look_at_one_of_them_in_what_if(server, visit):
    here = _open(visit(), server.address + TWO + "&b.name=Ours", 2)
    before = _parameters(here)
    _change(here, "B")
    here.page.get_by_role("link", name="Open in What if?").click()
    here.page.wait_for_url("**/what-if?*")
    assert {name: _parameters(here)[name] for name in ("s", "market_size")} == {
        "s": "broadband_service", "market_size": "200"}
    here.go("compare")
    here.page.wait_for_url("**/compare?*")
    _settled(here, 2)
    assert _parameters(here) == before


def test_a_hostile_link_shows_its_texts_as_they_stand_and_runs_nothing(server, visit):
    here = visit()
    asked = []
    here.page.on("request", lambda request: asked.append(request.url))
    hostile = ("&b.name=%3Cimg+src%3Dx+onerror%3Dwindow.hit%3D1%3E&a.name=![](https://example.com/x.png)"
               "&b.price=%3Cscript%3E&e=broadband&c=atlantis")
    _open(here, server.address + TWO + hostile, 2)
    expect(here.page.locator(".st-key-card_B")).to_contain_text("<img src=x onerror=window.hit=1>")
    expect(here.page.locator(".st-key-measures")).to_contain_text("![](https://example.com/x.png)")
    listed = here.page.locator(".st-key-aside").inner_text()
    for said in ("b.price = <script>", "e = broadband: there is room for four plans only", "c = atlantis"):
        assert said in listed
    assert here.page.evaluate("window.hit") is None
    assert [url for url in asked if urlsplit(url.removeprefix("blob:")).hostname != "127.0.0.1"] == []


def test_a_cold_server_opens_a_deep_link_and_the_panels_follow_the_measure_chosen(cold_server, visit):
    here = _open(visit(), cold_server().address + TWO, 2)
    panels = here.page.locator(".st-key-panels")
    expect(panels).to_contain_text("Profit month by month under plan B after 6 months")
    here.page.locator(".st-key-banded").get_by_text("Time to an answer").click()
    expect(panels).to_contain_text("Time to an answer under plan B after 6 months")
