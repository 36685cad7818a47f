"""Rewards: whom they move, what they cost, when they do nothing, and the accounts of the points."""

import numpy as np
import pytest

import sim
from sim import ledger
from sim.behaviour import relationship, rewards, satisfaction
from sim.behaviour.answers import NO_CASE
from sim.behaviour.failures import MAJOR
from sim.draws import Draws
from sim.events import Event
from sim.population import CUSTOMER, draw_traits, first_people
from sim.scenario import checked

N = 20_000
PROGRAMME = {"reward_spend": 2, "discount_share": 0.2, "specials_share": 0.1, "reward_relevance": 0.5}
# Nobody leaves, joins or returns: every point is issued, redeemed, lapsed or still there.
CLOSED = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
          "return_rate": 0}


def _effect(content=80.0, heavy=False, **changes):
    return rewards.effect(np.array([content]), np.array([heavy]), checked(PROGRAMME | changes))[0]


@pytest.fixture(scope="module")
def cohort():
    """Everybody in a market of 20,000, before anybody has stayed or gone."""
    inputs = checked({"market_size": N, "customers_at_start": N, "first_tenure": 0} | PROGRAMME)
    draws = Draws(4, N)
    return draw_traits(inputs, draws, first_people(inputs, draws, 70.0))


def _paid(traits, **changes):
    inputs = checked({"market_size": N, "customers_at_start": N} | PROGRAMME | changes)
    reward = rewards.effect(np.full(N, 80.0), traits.heavy, inputs)
    points = rewards.points_earned(traits.value, inputs)
    lift = rewards.spending_lift(reward, points, np.zeros(N, bool), inputs)
    return ledger.payments(traits.value, np.full(N, 24), np.zeros(N, bool), lift, inputs).subscription


def test_heavy_buyers_spend_exactly_the_same_and_light_and_moderate_ones_more(cohort):
    without, with_programme = _paid(cohort, reward_spend=0), _paid(cohort)
    np.testing.assert_array_equal(with_programme[cohort.heavy], without[cohort.heavy])
    lighter = ~cohort.heavy
    assert (with_programme[lighter] >= without[lighter]).all()
    light = lighter & (cohort.value < np.median(cohort.value))
    for group in (light, lighter & ~light):
        assert with_programme[group].sum() > 1.02 * without[group].sum()


def test_heavy_buyers_collect_most_of_the_points_all_the_same(cohort):
    points = rewards.points_earned(cohort.value, checked(PROGRAMME))
    assert cohort.heavy.mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / N))
    assert points[cohort.heavy].mean() > 2 * points[~cohort.heavy].mean()


def test_rewards_keep_no_heavy_buyer_and_move_the_others():
    assert _effect(heavy=True) == 0 < _effect(heavy=False)
    assert _effect(heavy=True, reward_spend=10) == 0


@pytest.mark.parametrize(("content", "works"), [(0.0, False), (59.9, False), (60.0, True), (100.0, True)])
def test_rewards_do_nothing_before_service_is_right(content, works):
    assert (_effect(content) > 0) == works


def test_in_a_run_rewards_that_come_before_service_change_nobodys_mind():
    # Nobody is ever more than wholly satisfied: the same people leave and pay the same, only the cost differs.
    company = sim.load("broadband").scaled(1600).changed(months=12, burn_in=0, reward_needs=100, service_quality=0)
    without, generous = (sim.run(company.changed(reward_spend=spend), seed=1).columns for spend in (0.0, 4.0))
    for column in ("left", "joined", "satisfaction", "revenue_cents"):
        np.testing.assert_array_equal(without[column], generous[column])
    assert (generous["profit_cents"] < without["profit_cents"]).all()


def test_the_effect_is_worked_out_from_spend_and_fit():
    # All points: 1 - exp(-0.9 * (0.6 + 0.8 * 0.5) / 0.9)
    found = _effect(reward_spend=0.9, discount_share=0, specials_share=0, reward_scale=0.9)
    assert found == pytest.approx(1 - np.exp(-1))
    assert _effect(reward_spend=0) == 0


def test_rewards_have_diminishing_returns():
    found = [_effect(reward_spend=float(spend)) for spend in range(11)]
    assert (np.diff(found) > 0).all() and (np.diff(found, 2) < 0).all()


def test_relevant_rewards_work_better():
    found = [_effect(reward_relevance=each) for each in (0, 0.3, 0.6, 1)]
    assert (np.diff(found) > 0).all()


