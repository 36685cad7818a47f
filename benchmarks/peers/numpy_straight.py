"""The small model with NumPy: columns and index arrays, no tricks."""

import mini
import numpy as np


def prepare(seed):
    """Make the people; returns the function that lives the months."""
    luck = np.random.default_rng(seed)
    contacts = luck.integers(mini.PEOPLE, size=(mini.PEOPLE, mini.CONTACTS))
    frailty = luck.gamma(mini.FRAILTY_SHAPE, 1 / mini.FRAILTY_SHAPE, mini.PEOPLE)
    return lambda: live(luck, contacts, frailty)


def live(luck, contacts, frailty):
    """Live all months."""
    customer = np.arange(mini.PEOPLE) < mini.CUSTOMERS
    heard = np.zeros(mini.PEOPLE)
    left = told = 0
    for _ in range(mini.MONTHS):
        heard *= mini.FADING
        customers, prospects = np.flatnonzero(customer), np.flatnonzero(~customer)
        hazard = mini.LEAVING * frailty[customers] * np.exp(mini.LEAVING_BY_STORY * heard[customers])
        leavers = customers[luck.random(len(customers)) < 1 - np.exp(-hazard)]
        joining = mini.JOINING * np.exp(-mini.JOINING_BY_STORY * heard[prospects])
        joiners = prospects[luck.random(len(prospects)) < joining]
        tell = luck.lognormal(np.log(mini.TOLD_MEDIAN), mini.TOLD_SPREAD, len(leavers)).round().astype(int)
        tellers = np.repeat(leavers, tell)
        hearers = contacts[tellers, luck.integers(mini.CONTACTS, size=len(tellers))]
        np.add.at(heard, hearers, 1)
        customer[leavers], customer[joiners] = False, True
        left += len(leavers)
        told += len(hearers)
    return mini.Result(left, told, int(customer.sum()))
