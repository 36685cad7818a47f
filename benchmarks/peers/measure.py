"""Measure the small model in every tool, in turn, and check that all tell the same story.

    benchmarks/peers/.venv/bin/python benchmarks/peers/measure.py --rounds 5 --out peers.json

Of every tool: million person-months a second of one core (processor time, best of the rounds), and how many left,
were told and are customers in the end, on average over the rounds, each of which has its own seed.
"""

import argparse
import gc
import importlib
import json
import os
import sys
import time
from importlib import metadata
from pathlib import Path
from statistics import fmean

os.environ["STARSIM_INSTALL_FONTS"] = "0"
import mini

TOOLS = {"numpy": "numpy_straight", "mesa": "mesa_model", "starsim": "starsim_model", "simpy": "simpy_model"}
AGREEMENT, FEWEST_ROUNDS = 0.04, 3


def measured(tools, rounds):
    """Run every tool once in every round; times in seconds and results, by tool."""
    prepare = {tool: importlib.import_module(TOOLS[tool]).prepare for tool in tools}
    seconds, results = {tool: [] for tool in tools}, {tool: [] for tool in tools}
    for seed in range(1, rounds + 1):
        for tool in tools:
            live = prepare[tool](seed)
            gc.collect()
            begun = time.process_time()
            result = live()
            seconds[tool].append(time.process_time() - begun)
            results[tool].append(result)
    return seconds, results


def disagreements(means):
    """Where a tool's mean differs from NumPy's by more than luck explains."""
    return [f"{tool}: {what} {mean:,.0f}, NumPy {expected:,.0f}" for tool, each in means.items()
            for what, mean, expected in zip(mini.Result._fields, each.values(), means["numpy"].values(), strict=True)
            if abs(mean / expected - 1) > AGREEMENT]


def main():
    """Measure, check, and write JSON to a file or to standard output; exit code 1 when the models disagree."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", nargs="+", choices=TOOLS, default=list(TOOLS))
    arguments.add_argument("--out", type=Path)
    chosen = arguments.parse_args()
    seconds, results = measured(chosen.only, chosen.rounds)
    means = {tool: {what: fmean(getattr(each, what) for each in results[tool]) for what in mini.Result._fields}
             for tool in chosen.only}
    lived = mini.PEOPLE * mini.MONTHS / 1e6
    content = {tool: {"version": metadata.version(tool), "seconds": min(seconds[tool]),
                      "million_person_months_a_second": lived / min(seconds[tool]), **means[tool]}
               for tool in chosen.only}
    text = json.dumps(content, indent=1) + "\n"
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    wrong = disagreements(means) if "numpy" in means and chosen.rounds >= FEWEST_ROUNDS else []
    sys.exit("\n".join(["The models disagree.", *wrong]) if wrong else 0)


if __name__ == "__main__":
    main()
