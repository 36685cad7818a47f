"""Shares of a game: what each player brings, averaged over all orders in which the players may come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import factorial, floor

import numpy as np

Order = tuple[int, ...]
# by how many a share may be rounded: to the whole number below it, the one above, or one further
STEPS = (-1, 0, 1, 2)


def exact(players: int, worth: Mapping[int, int]) -> tuple[Fraction, ...]:
    """The Shapley value of every player [Shapley1953].

    Parameters
    ----------
    players : int, >= 0
    worth : mapping of int
        The worth of every coalition; player i belongs to those whose bit i is set.

    Returns
    -------
    tuple of Fraction, one a player
        They add up to the worth of all players less that of nobody, exactly.

    Notes
    -----
    ``sum over coalitions S without i of |S|! (n - |S| - 1)! / n! (worth of S and i - worth of S)``, in whole
    numbers. Pinned by tests/unit/test_decide_why_shares.py with games whose values are known.
    """
    weights = [factorial(size) * factorial(players - 1 - size) for size in range(players)]
    shares = []
    for player in range(players):
        without = (mask for mask in range(1 << players) if not mask >> player & 1)
        brought = sum(weights[mask.bit_count()] * (worth[mask | 1 << player] - worth[mask]) for mask in without)
        shares.append(Fraction(brought, factorial(players)))
    return tuple(shares)


def drawn_orders(players: int, pairs: int, seed: int) -> list[Order]:
    """Orders in which the players come, drawn at random; each is followed by its reverse.

    Notes
    -----
    A player who comes early in one order of a pair comes late in the other, so their errors partly cancel
    (antithetic sampling) [Mitchell2022].
    """
    luck, orders = np.random.default_rng(seed), []
    for _ in range(pairs):
        order = tuple(luck.permutation(players).tolist())
        orders += [order, order[::-1]]
    return orders


def coalitions(order: Order) -> Iterator[int]:
    """The coalitions that form in an order, from nobody to everybody."""
    mask = 0
    yield mask
    for player in order:
        mask |= 1 << player
        yield mask


def brought(order: Order, worth: Mapping[int, int]) -> tuple[int, ...]:
    """What each player adds to those before it in an order, by player."""
    masks, found = list(coalitions(order)), [0] * len(order)
    for player, before, after in zip(order, masks, masks[1:], strict=False):
        found[player] = worth[after] - worth[before]
    return tuple(found)


def sampled(orders: Sequence[Order], worth: Mapping[int, int]) -> tuple[Fraction, ...]:
    """Estimates of the Shapley values from some of the orders.

    Returns
    -------
    tuple of Fraction, one a player
        They add up exactly too, because what is brought in each order does.
    """
    rows = [brought(order, worth) for order in orders]
    return tuple(Fraction(sum(column), len(rows)) for column in zip(*rows, strict=True))


def sampling_errors(orders: Sequence[Order], worth: Mapping[int, int]) -> tuple[float, ...]:
    """Standard errors of `sampled`, from the spread between the pairs of `drawn_orders`, at least two."""
    rows = np.array([brought(order, worth) for order in orders], dtype=float)
    pairs = (rows[::2] + rows[1::2]) / 2
    return tuple((pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))).tolist())


def whole(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Shares as the nearest whole numbers that add up to a total.

    Parameters
    ----------
    shares : sequence of Fraction
        Their sum is less than two away from the total.
    total : int

    Returns
    -------
    tuple of int, one a share
        A share of exactly zero stays zero. Equal shares stay equal wherever whole numbers allow it. The
        opposite shares of the opposite total give the opposite numbers.

    Raises
    ------
    ValueError
        When they do not come near the total.

    Notes
    -----
    Of all numbers beside the shares that add up, those with the least squares of what is added or taken away.
    Pinned by tests/unit/test_decide_why_shares.py.
    """
    if total < 0 or (total == 0 and next((share for share in shares if share), 0) < 0):
        return tuple(-number for number in whole([-share for share in shares], -total))
    places = [place for place, share in enumerate(shares) if share]
    twins: dict[Fraction, list[int]] = {}
    for place in places:
        twins.setdefault(shares[place], []).append(place)
    found = _nearest(list(twins.values()), shares, total)
    if found is None:       # the twins share an odd cent
        found = _nearest([[place] for place in places], shares, total)
    if found is None:
        raise ValueError(f"the shares come to {float(sum(shares))}, too far from {total}")
    return tuple(found.get(place, 0) for place in range(len(shares)))


def _nearest(groups: list[list[int]], shares: Sequence[Fraction], total: int) -> dict[int, int] | None:
    """Whole numbers by place, the same within a group; None where none add up to the total."""
    best: dict[int, tuple[Fraction, dict[int, int]]] = {0: (Fraction(0), {})}
    for group in groups:
        longer: dict[int, tuple[Fraction, dict[int, int]]] = {}
        share, size = shares[group[0]], len(group)
        for reached, (cost, numbers) in best.items():
            for step in STEPS:
                number = floor(share) + step
                added = cost + size * (number - share) ** 2
                sum_now = reached + size * number
                if sum_now not in longer or added < longer[sum_now][0]:
                    longer[sum_now] = (added, numbers | dict.fromkeys(group, number))
        best = longer
    return best[total][1] if total in best else None
