"""Random numbers by address: (seed, purpose, month, person) always gives the same number."""

from __future__ import annotations

from enum import Enum

import numpy as np

from sim.scenario import ScenarioError

_HALF = float(2**26)
_HALF_STEP = 2.0**-28
_FIRST_MONTH = 2**15
LARGEST_SEED = 2**63 - 1
_ZERO = np.zeros(4, np.uint64)
_AT_THE_BEGINNING = {"bit_generator": "Philox", "buffer": _ZERO, "buffer_pos": 4, "has_uint32": 0, "uinteger": 0}


class Purpose(Enum):
    """One member per decision, each used in exactly one place.

    The value is an address in two parts: a Philox stream, and one of the two halves (26 and 27 bits) of the
    stream's 53-bit numbers. The halves of a number share no bit, so two purposes never share luck.
    """

    # traits, drawn once for each person
    FRAILTY = (0, 0)
    VALUE = (0, 1)
    TALKATIVENESS = (1, 0)
    PATIENCE = (1, 1)
    TOLERANCE = (2, 0)
    SWITCHING_COST = (2, 1)
    CONTRACT = (3, 0)
    USAGE = (3, 1)
    FIRST_CUSTOMER = (4, 0)
    FIRST_TENURE = (4, 1)
    CONTACT_COUNT = (5, 0)
    TALKER = (5, 1)
    PRICE_SENSITIVITY = (19, 0)
    RESPONSIVENESS = (19, 1)
    RISK_NOISE = (20, 0)
    RESPONSE_NOISE = (20, 1)
    CHANNEL = (21, 0)
    READS = (21, 1)
    # contacts, drawn once for each person and place in the list of contacts
    CONTACT_FAR = (6, 0)
    CONTACT_WHO = (6, 1)
    # every month
    FAILURE = (7, 0)
    FAILURE_TIME = (7, 1)
    SEVERITY = (8, 0)
    INTERCEPTION = (8, 1)
    VOICE = (9, 0)
    QUESTION = (9, 1)
    QUESTION_TIME = (10, 0)
    BAD_STORY = (10, 1)
    BAD_STORY_TOLD = (11, 0)
    BAD_STORY_HEARER = (11, 1)
    GOOD_STORY = (12, 0)
    GOOD_STORY_TOLD = (12, 1)
    GOOD_STORY_HEARER = (13, 0)
    LEAVE = (13, 1)
    JOIN = (14, 0)
    OUTAGE = (14, 1)
    LISTENING = (22, 0)
    SURVEY = (22, 1)
    GESTURE = (23, 0)
    OPT_OUT = (23, 1)
    REDEEM = (24, 0)
    SPENDING = (24, 1)
    SALE = (25, 0)
    OFFER_ORDER = (25, 1)
    OBSTACLE = (26, 0)
    SAVED = (26, 1)
    OBSTACLE_STORY = (27, 0)
    OBSTACLE_STORY_TOLD = (27, 1)
    OBSTACLE_STORY_HEARER = (28, 0)
    VIRAL_POST = (28, 1)
    REFER = (29, 0)
    REFER_WHOM = (29, 1)
    WINBACK_ACCEPTS = (30, 0)
    # every month and attempt to reach the desk
    HANDLE_TIME = (15, 0)
    SOLVED = (15, 1)
    CONTACT_PATIENCE = (16, 0)
    CONTACT_AGAIN = (16, 1)
    # every month and member of staff
    STAFF_QUITS = (17, 0)
    QUIT_TIME = (17, 1)
    HIRE_TIME = (18, 0)


def check_seed(seed: int) -> None:
    """Refuse what is no seed with a `ScenarioError`."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise ScenarioError("seed", seed, "is out of range", f"whole number from 0 to {LARGEST_SEED}")


class Draws:
    """The luck of one world: uniform numbers in (0, 1), addressed by purpose, month, slot and person.

    Parameters
    ----------
    seed : int, 0 <= seed < 2**63
        The world.
    people : int, person
        How many persons have luck of their own. One more person changes nobody else's numbers.

    Raises
    ------
    ScenarioError
        When the seed is not such a number.

    Notes
    -----
    A stream is NumPy's counter-based Philox, keyed by seed, stream, slot and month; person i has its i-th
    number. The last month's streams are kept, because two purposes share one.
    """

    def __init__(self, seed: int, people: int):
        check_seed(seed)
        self.seed, self.people = seed, people
        self._kept: dict[tuple[int, int], np.ndarray] = {}
        self._month = None
        self._philox = np.random.Philox(0)
        self._generator = np.random.Generator(self._philox)

    def uniform(self, purpose: Purpose, month: int = 0, who=slice(None), slot: int = 0) -> np.ndarray:
        """Numbers of `purpose` in `month` for the persons `who` (an index array, one index, or all).

        Parameters
        ----------
        purpose : Purpose
        month : int, month
            May be negative (burn-in); 0 for traits.
        who : index into (people,)
        slot : int, 1, in [0, 255]
            Tells apart repetitions within a month (the attempt to reach the desk).

        Returns
        -------
        float64, 1, in (0, 1)
            Never 0 or 1, so that quantile functions stay finite.
        """
        stream, half = purpose.value
        if isinstance(who, slice) and who.stop is not None:
            numbers = self._read(stream, month, slot, who.stop)[who]
        else:
            numbers = self._stream(stream, month, slot)[who]
        high = numbers * _HALF
        whole = np.floor(high)
        return high - whole + _HALF_STEP if half else (whole + 0.5) / _HALF

    def _stream(self, stream: int, month: int, slot: int) -> np.ndarray:
        if month != self._month:
            self._kept.clear()
            self._month = month
        numbers = self._kept.get((stream, slot))
        if numbers is None:
            numbers = self._kept[stream, slot] = self._read(stream, month, slot, self.people)
        return numbers

    def _read(self, stream: int, month: int, slot: int, people: int) -> np.ndarray:
        key = np.array([self.seed, (stream << 32) | (slot << 24) | (month + _FIRST_MONTH)], dtype=np.uint64)
        self._philox.state = _AT_THE_BEGINNING | {"state": {"counter": _ZERO, "key": key}}
        return self._generator.random(people)
