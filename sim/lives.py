"""What the phases of a month do to persons: the behaviours put together, for any number of persons at once.

Both schedulers call these, the fast one with all customers, the reference with one person at a time. `town` is the
world (either scheduler's), `me` the customers in question (`population.Some`, where they take notes of the month),
`life` what the company hears of their month. Nothing here looks at any other person than those in `me`. Where few
can be touched, only they are looked at: that never changes a number, because behaviours are told one by one.
"""

from __future__ import annotations

import numpy as np

from sim import desk, ledger
from sim.behaviour import (
    answers, communication, expectation, failures, joining, leaving, relationship, rewards, satisfaction, stories,
    talk, targeting, voice, winning_back,
)
from sim.draws import Purpose
from sim.inputs import SECONDS_A_MONTH
from sim.population import PROSPECT

AT_MOST = 1 + 1e-9            # bounds of probabilities are widened by this, so that rounding cannot make them too low
OUTAGE_SPREAD = 8 * 3600      # seconds after the beginning of an outage within which its victims call


def _luck(town, purpose, who):
    return town.draws.uniform(purpose, town.month, who)


# -- customers -----------------------------------------------------------------------------------------------


def expect(town, me, life) -> None:
    """Phase 1: what they expected so far counts this month; then experience and promise move it. Tiers, once a year."""
    if town.in_use.tiers:
        _renew_tiers(town, me)
    me.expected = me.expectation
    me.expectation = expectation.adapted(me.expected, town.service.quality, town.inputs)


def _renew_tiers(town, me) -> None:
    me.demoted = np.maximum(me.demoted - 1, 0)
    if town.renews_tiers:
        tier = rewards.qualifies(me.value, me.tenure, _luck(town, Purpose.SPENDING, me.who), town.inputs)
        me.demoted = np.where(me.tier & ~tier, rewards.DEMOTION_LASTS, me.demoted)
        me.tier = tier


def meet_problems(town, me, life) -> None:
    """Phase 2: who meets a problem."""
    inputs, quality, luck = town.inputs, town.service.quality, _luck(town, Purpose.FAILURE, me.who)
    most = failures.failure_probability(me.usage.max(initial=0.0), quality, inputs)
    some = np.flatnonzero(luck < AT_MOST * most)
    me.problem = np.zeros(len(me), np.int64)
    these = me.who[some]
    me.problem[some] = failures.problems(luck[some], _severity(town, these),
                                         _luck(town, Purpose.INTERCEPTION, these), me.usage[some], quality, inputs)
    me.outage = None
    if town.conditions.outages:
        me.outage = failures.hit_by_outages(_luck(town, Purpose.OUTAGE, me.who), town.conditions.outages)
        hit = np.where(failures.is_major(_severity(town, me.who), inputs), failures.MAJOR, failures.MINOR)
        me.problem = np.where(me.outage >= 0, np.maximum(me.problem, hit), me.problem)
    me.met = np.flatnonzero(me.problem)
    life.problem = me.problem[me.met]


def _severity(town, who):
    return _luck(town, Purpose.SEVERITY, who)


