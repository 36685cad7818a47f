"""The same question has the same answer: twice, after other questions, in another process."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim import experiments, model
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.scenario import ScenarioError
from tests.properties.strategies import SEEDS, scenarios

SOME = settings(max_examples=15)


def _same(first, second):
    for column, values in first.columns.items():
        np.testing.assert_array_equal(values, second.columns[column], err_msg=column)
    for column, values in vars(first.people).items():
        np.testing.assert_array_equal(values, vars(second.people)[column], err_msg=column)
    assert first.tickets == second.tickets


@SOME
@given(scenarios(), SEEDS)
def test_a_run_twice_is_the_same_run(scenario, seed):
    first = sim.run(scenario, seed, log=True)
    _same(first, sim.run(scenario, seed, log=True))
    model.forget_starts()
    _same(first, sim.run(scenario, seed, log=True))


@SOME
@given(scenarios(), scenarios(), SEEDS)
def test_another_run_in_between_changes_nothing(scenario, other, seed):
    model.forget_starts()
    first = sim.run(scenario, seed, log=True)
    sim.run(other, seed, log=True)
    sim.run(sim.Scenario("mixed", scenario.today, other.plan.model_copy(update={
        "market_size": scenario.today.market_size, "burn_in": scenario.today.burn_in})), seed)
    sim.run(scenario, seed, silenced=True)
    _same(first, sim.run(scenario, seed, log=True))


def test_many_runs_that_push_each_other_out_of_the_cache_change_nothing():
    company = sim.load("broadband").scaled(400).changed(months=3, burn_in=3)
    first = [sim.run(company, seed) for seed in range(2 * model.KEPT_STARTS)]
    for seed, run in enumerate(first):
        _same(run, sim.run(company.changed(reward_spend=0.5), seed))


def test_another_process_gives_the_same_numbers():
    program = ("import hashlib, sim; run = sim.run(sim.load('broadband').scaled(800).changed(months=6), seed=5);"
               "print(hashlib.sha256(b''.join(each.tobytes() for each in run.columns.values())).hexdigest())")
    ours = sim.run(sim.load("broadband").scaled(800).changed(months=6), seed=5)
    digest = hashlib.sha256(b"".join(each.tobytes() for each in ours.columns.values())).hexdigest()
    theirs = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                            cwd=model.__file__.removesuffix("/sim/model.py"))
    assert theirs.stdout.strip() == digest


@SOME
@given(scenarios(), SEEDS)
def test_a_plan_compared_with_itself_differs_by_exactly_zero(scenario, seed):
    # Both plans are really lived through, each from its own burn-in.
    model.forget_starts()
    today = experiments.one_world(scenario, seed)
    model.forget_starts()
    plan = experiments.one_world(scenario, seed)
    difference = experiments.compared([today], [plan]).difference
    assert set(difference) == {*MEASURES, *PAIRED_MEASURES}
    for key, each in difference.items():
        unknown = np.isnan(today.measures[key])
        assert (unknown and np.isnan(each.mean)) or (each.mean, each.low, each.high) == (0, 0, 0), key


def test_different_worlds_are_different():
    company = sim.load("broadband").scaled(800).changed(months=12, burn_in=0)
    joined = [tuple(sim.run(company, seed).columns["joined"]) for seed in range(6)]
    assert len(set(joined)) == 6


@pytest.mark.parametrize("seed", [True, 1.0])
def test_a_seed_that_is_refused_is_refused_even_when_its_world_is_known(seed):
    company = sim.load("broadband").scaled(400).changed(months=1, burn_in=0)
    sim.run(company, 1)
    with pytest.raises(ScenarioError) as refused:
        sim.run(company, seed)
    assert str(refused.value) == f"seed = {seed!r} is out of range; allowed: whole number from 0 to 9223372036854775807"
