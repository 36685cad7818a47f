"""Both schedulers live the same world: person by person, ticket by ticket, to the last bit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim import model, reference
from sim.behaviour import PHASES
from sim.behaviour.stories import ROOTS, SPARABLE
from sim.explore.follow import Watch
from sim.explore.trace import traced
from sim.population import People
from sim.scenario import ASSUMPTION, LEVER, Event, Scenario, checked, declarations
from tests.properties.strategies import calendars, fitting

SMALL = {"market_size": 300, "customers_at_start": 120, "months": 4, "burn_in": 2}
# What is in proportion to the market in the shipped companies, for a market of 300.
EXTENSIVE = {"acquisition_spend": 110.0, "acquisition_scale": 150.0, "reward_fixed_cost": 8.0, "listening_cost": 60.0}
DAYS = st.integers(0, 120)      # of the four months
# Every lever off its usual place, and as many of the new mechanisms at work as there are.
EVERYTHING = {
    "service_quality": 75.0, "response_target": 2.0, "reward_spend": 3.0, "quality_control": 1.0, "promise": 20.0,
    "training": 200.0, "authority": 80.0, "recognition": 100.0, "leadership": 0.8, "supervisors": 0.15,
    "probing": 0.5, "calls": 6.0, "emails": 20.0, "letters": 4.0, "relevance": 0.7, "gestures": 6.0,
    "gestures_bundled": 1, "discount_share": 0.3, "specials_share": 0.2, "reward_relevance": 0.8, "reward_tiers": 0.3,
    "tier_priority": 1, "complaint_ease": 1.6, "social_listening": 0.8, "surveys": 6.0, "crm_accuracy": 0.8,
    "targeting": 3, "retention_spend": 300.0, "price_level": 1.1, "referral_reward": 50.0, "winback_offer": 4,
    "winback_share": 0.9, "cancellation_obstacle": 0.6,
}
LIVELY = {"question_rate": 12.0, "failure_rate": 6.0, "rival_offers": 6.0, "reward_threshold": 1.0, "winback_after": 1,
          "tenure_power": 0.8, "return_after": 0, "return_rate": 0.3, "referral_rate": 2.0, "unhappy_story_rate": 6.0}
HAPPENINGS = (
    Event(0, "hiring_freeze", 1.0, months=2), Event(5, "price_change", 0.2), Event(12, "outage", 0.4),
    Event(14, "outage", 0.3), Event(20, "viral_post", 120), Event(25, "rival_campaign", 5.0, months=3),
    Event(40, "lever", 90.0, lever="service_quality"), Event(45, "lever", 0, lever="tier_priority"),
    Event(50, "price_change", -0.3), Event(70, "lever", 1, lever="desk_staff"), Event(80, "outage", 1.0),
)


SUBSETS = st.sets(st.sampled_from(ROOTS)), st.sets(st.sampled_from(SPARABLE))
DEFAULTS = {key: declared.default for key, declared in declarations().items()}


def assert_same(scenario, seed=1, silenced=False, order=None, prevented=()):
    fast = model.run(scenario, seed, silenced=silenced, log=True, prevented=prevented)
    slow = reference.run(scenario, seed, silenced=silenced, log=True, prevented=prevented, order=order)
    return assert_equal(fast, slow)


def assert_equal(fast, slow):
    """Two runs hold the same, to the last bit; returns the first."""
    for column, values in fast.columns.items():
        np.testing.assert_array_equal(values, slow.columns[column], err_msg=column)
    for each in dataclasses.fields(People):
        np.testing.assert_array_equal(getattr(fast.people, each.name), getattr(slow.people, each.name), each.name)
    assert fast.tickets == slow.tickets
    assert str(fast.as_dict()) == str(slow.as_dict())
    return fast


def small(today=None, plan=None, events=(), **shared):
    """A small company whose levers, today and in the plan, whose events and whose assumptions are as given."""
    base = SMALL | EXTENSIVE | {"question_rate": 12.0, "failure_rate": 4.0} | shared
    plans = (base | (today or {}), base | (today or {}) | (plan or {}))
    return Scenario("small", *(checked(fitting(DEFAULTS | each)) for each in plans), events=tuple(events))


def test_the_default_company_lives_the_same_two_years_under_both_schedulers():
    run = assert_same(sim.load("broadband").scaled(800).changed(months=12))
    assert run.columns["abandoned"].sum() > 0
    assert run.columns["left"].sum() > 0
    assert run.columns["joined"].sum() > 0


CORNERS = {
    "a desk of one who is never there in time": small(plan={"desk_staff": 1}, handle_minutes=480.0),
    "a desk that doubles": small(today={"desk_staff": 2}, plan={"desk_staff": 20}, hiring_lead=0.0),
    "a desk that is cut to one": small(today={"desk_staff": 20}, plan={"desk_staff": 1}),
    "staff who all quit": small(staff_turnover=1.5, hiring_lead=0.5),
    "leavers and successors overlap at a full desk": small(plan={"desk_staff": 20}, today={"desk_staff": 20},
                                                          staff_turnover=1.5, hiring_lead=0.0, handle_minutes=480.0,
                                                          months=8),
    "nobody has patience": small(patience=0.05, patience_spread=0.0),
    "endless patience and a full desk": small(plan={"desk_staff": 1}, patience=176.0, patience_spread=3.0),
    "everybody comes back at once": small(return_after=0, return_rate=0.3, unavoidable_churn=0.3),
    "a short pause before calling again": small(contact_pause=0.1, contacts_again=1.0, returns_after_giving_up=1.0,
                                                first_contact_resolution=0.05),
    "a pause across months": small(contact_pause=80.0, contacts_again=1.0, first_contact_resolution=0.05),
    "nobody knows anybody": small(contacts=0.0),
    "everybody knows everybody and talks": small(contacts=40.0, major_story_share=1.0, minor_story_share=1.0,
                                                 defection_contagion=0.8, told_bad_median=40.0),
    "no customers": small(customers_at_start=0),
    "only customers": small(customers_at_start=300),
    "no market to win": small(acquisition_reach=0.0, imitation=0.0),
    "no failures and no questions": small(failure_rate=0.0, question_rate=0.0),
    "a quarter of an hour": small(plan={"response_target": 0.25, "service_level": 0.99}),
    "no burn-in": small(burn_in=0),
    "yearly contracts for all": small(contract_share=1.0, contract_leak=0.02, months=14),
    "the first levers on": small(plan={"service_quality": 100.0, "response_target": 1.0, "reward_spend": 10.0,
                                       "quality_control": 5.0}),
    "everything on": small(plan=EVERYTHING, **LIVELY, months=14),
    "everything on for long": small(today=EVERYTHING, **LIVELY, months=6, burn_in=14),
    "everything on and then off": small(today=EVERYTHING, plan={"reward_spend": 0.0, "winback_offer": 0,
                                                                "cancellation_obstacle": 0.0, "probing": 0.0},
                                        **LIVELY, months=14),
    "everything on and everything happens": small(plan=EVERYTHING, events=HAPPENINGS, **LIVELY, months=5),
    "the upper tier is first in line": small(
        today={"reward_spend": 2.0, "reward_tiers": 0.4, "tier_priority": 1, "desk_staff": 1}, question_rate=24.0,
        patience=40.0, first_tenure=4.0, months=14),
    "the line by rank ends in mid-run": small(
        today={"reward_spend": 2.0, "reward_tiers": 0.4, "tier_priority": 1, "desk_staff": 1}, question_rate=24.0,
        events=[Event(40, "lever", 0, lever="tier_priority"), Event(95, "lever", 1, lever="tier_priority")], months=6),
    "a script for everybody who goes": small(plan={"cancellation_obstacle": 1.0}, obstacle_saves=0.5, **LIVELY),
    "a script that keeps everybody": small(plan={"cancellation_obstacle": 1.0}, obstacle_saves=1.0, rival_offers=6.0),
    "nobody is hired": small(events=[Event(0, "hiring_freeze", 1.0, months=6)], staff_turnover=1.5, months=6),
    "an outage for all": small(events=[Event(15, "outage", 1.0)], plan={"desk_staff": 1}),
    "outages that overlap": small(events=[Event(15, "outage", 0.7), Event(16, "outage", 0.7),
                                          Event(30, "outage", 0.2)]),
    "a post that everybody sees": small(events=[Event(3, "viral_post", 300), Event(64, "viral_post", 1_000_000)]),
    "a rival's campaign": small(events=[Event(31, "rival_campaign", 20.0, months=2)], rival_offers=2.0),
    "prices up and down": small(events=[Event(1, "price_change", 0.5), Event(40, "price_change", -0.5)],
                                price_sensitivity_spread=1.5),
    "better in mid-run": small(events=[Event(45, "lever", 95.0, lever="service_quality")]),
    "faster in mid-run": small(events=[Event(45, "lever", 0.25, lever="response_target")], hiring_lead=0.0),
    "more generous in mid-run": small(events=[Event(45, "lever", 9.0, lever="reward_spend")], reward_threshold=1.0),
} | {
    f"offers by policy {policy}": small(plan={"targeting": policy, "retention_spend": 400.0, "crm_accuracy": 0.7},
                                        rival_offers=4.0) for policy in range(4)
} | {
    f"winning back with offer {offer}": small(plan={"winback_offer": offer, "winback_share": 1.0}, rival_offers=6.0,
                                              winback_after=1, winback_fade=0.0, months=6) for offer in range(1, 5)
}


@pytest.mark.parametrize("corner", CORNERS, ids=str)
def test_corners_agree(corner):
    assert_same(CORNERS[corner], seed=7)


def test_the_corner_with_everything_on_is_one_where_everything_happens():
    columns = model.run(CORNERS["everything on"], 7).columns
    counted = ("won_back", "returned", "referrals", "told_bad", "told_good", "points_redeemed_cents",
               "points_lapsed_cents", "extra_sales_cents", "retention_offers_cents", "gestures_cents", "winback_cents",
               "referral_rewards_cents", "settlements_cents", "abandoned")
    assert {name for name in counted if not columns[name].sum()} == set()


def test_the_silenced_twin_agrees():
    run = assert_same(small(), silenced=True)
    assert run.columns["told_bad"].sum() == 0


def test_the_silenced_twin_of_a_company_that_everybody_talks_about_agrees():
    talked_about = small(plan={"cancellation_obstacle": 1.0}, events=[Event(3, "viral_post", 300)], obstacle_saves=0.3,
                         **LIVELY)
    assert assert_same(talked_about).columns["told_bad"].sum() > 300
    assert assert_same(talked_about, silenced=True).columns["told_bad"].sum() == 0


TALKED_ABOUT = ("everybody knows everybody and talks", "everything on", "everything on and everything happens",
                "a desk of one who is never there in time", "a script for everybody who goes", "no burn-in",
                "no customers", "only customers", "a post that everybody sees")


@pytest.mark.parametrize("name", ROOTS)
def test_stories_about_one_trouble_silenced_agree(name):
    told = assert_same(CORNERS["everything on and everything happens"], silenced=(name,)).columns["told_bad"].sum()
    assert told > 0


@pytest.mark.parametrize("name", SPARABLE)
def test_one_kind_of_trouble_prevented_agrees(name):
    assert_same(small(plan={"desk_staff": 1}, question_rate=24.0, months=3), prevented=(name,))


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])
@given(corner=st.sampled_from(TALKED_ABOUT), silenced=SUBSETS[0], prevented=SUBSETS[1], seed=st.integers(0, 99))
def test_corners_with_anything_silenced_and_prevented_agree(corner, silenced, prevented, seed):
    assert_same(CORNERS[corner], seed, silenced, prevented=prevented)


@pytest.mark.parametrize("corner", ["everything on and everything happens", "a post that everybody sees"])
@pytest.mark.parametrize(("one", "other"), [(True, ROOTS), (False, ()), (("post",), "post"), (ROOTS, ROOTS[::-1])])
def test_what_is_silenced_by_name_is_what_is_silenced_as_a_whole(corner, one, other):
    assert_equal(*(model.run(CORNERS[corner], 5, silenced=each, log=True) for each in (one, other)))


@pytest.mark.parametrize("corner", TALKED_ABOUT)
def test_whoever_looks_on_changes_nothing(corner):
    seen = []

    def observe(phase, world, me, life, others):
        seen.append((world.month, phase))

    plain, looked_on = (model.run(CORNERS[corner], 5, log=True, observe=each) for each in (None, observe))
    assert_equal(plain, looked_on)
    months = CORNERS[corner].plan.months
    assert seen == [(0, "start"), *((month, phase) for month in range(months) for phase in PHASES)]


def test_those_who_trace_stories_and_watch_persons_change_nothing():
    everything = CORNERS["everything on and everything happens"]
    plain = model.run(everything, 5, log=True)
    assert_equal(plain, traced(everything, 5)[0])
    assert_equal(plain, model.run(everything, 5, log=True, observe=Watch(everything, 5, [0, 7])))


def test_a_priority_line_lets_the_upper_tier_wait_less():
    ranked = CORNERS["the upper tier is first in line"]
    plain = dataclasses.replace(ranked, plan=ranked.plan.model_copy(update={"tier_priority": 0}))
    assert model.run(ranked, 7, log=True).tickets != model.run(plain, 7, log=True).tickets


@pytest.mark.parametrize("shuffle", [1, 2, 3])
def test_the_order_in_which_people_start_does_not_matter(shuffle):
    order = np.random.default_rng(shuffle).permutation(SMALL["market_size"]).tolist()
    assert_same(small(), order=order)
    assert_same(small(plan=EVERYTHING, events=HAPPENINGS, **LIVELY), order=order)


def values_of(role):
    """Any values of all inputs with this role, within their ranges."""
    def values(declared):
        if declared.whole:
            return st.integers(int(declared.low), min(int(declared.high), 40))
        return st.floats(declared.low, declared.high, allow_nan=False)
    return st.fixed_dictionaries({}, optional={
        key: values(declared) for key, declared in declarations().items() if declared.role == role})


ANY = given(today=values_of(LEVER), plan=values_of(LEVER), assumed=values_of(ASSUMPTION),
            seed=st.integers(0, 2**63 - 1), hazard_level=st.floats(0, 5), events=calendars(DAYS),
            silenced=st.booleans() | SUBSETS[0], prevented=SUBSETS[1])


def so_many(companies):
    return settings(max_examples=companies, suppress_health_check=[HealthCheck.too_slow],
                    phases=[Phase.explicit, Phase.generate])


def _assert_any(today, plan, assumed, seed, hazard_level, events, silenced, prevented):
    assert_same(small(today, plan, events, **assumed, hazard_level=hazard_level), seed, silenced, prevented=prevented)


@so_many(30)
@ANY
def test_any_company_under_any_plan_lives_the_same_world(**company):
    _assert_any(**company)


@pytest.mark.slow
@so_many(300)
@ANY
def test_any_of_many_companies_lives_the_same_world(**company):
    _assert_any(**company)
