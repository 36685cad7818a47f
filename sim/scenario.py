"""Every input of the model, declared once: unit, range, step, role, default, source, grade."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MODEL_VERSION = "1.0"
LEVER, ASSUMPTION, FIXED = "lever", "assumption", "fixed"
GRADES = ("measured", "published", "folk", "assumed")
BUSINESS_HOURS_A_MONTH = 176
SECONDS_A_MONTH = BUSINESS_HOURS_A_MONTH * 3600


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


@dataclass(frozen=True)
class Declaration:
    """What is known about one input; everything that shows or checks an input reads it from here."""

    key: str
    default: float
    unit: str
    low: float
    high: float
    step: float
    role: str
    group: str
    source: str
    grade: str
    whole: bool
    extensive: bool

    @property
    def allowed(self) -> str:
        """The allowed range in words, with its unit."""
        kind = "whole number from " if self.whole else ""
        return f"{kind}{_plain(self.low)} to {_plain(self.high)}" + ("" if self.unit == "1" else f" {self.unit}")


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"


def _input(default, unit, low, high, step, source, grade, *, group, role=ASSUMPTION, extensive=False):
    notes = {"unit": unit, "step": step, "role": role, "group": group, "source": source, "grade": grade,
             "extensive": extensive}
    return Field(default=default, ge=low, le=high, allow_inf_nan=False, json_schema_extra=notes)


def _lever(*declared, group, extensive=False):
    return _input(*declared, group=group, role=LEVER, extensive=extensive)


class Inputs(BaseModel):
    """All inputs of one company under one plan; frozen, and refuses what is unknown or out of range."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    # -- levers: what management may turn --------------------------------------------------------------------
    service_quality: float = _lever(60, "point", 0, 100, 1, "assumed", "assumed", group="first")
    response_target: float = _lever(12, "business hour", 0.25, 48, 0.25, "M12", "assumed", group="first")
    reward_spend: float = _lever(0.5, "euro/month", 0, 10, 0.25, "M21", "assumed", group="first")
    quality_control: float = _lever(0.3, "euro/month", 0, 5, 0.1, "M8", "assumed", group="product")
    desk_staff: int = _lever(0, "person", 0, 2000, 1, "M13", "assumed", group="people", extensive=True)
    service_level: float = _lever(0.8, "1", 0.5, 0.99, 0.01, "Turnella", "published", group="people")
    acquisition_spend: float = _lever(6000, "euro/month", 0, 2e6, 500, "M28", "assumed", group="market", extensive=True)

    # -- market and company ----------------------------------------------------------------------------------
    market_size: int = _input(16000, "person", 100, 1_000_000, 100, "assumed", "assumed", group="market", role=FIXED,
                              extensive=True)
    customers_at_start: int = _input(4000, "person", 0, 1_000_000, 50, "assumed", "assumed", group="market",
                                     role=FIXED, extensive=True)
    months: int = _input(60, "month", 1, 240, 1, "assumed", "assumed", group="time", role=FIXED)
    burn_in: int = _input(24, "month", 0, 60, 1, "assumed", "assumed", group="time", role=FIXED)
    first_tenure: float = _input(5.0, "year", 0, 20, 0.5, "assumed", "assumed", group="time", role=FIXED)
    yearly_churn: float = _input(0.146, "1", 0.02, 0.7, 0.001, "Reichheld1996", "assumed", group="leaving",
                                 role=FIXED)
    hazard_level: float = _input(1.0, "1", 0, 20, 0.001, "solved", "assumed", group="leaving", role=FIXED)
    acquisition_reach: float = _input(0.085, "1/year", 0, 2, 0.001, "M28", "assumed", group="market")
    acquisition_scale: float = _input(8000, "euro/month", 1, 5e6, 100, "M28", "assumed", group="market",
                                      extensive=True)
    imitation: float = _input(0.18, "1/year", 0, 2, 0.01, "Sultan1990", "assumed", group="market")
    return_rate: float = _input(0.02, "1/year", 0, 0.3, 0.005, "M32", "assumed", group="market")
    return_after: int = _input(12, "month", 0, 60, 1, "M32", "assumed", group="market")

    # -- money -----------------------------------------------------------------------------------------------
    price: float = _input(45, "euro/month", 1, 10_000, 1, "assumed", "assumed", group="money")
    value_spread: float = _input(0.8, "1", 0, 2, 0.05, "M29", "assumed", group="money")
    value_frailty_correlation: float = _input(-0.3, "1", -0.95, 0.95, 0.05, "M22", "assumed", group="money")
    spend_growth: float = _input(0.02, "1/year", -0.1, 0.8, 0.01, "Reichheld1990", "assumed", group="money")
    variable_cost: float = _input(0.38, "1", 0, 1, 0.01, "assumed", "assumed", group="money")
    quality_cost: float = _input(3.0, "euro/month", 0, 500, 0.1, "assumed", "assumed", group="money")
    quality_cost_scale: float = _input(26, "point", 5, 200, 1, "assumed", "assumed", group="money")
    wage: float = _input(3200, "euro/month", 100, 50_000, 100, "assumed", "assumed", group="money")
    hire_cost: float = _input(6000, "euro", 0, 100_000, 500, "Symtrain2024", "published", group="money")
    reward_fixed_cost: float = _input(400, "euro/month", 0, 1e6, 50, "M21", "assumed", group="money", extensive=True)
    reward_member_cost: float = _input(0.1, "euro/month", 0, 10, 0.05, "M21", "assumed", group="money")
    discount_rate: float = _input(0.12, "1/year", 0, 0.5, 0.01, "Gupta2003", "published", group="money")

    # -- problems and the help desk --------------------------------------------------------------------------
    failure_rate: float = _input(1.1, "1/year", 0, 12, 0.05, "CCMC2023", "assumed", group="problems")
    failure_sensitivity: float = _input(0.35, "1", 0, 1, 0.05, "M8", "assumed", group="problems")
    interception_most: float = _input(0.6, "1", 0, 0.95, 0.05, "M8", "assumed", group="problems")
    interception_scale: float = _input(0.43, "euro/month", 0.05, 5, 0.01, "M8", "assumed", group="problems")
    major_share: float = _input(0.25, "1", 0, 1, 0.05, "M8", "assumed", group="problems")
    voiced_share: float = _input(0.5, "1", 0, 0.75, 0.05, "Goodman1999", "published", group="problems")
    public_share: float = _input(0.1, "1", 0, 0.25, 0.05, "CCMC2023", "assumed", group="problems")
    question_rate: float = _input(3.6, "1/year", 0, 24, 0.1, "assumed", "assumed", group="desk")
    handle_minutes: float = _input(54, "minute", 1, 480, 1, "assumed", "assumed", group="desk")
    first_contact_resolution: float = _input(0.68, "1", 0.05, 0.99, 0.01, "SQM2015", "published", group="desk")
    contacts_again: float = _input(0.8, "1", 0, 1, 0.05, "M11", "assumed", group="desk")
    returns_after_giving_up: float = _input(0.5, "1", 0, 1, 0.05, "M13", "assumed", group="desk")
    contact_pause: float = _input(8, "business hour", 0.1, 80, 0.5, "assumed", "assumed", group="desk")
    patience: float = _input(24, "business hour", 0.05, 176, 1, "M13", "assumed", group="desk")
    patience_spread: float = _input(1.2, "1", 0, 3, 0.1, "M13", "assumed", group="desk")
    tolerance: float = _input(4, "business hour", 0.05, 80, 0.5, "Toister2015", "published", group="desk")
    tolerance_spread: float = _input(1.5, "1", 0, 3, 0.1, "Toister2015", "assumed", group="desk")
    staff_turnover: float = _input(0.3, "1/year", 0, 1.5, 0.05, "Symtrain2024", "published", group="desk")
    hiring_lead: float = _input(2, "month", 0, 12, 0.5, "Inova2011", "assumed", group="desk")

    # -- satisfaction and the relationship -------------------------------------------------------------------
    expectation_speed: float = _input(0.1, "1/month", 0, 0.5, 0.01, "Johnson1995", "assumed", group="satisfaction")
    performance_weight: float = _input(0.5, "1", 0, 1.5, 0.05, "Anderson1993", "assumed", group="satisfaction")
    delight: float = _input(0.35, "1", 0, 2, 0.05, "Anderson1993", "assumed", group="satisfaction")
    disappointment_ratio: float = _input(2.0, "1", 1, 4, 0.1, "Tversky1992", "assumed", group="satisfaction")
    first_renewal_of_opinion: float = _input(0.5, "1/month", 0.01, 1, 0.05, "Bolton1998", "assumed",
                                             group="satisfaction")
    slow_answer_points: float = _input(4, "point", 0, 12, 0.5, "M12", "assumed", group="satisfaction")
    recovery_points: float = _input(3, "point", 0, 8, 0.5, "deMatos2007", "assumed", group="satisfaction")
    neglect_speed: float = _input(0.06, "1/month", 0, 0.5, 0.01, "M15", "assumed", group="relationship")
    routine_attention: float = _input(0.12, "1/month", 0, 1, 0.01, "M15", "assumed", group="relationship")
    good_answer_attention: float = _input(0.2, "1", 0, 1, 0.05, "M15", "assumed", group="relationship")
    reward_pull: float = _input(0.6, "1", 0, 0.9, 0.05, "M21", "assumed", group="rewards")
    reward_scale: float = _input(0.9, "euro/month", 0.1, 20, 0.1, "M21", "assumed", group="rewards")
    reward_lift: float = _input(0.06, "1", 0, 0.06, 0.005, "M21", "assumed", group="rewards")
    reward_needs: float = _input(60, "point", 0, 100, 5, "M21", "assumed", group="rewards")
    redeemed_share: float = _input(0.67, "1", 0, 1, 0.05, "Colloquy2011", "published", group="rewards")
    heavy_share: float = _input(0.2, "1", 0, 1, 0.05, "Liu2007", "assumed", group="rewards")

    # -- why people leave ------------------------------------------------------------------------------------
    frailty_alpha: float = _input(0.668, "1", 0.05, 50, 0.01, "FaderHardie2007", "published", group="leaving")
    frailty_beta: float = _input(3.806, "1", 0.05, 500, 0.01, "FaderHardie2007", "published", group="leaving")
    unavoidable_churn: float = _input(0.01, "1/year", 0, 0.3, 0.005, "Whiteley1991", "folk", group="leaving")
    rival_offers: float = _input(1.0, "1/year", 0, 6, 0.1, "M6", "assumed", group="leaving")
    rival_attraction: float = _input(-1.4, "1", -5, 3, 0.1, "M6", "assumed", group="leaving")
    rival_satisfaction_shield: float = _input(0.03, "1/point", 0, 0.2, 0.005, "M6", "assumed", group="leaving")
    rival_switching_shield: float = _input(0.5, "1", 0, 3, 0.1, "Burnham2003", "assumed", group="leaving")
    rival_neglect_opening: float = _input(1.0, "1", 0, 4, 0.1, "M6", "assumed", group="leaving")
    neglect_hazard: float = _input(0.16, "1/year", 0, 1, 0.005, "M15", "assumed", group="leaving")
    neglect_weight: float = _input(1.5, "1", 0, 3, 0.1, "M15", "assumed", group="leaving")
    satisfaction_weight: float = _input(0.25, "1", 0, 0.9, 0.05, "JonesSasser1995", "assumed", group="leaving")
    intent_weight: float = _input(0.35, "1", 0, 1, 0.05, "TARP1986", "assumed", group="leaving")
    slow_answer_hazard: float = _input(0.022, "1", 0, 0.3, 0.002, "M12", "assumed", group="leaving")
    switching_weight: float = _input(1.2, "1", 0, 2.5, 0.1, "Burnham2003", "assumed", group="leaving")
    contract_share: float = _input(0.5, "1", 0, 1, 0.05, "M5", "assumed", group="leaving")
    contract_leak: float = _input(0.1, "1", 0.02, 1, 0.02, "M5", "assumed", group="leaving")

    # -- word of mouth and reputation ------------------------------------------------------------------------
    contacts: float = _input(20, "person", 0, 40, 1, "M19", "assumed", group="talk")
    far_share: float = _input(0.4, "1", 0, 1, 0.05, "Goldenberg2007", "assumed", group="talk")
    major_story_share: float = _input(0.75, "1", 0, 1, 0.05, "Keaveney1995", "published", group="talk")
    minor_story_share: float = _input(0.3, "1", 0, 1, 0.05, "M17", "assumed", group="talk")
    told_bad_median: float = _input(9.5, "person", 0.5, 40, 0.5, "TARP1981", "published", group="talk")
    told_spread: float = _input(0.66, "1", 0, 1.5, 0.02, "TARP1981", "published", group="talk")
    good_story_rate: float = _input(3.0, "1/year", 0, 12, 0.1, "East2007", "published", group="talk")
    told_good_median: float = _input(5, "person", 0.5, 40, 0.5, "TARP1981", "published", group="talk")
    told_public_factor: float = _input(2, "1", 1, 10, 0.5, "CCMC2023", "assumed", group="talk")
    bad_story_shift: float = _input(0.6, "1", 0, 3, 0.1, "East2008", "published", group="talk")
    good_story_shift: float = _input(0.9, "1", 0, 3, 0.1, "East2008", "published", group="talk")
    belief: float = _input(0.3, "1", 0, 1, 0.05, "M18", "assumed", group="talk")
    customer_belief: float = _input(0.25, "1", 0, 1, 0.05, "East2017", "published", group="talk")
    story_half_life: float = _input(3, "month", 0.5, 36, 0.5, "M18", "assumed", group="talk")
    defection_contagion: float = _input(0.4, "1", 0, 0.8, 0.05, "NitzanLibai2011", "published", group="talk")
    defection_half_life: float = _input(1, "month", 0.5, 3, 0.5, "NitzanLibai2011", "published", group="talk")
    reputation_up: float = _input(0.05, "1/month", 0, 1, 0.01, "M30", "assumed", group="talk")
    reputation_down: float = _input(0.15, "1/month", 0, 1, 0.01, "M30", "assumed", group="talk")
    reputation_shelter: float = _input(0.4, "1", 0, 1, 0.05, "Anderson1993", "assumed", group="talk")


