"""One customer's life: the person is watched in the big run and lived again alone by the slow scheduler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace

import numpy as np
import simpy

from sim import firm, model, reference
from sim.behaviour import PHASES
from sim.calendar import MONTH, person_of
from sim.diary import Life, check_persons
from sim.draws import Draws
from sim.population import CUSTOMER, People, Some
from sim.scenario import Scenario
from sim.serving import GAVE_UP, Served, Ticket

_COLUMNS = tuple(each.name for each in fields(People))
_HEARD = ("heard_bad", "heard_good", "heard_recommendation")
_OPENING = ("in_use", "served_customers", "renews_tiers")


class DiffersError(AssertionError):
    """The life lived again is not that of the big run: a fault of the program, never of an input."""


@dataclass
class Month:
    """What a month of the big run was like around some persons, and where it left them.

    Attributes
    ----------
    opening : dict
        What holds for the whole company when the month begins.
    offered, winback : arrays over the persons
        Who is made an offer; the true and the seen place in the order of win-back offers, (2, n).
    companies : dict of `company.Company`, by phase
    closed : (4, n) array
        As `desk.worst_closings`.
    heard : dict of (n,) float64
        What the persons' contacts told them.
    left_lately : (n,) float64
    after : dict of (n,) arrays
        Every column of `People` at the month's end.
    """

    opening: dict
    offered: np.ndarray
    winback: np.ndarray
    companies: dict
    closed: list | None = None
    heard: dict | None = None
    left_lately: np.ndarray | None = None
    after: dict | None = None


class Watch:
    """An observer of the big run, who notes what surrounds some persons.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    persons : sequence of int

    Raises
    ------
    ScenarioError
        When somebody is no person of this market.

    Attributes
    ----------
    world : model.World
        The world at its end: everybody's traits and contacts.
    start : People
        Everybody at the beginning of month 0.
    tickets : dict of serving.Ticket, by tick
        Contacts of the persons watched with the desk.
    """

    def __init__(self, scenario: Scenario, seed: int, persons: Sequence[int]):
        self.scenario, self.seed = scenario, seed
        self.who = np.array(check_persons(persons, scenario.today.market_size), np.int64)
        self.months: list[Month] = []
        self.world = self.start = None
        self.tickets: dict[int, Ticket] = {}

    def __call__(self, phase: str, world, me, life, others) -> None:
        """Note what a phase has brought."""
        if phase == "start":
            self.world, self.start = world, world.people.copy()
        elif phase == "calendar":
            self._open(world)
        else:
            self._note(phase, world)

    def _open(self, world) -> None:
        winback = np.ones((2, len(self.who)))
        if world.in_use.winback:
            winback = np.stack([world.winback_place[self.who], world.winback_seen[self.who]])
        self.months.append(Month({name: getattr(world, name) for name in _OPENING}, world.offered[self.who], winback,
                                 {"calendar": world.company}))

    def _note(self, phase: str, world) -> None:
        month, who = self.months[-1], self.who
        month.companies[phase] = world.company
        if phase == "desk":
            month.closed = [each[who] for each in world.closed]
        elif phase == "talk":
            month.heard = {name: getattr(world, name)[who] for name in _HEARD}
        elif phase == "leaving":
            month.left_lately = world.left_lately[who]
        elif phase == "ledger":
            month.after = {column: getattr(world.people, column)[who] for column in _COLUMNS}


def follow(scenario: Scenario, seed: int, persons: Sequence[int]) -> list[Life]:
    """The lives of some persons in one world: watched in the big run, then each lived again alone.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    persons : sequence of int

    Returns
    -------
    list of Life, in the order of `persons`

    Raises
    ------
    ScenarioError
        When somebody is no person of this market, or the seed is out of range.
    DiffersError
        When a life lived again differs from the big run in any column of any month.

    Notes
    -----
    The slow scheduler takes minutes for a whole market. Alone, a person needs only what the others have done to
    them, which the big run leaves: answers of the desk, stories heard, contacts who left, the company's state.
    Pinned by tests/equivalence/test_follow.py against whole runs of the slow scheduler.
    """
    watch, = watched([scenario], seed, persons)
    return [lived_again(watch, place) for place in range(len(persons))]


def watched(scenarios: Sequence[Scenario], seed: int, persons: Sequence[int],
            progress: Callable[[int], None] | None = None) -> list[Watch]:
    """Watch some persons in the big runs of several plans in the same world; `progress` as for `model.together`."""
    watches = [Watch(scenario, seed, persons) for scenario in scenarios]
    courses = [model.Course(watch.scenario, observe=watch) for watch in watches]
    theirs = set(watches[0].who.tolist()) if watches else set()
    for watch, run in zip(watches, model.together(courses, seed, True, progress), strict=True):
        watch.tickets = {ticket.tick: ticket for ticket in run.tickets if person_of(ticket.tick) in theirs}
    return watches


def lived_again(watch: Watch, place: int) -> Life:
    """Live one of the persons watched again, alone; raises `DiffersError` as `follow` does."""
    life = _alone(watch, place)
    for column, values in life.columns.items():
        there = np.array([month.after[column][place] for month in watch.months])
        if not np.array_equal(values, there):
            raise DiffersError(f"person {life.person}, {column}: {values} alone, {there} in the big run")
    return life


def _alone(watch: Watch, place: int) -> Life:
    """Let the slow scheduler live one person's months in the surroundings that were noted."""
    i, world, scenario = int(watch.who[place]), watch.world, watch.scenario
    env = simpy.Environment(initial_time=scenario.today.burn_in * MONTH)
    town = SimpleNamespace(
        env=env, plan=scenario.plan, events=scenario.events, draws=Draws(watch.seed, scenario.today.market_size),
        people=watch.start.copy(), traits=world.traits, network=world.network, silenced=world.silenced,
        prevented=world.prevented, gates={phase: env.event() for phase in PHASES}, tickets=[], gone={i: env.event()},
        desk=_Desk(env, watch.tickets), lives={i: Life(i)})
    env.process(reference.person(town, i))
    env.run(env.process(_months(town, i, place, watch.months)))
    return town.lives[i].ended()


