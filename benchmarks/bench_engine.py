"""One run of the model: against the reference scheduler, other tools, its own random numbers, and more people.

    pytest benchmarks/bench_engine.py -s

Runs begin at month 0; making the world and its burn-in are not part of the times unless said.
"""

from unittest.mock import patch

import pytest

import sim
from benchmarks import clock, everything, goals
from sim import model, reference
from sim.draws import Draws

COMPANIES = {"default": lambda: sim.load("broadband"), "everything": everything.on}
WITNESSED_MONTHS = 3
ROUNDS = 5


@pytest.fixture(params=COMPANIES)
def name(request):
    return request.param


@pytest.fixture
def company(name):
    return COMPANIES[name]()


@pytest.fixture(scope="module")
def speeds():
    """Million person-months a second of both companies and of the small model in NumPy and Mesa, in turn."""
    def of(make):
        scenario = make()
        lived = scenario.plan.market_size * scenario.plan.months / 1e6
        return lambda: clock.months_alone(scenario) / lived

    def others():
        for tool, found in clock.peers(3, "numpy", "mesa").items():
            small[tool] = max(small.get(tool, 0), found["million_person_months_a_second"])
        return 0

    small = {}
    best = clock.best_in_turn(ROUNDS, others=others, **{name: of(make) for name, make in COMPANIES.items()})
    return small | {name: 1 / best[name] for name in COMPANIES}


def test_all_mechanisms_are_on():
    columns = model.run(everything.on(), 1).columns
    assert [key for key, values in columns.items() if not values.any()] == []


def test_the_small_model_is_the_same_in_every_tool():
    for tool, found in clock.peers(ROUNDS).items():
        detail = f"version {found['version']}, best of {ROUNDS}, {found['left']:,.0f} left, {found['told']:,.0f} told"
        goals.report(f"small_{tool}", found["million_person_months_a_second"], detail)


def test_a_run_takes_a_small_part_of_the_references_time(name, company):
    short = company.changed(months=WITNESSED_MONTHS, burn_in=0)
    fast = clock.best_in_turn(ROUNDS, fast=lambda: clock.months_alone(short))["fast"]
    slow = clock.processor_seconds(lambda: reference.run(short, 1))
    size = f"{short.plan.market_size:,} people x {WITNESSED_MONTHS} months, no burn-in, {slow:.1f} s / {fast:.3f} s"
    goals.report(f"reference_{name}", slow / fast, size)


def test_many_person_months_are_lived_in_a_second(name, company, speeds):
    size = f"{company.plan.market_size:,} people x {company.plan.months} months, best of {ROUNDS}"
    goals.report(f"speed_{name}", speeds[name], size)


@pytest.mark.parametrize("tool", ["mesa", "numpy"])
def test_the_whole_model_is_fast_beside_a_small_one_in_other_tools(name, tool, speeds):
    detail = f"{speeds[name]:.2f} / {speeds[tool]:.2f} million a second, best of {ROUNDS} in turn"
    goals.report(f"{tool}_{name}", speeds[name] / speeds[tool], detail)


def test_a_run_takes_little_longer_than_drawing_its_random_numbers(name, company):
    addresses = _addresses(company)
    draws = Draws(1, company.plan.market_size)

    def drawing():
        for address in addresses:
            draws._read(*address)

    best = clock.best_in_turn(ROUNDS, run=lambda: clock.months_alone(company),
                              drawing=lambda: clock.processor_seconds(drawing))
    detail = f"{best['run']:.3f} s / {best['drawing']:.3f} s for {len(addresses):,} readings, best of {ROUNDS} in turn"
    goals.report(f"draws_{name}", best["run"] / best["drawing"], detail)


def _addresses(company):
    """Every reading of random numbers that a run from month 0 makes, in its order."""
    read, addresses = Draws._read, []

    def noted(draws, *address):
        addresses.append(address)
        return read(draws, *address)

    clock.at_month_0(company)
    with patch.object(Draws, "_read", noted):
        model.run(company, 1)
    return addresses


def test_a_million_people_fit_and_cost_little_more_each():
    found = clock.in_fresh_process(MILLION)
    each = {people: sum(months) / len(months) / people * 1e9
            for people, months in ((16_000, found["few"]), (1_000_000, found["many"]))}
    detail = f"{each[1_000_000]:.0f} / {each[16_000]:.0f} ns a person-month, both 60 months"
    size = "traits, contacts and 24 months of burn-in are part of it"
    goals.report("million_time", found["seconds"], size)
    goals.report("million_memory", found["gigabytes"], size)
    goals.report("growth", each[1_000_000] / each[16_000], detail)


MILLION = """
import json, time
from statistics import median
import sim
from benchmarks import clock
company = sim.load("broadband")
def some():
    return [clock.month_by_month(company) for _ in range(4)]
runs = some()
begun = time.perf_counter()
many = clock.month_by_month(company.scaled(1_000_000))
taken = time.perf_counter() - begun
few = [median(each) for each in zip(*runs, *some())]
print(json.dumps({"few": few, "many": many, "seconds": taken, "gigabytes": clock.gigabytes()}))
"""


def test_importing_the_engine_takes_less_than_half_a_second():
    def importing(what, clock_name):
        code = f"import time; begun = time.{clock_name}(); import {what}; print(time.{clock_name}() - begun)"
        return lambda: clock.in_fresh_process(code)

    best = clock.best_in_turn(ROUNDS, sim=importing("sim", "process_time"), pandas=importing("pandas", "process_time"),
                              by_the_clock=importing("sim", "perf_counter"))
    goals.report("import_pandas", best["sim"] / best["pandas"], f"{best['sim']:.2f} s / {best['pandas']:.2f} s")
    goals.report("import", best["by_the_clock"], f"by the clock, in a fresh process, best of {ROUNDS}; "
                                                 f"{best['sim']:.2f} s of all cores together")