def speak(town, me, life) -> desk.Cases:
    """Phase 3: who turns to the desk, in public, or to nobody. Returns the cases that begin."""
    inputs, met = town.inputs, me.met
    these = me.who[met]
    said = voice.voice(_luck(town, Purpose.VOICE, these), inputs)
    heard = said == voice.TO_DESK
    if inputs.social_listening or inputs.surveys:
        heard = heard | voice.is_heard(said, _luck(town, Purpose.LISTENING, these),
                                       _luck(town, Purpose.SURVEY, these), inputs)
    me.in_public = np.zeros(len(me), bool)
    me.in_public[met] = said == voice.IN_PUBLIC
    if town.prevented[stories.UNHEARD]:
        me.problem[met[~heard]], me.in_public[met[~heard]] = failures.NO_PROBLEM, False
        me.met = met = met[heard]
        heard = np.ones(len(met), bool)
    me.unvoiced = me.problem.copy()
    me.unvoiced[met[heard]] = failures.NO_PROBLEM
    life.unvoiced = me.unvoiced[met[~heard]]
    calls = voice.has_question(_luck(town, Purpose.QUESTION, me.who), me.usage, inputs)
    calls[met[heard]] = True
    calls = np.flatnonzero(calls)
    callers, severity = me.who[calls], (me.problem - me.unvoiced)[calls]
    complains = severity != failures.NO_PROBLEM
    when = np.where(complains, _luck(town, Purpose.FAILURE_TIME, callers), _luck(town, Purpose.QUESTION_TIME, callers))
    second = np.floor(when * SECONDS_A_MONTH).astype(np.int64)
    if me.outage is not None:
        outage = me.outage[calls]
        soon = np.minimum(outage + np.floor(when * OUTAGE_SPREAD).astype(np.int64), SECONDS_A_MONTH - 1)
        second = np.where(complains & (outage >= 0), soon, second)
    preferred = me.tier[calls] & bool(inputs.tier_priority)
    return desk.open_cases(callers, severity, second, town.month, town.traits.patience[callers], preferred,
                           town.service, inputs, town.draws)


def judge(town, me, life) -> None:
    """Phase 5: what became of their cases, and satisfaction."""
    inputs = town.inputs
    me.outcome, me.severity, wait, me.gave_up = (each[me.who] for each in town.closed)
    if town.prevented.any():
        me.outcome, wait, me.gave_up = stories.spared(me.outcome, me.severity, wait, me.gave_up, me.tolerance,
                                                      town.prevented)
    cases = np.flatnonzero(me.outcome)
    life.outcome, life.severity = me.outcome[cases], me.severity[cases]
    me.wait = wait[cases]
    doublings = satisfaction.doublings_too_late(me.wait, town.traits.tolerance[me.who[cases]])
    me.doublings = np.zeros(len(me))
    me.doublings[cases] = doublings
    extra = np.zeros(len(me))
    extra[cases] = satisfaction.handled(life.outcome, life.severity != failures.NO_PROBLEM, doublings,
                                        me.problem_free[cases], inputs)
    extra[me.met] += satisfaction.UNHELPED * (me.unvoiced[me.met] != failures.NO_PROBLEM)
    if inputs.price_level != 1:
        extra = extra + satisfaction.of_price(me.price_sensitivity, inputs)
    if rewards.has_tiers(inputs):
        extra = extra + satisfaction.of_privileges(me.tier, inputs)
    me.satisfaction = satisfaction.updated(me.satisfaction, me.expected, me.tenure, me.problem, town.service.quality,
                                           extra, inputs)
    life.content = me.satisfaction
    life.sold = np.zeros(0, bool)
    if inputs.probing:
        life.sold = answers.sells(_luck(town, Purpose.SALE, me.who[cases]),
                                  satisfaction.is_good_answer(life.outcome, doublings), town.company.skill, inputs)
    me.problem_free = me.problem_free + 1
    me.problem_free[me.met] = 0
    me.touched = np.flatnonzero((me.outcome != answers.NO_CASE) | (me.unvoiced != failures.NO_PROBLEM)
                                | (me.gave_up > 0))
    _remember_trouble(town, me)


def _remember_trouble(town, me) -> None:
    """Keep in mind what those who met trouble will talk about."""
    some = me.touched
    trouble = stories.trouble(me.unvoiced[some], me.outcome[some], me.severity[some], me.doublings[some])
    met = np.flatnonzero(trouble)
    troubled = me.who[some[met]]
    town.people.trouble[troubled], town.people.troubled_in[troubled] = trouble[met], town.month


