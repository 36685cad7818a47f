"""Who told whom, about what, and what came of it: noted down while the big run is lived."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import model
from sim.behaviour import leaving, stories, talk
from sim.calendar import MONTH, SECOND, person_of
from sim.draws import Draws, Purpose
from sim.inputs import SECONDS_A_MONTH
from sim.metrics import CAUSES
from sim.population import CUSTOMER
from sim.results import Run
from sim.scenario import Scenario

FRIENDS = CAUSES.index("friends")
STAYED_AWAY, LEFT = 0, 1
THE_PUBLIC = -1         # tells what is posted for everybody to see
Table = dict[str, np.ndarray]


@dataclass(frozen=True)
class Trace:
    """Every bad story of one world since month 0, who heard it, and what it did.

    Attributes
    ----------
    seed, months : int
    stories : table of int64
        `teller`, or THE_PUBLIC; `root`, place in `stories.ROOTS`; `since`, month of the trouble, negative in the
        burn-in; `month` in which it is told; `told`, people whom the teller tells, known to the market or not;
        `second` of the month `since` at which the trouble was complete, -1 where that is not known.
    hearings : table
        `story`; `hearer`; `status` of the hearer then; `fresh`, float64, 1: what the story adds to the hearer's
        impression, 1 for a first one, less for somebody who has heard others lately.
    leavers : table of int64
        `person`, `month`, `cause`.
    effects : table
        Persons lost, story by story: `story`, `person`, `month`, `kind` (STAYED_AWAY or LEFT), and `share`, float64,
        1: how much of the person this story accounts for.
    pulls : table
        Leavers who followed a contact: `leaver` and `after`, places in `leavers`, and `share`, float64, 1.
    """

    seed: int
    months: int
    stories: Table
    hearings: Table
    leavers: Table
    effects: Table
    pulls: Table


def traced(scenario: Scenario, seed: int) -> tuple[Run, Trace, np.ndarray]:
    """Live through one world and note every bad story.

    Returns
    -------
    run : Run
    trace : Trace
    value : (people,) float64, 1
        How much everybody pays, relative to the average (`Traits.value`).

    Notes
    -----
    A story's weight with a hearer fades as the model lets it fade, so shares follow from what was heard when. A
    customer whom friends drew away is shared out between stories and contacts who left, by the logarithms of what
    they multiply. Pinned by tests/unit/test_explore_trace.py.
    """
    tracer = _Tracer()
    run = model.run(scenario, seed, log=True, observe=tracer)
    return run, tracer.told(run), tracer.world.traits.value


class _Tracer:
    """An observer of the big run, who notes stories, who stays away and who leaves."""

    def __init__(self):
        self._told, self._posts, self._away, self._gone, self._outages = [], [], [], [], {}
        self._status, self._bad, self._missed = [], [], None
        self.world = self._before = self._company = None

    def __call__(self, phase: str, world, me, life, others) -> None:
        """Note what a phase has brought."""
        people, month = world.people, world.month
        if phase == "start":
            self.world, self._before = world, people.bad_heard.copy()
        elif phase == "failures" and me.outage is not None:
            self._outages[month] = np.full(len(people.status), -1)
            self._outages[month][me.who] = me.outage
        elif phase == "talk":
            self._company, self._missed = world.company, people.missed.copy()
            self._status.append(people.status.copy())
            self._bad.append(people.bad_heard.astype(np.float32))
            self._told += [(np.full(len(each[0]), month), *each) for each in world.stories]
            self._posts += [(month, world.posted)] if len(world.posted) else []
        elif phase == "leaving":
            self._leave(world, me)
        elif phase == "joining":
            away = np.flatnonzero(people.missed & ~self._missed)
            self._away.append((np.full(len(away), month), away))

    def _leave(self, world, me) -> None:
        """Note who left, and how much of what friends did to them is due to stories."""
        gone = np.flatnonzero(world.people.status[me.who] != CUSTOMER)
        inputs, who, exposure = world.inputs, me.who[gone], me.exposure[gone]
        contagion = leaving.guarded_contagion(self._company.churn, inputs)
        silent, whole = (leaving.friends_factor(exposure, heard, me.tenure[gone] - 1, contagion, inputs)
                         for heard in (np.zeros(len(gone)), me.bad_heard[gone]))
        by_stories = np.where(whole > 1, np.log(whole / silent) / np.maximum(np.log(whole), 1e-300), 0.0)
        self._gone.append((np.full(len(who), world.month), who, world.people.reason[who], by_stories, exposure))

    # -- put together ------------------------------------------------------------------------------------------------

    def told(self, run: Run) -> Trace:
        """Everything noted, with what follows from it."""
        self._inputs = run.scenario.plan
        self._bad, self._status = np.stack(self._bad), np.stack(self._status)
        month, teller, root, since, told, begin = _columns(self._told, 6)
        told_of = {"teller": teller, "root": root, "since": since, "month": month, "told": told}
        story, hearer = self._hearers(teller, told, begin)
        for number, (when, sees) in enumerate(self._posts, len(teller)):
            post = {"teller": THE_PUBLIC, "root": stories.POST, "since": when, "month": when, "told": len(sees)}
            told_of = {name: np.append(values, post[name]) for name, values in told_of.items()}
            story, hearer = np.append(story, np.full(len(sees), number)), np.append(hearer, sees)
        told_of["second"] = self._seconds(run, told_of)
        hearings = self._heard(told_of, story, hearer)
        left_month, person, cause, by_stories, exposure = _columns(self._gone, 5)
        leavers = {"person": person.astype(np.int64), "month": left_month.astype(np.int64),
                   "cause": cause.astype(np.int64)}
        return Trace(run.seed, len(run.columns["month"]), told_of, hearings, leavers,
                     self._effects(told_of, hearings, leavers, by_stories),
                     self._pulls(leavers, by_stories, exposure))

    def _hearers(self, teller, told, begin):
        """Who hears each story: the place of the story and the hearer, hearing by hearing."""
        network = self.world.network
        first, degree = network.first[teller], network.degree[teller]
        reached = np.minimum(told, degree)
        story = np.repeat(np.arange(len(teller)), reached)
        place = np.arange(len(story)) - np.repeat(np.cumsum(reached) - reached, reached)
        around = (begin[story] + place) % np.maximum(degree[story], 1)
        return story, network.contact[first[story] + around].astype(np.int64)

    def _heard(self, told_of, story, hearer) -> Table:
        month = told_of["month"][story]
        after = self._bad[month, hearer].astype(np.float64)
        earlier = np.where(month > 0, self._bad[month - 1, hearer], self._before[hearer])
        before = talk.faded(earlier, self._inputs.story_half_life)
        gained = talk.impression(after) - talk.impression(before)
        return {"story": story, "hearer": hearer, "status": self._status[month, hearer],
                "fresh": gained / np.maximum(np.rint(after - before), 1)}

    def _seconds(self, run: Run, told_of) -> np.ndarray:
        """When the trouble was complete: when the problem came up, or when the last contact of the month ended."""
        second, inputs = np.full(len(told_of["root"]), -1), run.scenario.today
        draws = Draws(run.seed, inputs.market_size)
        unheard = told_of["root"] == stories.UNHEARD
        for month in np.unique(told_of["since"][unheard]).tolist():
            these = np.flatnonzero(unheard & (told_of["since"] == month))
            who = told_of["teller"][these]
            second[these] = np.floor(draws.uniform(Purpose.FAILURE_TIME, month, who) * SECONDS_A_MONTH)
            if month in self._outages:
                began = self._outages[month][who]
                second[these] = np.where(began >= 0, began, second[these])
        ends: dict[tuple[int, int], int] = {}
        for ticket in run.tickets:
            ends[person_of(ticket.tick), ticket.ended // MONTH - inputs.burn_in] = ticket.ended % MONTH // SECOND
        for place in np.flatnonzero(np.isin(told_of["root"], (stories.LATE, stories.NOT_SOLVED, stories.UNANSWERED))):
            second[place] = ends.get((told_of["teller"][place].item(), told_of["since"][place].item()), -1)
        return second

    def _effects(self, told_of, hearings, leavers, by_stories) -> Table:
        """Share out everybody who stayed away or was drawn away among the stories they had heard."""
        fade, order = 0.5 ** (1 / self._inputs.story_half_life), np.argsort(hearings["hearer"], kind="stable")
        sorted_hearer = hearings["hearer"][order]
        drawn = np.flatnonzero(leavers["cause"] == FRIENDS)
        months, persons = _columns(self._away, 2)
        lost = [*zip(months.tolist(), persons.tolist(), [STAYED_AWAY] * len(months), [1.0] * len(months), strict=True),
                *zip(leavers["month"][drawn].tolist(), leavers["person"][drawn].tolist(), [LEFT] * len(drawn),
                     by_stories[drawn].tolist(), strict=True)]
        rows = []
        for month, person, kind, part in lost:
            low, high = np.searchsorted(sorted_hearer, [person, person + 1])
            heard = hearings["story"][order[low:high]]
            age = month - told_of["month"][heard]
            heard, age = heard[age >= 0], age[age >= 0]
            shares = part * fade**age / max(self._bad[month, person], 1e-9)
            rows += [(story, person, month, kind, share) for story, share in zip(heard.tolist(), shares.tolist(),
                                                                                strict=True) if share > 0]
        return _table(rows, ("story", "person", "month", "kind", "share"))

    def _pulls(self, leavers, by_stories, exposure) -> Table:
        """Share out what contacts who left did to those whom friends drew away among these contacts."""
        network, fade = self.world.network, 0.5 ** (1 / self._inputs.defection_half_life)
        left: dict[int, list[int]] = {}
        for place, person in enumerate(leavers["person"].tolist()):
            left.setdefault(person, []).append(place)
        rows = []
        for place in np.flatnonzero(leavers["cause"] == FRIENDS).tolist():
            person, part = leavers["person"][place], 1 - by_stories[place]
            begin, end = network.first[person], network.first[person + 1]
            for contact, strength in zip(network.contact[begin:end].tolist(), network.strength[begin:end].tolist(),
                                         strict=True):
                for after in left.get(contact, ()):
                    age = leavers["month"][place] - 1 - leavers["month"][after]
                    if age >= 0 and exposure[place] > 0:
                        rows.append((place, after, part * strength * fade**age / exposure[place]))
        return _table(rows, ("leaver", "after", "share"))


def _columns(rows: list[tuple], n: int) -> list[np.ndarray]:
    """Tables of equal columns, one below the other."""
    return [np.concatenate(column) for column in zip(*rows, strict=True)] if rows else [np.zeros(0, np.int64)] * n


def _table(rows: list[tuple], names: tuple[str, ...]) -> Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: np.array(values, float if name == "share" else np.int64)
            for name, values in zip(names, columns, strict=True)}
