"""Which lesson is shown, for which company, and what was predicted; the link of the former.

Version 1 of the link: the company as in `ui.links`, and `lesson`, the lesson's name. Predictions are no part of it:
a link to a lesson says nothing about anybody's guess.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.scenario import LEVER, keys
from ui import links, state
from ui.format import plain
from ui.lessons import plans
from ui.lessons.plans import Guess
from ui.links import Aside, Opened

_LESSON, _GUESSES = "guided", "lesson_guesses"
# so many companies' and lessons' predictions are kept for a visit
MOST_GUESSES = 100


@dataclass(frozen=True)
class Guided:
    """A lesson for a company under its present plan, and what was set aside."""

    lesson: str
    opened: Opened
    aside: tuple[Aside, ...] = ()


def at_first(opened: Opened) -> Guided:
    """Begin with the first lesson, for the company last looked at."""
    return Guided(plans.LESSONS[0], plans.today_of(opened))


def encode(guided: Guided) -> dict[str, str]:
    """Write a lesson as query parameters, in a fixed order."""
    return {"lesson": guided.lesson, **links.encode(guided.opened)}


def decode(parameters: state.Parameters, otherwise: Opened) -> Guided:
    """Read query parameters; whatever cannot be used is set aside with the reason, the rest is kept.

    A lesson alone is for the company last looked at. Levers say nothing of a company's present plan.
    """
    if not parameters:
        return at_first(otherwise)
    lesson, aside = plans.LESSONS[0], []
    own = [texts for name, texts in parameters if name == "lesson"]
    rest = [each for each in parameters if each[0] != "lesson"]
    if own:
        text = own[0][0] if own[0] else ""
        if len(own[0]) > 1:
            aside.append(Aside("lesson", text[:links.LONGEST_KEPT], "repeated"))
        elif text in plans.LESSONS:
            lesson = text
        else:
            aside.append(Aside("lesson", text[:links.LONGEST_KEPT], "unknown_lesson", ", ".join(plans.LESSONS)))
    opened = links.decode(rest) if rest else replace(otherwise, aside=())
    today = plans.today_of(opened)
    return Guided(lesson, today, (*aside, *opened.aside, *(_left_out(opened, today) if rest else ())))


def _left_out(opened: Opened, today: Opened) -> list[Aside]:
    """Name what a link says of a plan that is not the company's present one."""
    levers = [Aside(key, plain(value), "not_today") for key, value in opened.values if key in keys(LEVER)]
    return levers if opened.base == today.base else [Aside("s", opened.base, "not_today", today.base), *levers]


def begin() -> Guided:
    """Tie the lesson to the address bar."""
    return state.tie(_LESSON, lambda given: decode(given, state.chosen()), encode)


def now() -> Guided:
    """Give the lesson that is shown."""
    return state.part(_LESSON) or at_first(state.chosen())


def show(lesson: str) -> None:
    """Turn to another lesson, for the same company."""
    state.change(_LESSON, replace(now(), lesson=lesson, aside=()))


def take(company: str) -> None:
    """Turn to another company, as it ships; the lesson stays."""
    state.change(_LESSON, Guided(now().lesson, Opened(company, (), now().opened.seed)))


def forget_refused() -> None:
    """Take the list of what was set aside off the page."""
    state.change(_LESSON, replace(now(), aside=()))


def _place(case: plans.Case) -> tuple:
    return case.lesson, case.today.base, case.today.values


def guess(case: plans.Case) -> Guess:
    """Give what was predicted for this lesson and this company; nothing at first."""
    return state.part(_GUESSES, {}).get(_place(case), Guess())


def put(case: plans.Case, changed: Guess) -> None:
    """Keep a prediction; of very many the oldest are forgotten."""
    kept = dict(state.part(_GUESSES, {}))
    kept.pop(_place(case), None)
    kept[_place(case)] = changed
    for oldest in list(kept)[:-MOST_GUESSES]:
        del kept[oldest]
    state.change(_GUESSES, kept)
