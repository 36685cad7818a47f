"""The lessons: plans from the company at hand, links, and sentences that follow the numbers."""


import pytest

import sim
from sim.precision import Interval
from sim.scenario import LEVER, keys
from tests.unit.ui.lesson_runs import run_of
from ui import links, shelf
from ui.lessons import asked, charts, plans, told
from ui.lessons.found import PROFIT
from ui.lessons.plans import LESSONS, Guess
from ui.links import Aside, Opened
from ui.words import say

COMPANIES = plans.companies()
BROADBAND = Opened("broadband")


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_fits_every_company_and_its_links_hold_exactly_its_plans(lesson, company):
    case = plans.case(lesson, Opened(company, seed=7))
    assert not case.unfit
    assert case.sides[0].opened == case.today == Opened(company, seed=7)
    assert len(set(case.scenarios)) == len(case.sides)
    assert set(case.names) == set(charts.PLANS[lesson])
    for side in case.sides:
        assert links.decode([(key, [value]) for key, value in links.encode(side.opened).items()]) == side.opened
    assert "{" not in told.situation(case) + told.text(case, "ask")


@pytest.mark.parametrize("company", COMPANIES)
def test_winning_and_keeping_are_given_about_the_same_money(company):
    case = plans.case("leaky_bucket", Opened(company))
    winning, keeping = (scenario.plan for scenario in case.scenarios[1:])
    after, before = (plans.quality_cost(keeping, each.service_quality) for each in (keeping, case.inputs))
    more = after - before
    spent = winning.acquisition_spend - case.inputs.acquisition_spend
    assert spent == pytest.approx(plans.GROWN * more * keeping.customers_at_start, rel=0.05)
    assert more == pytest.approx(plans.BUDGET_SHARE * keeping.price, rel=0.15)


def test_the_desk_waits_three_times_as_long_or_half_as_long_and_rewards_cost_what_service_does():
    desk = plans.case("overloaded_desk", BROADBAND)
    assert [scenario.plan.response_target for scenario in desk.scenarios] == [12, 36, 6]
    rewards = plans.case("rewards_first", BROADBAND)
    assert rewards.figures["more"] == pytest.approx(rewards.figures["cost"], abs=plans.REWARD_STEP)
    both = rewards.scenarios[-1].plan
    assert (both.reward_spend, both.service_quality) == (2.5, 78)


def test_lessons_begin_with_todays_plan_and_keep_changed_assumptions():
    opened = Opened("broadband_points", (("price", 60.0), ("service_quality", 80.0)), 3)
    today = plans.today_of(opened)
    assert today == Opened("broadband", (("price", 60.0),), 3)
    assert today.scenario.plan == today.scenario.today


@pytest.mark.parametrize(("lesson", "values", "reason"), [
    ("leaky_bucket", {"customers_at_start": 0, "market_size": 100}, ""),
    ("lost_customer", {"customers_at_start": 0}, ""),
    ("leaky_bucket", {"price": 10_000.0, "quality_cost": 500.0, "customers_at_start": 50_000, "market_size": 50_000},
     "not_together"),
    ("rewards_first", {"quality_cost": 0.0}, ""),
])
def test_odd_companies_get_a_lesson_or_a_reason(lesson, values, reason):
    case = plans.case(lesson, Opened("broadband", tuple(values.items())))
    assert case.unfit == reason
    assert bool(case.sides) != bool(reason)
    if reason:
        assert say(f"lessons.unfit.{reason}")


