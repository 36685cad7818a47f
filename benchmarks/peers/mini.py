"""What the four models share: parameters and result (the rules stand in README.md)."""

from typing import NamedTuple

PEOPLE, CUSTOMERS, MONTHS, CONTACTS = 10_000, 5_000, 60, 20
FADING = 0.5 ** (1 / 3)
LEAVING, LEAVING_BY_STORY, FRAILTY_SHAPE = 0.012, 0.4, 2
JOINING, JOINING_BY_STORY = 0.012, 0.7
TOLD_MEDIAN, TOLD_SPREAD = 9.5, 0.66


class Result(NamedTuple):
    """What comes out of a run."""

    left: int
    told: int
    customers: int
