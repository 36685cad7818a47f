"""Long work: one study after the other, told about, cancelled, kept, and never more of it than bounded."""

import os
import threading
import time

import pytest

from tests.unit.ui import studies_to_try as tried
from ui import studies
from ui.studies import Order, Studies

PATIENCE = 60


@pytest.fixture
def desk():
    desk = Studies()
    yield desk
    desk.close()


def _until(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        threading.Event().wait(0.02)


def _ended(desk, order):
    _until(lambda: not desk.look(order).under_way)
    return desk.look(order)


def test_a_study_is_worked_out_in_another_process_and_kept(desk):
    order = Order(tried.counted, (("upto", 5),))
    assert desk.look(order).state == "unknown"
    desk.start("me", "count", order)
    assert _ended(desk, order).result == [0, 1, 2, 3, 4]
    assert desk.look(Order(tried.counted, (("upto", 5),))).result == [0, 1, 2, 3, 4]
    assert desk.look(Order(tried.counted, (("upto", 6),))).state == "unknown"


def test_a_study_is_the_same_in_whatever_order_its_arguments_are_given():
    assert Order(tried.counted, (("a", 1), ("b", 2))).key == Order(tried.counted, (("b", 2), ("a", 1))).key
    assert Order(tried.counted, (("a", 1), ("b", 2))).key != Order(tried.counted, (("a", 2), ("b", 1))).key


def test_a_cancelled_study_ends_and_can_be_started_again(desk):
    order = Order(tried.endless, ())
    desk.start("me", "endless", order)
    _until(lambda: desk.look(order).done == 1)
    desk.cancel("me", "endless")
    assert desk.look(order).state == "unknown"
    follower = Order(tried.counted, (("upto", 1),))
    desk.start("me", "count", follower)
    assert _ended(desk, follower).state == "done"
    desk.start("me", "endless", order)
    _until(lambda: desk.look(order).done == 1)


def test_progress_tells_the_time_left(desk):
    order = Order(tried.endless, ())
    desk.start("me", "endless", order)
    _until(lambda: desk.look(order).seconds_left is not None)
    standing = desk.look(order)
    assert (standing.state, standing.done, standing.total) == ("running", 1, 10)
    assert standing.seconds_left > 0


def test_what_somebody_else_wants_too_goes_on_when_one_cancels(desk):
    order = Order(tried.endless, ())
    desk.start("me", "endless", order)
    desk.start("you", "endless", order)
    desk.cancel("me", "endless")
    assert desk.look(order).under_way and desk.look(order, "you").under_way
    assert desk.look(order, "me").state == "unknown"
    desk.cancel("you", "endless")
    assert not desk.look(order).under_way


def test_a_new_study_under_a_name_takes_the_place_of_the_old_one(desk):
    old, new = Order(tried.endless, ()), Order(tried.counted, (("upto", 2),))
    desk.start("me", "same", old)
    _until(lambda: desk.look(old).done == 1)
    desk.start("me", "same", new)
    assert desk.look(old).state == "unknown"
    assert _ended(desk, new).result == [0, 1]


def test_later_studies_wait_for_their_turn(desk):
    first, second = Order(tried.endless, ()), Order(tried.counted, (("upto", 2),))
    desk.start("me", "first", first)
    _until(lambda: desk.look(first).state == "running")
    desk.start("you", "second", second)
    assert (desk.look(second).state, desk.look(second).place) == ("waiting", 1)
    desk.cancel("me", "first")
    assert _ended(desk, second).state == "done"


def test_what_a_page_has_begun_by_itself_waits_for_what_somebody_asked_for(desk):
    orders = [Order(tried.endless, (("unused", place),)) for place in range(4)]
    desk.start("me", "first", orders[0], pressed=False)
    _until(lambda: desk.look(orders[0]).state == "running")
    for name, place, pressed in (("by_itself", 1, False), ("too", 2, False), ("asked", 3, True)):
        desk.start("me", name, orders[place], pressed)
    assert [desk.look(each).place for each in orders] == [0, 2, 3, 1]
    desk.start("you", "asked", orders[2], pressed=True)
    assert [desk.look(each).place for each in orders] == [0, 3, 1, 2]
    desk.cancel("me", "first")
    _until(lambda: desk.look(orders[2]).state == "running")
    assert [desk.look(each).place for each in orders[1:]] == [2, 0, 1]


def test_what_the_model_refuses_and_what_breaks_is_told_apart(desk):
    for function, state, reason in ((tried.refused, "refused", "budget = 3 is below what today costs"),
                                    (tried.broken, "broken", "broken")):
        order = Order(function, ())
        desk.start("me", "fails", order)
        standing = _ended(desk, order)
        assert standing.state == state
        assert reason in standing.reason


def test_a_study_that_takes_too_long_is_ended(desk, monkeypatch):
    monkeypatch.setattr(studies, "MOST_SECONDS", 0.5)
    order = Order(tried.endless, ())
    desk.start("me", "endless", order)
    assert (_ended(desk, order).state, desk.look(order).reason) == ("broken", "too_long")


def test_no_more_studies_wait_than_bounded(desk, monkeypatch):
    monkeypatch.setattr(studies, "MOST_WAITING", 2)
    orders = [Order(tried.endless, (("unused", place),)) for place in range(3)]
    for place, order in enumerate(orders):
        desk.start("me", str(place), order)
    assert desk.look(orders[2]).reason == "too_many"
    assert desk.look(orders[1]).under_way


def test_a_study_ends_when_its_visitor_has_not_been_seen_for_long(desk, monkeypatch):
    order = Order(tried.endless, ())
    desk.start("me", "endless", order)
    _until(lambda: desk.look(order).done == 1)
    desk.still_here("me")
    assert desk.look(order).under_way
    monkeypatch.setattr(studies, "LEASE_SECONDS", 0.0)
    _until(lambda: not desk.look(order).under_way)
    assert desk.look(order).reason == "left_alone"


def test_when_no_process_can_be_started_those_who_wait_hear_of_it_and_the_next_study_goes_on(desk, monkeypatch):
    def no_memory(*_, **__):
        raise OSError(12, "Cannot allocate memory")

    first, second = Order(tried.counted, (("upto", 1),)), Order(tried.counted, (("upto", 2),))
    with monkeypatch.context() as short:
        short.setattr(studies, "ProcessPoolExecutor", no_memory)
        desk.start("me", "first", first)
        assert _ended(desk, first).reason == "broken"
    desk.start("you", "second", second)
    assert _ended(desk, second).state == "done"


def test_results_are_bounded_in_bytes(desk, monkeypatch):
    monkeypatch.setattr(studies, "MOST_BYTES", 3000)
    orders = [Order(tried.counted, (("upto", upto),)) for upto in (1000, 1001)]
    for order in orders:
        desk.start("me", "count", order)
        assert _ended(desk, order).state == "done"
    assert desk.look(orders[0]).state == "unknown"


def test_no_process_stays_behind(desk):
    order = Order(tried.where, ())
    desk.start("me", "where", order)
    _until(lambda: desk.look(order).done)
    process = desk.look(order).done
    os.kill(process, 0)
    desk.close()
    _until(lambda: _is_gone(process))


def _is_gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False
