"""What the page "Follow a customer" says of two lives: the verdict, where they part, who it is. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.diary import Life
from sim.explore.cases import Case, Cases, Pair
from sim.explore.fork import JOINING, Difference, Parting, of_month
from sim.population import CUSTOMER, LOST, PROSPECT
from ui import format as write
from ui.follow import asked, entries
from ui.people import first_name, name_of
from ui.words import listed, say

STANDS = {PROSPECT: "never", CUSTOMER: "customer", LOST: "left"}
MILESTONES = ("left", *(kind for kind in JOINING if kind != "stayed_away"))
# what one has to know to understand what followed, even where it happened under both plans
BEGINNINGS = ("problem", "asked", "complained")
# kinds that come one person after another, of which the whole list says how many
RANKED = ("told_most", "most_valuable")
# columns whose values mean something to a reader -> factor to what is shown
READABLE = {"satisfaction": 1.0, "indifference": 100.0}
TRAITS = ("frailty", "usage", "talker", "talkativeness", "patience")
LOW, HIGH = 1 / 3, 2 / 3
FEW_TIMES = 10


def choice(kind: str, found: Cases | None) -> str:
    """Name a kind of case to choose; once they are known, with its first person and how many there are."""
    label = say(f"follow.kinds.{kind}")
    if found is None or kind == asked.ANY:
        return label
    case = of_kind(found, kind)
    if not case.persons:
        return say("follow.listed.nobody", kind=label)
    name = name_of(case.persons[0])
    if case.n == 1:
        return say("follow.listed.only", kind=label, name=name)
    key = "most" if kind in RANKED else "some"
    return say(f"follow.listed.{key}", kind=label, name=name, count=write.number(case.n))


def of_kind(found: Cases, kind: str) -> Case:
    """Give the case of a kind."""
    return next(case for case in found.cases if case.kind == kind)


def verdict(pair: Pair) -> str:
    """Say in one sentence what becomes of the person under each plan."""
    lives = (pair.today, pair.plan)
    left = [[entry.month for entry in life.entries if entry.kind == "left"][-1:] for life in lives]
    ends = [STANDS[int(life.columns["status"][-1])] for life in lives]
    ends = ["gone" if end == "left" and not months else end for end, months in zip(ends, left, strict=True)]
    if sorted(ends) == ["customer", "left"] and all(left):
        ends = ["regained" if end == "customer" else end for end in ends]
    if ends == ["left", "left"] and left[0] == left[1]:
        ends.append("together")
    today, plan = (entries.month(months[0]) if months else "" for months in left)
    return say(f"follow.verdict.{'_'.join(ends)}", name=first_name(pair.person), today=today, plan=plan)


def fork(pair: Pair) -> list[str]:
    """Say where the two lives part and what followed, a paragraph each."""
    name, difference, parting = first_name(pair.person), pair.difference, pair.parting
    if difference is None:
        return [_same(pair, name)]
    until = [say("follow.fork.until", month=entries.month(difference.month - 1))] if difference.month else []
    turns = parting is not None and parting.turn >= 0
    told_later = _is_parting(difference, parting) or (turns and parting.turn == difference.month)
    said = [" ".join([*until, first(difference, name)])]
    if told_later:
        said = until or [say("follow.fork.at_once")]
    lives = (pair.today, pair.plan)
    if parting is None:
        return [*said, *_together(pair, name)]
    if turns:
        said.append(_turn(lives, parting, name))
    said.append(_parts(lives, parting, difference, name))
    today, plan = (_later(life, is_plan, parting.month, name) for is_plan, life in enumerate(lives))
    return [*said, say("follow.fork.after", today_life=today, plan_life=plan)]


def _same(pair: Pair, name: str) -> str:
    """Say of lives with the same entries whether anything else differs: what is felt, or the chance of leaving."""
    lives = (pair.today, pair.plan)
    states = [[*life.columns.values(), life.hazards] for life in lives]
    if all(np.array_equal(*both, equal_nan=True) for both in zip(*states, strict=True)):
        return say("follow.fork.same", name=name)
    last = [values[np.isfinite(values)][-1:] for values in map(entries.satisfaction, lives)]
    today, plan = _apart(*(float(values[0]) for values in last)) if all(map(len, last)) else ("", "")
    if today == plan:
        return say("follow.fork.same_happened", name=name)
    return say("follow.fork.same_but_felt", name=name, today=today, plan=plan)


def _apart(one: float, other: float) -> list[str]:
    """Write two numbers without decimals, or with one if it takes that to tell them apart."""
    return [write.number(value, 0 if round(one) != round(other) else 1) for value in (one, other)]


def _together(pair: Pair, name: str) -> list[str]:
    """Say what becomes of a person who is a customer in the same months under both plans."""
    today, plan = (_milestones(life, -1) for life in (pair.today, pair.plan))
    begins = [say("follow.fork.from_start")] if pair.status == CUSTOMER else []
    if today == plan:
        return [say("follow.fork.both_lives", name=name, list=listed([*begins, *today]))]
    lives = [say("follow.fork.later_life", plan=entries.under(is_plan), name=name, list=listed(those))
             for is_plan, those in enumerate((today, plan))]
    return [say("follow.fork.each_life", today_life=lives[0], plan_life=lives[1])]


def _is_parting(difference: Difference, parting: Parting | None) -> bool:
    """Tell whether nothing differs before the person goes or comes under one plan only."""
    return parting is not None and difference.month == parting.month and any(
        entry and entry.kind in (*MILESTONES, "stayed_away") for entry in (difference.today, difference.plan))


def first(difference: Difference, name: str) -> str:
    """Say what the first difference is."""
    today, plan = difference.today, difference.plan
    then = say("follow.fork.then", month=entries.month(difference.month)) if difference.month else say(
        "follow.fork.first_month")
    values = {"name": name, "then": then}
    if today and plan:
        if today.kind == plan.kind == "answered" and today.value != plan.value:
            return _sooner(today.value, plan.value, values)
        return say("follow.fork.both", **values, today=entries.did(today), plan=entries.did(plan))
    entry, under_plan = (plan, True) if plan else (today, False)
    key = "no_problem" if entry.kind == "problem" else "one"
    return say(f"follow.fork.{key}", **values, did=entries.did(entry), one=entries.under(under_plan),
               other=entries.under(not under_plan))


def _sooner(today: float, plan: float, values: dict[str, str]) -> str:
    key, shown = "sooner" if plan < today else "later", [entries.time(hours) for hours in (today, plan)]
    if shown[0] == shown[1]:
        return say(f"follow.fork.{key}_little", **values, plan=shown[1])
    return say(f"follow.fork.{key}", **values, today=shown[0], plan=shown[1])


def _turn(lives: Sequence[Life], parting: Parting, name: str) -> str:
    """Say what happened under each plan in the month in which the lives moved apart most."""
    routine = parting.felt in ("bad_heard", "exposure")
    told = []
    for is_plan in (parting.under_plan, not parting.under_plan):
        elsewhere = of_month(lives[not is_plan], parting.turn)
        those = [entry for entry in of_month(lives[is_plan], parting.turn)
                 if entry.kind not in MILESTONES and (routine or entry.kind not in entries.HEARD)
                 and (entry not in elsewhere or entry.kind in BEGINNINGS)]
        key = "life" if those else "life_quiet"
        told.append(say(f"follow.fork.{key}", plan=entries.under(is_plan), name=name,
                        list=listed(map(entries.did, those))))
    return say("follow.fork.turn", month=entries.month(parting.turn), one_life=told[0], other_life=told[1])


def _parts(lives: Sequence[Life], parting: Parting, difference: Difference, name: str) -> str:
    """Say when the person goes or comes under one plan only, and what decided it."""
    one, other = entries.under(parting.under_plan), entries.under(not parting.under_plan)
    values = {"name": name, "month": entries.month(parting.month), "one": one, "other": other}
    if parting.way == "left":
        return " ".join(_leaves(parting, difference, values))
    gone = next(entry for entry in of_month(lives[parting.under_plan], parting.month) if entry.kind == parting.kind)
    if parting.way == "returned":
        return say("follow.fork.returned", **values, did=entries.did(gone))
    return " ".join(_joins(lives, parting, entries.did(gone), values))


def _leaves(parting: Parting, difference: Difference, values: dict[str, str]) -> list[str]:
    why = {**values, "cause": entries.cause(parting.cause)}
    if parting.held:
        return [say("follow.fork.held", **why)]
    if parting.held_elsewhere:
        return [say("follow.fork.held_elsewhere", **why)]
    one, other, luck = _percents([parting.chances[parting.under_plan], parting.chances[not parting.under_plan],
                                  parting.luck])
    said = [say("follow.fork.only_felt")] if _is_parting(difference, parting) else []
    said += [say("follow.fork.left", **why),
             say("follow.fork.chances", **values, one_chance=one, other_chance=other, luck=luck)]
    if parting.leading >= 0:
        key = "leading_too" if parting.leading == parting.cause else "leading"
        said.append(say(f"follow.fork.{key}", cause=entries.cause(parting.leading)))
    return [*said, felt(parting) if parting.felt else say("follow.felt.none", **values)]


def felt(parting: Parting) -> str:
    """Say where what the person feels or has heard stood under both plans when they left."""
    factor, places = READABLE.get(parting.felt, 1.0), (parting.under_plan, not parting.under_plan)
    one, other = _apart(*(factor * parting.stood[place] for place in places))
    return say(f"follow.felt.{parting.felt}", one=one, other=other, one_plan=entries.under(places[0]),
               other_plan=entries.under(places[1]))


def _percents(shares: Sequence[float]) -> list[str]:
    """Write shares with as many digits as it takes to tell them apart."""
    for digits in range(1, 4):
        texts = [say("follow.share.percent", value=write.number(100 * share, digits)) for share in shares]
        if len(set(texts)) == len(texts):
            break
    return texts


def _joins(lives: Sequence[Life], parting: Parting, did: str, values: dict[str, str]) -> list[str]:
    elsewhere = of_month(lives[not parting.under_plan], parting.month)
    kept_away = any(entry.kind == "stayed_away" for entry in elsewhere)
    said = [say("follow.fork.joined", **values, did=did),
            say(f"follow.fork.{'stayed_away' if kept_away else 'not_yet'}", **values)]
    heard = [_heard(life, parting.month) for life in lives]
    if heard[0] != heard[1]:
        said.append(say("follow.fork.heard", **values, today=heard[0], plan=heard[1]))
    if not kept_away:
        said.append(say("follow.fork.chance_of_joining"))
    return said


def _heard(life: Life, until: int) -> str:
    """Count the stories heard up to a month; those of that month stand before who leaves and joins."""
    bad, good = (round(sum(entry.value for entry in life.entries if entry.kind == kind and entry.month <= until))
                 for kind in ("heard_bad", "heard_good"))
    return say("follow.fork.stories", bad=say("follow.fork.bad", n=bad), good=say("follow.fork.good", n=good))


def _later(life: Life, is_plan: bool, month: int, name: str) -> str:
    """Say how a life goes on after the month in which the two part."""
    return say("follow.fork.later_life", plan=entries.under(is_plan), name=name,
               list=listed(_milestones(life, month)))


def _milestones(life: Life, month: int) -> list[str]:
    """Say when a person comes and goes after a month, and how it ends."""
    later = [say("follow.fork.in_month", did=entries.did(entry), month=entries.month(entry.month))
             for entry in life.entries if entry.month > month and entry.kind in MILESTONES]
    ended = int(life.columns["status"][-1])
    if ended == CUSTOMER:
        later.append(say("follow.fork.to_the_end"))
    elif not later:
        later.append(say(f"follow.fork.{'never_came' if ended == PROSPECT else 'never_back'}"))
    return later


def person(pair: Pair) -> str:
    """Say in words who the person is."""
    traits = pair.traits
    texts = [say("follow.person.value", times=write.number(traits["value"], 1 if traits["value"] < FEW_TIMES else 0)),
             say(f"follow.person.channel.{int(traits['channel'])}"),
             say("follow.person.tolerance", time=entries.time(traits["tolerance"]))]
    texts += [say(f"follow.person.{name}.{_level(pair.places[name])}") for name in TRAITS]
    length = int(traits["contract"])
    texts.append(say("follow.person.contract", months=say("follow.time.months", n=length)) if length else
                 say("follow.person.no_contract"))
    texts.append(say("follow.person.contacts", n=pair.contacts))
    return " ".join(say("follow.person.sentence", name=first_name(pair.person), list=listed(some))
                    for some in ([_stood(pair), *texts[:1]], texts[1:3], texts[3:5], texts[5:8], texts[8:]))


def _stood(pair: Pair) -> str:
    if pair.status == CUSTOMER:
        return say("follow.person.customer", n=pair.tenure) if pair.tenure else say("follow.person.new")
    return say(f"follow.person.{'prospect' if pair.status == PROSPECT else 'lost'}")


def _level(place: float) -> str:
    return "low" if place < LOW else "high" if place > HIGH else "middle"


def proof(pair: Pair, people: int) -> str:
    """Say what was compared to prove that both are the same person."""
    return say("follow.proof.said", name=first_name(pair.person), people=write.number(people), months=pair.months,
               columns=pair.columns, figures=write.number(pair.columns * pair.months))

