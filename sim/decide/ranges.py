"""How far each assumption may plausibly lie from the company's own value: one rule, one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.scenario import ASSUMPTION, Scenario, ScenarioError, declarations, keys

Range = tuple[float, float]

# Half width as a share of the company's own value, by how well the value is supported.
HALF_WIDTH = {"measured": 0.1, "published": 0.25, "folk": 0.5, "assumed": 0.5}
# Of a value that may be negative, or that is a place on a scale, no share is meaningful: so much of the declared
# width instead, for each half width above.
SHARE_OF_WIDTH = 0.2
# What a company can look up in its own books is as good as measured.
IN_THE_BOOKS = (
    "price", "variable_cost", "wage", "hire_cost", "call_cost", "email_cost", "letter_cost", "gesture_cost",
    "listening_cost", "survey_cost", "retention_offer_cost", "reward_fixed_cost", "reward_member_cost",
    "joining_cost", "question_rate", "handle_minutes", "phone_share", "chat_share", "social_share", "hiring_lead",
    "staff_turnover", "contract_share", "long_contract_share", "acquisition_scale", "redeemed_share")
# Ranges that the sources state for the coefficient itself (docs/sources.md), in the input's unit.
STATED: dict[str, Range] = {
    "expectation_speed": (0.02, 0.3),           # M1: a half-life of 2 to 34 months
    "disappointment_ratio": (1.3, 3),           # M2
    "satisfaction_weight": (0.1, 0.9),          # M3
    "tenure_power": (0.7, 1.1),                 # M4
    "early_churn": (1, 5),                      # M4
    "contract_leak": (0.02, 0.3),               # M5
    "switching_weight": (0.3, 2.5),             # M5
    "waking_factor": (1, 1.8),                  # M7
    "failure_sensitivity": (0.2, 0.6),          # M8
    "intent_weight": (0.2, 1),                  # M10
    "recovery_points": (0, 8),                  # M10
    "first_contact_resolution": (0.5, 0.9),     # M11
    "slow_answer_points": (2, 8),               # M12
    "tolerance": (3, 8),                        # M12
    "cutting_corners": (0.3, 0.8),              # M14
    "neglect_weight": (0.5, 3),                 # M15
    "told_bad_median": (5, 16),                 # M17: from unsolved cases of a help desk to repairs of cars
    "defection_half_life": (0.5, 3),            # M19
    "referral_rate": (0.02, 0.4),               # M20
    "loyal_premium": (-0.05, 0.07),             # M23
    "serve_saving": (-0.05, 0.1),               # M23
    "discount_rate": (0.08, 0.2),               # M24
    "return_rate": (0.005, 0.08),               # M32
    "winback_unlikely": (0.02, 0.2),            # M32
}
# The level of leaving is solved to the churn stated, which a company knows within about a quarter.
ALSO = {"hazard_level": 0.25}
HALVINGS = 40


@dataclass(frozen=True)
class Unknown:
    """An input whose value is not known for certain.

    Attributes
    ----------
    key : str
    value : float, the input's unit
        The company's own value.
    low, high : float, the input's unit
        The plausible range, which holds the value.
    """

    key: str
    value: float
    low: float
    high: float

    def at(self, share: float) -> float:
        """The value at a share of the range: 0 its low end, 1 its high end; whole where the input is."""
        value = self.low + share * (self.high - self.low)
        return round(value) if declarations()[self.key].whole else float(value)

    @property
    def share(self) -> float:
        """Where in the range the company's own value lies: float, 1, in [0, 1]."""
        return (self.value - self.low) / (self.high - self.low)


def choices() -> tuple[str, ...]:
    """Assumptions that choose among named options, and so have no range."""
    return tuple(key for key in keys(ASSUMPTION) if _is_choice(declarations()[key]))


