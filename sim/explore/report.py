"""What one world shows, as plain numbers and as text for the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict

from sim.behaviour.stories import ROOTS
from sim.diary import Entry, Life
from sim.explore.cases import Pair
from sim.explore.incidents import Price
from sim.explore.losses import LossTree
from sim.metrics import CAUSES
from sim.scenario import MODEL_VERSION

DEAREST = 20        # incidents listed


def losses_as_dict(tree: LossTree, prices: Mapping[str, Price]) -> dict:
    """The loss tree with its dearest incidents, and what one incident costs: plain, ready for JSON."""
    table, order = tree.incidents, (-tree.incidents["cents"]).argsort(kind="stable")[:DEAREST]
    dearest = [{name: table[name][place].item() for name in table} | {"root": ROOTS[table["root"][place]]}
               for place in order]
    return {"model_version": MODEL_VERSION, "seed": tree.trace.seed, "total_cents": tree.total_cents,
            "earned_cents": tree.earned_cents, "branches": [asdict(branch) for branch in tree.branches],
            "dearest_incidents": dearest, "one_incident": {kind: asdict(price) for kind, price in prices.items()}}


def losses_as_text(tree: LossTree, prices: Mapping[str, Price]) -> str:
    """The same as a table to read, in euro."""
    lines = [f"world {tree.trace.seed}: lost to bad stories {tree.total_cents / 100:,.2f} euro in net present value, "
             f"of {(tree.total_cents + tree.earned_cents) / 100:,.2f} with nobody telling any", "",
             f"{'stories about':<16}{'euro lost':>16}{'incidents':>11}{'told':>10}{'did not join':>14}{'left':>8}"]
    for each in tree.branches:
        lines.append(f"{each.root:<16}{each.cents / 100:>16,.2f}{each.incidents:>11,}{each.told:>10,}"
                     f"{each.stayed_away:>14,.0f}{each.left:>8,.0f}")
    lines += [f"{'together':<16}{sum(each.cents for each in tree.branches) / 100:>16,.2f}", "",
              f"{'one problem':<16}{'euro':>10}{'from':>10}{'to':>10}{'because told':>14}{'a world has':>13}"]
    for kind, price in prices.items():
        known = price.cents.low < price.cents.high          # from one world alone, no range is known
        ends = (price.cents.low, price.cents.high) if known else (math.nan, math.nan)
        euro = [price.cents.mean, *ends, price.talk_cents.mean]
        lines.append(f"{kind:<16}" + "".join(_euro(cents, width) for cents, width in zip(euro, (10, 10, 10, 14),
                                                                                          strict=True))
                     + f"{price.incidents:>13,.0f}")
    return "\n".join(lines)


def _euro(cents: float, width: int) -> str:
    return f"{cents / 100:>{width},.2f}" if math.isfinite(cents) else f"{'-':>{width}}"


def lives_as_dict(pair: Pair) -> dict:
    """Both lives of a person: plain, ready for JSON; months count from 0."""
    return {"model_version": MODEL_VERSION, "person": pair.person, "compared_columns": pair.columns,
            "compared_months": pair.months,
            **{name: [entry._asdict() for entry in life.entries] for name, life in _lives(pair)}}


def lives_as_text(pair: Pair) -> str:
    """The same line by line."""
    lines = [f"person {pair.person}: lived alone and in the big run, the same in all {pair.columns} columns of all "
             f"{pair.months} months"]
    for name, life in _lives(pair):
        lines += ["", f"under {'the new' if name == 'plan' else 'the present'} plan:"]
        lines += [_line(entry) for entry in life.entries] or ["  nothing happens"]
    return "\n".join(lines)


def _lives(pair: Pair) -> tuple[tuple[str, Life], ...]:
    return ("today", pair.today), ("plan", pair.plan)


def _line(entry: Entry) -> str:
    value = CAUSES[int(entry.value)] if entry.kind == "left" else f"{entry.value:.1f}" if entry.value else ""
    return f"  month {entry.month}: {entry.kind.replace('_', ' ')} {value}".rstrip()
