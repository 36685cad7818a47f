"""The page "Lessons" as a visitor meets it: in a real browser, on a real server."""

import pytest
from playwright.sync_api import expect

from ui.lessons.plans import LESSONS
from ui.words import say

# one worker, one server for the whole file: the worlds lived for one test are there for the next
pytestmark = pytest.mark.browser
SMALL = "s=broadband&v=1&market_size=200&customers_at_start=50&months=6&burn_in=3&seed=1"
SHOWN = """() => document.querySelector(".st-key-debrief") && !document.querySelector(".st-key-progress")
    && document.querySelectorAll("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").length == 2
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true]")"""


def _open(here, server, lesson):
    here.page.goto(f"{server.address}/lessons?lesson={lesson}&{SMALL}")
    expect(here.page.locator("h2")).to_have_text(say(f"lessons.{lesson}.name"))
    return here


def _predict(here):
    """Predict by keyboard alone: a number, the first choice, and commit."""
    number = here.page.locator(".st-key-prediction input[type=number]")
    number.fill("10")
    number.press("Tab")
    here.page.locator(".st-key-prediction [role=radiogroup] input").first.focus()
    here.page.keyboard.press("Space")
    expect(here.page.locator(".st-key-prediction [role=radiogroup] input").first).to_be_checked()
    commit = here.page.locator(".st-key-lesson_commit button")
    commit.focus()
    here.page.keyboard.press("Enter")
    here.page.wait_for_function(SHOWN)
    return here


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_walked_from_question_to_debrief_by_keyboard(server, visit, lesson):
    here = _open(visit(), server, lesson)
    expect(here.page.locator("h3")).to_have_text([say("lessons.step.question"), say("lessons.step.prediction")])
    _predict(here)
    expect(here.page.locator("h3")).to_have_text(
        [say(f"lessons.step.{name}") for name in ("question", "prediction", "run", "debrief")])
    said = here.page.locator(".st-key-debrief")
    expect(said).to_contain_text("You predicted ")
    expect(said).to_contain_text("The run says ")
    here.page.get_by_role("button", name=say("lessons.guess.again")).click()
    expect(here.page.locator("h3")).to_have_count(2)


def test_a_plan_of_a_lesson_opens_in_what_if_as_it_was(server, visit):
    here = _predict(_open(visit(), server, "leaky_bucket"))
    here.page.get_by_role("link", name=say("lessons.debrief.open", plan=say("lessons.leaky_bucket.keeping"))).click()
    here.settled()
    assert "service_quality=78" in here.page.url and "market_size=200" in here.page.url


def test_the_page_fits_is_open_to_all_and_has_its_picture_taken(server, visit):
    here = _predict(_open(visit(height=900), server, "overloaded_desk"))
    here.looks_right("lessons", 2)
