"""How often the page is drawn again while worlds come in, and how often it asks."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ui import frame, runs
from ui.frame import Drawn
from ui.runs import WORLDS, Failure


def test_the_page_is_drawn_again_a_few_times_and_at_the_end(answered):
    answer, drawn, draws = answered(), Drawn(-1), []
    for done in range(WORLDS + 1):
        if frame._worth_drawing(replace(answer, done=done), drawn):
            draws.append(done)
            drawn.worlds = done
    assert draws == [0, 1, 3, 6, 10, 15, WORLDS]


def test_worlds_that_come_in_together_are_drawn_once(answered):
    assert frame._worth_drawing(replace(answered(), done=9), Drawn(1))
    assert not frame._worth_drawing(replace(answered(), done=9), Drawn(9))


@pytest.mark.parametrize("found", [None, Failure("broken")])
def test_nothing_is_drawn_for_what_is_no_answer(found):
    assert not frame._worth_drawing(found, Drawn(-1))


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 0.4), (1, 0.4), (10, 0.4), (50, 2.0)])
def test_the_more_visits_wait_the_less_often_each_asks(monkeypatch, waiting, seconds):
    monkeypatch.setattr(runs, "desk", lambda: SimpleNamespace(waiting=waiting))
    assert frame._calmly(frame.POLL_SECONDS) == pytest.approx(seconds)
