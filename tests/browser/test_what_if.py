"""The page "What if?" as a visitor meets it: in a real browser, on a real server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
# a small company, so that twenty worlds take moments
SMALL = "/what-if?s=broadband&v=1&market_size=400&customers_at_start=100&months=6&burn_in=3"
LINK = ("/what-if?s=broadband&v=1&service_quality=72.5&response_target=2.5&market_size=400&customers_at_start=100"
        "&months=6&burn_in=3&seed=3")
PICTURED = "/what-if?s=broadband_service&v=1&market_size=1600&customers_at_start=400&months=36&burn_in=12"


def _parameters(page):
    return _parameters_of(page.url)


def _parameters_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_deep_link_shows_its_values_and_the_same_figures_to_the_cent_on_two_cold_servers(cold_server, visit):
    seen = []
    for _ in range(2):
        here = visit().open(cold_server().address + LINK).settled()
        assert here.slider("service_quality").get_attribute("aria-valuetext") == "72.5"
        assert here.slider("response_target").get_attribute("aria-valuetext") == "2.5"
        assert here.page.locator("[role=dialog]").count() == 0
        seen.append((here.verdict, here.tiles, here.full_figures, "/" + here.page.url.split("/", 3)[3]))
    assert seen[0] == seen[1]
    verdict, tiles, figures, address = seen[0]
    assert "of 20 identical worlds." in verdict
    assert len(tiles) == 8
    assert figures.count("\u20ac") >= 20
    assert address == LINK


def test_the_front_door_leads_to_the_page(server, visit):
    here = visit().open(server.address)
    assert urlsplit(here.page.url).path == "/what-if"
    assert _parameters(here.page) == {"s": "broadband", "v": "1", "seed": "1"}


def test_a_lever_moved_by_keyboard_changes_the_address_and_the_numbers(server, visit):
    here = visit().open(server.address + SMALL).settled()
    assert here.verdict.startswith("Nothing has changed")
    before = here.tiles
    here.turn("service_quality", "PageUp")
    here.says("After 6 months the new plan ")
    assert _parameters(here.page)["service_quality"] == here.slider("service_quality").input_value()
    assert "of 20 identical worlds" in here.verdict
    assert here.tiles != before


def test_many_fast_moves_end_with_the_last_one(server, visit):
    here = visit().open(server.address + SMALL).settled()
    start = int(here.slider("service_quality").input_value())
    here.slider("service_quality").focus()
    for _ in range(15):
        here.page.keyboard.press("ArrowRight")
    here.page.wait_for_function("end => location.search.includes(`service_quality=${end}&`)", arg=str(start + 15))
    here.settled()
    assert here.slider("service_quality").input_value() == str(start + 15)


def test_going_back_in_the_browser_brings_the_scenario_before(server, visit):
    here = visit().open(server.address + SMALL).settled()
    before, said = here.slider("reward_spend").input_value(), here.verdict
    here.turn("reward_spend")
    here.settled()
    here.page.go_back()
    here.page.wait_for_function("() => !location.search.includes('reward_spend')")
    here.says(said)
    assert here.slider("reward_spend").input_value() == before


def test_back_to_today_takes_the_levers_out_of_the_address(server, visit):
    here = visit().open(server.address + LINK)
    here.page.get_by_role("button", name="Back to today's plan").click()
    here.page.wait_for_function("() => !location.search.includes('service_quality')")
    here.says("Nothing has changed")
    assert _parameters(here.page) == _parameters_of(SMALL) | {"seed": "3"}


def test_a_value_that_no_step_reaches_is_kept_when_the_control_is_only_visited(server, visit):
    here = visit().open(f"{server.address}{SMALL}&quality_control=0.123456&service_quality=70.31").settled()
    here.page.get_by_text("More levers").click()
    field = here.page.locator(".st-key-number_quality_control input")
    expect(field).to_have_value("0.123456")
    field.focus()
    here.page.keyboard.press("Tab")
    here.slider("service_quality").focus()
    here.page.keyboard.press("Tab")
    here.settled()
    assert _parameters(here.page)["quality_control"] == "0.123456"
    assert _parameters(here.page)["service_quality"] == "70.31"


def test_a_number_can_be_typed(server, visit):
    here = visit().open(server.address + SMALL).settled()
    here.page.get_by_text("More levers").click()
    here.page.locator(".st-key-number_quality_control input").fill("1.25")
    here.page.keyboard.press("Enter")
    here.page.wait_for_function("() => location.search.includes('quality_control=1.25')")
    here.settled()
    expect(here.page.locator(".st-key-number_quality_control input")).to_have_value("1.25")


def test_the_link_is_copied_by_keyboard(server, visit):
    here = visit(permissions=["clipboard-read", "clipboard-write"]).open(server.address + LINK).settled()
    button = here.page.get_by_role("button", name="Copy link")
    button.focus()
    here.page.keyboard.press("Enter")
    here.page.get_by_role("button", name="Link copied").wait_for()
    assert here.page.evaluate("navigator.clipboard.readText()") == here.page.url
    assert here.page.url == server.address + LINK


def test_a_hostile_link_opens_the_page_says_why_and_runs_nothing(server, visit):
    hostile = ("&price=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E&%3Cimg+src%3Dx+onerror%3Dwindow.hit%3D1%3E=1"
               "&wage=nan&months=1e400&reward_spend=2&x=![](https://example.com/x.png)")
    here = visit()
    asked = []
    here.page.on("request", lambda request: asked.append(request.url))
    here.open(server.address + SMALL.replace("&months=6", "") + hostile)
    listed = here.page.locator(".st-key-aside").inner_text()
    for name in ("price", "<img src=x onerror=window.hit=1>", "wage = nan", "months = 1e400", "x = ![]"):
        assert name in listed
    assert here.page.evaluate("window.hit") is None
    assert [url for url in asked if urlsplit(url.removeprefix("blob:")).hostname != "127.0.0.1"] == []
    assert _parameters(here.page)["reward_spend"] == "2"
    here.page.get_by_role("button", name="Close this list").click()
    here.page.locator(".st-key-aside").wait_for(state="detached")


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = visit(height=900).open(server.address + PICTURED).settled()
    here.looks_right("what_if", 5)


def test_a_lever_moves_while_bands_refine_and_the_old_work_is_dropped(server, visit):
    here = visit().open(server.address + "/what-if?s=broadband&v=1&months=24&seed=77")
    progress = here.page.locator(".st-key-progress")
    progress.wait_for()
    here.turn("service_quality")
    moved = here.slider("service_quality").input_value()
    expect(progress).to_contain_text("0 of 20 worlds")
    here.page.wait_for_function("() => document.querySelector('.st-key-verdict h2').innerText.includes('new plan ')")
    here.turn("service_quality", "PageUp")
    assert here.slider("service_quality").input_value() != moved
    here.page.get_by_role("button", name="Stop").click()
    expect(progress).to_contain_text("Stopped after")
    assert int(progress.inner_text().split("after ")[1].split(" ")[0]) < 20


def test_charts_are_filled_anew_and_not_made_anew_when_a_lever_moves(server, visit):
    here = visit().open(server.address + SMALL).settled()
    # The first drawing may still be under way: all five stand once they have been seen for a whole second.
    here.page.wait_for_function("""() => {
        const drawn = [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks')];
        drawn.forEach(each => each.seen ??= performance.now());
        return drawn.length === 5 && drawn.every(each => performance.now() - each.seen > 1000);
    }""")
    here.turn("service_quality", "PageUp")
    here.says("After 6 months the new plan ")
    assert here.page.evaluate("[...document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks')]"
                              ".map(each => each.seen > 0)") == [True] * 5
