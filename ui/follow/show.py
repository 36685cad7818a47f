"""What the page "Follow a customer" draws, and how the visitor chooses whom to follow."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

import streamlit as st

import sim
from sim.explore.cases import KINDS, Cases, Pair
from ui import frame, links, nav, shelf, state
from ui.follow import asked, charts, entries, told
from ui.follow.asked import ANY, Looked
from ui.links import Opened
from ui.people import name_of
from ui.words import say

OWN = state.Own("followed", asked.PARAMETERS, asked.decode, asked.encode)
CHOICE_WIDTH = 560


def begin() -> Looked:
    """Tie whom the visitor follows to the address bar."""
    return state.begin(OWN)


def look(case: str, person: int | None = None) -> None:
    """Follow somebody else."""
    state.change(OWN.name, Looked(case, person))


def notices(looked: Looked) -> None:
    """List what was set aside of the scenario and of whom to follow."""
    def forget() -> None:
        look(looked.case, looked.person)
        state.forget_refused()

    frame.notices((*state.refused(), *looked.aside), forget)


def which(chosen: Opened, seen: Opened) -> None:
    """Say which world and which plans are looked at."""
    company, plan = sim.load(seen.scenario.company), shelf.Shelved("", "", seen)
    if chosen.scenario.plan != seen.scenario.plan:
        st.info(say("follow_a_customer.instead", plan=plan.called))
        to_levers(chosen)
    st.caption(say("follow_a_customer.plans", seed=seen.seed, company=company.title, plan=plan.called),
               help=say("follow_a_customer.intro_help"))


def to_levers(chosen: Opened) -> None:
    """Lead to the page where the plan chosen can be changed."""
    st.page_link(nav.page("what_if"), label=say("follow_a_customer.what_if"), query_params=links.encode(chosen))


def choose(looked: Looked, found: Cases | None, people: int) -> int | None:
    """Let the visitor choose a case or a number; give the person, once it is known who that is."""
    with st.container(key="whom", horizontal=True, vertical_alignment="bottom"):
        names = {kind: told.choice(kind, found) for kind in (*KINDS, ANY)}
        widget = _named("follow_case", names.values())
        state.shown(widget, looked.case)
        st.selectbox(say("follow_a_customer.case"), list(names), key=widget, width=CHOICE_WIDTH,
                     format_func=names.get, help=say("follow_a_customer.case_help"),
                     on_change=lambda: _take_case(state.read(widget), found))
        if looked.case == ANY:
            return _any(looked, people)
        return _of_kind(looked, found) if found else looked.person


def _named(widget: str, names: Iterable[str]) -> str:
    """Make a list a new one when its names change: the browser would go on showing the old name of what is chosen."""
    return f"{widget}_{crc32('|'.join(names).encode())}"


def _take_case(case: str, found: Cases | None) -> None:
    """Follow the first of a kind; where a number is asked for, begin with the person shown before."""
    before = state.part(OWN.name)
    person = before.person if case == ANY else None
    if case == ANY and person is None and found:
        person = next(iter(told.of_kind(found, before.case).persons), None)
    look(case, person)


def _any(looked: Looked, people: int) -> int:
    person = looked.person or 0
    state.shown("follow_person", person)
    st.number_input(say("follow_a_customer.person"), 0, people - 1, key="follow_person", format="%d", width=240,
                    help=say("follow_a_customer.person_help"), on_change=_take_number)
    return person


def _take_number() -> None:
    number = state.read("follow_person")
    if number is not None:
        look(ANY, number)


def _of_kind(looked: Looked, found: Cases) -> int | None:
    persons = told.of_kind(found, looked.case).persons
    if looked.person is not None and looked.person not in persons:
        persons = (looked.person, *persons)
    if not persons:
        return None
    person = persons[0] if looked.person is None else looked.person
    if len(persons) > 1:
        widget = _named("follow_who", map(name_of, persons))
        state.shown(widget, person)
        st.selectbox(say("follow_a_customer.who"), persons, format_func=name_of, key=widget, width=260,
                     help=say("follow_a_customer.who_help"),
                     on_change=lambda: look(looked.case, state.read(widget)))
    return person


def both(pair: Pair, people: int) -> None:
    """Show what becomes of the person, where the lives part, the time line and the list."""
    with st.container(key="verdict"):
        st.header(told.verdict(pair), anchor=False)
        for sentence in told.fork(pair):
            st.markdown(sentence)
        for is_plan, life in enumerate((pair.today, pair.plan)):
            st.markdown(entries.life(life, bool(is_plan)))
    frame.picture("lives", charts.specs(charts.events_spec, pair), charts.events(pair),
                  say("follow.chart.events_picture"), charts.events_message(pair))
    st.caption(say(f"follow.chart.caption{'' if pair.parting else '_together'}"))
    frame.picture("satisfaction", charts.specs(charts.satisfaction_spec, pair), charts.satisfaction(pair),
                  say("follow.chart.satisfaction_picture"), charts.satisfaction_message(pair))
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(say("follow.person.title", name=name_of(pair.person)), anchor=False)
        st.markdown(told.person(pair))
    with right:
        st.subheader(say("follow.proof.title"), anchor=False, help=say("follow.proof.help"))
        st.markdown(told.proof(pair, people))
    _listed(pair)


def _listed(pair: Pair) -> None:
    """List both lives in words, side by side."""
    st.subheader(say("follow.list.title"), anchor=False, help=say("follow.list.help"))
    routine = st.toggle(say("follow.list.heard"), key="follow_heard", help=say("follow.list.heard_help"),
                        persist_state="session")
    lines = entries.table(pair, routine)
    with st.container(key="life"):
        if lines:
            st.table(lines, border="horizontal", hide_index=True)
        else:
            st.markdown(say("follow.list.empty", name=name_of(pair.person)))