def relate(town, me, life) -> None:
    """Phase 6: rewards, messages, gestures and offers; grievance, annoyance, indifference."""
    inputs, some = town.inputs, me.touched
    _collect_points(town, me, life)
    me.reward = rewards.effect(me.satisfaction, me.heavy, inputs)
    outcome, severity, doublings = me.outcome[some], me.severity[some], me.doublings[some]
    grievance, annoyance = relationship.remembered(me.grievance), relationship.remembered(me.annoyance)
    grievance[some] = relationship.grievance(me.grievance[some], me.unvoiced[some], outcome, severity, doublings,
                                             me.reward[some], inputs)
    annoyance[some] = relationship.annoyance(me.annoyance[some], doublings)
    me.grievance, me.annoyance = grievance, annoyance
    welcome = _write(town, me, life)
    warmth = _thank(town, me, life)
    nothing = np.zeros((), np.int64)
    indifference = relationship.indifference(me.indifference, nothing, 0.0, nothing, warmth, welcome, inputs)
    indifference[some] = relationship.indifference(me.indifference[some], outcome, doublings, me.gave_up[some],
                                                   _of(warmth, some), _of(welcome, some), inputs)
    me.indifference = life.feels = indifference
    if town.in_use.offers:
        _offer(town, me)


def _of(values, some):
    return values[some] if np.ndim(values) else values


def _collect_points(town, me, life) -> None:
    """Credit points and turn them into rewards."""
    inputs = town.inputs
    life.issued = life.redeemed = life.lapsed = np.zeros(0, np.int64)
    if not town.in_use.points:
        return
    life.issued = rewards.points_earned(me.value, inputs)
    points = me.points + life.issued
    me.rewarded = np.zeros(len(me), bool)
    if inputs.reward_spend:
        due = np.flatnonzero(points >= rewards.threshold(inputs))
        life.redeemed, life.lapsed = rewards.redemption(points[due], _luck(town, Purpose.REDEEM, me.who[due]), inputs)
        points[due] -= life.redeemed + life.lapsed
        me.rewarded[due] = life.redeemed > 0
    else:
        life.lapsed, points = points, np.zeros(len(me), np.int64)      # the programme has ended: all points lapse
    me.points = points


def _write(town, me, life):
    """Send messages to those who want them; what these do."""
    if not (town.in_use.opted_out or town.in_use.too_many_messages or town.messages.any()):
        life.reached = np.ones(len(me), bool)
        return 0.0
    life.reached = ~me.opted_out
    if town.in_use.too_many_messages:
        me.opted_out = me.opted_out | communication.opts_out(_luck(town, Purpose.OPT_OUT, me.who), town.inputs)
    return np.where(life.reached, town.messages[me.reads], 0.0)


def _thank(town, me, life):
    """Send notes and small tokens to some; what gestures have left."""
    inputs = town.inputs
    life.thanked = np.zeros(0, bool)
    if not town.in_use.gestures:
        return 0.0
    warmth, thanked = talk.faded(me.warmth, inputs.gesture_half_life), talk.faded(me.thanked,
                                                                                relationship.THANKS_HALF_LIFE)
    if inputs.gestures:
        life.thanked = _luck(town, Purpose.GESTURE, me.who) < inputs.gestures / 12
        warmth = warmth + relationship.gesture(life.thanked, me.satisfaction, me.tenure, thanked, inputs)
        thanked = thanked + life.thanked
    me.warmth, me.thanked = warmth, thanked
    return warmth


def _offer(town, me) -> None:
    offered = town.offered[me.who]
    effect = np.where(offered, targeting.effect(me.responsiveness, town.inputs), me.woken)
    me.woken_for = np.where(offered, targeting.OFFER_LASTS, np.maximum(me.woken_for - 1, 0))
    me.woken = np.where(me.woken_for > 0, effect, 1.0)


