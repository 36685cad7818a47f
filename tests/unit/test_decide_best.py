"""The best plan: bounds and scales, the search on hills whose top is known, the frontier, and a small company."""

import math
import pickle

import numpy as np
import pytest

import sim
from sim import model
from sim.decide import frontier
from sim.decide.best import best
from sim.decide.optimiser import SpentError, maximise
from sim.decide.search import FOLLOWING_LINES, SPENT_LINES, Search, axis, yearly_spending
from sim.decide.tries import as_good
from sim.decide.trying import SPENDING, Bench
from sim.metrics import COST_LINES
from sim.scenario import ScenarioError

FIRST = {"service_quality": (0, 100), "response_target": (0.25, 48), "reward_spend": (0, 10)}


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(400).changed(months=12, burn_in=6)


@pytest.fixture(scope="module")
def searched(small):
    told = []
    found = best(small, Search(FIRST, worlds=2, trials=24), workers=1, progress=lambda *steps: told.append(steps))
    return found, told


# -- what can be searched ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("search", "message"), [
    ({"levers": {}}, "levers = 0 is no number of levers that can be searched; allowed: 1 to 8"),
    ({"levers": {"wages": (0, 1)}}, "wages = (0, 1) is not an input of the model"),
    ({"levers": {"market_size": (0, 1)}}, "market_size = (0, 1) is not a lever: a plan cannot turn it"),
    ({"levers": {"service_quality": (80, 60)}},
     "service_quality = '80 to 60' has its lowest value above its highest; allowed: 0 to 100 point"),
    ({"levers": {"service_quality": (80, 101)}},
     "service_quality = '80 to 101' is out of range; allowed: 0 to 100 point"),
    ({"levers": {"service_quality": (80, math.nan)}},
     "service_quality = (80, nan) is not a lowest and a highest value; allowed: 0 to 100 point"),
    ({"levers": {"service_quality": 80}},
     "service_quality = 80 is not a lowest and a highest value; allowed: 0 to 100 point"),
    ({"levers": {"service_quality": (80, 80)}},
     "service_quality = '80 to 80' leaves nothing to turn; allowed: 0 to 100 point"),
    ({"levers": {"targeting": (0.5, 2)}},
     "targeting = '0.5 to 2' is not between whole numbers; allowed: whole number from 0 to 3 targeting"),
    ({"aim": "joy"}, "aim = 'joy' is not known; allowed: profit, customers, profit_and_base"),
    ({"budget": -1}, "budget = -1 is out of range; allowed: 0 to 1,000,000,000,000 euro/year"),
    ({"budget": math.inf}, "budget = inf is out of range; allowed: 0 to 1,000,000,000,000 euro/year"),
    ({"worlds": 1}, "worlds = 1 is out of range; allowed: whole number from 2 to 40"),
    ({"trials": 7.5}, "trials = 7.5 is out of range; allowed: whole number from 8 to 400"),
])
def test_a_search_that_is_impossible_is_refused(search, message):
    with pytest.raises(ScenarioError) as refused:
        Search(**{"levers": FIRST} | search)
    assert str(refused.value) == message


def test_a_budget_below_what_today_costs_is_refused_before_the_search(small):
    told = []
    with pytest.raises(ScenarioError) as refused:
        best(small, Search(FIRST, budget=1000, worlds=2), workers=1, progress=lambda *steps: told.append(steps))
    spent = np.mean([yearly_spending(model.run(small, seed).columns) for seed in (1, 2)])
    assert str(refused.value) == ("budget = 1000 is below what today's plan costs; "
                                  f"allowed: {math.ceil(spent / 100):,} euro/year or more")
    assert told[-1][0] == 2


def test_spending_is_all_costs_but_those_that_follow_sales_and_problems(small):
    columns = model.run(small, 1).columns
    following = sum(columns[line].sum() for line in FOLLOWING_LINES)
    assert yearly_spending(columns) == columns["cost_cents"].sum() - following      # twelve months
    assert set(SPENT_LINES) | set(FOLLOWING_LINES) == set(COST_LINES)


# -- scales --------------------------------------------------------------------------------------------------------

def test_a_wide_range_has_a_logarithmic_scale():
    wide = axis("response_target", 0.25, 48, 12)
    assert wide.place(math.sqrt(0.25 * 48)) == pytest.approx(0.5)
    assert [wide.value(place) for place in (0, 0.5, 1)] == [0.25, 3.5, 48]


