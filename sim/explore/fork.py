"""Where two lives of one person part: the first entry in which they differ, and what decided when one went."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from sim.diary import Entry, Life
from sim.inputs import Inputs
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST

# In which part of the month each kind of entry is written: what stands earlier in one life the other has not got.
_PARTS = (("problem",), ("asked", "complained"), ("said_in_public", "said_nothing"), ("answered", "gave_up"),
          ("solved_at_once", "solved", "not_solved", "never_answered"), ("rewarded",), ("thanked",), ("offered",),
          ("wrote_off_messages",), ("told_bad",), ("told_good",), ("recommended",), ("heard_bad",), ("heard_good",),
          ("heard_recommendation",), ("left", "held_up"),
          ("joined", "joined_recommended", "joined_by_good_stories", "returned", "won_back", "stayed_away"),
          ("friend_left",))
PART = {kind: place for place, kinds in enumerate(_PARTS) for kind in kinds}
JOINING = next(kinds for kinds in _PARTS if "joined" in kinds)
_SIGN = {"satisfaction": -1}         # of what keeps a customer; all else that is compared drives away
_BEFORE = {"exposure"}               # what stood at the end of the month before counts


class Difference(NamedTuple):
    """The first entry in which two lives differ.

    Attributes
    ----------
    month : int, month, since month 0
    today, plan : Entry or None
        What stands there under today's plan and under the new one; None where that life has nothing of the kind then.
    """

    month: int
    today: Entry | None
    plan: Entry | None


@dataclass(frozen=True)
class Parting:
    """The first month at whose end a person is a customer under one plan and not under the other.

    Attributes
    ----------
    month : int, month
    way : str
        "left", "joined" or "returned".
    under_plan : bool
        Whether it is under the new plan that this happened.
    kind : str, one of `diary.KINDS`
    cause : int, place in `metrics.CAUSES`, -1 if `way` is not "left"
    held, held_elsewhere : bool
        Had wanted to go in the month before, and was held up; or wants to go this month under both plans, and is held
        up under the other one. Then nothing below applies.
    chances : two of float, 1
        Chance of leaving in this month, under today's plan and the new one; NaN if `way` is not "left".
    luck : float, 1
        The number that decided, the same under both plans: who has a chance above it leaves.
    leading : int, place in `metrics.CAUSES`
        The cause that differs most between the plans; -1 if none is greater where the person left.
    felt : str
        The column of `People` behind it that differs most; "" if none does.
    stood : two of float
        Where it stood under both plans.
    turn : int, month
        When that column moved apart most, in a month in which something else happened; -1 if that is not known.
    """

    month: int
    way: str
    under_plan: bool
    kind: str
    cause: int = -1
    held: bool = False
    held_elsewhere: bool = False
    chances: tuple[float, float] = (np.nan, np.nan)
    luck: float = np.nan
    leading: int = -1
    felt: str = ""
    stood: tuple[float, float] = (np.nan, np.nan)
    turn: int = -1


def of_month(life: Life, month: int) -> list[Entry]:
    """Everything that happened in a month, in order."""
    return [entry for entry in life.entries if entry.month == month]


def first_difference(today: Life, plan: Life) -> Difference | None:
    """Find the first entry in which two lives of the same person differ; None if all are the same.

    Notes
    -----
    Within a month entries stand in the order of its phases. So of two entries of different phases, the earlier one is
    what the other life lacks. Pinned by tests/unit/test_explore_cases.py.
    """
    for one, other in zip_longest(today.entries, plan.entries):
        if one == other:
            continue
        if one is None or other is None:
            return Difference((one or other).month, one, other)
        one_at, other_at = ((each.month, PART[each.kind]) for each in (one, other))
        return Difference(min(one.month, other.month), one if one_at <= other_at else None,
                          other if other_at <= one_at else None)
    return None


def parting(today: Life, plan: Life, before: int, inputs: Inputs) -> Parting | None:
    """Find where a person becomes or ceases to be a customer under one plan only; None if that never happens.

    Parameters
    ----------
    today, plan : Life
    before : int
        Status when month 0 begins.
    inputs : Inputs
        How much each column weighs.
    """
    lives = (today, plan)
    apart = np.flatnonzero(today.columns["status"] != plan.columns["status"])
    if not len(apart):
        return None
    month = int(apart[0])
    was = int(today.columns["status"][month - 1]) if month else before
    under_plan = bool(plan.columns["status"][month] != was)
    kind = next(entry.kind for entry in of_month(lives[under_plan], month) if entry.kind == "left"
                or entry.kind in JOINING)
    if was != CUSTOMER:
        return Parting(month, "returned" if was == LOST else "joined", under_plan, kind)
    cause = int(lives[under_plan].columns["reason"][month])
    held = bool(month and lives[under_plan].columns["held"][month - 1])
    held_elsewhere = not held and any(entry.kind == "held_up" for entry in of_month(lives[not under_plan], month))
    if held or held_elsewhere:
        return Parting(month, "left", under_plan, kind, cause, held, held_elsewhere)
    chances = tuple(float(1 - np.exp(-life.hazards[month].sum())) for life in lives)
    more = (lives[under_plan].hazards[month] - lives[not under_plan].hazards[month])
    leading = int(more.argmax()) if more.max() > 0 else -1
    felt = _felt(lives[under_plan], lives[not under_plan], month, leading, inputs)
    stood = tuple(_at(life, felt, month) for life in lives) if felt else (np.nan, np.nan)
    turn = _turn(lives[under_plan], lives[not under_plan], month, felt)
    return Parting(month, "left", under_plan, kind, cause, False, False, chances, float(today.luck[month]), leading,
                   felt, stood, turn)


def _at(life: Life, column: str, month: int) -> float:
    """Where a column stood when it was decided who leaves."""
    month -= column in _BEFORE
    return float(life.columns[column][month]) if month >= 0 else 0.0


def _felt(gone: Life, stayed: Life, month: int, leading: int, inputs: Inputs) -> str:
    """Find the column that speaks most for going, among those that the leading cause feeds on."""
    weights = _weights(CAUSES[leading], inputs) if leading >= 0 else {}
    moved = {column: weight * _SIGN.get(column, 1) * (_at(gone, column, month) - _at(stayed, column, month))
             for column, weight in weights.items()}
    largest = max(moved, key=moved.get, default="")
    return largest if largest and moved[largest] > 0 else ""


def _weights(cause: str, inputs: Inputs) -> dict[str, float]:
    """By how much a unit of each column that feeds a cause weighs, in the same unit for those of one cause."""
    return {"rivals": {"satisfaction": inputs.rival_satisfaction_shield, "indifference": inputs.rival_neglect_opening},
            "unsolved": {"grievance": 1.0}, "slow": {"annoyance": 1.0},
            "indifference": {"indifference": inputs.neglect_weight, "satisfaction": inputs.satisfaction_weight / 10},
            "friends": {"exposure": inputs.defection_contagion,
                        "bad_heard": inputs.customer_belief * inputs.belief * inputs.bad_story_shift}}.get(cause, {})


def _turn(gone: Life, stayed: Life, month: int, felt: str) -> int:
    """Find the month in which a column moved apart most, among those in which something else happened."""
    if not felt:
        return -1
    apart = _SIGN.get(felt, 1) * (gone.columns[felt] - stayed.columns[felt])[:month + 1]
    jumps = np.diff(apart, prepend=0.0)
    other = {entry.month for entry in set(gone.entries) ^ set(stayed.entries) if entry.kind not in ("left", "held_up")}
    months = [each for each in range(month + 1) if each in other and jumps[each] > 0]
    return max(months, key=lambda each: jumps[each], default=-1)
