"""The page "Evidence" through the front door: the summary, search and filters, the map, the limits, the versions."""

import pytest

import sim
from ui.evidence import documents

PAGE = "pages/trust/evidence.py"
CHANGED = {"s": "broadband", "v": "1", "service_quality": "75", "belief": "0.4", "seed": "1"}


@pytest.fixture
def open_page(open_by):
    """Open the page by an address, as a visitor who was elsewhere before."""
    return lambda **address: open_by(PAGE, address)


def _choose(page, key, value):
    page.app.selectbox(key=key).set_value(value)
    return page.run()


def _search(page, words):
    page.app.text_input(key="evidence_words").set_value(words)
    return page.run()


def _listed(page):
    return [str(each) for each in page.app.table[0].value.iloc[:, 0]]


def _counted(page):
    return [each.value for each in page.app.caption if "listed" in each.value]


def _closer(page):
    cells = page.app.container(key="closer").table[0].value
    return dict(zip(cells.iloc[:, 0], cells.iloc[:, 1], strict=True))


def test_the_page_opens_with_what_the_numbers_stand_on(open_page):
    page = open_page(**CHANGED)
    assert page.app.title[0].value == "Who says so?"
    assert page.app.header[0].value.startswith(f"Of the {len(sim.declarations())} numbers in the model, ")
    assert page.app.container(key="verdict").markdown[0].value.startswith("The new plan changes one lever.")
    assert page.link == CHANGED
    assert [each.value for each in page.app.subheader] == [
        "Every number", "From levers to profit", "What the model cannot do", "What changed in which version"]


def test_values_are_those_of_the_scenario_in_the_address_and_follow_the_picker(open_page):
    page = open_page(**CHANGED)
    assert _closer(page)["Value in this scenario"] == "today 60, new plan 75 points out of 100"
    _choose(page, "pick", "credit_card")
    shown = f"{sim.load('credit_card').plan.service_quality:g} points out of 100"
    assert _closer(page)["Value in this scenario"] == shown
    assert page.link["s"] == "credit_card"


def test_what_is_searched_and_chosen_is_listed_and_the_number_is_told(open_page):
    page = open_page(**CHANGED)
    assert _counted(page) == [f"All {len(sim.declarations())} numbers are listed."]
    assert len(_listed(page)) == 12
    _search(page, "TOISTER tol\u00e9rance")
    assert _listed(page) == ["Tolerance", "Spread of tolerance"]
    assert _counted(page) == [f"2 of {len(sim.declarations())} numbers are listed."]
    _choose(page, "evidence_grade", "published")
    assert _listed(page) == ["Tolerance"]
    assert "Toister Performance Solutions" in _closer(page)["Source"]
    assert page.link == CHANGED


def test_where_nothing_fits_the_page_says_so_and_leads_back(open_page):
    page = _search(open_page(**CHANGED), "no such thing <b>at all</b>")
    assert page.app.info[0].value.startswith("No number fits.")
    page.press("evidence_again")
    assert _counted(page) == [f"All {len(sim.declarations())} numbers are listed."]


def test_pages_of_the_list_follow_one_another_and_a_shorter_list_has_fewer(open_page):
    page = open_page(**CHANGED)
    first = _listed(page)
    page.app.get("pagination")[0].set_value(19)
    page.run()
    assert not set(_listed(page)) & set(first)
    _choose(page, "evidence_role", "fixed")
    assert len(_listed(page)) == 7


def test_a_lever_can_be_followed_to_profit(open_page):
    page = _choose(open_page(**CHANGED), "evidence_lever", "gestures")
    said = [each.value for each in page.app.container(key="ways").markdown]
    assert said[0].startswith("What happens when **Small gestures** is raised")
    assert "Small gestures (up)" in said[1]
    assert said[1].count("profit (") == 6
    assert len(page.app.get("vega_lite_chart")) == 2


def test_limits_and_versions_stand_at_the_end_the_newest_version_first(open_page):
    page = open_page(**CHANGED)
    assert "does not forecast" in page.app.container(key="limits").markdown[0].value
    titles = [each.label for each in page.app.expander]
    assert f"Version {sim.MODEL_VERSION}" in titles[-len(documents.versions())]
    assert titles[-2:] == ["Version 2.0: 8 changes move numbers", "Version 1.0: no numbers moved"]


def test_an_address_with_nonsense_gets_a_sentence_and_the_page(open_page):
    page = open_page(**CHANGED | {"service_quality": "1e400", "nothing": "1"})
    assert page.has_set_aside()
    assert page.app.header[0].value.startswith("Of the ")
