"""Step 3: who complains, to whom, who is heard all the same, and who has an ordinary question."""

import numpy as np

SILENT, TO_DESK, IN_PUBLIC = 0, 1, 2
MOST_VOICED = 0.75


def voice(luck, inputs):
    """What somebody with a problem does about it [M9, Goodman1999].

    Parameters
    ----------
    luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (n,) int64: TO_DESK, IN_PUBLIC or SILENT

    Notes
    -----
    To the desk with probability `voiced_share` times the square root of `complaint_ease`, at most 0.75.
    """
    voiced = min(inputs.voiced_share * inputs.complaint_ease ** 0.5, MOST_VOICED)
    return np.where(luck < voiced, TO_DESK, np.where(luck < voiced + inputs.public_share, IN_PUBLIC, SILENT))


def is_heard(said, listening_luck, survey_luck, inputs):
    """Whose problem the desk takes up though it was not brought to it [M9, C12, C32, C44].

    Parameters
    ----------
    said : (n,) int64, from `voice`
    listening_luck, survey_luck : (n,) float64, 1, in (0, 1)

    Returns
    -------
    (n,) bool
        Public posts that are seen, and silent problems that somebody names in a survey.
    """
    surveyed = min(inputs.surveys / 12, 1.0) * inputs.survey_response
    return (((said == IN_PUBLIC) & (listening_luck < inputs.social_listening))
            | ((said == SILENT) & (survey_luck < surveyed)))


def has_question(luck, usage, inputs):
    """Who asks the desk an ordinary question this month: (n,) bool.

    Notes
    -----
    Probability ``1 - exp(-usage * question_rate / 12)``. Whoever complains to the desk in the same month asks
    in the same contact: a customer has at most one new case a month.
    """
    return luck < 1 - np.exp(-inputs.question_rate / 12 * usage)
