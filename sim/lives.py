"""What the phases of a month do to persons: the behaviours put together, for any number of persons at once.

Both schedulers call these, the fast one with everybody, the reference with one person at a time. `town` is the
world (either scheduler's), `who` an index array of persons, `life` what the month has brought them so far:
arrays of the length of `who`. Nothing here looks at any other person than those in `who`.
"""

from __future__ import annotations

import numpy as np

from sim import desk, ledger
from sim.behaviour import (
    answers, communication, expectation, failures, joining, leaving, relationship, rewards, satisfaction, talk,
    targeting, voice, winning_back,
)
from sim.draws import Purpose
from sim.inputs import SECONDS_A_MONTH
from sim.population import LOST, PROSPECT

OUTAGE_SPREAD = 8 * 3600      # seconds after the beginning of an outage within which its victims call


def _luck(town, purpose, who):
    return town.draws.uniform(purpose, town.month, who)


# -- customers -----------------------------------------------------------------------------------------------


def expect(town, who, life) -> None:
    """Phase 1: what they expected so far counts this month; then experience and promise move it. Tiers, once a year."""
    _renew_tiers(town, who)
    life.expected = town.people.expectation[who]
    town.people.expectation[who] = expectation.adapted(life.expected, town.service.quality, town.inputs)


def _renew_tiers(town, who) -> None:
    people, inputs = town.people, town.inputs
    people.demoted[who] = np.maximum(people.demoted[who] - 1, 0)
    if town.renews_tiers:
        tier = rewards.qualifies(town.traits.value[who], people.tenure[who], _luck(town, Purpose.SPENDING, who),
                                 inputs)
        people.demoted[who] = np.where(people.tier[who] & ~tier, rewards.DEMOTION_LASTS, people.demoted[who])
        people.tier[who] = tier


def meet_problems(town, who, life) -> None:
    """Phase 2: who meets a problem."""
    severity = _luck(town, Purpose.SEVERITY, who)
    life.problem = failures.problems(_luck(town, Purpose.FAILURE, who), severity,
                                     _luck(town, Purpose.INTERCEPTION, who), town.traits.usage[who],
                                     town.service.quality, town.inputs)
    life.outage = np.full(len(who), -1, dtype=np.int64)
    if town.conditions.outages:
        life.outage = failures.hit_by_outages(_luck(town, Purpose.OUTAGE, who), town.conditions.outages)
        hit = np.where(failures.is_major(severity, town.inputs), failures.MAJOR, failures.MINOR)
        life.problem = np.where(life.outage >= 0, np.maximum(life.problem, hit), life.problem)


def speak(town, who, life) -> desk.Cases:
    """Phase 3: who turns to the desk, in public, or to nobody. Returns the cases that begin."""
    inputs, problem = town.inputs, life.problem
    met = problem != failures.NO_PROBLEM
    said = voice.voice(_luck(town, Purpose.VOICE, who), inputs)
    heard = said == voice.TO_DESK
    if inputs.social_listening or inputs.surveys:
        heard = heard | voice.is_heard(said, _luck(town, Purpose.LISTENING, who),
                                       _luck(town, Purpose.SURVEY, who), inputs)
    life.in_public = met & (said == voice.IN_PUBLIC)
    complains = met & heard
    asks = voice.has_question(_luck(town, Purpose.QUESTION, who), town.traits.usage[who], inputs) & ~complains
    life.unvoiced = np.where(complains, failures.NO_PROBLEM, problem)
    calls = complains | asks
    when = np.where(complains, _luck(town, Purpose.FAILURE_TIME, who), _luck(town, Purpose.QUESTION_TIME, who))
    second = np.floor(when * SECONDS_A_MONTH).astype(np.int64)
    soon = np.minimum(life.outage + np.floor(when * OUTAGE_SPREAD).astype(np.int64), SECONDS_A_MONTH - 1)
    second = np.where(complains & (life.outage >= 0), soon, second)
    callers = who[calls]
    preferred = town.people.tier[callers] & bool(inputs.tier_priority)
    return desk.open_cases(callers, np.where(complains, problem, failures.NO_PROBLEM)[calls], second[calls],
                           town.month, town.traits.patience[callers], preferred, town.service, inputs, town.draws)


