"""The page "Word of mouth": it begins by itself, answers first, and holds the incident in its address."""

import time

import pytest

from tests.app.conftest import PATIENCE, SMALL, Visit
from ui.people import name_of

VIRAL = SMALL | {"s": "broadband_viral", "months": "8"}


class Listening(Visit):
    """One visit to the page, opened by a link."""

    page, shown = "pages/explore/word_of_mouth.py", "table"

    def settled(self, part="on average over 4 worlds"):
        """Run the page until something is said; unless told otherwise, what only the last of the studies finds."""
        until = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < until:
            if self.has(part):
                return self
            time.sleep(0.2)
            self.run()
        raise AssertionError("the studies did not come in")

    @property
    def said(self):
        """Everything said on the page."""
        return [each.value for kind in ("header", "subheader", "markdown", "caption", "text", "info", "warning")
                for each in self.app.get(kind)]

    def has(self, part):
        return any(part in text for text in self.said)

    @property
    def headers(self):
        return [each.value for each in self.app.header]

    def pick(self, incident):
        self.app.selectbox(key="ripple_incident").set_value(incident)
        return self.run()


@pytest.fixture(scope="module")
def viral():
    """A visit to the page of a small company with a post, with all studies in."""
    return Listening(**VIRAL).settled()


def _cents(text):
    return round(100 * float("".join(each for each in text if each in "0123456789.\u2212").replace("\u2212", "-")))


def test_what_bad_stories_cost_and_what_one_complaint_costs_stand_first_without_a_press(viral):
    assert viral.app.title[0].value == "What do bad stories cost, and what would have prevented them?"
    assert "bad stories" in viral.headers[0].lower()
    assert viral.headers[1].startswith(("One complaint that nobody answers costs", "Too few complaints"))
    assert viral.has(
        "Looked at is the plan that \u201cWhat if?\u201d shows: Broadband: Viral outrage, with your changes")


def test_the_loss_tree_adds_up_to_the_silent_twin(viral):
    column = viral.app.table[1].value.to_dict("list")["Money lost"]
    *parts, total = map(_cents, column)
    assert sum(parts) == total
    assert viral.has(f"a difference of {column[-1]}")


def test_every_drawing_is_there_with_its_message_in_words(viral):
    assert len(viral.app.get("vega_lite_chart")) == 4
    messages = [each.proto.body for each in viral.app.get("html") if each.proto.body.startswith("<p")]
    for begins in ("Bad stories cost", "It begins in month", "Out of 100 who tell", "Money lost to bad stories"):
        assert any(begins in message for message in messages)


def test_an_incident_is_chosen_drawn_and_written_into_the_address():
    page = Listening(**VIRAL).settled()
    assert "incident" not in page.link
    page.pick("most_told")
    assert page.link["incident"] in ("most_told", ["most_told"])
    assert page.has("everybody can see a post against the company")
    page.press("draw_incident")
    first = page.link["incident"]
    page.press("draw_incident")
    second = page.link["incident"]
    assert first != second
    again = Listening(**VIRAL, incident=second if isinstance(second, str) else second[0]).settled()
    assert again.link["incident"] == second
    assert again.app.selectbox(key="ripple_incident").value == page.app.selectbox(key="ripple_incident").value


def test_an_incident_that_does_not_happen_in_this_world_is_named_as_such():
    page = Listening(**VIRAL, incident="199.7.late").settled()
    assert page.has(f"month 7, {name_of(199)}) does not happen in this world. The dearest one is shown.")


def test_a_hostile_incident_is_set_aside_and_the_rest_is_kept():
    page = Listening(**VIRAL, incident="<script>", nonsense="1")
    assert any("incident = <script>" in line for line in page.set_aside)
    assert any("nonsense" in line for line in page.set_aside)
    page.press("dismiss")
    assert not page.has_set_aside()
    assert "incident" not in page.link


def test_how_many_are_told_stands_in_the_address_and_every_figure_follows(viral):
    page = Listening(**VIRAL).settled()
    before = page.headers[0]
    page.app.slider(key="slide_told_bad_median").set_value(25.0)
    page.run()
    assert page.link["told_bad_median"] in ("25", ["25"])
    page.settled()
    assert page.has("when the typical one tells 25 people")
    assert page.headers[0] != before


def test_a_company_without_customers_gets_sentences_rather_than_numbers():
    page = Listening(**SMALL | {"customers_at_start": "0", "acquisition_spend": "0", "months": "1"})
    page.settled("There is no incident to watch: nobody tells a bad story in this world.")
    assert page.headers[0] == "Nobody tells a bad story about this company over one month, so bad stories cost nothing."


def test_a_cancelled_study_has_its_button_and_begins_again_when_that_is_pressed():
    page = Listening(**SMALL | {"seed": "77", "months": "40", "market_size": "4000", "customers_at_start": "1000"})
    page.press("cancel_losses")
    assert "start_losses" in page.buttons
    page.run()
    assert "start_losses" in page.buttons and "cancel_losses" not in page.buttons
    page.press("start_losses")
    assert "cancel_losses" in page.buttons
    page.press("cancel_losses")


def test_a_large_company_is_not_begun_unasked():
    page = Listening(**SMALL | {"market_size": "50000", "customers_at_start": "12000", "months": "120",
                                "burn_in": "60", "surveys": "4"})
    assert page.app.title
    assert "start_losses" in page.buttons
    assert not [each for each in page.buttons if each.startswith("cancel_")]
