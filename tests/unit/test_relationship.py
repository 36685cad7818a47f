"""Step 6: grievance, annoyance, gestures, the feeling of being a number, and what rewards do."""

import numpy as np
import pytest

from sim.behaviour import relationship, rewards
from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, SOLVED_LATER, UNSOLVED
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.scenario import checked

INPUTS = checked({"intent_weight": 0.35, "neglect_speed": 0.06, "routine_attention": 0.12,
                  "good_answer_attention": 0.2, "gesture_attention": 0.2, "communication_attention": 0.15,
                  "member_forgiveness": 0.3})
SILENT_MINOR = 0.148418        # -ln(0.775864 / 0.9): 0.9 of stay, log-odds less 0.35 * 2.73
UNRESOLVED_MAJOR = 0.226180    # the same with 0.35 * 3.65


def _grievance(old=0.0, unvoiced=NO_PROBLEM, outcome=NO_CASE, severity=NO_PROBLEM, doublings=0.0,
               reward=0.0):
    arrays = (np.array([each]) for each in (unvoiced, outcome, severity))
    return relationship.grievance(np.array([old]), *arrays, np.array([doublings]), np.array([reward]),
                                  INPUTS)[0]


def _indifference(old, outcome=NO_CASE, doublings=0.0, gave_up=0, warmth=0.0, messages=0.0, inputs=INPUTS):
    state = (np.array([each]) for each in (old, outcome, doublings, gave_up, warmth, messages))
    return relationship.indifference(*state, inputs)[0]


def test_the_hazard_of_a_problem_is_worked_out_from_the_log_odds():
    table = relationship.problem_hazard(INPUTS)
    assert table[0, 0] == pytest.approx(SILENT_MINOR, abs=1e-5)
    assert table[1, 1] == pytest.approx(-np.log(1 / (0.9 + 0.1 * np.exp(0.35 * 3.65))), abs=1e-12)


def test_with_no_weight_on_intentions_problems_do_no_harm():
    assert relationship.problem_hazard(checked({"intent_weight": 0})) == pytest.approx(0, abs=1e-15)


def test_a_quick_solution_of_a_minor_problem_leaves_nothing_behind():
    assert relationship.problem_hazard(INPUTS)[0, relationship.QUICK] == 0


def test_major_problems_do_more_harm_than_minor_ones_however_handled():
    table = relationship.problem_hazard(INPUTS)
    assert (table[1] > table[0]).all()


def test_the_harm_grows_with_the_weight_of_intentions():
    tables = np.stack([relationship.problem_hazard(checked({"intent_weight": weight})) for weight in (0.2, 0.5, 1.0)])
    assert (np.diff(tables, axis=0)[:, :, :3] > 0).all()


@pytest.mark.parametrize(("outcome", "doublings", "column"), [
    (SOLVED_FIRST, 0, relationship.QUICK), (SOLVED_FIRST, 0.1, relationship.RESOLVED),
    (SOLVED_LATER, 0, relationship.RESOLVED), (UNSOLVED, 0, relationship.UNRESOLVED),
    (NO_ANSWER, 6, relationship.UNRESOLVED)])
def test_a_closed_case_finds_its_column(outcome, doublings, column):
    assert relationship.handling(np.array([outcome]), np.array([doublings])).tolist() == [column]


def test_a_third_of_the_harm_is_felt_in_the_first_month():
    assert _grievance(unvoiced=MINOR) == pytest.approx(SILENT_MINOR / 3, abs=1e-5)


def test_grievance_fades_by_a_third_a_month():
    assert _grievance(old=0.03) == pytest.approx(0.02)


def test_all_that_a_problem_does_adds_up_to_its_hazard():
    left, total = _grievance(unvoiced=MAJOR), 0.0
    for _ in range(200):
        total += left
        left = _grievance(old=left)
    assert total == pytest.approx(relationship.problem_hazard(INPUTS)[1, relationship.SILENCE], rel=1e-12)


def test_a_problem_kept_quiet_and_another_closed_in_the_same_month_add_up():
    both = _grievance(unvoiced=MINOR, outcome=UNSOLVED, severity=MAJOR)
    assert both == pytest.approx(_grievance(unvoiced=MINOR) + _grievance(outcome=UNSOLVED, severity=MAJOR))


@pytest.mark.parametrize("outcome", [SOLVED_FIRST, SOLVED_LATER, UNSOLVED, NO_ANSWER])
def test_a_question_leaves_no_grievance_however_it_ends(outcome):
    assert _grievance(outcome=outcome) == 0


def test_quicker_help_leaves_less_behind():
    ends = [_grievance(outcome=SOLVED_FIRST, severity=MAJOR), _grievance(outcome=SOLVED_LATER, severity=MAJOR),
            _grievance(outcome=UNSOLVED, severity=MAJOR), _grievance(unvoiced=MAJOR)]
    assert ends == sorted(ends) and len(set(ends)) == 4


def test_members_make_allowances_for_what_is_new():
    assert _grievance(unvoiced=MAJOR, reward=1.0) == pytest.approx(0.7 * _grievance(unvoiced=MAJOR))
    assert _grievance(outcome=UNSOLVED, severity=MAJOR, reward=0.5) == pytest.approx(
        0.85 * _grievance(outcome=UNSOLVED, severity=MAJOR))
    assert _grievance(old=0.03, reward=1.0) == _grievance(old=0.03)


