"""Why one plan earns more: who plays, exact sums, equal twins, and the model's own plans split."""

import json
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

import sim
from sim.decide.players import Between, Player
from sim.decide.why import why
from sim.precision import Interval
from sim.scenario import Event, ScenarioError

module = import_module("sim.decide.why")
BASE = sim.load("broadband").scaled(400).changed(months=3, burn_in=2)
LEVERS = {"service_quality": 75, "quality_control": 1.0, "reward_spend": 2.0, "recognition": 80}
ASSUMED = {"failure_rate": 2.0, "belief": 0.6}


# -- who plays ---------------------------------------------------------------------------------------------------------

def _names(between):
    return [(player.name, player.kind) for player in between.players]


def test_only_what_differs_plays_levers_first():
    assert _names(Between(BASE, BASE.changed(**ASSUMED, **LEVERS))) == [
        ("service_quality", "lever"), ("reward_spend", "lever"), ("quality_control", "lever"),
        ("recognition", "lever"), ("failure_rate", "assumption"), ("belief", "assumption")]


def test_the_players_of_two_calendars_come_in_the_same_order_whichever_plan_is_first():
    one = replace(BASE, events=(Event(10, "rival_campaign", 2.0, 2), Event(20, "price_change", 0.1)))
    other = replace(BASE, events=(Event(5, "viral_post", 50), Event(6, "outage", 0.2), Event(7, "lever", 70,
                                                                                         lever="service_quality")))
    names = _names(Between(one, other))
    assert names == _names(Between(other, one))
    assert len(names) == 5


def test_coalitions_lead_from_the_first_scenario_to_the_second():
    second = BASE.changed(**LEVERS, **ASSUMED)
    between = Between(BASE, second)
    nobody, everybody, some = (between.scenario(mask) for mask in (0, 63, 0b010001))
    assert (nobody.today, nobody.plan, nobody.events) == (BASE.today, BASE.plan, BASE.events)
    assert (everybody.today, everybody.plan, everybody.events) == (second.today, second.plan, second.events)
    assert some.differences(BASE) == {"service_quality": 75, "failure_rate": 2.0}
    assert some.today.failure_rate == 2.0


def test_the_plan_of_today_is_an_assumption_because_it_makes_the_start():
    second = replace(BASE, today=BASE.today.model_copy(update={"service_quality": 80}))
    between = Between(BASE, second)
    assert _names(between) == [("today.service_quality", "assumption")]
    assert between.scenario(1).today == second.today
    assert between.scenario(1).plan == BASE.plan


def test_a_staged_change_belongs_to_its_lever_and_other_events_are_assumptions():
    outage, staged = Event(40, "outage", 0.5), Event(60, "lever", 90, lever="service_quality")
    first = replace(BASE, events=(Event(70, "viral_post", 10), outage))
    second = replace(BASE.changed(service_quality=75), events=(staged, outage))
    between = Between(first, second)
    assert _names(between) == [("service_quality", "lever"), ("calendar.viral_post", "assumption")]
    assert [change.where for change in between.changes(between.players[0])] == ["plan", "calendar"]
    assert between.changes(between.players[0])[1].after == (staged,)
    assert between.scenario(1).events == (outage, staged, first.events[0])
    assert between.scenario(2).events == (outage,)
    assert between.scenario(3).events == (outage, staged)


def test_events_of_one_day_in_another_order_play_together():
    rise, level = Event(31, "price_change", 0.1), Event(31, "lever", 1.2, lever="price_level")
    first, second = replace(BASE, events=(rise, level)), replace(BASE, events=(level, rise))
    between = Between(first, second)
    assert _names(between) == [("calendar", "assumption")]
    assert (between.scenario(0).events, between.scenario(1).events) == (first.events, second.events)


def test_churn_and_the_level_solved_to_it_are_one_player():
    second = BASE.changed(yearly_churn=0.2, hazard_level=1.2, belief=0.6)
    assert _names(Between(BASE, second)) == [("yearly_churn + hazard_level", "assumption"), ("belief", "assumption")]