def tell(town, me, life) -> None:
    """Phase 8: stories and recommendations, and who hears them."""
    inputs, content = town.inputs, me.satisfaction
    warmth = me.warmth if town.in_use.gestures else 0.0
    life.told_bad = life.told_good = np.zeros(0, np.int64)
    if not town.silenced.all():
        some = talk.may_tell_bad_story(me.unvoiced, me.outcome, content)
        likely = talk.bad_story_probability(me.unvoiced[some], me.outcome[some], me.severity[some], content[some],
                                            town.traits.talker[me.who[some]], inputs)
        bad = some[_luck(town, Purpose.BAD_STORY, me.who[some]) < likely]
        told = me.who[bad]
        root, since = stories.root(town.people.trouble[told], town.people.troubled_in[told], town.month)
        loud = ~town.silenced[root]
        bad = bad[loud]
        median = inputs.told_bad_median * np.where(me.in_public[bad], inputs.told_public_factor, 1.0)
        life.told_bad = _told_bad(town, me.who[bad], root[loud], since[loud], median, Purpose.BAD_STORY_TOLD,
                                  Purpose.BAD_STORY_HEARER)
    luck = _luck(town, Purpose.GOOD_STORY, me.who)
    some = np.flatnonzero(luck < AT_MOST * talk.most_good_stories(content, warmth, me.talker, inputs))
    good = talk.tells_good_story(luck[some], content[some], _of(warmth, some), me.talker[some], inputs)
    life.told_good, _ = _told(town, me.who[some[good]], inputs.told_good_median, Purpose.GOOD_STORY_TOLD,
                              Purpose.GOOD_STORY_HEARER, town.heard_good)
    luck = _luck(town, Purpose.REFER, me.who)
    some = np.flatnonzero(luck < AT_MOST * talk.recommendation_rate(inputs) / 12)
    me.refers = me.who[some[talk.recommends(luck[some], content[some], inputs)]]
    _reach(town, me.refers, np.ones(len(me.refers), np.int64), Purpose.REFER_WHOM, town.heard_recommendation)
    life.told_of_obstacle = tell_of_obstacle(town, me.who)


def tell_of_obstacle(town, who):
    """Phase 8, also of those who have left: stories of a cancellation that was made hard (C40): people told."""
    people, inputs = town.people, town.inputs
    if not town.in_use.obstacle:
        return np.zeros(0, np.int64)
    met = who[people.obstructed[who]]
    people.obstructed[met] = False
    if town.silenced[stories.OBSTACLE]:
        return np.zeros(0, np.int64)
    tellers = met[_luck(town, Purpose.OBSTACLE_STORY, met) < inputs.major_story_share]
    root, since = np.full(len(tellers), stories.OBSTACLE), np.full(len(tellers), town.month)
    return _told_bad(town, tellers, root, since, inputs.told_bad_median * inputs.told_obstacle_factor,
                     Purpose.OBSTACLE_STORY_TOLD, Purpose.OBSTACLE_STORY_HEARER)


def _told_bad(town, tellers, root, since, median, how_many, whom):
    """Tell bad stories, and note down whose they are, what they are about, and who hears them."""
    told, begin = _told(town, tellers, median, how_many, whom, town.heard_bad)
    town.stories.append((tellers, root, since, told, begin))
    return told


def _told(town, tellers, median, how_many, whom, heard):
    told = talk.people_told(town.traits.talkativeness[tellers], _luck(town, how_many, tellers), median,
                            town.inputs.told_spread)
    return told, _reach(town, tellers, told, whom, heard)


def _reach(town, tellers, told, whom, heard):
    """Let contacts hear; gives the place in each teller's list from which on they are told."""
    degree = town.network.degree[tellers]
    begin = np.floor(_luck(town, whom, tellers) * degree).astype(np.int64)
    town.network.tell(heard, tellers, begin, np.minimum(told, degree))
    return begin


def leave(town, me, life) -> None:
    """Phase 9: what they pay this month, who wants to leave and why, who is held up for a month."""
    inputs = town.inputs
    lift = rewards.spending_lift(me.reward, me.points, me.rewarded, inputs)
    life.subscription, life.premium, life.variable_cost = ledger.payments(me.value, me.tenure, me.referred, lift,
                                                                          inputs)
    bond = me.bond * leaving.tenure_factor(me.tenure, inputs)
    if town.in_use.offers:
        bond = bond * me.woken
    if town.in_use.tiers:
        bond = bond * rewards.tier_factor(me.tier, me.demoted, inputs)
    me.luck, me.hazards = _luck(town, Purpose.LEAVE, me.who), leaving.hazards_of(me, bond, town.company, inputs)
    cause = leaving.leaves(me.luck, me.hazards)
    if town.in_use.obstacle:
        cause = _hold_up(town, me, cause)
    goes = np.flatnonzero(cause >= 0)
    life.cause = cause[goes]
    life.forfeited = np.zeros(0, np.int64)
    if town.in_use.points:
        life.forfeited = me.points[goes]
        me.points[goes] = 0
    me.tenure = me.tenure + 1
    me.put_back()
    leavers = me.who[goes]
    town.people.end(leavers, life.cause)
    town.network.notice(town.left_lately, leavers)


