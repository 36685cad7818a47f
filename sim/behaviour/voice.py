"""Step 3: who complains, to whom, and who has an ordinary question."""

import numpy as np

SILENT, TO_DESK, IN_PUBLIC = 0, 1, 2


def voice(luck, inputs):
    """What somebody with a problem does about it [M9, Goodman1999].

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (n,) int64: TO_DESK, IN_PUBLIC or SILENT
    """
    public = luck < inputs.voiced_share + inputs.public_share
    return np.where(luck < inputs.voiced_share, TO_DESK, np.where(public, IN_PUBLIC, SILENT))


def has_question(luck, inputs):
    """Who asks the desk an ordinary question this month: (n,) bool.

    Notes
    -----
    Probability ``1 - exp(-question_rate / 12)``. Whoever complains to the desk in the same month asks in
    the same contact: a customer has at most one new case a month.
    """
    return luck < 1 - np.exp(-inputs.question_rate / 12)
