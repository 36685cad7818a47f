"""Step 9: competing causes of leaving, one number that decides."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.behaviour import leaving
from sim.metrics import CAUSES
from sim.scenario import checked

INPUTS = checked({
    "hazard_level": 1, "switching_weight": 1.2, "rival_offers": 1, "rival_attraction": -1.4,
    "rival_satisfaction_shield": 0.03, "rival_switching_shield": 0.5, "rival_neglect_opening": 1, "reward_pull": 0.6,
    "neglect_hazard": 0.12, "neglect_weight": 1.5, "satisfaction_weight": 0.25, "customer_belief": 0.25,
    "belief": 0.3, "bad_story_shift": 0.6, "yearly_churn": 0.146, "contacts": 20, "defection_half_life": 1,
    "defection_contagion": 0.4})
USUAL = {"satisfaction": 70.0, "indifference": 0.3, "switching_cost": 0.5, "reward": 0.0}


def _hazard(cause, **changes):
    state = USUAL | changes
    return cause(*(np.array([float(state[each])]) for each in USUAL), INPUTS)[0]


def test_a_contract_frees_in_its_month_of_renewal():
    bound, renewal = np.array([True, True, False]), np.array([3, 4, 3])
    assert leaving.contract_factor(bound, renewal, 3, 0.1) == pytest.approx([10.9, 0.1, 1])


@pytest.mark.parametrize("leak", [0.02, 0.1, 0.5, 1.0])
def test_twelve_months_of_contract_come_to_a_years_hazard(leak):
    year = [leaving.contract_factor(np.array([True]), np.array([7]), month, leak)[0] for month in range(-5, 7)]
    assert sum(year) == pytest.approx(12)


def test_a_contract_that_leaks_fully_binds_nobody():
    assert leaving.contract_factor(np.array([True]), np.array([7]), 7, 1.0).tolist() == [1]


def test_renewals_in_the_burn_in_fall_on_the_same_month_of_the_year():
    assert leaving.contract_factor(np.array([True]), np.array([3]), -9, 0.1) == pytest.approx([10.9])


def _freedom(frailty=1.0, switching=0.5, contract=1.0, level=1.0):
    inputs = INPUTS.model_copy(update={"hazard_level": level})
    return leaving.freedom(*(np.array([each]) for each in (frailty, switching, contract)), inputs)[0]


def test_freedom_is_the_product_of_what_holds_a_person():
    assert _freedom(2.0, 0.5, 0.1) == pytest.approx(0.2)
    assert _freedom(switching=1.0) == pytest.approx(np.exp(-0.6))
    assert _freedom(switching=0.0) == pytest.approx(np.exp(0.6))
    assert _freedom(level=0.5) == pytest.approx(0.5)


def test_the_usual_customer_follows_a_rival_as_often_as_offers_are_good_enough():
    assert _hazard(leaving.pulled) == pytest.approx(0.0807567 / 12, rel=1e-6)      # normal probability below -1.4


@pytest.mark.parametrize(("change", "probability"), [
    ({"satisfaction": 90}, 0.02275013), ({"switching_cost": 0.9}, 0.05479929), ({"indifference": 0.7}, 0.15865525)])
def test_what_shields_from_a_rivals_offer_and_what_opens_the_door(change, probability):
    assert _hazard(leaving.pulled, **change) == pytest.approx(probability / 12, rel=1e-6)


def test_rewards_dampen_the_pull_of_rivals_and_of_neglect():
    for cause in (leaving.pulled, leaving.neglected):
        assert _hazard(cause, reward=0.5) == pytest.approx(0.7 * _hazard(cause))


def test_the_usual_customer_leaves_out_of_neglect_at_the_stated_rate():
    assert _hazard(leaving.neglected) == pytest.approx(0.01)


@pytest.mark.parametrize(("change", "factor"), [
    ({"indifference": 0.8}, np.exp(0.75)), ({"satisfaction": 60, "switching_cost": 0}, np.exp(0.25)),
    ({"satisfaction": 60, "switching_cost": 1}, np.exp(0.125)),
    ({"satisfaction": 80, "switching_cost": 0}, np.exp(-0.25))])
def test_neglect_weighs_by_indifference_and_dissatisfaction(change, factor):
    assert _hazard(leaving.neglected, **change) == pytest.approx(0.01 * factor)


@pytest.mark.parametrize("cause", [leaving.pulled, leaving.neglected])
@pytest.mark.parametrize(("state", "sign"), [("satisfaction", -1), ("indifference", 1), ("reward", -1)])
def test_each_state_moves_a_cause_in_its_direction(cause, state, sign):
    values = {"satisfaction": (40, 60, 80, 100), "indifference": (0, 0.3, 0.6, 1), "reward": (0, 0.3, 0.6, 0.99)}[state]
    assert (sign * np.diff([_hazard(cause, **{state: value}) for value in values]) > 0).all()


def _friends(exposure=0.0, heard=0.0, tenure=0, contagion=0.4):
    return leaving.friends_factor(np.array([exposure]), np.array([heard]), np.array([tenure]), contagion, INPUTS)[0]


def test_friends_who_stay_and_say_nothing_change_nothing():
    assert _friends() == 1


@pytest.mark.parametrize(("tenure", "factor"), [(0, 1.4), (24, 1.4), (25, 1.28), (200, 1.28)])
def test_a_friend_who_left_weighs_less_after_two_years(tenure, factor):
    assert _friends(exposure=1, tenure=tenure) == pytest.approx(factor)


def test_friends_who_left_add_up():
    assert _friends(exposure=3) == pytest.approx(2.2)


def test_a_bad_story_weighs_a_quarter_on_a_customer():
    assert np.log(_friends(heard=1)) == pytest.approx(0.25 * 0.3 * 0.6)


def test_example_and_stories_multiply():
    assert _friends(exposure=1, heard=2) == pytest.approx(1.4 * np.exp(0.045 * 1.5))


def test_contagion_below_the_guard_is_left_alone():
    # 20 contacts * 0.01307 a month * 2 months remembered * 0.4 = 0.21
    assert leaving.guarded_contagion(0.0, INPUTS) == 0.4


def test_contagion_that_would_feed_on_itself_is_cut():
    inputs = INPUTS.model_copy(update={"contacts": 40.0, "defection_half_life": 3.0, "defection_contagion": 0.8})
    monthly, remembered = 1 - 0.854 ** (1 / 12), 1 / (1 - 0.5 ** (1 / 3))
    assert leaving.guarded_contagion(0.0, inputs) == pytest.approx(0.5 / (40 * monthly * remembered))
    assert leaving.guarded_contagion(0.0, inputs) < 0.8


STATED = 1 - 0.854 ** (1 / 12)


@pytest.mark.parametrize(("churn", "contagion"), [
    # 20 contacts, 2 months remembered: 0.4 is cut from 1 / 32 a month on, wherever the stated churn lies
    (0.03124, 0.4), (0.03126, 0.5 / (40 * 0.03126)), (0.05, 0.25), (0.1, 0.125), (1.0, 0.0125)])
def test_contagion_is_cut_by_last_months_churn_where_it_is_the_higher(churn, contagion):
    assert leaving.guarded_contagion(churn, INPUTS) == pytest.approx(contagion, rel=1e-12)


@pytest.mark.parametrize("churn", [0.0, 0.5 * STATED, STATED])
def test_a_quiet_month_does_not_loosen_the_guard_below_the_stated_churn(churn):
    inputs = INPUTS.model_copy(update={"contacts": 40.0, "defection_half_life": 3.0, "defection_contagion": 0.8})
    remembered = 1 / (1 - 0.5 ** (1 / 3))
    assert leaving.guarded_contagion(churn, inputs) == pytest.approx(0.5 / (40 * STATED * remembered), rel=1e-12)
    more = leaving.guarded_contagion(1.01 * STATED, inputs)
    assert more == pytest.approx(0.5 / (40 * 1.01 * STATED * remembered), rel=1e-12)


def test_without_contacts_there_is_no_contagion():
    for churn in (0.0, 0.5):
        assert leaving.guarded_contagion(churn, INPUTS.model_copy(update={"contacts": 0.0})) == 0


def _hazards(freedom=1.0, friends=1.0, unavoidable=0.001):
    arrays = (np.array([each]) for each in (0.01, 0.02, 0.03, 0.04))
    return leaving.leave_hazard(unavoidable, *arrays, np.array([friends]), np.array([freedom]))[:, 0]


def test_causes_compete_and_what_friends_add_is_theirs():
    assert CAUSES == ("unavoidable", "rivals", "unsolved", "slow", "indifference", "friends")
    assert _hazards(freedom=0.5, friends=1.4) == pytest.approx([0.001, 0.005, 0.01, 0.015, 0.02, 0.02])


def test_what_holds_a_customer_does_not_hold_death():
    assert _hazards(freedom=0.0, friends=3.0).tolist() == [0.001, 0, 0, 0, 0, 0]


def _leaves(luck, hazard):
    return leaving.leaves(np.array(luck), np.tile(np.array(hazard)[:, None], (1, len(luck)))).tolist()


def test_the_same_number_decides_whether_and_why():
    # total 0.1: chance 0.0951626; causes take 0.05, 0, 0.03, 0, 0.02 of it
    hazard = [0.05, 0.0, 0.03, 0.0, 0.02, 0.0]
    share = 0.0951626 * np.array([0.01, 0.49, 0.51, 0.79, 0.81, 0.99, 1.01])
    assert _leaves(share, hazard) == [0, 0, 2, 2, 4, 4, -1]


def test_causes_are_picked_in_proportion_to_their_hazards():
    n, hazard = 100_000, np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    luck = (np.arange(n) + 0.5) / n
    found = np.bincount(np.array(_leaves(luck, hazard)) + 1, minlength=7)[1:]
    assert found / n == pytest.approx((1 - np.exp(-0.21)) * hazard / 0.21, abs=1.5 / n)


def test_nobody_leaves_without_a_hazard():
    assert _leaves([1e-9, 0.5], [0.0] * 6) == [-1, -1]


def test_everybody_leaves_when_nothing_holds_them():
    assert _leaves([1e-9, 1 - 1e-9], [0, 1e3, 0, 0, 0, 0]) == [1, 1]


def test_whoever_leaves_at_a_small_hazard_also_leaves_at_a_large_one():
    luck = np.linspace(0.0005, 0.9995, 1000)
    small, large = (np.array(_leaves(luck, np.full(6, height))) >= 0 for height in (0.01, 0.02))
    assert (large | ~small).all() and large.sum() > small.sum()


def test_reputation_shelters_from_problems_and_slow_answers_only():
    people = SimpleNamespace(
        satisfaction=np.array([70.0]), indifference=np.array([0.3]), grievance=np.array([0.1]),
        annoyance=np.array([2.0]), exposure=np.zeros(1), bad_heard=np.zeros(1), tenure=np.zeros(1, int))
    traits = SimpleNamespace(frailty=np.ones(1), switching_cost=np.full(1, 0.5), bound=np.array([False]),
                             renewal_month=np.zeros(1, int))
    inputs = checked({"reputation_shelter": 0.4, "slow_answer_hazard": 0.02, "unavoidable_churn": 0.012})
    bare, sheltered = (leaving.hazards_of(np.array([0]), people, traits, np.zeros(1), 0, reputation, 0.0, inputs)[:, 0]
                       for reputation in (0.0, 1.0))
    assert bare[[0, 2, 3]] == pytest.approx([0.001, 0.1, 0.04])
    assert sheltered[[2, 3]] == pytest.approx([0.06, 0.024])
    assert (sheltered[[0, 1, 4, 5]] == bare[[0, 1, 4, 5]]).all()


@pytest.mark.parametrize(("churn", "contagion"), [(0.0, 0.4), (0.05, 0.25), (0.1, 0.125)])
def test_what_friends_add_is_guarded_by_last_months_churn(churn, contagion):
    people = SimpleNamespace(
        satisfaction=np.array([70.0]), indifference=np.array([0.3]), grievance=np.array([0.1]),
        annoyance=np.array([2.0]), exposure=np.array([3.0]), bad_heard=np.zeros(1), tenure=np.zeros(1, int))
    traits = SimpleNamespace(frailty=np.ones(1), switching_cost=np.full(1, 0.5), bound=np.array([False]),
                             renewal_month=np.zeros(1, int))
    hazard = leaving.hazards_of(np.array([0]), people, traits, np.zeros(1), 0, 0.7, churn, INPUTS)[:, 0]
    assert hazard[5] == pytest.approx(3 * contagion * hazard[1:5].sum())
