"""Many worlds: two plans compared in a hundred of them, and what is shared within one.

    pytest benchmarks/bench_worlds.py -s
"""

import resource

from joblib.externals.loky import get_reusable_executor

import sim
from benchmarks import clock, goals
from sim import model

WORLDS, CORES, LONGEST = 100, 2, 120


def test_a_hundred_worlds_on_two_cores_take_half_of_a_hundred_times_one():
    seeds = iter(range(1001, 1100))
    today, plan, before = _largest_company(seeds)
    earlier = _seconds_of_the_workers()
    many = clock.seconds(lambda: sim.compare(today, plan, worlds=WORLDS, workers=CORES))
    working = _seconds_of_the_workers() - earlier
    single = min(before, _one_world(today, plan, seeds))
    size = f"{today.plan.market_size:,} people x {today.plan.months} months, {many:.1f} s / {single:.2f} s by the clock"
    goals.report("worlds", many / single, f"{size}, workers had the cores {working / many / CORES:.0%} of it")


def _largest_company(seeds):
    """Two plans of the largest company whose hundred worlds take two minutes at most, and the time of one world."""
    for people in (16_000, 4_000, 1_600):
        today = sim.load("broadband").scaled(people)
        plan = today.changed(service_quality=72.0)
        single = _one_world(today, plan, seeds)
        if single * WORLDS / CORES <= LONGEST:
            break
    return today, plan, single


def _seconds_of_the_workers():
    """Processor time of the worker processes; well below twice the time by the clock if others were at work, too."""
    get_reusable_executor().shutdown(wait=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _one_world(today, plan, seeds):
    def once():
        return clock.seconds(lambda: sim.compare(today, plan, worlds=1, seed=next(seeds)))

    return clock.best_in_turn(4, once=once)["once"]


def test_memory_does_not_grow_with_the_number_of_worlds():
    few, many = (clock.in_fresh_process(MEMORY.format(worlds=worlds)) for worlds in (20, 200))
    said = " / ".join(f"{parent * 1000:.0f} + {worker * 1000:.0f}" for parent, worker in (many, few))
    size = "the parent and the larger of two workers, 400 people x 12 months"
    goals.report("worlds_memory", sum(many) / sum(few), f"{said} MB, {size}")


MEMORY = """
import resource
from joblib.externals.loky import get_reusable_executor
import sim
from benchmarks import clock
today = sim.load("broadband").scaled(400).changed(months=12, burn_in=0)
sim.compare(today, today.changed(service_quality=72.0), worlds={worlds}, workers=2)
get_reusable_executor().shutdown(wait=True)
print([clock.gigabytes(), clock.gigabytes(resource.RUSAGE_CHILDREN)])
"""


def test_a_second_plan_in_the_same_world_shares_its_making():
    today = sim.load("broadband")
    plan = today.changed(service_quality=72.0)

    def first():
        model.forget_starts()
        return clock.processor_seconds(lambda: model.run(today, 1))

    best = clock.best_in_turn(5, first=first, second=lambda: clock.processor_seconds(lambda: model.run(plan, 1)))
    goals.report("second_plan", best["second"] / best["first"], f"{best['second']:.3f} s / {best['first']:.3f} s")


def test_a_run_of_the_default_company(benchmark):
    benchmark.pedantic(model.run, (sim.load("broadband"), 1), rounds=5, warmup_rounds=1)
