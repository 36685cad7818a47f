"""A scenario: a company under its present plan, the plan to try, and what the calendar brings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.events import LEVER_CHANGE, Event, staged
from sim.inputs import (
    ASSUMPTION, BUSINESS_HOURS_A_MONTH, FIXED, GRADES, LEVER, SECONDS_A_MONTH, Declaration, Inputs, ScenarioError,
    checked, declarations, keys,
)

__all__ = ["ASSUMPTION", "BUSINESS_HOURS_A_MONTH", "FIXED", "GRADES", "LEVER", "MODEL_VERSION", "SECONDS_A_MONTH",
           "Declaration", "Event", "Inputs", "Scenario", "ScenarioError", "checked", "declarations", "keys"]
MODEL_VERSION = "2.1"


@dataclass(frozen=True)
class Scenario:
    """A company with its present plan (`today`) and the plan to try (`plan`), which share all assumptions.

    Before month 0 the company lives under `today`; from month 0 on under `plan`, with what `events` bring.

    Raises
    ------
    ScenarioError
        When a lever change among the events does not go together with the plan.
    """

    name: str
    today: Inputs
    plan: Inputs
    title: str = ""
    story: str = ""
    company: str = ""
    events: tuple[Event, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "events", tuple(self.events))
        for changes in staged(self.events):
            checked(self.plan.model_dump() | changes)

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
        return replace(self, today=today, plan=plan)

    def as_today(self) -> Scenario:
        """Return the company going on under its present plan; what happens to it from outside still happens."""
        return replace(self, plan=self.today, events=tuple(each for each in self.events if each.kind != LEVER_CHANGE))

    def scaled(self, people: int) -> Scenario:
        """Return the same company in a market of `people`, with everything that grows with it in proportion.

        Raises
        ------
        ScenarioError
            When `people` is outside the range of `market_size`.
        """
        factor = people / self.today.market_size
        return replace(self, today=_scaled(self.today, people, factor), plan=_scaled(self.plan, people, factor),
                       events=tuple(each.scaled(factor) for each in self.events))

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
