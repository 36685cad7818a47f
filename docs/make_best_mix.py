"""Write docs/best_mix.md, all of it or the rows of some companies: `python -m docs.make_best_mix [NAME ...]`.

Takes about a minute for each company.
"""

import os
import sys
from pathlib import Path

import sim
from sim import levers

PAGE = Path(__file__).resolve().parent / "best_mix.md"
WORLDS = 4
HEAD = f"""# The best mix of the three first levers, company by company

Service quality (points) / response target (business hours) / reward spend (euro per customer and month), the rest as
in today's plan. Found by turning one lever at a time, from today's plan on, to its best value on the grid of
`sim/levers.py`, until no turn earns more: net present value of five years of profit, means over {WORLDS} worlds, the
same worlds for every mix. With few worlds, neighbours on the grid may earn as much.
Made by `python -m docs.make_best_mix`.

| company | today's mix | best mix | gain | what it says |
|---|---|---|--:|---|
"""
MORE = {"service_quality": ("better service", "plainer service"),
        "response_target": ("slower answers", "faster answers"),
        "reward_spend": ("more rewards", "fewer rewards")}


def row(name: str) -> str:
    """One company's line of the table."""
    scenario = sim.load(name)
    best, today_profit, best_profit = levers.best_mix(scenario, range(1, 1 + WORLDS), min(WORLDS, os.cpu_count() or 1))
    today = {lever: getattr(scenario.today, lever) for lever in best}
    gain = 100 * (best_profit.mean() / today_profit.mean() - 1)
    return f"| {scenario.title} | {_shown(today)} | {_shown(best)} | {gain:.0f} % | {said(today, best)} |"


def said(today: dict[str, float], best: dict[str, float]) -> str:
    """What the best mix asks for, in words."""
    turns = []
    for lever, (up, down) in MORE.items():
        if lever == "reward_spend" and best[lever] == 0 != today[lever]:
            turns.append("no rewards")
        elif best[lever] != today[lever]:
            turns.append(up if best[lever] > today[lever] else down)
    text = " and".join(", ".join(turns).rsplit(",", 1)) or "nothing to change"
    return text[0].upper() + text[1:]


def _shown(mix: dict[str, float]) -> str:
    return " / ".join(f"{value:g}" for value in mix.values())


def page(rows: dict[str, str]) -> str:
    """The whole page; a company without a line is left out."""
    return HEAD + "".join(f"{rows[title]}\n" for title in map(_title, companies()) if title in rows)


def companies() -> list[str]:
    """The names of the companies that ship."""
    return [name for name in sim.names() if sim.load(name).company == name]


def _title(name: str) -> str:
    return sim.load(name).title


def main(chosen: list[str]) -> None:
    """Write the page, keeping the lines of companies that are not chosen."""
    old = PAGE.read_text(encoding="utf-8").splitlines() if chosen and PAGE.is_file() else []
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in old if line.startswith("| ")}
    for name in chosen or companies():
        rows[_title(name)] = row(name)
        PAGE.write_text(page(rows), encoding="utf-8", newline="\n")
        print(rows[_title(name)], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