def test_levers_whose_values_only_go_together_are_one_player():
    first = BASE.changed(discount_share=0.8, specials_share=0.1)
    second = BASE.changed(discount_share=0.1, specials_share=0.8, reward_spend=2.0)
    between = Between(first, second)
    orders, scenarios = module._coalitions(between, 2, 1)
    assert _names(between) == [("reward_spend", "lever"), ("discount_share + specials_share", "lever")]
    assert (orders, len(scenarios)) == ([], 4)
    assert scenarios[3].plan == second.plan


def test_channels_that_only_go_together_as_three_are_one_player():
    first = BASE.changed(phone_share=0.8, chat_share=0.05, social_share=0.1, belief=0.2)
    second = BASE.changed(phone_share=0.0, chat_share=0.45, social_share=0.5, belief=0.6)
    between = Between(first, second)
    module._coalitions(between, 2, 1)
    assert _names(between) == [("phone_share + chat_share + social_share", "assumption"), ("belief", "assumption")]


def test_the_more_changes_the_fewer_orders_are_drawn():
    levers = {"promise": 5, "supervisors": 0.2, "training": 90, "authority": 20, "leadership": 0.5, "gestures": 1.0,
              "relevance": 0.5, "service_level": 0.9}
    drawn = {}
    for changes in ({**LEVERS, **dict(list(levers.items())[:4])}, {**LEVERS, **levers, **ASSUMED}):
        between = Between(BASE, BASE.changed(**changes))
        orders, scenarios = module._coalitions(between, None, 1)
        drawn[len(between.players)] = len(orders)
        assert len(scenarios) <= module.DRAWN + len(between.players) + 2
        assert {0, (1 << len(between.players)) - 1} <= set(scenarios)
    assert drawn == {8: 16, 14: 8}


def test_plans_of_different_length_are_refused():
    with pytest.raises(ScenarioError) as refused:
        why(BASE, BASE.changed(months=5))
    assert str(refused.value) == "months = 5 differs from the other plan's; allowed: 3"


@pytest.mark.parametrize(("asked", "message"), [
    ({"worlds": 0}, "worlds = 0 is out of range; allowed: 1 to 10000"),
    ({"pairs": 1}, "pairs = 1 is out of range; allowed: 2 to 500"),
    ({"workers": 0}, "workers = 0 is out of range; allowed: 1 to 256")])
def test_what_cannot_be_done_is_refused_in_one_sentence(asked, message):
    with pytest.raises(ScenarioError) as refused:
        why(BASE, BASE.changed(service_quality=75), **asked)
    assert str(refused.value) == message


# -- the model's plans -------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def second():
    return BASE.changed(**LEVERS, **ASSUMED)


@pytest.fixture(scope="module")
def found(second):
    return why(BASE, second, worlds=2, workers=1)


def test_four_levers_and_two_assumptions_add_up_to_the_cent(found, second):
    compared = sim.compare(BASE, second, worlds=2, workers=1)
    gain, people = compared.difference["profit_npv_cents"], compared.difference["customers"]
    assert found.exact
    assert [part.kind for part in found.parts] == ["lever"] * 4 + ["assumption"] * 2
    assert sum(part.cents for part in found.parts) == found.total_cents == round(gain.mean)
    assert sum(line.amount for line in found.lines) == found.total_cents
    assert sum(cause.amount for cause in found.causes) == found.total_customers == round(people.mean)
    assert (found.total.low, found.total.high) == pytest.approx((gain.low, gain.high))
    assert found.first_cents == round(compared.today.measure("profit_npv_cents").mean)
    assert all(part.cents == pytest.approx(part.interval.mean, abs=1) for part in found.parts)
    assert all(line.amount == pytest.approx(line.interval.mean, abs=1) for line in found.lines)
    assert all(part.cents for part in found.parts)


