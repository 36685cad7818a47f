"""The same month told one person at a time: a SimPy process each, the desk a `simpy.PriorityResource`.

Slow on purpose: the witness that the fast scheduler is compared with, person by person and ticket by ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from types import SimpleNamespace

import numpy as np
import simpy

from sim import calendar, desk, firm, lives
from sim.behaviour import PHASES, expectation, staff, stories
from sim.calendar import MONTH, SECOND
from sim.company import Company
from sim.diary import Life, check_persons
from sim.draws import Draws
from sim.network import draw_network
from sim.population import CUSTOMER, Some, draw_traits, first_people
from sim.results import Run, collected
from sim.scenario import Scenario
from sim.serving import GAVE_UP, WHEN_ANSWERED, WHEN_GIVEN_UP, Served, Ticket, next_contact

LEAVES_THE_DESK, PREFERRED, USUAL = -1, 0, 1    # priorities: nobody outranks an empty chair
NOBODY = -1
ROOM = 4      # times the seats: leavers and successors overlap, and some chairs are still waited for


def run(scenario: Scenario, seed: int = 1, months: int | None = None, silenced: bool | Collection[str] = False,
        log: bool = False, progress: Callable[[int], None] | None = None, prevented: Collection[str] = (),
        order: Sequence[int] | None = None, follow: Collection[int] = ()) -> Run:
    """Live through one world, as `sim.run` does and with the same result; `order` is that in which people start.

    Of the persons `follow`, the run holds their lives.
    """
    if months is not None:
        scenario = scenario.changed(months=months)
    inputs, env, company = scenario.today, simpy.Environment(), Company()
    draws, roster = Draws(seed, inputs.market_size), desk.first_roster(inputs.customers_at_start, inputs)
    people = first_people(inputs, draws, expectation.promised(staff.service(company, inputs).quality, inputs))
    town = SimpleNamespace(
        env=env, plan=inputs, draws=draws, events=(), month=-inputs.burn_in, roster=roster, company=company,
        people=people, traits=draw_traits(inputs, draws, people), network=draw_network(inputs, draws),
        silenced=stories.these(False), prevented=stories.these(False), chairs=[], arriving=[], departing=[],
        gates={phase: env.event() for phase in PHASES}, tickets=[], rows=[],
        lives={i: Life(i) for i in check_persons(follow, inputs.market_size)},
        gone=[env.event() for _ in range(inputs.market_size)],
        desk=simpy.PriorityResource(env, capacity=ROOM * staff.seats(inputs)))
    for _ in range(ROOM * staff.seats(inputs) - roster.staff):
        town.chairs.append(town.desk.request(priority=LEAVES_THE_DESK))
    for i in (NOBODY, *(range(inputs.market_size) if order is None else order)):
        env.process(person(town, i))
    spared = stories.these(prevented, stories.SPARABLE)
    env.run(env.process(_company(town, scenario, stories.these(silenced), spared, progress)))
    tickets = [each for each in town.tickets if each.ended >= inputs.burn_in * MONTH] if log else []
    return Run(scenario, seed, collected(town.rows, scenario.plan.discount_rate), town.people, sorted(tickets),
               {i: life.ended() for i, life in town.lives.items()})


def _company(town, scenario, silenced, prevented, progress):
    """Open the phases of every month one after the other, and do after each what concerns all."""
    for month in range(-scenario.today.burn_in, scenario.plan.months):
        if month == 0:
            town.plan, town.events = scenario.plan, scenario.events
            town.silenced, town.prevented = silenced, prevented
        town.month, town.served, town.staff_before = month, Served(), town.roster.staff
        town.me, town.life, town.other = {}, {}, {}
        for phase in PHASES:
            gate, town.gates[phase] = town.gates[phase], town.env.event()
            yield gate.succeed()
            yield town.env.timeout(MONTH if phase == "desk" else 0)
            if phase in _COMPANY:
                _COMPANY[phase](town)
            elif phase in firm.AFTER:
                firm.AFTER[phase](town, *_all_together(town))
        if month >= 0:
            town.rows.append(town.tally)
            if progress:
                progress(month + 1)


def person(town, i):
    """Take part in every phase of every month."""
    while True:
        for phase in PHASES:
            yield town.gates[phase]
            if phase == "voice" and i in town.life:
                cases = lives.speak(town, town.me[i], town.life[i])
                if len(cases.person):
                    town.env.process(_case(town, i, cases))
                    if i in town.lives:
                        town.lives[i].opened(town, cases)
            if i in town.life and phase in lives.CUSTOMERS:
                lives.CUSTOMERS[phase](town, town.me[i], town.life[i])
            if i in town.other and phase in lives.OTHERS:
                lives.OTHERS[phase](town, _one(i), town.other[i])
            if i in town.lives:
                town.lives[i].note(phase, town, *(records.get(i) for records in (town.me, town.life, town.other)))


def _one(i):
    return np.array([i] if i != NOBODY else [], dtype=np.int64)


def _open_month(town):
    """Give everybody an empty record of the month, and one to nobody, which lends empty columns their kind."""
    firm.open_month(town, None, None)
    town.life = {i: SimpleNamespace() for i in [NOBODY, *town.customers.tolist()]}
    town.me = {i: Some(_one(i), town.people, town.traits) for i in town.life}
    town.other = {i: SimpleNamespace() for i in [NOBODY, *town.outside.tolist()]}


def _all_together(town):
    """The records of all customers and of everybody else, as columns in the order of their numbers."""
    return [SimpleNamespace(**{name: np.concatenate([getattr(records[i], name) for i in sorted(records)])
                               for name in vars(records.get(NOBODY, SimpleNamespace()))})
            for records in (town.life, town.other)]


# -- the desk ----------------------------------------------------------------------------------------------------


def _case(town, i, cases):
    """Reach for the desk until the case is solved or given up."""
    env, opened, waited, attempt, diary = town.env, cases.opened.item(), -1, 0, None
    if town.month >= 0:
        diary = town.lives.get(i)
    priority = PREFERRED if cases.preferred.item() else USUAL
    yield env.timeout(opened - env.now)
    while True:
        arrived, gone = env.now, town.gone[i]
        town.served.contacts += 1
        with town.desk.request(priority=priority) as turn:
            yield turn | env.timeout(cases.patience.item(0, attempt)) | gone
            if gone.processed:
                return
            served, luck = town.served, cases.luck.item(0, attempt)
            if turn.triggered:
                wait, work = env.now // SECOND - arrived // SECOND, cases.work.item(0, attempt)
                waited = env.now // SECOND - opened // SECOND if waited < 0 else waited
                served.waits.append(wait)
                served.work += work // SECOND
                outcome = WHEN_ANSWERED[attempt][luck]
                town.tickets.append(Ticket(arrived, env.now, wait, work // SECOND))
            else:
                work, outcome = 0, WHEN_GIVEN_UP[waited >= 0][luck]
                served.gave_up.append(i)
                town.tickets.append(Ticket(arrived, env.now, GAVE_UP, 0))
            if diary:
                diary.contact(town, town.tickets[-1])
            if outcome:
                served.person.append(i)
                served.closed.append(4 * outcome + cases.severity.item())
                served.waited.append(waited)
            yield env.timeout(work)
        if outcome:
            return
        attempt += 1
        yield env.timeout(next_contact(opened, attempt, env.now, desk.pause_ticks(town.inputs)) - env.now)
        if town.people.status[i] != CUSTOMER or gone.processed:
            return


def _let_go(town):
    """Count the leavers and end the cases they have at the desk."""
    firm.count_leavers(town, *_all_together(town))
    for i in town.customers[town.people.status[town.customers] != CUSTOMER].tolist():
        town.gone[i].succeed()
        town.gone[i] = town.env.event()


def _close_desk(town):
    came, went, town.arriving, town.departing = town.arriving, town.departing, [], []
    town.hires = len(came)
    firm.close_desk(town, town.served, desk.staff_seconds(town.staff_before, came, went, town.env.now))


def _plan_staff(town):
    arriving, going = firm.manage_staff(town)
    for ticks, happen in ((arriving, _arrive), (going, _depart)):
        for tick in ticks:
            town.env.process(calendar.at(town.env, tick, lambda now, happen=happen: happen(town, now)))


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


_COMPANY = {"calendar": _open_month, "desk": _close_desk, "staff": _plan_staff, "leaving": _let_go}
