"""From page to page: what was chosen comes along, and the address always holds it."""

from urllib.parse import parse_qs, urlsplit

SMALL = "/what-if?s=broadband&v=1&market_size=200&customers_at_start=50&months=6&burn_in=3&seed=1"


def _parameters(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def _go(here, name):
    path = "/" + name.replace("_", "-")
    here.go(name)
    here.page.wait_for_function("path => location.pathname === path && location.search.includes('v=1')", arg=path)


def test_a_plan_kept_comes_along_to_the_other_pages_and_back(server, visit):
    here = visit().open(server.address + SMALL).settled()
    here.turn("service_quality", "PageUp")
    here.says("After 6 months the new plan ")
    quality = _parameters(here.page)["service_quality"]
    here.page.get_by_role("button", name="Keep this plan").click()
    here.page.get_by_text("Kept as plan B.").wait_for()
    here.page.get_by_role("link", name="Compare the plans").click()
    here.page.wait_for_function("() => location.pathname === '/compare' && location.search.includes('b.service')")
    assert _parameters(here.page)["b.service_quality"] == quality
    for name in ("why", "how_sure", "compare"):
        _go(here, name)
        assert _parameters(here.page)["b.service_quality"] == quality
    _go(here, "what_if")
    assert _parameters(here.page)["service_quality"] == quality
    assert here.page.locator(".st-key-aside").count() == 0


# five changes of a company of half the size: long enough to look elsewhere meanwhile
HALF = "&".join(f"{plan}.{key}" for plan in "ab" for key in ("market_size=8000", "customers_at_start=2000"))
LONG = ("/why?v=1&seed=1&a=broadband&b=broadband_service&b.training=100&b.price=47&b.contacts=25&b.reward_spend=1&"
        + HALF)


def test_long_work_goes_on_elsewhere_holds_nobody_up_and_can_be_cancelled(server, visit):
    here, other = visit(), visit()
    here.page.goto(server.address + LONG)
    here.page.locator(".st-key-start_why button").click()
    here.page.get_by_text("% done, about").wait_for()
    _go(here, "compare")
    other.open(server.address + SMALL).settled()
    other.turn("service_quality", "PageUp")
    other.says("After 6 months the new plan ")
    _go(here, "why")
    here.page.get_by_text("% done, about").wait_for()
    here.page.locator(".st-key-cancel_why button").click()
    here.page.locator(".st-key-start_why button").wait_for()
    assert here.page.get_by_text("% done, about").count() == 0
