"""The page "Lessons" through the front door, without a browser."""

import time

import pytest

from tests.app.conftest import PATIENCE, SMALL, Visit
from ui import studies
from ui.lessons.plans import LESSONS
from ui.words import say

PAGE = "pages/learn/lessons.py"


class Lesson(Visit):
    """A visit to the page, which can predict and wait for what the run shows."""

    page = PAGE

    def type(self, number=None, choice=None):
        """Fill in a part of the prediction."""
        if number is not None:
            self.app.number_input(key=f"guess_number_{self.lesson}").set_value(number)
        if choice is not None:
            self.app.radio(key=f"guess_choice_{self.lesson}").set_value(choice)
        return self.run()

    def predict(self, number=10.0, choice=None):
        """Commit a prediction and run the page until it says what the run shows."""
        options = say.under(f"lessons.{self.lesson}.choice")
        self.type(number, choice or options[-1])
        self.press("lesson_commit")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self.debriefed:
            time.sleep(0.2)
            self.run()
        assert self.debriefed
        return self

    def turn_to(self, lesson):
        """Turn to another lesson."""
        self.app.radio(key="lesson_chosen").set_value(lesson)
        return self.run()

    @property
    def lesson(self):
        """The lesson that is shown."""
        return self.app.radio(key="lesson_chosen").value

    @property
    def steps(self):
        """The headings of the steps that are shown."""
        return [each.value for each in self.app.subheader]

    @property
    def debriefed(self):
        """Tell whether what the run shows stands on the page."""
        return len(self.steps) == 4

    @property
    def said(self):
        """Everything said in plain text, markdown and captions."""
        kinds = ("text", "markdown", "caption", "header", "subheader", "warning", "info")
        return "\n".join(each.value for kind in kinds for each in self.app.get(kind))


@pytest.fixture(scope="module", autouse=True)
def _end_the_studies():
    yield
    studies.studies().close()
    studies.studies.clear()


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_goes_from_question_to_debrief_and_shows_nothing_before_the_prediction(lesson):
    visit = Lesson(lesson=lesson, **SMALL)
    assert visit.steps == [say("lessons.step.question"), say("lessons.step.prediction")]
    assert not visit.app.get("vega_lite_chart")
    visit.predict()
    assert visit.steps == [say(f"lessons.step.{name}") for name in ("question", "prediction", "run", "debrief")]
    assert len(visit.app.get("vega_lite_chart")) == 2
    for heading in ("off", "happened", "mechanism", "sure", "group", "try"):
        assert f"#### {say(f'lessons.debrief.{heading}')}" in visit.said
    assert "You predicted " in visit.said and "{" not in visit.said
    assert visit.link == {"lesson": lesson, **SMALL}


def test_a_link_shows_its_lesson_and_stays_as_it_was():
    link = {"lesson": "rewards_first", "s": "retail_bank", "v": "1", "price": "50", "seed": "7"}
    visit = Lesson(**link)
    assert (visit.lesson, visit.link) == ("rewards_first", link)
    assert visit.app.selectbox(key="lesson_company").value == "retail_bank"
    assert "One assumption of the company was changed by the link." in visit.said


def test_the_page_begins_with_the_company_last_looked_at():
    visit = Lesson()
    assert visit.link == {"lesson": "leaky_bucket", **SMALL}


def test_half_a_prediction_is_not_taken_and_what_was_typed_stays():
    visit = Lesson(**SMALL).type(number=120.0).press("lesson_commit")
    assert "Both parts of the prediction are needed: a choice." in visit.said
    assert visit.app.number_input(key="guess_number_leaky_bucket").value == 120
    assert len(visit.steps) == 2
    visit.run()
    assert "Both parts" not in visit.said


def test_a_prediction_stays_when_one_looks_elsewhere_and_comes_back():
    visit = Lesson(**SMALL).type(number=120.0, choice="keeping")
    visit.turn_to("nineteen").type(number=7.0)
    visit.app.switch_page("pages/trust/evidence.py")
    visit.run()
    visit.app.switch_page(PAGE)
    visit.run()
    assert visit.lesson == "nineteen" and visit.app.number_input(key="guess_number_nineteen").value == 7
    visit.turn_to("leaky_bucket")
    assert visit.app.number_input(key="guess_number_leaky_bucket").value == 120
    assert visit.app.radio(key="guess_choice_leaky_bucket").value == "keeping"


def test_a_prediction_belongs_to_its_company():
    visit = Lesson(**SMALL).type(number=120.0)
    visit.app.selectbox(key="lesson_company").set_value("hotel_chain")
    visit.run()
    assert visit.link == {"lesson": "leaky_bucket", "s": "hotel_chain", "v": "1", "seed": "1"}
    assert visit.app.number_input(key="guess_number_leaky_bucket").value is None


def test_a_lesson_starts_again_on_request():
    visit = Lesson(**SMALL).predict()
    visit.press("lesson_again")
    assert len(visit.steps) == 2 and not visit.app.get("vega_lite_chart")
    assert visit.app.number_input(key="guess_number_leaky_bucket").value is None


def test_the_run_can_be_stopped():
    visit = Lesson(lesson="nineteen", **(SMALL | {"seed": "77"})).type(10.0, "less")
    visit.press("lesson_commit")
    if "stop" in visit.buttons:
        visit.press("stop")
        assert "stop" not in visit.buttons
        assert "go_on" in visit.buttons or visit.debriefed


def test_the_price_of_a_complaint_is_worked_out_on_request():
    visit = Lesson(lesson="lost_customer", **SMALL).predict()
    visit.press("start_prices")
    until = time.monotonic() + 3 * PATIENCE     # a study gives way to all other work of the machine
    while "cancel_prices" in visit.buttons and time.monotonic() < until:
        time.sleep(0.2)
        visit.run()
    assert len(visit.app.table) == 1
    assert len(visit.app.table[0].value) == 4
    assert "What it would cost to prevent them is not taken off." in visit.said


@pytest.mark.parametrize(("link", "line"), [
    ({"lesson": "<script>"}, "lesson = <script>: there is no such lesson. Allowed: " + ", ".join(LESSONS)),
    ({"lesson": "nineteen", "s": "nowhere"}, "s = nowhere: there is no such scenario."),
    ({"s": "broadband_points"}, "s = broadband_points: lessons begin with the company's plan of today."),
    ({"s": "broadband", "reward_spend": "3"}, "reward_spend = 3: lessons begin with the company's plan of today"),
    ({"s": "broadband", "price": "1e400"}, "price = 1e400: out of range."),
])
def test_what_a_link_cannot_have_is_named(link, line):
    visit = Lesson(**link)
    assert any(each.startswith(line) for each in visit.set_aside)
    visit.press("dismiss")
    assert not visit.has_set_aside()


def test_a_lesson_that_does_not_fit_says_why():
    visit = Lesson(lesson="leaky_bucket", s="broadband", price="10000", quality_cost="500", market_size="50000",
                   customers_at_start="50000")
    assert "This lesson's plans do not go together" in visit.said
    assert not visit.steps
