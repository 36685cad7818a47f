"""The fast scheduler: SimPy keeps the clock and the calendar, arrays hold the people, a kernel serves the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import simpy

from sim import calendar, desk, firm, lives, serving
from sim.behaviour import PHASES, expectation, staff, stories
from sim.calendar import MONTH
from sim.company import Company
from sim.draws import Draws, check_seed
from sim.inputs import Inputs
from sim.network import Network, draw_network
from sim.population import CUSTOMER, People, Some, Traits, draw_traits, first_people
from sim.results import Run, collected
from sim.scenario import Event, Scenario

Observer = Callable[[str, "World", Some, SimpleNamespace, SimpleNamespace], None]
# Worlds kept at month 0, and how many people make a large one and one too large to be kept: at most 310 MB in all.
KEPT_STARTS, KEPT_LARGE_STARTS = 12, 2
LARGE, LARGEST_KEPT = 20_000, 100_000


@dataclass
class World:
    """Everything that a company and its market are at the end of a month; the month itself adds what it needs."""

    plan: Inputs
    draws: Draws
    traits: Traits
    network: Network
    people: People
    roster: desk.Roster
    queue: serving.Queue
    company: Company
    month: int
    events: tuple[Event, ...] = ()
    silenced: np.ndarray = field(default_factory=partial(stories.these, False))
    prevented: np.ndarray = field(default_factory=partial(stories.these, False))

    def branch(self, plan: Inputs, luck: Draws, **others: object) -> World:
        """Return an independent copy of the world that goes on under another plan, with the world's luck."""
        roster = replace(self.roster, coming=self.roster.coming.copy(), going=self.roster.going.copy())
        return replace(self, plan=plan, draws=luck, people=self.people.copy(), roster=roster, queue=self.queue.copy(),
                       **others)


class Course(NamedTuple):
    """What a world shall go through: a scenario, and from month 0 on what is not told and what is spared.

    Attributes
    ----------
    scenario : Scenario
    silenced, prevented : as for `run`
    observe : callable, optional, as for `run`
    """

    scenario: Scenario
    silenced: bool | Collection[str] = False
    prevented: Collection[str] = ()
    observe: Observer | None = None


def run(scenario: Scenario, seed: int = 1, months: int | None = None, silenced: bool | Collection[str] = False,
        log: bool = False, progress: Callable[[int], None] | None = None, prevented: Collection[str] = (),
        observe: Observer | None = None) -> Run:
    """Live through one world: the burn-in under today's plan, then the months under the scenario's plan.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
        The world: everybody's traits, contacts and luck.
    months : int, month, optional
        Instead of the scenario's own number.
    silenced : bool or names of `stories.ROOTS`
        From month 0 on, nobody hears a bad story, or none about these: the twin that shows what word of mouth costs.
    log : bool
        Keep every ticket.
    progress : callable, optional
        Called with the number of months done since month 0.
    prevented : names of `stories.SPARABLE`
        From month 0 on, problems do not end so: those that nobody would have heard of are caught before the customer
        meets them, and complaints are answered, answered in time, or solved.
    observe : callable, optional
        Called after every phase of every month since month 0 with the phase, the world, and what the phase knows of
        customers and of everybody else (`me`, `life`, `others`), and once before, with "start"; it must change nothing.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        When `months` is out of range, or something cannot be silenced or prevented.
    """
    if months is not None:
        scenario = scenario.changed(months=months)
    return together([Course(scenario, silenced, prevented, observe)], seed, log, progress)[0]


def together(branches: Sequence[Course | tuple], seed: int = 1, log: bool = False,
             progress: Callable[[int], None] | None = None) -> list[Run]:
    """Live through one world under several plans side by side, so that its luck is read only once.

    Parameters
    ----------
    branches : sequence of `Course`, at least one
        Or of plain tuples of the same things.
    log, progress : as for `run`
        Large markets are lived one branch after the other, and `progress` begins anew with each.

    Returns
    -------
    list of Run, in the order of `branches`
        Each as `run` gives it.
    """
    check_seed(seed)
    starts: dict[Inputs, World] = {}
    lived = []
    for batch in _batches([Course(*each) for each in branches]):
        luck = {people: Draws(seed, people) for people in {each.scenario.today.market_size for each in batch}}
        batch = [_Branch(each, _at_month_0(each.scenario, seed, starts), seed, log,
                         luck[each.scenario.today.market_size]) for each in batch]
        for done in range(max(branch.scenario.plan.months for branch in batch)):
            for branch in batch:
                branch.live(done)
            if progress:
                progress(done + 1)
        lived += [branch.told() for branch in batch]
    return lived


def _batches(branches):
    """All side by side, or one after the other where side by side would take too much memory."""
    large = max(each.scenario.today.market_size for each in branches) > LARGEST_KEPT
    return [[branch] for branch in branches] if large else [branches]


