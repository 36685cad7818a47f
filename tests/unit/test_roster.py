"""Who works at the desk, and the cases people bring to it."""

import numpy as np
import pytest

from sim import desk, serving
from sim.behaviour.answers import ATTEMPTS, handle_seconds, patience_seconds
from sim.behaviour.staff import Service
from sim.calendar import MONTH, SECOND, contact_bits
from sim.desk import Roster
from sim.draws import Draws, Purpose
from sim.scenario import SECONDS_A_MONTH, checked

CALM = {"market_size": 4000, "customers_at_start": 0, "burn_in": 0, "probing": 0}
SERVICE = Service(quality=60.0, resolution=0.68, minutes=54.0)


def _decide(roster, month=0, contacts=0, seed=1, quit_rate=0.0, frozen=False, **changes):
    """Ticks of arrivals and of departures."""
    return roster.decide(month, contacts, quit_rate, frozen, checked(CALM | changes), Draws(seed, 4000))[:2]


def test_missing_staff_are_hired_after_their_lead_time():
    roster = Roster(3, 0.0)
    arriving, departing = _decide(roster, desk_staff=5, hiring_lead=2.0)
    assert len(arriving) == 2 and departing == []
    assert all(3 * MONTH <= tick < 3 * MONTH + MONTH // 4 + SECOND for tick in arriving)
    assert sorted(roster.coming) == sorted(arriving) and roster.staff == 3


def test_people_who_are_coming_are_not_hired_twice():
    roster = Roster(3, 0.0)
    _decide(roster, 0, desk_staff=5)
    assert _decide(roster, 1, desk_staff=5) == ([], [])


@pytest.mark.parametrize(("staff", "released"), [(5, 0), (6, 1), (8, 3)])
def test_whoever_is_beyond_a_fixed_head_count_is_released_in_mid_month(staff, released):
    arriving, departing = _decide(Roster(staff, 0.0), desk_staff=5)
    assert arriving == []
    assert [tick // SECOND for tick in departing] == [SECONDS_A_MONTH + SECONDS_A_MONTH // 2] * released
    assert len(set(departing)) == released


@pytest.mark.parametrize(("staff", "released"), [(20, 0), (23, 0), (24, 1), (26, 3)])
def test_fifteen_percent_too_many_are_kept_and_the_others_are_released_in_mid_month(staff, released):
    # A load of 40, half of which will not be waited for: 20 are needed and 3 more are kept.
    load = 40 * SECONDS_A_MONTH / 3600
    arriving, departing = _decide(Roster(staff, load), contacts=load, handle_minutes=60, response_target=24.0,
                                  patience=24)
    assert arriving == []
    assert [tick // SECOND for tick in departing] == [SECONDS_A_MONTH + SECONDS_A_MONTH // 2] * released
    assert len(set(departing)) == released


def test_the_last_member_of_staff_is_never_released():
    roster = Roster(1, 0.0)
    assert _decide(roster, desk_staff=0, contacts=0) == ([], [])


def test_a_quitter_is_replaced():
    roster = Roster(200, 0.0)
    arriving, departing = _decide(roster, market_size=16_000, desk_staff=200, quit_rate=1.5)
    assert len(arriving) == len(departing) > 0
    assert all(MONTH <= tick < 2 * MONTH for tick in departing)


def test_staff_quit_at_the_stated_rate():
    gone = [len(_decide(Roster(200, 0.0), month, market_size=16_000, desk_staff=200, quit_rate=1.2, seed=3)[1])
            for month in range(60)]
    chance = 1 - np.exp(-0.1)
    assert np.mean(gone) == pytest.approx(200 * chance, abs=4 * np.sqrt(200 * chance * (1 - chance) / 60))


def test_who_quits_is_told_apart_from_who_is_released():
    draws, inputs = Draws(1, 4000), checked(CALM | {"market_size": 16_000, "desk_staff": 150})
    _, departing, quitting = Roster(200, 0.0).decide(0, 0, 1.5, False, inputs, draws)
    assert 0 < quitting < len(departing) == 50
    _, released, nobody = Roster(200, 0.0).decide(0, 0, 0.0, False, inputs, draws)
    assert (nobody, len(released)) == (0, 50)


def test_a_hiring_freeze_replaces_nobody_and_keeps_nobody():
    assert _decide(Roster(3, 0.0), desk_staff=5, frozen=True) == ([], [])
    free, frozen = (_decide(Roster(200, 0.0), market_size=16_000, desk_staff=200, quit_rate=1.5, frozen=each)
                    for each in (False, True))
    assert len(free[0]) == len(free[1]) and frozen == ([], free[1])
    assert len(_decide(Roster(8, 0.0), desk_staff=5, frozen=True)[1]) == 3


def test_whoever_is_already_going_does_not_quit_again():
    roster = Roster(10, 0.0)
    roster.going = [5 * MONTH + place for place in range(10)]
    _, departing = _decide(roster, desk_staff=0, quit_rate=1.5)
    assert departing == []


def test_arriving_and_departing_change_the_head_count():
    roster = Roster(3, 0.0, coming=[77], going=[99])
    roster.arrive(77)
    assert (roster.staff, roster.coming, roster.going) == (4, [], [99])
    roster.depart(99)
    assert (roster.staff, roster.coming, roster.going) == (3, [], [])


def test_the_load_to_staff_for_is_remembered():
    roster = Roster(3, 300.0)
    _decide(roster, contacts=600)
    assert roster.remembered == pytest.approx(400)


def test_the_first_desk_is_staffed_for_the_contacts_to_expect():
    inputs = checked({"market_size": 40_000, "question_rate": 4, "failure_rate": 2, "voiced_share": 0.5,
                      "first_contact_resolution": 0.75, "contacts_again": 0.8, "handle_minutes": 60,
                      "patience": 24, "patience_spread": 1.2, "response_target": 24, "probing": 0})
    roster = desk.first_roster(10_000, inputs)
    assert roster.remembered == pytest.approx(5000)
    assert roster.staff == 14                       # 14.2: 5000 hours of 176 a head, half of them not waited for


def test_a_more_patient_rule_hires_fewer_people():
    targets = (0.25, 1.0, 4.0, 16.0, 48.0)
    heads = [desk.first_roster(4000, checked({"response_target": target})).staff for target in targets]
    assert heads == sorted(heads, reverse=True) and heads[0] > heads[-1]


# -- cases -------------------------------------------------------------------------------------------------------


def _open(who, second, month=0, severity=None, preferred=None, service=SERVICE, **changes):
    inputs = checked({"burn_in": 3} | changes)
    severity = np.zeros(len(who), np.int64) if severity is None else np.array(severity)
    preferred = np.zeros(len(who), bool) if preferred is None else np.array(preferred)
    return desk.open_cases(np.array(who, np.int64), severity, np.array(second, np.int64), month, np.zeros(len(who)),
                           preferred, service, inputs, Draws(1, 50))


def test_cases_open_at_their_second_with_what_belongs_to_them():
    cases = _open([7, 3, 9], [500, 20, 300], severity=[1, 2, 0], preferred=[True, False, False])
    assert cases.person.tolist() == [7, 3, 9]
    assert cases.severity.tolist() == [1, 2, 0]
    assert cases.preferred.tolist() == [True, False, False]
    assert (cases.opened // SECOND - 3 * SECONDS_A_MONTH).tolist() == [500, 20, 300]
    assert (cases.opened % SECOND).tolist() == [contact_bits(person, 3, 0) for person in (7, 3, 9)]


def test_contacts_of_the_same_second_come_in_order_of_person():
    opened = _open([9, 2, 5], [100, 100, 100]).opened
    assert np.argsort(opened).tolist() == [1, 2, 0]


def test_a_case_opened_in_the_burn_in_counts_from_its_beginning():
    assert (_open([1], [10], month=-3).opened // SECOND).tolist() == [10]


def test_the_luck_of_a_case_does_not_depend_on_who_else_calls():
    alone, among = _open([7], [500]), _open([1, 7, 8], [100, 500, 900])
    for column in ("opened", "patience", "work", "luck"):
        np.testing.assert_array_equal(getattr(among, column)[1], getattr(alone, column)[0])


def test_every_attempt_has_its_own_luck_by_its_address():
    cases, draws, inputs = _open([7], [500], month=2), Draws(1, 50), checked({"burn_in": 3})
    for attempt in range(ATTEMPTS):
        work = handle_seconds(draws.uniform(Purpose.HANDLE_TIME, 2, 7, attempt), SERVICE.minutes)
        mood = patience_seconds(np.zeros(1), draws.uniform(Purpose.CONTACT_PATIENCE, 2, [7], attempt), inputs)
        assert cases.work[0, attempt] == work * SECOND
        assert cases.patience[0, attempt] == mood[0] * SECOND
    assert len(set(cases.work[0])) == ATTEMPTS


def test_cases_take_as_long_and_are_solved_as_often_as_the_months_service_says():
    people = list(range(50))
    usual, slow = _open(people, people), _open(people, people, service=SERVICE._replace(minutes=108.0))
    longer = slow.work // SECOND - 2 * (usual.work // SECOND)
    assert np.abs(longer).max() <= 2        # but for whole seconds, twice as long
    poor, good = (_open(people, people, service=SERVICE._replace(resolution=each)).luck & serving.SOLVES
                  for each in (0.3, 0.9))
    assert (good >= poor).all() and good.sum() > poor.sum()
    assert poor.mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 150))


def test_nobody_plans_a_fourth_attempt():
    cases = _open(list(range(50)), list(range(50)), contacts_again=1, returns_after_giving_up=1)
    assert (cases.luck[:, :-1] & 6 == 6).all()
    assert (cases.luck[:, -1] & 6 == 0).all()


def test_a_month_without_calls_has_no_cases():
    cases = _open([], [])
    assert [len(column) for column in cases] == [0] * 7
    assert cases.patience.shape == cases.work.shape == (0, ATTEMPTS)


def test_the_pause_and_the_next_contact_are_whole_seconds_after_the_last():
    pause = desk.pause_ticks(checked({"contact_pause": 2.5}))
    assert pause == 9000 * SECOND
    opened = 10 * SECOND + contact_bits(4, 0, 0)
    later = serving.next_contact(opened, 2, 500 * SECOND + 12_345, pause)
    assert later == 9500 * SECOND + contact_bits(4, 0, 2)


def test_no_more_people_leave_than_there_are_when_many_quit_and_many_are_still_to_come():
    roster = Roster(5, 1.0, coming=list(range(1, 11)))
    _, leaving, quitting = roster.decide(0, 10, 3.75, 0.0, checked({"burn_in": 0}), Draws(6, 100))
    assert quitting >= 2
    assert len(leaving) <= 4
    assert len(roster.going) == len(leaving)


def test_a_freeze_of_half_the_hires_lets_half_of_them_in():
    def hired(frozen):
        roster = Roster(1, 5000.0)
        return len(roster.decide(0, 5000, 0.0, frozen, checked({"burn_in": 0, "response_target": 1}), Draws(1, 100))[0])

    assert hired(0.0) > 10
    assert hired(0.5) == hired(0.0) // 2 and hired(1.0) == 0
