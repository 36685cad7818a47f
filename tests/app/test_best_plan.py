"""The page "Best plan" through the front door, without a browser."""

import time

import pytest

from tests.app.conftest import PATIENCE, SMALL, Visit
from ui import studies

PAGE = "pages/decide/best_plan.py"
SEARCH = {"turn.service_quality": "50..80", "search.worlds": "2"}


class Search(Visit):
    """A visit to the page, which can start its studies and wait for their answers."""

    page = "pages/decide/best_plan.py"

    def has(self, key):
        """Tell whether there is such a button."""
        return key in [each.key for each in self.app.button]

    def found(self, key):
        """Start a study and run the page until its answer is there."""
        self.press(f"start_{key}")
        until = time.monotonic() + 3 * PATIENCE     # a study gives way to all other work of the machine
        while self.has(f"cancel_{key}") and time.monotonic() < until:
            time.sleep(0.2)
            self.run()
        assert not self.has(f"cancel_{key}") and not self.has(f"start_{key}")
        return self

    @property
    def said(self):
        """Everything said in plain text, markdown and captions."""
        return "\n".join(each.value for kind in ("text", "markdown", "caption", "header", "subheader", "warning")
                         for each in self.app.get(kind))

    @property
    def levers(self):
        """The levers that may be turned, in their order."""
        start = "best_without_"
        return [each.key.removeprefix(start) for each in self.app.button if each.key and each.key.startswith(start)]

    def number(self, key):
        """Give a number's control."""
        return self.app.number_input(key=key)


@pytest.fixture(scope="module", autouse=True)
def _end_the_studies():
    yield
    studies.studies().close()
    studies.studies.clear()


@pytest.fixture(scope="module")
def answered():
    return Search(**SMALL, **SEARCH).found("best")


def test_the_page_begins_with_the_company_last_looked_at():
    visit = Search()
    assert visit.app.selectbox(key="best_company").value == "broadband"
    assert visit.link == SMALL
    assert visit.levers == ["service_quality", "response_target", "reward_spend"]
    assert visit.has("start_best") and visit.has("start_seek")


def test_a_link_shows_all_that_was_chosen_and_stays_as_it_was():
    link = SMALL | {"turn.targeting": "0..3", "turn.response_target": "1..24", "search.aim": "customers",
                    "search.budget": "90000", "search.worlds": "3", "goal.lever": "reward_spend",
                    "goal.measure": "customers", "goal.target": "48"}
    visit = Search(**link)
    assert visit.link == link
    assert (visit.number("best_low_targeting").value, visit.number("best_high_targeting").value) == (0, 3)
    assert visit.number("best_high_response_target").value == 24
    assert (visit.number("best_budget").value, visit.app.slider(key="best_worlds").value) == (90000, 3)
    assert (visit.app.selectbox(key="goal_measure").value, visit.number("goal_target").value) == ("customers", 48)


def test_the_answer_says_what_changes_what_it_costs_and_how_much_it_matters(answered):
    assert answered.app.header[1].value.startswith(("As far as assumed values go, the best plan found earns ",
                                                    "No plan was found that "))
    assert "plans were tried" in answered.said
    table = answered.app.table[0].value
    assert list(table.columns) == ["Lever", "Today", "Best plan", "As good"] and len(table) == 1
    assert answered.app.get("vega_lite_chart")


def test_the_same_answer_waits_for_whoever_asks_for_the_same(answered):
    assert Search(**SMALL, **SEARCH).app.header[1].value == answered.app.header[1].value


def test_a_changed_bound_asks_for_another_search_and_stands_in_the_link(answered):
    visit = Search(**SMALL, **SEARCH)
    visit.number("best_high_service_quality").set_value(90.0)
    visit.run()
    assert visit.link["turn.service_quality"] == "50.0..90.0".replace(".0", "")
    assert visit.has("start_best")


def test_crossed_bounds_are_named_and_kept():
    visit = Search(**SMALL, **{"turn.service_quality": "80..60"})
    assert ("Service quality: the lowest value, 80 points out of 100, is above the highest, "
            "60 points out of 100.") in visit.said
    assert (visit.number("best_low_service_quality").value, visit.link["turn.service_quality"]) == (80, "80..60")
    assert not visit.has("start_best")
    visit.number("best_low_service_quality").set_value(50.0)
    visit.run()
    assert visit.has("start_best")


def test_without_a_lever_the_page_asks_for_one():
    visit = Search(**SMALL, turn="none", **{"goal.lever": "calls", "goal.measure": "customers"})
    assert not visit.has("start_best") and not visit.has("start_seek")
    assert "Choose at least one lever that may be turned." in visit.said
    assert visit.link["turn"] == "none"
    visit.app.selectbox(key="best_add").set_value("retention_spend")
    visit.run()
    assert visit.levers == ["retention_spend"]
    visit.press("best_without_retention_spend")
    assert visit.levers == [] and visit.link["turn"] == "none"
    visit.app.selectbox(key="best_add").set_value("retention_spend")
    visit.run()
    assert visit.link["turn.retention_spend"].startswith("0..") and visit.has("start_best")


def test_a_budget_below_what_today_costs_is_refused_with_what_it_costs_and_kept():
    visit = Search(**SMALL, **SEARCH, **{"search.budget": "100"})
    until = time.monotonic() + PATIENCE
    while "is below what today's plan costs" not in visit.said and time.monotonic() < until:
        time.sleep(0.2)
        visit.run()
    assert "The budget of \u20ac100 a year is below what today's plan costs, \u20ac" in visit.said
    assert visit.number("best_budget").value == 100 and not visit.has("start_best")


def test_a_value_for_a_target_is_found(answered):
    visit = Search(**SMALL, **{"search.worlds": "2", "goal.lever": "service_quality", "goal.measure": "yearly_churn",
                               "goal.target": "0.2"}).found("seek")
    assert visit.app.subheader[0].value.startswith(("With service quality at ", "Today's plan meets the target",
                                                    "No value of service quality brings yearly churn down to"))
    assert "in 8 worlds in which it was not looked for, yearly churn is " in visit.said


def test_a_measure_without_a_target_asks_for_one():
    visit = Search(**SMALL, **{"goal.lever": "service_quality", "goal.measure": "customers"})
    assert "Name a target for the measure first." in visit.said
    visit.number("goal_target").set_value(45.0)
    visit.run()
    assert visit.link["goal.target"] == "45" and visit.has("start_seek")


def test_what_a_hostile_link_asks_for_is_set_aside_with_the_reason():
    visit = Search(**SMALL, **{"turn.service_quality": "nan..1e400", "turn.<script>": "0..1", "search.budget": "-5",
                               "search.worlds": "999999", "search.aim": "![](x)", "goal.measure": "joy",
                               "goal.target": "inf", "turn.targeting": "0.5..2", "search.x": "1"})
    asides = "\n".join(visit.set_aside)
    for part in ("turn.service_quality = nan..1e400: not a number", "turn.<script> = 0..1: there is no such input",
                 "search.budget = -5: out of range", "search.worlds = 999999: out of range", "search.aim = ![](x)",
                 "goal.measure = joy", "goal.target = inf", "turn.targeting = 0.5..2: not a whole number", "search.x"):
        assert part in asides
    assert visit.link == SMALL
    visit.press("dismiss")
    assert not visit.has_set_aside()


def test_the_best_plan_can_be_kept_beside_others(answered):
    if not answered.has("keep_best"):
        pytest.skip("nothing beats today's plan of this small company")
    answered.press("keep_best")
    assert "Kept as plan B." in answered.said
