"""The page "Follow a customer": what becomes of the person, and where the two lives part."""

import pytest

from sim.diary import Entry
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST, PROSPECT
from tests.unit.ui.lives_to_tell import GONE, NAME, PROBLEM, SECOND, WAITED, life, pair
from ui.follow import told

# -- the verdict -------------------------------------------------------------------------------------------------------

LIVES = {"customer": (), "left": (GONE,), "later": (GONE._replace(month=17),),
         "regained": (Entry(3, -1, "left", 1.0), Entry(9, -1, "returned"))}
AS_PROSPECT = {"customer": (Entry(5, -1, "joined"),), "left": (Entry(5, -1, "joined"), GONE), "never": ()}
AS_FORMER = {"customer": (Entry(5, -1, "returned"),), "left": (Entry(5, -1, "returned"), GONE), "gone": ()}


@pytest.mark.parametrize(("begins", "lives", "today", "plan", "said"), [
    (CUSTOMER, LIVES, "customer", "customer", "{name} is a customer at the end under both plans."),
    (CUSTOMER, LIVES, "left", "customer", "The new plan keeps {name}, who leaves in month 17 under today's plan."),
    (CUSTOMER, LIVES, "customer", "left",
     "The new plan loses {name} in month 17; under today's plan {name} is a customer at the end."),
    (CUSTOMER, LIVES, "left", "left",
     "{name} leaves in month 17 under both plans."),
    (CUSTOMER, LIVES, "left", "later",
     "{name} leaves under both plans, in month 17 under today's plan and in month 18 under the new plan."),
    (CUSTOMER, LIVES, "left", "regained",
     "{name} leaves under both plans, and is a customer again at the end under the new plan only."),
    (CUSTOMER, LIVES, "regained", "left",
     "{name} leaves under both plans, and is a customer again at the end under today's plan only."),
    (PROSPECT, AS_PROSPECT, "never", "customer",
     "The new plan wins {name}, who never becomes a customer under today's plan."),
    (PROSPECT, AS_PROSPECT, "customer", "never",
     "The new plan does not win {name}, who becomes a customer under today's plan."),
    (PROSPECT, AS_PROSPECT, "never", "never", "{name} never becomes a customer under either plan."),
    (PROSPECT, AS_PROSPECT, "left", "never",
     "{name} comes and leaves again under today's plan, and never comes under the new plan."),
    (PROSPECT, AS_PROSPECT, "never", "left",
     "{name} comes and leaves again under the new plan, and never comes under today's plan."),
    (LOST, AS_FORMER, "gone", "gone", "{name} had left before month 1 and does not return under either plan."),
    (LOST, AS_FORMER, "gone", "customer", "The new plan wins {name} back, who does not return under today's plan."),
    (LOST, AS_FORMER, "customer", "gone", "The new plan does not win {name} back, who returns under today's plan."),
    (LOST, AS_FORMER, "left", "gone",
     "{name} returns and leaves again under today's plan, and does not return under the new plan."),
    (LOST, AS_FORMER, "gone", "left",
     "{name} returns and leaves again under the new plan, and does not return under today's plan."),
])
def test_the_verdict_says_what_becomes_of_the_person_under_each_plan(begins, lives, today, plan, said):
    both = pair(*(life(*lives[each], begins=begins) for each in (today, plan)), begins=begins)
    assert told.verdict(both) == said.format(name=NAME)


# -- the first difference ----------------------------------------------------------------------------------------------

def _entry(kind, value=0.0, second=-1, month=13):
    return Entry(month, second, kind, value)


