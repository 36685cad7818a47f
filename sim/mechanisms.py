"""The map of the model: which inputs each mechanism reads, what it moves, and the ways from a lever to profit.

The one place where this stands; `tests/unit/test_mechanisms.py` holds it against the code. A link's sign is that
of the direct effect, all else equal, and holds wherever inputs may lie in their ranges; where it does not, it is 0.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cache

from sim.scenario import LEVER, keys

RAISES, LOWERS, EITHER = 1, -1, 0
_SIGNS = {"+": RAISES, "-": LOWERS, "?": EITHER}
# what moves, by kind, in the order in which it comes about
QUANTITIES = {
    "company": ("quality", "staff", "morale", "skill", "quits", "pressure", "case_time", "load", "offers", "binding"),
    "lived": ("problems", "heard", "waiting", "resolution", "unsolved", "messages", "reward_effect"),
    "felt": ("expectation", "annoyance", "grievance", "indifference", "readiness", "satisfaction"),
    "said": ("bad_stories", "good_stories", "recommendations", "reputation"),
    "done": ("leaving_unavoidable", "leaving_rivals", "leaving_unsolved", "leaving_slow", "leaving_indifference",
             "leaving_friends", "put_off", "joining", "returning", "spending", "sales"),
    "money": ("leavers", "tenure", "customers", "revenue", "costs", "profit", "present_value"),
}
# where the ways of a lever part: what customers do, and what it costs
RESULTS = ("leaving_rivals", "leaving_unsolved", "leaving_slow", "leaving_indifference", "leaving_friends", "put_off",
           "joining", "returning", "spending", "sales", "costs")
PROFIT = "profit"
# links from a lever to a result, at most: what is farther off is hardly felt
FARTHEST = 5


@dataclass(frozen=True)
class Link:
    """A lever or quantity moves a quantity: which way (`RAISES`, `LOWERS` or `EITHER`), by which mechanism."""

    source: str
    target: str
    sign: int
    mechanism: str


@dataclass(frozen=True)
class Mechanism:
    """A mechanism: its key in docs/sources.md, its links, and which function of `sim` reads which of its inputs."""

    key: str
    links: tuple[Link, ...]
    reads: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that feed it, in the order of the functions that read them."""
        return tuple(dict.fromkeys(key for _, read in self.reads for key in read))


@dataclass(frozen=True)
class Way:
    """A way from a lever to profit over one result, as links from end to end."""

    result: str
    links: tuple[Link, ...]

    def signs(self) -> tuple[int, ...]:
        """What each quantity on the way does when the lever is raised, by this way alone."""
        found, sign = [], RAISES
        for link in self.links:
            sign *= link.sign
            found.append(sign)
        return tuple(found)


def _mechanism(key: str, links: str, reads: dict[str, str]) -> Mechanism:
    return Mechanism(key, tuple(_link(line.split(), key) for line in links.split(";")),
                     tuple((function, tuple(read.split())) for function, read in reads.items()))


def _link(words: list[str], mechanism: str) -> Link:
    source, sign, target = words
    return Link(source, target, _SIGNS[sign], mechanism)