def judge(town, who, life) -> None:
    """Phase 5: what became of their cases, and satisfaction."""
    people, traits, inputs = town.people, town.traits, town.inputs
    outcome, severity, wait, gave_up = town.closed
    life.outcome, life.severity, life.gave_up = outcome[who], severity[who], gave_up[who]
    life.doublings = np.where(life.outcome == answers.NO_CASE, 0.0,
                              satisfaction.doublings_too_late(wait[who], traits.tolerance[who]))
    extra = satisfaction.handled(life.outcome, life.severity != failures.NO_PROBLEM, life.doublings,
                                 people.problem_free[who], inputs) + satisfaction.UNHELPED * (
        life.unvoiced != failures.NO_PROBLEM)
    if inputs.price_level != 1:
        extra = extra + satisfaction.of_price(traits.price_sensitivity[who], inputs)
    if rewards.has_tiers(inputs):
        extra = extra + satisfaction.of_privileges(people.tier[who], inputs)
    people.satisfaction[who] = satisfaction.updated(people.satisfaction[who], life.expected, people.tenure[who],
                                                    life.problem, town.service.quality, extra, inputs)
    life.sold = np.zeros(len(who), bool)
    if inputs.probing:
        good = satisfaction.is_good_answer(life.outcome, life.doublings)
        life.sold = answers.sells(_luck(town, Purpose.SALE, who), good, town.company.skill, inputs)
    people.problem_free[who] = np.where(life.problem != failures.NO_PROBLEM, 0, people.problem_free[who] + 1)


def relate(town, who, life) -> None:
    """Phase 6: rewards, messages, gestures and offers; grievance, annoyance, indifference."""
    people, traits, inputs = town.people, town.traits, town.inputs
    _collect_points(town, who, life)
    life.reward = rewards.effect(people.satisfaction[who], traits.heavy[who], inputs)
    people.grievance[who] = relationship.grievance(people.grievance[who], life.unvoiced, life.outcome, life.severity,
                                                   life.doublings, life.reward, inputs)
    people.annoyance[who] = relationship.annoyance(people.annoyance[who], life.doublings)
    life.reached = ~people.opted_out[who]
    welcome = np.where(life.reached, town.messages[traits.reads[who]], 0.0)
    if (communication.fractions(inputs) > 1).any():
        people.opted_out[who] |= communication.opts_out(_luck(town, Purpose.OPT_OUT, who), inputs)
    _thank(town, who, life)
    people.indifference[who] = relationship.indifference(people.indifference[who], life.outcome, life.doublings,
                                                         life.gave_up, people.warmth[who], welcome, inputs)
    offered = town.offered[who]
    left = np.maximum(people.woken_for[who] - 1, 0)
    effect = np.where(offered, targeting.effect(traits.responsiveness[who], inputs), people.woken[who])
    people.woken_for[who] = np.where(offered, targeting.OFFER_LASTS, left)
    people.woken[who] = np.where(people.woken_for[who] > 0, effect, 1.0)


def _collect_points(town, who, life) -> None:
    """Credit points and turn them into rewards."""
    people, inputs = town.people, town.inputs
    life.issued = rewards.points_earned(town.traits.value[who], inputs)
    points = people.points[who] + life.issued
    life.redeemed, life.lapsed = np.zeros(len(who), np.int64), points      # the programme has ended: all points lapse
    if inputs.reward_spend:
        life.redeemed, life.lapsed = rewards.redemption(points, _luck(town, Purpose.REDEEM, who), inputs)
    people.points[who] = points - life.redeemed - life.lapsed
    people.rewarded[who] = life.redeemed > 0


