"""Which incident is looked at: by a named way or as such, as a query parameter and back. Knows no Streamlit.

`incident` is one of `WAYS`, or names an incident: the teller's number (`all` for a post that everybody can see), the
month of the trouble (1 for the first, less for those before), and the trouble, as in `incident=5994.3.unheard`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.behaviour.stories import ROOTS
from sim.explore.losses import LossTree
from sim.explore.trace import THE_PUBLIC
from ui import links
from ui.links import Aside

PARAMETER = "incident"
WAYS = ("dearest", "most_told", "usual")
EVERYBODY = "all"
# one after the other, draws leap by the golden section, so that they spread over all incidents
LEAP = 0.6180339887498949
_NAMED = re.compile(rf"([0-9]{{1,6}}|{EVERYBODY})\.(-?[0-9]{{1,4}})\.([a-z]{{1,12}})", re.ASCII)


class Named(NamedTuple):
    """An incident by what it is: who tells of it, the month of the trouble, and the trouble."""

    teller: int
    month: int
    root: str

    def __str__(self) -> str:
        return f"{EVERYBODY if self.teller == THE_PUBLIC else self.teller}.{self.month}.{self.root}"


@dataclass(frozen=True)
class Picked:
    """What is looked at: a way to find an incident, or the one named; how many were drawn; what was set aside."""

    way: str = WAYS[0]
    named: Named | None = None
    draws: int = 0
    aside: tuple[Aside, ...] = ()


def encode(picked: Picked) -> dict[str, str]:
    """Write it as a query parameter; the first way needs none."""
    if picked.named:
        return {PARAMETER: str(picked.named)}
    return {} if picked.way == WAYS[0] else {PARAMETER: picked.way}


def decode(parameters: list[tuple[str, list[str]]]) -> Picked:
    """Read it; what cannot be used is set aside with the reason."""
    for _, texts in parameters:
        shown = texts[0][:links.LONGEST_KEPT] if texts else ""
        if len(texts) != 1:
            return _refused(shown, "repeated")
        if len(texts[0]) > links.LONGEST_VALUE:
            return _refused(shown, "too_long", str(links.LONGEST_VALUE))
        if shown in WAYS:
            return Picked(shown)
        named = read(shown)
        return Picked("", named) if named else _refused(shown, "unknown_incident", ", ".join(WAYS))
    return Picked()


def read(text: str) -> Named | None:
    """Read the name of an incident, or nothing."""
    found = _NAMED.fullmatch(text)
    if not found or found[3] not in ROOTS or (found[1] == EVERYBODY) != (found[3] == "post"):
        return None
    return Named(THE_PUBLIC if found[1] == EVERYBODY else int(found[1]), int(found[2]), found[3])


def _refused(shown: str, reason: str, allowed: str = "") -> Picked:
    return Picked(aside=(Aside(PARAMETER, shown, reason, allowed),))


def place(tree: LossTree, picked: Picked) -> int | None:
    """Find the incident in a world; nothing if the one named does not happen there."""
    table = tree.incidents
    if picked.named:
        teller, month, root = picked.named
        found = np.flatnonzero((table["teller"] == teller) & (table["since"] == month - 1)
                               & (table["root"] == ROOTS.index(root)))
        return found[0].item() if len(found) else None
    if picked.way == "most_told":
        return table["told"].argmax().item()
    return usual(tree) if picked.way == "usual" else table["cents"].argmax().item()


def usual(tree: LossTree) -> int:
    """Find an incident like most: as many people told as in the middle one, and as few lost as to most."""
    table = tree.incidents
    lost = table["stayed_away"] + table["left"]
    like_most = np.flatnonzero(lost <= np.median(lost))
    return like_most[np.abs(table["told"][like_most] - np.median(table["told"])).argmin()].item()


def drawn(tree: LossTree, draws: int) -> int:
    """Draw an incident: another one with each further draw, the same in the same world."""
    return int(draws * LEAP % 1 * len(tree.incidents["root"]))


def dearest(tree: LossTree, most: int) -> list[int]:
    """List the incidents that cost most, the dearest first."""
    return np.argsort(-tree.incidents["cents"], kind="stable")[:most].tolist()


def name_of(tree: LossTree, incident: int) -> Named:
    """Name an incident by what it is."""
    table = tree.incidents
    return Named(table["teller"][incident].item(), table["since"][incident].item() + 1,
                 ROOTS[table["root"][incident].item()])
