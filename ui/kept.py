"""Worlds already lived, kept by what they depend on, with their size in bytes known."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sim.experiments import Outcome

# what Python adds to the numbers of a column, and to a measure
BYTES_A_COLUMN, BYTES_A_MEASURE = 200, 100


def size(outcome: Outcome) -> int:
    """Give the bytes that an outcome takes, to within a few in a hundred."""
    numbers = sum(values.nbytes + BYTES_A_COLUMN for values in outcome.columns.values())
    return numbers + BYTES_A_MEASURE * len(outcome.measures)


class Kept:
    """Outcomes by address, in the order in which they were last used."""

    def __init__(self):
        self._outcomes: OrderedDict[tuple, Outcome] = OrderedDict()
        self.bytes = 0

    def __contains__(self, address: tuple) -> bool:
        return address in self._outcomes

    def get(self, address: tuple) -> Outcome | None:
        """Give an outcome, which counts as used."""
        found = self._outcomes.get(address)
        if found is not None:
            self._outcomes.move_to_end(address)
        return found

    def put(self, address: tuple, outcome: Outcome) -> None:
        """Keep an outcome."""
        if address not in self._outcomes:
            self.bytes += size(outcome)
            self._outcomes[address] = outcome

    def drop(self, wanted: Callable[[tuple], bool]) -> bool:
        """Throw away the outcome used longest ago among those not wanted; tell whether there was one."""
        address = next((each for each in self._outcomes if not wanted(each)), None)
        if address is None:
            return False
        self.bytes -= size(self._outcomes.pop(address))
        return True
