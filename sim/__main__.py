"""Command line: `python -m sim COMMAND`; the commands stand in `COMMANDS`, at the end."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager

import sim
from sim import experiments, journal, lab, levers, options, reference, sayings, sweep
from sim.decide.best import best
from sim.decide.plans import compare_plans
from sim.decide.search import Search
from sim.decide.seek import seek
from sim.decide.sure import complete
from sim.decide.why import why
from sim.explore import report
from sim.explore.cases import pair
from sim.explore.incidents import prices
from sim.explore.losses import losses
from sim.metrics import CAUSES
from sim.results import save_json, write
from sim.scenario import ScenarioError

SHOWN = {"month": "month", "customers": "customers", "joined": "joined", "left": "left", "told_bad": "told bad",
         "prospects_lost_to_word_of_mouth": "lost to talk", "response_median_hours": "response h",
         "reputation": "reputation", "revenue_cents": "revenue", "cost_cents": "cost", "profit_cents": "profit"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error is one line on standard error and exit code 2."""
    try:
        asked = options.parser(COMMANDS).parse_args(arguments)
        asked.command(asked)
        sys.stdout.flush()
    except (ScenarioError, OSError) as wrong:
        if isinstance(wrong, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print("error: " + " ".join(str(wrong).split())[:400], file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        print(str(stopped) or "stopped", file=sys.stderr)
        return 130
    return 0


def _bar(total: int | str, unit: str):
    from tqdm import tqdm

    known = None if total == experiments.AUTO else total
    return tqdm(total=known, unit=" " + unit, leave=False, disable=not sys.stderr.isatty())


def _run(asked) -> None:
    options.check_ending(asked, ".json", ".csv")
    scenario = options.scenario(asked, asked.scenario, asked.set)
    live = reference.run if asked.reference else sim.run
    with _bar(scenario.plan.months, "months") as bar:
        run = live(scenario, asked.seed, progress=lambda done: bar.update(1))
    if asked.out:
        run.save(asked.out)
        return
    table = run.table[list(SHOWN)].rename(columns=SHOWN)
    for money in ("revenue", "cost", "profit"):
        table[money] = (table[money] / 100).map("{:,.0f}".format)
    print(table.to_string(index=False, float_format="{:.1f}".format, na_rep="-"))
    totals = run.totals
    causes = ", ".join(f"{cause} {totals['left_by_cause'][cause]:,}" for cause in CAUSES)
    print(f"\n{scenario.name}, seed {run.seed}, {totals['months']} months, money in euro")
    print(f"customers at the end {totals['customers']:,}; yearly churn {100 * totals['yearly_churn']:.1f} %; "
          f"left {totals['left']:,} ({causes})")
    print(f"told a bad story {totals['told_bad']:,}; lost to word of mouth "
          f"{totals['people_lost_to_word_of_mouth']:,} people; net present value of profit "
          f"{totals['profit_npv_cents'] / 100:,.0f}")


def _compare(asked) -> None:
    options.check_ending(asked, ".json")
    plans = options.plans(asked)
    with _bar(asked.worlds, "worlds") as bar:
        _tell(asked, compare_plans(plans, asked.worlds, asked.seed, **options.where(asked),
                                   progress=lambda done, total: bar.update(1)))


def _why(asked) -> None:
    options.check_ending(asked, ".json")
    with _share() as share:
        _tell(asked, why(*options.plans(asked).values(), asked.worlds, asked.seed, **options.where(asked),
                         progress=share))


def _best(asked) -> None:
    options.check_ending(asked, ".json")
    levers = options.bounds(asked.lever or options.FIRST_LEVERS, "--lever", options.whole_range)
    search = Search(levers, asked.aim, asked.budget, asked.worlds, asked.trials)
    scenario = options.company(asked)
    with _share() as share:
        _tell(asked, best(scenario, search, asked.seed, **options.where(asked), progress=share))


def _seek(asked) -> None:
    options.check_ending(asked, ".json")
    (lever, (low, high)), = options.bounds([asked.lever], "--lever", options.whole_range).items()
    scenario, (measure, target) = options.company(asked), options.goal(asked.goal)
    with _share() as share:
        _tell(asked, seek(scenario, lever, measure, target, low, high, asked.worlds, asked.seed,
                          **options.where(asked), progress=share))


def _sure(asked) -> None:
    options.check_ending(asked, ".json")
    ranges = options.bounds(asked.range, "--range")
    with _share() as share:
        _tell(asked, complete(*options.plans(asked).values(), asked.worlds, asked.seed, ranges, asked.only,
                              asked.points, **options.where(asked), progress=share))


def _losses(asked) -> None:
    options.check_ending(asked, ".json")
    options.seeds(asked)
    scenario = options.scenario(asked, asked.scenario, asked.set)
    with _share() as share:
        tree = losses(scenario, asked.seed, **options.where(asked), progress=share)
    with _share() as share:
        priced = prices(scenario, asked.worlds, asked.seed, **options.where(asked), progress=share)
    _tell_plainly(asked, report.losses_as_dict(tree, priced), report.losses_as_text(tree, priced))


def _follow(asked) -> None:
    options.check_ending(asked, ".json")
    scenario = options.scenario(asked, asked.scenario, asked.set)
    with _share() as share:
        lives = pair(scenario, asked.seed, asked.person, progress=share)
    _tell_plainly(asked, report.lives_as_dict(lives), report.lives_as_text(lives))


def _tell(asked, found) -> None:
    _tell_plainly(asked, found.as_dict(), found.as_text())


def _tell_plainly(asked, content: dict, text: str) -> None:
    if asked.out:
        save_json(asked.out, content)
    else:
        print(text)


@contextmanager
def _share():
    """Show how far a study is that tells of done and all pieces of its work."""
    with _bar(0, "runs") as bar:
        def tell(done, total):
            bar.total = total
            bar.update(done - bar.n)

        yield tell


def _sweep(asked) -> None:
    options.check_ending(asked, *journal.ENDINGS)
    scenario = options.scenario(asked, asked.scenario, asked.set)
    varied = options.varied(asked.vary)
    for key in {change.partition("=")[0].strip() for change in asked.set} & set(varied):
        raise ScenarioError(key, list(varied[key]), "is set and varied")
    study = sweep.Study(scenario, varied, asked.worlds, asked.seed)
    total = asked.worlds if asked.worlds == experiments.AUTO else len(study.points) * asked.worlds
    try:
        with _terminable() as interrupted, _bar(total, "runs") as bar:
            def tell(done):
                if interrupted:
                    raise KeyboardInterrupt
                bar.update(done)

            sweep.run(scenario, study.vary, asked.worlds, asked.seed, asked.out, progress=tell, **options.where(asked))
    except KeyboardInterrupt:
        kept = f"; what is done is kept in {asked.out}.part, and the same command goes on from there"
        raise KeyboardInterrupt("stopped" + (kept if os.path.exists(f"{asked.out}.part") else "")) from None


@contextmanager
def _terminable():
    """Let a request to end be an interruption, which ends the worker processes too.

    Yields a list that tells of it: an exception that is raised while Python cleans up, or in a callback, is lost.
    """
    interrupted = []

    def interrupt(*_):
        interrupted.append(True)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupted
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _calibrate(asked) -> None:
    options.check_ending(asked, ".json")
    scenario, seeds = options.scenario(asked, asked.scenario, []), options.seeds(asked)
    level = experiments.solve_hazard(scenario, seeds, **options.where(asked))
    churn = experiments.churn_of(scenario.changed(hazard_level=level), seeds, **options.where(asked))
    if abs(churn - scenario.today.yearly_churn) > experiments.MISSED_BY:
        raise ScenarioError("yearly_churn", scenario.today.yearly_churn,
                            f"is not met in these worlds (nearest {churn:.3f}); take more people, months or worlds")
    content = {"scenario": scenario.name, "hazard_level": level, "yearly_churn": churn,
               "stated": scenario.today.yearly_churn, "worlds": asked.worlds}
    _tell_plainly(asked, content, "\n".join(f"{key} = {value}" for key, value in content.items()))


def _levers(asked) -> None:
    options.check_ending(asked, ".md")
    scenario, seeds = options.scenario(asked, asked.scenario, []), options.seeds(asked)
    with _bar(len(levers.GRID) * asked.worlds, "worlds") as bar:
        found = {lever: levers.along(scenario, lever, values, seeds, progress=bar.update, **options.where(asked))
                 for lever, values in levers.GRID.items()}
    text = levers.as_markdown(scenario, found, asked.worlds)
    if asked.out:
        write(asked.out, text)
    else:
        print(text)


def _claims(asked) -> None:
    options.check_ending(asked, ".json", ".md")
    seeds = options.seeds(asked)
    with _bar(len(sayings.CLAIMS), "claims") as bar:
        found = sayings.study(lab.Lab(seeds, people=asked.people, **options.where(asked)), bar.update)
    if not asked.out:
        print("\n\n".join(f"{each.claim}: {each.verdict}\n  It says: {each.says}\n  Measured: {each.measured}\n"
                          f"  Holds when: {each.holds_when}." for each in found))
    elif asked.out.endswith(".json"):
        save_json(asked.out, [vars(each) for each in found])
    else:
        write(asked.out, sayings.as_markdown(found, asked.worlds))


COMMANDS = {"run": _run, "compare": _compare, "why": _why, "best": _best, "seek": _seek, "sure": _sure,
            "losses": _losses, "follow": _follow, "sweep": _sweep, "calibrate": _calibrate, "levers": _levers,
            "claims": _claims}

if __name__ == "__main__":
    sys.exit(main())
