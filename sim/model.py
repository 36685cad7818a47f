"""The fast scheduler: SimPy keeps the clock and the calendar, arrays hold the people, a kernel serves the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import simpy

from sim import calendar, desk, ledger
from sim.behaviour import (
    PHASES, answers, expectation, failures, joining, leaving, relationship, satisfaction, talk, voice,
)
from sim.calendar import MONTH
from sim.draws import Draws, Purpose, check_seed
from sim.network import Network, draw_network
from sim.population import CUSTOMER, FIRST_REPUTATION, LOST, PROSPECT, People, Traits, draw_traits, first_people
from sim.results import Run, cause_counts, collected
from sim.scenario import SECONDS_A_MONTH, Inputs, Scenario

KEPT_STARTS, LARGEST_KEPT = 12, 100_000    # worlds at month 0, and people in them


@dataclass
class World:
    """Everything that a company and its market are at the end of a month."""

    inputs: Inputs
    draws: Draws
    traits: Traits
    network: Network
    people: People
    roster: desk.Roster
    queue: desk.Queue
    reputation: float
    churn: float
    month: int
    silenced: bool = False

    def branch(self, inputs: Inputs, silenced: bool) -> World:
        """Return an independent copy of the world that goes on under other inputs."""
        roster = replace(self.roster, coming=self.roster.coming.copy(), going=self.roster.going.copy())
        return replace(self, inputs=inputs, silenced=silenced, draws=Draws(self.draws.seed, self.draws.people),
                       people=self.people.copy(), roster=roster, queue=self.queue.copy())


def run(scenario: Scenario, seed: int = 1, months: int | None = None, silenced: bool = False, log: bool = False,
        progress: Callable[[int], None] | None = None) -> Run:
    """Live through one world: the burn-in under today's plan, then the months under the scenario's plan.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
        The world: everybody's traits, contacts and luck.
    months : int, month, optional
        Instead of the scenario's own number.
    silenced : bool
        From month 0 on, nobody hears a bad story: the twin that shows what word of mouth costs.
    log : bool
        Keep every ticket.
    progress : callable, optional
        Called with the number of months done since month 0.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        When `months` is out of range.
    """
    if months is not None:
        scenario = scenario.changed(months=months)
    check_seed(seed)
    today = scenario.today.model_copy(update={"months": 1})
    start = _start if today.market_size <= LARGEST_KEPT else _start.__wrapped__
    world = start(today, seed).branch(scenario.plan, silenced)
    tickets = [] if log else None
    rows = _live(world, scenario.plan.months, tickets, progress)
    return Run(scenario, seed, collected(rows, scenario.plan.discount_rate), world.people, sorted(tickets or []))


@lru_cache(maxsize=KEPT_STARTS)
def _start(today: Inputs, seed: int) -> World:
    """The world at month 0, after the burn-in under today's plan; kept, and never changed by whoever branches."""
    draws = Draws(seed, today.market_size)
    roster = desk.first_roster(today.customers_at_start, today)
    people = first_people(today, draws)
    world = World(today, draws, draw_traits(today, draws, people), draw_network(today, draws), people, roster,
                  desk.Queue([0] * roster.staff), FIRST_REPUTATION, 0.0, -today.burn_in)
    _live(world, today.burn_in, None, None)
    return world


def _live(world: World, months: int, tickets: list | None, progress) -> list[dict]:
    env = simpy.Environment(initial_time=(world.month + world.inputs.burn_in) * MONTH)
    events = SimpleNamespace(arriving=[], departing=[])

    def plan_arrival(tick):
        env.process(calendar.at(env, tick, lambda now: (world.roster.arrive(now), events.arriving.append(now))))

    def plan_departure(tick):
        env.process(calendar.at(env, tick, lambda now: (world.roster.depart(now), events.departing.append(now))))

    for tick in world.roster.coming:
        plan_arrival(tick)
    for tick in world.roster.going:
        plan_departure(tick)
    rows = []

    def company():
        for done in range(months):
            staff_before = world.roster.staff
            yield env.timeout(MONTH)
            now = SimpleNamespace(
                until=env.now, staff_before=staff_before, arriving=events.arriving, departing=events.departing,
                tickets=tickets, tally={"month": world.month}, plan_arrival=plan_arrival, plan_departure=plan_departure)
            events.arriving, events.departing = [], []
            for phase in PHASES:
                _STEPS[phase](world, now)
            rows.append(now.tally)
            world.month += 1
            if progress:
                progress(done + 1)

    env.run(env.process(company()))
    return rows


