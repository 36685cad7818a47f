"""When worlds are enough: constructed sequences with a known answer, an independent count, and coverage."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.experiments import compare
from sim.outcomes import HEADLINE
from sim.precision import Precision, Rule, interval

EXACT = Rule(share=0.1, share_of_size=0.0, most=10_000)


def _worlds(values, rule=EXACT, sizes=None):
    """After how many of the values the rule has enough, and whether because it was met."""
    precision = Precision(rule)
    for place, value in enumerate(values):
        precision.add(value, 0.0 if sizes is None else sizes[place])
        if precision.enough:
            return precision.worlds, precision.met
    return None


def _counted(values, rule):
    """The same by the definition: at every n anew, Student's t of SciPy's distribution, look-ahead by hand."""
    since = None
    for n in range(1, len(values) + 1):
        part = np.array(values[:n])
        narrow = n >= rule.least and (stats.t.ppf(0.975, n - 1) * part.std(ddof=1) / np.sqrt(n)
                                      <= rule.share * abs(part.mean()))
        since = (since or n) if narrow else None
        if since and n - since >= (rule.look_ahead if since <= 100 else rule.look_ahead * since // 100):
            return n, True
    return None


def test_values_that_are_all_the_same_need_three_worlds_and_five_of_look_ahead():
    assert _worlds([7.0] * 100) == (8, True)
    assert _worlds([0.0] * 100) == (8, True)


def test_the_first_narrow_interval_is_that_of_students_t():
    # 9, 10, 11: half width 4.303 / sqrt(3) = 2.484, a share of 0.2484 of the mean; then the mean again and again.
    values = [9, 10, 11, *[10] * 100]
    assert _worlds(values, Rule(share=0.2485, share_of_size=0)) == (8, True)
    assert _worlds(values, Rule(share=0.2484, share_of_size=0)) == (9, True)


def test_an_outlier_during_the_look_ahead_starts_it_anew():
    # narrow from the third world on, wide again at the sixth
    values = [10, 10, 10, 10, 10, 20, *[10] * 1000]
    worlds, met = _worlds(values)
    assert met and (worlds, met) == _counted(values, EXACT)
    assert worlds > 11


def test_without_a_look_ahead_the_first_narrow_interval_is_enough():
    assert _worlds([10] * 10, Rule(look_ahead=0)) == (3, True)


@pytest.mark.parametrize("spread", [0.1, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(5))
def test_the_number_of_worlds_is_that_of_the_definition(seed, spread):
    values = np.random.default_rng(seed).normal(1, spread, 4000).tolist()
    assert _worlds(values) == _counted(values, EXACT)


def test_beyond_a_hundred_worlds_the_look_ahead_grows_with_them():
    # +1 and -1 about a mean of one: narrow when t * sqrt(n / (n - 1)) / sqrt(n) <= 0.1, at about 390 worlds
    values = [2.0, 0.0] * 1000
    worlds, met = _worlds(values)
    first = next(n for n in range(3, 1000) if np.std(values[:n], ddof=1) * stats.t.ppf(0.975, n - 1) / np.sqrt(n)
                 <= 0.1 * abs(np.mean(values[:n])))
    assert met and first > 300 and worlds == _counted(values, EXACT)[0] >= first + 5 * first // 100


def test_near_zero_the_size_of_what_is_compared_decides():
    values = [1.0, -1.0] * 500
    assert _worlds(values, Rule(share=0.05, share_of_size=0.0, most=900)) == (900, False)
    worlds, met = _worlds(values, Rule(share=0.05, share_of_size=0.005, most=900), sizes=[-100.0] * 1000)
    assert met and 16 < worlds < 30         # 0.5 is narrow: t / sqrt(n) at about 18 worlds


def test_the_hard_limit_ends_what_would_go_on_for_ever():
    assert _worlds([1.0, -1.0] * 50, Rule(most=40)) == (40, False)


def test_the_interval_holds_the_truth_about_as_often_as_it_says_after_stopping_by_the_rule():
    rng = np.random.default_rng(1)
    held, tried, rule = 0, 1500, Rule(share=0.1, share_of_size=0.0)
    for _ in range(tried):
        values = rng.normal(10, 3, 400).tolist()
        worlds, met = _worlds(values, rule)
        found = interval(values[:worlds])
        held += met and found.low <= 10 <= found.high
    # Stopping when the interval happens to be narrow costs a little of the 95 %.
    assert 0.92 < held / tried < 0.96


@pytest.fixture(scope="module")
def plans():
    small = sim.load("broadband").scaled(400).changed(months=3, burn_in=0)
    return small, small.changed(service_quality=100.0)


def test_a_comparison_by_the_rule_takes_the_worlds_that_the_rule_takes(plans):
    rule = Rule(share=0.5, most=60)
    by_rule = compare(*plans, worlds=rule, workers=1)
    in_all = compare(*plans, worlds=60, workers=1)
    today, plan = in_all.today.values(HEADLINE), in_all.plan.values(HEADLINE)
    assert (by_rule.worlds, by_rule.precise) == _worlds(plan - today, rule, sizes=today)
    assert by_rule.difference == compare(*plans, worlds=by_rule.worlds, workers=1).difference


def test_the_number_of_worlds_does_not_depend_on_the_workers(plans):
    rule, counted = Rule(share=0.5, most=60), []
    one, two = (compare(*plans, worlds=rule, workers=each, progress=counted.append) for each in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert counted == 2 * list(range(1, one.worlds + 1))


def test_a_comparison_says_whether_the_precision_was_reached(plans):
    assert compare(*plans, worlds=Rule(share=1e-9, share_of_size=0, most=4)).as_dict()["precise"] is False
    same = compare(plans[0], plans[0], worlds="auto")
    assert (same.worlds, same.as_dict()["precise"]) == (8, True)
