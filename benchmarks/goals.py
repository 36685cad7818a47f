"""Every goal of speed and size, declared once; benchmarks report what they measured, and a bad miss fails.

    from benchmarks import goals

    goals.report("slider", seconds_to_painted / seconds_of_a_rerun, "median of 20 moves, 212 ms against 120 ms")

prints one line, keeps the measurement for the table, and raises an `AssertionError` when the goal is missed by
more than a quarter. A goal that is known to be out of reach says why (`known`) and is held to a `floor` of its
own instead, so that it cannot get worse unnoticed.

    python -m benchmarks.goals --begin make bench      forgets earlier measurements
    python -m benchmarks.goals                         prints the table and writes .benchmarks/goals.md
"""

import argparse
import datetime
import json
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / ".benchmarks"
KEPT, TABLE = FOLDER / "goals.json", FOLDER / "goals.md"
AT_LEAST, AT_MOST, REPORTED = "at least", "at most", "reported"
TOLERATED = 0.25
MANY_STEPS = "known; the profile and the reason stand in docs/performance.md"


@dataclass(frozen=True)
class Goal:
    """What a measurement must reach; `known` and `floor` are for a goal that is known to be out of reach."""

    sentence: str
    bound: str
    value: float | None
    unit: str
    known: str = ""
    floor: float | None = None

    @property
    def wanted(self) -> str:
        """The goal in words."""
        return self.bound if self.value is None else f"{self.bound} {shown(self.value, self.unit)}"

    def worse(self, measured: float, than: float) -> float:
        """By which share of a limit a measurement is worse than it; zero or less when it keeps to the limit."""
        return (measured / than - 1) * (1 if self.bound == AT_MOST else -1)

    def verdict(self, measured: float) -> str:
        """Met, or missed by how much."""
        if self.bound == REPORTED:
            return REPORTED
        worse = self.worse(measured, self.value)
        if worse <= 0:
            return "met"
        return f"MISSED by {worse:.0%}" + (f": {self.known}" if self.known else "")

    def passes(self, measured: float) -> bool:
        """Whether a measurement is good enough not to fail the benchmark."""
        if self.bound == REPORTED:
            return True
        if self.known:
            return self.worse(measured, self.floor) <= 0
        return self.worse(measured, self.value) <= TOLERATED


GOALS = {
    # -- one run -----------------------------------------------------------------------------------------------
    "reference_everything": Goal("Every mechanism on: reference scheduler's time / fast scheduler's", AT_LEAST, 200,
                                 "x"),
    "reference_default": Goal("Default company: reference scheduler's time / fast scheduler's", REPORTED, None, "x"),
    "mesa_everything": Goal("Every mechanism on: person-months a second / Mesa's on the mini model", AT_LEAST, 5, "x",
                            MANY_STEPS, 0.8),
    "mesa_default": Goal("Default company: person-months a second / Mesa's on the mini model", AT_LEAST, 5, "x",
                         MANY_STEPS, 1.1),
    "numpy_everything": Goal("Every mechanism on: person-months a second / straight NumPy's on the mini model",
                             AT_LEAST, 0.24, "x", MANY_STEPS, 0.03),
    "numpy_default": Goal("Default company: person-months a second / straight NumPy's on the mini model",
                          AT_LEAST, 0.24, "x", MANY_STEPS, 0.043),
    "draws_everything": Goal("Every mechanism on: time of a run / time that drawing its random numbers takes",
                             AT_MOST, 4, "x", MANY_STEPS, 10.5),
    "draws_default": Goal("Default company: time of a run / time that drawing its random numbers takes",
                          AT_MOST, 4, "x", MANY_STEPS, 10.5),
    "speed_everything": Goal("Every mechanism on: million person-months a second of one core", REPORTED, None, "M/s"),
    "speed_default": Goal("Default company: million person-months a second of one core", REPORTED, None, "M/s"),
    "small_numpy": Goal("Mini model in straight NumPy", REPORTED, None, "M/s"),
    "small_starsim": Goal("Mini model in Starsim", REPORTED, None, "M/s"),
    "small_mesa": Goal("Mini model in Mesa", REPORTED, None, "M/s"),
    "small_simpy": Goal("Mini model in SimPy, a process per customer", REPORTED, None, "M/s"),
    # -- many people -------------------------------------------------------------------------------------------
    "growth": Goal("Time per person-month among 1,000,000 people / among 16,000", AT_MOST, 1.3, "x"),
    "million_memory": Goal("1,000,000 people x 60 months: most memory held at once", AT_MOST, 4, "GB"),
    "million_time": Goal("1,000,000 people x 60 months, with their traits and contacts", REPORTED, None, "s"),
    # -- many worlds -------------------------------------------------------------------------------------------
    "worlds": Goal("Time of a paired comparison, 100 worlds on two cores / one world", AT_MOST, 60, "x"),
    "worlds_memory": Goal("Most memory held at once, all processes: 200 worlds / 20 worlds", AT_MOST, 1.1, "x"),
    "second_plan": Goal("A second plan in the same world / the first, which makes the world too", REPORTED, None, "x"),
    # -- starting ----------------------------------------------------------------------------------------------
    "import": Goal("`import sim`, warm", AT_MOST, 0.5, "s"),
    "import_pandas": Goal("`import sim`, warm / `import pandas`", REPORTED, None, "x"),
    # -- in the browser ----------------------------------------------------------------------------------------
    "slider": Goal("A lever moved to painted numbers / a rerun that draws the same charts from ready data",
                   AT_MOST, 2, "x"),
    "first_page": Goal("First page cold / an empty Streamlit app with the same imports", AT_MOST, 2, "x"),
    "sessions_median": Goal("Fifty sessions moving levers at once: time to an answer, median", REPORTED, None, "ms"),
    "sessions_95": Goal("Fifty sessions moving levers at once: time to an answer, 95th percentile", REPORTED, None,
                        "ms"),
}


