"""Luck belongs to persons: what has no effect changes no number, and a newcomer changes nobody else's luck."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sim
from sim.draws import Draws, Purpose
from sim.population import CUSTOMER, PROSPECT
from tests.properties.strategies import SEEDS, scenarios

SOME = settings(max_examples=12)


def _same_numbers(first, second, but=()):
    for column, values in first.columns.items():
        if column not in but:
            np.testing.assert_array_equal(values, second.columns[column], err_msg=column)


def _without_effect():
    """Changes that cannot change anything, with the inputs that make it so."""
    return st.sampled_from([
        ({"service_level": 0.99}, {"desk_staff": 0, "response_target": 12.0}),      # counts for short targets only
        ({"response_target": 0.25}, {"desk_staff": 3}),                             # a fixed head count overrules it
        ({"service_level": 0.5}, {"desk_staff": 2}),
        ({"targeting": 3}, {"targeting": 0, "retention_spend": 0.0}),
        ({"winback_share": 1.0}, {"winback_offer": 0}),
        ({"tier_priority": 1}, {"tier_priority": 0, "reward_tiers": 0.0}),
        ({"tier_priority": 1}, {"tier_priority": 0, "reward_spend": 0.0}),
        ({"reward_tiers": 0.4}, {"reward_tiers": 0.0, "reward_spend": 0.0}),
        ({"gestures_bundled": 1}, {"gestures_bundled": 0, "gestures": 0.0}),
        ({"winback_offer": 4}, {"winback_offer": 0, "winback_share": 0.0}),
    ])


@SOME
@given(scenarios(calendar=False), SEEDS, _without_effect())
def test_a_lever_without_effect_changes_no_number(scenario, seed, case):
    change, given_inputs = case
    today = scenario.as_today().changed(**given_inputs).plan
    company = replace(scenario, today=today, plan=today)
    first, second = sim.run(company, seed), sim.run(company.changed(**change), seed)
    _same_numbers(first, second)
    for column, values in vars(first.people).items():
        np.testing.assert_array_equal(values, vars(second.people)[column], err_msg=column)


@pytest.mark.parametrize(("change", "given_inputs", "paid"), [
    ({"reward_spend": 9.0}, {"reward_pull": 0.0, "reward_lift": 0.0, "points_pressure": 0.0, "after_reward_lift": 0.0,
                             "member_forgiveness": 0.0},
     {"rewards_cents", "reward_programme_cents", "points_issued_cents", "points_redeemed_cents", "points_lapsed_cents",
      "points_liability_cents"}),
    ({"quality_control": 4.0}, {"interception_most": 0.0}, {"quality_control_cents"}),
    ({"acquisition_spend": 1500.0}, {"acquisition_reach": 0.0}, {"acquisition_cents"}),
    ({"training": 400.0}, {"learning_speed": 0.0}, {"training_cents"}),
    ({"recognition": 400.0}, {"morale_speed": 0.0}, {"recognition_cents"}),
    ({"supervisors": 0.3}, {"supervisor_resolution": 0.0}, {"supervision_cents"}),
    ({"gestures": 6.0}, {"gesture_strength": 0.0}, {"gestures_cents"}),
    ({"retention_spend": 500.0}, {"offer_strength": 0.0, "waking_factor": 1.0}, {"retention_offers_cents"}),
    ({"surveys": 6.0}, {"survey_response": 0.0}, {"listening_cents"}),
    ({"social_listening": 0.9}, {"public_share": 0.0}, {"listening_cents"}),
    ({"crm_accuracy": 0.9}, {}, {"customer_data_cents"}),
    ({"calls": 1.0, "relevance": 0.9}, {"communication_attention": 0.0, "opt_out_rate": 0.0}, {"communication_cents"}),
])
def test_a_lever_that_only_costs_changes_only_money(change, given_inputs, paid):
    company = sim.load("broadband").scaled(800).changed(months=12, burn_in=3, **given_inputs)
    first, second = sim.run(company, 3), sim.run(company.changed(**change), 3)
    _same_numbers(first, second, but=paid | {"cost_cents", "profit_cents", "npv_cents"})
    assert (second.columns["cost_cents"] > first.columns["cost_cents"]).all()


@pytest.mark.parametrize("given_inputs", [
    {"price": 99.0}, {"wage": 9000.0}, {"variable_cost": 0.9}, {"discount_rate": 0.5}, {"quality_cost": 9.0},
    {"hire_cost": 0.0}, {"value_spread": 1.5}, {"spend_growth": 0.3}, {"redeemed_share": 0.0},
    {"referred_margin": -0.5},
    {"loyal_premium": 0.2}, {"serve_saving": 0.1}, {"tenure_curve": 3}, {"joining_cost": 900.0}, {"sale_value": 900.0}])
def test_what_money_costs_and_buys_moves_no_person(given_inputs):
    company = sim.load("broadband").scaled(800).changed(months=8, burn_in=3)
    first, second = sim.run(company, 3), sim.run(company.changed(**given_inputs), 3)
    _same_numbers(first, second, but={column for column in first.columns if column.endswith("_cents")})


@pytest.mark.parametrize("purpose", Purpose)
def test_one_more_prospect_leaves_everybody_elses_luck_alone(purpose):
    for month in (-2, 0, 5):
        fewer, more = Draws(7, 400).uniform(purpose, month), Draws(7, 401).uniform(purpose, month)
        np.testing.assert_array_equal(more[:-1], fewer)


@SOME
@given(scenarios("market_size", people=(400, 700), calendar=False, contacts=0.0, imitation=0.0), SEEDS)
def test_one_more_prospect_who_never_joins_changes_nobody_elses_life(scenario, seed):
    # Without contacts and imitation a prospect touches nobody: seats at the desk are twenty for up to 800 people.
    size = scenario.plan.market_size
    more = sim.run(scenario.changed(market_size=size + 1), seed)
    assume(more.people.status[-1] == PROSPECT and more.columns["prospects"][0] > 0)
    fewer = sim.run(scenario, seed)
    assume((fewer.people.status == CUSTOMER).sum() == (more.people.status == CUSTOMER).sum())
    _same_numbers(fewer, more, but={"prospects"})
    np.testing.assert_array_equal(more.columns["prospects"], fewer.columns["prospects"] + 1)
    for column, values in vars(fewer.people).items():
        np.testing.assert_array_equal(vars(more.people)[column][:-1], values, err_msg=column)


@SOME
@given(scenarios(), SEEDS)
def test_the_silenced_twin_tells_nobody(scenario, seed):
    lived, silenced = (sim.run(scenario, seed, silenced=each) for each in (False, True))
    assert silenced.columns["told_bad"].tolist() == [0] * scenario.plan.months
    # The month's first steps come before any talk: in month 0 both worlds met the same problems and contacts.
    for column in ("failures", "contacts", "answered", "abandoned", "unsolved", "told_good"):
        assert silenced.columns[column][0] == lived.columns[column][0], column


@SOME
@given(scenarios(calendar=False), SEEDS)
def test_silence_changes_nothing_where_there_is_nothing_bad_to_tell(scenario, seed):
    quiet = scenario.changed(major_story_share=0, minor_story_share=0, unhappy_story_rate=0)
    lived, silenced = (sim.run(quiet, seed, silenced=each) for each in (False, True))
    _same_numbers(lived, silenced)
    assert SimpleNamespace(**lived.totals).told_bad == 0
