"""The play control on the page "What if?", through the front door."""

import json

from ui import charts


def _control(page):
    return next(each.proto for each in page.app.get("bidi_component") if each.proto.component_name == "play")


def test_the_page_holds_the_control_for_all_its_months_and_charts(visit):
    page = visit().settled()
    given = json.loads(_control(page).json)
    assert (given["first"], len(given["sentences"])) == (1, 6)
    assert given["charts"] == list(charts.SPECS["light"])
    assert given["sentences"][5].startswith("Month 6: both plans have ")


def test_a_lever_changes_what_the_control_tells_and_not_which_control_it_is(visit):
    page = visit().settled()
    before = _control(page)
    page.app.slider(key="slide_service_quality").set_value(95)
    page.run().settled()
    after = _control(page)
    assert after.id == before.id
    assert json.loads(after.json)["sentences"][5].startswith("Month 6: today's plan has ")