# -- the month, phase by phase: each changes the world and leaves in `now` what later phases need ----------------


def _calendar(world: World, now) -> None:
    people = world.people
    now.who = np.flatnonzero(people.status == CUSTOMER)
    now.luck = lambda purpose, who=None: world.draws.uniform(purpose, world.month, now.who if who is None else who)
    now.paid_seconds = desk.staff_seconds(now.staff_before, now.arriving, now.departing, now.until)


def _expectation(world: World, now) -> None:
    expected, inputs = world.people.expectation, world.inputs
    now.expected = expected[now.who]
    expected[now.who] = expectation.adapted(now.expected, inputs.service_quality, inputs.expectation_speed)


def _failures(world: World, now) -> None:
    luck = now.luck
    now.problem = failures.problems(luck(Purpose.FAILURE), luck(Purpose.SEVERITY), luck(Purpose.INTERCEPTION),
                                    world.inputs)
    now.tally["failures"] = int((now.problem != failures.NO_PROBLEM).sum())


def _voice(world: World, now) -> None:
    met = now.problem != failures.NO_PROBLEM
    said = voice.voice(now.luck(Purpose.VOICE), world.inputs)
    complains = met & (said == voice.TO_DESK)
    asks = voice.has_question(now.luck(Purpose.QUESTION), world.inputs) & ~complains
    now.in_public = met & (said == voice.IN_PUBLIC)
    now.unvoiced = np.where(met & ~complains, now.problem, failures.NO_PROBLEM)
    callers = complains | asks
    when = np.where(complains, now.luck(Purpose.FAILURE_TIME), now.luck(Purpose.QUESTION_TIME))[callers]
    now.callers = now.who[callers]
    now.severity = np.where(complains, now.problem, failures.NO_PROBLEM)[callers]
    now.second = np.floor(when * SECONDS_A_MONTH).astype(np.int64)


def _desk(world: World, now) -> None:
    inputs, n = world.inputs, world.inputs.market_size
    world.queue.withdraw(world.people.status == CUSTOMER)
    cases = desk.open_cases(now.callers, now.severity, now.second, world.month, world.traits.patience[now.callers],
                            inputs, world.draws)
    now.served = desk.serve(world.queue, cases, now.arriving, now.departing, now.until,
                            desk.pause_ticks(inputs), now.tickets)
    outcome, severity, wait = desk.worst_closings(now.served, n)
    now.outcome, now.case_severity = outcome[now.who], severity[now.who]
    now.doublings = np.where(now.outcome == answers.NO_CASE, 0.0,
                             satisfaction.doublings_too_late(wait[now.who], world.traits.tolerance[now.who]))
    now.tally |= desk.desk_tally(now.served, now.paid_seconds)
    unsolved = satisfaction.is_failed_answer(now.outcome) & (now.case_severity != failures.NO_PROBLEM)
    now.tally["unsolved"] = int(unsolved.sum() + (now.unvoiced != failures.NO_PROBLEM).sum())


def _satisfaction(world: World, now) -> None:
    people = world.people
    people.satisfaction[now.who] = satisfaction.updated(
        people.satisfaction[now.who], now.expected, people.tenure[now.who], now.problem, now.outcome,
        now.case_severity != failures.NO_PROBLEM, now.doublings, world.inputs)


def _relationship(world: World, now) -> None:
    people, who, inputs = world.people, now.who, world.inputs
    people.grievance[who] = relationship.grievance(people.grievance[who], now.unvoiced, now.outcome,
                                                   now.case_severity, now.doublings, inputs)
    people.annoyance[who] = relationship.annoyance(people.annoyance[who], now.doublings)
    people.indifference[who] = relationship.indifference(people.indifference[who], now.outcome, now.doublings, inputs)
    now.reward = relationship.reward_effect(people.satisfaction[who], world.traits.heavy[who], inputs)


def _staff(world: World, now) -> None:
    arriving, going = world.roster.decide(world.month, now.served.contacts, world.inputs, world.draws)
    for tick in arriving:
        now.plan_arrival(tick)
    for tick in going:
        now.plan_departure(tick)
    now.tally["staff"] = world.roster.staff


