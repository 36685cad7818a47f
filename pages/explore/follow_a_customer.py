"""Page: "What would one customer live through?" The same person under today's plan and under the new one."""

import streamlit as st

from sim import Scenario
from sim.explore.cases import Cases, Pair, cases, pair
from ui import controls, frame, shelf, state, workbench
from ui.copy_link import copy_link
from ui.follow import asked, show
from ui.words import say


def telling(scenario: Scenario, seed: int) -> Cases | None:
    """Give the telling cases once they are found."""
    return workbench.study("cases", cases, {"scenario": scenario, "seed": seed}, say("follow_a_customer.start"),
                           say("follow_a_customer.about"), at_once=True)


def followed(scenario: Scenario, seed: int, person: int) -> Pair | None:
    """Give both lives of a person once they are lived."""
    return workbench.study("pair", pair, {"scenario": scenario, "seed": seed, "person": person},
                           say("follow_a_customer.start"), say("follow_a_customer.about_one"), at_once=True)


looked = show.begin()
frame.ask("follow_a_customer")
with st.container(horizontal=True, vertical_alignment="bottom"):
    controls.picker()
    copy_link()
st.caption(say("follow_a_customer.intro"))
chosen = state.chosen()
seen = shelf.or_shipped(chosen)
scenario = seen.scenario
people = scenario.plan.market_size
looked = asked.within(looked, people)
show.notices(looked)
if scenario.plan == scenario.today:
    st.info(say("follow_a_customer.no_plan"))
    show.to_levers(chosen)
else:
    show.which(chosen, seen)
    choosing, under_way = st.container(), st.container()
    with under_way:
        found = telling(scenario, seen.seed)
    with choosing:
        person = show.choose(looked, found, people)
    if found and person is None:
        st.info(say("follow_a_customer.nobody"))
    elif person is not None:
        both = found.pairs.get(person) if found else None
        both = both or followed(scenario, seen.seed, person)
        if both:
            show.both(both, people)
