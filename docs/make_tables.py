"""Write the tables of docs/model.md from the code, between their markers: `python -m docs.make_tables`."""

from pathlib import Path

from sim.behaviour import PHASES
from sim.metrics import CAUSES, COLUMNS, MEASURES, PAIRED_MEASURES
from sim.scenario import declarations

PAGE = Path(__file__).resolve().parent / "model.md"


def tables() -> dict[str, str]:
    """The generated parts of the page, by the name of their markers."""
    return {"months": _months(), "inputs": _inputs(), "columns": _columns(), "measures": _measures()}


def filled(page: str) -> str:
    """The page's text with every generated part as it should be now."""
    for name, text in tables().items():
        begin, end = f"<!-- {name}: made by make docs -->", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"
    return page


def _months() -> str:
    return " → ".join(f"{number} {phase}" for number, phase in enumerate(PHASES))


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


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"written: {PAGE.name}")
