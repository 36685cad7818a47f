"""Goal-seek: a quadratic with two roots, one or none; and a lever of a small company."""

import math
import pickle

import pytest

import sim
from sim.decide.seek import PERHAPS, SURELY, Crossing, crossing, seek
from sim.scenario import ScenarioError


def _quadratic(x):
    return (x - 3) ** 2


def test_a_quadratic_meets_a_target_at_both_roots():
    found = crossing(_quadratic, 4, 0, 10)
    assert found.found == pytest.approx((1, 5), abs=1e-6)
    assert found.beside(0) == pytest.approx(1, abs=1e-6)
    assert found.beside(4) == pytest.approx(5, abs=1e-6)


def test_a_quadratic_meets_a_target_at_the_one_root_within_the_bounds():
    assert crossing(_quadratic, 4, 2, 10).found == pytest.approx((5,), abs=1e-6)


def test_a_root_at_a_place_looked_at_is_found_once():
    assert crossing(_quadratic, 4, 0, 5, looked_at=6).found == (1, 5)


def test_without_a_root_the_nearest_place_is_told():
    found = crossing(_quadratic, -2, 0, 6, looked_at=7)
    assert found == Crossing((), 3, 0)
    assert found.beside(1) is None


def test_places_where_nothing_is_known_are_passed_over():
    found = crossing(lambda x: x if x > 4 else math.nan, 8, 0, 10, looked_at=6)
    assert found.found == (8,) and found.nearest == 8
    assert crossing(lambda x: math.nan, 8, 0, 10).found == ()


def test_crossings_are_closed_in_on_with_few_looks():
    looks = []
    crossing(lambda x: looks.append(x) or math.exp(x), 20, 0, 6, looked_at=5, within=1e-3)
    assert len(looks) < 15 and len(set(looks)) == len(looks)


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(800).changed(months=12, burn_in=6)


def test_the_quality_for_a_wanted_churn_is_just_on_the_good_side(small):
    told = []
    found = seek(small, "service_quality", "yearly_churn", 0.12, 40, 100, worlds=2, workers=1,
                 progress=lambda done, total: told.append((done, total)))
    by_value = dict(zip(found.values, found.found.mean(axis=1), strict=True))
    assert by_value[found.value] <= 0.12 < by_value[found.value - 1]
    assert 60 < found.value < 90 and not found.met_today and found.dearer.low > 0
    assert told == sorted(told) and told[-1][0] == told[-1][1]
    assert f"service_quality 60 -> {found.value:g} point brings yearly_churn of 12.00 % or less" in found.sentence
    assert pickle.loads(pickle.dumps(found)).as_dict() == found.as_dict()


def test_what_is_sought_depends_neither_on_the_number_of_workers_nor_on_the_plan_tried(small):
    one, two = (seek(scenario, "reward_spend", "customers", 215, 0, 4, worlds=2, workers=workers).as_dict()
                for scenario, workers in ((small, 1), (small.changed(service_quality=90.0), 2)))
    assert one == two


def test_a_target_met_everywhere_leaves_the_lever_alone(small):
    found = seek(small, "service_quality", "yearly_churn", 0.9, 50, 70, worlds=2, workers=1)
    assert (found.value, found.met_today, found.holds, found.dearer.mean) == (60, True, SURELY, 0)
    assert found.sentence.startswith("Today's plan brings yearly_churn of 90.00 % or less already.")


def test_a_target_met_nowhere_tells_the_best_value(small):
    found = seek(small, "service_quality", "yearly_churn", 0.001, 0, 100, worlds=2, workers=1)
    assert (found.value, found.nearest) == (None, 100)
    assert found.sentence.startswith("No value of service_quality that was tried brings yearly_churn of 0.10 % or less")


def test_a_target_reached_by_choosing_among_whole_numbers(small):
    found = seek(small, "winback_offer", "profit_npv_cents", 1.0, worlds=2, workers=1)
    assert found.values == (0, 1, 2, 3, 4) and found.value == found.today == 0


def test_a_target_within_the_interval_is_met_perhaps(small):
    found = seek(small, "service_quality", "customers", 220, 50, 90, worlds=2, workers=1)
    assert not found.at_most
    assert found.attained.low < 220 < found.attained.high and found.holds == PERHAPS


@pytest.mark.parametrize(("changes", "message"), [
    ({"lever": "wages"}, "wages = None is not an input of the model"),
    ({"lever": "price"}, "price = (1, 10000) is not a lever: a plan cannot turn it"),
    ({"measure": "joy"}, "measure = 'joy' is not known; allowed: customers, yearly_churn, "),
    ({"target": math.nan}, "target = nan is not a finite number"),
    ({"target": True}, "target = True is not a finite number"),
    ({"low": 70.0, "high": 60.0}, "service_quality = '70 to 60' has its lowest value above its highest; "
                                  "allowed: 0 to 100 point"),
    ({"high": 120.0}, "service_quality = '0 to 120' is out of range; allowed: 0 to 100 point"),
    ({"worlds": 1}, "worlds = 1 is out of range; allowed: whole number from 2 to 40"),
])
def test_what_cannot_be_sought_is_refused(small, changes, message):
    with pytest.raises(ScenarioError) as refused:
        seek(small, **{"lever": "service_quality", "measure": "yearly_churn", "target": 0.12} | changes)
    assert str(refused.value).startswith(message)


def test_nothing_outside_of_the_bounds_is_an_answer_though_today_may_lie_there(small):
    beyond = seek(small, "service_quality", "yearly_churn", 0.9, 10, 20, worlds=2, workers=1)
    assert beyond.met_today and beyond.value == 20
    nowhere = seek(small, "service_quality", "yearly_churn", 0.001, 10, 20, worlds=2, workers=1)
    assert (nowhere.value, nowhere.nearest) == (None, 20)
    assert f"with {100 * nowhere.nearest_found:.2f} % on average" in nowhere.sentence
