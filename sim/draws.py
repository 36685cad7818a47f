"""Random numbers by address: (seed, purpose, month, person) always gives the same number."""

from __future__ import annotations

from enum import Enum

import numpy as np

from sim.scenario import ScenarioError

_FIRST_MONTH = 2**15
LARGEST_SEED = 2**63 - 1
_ZERO = np.zeros(4, np.uint64)
_AT_THE_BEGINNING = {"bit_generator": "Philox", "buffer": _ZERO, "buffer_pos": 4, "has_uint32": 0, "uinteger": 0}


class Purpose(Enum):
    """One member per decision, each used in exactly one place.

    The value is an address in three parts: a Philox stream, a part of the stream's 64-bit numbers, and into how
    many parts these are split. The parts of a number share no bit, so two purposes never share luck. Of halves
    there are 2**32 values, of thirds 2**21, of quarters 2**16 (for times of day, shares and who is who among a
    few; never for what happens to few people a month).
    """

    # traits, drawn once for each person
    FRAILTY = (0, 0, 3)
    VALUE = (0, 1, 3)
    TALKATIVENESS = (0, 2, 3)
    PATIENCE = (1, 0, 3)
    TOLERANCE = (1, 1, 3)
    SWITCHING_COST = (1, 2, 3)
    CONTRACT = (2, 0, 3)
    USAGE = (2, 1, 3)
    FIRST_CUSTOMER = (2, 2, 3)
    FIRST_TENURE = (3, 0, 3)
    CONTACT_COUNT = (3, 1, 3)
    TALKER = (3, 2, 3)
    PRICE_SENSITIVITY = (4, 0, 3)
    RESPONSIVENESS = (4, 1, 3)
    RISK_NOISE = (4, 2, 3)
    RESPONSE_NOISE = (5, 0, 3)
    CHANNEL = (5, 1, 3)
    READS = (5, 2, 3)
    # contacts, drawn once for each person and place in the list of contacts
    CONTACT_FAR = (6, 0, 2)
    CONTACT_WHO = (6, 1, 2)
    # every month; what every company needs stands in few streams
    FAILURE = (7, 0, 3)
    QUESTION = (7, 1, 3)
    LEAVE = (7, 2, 3)
    GOOD_STORY = (8, 0, 3)
    REFER = (8, 1, 3)
    JOIN = (8, 2, 3)
    SEVERITY = (9, 0, 4)
    INTERCEPTION = (9, 1, 4)
    VOICE = (9, 2, 4)
    QUESTION_TIME = (9, 3, 4)
    FAILURE_TIME = (10, 0, 4)
    BAD_STORY = (10, 1, 4)
    REDEEM = (10, 2, 4)
    REFER_WHOM = (10, 3, 4)
    BAD_STORY_TOLD = (11, 0, 4)
    BAD_STORY_HEARER = (11, 1, 4)
    GOOD_STORY_TOLD = (11, 2, 4)
    GOOD_STORY_HEARER = (11, 3, 4)
    OUTAGE = (12, 0, 3)
    LISTENING = (12, 1, 3)
    SURVEY = (12, 2, 3)
    GESTURE = (13, 0, 3)
    OPT_OUT = (13, 1, 3)
    SPENDING = (13, 2, 3)
    SALE = (14, 0, 3)
    OFFER_ORDER = (14, 1, 3)
    WINBACK_ACCEPTS = (14, 2, 3)
    OBSTACLE = (15, 0, 3)
    SAVED = (15, 1, 3)
    VIRAL_POST = (15, 2, 3)
    OBSTACLE_STORY = (16, 0, 3)
    OBSTACLE_STORY_TOLD = (16, 1, 3)
    OBSTACLE_STORY_HEARER = (16, 2, 3)
    # every month and attempt to reach the desk
    HANDLE_TIME = (17, 0, 4)
    CONTACT_PATIENCE = (17, 1, 4)
    SOLVED = (17, 2, 4)
    CONTACT_AGAIN = (17, 3, 4)
    # every month and member of staff
    STAFF_QUITS = (18, 0, 3)
    QUIT_TIME = (18, 1, 3)
    HIRE_TIME = (18, 2, 3)

    def __init__(self, stream: int, part: int, parts: int):
        bits = 64 // parts
        self.stream, self.mask, self.step = stream, 2**bits - 1, 2.0**-bits
        self.shift = 64 - bits * (parts - part)         # the last part is the highest


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
    number. The last month's streams are kept, because several purposes, and several plans in one world, share one.
    """

    def __init__(self, seed: int, people: int):
        check_seed(seed)
        self.seed, self.people = seed, people
        self._kept: dict[tuple[int, int], np.ndarray] = {}
        self._asked: dict[tuple, tuple] = {}
        self._month = None
        self._philox = np.random.Philox(0)

    def uniform(self, purpose: Purpose, month: int = 0, who=slice(None), slot: int | range = 0) -> np.ndarray:
        """Numbers of `purpose` in `month` for the persons `who` (an index array, one index, or all).

        Parameters
        ----------
        purpose : Purpose
        month : int, month
            May be negative (burn-in); 0 for traits.
        who : index into (people,)
            An array must not be changed as long as the month lasts.
        slot : int or range, 1, in [0, 255]
            Tells apart repetitions within a month (the attempt to reach the desk); a range gives a row for each.

        Returns
        -------
        float64, 1, in (0, 1)
            Never 0 or 1, so that quantile functions stay finite.
        """
        if isinstance(who, slice) and who.stop is not None:
            numbers = self._read(purpose.stream, month, slot, who.stop)[who]
        else:
            numbers = self._of(purpose.stream, month, slot, who)
        return (numbers >> purpose.shift & purpose.mask) * purpose.step + purpose.step / 2

    def below(self, purpose: Purpose, month: int, most: float) -> np.ndarray:
        """Whose number of `purpose` in `month` can be below `most`: (people,) bool, some of them just above it.

        Looks at whole numbers only, so that the few who matter are found without reading everybody's number.
        """
        numbers = self._stream(purpose.stream, month, 0)
        limit = min(int(most / purpose.step) + 1, purpose.mask) << purpose.shift
        if purpose.mask << purpose.shift >> 63:          # the highest part: nothing stands above it
            return numbers <= limit + (1 << purpose.shift) - 1
        return numbers & (purpose.mask << purpose.shift) <= limit

    def _of(self, stream: int, month: int, slot: int | range, who) -> np.ndarray:
        """The numbers of some persons; kept for the month, because several purposes share a stream."""
        if not isinstance(who, np.ndarray):
            return self._stream(stream, month, slot)[who]
        self._turn_to(month)
        asked = (stream, slot, id(who))
        if asked not in self._asked:
            if isinstance(slot, int):
                numbers = self._stream(stream, month, slot)[who]
            else:
                numbers = np.stack([self._stream(stream, month, each)[who] for each in slot])
            self._asked[asked] = who, numbers
        return self._asked[asked][1]

    def _stream(self, stream: int, month: int, slot: int) -> np.ndarray:
        self._turn_to(month)
        numbers = self._kept.get((stream, slot))
        if numbers is None:
            numbers = self._kept[stream, slot] = self._read(stream, month, slot, self.people)
        return numbers

    def _turn_to(self, month: int) -> None:
        if month != self._month:
            self._kept.clear()
            self._asked.clear()
            self._month = month

    def _read(self, stream: int, month: int, slot: int, people: int) -> np.ndarray:
        key = np.array([self.seed, (stream << 32) | (slot << 24) | (month + _FIRST_MONTH)], dtype=np.uint64)
        self._philox.state = _AT_THE_BEGINNING | {"state": {"counter": _ZERO, "key": key}}
        return self._philox.random_raw(people)
