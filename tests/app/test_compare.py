"""The page "Compare": where plans come from, what can be done with them, and that nothing is ever lost."""


import pytest

from tests.app.conftest import Visit
from ui import runs, workbench
from ui.compare import show

SIZE = {"market_size": "200", "customers_at_start": "50", "months": "6", "burn_in": "3"}
PLAN = b'title = "Answer at once"\nbase = "broadband"\n[inputs]\nresponse_target = 1.5\n'


def _link(*bases, **further):
    """Give the parameters of a link with a plan a shipped scenario, all of one small company."""
    sized = {f"{letter}.{key}": value for letter, _ in zip("abcd", bases, strict=False) for key, value in SIZE.items()}
    return dict(zip("abcd", bases, strict=False)) | sized | {"v": "1", "seed": "1"} | further


class Comparing(Visit):
    """One visit to the page, opened by a link."""

    page, shown = "pages/decide/compare.py", "table"

    def take_link(self, text):
        self.app.text_input(key="link").set_value(text)
        return self.press("take_link")

    @property
    def link(self):
        return {name: value for name, value in self.app.query_params.items() if not name.endswith(tuple(SIZE))}

    @property
    def plans(self):
        return [self.link[letter] for letter in "abcd" if letter in self.link]

    @property
    def said(self):
        return [each.value for each in self.app.container(key="refused").text]

    @property
    def buttons(self):
        return {each.key for each in self.app.button}


@pytest.fixture
def two():
    return Comparing(**_link("broadband", "broadband_service"))


def test_the_page_asks_its_question_and_answers_it_in_a_sentence_before_any_number(two):
    page = two.settled()
    assert page.app.title[0].value == "Which plan is best?"
    header = page.app.header[0].value
    assert header.startswith("As far as assumed values go: Plan ") and "earns" in header
    assert list(page.app.table[0].value.columns) == ["Measure", r"Plan A: Today\'s plan", "Plan B: Service excellence"]
    assert len(page.app.table[0].value) == 13


def test_a_link_with_four_plans_shows_them_all_and_every_chart_has_its_text():
    page = Comparing(**_link("broadband", "broadband_service", "broadband_points", "broadband_cut_desk")).settled()
    charts = [each.proto for each in page.app.get("vega_lite_chart")]
    assert len(charts) == 4 + 2 + 4
    assert all(each.alt for each in charts)
    assert len(page.app.container(key="paybacks").markdown) == 3
    assert page.plans == ["broadband", "broadband_service", "broadband_points", "broadband_cut_desk"]


def test_the_panels_show_the_measure_that_is_chosen(two):
    page = two.settled()
    titles = [each.proto.spec for each in page.app.get("vega_lite_chart")]
    assert sum("Time to an answer: plan" in spec for spec in titles) == 0
    page.app.radio(key="banded").set_value("answer")
    page.run()
    titles = [each.proto.spec for each in page.app.get("vega_lite_chart")]
    assert sum("Time to an answer: plan" in spec for spec in titles) == 2


def test_many_worlds_are_offered_once_the_first_are_in_and_take_their_place(two, monkeypatch):
    assert "start_many_worlds" in two.settled().buttons
    monkeypatch.setattr(show, "MANY_WORLDS", 22)
    monkeypatch.setattr(workbench, "study", lambda name, function, arguments, **_: function(**arguments, workers=1))
    said = [each.value for each in (two.run().app.header[0], *two.app.container(key="verdict").markdown)]
    assert [each for each in said if each.endswith("of 22 identical worlds.")]


def test_a_card_says_what_its_plan_changes_now_and_later():
    page = Comparing(**_link("broadband", "broadband_viral"))
    cards = [[each.value for each in page.app.container(key=f"card_{letter}").caption] for letter in "AB"]
    assert cards[0] == ["As today.", "The others are measured against this plan."]
    assert "one lever turned later" in cards[1][0]


def test_the_same_link_gives_the_same_figures(two):
    again = Comparing(**dict(two.settled().app.query_params)).settled()
    assert again.app.table[0].value.equals(two.app.table[0].value)
    assert again.app.header[0].value == two.app.header[0].value


def test_a_plan_from_the_library_joins_with_the_assumptions_of_the_first(two):
    two.app.selectbox(key="library").set_value("broadband_points")
    page = two.press("take_library")
    assert page.plans == ["broadband", "broadband_service", "broadband_points"]
    assert page.app.query_params["c.market_size"] == "200"
    assert not page.app.warning


def test_a_plan_from_a_link_joins_and_the_field_is_empty_again(two):
    page = two.take_link("https://example.org/what-if?s=broadband&v=1&reward_spend=2&market_size=200"
                         "&customers_at_start=50&months=6&burn_in=3")
    assert page.link["c"] == "broadband" and page.link["c.reward_spend"] == "2"
    assert page.app.text_input(key="link").value == ""