_ALL = (
    _mechanism("M1", "promise + expectation; quality + expectation; promise + joining", {
        "behaviour.expectation.promised": "promise promise_weight",
        "behaviour.expectation.adapted": "expectation_speed",
        "behaviour.joining._attraction": "promise promise_pull"}),
    _mechanism("M2", "quality + satisfaction; expectation - satisfaction; problems - satisfaction; "
                     "unsolved - satisfaction; resolution + satisfaction; probing - satisfaction", {
        "behaviour.satisfaction.disconfirmation": "delight disappointment_ratio",
        "behaviour.satisfaction.updated": "first_renewal_of_opinion performance_weight",
        "behaviour.satisfaction.handled": "recovery_points probing"}),
    _mechanism("M3", "satisfaction - leaving_rivals; satisfaction - leaving_indifference", {
        "behaviour.leaving.offer_taken": "competition rival_satisfaction_shield",
        "behaviour.leaving.neglected": "satisfaction_weight",
        "behaviour.satisfaction.beyond_the_zone": "zone_low zone_high"}),
    _mechanism("M4", "joining + readiness; readiness + leaving_rivals; readiness + leaving_unsolved; "
                     "readiness + leaving_slow; readiness + leaving_indifference; readiness + leaving_friends", {
        "population.draw_traits": "frailty_alpha frailty_beta",
        "behaviour.leaving.tenure_factor": "early_churn tenure_power",
        "behaviour.leaving.freedom": "hazard_level"}),
    _mechanism("M5", "binding - readiness", {
        "population.draw_traits": "contract_share long_contract_share",
        "behaviour.leaving.hazards_of": "contract_leak",
        "behaviour.leaving.freedom": "switching_weight"}),
    _mechanism("M6", "price_level + leaving_rivals; indifference + leaving_rivals; binding - leaving_rivals; "
                     "price_level - satisfaction; price_level ? spending; price_level - joining", {
        "population.draw_traits": "price_sensitivity_spread",
        "behaviour.leaving.offer_taken": "price_level price_pull rival_neglect_opening rival_switching_shield",
        "behaviour.leaving.pulled": "price_level price_search rival_offers",
        "behaviour.satisfaction.of_price": "price_level price_points",
        "behaviour.joining.joining_probability": "price_level price_barrier",
        "behaviour.joining.most_likely": "price_level",
        "ledger.payments": "price price_level price_elasticity"}),
    _mechanism("M7", "offers ? readiness; cancellation_obstacle + bad_stories; cancellation_obstacle + put_off; "
                     "put_off - leavers", {
        "behaviour.targeting.effect": "waking_factor",
        "behaviour.leaving.meets_obstacle": "cancellation_obstacle",
        "lives._hold_up": "obstacle_saves",
        "lives.tell_of_obstacle": "told_bad_median told_obstacle_factor major_story_share"}),
    _mechanism("M8", "quality - problems; quality_control - problems", {
        "population.draw_traits": "usage_spread",
        "behaviour.failures.failure_probability": "failure_rate failure_sensitivity",
        "behaviour.failures.intercepted_share": "quality_control interception_most interception_scale",
        "behaviour.failures.is_major": "major_share"}),
    _mechanism("M9", "complaint_ease + heard; social_listening + heard; surveys + heard; problems + heard; "
                     "problems + unsolved; heard - unsolved; heard + load; customers + load", {
        "behaviour.voice.voice": "complaint_ease voiced_share public_share",
        "behaviour.voice.is_heard": "social_listening surveys survey_response",
        "behaviour.voice.has_question": "question_rate",
        "lives.speak": "social_listening surveys"}),
    _mechanism("M10", "unsolved + grievance; problems + grievance; waiting + grievance; grievance + leaving_unsolved", {
        "behaviour.relationship.problem_hazard": "intent_weight"}),
    _mechanism("M11", "skill + resolution; authority + resolution; supervisors + resolution; leadership + resolution; "
                      "resolution - unsolved; resolution - load", {
        "behaviour.staff.coverage": "leadership",
        "behaviour.staff.empowerment": "authority authority_scale",
        "behaviour.staff.service": "first_contact_resolution skill_resolution authority_resolution supervisors "
                                   "supervisor_resolution",
        "behaviour.staff.expected_contacts": "first_contact_resolution contacts_again",
        "behaviour.answers.contacts_again": "contacts_again"}),
    _mechanism("M12", "waiting + annoyance; annoyance + leaving_slow; waiting - satisfaction", {
        "population.draw_traits": "tolerance tolerance_spread phone_share chat_share social_share",
        "behaviour.satisfaction.handled": "slow_answer_points",
        "behaviour.leaving.hazards_of": "slow_answer_hazard"}),
    _mechanism("M13", "response_target - staff; desk_staff ? staff; service_level + staff; load + staff; "
                      "probing + staff; staff - waiting; load + waiting; tier_priority ? waiting; waiting + unsolved", {
        "behaviour.staff.staff_needed": "response_target desk_staff service_level patience patience_spread",
        "behaviour.staff.to_hire": "desk_staff",
        "behaviour.staff.seats": "market_size",
        "behaviour.staff.expected_contacts": "question_rate failure_rate voiced_share",
        "behaviour.staff.proper_minutes": "handle_minutes probing probing_minutes",
        "behaviour.answers.patience_seconds": "patience patience_spread",
        "behaviour.answers.contacts_again": "returns_after_giving_up",
        "desk.Roster.decide": "hiring_lead",
        "desk.pause_ticks": "contact_pause",
        "lives.speak": "tier_priority"}),
    _mechanism("M14", "load + pressure; staff - pressure; pressure - case_time; probing + case_time; "
                      "case_time + resolution; case_time + waiting; pressure + waiting", {
        "behaviour.staff.proper_minutes": "probing probing_minutes",
        "behaviour.staff.pace": "cutting_corners",
        "behaviour.staff.service": "corners_quality fatigue_slows",
        "behaviour.staff.after_month": "standard_falls standard_rises lowest_standard fatigue_lag"}),
    _mechanism("M15", "waiting + indifference; resolution - indifference; gestures - indifference; "
                      "gestures + good_stories; gestures_bundled + indifference; gestures_bundled - good_stories; "
                      "indifference + leaving_indifference", {
        "behaviour.relationship.indifference": "neglect_speed routine_attention good_answer_attention "
                                               "gesture_attention communication_attention",
        "behaviour.relationship.gesture": "gesture_strength gestures_bundled bundling_loss reward_needs",
        "lives._thank": "gestures gesture_half_life",
        "behaviour.talk.tells_good_story": "ambassador_lift",
        "behaviour.talk.most_good_stories": "ambassador_lift",
        "behaviour.leaving.neglected": "neglect_hazard neglect_weight"}),
    _mechanism("M16", "calls ? messages; emails ? messages; letters ? messages; relevance + messages; "
                      "messages - indifference", {
        "behaviour.communication.fractions": "calls emails letters relevance channel_crowding",
        "behaviour.communication.effect": "relevance",
        "behaviour.communication.opts_out": "opt_out_rate"}),
    _mechanism("M17", "unsolved + bad_stories; satisfaction - bad_stories; satisfaction + good_stories", {
        "behaviour.talk.bad_story_probability": "major_story_share minor_story_share unhappy_story_rate",
        "behaviour.talk.tells_good_story": "good_story_rate",
        "behaviour.talk.most_good_stories": "good_story_rate",
        "lives.tell": "told_bad_median told_good_median told_public_factor",
        "lives._told": "told_spread"}),
    _mechanism("M18", "bad_stories - joining; good_stories + joining; bad_stories + leaving_friends", {
        "behaviour.talk.shift_of_prospects": "belief bad_story_shift good_story_shift",
        "behaviour.leaving.friends_factor": "customer_belief belief bad_story_shift",
        "firm.hear": "story_half_life",
        "firm.spread_talk": "market_size"}),
    _mechanism("M19", "leavers + leaving_friends", {
        "network.draw_network": "contacts far_share market_size",
        "behaviour.leaving.guarded_contagion": "contacts defection_contagion defection_half_life yearly_churn",
        "firm.notice_leavers": "defection_half_life"}),
    _mechanism("M20", "satisfaction + recommendations; referral_reward + recommendations; recommendations + joining; "
                      "recommendations ? readiness; recommendations ? spending", {
        "behaviour.talk.recommendation_rate": "referral_reward referral_rate referral_programme referral_scale",
        "behaviour.joining.chances": "referral_conversion",
        "lives.join": "referred_churn",
        "ledger.payments": "referred_margin"}),
    _mechanism("M21", "reward_spend + reward_effect; reward_relevance + reward_effect; discount_share - reward_effect; "
                      "specials_share ? reward_effect; satisfaction + reward_effect; reward_effect - leaving_rivals; "
                      "reward_effect - leaving_indifference; reward_effect - grievance; reward_effect + spending; "
                      "reward_tiers ? readiness; reward_tiers ? satisfaction", {
        "population.draw_traits": "heavy_share",
        "behaviour.rewards.effect": "reward_spend reward_relevance reward_scale reward_needs discount_share "
                                    "discount_weight specials_share",
        "behaviour.rewards.points_share": "discount_share specials_share",
        "behaviour.rewards.points_earned": "reward_spend",
        "behaviour.rewards.threshold": "reward_threshold",
        "behaviour.rewards.redemption": "redeemed_share",
        "behaviour.rewards.spending_lift": "reward_lift points_pressure after_reward_lift",
        "behaviour.rewards.has_tiers": "reward_spend reward_tiers",
        "behaviour.rewards.qualifies": "reward_tiers value_spread",
        "behaviour.rewards.tier_factor": "tier_churn demoted_churn",
        "behaviour.satisfaction.of_privileges": "bystander_points",
        "behaviour.relationship.grievance": "member_forgiveness",
        "behaviour.leaving.pulled": "reward_pull",
        "behaviour.leaving.neglected": "reward_pull"}),
    _mechanism("M22", "leavers - tenure; joining - tenure; tenure ? spending", {
        "population.draw_traits": "value_frailty_correlation",
        "ledger.payments": "tenure_curve spend_growth"}),
    _mechanism("M23", "tenure ? spending; tenure ? costs", {
        "ledger.payments": "loyal_premium serve_saving"}),
    _mechanism("M24", "profit + present_value", {
        "model._Branch.told": "discount_rate"}),
    _mechanism("M27", "joining + costs", {
        "ledger.month_lines": "joining_cost"}),
    _mechanism("M28", "acquisition_spend + joining; customers ? joining; joining + customers", {
        "behaviour.joining._attraction": "acquisition_spend acquisition_reach acquisition_scale imitation "
                                         "market_size"}),
    _mechanism("M29", "leavers ? spending", {
        "population.draw_traits": "value_spread"}),
    _mechanism("M30", "satisfaction + reputation; good_stories + reputation; bad_stories - reputation; "
                      "reputation + joining; reputation - leaving_unsolved; reputation - leaving_slow", {
        "behaviour.talk.reputation": "reputation_up reputation_down",
        "behaviour.leaving.hazards_of": "reputation_shelter"}),
    _mechanism("M31", "service_quality + quality; training + skill; leadership + skill; recognition + morale; "
                      "leadership + morale; authority + morale; skill + morale; pressure - morale; morale + quality; "
                      "skill + quality; morale - quits; pressure + quits; quits - skill; quits - staff; "
                      "probing + sales; skill + sales", {
        "behaviour.staff.coverage": "leadership",
        "behaviour.staff.empowerment": "authority authority_scale",
        "behaviour.staff.service": "service_quality morale_quality skill_quality",
        "behaviour.staff.after_month": "training training_scale recognition recognition_scale morale_speed "
                                       "learning_speed skill_decay",
        "behaviour.staff.quit_rate": "staff_turnover quits_by_morale quits_by_overload",
        "behaviour.answers.sells": "probing probing_success"}),
    _mechanism("M32", "leavers + returning; winback_offer ? returning; winback_share + returning; "
                      "crm_accuracy + returning; returning + customers; returning ? readiness", {
        "behaviour.joining.returning_probability": "return_rate return_after",
        "behaviour.joining.most_likely": "return_rate",
        "behaviour.winning_back.offer_for": "winback_offer",
        "behaviour.winning_back.order": "crm_accuracy",
        "behaviour.winning_back.accepts": "winback_fade winback_unlikely",
        "behaviour.winning_back.cost_cents": "winback_offer winback_cost",
        "lives.join": "winback_share",
        "lives._win_back": "winback_after winback_share"}),
    _mechanism("M33", "retention_spend + offers; targeting ? offers; crm_accuracy ? offers", {
        "population.draw_traits": "responsiveness responsiveness_spread responsiveness_frailty_correlation",
        "behaviour.targeting.scores": "targeting crm_accuracy responsiveness responsiveness_spread",
        "behaviour.targeting.chosen": "targeting retention_spend retention_offer_cost",
        "behaviour.targeting.effect": "offer_strength"}),
    _mechanism("causes", "leaving_unavoidable + leavers; leaving_rivals + leavers; leaving_unsolved + leavers; "
                         "leaving_slow + leavers; leaving_indifference + leavers; leaving_friends + leavers; "
                         "leavers - customers", {
        "behaviour.leaving.hazards_of": "unavoidable_churn"}),
    _mechanism("ledger", "; ".join((
        *(f"{lever} + costs" for lever in (
            "service_quality", "quality_control", "training", "authority", "recognition", "leadership", "supervisors",
            "calls", "emails", "letters", "relevance", "gestures", "reward_spend", "discount_share", "specials_share",
            "reward_relevance", "reward_tiers", "complaint_ease", "social_listening", "surveys", "crm_accuracy",
            "retention_spend", "acquisition_spend", "referral_reward", "winback_share")),
        "gestures_bundled - costs", "winback_offer ? costs", "staff + costs", "quits + costs", "customers + costs",
        "spending + costs", "returning + costs", "customers + revenue", "spending + revenue", "sales + revenue",
        "revenue + profit", "costs - profit")), {
        "ledger.payments": "variable_cost",
        "lives._thank": "gestures",
        "lives._win_back": "winback_share",
        "behaviour.winning_back.cost_cents": "winback_offer winback_cost",
        "behaviour.targeting.chosen": "retention_spend retention_offer_cost",
        "behaviour.rewards.has_tiers": "reward_tiers",
        "behaviour.communication.monthly_cost": "calls call_cost emails email_cost letters letter_cost",
        "ledger.month_lines": "service_quality quality_cost quality_cost_scale quality_control wage supervisors "
                              "hire_cost training recognition leadership leadership_cost authority discount_share "
                              "specials_share reward_spend reward_fixed_cost reward_member_cost reward_relevance "
                              "relevance_cost tier_cost redeemed_share gestures_bundled gesture_cost calls emails "
                              "letters relevance complaint_ease complaint_cost surveys survey_cost social_listening "
                              "listening_cost crm_accuracy crm_cost retention_offer_cost acquisition_spend "
                              "referral_reward sale_value"}),
)


