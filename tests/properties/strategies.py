"""Hypothesis strategies for scenarios: small companies whose other inputs are anywhere in their declared ranges."""

from hypothesis import strategies as st

import sim
from sim.scenario import ASSUMPTION, LEVER, declarations

SEEDS = st.integers(0, 2**63 - 1)
# Inputs that grow with the company or set its size and time are drawn apart, so that a run stays short.
_APART = {key for key, declared in declarations().items() if declared.extensive or declared.role == "fixed"}


def values(key):
    """Any value of an input that its declaration allows."""
    declared = declarations()[key]
    if declared.whole:
        return st.integers(declared.low, declared.high)
    return st.floats(declared.low, declared.high, allow_nan=False)


def changes(role, *fixed):
    """Any values for any inputs of a role, without those that are `fixed`: a dict."""
    keys = [key for key, declared in declarations().items()
            if declared.role == role and key not in _APART and key not in fixed]
    return st.fixed_dictionaries({}, optional={key: values(key) for key in keys})


@st.composite
def scenarios(draw, *fixed, people=(400, 800), months=(6, 12), burn_in=(0, 6), **given):
    """A small company under a plan: any levers and assumptions, but `fixed` inputs as they are and `given` as told."""
    size = draw(st.integers(*people))
    company = sim.load("broadband").scaled(size).changed(
        customers_at_start=draw(st.integers(0, size)), months=draw(st.integers(*months)),
        burn_in=draw(st.integers(*burn_in)), hazard_level=draw(st.floats(0, 3)),
        yearly_churn=draw(st.floats(0.02, 0.7)))
    skipped = (*fixed, *given)
    company = company.changed(**draw(changes(ASSUMPTION, *skipped)))
    today = company.changed(**draw(changes(LEVER, *skipped)), desk_staff=draw(st.integers(0, 5)))
    company = sim.Scenario(company.name, today.plan, today.plan, company.title, company.story, company.company)
    plan = company.changed(**draw(changes(LEVER, *skipped)), desk_staff=draw(st.integers(0, 5)))
    return sim.Scenario(plan.name, plan.today.model_copy(update=given), plan.plan.model_copy(update=given))
