"""How sure a choice is, in words and pictures: sentences, softening, tables, charts."""

import math
import re
from dataclasses import replace

import pytest

import sim
from sim.decide import sure_words
from sim.decide.discovery import Rule, Threshold
from sim.decide.minds import Mind
from sim.decide.ranges import Unknown, chosen, unknowns
from sim.decide.sensitivity import Bar, Index
from sim.decide.sure import Sure
from sim.decide.together import Together
from sim.experiments import interval
from sim.precision import Interval
from ui.charts import INK, PLAN, TODAY
from ui.sure import charts, soften, told
from ui.sure.told import Pair

FIRST = sim.load("broadband")
SECOND = sim.load("broadband_service")
PAIR = Pair(("A", "C"), FIRST, SECOND)
BELIEF, PRICE, TOLERANCE = chosen(unknowns(FIRST), ["belief", "price", "tolerance"])


def _exactly(euro):
    return Interval(100 * euro, 100 * euro, 100 * euro)


def _bar(unknown, low, high):
    return Bar(unknown, _exactly(low), _exactly(high), _exactly(5e6), _exactly(5e6), _exactly(high - low))


def _study(gains=(5e6, 5.2e6, 4.8e6), flips=True, people=16_000):
    belief = Mind(BELIEF, (0.15, 0.3, 0.45), (-4e6, 5e6, 14e6), (0.2167,) if flips else (), 0.222, 44_444.0)
    price = Mind(PRICE, (45.0, 50.0, 55.0), (2e6, 5e6, 8e6), (), 0.0, 0.0)
    bars = (_bar(BELIEF, -40_000, 140_000), _bar(PRICE, 20_000, 80_000), _bar(TOLERANCE, 50_000, 49_000))
    return Sure("broadband", "broadband_service", 1, len(gains), people, gains, _exactly(5.7e6), bars, bars,
                (belief, price), ("tenure_curve",))


def _together(gains, rule):
    points = tuple((0.15 + 0.3 * place / len(gains), 45 + 10 * place / len(gains)) for place in range(len(gains)))
    indices = (Index("belief", Interval(0.5, 0.4, 0.6), Interval(0.6, 0.5, 0.7)),
               Index("price", Interval(-0.02, -0.1, 0.1), Interval(0.45, 0.4, 1.2)))
    return Together((BELIEF, PRICE), 1, 1, indices, points, tuple(gains), rule)


def test_the_verdict_names_the_better_plan_its_gain_and_how_often_it_wins():
    assert told.verdict(PAIR, [40e6, 41e6, 42e6], None) == (
        "As far as assumed values go, plan C earns €410,000 more than plan A (€390,000 to €430,000) in today's money, "
        "over five years. It earns more in 3 of 3 identical worlds.")


def test_the_verdict_turned_round_recommends_the_other_plan():
    assert told.verdict(PAIR, [-40e6, -41e6], None).startswith("As far as assumed values go, plan A earns €")


def test_an_interval_that_holds_nought_is_called_open():
    assert told.verdict(PAIR, [-1e6, 3e6, 2e6], None) == (
        "It is open which plan earns more: plan C earns between €40,000 less and €70,000 more than plan A in today's "
        "money, over five years. Plan C is ahead in 2 of 3 identical worlds.")


def test_one_world_gives_a_first_number_and_plans_that_earn_alike_are_said_to():
    assert "In the one world computed so far it earns more." in told.verdict(PAIR, [4e6], None)
    assert told.verdict(PAIR, [0.0, 0.0], None) == "Both plans earn exactly the same, over five years."


def test_a_study_that_rests_on_published_values_is_worded_more_firmly():
    bars = tuple(_bar(each, 0, 90_000) for each in (TOLERANCE, *chosen(unknowns(FIRST), ["told_spread"])))
    study = Sure("a", "b", 1, 2, 16_000, (5e6, 5e6), _exactly(1), bars, bars, (), ())
    assert told.verdict(PAIR, [5e6, 5e6], study).startswith("Plan C earns €")
    mixed = Sure("a", "b", 1, 2, 16_000, (5e6, 5e6), _exactly(1), bars, (*bars, _bar(BELIEF, 0, 90_000)), (), ())
    assert told.verdict(PAIR, [5e6, 5e6], mixed).startswith("Plan C probably earns €")


def test_the_caution_names_the_levers_that_differ_and_rest_on_assumed_values():
    said = soften.caution(FIRST, SECOND)
    assert re.fullmatch("This rests on assumed values for service quality.*; treat it as a direction rather than a "
                        "number\\.", said)
    assert soften.caution(FIRST, FIRST) == "" and soften.firmness(FIRST, FIRST) == "firm"
    assert soften.firmness(FIRST, SECOND) == "tentative"


