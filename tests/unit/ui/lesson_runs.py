"""Runs of a lesson made by hand, so that its sentences can be tested without computing anything."""

import numpy as np

from sim.experiments import Outcome
from sim.metrics import COLUMNS, MEASURES
from ui.lessons import plans
from ui.lessons.found import PROFIT, Found
from ui.links import Opened

MONTHS, WORLDS = 24, 6


def _outcome(seed, given, luck):
    table = {column: np.full(MONTHS, 100.0) for column in COLUMNS}
    table |= {column: np.zeros(MONTHS) for column in ("joined", "left")}
    table |= {key: np.full(MONTHS, float(value)) for key, value in given.items() if key in COLUMNS}
    measures = {key: measure.of(table) for key, measure in MEASURES.items()}
    measures |= {"money_lost_to_word_of_mouth_cents": 1e7, "base_value_cents": 5e8}
    wobble = luck * (seed - (WORLDS + 1) / 2)
    measures |= {key: value + wobble * (1e5 if key.endswith("cents") else 0.001)
                 for key, value in {PROFIT: 1e9, **given}.items() if key in measures}
    return Outcome(seed, table, measures)


def run_of(lesson, luck=1.0, company="broadband", **given):
    """Make a run of a lesson from what each plan's measures and months are."""
    case = plans.case(lesson, Opened(company))
    return Found(case, tuple(tuple(_outcome(seed, given.get(name, {}), luck) for seed in range(1, WORLDS + 1))
                             for name in case.names))
