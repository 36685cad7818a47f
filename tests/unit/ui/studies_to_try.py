"""Studies that a worker process can import: a good one, a slow one, and two that fail."""

import os
import time

from sim import ScenarioError


def counted(upto, workers, progress):
    """Count, telling how far."""
    for done in range(1, upto + 1):
        progress(done, upto)
    return list(range(upto))


def endless(workers, progress):
    """Go on until told to stop."""
    while True:
        progress(1, 10)
        time.sleep(0.01)


def refused(workers, progress):
    """Refuse the arguments, as the model does."""
    raise ScenarioError("budget", 3, "is below what today costs", "at least 5")


def broken(workers, progress):
    """Break off."""
    raise ZeroDivisionError


def where(workers, progress):
    """Tell the number of its process for as long as it lives."""
    while True:
        progress(os.getpid(), 10 ** 9)
        time.sleep(0.01)
