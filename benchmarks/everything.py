"""The default company with every mechanism on: all levers used, all kinds of events on the calendar."""

from dataclasses import replace

import sim
from sim.scenario import Event

LEVERS = {
    "service_quality": 65.0, "response_target": 8.0, "reward_spend": 3.0, "quality_control": 0.5, "promise": 5.0,
    "service_level": 0.85, "training": 80.0, "authority": 20.0, "recognition": 40.0, "leadership": 0.5,
    "supervisors": 0.08, "probing": 0.5, "calls": 1.0, "emails": 3.0, "letters": 1.0, "relevance": 0.5, "gestures": 2.0,
    "discount_share": 0.3, "specials_share": 0.2, "reward_relevance": 0.6, "reward_tiers": 0.2, "tier_priority": 1,
    "complaint_ease": 1.5, "social_listening": 0.6, "surveys": 4.0, "crm_accuracy": 0.7, "targeting": 3,
    "retention_spend": 4000.0, "price_level": 1.05, "acquisition_spend": 8000.0, "referral_reward": 25.0,
    "winback_offer": 4, "winback_share": 0.5, "cancellation_obstacle": 0.5,
}
# Channels that wait differently; whoever left may return, and be won back, from the next month on.
ASSUMPTIONS = {"phone_share": 0.3, "chat_share": 0.2, "winback_after": 1, "return_after": 1}
# The first three months, which the reference scheduler lives too, have one of each kind.
EVENTS = (
    Event(10, "outage", 0.2),
    Event(20, "viral_post", 400),
    Event(25, "rival_campaign", 2.0, months=6),
    Event(31, "hiring_freeze", 0.5, months=3),
    Event(31, "price_change", 0.03),
    Event(45, "lever", 6.0, lever="response_target"),
    Event(400, "outage", 0.1),
    Event(800, "viral_post", 400),
    Event(1200, "rival_campaign", 1.5, months=12),
)


def on() -> sim.Scenario:
    """The company under a plan that leaves nothing out."""
    return replace(sim.load("broadband").changed(**LEVERS, **ASSUMPTIONS), events=EVENTS)
