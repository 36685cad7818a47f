"""The options of the command line: what each command takes, and how its texts become scenarios and numbers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from sim import files, sweep
from sim.experiments import AUTO, seeds_of
from sim.scenario import Scenario, ScenarioError, declarations
from sim.spread import VARIABLE, check_workers


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

    compare = _company(command("compare", "two plans in the same worlds"))
    compare.add_argument("other", metavar="SCENARIO_B", help="a scenario's name, or a file")
    _set(compare, "--set", "change inputs of the first scenario")
    _set(compare, "--set-b", "change inputs of the second scenario")
    _worlds(compare, 20, auto=True)

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


def _company(parser, into_file=False):
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name (" + ", ".join(files.names())
                        + "), or a file")
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