def _months(town, i: int, place: int, months: Sequence[Month]):
    """Open the phases of every month for one person, and put in what the others did."""
    for number, month in enumerate(months):
        town.month, town.served = number, Served()
        town.me, town.life, town.other = {}, {}, {}
        for phase in PHASES:
            gate, town.gates[phase] = town.gates[phase], town.env.event()
            yield gate.succeed()
            yield town.env.timeout(MONTH if phase == "desk" else 0)
            town.company = month.companies[phase]
            if phase in _SURROUND:
                _SURROUND[phase](town, i, place, month)


def _open(town, i: int, place: int, month: Month) -> None:
    firm.begin_month(town)
    vars(town).update(month.opening)
    n = len(town.offered)
    town.offered[i] = month.offered[place]
    town.winback_place, town.winback_seen = np.ones((2, n))
    town.winback_place[i], town.winback_seen[i] = month.winback[:, place]
    if town.people.status[i] == CUSTOMER:
        town.life, town.me = {i: SimpleNamespace()}, {i: Some(np.array([i]), town.people, town.traits)}
    else:
        town.other = {i: SimpleNamespace()}


def _close(town, i: int, place: int, month: Month) -> None:
    town.closed = []
    for values in month.closed:
        town.closed.append(np.zeros(len(town.offered), values.dtype))
        town.closed[-1][i] = values[place]


def _hear(town, i: int, place: int, month: Month) -> None:
    for name in _HEARD:
        heard = getattr(town, name)
        heard[:] = 0
        heard[i] = month.heard[name][place]
    firm.hear(town)


def _notice(town, i: int, place: int, month: Month) -> None:
    town.left_lately[:] = 0
    town.left_lately[i] = month.left_lately[place]
    firm.notice_leavers(town)
    if i in town.life and town.people.status[i] != CUSTOMER:
        town.gone[i].succeed()
        town.gone[i] = town.env.event()


_SURROUND = {"calendar": _open, "desk": _close, "talk": _hear, "leaving": _notice}


class _Desk:
    """The desk as it was: every contact gets the chair it got in the big run, at the same tick."""

    def __init__(self, env: simpy.Environment, tickets: dict[int, Ticket]):
        self.env, self.tickets = env, tickets

    def request(self, priority: int) -> _Turn:
        """Wait for a chair from now on."""
        turn, ticket = _Turn(self.env), self.tickets.get(self.env.now)
        if ticket and ticket.wait != GAVE_UP:
            self.env.process(self._serve(turn, ticket.ended - self.env.now))
        return turn

    def _serve(self, turn: _Turn, ticks: int):
        yield self.env.timeout(ticks)
        turn.succeed()


class _Turn(simpy.Event):
    """A turn at the desk, to be waited for as one of a `simpy.Resource` is."""

    def __enter__(self) -> _Turn:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the chair, which was nobody else's in this telling."""