def test_a_range_far_beyond_todays_value_is_finer_near_today():
    skewed = axis("reward_spend", 0, 10, 0.5)
    assert (skewed.value(0), skewed.value(1)) == (0, 10)
    assert 0.2 < skewed.place(0.5) < 0.3


def test_a_range_around_today_and_a_choice_have_an_even_scale():
    assert axis("service_quality", 40, 80, 60).place(50) == 0.25
    assert [axis("targeting", 0, 3, 0).value(place / 3) for place in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("lever", "bounds", "today"), [
    ("response_target", (0.3, 47.9), 12), ("reward_spend", (0.1, 9.9), 0.5), ("service_quality", (12.5, 90), 60),
    ("retention_spend", (0, 2e6), 0), ("winback_offer", (0, 4), 0), ("promise", (-20, 40), 0)])
def test_values_stand_in_whole_steps_within_the_bounds(lever, bounds, today):
    scale = axis(lever, *bounds, today)
    for place in np.linspace(0, 1, 23):
        value = scale.value(place)
        steps = (value - scale.lever.low) / scale.lever.step
        assert bounds[0] <= value <= bounds[1]
        assert value in bounds or steps == pytest.approx(round(steps), abs=1e-6)
        assert scale.value(scale.place(value)) == value


# -- the search on hills -------------------------------------------------------------------------------------------

def _climbed(worth, spare, start, trials, limited=False):
    known = {}

    def tried(places):
        for place in places:
            if len(known) >= trials:
                raise SpentError
            known[place] = (worth(place), spare(place))
        return [known[place] for place in places]

    maximise(tried, start, trials, limited)
    return max((place for place in known if known[place][1] >= 0), key=lambda place: known[place][0]), len(known)


@pytest.mark.parametrize("top", [(0.3, 0.8, 0.55), (1.0, 0.2, 0.0)])
def test_the_search_finds_the_top_of_a_hill_even_in_a_corner(top):
    def worth(place):
        off = np.array(place) - top
        return 5e8 - 1e8 * (off @ off + 0.5 * off[0] * off[1])

    found, trials = _climbed(worth, lambda place: 1.0, (0.5, 0.5, 0.5), 45)
    assert trials <= 45
    assert found == pytest.approx(top, abs=0.03)


def test_the_search_stops_where_the_budget_ends():
    found, _ = _climbed(lambda place: place[0] + 2 * place[1], lambda place: 1e9 * (1 - place[0] - place[1]),
                        (0.2, 0.2), 40, limited=True)
    assert sum(found) <= 1
    assert found == pytest.approx((0, 1), abs=0.03)


# -- frontier and flatness -----------------------------------------------------------------------------------------

def test_the_frontier_is_what_nothing_beats_for_less_money():
    spending = np.array([5, 1, 2, 2, 4, np.nan, 3])
    worth = np.array([9, 1, 4, 3, 4, 99, 8])
    assert frontier.envelope(spending, worth) == (1, 2, 6, 0)


def test_more_is_tried_where_most_is_to_be_expected_for_a_budget():
    places = np.random.default_rng(1).random((40, 2))
    spending, worth = places.sum(axis=1), places[:, 0] - (places[:, 1] - 0.5) ** 2
    (at,) = frontier.promising(places, spending, worth, [0.8])
    assert sum(at) == pytest.approx(0.8, abs=0.1) and at[0] > 0.6
    assert frontier.promising(places, spending, worth, [-5]) == []
    assert frontier.promising(places[:4], spending[:4], worth[:4], [0.8]) == []


def test_a_plan_is_as_good_up_to_where_a_straight_line_says():
    scale = axis("service_quality", 0, 100, 60)
    values, spare = [0, 40, 60, 70, 80, 100], [-5, -10, 0, 10, -10, 5]
    assert as_good(scale, values, spare, 70) == (60, 75)
    assert as_good(scale, values, [1] * 6, 70) == (0, 100)
    assert as_good(scale, values, [-math.inf, -math.inf, 0, 0, -math.inf, 0], 70) == (60, 70)
    assert as_good(scale, values, [1] * 6, 110) == (110, 110)


# -- a small company -----------------------------------------------------------------------------------------------

def test_the_best_plan_is_the_best_one_tried_and_never_worse_than_todays(small, searched):
    found, told = searched
    assert found.aim_plan == np.nanmax(found.trials.aim) == found.trials.aim[found.trials.best]
    assert found.trials.points[0].tolist() == [60, 12, 0.5] and found.trials.aim[0] == found.aim_today
    assert found.tuned.mean == pytest.approx(found.aim_plan - found.aim_today) and found.tuned.mean > 0
    assert told == sorted(told) and told[-1][0] == told[-1][1]
    for (low, high), value in zip(FIRST.values(), found.plan.values(), strict=True):
        assert low <= value <= high