def test_members_specials_live_on_relevance():
    alone = {"discount_share": 0, "reward_spend": 0.5}
    dull, apt = ([_effect(specials_share=share, reward_relevance=relevance, **alone) for share in (0, 1)]
                 for relevance in (0.0, 1.0))
    assert dull[1] < dull[0] and apt[1] > apt[0]


def test_discounts_are_weaker_than_points_by_their_weight():
    points, discounts = (_effect(discount_share=share, specials_share=0) for share in (0, 1))
    assert np.log(1 - discounts) == pytest.approx(0.7 * np.log(1 - points))
    assert _effect(discount_share=1, specials_share=0, discount_weight=1) == pytest.approx(points)


def _lift(reward=0.5, points=0, rewarded=False, **changes):
    inputs = checked(PROGRAMME | {"reward_threshold": 4, "reward_lift": 0.06, "points_pressure": 0.2,
                                  "after_reward_lift": 0.1} | changes)
    return rewards.spending_lift(np.array([reward]), np.array([points]), np.array([rewarded]), inputs)[0]


@pytest.mark.parametrize(("points", "pressure"), [(0, 0), (200, 0.05), (399, 0.2 * 0.9975**2), (400, 0), (600, 0.05)])
def test_the_pressure_of_points_grows_with_the_square_of_closeness(points, pressure):
    assert _lift(1.0, points) == pytest.approx(1.06 + pressure)


def test_after_a_reward_spending_is_higher_for_a_month():
    assert _lift(1.0, rewarded=True) - _lift(1.0) == pytest.approx(0.1)


def test_whom_rewards_do_not_reach_feels_neither_pressure_nor_lift():
    assert _lift(0.0, points=399, rewarded=True) == 1


def test_without_points_there_is_no_pressure():
    assert _lift(1.0, points=399, discount_share=0.9) == pytest.approx(1.06)


@pytest.mark.parametrize(("points", "due"), [(0, 0), (399, 0), (400, 400), (1250, 1200)])
def test_whole_rewards_are_redeemed_or_lapse(points, due):
    inputs = checked({"reward_threshold": 4, "redeemed_share": 0.67})
    redeemed, lapsed = rewards.redemption(np.full(2, points), np.array([0.66, 0.68]), inputs)
    assert redeemed.tolist() == [due, 0] and lapsed.tolist() == [0, due]


@pytest.fixture(scope="module")
def points_race():
    """Two years of points in a company that nobody leaves or joins and where everybody pays the same."""
    company = sim.load("broadband").scaled(4000).changed(
        **CLOSED, months=24, burn_in=0, value_spread=0, redeemed_share=0.67, reward_threshold=4)
    return sim.run(company.changed(reward_spend=4.0, discount_share=0.0, specials_share=0.0), seed=1)


def test_a_third_of_the_points_is_never_redeemed(points_race):
    redeemed, lapsed = (points_race.columns[f"points_{each}_cents"].sum() // 400 for each in ("redeemed", "lapsed"))
    share, number = lapsed / (redeemed + lapsed), redeemed + lapsed
    assert number > 10_000
    assert share == pytest.approx(0.33, abs=4 * np.sqrt(0.33 * 0.67 / number))


def test_what_the_company_owes_is_what_was_issued_and_not_redeemed_or_lapsed(points_race):
    columns = points_race.columns
    flow = columns["points_issued_cents"] - columns["points_redeemed_cents"] - columns["points_lapsed_cents"]
    assert columns["points_liability_cents"] == pytest.approx(0.67 * np.cumsum(flow), abs=0.5)


def test_the_account_of_the_points_closes_in_a_company_that_people_leave_and_join():
    run = sim.run(sim.load("broadband_points").scaled(2000).changed(months=24, burn_in=0), seed=2)
    columns = run.columns
    flow = columns["points_issued_cents"] - columns["points_redeemed_cents"] - columns["points_lapsed_cents"]
    share = run.scenario.plan.redeemed_share
    assert columns["points_liability_cents"] == pytest.approx(share * np.cumsum(flow), abs=0.5)
    assert columns["points_liability_cents"][-1] == round(share * run.people.points.sum())
    assert (columns["points_lapsed_cents"] > 0).all()


def test_redeemed_points_cost_money_and_lapsed_ones_do_not(points_race):
    columns = points_race.columns
    np.testing.assert_array_equal(columns["rewards_cents"], columns["points_redeemed_cents"])


def test_discounts_and_specials_cost_money_at_once():
    company = sim.load("broadband").scaled(1600).changed(months=3, burn_in=0, **CLOSED)
    run = sim.run(company.changed(reward_spend=3.0, discount_share=0.6, specials_share=0.4), seed=1)
    assert (run.columns["rewards_cents"] == 300 * run.columns["customers"]).all()
    assert run.columns["points_issued_cents"].sum() == 0


def test_a_programme_costs_something_to_run_and_nothing_when_there_is_none():
    company = sim.load("broadband").scaled(1600).changed(months=3, burn_in=0, **CLOSED, reward_fixed_cost=40,
                                                         reward_member_cost=0.1, relevance_cost=0)
    with_rewards, without = (sim.run(company.changed(reward_spend=spend), seed=1).columns for spend in (1.0, 0.0))
    assert (with_rewards["reward_programme_cents"] == 4000 + 10 * with_rewards["customers"]).all()
    assert not without["reward_programme_cents"].any()


def test_the_upper_tier_holds_the_stated_share_of_those_who_spend_most(cohort):
    inputs = checked(PROGRAMME | {"reward_tiers": 0.1})
    luck = (np.random.default_rng(1).permutation(N) + 0.5) / N
    in_tier = rewards.qualifies(cohort.value, np.full(N, 12), luck, inputs)
    assert in_tier.mean() == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / N))
    assert cohort.value[in_tier].mean() > 3 * cohort.value[~in_tier].mean()
    assert not rewards.qualifies(cohort.value, np.full(N, 11), luck, inputs).any()


