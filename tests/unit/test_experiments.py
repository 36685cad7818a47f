"""Many worlds: intervals, paired differences, the sentence, and churn solved to what is stated."""

import numpy as np
import pytest

import sim
from sim import experiments, model
from sim.experiments import Comparison, Interval, Outcome, Worlds, interval
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.scenario import ScenarioError

KEYS = (*MEASURES, *PAIRED_MEASURES)


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(600).changed(months=6, burn_in=3)


def _outcomes(months=60, **measures):
    """One outcome a world from lists of measures; what is not given is 0."""
    worlds = len(next(iter(measures.values())))
    return tuple(Outcome(seed, {"month": np.arange(months)},
                         {key: measures.get(key, [0] * worlds)[seed] for key in KEYS}) for seed in range(worlds))


def _comparison(customers, profit, months=60):
    zero = _outcomes(months, customers=[0] * len(customers))
    return Comparison(Worlds(zero), Worlds(_outcomes(months, customers=customers, profit_npv_cents=profit)))


def test_an_interval_is_students_t():
    # mean 3, deviation sqrt(2.5), t of 4 degrees of freedom 2.776445
    found = interval([1, 2, 3, 4, 5])
    assert (found.mean, found.low, found.high) == pytest.approx((3, 3 - 1.963243, 3 + 1.963243), abs=1e-6)


def test_two_values_have_a_wide_interval():
    assert interval([0, 2]).high == pytest.approx(1 + 12.706205, abs=1e-6)


def test_one_value_and_equal_values_have_no_width():
    assert interval([7]) == Interval(7, 7, 7)
    assert interval([0.1] * 7) == Interval(0.1, 0.1, 0.1)


def test_what_a_world_does_not_know_is_left_out():
    assert interval([float("nan"), 3, float("nan")]) == Interval(3, 3, 3)
    assert all(np.isnan([*vars(interval([float("nan")])).values()]))
    assert all(np.isnan([*vars(interval([])).values()]))


def test_an_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    drawn = [interval(rng.normal(5, 2, 6)) for _ in range(2000)]
    held = np.mean([each.low <= 5 <= each.high for each in drawn])
    assert held == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 2000))


def test_a_plan_that_is_better_for_sure_in_one_sentence():
    found = _comparison([205, 212, 219], [123e6, 124e6, 125e6])
    assert found.sentence == (
        "The plan has 212 more customers after 5 years (195 to 229) and earns 1,240,000 euro more "
        "(1,215,159 to 1,264,841) in net present value; it earns more in 3 of 3 identical worlds.")


def test_a_plan_that_loses_in_one_sentence():
    found = _comparison([-5000, -5010], [-250e6, -251e6], months=12)
    assert found.sentence == (
        "The plan has 5,005 fewer customers after 1 year (4,941 to 5,069) and earns 2,505,000 euro less "
        "(2,441,469 to 2,568,531) in net present value; it earns more in 0 of 2 identical worlds.")


def test_an_open_difference_in_one_sentence():
    found = _comparison([-2, 4], [-1e6, 2e6], months=7)
    assert found.sentence == (
        "The plan has about as many customers after 7 months (37 fewer to 39 more) and earns about as much "
        "(185,593 euro less to 195,593 euro more) in net present value; it earns more in 1 of 2 identical worlds.")


def test_one_world_in_one_sentence():
    assert _comparison([3], [1e6], months=24).sentence == (
        "The plan has 3 more customers after 2 years and earns 10,000 euro more in net present value; "
        "it earns more in 1 of 1 world.")


def test_the_same_plan_in_one_sentence():
    assert _comparison([0, 0], [0, 0]).sentence == (
        "The two plans are the same: no difference in any of 2 identical worlds.")
    assert _comparison([0], [0]).sentence == "The two plans are the same: no difference in any of 1 world."


def test_the_same_plan_is_the_same_where_nobody_ever_calls():
    quiet = sim.load("broadband").scaled(400).changed(months=2, burn_in=0, question_rate=0, failure_rate=0)
    assert sim.compare(quiet, quiet, worlds=2).sentence == (
        "The two plans are the same: no difference in any of 2 identical worlds.")


def test_a_win_is_a_higher_present_value_and_a_tie_is_none():
    assert _comparison([0] * 4, [1, -1, 0, 5]).wins == 2


def test_differences_are_paired_world_by_world():
    today = _outcomes(customers=[100, 900, 500])
    plan = _outcomes(customers=[101, 901, 501])
    assert Comparison(Worlds(today), Worlds(plan)).difference["customers"] == Interval(1, 1, 1)


def test_the_json_of_a_comparison_has_the_stated_shape():
    content = _comparison([1, 2], [3, 4]).as_dict()
    assert list(content) == ["model_version", "worlds", "wins", "sentence", "difference"]
    assert (content["worlds"], content["wins"]) == (2, 2)
    assert list(content["difference"]) == list(KEYS)
    assert all(list(each) == ["mean", "low", "high"] for each in content["difference"].values())


def test_bands_and_means_of_a_column_over_worlds():
    worlds = Worlds(tuple(Outcome(seed, {"profit_cents": np.array([seed, 10.0 * seed])}, {}) for seed in range(11)))
    assert worlds.all("profit_cents").shape == (11, 2)
    assert worlds.mean("profit_cents").tolist() == [5, 50]
    low, high = worlds.band("profit_cents", coverage=0.8)
    assert low.tolist() == pytest.approx([1, 10]) and high.tolist() == pytest.approx([9, 90])


