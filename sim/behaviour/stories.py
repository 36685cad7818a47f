"""What bad stories are about: the trouble at their root, and what a month is like when some trouble is spared."""

from collections.abc import Iterable

import numpy as np

from sim.behaviour.answers import NO_ANSWER, NO_CASE, SOLVED_FIRST, UNSOLVED
from sim.behaviour.failures import MINOR, NO_PROBLEM
from sim.behaviour.satisfaction import is_failed_answer, is_solved
from sim.scenario import ScenarioError

# Why a bad story is told, which is also what would have prevented it: 0 stands for no trouble in particular.
ROOTS = ("unhappy", "unheard", "late", "unsolved", "unanswered", "obstacle", "post")
UNHAPPY, UNHEARD, LATE, NOT_SOLVED, UNANSWERED, OBSTACLE, POST = range(len(ROOTS))
# Those that can be spared: a problem caught before it is met, or a complaint that is answered in time and solved.
SPARABLE = ("unheard", "late", "unsolved", "unanswered")
MEMORY = 12     # months for which trouble is what somebody who is unhappy talks about


def these(roots: bool | Iterable[str], of: tuple[str, ...] = ROOTS) -> np.ndarray:
    """Which roots are meant: (7,) bool, from all or none or their names (or one name).

    Raises
    ------
    ScenarioError
        When a name is not one of `of`.
    """
    if isinstance(roots, bool):
        return np.array([roots and name in of for name in ROOTS])
    names = (roots,) if isinstance(roots, str) else tuple(roots)
    unknown = next((name for name in names if name not in of), None)
    if unknown is not None:
        raise ScenarioError("roots", unknown, "is not the root of a story that can be chosen", ", ".join(of))
    return np.isin(ROOTS, names) if names else np.zeros(len(ROOTS), bool)


def failed_severity(outcome, severity):
    """How heavily a failed case weighs: its severity; a question that nobody ever answered, like a minor problem.

    Parameters
    ----------
    outcome, severity : (n,) int64, of the case closed this month

    Returns
    -------
    (n,) int64
        NO_PROBLEM for a case that did not fail, and for a question that was answered without help.
    """
    failed = np.where(is_failed_answer(outcome), severity, NO_PROBLEM)
    return np.maximum(failed, np.where(outcome == NO_ANSWER, MINOR, NO_PROBLEM))


def trouble(unvoiced, outcome, severity, doublings):
    """The trouble that somebody met this month, from what became of it.

    Parameters
    ----------
    unvoiced : (n,) int64, severity of a problem kept from the desk, or NO_PROBLEM
    outcome, severity : (n,) int64, of the case closed this month
    doublings : (n,) float64, 1, from `satisfaction.doublings_too_late`

    Returns
    -------
    (n,) int64, place in `ROOTS`
        The heavier of a case that failed and a problem that nobody heard of, the former where they weigh the same:
        what `talk.bad_story_probability` goes by. Without either, a complaint that was solved too late; `UNHAPPY` for
        none of them.
    """
    failed = failed_severity(outcome, severity)
    late = is_solved(outcome) & (severity != NO_PROBLEM) & (doublings > 0)
    kind = np.where(late, LATE, UNHAPPY)
    kind = np.where(unvoiced > failed, UNHEARD, kind)
    return np.where((failed >= unvoiced) & (failed > NO_PROBLEM),
                    np.where(outcome == NO_ANSWER, UNANSWERED, NOT_SOLVED), kind)


def root(kind, since, month):
    """What a story told in `month` is about, and since when.

    Parameters
    ----------
    kind : (n,) int8, place in `ROOTS`
        The teller's last trouble.
    since : (n,) int32, month
        When that was.
    month : int, month

    Returns
    -------
    (root, since) : two (n,) int64
        The trouble, if it is less than `MEMORY` months old; else unhappiness in general, this month.
    """
    recent = (kind != UNHAPPY) & (month - since < MEMORY)
    return np.where(recent, kind, UNHAPPY).astype(np.int64), np.where(recent, since, month).astype(np.int64)


def spared(outcome, severity, wait, gave_up, tolerance, prevented):
    """What became of the cases of a month in which some trouble is spared to those who had a problem.

    Parameters
    ----------
    outcome, severity : (n,) int8, of the case closed this month
    wait, tolerance : (n,) float64, business hour
    gave_up : (n,) int8
        Contacts given up this month.
    prevented : (7,) bool, from `these`

    Returns
    -------
    (outcome, wait, gave_up) : as they came, but for complaints
        Unanswered ones are answered at once and solved, unsolved ones solved at the first contact, and those that
        are solved, but late, answered in time.
    """
    complaint = severity != NO_PROBLEM
    answered = complaint & (outcome == NO_ANSWER) & prevented[UNANSWERED]
    solved = complaint & (outcome == UNSOLVED) & prevented[NOT_SOLVED]
    outcome = np.where(answered | solved, SOLVED_FIRST, outcome).astype(outcome.dtype)
    late = complaint & is_solved(outcome) & (wait > tolerance) & prevented[LATE]
    return outcome, np.where(answered | late, 0.0, wait), np.where(answered, 0, gave_up).astype(gave_up.dtype)


def complaints(outcome, severity, doublings, unvoiced):
    """How many problems ended in each kind of trouble this month: dict of int, by `SPARABLE`."""
    complained = np.where(severity != NO_PROBLEM, outcome, NO_CASE)
    kind = trouble(np.zeros_like(outcome), complained, severity, doublings)
    count = np.bincount(kind, minlength=len(ROOTS))
    count[UNHEARD] = np.count_nonzero(unvoiced)
    return {name: int(count[ROOTS.index(name)]) for name in SPARABLE}
