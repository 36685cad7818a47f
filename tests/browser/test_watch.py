"""Months that play through the charts of "What if?", in a real browser, without a word to the server."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PICTURES

pytestmark = pytest.mark.browser
# a small company, so that twenty worlds take moments
SMALL = "/what-if?s=broadband_service&v=1&market_size=400&customers_at_start=100&months=36&burn_in=3"
LINES = ("customers", "profit", "told", "lost")
DRAWN = """() => document.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks").length === 5
    && document.querySelectorAll("form.vega-bindings input").length === 5"""


class Watched:
    """A page with its play control, all five charts in sight."""

    def __init__(self, here, address):
        self.sent = []
        here.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: self.sent.append(frame)))
        self.here, self.page = here.open(address).settled(), here.page
        self.page.wait_for_function(DRAWN)
        self.scrubber = self.page.get_by_role("slider", name="Up to which month")
        self.play = self.page.get_by_role("button", name="Play", exact=True)
        self.pause = self.page.get_by_role("button", name="Pause", exact=True)

    def months(self, chart):
        """How many months the line of a chart's last plan has."""
        return self.page.locator(f".st-key-picture_{chart} .mark-line path").last.evaluate(
            "path => path.getAttribute('d').split('L').length")

    def stands_at(self, month):
        """Insist that the control and all charts stand at a month."""
        expect(self.scrubber).to_have_attribute("aria-valuetext", f"Month {month} of 36")
        self.page.wait_for_function(
            "at => [...document.querySelectorAll('form.vega-bindings input')].every(each => each.value === at)",
            arg="1000" if month == 36 else str(month))
        assert [self.months(chart) for chart in LINES] == [month] * len(LINES)


@pytest.fixture
def watched(server, visit):
    """Open the page so tall that every chart is in sight."""
    return lambda **options: Watched(visit(height=2600, **options), server.address + SMALL)


def test_the_months_play_through_all_charts_and_nothing_is_sent(watched):
    here = watched()
    here.stands_at(36)
    bars = here.page.locator(".st-key-picture_causes .mark-rect path").evaluate_all
    full = bars("bars => bars.map(bar => bar.getAttribute('d'))")
    before = len(here.sent)
    here.page.get_by_label("Speed").select_option("Fast")
    here.play.focus()
    here.page.keyboard.press("Enter")
    here.page.wait_for_function("""() => [...document.querySelectorAll("form.vega-bindings input")].every(
        each => each.value > 3 && each.value < 36)""")
    here.page.keyboard.press("Space")
    expect(here.play).to_be_focused()
    month = int(here.scrubber.input_value())
    assert 3 <= month < 36
    here.stands_at(month)
    assert bars("bars => bars.map(bar => bar.getAttribute('d'))") != full
    told = here.page.get_by_role("group", name="Watch it happen")
    expect(told.get_by_role("status")).to_contain_text(f"Month {month}: today's plan has ")
    PICTURES.mkdir(exist_ok=True)
    here.page.screenshot(path=PICTURES / "watch_half_way.png")
    here.play.click()
    here.stands_at(36)
    expect(here.play).to_be_visible()
    assert bars("bars => bars.map(bar => bar.getAttribute('d'))") == full
    assert len(here.sent) == before


def test_the_scrubber_goes_month_by_month_by_keyboard_and_a_lever_keeps_its_place(watched):
    here = watched()
    before = len(here.sent)
    here.scrubber.focus()
    for key, month in (("ArrowLeft", 35), ("Home", 1), ("ArrowRight", 2), ("PageUp", 5)):
        here.page.keyboard.press(key)
        if key == "PageUp":
            month = int(here.scrubber.input_value())
        here.stands_at(month)
    here.page.get_by_role("button", name="One month on").click()
    here.stands_at(month + 1)
    here.page.get_by_role("button", name="One month back").click()
    here.stands_at(month)
    assert len(here.sent) == before
    said = here.here.verdict
    here.here.turn("service_quality", "PageUp")
    here.page.wait_for_function("said => document.querySelector('.st-key-verdict h2').innerText !== said", arg=said)
    here.here.settled()
    here.stands_at(month)


def test_a_chart_made_anew_for_another_theme_goes_on_where_it_was(watched):
    here = watched()
    here.scrubber.focus()
    here.page.keyboard.press("Home")
    here.stands_at(1)
    here.page.evaluate("document.querySelectorAll('svg.marks').forEach(each => each.dataset.old = 1)")
    here.page.emulate_media(color_scheme="dark")
    here.page.wait_for_function("() => document.querySelectorAll('svg.marks:not([data-old])').length === 5")
    here.stands_at(1)


def test_the_fields_beneath_the_charts_are_for_nobody_and_nothing_plays_by_itself(watched):
    here = watched(reduced_motion="reduce", width=390)
    assert here.page.locator("form.vega-bindings").evaluate_all("all => all.some(each => each.offsetParent)") is False
    expect(here.play).to_be_visible()
    here.stands_at(36)
    here.page.evaluate("""() => {
        window.seen = [];
        for (const each of document.querySelectorAll("form.vega-bindings input"))
            each.addEventListener("input", () => seen.push(Number(each.value)));
    }""")
    here.page.get_by_label("Speed").select_option("Fast")
    here.play.click()
    here.stands_at(36)
    assert here.page.evaluate("seen.length > 5 && seen.every(Number.isInteger)")
