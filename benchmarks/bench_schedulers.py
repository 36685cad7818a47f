"""How much faster the fast scheduler is than the reference, measured in one run as a ratio.

    pytest benchmarks --benchmark-enable -s

prints both times, the ratio, and the time of the whole default company (16,000 people x 60 months).
"""

import time

import sim
from sim import model, reference

PEOPLE, MONTHS, SLOWEST_RATIO = 1600, 12, 30


def seconds(work, times=1):
    """Best time of a piece of work, in seconds of this process."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def test_the_fast_scheduler_is_many_times_faster_than_the_reference():
    small = sim.load("broadband").scaled(PEOPLE).changed(months=MONTHS, burn_in=0)
    model.run(small, 1)

    def fast():
        model._start.cache_clear()
        model.run(small, 1)

    ratio = seconds(lambda: reference.run(small, 1)) / seconds(fast, 5)
    print(f"\nreference / fast, {PEOPLE:,} people x {MONTHS} months: {ratio:.0f}")
    assert ratio > SLOWEST_RATIO


def test_a_run_of_the_default_company(benchmark):
    company = sim.load("broadband")

    def whole():
        model._start.cache_clear()
        return model.run(company, 1)

    benchmark(whole)
    after_burn_in = seconds(lambda: model.run(company, 1), 5)
    print(f"\n16,000 people x 60 months: {after_burn_in:.3f} s of one core; with its burn-in {seconds(whole, 3):.3f} s")


def test_two_plans_share_their_burn_in(benchmark):
    company = sim.load("broadband")
    plan = company.changed(service_quality=72.0)
    model._start.cache_clear()
    first = seconds(lambda: model.run(company, 1))
    second = seconds(lambda: model.run(plan, 1))
    benchmark(model.run, plan, 1)
    print(f"\nsecond plan in the same world / first: {second / first:.2f}")
    assert second < first
