"""The one door for every text people see: keyed texts with named placeholders and plural forms.

A language is a folder in `wordlists/` whose TOML files together hold its texts. A text is a string, or a
table of plural forms chosen by the placeholder `n`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "wordlists"
FORMS = {"one", "few", "many", "other"}


def _polish(n: float) -> str:
    if n == 1:
        return "one"
    if n != int(n):
        return "other"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


# Which plural form a number takes, language by language (Unicode's plural rules).
PLURALS = {
    "en": lambda n: "one" if n == 1 else "other",
    "et": lambda n: "one" if n == 1 else "other",
    "fr": lambda n: "one" if abs(n) < 2 else "other",
    "pt": lambda n: "one" if abs(n) < 2 else "other",
    "pl": _polish,
}


class Words:
    """The texts of one language; called with a key, it gives the text with its placeholders filled in."""

    def __init__(self, language: str):
        self.language = language
        self._plural = PLURALS[language]
        self._under: dict[str, list[str]] = {}
        self.texts: dict[str, str | dict[str, str]] = {}
        for path in sorted((FOLDER / language).glob("*.toml")):
            self.texts.update(_flat(tomllib.loads(path.read_text("utf-8"))))

    def __call__(self, key: str, **values: object) -> str:
        text = self.texts[key]
        if isinstance(text, dict):
            text = text[self._plural(abs(values["n"]))]
            if "count" not in values:
                values["count"] = values["n"]
        return text.format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def under(self, prefix: str) -> list[str]:
        """List the names directly below a prefix, in the order of the wordlist."""
        if prefix not in self._under:
            start = prefix + "."
            found = (key[len(start):].split(".")[0] for key in self.texts if key.startswith(start))
            self._under[prefix] = list(dict.fromkeys(found))
        return self._under[prefix]


def _flat(table: dict, prefix: str = "") -> Iterator[tuple[str, str | dict[str, str]]]:
    for key, value in table.items():
        if isinstance(value, dict) and not set(value) <= FORMS:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


say = Words("en")


def listed(parts: Iterable[str]) -> str:
    """Write parts of a sentence as a list, with the language's word before the last."""
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return say("reasons.listed", list=say("reasons.joiner").join(parts[:-1]), last=parts[-1])


def choices(declared) -> list[str]:
    """Name what an input lets one choose, in the order of its numbers from 0; nothing if it is a quantity."""
    table = f"choices.{declared.unit}"
    return [say(f"{table}.{number}") for number in say.under(table)]


def unit(declared) -> str:
    """Name the unit of an input in words; of a choice, what each number stands for."""
    named = choices(declared)
    if named:
        meant = [say("input.choice", number=number, name=name) for number, name in enumerate(named)]
        return say("reasons.joiner").join(meant)
    own = f"inputs.{declared.key}.unit"
    return say(own) if own in say else say(f"units.{declared.unit}")


def label(declared) -> str:
    """Name an input together with its unit; a choice has none."""
    name = say(f"inputs.{declared.key}.label")
    return name if choices(declared) else say("input.label", label=name, unit=unit(declared))


def support(declared) -> str:
    """Say in words how well the value of an input is supported, and by whom."""
    source = say(f"sources.{declared.source}") if f"sources.{declared.source}" in say else ""
    return say(f"support.{declared.grade if source else 'assumed'}", source=source)


def explain(declared) -> str:
    """Explain an input: what it means, what it costs if it is a lever, and how well it is supported."""
    parts = [say(f"inputs.{declared.key}.help")]
    if f"inputs.{declared.key}.cost" in say:
        parts.append(say(f"inputs.{declared.key}.cost"))
    parts.append(say("input.support", support=support(declared)))
    return "\n\n".join(parts)
