"""The kernel that serves first come, first served, on cases made by hand, and what a month of service comes to."""

from itertools import permutations

import numpy as np
import pytest

from sim import desk, line, serving
from sim.behaviour.answers import ATTEMPTS, NO_ANSWER, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.calendar import MONTH, SECOND, contact_bits, event_tick
from sim.scenario import SECONDS_A_MONTH
from sim.serving import GAVE_UP, Cases, Queue, Served

LONG = 10 * SECONDS_A_MONTH
SOLVES, AGAIN_UNHELPED, AGAIN_AFTER_GIVING_UP = 1, 2, 4
PAUSE = 1000
NOBODY = ()


def _three(values):
    values = values if isinstance(values, tuple) else (values,)
    return (values + (values[-1],) * ATTEMPTS)[:ATTEMPTS]


def _cases(*rows):
    """Cases from rows (second, work, patience, luck, severity); several values stand for several attempts."""
    rows = [(*row, *(None, 0, LONG, SOLVES, NO_PROBLEM)[len(row):]) for row in rows]
    patience, work, luck = (np.array([_three(row[place]) for row in rows], np.int64).reshape(-1, ATTEMPTS)
                            for place in (2, 1, 3))
    person = np.arange(len(rows))
    opened = np.array([row[0] for row in rows], dtype=np.int64) * SECOND + contact_bits(person, 0, 0)
    return Cases(person, np.array([row[4] for row in rows], dtype=np.int64), opened,
                 np.zeros(len(rows), bool), patience * SECOND, work * SECOND, luck)


def _at(*seconds):
    return [second * SECOND for second in seconds]


def _serve(queue, cases=None, arriving=(), departing=(), months=1):
    """Serve to the end of a month; `arriving` and `departing` are seconds. Returns what was done and all tickets."""
    tickets = []
    done = serving.serve(queue, cases or _cases(), [event_tick(each, i, False) for i, each in enumerate(arriving)],
                         [event_tick(each, i, True) for i, each in enumerate(departing)], months * MONTH,
                         PAUSE * SECOND, tickets)
    return _listed(done), tickets


def _listed(done):
    return Served(**{name: np.array(each).tolist() for name, each in vars(done).items()})


def _plain(queue):
    return queue.free, queue.leaving, np.delete(queue.line, line.ORDER, axis=0).tolist(), queue.until


