"""Both schedulers live the same world: person by person, ticket by ticket, to the last bit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim import model, reference
from sim.population import People
from sim.scenario import ASSUMPTION, LEVER, Scenario, checked, declarations

SMALL = {"market_size": 300, "customers_at_start": 120, "months": 4, "burn_in": 2}
# What is in proportion to the market in the shipped companies, for a market of 300.
EXTENSIVE = {"acquisition_spend": 110.0, "acquisition_scale": 150.0, "reward_fixed_cost": 8.0}


def assert_same(scenario, seed=1, silenced=False, order=None):
    fast = model.run(scenario, seed, silenced=silenced, log=True)
    slow = reference.run(scenario, seed, silenced=silenced, log=True, order=order)
    for column, values in fast.columns.items():
        np.testing.assert_array_equal(values, slow.columns[column], err_msg=column)
    for each in dataclasses.fields(People):
        np.testing.assert_array_equal(getattr(fast.people, each.name), getattr(slow.people, each.name), each.name)
    assert fast.tickets == slow.tickets
    assert str(fast.as_dict()) == str(slow.as_dict())
    return fast


def small(today=None, plan=None, **shared):
    """A small company whose levers, today and in the plan, and whose assumptions are as given."""
    base = SMALL | EXTENSIVE | {"question_rate": 12.0, "failure_rate": 4.0} | shared
    return Scenario("small", checked(base | (today or {})), checked(base | (today or {}) | (plan or {})))


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
    "everything on": small(plan={"service_quality": 100.0, "response_target": 1.0, "reward_spend": 10.0,
                                 "quality_control": 5.0}),
}


@pytest.mark.parametrize("corner", CORNERS, ids=str)
def test_corners_agree(corner):
    assert_same(CORNERS[corner], seed=7)


def test_the_silenced_twin_agrees():
    run = assert_same(small(), silenced=True)
    assert run.columns["told_bad"].sum() == 0


@pytest.mark.parametrize("shuffle", [1, 2, 3])
def test_the_order_in_which_people_start_does_not_matter(shuffle):
    order = np.random.default_rng(shuffle).permutation(SMALL["market_size"]).tolist()
    assert_same(small(), order=order)


def values_of(role):
    """Any values of all inputs with this role, within their ranges."""
    def values(declared):
        if declared.whole:
            return st.integers(int(declared.low), min(int(declared.high), 40))
        return st.floats(declared.low, declared.high, allow_nan=False)
    return st.fixed_dictionaries({}, optional={
        key: values(declared) for key, declared in declarations().items() if declared.role == role})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])
@given(today=values_of(LEVER), plan=values_of(LEVER), assumed=values_of(ASSUMPTION), seed=st.integers(0, 2**63 - 1),
       hazard_level=st.floats(0, 5))
def test_any_company_under_any_plan_lives_the_same_world(today, plan, assumed, seed, hazard_level):
    assert_same(small(today, plan, **assumed, hazard_level=hazard_level), seed)