def _at_month_0(scenario: Scenario, seed: int, starts: dict[Inputs, World]) -> World:
    """The scenario's world at month 0: kept from run to run if it is small, else for this call only."""
    today = scenario.today.model_copy(update={"months": 1})
    if today.market_size <= LARGEST_KEPT:
        return (_small_start if today.market_size <= LARGE else _large_start)(today, seed)
    if today not in starts:
        starts[today] = _start(today, seed)
    return starts[today]


class _Branch:
    """A world that goes on from month 0 under one plan."""

    def __init__(self, course: Course, start: World, seed: int, log: bool, luck: Draws):
        scenario = course.scenario
        self.scenario, self.seed, self.rows, self.tickets = scenario, seed, [], [] if log else None
        self.world = start.branch(scenario.plan, luck, events=scenario.events, silenced=stories.these(course.silenced),
                                  prevented=stories.these(course.prevented, stories.SPARABLE))
        self.months = _months(self.world, self.tickets, course.observe)

    def live(self, month: int) -> None:
        """Live through another month, unless the plan ends before."""
        if month < self.scenario.plan.months:
            self.rows.append(next(self.months))

    def told(self) -> Run:
        """What came out."""
        columns = collected(self.rows, self.scenario.plan.discount_rate)
        return Run(self.scenario, self.seed, columns, self.world.people, sorted(self.tickets or []))


def _start(today: Inputs, seed: int) -> World:
    """The world at month 0, after the burn-in under today's plan; kept, and never changed by whoever branches."""
    draws, company = Draws(seed, today.market_size), Company()
    roster = desk.first_roster(today.customers_at_start, today)
    people = first_people(today, draws, expectation.promised(staff.service(company, today).quality, today))
    world = World(today, draws, draw_traits(today, draws, people), draw_network(today, draws), people, roster,
                  serving.Queue([0] * roster.staff), company, -today.burn_in)
    for _ in islice(_months(world, None), today.burn_in):
        pass
    return world.branch(today, Draws(seed, today.market_size))      # without what the last month left behind


_small_start, _large_start = lru_cache(KEPT_STARTS)(_start), lru_cache(KEPT_LARGE_STARTS)(_start)


def forget_starts() -> None:
    """Forget all worlds kept at month 0."""
    _small_start.cache_clear()
    _large_start.cache_clear()


def _months(world: World, tickets: list | None, observe: Observer | None = None) -> Iterator[dict]:
    """Live through month after month; gives the tally of each."""
    env = simpy.Environment(initial_time=(world.month + world.plan.burn_in) * MONTH)
    world.arriving, world.departing = [], []
    if observe:
        observe("start", world, None, None, None)

    def plan_staff(arriving, going):
        for tick in arriving:
            env.process(calendar.at(env, tick, lambda now: (world.roster.arrive(now), world.arriving.append(now))))
        for tick in going:
            env.process(calendar.at(env, tick, lambda now: (world.roster.depart(now), world.departing.append(now))))

    plan_staff(world.roster.coming, world.roster.going)
    while True:
        staff_before = world.roster.staff
        env.run(until=env.timeout(MONTH))
        plan_staff(*_month(world, staff_before, env.now, tickets, observe))
        world.month += 1
        yield world.tally


def _month(world: World, staff_before: int, until: int, tickets: list | None,
           observe: Observer | None) -> tuple[list[int], list[int]]:
    """Go through the phases; returns the ticks of staff to come and to leave."""
    me, life, others, planned = None, SimpleNamespace(), SimpleNamespace(), ([], [])
    for phase in PHASES:
        if phase == "calendar":
            firm.open_month(world, life, others)
            me = Some(world.customers, world.people, world.traits)
        elif phase == "voice":
            world.cases = lives.speak(world, me, life)
        elif phase == "desk":
            _serve(world, staff_before, until, tickets)
        elif phase == "staff":
            planned = firm.manage_staff(world)
        else:
            if phase in lives.CUSTOMERS:
                lives.CUSTOMERS[phase](world, me, life)
            if phase in lives.OTHERS:
                lives.OTHERS[phase](world, world.outside, others)
            if phase in firm.AFTER:
                firm.AFTER[phase](world, life, others)
        if observe:
            observe(phase, world, me, life, others)
    return planned


def _serve(world: World, staff_before: int, until: int, tickets: list | None) -> None:
    arriving, departing, world.arriving, world.departing = world.arriving, world.departing, [], []
    world.queue.withdraw(world.people.status == CUSTOMER)
    served = serving.serve(world.queue, world.cases, arriving, departing, until, desk.pause_ticks(world.inputs),
                           tickets)
    world.hires = len(arriving)
    firm.close_desk(world, served, desk.staff_seconds(staff_before, arriving, departing, until))