def _hold_up(town, me, cause):
    """Let who was held up last month go, and hold up some of those who want to go."""
    inputs = town.inputs
    cause = np.where(me.held, me.reason, cause)
    met = ~me.held & leaving.meets_obstacle(_luck(town, Purpose.OBSTACLE, me.who), cause, inputs)
    kept = met & (_luck(town, Purpose.SAVED, me.who) < inputs.obstacle_saves)
    me.obstructed, me.reason, me.held = met, np.where(kept, cause, me.reason), kept
    return np.where(kept, -1, cause)


# -- everybody else ------------------------------------------------------------------------------------------


def tell_as_others(town, who, life) -> None:
    """Phase 8: those who left last month in spite of a retention script tell of it."""
    life.told_bad = tell_of_obstacle(town, who)


def join(town, who, life) -> None:
    """Phase 10: who joins, comes back, is won back; who stays away because of what was said."""
    people, traits, inputs, purpose = town.people, town.traits, town.inputs, Purpose.JOIN
    most = joining.most_likely(town.served_customers, town.company.reputation, inputs)
    likely = town.draws.below(purpose, town.month, AT_MOST * most) | people.recommended
    if town.in_use.winback:
        likely |= town.winback_seen < inputs.winback_share
    who = who[likely[who]]
    prospect, tenure = people.status[who] == PROSPECT, people.tenure[who]
    recommended = people.recommended[who] & prospect
    chance = joining.chances(prospect, recommended, tenure, traits.price_sensitivity[who], town.served_customers,
                             town.company.reputation, inputs)
    good, bad = talk.shift_of_prospects(people.good_heard[who], people.bad_heard[who], inputs)
    life.joined, thanks, lost = joining.joins(_luck(town, purpose, who), chance, good, bad)
    life.missed = lost & prospect & ~people.missed[who]
    people.missed[who] |= life.missed
    life.referred = life.joined & recommended
    life.thanks = life.joined & thanks & ~recommended
    life.won_back, life.winback_cents = np.zeros(len(who), bool), np.zeros(0, np.int64)
    offer = np.zeros(len(who), np.int64)
    if town.in_use.winback:
        offer = _win_back(town, who, life, ~prospect & ~life.joined)
    life.joined = life.joined | life.won_back
    life.returned = life.joined & ~prospect
    people.begin(who[life.joined], town.expected_of_newcomers)
    people.bond[who[life.won_back]] = winning_back.SECOND_LIFE[offer[life.won_back]]
    people.bond[who[life.referred]] = inputs.referred_churn
    people.referred[who[life.referred]] = True


def _win_back(town, who, life, away):
    people, inputs = town.people, town.inputs
    asked = away & (people.tenure[who] == inputs.winback_after) & (town.winback_seen[who] < inputs.winback_share)
    offer = winning_back.offer_for(people.reason[who], inputs)
    life.won_back = asked & winning_back.accepts(_luck(town, Purpose.WINBACK_ACCEPTS, who), offer,
                                                 town.winback_place[who], people.tenure[who], inputs)
    life.winback_cents = np.where(asked, winning_back.cost_cents(offer, life.won_back, inputs), 0)
    return offer


CUSTOMERS = {"expectation": expect, "failures": meet_problems, "satisfaction": judge, "relationship": relate,
             "talk": tell, "leaving": leave}
OTHERS = {"talk": tell_as_others, "joining": join}
