"""The page "Follow a customer": entries and persons in words, the time line, the link."""

import json

import pytest

from sim.diary import KINDS as HAPPENINGS
from sim.diary import Entry
from sim.explore.cases import KINDS, Case, Cases
from sim.metrics import CAUSES
from sim.population import PROSPECT
from tests.unit.ui.lives_to_tell import GONE, MONTHS, NAME, PROBLEM, TRAITS, WAITED, life, pair
from ui.follow import asked, charts, entries, told
from ui.follow.asked import ANY, USUAL, Looked
from ui.people import first_name, name_of
from ui.words import say

# -- the rest of the page's words --------------------------------------------------------------------------------------

def test_every_kind_of_entry_has_its_words_and_its_place_in_the_time_line():
    for kind in HAPPENINGS:
        assert entries.did(Entry(0, -1, kind, 1.0))
    unmarked = {"asked", "complained", "said_nothing", "said_in_public", "answered", "wrote_off_messages", "held_up",
                "stayed_away"}
    assert set(charts.SHOWN) | unmarked == set(HAPPENINGS)
    assert not set(charts.SHOWN) & unmarked


@pytest.mark.parametrize(("hours", "said"), [
    (0.01, "one business minute"), (0.5, "30 business minutes"), (1.0, "one business hour"),
    (2.26, "2.3 business hours"), (3.0, "3 business hours"), (19.4, "19 business hours")])
def test_time_is_written_in_business_hours(hours, said):
    assert entries.time(hours) == said


def test_the_list_has_both_lives_side_by_side_and_leaves_quiet_months_out():
    heard = Entry(3, -1, "heard_bad", 1.0)
    both = pair(life(heard, PROBLEM, *WAITED[:2], GONE), life(heard))
    assert entries.table(both, False) == {
        "Month": ["15", "17"],
        "Today's plan": ["met a major problem; complained to the help desk (day 1); gave up waiting after 9 business "
                         "hours (day 2)", "left over slow answers"],
        "New plan": ["\u2013", "\u2013"]}
    assert entries.table(both, True)["Month"] == ["4", "15", "17"]
    assert entries.table(pair(life(heard), life(heard)), False) == {}


def test_a_life_is_summed_up_in_one_sentence():
    assert entries.life(life(PROBLEM, *WAITED, GONE), False) == (
        "Today's plan: a customer for 17 months, one problem, 9 business hours waited in all, gave up waiting once and "
        "told 7 people something bad.")
    assert entries.life(life(begins=PROSPECT), True) == "The new plan: never a customer."


def test_a_person_is_described_in_words():
    said = told.person(pair(life(), life(), places=dict.fromkeys(TRAITS, 0.9)))
    assert said.startswith(f"{NAME} had been a customer for 34 months when month 1 began and is worth 1.8 times the "
                           f"average customer. {NAME} calls the help desk and is annoyed by waits longer than 30 "
                           f"business minutes. {NAME} leaves more easily than most")
    assert said.endswith(f"{NAME} has a contract of 12 months that is renewed when it ends and knows 9 people in the "
                         "market.")
    assert "was not a customer when month 1 began" in told.person(pair(life(), life(), begins=PROSPECT))
    assert "had just become a customer" in told.person(pair(life(), life(), tenure=0))


def test_the_proof_says_what_was_compared():
    assert told.proof(pair(life(), life()), 16_000) == (
        f"{NAME} was lived twice under each plan: in the run with all 16,000 people, and once more alone, month by "
        f"month. All 24 months agree in every one of the 29 things the model keeps about {NAME}: 696 figures for each "
        "plan.")


def test_kinds_are_offered_with_their_first_person_and_how_many_there_are():
    counts = dict(zip(KINDS, (312, 0, 1, 2, 3, 4), strict=True))
    found = Cases(tuple(Case(kind, n, tuple(range(min(n, 5)))) for kind, n in counts.items()), {})
    assert [told.choice(kind, found) for kind in (*KINDS[:3], KINDS[4], ANY)] == [
        f"Saved by the new plan: {name_of(0)}, one of 312", "Lost by the new plan: nobody",
        f"Came under the new plan only: {name_of(0)}, the only one",
        f"Told most people of bad experiences: {name_of(0)}, out of 3", "Any person, by number"]
    assert told.choice(USUAL, None) == "Saved by the new plan"


