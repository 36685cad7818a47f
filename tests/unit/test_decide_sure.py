"""How sure a choice is: the whole study on a small company, its parts on made-up gains."""

import pickle
from itertools import pairwise

import pytest

import sim
from sim.decide import sensitivity, softening
from sim.decide.ranges import chosen, unknowns
from sim.decide.sure import TOP, complete, sure
from sim.decide.together import influential, together
from sim.precision import interval
from sim.scenario import ScenarioError

SMALL = sim.load("broadband").scaled(400).changed(months=6, burn_in=3)
BETTER = SMALL.changed(service_quality=75.0)
KEYS = ("quality_cost", "belief", "contacts", "price")


@pytest.fixture(scope="module")
def found():
    return sure(SMALL, BETTER, worlds=2, keys=KEYS, workers=1)


def test_the_bars_are_the_gains_of_both_plans_at_both_ends(found):
    bar = next(each for each in found.bars if each.unknown.key == "quality_cost")
    profits = [[sim.run(plan.changed(quality_cost=bar.unknown.low), seed).columns["npv_cents"][-1]
                for plan in (SMALL, BETTER)] for seed in (1, 2)]
    assert bar.low == interval([second - first for first, second in profits])
    assert bar.first_low == interval([first for first, _ in profits])


def test_the_largest_swing_comes_first(found):
    assert all(one.swing >= other.swing for one, other in pairwise(found.bars))
    assert found.bars[0].unknown.key == "quality_cost"      # its cost is all that a half year can feel
    assert found.bars[0].swing == abs(found.bars[0].high.mean - found.bars[0].low.mean)


def test_what_nobody_can_feel_swings_nothing():
    bar, = sure(SMALL, BETTER, worlds=1, keys=["retention_offer_cost"], workers=1).bars
    assert (bar.swing, bar.low, bar.is_clear) == (0.0, bar.high, False)


def test_a_study_depends_neither_on_the_workers_nor_on_chance(found):
    assert sure(SMALL, BETTER, worlds=2, keys=KEYS, workers=2) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_progress_counts_to_its_end():
    heard = []
    sure(SMALL, BETTER, worlds=2, keys=KEYS[:2], workers=1, progress=lambda done, total: heard.append((done, total)))
    assert [done for done, _ in heard] == list(range(1, len(heard) + 1))
    assert all(done <= total for done, total in heard)


def test_the_headline_tells_the_better_plan_and_is_softened(found):
    # half a year is too short for better service to pay: the first plan earns more in either world
    assert not found.second_better and found.wins == 2 and not found.is_open
    assert found.firmness == softening.TENTATIVE
    assert found.sentence.startswith("As far as assumed values go, the first plan earns ")


def test_the_study_turned_round_tells_the_same(found):
    other = sure(BETTER, SMALL, worlds=2, keys=KEYS, workers=1)
    assert other.second_better and other.gain.mean == -found.gain.mean
    assert [bar.unknown.key for bar in other.bars] == [bar.unknown.key for bar in found.bars]


def test_what_would_change_ones_mind_is_in_the_headline():
    # quality that costs nothing pays at once; at 3 euro a month it does not pay within half a year
    found = sure(SMALL, BETTER, worlds=2, keys=["quality_cost"], ranges={"quality_cost": (0.0, 3.5)}, workers=1)
    mind = found.decisive
    assert mind.unknown.key == "quality_cost" and 0 < mind.tip < 3 and not mind.better_above
    assert mind.worth_cents > 0
    assert f"quality_cost below {mind.tip:.4g} euro/month" in found.sentence
    near = [sim.compare(SMALL.changed(quality_cost=mind.tip + step), BETTER.changed(quality_cost=mind.tip + step), 2,
                        workers=1).difference["profit_npv_cents"].mean for step in (-0.1, 0.1)]
    assert near[0] > 0 > near[1]


def test_an_interval_that_holds_nought_leaves_the_choice_open(found):
    from dataclasses import replace

    open_one = replace(found, gains=(-3e5, 4e5, 1e5))
    assert open_one.is_open and open_one.second_better and open_one.wins == 2
    assert open_one.sentence.startswith("It is open which plan earns more: ")


def test_the_dictionary_is_plain_and_tells_the_same(found):
    import json

    told = json.loads(json.dumps(found.as_dict()))
    assert told["sentence"] == found.sentence and told["better"] == "first"
    assert [each["unknown"]["key"] for each in told["tornado"]] == [bar.unknown.key for bar in found.bars]
    assert len(told["screened"]) == len(KEYS) and told["left_out"] == ["tenure_curve"]
    assert found.sentence in found.as_text()


