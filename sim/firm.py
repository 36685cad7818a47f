"""What the phases of a month do to the company as a whole, and what is written down about all persons together.

Both schedulers call these between the persons' part of one phase and of the next. `life` and `others` hold what
the month has brought all customers and everybody else, in the order of their numbers.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from sim import desk, ledger
from sim.behaviour import (
    communication, expectation, failures, rewards, satisfaction, staff, stories, talk, targeting, winning_back,
)
from sim.draws import Purpose
from sim.events import Conditions, conditions
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST


def open_month(town, life, others) -> None:
    """Phase 0: what the calendar brings, what the company delivers, whom it makes an offer; who is a customer."""
    begin_month(town)
    people, inputs = town.people, town.inputs
    town.in_use = _in_use(people, inputs)
    town.served_customers = len(town.customers)
    town.offered[_offers(town)] = True
    if town.in_use.winback:
        town.winback_place, town.winback_seen = _winback_order(town)
    town.renews_tiers = rewards.is_renewal(town.month, bool(people.tier.any()), inputs)


def begin_month(town) -> None:
    """What a month begins with for any number of persons: what the calendar brings, who is a customer, a new page."""
    people, n = town.people, len(town.people.status)
    people.tenure += people.status == LOST
    town.conditions = conditions(town.events, town.plan, town.month) if town.events else Conditions(town.plan)
    town.inputs = inputs = town.conditions.inputs
    town.service = staff.service(town.company, inputs)
    town.messages = communication.effect(inputs)
    town.expected_of_newcomers = expectation.promised(town.service.quality, inputs)
    town.customers = np.flatnonzero(people.status == CUSTOMER)
    town.outside = np.flatnonzero(people.status != CUSTOMER)
    town.offered = np.zeros(n, bool)
    town.heard_bad, town.heard_good, town.heard_recommendation, town.left_lately = (np.zeros(n) for _ in range(4))
    town.stories, town.posted, town.tally = [], np.zeros(0, np.int64), {"month": town.month}


def _in_use(people, inputs) -> SimpleNamespace:
    """What is done to anybody this month or still felt; all else can be left out without changing a number."""
    return SimpleNamespace(
        points=inputs.reward_spend > 0 or people.points.any() or people.rewarded.any(),
        tiers=rewards.has_tiers(inputs) or people.tier.any() or people.demoted.any(),
        offers=inputs.retention_spend >= inputs.retention_offer_cost or people.woken_for.any(),
        gestures=inputs.gestures > 0 or people.warmth.any() or people.thanked.any(),
        opted_out=people.opted_out.any(),
        too_many_messages=(communication.fractions(inputs) > 1).any(),
        obstacle=inputs.cancellation_obstacle > 0 or people.obstructed.any() or people.held.any(),
        winback=inputs.winback_offer > 0 and inputs.winback_share > 0)


def _offers(town):
    people, traits, inputs, who = town.people, town.traits, town.inputs, town.customers
    if inputs.retention_spend < inputs.retention_offer_cost:
        return who[:0]
    luck = town.draws.uniform(Purpose.OFFER_ORDER, town.month, who)
    score = targeting.scores(traits.risk[who], traits.value[who], traits.responsiveness[who], traits.risk_noise[who],
                             traits.response_noise[who], luck, inputs)
    return targeting.chosen(who, people.woken_for[who] <= 1, score, inputs)


def _winback_order(town):
    """Everybody's true and seen places among those for whom a win-back offer falls due; 1 for all others."""
    people, inputs = town.people, town.inputs
    place = np.ones((2, len(people.status)))
    due = np.flatnonzero((people.status == LOST) & (people.tenure == inputs.winback_after))
    place[:, due] = winning_back.order(town.traits.risk[due], town.traits.risk_noise[due], inputs)
    return place


def count_problems(town, life, others) -> None:
    """Phase 2."""
    town.tally["failures"] = len(life.problem)


def close_desk(town, served, paid_seconds: int) -> None:
    """Phase 4: what became of every case that ended, and the desk's figures."""
    town.closed = desk.worst_closings(served, len(town.people.status))
    town.contacts, town.paid_seconds = served.contacts, paid_seconds
    town.tally |= desk.desk_tally(served, paid_seconds)


def count_unsolved(town, life, others) -> None:
    """Phase 5."""
    unsolved = satisfaction.is_failed_answer(life.outcome) & (life.severity != failures.NO_PROBLEM)
    town.tally["unsolved"] = _count(unsolved) + len(life.unvoiced)