@cache
def declarations() -> dict[str, Declaration]:
    """Every input's declaration by key, in the order in which they are declared."""
    found = {}
    for key, info in Inputs.model_fields.items():
        bounds = {type(each).__name__: each for each in info.metadata}
        found[key] = Declaration(key=key, default=info.default, low=bounds["Ge"].ge, high=bounds["Le"].le,
                                 whole=info.annotation == "int" or info.annotation is int, **info.json_schema_extra)
    return found


def keys(role: str) -> tuple[str, ...]:
    """The keys of all inputs that have this role (lever, assumption or fixed)."""
    return tuple(key for key, declared in declarations().items() if declared.role == role)


def checked(values: dict[str, object]) -> Inputs:
    """Turn raw values into `Inputs`.

    Raises
    ------
    ScenarioError
        On the first unknown key, wrong type, NaN, or value outside its range; nothing is guessed.
    """
    for key in values:
        if key not in declarations():
            raise ScenarioError(str(key)[:80], values[key], "is not an input of the model")
    try:
        inputs = Inputs(**values)
    except ValidationError as refused:
        key = str(refused.errors()[0]["loc"][0])
        raise _explain(key, values[key]) from None
    if inputs.customers_at_start > inputs.market_size:
        raise ScenarioError("customers_at_start", inputs.customers_at_start, "is more than the market holds",
                            f"0 to {inputs.market_size} person")
    return inputs


