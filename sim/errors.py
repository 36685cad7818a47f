"""The one error for whatever cannot be used, in words a person can act on."""

from __future__ import annotations


class ScenarioError(ValueError):
    """An input that cannot be used: says where, which key, which value and what is allowed."""

    def __init__(self, key: str, value: object, problem: str, allowed: str = "", where: str = ""):
        self.key, self.value, self.problem, self.allowed, self.where = key, value, problem, allowed, where
        key_shown = key if key.isprintable() else ascii(key)
        text = f"{key_shown} = {_shown(value)} {problem}" if key else problem
        super().__init__((f"{where}: " if where else "") + text + (f"; allowed: {allowed}" if allowed else ""))

    def __reduce__(self):
        return type(self), (self.key, self.value, self.problem, self.allowed, self.where)

    def at(self, where: str) -> ScenarioError:
        """Return the same error with the place it was found, for instance a file's name."""
        return ScenarioError(self.key, self.value, self.problem, self.allowed, where)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):     # a number of thousands of digits, a table thousands of tables deep
        text = f"({type(value).__name__})"
    return text if len(text) <= 80 else text[:77] + "..."
