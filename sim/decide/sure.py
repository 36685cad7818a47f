"""How sure it is that one of two plans is the better one, and what that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from sim.decide import minds, sensitivity, softening, sure_words
from sim.decide.minds import Mind
from sim.decide.ranges import Range, choices, chosen, unknowns
from sim.decide.sensitivity import Bar, Trials
from sim.decide.together import FEWEST_TOGETHER, POINTS, TOGETHER, Together, check_points, influential, together
from sim.experiments import seeds_of
from sim.precision import Interval, interval
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError, declarations

TOP = 12                    # unknowns looked at in all worlds: the bars of the tornado
FIRST_LOOK, SECOND_LOOK = 8, 2  # a first look takes an eighth of the worlds, at least one; a second one half of them
STAY = 36                   # unknowns that come to the second look
LIKELY_FLIPS, LOOKS_A_FLIP = 2, 3


@dataclass(frozen=True)
class Sure:
    """What the choice between two plans rests on, one unknown at a time; gains are the second plan minus the first.

    Attributes
    ----------
    first, second : str
        The names of the plans.
    seed, worlds : int
    people : int, person
        People in the market of the company that was lived through.
    gains : tuple of float, cent
        The net present value of profit, world by world, at the company's own values.
    profits : Interval, cent
        The first plan's.
    screened : tuple of Bar
        Every unknown in the worlds of the first look, the largest swing first.
    bars : tuple of Bar
        The `TOP` of them in all worlds, the largest swing first.
    minds : tuple of Mind
        For those of them whose effect is clear, in the same order.
    left_out : tuple of str
        Assumptions that have no range.
    """

    first: str
    second: str
    seed: int
    worlds: int
    people: int
    gains: tuple[float, ...]
    profits: Interval
    screened: tuple[Bar, ...]
    bars: tuple[Bar, ...]
    minds: tuple[Mind, ...]
    left_out: tuple[str, ...]

    @cached_property
    def gain(self) -> Interval:
        """The mean gain at the company's own values, with its interval."""
        return interval(self.gains)

    @property
    def second_better(self) -> bool:
        """Whether the second plan earns more on average; it is the one to recommend then."""
        return self.gain.mean > 0

    @property
    def wins(self) -> int:
        """In how many worlds the better plan earns more."""
        return sum((gain > 0) == self.second_better and gain != 0 for gain in self.gains)

    @property
    def is_open(self) -> bool:
        """Whether the worlds leave open which plan earns more: the interval holds 0."""
        return self.gain.low <= 0 <= self.gain.high

    @property
    def firmness(self) -> str:
        """How firmly to word the recommendation: by the grades of the bars, each weighed by its swing."""
        weights: Counter[str] = Counter()
        for bar in self.bars:
            weights[declarations()[bar.unknown.key].grade] += bar.swing
        return softening.firmness(weights)

    @property
    def decisive(self) -> Mind | None:
        """The unknown that is worth most to find out, of those that alone could flip the recommendation."""
        return minds.most_worth_knowing(self.minds)

    @property
    def miss(self) -> Mind | None:
        """The unknown that comes nearest to flip the recommendation without doing so."""
        return minds.nearest_miss(self.minds)

    @property
    def sentence(self) -> str:
        """The recommendation, how firm it is, and what would change it."""
        return sure_words.sentence(self)

    def as_dict(self) -> dict:
        """Everything as plain numbers, ready for JSON; money in cents."""
        def told(bar):
            return {**asdict(bar), "unit": declarations()[bar.unknown.key].unit,
                    "grade": declarations()[bar.unknown.key].grade}

        decisive = self.decisive
        return {"model_version": MODEL_VERSION, "first": self.first, "second": self.second, "seed": self.seed,
                "worlds": self.worlds, "people": self.people, "sentence": self.sentence,
                "gain_cents": asdict(self.gain), "first_profit_npv_cents": asdict(self.profits),
                "better": "second" if self.second_better else "first", "wins": self.wins, "open": self.is_open,
                "firmness": self.firmness, "tornado": [told(bar) for bar in self.bars],
                "would_change_your_mind": [asdict(mind) for mind in self.minds if mind.tips],
                "most_worth_knowing": decisive.unknown.key if decisive else None,
                "screened": [{"key": bar.unknown.key, "low": bar.unknown.low, "high": bar.unknown.high,
                              "gain_low_cents": bar.low.mean, "gain_high_cents": bar.high.mean}
                             for bar in self.screened], "left_out": list(self.left_out)}

    def as_text(self) -> str:
        """What the command line prints."""
        return sure_words.text(self)


