"""What the company is as a whole: few numbers, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """The company at the end of a month.

    Attributes
    ----------
    reputation : float, 1, in [0, 1]
    churn : float, 1/month
        Share of the customers who left last month.
    morale, skill : float, 1, in [0, 1]
        Of the desk's staff.
    fatigue : float, 1, >= 0
        Overload of the last months, smoothed.
    standard : float, 1, in [lowest_standard, 1]
        Time per case that the desk has come to think proper, relative to the time a case should get.
    pressure : float, 1, >= 0
        Work that came in over the work that the paid time allows.
    """

    reputation: float = 0.7
    churn: float = 0.0
    morale: float = 0.5
    skill: float = 0.5
    fatigue: float = 0.0
    standard: float = 1.0
    pressure: float = 0.85
