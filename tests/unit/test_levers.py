"""The search for the best mix of levers, on toys whose best mix is known; and once on a small company."""

import numpy as np

import sim
from sim import levers

GRID = ((0, 1, 2, 3, 4), (0, 10, 20))


def _hill(top):
    """Worth falls with the distance from `top`; each lever's best value depends on the other's."""
    def worth(mixes):
        return [-(x - top[0]) ** 2 - ((y - top[1]) / 10) ** 2 + 0.5 * (x - top[0]) * (y - top[1]) / 10
                for x, y in mixes]
    return worth


def test_the_search_finds_the_top_of_a_hill_from_anywhere():
    for start in [(0, 0), (4, 20), (2.5, 7)]:
        assert levers.climbed(_hill((3, 10)), start, GRID) == (3, 10)


def test_the_search_stays_at_a_start_between_the_grid_points_when_nothing_earns_more():
    assert levers.climbed(_hill((2.5, 7)), (2.5, 7), GRID) == (2.5, 7)


def test_the_search_ends_where_all_mixes_are_worth_the_same():
    assert levers.climbed(lambda mixes: [1.0] * len(mixes), (2, 10), GRID) == (2, 10)


def test_one_lever_alone_goes_to_its_best_value():
    assert levers.climbed(lambda mixes: [x for x, in mixes], (2,), ((1, 5, 3),)) == (5,)


def test_the_best_mix_of_a_small_company_earns_what_its_plan_earns_in_the_same_worlds(monkeypatch):
    grid = {"service_quality": (40, 80), "response_target": (4, 48), "reward_spend": (0, 1)}
    monkeypatch.setattr(levers, "GRID", grid)
    company = sim.load("broadband").scaled(800).changed(months=6, burn_in=2)
    done = []
    mix, today, best = levers.best_mix(company, range(1, 3), progress=done.append)
    assert list(mix) == list(grid)
    for seed, before, after in zip((1, 2), today, best, strict=True):
        assert before == sim.run(company, seed).columns["npv_cents"][-1]
        assert after == sim.run(company.changed(**mix), seed).columns["npv_cents"][-1]
    assert best.mean() >= today.mean()
    assert np.sum(done) % 2 == 0 and done[0] == 6
