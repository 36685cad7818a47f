"""Step 1: what people expect follows what they get."""


def adapted(expectation, quality, speed):
    """Expectation after a month of experience [M1, Johnson1995].

    Parameters
    ----------
    expectation : (n,) float64, point, in [0, 100]
    quality : float, point, in [0, 100]
        What the company delivers when nothing goes wrong.
    speed : float, 1/month, in [0, 1]

    Returns
    -------
    (n,) float64, point

    Notes
    -----
    ``E + speed * (Q - E)``: after a step in quality the surprise halves every ``ln 2 / -ln(1 - speed)``
    months, so delight must be renewed; pinned by tests/unit/test_behaviour.py.
    """
    return expectation + speed * (quality - expectation)