def test_without_a_programme_there_are_no_tiers():
    assert not rewards.has_tiers(checked({"reward_tiers": 0.1, "reward_spend": 0}))
    assert not rewards.has_tiers(checked({"reward_tiers": 0.0, "reward_spend": 2}))


def test_the_tier_holds_and_a_demotion_drives_away():
    inputs = checked({"tier_churn": 0.8, "demoted_churn": 1.3})
    factors = rewards.tier_factor(np.array([True, False, False]), np.array([0, 6, 0]), inputs)
    assert factors.tolist() == [0.8, 1.3, 1.0]


def test_in_a_run_an_abolished_tier_smarts_for_half_a_year():
    company = sim.load("broadband").scaled(4000).changed(**CLOSED, burn_in=0, months=24)
    tiers = [Event(0, "lever", 0.2, lever="reward_tiers"), Event(360, "lever", 0.0, lever="reward_tiers")]
    with_tiers = sim.Scenario("t", company.today, company.plan, events=tuple(tiers))
    runs = {months: sim.run(with_tiers, seed=1, months=months).people for months in (12, 13, 18, 19)}
    had = runs[12].tier
    assert had.sum() > 50
    for month, smart in ((13, 6), (18, 1), (19, 0)):
        assert not runs[month].tier.any()
        assert (runs[month].demoted[had] == smart).all() and not runs[month].demoted[~had].any()


def test_those_who_see_privileges_and_have_none_like_the_company_less():
    found = satisfaction.of_privileges(np.array([True, False]), checked({"bystander_points": 2}))
    assert found.tolist() == [0, -2]


def test_in_a_run_bystanders_lose_what_the_upper_tier_does_not():
    company = sim.load("broadband").scaled(1600).changed(**CLOSED, burn_in=0, months=6, bystander_points=2)
    with_tiers, without = (sim.run(company.changed(reward_spend=1.0, reward_tiers=share), seed=1).people
                           for share in (0.2, 0.0))
    lost = without.satisfaction - with_tiers.satisfaction
    bystanders = (with_tiers.status == CUSTOMER) & ~with_tiers.tier
    assert not lost[with_tiers.tier].any()
    assert lost[bystanders].min() > 0 and lost.max() <= 2 + 1e-9


def test_members_make_allowances_for_a_problem():
    def left_behind(reward):
        return relationship.grievance(np.zeros(1), np.full(1, MAJOR), np.full(1, NO_CASE), np.zeros(1, int),
                                      np.zeros(1), np.full(1, reward), checked({"member_forgiveness": 0.3}))

    assert left_behind(1.0) == pytest.approx(0.7 * left_behind(0.0))
    assert left_behind(0.5) == pytest.approx(0.85 * left_behind(0.0))


def test_in_a_run_rewards_keep_people_from_rivals_and_from_going_out_of_neglect():
    company = sim.load("broadband").scaled(4000).changed(months=36, burn_in=6)
    gone = [[sim.run(company.changed(reward_spend=spend), seed).totals["left_by_cause"] for seed in range(1, 7)]
            for spend in (0.0, 2.0)]
    for cause in ("rivals", "indifference"):
        without, with_rewards = (np.array([each[cause] for each in plan]) for plan in gone)
        assert with_rewards.sum() < without.sum() - 4 * np.sqrt(without.sum())