def test_a_published_lever_needs_no_caution_and_many_levers_are_counted():
    assert soften.caution(FIRST, FIRST.changed(service_level=0.9)) == ""
    many = FIRST.changed(service_quality=70.0, response_target=4.0, reward_spend=1.0, training=80.0, leadership=0.5)
    assert soften.caution(FIRST, many) == (
        "This rests on assumed values for service quality, response target, reward spend and 2 more inputs; treat it "
        "as a direction rather than a number.")
    mixed = FIRST.changed(service_quality=70.0, unavoidable_churn=0.02)
    assert soften.caution(FIRST, mixed).startswith("This rests on assumed values and rules of thumb for service")


@pytest.mark.parametrize(("second", "said"), [
    (SECOND, ""),
    (FIRST, "Both plans are the same"),
    (SECOND.changed(months=12), "The two plans look ahead over different times (60 and 12 months)."),
    (SECOND.changed(price=60.0), "The two plans are not for the same company: price differs."),
    (sim.load("saas_small"), "The two plans are not for the same company: "),
])
def test_plans_that_are_no_choice_are_told_from_those_that_are(second, said):
    found = told.unfit(Pair(("A", "B"), FIRST, second))
    assert found.startswith(said) and bool(found) == bool(said)


def test_what_the_difference_depends_on_is_told_with_values_and_units():
    assert told.alone(PAIR, _study()) == [
        "What plan C gains over plan A depends most on **Belief in stories**: 15 % would make it −€40,000, 45 % "
        "€140,000, instead of €50,000.", "Next come price, tolerance."]


def test_nothing_that_matters_is_told_as_such():
    still = (_bar(BELIEF, 50_000, 50_000),)
    study = Sure("a", "b", 1, 1, 16_000, (5e6,), _exactly(1), still, still, (), ())
    assert told.alone(PAIR, study) == [
        "What any assumption does to the difference cannot be told from luck in so few worlds."]
    assert told.change(PAIR, study) == [
        "What any assumption does cannot be told from luck in so few worlds, so none is known to change your mind."]
    assert charts.tornado(study).to_pylist()[0]["clear"] is False


def test_what_would_change_ones_mind_is_told_with_its_worth():
    assert told.change(PAIR, _study()) == [
        "**Belief in stories**: below 21.7 % plan A would be the better plan. Your value is 30 %; plausible is 15 to "
        "45 %.",
        "Finding it out before deciding is worth €444."]
    table = told.flips_table(PAIR, _study())
    assert {column: rows for column, (rows,) in table.items()} == {
        "Assumption": "Belief in stories", "Your value": "30 %", "Tipping value": "21.7 %",
        "Better plan beyond": "Plan A", "Plausible range": "15 to 45 %", "Share of the range": "22 %",
        "Finding out is worth": "€444"}


def test_where_nothing_flips_the_nearest_miss_is_told():
    said = told.change(PAIR, _study(flips=False))
    assert said[0] == "No single assumption would change your mind within its plausible range."
    assert said[1].startswith("**")


def test_a_scale_is_told_only_of_a_company_that_was_scaled():
    assert told.scale(PAIR, _study()) == ""
    assert "20,000 people" in told.scale(PAIR, _study(people=20_000))


@pytest.mark.parametrize(("key", "value", "shown"), [
    ("belief", 0.345, "34.5 %"), ("loyal_premium", -0.05, "−5 % of price"), ("return_after", 6, "6 months"),
    ("contacts", 27.04, "27.04 people"), ("price", 50.0, "50 euro per customer and month"),
    ("acquisition_scale", 13245.6, "13,246 euro per month"), ("belief", 0.0, "0 %"),
])
def test_a_value_is_written_with_its_unit_and_shares_in_percent(key, value, shown):
    assert told.amount(key, value) == shown


BOX = Rule((Threshold("belief", False, 0.2), Threshold("price", True, 52.0)), 3, 12, 0.95, 0.8)


@pytest.mark.parametrize(("gains", "rule", "said"), [
    ([1.0] * 8, Rule((), 0, 8), "Plan C earns more than plan A in every one of 8 combinations tried."),
    ([-1.0] * 8, Rule((), 0, 8), "Plan C earns less than plan A in every one of 8 combinations tried."),
    ([-1.0] * 3 + [1.0] * 9, BOX, "Plan C earns less than plan A in 3 of 12 combinations tried: only where **Belief in "
     "stories** is below 20 % and **Price** is above 52 euro per customer and month. Of the combinations there, "
     "80 % are such."),
    ([1.0] * 3 + [-1.0] * 9, Rule(BOX.thresholds[:1], 3, 12, 0.7, 0.9), "Plan C earns more than plan A in 3 of 12 "
     "combinations tried: mostly where **Belief in stories** is below 20 %. 70 % of them lie there, and they are "
     "90 % of the combinations there."),
    ([-1.0] * 3 + [1.0] * 9, Rule((), 3, 12), "Plan C earns less than plan A in 3 of 12 combinations tried. They "
     "follow no simple rule."),
])
def test_where_a_plan_loses_is_one_sentence(gains, rule, said):
    assert told.discovered(PAIR, _together(gains, rule)) == said


