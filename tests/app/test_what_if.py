"""The page "What if?": what it shows, what its controls do, and that the address bar always holds the scenario."""

import threading

import pytest

import sim
from sim.metrics import CAUSES
from sim.scenario import ASSUMPTION, LEVER
from ui import runs
from ui.controls import CHOOSABLE
from ui.words import choices

FIRST = ("service_quality", "response_target", "reward_spend")
MORE = [key for key, each in sim.declarations().items() if each.role == LEVER and key not in FIRST]
ASSUMPTIONS = [key for key, each in sim.declarations().items() if each.role == ASSUMPTION or key in CHOOSABLE]
SAME = "Nothing has changed: the new plan is today's plan, so every difference is exactly zero."


def test_the_page_opens_with_todays_plan_and_says_that_nothing_has_changed(visit):
    page = visit().settled()
    assert page.app.title[0].value == "What if we looked after our customers differently?"
    assert page.verdict == SAME
    assert {metric.delta for metric in page.app.metric} == {"no change"}
    assert len(page.app.metric) == 8


def test_the_front_door_leads_to_the_page_and_names_the_scenario_in_the_address_bar(visit):
    page = visit(v="1")
    assert page.link == {"s": "broadband", "v": "1", "seed": "1"}


@pytest.mark.parametrize("key", FIRST)
def test_turning_a_first_lever_changes_the_plan_the_link_and_the_verdict(visit, key):
    page = visit()
    declared = sim.declarations()[key]
    value = declared.low + 5 * declared.step
    page.app.slider(key=f"slide_{key}").set_value(value)
    page.run().settled()
    assert float(page.link[key]) == value
    assert page.verdict != SAME
    scenario = page.app.session_state["chosen"].scenario
    assert getattr(scenario.plan, key) == value
    assert getattr(scenario.today, key) == getattr(sim.load("broadband").today, key)


@pytest.mark.parametrize("key", MORE)
def test_every_other_lever_can_be_turned(visit, key):
    page = visit()
    page.app.session_state["more_levers"] = True
    page.run()
    declared = sim.declarations()[key]
    value = declared.high if declared.whole else declared.low + declared.step
    value += declared.step * (value == declared.default)
    if choices(declared):
        page.app.selectbox(key=f"choose_{key}").set_value(value)
    else:
        page.app.number_input(key=f"number_{key}").set_value(value)
    page.run()
    assert float(page.link[key]) == value
    assert getattr(page.app.session_state["chosen"].scenario.today, key) == getattr(sim.load("broadband").today, key)


def test_every_assumption_stands_in_one_of_the_groups_with_its_help(visit):
    page = visit()
    page.app.session_state["assumptions"] = True
    page.run()
    seen = []
    for group in dict.fromkeys(sim.declarations()[key].group for key in ASSUMPTIONS):
        page.app.selectbox(key="group").set_value(group)
        page.run()
        shown = [*page.app.number_input, *(each for each in page.app.selectbox if each.key.startswith("choose_"))]
        seen += [each.key.removeprefix("number_").removeprefix("choose_") for each in shown]
        assert all(each.help for each in shown)
    assert sorted(seen) == sorted(ASSUMPTIONS)


def test_what_the_calendar_brings_is_listed_and_only_where_it_brings_something(visit):
    outage = "In month 3 an outage hits 30 % of the customers."
    assert outage in [each.value for each in visit(s="broadband_viral").app.caption]
    assert not any("In month" in each.value for each in visit().app.caption)


def test_an_assumption_changes_both_plans(visit):
    page = visit()
    page.app.session_state["assumptions"] = True
    page.run()
    page.app.selectbox(key="group").set_value("money")
    page.run()
    page.app.number_input(key="number_price").set_value(61.0)
    page.run().settled()
    assert page.link["price"] == "61"
    assert page.verdict == SAME
    assert page.app.session_state["chosen"].scenario.today.price == 61.0


