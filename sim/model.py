"""The fast scheduler: SimPy keeps the clock and the calendar, arrays hold the people, a kernel serves the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace

import simpy

from sim import calendar, desk, firm, lives, serving
from sim.behaviour import PHASES, expectation, staff
from sim.calendar import MONTH
from sim.company import Company
from sim.draws import Draws, check_seed
from sim.inputs import Inputs
from sim.network import Network, draw_network
from sim.population import CUSTOMER, People, Traits, draw_traits, first_people
from sim.results import Run, collected
from sim.scenario import Event, Scenario

KEPT_STARTS, LARGEST_KEPT = 12, 100_000    # worlds at month 0, and people in them


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

    def branch(self, plan: Inputs, events: tuple[Event, ...], silenced: bool) -> World:
        """Return an independent copy of the world that goes on under another plan."""
        roster = replace(self.roster, coming=self.roster.coming.copy(), going=self.roster.going.copy())
        return replace(self, plan=plan, events=events, silenced=silenced,
                       draws=Draws(self.draws.seed, self.draws.people), people=self.people.copy(), roster=roster,
                       queue=self.queue.copy())


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
    world = start(today, seed).branch(scenario.plan, scenario.events, silenced)
    tickets = [] if log else None
    rows = _live(world, scenario.plan.months, tickets, progress)
    return Run(scenario, seed, collected(rows, scenario.plan.discount_rate), world.people, sorted(tickets or []))


def together(branches: Sequence[tuple[Scenario, bool]], seed: int = 1) -> list[Run]:
    """Live through one world under several plans, each a scenario and whether its bad stories are silenced.

    Returns
    -------
    list of Run, in the order of `branches`; each as `run` gives it.
    """
    return [run(scenario, seed, silenced=silenced) for scenario, silenced in branches]


@lru_cache(maxsize=KEPT_STARTS)
def _start(today: Inputs, seed: int) -> World:
    """The world at month 0, after the burn-in under today's plan; kept, and never changed by whoever branches."""
    draws, company = Draws(seed, today.market_size), Company()
    roster = desk.first_roster(today.customers_at_start, today)
    people = first_people(today, draws, expectation.promised(staff.service(company, today).quality, today))
    world = World(today, draws, draw_traits(today, draws, people), draw_network(today, draws), people, roster,
                  serving.Queue([0] * roster.staff), company, -today.burn_in)
    _live(world, today.burn_in, None, None)
    return world


def _live(world: World, months: int, tickets: list | None, progress) -> list[dict]:
    env = simpy.Environment(initial_time=(world.month + world.plan.burn_in) * MONTH)
    world.arriving, world.departing, rows = [], [], []

    def plan_staff(arriving, going):
        for tick in arriving:
            env.process(calendar.at(env, tick, lambda now: (world.roster.arrive(now), world.arriving.append(now))))
        for tick in going:
            env.process(calendar.at(env, tick, lambda now: (world.roster.depart(now), world.departing.append(now))))

    def company():
        plan_staff(world.roster.coming, world.roster.going)
        for done in range(months):
            staff_before = world.roster.staff
            yield env.timeout(MONTH)
            plan_staff(*_month(world, staff_before, env.now, tickets))
            rows.append(world.tally)
            world.month += 1
            if progress:
                progress(done + 1)

    env.run(env.process(company()))
    return rows


def _month(world: World, staff_before: int, until: int, tickets: list | None) -> tuple[list[int], list[int]]:
    """Go through the phases; returns the ticks of staff to come and to leave."""
    life, others, planned = SimpleNamespace(), SimpleNamespace(), ([], [])
    for phase in PHASES:
        if phase == "voice":
            world.cases = lives.speak(world, world.customers, life)
        elif phase == "desk":
            _serve(world, staff_before, until, tickets)
        elif phase == "staff":
            planned = firm.manage_staff(world)
        else:
            if phase in lives.CUSTOMERS:
                lives.CUSTOMERS[phase](world, world.customers, life)
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
