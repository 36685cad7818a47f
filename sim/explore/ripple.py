"""The ripple of one incident: who was told, who took it to heart, who stayed away, who left, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.behaviour.stories import ROOTS
from sim.events import DAYS_A_MONTH
from sim.explore.losses import LossTree
from sim.explore.trace import LEFT, THE_PUBLIC, Table, Trace
from sim.inputs import SECONDS_A_MONTH
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST

# What somebody is in a ripple.
TELLER, HEARER, FOLLOWER = "teller", "hearer", "follower"
# What becomes of them.
NOTHING, STAYED_AWAY, LEFT_TOO = "nothing", "stayed_away", "left"
TO_HEART = 0.5          # of a first story: from here on, a story counts as believed
OWN_FAULT = tuple(CAUSES.index(cause) for cause in ("unsolved", "slow"))
FOR_LONG = 12           # months after the trouble in which the teller's own leaving belongs to it
LEAST_SHARE = 0.05      # of a person's leaving, for it to be shown
MOST_SHOWN = 5000       # those of whom something became before all others


@dataclass(frozen=True)
class Ripple:
    """What one incident has set off.

    Attributes
    ----------
    incident : int
        Its place in `LossTree.incidents`.
    root : str, one of `stories.ROOTS`
    teller : int, person; THE_PUBLIC for a post
    month : int, month of the trouble
    cents : int, cent, its leaf of the loss tree
    told : int
        People told, whether they belong to the market or not.
    people : table
        One row a person and story, in order of days: `person`; `role`, TELLER, HEARER or FOLLOWER (of a contact who
        left); `after`, the row of who told them or left before them, -1 for the teller; `day`, float64, since the
        trouble; `believed`, bool; `customer` and `former`, bool, whether they were customers, or had been, when
        they heard or told, as far as the trace knows; `fate`, NOTHING, STAYED_AWAY or LEFT_TOO; `fate_day`, float64,
        NaN without a fate; `share`, float64, 1, of the fate that is due to this incident.
    """

    incident: int
    root: str
    teller: int
    month: int
    cents: int
    told: int
    people: Table

    @property
    def days(self) -> int:
        """How many days it goes on."""
        last = np.fmax(self.people["day"], self.people["fate_day"])
        return int(np.ceil(last.max()))


def ripple(tree: LossTree, incident: int) -> Ripple:
    """What one incident has set off.

    Parameters
    ----------
    tree : LossTree
    incident : int, place in `tree.incidents`

    Returns
    -------
    Ripple

    Raises
    ------
    IndexError
        When there is no such incident.

    Notes
    -----
    The model tells stories once a month: within the month the hearers are spread evenly over the days from the
    trouble on, and fates fall on the month's last day. Pinned by tests/unit/test_explore_ripple.py.
    """
    table, trace = tree.incidents, tree.trace
    if not 0 <= incident < len(table["root"]):
        raise IndexError(f"incident {incident} is not one of the {len(table['root'])} there are")
    told = np.flatnonzero(tree.story_of == incident)
    since, teller = table["since"][incident].item(), table["teller"][incident].item()
    second = trace.stories["second"][told].max()
    begins = DAYS_A_MONTH * (since + max(second, 0) / SECONDS_A_MONTH)
    first = _teller(trace, teller, ROOTS[table["root"][incident]], since, begins)
    lost, others = _hearers(tree, incident, begins)
    rows = _followers(trace, _below(first, lost), begins)
    rows = _below(rows, _some(others, slice(max(MOST_SHOWN - len(rows["person"]), 0))))
    order = np.argsort(rows["day"], kind="stable")
    rank = np.argsort(order)
    rows["after"] = np.where(rows["after"] >= 0, rank[rows["after"]], -1)
    people = {name: values[order] for name, values in rows.items() if name != "leaver"}
    return Ripple(incident, ROOTS[table["root"][incident]], teller, since, table["cents"][incident].item(),
                  table["told"][incident].item(), people)


def _rows(person: np.ndarray, role: str, **known: object) -> Table:
    """Rows of the people of a ripple, alike in all that is not said of each."""
    usual = {"person": person, "role": role, "after": 0, "day": 0.0, "believed": False, "customer": True,
             "former": False, "fate": NOTHING, "fate_day": np.nan, "share": 0.0, "leaver": -1} | known
    return {name: np.array(np.broadcast_to(value, person.shape)) for name, value in usual.items()}


def _below(upper: Table, lower: Table) -> Table:
    return {name: np.concatenate([values, lower[name]]) for name, values in upper.items()}


def _some(rows: Table, which: object) -> Table:
    return {name: values[which] for name, values in rows.items()}


def _end_of(month, begins: float):
    return np.maximum(DAYS_A_MONTH * (month + 1.0) - begins, 0.0)


def _teller(trace: Trace, teller: int, root: str, since: int, begins: float) -> Table:
    """Who tells, and what they did: left because of the trouble, or stayed."""
    left = trace.leavers
    mine = left["person"] == teller
    own = np.flatnonzero(mine & (left["month"] >= since) & (left["month"] < since + FOR_LONG)
                         & np.isin(left["cause"], OWN_FAULT))[:1]
    # who was kept from cancelling tells of it a month later, and may have left in spite of it
    former = root == "obstacle" and (mine & (left["month"] == since - 1)).any()
    fate = {"fate": LEFT_TOO, "fate_day": _end_of(left["month"][own], begins), "share": 1.0, "leaver": own}
    return _rows(np.array([teller]), TELLER, after=-1, believed=True, former=former,
                 customer=teller != THE_PUBLIC and not former, **(fate if len(own) else {}))


def _hearers(tree: LossTree, incident: int, begins: float) -> tuple[Table, Table]:
    """Those who heard of it: first those whom it made do something, as many as can be shown, then the others."""
    hearings, told_of = tree.trace.hearings, tree.trace.stories
    heard = np.flatnonzero(tree.story_of[hearings["story"]] == incident)
    heard = heard[np.argsort(hearings["story"][heard], kind="stable")]
    story, hearer = hearings["story"][heard], hearings["hearer"][heard]
    effect = _effects(tree, incident, story, hearer)
    _, begin, many = np.unique(story, return_index=True, return_counts=True)
    part = (np.arange(len(story)) - np.repeat(begin, many) + 1) / (np.repeat(many, many) + 1)
    starts = np.maximum(DAYS_A_MONTH * told_of["month"][story] - begins, 0.0)
    day = starts + (_end_of(told_of["month"][story], begins) - starts) * part
    lost = np.flatnonzero(effect >= 0)[:MOST_SHOWN - 1]
    others = np.flatnonzero(effect < 0)[:MOST_SHOWN]
    return tuple(_heard(tree.trace, hearer[those], heard[those], day[those], fate)
                 for those, fate in ((lost, _fates(tree.trace, effect[lost], begins)), (others, {})))


def _heard(trace: Trace, hearer: np.ndarray, heard: np.ndarray, day: np.ndarray, fate: dict) -> Table:
    status, fresh = trace.hearings["status"][heard], trace.hearings["fresh"][heard]
    return _rows(hearer, HEARER, day=day, believed=(status != LOST) & (fresh >= TO_HEART),
                 customer=status == CUSTOMER, former=status == LOST, **fate)


def _effects(tree: LossTree, incident: int, story: np.ndarray, hearer: np.ndarray) -> np.ndarray:
    """What each hearing made the hearer do, if it is much: (hearings,) int64, place in `effects`, or -1."""
    effects = tree.trace.effects
    own = np.flatnonzero((tree.story_of[effects["story"]] == incident) & (effects["share"] >= LEAST_SHARE))
    if not len(own):
        return np.full(len(story), -1)
    people = max(hearer.max(initial=0), effects["person"][own].max()) + 1
    found, wanted = effects["story"][own] * people + effects["person"][own], story * people + hearer
    order = np.argsort(found, kind="stable")
    place = np.maximum(np.searchsorted(found[order], wanted, "right") - 1, 0)
    return np.where(found[order][place] == wanted, own[order][place], -1)


def _fates(trace: Trace, effect: np.ndarray, begins: float) -> dict[str, np.ndarray]:
    effects, leavers = trace.effects, trace.leavers
    person, month, left = effects["person"][effect], effects["month"][effect], effects["kind"][effect] == LEFT
    leaver = np.full(len(effect), -1)
    gone = leavers["person"] * trace.months + leavers["month"]
    order = np.argsort(gone)
    leaver[left] = order[np.searchsorted(gone[order], person[left] * trace.months + month[left])]
    return {"fate": np.where(left, LEFT_TOO, STAYED_AWAY), "fate_day": _end_of(month, begins),
            "share": effects["share"][effect], "leaver": leaver}


def _followers(trace: Trace, rows: Table, begins: float) -> Table:
    """Add those who left because contacts in the ripple had left, and those who followed these."""
    pulls, leavers, begin = trace.pulls, trace.leavers, len(rows["person"])
    strong = np.flatnonzero(pulls["share"] >= LEAST_SHARE)
    strong = strong[np.argsort(pulls["after"][strong], kind="stable")]
    after, left = pulls["after"][strong], np.flatnonzero(rows["leaver"] >= 0)
    gone = [*zip(left.tolist(), *(rows[name][left].tolist() for name in ("leaver", "share", "fate_day")), strict=True)]
    seen, found = {leaver for _, leaver, _, _ in gone}, []
    for place, leaver, share, day in gone:      # grows by those found
        for pull in strong[slice(*np.searchsorted(after, [leaver, leaver + 1]))].tolist():
            follower, due = pulls["leaver"][pull].item(), pulls["share"][pull].item() * share
            if due >= LEAST_SHARE and follower not in seen and begin + len(found) < MOST_SHOWN:
                seen.add(follower)
                gone.append((begin + len(found), follower, due, _end_of(leavers["month"][follower], begins).item()))
                found.append((place, day))
    if not found:
        return rows
    (place, day), (_, leaver, due, ends) = zip(*found, strict=True), zip(*gone[len(left):], strict=True)
    return _below(rows, _rows(leavers["person"][list(leaver)], FOLLOWER, after=place, day=day, fate=LEFT_TOO,
                              fate_day=ends, share=due, leaver=leaver))
