"""Many worlds in little memory: the first in full, of the others what means and intervals need."""

import tracemalloc

import numpy as np
import pytest

from sim import outcomes
from sim.metrics import COLUMNS, MEASURES, PAIRED_MEASURES
from sim.outcomes import Comparison, Gathering, Outcome, Worlds

KEYS = (*MEASURES, *PAIRED_MEASURES)
MONTHS = 60


def _outcome(seed):
    """A world whose numbers follow from its seed; a month that some worlds do not know."""
    rng = np.random.default_rng(seed)
    columns = {column: rng.integers(-10**9, 10**9, MONTHS) for column in COLUMNS}
    columns["response_median_hours"] = np.where(rng.random(MONTHS) < 0.3, np.nan, rng.random(MONTHS))
    return Outcome(seed, columns, {key: rng.integers(-10**9, 10**9).item() for key in KEYS})


def _gathered(worlds, add=lambda outcome: outcome):
    gathering = Gathering()
    for seed in range(worlds):
        gathering.add(add(_outcome(seed)))
    return gathering.worlds()


@pytest.fixture
def few_kept(monkeypatch):
    monkeypatch.setattr(outcomes, "KEPT_WORLDS", 20)


def test_up_to_the_number_kept_every_world_is_there_in_full(few_kept):
    worlds = _gathered(20)
    assert (len(worlds), worlds.further) == (20, None)
    assert [each.seed for each in worlds.outcomes] == list(range(20))


def test_means_and_measures_of_many_worlds_are_those_of_all_of_them(few_kept):
    some, everything = _gathered(50), Worlds(tuple(map(_outcome, range(50))))
    assert (len(some), len(some.outcomes)) == (50, 20)
    for column in ("customers", "npv_cents", "response_median_hours"):
        np.testing.assert_allclose(some.mean(column), everything.mean(column), rtol=1e-12)
    for key in KEYS:
        assert some.measure(key) == everything.measure(key)
        assert some.values(key).tolist() == everything.values(key).tolist()


def test_bands_are_those_of_the_worlds_kept(few_kept):
    some, kept = _gathered(50), Worlds(tuple(map(_outcome, range(20))))
    np.testing.assert_array_equal(some.band("customers"), kept.band("customers"))


def test_a_comparison_of_many_worlds_counts_all_of_them(few_kept):
    today, plan = _gathered(50), _gathered(50, lambda each: _outcome(each.seed + 1000))
    found = Comparison(today, plan)
    pairs = [(_outcome(seed), _outcome(seed + 1000)) for seed in range(50)]
    wins = sum(after.measures["profit_npv_cents"] > before.measures["profit_npv_cents"] for before, after in pairs)
    assert (found.worlds, found.wins) == (50, wins)
    assert found.sentence.endswith(f"it earns more in {wins} of 50 identical worlds.")
    mean = np.mean([after.measures["customers"] - before.measures["customers"] for before, after in pairs])
    assert found.difference["customers"].mean == pytest.approx(mean)


def test_a_month_known_only_by_later_worlds_is_known(few_kept):
    gathering = Gathering()
    for seed in range(30):
        value = float(seed) if seed >= 20 else np.nan
        gathering.add(Outcome(seed, {"reputation": np.array([value, 1.0])}, dict.fromkeys(KEYS, 0)))
    np.testing.assert_array_equal(gathering.worlds().mean("reputation"), [24.5, 1.0])


def test_memory_hardly_grows_with_the_number_of_worlds(few_kept):
    def peak(worlds):
        tracemalloc.start()
        kept = _gathered(worlds)
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == worlds
        return used

    assert peak(420) - peak(20) < 400 * 1000        # bytes: a kilobyte a world; its months alone would be 35
