"""Write the tables of docs/model.md from the code, between their markers: `python -m docs.make_tables`."""

import inspect
import re
import tomllib
from collections import Counter
from pathlib import Path

from sim import firm, lives, serving
from sim.behaviour import PHASES
from sim.company import Company
from sim.events import KINDS, LATEST_DAY, LONGEST, MOST_EVENTS, Event
from sim.metrics import CAUSES, COLUMNS, MEASURES, PAIRED_MEASURES
from sim.population import People, Traits
from sim.scenario import GRADES, declarations

PAGE = Path(__file__).resolve().parent / "model.md"
CLAIMS = PAGE.with_name("claims_map.toml")
# What the schedulers call by name rather than through a table, because they do it differently or need its result.
BY_NAME = {"voice": (lives.speak,), "desk": (serving.serve, firm.close_desk), "staff": (firm.manage_staff,)}
ATTRIBUTE = re.compile(r"^(?P<names>\w+(?:, \w+)*) : (?P<kind>.+)$")


def tables() -> dict[str, str]:
    """The generated parts of the page, by the name of their markers."""
    return {"months": _months(), "phases": _phases(), "traits": _attributes(Traits), "people": _attributes(People),
            "company": _attributes(Company), "events": _events(), "grades": _grades(), "inputs": _inputs(),
            "columns": _columns(), "measures": _measures(), "claims": _claims()}


def filled(page: str) -> str:
    """The page's text with every generated part as it should be now."""
    for name, text in tables().items():
        begin, end = f"<!-- {name}: made by make docs -->", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"
    return page


def _months() -> str:
    return " → ".join(f"{number} {phase}" for number, phase in enumerate(PHASES))


def _phases() -> str:
    rows = ["| Phase | Customers | Everybody else | The company | By name |", "|---|---|---|---|---|"]
    for number, phase in enumerate(PHASES):
        parts = (table.get(phase) for table in (lives.CUSTOMERS, lives.OTHERS, firm.AFTER))
        cells = [_function(part) if part else "" for part in parts]
        cells.append(", ".join(map(_function, BY_NAME.get(phase, ()))))
        rows.append(f"| {number} {phase} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _function(function) -> str:
    return f"`{function.__module__.removeprefix('sim.')}.{function.__name__}`"


def _attributes(kind: type) -> str:
    """A table of the attributes in a class's docstring."""
    rows = ["| Name | Kind, unit, range | Meaning |", "|---|---|---|"]
    for names, about, meaning in attributes(kind):
        rows.append(f"| {', '.join(f'`{name}`' for name in names)} | {about} | {meaning} |")
    return "\n".join(rows)


def attributes(kind: type) -> list[tuple[list[str], str, str]]:
    """Names, kind and meaning of the attributes, as the docstring says."""
    section = inspect.getdoc(kind).split("----------\n", 1)[1]
    found = []
    for line in section.split("\n\n", 1)[0].splitlines():
        begins = ATTRIBUTE.match(line)
        if begins:
            found.append((begins["names"].split(", "), begins["kind"], []))
        else:
            found[-1][2].append(line.strip())
    return [(names, about, " ".join(meaning)) for names, about, meaning in found]


def _events() -> str:
    declared = inspect.signature(Event).parameters
    rows = ["| Kind | Size | From | To | Lasts for months |", "|---|---|--:|--:|---|"]
    for name, kind in KINDS.items():
        low, high = ("the lever's range", "") if name == "lever" else (f"{kind.low:,.10g}", f"{kind.high:,.10g}")
        rows.append(f"| `{name}` | {kind.unit} | {low} | {high} | {'yes' if kind.lasts else ''} |")
    rows += ["", f"At most {MOST_EVENTS} events in a scenario; `day` from 0 to {LATEST_DAY:,}, `months` from 1 to "
             f"{LONGEST} (default {declared['months'].default}), `size` {declared['size'].default:g} where it is not "
             "given."]
    return "\n".join(rows)


def _grades() -> str:
    count = Counter(each.grade for each in declarations().values())
    roles = Counter(each.role for each in declarations().values())
    return (f"{len(declarations())} inputs: " + ", ".join(f"{number} {role}s" for role, number in roles.items())
            + ". Grades: " + ", ".join(f"{count[grade]} {grade}" for grade in GRADES) + ".").replace("fixeds", "fixed")


def _inputs() -> str:
    rows = ["| Input | Default | Unit | From | To | Step | Role | Grows with the company | Grade | Source |",
            "|---|--:|---|--:|--:|--:|---|---|---|---|"]
    rows += [f"| `{key}` | {each.default:,.10g} | {each.unit} | {each.low:,.10g} | {each.high:,.10g} | {each.step:g} "
             f"| {each.role} | {'yes' if each.extensive else ''} | {each.grade} | {each.source} |"
             for key, each in declarations().items()]
    return "\n".join(rows)


def _columns() -> str:
    shown = {column: unit for column, unit in COLUMNS.items() if not column.startswith("left_")}
    rows = ["| Column | Unit |", "|---|---|", *(f"| `{column}` | {unit} |" for column, unit in shown.items()),
            *(f"| `left_{cause}` | person |" for cause in CAUSES)]
    return "\n".join(rows)


def _measures() -> str:
    rows = ["| Measure | Unit | Better |", "|---|---|---|"]
    rows += [f"| `{key}` | {each.unit} | {each.better} |" for key, each in (MEASURES | PAIRED_MEASURES).items()]
    return "\n".join(rows)


def claims() -> dict[str, dict]:
    """The claims map, claim by claim."""
    return tomllib.loads(CLAIMS.read_text(encoding="utf-8"))


def _claims() -> str:
    rows = ["| Claim | What is said | Mechanism | Levers and assumptions | Where | Tests | Remark |",
            "|---|---|---|---|---|---|---|"]
    for name, claim in claims().items():
        cells = (name, claim["says"], ", ".join(claim["mechanisms"]),
                 ", ".join(f"`{key}`" for key in claim["inputs"]), ", ".join(f"`{file}`" for file in claim["files"]),
                 ", ".join(f"[`{test}`](../{test.split('::')[0]})" for test in claim["tests"]),
                 claim.get("note", ""))
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"written: {PAGE.name}")
