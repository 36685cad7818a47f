"""Step 1: what people expect follows what they get and what they are promised."""


def promised(quality, inputs):
    """What the promise in advertising makes people expect: float, point [M1].

    Notes
    -----
    Delivered quality plus `promise_weight` for each point that is promised above it (or below).
    """
    return min(max(quality + inputs.promise_weight * inputs.promise, 0.0), 100.0)


def adapted(expectation, quality, inputs):
    """Expectation after a month of experience and advertising [M1, Johnson1995].

    Parameters
    ----------
    expectation : (n,) float64, point, in [0, 100]
    quality : float, point, in [0, 100]
        What the company delivers when nothing goes wrong.

    Returns
    -------
    (n,) float64, point

    Notes
    -----
    ``E + expectation_speed * (promised - E)``: after a step in quality the surprise halves every
    ``ln 2 / -ln(1 - speed)`` months, so delight must be renewed; an empty promise never stops disappointing.
    """
    return expectation + inputs.expectation_speed * (promised(quality, inputs) - expectation)