def sure(first: Scenario, second: Scenario, worlds: int = 8, seed: int = 1,
         ranges: Mapping[str, Range] | None = None, keys: Sequence[str] | None = None, workers: int | None = None,
         cluster: str | None = None, progress: Callable[[int, int], None] | None = None) -> Sure:
    """How the better of two plans depends on each assumption alone, and what would change one's mind.

    Parameters
    ----------
    first, second : Scenario
        Two different plans of the same company over equally many months; differences are the second minus the first.
    worlds : int, 1 to 10,000
        For the assumptions that matter most; looks at more of them take fewer.
    seed : int, >= 0
        The first world.
    ranges : mapping of str to (low, high), optional
        Instead of the plausible range of some assumptions, as for `ranges.unknowns`.
    keys : sequence of str, optional
        Look at these assumptions only.
    workers, cluster : as for `spread.spread`
    progress : callable, optional
        Called with how many pairs of runs are done, and how many there will be.

    Returns
    -------
    Sure
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When the plans are the same, differ in length or are of different companies; when `worlds`, a range or a
        key cannot be used.

    Notes
    -----
    Screening by halving: every unknown at both ends of its range, one at a time, in an eighth of the worlds; the
    `STAY` with the largest swings in half of them; the `TOP` in all, the same worlds at every value. Then tipping
    values, as `minds.minds` does, of those whose effect can be told from luck. Figures on time and on what screening
    misses: docs/decisions/0030-how-sure.md.
    """
    trials = Trials(first, second, workers, cluster, progress)
    seeds = seeds_of(worlds, seed)
    found = unknowns(first, ranges)
    found = chosen(found, keys) if keys is not None else found
    few, some = (seeds[:max(1, worlds // share)] for share in (FIRST_LOOK, SECOND_LOOK))
    looks = ((len(few), len(found)), (len(some) - len(few), STAY), (worlds - len(some), TOP))
    trials.expected = worlds * (1 + LIKELY_FLIPS * LOOKS_A_FLIP) + sum(
        2 * more * min(unknown, len(found)) for more, unknown in looks)
    own = trials.profits([()], seeds)[0]
    screened = sensitivity.bars(trials, found, few)
    stay = sensitivity.bars(trials, [bar.unknown for bar in screened[:STAY]], some)
    bars = sensitivity.bars(trials, [bar.unknown for bar in stay[:TOP]], seeds)
    looked_at = [bar.unknown for bar in bars if bar.is_clear]
    known = {(bar.unknown.key, end): gain.mean for bar in bars
             for end, gain in ((bar.unknown.low, bar.low), (bar.unknown.high, bar.high))}
    known |= {(each.key, each.value): float((own[:, 1] - own[:, 0]).mean()) for each in looked_at}

    def mean_gains(points):
        return trials.gains([(point,) for point in points], seeds).mean(axis=1)

    found_minds = minds.minds(mean_gains, looked_at, known)
    return Sure(first.name, second.name, seed, worlds, trials.people, tuple(map(float, own[:, 1] - own[:, 0])),
                interval(own[:, 0]), screened, bars, found_minds, choices())


@dataclass(frozen=True)
class Complete:
    """Both parts: each unknown alone, and those that matter most together."""

    alone: Sure
    together: Together

    @property
    def sentence(self) -> str:
        return f"{self.alone.sentence} {self.together.sentence}"

    def as_dict(self) -> dict:
        """Everything as plain numbers, ready for JSON; money in cents."""
        return {**self.alone.as_dict(), "together": self.together.as_dict()}

    def as_text(self) -> str:
        """What the command line prints."""
        return f"{self.alone.as_text()}\n\n{self.together.as_text()}"


def complete(first: Scenario, second: Scenario, worlds: int = 8, seed: int = 1,
             ranges: Mapping[str, Range] | None = None, keys: Sequence[str] | None = None, points: int = POINTS,
             workers: int | None = None, cluster: str | None = None,
             progress: Callable[[int, int], None] | None = None) -> Complete:
    """First `sure`, then `together` with the most influential unknowns; parameters as for these.

    Raises
    ------
    ScenarioError
        As these do, and when there are too few `keys` to be varied together.
    """
    if keys is not None and len(keys) < FEWEST_TOGETHER:
        raise ScenarioError("keys", tuple(keys), "are too few to be varied together", f"{FEWEST_TOGETHER} or more")
    check_points(points)
    further = points * (TOGETHER + 2)
    counted = [0, 0]

    def first_part(done, total):
        counted[:] = done, total
        progress(done, total + further)

    def second_part(done, total):
        progress(counted[1] + done, counted[1] + total)

    alone = sure(first, second, worlds, seed, ranges, keys, workers, cluster, first_part if progress else None)
    both = together(first, second, influential(alone.bars, first, second), 1, seed, ranges, points, workers, cluster,
                    second_part if progress else None)
    return Complete(alone, both)
