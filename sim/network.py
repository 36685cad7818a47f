"""Who knows whom: a contact network that grows one person at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from sim.draws import Draws, Purpose
from sim.scenario import Inputs

MOST_CONTACTS_BROUGHT = 60
NEAR_STRENGTH, FAR_STRENGTH = 1.25, 0.625      # of a tie: mean 1 at the default share of far ties, sums exact
SOCIABILITY_SPREAD = 0.6


@dataclass(frozen=True)
class Network:
    """Contacts of everybody, as rows of one long array.

    Attributes
    ----------
    first : (people + 1,) int64
        Where each person's contacts begin in `contact`.
    contact : (2 * ties,) int64
        Person numbers, ascending within a person.
    strength : (2 * ties,) float64, 1
        Of each tie: near ones weigh more in defections than far ones [M19].
    """

    first: np.ndarray
    contact: np.ndarray
    strength: np.ndarray

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of contacts of everybody: (people,) int64, person."""
        return np.diff(self.first)

    def of(self, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All contacts of the persons `who`, one after the other (a person may appear several times), and the
        strength of each tie."""
        places = self._places(who, np.zeros(len(who), np.int64), self.degree[who])
        return self.contact[places], self.strength[places]

    def some(self, who: np.ndarray, begin: np.ndarray, count: np.ndarray) -> np.ndarray:
        """`count` contacts of each of `who`, beginning at place `begin` of their list and going around.

        Parameters
        ----------
        who : (n,) int64
        begin : (n,) int64, >= 0
        count : (n,) int64, between 0 and the person's degree

        Returns
        -------
        (sum of count,) int64
        """
        return self.contact[self._places(who, begin, count)]

    def _places(self, who, begin, count):
        owner = np.repeat(np.arange(len(who)), count)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        degree = self.degree[who]
        return self.first[who][owner] + (begin[owner] + place) % np.maximum(degree, 1)[owner]


def draw_network(inputs: Inputs, draws: Draws) -> Network:
    """Draw the contact network of a world.

    Every person brings a log-normal number of ties (hence a heavy-tailed degree) to people with lower
    numbers: mostly to the nearest, who know each other too (hence clustering), and with probability
    `far_share` to anybody (the weak ties) [M19, Goldenberg2007].

    Notes
    -----
    One more person adds ties of their own and changes nobody else's; pinned, with mean degree and
    clustering, by tests/unit/test_network.py.
    """
    n = inputs.market_size
    person = np.arange(n)
    mean = inputs.contacts / 2
    score = ndtri(draws.uniform(Purpose.CONTACT_COUNT))
    brought = np.rint(mean * np.exp(SOCIABILITY_SPREAD * score - SOCIABILITY_SPREAD**2 / 2))
    brought = np.minimum(np.minimum(brought, MOST_CONTACTS_BROUGHT), person).astype(np.int64)
    low, high, weak = [], [], []
    for place in range(int(brought.max(initial=0))):
        who = np.flatnonzero(brought > place)
        far = draws.uniform(Purpose.CONTACT_FAR, who=who, slot=place) < inputs.far_share
        anybody = np.floor(draws.uniform(Purpose.CONTACT_WHO, who=who, slot=place) * who).astype(np.int64)
        low.append(np.where(far, anybody, who - 1 - place))
        high.append(who)
        weak.append(far)
    if not low:
        return Network(np.zeros(n + 1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    high, low, weak = np.concatenate(high), np.concatenate(low), np.concatenate(weak)
    # Whoever is tied to somebody in both ways is near: of equal pairs the near one sorts first.
    ends = np.sort(2 * np.concatenate([high * n + low, low * n + high]) + np.concatenate([weak, weak]))
    pairs = ends >> 1
    once = np.concatenate([[True], pairs[1:] != pairs[:-1]])
    pairs = pairs[once]
    strength = np.where(ends[once] & 1, FAR_STRENGTH, NEAR_STRENGTH)
    return Network(np.searchsorted(pairs, np.arange(n + 1) * n), pairs % n, strength)