def test_what_the_best_plan_brings_is_what_its_runs_bring_in_fresh_worlds(small, searched):
    found, _ = searched
    profit = [[model.run(plan, seed).columns["npv_cents"][-1] for seed in range(3, 11)]
              for plan in (small, small.changed(**found.plan))]
    assert found.fresh.mean == pytest.approx(np.mean(np.subtract(*profit[::-1])))
    assert found.holds == (found.fresh.low > 0)


def test_flatness_is_about_the_best_plan(searched):
    found, _ = searched
    for lever, flat in found.flat.items():
        assert flat.low <= found.plan[lever] <= flat.high
        assert list(flat.values) == sorted(set(flat.values)) and min(flat.missed) >= 0


def test_a_value_that_clearly_misses_more_is_not_as_good(searched):
    found, _ = searched
    for flat in found.flat.values():
        for value, missed in zip(flat.values, flat.missed, strict=True):
            assert missed < found.tuned.mean or not flat.low <= value <= flat.high


def test_the_frontier_ends_at_the_best_plan(searched):
    tried = searched[0].trials
    assert tried.frontier[-1] == tried.best
    assert np.all(np.diff(tried.aim[list(tried.frontier)]) > 0)
    assert np.all(np.diff(tried.spending[list(tried.frontier)]) > 0)


def test_the_answer_depends_neither_on_the_number_of_workers_nor_on_the_plan_tried(small, searched):
    again = best(small.changed(service_quality=95.0), Search(FIRST, worlds=2, trials=24), workers=2)
    assert again.as_dict() == searched[0].as_dict()
    assert pickle.loads(pickle.dumps(again)).as_text() == searched[0].as_text()


def test_the_answer_keeps_the_budget_that_would_not_have_been_kept(small, searched):
    free, _ = searched
    budget = free.spending_today / 100 + 0.2 * (free.spending_plan - free.spending_today) / 100
    bound = best(small, Search(FIRST, budget=budget, worlds=2, trials=24), workers=1)
    assert free.spending_plan > 100 * budget >= bound.spending_plan
    assert bound.aim_today <= bound.aim_plan <= free.aim_plan


def test_when_nothing_beats_today_the_answer_says_so(small):
    found = best(small, Search({"quality_control": (19, 20)}, worlds=2, trials=8), workers=1)
    assert found.plan == found.today and found.changes == {} and not found.holds
    assert found.sentence.startswith("No plan found that beats today's, of ")
    assert (found.fresh.mean, found.dearer.mean) == (0, 0)


def test_bounds_that_leave_todays_plan_out_hold_for_every_lever_of_the_answer(small):
    bounds = {"reward_spend": (4, 9), "service_quality": (50, 80)}
    found = best(small, Search(bounds, worlds=2, trials=12), workers=1)
    kept = [low <= found.plan[lever] <= high for lever, (low, high) in bounds.items()]
    assert all(kept) or found.plan == found.today


def test_customers_and_the_value_of_the_base_can_be_the_aim(small):
    outcome = sim.experiments.one_world(small, 1).measures
    bench = Bench(small, ("customers", "profit_and_base", SPENDING), workers=1)
    customers, worth, _ = bench.tried([{}], [1])[0, 0]
    assert customers == outcome["customers"]
    assert worth == outcome["profit_npv_cents"] + outcome["base_value_cents"]


def test_a_plan_whose_levers_do_not_go_together_is_no_answer(small):
    bench = Bench(small, ("profit",), workers=1)
    known = bench.tried([{"discount_share": 0.8, "specials_share": 0.8}, {}], [1, 2])
    assert np.isnan(known[0]).all() and np.isfinite(known[1]).all()
    found = best(small, Search({"discount_share": (0, 1), "specials_share": (0, 1)}, worlds=2, trials=12), workers=1)
    assert found.plan["discount_share"] + found.plan["specials_share"] <= 1


def test_the_sentence_says_what_to_turn_what_it_brings_and_what_it_costs(searched):
    found, _ = searched
    assert found.sentence.startswith("Best plan found: " if found.holds else "No plan found that beats today's for")
    for lever, value in found.changes.items():
        assert f"{lever} {found.today[lever]:g} -> {value:g}" in found.sentence
    assert "in 8 worlds it was not tuned on" in found.sentence
    assert found.sentence in found.as_text()