def test_one_server_serves_in_order_of_arrival():
    done, tickets = _serve(Queue(_at(0)), _cases((0, 100), (10, 50), (20, 10), (500, 5)))
    assert done.waits == [0, 90, 130, 0]
    assert done.work == 165
    assert (done.contacts, len(done.gave_up)) == (4, 0)
    assert [ticket.ended // SECOND for ticket in tickets] == [0, 100, 150, 500]
    assert [ticket.work for ticket in tickets] == [100, 50, 10, 5]


def test_two_servers_take_the_next_in_line_as_they_become_free():
    done, _ = _serve(Queue(_at(0, 0)), _cases((0, 100), (10, 20), (15, 30), (20, 5), (25, 1)))
    assert done.waits == [0, 0, 15, 40, 40]         # begun at 0, 10, 30, 60, 65


def test_whoever_runs_out_of_patience_gives_up_and_frees_the_place_in_line():
    done, tickets = _serve(Queue(_at(0)), _cases((0, 100), (10, 50, 60, 0), (20, 10)))
    assert done.waits == [0, 80]
    assert len(done.gave_up) == 1
    assert [ticket.wait for ticket in tickets if ticket.wait == GAVE_UP] == [GAVE_UP]
    assert dict(zip(done.person, done.closed, strict=True)) == {
        0: 4 * SOLVED_FIRST, 1: 4 * NO_ANSWER, 2: 4 * SOLVED_FIRST}
    assert dict(zip(done.person, done.waited, strict=True))[1] == -1


def test_patience_that_lasts_to_the_last_second_is_rewarded():
    just, _ = _serve(Queue(_at(0)), _cases((0, 100), (10, 50, 91)))
    short, _ = _serve(Queue(_at(0)), _cases((0, 100), (10, 50, 89, 0)))
    assert just.waits == [0, 90]
    assert short.waits == [0] and len(short.gave_up) == 1


def test_a_desk_without_anybody_answers_nobody():
    done, _ = _serve(Queue([]), _cases((0, 10, 50, 0), (5, 10, 50, 0)))
    assert (done.waits, len(done.gave_up)) == ([], 2)


def test_somebody_who_arrives_in_mid_month_takes_the_first_in_line():
    done, _ = _serve(Queue([]), _cases((10, 60), (20, 60)), arriving=[500])
    assert done.waits == [490, 540]


def test_somebody_who_leaves_takes_the_first_free_chair_before_those_who_wait():
    # Two servers are busy until 100 and 200; somebody leaves at 50, while a customer waits since 20.
    queue = Queue(_at(0, 0))
    done, _ = _serve(queue, _cases((0, 100), (0, 200), (20, 10)), departing=[50])
    assert done.waits == [0, 0, 180]
    assert len(queue.free) == 1


def test_somebody_who_leaves_an_idle_desk_goes_at_once():
    queue = Queue(_at(0, 0))
    done, _ = _serve(queue, _cases((100, 30), (110, 30)), departing=[50])
    assert done.waits == [0, 20]
    assert len(queue.free) == 1


def test_somebody_who_leaves_after_the_last_contact_is_gone_next_month():
    queue = Queue(_at(0, 0))
    _serve(queue, _cases((100, 30)), departing=[SECONDS_A_MONTH - 1])
    assert len(queue.free) == 1


def test_the_chair_of_somebody_who_leaves_is_the_first_that_becomes_free():
    # Chairs are busy until 10, 5000 and 20 seconds into the next month; one member of staff leaves at the month's end
    # and takes the first of them. The next caller, half a minute into the month, finds the one that is free from 20 on.
    queue = Queue(_at(SECONDS_A_MONTH + 10, SECONDS_A_MONTH + 5000, SECONDS_A_MONTH + 20))
    _serve(queue, departing=[SECONDS_A_MONTH - 100])
    done, _ = _serve(queue, _cases((SECONDS_A_MONTH + 30, 60)), months=2)
    assert done.waits == [0]


def test_the_chairs_of_several_who_leave_are_the_first_that_become_free():
    queue = Queue(_at(SECONDS_A_MONTH + 10, SECONDS_A_MONTH + 5000, SECONDS_A_MONTH + 20))
    _serve(queue, departing=[SECONDS_A_MONTH - 100, SECONDS_A_MONTH - 90])
    _serve(queue, months=2)
    assert queue.free == _at(SECONDS_A_MONTH + 5000)


def test_whoever_waits_at_the_months_end_is_served_in_the_next_and_counted_once():
    queue = Queue(_at(SECONDS_A_MONTH + 50))
    first, _ = _serve(queue, _cases((SECONDS_A_MONTH - 100, 10)))
    assert (first.contacts, first.waits, len(queue.waiting)) == (1, [], 1)
    second, _ = _serve(queue, months=2)
    assert (second.contacts, second.waits, queue.waiting) == (0, [150], [])


def test_whoever_waits_since_last_month_comes_before_who_arrives_in_this():
    queue = Queue(_at(SECONDS_A_MONTH + 50))
    _serve(queue, _cases((SECONDS_A_MONTH - 100, 70)))
    done, _ = _serve(queue, _cases((SECONDS_A_MONTH + 1, 10)), months=2)
    assert done.waits == [150, 119]


def test_who_gives_up_in_the_next_month_is_counted_there():
    queue = Queue(_at(2 * SECONDS_A_MONTH))
    first, _ = _serve(queue, _cases((SECONDS_A_MONTH - 100, 10, 200, 0)))
    second, _ = _serve(queue, months=2)
    assert (len(first.gave_up), len(second.gave_up)) == (0, 1)


def test_the_contacts_of_those_who_left_are_withdrawn():
    queue = Queue(_at(SECONDS_A_MONTH + 50))
    _serve(queue, _cases((SECONDS_A_MONTH - 300, 10), (SECONDS_A_MONTH - 200, 20), (SECONDS_A_MONTH - 100, 30)))
    queue.withdraw(np.array([True, False, True]))
    done, _ = _serve(queue, months=2)
    assert done.person == [0, 2]
    assert done.waits == [350, 160]


def test_calls_planned_by_those_who_left_are_withdrawn_too():
    queue = Queue(_at(0))
    _serve(queue, _cases((SECONDS_A_MONTH - 50, 10, LONG, (AGAIN_UNHELPED, SOLVES)),
                         (SECONDS_A_MONTH - 30, 10, LONG, (AGAIN_UNHELPED, SOLVES))))
    assert len(queue.later) == 2
    queue.withdraw(np.array([False, True]))
    done, _ = _serve(queue, months=2)
    assert (done.person, done.closed) == ([1], [4 * SOLVED_LATER])


def test_an_answer_that_does_not_help_brings_the_person_back_after_a_pause():
    done, tickets = _serve(Queue(_at(0)), _cases((10, 100, LONG, (AGAIN_UNHELPED, SOLVES), MINOR), (40, 1)))
    assert [ticket.tick // SECOND for ticket in tickets] == [10, 40, 10 + 100 + PAUSE]
    assert done.contacts == 3
    assert (done.person, done.closed) == ([0, 1], [4 * SOLVED_LATER + MINOR, 4 * SOLVED_FIRST])
    assert done.waited == [0, 70]                   # the wait for the first answer, not for the last


def test_who_gave_up_may_try_again_after_a_pause():
    done, tickets = _serve(Queue(_at(500)), _cases((0, 10, 200, (AGAIN_AFTER_GIVING_UP, SOLVES))))
    assert [ticket.wait for ticket in tickets] == [GAVE_UP, 0]
    assert tickets[1].tick // SECOND == 200 + PAUSE
    assert (len(done.gave_up), done.closed) == (1, [4 * SOLVED_LATER])
    assert done.waited == [200 + PAUSE]             # from the first attempt to the first answer


def test_every_attempt_has_its_own_patience_and_work():
    done, tickets = _serve(Queue(_at(0)), _cases((0, (5, 7, 9), LONG, (AGAIN_UNHELPED, AGAIN_UNHELPED, SOLVES))))
    assert [ticket.work for ticket in tickets] == [5, 7, 9]
    assert done.work == 21


def test_nobody_tries_more_than_three_times():
    done, _ = _serve(Queue(_at(0)), _cases((0, 5, LONG, (AGAIN_UNHELPED, AGAIN_UNHELPED, 0), MAJOR)))
    assert (done.contacts, done.closed) == (3, [4 * UNSOLVED + MAJOR])


def test_who_was_answered_once_and_then_gives_up_is_unsolved_rather_than_unanswered():
    busy = (0, 5, LONG, SOLVES), (6 + PAUSE - 10, 5000)
    done, _ = _serve(Queue(_at(0)), _cases(*busy, (6, 1, (LONG, 10), (AGAIN_UNHELPED, 0))))
    assert dict(zip(done.person, done.closed, strict=True))[2] == 4 * UNSOLVED


@pytest.mark.parametrize(("attempt", "luck", "outcome"), [
    (0, SOLVES, SOLVED_FIRST), (1, SOLVES, SOLVED_LATER), (2, SOLVES, SOLVED_LATER), (0, 0, UNSOLVED),
    (0, AGAIN_UNHELPED, 0), (0, AGAIN_AFTER_GIVING_UP, UNSOLVED), (0, SOLVES | AGAIN_UNHELPED, SOLVED_FIRST)])
def test_what_an_answer_leads_to(attempt, luck, outcome):
    assert serving.WHEN_ANSWERED[attempt][luck] == outcome


@pytest.mark.parametrize(("answered_before", "luck", "outcome"), [
    (False, SOLVES, NO_ANSWER), (True, SOLVES, UNSOLVED), (False, AGAIN_AFTER_GIVING_UP, 0),
    (True, AGAIN_AFTER_GIVING_UP, 0), (False, AGAIN_UNHELPED, NO_ANSWER)])
def test_what_giving_up_leads_to(answered_before, luck, outcome):
    assert serving.WHEN_GIVEN_UP[answered_before][luck] == outcome


def test_a_copied_queue_lives_on_its_own():
    queue = Queue(_at(SECONDS_A_MONTH + 50, SECONDS_A_MONTH + 10))
    _serve(queue, _cases((SECONDS_A_MONTH - 100, 10), (SECONDS_A_MONTH - 90, 10)), departing=[SECONDS_A_MONTH - 80])
    twin = queue.copy()
    assert _plain(twin) == _plain(queue) and twin.free is not queue.free and twin.leaving is not queue.leaving
    served, _ = _serve(queue, months=2)
    assert (queue.leaving, len(queue.free), len(twin.leaving), len(twin.free)) == ([], 1, 1, 2)
    again, _ = _serve(twin, months=2)
    assert served == again and _plain(queue) == _plain(twin)


def test_whoever_wants_to_leave_and_finds_no_chair_free_is_remembered_until_one_is():
    queue = Queue(_at(SECONDS_A_MONTH + 10, SECONDS_A_MONTH + 5000))
    _serve(queue, departing=[SECONDS_A_MONTH - 100, 2])
    assert queue.leaving == [event_tick(2, 1, True), event_tick(SECONDS_A_MONTH - 100, 0, True)]
    assert len(queue.free) == 2
    _serve(queue, months=2)
    assert (queue.leaving, queue.free) == ([], [])


def test_whoever_leaves_within_the_month_is_not_remembered():
    queue = Queue(_at(0, 0))
    _serve(queue, departing=[50])
    assert (queue.leaving, len(queue.free)) == ([], 1)


def test_the_worst_closing_counts_whatever_the_order():
    closings = [(2, 4 * SOLVED_FIRST + MAJOR, 50), (2, 4 * UNSOLVED + MINOR, 7200), (0, 4 * SOLVED_LATER, 3600),
                (2, 4 * SOLVED_LATER, 10)]
    for order in permutations(range(4)):
        person, closed, waited = (list(each) for each in zip(*(closings[i] for i in order), strict=True))
        outcome, severity, wait, _ = desk.worst_closings(Served(person=person, closed=closed, waited=waited), 4)
        assert outcome.tolist() == [SOLVED_LATER, 0, UNSOLVED, 0]
        # The major problem was solved at once: it is the minor one that was not.
        assert severity.tolist() == [NO_PROBLEM, NO_PROBLEM, MINOR, NO_PROBLEM]
        assert wait.tolist() == [1, 0, 2, 0]


def test_of_the_cases_with_the_worst_outcome_the_worst_severity_counts():
    closings = [4 * UNSOLVED + MINOR, 4 * UNSOLVED + MAJOR, 4 * UNSOLVED + NO_PROBLEM, 4 * SOLVED_LATER + MAJOR]
    for closed in permutations(closings):
        outcome, severity, *_ = desk.worst_closings(Served(person=[1] * 4, closed=list(closed), waited=[0] * 4), 2)
        assert (outcome.tolist(), severity.tolist()) == ([0, UNSOLVED], [NO_PROBLEM, MAJOR])


@pytest.mark.parametrize("worse", [UNSOLVED, NO_ANSWER])
def test_no_severity_outweighs_an_outcome(worse):
    served = Served(person=[0, 0], closed=[4 * (worse - 1) + MAJOR, 4 * worse + NO_PROBLEM], waited=[0, 0])
    outcome, severity, *_ = desk.worst_closings(served, 1)
    assert (outcome.tolist(), severity.tolist()) == ([worse], [NO_PROBLEM])


def test_no_answer_counts_as_a_wait_of_a_month():
    _, _, wait, _ = desk.worst_closings(Served(person=[1], closed=[4 * NO_ANSWER], waited=[-1]), 2)
    assert wait.tolist() == [0, 176]


def test_every_contact_given_up_counts_for_whoever_gave_it_up_closed_or_not():
    served = Served(person=[1], closed=[4 * UNSOLVED], waited=[0], gave_up=[3, 1, 3])
    outcome, _, _, gave_up = desk.worst_closings(served, 5)
    assert gave_up.tolist() == [0, 1, 0, 2, 0]
    assert outcome.tolist() == [0, UNSOLVED, 0, 0, 0]


def test_the_tally_of_a_month():
    served = Served(contacts=9, gave_up=[4, 4], work=5000, waits=[0, 3600, 7200, 10_800, 36_000],
                    closed=[4 * SOLVED_FIRST, 4 * SOLVED_FIRST + MAJOR, 4 * SOLVED_LATER, 4 * UNSOLVED, 4 * NO_ANSWER])
    assert desk.desk_tally(served, 20_000) == pytest.approx({
        "contacts": 9, "answered": 5, "abandoned": 2, "response_median_hours": 2, "response_p90_hours": 7.2,
        "utilisation": 0.25, "first_contact_resolution": 0.5})


def test_the_tally_of_a_month_without_contacts_and_staff_knows_what_it_does_not_know():
    tally = desk.desk_tally(Served(), 0)
    assert [tally[key] for key in ("contacts", "answered", "abandoned")] == [0, 0, 0]
    unknown = ("response_median_hours", "response_p90_hours", "utilisation", "first_contact_resolution")
    assert all(np.isnan(tally[key]) for key in unknown)


def test_staff_are_paid_for_the_seconds_they_are_there():
    arriving = [event_tick(SECONDS_A_MONTH - 100, 1, False)]
    departing = [event_tick(SECONDS_A_MONTH - 1000, 1, True), event_tick(0, 2, True)]
    assert desk.staff_seconds(3, [], [], MONTH) == 3 * SECONDS_A_MONTH
    assert desk.staff_seconds(3, arriving, departing, MONTH) == 3 * SECONDS_A_MONTH + 100 - 1000 - SECONDS_A_MONTH
