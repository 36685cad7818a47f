"""The options of the command line: what each command takes, and how its texts become scenarios and numbers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence

from sim import files, sweep
from sim.decide.search import AIMS, Search
from sim.decide.together import POINTS
from sim.experiments import AUTO, seeds_of
from sim.scenario import LEVER, Scenario, ScenarioError, declarations, keys
from sim.spread import VARIABLE, check_workers

LETTERS = "abcd"
FIRST_LEVERS = ("service_quality", "response_target", "reward_spend")


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like any other."""

    def error(self, message):
        raise ScenarioError("", None, f"{message} (see python -m sim --help)")


def parser(commands: dict[str, Callable]) -> Parser:
    """The parser of the whole command line; `commands` are the functions behind the commands."""
    whole = Parser(prog="python -m sim", description="Simulate a company's customers, help desk and word of mouth.")
    added = whole.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name, says):
        parser = added.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
        parser.set_defaults(command=commands[name])
        return parser

    run = _company(command("run", "live through one world under one plan"))
    _set(run, "--set", "change inputs")
    run.add_argument("--reference", action="store_true", help="use the slow scheduler: one process a person")

    compared = _company(command("compare", "two to four plans in the same worlds"), others="+")
    _worlds(compared, 20, auto=True)

    _worlds(_company(command("why", "the difference between two plans, split over what differs"), others=1), 8)

    best = _company(command("best", "the plan that does best, within bounds and a budget"))
    _set(best, "--set", "change assumptions")
    best.add_argument("--lever", action="append", default=[], metavar="KEY[=LOW:HIGH]",
                      help="a lever to turn, between bounds; may be given several times "
                      f"(default: {', '.join(FIRST_LEVERS)})")
    best.add_argument("--aim", default="profit", help=f"{', '.join(AIMS)} (default profit)")
    best.add_argument("--budget", type=float, metavar="EURO", help="what a plan may spend a year: all costs but the "
                      "variable cost and settlements")
    best.add_argument("--trials", type=int, default=Search.trials, help="how many plans are tried in search of it "
                      f"(default {Search.trials})")
    _worlds(best, Search.worlds)

    sought = _company(command("seek", "the value of a lever at which a measure meets a target"))
    _set(sought, "--set", "change assumptions")
    sought.add_argument("--lever", required=True, metavar="KEY[=LOW:HIGH]", help="the lever to turn, between bounds")
    sought.add_argument("--goal", required=True, metavar="MEASURE=TARGET", help="what shall be met, for instance "
                        "yearly_churn=0.12")
    _worlds(sought, Search.worlds)

    sure = _company(command("sure", "which assumptions the better of two plans hangs on"), others=1)
    sure.add_argument("--range", action="append", default=[], metavar="KEY=LOW:HIGH",
                      help="the range of an assumption, instead of the one that follows from its evidence")
    sure.add_argument("--only", action="append", metavar="KEY", help="an assumption to look at, instead of at all; "
                      "may be given several times")
    sure.add_argument("--points", type=int, default=POINTS, help="how many combinations are drawn, twice, to vary "
                      f"assumptions together: a power of 2 (default {POINTS})")
    _worlds(sure, 8)

    lost = _company(command("losses", "what bad stories cost in one world, by what would have prevented them, and what "
                            "one problem costs"))
    _set(lost, "--set", "change inputs")
    _worlds(lost, 8)

    followed = _company(command("follow", "one person's life under the present plan and under the new one"))
    _set(followed, "--set", "change inputs")
    followed.add_argument("--person", type=int, required=True, help="the person's number, from 0")

    swept = _company(command("sweep", "every combination of values of some inputs, in the same worlds, into a file"),
                     into_file=True)
    swept.add_argument("--vary", action="append", required=True, metavar="KEY=LOW:HIGH:N",
                       help="N evenly spaced values of a lever or an assumption; may be given several times")
    _set(swept, "--set", "change inputs")
    _worlds(swept, 20, auto=True)

    _worlds(_company(command("calibrate", "solve hazard_level to the stated yearly churn")), 20)
    _worlds(_company(command("levers", "profit along each of the three first levers")), 20)
    _worlds(_shared(command("claims", "the numeric claims C1 to C12, tried on the model")), 4)
    return whole


def _company(parser, into_file=False, others=None):
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name (" + ", ".join(files.names())
                        + "), or a file")
    if others:
        parser.add_argument("others", metavar="SCENARIO_B", nargs=others, help="a scenario's name, or a file")
        for letter in LETTERS if others == "+" else LETTERS[:2]:
            option = "--set" if letter == LETTERS[0] else f"--set-{letter}"
            _set(parser, option, f"change inputs of scenario {letter.upper()}")
    parser.add_argument("--months", type=int, help="months to simulate after the burn-in")
    return _shared(parser, into_file)


def _shared(parser, into_file=False):
    parser.add_argument("--seed", type=int, default=1, help="the world, or the first of several")
    parser.add_argument("--people", type=int, help="scale market, company and desk to this many people")
    parser.add_argument("--out", metavar="FILE", required=into_file,
                        help="write here" if into_file else "write here instead of printing")
    return parser


def _set(parser, name, says):
    parser.add_argument(name, nargs="+", action="extend", default=[], metavar="KEY=VALUE", help=says)


