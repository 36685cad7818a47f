"""What the people of the model are called: made-up first names, by their numbers. Knows no Streamlit."""

from __future__ import annotations

from functools import cache

from ui import format as write
from ui.words import say


def name_of(person: int) -> str:
    """Name a person so that no two are the same: a first name, and the number in the model."""
    return say("people.named", name=first_name(person), number=write.number(person))


def first_name(person: int) -> str:
    """Give a person's first name; people with numbers near each other have different ones."""
    names = _first_names()
    return names[person % len(names)]


@cache
def _first_names() -> tuple[str, ...]:
    return tuple(name.strip() for name in say("people.first_names").split(","))
