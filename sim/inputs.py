"""Every input of the model, declared once: unit, range, step, role, default, source, grade."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import ScenarioError

LEVER, ASSUMPTION, FIXED = "lever", "assumption", "fixed"
GRADES = ("measured", "published", "folk", "assumed")
BUSINESS_HOURS_A_MONTH = 176
SECONDS_A_MONTH = BUSINESS_HOURS_A_MONTH * 3600


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

    quality_control: float = _lever(0.3, "euro/month", 0, 20, 0.1, "M8", "assumed", group="product")
    promise: float = _lever(0, "point", -20, 40, 1, "M1", "assumed", group="product")

    desk_staff: int = _lever(0, "person", 0, 2000, 1, "M13", "assumed", group="people", extensive=True)
    service_level: float = _lever(0.8, "1", 0.5, 0.99, 0.01, "Turnella", "published", group="people")
    training: float = _lever(60, "euro/month", 0, 500, 10, "M31", "assumed", group="people")
    authority: float = _lever(10, "euro", 0, 200, 5, "M11", "assumed", group="people")
    recognition: float = _lever(20, "euro/month", 0, 500, 10, "M31", "assumed", group="people")
    leadership: float = _lever(0.4, "1", 0, 1, 0.05, "M31", "assumed", group="people")
    supervisors: float = _lever(0.06, "1", 0, 0.4, 0.01, "M11", "assumed", group="people")
    probing: float = _lever(0, "1", 0, 1, 0.05, "M31", "assumed", group="people")

    calls: float = _lever(0, "1/quarter", 0, 20, 0.5, "Godfrey2011", "assumed", group="relationship")
    emails: float = _lever(2, "1/quarter", 0, 40, 0.5, "Godfrey2011", "assumed", group="relationship")
    letters: float = _lever(1, "1/quarter", 0, 40, 0.5, "Godfrey2011", "assumed", group="relationship")
    relevance: float = _lever(0.4, "1", 0, 1, 0.05, "M16", "assumed", group="relationship")
    gestures: float = _lever(0, "1/year", 0, 12, 0.5, "M15", "assumed", group="relationship")
    gestures_bundled: int = _lever(0, "yes/no", 0, 1, 1, "Handwritten2022", "assumed", group="relationship")

    discount_share: float = _lever(0.2, "1", 0, 1, 0.05, "M21", "assumed", group="rewards")
    specials_share: float = _lever(0.1, "1", 0, 1, 0.05, "M21", "assumed", group="rewards")
    reward_relevance: float = _lever(0.5, "1", 0, 1, 0.05, "M21", "assumed", group="rewards")
    reward_tiers: float = _lever(0, "1", 0, 0.5, 0.01, "M21", "assumed", group="rewards")
    tier_priority: int = _lever(0, "yes/no", 0, 1, 1, "M21", "assumed", group="rewards")

    complaint_ease: float = _lever(1, "1", 0, 2.25, 0.05, "M9", "assumed", group="listening")
    social_listening: float = _lever(0.2, "1", 0, 1, 0.05, "M12", "assumed", group="listening")
    surveys: float = _lever(0.5, "1/year", 0, 12, 0.5, "M9", "assumed", group="listening")
    crm_accuracy: float = _lever(0.5, "1", 0, 1, 0.05, "M33", "assumed", group="listening")
    targeting: int = _lever(0, "targeting", 0, 3, 1, "Ascarza2018", "assumed", group="listening")
    retention_spend: float = _lever(0, "euro/month", 0, 2e6, 500, "M33", "assumed", group="listening", extensive=True)

    price_level: float = _lever(1, "1", 0.5, 1.5, 0.01, "M6", "assumed", group="market")
    acquisition_spend: float = _lever(6000, "euro/month", 0, 2e6, 500, "M28", "assumed", group="market", extensive=True)
    referral_reward: float = _lever(0, "euro", 0, 200, 5, "Schmitt2011", "assumed", group="market")
    winback_offer: int = _lever(0, "winback offer", 0, 4, 1, "Kumar2015", "assumed", group="market")
    winback_share: float = _lever(0.3, "1", 0, 1, 0.05, "M32", "assumed", group="market")
    cancellation_obstacle: float = _lever(0, "1", 0, 1, 0.05, "M7", "assumed", group="market")

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
    promise_pull: float = _input(0.12, "1", 0, 2, 0.05, "M1", "assumed", group="market")
    price_barrier: float = _input(5, "1", 0, 20, 0.5, "M6", "assumed", group="market")
    imitation: float = _input(0.18, "1/year", 0, 2, 0.01, "Sultan1990", "assumed", group="market")
    referral_rate: float = _input(0.1, "1/year", 0, 2, 0.01, "M20", "assumed", group="market")
    referral_programme: float = _input(1.0, "1", 0, 4, 0.1, "M20", "assumed", group="market")
    referral_scale: float = _input(25, "euro", 1, 500, 5, "M20", "assumed", group="market")
    referral_conversion: float = _input(0.25, "1", 0, 1, 0.05, "East2017", "assumed", group="market")
    referred_churn: float = _input(0.82, "1", 0.3, 1.5, 0.02, "Schmitt2011", "assumed", group="market")
    referred_margin: float = _input(0.25, "1", -0.5, 1, 0.05, "Schmitt2011", "assumed", group="market")
    return_rate: float = _input(0.02, "1/year", 0, 0.3, 0.005, "M32", "assumed", group="market")
    return_after: int = _input(12, "month", 0, 60, 1, "M32", "assumed", group="market")
    winback_after: int = _input(3, "month", 1, 36, 1, "M32", "assumed", group="market")
    winback_fade: float = _input(0.5, "1/year", 0, 3, 0.1, "M32", "assumed", group="market")
    winback_unlikely: float = _input(0.08, "1", 0, 0.5, 0.02, "M32", "assumed", group="market")
    winback_cost: float = _input(1.0, "1", 0, 20, 0.1, "Kumar2015", "assumed", group="market")

    # -- money -----------------------------------------------------------------------------------------------
    price: float = _input(45, "euro/month", 1, 10_000, 1, "assumed", "assumed", group="money")
    value_spread: float = _input(0.8, "1", 0, 2, 0.05, "M29", "assumed", group="money")
    value_frailty_correlation: float = _input(-0.3, "1", -0.95, 0.95, 0.05, "M22", "assumed", group="money")
    price_elasticity: float = _input(1.2, "1", 0, 4, 0.1, "M6", "assumed", group="money")
    tenure_curve: int = _input(0, "tenure curve", 0, 4, 1, "Reichheld1990", "assumed", group="money")
    spend_growth: float = _input(0.02, "1/year", -0.1, 0.8, 0.01, "Reichheld1990", "assumed", group="money")
    loyal_premium: float = _input(0.02, "1", -0.1, 0.2, 0.01, "Reinartz2002", "assumed", group="money")
    serve_saving: float = _input(0.02, "1/year", -0.1, 0.1, 0.01, "Reinartz2002", "assumed", group="money")
    variable_cost: float = _input(0.38, "1", 0, 1, 0.01, "assumed", "assumed", group="money")
    sale_value: float = _input(40, "euro", 0, 5000, 5, "M31", "assumed", group="money")
    quality_cost: float = _input(3.0, "euro/month", 0, 500, 0.1, "assumed", "assumed", group="money")
    quality_cost_scale: float = _input(26, "point", 5, 200, 1, "assumed", "assumed", group="money")
    wage: float = _input(3200, "euro/month", 100, 50_000, 100, "assumed", "assumed", group="money")
    hire_cost: float = _input(6000, "euro", 0, 100_000, 500, "Symtrain2024", "assumed", group="money")
    leadership_cost: float = _input(0.6, "euro/month", 0, 50, 0.05, "M31", "assumed", group="money")
    call_cost: float = _input(2, "euro", 0, 200, 0.5, "assumed", "assumed", group="money")
    email_cost: float = _input(0.03, "euro", 0, 10, 0.01, "assumed", "assumed", group="money")
    letter_cost: float = _input(0.4, "euro", 0, 50, 0.1, "assumed", "assumed", group="money")
    relevance_cost: float = _input(0.4, "euro/month", 0, 20, 0.05, "M16", "assumed", group="money")
    gesture_cost: float = _input(1.5, "euro", 0, 200, 0.5, "M15", "assumed", group="money")
    complaint_cost: float = _input(0.08, "euro/month", 0, 10, 0.01, "M9", "assumed", group="money")
    listening_cost: float = _input(1200, "euro/month", 0, 1e6, 100, "M12", "assumed", group="money", extensive=True)
    survey_cost: float = _input(0.5, "euro", 0, 100, 0.5, "M9", "assumed", group="money")
    crm_cost: float = _input(0.25, "euro/month", 0, 20, 0.05, "M33", "assumed", group="money")
    retention_offer_cost: float = _input(8, "euro", 0.5, 5000, 1, "M33", "assumed", group="money")
    reward_fixed_cost: float = _input(400, "euro/month", 0, 1e6, 50, "M21", "assumed", group="money", extensive=True)
    reward_member_cost: float = _input(0.1, "euro/month", 0, 10, 0.05, "M21", "assumed", group="money")
    tier_cost: float = _input(1, "euro/month", 0, 200, 0.5, "M21", "assumed", group="money")
    joining_cost: float = _input(40, "euro", 0, 20_000, 5, "M27", "assumed", group="money")
    discount_rate: float = _input(0.12, "1/year", 0, 0.5, 0.01, "Gupta2003", "assumed", group="money")

    # -- problems and the help desk --------------------------------------------------------------------------
    failure_rate: float = _input(1.1, "1/year", 0, 12, 0.05, "CCMC2023", "assumed", group="problems")
    failure_sensitivity: float = _input(0.35, "1", 0, 1, 0.05, "M8", "assumed", group="problems")
    usage_spread: float = _input(0.5, "1", 0, 1.5, 0.05, "M8", "assumed", group="problems")
    interception_most: float = _input(0.6, "1", 0, 0.95, 0.05, "M8", "assumed", group="problems")
    interception_scale: float = _input(0.43, "euro/month", 0.05, 50, 0.01, "M8", "assumed", group="problems")
    major_share: float = _input(0.25, "1", 0, 1, 0.05, "M8", "assumed", group="problems")
    voiced_share: float = _input(0.5, "1", 0, 0.75, 0.05, "Goodman1999", "published", group="problems")
    public_share: float = _input(0.1, "1", 0, 0.25, 0.05, "CCMC2023", "assumed", group="problems")
    survey_response: float = _input(0.3, "1", 0, 1, 0.05, "M9", "assumed", group="problems")
    question_rate: float = _input(3.6, "1/year", 0, 24, 0.1, "assumed", "assumed", group="desk")
    handle_minutes: float = _input(54, "minute", 1, 480, 1, "assumed", "assumed", group="desk")
    probing_minutes: float = _input(4, "minute", 0, 60, 1, "M31", "assumed", group="desk")
    probing_success: float = _input(0.1, "1", 0, 1, 0.01, "M31", "assumed", group="desk")
    first_contact_resolution: float = _input(0.68, "1", 0.05, 0.99, 0.01, "SQM2015", "published", group="desk")
    skill_resolution: float = _input(0.3, "1", 0, 1, 0.05, "M11", "assumed", group="desk")
    authority_resolution: float = _input(0.1, "1", 0, 0.5, 0.01, "M11", "assumed", group="desk")
    supervisor_resolution: float = _input(0.15, "1", 0, 0.5, 0.01, "M11", "assumed", group="desk")
    authority_scale: float = _input(20, "euro", 1, 1000, 5, "M11", "assumed", group="desk")
    contacts_again: float = _input(0.8, "1", 0, 1, 0.05, "M11", "assumed", group="desk")
    returns_after_giving_up: float = _input(0.5, "1", 0, 1, 0.05, "M13", "assumed", group="desk")
    contact_pause: float = _input(8, "business hour", 0.1, 80, 0.5, "assumed", "assumed", group="desk")
    patience: float = _input(24, "business hour", 0.05, 176, 1, "M13", "assumed", group="desk")
    patience_spread: float = _input(1.2, "1", 0, 3, 0.1, "M13", "assumed", group="desk")
    tolerance: float = _input(4, "business hour", 0.05, 80, 0.5, "Toister2015", "published", group="desk")
    tolerance_spread: float = _input(1.5, "1", 0, 3, 0.1, "Toister2015", "assumed", group="desk")
    phone_share: float = _input(0.05, "1", 0, 1, 0.05, "M12", "assumed", group="desk")
    chat_share: float = _input(0.05, "1", 0, 1, 0.05, "M12", "assumed", group="desk")
    social_share: float = _input(0.1, "1", 0, 1, 0.05, "M12", "assumed", group="desk")
    hiring_lead: float = _input(2, "month", 0, 12, 0.5, "Inova2011", "assumed", group="desk")

    # -- the people at the desk ------------------------------------------------------------------------------
    staff_turnover: float = _input(0.3, "1/year", 0, 1.5, 0.05, "Symtrain2024", "published", group="staff")
    morale_speed: float = _input(0.15, "1/month", 0, 1, 0.05, "M31", "assumed", group="staff")
    recognition_scale: float = _input(60, "euro/month", 1, 1000, 10, "M31", "assumed", group="staff")
    training_scale: float = _input(90, "euro/month", 1, 1000, 10, "M31", "assumed", group="staff")
    learning_speed: float = _input(0.08, "1/month", 0, 1, 0.01, "M31", "assumed", group="staff")
    skill_decay: float = _input(0.03, "1/month", 0, 0.5, 0.01, "M31", "assumed", group="staff")
    morale_quality: float = _input(10, "point", 0, 40, 1, "M31", "assumed", group="staff")
    skill_quality: float = _input(15, "point", 0, 40, 1, "M31", "assumed", group="staff")
    quits_by_morale: float = _input(1, "1", 0, 6, 0.5, "M31", "assumed", group="staff")
    quits_by_overload: float = _input(0.8, "1", 0, 6, 0.5, "M31", "assumed", group="staff")
    cutting_corners: float = _input(0.6, "1", 0, 0.9, 0.05, "OlivaSterman2001", "assumed", group="staff")
    corners_quality: float = _input(0.5, "1", 0, 1, 0.05, "OlivaSterman2001", "assumed", group="staff")
    standard_falls: float = _input(4.6, "month", 1, 60, 0.2, "OlivaSterman2001", "assumed", group="staff")
    standard_rises: float = _input(23, "month", 1, 240, 1, "OlivaSterman2001", "assumed", group="staff")
    lowest_standard: float = _input(0.85, "1", 0.3, 1, 0.05, "OlivaSterman2001", "assumed", group="staff")
    fatigue_lag: float = _input(2, "month", 1, 12, 0.5, "OlivaSterman2001", "assumed", group="staff")
    fatigue_slows: float = _input(0.1, "1", 0, 0.5, 0.05, "OlivaSterman2001", "assumed", group="staff")

    # -- satisfaction and the relationship -------------------------------------------------------------------
    expectation_speed: float = _input(0.1, "1/month", 0, 0.5, 0.01, "Johnson1995", "assumed", group="satisfaction")
    promise_weight: float = _input(0.5, "1", 0, 2, 0.05, "M1", "assumed", group="satisfaction")
    performance_weight: float = _input(0.5, "1", 0, 1.5, 0.05, "Anderson1993", "assumed", group="satisfaction")
    delight: float = _input(0.35, "1", 0, 2, 0.05, "Anderson1993", "assumed", group="satisfaction")
    disappointment_ratio: float = _input(2.0, "1", 1, 4, 0.1, "Tversky1992", "assumed", group="satisfaction")
    first_renewal_of_opinion: float = _input(0.5, "1/month", 0.01, 1, 0.05, "Bolton1998", "assumed",
                                             group="satisfaction")
    slow_answer_points: float = _input(4, "point", 0, 12, 0.5, "M12", "assumed", group="satisfaction")
    recovery_points: float = _input(3, "point", 0, 8, 0.5, "deMatos2007", "assumed", group="satisfaction")
    price_points: float = _input(60, "point", 0, 200, 5, "M6", "assumed", group="satisfaction")
    price_sensitivity_spread: float = _input(0.5, "1", 0, 1.5, 0.05, "assumed", "assumed", group="satisfaction")
    zone_low: float = _input(66, "point", 0, 100, 1, "JonesSasser1995", "assumed", group="satisfaction")
    zone_high: float = _input(74, "point", 0, 100, 1, "JonesSasser1995", "assumed", group="satisfaction")
    neglect_speed: float = _input(0.06, "1/month", 0, 0.5, 0.01, "M15", "assumed", group="relationship")
    routine_attention: float = _input(0.08, "1/month", 0, 1, 0.01, "M15", "assumed", group="relationship")
    good_answer_attention: float = _input(0.2, "1", 0, 1, 0.05, "M15", "assumed", group="relationship")
    communication_attention: float = _input(0.15, "1/month", 0, 1, 0.01, "M15", "assumed", group="relationship")
    channel_crowding: float = _input(0.1, "1", 0, 0.5, 0.01, "Godfrey2011", "assumed", group="relationship")
    opt_out_rate: float = _input(0.05, "1/month", 0, 1, 0.01, "M16", "assumed", group="relationship")
    gesture_attention: float = _input(0.2, "1", 0, 1, 0.05, "M15", "assumed", group="relationship")
    gesture_strength: float = _input(1.0, "1", 0, 3, 0.1, "Handwritten2022", "assumed", group="relationship")
    gesture_half_life: float = _input(2, "month", 0.5, 24, 0.5, "M15", "assumed", group="relationship")
    bundling_loss: float = _input(0.8, "1", 0, 1, 0.05, "Handwritten2022", "assumed", group="relationship")
    reward_pull: float = _input(0.6, "1", 0, 0.9, 0.05, "M21", "assumed", group="rewards")
    reward_scale: float = _input(0.9, "euro/month", 0.1, 20, 0.1, "M21", "assumed", group="rewards")
    reward_lift: float = _input(0.06, "1", 0, 0.06, 0.005, "M21", "assumed", group="rewards")
    reward_needs: float = _input(60, "point", 0, 100, 5, "M21", "assumed", group="rewards")
    redeemed_share: float = _input(0.67, "1", 0, 1, 0.05, "Colloquy2011", "published", group="rewards")
    heavy_share: float = _input(0.2, "1", 0, 1, 0.05, "Liu2007", "assumed", group="rewards")
    discount_weight: float = _input(0.7, "1", 0, 1, 0.05, "DowlingUncles1997", "assumed", group="rewards")
    reward_threshold: float = _input(4, "euro", 0.5, 1000, 0.5, "M21", "assumed", group="rewards")
    points_pressure: float = _input(0.2, "1", 0, 1, 0.05, "TaylorNeslin2005", "assumed", group="rewards")
    after_reward_lift: float = _input(0.1, "1", 0, 1, 0.05, "TaylorNeslin2005", "assumed", group="rewards")
    member_forgiveness: float = _input(0.3, "1", 0, 1, 0.05, "Bolton2000", "assumed", group="rewards")
    tier_churn: float = _input(0.8, "1", 0.3, 1, 0.05, "M21", "assumed", group="rewards")
    demoted_churn: float = _input(1.3, "1", 1, 3, 0.1, "M21", "assumed", group="rewards")
    bystander_points: float = _input(1, "point", 0, 20, 0.5, "SteinhoffPalmatier2016", "assumed", group="rewards")

    # -- why people leave ------------------------------------------------------------------------------------
    frailty_alpha: float = _input(0.668, "1", 0.05, 50, 0.01, "FaderHardie2007", "published", group="leaving")
    frailty_beta: float = _input(3.806, "1", 0.05, 500, 0.01, "FaderHardie2007", "published", group="leaving")
    early_churn: float = _input(2.0, "1", 1, 5, 0.1, "M4", "assumed", group="leaving")
    tenure_power: float = _input(1.0, "1", 0.7, 1.1, 0.02, "Fader2018", "assumed", group="leaving")
    unavoidable_churn: float = _input(0.01, "1/year", 0, 0.3, 0.005, "Whiteley1991", "folk", group="leaving")
    rival_offers: float = _input(0.45, "1/year", 0, 6, 0.05, "M6", "assumed", group="leaving")
    competition: float = _input(0.2, "1", 0, 1, 0.05, "JonesSasser1995", "assumed", group="leaving")
    rival_satisfaction_shield: float = _input(0.107, "1/point", 0, 0.3, 0.005, "JonesSasser1995", "assumed",
                                              group="leaving")
    rival_switching_shield: float = _input(0.5, "1", 0, 3, 0.1, "Burnham2003", "assumed", group="leaving")
    rival_neglect_opening: float = _input(1.0, "1", 0, 4, 0.1, "M6", "assumed", group="leaving")
    price_pull: float = _input(8, "1", 0, 20, 0.5, "M6", "assumed", group="leaving")
    price_search: float = _input(4, "1", 0, 15, 0.5, "M6", "assumed", group="leaving")
    neglect_hazard: float = _input(0.18, "1/year", 0, 1, 0.005, "M15", "assumed", group="leaving")
    neglect_weight: float = _input(1.5, "1", 0, 3, 0.1, "M15", "assumed", group="leaving")
    satisfaction_weight: float = _input(0.25, "1", 0, 0.9, 0.05, "JonesSasser1995", "assumed", group="leaving")
    intent_weight: float = _input(0.35, "1", 0, 1, 0.05, "TARP1986", "assumed", group="leaving")
    slow_answer_hazard: float = _input(0.022, "1", 0, 0.3, 0.002, "M12", "assumed", group="leaving")
    switching_weight: float = _input(1.2, "1", 0, 2.5, 0.1, "Burnham2003", "assumed", group="leaving")
    contract_share: float = _input(0.5, "1", 0, 1, 0.05, "M5", "assumed", group="leaving")
    long_contract_share: float = _input(0.2, "1", 0, 1, 0.05, "M5", "assumed", group="leaving")
    contract_leak: float = _input(0.1, "1", 0.02, 1, 0.02, "M5", "assumed", group="leaving")
    waking_factor: float = _input(1.6, "1", 1, 3, 0.1, "Ascarza2016", "published", group="leaving")
    offer_strength: float = _input(4, "1", 0, 15, 0.5, "M33", "assumed", group="leaving")
    responsiveness: float = _input(0.1, "1", -0.2, 0.5, 0.05, "M33", "assumed", group="leaving")
    responsiveness_spread: float = _input(0.15, "1", 0, 0.5, 0.05, "M33", "assumed", group="leaving")
    responsiveness_frailty_correlation: float = _input(-0.2, "1", -0.95, 0.95, 0.05, "Ascarza2018", "assumed",
                                                       group="leaving")
    obstacle_saves: float = _input(0.1, "1", 0, 1, 0.05, "M7", "assumed", group="leaving")

    # -- word of mouth and reputation ------------------------------------------------------------------------
    contacts: float = _input(20, "person", 0, 40, 1, "M19", "assumed", group="talk")
    far_share: float = _input(0.4, "1", 0, 1, 0.05, "Goldenberg2007", "assumed", group="talk")
    major_story_share: float = _input(0.75, "1", 0, 1, 0.05, "Keaveney1995", "assumed", group="talk")
    minor_story_share: float = _input(0.3, "1", 0, 1, 0.05, "M17", "assumed", group="talk")
    unhappy_story_rate: float = _input(1.0, "1/year", 0, 12, 0.1, "Anderson1998", "assumed", group="talk")
    told_bad_median: float = _input(9.5, "person", 0.5, 40, 0.5, "TARP1981", "published", group="talk")
    told_spread: float = _input(0.66, "1", 0, 1.5, 0.02, "TARP1981", "published", group="talk")
    good_story_rate: float = _input(2.5, "1/year", 0, 12, 0.1, "East2007", "assumed", group="talk")
    told_good_median: float = _input(5, "person", 0.5, 40, 0.5, "TARP1981", "published", group="talk")
    told_public_factor: float = _input(2, "1", 1, 10, 0.5, "CCMC2023", "assumed", group="talk")
    told_obstacle_factor: float = _input(3, "1", 1, 10, 0.5, "M7", "assumed", group="talk")
    ambassador_lift: float = _input(0.5, "1", 0, 3, 0.1, "M15", "assumed", group="talk")
    bad_story_shift: float = _input(0.6, "1", 0, 3, 0.1, "East2008", "assumed", group="talk")
    good_story_shift: float = _input(0.9, "1", 0, 3, 0.1, "East2008", "assumed", group="talk")
    belief: float = _input(0.3, "1", 0, 1, 0.05, "M18", "assumed", group="talk")
    customer_belief: float = _input(0.25, "1", 0, 1, 0.05, "East2017", "published", group="talk")
    story_half_life: float = _input(3, "month", 0.5, 36, 0.5, "M18", "assumed", group="talk")
    defection_contagion: float = _input(0.4, "1", 0, 0.8, 0.05, "NitzanLibai2011", "assumed", group="talk")
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
    for key, most, unit, problem in _together(inputs):
        if getattr(inputs, key) > most + 1e-9:
            raise ScenarioError(key, getattr(inputs, key), problem, f"0 to {max(most, 0):.10g}{unit}")
    return inputs


def check_alone(key: str, value: object) -> None:
    """Refuse a value that is outside an input's own range, whatever the others are.

    Raises
    ------
    ScenarioError
    """
    declared = declarations()[key]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or (declared.whole and not isinstance(value, int)) or not declared.low <= value <= declared.high:
        raise _explain(key, value)


def _together(inputs: Inputs):
    """What each input may be at most beside the others."""
    writes_or_calls = "and the other channels come to more than everybody"
    yield "customers_at_start", inputs.market_size, " person", "is more than the market holds"
    yield "specials_share", 1 - inputs.discount_share, "", "and the discounts come to more than all rewards"
    yield "chat_share", 1 - inputs.phone_share, "", writes_or_calls
    yield "social_share", 1 - inputs.phone_share - inputs.chat_share, "", writes_or_calls
    yield "zone_low", inputs.zone_high, " point", "is above the upper end of the zone"


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
