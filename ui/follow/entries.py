"""What happened to a person, in words: one entry, one month, one whole life. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.diary import Entry, Life
from sim.explore.cases import Pair
from sim.explore.fork import of_month
from sim.metrics import CAUSES
from ui import format as write
from ui.words import listed, say

HEARD = ("heard_bad", "heard_good", "heard_recommendation", "friend_left")
ROUTINE = (*HEARD, "rewarded")      # frequent enough to hide what matters
GIVEN = ("rewarded", "thanked", "offered")
MAJOR = 2
DAY_SECONDS = 8 * 3600
AT_ONCE = 1 / 120           # business hours: nobody has waited
COARSE_FROM = 10.0          # business hours from which fractions say nothing


def month(number: int) -> str:
    """Name a month that counts from 0."""
    return say("follow.time.month", month=number + 1)


def time(hours: float, digits: int = 1) -> str:
    """Write business hours, the shortest ones in minutes."""
    if hours < 1:
        return say("follow.time.minutes", n=max(round(60 * hours), 1))
    shown = round(hours, 0 if hours >= COARSE_FROM else digits)
    return say("follow.time.hours", n=shown, count=write.number(shown, 0 if shown == round(shown) else digits))


def did(entry: Entry) -> str:
    """Say what happened, after the person's name."""
    kind, value = entry.kind, entry.value
    key = f"follow.did.{kind}"
    if kind == "problem":
        return say(f"{key}_{'major' if value >= MAJOR else 'minor'}")
    if kind == "answered" and value < AT_ONCE:
        return say("follow.did.answered_at_once")
    if kind in ("answered", "gave_up"):
        return say(key, time=time(value))
    if kind == "rewarded":
        return say(key, money=write.quantity("cent", value))
    if kind == "left":
        return say(key, cause=cause(int(value)))
    return say(key, n=round(value), count=write.number(value))


def cause(place: int) -> str:
    """Name a cause of leaving, after "left"."""
    return say(f"follow.cause.{CAUSES[place]}")


def shown(entries: Sequence[Entry], routine: bool) -> list[Entry]:
    """Leave out what happens to everybody all the time, if it is not wanted."""
    return [entry for entry in entries if routine or entry.kind not in ROUTINE]


def table(pair: Pair, routine: bool) -> dict[str, list[str]]:
    """List both lives month by month, side by side; months in which nothing happened are left out."""
    lines = []
    for number in range(pair.months):
        cells = [_cell(shown(of_month(life, number), routine)) for life in (pair.today, pair.plan)]
        if any(cells):
            lines.append((write.number(number + 1), *(cell or say("follow.list.nothing") for cell in cells)))
    heads = [say(f"follow.list.{key}") for key in ("month", "today", "plan")]
    return dict(zip(heads, map(list, zip(*lines, strict=True)), strict=True)) if lines else {}


def _cell(entries: Sequence[Entry]) -> str:
    return "; ".join(map(on_day, entries))


def on_day(entry: Entry) -> str:
    """Say what happened, and on which business day of the month where that is known."""
    said = did(entry)
    if entry.second < 0:
        return said
    return say("follow.list.on_day", did=said, day=say("follow.time.day", day=entry.second // DAY_SECONDS + 1))


def under(is_plan: bool) -> str:
    """Name today's plan or the new one within a sentence."""
    return say(f"follow.under.{'plan' if is_plan else 'today'}")


def life(life: Life, is_plan: bool) -> str:
    """Sum a life up in one sentence."""
    entries, months = life.entries, int(np.isfinite(life.luck).sum())
    sums = {kind: sum(entry.value for entry in entries if entry.kind == kind) for kind in ("told_bad", "told_good")}
    counts = {"problems": _count(entries, "problem"), "gave_up": _count(entries, "gave_up"),
              **{kind: round(value) for kind, value in sums.items()}, "given": _count(entries, *GIVEN)}
    waited = sum(entry.value for entry in entries if entry.kind in ("answered", "gave_up"))
    texts = [say("follow.life.customer", n=months) if months else say("follow.life.never")]
    texts += [say("follow.life.problems", n=counts["problems"])] if counts["problems"] else []
    texts += [say("follow.life.waited", time=time(waited))] if waited >= AT_ONCE else []
    texts += [say(f"follow.life.{key}", n=counts[key], count=write.number(counts[key]))
              for key in ("gave_up", "told_bad", "told_good", "given") if counts[key]]
    name = under(is_plan)
    return say("follow.life.title", plan=name[:1].upper() + name[1:], list=listed(texts))


def _count(entries: Sequence[Entry], *kinds: str) -> int:
    return sum(entry.kind in kinds for entry in entries)


def satisfaction(life: Life) -> np.ndarray:
    """Give satisfaction month by month, in points; not a number in months not begun as a customer."""
    return np.where(np.isfinite(life.luck), life.columns["satisfaction"], np.nan)
