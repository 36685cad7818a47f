"""A company in which the mechanisms that a closed form knows nothing of stand still."""

# Levers at their ends and assumptions that undo what cannot be set to nothing.
NOTHING_ELSE = {
    "promise": 0, "price_level": 1, "service_level": 0.8, "desk_staff": 0, "quality_control": 0,
    "training": 0, "authority": 0, "recognition": 0, "leadership": 0, "supervisors": 0, "probing": 0,
    "calls": 0, "emails": 0, "letters": 0, "relevance": 0, "gestures": 0, "gestures_bundled": 0,
    "reward_spend": 0, "reward_relevance": 0, "reward_tiers": 0, "tier_priority": 0,
    "complaint_ease": 0, "social_listening": 0, "surveys": 0, "crm_accuracy": 0, "retention_spend": 0,
    "referral_reward": 0, "referral_rate": 0, "winback_offer": 0, "cancellation_obstacle": 0,
    "early_churn": 1, "tenure_power": 1, "loyal_premium": 0, "serve_saving": 0, "tenure_curve": 0, "spend_growth": 0,
    "joining_cost": 0, "morale_quality": 0, "skill_quality": 0, "cutting_corners": 0, "fatigue_slows": 0,
    "quits_by_morale": 0, "quits_by_overload": 0, "unhappy_story_rate": 0, "usage_spread": 0,
}
# Every second offer of a rival wins, whoever gets it.
EVERY_SECOND_OFFER = {"rival_satisfaction_shield": 0, "rival_switching_shield": 0, "rival_neglect_opening": 0,
                      "price_pull": 0}
