"""What one incident costs, in words, the same on every page: ranges, one world only, nothing, and gains."""

from dataclasses import replace

import pytest

import sim
from sim.explore.incidents import KINDS, Price
from sim.precision import Interval
from ui import prices
from ui.words import say

NOTHING = Interval(*[float("nan")] * 3)


def _priced(low, mean, high, talk=(100, 300, 500)):
    each = Price("unanswered", 12.0, Interval(mean, low, high), Interval(talk[1], talk[0], talk[2]))
    return {kind: replace(each, kind=kind) for kind in KINDS}


def test_one_unanswered_complaint_has_its_price_with_the_range():
    assert prices.one(_priced(2206, 3471, 4736), 8) == (
        "One complaint that nobody answers costs this company about 35 euro (22 euro to 47 euro).")


@pytest.mark.parametrize(("priced", "part"), [
    (_priced(-2000, 500, 3000), "something between \u221220 euro and 30 euro"),
    (_priced(-3000, -2000, -1000), "it earns about 20 euro more with each (10 euro to 30 euro)"),
    (_priced(500, 500, 500), "Too few complaints")])
def test_a_price_that_is_not_above_zero_or_known_from_one_world_is_told_as_such(priced, part):
    assert part in prices.one(priced, 8)


def test_where_no_complaint_goes_unanswered_there_is_no_price():
    none = {kind: Price(kind, 0.0, NOTHING, NOTHING) for kind in KINDS}
    assert prices.one(none, 8) == (
        "No complaint of this company goes unanswered, so there is nothing that one could cost.")
    assert prices.compared(none, sim.load("broadband").plan, 8) == []
    assert set(prices.table(none, 12)["costs the company"]) == {"There are none"}


def test_a_price_is_compared_with_what_a_customer_pays():
    plan = sim.load("broadband").plan.model_copy(update={"price": 50.0, "price_level": 1.0})
    assert prices.compared(_priced(2206, 3471, 4736), plan, 8)[0] == (
        "That is 69 % of what the average customer pays in a month (50 euro).")
    assert "in 3 months (50 euro a month)" in prices.compared(_priced(14_000, 15_000, 16_000), plan, 8)[0]
    assert "telling alone makes 3 euro of it" in prices.compared(_priced(2206, 3471, 4736), plan, 8)[1]
    unclear = _priced(2206, 3471, 4736, talk=(-300, 700, 1700))
    assert "cannot be told from 8 worlds" in prices.compared(unclear, plan, 8)[1]
    assert "not told from zero" in prices.table(unclear, 60)["of it because it is told"][0]


def test_every_kind_has_its_name_and_the_unanswered_complaint_stands_first():
    assert set(say.under("prices.kind")) == set(KINDS)
    assert prices.table(_priced(2206, 3471, 4736), 12)["One \u2026"][0] == "complaint that nobody answers"


@pytest.mark.parametrize(("priced", "cell"), [
    (_priced(5000, 5000, 5000), "too few to tell"), (_priced(0, 0, 0), "\u20ac0"),
    (_priced(-3000, -2000, -1000), "\u2212\u20ac20 (\u2212\u20ac30 to \u2212\u20ac10)"),
    (_priced(-2000, 500, 3000), "\u20ac5 (\u2212\u20ac20 to \u20ac30; not told from zero)")])
def test_the_table_is_as_careful_as_the_sentences(priced, cell):
    assert prices.table(priced, 12)["costs the company"][0] == cell


def test_incidents_are_counted_over_the_time_that_the_column_names():
    of_five_years = prices.table(_priced(2206, 3471, 4736), 60)
    assert of_five_years["in five years there are"][0] == "12"
    assert prices.table(_priced(2206, 3471, 4736), 60, 12)["in one year there are"][0] == "2"
