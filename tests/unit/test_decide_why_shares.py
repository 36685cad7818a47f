"""Shares of games whose values are known, from all orders and from some, and as whole cents that add up."""

import itertools
import math
from fractions import Fraction

import pytest

from sim.decide import shapley


def _game(players, worth):
    """A game's worth by bit mask, from a function of the set of players."""
    return {mask: worth({player for player in range(players) if mask >> player & 1}) for mask in range(1 << players)}


def _gloves(players):
    return min(len(players & {0}), len(players & {1, 2}))      # one left glove, two right ones


def _runway(players):
    return max(((1, 4, 9)[player] for player in players), default=0)


def _vote(players):
    """Worth 60 where the weights 4, 2, 2, 1 come to more than half; the second and the third act alike."""
    return 60 * (sum((4, 2, 2, 1)[player] for player in players) >= 5)


# -- games with known values -------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("players", "worth", "shares"), [
    (3, _gloves, (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6))),
    (3, _runway, (Fraction(1, 3), Fraction(1, 3) + Fraction(3, 2), Fraction(1, 3) + Fraction(3, 2) + 5)),
    (3, lambda players: sum((7, -3, 0)[player] for player in players), (7, -3, 0)),
    (2, lambda players: 10 * (len(players) == 2), (5, 5)),
    (4, _vote, (35, Fraction(35, 3), Fraction(35, 3), Fraction(5, 3))),
    (1, lambda players: -4 * len(players), (-4,)),
    (0, lambda players: 0, ()),
], ids=["gloves", "runway", "additive", "both or none", "vote", "one", "none"])
def test_games_have_their_known_shares(players, worth, shares):
    if worth is _vote:      # by hand: over all 24 orders
        counts = [0] * 4
        for order in itertools.permutations(range(4)):
            for place, player in enumerate(order):
                counts[player] += _vote(set(order[:place + 1])) - _vote(set(order[:place]))
        shares = tuple(Fraction(count, 24) for count in counts)
    assert shapley.exact(players, _game(players, worth)) == shares


def test_whoever_adds_nothing_gets_exactly_nothing_in_drawn_orders_too():
    game = _game(5, lambda players: len(players - {3}) ** 3)
    orders = shapley.drawn_orders(5, 2, 1)
    assert shapley.exact(5, game)[3] == 0
    assert shapley.sampled(orders, game)[3] == 0
    assert shapley.sampling_errors(orders, game)[3] == 0


def test_drawn_orders_come_in_pairs_and_follow_from_the_seed():
    orders = shapley.drawn_orders(9, 4, 7)
    assert [one[::-1] for one in orders[::2]] == orders[1::2]
    assert all(sorted(order) == list(range(9)) for order in orders)
    assert orders == shapley.drawn_orders(9, 4, 7) != shapley.drawn_orders(9, 4, 8)


def test_drawn_orders_add_up_exactly_and_lie_near_the_known_shares():
    worth = (1, 4, 9, 16, 25, 36, 49, 64)
    game = _game(8, lambda players: 1000 * max((worth[player] for player in players), default=0))
    known = shapley.exact(8, game)
    for seed in range(5):
        orders = shapley.drawn_orders(8, 60, seed)
        found, errors = shapley.sampled(orders, game), shapley.sampling_errors(orders, game)
        assert sum(found) == game[255] - game[0]
        assert all(abs(float(share - right)) <= 4.5 * error for share, right, error
                   in zip(found, known, errors, strict=True))
        assert 0 < max(errors) < 5000


def test_the_error_of_drawn_orders_is_that_of_the_mean_of_pairs():
    game = {0: 0, 1: 4, 2: 8, 3: 20}
    orders = [(0, 1), (1, 0), (0, 1), (0, 1)]       # the pairs' means for player 0: 8 and 4
    assert shapley.sampling_errors(orders, game) == pytest.approx((2, 2))


# -- whole cents -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("shares", "total", "numbers"), [
    ((Fraction(5, 3), Fraction(1, 3)), 2, (2, 0)),
    ((Fraction(1, 2), Fraction(1, 2), Fraction(3)), 4, (0, 0, 4)),       # twins stay equal
    ((Fraction(3, 2), Fraction(3, 2)), 3, (1, 2)),                       # an odd cent cannot be shared
    ((Fraction(7, 10), Fraction(0), Fraction(7, 10), Fraction(8, 5)), 3, (1, 0, 1, 1)),
    ((Fraction(-1, 3), Fraction(-2, 3)), -1, (0, -1)),
    ((Fraction(1, 3), Fraction(1, 3)), 0, (0, 0)),
    ((), 0, ()),
])
def test_shares_become_the_nearest_whole_numbers_that_add_up(shares, total, numbers):
    assert shapley.whole(shares, total) == numbers


def test_opposite_shares_become_opposite_numbers_and_nothing_stays_nothing():
    thirds = [Fraction(number, 3) for number in range(-4, 5)]
    for shares in itertools.product(thirds, repeat=3):
        for total in {math.floor(sum(shares)), math.ceil(sum(shares))} - ({0} if not any(shares) else set()):
            numbers = shapley.whole(shares, total)
            assert sum(numbers) == total
            assert shapley.whole([-share for share in shares], -total) == tuple(-number for number in numbers)
            assert all(number == 0 for number, share in zip(numbers, shares, strict=True) if share == 0)
            assert all(abs(number - share) < 2 for number, share in zip(numbers, shares, strict=True))


def test_shares_far_from_the_total_are_refused():
    with pytest.raises(ValueError) as refused:
        shapley.whole([Fraction(1, 2)], 9)
    assert str(refused.value) == "the shares come to 0.5, too far from 9"
