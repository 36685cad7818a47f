"""The map of the model is that of the code: who reads which input, which way a lever works, that it ends in profit."""

import ast
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim import ledger, mechanisms
from sim.behaviour import (
    communication,
    expectation,
    failures,
    joining,
    leaving,
    relationship,
    rewards,
    satisfaction,
    staff,
    talk,
    voice,
)
from sim.company import Company
from sim.mechanisms import EITHER, LOWERS, PROFIT, QUANTITIES, RAISES, RESULTS, links, ways
from sim.scenario import ASSUMPTION, FIXED, LEVER, checked, declarations, keys

ROOT = Path(__file__).resolve().parents[2]
BEHAVIOURS = [f"behaviour.{path.stem}" for path in sorted((ROOT / "sim" / "behaviour").glob("[a-z]*.py"))]
ALL = mechanisms.mechanisms()
DECLARED = {(function, key) for each in ALL.values() for function, read in each.reads for key in read}
FUNCTIONS = sorted({function for function, _ in DECLARED})
PLACES = [quantity for kind in QUANTITIES.values() for quantity in kind]
LINKS = [link for each in ALL.values() for link in each.links]
# beside the months: rules of thumb as arithmetic, which read no input of a run
ARITHMETIC = ("M25", "M26")


@cache
def _functions(module):
    """Give what each function of a module of `sim` reads of its `inputs`."""
    tree = ast.parse((ROOT / "sim" / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    tops = [(node.name, node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    tops += [(f"{node.name}.{each.name}", each) for node in tree.body if isinstance(node, ast.ClassDef)
             for each in node.body if isinstance(each, ast.FunctionDef)]
    return {name: {node.attr for node in ast.walk(top) if isinstance(node, ast.Attribute)
                   and ast.unparse(node.value).split(".")[-1] in ("inputs", "plan")} & set(declarations())
            for name, top in tops}


def _read_by(function):
    module, _, name = function.rpartition(".")
    if module == "model._Branch":
        module, name = "model", f"_Branch.{name}"
    elif module == "desk.Roster":
        module, name = "desk", f"Roster.{name}"
    return _functions(module)[name]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_is_named_reads_the_inputs_named_and_no_others(function):
    named = {key for each, key in DECLARED if each == function}
    assert named - _read_by(function) == set()
    assert _read_by(function) - named - set(keys(FIXED)) == set()


@pytest.mark.parametrize("module", [*BEHAVIOURS, "ledger"])
def test_every_function_of_the_behaviours_that_reads_an_input_is_named(module):
    reading = {f"{module}.{name}" for name, read in _functions(module).items() if read - set(keys(FIXED))}
    assert reading - set(FUNCTIONS) == set()


@pytest.mark.parametrize("key", [*keys(LEVER), *keys(ASSUMPTION)])
def test_every_lever_and_every_assumption_feeds_a_mechanism(key):
    assert mechanisms.feeding(key)


def test_no_mechanism_is_fed_by_what_is_no_input():
    assert {key for each in ALL.values() for key in each.inputs} <= set(declarations())


def test_the_mechanisms_are_those_of_the_sources_page_with_the_causes_and_the_ledger():
    listed = re.findall(r"^\| (M\d+) \|", (ROOT / "docs" / "sources.md").read_text("utf-8"), re.MULTILINE)
    assert list(ALL) == [*(key for key in listed if key not in ARITHMETIC), "causes", "ledger"]


def test_every_link_leads_from_a_lever_or_a_quantity_to_a_quantity():
    assert [link for link in LINKS if link.source not in (*PLACES, *keys(LEVER)) or link.target not in PLACES] == []
    assert sorted(PLACES) == sorted(set(PLACES))


def test_no_link_is_declared_twice_but_where_two_mechanisms_make_it():
    assert len({(link.source, link.target, link.mechanism) for link in LINKS}) == len(LINKS)
    signs = {}
    for link in LINKS:
        assert signs.setdefault((link.source, link.target), link.sign) == link.sign


def test_every_quantity_has_a_link_and_all_but_the_last_lead_on():
    assert {link.source for link in LINKS} | {link.target for link in LINKS} == {*PLACES, *keys(LEVER)}
    assert [place for place in PLACES if place not in links()] == [PLACES[-1]]


def test_the_links_of_a_lever_belong_to_a_mechanism_that_reads_it():
    begun = [link for link in LINKS if link.source in keys(LEVER)]
    assert [link for link in begun if link.source not in ALL[link.mechanism].inputs] == []


@pytest.mark.parametrize("lever", keys(LEVER))
def test_from_every_lever_there_is_a_way_to_profit(lever):
    found = ways(lever)
    assert found
    for way in found:
        assert (way.links[0].source, way.links[-1].target) == (lever, PROFIT)
        assert all(one.target == next_.source for one, next_ in zip(way.links, way.links[1:], strict=False))
        assert way.result in RESULTS


def test_the_ways_of_a_lever_make_a_tree_up_to_their_results():
    for lever in keys(LEVER):
        before = {}
        for way in ways(lever):
            for link in way.links[:[each.target for each in way.links].index(way.result) + 1]:
                assert before.setdefault(link.target, link.source) == link.source


def test_a_slower_target_drives_customers_away_and_saves_staff():
    told = {way.result: [link.target for link in way.links] for way in ways("response_target")}
    assert told["leaving_slow"] == ["staff", "waiting", "annoyance", "leaving_slow", "leavers", "customers", "revenue",
                                    "profit"]
    signs = {way.result: way.signs()[-1] for way in ways("response_target")}
    assert (signs["leaving_slow"], signs["costs"]) == (LOWERS, RAISES)


def test_what_is_no_lever_has_no_ways():
    with pytest.raises(KeyError):
        ways("belief")


def _at(**values):
    return checked(values)


def _costs(inputs):
    facts = SimpleNamespace(customers=1000, paid_seconds=6_336_000, hires=1, subscriptions=0, premiums=0, variable=0,
                            sales=0, settled=50, reached=900, thanked=int(100 * inputs.gestures),
                            tier=int(1000 * inputs.reward_tiers),
                            offers=int(inputs.retention_spend / inputs.retention_offer_cost), issued=0, redeemed=0,
                            lapsed=0, points=0, joined=10, referred=5, winback=0)
    return ledger.month_lines(facts, inputs)["cost_cents"]


# what somebody's state makes of each lever, for those whose direct effect a function of the model gives
COMPANY = Company()
ONE, TENURE = np.array([1.0]), np.array([30])
NOT_TOLD = np.zeros(1, bool)
EFFECTS = {
    ("promise", "expectation"): lambda x: expectation.promised(50, x),
    ("promise", "joining"): lambda x: joining.joining_probability(100, 0.7, ONE, x)[0],
    ("probing", "satisfaction"): lambda x: satisfaction.handled(np.array([3]), NOT_TOLD, ONE, TENURE, x)[0],
    ("probing", "staff"): lambda x: staff.staff_needed(9000, x),
    ("probing", "case_time"): lambda x: staff.service(COMPANY, x).minutes,
    ("price_level", "leaving_rivals"): lambda x: leaving.pulled(
        leaving.offer_taken(70 * ONE, 0.3 * ONE, 0.5 * ONE, ONE, x), ONE, 0 * ONE, x)[0],
    ("price_level", "satisfaction"): lambda x: satisfaction.of_price(ONE, x)[0],
    ("price_level", "joining"): lambda x: joining.joining_probability(100, 0.7, ONE, x)[0],
    ("cancellation_obstacle", "put_off"): lambda x: leaving.meets_obstacle(LUCK, np.ones(99, int), x).sum(),
    ("quality_control", "problems"): lambda x: (failures.problems(LUCK, LUCK, LUCK[::-1], np.ones(99), 0, x) > 0).sum(),
    ("complaint_ease", "heard"): lambda x: (voice.voice(LUCK, x) == voice.TO_DESK).sum(),
    ("social_listening", "heard"): lambda x: voice.is_heard(np.full(99, voice.IN_PUBLIC), LUCK, LUCK, x).sum(),
    ("surveys", "heard"): lambda x: voice.is_heard(np.full(99, voice.SILENT), LUCK, LUCK, x).sum(),
    ("authority", "resolution"): lambda x: staff.service(COMPANY, x).resolution,
    ("supervisors", "resolution"): lambda x: staff.service(COMPANY, x).resolution,
    ("leadership", "resolution"): lambda x: staff.service(COMPANY, x).resolution,
    ("response_target", "staff"): lambda x: staff.staff_needed(3000, x),
    ("service_level", "staff"): lambda x: staff.staff_needed(3000, x),
    ("gestures_bundled", "indifference"): lambda x: -relationship.gesture(ONE > 0, 80 * ONE, TENURE, 0 * ONE, x)[0],
    ("gestures_bundled", "good_stories"): lambda x: relationship.gesture(ONE > 0, 80 * ONE, TENURE, 0 * ONE, x)[0],
    ("relevance", "messages"): lambda x: communication.effect(x).min(),
    ("referral_reward", "recommendations"): talk.recommendation_rate,
    ("reward_spend", "reward_effect"): lambda x: rewards.effect(80 * ONE, NOT_TOLD, x)[0],
    ("reward_relevance", "reward_effect"): lambda x: rewards.effect(80 * ONE, NOT_TOLD, x)[0],
    ("discount_share", "reward_effect"): lambda x: rewards.effect(80 * ONE, NOT_TOLD, x)[0],
    ("acquisition_spend", "joining"): lambda x: joining.joining_probability(100, 0.7, ONE, x)[0],
    ("service_quality", "quality"): lambda x: staff.service(COMPANY, x).quality,
    ("training", "skill"): lambda x: _after(x)["skill"],
    ("leadership", "skill"): lambda x: _after(x)["skill"],
    ("recognition", "morale"): lambda x: _after(x)["morale"],
    ("leadership", "morale"): lambda x: _after(x)["morale"],
    ("authority", "morale"): lambda x: _after(x)["morale"],
}
LUCK = (np.arange(99) + 0.5) / 99
# what else has to hold for a lever to be felt
BESIDE = {"service_level": {"response_target": 0.5}, "gestures_bundled": {"gestures": 2.0}}
# told of a whole run rather than by one function: tests/theory shows them
IN_A_RUN = {("gestures", "indifference"), ("gestures", "good_stories"), ("cancellation_obstacle", "bad_stories"),
            ("winback_share", "returning"), ("crm_accuracy", "returning"), ("retention_spend", "offers"),
            ("probing", "sales"), ("winback_share", "costs"), ("retention_spend", "costs")}


def _after(inputs):
    return staff.after_month(COMPANY, 3000, 10**8, 0.02, inputs)


def _signed(lever):
    return [link for link in links()[lever] if link.sign != EITHER]


@pytest.mark.parametrize("lever", keys(LEVER))
def test_a_lever_works_directly_the_way_the_map_says(lever):
    declared = declarations()[lever]
    steps = np.linspace(declared.low, min(declared.high, 3 * max(declared.default, declared.high / 12)), 7)
    steps = [int(each) for each in (0, 1)] if declared.whole else [float(each) for each in steps]
    for link in _signed(lever):
        if (lever, link.target) in IN_A_RUN:
            continue
        effect = _costs if link.target == "costs" else EFFECTS[lever, link.target]
        found = [effect(_at(**BESIDE.get(lever, {}), **{lever: each})) for each in steps]
        moves = link.sign * np.diff(found)
        assert (moves >= -1e-12).all(), link
        assert moves.sum() > 0, link
