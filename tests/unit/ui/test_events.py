"""What the calendar brings, in words: every kind, its month counted from 1, its size with a unit."""

from dataclasses import replace

import pytest

import sim
from sim.events import KINDS
from sim.scenario import Event
from ui import events
from ui.words import say

SAID = {
    "lever": (Event(45, "lever", 6.5, lever="response_target"),
              "From month 3 the new plan has: Response target, 6.50 business hours."),
    "price_change": (Event(0, "price_change", 0.1), "From month 1 the price rises by 10 %."),
    "outage": (Event(75, "outage", 0.3), "In month 3 an outage hits 30 % of the customers."),
    "rival_campaign": (Event(31, "rival_campaign", 2, months=3),
                       "From month 2, for 3 months, rivals make 2 times as many offers."),
    "viral_post": (Event(0, "viral_post", 4000), "In month 1 4,000 people see a post against the company."),
    "hiring_freeze": (Event(360, "hiring_freeze", 1, months=12),
                      "From month 12, for one year, nobody is hired at the help desk."),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_its_sentence(kind):
    event, said = SAID[kind]
    assert events.sentence(event) == said


def test_a_price_that_falls_is_said_to_fall():
    assert events.sentence(Event(0, "price_change", -0.05)) == "From month 1 the price falls by 5 %."


def test_a_choice_is_said_by_its_name():
    assert events.sentence(Event(0, "lever", 1, lever="tier_priority")) == (
        f"From month 1 the new plan has: {say('inputs.tier_priority.label')}, Yes.")


def test_events_stand_in_the_order_of_their_months_and_not_after_the_end():
    company = replace(sim.load("broadband").changed(months=6), events=(
        Event(150, "outage", 0.1), Event(10, "viral_post", 300), Event(2000, "outage", 0.2)))
    assert [month for month, _ in events.marked(company)] == [1, 5]
