"""Many worlds: what one world says of a plan, two plans in the same worlds, and churn solved to what is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from sim import ledger, model
from sim.draws import check_seed
from sim.metrics import COLUMNS, MEASURES, yearly_churn
from sim.outcomes import HEADLINE, Comparison, Gathering, Outcome, Worlds, compared
from sim.precision import Interval, Precision, Rule, interval
from sim.scenario import Scenario, ScenarioError
from sim.spread import seconds_of, spread

__all__ = ["AUTO", "Comparison", "Interval", "Outcome", "Rule", "Worlds", "churn_of", "compare", "compared",
           "in_one_world", "in_same_worlds", "interval", "one_world", "solve_hazard"]
AUTO = "auto"
MOST_WORLDS = 10_000
USUAL_AUTO = 20             # worlds that a precision rule is expected to need, to decide where to work
SOLVED_WITHIN, MISSED_BY = 0.0005, 0.01
FINEST_LEVEL = 1.002        # churn of few people moves in steps; no finer level is worth looking for


def one_world(scenario: Scenario, seed: int) -> Outcome:
    """Live through a world as it is and with bad stories silenced from month 0, and measure the plan.

    Notes
    -----
    ``money_lost_to_word_of_mouth_cents`` is the net present value of the silenced twin minus that of the world
    as it is: exact, because all else is the same luck.
    """
    return in_one_world((scenario,), seed)[0]


def in_one_world(scenarios: Sequence[Scenario], seed: int) -> list[Outcome]:
    """The same for several plans in one world, which costs less than one after the other."""
    runs = iter(model.together([(each, silenced) for each in scenarios for silenced in (False, True)], seed))
    return [_measured(scenario, lived, silenced)
            for scenario, lived, silenced in zip(scenarios, runs, runs, strict=True)]


def _measured(scenario: Scenario, lived: model.Run, silenced: model.Run) -> Outcome:
    lost = (silenced.columns["npv_cents"][-1] - lived.columns["npv_cents"][-1]).item()
    measures = {key: measure.of(lived.columns) for key, measure in MEASURES.items()}
    measures |= {"money_lost_to_word_of_mouth_cents": lost, "base_value_cents": base_value(lived.columns, scenario)}
    return Outcome(lived.seed, lived.columns, measures)


def base_value(columns: dict[str, np.ndarray], scenario: Scenario) -> int:
    """What the customers left at the end are worth in today's money, at the churn and the margin of the last year.

    Parameters
    ----------
    columns : dict of (months,) arrays
        A run's monthly table.

    Returns
    -------
    int, cent
        See `ledger.base_value`.
    """
    last = {column: columns[column][-12:] for column in COLUMNS}
    served = (last["customers"] + last["left"] - last["joined"]).sum().item()
    margin = last["profit_cents"].sum().item() / served if served else 0.0
    return ledger.base_value(last["customers"][-1].item(), margin, yearly_churn(last), len(columns["month"]),
                             scenario.plan.discount_rate)


def seeds_of(worlds: int, seed: int = 1) -> range:
    """The seeds of so many worlds, the first of which is `seed`.

    Raises
    ------
    ScenarioError
        When there are too few or too many, or a seed is out of range.
    """
    if isinstance(worlds, bool) or not isinstance(worlds, int) or not 1 <= worlds <= MOST_WORLDS:
        raise ScenarioError("worlds", worlds, "is out of range", f"1 to {MOST_WORLDS}")
    check_seed(seed)
    check_seed(seed + worlds - 1)
    return range(seed, seed + worlds)


def compare(today: Scenario, plan: Scenario, worlds: int | str | Rule = 20, seed: int = 1, workers: int | None = None,
            progress: Callable[[int], None] | None = None, cluster: str | None = None) -> Comparison:
    """Let two plans live through the same worlds.

    Parameters
    ----------
    today, plan : Scenario
        Any two scenarios with equally many months; differences are the second minus the first.
    worlds : int, 1 to 10,000, or "auto", or a `precision.Rule`
        Their seeds are `seed`, `seed` + 1, ... By a rule, as many as the paired difference of the net present
        value of profit needs.
    workers : int, optional
        Processes to use; all cores unless said, or none but this one for little work.
    progress : callable, optional
        Called with the number of worlds done.
    cluster : str, optional
        The address of a Dask scheduler that shall do the work, as for `spread.spread`.

    Returns
    -------
    Comparison
        It depends neither on `workers` nor on `cluster`.

    Raises
    ------
    ScenarioError
        When `worlds` is out of range, the plans differ in length, or the cluster cannot be used.
    """
    if today.plan.months != plan.plan.months:
        raise ScenarioError("months", plan.plan.months, "differs from the other plan's", str(today.plan.months))
    (first, second), precise = in_same_worlds(
        (today, plan), worlds, seed, workers, progress and (lambda done, total: progress(done)), cluster)
    return Comparison(first, second, precise)


def in_same_worlds(scenarios: Sequence[Scenario], worlds: int | str | Rule = 20, seed: int = 1,
                   workers: int | None = None, progress: Callable[[int, int], None] | None = None,
                   cluster: str | None = None) -> tuple[tuple[Worlds, ...], bool | None]:
    """Let several plans live through the same worlds; plans that are the same are lived once.

    Parameters
    ----------
    scenarios : sequence of Scenario
        With equally many months; by a rule, every plan's difference from the first has to be known well enough.
    worlds, seed, workers, cluster : as for `compare`
    progress : callable, optional
        Called with the number of worlds done, and how many there are at most.

    Returns
    -------
    lived : tuple of Worlds, in the order of `scenarios`
    precise : bool, optional
        Whether the precision asked for was reached; None where a number of worlds was asked for.
    """
    rule = Rule() if worlds == AUTO else worlds if isinstance(worlds, Rule) else None
    seeds = seeds_of(rule.most if rule else worlds, seed)
    precisions = [Precision(rule) for _ in scenarios[1:]] if rule else []
    gatherings = [Gathering() for _ in scenarios]
    likely = min(USUAL_AUTO, len(seeds)) if rule else len(seeds)
    lived = spread(partial(_each, tuple(scenarios)), _until(precisions, seeds) if rule else seeds, workers, cluster,
                   sum(seconds_of(scenario, 2 * likely) for scenario in scenarios))
    for done, (first, *others) in enumerate(lived, 1):
        if _enough(precisions):
            continue        # was under way already when the rule had enough
        for gathering, outcome in zip(gatherings, (first, *others), strict=True):
            gathering.add(outcome)
        for precision, outcome in zip(precisions, others, strict=False):
            precision.add(outcome.measures[HEADLINE] - first.measures[HEADLINE], first.measures[HEADLINE])
        if progress:
            progress(done, len(seeds))
    precise = all(precision.met for precision in precisions) if rule else None
    return tuple(gathering.worlds() for gathering in gatherings), precise


def _enough(precisions: Sequence[Precision]) -> bool:
    return bool(precisions) and all(precision.enough for precision in precisions)


def _until(precisions: Sequence[Precision], seeds: Sequence[int]) -> Iterator[int]:
    for seed in seeds:
        if _enough(precisions):
            return
        yield seed


def _each(scenarios: tuple[Scenario, ...], seed: int) -> tuple[Outcome, ...]:
    """One world under each plan."""
    wholes = [(scenario.today, scenario.plan, scenario.events) for scenario in scenarios]
    firsts = [wholes.index(whole) for whole in wholes]
    different = sorted(set(firsts))
    outcomes = dict(zip(different, in_one_world([scenarios[place] for place in different], seed), strict=True))
    return tuple(outcomes[place] for place in firsts)


def churn_of(scenario: Scenario, seeds: Sequence[int], workers: int | None = 1, cluster: str | None = None) -> float:
    """Mean yearly churn over worlds, under the scenario's present plan: float, 1."""
    today = scenario.as_today()
    return float(np.mean(list(spread(partial(_churn, today), seeds, workers, cluster, seconds_of(today, len(seeds))))))


