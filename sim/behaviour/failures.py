"""Step 2: who meets a problem and how severe it is."""

import numpy as np

NO_PROBLEM, MINOR, MAJOR = 0, 1, 2


def failure_probability(usage, quality, inputs):
    """Probability that a customer meets a problem in a month, before quality control [M8].

    Parameters
    ----------
    usage : (n,) float64, 1, mean 1
    quality : float, point, in [0, 100], delivered

    Returns
    -------
    (n,) float64, 1, in [0, 1)

    Notes
    -----
    ``1 - exp(-usage * rate / 12)``, ``rate = failure_rate * exp(-failure_sensitivity * (Q - 70) / 10)`` a year.
    """
    rate = inputs.failure_rate * np.exp(-inputs.failure_sensitivity * (quality - 70) / 10)
    return 1 - np.exp(-rate / 12 * usage)


def intercepted_share(inputs):
    """Share of small errors that quality control finds before the customer does: float, 1 [M8, C21]."""
    return inputs.interception_most * (1 - np.exp(-inputs.quality_control / inputs.interception_scale))


def problems(luck, severity_luck, interception_luck, usage, quality, inputs):
    """Who meets a problem that reaches them.

    Parameters
    ----------
    luck, severity_luck, interception_luck : (n,) float64, 1, in (0, 1)
    usage : (n,) float64, 1
    quality : float, point

    Returns
    -------
    (n,) int64: NO_PROBLEM, MINOR or MAJOR

    Notes
    -----
    Only minor problems can be intercepted. Whoever meets a problem at high quality also meets it at low.
    """
    met = luck < failure_probability(usage, quality, inputs)
    caught = interception_luck < intercepted_share(inputs)
    return np.where(met, np.where(is_major(severity_luck, inputs), MAJOR, np.where(caught, NO_PROBLEM, MINOR)),
                    NO_PROBLEM)


def is_major(severity_luck, inputs):
    """Which problems are major ones: (n,) bool [M8]."""
    return severity_luck < inputs.major_share


def hit_by_outages(luck, outages):
    """Who is hit by an outage this month, and from which second on.

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)
    outages : tuple of (share of customers, second of the month)

    Returns
    -------
    (n,) int64, second
        -1 for who is spared. Everybody is hit at most once: the shares lie side by side.
    """
    begins, below = np.full(len(luck), -1, dtype=np.int64), 0.0
    for share, second in outages:
        begins[(luck >= below) & (luck < below + share)] = second
        below += share
    return begins
