"""The page "Word of mouth" in words and pictures: links, sentences, sums, drawings."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.explore.losses import losses
from sim.explore.ripple import FOLLOWER, HEARER, TELLER
from sim.explore.telling import MEDIANS, Told
from sim.explore.trace import LEFT, STAYED_AWAY, THE_PUBLIC
from sim.precision import Interval
from ui.charts import BEYOND, UNTIL
from ui.ripple import charts, layout, picked, story, told, tree
from ui.ripple.picked import Named, Picked


@pytest.fixture(scope="module")
def small():
    """What bad stories cost in a small market with a post."""
    return losses(sim.load("broadband_viral").scaled(800).changed(months=12), 1, workers=1)


@pytest.fixture(scope="module")
def post(small):
    """The post that everybody can see."""
    return story.of(small, picked.place(small, Picked("", Named(THE_PUBLIC, 3, "post"))))


# -- the link ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [Picked(), Picked("most_told"), Picked("usual"),
                                    Picked("", Named(5994, 3, "unheard")), Picked("", Named(7, -2, "late")),
                                    Picked("", Named(THE_PUBLIC, 3, "post"))])
def test_what_is_picked_comes_back_from_its_address(chosen):
    written = picked.encode(chosen)
    assert picked.decode([(name, [value]) for name, value in written.items()]) == chosen


def test_the_dearest_needs_no_parameter():
    assert picked.encode(Picked()) == {}


@pytest.mark.parametrize(("text", "reason"), [
    ("", "unknown_incident"), ("5994", "unknown_incident"), ("5994.3.nonsense", "unknown_incident"),
    ("all.3.unheard", "unknown_incident"), ("5.3.post", "unknown_incident"), ("9999999.3.late", "unknown_incident"),
    ("1e9.3.late", "unknown_incident"), ("\u0663.3.late", "unknown_incident"), ("<b>x</b>", "unknown_incident"),
    ("5" * 41, "too_long")])
def test_a_hostile_value_is_set_aside_with_the_reason(text, reason):
    found = picked.decode([("incident", [text])])
    assert found == replace(Picked(), aside=found.aside)
    assert [(each.name, each.value, each.reason) for each in found.aside] == [("incident", text[:100], reason)]


def test_a_parameter_given_twice_is_set_aside():
    assert picked.decode([("incident", ["usual", "dearest"])]).aside[0].reason == "repeated"


def test_each_way_finds_an_incident_and_an_incident_is_found_by_its_name(small):
    for way in picked.WAYS:
        incident = picked.place(small, Picked(way))
        assert picked.place(small, Picked("", picked.name_of(small, incident))) == incident
        assert told.option(small, way)
    assert picked.place(small, Picked("", Named(799_999, 3, "late"))) is None
    assert "does not happen in this world" in told.missing(Named(799_999, 3, "late"))


def test_the_usual_incident_costs_as_many_people_as_most_do(small):
    incident, table = picked.usual(small), small.incidents
    lost = table["stayed_away"] + table["left"]
    assert lost[incident] <= np.median(lost)


def test_draws_differ_from_one_to_the_next_and_are_the_same_again(small):
    drawn = [picked.drawn(small, draws) for draws in range(1, 30)]
    assert all(one != other for one, other in pairwise(drawn))
    assert drawn == [picked.drawn(small, draws) for draws in range(1, 30)]
    assert max(drawn) < len(small.incidents["root"])


# -- in words ----------------------------------------------------------------------------------------------------------


def test_the_verdict_says_what_bad_stories_cost_and_what_would_have_prevented_most_of_it(small):
    assert told.verdict(replace(small, total_cents=17_750_091)) == (
        "In this world, bad stories cost this company 178,000 euro over one year.")
    assert "What would have prevented these stories" in told.because(replace(small, total_cents=1))[0]


def test_a_world_that_earns_more_with_bad_stories_is_told_as_luck(small):
    gain = replace(small, total_cents=-210_000)
    assert told.verdict(gain) == ("In this world, bad stories cost this company nothing over one year: "
                                  "with them it earns 2,100 euro more than without.")
    assert "luck" in told.because(gain)[-1]


def test_where_nobody_tells_anything_that_is_said():
    silent = losses(sim.load("broadband").scaled(400).changed(months=2, major_story_share=0, minor_story_share=0,
                                                              unhappy_story_rate=0), workers=1)
    assert silent.branches == ()
    assert told.verdict(silent) == (
        "Nobody tells a bad story about this company over 2 months, so bad stories cost nothing.")
    assert told.because(silent) == []
    assert story.is_quiet(silent)


def test_the_table_adds_up_to_the_difference_from_the_silent_twin(small):
    column = told.tree_table(small)["Money lost"]
    cents = [round(100 * float(text.replace("\u2212", "-").replace("\u20ac", "").replace(",", ""))) for text in column]
    assert sum(cents[:-1]) == cents[-1] == small.total_cents
    assert column[-1] in told.adds_up(small)


def test_every_branch_names_its_levers(small):
    assert set(told.LEVERS) == set(sim.behaviour.stories.ROOTS)
    assert all(key in sim.declarations() for levers in told.LEVERS.values() for key in levers)
    assert "Levers: " in told.remedy(small.branches[0])


# -- one incident ------------------------------------------------------------------------------------------------------


def test_the_story_counts_what_the_ripple_holds(small, post):
    said = " ".join(story.whole(post))
    assert said.startswith("In month 3, everybody can see a post against the company: ")
    people = post.ripple.people
    assert f"{int((people['role'] == HEARER).sum())} people do." in said
    assert "costs the company" in said


def test_there_is_a_sentence_for_every_step_and_the_last_one_tells_the_cost(post):
    said = story.steps(post)
    assert len(said) == len(post.days) < BEYOND
    assert said[0].startswith("Day 0: the post appears.")
    assert said[-1].endswith(told.money(post.ripple.cents) + ".")
    total = int(post.masks["told"].sum())
    assert f"So far: {total} told" in said[-1]


def test_people_told_of_in_all_sentences_are_all_that_are_told(small):
    for incident in range(0, len(small.incidents["root"]), 7):
        one = story.of(small, incident)
        assert (one.step < len(one.days)).all()
        assert ((one.fate_step < len(one.days)) | (one.fate_step == story.NEVER)).all()
        assert one.unknown == one.ripple.told - small.incidents["reached"][incident] >= 0


def _thinned(tree, incident, share):
    """Give the tree with so much of each person who was lost to an incident."""
    effects, incidents = tree.trace.effects, dict(tree.incidents)
    own = tree.story_of[effects["story"]] == incident
    shares = np.where(own, share, effects["share"])
    for name, kind in (("stayed_away", STAYED_AWAY), ("left", LEFT)):
        incidents[name] = incidents[name].copy()
        incidents[name][incident] = shares[own & (effects["kind"] == kind)].sum()
    return replace(tree, trace=replace(tree.trace, effects=effects | {"share": shares}), incidents=incidents), own.sum()


def test_who_is_lost_in_small_parts_is_not_called_nobody(small, post):
    thinned, many = _thinned(small, post.ripple.incident, 0.02)
    said = " ".join(story.whole(story.of(thinned, post.ripple.incident)))
    assert many > 1 and f"It accounts for {0.02 * many:.2f} of a person in all, spread over {many} people" in said
    assert "Nobody stays away or leaves because of it" not in said and "good name" not in said
    assert f"It costs the company {told.money(post.ripple.cents)}." in said


def test_small_parts_are_told_beside_those_who_are_lost_mainly_because_of_it(post):
    assert post.count("away") + post.count("left") > 0
    said = " ".join(story.whole(replace(post, spread=0.4, spread_over=12)))
    assert "Besides, it accounts for 0.40 of a person in all, spread over 12 people who each" in said
    said = " ".join(story.whole(replace(post, spread=0.4, spread_over=1)))
    assert "Besides, it accounts for 0.40 of a person more," in said


def test_a_good_name_explains_money_only_where_the_kind_has_cost_nobody_anything(small, post):
    for incident in range(len(small.incidents["root"])):
        one = story.of(small, incident)
        if "good name" in " ".join(story.whole(one)):
            alike = small.incidents["root"] == small.incidents["root"][incident]
            assert not (small.incidents["stayed_away"] + small.incidents["left"])[alike].any()
    thinned = replace(post, amount=0.0, spread=0.0, by_name=True)
    assert "good name" in " ".join(story.whole(thinned))
    assert "good name" not in " ".join(story.whole(replace(thinned, by_name=False)))


@pytest.mark.parametrize(("former", "part"), [
    (lambda n: n >= 0, "those who heard are former customers, whom"),
    (lambda n: n < 0, "those who heard have heard enough of the kind already"),
    (lambda n: n % 2 == 0, "former customers, or have heard enough")])
def test_it_is_said_why_nobody_takes_it_to_heart(post, former, part):
    people = post.ripple.people
    people = people | {"believed": np.zeros_like(people["believed"]), "former": former(np.arange(len(people["role"])))}
    assert part in " ".join(story.whole(replace(post, ripple=replace(post.ripple, people=people))))


# -- the drawings ------------------------------------------------------------------------------------------------------


def _people(hearers, followers=()):
    roles = [TELLER, *[HEARER] * hearers, *[FOLLOWER] * len(followers)]
    return {"role": np.array(roles), "after": np.array([-1, *[0] * hearers, *followers])}


@pytest.mark.parametrize("hearers", [0, 1, 6, 28, 29, 300, 4100])
def test_nobody_stands_on_anybody_else_or_outside(hearers):
    x, y = layout.places(_people(hearers))
    assert (np.hypot(x, y) <= 1).all()
    assert len(set(zip(x.round(4), y.round(4), strict=True))) == hearers + 1
    assert (x[0], y[0]) == (0, 0)


def test_followers_stand_further_out_than_whom_they_followed():
    x, y = layout.places(_people(10, (3, 3, 11, 13)))
    far = np.hypot(x, y)
    assert (far[11:] > far[1:11].max()).all()
    assert far[13] > far[11]
    assert far[14] > far[13]


def test_the_ripple_has_a_mark_for_everybody_driven_by_one_parameter(post):
    table = charts.ripple(post)
    assert table.num_rows == len(post.ripple.people["role"])
    for theme in ("light", "dark"):
        spec = charts.SPECS["ripple"][theme]
        assert UNTIL in [each["name"] for each in spec["params"]]
        assert spec["title"]


def test_the_tree_has_bars_that_lie_end_to_end_within_what_they_are_part_of(small):
    rows = tree.data(small).to_pylist()
    whole, parts = rows[0], [row for row in rows[1:] if row["shade"] == tree.FULL]
    assert whole["end"] == pytest.approx(parts[-1]["end"]) == pytest.approx(small.total_cents / 100)
    for one, other in pairwise(parts):
        assert other["start"] == pytest.approx(one["end"])
    assert len({row["label"] for row in rows}) == len(rows)
    assert told.money(small.total_cents) in tree.message(small)


# -- how many are told -------------------------------------------------------------------------------------------------


def test_85_in_100_tell_at_most_nineteen_people():
    plan = sim.load("broadband").plan
    assert told.share_of_tellers(plan) == ("85 in 100 who tell of a bad experience tell at most 19 people, "
                                           "when the typical one tells 9.5 people.")
    table = charts.spread(plan).to_pydict()
    few = sum(share for share, kind in zip(table["share"], table["kind"], strict=True) if kind == "At most 19")
    assert round(few) == 85


def _told(costs, told_by=43.0, reached=18.0):
    return tuple(Told(median, Interval(100 * cost, 90 * cost, 110 * cost), told_by, reached)
                 for median, cost in zip(MEDIANS, costs, strict=True))


def test_what_levels_off_is_said_to_level_off():
    assert "levels off" in told.by_median(_told((0, 80, 130, 185, 250, 300)), 4)
    assert "levels off" not in told.by_median(_told((0, 20, 50, 95, 190, 300)), 4)
    assert "nothing worth naming" in told.by_median(_told((0,) * 6, float("nan"), float("nan")), 4)


def test_the_cost_chart_marks_the_present_number():
    rows = charts.cost(_told((0, 80, 130, 185, 250, 300)), 12.5).to_pylist()
    assert [row["now"] for row in rows] == [None] * 6 + [12.5]
    assert "9.5: 185 euro" in charts.cost_message(_told((0, 80, 130, 185, 250, 300)))