def test_the_share_of_a_change_is_its_mean_over_all_orders():
    """The same by hand for two changes: alone, and after the other."""
    plan = BASE.changed(service_quality=75, belief=0.6)
    found = why(BASE, plan, worlds=2, workers=1)

    def worth(**changes):
        return sum(sim.run(BASE.changed(**changes), seed).columns["npv_cents"][-1].item() for seed in (1, 2)) / 2

    nothing, quality, belief = worth(), worth(service_quality=75), worth(belief=0.6)
    both = worth(service_quality=75, belief=0.6)
    assert found.parts[0].interval.mean == pytest.approx((quality - nothing + both - belief) / 2)
    assert found.parts[0].alone == quality - nothing
    assert found.interaction.mean == both - quality - belief + nothing


def test_the_flows_of_customers_are_what_the_monthly_tables_hold(found, second):
    runs = [[sim.run(each, seed).totals for seed in (1, 2)] for each in (BASE, second)]

    def difference(key):
        return sum(after[key] - before[key] for before, after in zip(*runs, strict=True)) / 2

    flows = {cause.name: cause.interval.mean for cause in found.causes}
    assert flows["joined"] + flows["returned"] + flows["won_back"] == pytest.approx(difference("joined"))
    assert flows["returned"] + flows["won_back"] == pytest.approx(difference("returned"))
    assert sum(value for name, value in flows.items() if name.startswith("left_")) == pytest.approx(-difference("left"))
    assert any(flows.values())


def test_the_lines_are_those_of_the_ledger_discounted(found, second):
    factors = [(1 + BASE.plan.discount_rate) ** (-month / 12) for month in range(1, 4)]
    revenue = sum(sum((after - before) * factor for before, after, factor in zip(
        sim.run(BASE, seed).columns["revenue_cents"], sim.run(second, seed).columns["revenue_cents"], factors,
        strict=True)) for seed in (1, 2)) / 2
    assert found.lines[0].name == "revenue_cents"
    assert found.lines[0].amount == pytest.approx(revenue, abs=1)
    assert next(line for line in found.lines if line.name == "recognition_cents").amount < 0


def test_a_lever_that_was_not_changed_is_no_part_and_one_that_changes_nothing_gets_exactly_zero():
    plan = BASE.changed(service_quality=75, recognition=BASE.plan.recognition)
    silent = BASE.changed(service_quality=75, tier_cost=9.0, reward_spend=0.0)
    assert [part.name for part in why(BASE, plan, worlds=1, workers=1).parts] == ["service_quality"]
    parts = {part.name: part for part in why(BASE.changed(reward_spend=0.0), silent, worlds=1, workers=1).parts}
    assert set(parts) == {"service_quality", "tier_cost"}
    assert parts["tier_cost"].cents == 0
    assert (parts["tier_cost"].interval.low, parts["tier_cost"].interval.high) == (0, 0)


def test_two_equal_scenarios_have_nothing_to_split():
    found = why(BASE, replace(BASE, title="Another name"), worlds=2, workers=1)
    assert (found.total_cents, found.parts, found.total_customers, found.interaction.mean) == (0, (), 0, 0)
    assert {entry.amount for entry in (*found.causes, *found.lines)} == {0}
    assert found.sentence == "The two plans are the same: there is no difference to explain."


def test_swapping_the_plans_turns_every_sign(found, second):
    swapped = why(second, BASE, worlds=2, workers=1)
    assert [part.name for part in swapped.parts] == [part.name for part in found.parts]
    for view, amount in (("parts", "cents"), ("causes", "amount"), ("lines", "amount")):
        assert [getattr(each, amount) for each in getattr(swapped, view)] == [
            -getattr(each, amount) for each in getattr(found, view)]
    assert swapped.total_cents == -found.total_cents


def test_many_changes_are_split_by_drawn_orders_that_add_up_and_swap_too(monkeypatch, found, second):
    monkeypatch.setattr(module, "MOST_EXACT", 5)
    drawn, back = (why(*pair, worlds=2, workers=1, pairs=64) for pair in ((BASE, second), (second, BASE)))
    assert (drawn.exact, drawn.orders) == (False, 128)
    assert sum(part.cents for part in drawn.parts) == drawn.total_cents == found.total_cents
    assert [part.cents for part in back.parts] == [-part.cents for part in drawn.parts]
    assert all(abs(part.interval.mean - right.interval.mean) <= 4 * part.sampling_error + 1
               for part, right in zip(drawn.parts, found.parts, strict=True))
    assert drawn.interaction == found.interaction
    assert "from 128 orders drawn" in drawn.as_text()