def test_plans_that_earn_exactly_the_same_win_and_lose_nowhere():
    assert "earns exactly as much as" in told.discovered(PAIR, _together([0.0] * 4, BOX))
    assert "exactly as much as the first in every one of 4" in sure_words.sentence_together(_together([0.0] * 4, BOX))


def test_what_accounts_for_most_of_the_variation_is_told():
    assert told.largest(_together([1.0, -1.0], BOX)) == (
        "**Belief in stories** matters most: alone it accounts for 50 % of the variation, with its interactions for "
        "60 %.")


@pytest.mark.parametrize("theme", list(INK))
@pytest.mark.parametrize("name", ["tornado", "shares", "combinations"])
def test_a_specification_has_a_title_and_no_data(theme, name):
    spec = charts.SPECS[theme][name]
    assert spec["title"] and "datasets" not in spec and "data" not in spec
    assert all("data" not in layer for layer in spec["layer"])


def test_the_tornado_has_both_ends_of_every_bar_around_the_own_gain():
    rows = charts.tornado(_study()).to_pylist()
    assert [(row["name"], row["end"], row["value"], row["gain"]) for row in rows[:2]] == [
        ("Belief in stories", "Low end", "15 %", pytest.approx(-40)), ("Belief in stories", "High end", "45 %",
                                                                     pytest.approx(140))]
    assert {round(row["own"]) for row in rows} == {50}
    assert [row["label"] for row in rows[:4]] == ["15 %", "45 %", "45", "55"]
    assert [(row["label_at"], row["right"]) for row in rows[:2]] == [(row["gain"], right) for row, right in
                                                                    zip(rows, (False, True), strict=False)]
    assert min(row["room"] for row in rows) < -40 and max(row["room"] for row in rows) > 140


def test_two_ends_on_one_side_of_the_own_gain_are_labelled_on_both_sides_of_their_bars():
    low, high = charts.tornado(_study(gains=(1e6, 1e6))).to_pylist()[2:4]      # 10 thousand; the bar's ends: 20 and 80
    assert (low["label_at"], low["right"]) == (pytest.approx(10), False)
    assert (high["label_at"], high["right"]) == (pytest.approx(80), True)


def test_shares_stay_within_nought_and_a_hundred_and_the_largest_comes_first():
    rows = charts.shares(_together([1.0, -1.0], BOX)).to_pylist()
    assert [row["name"] for row in rows] == ["Belief in stories"] * 2 + ["Price"] * 2
    assert all(0 <= row[column] <= 100 for row in rows for column in ("share", "low", "high"))


def test_the_scatter_shows_the_rules_unknowns_with_their_thresholds_and_its_axes_are_named():
    found = _together([-1e5] * 3 + [1e5] * 9, BOX)
    table = charts.combinations(found).to_pylist()
    assert (table[0]["x_rule"], table[0]["y_rule"]) == (0.2, 52.0) and table[1]["x_rule"] is None
    assert [row["better"] for row in table] == ["Measured against"] * 3 + ["Plan looked at"] * 9
    spec = charts.combinations_specs(found)["dark"]
    assert spec["layer"][0]["encoding"]["x"]["title"] == "Belief in stories (share)"
    assert charts.SPECS["dark"]["combinations"]["layer"][0]["encoding"]["x"].get("title") is None


def test_colours_mean_what_they_mean_everywhere():
    points = charts.SPECS["light"]["combinations"]["layer"][0]
    assert points["encoding"]["color"]["scale"]["range"] == [TODAY, PLAN]
    bars = charts.SPECS["light"]["tornado"]["layer"][0]
    assert bars["encoding"]["color"]["scale"] == {"domain": [True, False], "range": [PLAN, TODAY]}


def test_charts_tell_their_message_in_words():
    assert charts.tornado_alternative(_study()).endswith("Tolerance €50,000 and €49,000.")
    found = _together([-1e5] * 3 + [1e5] * 9, BOX)
    assert charts.shares_alternative(found).endswith("Belief in stories 50 % and 60 %; Price 0 % and 45 %.")
    assert "**" not in charts.combinations_alternative(PAIR, found)


def test_an_index_that_luck_put_above_its_total_is_told_once():
    found = _together([1.0, -1.0], BOX)
    high = Index("belief", Interval(0.7, 0.4, 0.9), Interval(0.6, 0.5, 0.7))
    assert told.largest(replace(found, indices=(high,))) == (
        "**Belief in stories** matters most: it accounts for 60 % of the variation.")


def test_nothing_that_is_not_known_breaks_a_sentence():
    lonely = Unknown("belief", 0.3, 0.15, 0.45)
    nan = interval([math.nan])
    study = Sure("a", "b", 1, 1, 16_000, (5e6,), nan, (), (Bar(lonely, nan, nan, nan, nan, _exactly(1)),), (), ())
    assert "not known" in told.alone(PAIR, study)[0]
