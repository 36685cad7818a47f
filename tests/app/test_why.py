"""The page "Why": what it asks for, what it shows of a split, and that bad links get a sentence."""


import pytest

from tests.app.conftest import Visit
from ui.why.told import VIEWS

SIZE = {"market_size": "200", "customers_at_start": "50", "months": "6", "burn_in": "3"}


def _link(first="broadband", second="broadband_service", **further):
    """Give the parameters of a link with two plans of one small company."""
    sized = {f"{letter}.{key}": value for letter in "ab" for key, value in SIZE.items()}
    return {"v": "1", "seed": "1", "a": first, "b": second} | sized | further


class Asking(Visit):
    """One visit to the page, opened by a link."""

    page, shown = "pages/decide/why.py", "table"

    def start(self):
        """Start the study and wait until it is in."""
        if "start_why" in self.buttons:
            self.press("start_why")
        return self.settled()

    @property
    def said(self):
        """Everything said on the page."""
        return [each.value for kind in ("header", "markdown", "caption", "text", "info", "warning")
                for each in self.app.get(kind)]

    def says(self, part):
        return any(part in text for text in self.said)

    @property
    def table(self):
        return self.app.table[0].value.to_dict("list")


@pytest.fixture(scope="module")
def split():
    """A visit with the study in: three levers and an assumption changed."""
    return Asking(**_link(**{"b.belief": "0.6"})).start()


def _cents(text):
    return round(100 * float("".join(each for each in text if each in "0123456789.\u2212").replace("\u2212", "-")))


def test_the_page_asks_its_question_and_says_what_it_takes_before_it_begins():
    page = Asking(**_link())
    assert page.app.title[0].value == "Why does one plan earn more than the other?"
    assert page.says("3 changes lead from plan A to plan B. They are lived in 8 combinations, each in 8 worlds")
    assert "start_why" in page.buttons
    assert not page.app.table


def test_the_verdict_comes_before_the_numbers_and_the_parts_add_up_to_the_cent(split):
    assert "plan B" in split.app.header[0].value or "Plan B" in split.app.header[0].value
    assert split.says("The 4 parts add up exactly, to the cent: ")
    *changes, last = split.table["Change"]
    assert {cell.split("**")[1] for cell in changes} == {
        "Service quality", "Quality control", "Response target", "Belief in stories (an assumption)"}
    assert last == "Together"
    *parts, total = map(_cents, split.table["Share"])
    assert sum(parts) == total != 0
    assert split.says("On average over 8 worlds")
    assert split.says("Changed assumptions stand apart from the levers")


def test_each_view_has_its_waterfall_its_sum_and_its_table(split):
    seen = []
    for view in VIEWS:
        split.app.radio(key="why_view").set_value(view)
        split.run()
        assert len(split.app.get("vega_lite_chart")) == 1
        assert any("From plan A to plan B: " in each.proto.body for each in split.app.get("html"))
        seen.append(next(iter(split.table)))
        column = split.table["Share" if view == "parts" else "Difference"]
        *parts, total = map(_cents, column)
        assert sum(parts) == total
    assert seen == ["Change", "Customers", "Line of money"]
    split.app.radio(key="why_view").set_value("parts")
    split.run()


def test_the_result_is_there_at_once_for_the_next_visitor(split):
    assert Asking(**_link(**{"b.belief": "0.6"})).app.table


def test_two_equal_plans_have_nothing_to_explain():
    page = Asking(**_link(second="broadband"))
    assert page.app.header[0].value == (
        "Nothing differs between plan A and plan B, so there is no difference to explain.")
    assert "start_why" not in page.buttons


def test_a_single_plan_gets_a_way_to_add_another_one():
    page = Asking(v="1", seed="1", a="broadband")
    assert page.app.info[0].value == "There is only one plan. Add another one on the page Compare."


def test_plans_of_different_length_are_looked_at_over_the_same_time():
    page = Asking(**_link(**{"b.months": "4"}))
    assert page.says("Both plans are looked at over the same time, 4 months.")
    assert page.says("3 changes lead from plan A to plan B.")


def test_what_a_link_asks_for_in_vain_is_set_aside_and_the_rest_is_kept():
    page = Asking(**_link(**{"b.belief": "9", "b.nonsense": "<b>1</b>", "pair": "zz"}))
    aside = [each.value for each in page.app.container(key="aside").text]
    assert any("belief" in line and "out of range" in line for line in aside)
    assert any("<b>1</b>" in line for line in aside)
    assert page.says("3 changes lead from plan A to plan B.")


def test_the_pair_can_be_turned_round_and_the_address_follows():
    page = Asking(**_link())
    page.app.selectbox(key="pair_against").set_value(1)
    page.run()
    assert page.app.query_params["pair"] in ("ba", ["ba"])
    assert page.says("3 changes lead from plan B to plan A.")