def test_nobody_has_the_name_of_another_and_neighbours_not_even_the_first_name():
    assert len({name_of(person) for person in range(2000)}) == 2000
    assert all(first_name(person) != first_name(person + 1) for person in range(2000))
    assert name_of(4711) == f"{first_name(4711)} (person 4,711)"


# -- pictures ----------------------------------------------------------------------------------------------------------

def test_the_time_line_has_a_mark_for_what_happened_and_a_bar_while_a_customer():
    both = pair(life(PROBLEM, *WAITED, GONE), life(PROBLEM))
    rows = charts.events(both).to_pylist()
    bars = [(row["lane"], row["begin"], row["end"]) for row in rows if row["begin"] is not None]
    assert bars == [("today", 0.5, 17.0), ("plan", 0.5, MONTHS + 0.5)]
    marks = [(row["row"], row["mark"]) for row in rows if row["mark"]]
    assert marks == [("today.problem", "Problem"), ("today.answer", "Not settled, gave up"),
                     ("today.told", "Bad things told"), ("today.lane", "Left"), ("plan.problem", "Problem")]
    assert [row["parting"] for row in rows if row["parting"]] == [17.0]
    assert all(row["what"] and row["when"] for row in rows if row["mark"])


def test_who_is_never_a_customer_has_an_empty_lane_and_no_satisfaction():
    both = pair(life(begins=PROSPECT), life(begins=PROSPECT), begins=PROSPECT)
    assert charts.events(both).num_rows == 1
    assert charts.satisfaction(both).column("value").null_count == 2 * MONTHS
    assert charts.satisfaction_message(both) == (
        f"Satisfaction. Under today's plan {NAME} is never a customer. Under the new plan {NAME} is never a customer.")


def test_satisfaction_is_told_from_the_first_to_the_last_month_as_a_customer():
    both = pair(life(GONE, satisfaction=(14, 55.0)), life())
    assert charts.satisfaction_message(both) == (
        "Satisfaction. Under today's plan from 70 to 55 points, lowest 55 in month 15. Under the new plan from 70 to "
        "70 points, lowest 70 in month 1.")
    labels = [(row["plan"], row["month"]) for row in charts.satisfaction(both).to_pylist() if row["label"]]
    assert labels == [("Today's plan", 17), ("New plan", 24)]


@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("spec", [charts.events_spec, charts.satisfaction_spec])
def test_specifications_are_constant_and_carry_no_data(theme, spec):
    assert spec(theme, 60) is spec(theme, 60)
    assert '"data":' not in json.dumps(spec(theme, 60)) and "datasets" not in spec(theme, 60)
    assert spec(theme, 60)["title"]


# -- the link ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("looked", [Looked(), Looked("told_most"), Looked("lost", 7), Looked(ANY, 0), Looked(ANY)])
def test_whom_one_follows_survives_the_address(looked):
    assert asked.decode([(name, [value]) for name, value in asked.encode(looked).items()]) == looked


@pytest.mark.parametrize(("name", "value", "reason"), [
    ("person", "-1", "not_whole"), ("person", "1e400", "not_whole"), ("person", "<b>", "not_whole"),
    ("person", "\u0663", "not_whole"), ("person", "50000", "out_of_range"), ("person", "9" * 300, "not_whole"),
    ("case", "nobody", "unknown_input"), ("case", "", "unknown_input")])
def test_what_cannot_be_used_is_set_aside_with_the_reason(name, value, reason):
    looked = asked.decode([(name, [value])])
    assert (looked.case, looked.person) == (USUAL, None)
    assert [(each.name, each.reason) for each in looked.aside] == [(name, reason)]


def test_what_is_given_twice_is_set_aside_and_a_person_alone_means_anybody():
    assert asked.decode([("case", ["lost", "saved"])]).aside[0].reason == "repeated"
    assert asked.decode([("person", ["12"])]) == Looked(ANY, 12)


def test_a_person_beyond_the_market_is_set_aside():
    assert asked.within(Looked(ANY, 199), 200) == Looked(ANY, 199)
    looked = asked.within(Looked(ANY, 200), 200)
    assert (looked.case, looked.person) == (USUAL, None)
    assert looked.aside[0].allowed == "a whole number from 0 to 199"
    assert asked.within(Looked("lost", 200), 200).case == "lost"


def test_every_kind_has_its_name():
    assert set(say.under("follow.kinds")) == {*KINDS, ANY}
    assert set(say.under("follow.cause")) == set(CAUSES)