def _thank(town, who, life) -> None:
    """Send notes and small tokens to some."""
    people, inputs = town.people, town.inputs
    people.warmth[who] = talk.faded(people.warmth[who], inputs.gesture_half_life)
    people.thanked[who] = talk.faded(people.thanked[who], relationship.THANKS_HALF_LIFE)
    life.thanked = np.zeros(len(who), bool)
    if inputs.gestures:
        life.thanked = _luck(town, Purpose.GESTURE, who) < inputs.gestures / 12
        people.warmth[who] += relationship.gesture(life.thanked, people.satisfaction[who], people.tenure[who],
                                                   people.thanked[who], inputs)
        people.thanked[who] += life.thanked


def tell(town, who, life) -> None:
    """Phase 8: stories and recommendations, and who hears them."""
    people, traits, inputs = town.people, town.traits, town.inputs
    content, talker = people.satisfaction[who], traits.talker[who]
    likely = talk.bad_story_probability(life.unvoiced, life.outcome, life.severity, content, talker, inputs)
    bad = (_luck(town, Purpose.BAD_STORY, who) < likely) & (not town.silenced)
    good = talk.tells_good_story(_luck(town, Purpose.GOOD_STORY, who), content, people.warmth[who], talker, inputs)
    median = inputs.told_bad_median * np.where(life.in_public[bad], inputs.told_public_factor, 1.0)
    life.told_bad, life.told_good = np.zeros(len(who), np.int64), np.zeros(len(who), np.int64)
    life.told_bad[bad] = _told(town, who[bad], median, Purpose.BAD_STORY_TOLD, Purpose.BAD_STORY_HEARER,
                               town.heard_bad)
    life.told_good[good] = _told(town, who[good], inputs.told_good_median, Purpose.GOOD_STORY_TOLD,
                                 Purpose.GOOD_STORY_HEARER, town.heard_good)
    life.told_bad += tell_of_obstacle(town, who)
    refers = who[talk.recommends(_luck(town, Purpose.REFER, who), content, inputs)]
    _reach(town, refers, np.ones(len(refers), np.int64), Purpose.REFER_WHOM, town.heard_recommendation)


def tell_of_obstacle(town, who):
    """Phase 8, also of those who have left: stories of a cancellation that was made hard (C40): people told."""
    people, inputs, told = town.people, town.inputs, np.zeros(len(who), np.int64)
    met = np.flatnonzero(people.obstructed[who])
    people.obstructed[who] = False
    if len(met) and not town.silenced:
        teller = met[_luck(town, Purpose.OBSTACLE_STORY, who[met]) < inputs.major_story_share]
        median = inputs.told_bad_median * inputs.told_obstacle_factor
        told[teller] = _told(town, who[teller], median, Purpose.OBSTACLE_STORY_TOLD, Purpose.OBSTACLE_STORY_HEARER,
                             town.heard_bad)
    return told


def _told(town, tellers, median, how_many, whom, heard):
    told = talk.people_told(town.traits.talkativeness[tellers], _luck(town, how_many, tellers), median,
                            town.inputs.told_spread)
    _reach(town, tellers, told, whom, heard)
    return told


def _reach(town, tellers, told, whom, heard) -> None:
    degree = town.network.degree[tellers]
    begin = np.floor(_luck(town, whom, tellers) * degree).astype(np.int64)
    np.add.at(heard, town.network.some(tellers, begin, np.minimum(told, degree)), 1.0)