@pytest.mark.parametrize(("today", "plan", "said"), [
    ([_entry("problem", 2.0)], [], "{name} met a major problem under today's plan; under the new plan there was no "
                                   "problem."),
    ([], [_entry("problem", 1.0)], "{name} met a minor problem under the new plan; under today's plan there was no "
                                   "problem."),
    ([_entry("answered", 19.0, SECOND)], [_entry("answered", 2.0, SECOND)],
     "an answer came sooner: after 2 business hours under the new plan, after 19 business hours under today's plan."),
    ([_entry("answered", 0.5, SECOND)], [_entry("answered", 1.04, SECOND)],
     "an answer came later: after one business hour under the new plan, after 30 business minutes under today's plan."),
    ([_entry("answered", 2.02, SECOND)], [_entry("answered", 2.0, SECOND)],
     "an answer came a little sooner under the new plan: after 2 business hours."),
    ([_entry("answered", 2.0, SECOND)], [_entry("answered", 2.02, SECOND)],
     "an answer came a little later under the new plan: after 2 business hours."),
    ([_entry("gave_up", 19.0, SECOND)], [_entry("answered", 0.0, SECOND)],
     "{name} gave up waiting after 19 business hours under today's plan, and was answered at once under the new plan."),
    ([_entry("not_solved", 2.0)], [_entry("solved_at_once", 2.0)],
     "{name} did not have the matter settled under today's plan, and had the matter settled at the first answer under "
     "the new plan."),
    ([_entry("never_answered")], [], "{name} never got an answer under today's plan, but not under the new plan."),
    ([_entry("heard_bad", 1.0)], [], "{name} heard a bad story under today's plan, but not under the new plan."),
    ([_entry("heard_good", 1.0)], [_entry("heard_good", 3.0)],
     "{name} heard a good story under today's plan, and heard 3 good stories under the new plan."),
    ([_entry("friend_left", 0.625)], [], "{name} saw contacts leave under today's plan, but not under the new plan."),
    ([], [_entry("rewarded", 400.0)],
     "{name} got a reward worth 4 euro for points under the new plan, but not under today's plan."),
    ([], [_entry("thanked")],
     "{name} was sent a note of thanks or a small token under the new plan, but not under today's plan."),
    ([], [_entry("offered")], "{name} was made an offer to stay under the new plan, but not under today's plan."),
    ([], [_entry("wrote_off_messages")],
     "{name} wanted no more messages under the new plan, but not under today's plan."),
    ([_entry("told_bad", 7.0)], [_entry("told_good", 1.0)],
     "{name} told 7 people of something bad under today's plan, but not under the new plan."),
])
def test_the_first_difference_is_said_as_the_logs_have_it(today, plan, said):
    both = pair(life(*today), life(*plan))
    assert told.fork(both)[0] == (
        "Until month 13 the same happened under both plans. Then, in month 14, " + said.format(name=NAME))


def test_a_difference_in_the_first_month_is_said_to_be_one():
    both = pair(life(_entry("heard_bad", 2.0, month=0)), life())
    assert told.fork(both)[0] == (
        f"In the first month already, {NAME} heard 2 bad stories under today's plan, but not under the new plan.")


def test_equal_lives_are_said_to_be_equal():
    both = pair(life(PROBLEM), life(PROBLEM))
    assert told.fork(both) == [
        f"Both lives of {NAME} are the same in everything: nothing that the plan changes reaches {NAME}."]


@pytest.mark.parametrize(("today", "plan", "said"), [
    ({"satisfaction": (20, 61.2)}, {"satisfaction": (20, 58.4)},
     f"What differs is how {NAME} feels: in the last month as a customer satisfaction stood at 61 points under today's "
     "plan and at 58 points under the new plan."),
    ({"satisfaction": (20, 61.2)}, {"satisfaction": (20, 61.4)},
     f"What differs is how {NAME} feels: in the last month as a customer satisfaction stood at 61.2 points under "
     "today's plan and at 61.4 points under the new plan."),
    ({}, {"exposure": (5, 0.1)}, None), ({}, {"pull": 0.011}, None), ({}, {"satisfaction": (20, 70.01)}, None),
    ({"begins": PROSPECT}, {"begins": PROSPECT, "satisfaction": (5, 50.0)}, None)])
def test_lives_in_which_the_same_happens_are_not_said_to_be_equal_where_something_else_differs(today, plan, said):
    little = (f"What the plan changes alters what {NAME} expects, feels or is drawn by, but not enough for anything "
              "else to happen.")
    assert told.fork(pair(life(**today), life(**plan))) == [
        f"The same happened to {NAME} under both plans. {said or little}"]


# -- where they part ---------------------------------------------------------------------------------------------------