def _churn(scenario: Scenario, seed: int) -> float:
    return yearly_churn(model.run(scenario, seed).columns)


def solve_hazard(scenario: Scenario, seeds: Sequence[int], workers: int | None = 1,
                 cluster: str | None = None) -> float:
    """The `hazard_level` at which yearly churn under today's plan is the stated `yearly_churn`.

    Notes
    -----
    Regula falsi (Illinois) on the logarithm of the level, in the same worlds at every step; contagion, the
    desk and everything else react as they do. Stops within 0.0005 of the stated churn, or where the level is
    known to a fifth of a percent.
    """
    stated = scenario.today.yearly_churn

    def excess(level):
        return churn_of(scenario.changed(hazard_level=level), seeds, workers, cluster) - stated

    low, high = 0.05, 10.0
    below, above = excess(low), excess(high)
    if below > 0 or above < 0:
        raise ScenarioError("yearly_churn", stated, "cannot be reached by any hazard_level")
    while True:
        level = float(np.exp((np.log(low) * above - np.log(high) * below) / (above - below)))
        found = excess(level)
        if abs(found) < SOLVED_WITHIN or high / low < FINEST_LEVEL:
            return round(level, 3)
        if found < 0:
            low, below, above = level, found, above / 2
        else:
            high, above, below = level, found, below / 2