def _worlds(parser, default, auto=False):
    kind, says = (_count, ", or auto: as many as the headline needs") if auto else (int, "")
    parser.add_argument("--worlds", type=kind, default=default, help=f"how many worlds (default {default}){says}")
    parser.add_argument("--workers", type=int, help="processes (default: by the work and the cores); "
                        "the result does not depend on it")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, tcp://HOST:PORT, that shall do "
                        f"the work (default: what {VARIABLE} says)")


def _count(text: str) -> int | str:
    if text == AUTO:
        return text
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is neither a whole number nor {AUTO}") from None


def where(options) -> dict:
    """Where to work, as the functions with many worlds take it."""
    check_workers(options.workers)
    return {"workers": options.workers, "cluster": options.cluster}


def seeds(options) -> range:
    """The worlds asked for."""
    return seeds_of(options.worlds, options.seed)


def check_ending(options, *endings: str) -> None:
    """Refuse a file that the command cannot write, before it has worked for hours."""
    if options.out and not options.out.endswith(endings):
        raise ScenarioError("out", options.out, "is not a kind of file this command can write", " or ".join(endings))
    if options.out and not os.path.isdir(os.path.dirname(options.out) or "."):
        raise ScenarioError("out", options.out, "cannot be written (No such file or directory)")


def scenario(options, name: str, changes: list[str]) -> Scenario:
    """The scenario of this name or file, with what the options change, in the size they ask for."""
    loaded = files.load(name)
    values = {}
    for key, value in map(_change, [*changes, *([f"months={options.months}"] if options.months is not None else [])]):
        if key in values:
            raise ScenarioError(key, value, "is set twice")
        values[key] = value
    loaded = loaded.changed(**values)
    return loaded.scaled(options.people) if options.people is not None else loaded


def company(options) -> Scenario:
    """The company whose plan is looked for, with the assumptions that the options change.

    Raises
    ------
    ScenarioError
        When a lever is set: the search starts from today's plan.
    """
    for key, value in map(_change, options.set):
        if key in keys(LEVER):
            raise ScenarioError(key, value, "is a lever, and the search starts from today's plan; say with --lever "
                                "which levers it may turn")
    return scenario(options, options.scenario, options.set)


def plans(options) -> dict[str, Scenario]:
    """The scenarios to put side by side, each with its changes, by names of their own."""
    named = [options.scenario, *options.others]
    if len(named) > len(LETTERS):
        raise ScenarioError("plans", len(named), "is not a number of plans that can be compared",
                            f"2 to {len(LETTERS)}")
    changes = [options.set, *(getattr(options, f"set_{letter}", []) for letter in LETTERS[1:])]
    for letter, unused in list(zip(LETTERS, changes, strict=True))[len(named):]:
        if unused:
            raise ScenarioError("", None, f"--set-{letter} {unused[0][:80]!r} has no scenario to change")
    found = [scenario(options, name, changed) for name, changed in zip(named, changes, strict=False)]
    alike = {each.name for each in found if [other.name for other in found].count(each.name) > 1}
    return {f"{each.name} ({letter.upper()})" if each.name in alike else each.name: each
            for letter, each in zip(LETTERS, found, strict=False)}


def bounds(texts: Sequence[str], option: str, otherwise: Callable | None = None) -> dict[str, tuple]:
    """Low and high of each input, from texts of the form KEY=LOW:HIGH, or KEY where `otherwise` knows them."""
    found = {}
    for text in texts:
        key, equals, span = text.partition("=")
        key, parts = key.strip(), span.split(":")
        if not key or (len(parts) != 2 if equals else otherwise is None):
            raise ScenarioError("", None, f"{option} {text[:80]!r} is not of the form KEY=LOW:HIGH")
        if key in found:
            raise ScenarioError(key[:80], span, "is given twice")
        if not equals:
            found[key] = otherwise(key)
            continue
        try:
            found[key] = tuple(_number(key, part) for part in parts)
        except ValueError:
            raise ScenarioError(key[:80], span, "is not two numbers", "LOW:HIGH") from None
    return found


def _number(key: str, text: str) -> float | int:
    value = float(text)
    return int(value) if key in declarations() and declarations()[key].whole and value.is_integer() else value


def whole_range(key: str) -> tuple[float, float]:
    """All values that an input may have."""
    if key not in declarations():
        raise ScenarioError(key[:80], "", "is not an input of the model")
    return declarations()[key].low, declarations()[key].high


def goal(text: str) -> tuple[str, float]:
    """A measure and its target, from a text of the form MEASURE=TARGET."""
    measure, _, target = text.partition("=")
    try:
        return measure.strip(), float(target)
    except ValueError:
        raise ScenarioError("", None, f"--goal {text[:80]!r} is not of the form MEASURE=TARGET") from None


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


def varied(texts: list[str]) -> dict[str, tuple[float, ...]]:
    """The values of each input varied, from texts of the form KEY=LOW:HIGH:N."""
    values = {}
    for text in texts:
        key, _, span = text.partition("=")
        key, parts = key.strip(), span.split(":")
        if not key or len(parts) != 3:
            raise ScenarioError("", None, f"--vary {text[:80]!r} is not of the form KEY=LOW:HIGH:N")
        try:
            low, high, n = float(parts[0]), float(parts[1]), int(parts[2])
        except ValueError:
            raise ScenarioError(key[:80], span, "is not two numbers and a whole number", "LOW:HIGH:N") from None
        if key in values:
            raise ScenarioError(key, span, "is varied twice")
        values[key] = sweep.spaced(key, low, high, n)
    return values