def test_a_large_company_is_lived_through_on_a_smaller_scale():
    large = sim.load("broadband").scaled(40_000).changed(months=1, burn_in=0)
    trials = sensitivity.Trials(large, large.changed(reward_spend=2.0), workers=1)
    scaled = sensitivity.Trials(large.scaled(20_000), large.changed(reward_spend=2.0).scaled(20_000), workers=1)
    point = (("acquisition_scale", 30_000.0),)
    half = (("acquisition_scale", 15_000.0),)
    assert trials.people == 20_000
    assert trials.gains([point], [1])[0, 0] == 2 * scaled.gains([half], [1])[0, 0]


@pytest.mark.parametrize(("first", "second", "said"), [
    (SMALL, SMALL.as_today(), "both plans are the same, so there is no choice to be sure of; change a lever of one "
                              "of them"),
    (SMALL, BETTER.changed(months=12), "months = 12 differs from the other plan's; allowed: 6"),
    (SMALL, BETTER.changed(contacts=30.0), "contacts = 30.0 of today differs from the other plan's company; how sure "
                                           "a choice is can be told of two plans for one company; allowed: 20"),
])
def test_what_is_no_pair_of_plans_is_refused(first, second, said):
    for study in (lambda: sure(first, second), lambda: together(first, second, ["belief", "contacts"])):
        with pytest.raises(ScenarioError) as refused:
            study()
        assert str(refused.value) == said


@pytest.fixture(scope="module")
def both():
    return complete(SMALL, BETTER, worlds=1, keys=("quality_cost", "price"), points=16, workers=1,
                    ranges={"quality_cost": (0.0, 3.5)})


def test_both_parts_are_done_after_each_other(both):
    assert [each.key for each in both.together.unknowns] == [bar.unknown.key for bar in both.alone.bars]
    assert both.as_dict()["together"]["keys"] == [bar.unknown.key for bar in both.alone.bars]
    assert both.sentence == f"{both.alone.sentence} {both.together.sentence}"
    assert both.together.sentence in both.as_text()


def test_the_combinations_lie_within_the_ranges_and_their_gains_are_those_of_their_worlds(both):
    part = both.together
    assert len(part.points) == len(part.gains) == 32
    for point in part.points:
        assert all(each.low <= value <= each.high for each, value in zip(part.unknowns, point, strict=True))
    changes = dict(zip((each.key for each in part.unknowns), part.points[3], strict=True))
    lived = [sim.run(plan.changed(**changes), 1).columns["npv_cents"][-1] for plan in (SMALL, BETTER)]
    assert part.gains[3] == lived[1] - lived[0]


def test_the_cost_of_quality_accounts_for_nearly_all_and_tells_where_the_plan_wins(both):
    cost, price = sorted(both.together.indices, key=lambda index: -index.total.mean)
    assert cost.key == "quality_cost" and cost.total.mean > 0.9 > 0.2 > price.total.mean
    threshold, *_ = both.together.rule.thresholds
    assert both.together.wins_are_cases and (threshold.key, threshold.above) == ("quality_cost", False)
    assert f"quality_cost is below {threshold.value:.4g} euro/month" in both.together.sentence


@pytest.mark.parametrize(("keys", "said"), [
    (["belief"], "keys = ('belief',) cannot be varied together; allowed: 2 to 6 different assumptions"),
    (["zone_low", "zone_high"], "zone_low = 74.0 is above the upper end of the zone; allowed: 0 to 66 point"),
])
def test_assumptions_that_cannot_vary_together_are_refused(keys, said):
    with pytest.raises(ScenarioError) as refused:
        together(SMALL, BETTER, keys, points=8)
    assert str(refused.value) == said


def test_one_assumption_alone_is_too_few_for_both_parts():
    with pytest.raises(ScenarioError) as refused:
        complete(SMALL, BETTER, keys=["belief"])
    assert str(refused.value) == "keys = ('belief',) are too few to be varied together; allowed: 2 or more"


def test_of_unknowns_that_do_not_go_together_the_larger_swing_is_chosen():
    still = interval([0.0])
    low, high, belief = (sensitivity.Bar(each, still, still, still, still, still)
                         for each in chosen(unknowns(SMALL), ["zone_low", "zone_high", "belief"]))
    assert influential([low, high, belief], SMALL, BETTER) == ("zone_low", "belief")
    assert influential([high, low, belief], SMALL, BETTER, most=1) == ("zone_high",)


@pytest.mark.parametrize(("weights", "level"), [
    ({}, softening.FIRM),
    ({"measured": 3, "published": 1}, softening.FIRM),
    ({"published": 2, "assumed": 1}, softening.LIKELY),
    ({"published": 1, "folk": 1}, softening.TENTATIVE),
    ({"assumed": 1}, softening.TENTATIVE),
    ({"unheard of": 1}, softening.TENTATIVE),
])
def test_how_firmly_a_headline_is_worded_goes_by_the_grades(weights, level):
    assert softening.firmness(weights) == level


def test_a_tornado_has_at_most_a_dozen_bars():
    assert TOP == 12
