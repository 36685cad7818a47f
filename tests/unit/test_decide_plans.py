"""Several plans side by side: planted paybacks, ties and regrets worked out by hand, and real runs."""

import json
import pickle

import numpy as np
import pytest

import sim
from sim.decide.plans import Payback, compare_plans, gathered
from sim.experiments import Outcome, Rule
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.precision import Interval
from sim.scenario import ScenarioError

KEYS = (*MEASURES, *PAIRED_MEASURES)


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(400).changed(months=6, burn_in=3)


def _world(seed, npv, **measures):
    """A world in which the discounted profit of all months up to each is as given, in cents."""
    table = {"month": np.arange(len(npv)), "npv_cents": np.array(npv)}
    return Outcome(seed, table, dict.fromkeys(KEYS, 0) | {"profit_npv_cents": npv[-1]} | measures)


def _plans(earned, **further):
    """Plans that earn so much in each world, over a single month."""
    lived = [[_world(seed, [npv], **{key: values[plan] for key, values in further.items()})
              for seed, npv in enumerate(earned[plan])] for plan in earned]
    return gathered(tuple(earned), lived)


def _against_nothing(*differences):
    """A plan whose discounted profit, up to each month, differs from the reference's as given, world by world."""
    today = [_world(seed, [1000] * len(each)) for seed, each in enumerate(differences)]
    plan = [_world(seed, [1000 + value for value in each]) for seed, each in enumerate(differences)]
    return gathered(("today", "plan"), (today, plan)).payback("plan")


def test_a_plan_pays_back_in_the_first_month_from_which_it_is_never_behind_again():
    assert _against_nothing([-5, -9, -1, 0, 3]) == Payback(4, 1.0, 0.0)
    assert _against_nothing([-5, 7, -1, 2, 3]) == Payback(4, 1.0, 0.0)
    assert _against_nothing([3, 3, -1, -1, 1]) == Payback(5, 1.0, 0.0)


def test_a_plan_that_is_never_behind_pays_back_in_month_zero():
    assert _against_nothing([0, 0, 0], [1, 2, 3]) == Payback(0, 1.0, 1.0)


def test_a_plan_that_is_behind_at_the_end_has_not_paid_back_however_long_it_was_ahead():
    assert _against_nothing([5, 5, 5, -1]) == Payback(None, 0.0, 0.0)


def test_the_month_is_the_middle_one_of_the_worlds_that_pay_back_and_the_share_is_theirs():
    found = _against_nothing([-1, 1, 1, 1], [-1, -1, -1, 1], [-1, -1, 1, 1], [1, 1, 1, 1], [-1, -1, -1, -1])
    assert found == Payback(3, 0.8, pytest.approx(0.2))     # of 0, 2, 3 and 4 the later in the middle


def test_regret_is_what_the_best_plan_of_the_same_world_earns_more():
    found = _plans({"a": [10, 10, 10], "b": [4, 20, 10], "c": [0, 0, 40]}).regret()
    by_hand = {"a": [0, 10, 30], "b": [6, 0, 30], "c": [10, 20, 0]}
    assert {name: each.mean for name, each in found.items()} == pytest.approx(
        {name: np.mean(missed) for name, missed in by_hand.items()})
    assert all(each.low == 0 for each in found.values())
    assert found["c"].high == pytest.approx(10 + 4.302653 * 10 / np.sqrt(3), abs=1e-4)     # t of two degrees


def test_a_plan_that_is_best_in_every_world_has_no_regret():
    assert _plans({"a": [1, 2], "b": [3, 4]}).regret()["b"] == Interval(0, 0, 0)


def test_how_often_each_is_best_adds_up_and_those_that_tie_share_the_world():
    found = _plans({"a": [5, 5, 1, 0], "b": [5, 1, 1, 0], "c": [0, 0, 1, 9]}).best_share()
    assert found == pytest.approx({"a": (1 / 2 + 1 + 1 / 3) / 4, "b": (1 / 2 + 1 / 3) / 4, "c": (1 / 3 + 1) / 4})
    assert sum(found.values()) == pytest.approx(1)


def test_plans_are_ranked_by_mean_profit_and_those_that_cannot_be_told_from_the_best_are_named():
    found = _plans({"a": [100, 101, 102], "b": [120, 119, 121], "c": [125, 114, 122]})
    assert found.ranked == ("c", "b", "a")
    assert found.undecided == ("b",)
    assert found.sentence.startswith("Of 3 plans c earns most on average, though these worlds cannot tell it from b; "
                                     "it is the best in 67 % of 3 worlds. Against a: the plan has ")


def test_when_the_reference_is_best_the_sentence_ends_there():
    assert _plans({"a": [9, 9], "b": [1, 1], "c": [2, 2]}).sentence == (
        "Of 3 plans a earns most on average; it is the best in 100 % of 2 worlds.")


@pytest.mark.parametrize(("base", "plan", "share"), [
    (200, 250, 0.25), (-200, -100, 0.5), (0, 50, None), (-100, 50, None), (100, -50, None),
    (float("nan"), 5, None), (5, float("nan"), None)])