def manage_staff(town) -> tuple[list[int], list[int]]:
    """Phase 7: who quits and who is hired, then morale, skill and pressure. Returns the ticks of both."""
    rate = staff.quit_rate(town.company, town.inputs)
    staffed = max(town.roster.staff, 1)
    arriving, going, quitting = town.roster.decide(town.month, town.contacts, rate, town.conditions.frozen,
                                                   town.inputs, town.draws)
    town.company = replace(town.company, **staff.after_month(town.company, town.contacts, town.paid_seconds,
                                                             quitting / staffed, town.inputs))
    town.tally |= {"staff": town.roster.staff, "morale": 100 * town.company.morale, "skill": 100 * town.company.skill,
                   "pressure": town.company.pressure}
    return arriving, going


def spread_talk(town, life, others) -> None:
    """Phase 8: what was said fades and adds up; reputation."""
    inputs = town.inputs
    told_bad = _total(life.told_bad) + _total(life.told_of_obstacle) + _total(others.told_bad)
    told_good = _total(life.told_good)
    if town.conditions.viral and not town.silenced[stories.POST]:
        luck = town.draws.uniform(Purpose.VIRAL_POST, town.month)
        sees = luck < town.conditions.viral / inputs.market_size
        town.heard_bad += sees
        town.posted = np.flatnonzero(sees)
        told_bad += len(town.posted)
    hear(town)
    reputation = talk.reputation(town.company.reputation, life.content, told_good, told_bad, inputs)
    town.company = replace(town.company, reputation=reputation)
    town.tally |= {"told_bad": told_bad, "told_good": told_good, "satisfaction": _mean(life.content),
                   "indifference": _mean(life.feels)}


def hear(town) -> None:
    """Let what was heard before fade, and add what was told this month."""
    people, half_life = town.people, town.inputs.story_half_life
    people.bad_heard = talk.faded(people.bad_heard, half_life) + town.heard_bad
    people.good_heard = talk.faded(people.good_heard, half_life) + town.heard_good
    people.recommended = town.heard_recommendation > 0


def notice_leavers(town) -> None:
    """Let what contacts did before fade, and add who left this month."""
    people = town.people
    people.exposure = talk.faded(people.exposure, town.inputs.defection_half_life) + town.left_lately


def count_leavers(town, life, others) -> None:
    """Phase 9: leavers by cause; their contacts notice."""
    notice_leavers(town)
    counts = np.bincount(life.cause, minlength=len(CAUSES)).tolist()
    by_cause = {f"left_{cause}": count for cause, count in zip(CAUSES, counts, strict=True)}
    town.tally |= {"left": len(life.cause), **by_cause}
    town.company = replace(town.company, churn=len(life.cause) / max(town.served_customers, 1))


def count_joiners(town, life, others) -> None:
    """Phase 10: newcomers by how they came."""
    customers, lost = (np.count_nonzero(town.people.status == each) for each in (CUSTOMER, LOST))
    town.tally |= {
        "joined": _count(others.joined), "returned": _count(others.returned), "won_back": _count(others.won_back),
        "referrals": _count(others.referred), "joined_by_good_stories": _count(others.thanks),
        "prospects_lost_to_word_of_mouth": _count(others.missed),
        "prospects": len(town.people.status) - customers - lost, "customers": customers, "lost": lost}


def keep_books(town, life, others) -> None:
    """Phase 11: the month's money."""
    solved = satisfaction.is_solved(life.outcome)
    facts = SimpleNamespace(
        customers=town.served_customers, paid_seconds=town.paid_seconds, hires=town.hires,
        subscriptions=_total(life.subscription), premiums=_total(life.premium), variable=_total(life.variable_cost),
        sales=_count(life.sold), settled=_count(solved & (life.severity != failures.NO_PROBLEM)),
        reached=_count(life.reached), thanked=_count(life.thanked),
        tier=_count(town.people.tier[town.customers]) if town.in_use.tiers else 0,
        offers=_count(town.offered), issued=_total(life.issued), redeemed=_total(life.redeemed),
        lapsed=_total(life.lapsed) + _total(life.forfeited),
        points=_total(town.people.points) if town.in_use.points else 0,
        joined=_count(others.joined), referred=_count(others.referred), winback=_total(others.winback_cents))
    town.tally |= ledger.month_lines(facts, town.inputs)
    town.tally["reputation"] = 100 * town.company.reputation


def _count(which) -> int:
    return int(which.sum())


def _total(amounts) -> int:
    return int(amounts.sum())


def _mean(values) -> float:
    return float(values.mean()) if len(values) else float("nan")


AFTER = {"calendar": open_month, "failures": count_problems, "satisfaction": count_unsolved, "talk": spread_talk,
         "leaving": count_leavers, "joining": count_joiners, "ledger": keep_books}