def test_a_text_that_is_no_link_is_refused_with_a_sentence_and_stays_in_its_field(two):
    page = two.take_link("Good morning")
    assert page.said == ["The text is not the address of a plan from What if? or Compare."]
    assert page.app.text_input(key="link").value == "Good morning"
    assert page.plans == ["broadband", "broadband_service"]
    assert "dismiss_note" not in page.press("dismiss_note").buttons


def test_what_a_link_asks_for_in_vain_is_named_and_its_plan_is_taken(two):
    page = two.take_link("?s=broadband&price=free&reward_spend=2")
    assert page.set_aside[0].startswith("price = free: not a number that can be used.")
    assert page.link["c.reward_spend"] == "2"


def test_a_fifth_plan_is_refused_and_the_four_stay():
    page = Comparing(**_link("broadband", "broadband_service", "broadband_points", "broadband_cut_desk"))
    page.app.selectbox(key="library").set_value("broadband_viral")
    page.press("take_library")
    assert len(page.plans) == 4
    assert "there is room for four plans only; take one away first" in page.set_aside[0]


def test_of_a_link_with_more_plans_than_there_is_room_for_those_that_fit_are_taken():
    page = Comparing(**_link("broadband", "broadband_service", "broadband_points"))
    page.take_link("/compare?a=broadband_cut_desk&b=broadband_viral&c=broadband_price_war")
    assert page.plans == ["broadband", "broadband_service", "broadband_points", "broadband_cut_desk"]
    assert [line.split(" = ")[0] for line in page.set_aside] == ["broadband_viral", "broadband_price_war"]


def test_a_plan_from_a_file_joins_under_its_title(two):
    two.app.file_uploader(key="file").upload("mine.toml", PLAN)
    page = two.run()
    assert {name: value for name, value in page.link.items() if name.startswith("c")} == {
        "c": "broadband", "c.name": "Answer at once", "c.response_target": "1.5"}


def test_a_hostile_file_is_refused_with_a_sentence(two):
    two.app.file_uploader(key="file").upload("<b>x</b>.toml", b'base = "broadband"\n[inputs]\nprice = "<script>"\n')
    page = two.run()
    assert page.said[0].startswith("The file cannot be used. price = '<script>' ")
    assert page.plans == ["broadband", "broadband_service"]
    assert not [each for each in page.app.markdown if "script" in each.value]


def test_a_scenario_that_is_no_longer_there_is_named_and_the_other_plans_stay():
    page = Comparing(**_link("broadband", "atlantis", "broadband_points"))
    assert page.set_aside[0].startswith("b = atlantis: there is no such scenario.")
    assert page.plans == ["broadband", "broadband_points"]


def test_a_plan_is_renamed_and_the_name_stands_in_the_link_and_is_never_markdown(two):
    two.app.text_input(key="name_B").set_value("**Ours** ![](x) first")
    page = two.run().settled()
    assert page.link["b.name"] == "**Ours** ![](x) first"
    assert r"Plan B: \*\*Ours\*\* \!\[\]\(x\) first" in page.app.table[0].value.columns


def test_a_plan_is_taken_away_and_the_last_one_stays(two):
    page = two.press("remove_A")
    assert page.plans == ["broadband_service"]
    assert [each.value for each in page.app.info] == ["There is only one plan. Add another one to compare it with."]
    assert "remove_A" not in page.buttons


def test_a_plan_is_made_the_one_that_others_are_measured_against(two):
    assert "first_A" not in two.buttons
    page = two.press("first_B").settled()
    assert page.plans == ["broadband_service", "broadband"]
    assert page.app.table[0].value.columns[1] == "Plan A: Service excellence"


def test_plans_of_different_length_are_compared_over_the_shorter_time(two):
    longer = dict(two.app.query_params) | {"b.months": "9"}
    page = Comparing(**longer).settled()
    assert [each.value for each in page.app.warning] == [
        "Plans are compared over the same time: plan B (Service excellence) is cut to 6 months."]
    assert page.app.query_params["b.months"] == "9"


def test_plans_on_different_assumptions_are_said_to_be_so(two):
    page = Comparing(**dict(two.app.query_params) | {"b.price": "61"})
    assert [each.value for each in page.app.warning] == [
        r"Plan B (Service excellence) rests on other assumptions than plan A (Today\'s plan) "
        "(price): the difference is not made by the plans alone."]


def test_plans_that_cannot_be_computed_are_a_sentence_and_can_be_tried_again(monkeypatch):
    link = _link("broadband", "broadband_service") | {"b.service_quality": "41.75"}
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_lived", lambda *_: runs.Failure("broken"))
        page = Comparing(**link)
        assert page.app.warning[0].value.startswith("This scenario could not be computed: the computation broke off.")
    assert page.press("again").settled().app.header[0].value.startswith("As far as assumed values go: Plan ")
