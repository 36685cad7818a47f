"""Defections of friends: the published hazard ratio, and no avalanche."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.behaviour.leaving import friends_factor, guarded_contagion
from sim.network import FAR_STRENGTH, NEAR_STRENGTH
from sim.population import CUSTOMER, LOST
from sim.scenario import checked, declarations
from tests.theory.stillness import EVERY_SECOND_OFFER, NOTHING_ELSE

DECLARED = declarations()
# Customers who differ in nothing, in a closed market; rivals are the only reason to leave. The stated churn is small,
# so that the guard leaves the published coefficient alone.
CLOSED = NOTHING_ELSE | EVERY_SECOND_OFFER | {
    "market_size": 40_000, "customers_at_start": 40_000, "burn_in": 0, "hazard_level": 1, "unavoidable_churn": 0,
    "rival_offers": 1.2, "neglect_hazard": 0, "failure_rate": 0, "question_rate": 0, "switching_weight": 0,
    "contract_share": 0, "return_rate": 0, "acquisition_spend": 0, "imitation": 0, "frailty_alpha": 50,
    "frailty_beta": 500, "yearly_churn": 0.02, "contacts": 8, "defection_contagion": 0.8, "defection_half_life": 1,
    "customer_belief": 0, "good_story_rate": 0,
}


def _inputs(**changes):
    return checked(CLOSED | changes)


def test_one_contact_who_left_last_month_raises_the_hazard_by_the_published_80_percent():
    inputs = _inputs()
    assert guarded_contagion(0.0, inputs) == 0.8
    factor = friends_factor(np.array([1.0]), np.zeros(1), np.zeros(1, int), 0.8, inputs)
    assert factor[0] == pytest.approx(1.80)


@cache
def _second_month(far):
    """Who had how many contacts leave in the first month, and who left in the second; tenures are short."""
    scenario = sim.load("broadband").changed(**CLOSED | {"first_tenure": 1.5, "contacts": 2, "far_share": far})
    first, second = (sim.run(scenario, seed=1, months=months).people for months in (1, 2))
    stayed = first.status == CUSTOMER
    assert guarded_contagion(1 - stayed.mean(), scenario.plan) == 0.8
    return first.exposure[stayed], second.status[stayed] == LOST, first.tenure[stayed]


@pytest.mark.parametrize(("far", "strength"), [(0, NEAR_STRENGTH), (1, FAR_STRENGTH)])
def test_in_a_run_those_with_one_contact_gone_leave_at_1_80_times_the_hazard_by_the_strength_of_the_tie(far, strength):
    # 1.80 is for the average tie, which has strength 1: 2.0 for a near one and 1.5 for a far one.
    exposure, gone, tenure = _second_month(far)
    young = tenure <= 24
    hazard, error = [], []
    for weight in (0, strength):
        share = gone[young & (exposure == weight)]
        p = share.mean()
        hazard.append(-np.log(1 - p))
        error.append(np.sqrt(p / (1 - p) / len(share)) / hazard[-1])
    ratio, expected = hazard[1] / hazard[0], 1 + 0.8 * strength
    assert ratio == pytest.approx(expected, abs=4 * expected * np.hypot(*error))
    assert ratio > 1 + 4 * ratio * np.hypot(*error)


def test_after_two_years_friends_weigh_less():
    exposure, gone, tenure = _second_month(0)
    with_friends = exposure == NEAR_STRENGTH
    young, old = gone[with_friends & (tenure <= 24)].mean(), gone[with_friends & (tenure > 24)].mean()
    numbers = [(with_friends & (tenure <= 24)).sum(), (with_friends & (tenure > 24)).sum()]
    expected = (1 - np.exp(-0.05 * 2.0)) - (1 - np.exp(-0.05 * 1.7))
    error = np.sqrt(young * (1 - young) / numbers[0] + old * (1 - old) / numbers[1])
    assert young - old == pytest.approx(expected, abs=4 * error)


def _values(key):
    return st.floats(DECLARED[key].low, DECLARED[key].high)


@given(contacts=_values("contacts"), churn=_values("yearly_churn"), contagion=_values("defection_contagion"),
       half_life=_values("defection_half_life"), last=st.floats(0, 1))
def test_further_defections_per_defection_stay_at_most_one_half(contacts, churn, contagion, half_life, last):
    inputs = _inputs(contacts=contacts, yearly_churn=churn, defection_contagion=contagion,
                     defection_half_life=half_life)
    guarded = guarded_contagion(last, inputs)
    monthly = max(last, 1 - (1 - churn) ** (1 / 12))
    remembered = sum(0.5 ** (month / half_life) for month in range(200))
    assert 0 <= guarded <= contagion
    assert contacts * monthly * remembered * guarded <= 0.5 * (1 + 1e-9)
    if contacts > 1e-9:                     # and no lower than that asks for
        assert guarded == contagion or contacts * monthly * remembered * guarded >= 0.5 * (1 - 1e-9)


def test_the_guard_does_not_bite_at_the_default():
    inputs = sim.load("broadband").plan
    for churn in (0.0, 1 - (1 - inputs.yearly_churn) ** (1 / 12), 0.031):         # twice the stated churn and more
        assert guarded_contagion(churn, inputs) == inputs.defection_contagion
    bitten = guarded_contagion(0.032, inputs)
    assert bitten == pytest.approx(0.5 / (20 * 2 * 0.032)) and bitten < inputs.defection_contagion


@pytest.mark.parametrize(("stated", "months"), [
    pytest.param(0.2, 36, id="as many leave as is stated"),
    pytest.param(0.02, 24, id="ten times as many leave as is stated: the guard goes by those who do"),
])
def test_the_strongest_contagion_allowed_is_no_avalanche(stated, months):
    # The branching ratio is held at one half, so contagion at most doubles the leavers.
    changes = {"market_size": 4000, "customers_at_start": 4000, "yearly_churn": stated, "rival_offers": 0.446,
               "defection_half_life": 3, "contacts": 40, "months": months}
    company = sim.load("broadband").changed(**CLOSED | changes)
    without, with_friends = (sim.run(company.changed(defection_contagion=each), seed=1).totals["left"]
                             for each in (0, 0.8))
    assert without < with_friends < 2 * without