def test_a_lesson_says_why_it_does_not_fit_a_plan_at_the_end_of_its_range(monkeypatch):
    inputs = BROADBAND.scenario.plan.model_copy(update={"service_quality": 100.0, "response_target": 48.0,
                                                        "reward_spend": 10.0})
    assert plans._MADE["leaky_bucket"](BROADBAND, inputs).unfit == "quality_full"
    assert plans._MADE["overloaded_desk"](BROADBAND, inputs).unfit == "target_at_end"
    assert plans._MADE["rewards_first"](BROADBAND, inputs).unfit == "quality_full"
    inputs = inputs.model_copy(update={"service_quality": 60.0})
    assert plans._MADE["rewards_first"](BROADBAND, inputs).unfit == "rewards_full"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_link_holds_the_lesson_the_company_and_its_assumptions(lesson):
    guided = asked.Guided(lesson, Opened("retail_bank", (("price", 50.0),), 9))
    parameters = [(key, [value]) for key, value in asked.encode(guided).items()]
    assert parameters[0] == ("lesson", [lesson])
    assert asked.decode(parameters, BROADBAND) == guided


def test_a_lesson_alone_is_for_the_company_last_looked_at():
    last = Opened("hotel_chain", (("service_quality", 90.0),), 4)
    assert asked.decode([("lesson", ["nineteen"])], last) == asked.Guided("nineteen", Opened("hotel_chain", (), 4))
    assert asked.decode([], last) == asked.Guided("leaky_bucket", Opened("hotel_chain", (), 4))


@pytest.mark.parametrize(("parameters", "aside"), [
    ([("lesson", ["<b>nineteen"])], Aside("lesson", "<b>nineteen", "unknown_lesson", ", ".join(LESSONS))),
    ([("lesson", ["nineteen", "leaky_bucket"])], Aside("lesson", "nineteen", "repeated")),
    ([("lesson", [])], Aside("lesson", "", "unknown_lesson", ", ".join(LESSONS))),
    ([("lesson", ["x" * 5000])], Aside("lesson", "x" * links.LONGEST_KEPT, "unknown_lesson", ", ".join(LESSONS))),
    ([("s", ["broadband"]), ("price", ["1e400"])], None),
    ([("s", ["broadband_points"])], Aside("s", "broadband_points", "not_today", "broadband")),
    ([("s", ["broadband"]), ("service_quality", ["75"])], Aside("service_quality", "75", "not_today")),
])
def test_what_a_link_cannot_have_is_named_and_the_rest_kept(parameters, aside):
    guided = asked.decode(parameters, BROADBAND)
    assert guided.lesson == "leaky_bucket" and guided.opened == BROADBAND
    assert len(guided.aside) == 1
    assert aside is None or guided.aside == (aside,)
    assert f"aside.reason.{guided.aside[0].reason}" in say


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_prediction_has_a_range_that_fits_the_company_and_choices_that_can_be_right(lesson, company):
    case = plans.case(lesson, Opened(company))
    number, choices = told.number(case), told.choices(case)
    assert number.low < number.high and number.low <= 0 <= number.high
    assert len(choices) == 3
    assert case.lesson in told._CAME_OUT and set(told._CAME_OUT) == set(LESSONS)
    assert told.guessed(case, Guess(1.0, choices[0], True)).startswith("You predicted: **")


def test_an_incomplete_prediction_is_told_what_it_lacks():
    assert told.missing(Guess()) == "Both parts of the prediction are needed: a number, a choice."
    assert told.missing(Guess(number=0.0)) == "Both parts of the prediction are needed: a choice."
    assert told.missing(Guess(0.0, "winning")) == ""
    assert not Guess(number=0.0).complete and Guess(0.0, "winning").complete


@pytest.mark.parametrize(("typed", "said"), [
    (1000, "You predicted 1,000 more customers with keeping than with winning. The run says 1,000 more customers with "
           "keeping than with winning (between 900 and 1,100): as close as the run itself can tell."),
    (1150, ": close, off by 200."),
    (1900, ": too high by 900. Your figure is 1.9 times what came out."),
    (100, ": too low by 900. What came out is 10 times your figure."),
    (-300, "You predicted 300 fewer customers with keeping than with winning. The run says 1,000 more customers with "
           "keeping than with winning (between 900 and 1,100): the other way round, off by 1,300."),
    (0, "You predicted as many customers with keeping as with winning."),
])
def test_how_far_a_number_was_off_is_said_in_words(typed, said):
    text = told.off(plans.case("leaky_bucket", BROADBAND), typed, Interval(1000.0, 900.0, 1100.0))
    assert said in text


