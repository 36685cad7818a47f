"""Step 2: who meets a problem and how severe it is."""

import numpy as np

NO_PROBLEM, MINOR, MAJOR = 0, 1, 2


def failure_probability(inputs):
    """Probability that a customer meets a problem in a month, before quality control [M8].

    Returns
    -------
    float, 1, in [0, 1)

    Notes
    -----
    ``1 - exp(-rate / 12)`` with ``rate = failure_rate * exp(-failure_sensitivity * (Q - 70) / 10)`` a year.
    """
    rate = inputs.failure_rate * np.exp(-inputs.failure_sensitivity * (inputs.service_quality - 70) / 10)
    return 1 - np.exp(-rate / 12)


def intercepted_share(inputs):
    """Share of small errors that quality control finds before the customer does: float, 1 [M8, C21]."""
    return inputs.interception_most * (1 - np.exp(-inputs.quality_control / inputs.interception_scale))


def problems(luck, severity_luck, interception_luck, inputs):
    """Who meets a problem that reaches them.

    Parameters
    ----------
    luck, severity_luck, interception_luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (n,) int64: NO_PROBLEM, MINOR or MAJOR

    Notes
    -----
    Only minor problems can be intercepted. Whoever meets a problem at high quality also meets it at low.
    """
    met = luck < failure_probability(inputs)
    major = severity_luck < inputs.major_share
    caught = interception_luck < intercepted_share(inputs)
    return np.where(met, np.where(major, MAJOR, np.where(caught, NO_PROBLEM, MINOR)), NO_PROBLEM)