def test_two_levers_that_act_alike_get_equal_shares(monkeypatch):
    """Planted: in this company only quality and recognition matter, and no one can tell which is which."""
    def alike(piece):
        _, coalitions = piece
        lived = {}
        for mask, scenario, ends in coalitions:
            plan = scenario.plan
            turned = (plan.service_quality != BASE.plan.service_quality) + (plan.recognition != BASE.plan.recognition)
            cents = 7 * turned**2 + 3 * (plan.reward_spend != BASE.plan.reward_spend) + turned
            lived[mask] = module._Lived(cents, 0, (0,) * len(module.FLOWS), _lines_of(cents)) if ends else (
                module._Lived(cents))
        return lived

    def _lines_of(cents):
        lines = np.zeros((len(module.LINES), 3), dtype=np.int64)
        lines[0, 0] = round(cents * (1 + BASE.plan.discount_rate) ** (1 / 12))
        return lines

    monkeypatch.setattr(module, "_lived", alike)
    found = why(BASE, BASE.changed(service_quality=75, recognition=80, reward_spend=2.0), worlds=2, workers=1)
    shares = {part.name: part.cents for part in found.parts}
    assert shares == {"service_quality": 15, "reward_spend": 3, "recognition": 15}
    assert found.total_cents == 33


def test_the_split_does_not_depend_on_the_workers_and_tells_how_far_it_is(second, found):
    seen = []
    assert why(BASE, second, worlds=2, workers=2, progress=lambda *far: seen.append(far)) == found
    assert seen == [(done, 16) for done in range(1, 17)]


def test_the_split_is_ready_for_json(found):
    content = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert content["total_cents"] == sum(part["cents"] for part in content["parts"])
    assert content["total_cents"] == sum(line["cents"] for line in content["lines"])
    assert content["total_customers"] == sum(cause["customers"] for cause in content["causes"])
    assert {part["kind"] for part in content["parts"]} == {"lever", "assumption"}
    assert content["exact"] is True
    assert content["parts"][0]["changes"] == [{"where": "plan", "key": "service_quality", "before": 60, "after": 75}]
    assert content["model_version"] == sim.MODEL_VERSION
    assert content["sentence"] == found.sentence


def test_the_sentence_names_the_largest_parts_and_adds_the_others_up():
    def part(name, cents):
        return module.Part(name, "lever", cents, Interval(cents, cents, cents), cents, 0.0, ())

    def split(*parts):
        total = sum(each.cents for each in parts)
        nothing = Interval(0.0, 0.0, 0.0)
        return module.Why(2, 4, 0, 0, total, nothing, nothing, parts, 0, 0, (), ())

    named = split(part("one", 90_000_00), part("two", -500_00), part("three", 100_00))
    assert named.sentence == ("The second plan earns 89,600 euro more in net present value: one brings 90,000, "
                              "two costs 500, three brings 100. The parts add up exactly.")
    many = split(*(part(f"p{number}", -number * 100_00) for number in range(1, 7)))
    assert many.sentence == ("The second plan earns 2,100 euro less in net present value: p6 costs 600, p5 costs 500, "
                             "p4 costs 400, p3 costs 300, 2 more parts together cost 300. The parts add up exactly.")
    assert split(part("up", 500), part("down", -500), part("idle", 0)).sentence == (
        "The second plan earns neither more nor less in net present value: up brings 5, down costs 5, idle changes "
        "nothing. The parts add up exactly.")


def test_the_text_shows_three_tables_that_add_up(found):
    text = found.as_text()
    assert text.startswith(found.sentence)
    assert text.count("together  ") == 3
    assert text.count(f"{found.total_cents / 100:,.2f}\n") >= 2
    assert "service_quality (lever)" in text
    assert "Shares over 2 identical worlds: exact." in text


def test_players_add_up_to_one():
    one, other = Player((("plan", "promise"),)), Player((("both", "belief"),))
    assert ((one + other).name, (one + other).kind) == ("promise + belief", "assumption")
