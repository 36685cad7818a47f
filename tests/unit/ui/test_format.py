"""Numbers as people read them."""

import math

import pytest

from ui import format as write

MINUS = "\u2212"


@pytest.mark.parametrize(("value", "digits", "text"), [
    (1234567, 0, "1,234,567"), (-1234.5, 1, f"{MINUS}1,234.5"), (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (12.25, 2, "12.25"),
])
def test_a_number_has_separators_and_a_proper_minus(value, digits, text):
    assert write.number(value, digits) == text


@pytest.mark.parametrize(("unit", "value", "place", "text"), [
    ("cent", 124_000_000, 1_000_000, "1.24 million euro"),
    ("cent", 61_234_567, 1_000_000, "610,000 euro"),
    ("person", 212, 10, "210 people"),
    ("person", 1, 1, "1 person"),
    ("1", 0.1284, 0.001, "12.8 %"),
    ("business hour", 3.21, 0.1, "3.2 business hours"),
    ("point", 71.4, 1, "71 points"),
])
def test_a_quantity_has_its_unit_and_no_more_digits_than_asked_for(unit, value, place, text):
    assert write.quantity(unit, value, place) == text


@pytest.mark.parametrize(("unit", "value", "place", "text"), [
    ("person", 212.3, 1, "+212"), ("person", -140, 10, f"{MINUS}140"), ("1", -0.024, 0.001, f"{MINUS}2.4 % points"),
    ("cent", 123_400_000, 1, "+\u20ac1.23 million"), ("cent", -7_040_000, 1_000_000, f"{MINUS}\u20ac70,000"),
    ("business hour", -4.06, 0.1, f"{MINUS}4.1 h"), ("person", 0, 1, "0"), ("person", 0.2, 1, "0"),
])
def test_a_change_carries_its_sign(unit, value, place, text):
    assert write.change(unit, value, place) == text


def test_an_unknown_number_is_called_unknown():
    assert write.quantity("business hour", math.nan) == write.change("1", math.nan) == "not known"
    assert write.exact("cent", math.nan) == "not known"


def test_an_interval_decides_the_place():
    assert write.step(190, 234, 212) == 10
    assert write.step(1_190_000, 1_290_000, 1_240_000) == 10_000
    assert write.step(212, 212, 212) == 1
    assert write.step(0, 0, 0) == 0


def test_exact_money_goes_to_the_cent():
    assert write.exact("cent", 123_456_789) == "\u20ac1,234,567.89"
    assert write.exact("cent", -5.0) == f"{MINUS}\u20ac0.05"


@pytest.mark.parametrize(("value", "text"), [(72.0, "72"), (0.25, "0.25"), (3, "3"), (1e-05, "1e-05"), (0.1 + 0.2,
                                                                                                  "0.30000000000000004")])
def test_an_input_is_written_without_losing_anything(value, text):
    assert write.plain(value) == text
    assert float(text) == value


@pytest.mark.parametrize(("months", "text"), [(60, "five years"), (12, "one year"), (18, "18 months"), (1, "one month"),
                                              (180, "15 years")])
def test_a_span_is_told_in_years_where_it_comes_out_even(months, text):
    assert write.span(months) == text


def test_a_loss_has_its_minus_sign_before_the_currency():
    assert write.quantity("cent", -3_370_000, 10_000, "short") == f"{MINUS}\u20ac33,700"
    assert write.quantity("cent", -20, 100, "short") == "\u20ac0"
