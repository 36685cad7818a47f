"""Step 7: the people at the desk: morale, skill, pressure and what follows; how many are needed, who quits."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from sim.analytic import service_level
from sim.inputs import SECONDS_A_MONTH

LOAD_MEMORY = 2 / 3
LONG_WAIT = 1.0
SLACK = 0.15
FULL_USE, LARGEST_PRESSURE = 0.85, 3.0
SUPERVISORS_ENOUGH = 0.08
NEWCOMERS_LACK, OVERLOAD_HURTS = 0.5, 0.3


class Service(NamedTuple):
    """What the company delivers this month: quality, chance to solve at a contact, mean minutes a contact."""

    quality: float
    resolution: float
    minutes: float


def coverage(inputs):
    """Share of full strength at which programmes for staff work: half without leaders who live them [C35, C50]."""
    return 0.5 + 0.5 * inputs.leadership


def empowerment(inputs):
    """How far staff may settle a case themselves, saturating in the money they may spend: float, 1 [M11, C47]."""
    return coverage(inputs) * (1 - math.exp(-inputs.authority / inputs.authority_scale))


def overload(pressure):
    """Pressure above full use of the paid time, at most 1: float, 1 [M31]."""
    return min(max(pressure - FULL_USE, 0.0), 1.0)


def pace(standard, pressure, inputs):
    """Time given to a case, relative to what it should get [M14, OlivaSterman2001].

    Notes
    -----
    ``standard * pressure ** -cutting_corners``, at most 1: under pressure cases are cut short.
    """
    return min(standard * min(max(pressure, 0.7), LARGEST_PRESSURE) ** -inputs.cutting_corners, 1.0)


def service(company, inputs):
    """What the staff's state makes of the plan this month [M11, M14, M31].

    Parameters
    ----------
    company : `company.Company`

    Returns
    -------
    Service
        Quality in points, 0 to 100; resolution 0.02 to 0.99; minutes above 0.

    Notes
    -----
    Quality gains `morale_quality` times morale above a half, and likewise skill. Resolution adds up skill,
    authority and supervisors, and falls with corners cut as ``pace ** corners_quality``.
    """
    speed = pace(company.standard, company.pressure, inputs)
    lifted = (inputs.service_quality + inputs.morale_quality * (company.morale - 0.5)
              + inputs.skill_quality * (company.skill - 0.5))
    supervised = 1 - math.exp(-inputs.supervisors / SUPERVISORS_ENOUGH)
    resolution = (inputs.first_contact_resolution + inputs.skill_resolution * (company.skill - 0.5)
                  + inputs.authority_resolution * empowerment(inputs) + inputs.supervisor_resolution * supervised)
    minutes = proper_minutes(inputs) * speed
    return Service(min(max(lifted, 0.0), 100.0), min(max(resolution * speed ** inputs.corners_quality, 0.02), 0.99),
                   minutes * (1 + inputs.fatigue_slows * company.fatigue))


def proper_minutes(inputs):
    """Minutes that a contact should get, probing for further needs included: float, minute [M31]."""
    return inputs.handle_minutes + inputs.probing_minutes * inputs.probing


def after_month(company, contacts, paid_seconds, quitting_share, inputs):
    """Morale, skill, fatigue, standard and pressure after a month's work.

    Parameters
    ----------
    company : `company.Company`
    contacts : int, contact, that came in
    paid_seconds : int, second
    quitting_share : float, 1, of the staff who leave

    Returns
    -------
    dict of float, the changed fields of `Company`

    Notes
    -----
    Morale moves towards 0.3 + 0.25 empowerment + 0.25 recognition + 0.2 skill - 0.3 overload; training and
    recognition work as far as leadership covers [M31]. The standard follows the pace, down faster than up [M14].
    """
    work = contacts * 60 * proper_minutes(inputs) * company.standard
    pressure = min(work / paid_seconds, LARGEST_PRESSURE) if paid_seconds else LARGEST_PRESSURE
    heavy = overload(pressure)
    recognised = coverage(inputs) * (1 - math.exp(-inputs.recognition / inputs.recognition_scale))
    target = 0.3 + 0.25 * empowerment(inputs) + 0.25 * recognised + 0.2 * company.skill - OVERLOAD_HURTS * heavy
    trained = coverage(inputs) * (1 - math.exp(-inputs.training / inputs.training_scale))
    skill = (company.skill + inputs.learning_speed * trained * (1 - company.skill)
             - (inputs.skill_decay + NEWCOMERS_LACK * quitting_share) * company.skill)
    gap = pace(company.standard, pressure, inputs) - company.standard
    standard = company.standard + gap / (inputs.standard_falls if gap < 0 else inputs.standard_rises)
    return {
        "pressure": pressure,
        "morale": _share(company.morale + inputs.morale_speed * (min(max(target, 0.0), 1.0) - company.morale)),
        "skill": _share(skill),
        "fatigue": company.fatigue + (heavy - company.fatigue) / inputs.fatigue_lag,
        "standard": min(max(standard, inputs.lowest_standard), 1.0),
    }


def _share(value):
    return min(max(value, 0.0), 1.0)


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
    Planned with the minutes a case should get, whatever the desk has come to give it.
    """
    if inputs.desk_staff:
        return min(inputs.desk_staff, seats(inputs))
    minutes = proper_minutes(inputs)
    load = contacts * 60 * minutes / SECONDS_A_MONTH
    if inputs.response_target > LONG_WAIT:
        waited = math.log(inputs.response_target / inputs.patience) / max(inputs.patience_spread, 1e-9)
        return min(max(round(load * (1 - float(ndtr(waited)))), 1), seats(inputs))
    target = inputs.response_target * 60 / minutes
    staff = max(math.floor(load) + 1, 1)
    while staff < seats(inputs) and service_level(load, staff, target) < inputs.service_level:
        staff += 1
    return min(staff, seats(inputs))


def quit_rate(company, inputs):
    """Yearly rate at which staff quit: higher with low morale and overload: float, 1/year [M31, Symtrain2024]."""
    return inputs.staff_turnover * math.exp(-inputs.quits_by_morale * (company.morale - 0.5)
                                            + inputs.quits_by_overload * overload(company.pressure))


def quits(luck, rate):
    """Which members of staff quit this month at a yearly `rate`: (staff,) bool."""
    return luck < 1 - np.exp(-rate / 12)


def to_hire(needed, planned, inputs):
    """How many to hire (positive) or release (negative), given who is there, coming and going: int, person.

    Up to 15 % too many are kept, because loads waver and hiring costs money; a fixed head count is kept exactly.
    """
    if planned < needed:
        return needed - planned
    slack = 0 if inputs.desk_staff else round(SLACK * needed)
    return min(needed + slack - planned, 0)
