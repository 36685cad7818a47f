"""What happened in a lesson, as it came out: every branch of every sentence."""

from dataclasses import replace

import pytest

from tests.unit.ui.lesson_runs import run_of
from ui.lessons import debriefs, found, told
from ui.lessons.found import PROFIT


def _all(run):
    return " ".join(debriefs.happened(run))


@pytest.mark.parametrize(("winning", "keeping", "choice", "end"), [
    (0.9e9, 1.2e9, "keeping", "mending the bucket is worth \u20ac3"),
    (1.2e9, 0.9e9, "winning", "the rule that keeping always pays more fails for this company."),
    (0.8e9, 0.9e9, "today", "mending the bucket is worth \u20ac1"),
    (1.2e9, 1.2e9, None, "cannot be told apart here"),
])
def test_the_leaky_bucket_says_who_earns_most_as_it_came_out(winning, keeping, choice, end):
    run = run_of("leaky_bucket", winning={PROFIT: winning}, keeping={PROFIT: keeping})
    if choice is None:
        other = [replace(outcome, measures=outcome.measures | {PROFIT: 1.2e9 - 1e5 * (outcome.seed - 3.5)})
                 for outcome in run.outcomes[2]]
        run = replace(run, outcomes=(*run.outcomes[:2], tuple(other)))
    assert told.came_out(run)[1] == choice
    assert end in _all(run)


@pytest.mark.parametrize(("winning", "keeping", "said"), [
    ({"joined": 20, "left": 8}, {}, "winning brought 480 more people in, and 192 more went out again."),
    ({"joined": 20}, {}, "winning brought 480 more people in, and no more went out."),
    ({}, {}, "winning brought no more people in"),
    ({}, {"left": -2, "joined": 3}, "with keeping 48 fewer went out, and 72 more came in."),
    ({}, {"left": 2, "joined": -3}, "keeping did not bring churn down here"),
    ({"acquisition_cents": 1100}, {"quality_cents": 1100}, "a year more for quality: about the same."),
    ({"acquisition_cents": 1100}, {"quality_cents": 3000}, "so keeping cost more."),
    ({"acquisition_cents": 3000}, {"quality_cents": 1100}, "a year more for quality: winning cost more."),
])
def test_the_leaky_bucket_says_who_came_who_went_and_what_it_cost(winning, keeping, said):
    assert said in _all(run_of("leaky_bucket", winning=winning, keeping=keeping))


@pytest.mark.parametrize(("few", "many", "choice", "said"), [
    (10, 12, "hardly", "but only 1.2 times as many people stay away because of one (288 instead of 240)."),
    (10, 20, "less", "more, but less than the telling."),
    (10, 40, "proportion", "the loss keeps up with the telling."),
    (10, 8, "hardly", "and yet no more people stay away because of one (192 against 240)."),
])
def test_the_nineteen_say_how_the_loss_grew(few, many, choice, said):
    def lost(prospects, tellings):
        return {"prospects_lost_to_word_of_mouth": prospects, "left_friends": 0, "told_bad": tellings}

    run = run_of("nineteen", luck=0.0, today=lost(11, 500), few=lost(few, 250), many=lost(many, 1000))
    assert told.came_out(run)[1] == choice
    text = _all(run)
    assert said in text and "there are 4.0 times as many tellings" in text
    assert "264 people are lost to word of mouth in two years: 264 who did not come" in text
    assert "Of every thousand tellings 22 " in text


def test_customers_who_follow_friends_count_neither_for_a_telling_nor_for_how_the_loss_grows():
    def lost(prospects, tellings):
        return {"prospects_lost_to_word_of_mouth": prospects, "left_friends": 100, "told_bad": tellings}

    run = run_of("nineteen", luck=0.0, today=lost(11, 500), few=lost(5, 250), many=lost(20, 1000))
    text = _all(run)
    assert "Of every thousand tellings 22 kept somebody away;" in text
    assert told.came_out(run)[1] == "proportion"
    assert "and 4.0 times as many people stay away because of one (480 instead of 120)" in text
    assert "With them, 2,520 people are lost with 5 told and 2,880 with 19." in text