def test_the_sentence_explains_what_happened_what_was_left_of_it_and_that_luck_was_the_same():
    annoyed = {"pull": 0.07, "annoyance": (14, 1.6)}
    quick = (Entry(14, 100, "complained", 2.0), Entry(14, 2 * SECOND, "answered", 2.0))
    both = pair(life(PROBLEM, *WAITED, GONE, **annoyed), life(PROBLEM, *quick))
    assert told.fork(both) == [
        "Until month 14 the same happened under both plans.",
        f"The lives moved apart most in month 15. Under today's plan, {NAME} met a major problem, complained to the "
        "help desk, gave up waiting after 9 business hours and told 7 people of something bad. Under the new plan, "
        f"{NAME} met a major problem, complained to the help desk and was answered after 2 business hours.",
        f"In month 17 {NAME} left under today's plan over slow answers, and stayed under the new plan. The chance of "
        "leaving that month was 7.3\u00a0% under today's plan and 1.6\u00a0% under the new plan. Luck was the same: it "
        "takes everybody whose chance is above 3.0\u00a0%. That reason is also the one whose pull differed most "
        "between the plans. Under today's plan more annoyance over slow answers was left.",
        f"After that: under today's plan {NAME} did not come back; under the new plan {NAME} stayed a customer to the "
        "end."]


def test_where_the_same_happened_what_was_felt_made_the_difference():
    both = pair(life(PROBLEM), life(PROBLEM, GONE._replace(value=1.0), cause=1, pull=0.07, satisfaction=(10, 48.0)))
    assert told.fork(both)[:2] == [
        "Until month 16 the same happened under both plans.",
        f"Up to then the same had happened under both plans; what it left made the difference. In month 17 {NAME} left "
        "under the new plan for a rival, and stayed under today's plan. The chance of leaving that month was 7.3\u00a0"
        "% under the new plan and 1.6\u00a0% under today's plan. Luck was the same: it takes everybody whose chance is "
        "above 3.0\u00a0%. That reason is also the one whose pull differed most between the plans. Satisfaction stood "
        "at 48 points under the new plan and at 70 points under today's plan."]


@pytest.mark.parametrize(("cause", "column", "value", "said"), [
    ("rivals", "satisfaction", 69.6, "Satisfaction stood at 69.6 points under today's plan and at 70.0 points under "
                                     "the new plan."),
    ("rivals", "indifference", 0.5, "The feeling of being just a number stood at 50 of 100 under today's plan and at "
                                    "30 of 100 under the new plan."),
    ("unsolved", "grievance", 0.1, "Under today's plan more resentment over badly handled problems was left."),
    ("slow", "annoyance", 1.0, "Under today's plan more annoyance over slow answers was left."),
    ("indifference", "satisfaction", 40.0, "Satisfaction stood at 40 points under today's plan and at 70 points under "
                                           "the new plan."),
    ("friends", "bad_heard", 2.0, "Under today's plan more bad stories were still in mind."),
    ("friends", "exposure", 2.0, "Under today's plan more contacts had left lately."),
    ("rivals", "grievance", 0.1, f"Nothing that {NAME} felt about the company explains it: what is left is what the "
                                 f"plans do themselves, such as rewards, offers and prices, and how long {NAME} had "
                                 "been a customer."),
])
def test_the_state_behind_the_cause_is_named_and_no_other(cause, column, value, said):
    place = CAUSES.index(cause)
    both = pair(life(GONE._replace(value=float(place)), cause=place, pull=0.07, **{column: (14, value)}),
                 life(cause=place))
    assert told.fork(both)[1].endswith(said)


def test_another_cause_than_the_one_named_may_have_differed_most():
    gone = life(GONE, pull=0.07, annoyance=(14, 1.6))
    gone.columns["reason"][:] = 1
    assert ("left under today's plan for a rival" in told.fork(pair(gone, life()))[1]
            and "what makes them leave over slow answers differed most" in told.fork(pair(gone, life()))[1])


def test_shares_have_as_many_digits_as_tell_them_apart():
    assert told._percents([0.0026, 0.0021, 0.0023]) == ["0.26\u00a0%", "0.21\u00a0%", "0.23\u00a0%"]
    assert told._percents([0.5, 0.5, 0.5]) == ["50.000\u00a0%"] * 3


