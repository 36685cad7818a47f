"""One incident in words: step by step for those who watch, and as a whole. Knows no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.explore.losses import LossTree
from sim.explore.ripple import (
    FOLLOWER,
    HEARER,
    LEAST_SHARE,
    LEFT_TOO,
    MOST_SHOWN,
    NOTHING,
    STAYED_AWAY,
    TELLER,
    Ripple,
    Table,
    ripple,
)
from sim.explore.trace import THE_PUBLIC
from ui import format as write
from ui.ripple import told
from ui.words import listed, say

# nothing becomes of somebody at this step, which is never reached
NEVER = 100_000
# days beyond so many different ones are put together by the month
MOST_STEPS, MONTH_DAYS = 400, 30
A_CENT_OF_A_PERSON = 0.01


@dataclass(frozen=True)
class Story:
    """One incident, and of each step at which anything happens the day."""

    ripple: Ripple
    days: np.ndarray        # (steps,) int64
    step: np.ndarray        # (people,) int64: when somebody comes in
    fate_step: np.ndarray   # (people,) int64: when something becomes of them, or NEVER
    unknown: int            # people told who are no contacts of the teller here
    amount: float           # persons who did not join or left because of it, as the loss tree has them
    spread: float           # of these, in parts too small for a person to be shown
    spread_over: int        # people, how many such parts there are
    by_name: bool           # whether its kind cost no person anything, so that the money is shared by people told

    @cached_property
    def masks(self) -> dict[str, np.ndarray]:
        """Tell of everybody whether they were told, took it to heart, stayed away, left, or followed a friend."""
        people = self.ripple.people
        hears = people["role"] == HEARER
        return {"told": hears, "heart": hears & people["believed"], "away": people["fate"] == STAYED_AWAY,
                "left": hears & (people["fate"] == LEFT_TOO), "followed": people["role"] == FOLLOWER,
                "own": (people["role"] == TELLER) & (people["fate"] == LEFT_TOO)}

    @property
    def public(self) -> bool:
        """Tell whether it is a post that everybody can see."""
        return self.ripple.teller == THE_PUBLIC

    def count(self, what: str) -> int:
        """Count those of whom something is true."""
        return int(self.masks[what].sum())


def of(tree: LossTree, incident: int) -> Story:
    """Follow one incident."""
    found = ripple(tree, incident)
    day, fate = found.people["day"], found.people["fate_day"]
    happens = found.people["fate"] != NOTHING
    unit = MONTH_DAYS if len(np.unique(np.floor([*day, *fate[happens]]))) > MOST_STEPS else 1
    when, then = (np.floor(np.nan_to_num(each) / unit).astype(np.int64) * unit for each in (day, fate))
    days = np.unique(np.concatenate([[0], when, then[happens]]))
    table, effects = tree.incidents, tree.trace.effects
    small = (tree.story_of[effects["story"]] == incident) & (effects["share"] < LEAST_SHARE)
    alike = table["root"][tree.story_of[effects["story"]]] == table["root"][incident]
    return Story(found, days, np.searchsorted(days, when), np.where(happens, np.searchsorted(days, then), NEVER),
                 found.told - table["reached"][incident].item(),
                 (table["stayed_away"][incident] + table["left"][incident]).item(),
                 effects["share"][small].sum().item(), len(np.unique(effects["person"][small])),
                 not (alike & (effects["month"] < tree.trace.months - 1)).any())


def steps(story: Story) -> list[str]:
    """Say of each step what happens on its day, and at the end what it costs."""
    # what happens when somebody comes in, and what later
    events = {"told": story.step, "heart": story.step, "away": story.fate_step, "left": story.fate_step,
              "followed": story.fate_step, "own": story.fate_step}
    n = len(story.days)
    counts = {name: np.bincount(at[story.masks[name]], minlength=n)[:n] for name, at in events.items()}
    gone = np.cumsum(counts["left"] + counts["followed"] + counts["own"])
    so_far = {"told": np.cumsum(counts["told"]), "away": np.cumsum(counts["away"]), "left": gone}
    first = say("word_of_mouth.day.first_post" if story.public else "word_of_mouth.day.first", day=0,
                what=say(f"word_of_mouth.root.{story.ripple.root}.one"))
    said = []
    for step, day in enumerate(story.days.tolist()):
        parts = [say(f"word_of_mouth.day.{name}", n=count, number=write.number(count))
                 for name in events if (count := counts[name][step].item())]
        line = say("word_of_mouth.day.line", day=write.number(day), list=listed(parts)) if parts else ""
        until = say("word_of_mouth.day.so_far", **{name: write.number(each[step]) for name, each in so_far.items()})
        end = say("word_of_mouth.day.end", cents=told.money(story.ripple.cents)) if step == n - 1 else ""
        said.append(" ".join(filter(None, (first if step == 0 else "", line, until if step else "", end))))
    return said


def whole(story: Story) -> list[str]:
    """Tell the story of one incident from its beginning to what it cost."""
    found, people = story.ripple, story.ripple.people
    said = [_beginning(story)]
    if not story.public:
        outside = say("word_of_mouth.story.outside", n=story.unknown, number=write.number(story.unknown)) if (
            story.unknown) else ""
        said.append(say("word_of_mouth.story.told", n=found.told, number=write.number(found.told), outside=outside))
    for name in ("heart", "away", "left", "followed"):
        n = story.count(name)
        if n:
            said.append(say(f"word_of_mouth.story.{name}", n=n, number=write.number(n)))
        elif name == "heart" and story.count("told"):
            said.append(say(f"word_of_mouth.story.no_heart_{_past(people)}"))
    others = people["role"] != TELLER
    lost = int((others & (people["fate"] != NOTHING)).sum())
    amount = people["share"][others].sum().item()
    if lost and amount < lost - A_CENT_OF_A_PERSON:
        said.append(say("word_of_mouth.story.share", amount=_part(amount)))
    if story.spread >= A_CENT_OF_A_PERSON:
        key = "spread_too" if lost else "spread"
        said.append(say(f"word_of_mouth.story.{key}", n=story.spread_over, number=write.number(story.spread_over),
                        amount=_part(story.spread)))
    elif not lost:
        said.append(say(f"word_of_mouth.story.{'hardly' if story.amount else 'nobody'}"))
    if story.count("own"):
        said.append(say("word_of_mouth.story.own"))
    return [*said, _cost(story)]


def _past(people: Table) -> str:
    """Tell whether all, some or none of those who heard are former customers."""
    former = people["former"][people["role"] == HEARER]
    return "former" if former.all() else "mixed" if former.any() else "enough"


def _beginning(story: Story) -> str:
    found, when = story.ripple, told.month(story.ripple.month + 1)
    if story.public:
        return say("word_of_mouth.story.post", month=when, told=write.quantity("person", found.told))
    return say("word_of_mouth.story.trouble", month=when, who=told.person(found.teller),
               what=say(f"word_of_mouth.root.{found.root}.one"))


def _cost(story: Story) -> str:
    cents = story.ripple.cents
    if abs(cents) < told.EURO:
        return say(f"word_of_mouth.story.costs_{'little' if cents > 0 else 'nothing'}")
    key = "costs_less" if cents < 0 else "costs_name" if story.by_name else "costs"
    return say(f"word_of_mouth.story.{key}", cents=told.money(cents))


def _part(amount: float) -> str:
    if amount < 1:
        return say("word_of_mouth.story.part", amount=write.number(amount, 2))
    return say("word_of_mouth.story.persons", amount=write.number(amount, 1))


def notes(story: Story) -> list[str]:
    """Say how days come about, and how many people are not drawn."""
    shown, most = len(story.step), MOST_SHOWN
    only = say("word_of_mouth.story.only", shown=write.number(shown), count=write.number(story.ripple.told))
    return [say("word_of_mouth.story.month"), *([only] if shown >= most else [])]


def is_quiet(tree: LossTree) -> bool:
    """Tell whether there is no incident to follow."""
    return not len(tree.incidents["root"])


