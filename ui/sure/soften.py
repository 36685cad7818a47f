"""How a headline is softened where it rests on values that nobody has measured. Knows no Streamlit."""

from __future__ import annotations

from collections import Counter

from sim import Scenario, declarations
from sim.decide import softening
from sim.events import LEVER_CHANGE
from ui.words import say

MOST_NAMED = 3


def firmness(reference: Scenario, plan: Scenario) -> str:
    """Say how firmly the difference between two plans may be worded, by the grades of the inputs that differ."""
    return softening.firmness(Counter(each.grade for each in _differing(reference, plan)))


def headline(text: str, reference: Scenario, plan: Scenario) -> str:
    """Put a headline about two plans as firmly as the values it rests on allow."""
    return say(f"soften.headline.{firmness(reference, plan)}", text=text)


def caution(reference: Scenario, plan: Scenario) -> str:
    """Say in one sentence on which assumed values and rules of thumb a comparison rests; nothing if on none."""
    weak = [each for each in _differing(reference, plan) if each.grade in softening.WEAK]
    if not weak:
        return ""
    names = [say(f"inputs.{each.key}.label").lower() for each in weak]
    shown = say("reasons.joiner").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown = say("soften.more", list=shown, n=len(names) - MOST_NAMED)
    grades = {each.grade for each in weak}
    return say(f"soften.{'both' if len(grades) > 1 else grades.pop()}", list=shown)


def _differing(reference: Scenario, plan: Scenario) -> list:
    """List the inputs in which two plans differ, staged levers among them, in the order of declaration."""
    ours, theirs = plan.plan.model_dump(), reference.plan.model_dump()
    staged = {each.lever for scenario in (reference, plan) for each in scenario.events if each.kind == LEVER_CHANGE}
    return [each for key, each in declarations().items() if ours[key] != theirs[key] or key in staged]