def test_who_had_been_held_up_a_month_before_needs_no_chance():
    gone = life(Entry(15, -1, "held_up"), GONE)
    gone.columns["held"][15] = True
    assert f"after having been talked out of it for a month. Under the new plan {NAME} stayed." in (
        told.fork(pair(gone, life()))[1])


def test_who_wanted_to_leave_under_both_plans_is_not_said_to_have_stayed():
    both = pair(life(GONE), life(Entry(16, -1, "held_up")))
    assert (f"In month 17 {NAME} wanted to leave under both plans: {NAME} left under today's plan over slow answers, "
            "and was talked out of it for a month under the new plan.") in told.fork(both)


def test_who_comes_under_one_plan_is_told_with_what_was_heard():
    heard = (Entry(2, -1, "heard_bad", 3.0), Entry(3, -1, "heard_good", 1.0))
    came = Entry(6, -1, "joined_recommended")
    both = pair(life(*heard, begins=PROSPECT), life(heard[1], came, begins=PROSPECT), begins=PROSPECT)
    assert told.fork(both)[1:] == [
        f"In month 7 {NAME} became a customer on a recommendation under the new plan. Under today's plan that did "
        f"not happen. Until then {NAME} had heard 3 bad stories and one good story under today's plan, and 0 bad "
        "stories and one good story under the new plan. Luck was the same. How likely somebody is to come depends on "
        "stories and recommendations, and on the company's size and reputation, which the plans change too.",
        f"After that: under today's plan {NAME} did not become a customer; under the new plan {NAME} stayed a customer "
        "to the end."]


def test_what_was_heard_in_the_month_of_coming_counts_and_is_said_first():
    heard, came = Entry(6, -1, "heard_good", 1.0), Entry(6, -1, "joined")
    both = pair(life(begins=PROSPECT), life(heard, came, begins=PROSPECT), begins=PROSPECT)
    said = told.fork(both)
    assert said[0] == ("Until month 6 the same happened under both plans. Then, in month 7, "
                       f"{NAME} heard a good story under the new plan, but not under today's plan.")
    assert (f"Until then {NAME} had heard 0 bad stories and 0 good ones under today's plan, and 0 bad stories and one "
            "good story under the new plan.") in said[1]


def test_who_leaves_in_a_month_in_which_something_else_was_heard_is_not_said_to_have_lived_the_same_up_to_then():
    both = pair(life(Entry(16, -1, "heard_bad", 1.0), GONE, pull=0.07), life())
    assert told.fork(both)[0].endswith(f"{NAME} heard a bad story under today's plan, but not under the new plan.")
    assert not any("Up to then the same had happened" in each for each in told.fork(both))


def test_who_stayed_away_because_of_bad_stories_is_said_to_and_comes_later():
    today = life(Entry(6, -1, "stayed_away"), Entry(20, -1, "joined"), begins=PROSPECT)
    both = pair(today, life(Entry(6, -1, "joined_by_good_stories"), begins=PROSPECT), begins=PROSPECT)
    assert told.fork(both) == [
        "Until month 6 the same happened under both plans.",
        f"In month 7 {NAME} became a customer because of good stories under the new plan. Under today's plan {NAME} "
        "would have become a customer that month but for bad stories.",
        f"After that: under today's plan {NAME} became a customer in month 21 and stayed a customer to the end; under "
        f"the new plan {NAME} stayed a customer to the end."]


def test_who_returns_under_one_plan_only_is_told():
    both = pair(life(begins=LOST), life(Entry(6, -1, "won_back", 2.0), begins=LOST), begins=LOST)
    assert told.fork(both)[1] == (
        f"In month 7 {NAME} came back on an offer under the new plan, and did not under today's plan.")


def test_who_goes_in_the_same_month_under_both_plans_is_told_once():
    both = pair(life(PROBLEM, GONE), life(GONE))
    assert told.fork(both)[1] == (
        f"Under both plans {NAME} was a customer from the start and left over slow answers in month 17.")
    other = pair(life(PROBLEM, GONE), life(GONE._replace(value=1.0), cause=1))
    assert told.fork(other)[1] == (
        f"As a customer: under today's plan {NAME} left over slow answers in month 17; under the new plan {NAME} left "
        "for a rival in month 17.")