def test_money_lost_to_stories_holds_those_who_follow_whom_a_story_drove_out():
    text = _all(run_of("nineteen"))
    assert "in this sum only where a story had driven out the friend" in text


def test_friends_whom_a_story_drew_away_are_not_said_to_follow_anybody():
    text = _all(run_of("lost_customer", today={"left": 2, "joined": 2, "left_friends": 0.5}))
    assert "to the account of" not in text and "Shared out among all who leave" in text


@pytest.mark.parametrize(("service", "rewards", "said"), [
    (2000, 1900, "for quality: about the same."), (3000, 1900, "for quality: service cost more"),
    (2000, 2900, "for quality: rewards cost more.")])
def test_service_and_rewards_are_said_to_cost_the_same_only_where_they_do(service, rewards, said):
    text = _all(run_of("rewards_first", today={"quality_cents": 1000, "rewards_cents": 1000},
                       service={"quality_cents": service, PROFIT: 1.2e9}, rewards={"rewards_cents": rewards}))
    assert said in text and "for about the same money" not in text


def test_two_sizes_of_the_desk_that_differ_are_not_written_alike():
    text = _all(run_of("overloaded_desk", today={"staff": 0.94, "desk_wages_cents": 200_000}, cut={
        "staff": 0.91, "desk_wages_cents": 100_000}))
    assert "has 0.91 people instead of 0.94" in text


def test_the_nineteen_say_so_where_nobody_is_lost_and_money_cannot_be_told_from_zero():
    nobody = {"prospects_lost_to_word_of_mouth": 0, "left_friends": 0, "told_bad": 0}
    run = run_of("nineteen", today=nobody | {"money_lost_to_word_of_mouth_cents": 0.0}, few=nobody, many=nobody)
    assert "nobody is lost to word of mouth" in _all(run)
    assert "cannot be told from zero in these worlds" in _all(run)
    assert told.came_out(run)[1] is None
    silent = run_of("nineteen", today={PROFIT: -1e9, "money_lost_to_word_of_mouth_cents": 1e7})
    assert "of its profit" not in _all(silent) and "would have earned" in _all(silent)


DESK = {"staff": 6, "abandoned": 10, "answered": 90, "first_contact_resolution": 0.6, "morale": 40, "contacts": 100,
        "desk_wages_cents": 2_000_000}
CUT = DESK | {"staff": 3, "abandoned": 40, "answered": 70, "first_contact_resolution": 0.45, "morale": 20,
              "contacts": 110, "desk_wages_cents": 1_000_000, "left": 3, "customers": 90}


@pytest.mark.parametrize(("profit", "base", "choice", "bill"), [
    (1.1e9, 3e8, "more", "The profit of these years does not show the bill: the customers left at the end are worth"),
    (0.9e9, 3e8, "less", "On top of that, the customers left at the end are worth"),
    (1e9, 3e8, "same", "The profit of these years does not show the bill"),
    (0.9e9, 6e8, "less", "worth no less than with today's plan"),
])
def test_the_desk_says_what_was_saved_and_where_the_bill_is(profit, base, choice, bill):
    run = run_of("overloaded_desk", today=DESK, quick=DESK, cut=CUT | {PROFIT: profit, "base_value_cents": base})
    assert told.came_out(run)[1] == choice
    text = _all(run)
    assert "The cut desk has 3.0 people instead of 6.0 on average, and saves \u20ac120,000 a year" in text
    assert "contacts given up rise from 10.0 % to 36.4 %" in text
    assert "problems solved at the first contact fall from 60.0 % to 45.0 %" in text
    assert "the morale of staff falls from 40 to 20 points" in text
    assert "the company ends with 10 fewer customers." in text
    assert bill in text


