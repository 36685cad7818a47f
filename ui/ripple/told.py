"""What bad stories cost, in words: the verdict, what would have prevented it. No Streamlit."""

from __future__ import annotations

import math

import numpy as np

import sim
from sim.behaviour.stories import ROOTS
from sim.explore.losses import Branch, LossTree
from sim.explore.telling import Told, share_telling
from sim.explore.trace import THE_PUBLIC
from ui import format as write
from ui.links import Opened
from ui.people import name_of
from ui.ripple import picked as codec
from ui.ripple.picked import WAYS, Named
from ui.words import listed, say

# the levers that prevent each kind of trouble, or its stories
LEVERS = {"unhappy": ("service_quality", "promise"),
          "unheard": ("service_quality", "quality_control", "complaint_ease", "surveys", "social_listening"),
          "late": ("response_target", "desk_staff", "service_level"),
          "unsolved": ("training", "authority", "supervisors"),
          "unanswered": ("response_target", "desk_staff"),
          "obstacle": ("cancellation_obstacle",),
          "post": ("social_listening", "service_quality")}
UP_TO = 19
EURO = 100
# less than this is nobody
A_PERSON = 0.5
# costs at two medians that differ by less than this share of what the smaller would add are said to level off
LEVEL = 0.5


def money(cents: float) -> str:
    """Write an amount as a sentence has it."""
    return write.quantity("cent", cents, 0.0, "long")


def short(cents: float, place: float = 0.0) -> str:
    """Write an amount as a table has it."""
    return write.quantity("cent", cents, place, "short")


def looked_at(opened: Opened, title: str) -> str:
    """Say which plan, world and time are looked at."""
    named = say("word_of_mouth.changed", title=title) if opened.values else title
    return say("word_of_mouth.looked_at", plan=named, seed=opened.seed, span=write.span(opened.scenario.plan.months))


# -- what bad stories cost ---------------------------------------------------------------------------------------------


def verdict(tree: LossTree) -> str:
    """Say what bad stories cost this company."""
    span, total = write.span(tree.trace.months), tree.total_cents
    if not len(tree.story_of):
        return say("word_of_mouth.verdict.silence", span=span)
    if total == 0:
        return say("word_of_mouth.verdict.nothing", span=span)
    return say(f"word_of_mouth.verdict.{'loss' if total > 0 else 'gain'}", span=span, value=money(abs(total)))


def because(tree: LossTree) -> list[str]:
    """Say what would have prevented most of it, and whom the company lost."""
    if not tree.branches:
        return []
    away, left = (sum(getattr(branch, name) for branch in tree.branches) for name in ("stayed_away", "left"))
    lost = say("word_of_mouth.verdict.lost", away=write.quantity("person", away), left=write.number(left))
    if away + left < A_PERSON:
        lost = say("word_of_mouth.verdict.nobody")
    if tree.total_cents <= 0:
        return [lost, *([say("word_of_mouth.verdict.gain_why")] if tree.total_cents < 0 else [])]
    return [_mostly(tree), lost]


def _mostly(tree: LossTree) -> str:
    costly = [branch for branch in tree.branches if branch.cents > 0]
    first = costly[0]
    values = {"what": _root(first.root, "what"), "prevent": _root(first.root, "prevent")}
    if len(costly) == 1:
        return say("word_of_mouth.verdict.all", **values)
    lost = sum(branch.cents for branch in costly)
    shares = [write.number(100 * branch.cents / lost) for branch in costly[:2]]
    second = say("word_of_mouth.verdict.second", share=shares[1], what=_root(costly[1].root, "what"))
    return f"{say('word_of_mouth.verdict.mostly', share=shares[0], **values)} {second}"


def _root(root: str, part: str) -> str:
    return say(f"word_of_mouth.root.{root}.{part}")


# -- the loss tree -----------------------------------------------------------------------------------------------------


def tree_table(tree: LossTree) -> dict[str, list[str]]:
    """List the branches in full, and below what they add up to."""
    rows = [(_root(branch.root, "name"), branch.incidents, branch.told, branch.stayed_away, branch.left, branch.cents)
            for branch in tree.branches]
    rows.append((say("word_of_mouth.tree.together"), *(sum(row[place] for row in rows) for place in range(1, 6))))
    columns = list(zip(*rows, strict=True))
    texts = {"kind": list(columns[0]), "cents": [write.exact("cent", cents) for cents in columns[5]],
             **{name: [write.number(value) for value in column]
                for name, column in zip(("incidents", "told", "away", "left"), columns[1:5], strict=True)}}
    return {say(f"word_of_mouth.tree.column.{name}"): column for name, column in texts.items()}


