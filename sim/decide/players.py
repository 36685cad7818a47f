"""Who plays: what differs between two scenarios, and the scenarios between the two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sim.events import LEVER_CHANGE, Event
from sim.inputs import ASSUMPTION, LEVER, Inputs, checked, declarations
from sim.scenario import Scenario, ScenarioError

PLAN, TODAY, BOTH, CALENDAR = "plan", "today", "both", "calendar"
SOLVED_TOGETHER = {(BOTH, "yearly_churn"), (BOTH, "hazard_level")}
WHOLE_CALENDAR = ""

Place = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """One thing that differs between two scenarios.

    Attributes
    ----------
    where : str
        PLAN: a lever of the plan; TODAY: a lever of today's plan, under which the company lives before month 0;
        BOTH: what both plans of a scenario share; CALENDAR: events.
    key : str
        The input's key; of events, the lever that changes or the kind of event.
    before, after : number, or tuple of Event
        In the first and in the second scenario.
    """

    where: str
    key: str
    before: float | tuple[Event, ...]
    after: float | tuple[Event, ...]


@dataclass(frozen=True)
class Player:
    """Differences that are taken over from the second scenario together, or not at all."""

    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        """Keys of the inputs, joined by " + "; apart from plain levers and assumptions, with where they stand."""
        return " + ".join(dict.fromkeys(_name(place) for place in self.places))

    @property
    def kind(self) -> str:
        """LEVER where it consists of levers of the plan alone, else ASSUMPTION."""
        return LEVER if all(_of_the_plan(place) for place in self.places) else ASSUMPTION

    def __add__(self, other: Player) -> Player:
        return Player(self.places + other.places)


def _of_the_plan(place: Place) -> bool:
    where, key = place
    return where == PLAN or (where == CALENDAR and key in declarations() and declarations()[key].role == LEVER)


def _name(place: Place) -> str:
    where, key = place
    if where == BOTH or _of_the_plan(place):
        return key
    return f"{where}.{key}" if key != WHOLE_CALENDAR else where


class Between:
    """Two scenarios, the players that lead from the first to the second, and every coalition's scenario.

    Raises
    ------
    ScenarioError
        When the scenarios differ in how many months they last.
    """

    def __init__(self, first: Scenario, second: Scenario):
        if first.plan.months != second.plan.months:
            raise ScenarioError("months", second.plan.months, "differs from the other plan's", str(first.plan.months))
        self.first, self.second = first, second
        self._by_kind = True
        places = self._places()
        if self._events(places) != _in_order(second.events):    # several events of one day in another order
            self._by_kind = False
            places = self._places()
        self.players = _grouped(places)
        self._keep_together()

    def scenario(self, mask: int) -> Scenario:
        """The first scenario with what the players of a coalition take over from the second.

        Parameters
        ----------
        mask : int
            The players whose bit is set, in the order of `players`.

        Raises
        ------
        ScenarioError
            When the values do not go together.
        """
        chosen = {place for number, player in enumerate(self.players) if mask >> number & 1 for place in player.places}
        today, plan = self.first.today.model_dump(), self.first.plan.model_dump()
        for where, key in chosen:
            if where in (PLAN, BOTH):
                plan[key] = getattr(self.second.plan, key)
            if where in (TODAY, BOTH):
                today[key] = getattr(self.second.today, key)
        return replace(self.first, today=checked(today), plan=checked(plan), events=self._events(chosen))

    def changes(self, player: Player) -> tuple[Change, ...]:
        """What differs, place by place."""
        return tuple(self._change(place) for place in player.places)

    def allows(self, mask: int) -> bool:
        """Whether the values of a coalition go together."""
        try:
            self.scenario(mask)
        except ScenarioError:
            return False
        return True

    def merge(self, mask: int) -> None:
        """Make one player of those that the refusal of a coalition is about.

        Notes
        -----
        With as few in it as are refused, and as many: who is in the first or not in the second matters.
        """
        few = many = mask
        for bit in _bits(mask):
            few = few if self.allows(few & ~bit) else few & ~bit
        for bit in _bits(((1 << len(self.players)) - 1) & ~mask):
            many = many if self.allows(many | bit) else many | bit
        together = [number for number in range(len(self.players)) if few >> number & 1 or not many >> number & 1]
        self._join(together)

    def _join(self, numbers: Sequence[int]) -> None:
        one = self.players[numbers[0]]
        for number in numbers[1:]:
            one += self.players[number]
        self.players = _sorted(one if number == numbers[0] else player for number, player in enumerate(self.players)
                               if number not in numbers[1:])

    def _keep_together(self) -> None:
        solved = [number for number, player in enumerate(self.players) if SOLVED_TOGETHER & set(player.places)]
        if len(solved) > 1:
            self._join(solved)

    def _places(self) -> list[Place]:
        """Where the scenarios differ, in the order of the inputs, then of the calendar."""
        one, other = self.first, self.second
        plan, today = _different(one.plan, other.plan), _different(one.today, other.today)
        found = []
        for key, declared in declarations().items():
            if declared.role == LEVER:
                found += [(where, key) for where, differs in ((PLAN, plan), (TODAY, today)) if key in differs]
            elif key in plan or key in today:
                found.append((BOTH, key))
        before, after = self._groups(one.events), self._groups(other.events)
        differing = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
        return found + [(CALENDAR, key) for key in differing]

    def _groups(self, events: Sequence[Event]) -> dict[str, tuple[Event, ...]]:
        groups: dict[str, tuple[Event, ...]] = {}
        for event in _in_order(events):
            key = self._group(event)
            groups[key] = (*groups.get(key, ()), event)
        return groups

    def _group(self, event: Event) -> str:
        if not self._by_kind:
            return WHOLE_CALENDAR
        return event.lever if event.kind == LEVER_CHANGE else event.kind

    def _events(self, chosen: Iterable[Place]) -> tuple[Event, ...]:
        """The calendar with some groups of the second scenario's; events of one day stay in their order."""
        theirs = {key for where, key in chosen if where == CALENDAR}
        kept = [(event.day, place, event) for place, event in enumerate(self.first.events)
                if self._group(event) not in theirs]
        taken = [(event.day, place, event) for place, event in enumerate(self.second.events)
                 if self._group(event) in theirs]
        return tuple(event for _, _, event in sorted(kept + taken, key=lambda each: each[:2]))

    def _change(self, place: Place) -> Change:
        where, key = place
        if where == CALENDAR:
            before, after = (self._groups(each.events).get(key, ()) for each in (self.first, self.second))
        else:
            before, after = (getattr(each.today if where == TODAY else each.plan, key)
                             for each in (self.first, self.second))
        return Change(where, key, before, after)


def _different(one: Inputs, other: Inputs) -> set[str]:
    theirs = other.model_dump()
    return {key for key, value in one.model_dump().items() if value != theirs[key]}


def _in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.day))


def _grouped(places: Sequence[Place]) -> tuple[Player, ...]:
    """One player a place, but a lever of the plan together with its staged changes."""
    by_name: dict[str, Player] = {}
    for place in places:
        name = _name(place)
        by_name[name] = by_name[name] + Player((place,)) if name in by_name else Player((place,))
    return _sorted(by_name.values())


def _sorted(players: Iterable[Player]) -> tuple[Player, ...]:
    """Levers first: coalitions with the same assumptions, which share their start, then follow each other."""
    return tuple(sorted(players, key=lambda player: player.kind != LEVER))


def _bits(mask: int) -> list[int]:
    return [1 << number for number in range(mask.bit_length()) if mask >> number & 1]
