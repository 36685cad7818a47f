"""What bad stories are about: the trouble at their root, how long it is remembered, and what is spared."""

import itertools

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import sim
from sim import model
from sim.behaviour import stories, talk
from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.behaviour.satisfaction import doublings_too_late
from sim.behaviour.stories import LATE, NOT_SOLVED, OBSTACLE, POST, ROOTS, SPARABLE, UNANSWERED, UNHAPPY, UNHEARD
from sim.scenario import ScenarioError
from tests.properties.strategies import SEEDS, scenarios
from tests.unit.talkative import BAD, LIVELY, POSTED, QUIET, company

# -- the trouble of a month ----------------------------------------------------------------------------------------


def _trouble(*each):
    return stories.trouble(*(np.array([one]) for one in each)).item()


@pytest.mark.parametrize(("unvoiced", "outcome", "severity", "doublings", "kind"), [
    (NO_PROBLEM, NO_CASE, NO_PROBLEM, 0, UNHAPPY), (NO_PROBLEM, SOLVED_FIRST, MAJOR, 0, UNHAPPY),
    (NO_PROBLEM, SOLVED_LATER, MINOR, 0, UNHAPPY),
    (MINOR, NO_CASE, NO_PROBLEM, 0, UNHEARD), (MAJOR, NO_CASE, NO_PROBLEM, 0, UNHEARD),
    (NO_PROBLEM, SOLVED_FIRST, MINOR, 0.1, LATE), (NO_PROBLEM, SOLVED_LATER, MAJOR, 6.25, LATE),
    (NO_PROBLEM, UNSOLVED, MINOR, 0, NOT_SOLVED), (NO_PROBLEM, UNSOLVED, MAJOR, 3, NOT_SOLVED),
    (NO_PROBLEM, NO_ANSWER, MAJOR, 6.25, UNANSWERED), (NO_PROBLEM, NO_ANSWER, NO_PROBLEM, 6.25, UNANSWERED)])
def test_the_trouble_of_a_month_is_what_became_of_it(unvoiced, outcome, severity, doublings, kind):
    assert _trouble(unvoiced, outcome, severity, doublings) == kind


@pytest.mark.parametrize(("outcome", "doublings"), [(UNSOLVED, 3), (SOLVED_FIRST, 3), (SOLVED_LATER, 6)])
def test_a_question_answered_late_or_without_help_is_no_trouble_to_tell_of(outcome, doublings):
    assert _trouble(NO_PROBLEM, outcome, NO_PROBLEM, doublings) == UNHAPPY
    assert _trouble(MINOR, outcome, NO_PROBLEM, doublings) == UNHEARD


@pytest.mark.parametrize(("unvoiced", "outcome", "severity", "kind"), [
    (MINOR, UNSOLVED, MINOR, NOT_SOLVED), (MAJOR, UNSOLVED, MINOR, UNHEARD), (MAJOR, UNSOLVED, MAJOR, NOT_SOLVED),
    (MINOR, NO_ANSWER, NO_PROBLEM, UNANSWERED), (MAJOR, NO_ANSWER, NO_PROBLEM, UNHEARD),
    (MAJOR, NO_ANSWER, MAJOR, UNANSWERED), (MINOR, SOLVED_FIRST, MAJOR, UNHEARD)])
def test_of_two_troubles_in_a_month_the_heavier_counts_and_a_case_that_failed_where_they_weigh_the_same(
        unvoiced, outcome, severity, kind):
    assert _trouble(unvoiced, outcome, severity, 3) == kind


OUTCOMES = (NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED, NO_ANSWER)


def test_whoever_has_an_incident_to_tell_of_tells_of_the_one_that_makes_them_tell():
    inputs = sim.load("broadband").plan.model_copy(update={"minor_story_share": 0.2, "major_story_share": 0.6,
                                                           "unhappy_story_rate": 0.0})
    for unvoiced, outcome, severity in itertools.product((NO_PROBLEM, MINOR, MAJOR), OUTCOMES,
                                                         (NO_PROBLEM, MINOR, MAJOR)):
        def likely(unvoiced, outcome, severity=severity):
            one = [np.array([each]) for each in (unvoiced, outcome, severity)]
            return talk.bad_story_probability(*one, np.array([70.0]), np.ones(1), inputs).item()

        both, kind = likely(unvoiced, outcome), _trouble(unvoiced, outcome, severity, 0)
        alone = {UNHEARD: likely(unvoiced, NO_CASE), NOT_SOLVED: likely(NO_PROBLEM, outcome),
                 UNANSWERED: likely(NO_PROBLEM, outcome), UNHAPPY: 0.0}
        assert alone[kind] == both, (unvoiced, outcome, severity)


