"""Answers made by hand, so that texts and charts can be tested without computing anything."""

import numpy as np
import pytest

import sim
from sim.experiments import Outcome, compared
from sim.metrics import COLUMNS, MEASURES
from ui.answer import Answer
from ui.runs import WORLDS

MONTHS = 60


def _outcome(seed, customers, npv, columns, luck):
    table = {column: np.full(MONTHS, 100 + luck * seed) for column in COLUMNS}
    table |= {"joined": np.zeros(MONTHS, int)}
    table |= {column: np.full(MONTHS, value + luck * seed) for column, value in columns.items()}
    measures = {key: measure.of(table) for key, measure in MEASURES.items()}
    measures |= {"customers": customers + luck * seed, "profit_npv_cents": npv + 100_000 * luck * seed,
                 "money_lost_to_word_of_mouth_cents": 1_000_000, "base_value_cents": 5_000_000}
    return Outcome(seed, table, measures)


@pytest.fixture
def answered():
    """Make an answer from what the new plan changes, in so many worlds."""
    def make(scenario=None, customers=0, npv=0, worlds=20, luck=1, **columns):
        scenario = scenario or sim.load("broadband").changed(service_quality=72)
        today = [_outcome(seed, 4000, 500_000_000, {}, 0) for seed in range(1, worlds + 1)]
        plan = [_outcome(seed, 4000 + customers, 500_000_000 + npv, columns, luck) for seed in range(1, worlds + 1)]
        return Answer(scenario, 1, compared(today, plan), worlds, WORLDS)
    return make
