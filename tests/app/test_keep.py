"""Keeping plans on "What if?": what the button says, and that what is kept stands on the page Compare."""

COMPARE = "pages/decide/compare.py"


def _letters(page):
    return sorted(name for name in page.link if len(name) == 1 and name != "v")


def test_a_plan_is_kept_beside_todays_and_compare_opens_with_both(visit, small):
    page = visit(**small, service_quality="80")
    page.app.button(key="keep").click()
    page.run()
    assert "Kept as plan B." in [each.value for each in page.app.markdown]
    page.run()
    assert "Kept as plan B." not in [each.value for each in page.app.markdown]
    page.app.switch_page(COMPARE)
    page.run()
    assert _letters(page) == ["a", "b"]
    assert page.link["b.service_quality"] == "80"
    assert page.link["a.market_size"] == page.link["b.market_size"] == small["market_size"]
    assert "a.service_quality" not in page.link


def test_there_is_room_for_four(visit, small):
    page = visit(**small)
    for quality in (80, 81, 82, 83):
        page.app.slider(key="slide_service_quality").set_value(float(quality))
        page.run()
        page.app.button(key="keep").click()
        page.run()
    assert any(each.value.startswith("Four plans are kept already.") for each in page.app.markdown)
    assert page.link["service_quality"] == "83"


def test_coming_back_from_compare_finds_the_plan_as_it_was_left(visit, small):
    page = visit(**small, service_quality="80")
    page.app.switch_page(COMPARE)
    page.run()
    page.app.switch_page("pages/explore/what_if.py")
    page.run()
    assert page.link["service_quality"] == "80"
    assert page.app.slider(key="slide_service_quality").value == 80