def test_a_link_sets_every_control_to_its_exact_value(visit, small):
    page = visit(**small, service_quality="72.37", response_target="2.125", quality_control="0.123456789")
    assert page.app.slider(key="slide_service_quality").value == 72.37
    assert page.app.slider(key="slide_response_target").value == 2.125
    assert page.link["quality_control"] == "0.123456789"
    page.app.session_state["more_levers"] = True
    page.run()
    assert page.app.number_input(key="number_quality_control").value == 0.123456789
    assert page.link["service_quality"] == "72.37"


def test_a_link_read_from_the_address_bar_opens_the_same_page(visit, small):
    first = visit(**small, service_quality="80", reward_spend="1.5").settled()
    second = visit(**first.link).settled()
    assert second.link == first.link
    assert second.verdict == first.verdict
    assert [each.value for each in second.app.metric] == [each.value for each in first.app.metric]


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(visit, small):
    figures = [_unfolded(visit(**(small | {"service_quality": "80", "seed": seed}))) for seed in ("1", "1", "40")]
    assert figures[0].equals(figures[1])
    assert not figures[0].equals(figures[2])


def _unfolded(page):
    page.app.session_state["exact"] = True
    return page.run().settled().app.table[0].value


def test_back_to_today_puts_every_lever_back_and_keeps_the_assumptions(visit, small):
    page = visit(**(small | {"s": "broadband_service"}), reward_spend="3")
    page.app.button(key="back").click()
    page.run().settled()
    assert page.link == small
    assert page.verdict == SAME


def test_picking_a_plan_replaces_the_levers_and_keeps_changed_assumptions(visit, small):
    page = visit(**small, reward_spend="3")
    page.app.selectbox(key="pick").set_value("broadband_service")
    page.run()
    assert page.link == small | {"s": "broadband_service"}
    assert page.app.slider(key="slide_reward_spend").value == sim.load("broadband_service").plan.reward_spend


def test_a_value_that_does_not_go_with_the_others_is_refused_and_the_old_one_stays(visit):
    page = visit()
    page.app.session_state["assumptions"] = True
    page.run()
    page.app.number_input(key="number_customers_at_start").set_value(500)
    page.run()
    assert page.set_aside == ["customers_at_start = 500: does not go together with the other values, for instance more "
                              "customers than people in the market"]
    assert page.link["customers_at_start"] == "50"
    assert page.app.number_input(key="number_customers_at_start").value == 50


def test_first_numbers_are_shown_before_the_worlds_are_in_and_the_work_can_be_stopped(visit, small, monkeypatch):
    go, lived = threading.Event(), runs._lived

    def held(workers, task):
        assert not task.in_full or go.wait(60)
        return lived(workers, task)

    monkeypatch.setattr(runs, "_lived", held)
    page = visit(**small, service_quality="33.25")
    assert page.verdict.startswith("In the first world the new plan keeps ")
    assert [metric.value for metric in page.app.metric].count("\u2026") == 2
    page.app.button(key="stop").click()
    page.run()
    assert "Stopped after 0 of 20 worlds." in [each.value for each in page.app.caption]
    go.set()
    page.app.button(key="go_on").click()
    page.run().settled()
    assert "identical worlds" in page.verdict


def test_a_scenario_that_cannot_be_computed_is_a_sentence_and_can_be_tried_again(visit, small, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_lived", lambda *_: runs.Failure("too_long"))
        page = visit(**small, service_quality="44.75")
        assert [each.value for each in page.app.warning] == [
            "This scenario could not be computed: it takes longer than 60 seconds. Change a lever, or try again."]
    page.app.button(key="again").click()
    assert "identical worlds" in page.run().settled().verdict


def test_the_charts_have_titles_texts_and_data(visit, small):
    page = visit(**small, service_quality="80").settled()
    found = [each.proto for each in page.app.get("vega_lite_chart")]
    assert len(found) == 5
    assert all(each.alt for each in found)
    assert [each.alt.split(".")[0].split(",")[0] for each in found][:2] == [
        "Customers month by month", "Customers who leave"]
    assert len(CAUSES) == 6