def leave(town, who, life) -> None:
    """Phase 9: what they pay this month, who wants to leave and why, who is held up for a month."""
    people, inputs = town.people, town.inputs
    lift = rewards.spending_lift(life.reward, people.points[who], people.rewarded[who], inputs)
    life.subscription, life.premium, life.variable_cost = ledger.payments(
        town.traits.value[who], people.tenure[who], people.referred[who], lift, inputs)
    hazard = leaving.hazards_of(who, people, town.traits, life.reward, town.company, inputs)
    life.cause = leaving.leaves(_luck(town, Purpose.LEAVE, who), hazard)
    life.cause = np.where(people.held[who], people.reason[who], life.cause)
    if inputs.cancellation_obstacle:
        met = ~people.held[who] & leaving.meets_obstacle(_luck(town, Purpose.OBSTACLE, who), life.cause, inputs)
        kept = met & (_luck(town, Purpose.SAVED, who) < inputs.obstacle_saves)
        people.obstructed[who] = met
        people.reason[who] = np.where(kept, life.cause, people.reason[who])
        life.cause = np.where(kept, -1, life.cause)
        people.held[who] = kept
    else:
        people.held[who] = False
    goes = life.cause >= 0
    life.forfeited = np.where(goes, people.points[who], 0)
    people.points[who] -= life.forfeited
    people.tenure[who] += 1
    people.end(who[goes], life.cause[goes])
    contacts, strength = town.network.of(who[goes])
    np.add.at(town.left_lately, contacts, strength)


# -- everybody else ------------------------------------------------------------------------------------------


def tell_as_others(town, who, life) -> None:
    """Phase 8: those who left last month in spite of a retention script tell of it."""
    life.told_bad = tell_of_obstacle(town, who)


def stay_away(town, who, life) -> None:
    """Phase 9: a month more has passed since lost customers left."""
    town.people.tenure[who] += town.people.status[who] == LOST


def join(town, who, life) -> None:
    """Phase 10: who joins, comes back, is won back; who stays away because of what was said."""
    people, traits, inputs = town.people, town.traits, town.inputs
    prospect = people.status[who] == PROSPECT
    recommended = people.recommended[who] & prospect
    chance = joining.chances(prospect, recommended, people.tenure[who], traits.price_sensitivity[who],
                             town.served_customers, town.company.reputation, inputs)
    good, bad = talk.shift_of_prospects(people.good_heard[who], people.bad_heard[who], inputs)
    life.joined, thanks, lost = joining.joins(_luck(town, Purpose.JOIN, who), chance, good, bad)
    life.missed = lost & prospect & ~people.missed[who]
    people.missed[who] |= life.missed
    life.referred = life.joined & recommended
    life.thanks = life.joined & thanks & ~recommended
    life.won_back, life.winback_cents = np.zeros(len(who), bool), np.zeros(len(who), np.int64)
    offer = np.zeros(len(who), np.int64)
    if inputs.winback_offer and inputs.winback_share:
        offer = _win_back(town, who, life, prospect)
    life.joined = life.joined | life.won_back
    life.returned = life.joined & ~prospect
    people.begin(who[life.joined], town.expected_of_newcomers)
    people.bond[who[life.won_back]] = winning_back.SECOND_LIFE[offer[life.won_back]]
    people.bond[who[life.referred]] = inputs.referred_churn
    people.referred[who[life.referred]] = True


def _win_back(town, who, life, prospect):
    people, inputs = town.people, town.inputs
    due = ~prospect & (people.tenure[who] == inputs.winback_after) & ~life.joined
    asked = due & (town.winback_seen[who] < inputs.winback_share)
    offer = winning_back.offer_for(people.reason[who], inputs)
    life.won_back = asked & winning_back.accepts(_luck(town, Purpose.WINBACK_ACCEPTS, who), offer,
                                                 town.winback_place[who], people.tenure[who], inputs)
    life.winback_cents = np.where(asked, winning_back.cost_cents(offer, life.won_back, inputs), 0)
    return offer


CUSTOMERS = {"expectation": expect, "failures": meet_problems, "satisfaction": judge, "relationship": relate,
             "talk": tell, "leaving": leave}
OTHERS = {"talk": tell_as_others, "leaving": stay_away, "joining": join}