def report(key: str, measured: float, detail: str = "") -> None:
    """Print a measurement beside its goal and keep it for the table; fail when it is too bad."""
    __tracebackhide__ = True    # pytest points at the benchmark that missed
    goal = GOALS[key]
    verdict = goal.verdict(measured)
    beside = goal.wanted if goal.bound == REPORTED else f"goal {goal.wanted}, {verdict}"
    line = f"{goal.sentence}: {shown(measured, goal.unit)}, {beside}" + (f" ({detail})" if detail else "")
    print(f"\n{line}")
    kept = _kept()
    kept["measured"][key] = {"sentence": goal.sentence, "goal": goal.wanted, "measured": measured, "unit": goal.unit,
                             "verdict": verdict, "detail": detail}
    _keep(kept)
    floor = f", floor {shown(goal.floor, goal.unit)}" if goal.known else ""
    assert goal.passes(measured), line + floor


def shown(number: float, unit: str) -> str:
    """A number with three digits and its unit."""
    digits = f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
    return f"{digits}x" if unit == "x" else f"{digits} {unit}"


def begin(command: str) -> None:
    """Forget earlier measurements, and note what is about to be run and where."""
    _keep({"command": command, "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
           "cores": os.cpu_count(), "processor": _processor(), "python": platform.python_version(),
           "system": platform.system(), "load_before": os.getloadavg()[0], "measured": {}})


def table() -> str:
    """All goals and what was measured, in Markdown."""
    kept = _kept()
    lines = [f"`{kept['command']}`, {kept['date']}: {kept['cores']} cores of {kept['processor']}, "
             f"Python {kept['python']}, {kept['system']}, load before {kept['load_before']:.1f}.", "",
             "| What | Goal | Measured | |", "|---|---|---|---|"]
    for key, goal in GOALS.items():
        found = kept["measured"].get(key)
        if found:
            verdict = found["verdict"] + (f" ({found['detail']})" if found["detail"] else "")
            lines.append(f"| {goal.sentence} | {goal.wanted} | {shown(found['measured'], goal.unit)} | {verdict} |")
        else:
            lines.append(f"| {goal.sentence} | {goal.wanted} | | not measured |")
    return "\n".join(lines) + "\n"


def _kept() -> dict:
    if not KEPT.exists():
        begin(" ".join([Path(sys.argv[0]).name, *sys.argv[1:]]))
    return json.loads(KEPT.read_text(encoding="utf-8"))


def _keep(content: dict) -> None:
    FOLDER.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    """Begin a series of measurements, or print and write the table of the last one."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.goals", description=main.__doc__)
    arguments.add_argument("--begin", nargs=argparse.REMAINDER, metavar="COMMAND",
                           help="forget earlier measurements; what is about to be run")
    command = arguments.parse_args().begin
    if command is not None:
        begin(" ".join(command))
        return
    text = table()
    TABLE.write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