def _talk(world: World, now) -> None:
    people, who, inputs = world.people, now.who, world.inputs
    spread, score = inputs.told_spread, world.traits.talkativeness
    likely = talk.bad_story_probability(now.unvoiced, now.outcome, now.case_severity, inputs)
    bad = now.luck(Purpose.BAD_STORY) < likely
    good = talk.tells_good_story(now.luck(Purpose.GOOD_STORY), people.satisfaction[who], inputs)
    median = inputs.told_bad_median * np.where(now.in_public[bad], inputs.told_public_factor, 1.0)
    told_bad = talk.people_told(score[who[bad]], now.luck(Purpose.BAD_STORY_TOLD, who[bad]), median, spread)
    told_good = talk.people_told(score[who[good]], now.luck(Purpose.GOOD_STORY_TOLD, who[good]),
                                 inputs.told_good_median, spread)
    if world.silenced:
        bad, told_bad = np.zeros_like(bad), told_bad[:0]
    people.bad_heard = talk.faded(people.bad_heard, inputs.story_half_life)
    people.bad_heard += _heard(world, now, who[bad], told_bad, Purpose.BAD_STORY_HEARER)
    people.good_heard = talk.faded(people.good_heard, inputs.story_half_life)
    people.good_heard += _heard(world, now, who[good], told_good, Purpose.GOOD_STORY_HEARER)
    now.tally |= {"told_bad": int(told_bad.sum()), "told_good": int(told_good.sum())}
    world.reputation = talk.reputation(world.reputation, people.satisfaction[who], now.tally["told_good"],
                                       now.tally["told_bad"], inputs)


def _heard(world: World, now, tellers, told, purpose) -> np.ndarray:
    degree = world.network.degree[tellers]
    begin = np.floor(now.luck(purpose, tellers) * degree).astype(np.int64)
    hearers = world.network.some(tellers, begin, np.minimum(told, degree))
    return np.bincount(hearers, minlength=len(world.people.status))


def _leaving(world: World, now) -> None:
    people, who, inputs = world.people, now.who, world.inputs
    hazard = leaving.hazards_of(who, people, world.traits, now.reward, world.month, world.reputation, world.churn,
                                inputs)
    cause = leaving.leaves(now.luck(Purpose.LEAVE), hazard)
    goes = cause >= 0
    now.revenue = int(ledger.revenue_cents(world.traits.value[who], people.tenure[who], now.reward, inputs).sum())
    now.tally |= {"left": int(goes.sum()), **cause_counts(cause[goes]), "satisfaction": _mean(people.satisfaction[who]),
                  "indifference": _mean(people.indifference[who])}
    world.churn = now.tally["left"] / max(len(who), 1)
    people.tenure[people.status != PROSPECT] += 1
    people.end(who[goes])
    people.exposure = talk.faded(people.exposure, inputs.defection_half_life)
    people.exposure += np.bincount(world.network.of(who[goes]), minlength=len(people.status))


def _joining(world: World, now) -> None:
    people, inputs = world.people, world.inputs
    outside = np.flatnonzero((people.status != CUSTOMER) & ~((people.status == LOST) & (people.tenure == 0)))
    prospect = people.status[outside] == PROSPECT
    chance = joining.chances(prospect, people.tenure[outside], len(now.who), world.reputation, inputs)
    good, bad = talk.shift_of_prospects(people.good_heard[outside], people.bad_heard[outside], inputs)
    joined, thanks, lost = joining.joins(now.luck(Purpose.JOIN, outside), chance, good, bad)
    missed = outside[lost & prospect & ~people.missed[outside]]
    people.missed[missed] = True
    people.begin(outside[joined], inputs)
    status = np.bincount(people.status, minlength=3).tolist()
    now.tally |= {"joined": int(joined.sum()), "returned": int((joined & ~prospect).sum()),
                  "referrals": int(thanks.sum()), "prospects_lost_to_word_of_mouth": len(missed),
                  "prospects": status[PROSPECT], "customers": status[CUSTOMER], "lost": status[LOST]}


def _ledger(world: World, now) -> None:
    now.tally |= ledger.month_lines(len(now.who), now.revenue, now.paid_seconds, len(now.arriving), world.inputs)
    now.tally["reputation"] = 100 * world.reputation


def _mean(values) -> float:
    return float(values.mean()) if len(values) else float("nan")


_STEPS = {step.__name__[1:]: step for step in (
    _calendar, _expectation, _failures, _voice, _desk, _satisfaction, _relationship, _staff, _talk, _leaving,
    _joining, _ledger)}