@cache
def mechanisms() -> dict[str, Mechanism]:
    """Every mechanism at work in a run, by its key: those of docs/sources.md, the sum of causes, and the ledger."""
    return {each.key: each for each in _ALL}


@cache
def feeding(key: str) -> tuple[str, ...]:
    """The keys of the mechanisms that an input feeds."""
    return tuple(each.key for each in _ALL if key in each.inputs)


@cache
def links() -> dict[str, tuple[Link, ...]]:
    """The links that begin at each lever and quantity, in the order in which what they move comes about."""
    order = [quantity for kind in QUANTITIES.values() for quantity in kind]
    found: dict[str, list[Link]] = {}
    for link in sorted((link for each in _ALL for link in each.links), key=lambda link: order.index(link.target)):
        found.setdefault(link.source, []).append(link)
    return {source: tuple(begun) for source, begun in found.items()}


@cache
def ways(lever: str) -> tuple[Way, ...]:
    """The shortest way from a lever to profit over each result that it reaches, in the order of `RESULTS`.

    Raises
    ------
    KeyError
        When it is no lever.
    """
    if lever not in keys(LEVER):
        raise KeyError(lever)
    arrived = _arrivals(lever, (*RESULTS, *QUANTITIES["money"]))
    first = {result: _back(arrived, result) for result in RESULTS if result in arrived}
    return tuple(Way(result, (*way, *_onward(result))) for result, way in first.items() if len(way) <= FARTHEST)


@cache
def _onward(result: str) -> tuple[Link, ...]:
    """The shortest way from a result to profit; what customers do counts by what they bring, not by what they cost."""
    return _back(_arrivals(result, (PROFIT, *RESULTS)), PROFIT)


def _arrivals(start: str, ends: tuple[str, ...]) -> dict[str, Link]:
    """The link by which each quantity is first reached; nothing is followed beyond the ends."""
    arrived, reached = {}, deque([start])
    while reached:
        for link in links().get(reached.popleft(), ()):
            if link.target not in (start, *arrived):
                arrived[link.target] = link
                if link.target not in ends:
                    reached.append(link.target)
    return arrived


def _back(arrived: dict[str, Link], end: str) -> tuple[Link, ...]:
    """The links that lead to an end, first to last."""
    if end not in arrived:
        return ()
    return (*_back(arrived, arrived[end].source), arrived[end])
