"""How firmly a headline may be worded, by how well the values are supported that it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario import GRADES

FIRM, LIKELY, TENTATIVE = "firm", "likely", "tentative"
WEAK = ("folk", "assumed")
MOSTLY = 0.5


def firmness(weights: Mapping[str, float]) -> str:
    """How firmly to word what rests on values of these grades.

    Parameters
    ----------
    weights : mapping of str to float, >= 0
        How much rests on each grade of evidence; any unit. A grade may be missing.

    Returns
    -------
    str
        `FIRM` ("earns more") if nothing rests on folk or assumed values; `LIKELY` ("probably earns more") if less
        than half does; `TENTATIVE` ("earns more, as far as assumed values go") otherwise. Of nothing at all,
        `FIRM`.

    Notes
    -----
    This is the one rule that all headlines follow. A grade that is not known counts as assumed. Pinned by
    tests/unit/test_decide_sure.py.
    """
    total = sum(weights.values())
    weak = sum(weight for grade, weight in weights.items() if grade in WEAK or grade not in GRADES)
    if not weak:
        return FIRM
    return TENTATIVE if weak >= MOSTLY * total else LIKELY
