"""The controls that follow from the declarations: a choice is made by name, and its number is what changes."""

import pytest
from streamlit.testing.v1 import AppTest

import sim
from sim.scenario import LEVER
from ui.words import choices, explain, label

CHOSEN_BY_NAME = [each for each in sim.declarations().values() if choices(each) and each.role == LEVER]


def _page():
    from ui import controls, state

    state.begin()
    controls.levers(first=("service_quality", "response_target", "reward_spend"))


def _today(declared):
    return getattr(sim.load("broadband").plan, declared.key)


@pytest.fixture
def page():
    """Show all levers and nothing else."""
    app = AppTest.from_function(_page)
    app.session_state["more_levers"] = True
    return app.run()


@pytest.mark.parametrize("declared", CHOSEN_BY_NAME, ids=lambda each: each.key)
def test_a_choice_is_offered_by_name_with_its_help(page, declared):
    box = page.selectbox(key=f"choose_{declared.key}")
    assert (box.label, box.options, box.help) == (label(declared), choices(declared), explain(declared))
    assert box.value == _today(declared)


@pytest.mark.parametrize("declared", CHOSEN_BY_NAME, ids=lambda each: each.key)
def test_choosing_a_name_sets_its_number(page, declared):
    number = next(each for each in range(len(choices(declared))) if each != _today(declared))
    page.selectbox(key=f"choose_{declared.key}").select(choices(declared)[number]).run()
    assert not page.exception
    assert page.session_state["chosen"].values == ((declared.key, number),)


def test_no_choice_is_a_number_to_type(page):
    typed = {each.key.removeprefix("number_") for each in page.number_input}
    assert typed.isdisjoint(each.key for each in CHOSEN_BY_NAME)
    assert len(typed) > len(CHOSEN_BY_NAME)
