"""The loss tree: every cent lost to bad stories stands in a branch and in a leaf, exactly."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings

import sim
from sim import experiments
from sim.behaviour.stories import ROOTS
from sim.explore import losses as explore
from sim.explore.losses import losses, most_runs
from sim.explore.trace import LEFT, STAYED_AWAY, THE_PUBLIC
from sim.scenario import Event, ScenarioError
from tests.properties.strategies import SEEDS, scenarios
from tests.unit.talkative import BAD, LIVELY, POSTED, QUIET, company

SHORT = LIVELY.changed(months=5)
LOST = {"acquisition_spend": 2000, "contacts": 16, "belief": 1, "bad_story_shift": 1}
NO_EAR = {"social_listening": 0, "surveys": 0}


@pytest.fixture(scope="module")
def tree():
    return losses(SHORT, 1, workers=1)


def test_the_runs_it_takes_are_told_beforehand():
    always = company(unhappy_story_rate=0, cancellation_obstacle=0)
    staged = company([Event(40, "lever", 0.5, lever="cancellation_obstacle")], unhappy_story_rate=0)
    assert [most_runs(each) for each in (
        always, company(), staged, company(POSTED), company(POSTED, cancellation_obstacle=0.1))] == [
        16, 32, 32, 64, 128]


def test_no_more_kinds_of_stories_are_told_than_were_reckoned_with(tree):
    assert 1 << len(tree.branches) == most_runs(SHORT) == 128


def _npv(scenario, seed, silenced):
    return sim.run(scenario, seed, silenced=silenced).columns["npv_cents"][-1].item()


def assert_exact(tree, scenario, seed):
    """The total is what the silenced twin earns more; branches and leaves add up to it."""
    assert tree.total_cents == _npv(scenario, seed, True) - _npv(scenario, seed, False)
    assert sum(branch.cents for branch in tree.branches) == tree.total_cents
    assert [branch.cents for branch in tree.branches] == sorted((each.cents for each in tree.branches), reverse=True)
    leaves = tree.incidents
    assert {branch.root for branch in tree.branches} == {ROOTS[root] for root in leaves["root"].tolist()}
    for branch in tree.branches:
        own = leaves["root"] == ROOTS.index(branch.root)
        assert leaves["cents"][own].sum() == branch.cents, branch.root
        assert (branch.incidents, branch.told) == (own.sum(), leaves["told"][own].sum())
        assert (branch.stayed_away, branch.left) == (
            pytest.approx(leaves["stayed_away"][own].sum()), pytest.approx(leaves["left"][own].sum()))
        # all leaves of a branch point the same way
        assert (leaves["cents"][own] * np.sign(branch.cents) >= 0).all()
    told_of, effects = tree.trace.stories, tree.trace.effects
    for column in ("root", "since", "teller"):
        np.testing.assert_array_equal(leaves[column][tree.story_of], told_of[column])
    assert leaves["stories"].sum() == len(told_of["root"]) and leaves["stories"].min(initial=1) == 1
    assert leaves["told"].sum() == told_of["told"].sum()
    assert leaves["reached"].sum() == len(tree.trace.hearings["story"])
    for name, kind in (("stayed_away", STAYED_AWAY), ("left", LEFT)):
        assert leaves[name].sum() == pytest.approx(effects["share"][effects["kind"] == kind].sum())


def test_every_cent_lost_to_stories_stands_in_a_branch_and_a_leaf(tree):
    assert_exact(tree, SHORT, 1)
    assert {branch.root for branch in tree.branches} == set(ROOTS)
    assert any(branch.cents for branch in tree.branches)


@pytest.mark.parametrize("name", sim.names())
def test_the_losses_of_every_shipped_scenario_add_up(name):
    scenario = sim.load(name).scaled(600).changed(months=12)
    assert_exact(losses(scenario, 1, workers=1), scenario, 1)


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
@given(scenarios(months=(3, 6)), SEEDS)
def test_the_losses_of_any_company_add_up(scenario, seed):
    assert_exact(losses(scenario, seed, workers=1), scenario, seed)


def test_the_total_is_the_money_lost_to_word_of_mouth_of_a_comparison(tree):
    assert tree.total_cents == experiments.one_world(SHORT, 1).measures["money_lost_to_word_of_mouth_cents"]


def test_it_does_not_matter_how_many_processes_do_the_work():
    scenario = company(POSTED, **BAD | LOST | {"months": 3, "cancellation_obstacle": 0, "unhappy_story_rate": 0})
    one, two = (losses(scenario, 1, workers=workers) for workers in (1, 2))
    assert (one.total_cents, one.branches) == (two.total_cents, two.branches)
    for column, values in one.incidents.items():
        np.testing.assert_array_equal(values, two.incidents[column], err_msg=column)


def test_progress_is_told_up_to_all_runs():
    seen, scenario = [], company(**BAD | {"months": 2})
    losses(scenario, 1, workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1] == 1 << len(_present(scenario, 1))


def _present(scenario, seed):
    return {ROOTS[root] for root in explore.traced(scenario, seed)[1].stories["root"].tolist()}


def test_a_company_of_which_nobody_tells_loses_nothing_to_talk():
    tree = losses(company(**QUIET), 1)
    assert (tree.total_cents, tree.branches, len(tree.story_of)) == (0, (), 0)
    assert [len(values) for values in tree.incidents.values()] == [0] * len(tree.incidents)


ONE_KIND = {
    "post": ((Event(40, "viral_post", 400),), QUIET | LOST),
    "unheard": ((), QUIET | LOST | {"failure_rate": 3, "voiced_share": 0}),
    "obstacle": ((), QUIET | LOST | {"cancellation_obstacle": 1, "rival_offers": 6}),
}


@pytest.mark.parametrize("kind", ONE_KIND)
def test_where_one_kind_of_story_is_told_its_branch_bears_everything(kind):
    events, inputs = ONE_KIND[kind]
    scenario = company(events, **NO_EAR | inputs)
    found = losses(scenario, 1, workers=1)
    assert [(branch.root, branch.cents) for branch in found.branches] == [(kind, found.total_cents)]
    assert found.total_cents != 0
    assert_exact(found, scenario, 1)


def test_more_belief_in_stories_loses_more_people_to_them():
    events, inputs = ONE_KIND["post"]
    lost = [losses(company(events, **inputs | {"belief": belief}), 1).branches[0].stayed_away
            for belief in (0.0, 0.3, 1.0)]
    assert lost[0] == 0 and lost[0] < lost[1] < lost[2]


def test_a_branch_that_saves_money_is_split_exactly_too():
    # customers who cost more than they pay: whoever stays away because of a story is a gain
    scenario = company(POSTED, **BAD | LOST | {"variable_cost": 0.9, "price": 1, "joining_cost": 900, "months": 5,
                                               "cancellation_obstacle": 0, "unhappy_story_rate": 0})
    found = losses(scenario, 1, workers=1)
    assert found.total_cents < 0 and any(branch.cents < -100 for branch in found.branches)
    assert_exact(found, scenario, 1)


@pytest.mark.parametrize("absent", [("post",), ("obstacle", "post")])
def test_silencing_what_is_not_told_changes_nothing(absent):
    scenario = company(**BAD | {"cancellation_obstacle": 0})
    assert not set(absent) & _present(scenario, 1)
    one, other = (sim.run(scenario, 1, silenced=silenced, log=True) for silenced in ((), absent))
    assert one.tickets == other.tickets
    for column, values in one.columns.items():
        np.testing.assert_array_equal(values, other.columns[column], err_msg=column)


def test_leaves_are_shared_by_who_was_lost_and_what_they_would_have_paid(tree):
    weights = explore._weights(tree.trace, tree.story_of, len(tree.incidents["root"]),
                               np.ones(600), SHORT)
    assert ((weights > 0) == (np.bincount(
        tree.story_of[tree.trace.effects["story"]], tree.trace.effects["month"] < 4, len(weights)) > 0)).all()
    own = tree.incidents["root"] == ROOTS.index("post")
    assert (tree.incidents["teller"][own] == THE_PUBLIC).all() and own.sum() == 1


def test_somebody_lost_in_the_last_month_would_have_paid_nothing_more():
    scenario = company(months=3, discount_rate=0, yearly_churn=0.7, hazard_level=1)
    trace = explore.Trace(1, 3, {}, {}, {}, {"story": np.arange(3), "person": np.arange(3), "month": np.arange(3),
                                             "share": np.array([1, 0.5, 1])}, {})
    stays = 0.3 ** (1 / 12)
    weight = explore._weights(trace, np.arange(3), 3, np.array([1.0, 2.0, 3.0]), scenario)
    assert weight == pytest.approx([stays + stays**2, stays, 0])


@pytest.mark.parametrize(("cents", "weight", "split"), [
    (100, [1, 1], [50, 50]), (-100, [1, 3], [-25, -75]), (1, [1, 1, 1], [0, 1, 0]), (0, [2, 5], [0, 0]),
    (7, [0, 0, 0], [1, 2, 4]), (10**15 + 1, [1e-9, 1e9], [0, 10**15 + 1])])
def test_whole_cents_are_split_exactly(cents, weight, split):
    found = explore._split(cents, np.array(weight, float), np.array([1, 2, 4])[:len(weight)])
    assert found.tolist() == split and found.sum() == cents


@pytest.mark.parametrize(("asked", "message"), [
    ({"workers": 0}, "workers = 0 is out of range; allowed: 1 to 256"),
    ({"seed": -1}, "seed = -1 is out of range; allowed: whole number from 0 to 9223372036854775807")])
def test_what_is_out_of_range_is_refused(asked, message):
    with pytest.raises(ScenarioError) as refused:
        losses(SHORT, **asked)
    assert str(refused.value) == message
