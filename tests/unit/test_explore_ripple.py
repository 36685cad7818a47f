"""The ripple of an incident: who was told, what they did, and who followed them, in order of days."""

import numpy as np
import pytest

from sim.behaviour.stories import POST, ROOTS
from sim.events import DAYS_A_MONTH
from sim.explore import ripple as explore
from sim.explore.losses import losses
from sim.explore.ripple import FOLLOWER, HEARER, LEFT_TOO, NOTHING, STAYED_AWAY, TELLER, ripple
from sim.explore.trace import LEFT, THE_PUBLIC
from sim.explore.trace import STAYED_AWAY as AWAY
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST
from tests.unit.talkative import BAD, POSTED, QUIET, company

SCENARIO = company(POSTED, **BAD | {
    "contacts": 8, "belief": 1, "customer_belief": 1, "bad_story_shift": 1, "defection_contagion": 0.5,
    "defection_half_life": 2, "customers_at_start": 300, "acquisition_spend": 600, "failure_rate": 4,
    "cancellation_obstacle": 0, "hazard_level": 1})


@pytest.fixture(scope="module")
def tree():
    return losses(SCENARIO, 2, workers=1)


@pytest.fixture(scope="module")
def ripples(tree):
    return [ripple(tree, incident) for incident in range(len(tree.incidents["root"]))]


def _of_role(found, role):
    return np.flatnonzero(found.people["role"] == role)


def test_every_incident_of_a_lively_world_has_its_ripple(tree, ripples):
    assert len(ripples) > 100
    for incident, found in enumerate(ripples):
        leaf = {name: values[incident].item() for name, values in tree.incidents.items()}
        assert (found.incident, found.root, found.teller, found.month, found.cents, found.told) == (
            incident, ROOTS[leaf["root"]], leaf["teller"], leaf["since"], leaf["cents"], leaf["told"])
        assert len({len(values) for values in found.people.values()}) == 1
        assert len(found.people["person"]) <= explore.MOST_SHOWN


def test_the_teller_stands_first_and_everybody_after_somebody_who_stands_before(ripples):
    for found in ripples:
        people, places = found.people, np.arange(len(found.people["person"]))
        assert _of_role(found, TELLER).tolist() == [0]
        assert (people["person"][0], people["after"][0], people["day"][0]) == (found.teller, -1, 0)
        assert ((people["after"][1:] >= 0) & (people["after"][1:] < places[1:])).all()
        assert (people["after"][_of_role(found, HEARER)] == 0).all()


def test_days_never_go_back_and_what_people_do_comes_after_what_they_heard(ripples):
    for found in ripples:
        people = found.people
        assert (people["day"] >= 0).all() and (np.diff(people["day"]) >= 0).all()
        fated = people["fate"] != NOTHING
        assert (np.isnan(people["fate_day"]) == ~fated).all()
        assert (people["fate_day"][fated] >= people["day"][fated]).all()
        assert ((people["share"] > 0) == fated).all() and (people["share"] <= 1 + 1e-6).all()
        assert set(people["fate"].tolist()) <= {NOTHING, STAYED_AWAY, LEFT_TOO}
        assert isinstance(found.days, int) and found.days >= people["day"][-1]
        # the burn-in and the year before count too, but nothing goes on after the last month
        assert found.days <= DAYS_A_MONTH * (SCENARIO.plan.months - found.month) + 1


def test_as_many_hear_as_the_trace_says(tree, ripples):
    hearings, told_of = tree.trace.hearings, tree.trace.stories
    for incident, found in enumerate(ripples):
        own = tree.story_of[hearings["story"]] == incident
        rows = _of_role(found, HEARER)
        assert len(rows) == own.sum() == tree.incidents["reached"][incident]
        assert sorted(found.people["person"][rows].tolist()) == sorted(hearings["hearer"][own].tolist())
        customers = np.count_nonzero(hearings["status"][own] == CUSTOMER)
        assert np.count_nonzero(found.people["customer"][rows]) == customers
        believed = (hearings["status"][own] != LOST) & (hearings["fresh"][own] >= explore.TO_HEART)
        assert np.count_nonzero(found.people["believed"][rows]) == believed.sum()
        assert found.told == told_of["told"][tree.story_of == incident].sum() >= len(rows)


def test_who_did_something_because_of_a_story_did_so_by_the_share_that_the_trace_gives_it(tree, ripples):
    effects, fates = tree.trace.effects, 0
    for incident, found in enumerate(ripples):
        rows = _of_role(found, HEARER)
        rows = rows[found.people["fate"][rows] != NOTHING]
        fates += len(rows)
        for row in rows.tolist():
            own = ((effects["person"] == found.people["person"][row]) & (tree.story_of[effects["story"]] == incident)
                   & (effects["kind"] == (LEFT if found.people["fate"][row] == LEFT_TOO else AWAY)))
            assert found.people["share"][row] in effects["share"][own]
            assert found.people["share"][row] >= explore.LEAST_SHARE
    assert fates > 20