@pytest.mark.parametrize(("kind", "since", "month", "told"), [
    (UNHEARD, 5, 5, (UNHEARD, 5)), (LATE, 5, 16, (LATE, 5)), (LATE, 5, 17, (UNHAPPY, 17)),
    (NOT_SOLVED, -8, 3, (NOT_SOLVED, -8)), (NOT_SOLVED, -9, 3, (UNHAPPY, 3)), (UNHAPPY, 0, 0, (UNHAPPY, 0)),
    (UNHAPPY, 0, 7, (UNHAPPY, 7))])
def test_trouble_is_talked_about_for_a_year_and_then_only_unhappiness_is_left(kind, since, month, told):
    root, when = stories.root(np.array([kind], np.int8), np.array([since], np.int32), month)
    assert (root.item(), when.item()) == told
    assert root.dtype == when.dtype == np.int64


def test_trouble_is_remembered_for_as_many_months_as_are_stated():
    month = np.arange(40, dtype=np.int32)
    root, since = stories.root(np.full(40, UNHEARD), np.zeros(40, np.int32), month)
    assert (root == UNHEARD).sum() == stories.MEMORY == 12
    assert (since[root == UNHAPPY] == month[12:]).all()


# -- which are meant -----------------------------------------------------------------------------------------------


def _names(chosen):
    return [name for name, meant in zip(ROOTS, chosen, strict=True) if meant]


@pytest.mark.parametrize(("asked", "of", "meant"), [
    (True, ROOTS, [*ROOTS]), (False, ROOTS, []), ((), ROOTS, []), (("late", "post"), ROOTS, ["late", "post"]),
    ({"post", "late"}, ROOTS, ["late", "post"]), (["late", "late"], ROOTS, ["late"]), ("late", ROOTS, ["late"]),
    (True, SPARABLE, [*SPARABLE]), (SPARABLE, SPARABLE, [*SPARABLE])])
def test_roots_are_meant_by_all_or_none_or_their_names(asked, of, meant):
    chosen = stories.these(asked, of)
    assert _names(chosen) == meant and chosen.shape == (7,) and chosen.dtype == bool


@pytest.mark.parametrize(("asked", "of", "message"), [
    (("late", "rude"), ROOTS, "roots = 'rude' is not the root of a story that can be chosen; allowed: unhappy, "
                              "unheard, late, unsolved, unanswered, obstacle, post"),
    ("rude", ROOTS, "roots = 'rude' is not the root of a story that can be chosen; allowed: unhappy, unheard, late, "
                    "unsolved, unanswered, obstacle, post"),
    ((3,), ROOTS, "roots = 3 is not the root of a story that can be chosen; allowed: unhappy, unheard, late, unsolved, "
                  "unanswered, obstacle, post"),
    (("late", "obstacle"), SPARABLE, "roots = 'obstacle' is not the root of a story that can be chosen; allowed: "
                                     "unheard, late, unsolved, unanswered")])
def test_a_root_that_nobody_knows_is_refused(asked, of, message):
    with pytest.raises(ScenarioError) as refused:
        stories.these(asked, of)
    assert str(refused.value) == message


@pytest.mark.parametrize("schedule", [sim.run, sim.reference.run])
def test_a_run_refuses_what_cannot_be_silenced_or_prevented(schedule):
    scenario = sim.load("broadband").scaled(200).changed(months=1, burn_in=0)
    with pytest.raises(ScenarioError) as refused:
        schedule(scenario, silenced=("late", "rude"))
    assert str(refused.value).startswith("roots = 'rude' is not the root of a story that can be chosen; ")
    with pytest.raises(ScenarioError) as refused:
        schedule(scenario, prevented=("post",))
    assert str(refused.value).endswith("; allowed: unheard, late, unsolved, unanswered")


def test_what_can_be_spared_are_roots_in_their_order():
    assert [ROOTS[place] for place in (UNHAPPY, UNHEARD, LATE, NOT_SOLVED, UNANSWERED, OBSTACLE, POST)] == [*ROOTS]
    assert [name for name in ROOTS if name in SPARABLE] == [*SPARABLE]


# -- what is spared ------------------------------------------------------------------------------------------------


TOLERATED = 4.0
# outcome, severity, wait, contacts given up: of complaints, and of questions with the same fate
CASES = [(outcome, severity, wait, gave_up) for severity in (NO_PROBLEM, MINOR, MAJOR)
         for outcome, wait, gave_up in ((NO_CASE, 0, 1), (SOLVED_FIRST, 1, 0), (SOLVED_FIRST, 9, 1),
                                        (SOLVED_LATER, 4, 0), (SOLVED_LATER, 9, 2), (UNSOLVED, 9, 1),
                                        (UNSOLVED, 1, 0), (NO_ANSWER, 176, 3))]
SPARED = {
    "unheard": {},
    "late": {(SOLVED_FIRST, 9, 1): (SOLVED_FIRST, 0, 1), (SOLVED_LATER, 9, 2): (SOLVED_LATER, 0, 2)},
    "unsolved": {(UNSOLVED, 9, 1): (SOLVED_FIRST, 9, 1), (UNSOLVED, 1, 0): (SOLVED_FIRST, 1, 0)},
    "unanswered": {(NO_ANSWER, 176, 3): (SOLVED_FIRST, 0, 0)},
}