def unknowns(scenario: Scenario, ranges: Mapping[str, Range] | None = None) -> tuple[Unknown, ...]:
    """Every assumption with its plausible range around the company's own value, in the order of declaration.

    Parameters
    ----------
    scenario : Scenario
    ranges : mapping of str to (low, high), optional
        Ranges to use instead, in the input's unit.

    Returns
    -------
    tuple of Unknown
        Without those that have no room (low = high) and without choices among named options.

    Raises
    ------
    ScenarioError
        When a range of `ranges` is of no assumption, crossed, outside of what the input allows, does not hold the
        company's own value, or does not go together with its other values.

    Notes
    -----
    The rule, in this order: what `ranges` says; what the sources state (`STATED`), widened to the company's own
    value; ``value +- HALF_WIDTH[grade] * |value|``, as for a measured one if it is `IN_THE_BOOKS`; for a value
    that may be negative or is a place on a scale from 0 to 100, ``value +- 0.2 * HALF_WIDTH[grade] * declared
    width``; for a value of 0, that share of the default. Then clipped to the declared range, and to what goes
    together with the company's other values. Pinned by tests/unit/test_decide_sure_ranges.py.
    """
    given = _checked(ranges or {})
    found = []
    for key, declared in declarations().items():
        if (declared.role != ASSUMPTION and key not in ALSO) or _is_choice(declared):
            continue
        value = getattr(scenario.today, key)
        low, high = given.get(key) or _plausible(declared, value)
        if key in given:
            if not low <= value <= high:
                raise ScenarioError(key, given[key], "does not hold the company's own value", f"{value:g}")
            for end in given[key]:
                scenario.changed(**{key: end})
        else:
            low, high = (_possible(scenario, key, end) for end in (low, high))
        if low < high:
            found.append(Unknown(key, value, low, high))
    return tuple(found)


def chosen(found: Sequence[Unknown], keys: Sequence[str]) -> tuple[Unknown, ...]:
    """The unknowns with these keys, in the order of the keys.

    Raises
    ------
    ScenarioError
        When there is no key, one is given twice, or one has no range.
    """
    by_key = {each.key: each for each in found}
    for key in keys:
        if key not in by_key:
            raise ScenarioError("keys", str(key)[:80], "is no assumption with a range")
    if not keys or len(set(keys)) < len(keys):
        raise ScenarioError("keys", tuple(keys), "has no assumption, or one twice")
    return tuple(by_key[key] for key in keys)


def _is_choice(declared) -> bool:
    return declared.whole and declared.unit == "tenure curve"


def _checked(ranges: Mapping[str, Range]) -> dict[str, Range]:
    for key, ends in ranges.items():
        declared = declarations().get(key)
        if declared is None:
            raise ScenarioError(str(key)[:80], ends, "is not an input of the model")
        if (declared.role != ASSUMPTION and key not in ALSO) or _is_choice(declared):
            raise ScenarioError(key, ends, "is not an assumption that has a range")
        kind = int if declared.whole else int | float
        numbers = isinstance(ends, tuple | list) and len(ends) == 2 and all(
            isinstance(end, kind) and not isinstance(end, bool) for end in ends)
        if not numbers or not declared.low <= ends[0] < ends[1] <= declared.high:
            raise ScenarioError(key, ends, "is no range; it needs a low end below its high end", declared.allowed)
    return {key: (ends[0], ends[1]) for key, ends in ranges.items()}


def _plausible(declared, value: float) -> Range:
    if declared.key in STATED:
        low, high = STATED[declared.key]
        low, high = min(low, value), max(high, value)
    else:
        grade = "measured" if declared.key in IN_THE_BOOKS else declared.grade
        share = ALSO.get(declared.key, HALF_WIDTH[grade])
        if declared.low < 0 or (declared.unit == "point" and declared.high == 100):
            half = SHARE_OF_WIDTH * share * (declared.high - declared.low)
        else:
            half = share * (value or declared.default)
        low, high = value - half, value + half
    low, high = (float(f"{min(max(end, declared.low), declared.high):.6g}") for end in (low, high))
    return (round(low), round(high)) if declared.whole else (low, high)


def _possible(scenario: Scenario, key: str, end: float) -> float:
    """The end itself, or the value nearest to it that goes together with the company's other values."""
    if _goes(scenario, key, end):
        return end
    near, far = getattr(scenario.today, key), end
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if _goes(scenario, key, middle) else (near, middle)
    return float(f"{near:.6g}") if _goes(scenario, key, float(f"{near:.6g}")) else near


def _goes(scenario: Scenario, key: str, value: float) -> bool:
    try:
        scenario.changed(**{key: value})
    except ScenarioError:
        return False
    return True
