"""What would change one's mind, against planted flips worked out by hand."""

import numpy as np
import pytest

from sim.decide import minds
from sim.decide.ranges import Unknown

# 10 to 30 people; by hand: the gain 1000 (contacts - 25) is 0 at 25, below for three quarters of the range
CONTACTS = Unknown("contacts", 20.0, 10.0, 30.0)
BELIEF = Unknown("belief", 0.3, 0.2, 0.4)


def _planted(**functions):
    """Gains of a made-up model, and a list of what it was asked for."""
    asked = []

    def gains(points):
        asked.extend(points)
        return [functions[key](value) for key, value in points]

    return gains, asked


def test_a_planted_flip_is_found_where_it_was_planted():
    gains, _ = _planted(contacts=lambda value: 1000 * (value - 25))
    found, = minds.minds(gains, [CONTACTS])
    assert found.tips == pytest.approx((25.0,))
    assert found.tip == pytest.approx(25) and found.better_above
    assert found.flipped == pytest.approx(0.25)


def test_what_finding_out_is_worth_agrees_with_the_hand():
    # E[max(gain, 0)] = (1/20) * integral of 1000 (x - 25) from 25 to 30 = 625; E[gain] = -5000, so max(., 0) = 0
    gains, _ = _planted(contacts=lambda value: 1000 * (value - 25))
    assert minds.minds(gains, [CONTACTS])[0].worth_cents == pytest.approx(625)
    # turned round: the second plan is the one to choose without knowing, and knowing saves the same
    gains, _ = _planted(contacts=lambda value: -1000 * (value - 25))
    found, = minds.minds(gains, [CONTACTS])
    assert found.worth_cents == pytest.approx(625) and not found.better_above


def test_a_flip_of_a_bent_gain_is_lived_through_itself():
    def bent(value):
        return np.exp(value / 6) - np.exp(27.3 / 6)

    gains, asked = _planted(contacts=bent)
    found, = minds.minds(gains, [CONTACTS])
    assert found.tip == pytest.approx(27.3, abs=0.02)
    assert len(asked) == len(set(asked)) <= 7                # five at first, the tipping value twice at most
    values = np.linspace(10, 30, 100_001)
    exact = np.maximum(bent(values), 0).mean() - max(bent(values).mean(), 0)
    assert found.worth_cents == pytest.approx(exact, rel=0.05)


def test_several_flips_are_all_found_and_the_nearest_is_told():
    gains, _ = _planted(contacts=lambda value: (value - 13) * (value - 26))
    found, = minds.minds(gains, [CONTACTS])
    assert found.tips == pytest.approx((13, 26), abs=0.3)
    assert found.tip == pytest.approx(26, abs=0.3) and found.better_above
    assert found.flipped == pytest.approx(7 / 20, abs=0.03)


def test_without_a_flip_knowing_is_worth_nothing_and_the_nearest_miss_is_told():
    gains, _ = _planted(contacts=lambda value: 1000 * value, belief=lambda value: 100_000 * (0.45 - value))
    found = minds.minds(gains, [CONTACTS, BELIEF])
    assert [(each.tips, each.flipped, each.worth_cents) for each in found] == [((), 0.0, 0.0)] * 2
    assert minds.most_worth_knowing(found) is None
    missed = minds.nearest_miss(found)
    assert missed.unknown == BELIEF and missed.nearest == (0.4, pytest.approx(5000))


def test_of_two_that_flip_the_one_that_is_worth_more_is_chosen():
    gains, _ = _planted(contacts=lambda value: 1000 * (value - 25), belief=lambda value: 1e6 * (value - 0.35))
    found = minds.minds(gains, [CONTACTS, BELIEF])
    # by hand: 1e6 (x - 0.35) over 0.2 to 0.4 is worth (1 / 0.2) * 1e6 * 0.05 ** 2 / 2 = 6250
    assert [each.worth_cents for each in found] == pytest.approx([625, 6250])
    assert minds.most_worth_knowing(found).unknown == BELIEF


def test_a_gain_that_only_touches_zero_changes_nobodys_mind():
    assert minds.tipping_values((0, 1, 2), (5, 0, 5), 1.0) == ()
    assert minds.tipping_values((0, 1, 2), (5, -0.01, 5), 1.0) == ()
    assert minds.tipping_values((0, 1, 2), (0, 0, 0), 1.0) == ()
    assert minds.tipping_values((0, 1, 2), (-5, 0, 5), -1.0) == pytest.approx((1.0,))


def test_a_small_gain_at_the_companys_own_value_counts_however_large_the_others_are():
    gains, _ = _planted(contacts=lambda value: 20_000 * (value - 20) - 1000)
    found, = minds.minds(gains, [CONTACTS])
    assert found.tip == pytest.approx(20.05, abs=0.01) and found.better_above
    assert minds.nearest_miss([found]) is None


def test_what_comes_near_the_other_side_of_zero_is_no_miss():
    gains, _ = _planted(contacts=lambda value: 1000 * (29.9 - value))
    found, = minds.minds(gains, [CONTACTS])
    assert found.tips == ()
    assert minds.nearest_miss([found]) is None


def test_whole_numbers_are_looked_at_only_where_there_are_any():
    unknown = Unknown("return_after", 3, 1, 4)
    gains, asked = _planted(return_after=lambda value: value - 2.5)
    found, = minds.minds(gains, [unknown])
    assert {type(value) for _, value in asked} == {int} and set(found.values) <= {1, 2, 3, 4}
    assert found.tip == pytest.approx(2.5, abs=0.3)


def test_an_own_value_at_an_end_of_the_range_is_no_trouble():
    gains, _ = _planted(belief=lambda value: 1e6 * (value - 0.35))
    found, = minds.minds(gains, [Unknown("belief", 0.4, 0.2, 0.4)])
    assert found.tip == pytest.approx(0.35) and found.flipped == pytest.approx(0.75)


def test_what_is_known_is_not_asked_for_again():
    gains, asked = _planted(contacts=lambda value: 1000 * value)
    minds.minds(gains, [CONTACTS], {("contacts", value): 1000 * value for value in (10.0, 30.0)})
    assert asked == [("contacts", 20.0)]
