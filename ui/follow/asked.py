"""Whom a visitor follows, and its link: `case`, the kind of case, and `person`, a number. Knows no Streamlit.

Beside them stands the scenario, as in `ui.links`. With a person the kind says where to look for others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.explore.cases import KINDS
from ui import links
from ui.links import Aside
from ui.words import say

ANY = "any"
USUAL = KINDS[0]
PARAMETERS = ("case", "person")
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)

Parameters = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Looked:
    """Whom the visitor wants to see: the first person of a kind of case, or the person named."""

    case: str = USUAL
    person: int | None = None
    aside: tuple[Aside, ...] = ()


def encode(looked: Looked) -> dict[str, str]:
    """Write it as query parameters, in a fixed order."""
    return {"case": looked.case} | ({} if looked.person is None else {"person": str(looked.person)})


def decode(parameters: Parameters) -> Looked:
    """Read query parameters; whatever cannot be used is set aside with the reason."""
    aside: list[Aside] = []
    given = {}
    for name, texts in parameters:
        shown = texts[0][:links.LONGEST_KEPT] if texts else ""
        if len(texts) > 1:
            aside.append(Aside(name, shown, "repeated"))
        else:
            given[name] = shown
    person, case = given.get("person"), given.get("case")
    if person is not None and not (_WHOLE.fullmatch(person) and int(person) < links.MOST["market_size"]):
        aside.append(Aside("person", person, "out_of_range" if _WHOLE.fullmatch(person) else "not_whole",
                           allowed(links.MOST["market_size"])))
        person = None
    if case is not None and case not in (*KINDS, ANY):
        aside.append(Aside("case", case, "unknown_input", ", ".join((*KINDS, ANY))))
        case = None
    return Looked(case or (USUAL if person is None else ANY), None if person is None else int(person), tuple(aside))


def allowed(people: int) -> str:
    """Say in words which numbers there are."""
    return say("follow_a_customer.allowed", low=0, high=people - 1)


def within(looked: Looked, people: int) -> Looked:
    """Set a person aside who is not in a market of so many people."""
    if looked.person is None or looked.person < people:
        return looked
    refused = Aside("person", str(looked.person), "out_of_range", allowed(people))
    return Looked(USUAL if looked.case == ANY else looked.case, None, (*looked.aside, refused))
