"""Lives made by hand, so that what is said of them can be tested without living them."""

from dataclasses import replace

import numpy as np

import sim
from sim.diary import Entry, Life
from sim.explore.cases import Pair
from sim.explore.fork import first_difference, parting
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST
from ui.people import first_name

INPUTS = sim.load("broadband").plan
MONTHS, SECOND, PERSON = 24, 3600, 1
NAME = first_name(PERSON)
TRAITS = {"frailty": 1.0, "usage": 1.0, "talker": 1.0, "talkativeness": 0.0, "patience": 0.0, "channel": 1,
          "tolerance": 0.5, "contract": 12, "value": 1.84}
STEADY = {"satisfaction": 70.0, "indifference": 0.3, "grievance": 0.0, "annoyance": 0.0, "bad_heard": 0.0,
          "exposure": 0.0}
LEFT = 3
PROBLEM = Entry(14, -1, "problem", 2.0)
GONE = Entry(16, -1, "left", float(LEFT))
WAITED = (Entry(14, 100, "complained", 2.0), Entry(14, 9 * SECOND, "gave_up", 9.0), Entry(14, -1, "told_bad", 7.0))


def life(*happened, begins=CUSTOMER, pull=0.01, cause=LEFT, **moved):
    """Make a life from what happened; `moved` says from which month on a column stands elsewhere."""
    status, now, months = [], begins, range(MONTHS)
    for month in months:
        for entry in happened:
            if entry.month == month and entry.kind == "left":
                now = LOST
            if entry.month == month and entry.kind.startswith(("joined", "returned", "won_back")):
                now = CUSTOMER
        status.append(now)
    begun = np.array([begins, *status[:-1]]) == CUSTOMER
    columns = {"status": np.array(status), "held": np.zeros(MONTHS, bool), "reason": np.full(MONTHS, cause)}
    for column, usual in STEADY.items():
        since, value = moved.get(column, (MONTHS, usual))
        columns[column] = np.where(np.arange(MONTHS) >= since, value, usual)
    hazards = np.where(begun[:, None], 0.001, np.nan) * np.ones(len(CAUSES))
    hazards[:, cause] += pull
    return Life(PERSON, sorted(happened, key=lambda entry: entry.month), columns, hazards,
                np.where(begun, 0.03, np.nan))


def pair(today, plan, begins=CUSTOMER, tenure=34, **changes):
    both = Pair(PERSON, today, plan, begins, tenure, TRAITS, dict.fromkeys(TRAITS, 0.5), 9,
                first_difference(today, plan), parting(today, plan, begins, INPUTS), 29, MONTHS)
    return replace(both, **changes)