def test_those_who_follow_a_contact_left_after_whom_they_followed(tree, ripples):
    leavers, followers = tree.trace.leavers, 0
    for found in ripples:
        people = found.people
        for row in _of_role(found, FOLLOWER).tolist():
            before, followers = people["after"][row], followers + 1
            assert people["fate"][row] == people["fate"][before] == LEFT_TOO
            assert people["day"][row] == people["fate_day"][before] < people["fate_day"][row]
            assert explore.LEAST_SHARE <= people["share"][row] <= people["share"][before]
            own = (leavers["person"] == people["person"][row]) & (leavers["cause"] == CAUSES.index("friends"))
            assert own.any()
    assert followers > 5


def test_a_teller_who_leaves_because_of_the_trouble_is_in_it_with_the_whole_person(tree, ripples):
    leavers, left = tree.trace.leavers, 0
    for found in ripples:
        mine = (leavers["person"] == found.teller) & np.isin(leavers["cause"], explore.OWN_FAULT)
        mine &= (leavers["month"] >= found.month) & (leavers["month"] < found.month + explore.FOR_LONG)
        fate, share = found.people["fate"][0], found.people["share"][0]
        assert (fate, share) == ((LEFT_TOO, 1) if mine.any() else (NOTHING, 0))
        left += mine.any()
    assert left > 5


def test_a_post_is_told_by_the_public_to_all_who_saw_it(tree, ripples):
    found = next(each for each in ripples if each.root == "post")
    assert (found.teller, found.month, found.incident) == (THE_PUBLIC, 1, np.flatnonzero(
        tree.incidents["root"] == POST)[0])
    assert len(_of_role(found, HEARER)) == found.told > 50
    assert not found.people["customer"][0] and found.people["fate"][0] == NOTHING
    assert found.people["customer"].any()


def test_what_was_told_later_is_heard_later(tree):
    """Stories of one trouble that are told month after month: each month's hearers come after those before."""
    told_of = tree.trace.stories
    incident = np.flatnonzero(tree.incidents["stories"] > 1)[0]
    found, own = ripple(tree, incident), np.flatnonzero(tree.story_of == incident)
    begins = DAYS_A_MONTH * (found.month + max(told_of["second"][own].max(), 0) / (176 * 3600))
    for story in own:
        heard = tree.trace.hearings["hearer"][tree.trace.hearings["story"] == story]
        low = DAYS_A_MONTH * told_of["month"][story] - begins
        days = found.people["day"][np.isin(found.people["person"], heard) & (found.people["role"] == HEARER)]
        assert ((days > low) & (days < low + DAYS_A_MONTH)).sum() >= len(heard)


def test_a_ripple_has_an_end_even_where_everybody_hears(tree, monkeypatch):
    monkeypatch.setattr(explore, "MOST_SHOWN", 12)
    incident = int(np.argmax(tree.incidents["reached"]))
    found = ripple(tree, incident)
    assert len(found.people["person"]) == 12 and found.told > 12
    assert (np.diff(found.people["day"]) >= 0).all()


def test_of_many_who_hear_only_those_who_are_shown_are_made_rows_of_and_the_lost_come_first(tree, monkeypatch):
    most, made, rows = 12, [], explore._rows
    incident = int(np.argmax(tree.incidents["reached"]))
    lost = np.count_nonzero(ripple(tree, incident).people["fate"] != NOTHING)
    monkeypatch.setattr(explore, "MOST_SHOWN", most)
    monkeypatch.setattr(explore, "_rows", lambda person, *_, **known: made.append(len(person)) or rows(
        person, *_, **known))
    found = ripple(tree, incident)
    assert max(made) <= most < tree.incidents["reached"][incident]
    assert np.count_nonzero(found.people["fate"] != NOTHING) == min(lost, most - 1) > 0


def test_who_had_left_already_is_no_customer(tree, ripples):
    for incident, found in enumerate(ripples):
        rows = _of_role(found, HEARER)
        own = tree.story_of[tree.trace.hearings["story"]] == incident
        gone = np.count_nonzero(tree.trace.hearings["status"][own] == LOST)
        assert np.count_nonzero(found.people["former"][rows]) == gone
        assert not (found.people["former"] & (found.people["customer"] | found.people["believed"]))[1:].any()


def test_who_was_kept_from_cancelling_and_left_all_the_same_tells_as_a_former_customer():
    kept = losses(company(**BAD | {"hazard_level": 3, "obstacle_saves": 0.3, "cancellation_obstacle": 1}), 2, workers=1)
    leavers, seen = kept.trace.leavers, set()
    for incident in np.flatnonzero(kept.incidents["root"] == ROOTS.index("obstacle")).tolist():
        found = ripple(kept, incident)
        left = ((leavers["person"] == found.teller) & (leavers["month"] == found.month - 1)).any()
        assert (found.people["customer"][0], found.people["former"][0]) == (not left, left)
        seen.add(bool(left))
    assert seen == {True, False}


@pytest.mark.parametrize("incident", [-1, 10**6])
def test_an_incident_that_is_not_there_is_refused(tree, incident):
    with pytest.raises(IndexError) as refused:
        ripple(tree, incident)
    assert str(refused.value) == f"incident {incident} is not one of the {len(tree.incidents['root'])} there are"


def test_a_world_without_a_story_has_no_ripple():
    quiet = losses(company(**QUIET), 1)
    with pytest.raises(IndexError) as refused:
        ripple(quiet, 0)
    assert str(refused.value) == "incident 0 is not one of the 0 there are"
