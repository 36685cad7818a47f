"""A market that is nearly won has few to win: advertising brings fewer, and keeping customers matters more (C13)."""

import numpy as np

import sim

SEEDS = (1, 2, 3)


def _company(customers, **changes):
    return sim.load("broadband").scaled(4000).changed(customers_at_start=customers, burn_in=0, months=12, **changes)


def _brought(customers):
    """Newcomers whom advertising brings in a year, in each world."""
    spend = _company(customers).plan.acquisition_spend
    return np.array([sim.run(_company(customers, acquisition_spend=spend, imitation=0.0), seed).totals["joined"]
                     - sim.run(_company(customers, acquisition_spend=0.0, imitation=0.0), seed).totals["joined"]
                     for seed in SEEDS])


def test_the_same_advertising_brings_fewer_the_more_of_the_market_is_won():
    few, half, most = (_brought(customers) for customers in (400, 2000, 3600))
    assert (few > half).all() and (half > most).all()
    assert most.sum() > 0


def test_each_further_euro_of_advertising_brings_fewer():
    def joined(spend):
        return sum(sim.run(_company(1000, acquisition_spend=spend), seed).totals["joined"] for seed in SEEDS)

    none, some, twice = joined(0.0), joined(2000.0), joined(4000.0)
    assert some - none > 1.2 * (twice - some) > 0


def test_keeping_gains_on_winning_as_the_market_fills():
    def left_at_the_end(customers, **changes):
        return sum(sim.run(_company(customers, **changes), seed).totals["customers"] for seed in SEEDS)

    def keeping_over_winning(customers):
        now = left_at_the_end(customers)
        kept = left_at_the_end(customers, hazard_level=0.5 * sim.load("broadband").today.hazard_level)
        won = left_at_the_end(customers, acquisition_spend=2 * _company(customers).plan.acquisition_spend)
        return (kept - now) / (won - now)

    assert keeping_over_winning(3600) > 3 * keeping_over_winning(600) > 0
