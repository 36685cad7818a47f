"""Command line: `python -m sim run`, `compare`, `calibrate`, `levers`, `claims`."""

from __future__ import annotations

import argparse
import os
import sys

import sim
from sim import claims, experiments, lab, levers, reference
from sim.draws import check_seed
from sim.metrics import CAUSES
from sim.results import save_json, write
from sim.scenario import Scenario, ScenarioError, declarations

SHOWN = {"month": "month", "customers": "customers", "joined": "joined", "left": "left", "told_bad": "told bad",
         "prospects_lost_to_word_of_mouth": "lost to talk", "response_median_hours": "response h",
         "reputation": "reputation", "revenue_cents": "revenue", "cost_cents": "cost", "profit_cents": "profit"}


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise ScenarioError("", None, f"{message} (see python -m sim --help)")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error is one line on standard error and exit code 2."""
    try:
        options = _parser().parse_args(arguments)
        options.command(options)
        sys.stdout.flush()
    except (ScenarioError, OSError) as wrong:
        if isinstance(wrong, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print("error: " + " ".join(str(wrong).split())[:400], file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sim", description="Simulate a company's customers, help desk and word of mouth.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    run = _command(commands, "run", _run, "live through one world under one plan")
    run.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="change inputs")
    run.add_argument("--reference", action="store_true", help="use the slow scheduler: one process a person")

    compare = _command(commands, "compare", _compare, "two plans in the same worlds")
    compare.add_argument("other", metavar="SCENARIO_B", help="a scenario's name, or a file")
    compare.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE",
                         help="change inputs of the first scenario")
    compare.add_argument("--set-b", nargs="+", action="extend", default=[], metavar="KEY=VALUE",
                         help="change inputs of the second scenario")
    _worlds(compare, 20)

    calibrate = _command(commands, "calibrate", _calibrate, "solve hazard_level to the stated yearly churn")
    _worlds(calibrate, 20)
    profit = _command(commands, "levers", _levers, "profit along each of the three first levers")
    _worlds(profit, 20)

    tried = commands.add_parser("claims", help="the numeric claims C1 to C12, tried on the model",
                                description="Try the numeric claims C1 to C12 on the model.")
    tried.set_defaults(command=_claims)
    tried.add_argument("--seed", type=int, default=1, help="the first world")
    tried.add_argument("--people", type=int, help="scale every company to a market of this many people")
    tried.add_argument("--out", metavar="FILE", help="write here (.json or .md) instead of printing")
    _worlds(tried, 4)
    return parser


def _command(commands, name, command, says):
    parser = commands.add_parser(name, help=says, description=says)
    parser.set_defaults(command=command)
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name (" + ", ".join(sim.names())
                        + "), or a file")
    parser.add_argument("--months", type=int, help="months to simulate after the burn-in")
    parser.add_argument("--seed", type=int, default=1, help="the world, or the first of several")
    parser.add_argument("--people", type=int, help="scale market, company and desk to this many people")
    parser.add_argument("--out", metavar="FILE", help="write here instead of printing a table")
    return parser


def _worlds(parser, default):
    parser.add_argument("--worlds", type=int, default=default, help=f"how many worlds (default {default})")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1,
                        help="processes; the result does not depend on it")


def _scenario(options, name: str, changes: list[str]) -> Scenario:
    scenario = sim.load(name)
    values = {}
    for key, value in map(_change, [*changes, *([f"months={options.months}"] if options.months is not None else [])]):
        if key in values:
            raise ScenarioError(key, value, "is set twice")
        values[key] = value
    scenario = scenario.changed(**values)
    return scenario.scaled(options.people) if options.people is not None else scenario


def _change(text: str) -> tuple[str, float | int]:
    key, equals, value = text.partition("=")
    key = key.strip()
    if not equals:
        raise ScenarioError("", None, f"--set {text[:80]!r} is not of the form KEY=VALUE")
    if key not in declarations():
        raise ScenarioError(key[:80], value, "is not an input of the model")
    declared = declarations()[key]
    try:
        return key, int(value) if declared.whole else float(value) + 0.0
    except ValueError:
        kind = "a whole number" if declared.whole else "a number"
        raise ScenarioError(key, value, f"is not {kind}", declared.allowed) from None


def _bar(total: int, unit: str):
    from tqdm import tqdm

    return tqdm(total=total, unit=" " + unit, leave=False, disable=not sys.stderr.isatty())


def _check_ending(options, *endings: str) -> None:
    if options.out and not options.out.endswith(endings):
        raise ScenarioError("out", options.out, "is not a kind of file this command can write", " or ".join(endings))
    if options.out and not os.path.isdir(os.path.dirname(options.out) or "."):
        raise ScenarioError("out", options.out, "cannot be written (No such file or directory)")


def _run(options) -> None:
    _check_ending(options, ".json", ".csv")
    scenario = _scenario(options, options.scenario, options.set)
    live = reference.run if options.reference else sim.run
    with _bar(scenario.plan.months, "months") as bar:
        run = live(scenario, options.seed, progress=lambda done: bar.update(1))
    if options.out:
        run.save(options.out)
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


def _compare(options) -> None:
    _check_ending(options, ".json")
    first = _scenario(options, options.scenario, options.set)
    second = _scenario(options, options.other, options.set_b)
    with _bar(options.worlds, "worlds") as bar:
        found = sim.compare(first, second, options.worlds, options.seed, _workers(options),
                            progress=lambda done: bar.update(1))
    if options.out:
        save_json(options.out, found.as_dict())
        return
    print(found.sentence)
    print(f"\n{'difference, second minus first':<36}{'mean':>16}{'low':>16}{'high':>16}")
    for key, each in found.difference.items():
        scale, name = (100, key.removesuffix("_cents") + " (euro)") if key.endswith("_cents") else (1, key)
        print(f"{name:<36}" + "".join(f"{value / scale:>16,.3f}" for value in (each.mean, each.low, each.high)))


def _calibrate(options) -> None:
    _check_ending(options, ".json")
    scenario = _scenario(options, options.scenario, [])
    seeds = range(options.seed, options.seed + _checked_worlds(options))
    level = experiments.solve_hazard(scenario, seeds, _workers(options))
    churn = experiments.churn_of(scenario.changed(hazard_level=level), seeds, _workers(options))
    if abs(churn - scenario.today.yearly_churn) > experiments.MISSED_BY:
        raise ScenarioError("yearly_churn", scenario.today.yearly_churn,
                            f"is not met in these worlds (nearest {churn:.3f}); take more people, months or worlds")
    content = {"scenario": scenario.name, "hazard_level": level, "yearly_churn": churn,
               "stated": scenario.today.yearly_churn, "worlds": options.worlds}
    if options.out:
        save_json(options.out, content)
    else:
        print("\n".join(f"{key} = {value}" for key, value in content.items()))


def _levers(options) -> None:
    _check_ending(options, ".md")
    scenario = _scenario(options, options.scenario, [])
    seeds = range(options.seed, options.seed + _checked_worlds(options))
    with _bar(len(levers.GRID) * options.worlds, "worlds") as bar:
        found = {lever: levers.along(scenario, lever, values, seeds, _workers(options), bar.update)
                 for lever, values in levers.GRID.items()}
    text = levers.as_markdown(scenario, found, options.worlds)
    if options.out:
        write(options.out, text)
    else:
        print(text)


def _claims(options) -> None:
    _check_ending(options, ".json", ".md")
    check_seed(options.seed)
    seeds = range(options.seed, options.seed + _checked_worlds(options))
    with _bar(len(claims.CLAIMS), "claims") as bar:
        found = claims.study(lab.Lab(seeds, _workers(options), options.people), bar.update)
    if not options.out:
        print("\n\n".join(f"{each.claim}: {each.verdict}\n  It says: {each.says}\n  Measured: {each.measured}\n"
                          f"  Holds when: {each.holds_when}." for each in found))
    elif options.out.endswith(".json"):
        save_json(options.out, [vars(each) for each in found])
    else:
        write(options.out, lab.as_markdown(found, options.worlds))


def _checked_worlds(options) -> int:
    if not 1 <= options.worlds <= experiments.MOST_WORLDS:
        raise ScenarioError("worlds", options.worlds, "is out of range", f"1 to {experiments.MOST_WORLDS}")
    return options.worlds


def _workers(options) -> int:
    if not 1 <= options.workers <= 256:
        raise ScenarioError("workers", options.workers, "is out of range", "1 to 256")
    return options.workers


if __name__ == "__main__":
    sys.exit(main())