def test_a_difference_is_put_in_relation_only_to_what_it_can_be_compared_with(base, plan, share):
    assert _plans({"a": [0, 0], "b": [0, 0]}, reputation={"a": base, "b": plan}).relative("b", "reputation") == share


def test_nothing_is_put_in_relation_to_what_cannot_be_told_from_zero():
    assert _plans({"a": [-90, 100], "b": [5, 6]}).relative("b", "profit_npv_cents") is None


@pytest.mark.parametrize(("names", "message"), [
    (("a",), "plans = 1 is not a number of plans that can be compared; allowed: 2 to 4"),
    (("a", "b", "c", "d", "e"), "plans = 5 is not a number of plans that can be compared; allowed: 2 to 4"),
    (("a", "b", "a"), "plans = 'a' is the name of two plans; allowed: a name of its own for each")])
def test_too_many_or_too_few_plans_are_refused(names, message):
    with pytest.raises(ScenarioError) as refused:
        gathered(names, [[_world(1, [5])] for _ in names])
    assert str(refused.value) == message


def test_five_scenarios_are_refused_before_anything_is_computed(small):
    with pytest.raises(ScenarioError) as refused:
        compare_plans({str(place): small for place in range(5)})
    assert str(refused.value).startswith("plans = 5 ")


def test_plans_over_different_months_are_refused(small):
    with pytest.raises(ScenarioError) as refused:
        compare_plans({"short": small, "long": small.changed(months=12)})
    assert str(refused.value) == "months = 12 of long differs from those of short; allowed: 6"
    with pytest.raises(ScenarioError) as refused:
        gathered(("a", "b"), [[_world(1, [5])], [_world(1, [5, 6])]])
    assert str(refused.value) == "months = 2 of b differs from those of a; allowed: 1"


@pytest.mark.parametrize("lived", [[[], []], [[_world(1, [5])], [_world(2, [5])]], [[_world(1, [5])]]])
def test_plans_in_different_worlds_are_refused(lived):
    with pytest.raises(ScenarioError) as refused:
        gathered(("a", "b"), lived)
    assert str(refused.value) == f"worlds = {len(lived[0])} are not the same for every plan"


@pytest.fixture(scope="module")
def three(small):
    better, dearer = small.changed(service_quality=90), small.changed(reward_spend=5.0)
    return {"today": small, "better": better, "dearer": dearer}


@pytest.fixture(scope="module")
def found(three):
    return compare_plans(three, worlds=3, seed=7, workers=1)


def test_a_plan_against_itself_is_zero_everywhere_and_the_shares_are_equal(small):
    found = compare_plans({"a": small, "b": small, "c": small}, worlds=2, workers=1)
    for name in ("b", "c"):
        assert {(each.mean, each.low, each.high) for each in found.comparison(name).difference.values()} == {(0, 0, 0)}
        assert found.payback(name) == Payback(0, 1.0, 1.0)
    assert found.best_share() == pytest.approx(dict.fromkeys("abc", 1 / 3))
    assert set(found.regret().values()) == {Interval(0, 0, 0)}


def test_each_plan_against_the_reference_is_what_a_comparison_of_the_two_finds(found, three):
    for name in ("better", "dearer"):
        alone = sim.compare(three["today"], three[name], worlds=3, seed=7, workers=1)
        assert found.comparison(name).as_dict() == alone.as_dict()


def test_two_plans_say_all_that_a_comparison_says_at_the_top(three):
    two = {name: three[name] for name in ("today", "better")}
    content = compare_plans(two, worlds=2, workers=1).as_dict()
    alone = sim.compare(*two.values(), worlds=2, workers=1).as_dict()
    assert {key: content[key] for key in alone} == alone
    assert [each["name"] for each in content["plans"]] == ["today", "better"]


def test_what_is_found_depends_neither_on_the_processes_nor_on_where_it_travels(found, three):
    again = compare_plans(three, worlds=3, seed=7, workers=2)
    assert again.as_dict() == found.as_dict() == pickle.loads(pickle.dumps(found)).as_dict()
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["plans"][2]["name"] == "dearer"


def test_the_text_names_every_plan_and_every_measure(found):
    text, measures = found.as_text(), [key.removesuffix("_cents") for key in KEYS]
    for said in ("better minus today", "dearer minus today", "better: best in ", "today: best in ",
                 "dearer does not pay back within 6 months in any world", *measures):
        assert said in text


def test_a_rule_takes_as_many_worlds_as_every_difference_needs(three):
    rule, told = Rule(share=0.2, share_of_size=0.01, least=3, look_ahead=1, most=12), []
    found = compare_plans(three, worlds=rule, workers=1, progress=lambda done, most: told.append((done, most)))
    needed = [sim.compare(three["today"], three[name], worlds=rule, workers=1).worlds for name in ("better", "dearer")]
    assert found.worlds >= max(needed)
    assert (found.worlds, 12) == told[-1]
    assert found.as_dict()["precise"] == (found.worlds < 12)


def test_progress_is_told_world_by_world(three):
    told = []
    compare_plans(three, worlds=2, workers=1, progress=lambda *each: told.append(each))
    assert told == [(1, 2), (2, 2)]
