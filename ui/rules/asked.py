"""Which rule of thumb is shown in full, and its place in the address: `claim=C5`. A link without it shows the first."""

from __future__ import annotations

from dataclasses import dataclass

from ui import links, state
from ui.links import Aside
from ui.rules.told import CLAIMS

PARAMETER = "claim"
_ASKED = "rule_of_thumb"


@dataclass(frozen=True)
class Asked:
    """The claim that is shown in full, and what was set aside."""

    claim: str = CLAIMS[0]
    aside: tuple[Aside, ...] = ()


def encode(asked: Asked) -> dict[str, str]:
    """Write it as a query parameter; the first claim needs none."""
    return {} if asked.claim == CLAIMS[0] else {PARAMETER: asked.claim}


def decode(parameters: state.Parameters) -> Asked:
    """Read it; what cannot be used is set aside with the reason."""
    given = [text for _, texts in parameters for text in texts or [""]]
    if len(given) == 1 and given[0] in CLAIMS:
        return Asked(given[0])
    reason = "repeated" if len(given) > 1 else "unknown_claim"
    return Asked(aside=(Aside(PARAMETER, given[0][:links.LONGEST_KEPT], reason, f"{CLAIMS[0]} to {CLAIMS[-1]}"),)
                 if given else ())


def begin() -> Asked:
    """Tie the scenario and the claim to the address bar."""
    return state.begin(state.Own(_ASKED, (PARAMETER,), decode, encode))


def now() -> str:
    """Give the claim that is shown in full."""
    return state.part(_ASKED, Asked()).claim


def show(claim: str) -> None:
    """Turn to another claim."""
    state.change(_ASKED, Asked(claim))


def refused() -> tuple[Aside, ...]:
    """Give what the last link or control asked for and did not get."""
    return (*state.refused(), *state.part(_ASKED).aside)


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    state.forget_refused()
    show(now())
