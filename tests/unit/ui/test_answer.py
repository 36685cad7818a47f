"""The answer in words: right about direction, honest about what is not clear."""

import math

import pytest

import sim
from ui import answer as told

MINUS = "\u2212"
WINS = " It earns more in 20 of 20 identical worlds."


def test_a_plan_that_wins_on_both_counts_says_so_with_intervals(answered):
    said = told.verdict(answered(customers=200, npv=124_000_000))
    assert said == ("After five years the new plan keeps 210 more customers (208 to 213) and earns \u20ac1.25 million "
                    "more in today's money." + WINS)


def test_a_plan_that_keeps_customers_at_a_loss_says_but(answered):
    said = told.verdict(answered(customers=200, npv=-124_000_000, luck=0))
    assert said == ("After five years the new plan keeps 200 more customers but earns \u20ac1.24 million less in "
                    "today's money. It earns more in 0 of 20 identical worlds.")


def test_a_difference_whose_interval_holds_zero_is_called_about_as_many(answered):
    said = told.verdict(answered(customers=-10, npv=1000))
    assert "keeps about as many customers (2 fewer to 3 more) and earns " in said


def test_before_all_worlds_are_in_the_wins_are_so_far(answered):
    assert told.verdict(answered(customers=5, worlds=7)).endswith("It earns more in 7 of 7 identical worlds so far.")


def test_one_world_gives_a_first_number_and_no_interval(answered):
    said = told.verdict(answered(customers=1, npv=1_000_000, worlds=1, luck=0))
    assert said == ("In the first world the new plan keeps 1 more customer after five years and earns \u20ac10,000 "
                    "more in today's money.")


def test_today_against_itself_has_changed_nothing(answered):
    answer = answered(scenario=sim.load("broadband"), luck=0)
    assert told.verdict(answer) == ("Nothing has changed: the new plan is today's plan, so every difference is exactly "
                                    "zero.")
    assert told.reasons(answer) == []
    assert {tile.change for tile in told.tiles(answer)} == {"no change"}
    assert {tile.direction for tile in told.tiles(answer)} == {"same"}


def test_a_lever_without_effect_earns_exactly_as_much(answered):
    said = told.verdict(answered(luck=0))
    assert "keeps exactly as many customers" in said
    assert "earns exactly as much" in said
    assert told.reasons(answered(luck=0)) == ["The changed levers made no difference that could be counted."]


def test_the_reasons_name_the_largest_differences_first(answered):
    said = told.reasons(answered(luck=0, left_slow=60, left_unsolved=80, left_rivals=99, quality_cents=500_100,
                                 told_bad=50))
    assert said == ["**Who leaves:** 2,400 fewer over slow answers, 1,200 fewer over unsolved problems.",
                    "**Money over all months, largest items:** cost of quality \u20ac300,000 higher.",
                    "**Word of mouth:** a bad story is told 3,000 times less."]


@pytest.mark.parametrize(("customers", "direction", "change"), [(300, "good", "+300"), (-300, "bad", f"{MINUS}300")])
def test_a_tile_is_good_or_bad_by_the_direction_of_its_measure(answered, customers, direction, change):
    tile = told.tiles(answered(customers=customers, luck=0))[0]
    assert (tile.key, tile.direction, tile.change) == ("customers", direction, change)


def test_less_churn_is_good(answered):
    tile = next(each for each in told.tiles(answered(luck=0, left=50)) if each.key == "yearly_churn")
    assert tile.direction == "good"
    assert tile.change.startswith(MINUS)


def test_what_is_not_known_yet_is_awaited_and_not_shown_as_zero(answered):
    answer = answered(worlds=1, luck=0)
    for outcome in (*answer.comparison.plan.outcomes, *answer.comparison.today.outcomes):
        outcome.measures["money_lost_to_word_of_mouth_cents"] = math.nan
    waiting = told.Answer(answer.scenario, 1, answer.comparison, 0, 20)
    tile = next(each for each in told.tiles(waiting) if each.key == "money_lost_to_word_of_mouth_cents")
    assert (tile.value, tile.change) == ("\u2026", "")


def test_how_sure_it_is_names_the_worlds_the_grades_and_changed_assumptions(answered):
    scenario = sim.load("broadband").changed(service_quality=72, service_level=0.9, price=51.5)
    said = told.sure(answered(scenario=scenario))
    assert said.startswith("20 worlds, each with the same people and the same luck under both plans.")
    assert "What stands behind share answered in time is published." in said
    assert "How strongly service quality works is assumed, to be replaced by your own figures." in said
    assert said.endswith("One assumption was changed, for both plans.")


def test_the_full_figures_hold_every_measure_to_the_cent(answered):
    table = told.full_figures(answered(customers=200, npv=124, luck=0))
    row = table["Measure"].index("Profit, net present value")
    assert [column[row] for column in table.values()][1:] == [
        "\u20ac5,000,000.00", "\u20ac5,000,001.24", "\u20ac1.24", "\u20ac1.24", "\u20ac1.24"]
    assert len({len(column) for column in table.values()}) == 1
