"""The page "Follow a customer": who is found, what is said of them, and that bad links get a sentence."""

import pytest

from tests.app.conftest import SMALL, Visit
from ui.follow.asked import ANY
from ui.people import name_of

WHOM, WHICH = "Whom to follow", "Which of them"
PLAN = SMALL | {"s": "broadband_service", "months": "12"}


class Following(Visit):
    """One visit to the page, opened by a link."""

    page, shown = "pages/explore/follow_a_customer.py", "toggle"

    @property
    def said(self):
        """Everything said on the page."""
        return [each.value for kind in ("header", "subheader", "markdown", "caption", "text", "info", "warning")
                for each in self.app.get(kind)]

    def says(self, part):
        return any(part in text for text in self.said)

    @property
    def verdict(self):
        return self.app.header[0].value

    def list(self, label):
        """The list with this label."""
        return next(each for each in self.app.selectbox if each.label == label)

    @property
    def kinds(self):
        return self.list(WHOM).options


@pytest.fixture(scope="module")
def told_most():
    """A visit that follows the person who told most."""
    return Following(**PLAN, case="told_most").settled()


def test_the_page_starts_by_itself_and_tells_of_one_person_in_words_and_pictures(told_most):
    assert told_most.app.title[0].value == "What would one customer live through?"
    person = told_most.list(WHICH).value
    assert told_most.kinds[4].startswith(f"Told most people of bad experiences: {name_of(person)}, out of ")
    assert told_most.says("Blue, the new plan: **Service excellence")
    assert told_most.says("and once more alone, month by month. All 12 months agree in every one of the 29 things")
    assert told_most.says("Today's plan: a customer for ")
    assert len(told_most.app.get("vega_lite_chart")) == 2
    assert told_most.app.table[0].value.columns.tolist() == ["Month", "Today's plan", "New plan"]
    assert any("The new plan: a customer for" in each.proto.body for each in told_most.app.get("html"))


def test_frequent_happenings_are_shown_on_request(told_most):
    before = len(told_most.app.table[0].value)
    told_most.app.toggle(key="follow_heard").set_value(True)
    told_most.run()
    assert len(told_most.app.table[0].value) >= before
    assert any("heard" in cell for cell in told_most.app.table[0].value["New plan"])


def test_another_case_and_another_person_stand_in_the_address():
    page = Following(**PLAN, case="told_most").settled()
    page.list(WHOM).set_value("most_valuable")
    page.run()
    assert page.link["case"] in ("most_valuable", ["most_valuable"])
    page.settled()
    second = page.list(WHICH).options[1]
    page.list(WHICH).select_index(1)
    page.run().settled()
    assert second == name_of(int("".join(page.link["person"])))
    assert page.says(f"Who {second} is")


def test_anybody_can_be_followed_by_number():
    page = Following(**PLAN, person="7").settled()
    assert page.list(WHOM).value == ANY
    assert page.says(f"Who {name_of(7)} is")
    page.app.number_input(key="follow_person").set_value(8)
    page.run().settled()
    assert page.says(f"Who {name_of(8)} is")
    assert page.link["person"] in ("8", ["8"])


def test_a_kind_without_anybody_says_so():
    page = Following(**PLAN, case="stayed_out")
    while not any(kind.endswith(": nobody") for kind in page.kinds):
        page.run()
    assert page.says("There is nobody of this kind in this world.")
    assert not page.app.table


def test_todays_plan_is_set_against_a_plan_of_the_same_company_and_the_page_says_so():
    page = Following(**SMALL, case="told_most").settled()
    assert page.says("The scenario chosen is today's plan, so its company's plan **")
    assert page.link["s"] in ("broadband", ["broadband"])
    link, = page.app.get("page_link")
    assert link.proto.label == "To the page What if?"
    assert {"s=broadband", "market_size=200"} <= set(link.proto.query_string.split("&"))


def test_a_company_without_another_plan_asks_for_one():
    page = Following(s="retail_bank", v="1", market_size="200", customers_at_start="50", months="6")
    assert page.says("The scenario chosen is today's plan, so there is nothing to compare a life with.")
    assert page.app.get("page_link")


@pytest.mark.parametrize(("name", "value", "part"), [
    ("person", "200", "out of range"), ("person", "-1", "not a whole number"), ("person", "<b>1</b>", "<b>1</b>"),
    ("case", "everybody", "there is no such input"), ("service_quality", "1e400", "service_quality")])
def test_what_a_link_asks_for_in_vain_is_set_aside_and_the_rest_is_kept(name, value, part):
    page = Following(**PLAN | {name: value})
    assert any(part in line for line in page.set_aside)
    page.press("dismiss")
    assert not page.has_set_aside()


def test_one_month_is_enough_for_a_life():
    page = Following(**PLAN | {"months": "1"}, person="3").settled()
    assert page.says(f"Who {name_of(3)} is")