def _spared(prevented):
    outcome, severity, wait, gave_up = (np.array(each, kind) for each, kind in zip(
        zip(*CASES, strict=True), (np.int8, np.int8, float, np.int8), strict=True))
    after = stories.spared(outcome, severity, wait, gave_up, np.full(len(CASES), TOLERATED),
                           stories.these(prevented, SPARABLE))
    assert [each.dtype for each in after] == [np.int8, np.float64, np.int8]
    return list(zip(*(each.tolist() for each in after), strict=True))


@pytest.mark.parametrize("kind", SPARABLE)
def test_a_complaint_is_spared_its_trouble_and_nothing_else_changes(kind):
    for (outcome, severity, wait, gave_up), found in zip(CASES, _spared([kind]), strict=True):
        before = outcome, wait, gave_up
        assert found == (SPARED[kind].get(before, before) if severity != NO_PROBLEM else before)


def test_with_everything_spared_no_complaint_fails():
    after = _spared(SPARABLE)
    for (_, severity, *_), (outcome, wait, _) in zip(CASES, after, strict=True):
        if severity != NO_PROBLEM and outcome != NO_CASE:
            assert outcome in (SOLVED_FIRST, SOLVED_LATER) and wait <= TOLERATED


def test_with_nothing_spared_everything_stays():
    assert _spared(()) == [(outcome, wait, gave_up) for outcome, _, wait, gave_up in CASES]


def test_problems_are_counted_by_how_they_end_and_questions_are_not():
    outcome, severity, wait, _ = (np.array(each) for each in zip(*CASES, strict=True))
    unvoiced = np.array([MINOR, MAJOR, *[NO_PROBLEM] * (len(CASES) - 2)])
    doublings = doublings_too_late(wait, TOLERATED)
    assert stories.complaints(outcome, severity, doublings, unvoiced) == {
        "unheard": 2, "late": 4, "unsolved": 4, "unanswered": 2}


# -- in a company --------------------------------------------------------------------------------------------------


def _told_by_root(scenario, seed=1, **course):
    """How many people are told bad stories, by root: counted while a small company lives."""
    told = np.zeros(len(ROOTS), np.int64)

    def observe(phase, world, me, life, others):
        if phase == "talk":
            told[POST] += len(world.posted)
            for _, root, _, people, _ in world.stories:
                np.add.at(told, root, people)

    run = model.run(scenario, seed, observe=observe, **course)
    return run, told


def test_in_a_lively_company_every_root_has_its_stories_and_they_add_up_to_all():
    run, told = _told_by_root(LIVELY)
    assert (told > 0).all(), dict(zip(ROOTS, told, strict=True))
    assert told.sum() == run.columns["told_bad"].sum()


@pytest.mark.parametrize("name", ROOTS)
def test_what_is_silenced_is_told_by_nobody_and_the_first_month_of_all_else_is_the_same(name):
    before, now = (_told_by_root(LIVELY.changed(months=1), silenced=silenced)[1] for silenced in ((), (name,)))
    place = ROOTS.index(name)
    assert now[place] == 0
    np.testing.assert_array_equal(np.delete(now, place), np.delete(before, place))


def test_with_no_bad_experience_nobody_tells_and_nothing_is_lost_to_talk():
    run, told = _told_by_root(company(**QUIET))
    assert told.sum() == run.columns["told_bad"].sum() == run.columns["prospects_lost_to_word_of_mouth"].sum() == 0


def test_where_only_the_calendar_speaks_only_the_post_is_told():
    run, told = _told_by_root(company(POSTED, **QUIET))
    assert told.nonzero()[0].tolist() == [POST] and told[POST] == run.columns["told_bad"].sum() > 0


def test_who_is_spared_a_problem_has_posted_nothing_about_it():
    notes = []

    def observe(phase, world, me, life, others):
        if phase == "voice":
            notes.append((me.in_public.sum().item(), np.count_nonzero(me.in_public & (me.problem == NO_PROBLEM))))

    public = company(**BAD | {"failure_rate": 12, "public_share": 0.25, "social_listening": 0, "surveys": 0})
    for prevented, some in (((), True), (("unheard",), False)):
        notes.clear()
        model.run(public, prevented=prevented, observe=observe)
        assert any(said for said, _ in notes) == some
        assert not any(without for _, without in notes)


@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(scenarios(), SEEDS, st.sets(st.sampled_from(SPARABLE)))
def test_what_is_prevented_does_not_happen(scenario, seed, prevented):
    count = dict.fromkeys(SPARABLE, 0)

    def observe(phase, world, me, life, others):
        if phase == "satisfaction":
            for kind, n in stories.complaints(me.outcome, me.severity, me.doublings, me.unvoiced).items():
                count[kind] += n

    model.run(scenario, seed, prevented=prevented, observe=observe)
    assert {kind: count[kind] for kind in prevented} == dict.fromkeys(prevented, 0)
