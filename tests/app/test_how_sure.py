"""The page "How sure?" through the front door: its verdict, what it refuses, and both of its studies."""

import time

import pytest

from ui import workbench

PAGE = "pages/decide/how_sure.py"
PATIENCE = 90
KEYS = ("quality_cost", "belief", "price")
SIZE = {"market_size": "200", "customers_at_start": "50", "months": "6", "burn_in": "3"}


def _address(second="broadband_service", **of_second):
    plans = {"a": "broadband", "b": second}
    sized = {f"{letter}.{key}": value for letter in plans for key, value in SIZE.items()}
    return {"v": "1", "seed": "1", **plans, **sized, **{f"b.{key}": value for key, value in of_second.items()}}


@pytest.fixture
def open_page(open_by):
    """Open the page by an address, as a visitor who was elsewhere before."""
    return lambda address: open_by(PAGE, address)


def _until(page, ready):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if ready(page.app):
            return page
        time.sleep(0.3)
        page.run()
    raise AssertionError("it did not come")


def _verdict(page):
    _until(page, lambda app: len(app.header) > 0)
    return page.app.header[0].value


def _says(page, start):
    return any(each.value.startswith(start) for each in page.app.markdown)


def test_the_verdict_comes_first_and_is_softened(open_page):
    page = open_page(_address())
    assert page.app.title[0].value == "How sure are we?"
    assert _verdict(page).startswith(("As far as assumed values go, plan", "It is open which plan earns more"))
    assert any(each.value.startswith("This rests on assumed values for service quality") for each in page.app.caption)


@pytest.mark.parametrize(("address", "said"), [
    (_address("broadband"), "Both plans are the same"),
    (_address(months="12"), "The two plans look ahead over different times (6 and 12 months)."),
    (_address(contacts="30"), "The two plans are not for the same company: people one knows differs."),
])
def test_what_is_no_choice_gets_a_sentence_and_no_study(open_page, address, said):
    page = open_page(address)
    assert page.app.info[0].value.startswith(said)
    assert not [each for each in page.app.button if each.key == "start_alone"]
    assert page.link["b"] == address["b"]


def test_without_a_study_only_the_first_one_is_offered(open_page):
    page = open_page(_address())
    assert [each.key for each in page.app.button if each.key.startswith("start")] == ["start_alone"]
    assert page.app.button(key="start_alone").label == "Try every assumption"
    assert not page.app.get("vega_lite_chart")


@pytest.fixture
def finished(monkeypatch):
    """Have studies finished at once, about a few assumptions and a small company; give what was asked for."""
    asked = []

    def study(name, function, arguments, start, about=""):
        asked.append(name)
        few = {"keys": KEYS, "worlds": 2} if name == "alone" else {"points": 8}
        return function(**{**arguments, **few}, workers=1)

    monkeypatch.setattr(workbench, "study", study)
    return asked


def test_what_both_studies_found_stands_on_the_page(open_page, finished):
    page = open_page(_address())
    assert finished[:2] == ["alone", "together"]
    assert [each.value for each in page.app.subheader] == [
        "Which assumptions matter", "What would change your mind", "When several are wrong at once"]
    assert _says(page, "What plan B gains over plan A depends most on **")
    assert _says(page, "No single assumption would change your mind") or _says(page, "Finding it out")
    assert _says(page, "Plan B earns ")
    assert len(page.app.get("vega_lite_chart")) == 3
    assert _verdict(page)