def test_annoyance_fades_by_a_third_and_takes_in_a_third_of_the_news():
    assert relationship.annoyance(np.array([0.3, 0.3]), np.array([0.0, 3.0])) == pytest.approx([0.2, 1.2])


def test_without_attention_the_feeling_of_being_a_number_grows():
    assert _indifference(0.3, inputs=checked({"routine_attention": 0})) == pytest.approx(0.3 + 0.06 * 0.7)


def test_a_quiet_month_moves_indifference_towards_its_rest():
    assert _indifference(0.3) == pytest.approx(0.306)
    assert _indifference(1 / 3) == pytest.approx(1 / 3)        # 0.06 / (0.06 + 0.12)


def test_a_good_answer_makes_people_feel_noticed():
    assert _indifference(0.3, SOLVED_FIRST) == pytest.approx(0.3 + 0.042 - 0.32 * 0.3)
    assert _indifference(0.3, SOLVED_LATER) == _indifference(0.3, SOLVED_FIRST)
    assert _indifference(0.3, SOLVED_FIRST, doublings=1.0) == _indifference(0.3)


def test_no_answer_at_all_adds_15_points_of_indifference():
    assert _indifference(0.3, NO_ANSWER) - _indifference(0.3) == pytest.approx(0.15)


@pytest.mark.parametrize("contacts", [1, 2, 3])
def test_every_contact_given_up_adds_5_points_of_indifference(contacts):
    assert _indifference(0.3, gave_up=contacts) - _indifference(0.3) == pytest.approx(0.05 * contacts)
    both = _indifference(0.3, NO_ANSWER, gave_up=contacts) - _indifference(0.3)
    assert both == pytest.approx(0.15 + 0.05 * contacts)


def test_gestures_and_welcome_messages_are_attention_and_a_nuisance_is_neglect():
    # 0.2 for a warmth of 1 and 0.15 for a welcome of 1, of the 0.3 that is there; a nuisance pulls up by 0.15 of 0.7
    assert _indifference(0.3, warmth=1.0) - _indifference(0.3) == pytest.approx(-0.06)
    assert _indifference(0.3, messages=1.0) - _indifference(0.3) == pytest.approx(-0.045)
    assert _indifference(0.3, messages=-1.0) - _indifference(0.3) == pytest.approx(0.105)


def test_relief_never_takes_more_than_all():
    eager = checked({"routine_attention": 1, "good_answer_attention": 1, "neglect_speed": 0})
    assert _indifference(0.5, SOLVED_FIRST, warmth=9.0, messages=1.0, inputs=eager) == 0


def _gesture(received=True, satisfaction=80.0, tenure=24, thanked=0.0, **changes):
    inputs = checked({"gesture_strength": 1.0, "reward_needs": 60, "bundling_loss": 0.8, "gestures_bundled": 0}
                     | changes)
    state = (np.array([each]) for each in (received, satisfaction, tenure, thanked))
    return relationship.gesture(*state, inputs)[0]


@pytest.mark.parametrize(("person", "warmth"), [
    ({}, 1), ({"received": False}, 0), ({"satisfaction": 69.0}, 1), ({"satisfaction": 59.9}, 0),
    ({"satisfaction": 71.0, "tenure": 0}, 1), ({"satisfaction": 70.0, "tenure": 12}, 0),
    ({"satisfaction": 70.0, "tenure": 13}, 1), ({"thanked": 3.0}, np.exp(-1)), ({"gestures_bundled": 1}, 0.2),
    ({"gesture_strength": 2.5}, 2.5), ({"gestures_bundled": 1, "bundling_loss": 1.0}, 0)])
def test_a_gesture_warms_the_loyal_who_are_served_right_and_less_each_time(person, warmth):
    assert _gesture(**person) == pytest.approx(warmth)


def test_indifference_stays_between_0_and_1():
    greedy = checked({"routine_attention": 1, "good_answer_attention": 1, "neglect_speed": 0})
    assert _indifference(1.0, SOLVED_FIRST, inputs=greedy) == 0
    assert _indifference(1.0, NO_ANSWER, inputs=checked({"neglect_speed": 0.5, "routine_attention": 0})) == 1


def test_more_attention_means_less_indifference():
    found = [_indifference(0.5, inputs=checked({"routine_attention": share})) for share in (0, 0.1, 0.5, 1)]
    assert found == sorted(found, reverse=True) and len(set(found)) == 4


def _reward(spend, content=80.0, heavy=False):
    # All of it in points that fit people half: one euro counts as one.
    inputs = checked({"reward_spend": spend, "reward_scale": 0.9, "reward_needs": 60, "discount_share": 0,
                      "specials_share": 0, "reward_relevance": 0.5})
    return rewards.effect(np.array([content]), np.array([heavy]), inputs)[0]


@pytest.mark.parametrize(("spend", "effect"), [(0, 0), (0.9, 0.632121), (1.8, 0.864665), (9, 0.999955)])
def test_rewards_have_diminishing_returns(spend, effect):
    assert _reward(spend) == pytest.approx(effect, abs=1e-6)


def test_rewards_do_nothing_where_service_was_not_right_first():
    assert _reward(2, content=59.999) == 0
    assert _reward(2, content=60) > 0


def test_heavy_buyers_do_not_change_what_they_do_for_rewards():
    assert _reward(10, heavy=True) == 0