def _explain(key: str, value: object) -> ScenarioError:
    declared = declarations()[key]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or (declared.whole and not isinstance(value, int)):
        problem = "is not a whole number" if declared.whole else "is not a number"
    elif isinstance(value, float) and not math.isfinite(value):
        problem = "is not a finite number"
    else:
        problem = "is out of range"
    return ScenarioError(key, value, problem, declared.allowed)


@dataclass(frozen=True)
class Scenario:
    """A company with its present plan (`today`) and the plan to try (`plan`), which share all assumptions.

    Before month 0 the company lives under `today`; from month 0 on under `plan`.
    """

    name: str
    today: Inputs
    plan: Inputs
    title: str = ""
    story: str = ""
    company: str = ""

    def changed(self, **values: object) -> Scenario:
        """Return the scenario with other values: a lever changes the plan only, the rest both plans.

        Raises
        ------
        ScenarioError
            As `checked` does.
        """
        shared = {key: value for key, value in values.items() if key not in keys(LEVER)}
        today = checked(self.today.model_dump() | shared)
        plan = checked(self.plan.model_dump() | values)
        if plan.yearly_churn != self.plan.yearly_churn and "hazard_level" not in values:
            raise ScenarioError("yearly_churn", plan.yearly_churn,
                                "cannot change without hazard_level, which was solved to it: to change churn, "
                                "change hazard_level")
        return Scenario(self.name, today, plan, self.title, self.story, self.company)

    def as_today(self) -> Scenario:
        """Return the company going on under its present plan."""
        return Scenario(self.name, self.today, self.today, self.title, self.story, self.company)

    def scaled(self, people: int) -> Scenario:
        """Return the same company in a market of `people`, with everything that grows with it in proportion.

        Raises
        ------
        ScenarioError
            When `people` is outside the range of `market_size`.
        """
        factor = people / self.today.market_size
        return Scenario(self.name, _scaled(self.today, people, factor), _scaled(self.plan, people, factor),
                        self.title, self.story, self.company)

    def differences(self, other: Scenario) -> dict[str, float]:
        """Every input of this plan that differs from the other scenario's plan, with this plan's value."""
        theirs = other.plan.model_dump()
        return {key: value for key, value in self.plan.model_dump().items() if value != theirs[key]}


def _scaled(inputs: Inputs, people: int, factor: float) -> Inputs:
    values = inputs.model_dump()
    for key, declared in declarations().items():
        if declared.extensive:
            value = values[key] * factor
            values[key] = max(round(value), min(values[key], 1)) if declared.whole else value
            values[key] = min(max(values[key], declared.low), declared.high) if key != "market_size" else people
    return checked(values)
