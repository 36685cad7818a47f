"""The fast scheduler: SimPy keeps the clock and the calendar, arrays hold the people, a kernel serves the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from types import SimpleNamespace

import simpy

from sim import calendar, desk, firm, lives, serving
from sim.behaviour import PHASES, expectation, staff
from sim.calendar import MONTH
from sim.company import Company
from sim.draws import Draws, check_seed
from sim.inputs import Inputs
from sim.network import Network, draw_network
from sim.population import CUSTOMER, People, Some, Traits, draw_traits, first_people
from sim.results import Run, collected
from sim.scenario import Event, Scenario

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
    silenced: bool = False

    def branch(self, plan: Inputs, events: tuple[Event, ...], silenced: bool, luck: Draws) -> World:
        """Return an independent copy of the world that goes on under another plan, with the world's luck."""
        roster = replace(self.roster, coming=self.roster.coming.copy(), going=self.roster.going.copy())
        return replace(self, plan=plan, events=events, silenced=silenced, draws=luck, people=self.people.copy(),
                       roster=roster, queue=self.queue.copy())


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
    return together([(scenario, silenced)], seed, log, progress)[0]


def together(branches: Sequence[tuple[Scenario, bool]], seed: int = 1, log: bool = False,
             progress: Callable[[int], None] | None = None) -> list[Run]:
    """Live through one world under several plans side by side, so that its luck is read only once.

    Parameters
    ----------
    branches : sequence of (Scenario, bool), at least one
        Each a scenario and whether its bad stories are silenced.
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
    for batch in _batches(branches):
        luck = {people: Draws(seed, people) for people in {scenario.today.market_size for scenario, _ in batch}}
        batch = [_Branch(scenario, _at_month_0(scenario, seed, starts), seed, silenced, log,
                         luck[scenario.today.market_size]) for scenario, silenced in batch]
        for done in range(max(branch.scenario.plan.months for branch in batch)):
            for branch in batch:
                branch.live(done)
            if progress:
                progress(done + 1)
        lived += [branch.told() for branch in batch]
    return lived


def _batches(branches):
    """All side by side, or one after the other where side by side would take too much memory."""
    large = max(scenario.today.market_size for scenario, _ in branches) > LARGEST_KEPT
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

    def __init__(self, scenario: Scenario, start: World, seed: int, silenced: bool, log: bool, luck: Draws):
        self.scenario, self.seed, self.rows, self.tickets = scenario, seed, [], [] if log else None
        self.world = start.branch(scenario.plan, scenario.events, silenced, luck)
        self.months = _months(self.world, self.tickets)

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
    return world.branch(today, (), False, Draws(seed, today.market_size))      # without what the last month left behind


_small_start, _large_start = lru_cache(KEPT_STARTS)(_start), lru_cache(KEPT_LARGE_STARTS)(_start)


def forget_starts() -> None:
    """Forget all worlds kept at month 0."""
    _small_start.cache_clear()
    _large_start.cache_clear()


def _months(world: World, tickets: list | None) -> Iterator[dict]:
    """Live through month after month; gives the tally of each."""
    env = simpy.Environment(initial_time=(world.month + world.plan.burn_in) * MONTH)
    world.arriving, world.departing = [], []

    def plan_staff(arriving, going):
        for tick in arriving:
            env.process(calendar.at(env, tick, lambda now: (world.roster.arrive(now), world.arriving.append(now))))
        for tick in going:
            env.process(calendar.at(env, tick, lambda now: (world.roster.depart(now), world.departing.append(now))))

    plan_staff(world.roster.coming, world.roster.going)
    while True:
        staff_before = world.roster.staff
        env.run(until=env.timeout(MONTH))
        plan_staff(*_month(world, staff_before, env.now, tickets))
        world.month += 1
        yield world.tally


def _month(world: World, staff_before: int, until: int, tickets: list | None) -> tuple[list[int], list[int]]:
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
    return planned


def _serve(world: World, staff_before: int, until: int, tickets: list | None) -> None:
    arriving, departing, world.arriving, world.departing = world.arriving, world.departing, [], []
    world.queue.withdraw(world.people.status == CUSTOMER)
    served = serving.serve(world.queue, world.cases, arriving, departing, until, desk.pause_ticks(world.inputs),
                           tickets)
    world.hires = len(arriving)
    firm.close_desk(world, served, desk.staff_seconds(staff_before, arriving, departing, until))