def adds_up(tree: LossTree) -> str:
    """Say that the shares add up to the difference from the silent twin."""
    said = say("word_of_mouth.tree.adds_up", n=len(tree.branches), total=write.exact("cent", tree.total_cents),
               earned=write.exact("cent", tree.earned_cents),
               silenced=write.exact("cent", tree.earned_cents + tree.total_cents))
    below = any(branch.cents < 0 for branch in tree.branches)
    return f"{said} {say('word_of_mouth.tree.negative')}" if below else said


def remedy(branch: Branch) -> str:
    """Say what would have prevented the stories of a branch, and which levers do that."""
    levers = listed([say(f"inputs.{key}.label").lower() for key in LEVERS[branch.root]])
    return say("word_of_mouth.tree.levers", name=_root(branch.root, "name"), prevent=_root(branch.root, "prevent"),
               levers=levers)


# -- which incident ----------------------------------------------------------------------------------------------------


def honest(tree: LossTree) -> str:
    """Say how few incidents cost anything."""
    free = np.mean(np.abs(tree.incidents["cents"]) < EURO)
    many = "none" if free == 1 else "most" if free > 0.5 else "some"
    return say(f"word_of_mouth.pick.honest_{many}", free=write.number(100 * free))


def person(number: int) -> str:
    """Name somebody who tells."""
    if number == THE_PUBLIC:
        return say("word_of_mouth.story.public")
    return name_of(number)


def month(number: int) -> str:
    """Name a month, those of the burn-in by how long before the first one they were."""
    if number < 1:
        return say("word_of_mouth.story.before", count=write.number(1 - number))
    return write.number(number)


def option(tree: LossTree, chosen: str) -> str:
    """Name a choice of an incident: a way and what it finds, or the incident itself."""
    if chosen in WAYS:
        incident = codec.place(tree, codec.Picked(chosen))
        return say("word_of_mouth.pick.named", way=say(f"word_of_mouth.pick.way.{chosen}"), one=_one(tree, incident))
    named = codec.read(chosen)
    incident = codec.place(tree, codec.Picked("", named))
    return missing(named) if incident is None else _one(tree, incident)


def _one(tree: LossTree, incident: int) -> str:
    named, table = codec.name_of(tree, incident), tree.incidents
    return say("word_of_mouth.pick.one", cents=short(table["cents"][incident].item()), what=_root(named.root, "one"),
               month=month(named.month), told=write.number(table["told"][incident]), who=person(named.teller))


def missing(named: Named) -> str:
    """Say of an incident that it does not happen in this world."""
    return say("word_of_mouth.pick.missing", what=_root(named.root, "one"), month=month(named.month),
               who=person(named.teller))


# -- how many are told -------------------------------------------------------------------------------------------------


def share_of_tellers(plan: sim.Inputs) -> str:
    """Say how many of those who tell, tell at most nineteen people."""
    share = share_telling(plan.told_bad_median, plan.told_spread, UP_TO)
    return say("word_of_mouth.many.share", n=plan.told_bad_median, share=write.number(100 * share), most=UP_TO,
               number=write.plain(plan.told_bad_median))


def in_this_world(tree: LossTree, plan: sim.Inputs) -> str:
    """Say the same of the stories that were told in this world, which has public ones too."""
    told = tree.trace.stories["told"][tree.trace.stories["root"] != ROOTS.index("post")]
    if not len(told):
        return ""
    return say("word_of_mouth.many.public", times=write.plain(plan.told_public_factor), most=UP_TO,
               share=write.number(100 * np.mean(told <= UP_TO)))


def by_median(found: tuple[Told, ...], worlds: int) -> str:
    """Say what bad stories cost when few, the usual number, and many are told."""
    few, usual, many = found[1], found[3], found[-1]
    if all(abs(each.cents.mean) < EURO for each in found):
        return say("word_of_mouth.many.nothing", worlds=worlds)
    values = {name: write.plain(each.median) for name, each in (("few", few), ("usual", usual), ("many", many))}
    values |= {f"{name}_cents": money(each.cents.mean)
               for name, each in (("few", few), ("usual", usual), ("many", many))}
    said = [say("word_of_mouth.many.verdict", worlds=worlds, **values)]
    if math.isfinite(many.told):
        before = found[-2]
        slope = (many.cents.mean - before.cents.mean) / (many.median - before.median)
        first = usual.cents.mean / usual.median
        key = "level" if first > 0 and slope < LEVEL * first else "straight"
        said.append(say(f"word_of_mouth.many.{key}", many=values["many"], told=write.number(many.told),
                        reached=write.number(many.reached)))
    return " ".join(said)
