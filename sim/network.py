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
    contact : (2 * ties,) int32
        Person numbers, ascending within a person.
    strength : (2 * ties,) float32, 1
        Of each tie: near ones weigh more in defections than far ones [M19].
    """

    first: np.ndarray
    contact: np.ndarray
    strength: np.ndarray

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of contacts of everybody: (people,) int64, person."""
        return np.diff(self.first)

    def tell(self, heard: np.ndarray, who: np.ndarray, begin: np.ndarray, count: np.ndarray) -> None:
        """Let contacts hear something: adds 1 to `heard` for each.

        Parameters
        ----------
        heard : (people,) float64, 1
        who : (n,) int64, person
        begin : (n,) int64
            The place in their list of contacts from which on contacts are told, going around; below the degree.
        count : (n,) int64, person, between 0 and the degree
        """
        from sim import kernels  # brings Numba: only where somebody talks

        kernels.tell(heard, self.first, self.contact, who, begin, count)

    def notice(self, seen: np.ndarray, who: np.ndarray) -> None:
        """Let all contacts of `who` notice something: adds the strength of the tie to `seen`, (people,) float64."""
        from sim import kernels

        kernels.notice(seen, self.first, self.contact, self.strength, who)


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
        return Network(np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    high, low, weak = np.concatenate(high), np.concatenate(low), np.concatenate(weak)
    # Whoever is tied to somebody in both ways is near: of equal pairs the near one sorts first.
    ends = np.sort(2 * np.concatenate([high * n + low, low * n + high]) + np.concatenate([weak, weak]))
    pairs = ends >> 1
    once = np.concatenate([[True], pairs[1:] != pairs[:-1]])
    pairs = pairs[once]
    strength = np.where(ends[once] & 1, np.float32(FAR_STRENGTH), np.float32(NEAR_STRENGTH))
    return Network(np.searchsorted(pairs, np.arange(n + 1) * n), (pairs % n).astype(np.int32), strength)
