"""The trainers' guide agrees with the page: every lesson by its name, and timetables that add up."""

import re
from itertools import accumulate
from pathlib import Path

import pytest

from ui.lessons.plans import LESSONS, MINUTES
from ui.words import say

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "facilitator.md").read_text("utf-8")
NAMES = {lesson: say(f"lessons.{lesson}.name") for lesson in LESSONS}


def _rows(title):
    """Give the rows of the table below a heading, without its head."""
    section = GUIDE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def _clock(text):
    hours, minutes = re.fullmatch(r"(\d):(\d\d)", text).groups()
    return 60 * int(hours) + int(minutes)


def test_the_guide_lists_the_lessons_as_the_page_does_with_their_minutes():
    assert [(row[0], int(row[1])) for row in _rows("The lessons")] == [
        (NAMES[lesson], MINUTES[lesson]) for lesson in LESSONS]


@pytest.mark.parametrize("minutes", [45, 90, 180])
def test_a_timetable_adds_up_and_gives_each_lesson_its_minutes(minutes):
    rows = _rows(f"{minutes} minutes")
    lengths = [int(row[1]) for row in rows]
    assert sum(lengths) == minutes
    assert [_clock(row[0]) for row in rows] == [0, *accumulate(lengths[:-1])]
    given = {row[2]: int(row[1]) for row in rows if row[2] in NAMES.values()}
    assert given == {NAMES[lesson]: MINUTES[lesson] for lesson in LESSONS if NAMES[lesson] in given}


def test_the_longest_workshop_has_all_lessons():
    assert set(NAMES.values()) <= {row[2] for row in _rows("180 minutes")}


def test_the_minutes_of_a_lessons_steps_add_up():
    steps = re.search(r"A lesson of (\d+) minutes: (.+?)\. One of (\d+) minutes: (.+?)\.\n", GUIDE, re.DOTALL)
    for whole, parts in (steps.group(1, 2), steps.group(3, 4)):
        assert sum(map(int, re.findall(r"\d+", parts))) == int(whole)
    assert {int(steps.group(1)), int(steps.group(3))} == set(MINUTES.values())


def test_the_page_says_where_the_guide_is_and_the_readme_leads_there():
    assert "docs/facilitator.md" in say("lessons.trainers")
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    assert "](docs/facilitator.md)" in readme