def test_a_month_no_world_knows_stays_unknown():
    columns = [np.array([np.nan, 1.0, np.nan]), np.array([np.nan, 3.0, 7.0])]
    worlds = Worlds(tuple(Outcome(i, {"response_median_hours": each}, {}) for i, each in enumerate(columns)))
    np.testing.assert_array_equal(worlds.mean("response_median_hours"), [np.nan, 2, 7])
    assert np.isnan(worlds.band("response_median_hours")[0]).tolist() == [True, False, False]


def test_a_world_is_measured_with_its_silenced_twin(small):
    outcome = experiments.one_world(small, 4)
    lived, silenced = model.run(small, 4), model.run(small, 4, silenced=True)
    assert outcome.measures["money_lost_to_word_of_mouth_cents"] == (
        silenced.columns["npv_cents"][-1] - lived.columns["npv_cents"][-1])
    assert outcome.measures["customers"] == lived.columns["customers"][-1]
    assert set(outcome.measures) == set(KEYS)


def test_the_base_left_at_the_end_is_worth_its_last_margin(small):
    # 1.0 of margin a customer and month, no churn in the last year, half of the value gone in a year.
    months = 12
    columns = {column: np.zeros(months, np.int64) for column in model.run(small, 1).columns}
    columns |= {"customers": np.full(months, 10), "profit_cents": np.full(months, 1000)}
    worth = experiments.base_value(columns, small.changed(discount_rate=0.5))
    growth = 1.5 ** (1 / 12)
    assert worth == round(10 * 100 / (growth - 1) / 1.5)


def test_worlds_have_the_seeds_they_are_asked_for(small):
    found = sim.compare(small, small.changed(reward_spend=2.0), worlds=3, seed=7)
    assert [outcome.seed for outcome in found.today.outcomes] == [7, 8, 9]
    assert [outcome.seed for outcome in found.plan.outcomes] == [7, 8, 9]
    assert found.worlds == 3


def test_the_result_does_not_depend_on_the_number_of_workers(small):
    one, two = (sim.compare(small, small.changed(service_quality=80.0), worlds=3, workers=each) for each in (1, 2))
    alone, together = (found.today.outcomes + found.plan.outcomes for found in (one, two))
    for first, second in zip(alone, together, strict=True):
        assert first.measures == pytest.approx(second.measures, rel=0, abs=0, nan_ok=True)
        for column, values in first.columns.items():
            np.testing.assert_array_equal(values, second.columns[column])


def test_progress_counts_worlds(small):
    seen = []
    sim.compare(small, small, worlds=3, progress=seen.append)
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("worlds", [0, -1, 10_001, 2.0, "2", True])
def test_a_number_of_worlds_that_is_not_allowed_is_refused(small, worlds):
    with pytest.raises(ScenarioError) as refused:
        sim.compare(small, small, worlds=worlds)
    assert str(refused.value) == f"worlds = {worlds!r} is out of range; allowed: 1 to 10000"


def test_plans_of_different_length_are_not_compared(small):
    with pytest.raises(ScenarioError) as refused:
        sim.compare(small, small.changed(months=12))
    assert str(refused.value) == "months = 12 differs from the other plan's; allowed: 6"


def test_outcomes_of_different_worlds_are_not_compared():
    first, second = _outcomes(customers=[1, 2]), _outcomes(customers=[1])
    for today, plan in ((first, second), ((), ())):
        with pytest.raises(ScenarioError) as refused:
            experiments.compared(today, plan)
        assert str(refused.value) == f"worlds = {len(today)} are not the same for both plans"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_world_that_does_not_exist_is_refused_with_any_number_of_workers(small, workers):
    with pytest.raises(ScenarioError) as refused:
        sim.compare(small, small, worlds=2, seed=-1, workers=workers)
    assert str(refused.value) == "seed = -1 is out of range; allowed: whole number from 0 to 9223372036854775807"


def test_churn_is_solved_to_what_is_stated(small):
    company = small.scaled(2000).changed(months=24, yearly_churn=0.25, hazard_level=1.0)
    level = experiments.solve_hazard(company, (1, 2))
    found = experiments.churn_of(company.changed(hazard_level=level), (1, 2))
    # the level is rounded to a thousandth, and churn moves in steps of a person
    assert found == pytest.approx(0.25, abs=2 * experiments.SOLVED_WITHIN)
    assert experiments.churn_of(company.changed(hazard_level=0.5 * level), (1, 2)) < 0.25


def test_churn_that_no_level_reaches_is_refused(small):
    company = small.changed(yearly_churn=0.02, hazard_level=1.0, unavoidable_churn=0.3, months=12)
    with pytest.raises(ScenarioError) as refused:
        experiments.solve_hazard(company, (1, 2, 3))
    assert str(refused.value) == "yearly_churn = 0.02 cannot be reached by any hazard_level"


def test_solving_ends_even_where_churn_jumps_over_what_is_stated(small, monkeypatch):
    # In a small company one person more or less moves churn by more than the precision asked for.
    asked = []

    def jumping(scenario, *_):
        asked.append(scenario.plan.hazard_level)
        assert len(asked) < 200, "goes on for ever"
        return 0.14 if scenario.plan.hazard_level < 0.7 else 0.16

    monkeypatch.setattr(experiments, "churn_of", jumping)
    assert experiments.solve_hazard(small, (1,)) == pytest.approx(0.7, rel=0.005)


def test_churn_is_that_of_todays_plan(small):
    plan = small.changed(service_quality=10.0)
    assert experiments.churn_of(plan, (1, 2)) == experiments.churn_of(small, (1, 2))
