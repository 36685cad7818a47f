"""Step 7: how many people the desk needs, who quits, whom to hire or release."""

import math

import numpy as np
from scipy.special import ndtr

from sim.analytic import service_level
from sim.scenario import SECONDS_A_MONTH

LOAD_MEMORY = 2 / 3
LONG_WAIT = 1.0
SLACK = 0.15


def seats(inputs):
    """Seats at the desk, which no plan can exceed but while leavers and their successors overlap: int, person."""
    return max(20, inputs.market_size // 40)


def expected_contacts(customers, inputs):
    """Contacts a month to staff a desk for before it has any history: float, contact."""
    a_year = inputs.question_rate + inputs.failure_rate * inputs.voiced_share
    return customers * a_year / 12 * (1 + (1 - inputs.first_contact_resolution) * inputs.contacts_again)


def remembered_contacts(old, contacts):
    """Contacts a month to staff for: the last months, smoothed: float, contact."""
    return LOAD_MEMORY * old + (1 - LOAD_MEMORY) * contacts


def staff_needed(contacts, inputs):
    """Head count for a load and a target [M13].

    Parameters
    ----------
    contacts : float, contact/month

    Returns
    -------
    int, person, between 1 and `seats`

    Notes
    -----
    For targets up to one business hour the smallest staff whose Erlang C service level is reached. For longer
    targets the fluid limit of Erlang A: at a wait of the target's length a part of the customers has given
    up, and only the rest has to be served, to the nearest whole person. A fixed `desk_staff` overrules both.
    """
    if inputs.desk_staff:
        return min(inputs.desk_staff, seats(inputs))
    load = contacts * 60 * inputs.handle_minutes / SECONDS_A_MONTH
    if inputs.response_target > LONG_WAIT:
        waited = math.log(inputs.response_target / inputs.patience) / max(inputs.patience_spread, 1e-9)
        return min(max(round(load * (1 - float(ndtr(waited)))), 1), seats(inputs))
    target = inputs.response_target * 60 / inputs.handle_minutes
    staff = max(math.floor(load) + 1, 1)
    while staff < seats(inputs) and service_level(load, staff, target) < inputs.service_level:
        staff += 1
    return min(staff, seats(inputs))


def quits(luck, inputs):
    """Which members of staff quit this month: (staff,) bool."""
    return luck < 1 - np.exp(-inputs.staff_turnover / 12)


def to_hire(needed, planned, inputs):
    """How many to hire (positive) or release (negative), given who is there, coming and going: int, person.

    Up to 15 % too many are kept, because loads waver and hiring costs money; a fixed head count is kept exactly.
    """
    if planned < needed:
        return needed - planned
    slack = 0 if inputs.desk_staff else round(SLACK * needed)
    return min(needed + slack - planned, 0)