def test_the_desk_says_so_where_nothing_moves_or_moves_the_other_way():
    still = run_of("overloaded_desk", today=DESK, cut=DESK, quick=DESK | {PROFIT: 0.9e9})
    text = _all(still)
    assert "did not start" in text and "a longer wait saves no wages" in text
    assert "Yearly churn stays where it is with the cut desk" in text
    assert "More people at the desk do not pay here" in text
    other = _all(run_of("overloaded_desk", today=CUT, cut=DESK, quick=CUT | {PROFIT: 1.2e9}))
    assert "contacts given up fall from" in other and "the morale of staff rises from 20 to 40 points" in other
    assert "More people at the desk pay here" in other
    assert "The quicker target takes no more people here" in _all(run_of("overloaded_desk"))
    assert debriefs.desk_table(still)["Cut desk"][0] == "6.0"


@pytest.mark.parametrize(("rewards", "service", "both", "choice", "said"), [
    (1.0e9, 1.1e9, 1.2e9, "service", "service first, then rewards."),
    (1.2e9, 1.1e9, 1.2e9, "rewards", "better service has already kept those whom rewards would have kept."),
    (0.9e9, 0.95e9, 0.8e9, "today", "they lose money either way"),
    (1.2e9, 1.1e9, 1.3e9, "rewards", "The rule fails for this company."),
])
def test_the_rewards_say_what_they_bring_alone_and_on_top(rewards, service, both, choice, said):
    run = run_of("rewards_first", rewards={PROFIT: rewards}, service={PROFIT: service}, both={PROFIT: both})
    assert told.came_out(run)[1] == choice
    assert said in _all(run)


@pytest.mark.parametrize(("today", "service", "said"), [
    (55, 65, "so many get rewards that change nothing"), (62, 70, "so most can be reached"),
    (50, 58, "even then many are not reached")])
def test_the_rewards_say_whom_they_reach(today, service, said):
    assert said in _all(run_of("rewards_first", today={"satisfaction": today}, service={"satisfaction": service}))


def test_a_lost_customer_costs_the_future_and_the_friends_who_follow():
    run = run_of("lost_customer", today={"profit_cents": 100_000, "acquisition_cents": 20_000, "joined": 2, "left": 2,
                                         **dict.fromkeys(found.WINNING_LINES[1:], 0), "left_friends": 0.5})
    lost = found.loss(run)
    assert lost.month.mean == pytest.approx(120_000 / 100)
    assert lost.newcomer.mean == 10_000
    assert lost.pull.mean == pytest.approx(0.25)
    assert lost.whole.mean == pytest.approx(1.25 * lost.future.mean)
    churn = 1 - 0.98**12
    keep, grow = (1 - churn) ** (1 / 12), 1.12 ** (1 / 12)
    assert lost.future.mean == pytest.approx(1200 * keep / (grow - keep), abs=1)
    ahead = found.years_ahead(run, 60)
    assert ahead[0].max() == 0 and ahead[-1].mean() == pytest.approx(lost.future.mean, rel=0.001)
    assert told.came_out(run)[1] == "less"
    assert "25 leave because of what friends did or said: a friend left, or told a bad story." in _all(run)


@pytest.mark.parametrize(("given", "choice", "said"), [
    ({"profit_cents": -100_000, "acquisition_cents": 0, "left": 2, "joined": 2}, "more",
     "an average customer brings the company nothing"),
    ({"profit_cents": 100_000, "acquisition_cents": 100_000, "left": 2, "joined": 2}, "half", "replaced for less"),
    ({"profit_cents": -100_000, "acquisition_cents": 120_000, "left": 20, "joined": 2}, "more",
     "replacing people does not pay here"),
    ({"profit_cents": 100_000, "left": 2, "joined": 0}, None, "what a newcomer costs is not known"),
])
def test_a_lost_customer_is_told_as_it_came_out(given, choice, said):
    lines = dict.fromkeys(found.WINNING_LINES, 0) | {"left_friends": 0}
    run = run_of("lost_customer", today=lines | given)
    assert told.came_out(run)[1] == choice
    assert said in _all(run)
