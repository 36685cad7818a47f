"""Why one plan earns more than another: the difference split over what differs, over causes and over lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sim import model
from sim.decide import shapley
from sim.decide.players import Between, Change, Player
from sim.events import Event
from sim.experiments import seeds_of
from sim.metrics import CAUSES, COST_LINES
from sim.precision import Interval, interval
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError
from sim.spread import seconds_of, spread

MOST_EXACT = 7              # players; one more would double the coalitions
PAIRS, MOST_PAIRS = 8, 500  # orders drawn, each with its reverse, beyond that; fewer where they are long
DRAWN = 128                 # coalitions, about, that all orders drawn pass through
SIDE_BY_SIDE = 8            # coalitions of one world lived together
NAMED = 4                   # parts named one by one in the sentence
LINES = ("revenue_cents", *COST_LINES)
# How the customers at the end come about; those at the start and those won are added, those lost are subtracted.
FLOWS = ("start", "joined", "returned", "won_back", *(f"left_{cause}" for cause in CAUSES))


@dataclass(frozen=True)
class Part:
    """What one player brings: its share of the difference in the net present value of profit.

    Attributes
    ----------
    name : str
        The input's key; keys that only make sense together are joined by " + ". A lever of today's plan is called
        `today.<key>`, and an event from outside `calendar.<kind>`.
    kind : str
        `inputs.LEVER` or `inputs.ASSUMPTION`.
    cents : int, cent
        Whole; the parts add up to the total.
    interval : Interval, cent
        Over the worlds.
    alone : float, cent
        What it brings if nothing else changes, on average over the worlds.
    sampling_error : float, cent
        Standard error that comes from drawing orders; 0 where all coalitions were lived.
    changes : tuple of Change
        What it consists of.
    """

    name: str
    kind: str
    cents: int
    interval: Interval
    alone: float
    sampling_error: float
    changes: tuple[Change, ...]

    def as_dict(self) -> dict:
        """The part as plain numbers, ready for JSON."""
        return {"name": self.name, "kind": self.kind, "cents": self.cents, **vars(self.interval),
                "alone": self.alone, "sampling_error": self.sampling_error,
                "changes": [{"where": each.where, "key": each.key, "before": _plain(each.before),
                             "after": _plain(each.after)} for each in self.changes]}


def _plain(value: float | tuple[Event, ...]) -> float | list[dict]:
    return [dict(vars(event)) for event in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Entry:
    """What one flow of customers or one line of money adds to a difference.

    Attributes
    ----------
    name : str, one of `FLOWS` or of `LINES`
    amount : int, person or cent
        Whole, and negative where it makes the result smaller; the entries add up to the total.
    interval : Interval, person or cent
        Over the worlds.
    """

    name: str
    amount: int
    interval: Interval

    def as_dict(self, unit: str) -> dict:
        """The entry as plain numbers, ready for JSON, with its amount under the name of the unit."""
        return {"name": self.name, unit: self.amount, **vars(self.interval)}


@dataclass(frozen=True)
class Why:
    """The difference between two plans, split three ways; each way adds up exactly.

    Attributes
    ----------
    worlds, months : int
    orders : int
        How many orders of the players were drawn; 0 where all coalitions were lived, so that the shares are exact.
    first_cents, total_cents : int, cent
        The first plan's profit in net present value, and the second plan's less the first's, means over worlds.
    total, interaction : Interval, cent
        The difference, and what of it no change brings alone: the total less the sum of what each brings alone.
    parts : tuple of Part
        Levers first, then assumptions, each in the order of the inputs.
    first_customers, total_customers : int, person
        At the end of the last month.
    causes : tuple of Entry
        `FLOWS` that add up to the difference in customers.
    lines : tuple of Entry
        `LINES` in net present value, which add up to the difference in profit; costs count against it.
    """

    worlds: int
    months: int
    orders: int
    first_cents: int
    total_cents: int
    total: Interval
    interaction: Interval
    parts: tuple[Part, ...]
    first_customers: int
    total_customers: int
    causes: tuple[Entry, ...]
    lines: tuple[Entry, ...]

    @property
    def exact(self) -> bool:
        """Whether all coalitions were lived."""
        return not self.orders

    @property
    def sentence(self) -> str:
        """The split in one or two sentences."""
        if not self.parts:
            return "The two plans are the same: there is no difference to explain."
        ranked = sorted(self.parts, key=lambda part: -abs(part.cents))
        said = [_said(part.name, part.cents) for part in ranked[:NAMED]]
        if ranked[NAMED:]:
            more = len(ranked) - NAMED
            rest = sum(part.cents for part in ranked[NAMED:])
            said.append(_said(f"{more} more parts together" if more > 1 else ranked[-1].name, rest, more > 1))
        how = "more" if self.total_cents > 0 else "less"
        earned = f"{_euro(self.total_cents)} euro {how}" if self.total_cents else "neither more nor less"
        return f"The second plan earns {earned} in net present value: {', '.join(said)}. The parts add up exactly."

    def as_dict(self) -> dict:
        """The split as plain numbers, ready for JSON."""
        return {"model_version": MODEL_VERSION, "worlds": self.worlds, "months": self.months, "exact": self.exact,
                "orders": self.orders, "sentence": self.sentence, "total_cents": self.total_cents,
                "first_cents": self.first_cents, "total": vars(self.total), "interaction": vars(self.interaction),
                "parts": [part.as_dict() for part in self.parts],
                "total_customers": self.total_customers, "first_customers": self.first_customers,
                "causes": [entry.as_dict("customers") for entry in self.causes],
                "lines": [entry.as_dict("cents") for entry in self.lines]}

    def as_text(self) -> str:
        """The split as lines to read, money in euro."""
        parts = [(f"{part.name} ({part.kind})", part.cents / 100, part.interval, 100) for part in self.parts]
        causes = [(each.name, each.amount, each.interval, 1) for each in self.causes if each.amount]
        lines = [(each.name.removesuffix("_cents"), each.amount / 100, each.interval, 100)
                 for each in self.lines if each.amount]
        alone = self.interaction
        how = ("exact" if self.exact else f"from {self.orders} orders drawn; standard error of that at most "
               f"{max(part.sampling_error for part in self.parts) / 100:,.0f} euro")
        tables = [_table("profit, net present value, euro", parts, self.total_cents / 100),
                  _table("customers at the end", causes, self.total_customers),
                  _table("money, net present value, euro", lines, self.total_cents / 100)]
        foot = (f"Shares over {_count(self.worlds)}: {how}. What no change brings alone: {alone.mean / 100:,.2f} euro "
                f"({alone.low / 100:,.2f} to {alone.high / 100:,.2f}).")
        return "\n\n".join([self.sentence, *tables, foot])


def _euro(cents: int) -> str:
    return f"{abs(cents) / 100:,.0f}"


def _said(name: str, cents: int, several: bool = False) -> str:
    if not cents:
        return f"{name} change{'' if several else 's'} nothing"
    verb = ("bring" if cents > 0 else "cost") + ("" if several else "s")
    return f"{name} {verb} {_euro(cents)}"


def _count(worlds: int) -> str:
    return "1 world" if worlds == 1 else f"{worlds:,} identical worlds"


def _table(title: str, rows: Sequence[tuple[str, float, Interval, int]], total: float) -> str:
    head = f"{title:<44}{'share':>16}{'low':>16}{'high':>16}"
    shown = [f"{name:<44}{amount:>16,.2f}{each.low / scale:>16,.2f}{each.high / scale:>16,.2f}"
             for name, amount, each, scale in rows]
    return "\n".join([head, *shown, f"{'together':<44}{total:>16,.2f}"])


def why(first: Scenario, second: Scenario, worlds: int = 8, seed: int = 1, workers: int | None = None,
        progress: Callable[[int, int], None] | None = None, cluster: str | None = None,
        pairs: int | None = None) -> Why:
    """Split the difference in profit between two plans over everything in which they differ.

    Parameters
    ----------
    first, second : Scenario
        Any two with equally many months; differences are the second minus the first.
    worlds : int, 1 to 10,000
        Every coalition of changes is lived in the same ones.
    progress : callable, optional
        Called with the pieces of work done, and with how many there are.
    pairs : int, 2 to `MOST_PAIRS`, optional
        How many pairs of orders are drawn where there are too many changes to live all coalitions. Unless said:
        `PAIRS`, or so many that they pass through about `DRAWN` coalitions.

    Returns
    -------
    Why
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When the plans differ in length, `worlds` or `pairs` is out of range, or the cluster cannot be used.

    Notes
    -----
    Shapley values on paired worlds [Shapley1953]: what a change brings on average over all orders in which the
    changes may be made. Exact up to `MOST_EXACT` changes, beyond that from orders drawn with `seed`. Swapping the
    two plans turns every sign. Pinned by tests/unit/test_decide_why.py.
    """
    seeds = seeds_of(worlds, seed)
    whole = isinstance(pairs, int) and not isinstance(pairs, bool)
    if pairs is not None and not (whole and 2 <= pairs <= MOST_PAIRS):
        raise ScenarioError("pairs", pairs, "is out of range", f"2 to {MOST_PAIRS}")
    between = Between(first, second)
    orders, scenarios = _coalitions(between, pairs, seed)
    everybody = max(scenarios)
    pieces = [(each, tuple((mask, scenarios[mask], mask in (0, everybody)) for mask in masks))
              for each in seeds for masks in _batches(sorted(scenarios))]
    found: dict[int, list[dict[int, _Lived]]] = {each: [] for each in seeds}
    results = spread(_lived, pieces, workers, cluster, seconds_of(first, len(scenarios) * len(seeds)))
    for done, ((each, _), lived) in enumerate(zip(pieces, results, strict=True), 1):
        found[each].append(lived)
        if progress:
            progress(done, len(pieces))
    return _told(between, orders, [{mask: one for lived in found[each] for mask, one in lived.items()}
                                   for each in seeds])


def combinations(first: Scenario, second: Scenario, seed: int = 1) -> tuple[int, int]:
    """How many changes lead from one plan to the other, and how many combinations of them `why` lives in a world.

    Raises
    ------
    ScenarioError
        When the plans differ in length.
    """
    between = Between(first, second)
    _, scenarios = _coalitions(between, None, seed)
    return len(between.players), len(scenarios)


def _coalitions(between: Between, pairs: int | None, seed: int) -> tuple[list[shapley.Order], dict[int, Scenario]]:
    """The orders drawn, if any, and every coalition needed; players whose values do not go together become one."""
    between.scenario(0)
    while True:
        n = len(between.players)
        usual = max(2, min(PAIRS, DRAWN // (2 * n))) if n else 0
        orders = shapley.drawn_orders(n, pairs or usual, seed) if n > MOST_EXACT else []
        alone = {1 << player for player in range(n)}
        masks = {mask for order in orders for mask in shapley.coalitions(order)} | alone if orders else range(1 << n)
        refused = next((mask for mask in sorted(masks) if not between.allows(mask)), None)
        if refused is None:
            return orders, {mask: between.scenario(mask) for mask in masks}
        between.merge(refused)


def _batches(masks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(masks), SIDE_BY_SIDE):
        yield masks[start:start + SIDE_BY_SIDE]


@dataclass(frozen=True)
class _Lived:
    """One coalition in one world: profit, and of the two plans themselves the flows and the lines by month."""

    cents: int
    customers: int = 0
    flows: tuple[int, ...] = ()
    lines: np.ndarray | None = None


def _lived(piece: tuple[int, tuple[tuple[int, Scenario, bool], ...]]) -> dict[int, _Lived]:
    seed, coalitions = piece
    runs = model.together([(scenario, False) for _, scenario, _ in coalitions], seed)
    return {mask: _summary(run.columns, in_full) for (mask, _, in_full), run in zip(coalitions, runs, strict=True)}


def _summary(columns: Mapping[str, np.ndarray], in_full: bool) -> _Lived:
    cents = columns["npv_cents"][-1].item()
    if not in_full:
        return _Lived(cents)
    joined, returned, won_back = (columns[key].sum().item() for key in ("joined", "returned", "won_back"))
    start = (columns["customers"][0] + columns["left"][0] - columns["joined"][0]).item()
    left = (-columns[f"left_{cause}"].sum().item() for cause in CAUSES)
    signed = [columns[line] if line == "revenue_cents" else -columns[line] for line in LINES]
    flows = (start, joined - returned, returned - won_back, won_back, *left)
    return _Lived(cents, columns["customers"][-1].item(), flows, np.array(signed, dtype=np.int64))


def _told(between: Between, orders: list[shapley.Order], lived: list[dict[int, _Lived]]) -> Why:
    everybody, worlds = max(lived[0]), len(lived)
    ends = [(world[0], world[everybody]) for world in lived]
    gains = [after.cents - before.cents for before, after in ends]
    people = [after.customers - before.customers for before, after in ends]
    total_cents, total_customers = _mean(gains), _mean(people)
    alone = [sum(world[1 << player].cents - world[0].cents for player in range(len(between.players)))
             for world in lived]
    return Why(worlds=worlds, months=between.first.plan.months, orders=len(orders),
               first_cents=_mean([before.cents for before, _ in ends]), total_cents=total_cents,
               total=interval(gains), parts=_parts(between, orders, lived, total_cents),
               interaction=interval([gain - by_itself for gain, by_itself in zip(gains, alone, strict=True)]),
               first_customers=_mean([before.customers for before, _ in ends]), total_customers=total_customers,
               causes=_causes(ends, total_customers), lines=_lines(between, ends, total_cents))


def _mean(values: Sequence[int]) -> int:
    return round(Fraction(sum(values), len(values)))


def _parts(between: Between, orders: list[shapley.Order], lived: list[dict[int, _Lived]],
           total: int) -> tuple[Part, ...]:
    players, worlds = between.players, len(lived)
    games = [{mask: one.cents for mask, one in world.items()} for world in lived]
    together = {mask: sum(game[mask] for game in games) for mask in games[0]}

    def split(game):
        return shapley.sampled(orders, game) if orders else shapley.exact(len(players), game)

    cents = shapley.whole([share / worlds for share in split(together)], total)
    by_world = [split(game) for game in games]
    errors = shapley.sampling_errors(orders, together) if orders else (0.0,) * len(players)
    return tuple(_part(between, player, cents[number], [float(shares[number]) for shares in by_world],
                       (together[1 << number] - together[0]) / worlds, errors[number] / worlds)
                 for number, player in enumerate(players))


def _part(between: Between, player: Player, cents: int, shares: list[float], alone: float, error: float) -> Part:
    return Part(player.name, player.kind, cents, interval(shares), alone, error, between.changes(player))


def _causes(ends: Sequence[tuple[_Lived, _Lived]], total: int) -> tuple[Entry, ...]:
    by_world = np.array([np.subtract(after.flows, before.flows) for before, after in ends])
    shares = [Fraction(flow, len(ends)) for flow in by_world.sum(axis=0).tolist()]
    return tuple(Entry(name, amount, interval(values)) for name, amount, values
                 in zip(FLOWS, shapley.whole(shares, total), by_world.T, strict=True))


def _lines(between: Between, ends: Sequence[tuple[_Lived, _Lived]], total: int) -> tuple[Entry, ...]:
    """Discount line by line, exactly: the model rounds the profit's value to cents, so the last cent is shared out."""
    months = np.arange(1, between.first.plan.months + 1) / 12
    before, after = ((1 + each.plan.discount_rate) ** -months for each in (between.first, between.second))
    shares = [gained - had for had, gained in zip(_value([one.lines for one, _ in ends], before),
                                                  _value([other.lines for _, other in ends], after), strict=True)]
    by_world = [other.lines @ after - one.lines @ before for one, other in ends]
    return tuple(Entry(name, amount, interval(values)) for name, amount, values
                 in zip(LINES, shapley.whole(shares, total), np.transpose(by_world), strict=True))


def _value(lines: Sequence[np.ndarray], factors: np.ndarray) -> list[Fraction]:
    exact = [Fraction(factor) for factor in factors.tolist()]
    return [sum((cents * factor for cents, factor in zip(line, exact, strict=True)), Fraction()) / len(lines)
            for line in np.sum(lines, axis=0).tolist()]
