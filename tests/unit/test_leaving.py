"""Step 9: competing causes of leaving, one number that decides."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.behaviour import leaving, rewards
from sim.company import Company
from sim.metrics import CAUSES
from sim.scenario import checked

INPUTS = checked({
    "hazard_level": 1, "switching_weight": 1.2, "rival_offers": 1, "competition": 0.25,
    "rival_satisfaction_shield": 0.1, "rival_switching_shield": 0.5, "rival_neglect_opening": 1, "reward_pull": 0.6,
    "neglect_hazard": 0.12, "neglect_weight": 1.5, "satisfaction_weight": 0.25, "customer_belief": 0.25,
    "belief": 0.3, "bad_story_shift": 0.6, "yearly_churn": 0.146, "contacts": 20, "defection_half_life": 1,
    "defection_contagion": 0.4, "early_churn": 2, "tenure_power": 1, "zone_low": 66, "zone_high": 74,
    "price_level": 1, "price_pull": 2.5, "price_search": 0, "tier_churn": 0.8, "demoted_churn": 1.3,
    "unavoidable_churn": 0.012, "contract_leak": 0.1})
USUAL = {"satisfaction": 70.0, "indifference": 0.3, "switching_cost": 0.5, "price_sensitivity": 1.0, "reward": 0.0}


def _pulled(satisfaction, indifference, switching_cost, price_sensitivity, reward, inputs):
    taken = leaving.offer_taken(satisfaction, indifference, switching_cost, price_sensitivity, inputs)
    return leaving.pulled(taken, price_sensitivity, reward, inputs)


def _neglected(satisfaction, indifference, switching_cost, price_sensitivity, reward, inputs):
    return leaving.neglected(satisfaction, indifference, switching_cost, reward, inputs)


def _hazard(cause, *, level=1.0, **changes):
    state, inputs = USUAL | changes, INPUTS.model_copy(update={"price_level": level})
    return cause(*(np.array([float(state[each])]) for each in USUAL), inputs)[0]


def _contract(contract, tenure, leak=0.1):
    return leaving.contract_factor(np.array([contract]), np.array([tenure]), leak)[0]


@pytest.mark.parametrize(("contract", "tenure", "factor"), [
    (12, 11, 10.9), (12, 23, 10.9), (12, 10, 0.1), (12, 12, 0.1), (12, 0, 0.1), (24, 23, 21.7), (24, 11, 0.1),
    (24, 47, 21.7), (0, 11, 1), (0, 0, 1)])
def test_a_contract_frees_in_its_month_of_renewal(contract, tenure, factor):
    assert _contract(contract, tenure) == pytest.approx(factor)


@pytest.mark.parametrize("leak", [0.02, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("contract", [12, 24])
def test_the_months_of_a_contract_come_to_as_many_months_hazard(contract, leak):
    assert sum(_contract(contract, month, leak) for month in range(5, 5 + contract)) == pytest.approx(contract)


def test_a_contract_that_leaks_fully_binds_nobody():
    assert [_contract(contract, tenure, 1.0) for contract in (12, 24) for tenure in (0, 11, 23)] == [1] * 6


@pytest.mark.parametrize(("tenure", "factor"), [(0, 2), (5, 2), (6, 1), (200, 1)])
def test_many_leave_again_in_the_first_half_year(tenure, factor):
    assert leaving.tenure_factor(np.array([tenure]), INPUTS).tolist() == [factor]


@pytest.mark.parametrize("power", [0.7, 0.9, 1.1])
def test_time_itself_works_by_a_power_that_is_1_after_a_year(power):
    inputs = INPUTS.model_copy(update={"tenure_power": power, "early_churn": 1.0})
    tenure = np.array([0, 5, 11, 12, 36])
    years = (tenure + 0.5) / 12
    assert leaving.tenure_factor(tenure, inputs) == pytest.approx(years ** (power - 1))
    assert (np.sign(power - 1) * np.diff(leaving.tenure_factor(tenure, inputs)) > 0).all()


def test_without_early_churn_and_duration_dependence_time_does_nothing():
    inputs = INPUTS.model_copy(update={"early_churn": 1.0})
    assert leaving.tenure_factor(np.arange(240), inputs).tolist() == [1] * 240


def _freedom(frailty=1.0, switching=0.5, contract=1.0, bond=1.0, level=1.0):
    inputs = INPUTS.model_copy(update={"hazard_level": level})
    return leaving.freedom(*(np.array([each]) for each in (frailty, switching, contract, bond)), inputs)[0]


def test_freedom_is_the_product_of_what_holds_a_person():
    assert _freedom(2.0, 0.5, 0.1) == pytest.approx(0.2)
    assert _freedom(switching=1.0) == pytest.approx(np.exp(-0.6))
    assert _freedom(switching=0.0) == pytest.approx(np.exp(0.6))
    assert _freedom(level=0.5) == pytest.approx(0.5)
    assert _freedom(2.0, bond=0.82) == pytest.approx(1.64)


@pytest.mark.parametrize(("competition", "even"), [(0, 55), (0.5, 70), (1, 85)])
def test_every_second_offer_wins_at_a_satisfaction_that_grows_with_competition(competition, even):
    inputs = INPUTS.model_copy(update={"competition": competition})
    taken = leaving.offer_taken(np.array([float(even)]), np.full(1, 0.3), np.full(1, 0.5), np.ones(1), inputs)
    assert taken == pytest.approx([0.5])


def test_the_usual_customer_follows_a_rival_as_often_as_offers_are_good_enough():
    # satisfaction 7.5 above 62.5: normal probability below -0.75
    assert _hazard(_pulled) == pytest.approx(0.2266274 / 12, rel=1e-6)


@pytest.mark.parametrize(("change", "probability"), [
    ({"satisfaction": 82.5}, 0.02275013), ({"switching_cost": 0.9}, 0.17105613), ({"indifference": 0.7}, 0.36316935),
    ({"level": 1.1}, 0.30853754), ({"level": 1.1, "price_sensitivity": 0.0}, 0.2266274),
    ({"level": 0.9, "price_sensitivity": 2.0}, 0.10564977)])
def test_what_shields_from_a_rivals_offer_and_what_opens_the_door(change, probability):
    assert _hazard(_pulled, **change) == pytest.approx(probability / 12, rel=1e-6)


def test_who_pays_more_than_others_do_looks_around_for_offers():
    for level, sensitivity, factor in ((1.1, 1.0, np.exp(0.2)), (1.1, 2.0, np.exp(0.4)), (0.9, 1.0, np.exp(-0.2)),
                                       (1.0, 5.0, 1), (1.1, 0.0, 1)):
        inputs = INPUTS.model_copy(update={"price_level": level, "price_search": 2.0})
        found = leaving.pulled(np.full(1, 0.3), np.array([sensitivity]), np.zeros(1), inputs)
        assert found == pytest.approx([0.3 * factor / 12])


def test_rewards_dampen_the_pull_of_rivals_and_of_neglect():
    for cause in (_pulled, _neglected):
        assert _hazard(cause, reward=0.5) == pytest.approx(0.7 * _hazard(cause))


def test_the_usual_customer_leaves_out_of_neglect_at_the_stated_rate():
    assert _hazard(_neglected) == pytest.approx(0.01)


@pytest.mark.parametrize(("change", "factor"), [
    ({"indifference": 0.8}, np.exp(0.75)), ({"satisfaction": 56, "switching_cost": 0}, np.exp(0.25)),
    ({"satisfaction": 56, "switching_cost": 1}, np.exp(0.125)), ({"satisfaction": 66}, 1), ({"satisfaction": 74}, 1),
    ({"satisfaction": 84, "switching_cost": 0}, np.exp(-0.25))])
def test_neglect_weighs_by_indifference_and_dissatisfaction(change, factor):
    assert _hazard(_neglected, **change) == pytest.approx(0.01 * factor)


@pytest.mark.parametrize("cause", [_pulled, _neglected])
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


def _customer(traits=None, **changes):
    """Hazards of one customer to whom nothing else has happened."""
    people = {"satisfaction": 70.0, "indifference": 0.3, "grievance": 0.1, "annoyance": 2.0, "exposure": 0.0,
              "bad_heard": 0.0, "tenure": 10, "bond": 1.0, "woken": 1.0, "tier": False, "demoted": 0}
    who = {"frailty": 1.0, "switching_cost": 0.5, "price_sensitivity": 1.0, "contract": 0}
    company, inputs = changes.pop("company", Company(reputation=0.0)), changes.pop("inputs", INPUTS)
    me = SimpleNamespace(**{key: np.array([value]) for key, value in (people | changes | who | (traits or {})).items()})
    bond = (me.bond * me.woken * leaving.tenure_factor(me.tenure, inputs)
            * rewards.tier_factor(me.tier, me.demoted, inputs))
    me.reward = np.zeros(1)
    return leaving.hazards_of(me, bond, company, inputs)[:, 0]


def test_a_good_name_shelters_from_problems_and_slow_answers_only():
    inputs = INPUTS.model_copy(update={"reputation_shelter": 0.4, "slow_answer_hazard": 0.02})
    bare, sheltered = (_customer(company=Company(reputation=each), inputs=inputs) for each in (0.0, 1.0))
    assert bare[[0, 2, 3]] == pytest.approx([0.001, 0.1, 0.04])
    assert sheltered[[2, 3]] == pytest.approx([0.06, 0.024])
    assert (sheltered[[0, 1, 4, 5]] == bare[[0, 1, 4, 5]]).all()


@pytest.mark.parametrize(("churn", "contagion"), [(0.0, 0.4), (0.05, 0.25), (0.1, 0.125)])
def test_what_friends_add_is_guarded_by_last_months_churn(churn, contagion):
    hazard = _customer(exposure=3.0, company=Company(reputation=0.7, churn=churn))
    assert hazard[5] == pytest.approx(3 * contagion * hazard[1:5].sum())


@pytest.mark.parametrize(("state", "factor"), [
    ({"bond": 0.82}, 0.82), ({"woken": 1.6}, 1.6), ({"tenure": 3}, 2), ({"tier": True}, 0.8), ({"demoted": 2}, 1.3),
    ({"tier": True, "demoted": 2}, 0.8), ({"traits": {"contract": 12}}, 0.1),
    ({"traits": {"contract": 12}, "tenure": 11}, 10.9), ({"traits": {"frailty": 3.0}}, 3),
    ({"bond": 1.2, "woken": 1.6, "tenure": 0}, 3.84)])
def test_what_binds_or_frees_a_person_multiplies_every_voluntary_cause_and_no_other(state, factor):
    usual, found = _customer(), _customer(**state)
    assert (usual[1:5] > 0).all() and found[0] == usual[0]
    assert found[1:5] == pytest.approx(factor * usual[1:5])


def test_a_retention_script_meets_those_who_go_of_their_own_will():
    cause = np.array([-1, 0, 1, 5, 4])
    luck = np.array([0.1, 0.1, 0.1, 0.1, 0.9])
    met = leaving.meets_obstacle(luck, cause, checked({"cancellation_obstacle": 0.5}))
    assert met.tolist() == [False, False, True, True, False]
    assert leaving.meets_obstacle(luck, cause, checked({"cancellation_obstacle": 1})).sum() == 3
    assert not leaving.meets_obstacle(luck, cause, checked({"cancellation_obstacle": 0})).any()
