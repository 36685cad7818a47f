"""What comes out of a run: a table by month, the people at the end, and on request every ticket."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.ledger import discounted
from sim.metrics import CAUSES, COLUMNS, FLOWS, MEASURES
from sim.population import People
from sim.scenario import MODEL_VERSION, Scenario, ScenarioError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """One world lived through under one plan.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    columns : dict of (months,) arrays, in the order and units of `metrics.COLUMNS`
    people : People
        Everybody at the end.
    tickets : list of `serving.Ticket`, in order of time
        Every contact that ended since month 0; empty unless asked for.
    lives : dict of `diary.Life`, by person
        Of those whom the slow scheduler was asked to follow.
    """

    scenario: Scenario
    seed: int
    columns: dict[str, np.ndarray]
    people: People
    tickets: list = field(default_factory=list)
    lives: dict = field(default_factory=dict)

    @property
    def totals(self) -> dict:
        """Sums of the flows over all months, and every headline measure."""
        sums = {column: self.columns[column].sum().item() for column in FLOWS}
        measures = {key: measure.of(self.columns) for key, measure in MEASURES.items()}
        return {"months": len(self.columns["month"]), **_with_causes(sums), **measures}

    @property
    def table(self) -> pd.DataFrame:
        """The monthly table as a data frame, one row a month."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    def as_dict(self) -> dict:
        """The run as plain numbers and texts, ready for JSON; what is not known in a month is None."""
        columns = {column: values.tolist() for column, values in self.columns.items()}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return _plain({
            "model_version": MODEL_VERSION, "scenario": self.scenario.name, "seed": self.seed,
            "inputs": self.scenario.plan.model_dump(),
            "months": [_with_causes(row) for row in rows], "totals": self.totals,
        })

    def save(self, path: str | Path) -> None:
        """Write the run to a `.json` file, or its monthly table to a `.csv` file.

        Raises
        ------
        ScenarioError
            For any other ending, or when the file cannot be written.
        """
        if Path(path).suffix == ".csv":
            write(path, self.table.to_csv(index=False))
        else:
            save_json(path, self.as_dict())


def save_json(path: str | Path, content: dict | list) -> None:
    """Write plain content to a `.json` file.

    Raises
    ------
    ScenarioError
        When the name does not end in `.json`, or the file cannot be written.
    """
    if Path(path).suffix != ".json":
        raise ScenarioError("out", str(path), "is not a kind of file that can be written", ".json or .csv")
    write(path, json.dumps(_plain(content), indent=1, allow_nan=False) + "\n")


def write(path: str | Path, text: str) -> None:
    """Write a text to a file, saying in one line when that is impossible."""
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise ScenarioError("out", str(path), f"cannot be written ({wrong.strerror})") from None


def collected(rows: list[dict], discount_rate: float) -> dict[str, np.ndarray]:
    """Turn one dict a month into the columns of `metrics.COLUMNS`, adding the cumulative net present value."""
    columns = {column: np.array([row[column] for row in rows]) for column in COLUMNS if column != "npv_cents"}
    return columns | {"npv_cents": discounted(columns["profit_cents"], discount_rate)}


def _with_causes(row: dict) -> dict:
    """Gather the columns `left_<cause>` in one entry `left_by_cause`."""
    by_cause = {cause: row[f"left_{cause}"] for cause in CAUSES}
    named = {f"left_{cause}" for cause in CAUSES}
    return {key: value for key, value in row.items() if key not in named} | {"left_by_cause": by_cause}


def _plain(content):
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, np.generic):
        content = content.item()
    return None if isinstance(content, float) and not np.isfinite(content) else content