def test_shares_losses_and_unknown_figures_are_told_in_their_own_words():
    desk = plans.case("overloaded_desk", BROADBAND)
    assert told.off(desk, 20, Interval(0.4, 0.38, 0.42)) == (
        "You predicted 20 % of contacts given up. The run says 40 % of contacts given up (between 38 % and 42 %): too "
        "low by 20 % points. What came out is 2.0 times your figure.")
    rewards = plans.case("rewards_first", BROADBAND)
    assert told.off(rewards, -300, Interval(-1e7, -1.1e7, -0.9e7)) == (
        "You predicted \u20ac300,000 less profit than today's plan. The run says \u20ac100,000 less profit than "
        "today's plan (between \u2212\u20ac110,000 and \u2212\u20ac90,000): off by \u20ac200,000. Your figure is 3.0 "
        "times what came out.")
    assert told.off(rewards, -300, Interval(1e6, -1e6, 3e6)).endswith(": off by \u20ac310,000.")
    unknown = Interval(float("nan"), float("nan"), float("nan"))
    assert told.off(desk, 20, unknown).endswith("The run does not know the figure.")


@pytest.mark.parametrize(("right", "said"), [
    ("more", 'You chose "More: the wages saved count for more". So it is in the run.'),
    ("same", 'You chose "More: the wages saved count for more". In the run it is "About as much".'),
    (None, 'You chose "More: the wages saved count for more". The run cannot tell: the difference is too small for so '
           'few worlds.'),
])
def test_a_choice_was_right_wrong_or_cannot_be_told(right, said):
    assert told.chosen(plans.case("overloaded_desk", BROADBAND), "more", right) == said


@pytest.mark.parametrize("lesson", LESSONS)
def test_charts_are_constant_carry_no_data_and_say_what_they_show(lesson):
    run = run_of(lesson, **{name: {PROFIT: 1.2e9} for name in charts.PLANS[lesson][1:]})
    for spec, data, message in ((charts.lines_spec, charts.lines, charts.told_lines),
                                (charts.bars_spec, charts.bars, charts.told_bars)):
        for theme in charts.THEMES:
            made = spec(lesson, theme)
            assert made is spec(lesson, theme)
            assert "data" not in made and made["title"]
        assert data(run).num_rows > 0
        assert any(digit in message(run) for digit in "123456789")


def test_a_first_look_without_money_draws_no_bar_for_it_and_says_that_it_is_not_known():
    unknown = {"money_lost_to_word_of_mouth_cents": float("nan")}
    run = run_of("nineteen", luck=0.0, today=unknown, few=unknown, many=unknown)
    assert charts.bars(run).num_rows == 0
    assert "not known" in charts.told_bars(run)


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_says_how_sure_it_is_and_what_it_rests_on(lesson):
    worlds, other = told.sure(run_of(lesson))
    assert worlds.startswith("6 worlds") and "assumed" in worlds
    assert "how strongly these work is assumed" in worlds.lower() and worlds.endswith(".")
    assert "This is one company." in other
    assert set(plans.GROUNDS[lesson]) <= set(sim.declarations())


def test_all_plans_of_a_lesson_fit_on_the_shelf_of_compare():
    for lesson in LESSONS:
        case = plans.case(lesson, BROADBAND)
        entries = tuple(shelf.Entry(side.opened, told.plan(case, side.name)) for side in case.sides)
        link = shelf.encode(shelf.Shelf(entries))
        opened = shelf.decode([(key, [value]) for key, value in link.items()])
        assert [each.opened for each in opened.plans] == [side.opened for side in case.sides]
        assert not opened.aside
        assert not any(key in keys(LEVER) for key, _ in case.today.values)
