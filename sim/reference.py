"""The same month told one person at a time: a SimPy process each, the desk a `simpy.PriorityResource`.

Slow on purpose: the witness that the fast scheduler is compared with, person by person and ticket by ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import numpy as np
import simpy

from sim import calendar, desk, ledger
from sim.behaviour import (
    PHASES, answers, expectation, failures, joining, leaving, relationship, satisfaction, staff, talk, voice,
)
from sim.calendar import MONTH, SECOND
from sim.draws import Draws, Purpose
from sim.network import draw_network
from sim.population import CUSTOMER, FIRST_REPUTATION, LOST, PROSPECT, draw_traits, first_people
from sim.results import Run, cause_counts, collected
from sim.scenario import SECONDS_A_MONTH, Scenario

LEAVES_THE_DESK, CONTACTS = -1, 0      # priorities: an empty chair is a request that nobody can outrank
ROOM = 4      # times the seats: leavers and successors overlap, and some chairs are still waited for


def run(scenario: Scenario, seed: int = 1, months: int | None = None, silenced: bool = False, log: bool = False,
        progress: Callable[[int], None] | None = None, order: Sequence[int] | None = None) -> Run:
    """Live through one world, as `sim.run` does and with the same result; `order` is that in which people start."""
    if months is not None:
        scenario = scenario.changed(months=months)
    inputs = scenario.today
    env, draws = simpy.Environment(), Draws(seed, inputs.market_size)
    roster = desk.first_roster(inputs.customers_at_start, inputs)
    town = SimpleNamespace(
        env=env, inputs=inputs, draws=draws, month=-inputs.burn_in, roster=roster, reputation=FIRST_REPUTATION,
        people=(people := first_people(inputs, draws)), traits=draw_traits(inputs, draws, people), churn=0.0,
        network=draw_network(inputs, draws),
        chairs=[], arriving=[], departing=[], gates={phase: env.event() for phase in PHASES}, tickets=[], rows=[],
        gone=[env.event() for _ in range(inputs.market_size)], silenced=False,
        desk=simpy.PriorityResource(env, capacity=ROOM * staff.seats(inputs)))
    for _ in range(ROOM * staff.seats(inputs) - roster.staff):
        town.chairs.append(town.desk.request(priority=LEAVES_THE_DESK))
    for person in range(inputs.market_size) if order is None else order:
        env.process(_person(town, person))
    env.run(env.process(_company(town, scenario, silenced, progress)))
    tickets = [each for each in town.tickets if each.ended >= inputs.burn_in * MONTH] if log else []
    return Run(scenario, seed, collected(town.rows, scenario.plan.discount_rate), town.people, sorted(tickets))


def _company(town, scenario, silenced, progress):
    """Open the phases of every month one after the other, and do after each what concerns all."""
    for month in range(-scenario.today.burn_in, scenario.plan.months):
        if month == 0:
            town.inputs, town.silenced = scenario.plan, silenced
        town.month, town.tally, town.served, town.lives = month, {"month": month}, desk.Served(), {}
        for phase in PHASES:
            gate, town.gates[phase] = town.gates[phase], town.env.event()
            yield gate.succeed()
            yield town.env.timeout(0)
            if phase == "desk":
                yield town.env.timeout(MONTH)
            _COMPANY.get(phase, lambda town: None)(town)
        if month >= 0:
            town.rows.append(town.tally)
            if progress:
                progress(month + 1)


def _person(town, i):
    """Take part in every phase of every month."""
    while True:
        for phase in PHASES:
            yield town.gates[phase]
            if phase in _OUTSIDE and i not in town.lives:
                _OUTSIDE[phase](town, i)
            elif phase in _CUSTOMER and i in town.lives:
                _CUSTOMER[phase](town, slice(i, i + 1), town.lives[i])


def _case(town, i, cases):
    """Reach for the desk until the case is solved or given up."""
    env, opened, waited, attempt = town.env, cases.opened.item(), -1, 0
    yield env.timeout(opened - env.now)
    while True:
        arrived, gone = env.now, town.gone[i]
        town.served.contacts += 1
        with town.desk.request(priority=CONTACTS) as turn:
            yield turn | env.timeout(cases.patience.item(0, attempt)) | gone
            if gone.processed:
                return
            served, luck = town.served, cases.luck.item(0, attempt)
            if turn.triggered:
                wait, work = env.now // SECOND - arrived // SECOND, cases.work.item(0, attempt)
                waited = env.now // SECOND - opened // SECOND if waited < 0 else waited
                served.waits.append(wait)
                served.work += work // SECOND
                outcome = desk.WHEN_ANSWERED[attempt][luck]
                town.tickets.append(desk.Ticket(arrived, env.now, wait, work // SECOND))
            else:
                work, outcome = 0, desk.WHEN_GIVEN_UP[waited >= 0][luck]
                served.abandoned += 1
                town.tickets.append(desk.Ticket(arrived, env.now, desk.GAVE_UP, 0))
            if outcome:
                served.person.append(i)
                served.closed.append(4 * outcome + cases.severity.item())
                served.waited.append(waited)
            yield env.timeout(work)
        if outcome:
            return
        attempt += 1
        yield env.timeout(desk.next_contact(opened, attempt, env.now, desk.pause_ticks(town.inputs)) - env.now)
        if town.people.status[i] != CUSTOMER or gone.processed:
            return


# -- what a customer does; `me` is the customer's row, `life` what this month has brought ------------------------


def _luck(town, purpose, me):
    return town.draws.uniform(purpose, town.month, np.arange(me.start, me.stop))


def _expectation(town, me, life):
    expected = town.people.expectation
    life.expected = expected[me].copy()
    expected[me] = expectation.adapted(life.expected, town.inputs.service_quality, town.inputs.expectation_speed)


def _failures(town, me, life):
    life.problem = failures.problems(_luck(town, Purpose.FAILURE, me), _luck(town, Purpose.SEVERITY, me),
                                     _luck(town, Purpose.INTERCEPTION, me), town.inputs)


def _voice(town, me, life):
    met = life.problem[0] != failures.NO_PROBLEM
    said = voice.voice(_luck(town, Purpose.VOICE, me), town.inputs)[0]
    life.in_public, complains = met and said == voice.IN_PUBLIC, met and said == voice.TO_DESK
    life.unvoiced = np.array([failures.NO_PROBLEM]) if complains else life.problem
    if complains or voice.has_question(_luck(town, Purpose.QUESTION, me), town.inputs)[0]:
        when = _luck(town, Purpose.FAILURE_TIME if complains else Purpose.QUESTION_TIME, me)
        severity = life.problem if complains else np.array([failures.NO_PROBLEM])
        cases = desk.open_cases(np.array([me.start]), severity, np.floor(when * SECONDS_A_MONTH).astype(np.int64),
                                town.month, town.traits.patience[me], town.inputs, town.draws)
        town.env.process(_case(town, me.start, cases))


def _satisfaction(town, me, life):
    people, (outcome, severity, wait) = town.people, town.closed
    life.outcome, life.severity = outcome[me], severity[me]
    late = satisfaction.doublings_too_late(wait[me], town.traits.tolerance[me])
    life.doublings = late if life.outcome[0] != answers.NO_CASE else np.zeros(1)
    people.satisfaction[me] = satisfaction.updated(
        people.satisfaction[me], life.expected, people.tenure[me], life.problem, life.outcome,
        life.severity != failures.NO_PROBLEM, life.doublings, town.inputs)


def _relationship(town, me, life):
    people, inputs = town.people, town.inputs
    people.grievance[me] = relationship.grievance(people.grievance[me], life.unvoiced, life.outcome, life.severity,
                                                  life.doublings, inputs)
    people.annoyance[me] = relationship.annoyance(people.annoyance[me], life.doublings)
    people.indifference[me] = relationship.indifference(people.indifference[me], life.outcome, life.doublings, inputs)
    life.reward = relationship.reward_effect(people.satisfaction[me], town.traits.heavy[me], inputs)


def _talk(town, me, life):
    inputs, score = town.inputs, town.traits.talkativeness[me]
    likely = talk.bad_story_probability(life.unvoiced, life.outcome, life.severity, inputs)
    life.told_bad = life.told_good = 0
    if not town.silenced and _luck(town, Purpose.BAD_STORY, me)[0] < likely[0]:
        median = inputs.told_bad_median * (inputs.told_public_factor if life.in_public else 1.0)
        life.told_bad = _tell(town, me, talk.people_told(score, _luck(town, Purpose.BAD_STORY_TOLD, me), median,
                                                         inputs.told_spread), Purpose.BAD_STORY_HEARER, town.heard_bad)
    if talk.tells_good_story(_luck(town, Purpose.GOOD_STORY, me), town.people.satisfaction[me], inputs)[0]:
        told = talk.people_told(score, _luck(town, Purpose.GOOD_STORY_TOLD, me), inputs.told_good_median,
                                inputs.told_spread)
        life.told_good = _tell(town, me, told, Purpose.GOOD_STORY_HEARER, town.heard_good)


def _tell(town, me, told, purpose, heard):
    degree = town.network.degree[me].item()
    begin, first = int(np.floor(_luck(town, purpose, me)[0] * degree)), town.network.first[me.start]
    for place in range(min(told.item(), degree)):
        heard[town.network.contact[first + (begin + place) % degree]] += 1
    return told.item()


def _leaving(town, me, life):
    people, inputs = town.people, town.inputs
    hazard = leaving.hazards_of(me, people, town.traits, life.reward, town.month, town.reputation,
                                town.churn, inputs)
    life.revenue = ledger.revenue_cents(town.traits.value[me], people.tenure[me], life.reward, inputs).item()
    life.cause = leaving.leaves(_luck(town, Purpose.LEAVE, me), hazard).item()
    people.tenure[me] += 1
    if life.cause >= 0:
        people.end(me)
        town.gone[me.start].succeed()
        town.gone[me.start] = town.env.event()
        for contact in town.network.of(np.array([me.start])):
            town.left_lately[contact] += 1


# -- what everybody else does, and what concerns all -------------------------------------------------------------


def _away(town, i):
    town.people.tenure[i] += town.people.status[i] == LOST


def _join(town, i):
    people, inputs, me = town.people, town.inputs, slice(i, i + 1)
    prospect = people.status[i] == PROSPECT
    chance = joining.chances(people.status[me] == PROSPECT, people.tenure[me], len(town.lives), town.reputation, inputs)
    good, bad = talk.shift_of_prospects(people.good_heard[me], people.bad_heard[me], inputs)
    joined, thanks, lost = (each[0] for each in joining.joins(_luck(town, Purpose.JOIN, me), chance, good, bad))
    town.flows += np.array([joined, joined and not prospect, thanks, lost and prospect and not people.missed[i]])
    people.missed[i] |= lost and prospect
    if joined:
        people.begin(me, inputs)


def _begins(town):
    town.lives = {i: SimpleNamespace() for i in np.flatnonzero(town.people.status == CUSTOMER).tolist()}
    town.staff_before, town.heard_bad, town.heard_good, town.left_lately = town.roster.staff, *_nothing(town, 3)
    town.flows = np.zeros(4, np.int64)


def _nothing(town, times):
    return [np.zeros(town.inputs.market_size) for _ in range(times)]


def _desk(town):
    town.closed = desk.worst_closings(town.served, town.inputs.market_size)
    came, went, town.arriving, town.departing = town.arriving, town.departing, [], []
    town.hires, town.paid = len(came), desk.staff_seconds(town.staff_before, came, went, town.env.now)
    met = sum(life.problem[0] != failures.NO_PROBLEM for life in town.lives.values())
    town.tally |= desk.desk_tally(town.served, town.paid) | {"failures": int(met)}


def _staff(town):
    arriving, going = town.roster.decide(town.month, town.served.contacts, town.inputs, town.draws)
    for ticks, happen in ((arriving, _arrive), (going, _depart)):
        for tick in ticks:
            town.env.process(calendar.at(town.env, tick, lambda now, happen=happen: happen(town, now)))
    town.tally["staff"] = town.roster.staff


def _arrive(town, tick):
    town.roster.arrive(tick)
    town.arriving.append(tick)
    chair = next(chair for chair in town.chairs if chair.triggered)
    town.chairs.remove(chair)
    town.desk.release(chair)


def _depart(town, tick):
    town.roster.depart(tick)
    town.departing.append(tick)
    town.chairs.append(town.desk.request(priority=LEAVES_THE_DESK))


def _heard(town):
    people, inputs, lives = town.people, town.inputs, town.lives.values()
    people.bad_heard = talk.faded(people.bad_heard, inputs.story_half_life) + town.heard_bad
    people.good_heard = talk.faded(people.good_heard, inputs.story_half_life) + town.heard_good
    told_good, told_bad = sum(life.told_good for life in lives), sum(life.told_bad for life in lives)
    town.content, town.feels = (column[sorted(town.lives)] for column in (people.satisfaction, people.indifference))
    town.reputation = talk.reputation(town.reputation, town.content, told_good, told_bad, inputs)
    unsolved = sum(int(life.unvoiced[0] != failures.NO_PROBLEM)
                   + int((satisfaction.is_failed_answer(life.outcome) & (life.severity != failures.NO_PROBLEM))[0])
                   for life in lives)
    town.tally |= {"told_bad": told_bad, "told_good": told_good, "unsolved": unsolved}


def _left(town):
    people, lives = town.people, town.lives.values()
    people.exposure = talk.faded(people.exposure, town.inputs.defection_half_life) + town.left_lately
    causes = [life.cause for life in lives if life.cause >= 0]
    town.churn = len(causes) / max(len(lives), 1)
    means = [float(column.mean()) if len(column) else float("nan") for column in (town.content, town.feels)]
    town.tally |= {"left": len(causes), **cause_counts(causes), "satisfaction": means[0], "indifference": means[1]}


def _ledger(town):
    town.tally |= ledger.month_lines(len(town.lives), sum(life.revenue for life in town.lives.values()), town.paid,
                                     town.hires, town.inputs)
    names = ("joined", "returned", "referrals", "prospects_lost_to_word_of_mouth")
    status = np.bincount(town.people.status, minlength=3).tolist()
    town.tally |= dict(zip(names, town.flows.tolist(), strict=True)) | {
        "prospects": status[PROSPECT], "customers": status[CUSTOMER], "lost": status[LOST],
        "reputation": 100 * town.reputation}


_CUSTOMER = {"expectation": _expectation, "failures": _failures, "voice": _voice, "satisfaction": _satisfaction,
             "relationship": _relationship, "talk": _talk, "leaving": _leaving}
_OUTSIDE = {"leaving": _away, "joining": _join}
_COMPANY = {"calendar": _begins, "desk": _desk, "staff": _staff, "talk": _heard, "leaving": _left, "ledger": _ledger}
