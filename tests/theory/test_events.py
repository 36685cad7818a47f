"""Each event of the calendar does in a run what it says, when it says it, and nothing before."""

import numpy as np
import pytest

import sim
from sim.events import Event, conditions
from sim.inputs import SECONDS_A_MONTH, checked

MONTHS = 12
IN_MONTH = {month: round(365 / 12 * month) + 3 for month in range(MONTHS)}     # a day early in each month
CALM = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
        "return_rate": 0}


@pytest.fixture(scope="module")
def company():
    return sim.load("broadband").changed(months=MONTHS, burn_in=6)


@pytest.fixture(scope="module")
def usual(company):
    return sim.run(company, seed=1).columns


def _with(company, *events, seed=1, **changes):
    company = company.changed(**changes)
    return sim.run(sim.Scenario("eventful", company.today, company.plan, events=events), seed=seed)


def _same_before(month, one, other):
    """Whether two runs are the same until a month begins."""
    return all(np.array_equal(one[column][:month], other[column][:month], equal_nan=True) for column in one)


# -- what the calendar makes of a month ------------------------------------------------------------------------


def test_without_events_the_plan_is_in_force_and_nothing_happens():
    plan = checked({})
    found = conditions((), plan, 3)
    assert found.inputs is plan and not found.outages and not found.viral and not found.frozen


@pytest.mark.parametrize(("day", "first"), [(0, 0), (1, 1), (30, 1), (31, 2), (365, 12)])
def test_a_lever_changes_from_the_first_whole_month_on(day, first):
    events = (Event(day, "lever", 4.0, lever="reward_spend"),)
    found = [conditions(events, checked({}), month).inputs.reward_spend for month in range(16)]
    assert found == [0.5] * first + [4.0] * (16 - first)


def test_price_changes_come_one_on_top_of_the_other_and_stay_within_the_range():
    rises = tuple(Event(day, "price_change", 0.1) for day in (0, 31))
    found = [conditions(rises, checked({}), month).inputs.price_level for month in range(4)]
    assert found == pytest.approx([1.1, 1.1, 1.21, 1.21])
    assert conditions((Event(0, "price_change", -0.5),) * 2, checked({}), 1).inputs.price_level == 0.5


def test_campaigns_last_as_long_as_they_say_and_multiply():
    events = (Event(40, "rival_campaign", 3, months=2), Event(70, "rival_campaign", 2, months=1))
    found = [conditions(events, checked({"rival_offers": 0.5}), month).inputs.rival_offers for month in range(5)]
    assert found == [0.5, 1.5, 3.0, 0.5, 0.5]


def test_an_outage_begins_at_its_hour_and_is_over_with_its_month():
    found = [conditions((Event(45, "outage", 0.3),), checked({}), month).outages for month in range(3)]
    assert found == [(), ((0.3, int((45 * 12 / 365 - 1) * SECONDS_A_MONTH)),), ()]


# -- what it does in a run -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outage(company):
    return _with(company, Event(IN_MONTH[4] + 20, "outage", 0.5)).columns


def test_in_the_month_of_an_outage_so_many_more_meet_a_problem(usual, outage):
    assert _same_before(4, usual, outage)
    customers = outage["customers"][3]
    # Half of all are hit; of the others as many meet a problem as usual.
    expected = 0.5 * customers + 0.5 * usual["failures"][4]
    assert outage["failures"][4] == pytest.approx(expected, abs=4 * np.sqrt(0.25 * customers))
    assert outage["failures"][5:].max() < 1.5 * usual["failures"].max()


def test_an_outage_swamps_the_desk_and_the_backlog_lasts_into_the_next_month(usual, outage):
    for column in ("contacts", "abandoned", "unsolved", "told_bad", "response_p90_hours", "pressure"):
        assert outage[column][4] > 1.2 * usual[column][4], column
    assert outage["contacts"][5] > usual["contacts"][5]
    assert outage["satisfaction"][4] < usual["satisfaction"][4] - 1
    assert outage["left"][4:].sum() > usual["left"][4:].sum()


def test_the_victims_of_an_outage_call_within_eight_hours_of_its_beginning(company):
    event = Event(IN_MONTH[1] + 10, "outage", 1.0)
    month, begins = event.hits
    # Nothing else goes wrong, and whoever calls calls once.
    calm = company.changed(**CALM, question_rate=0, failure_rate=0, months=2, burn_in=0, contacts_again=0,
                           returns_after_giving_up=0, surveys=0, social_listening=0)
    run = sim.run(sim.Scenario("hit", calm.today, calm.plan, events=(event,)), seed=1, log=True)
    assert run.columns["failures"].tolist() == [0, run.columns["customers"][0]]
    since = np.array([ticket.tick >> 33 for ticket in run.tickets]) - month * SECONDS_A_MONTH - begins
    assert len(since) > 400
    assert 0 <= since.min() < 600 and 7.5 * 3600 < since.max() < 8 * 3600


def test_a_viral_post_is_seen_by_so_many_and_silenced_in_the_silent_twin(company, usual):
    event = Event(IN_MONTH[4], "viral_post", 5000)
    loud = _with(company, event)
    assert _same_before(4, usual, loud.columns)
    seen = loud.columns["told_bad"][4] - usual["told_bad"][4]
    assert seen == pytest.approx(5000, abs=4 * np.sqrt(5000))
    assert loud.columns["reputation"][4] < usual["reputation"][4]
    missed = "prospects_lost_to_word_of_mouth"
    assert loud.columns[missed][4:].sum() > usual[missed][4:].sum()
    silent = [sim.run(each, seed=1, silenced=True).columns
              for each in (company, sim.Scenario("eventful", company.today, company.plan, events=(event,)))]
    assert _same_before(MONTHS, *silent)


def test_a_rivals_campaign_takes_customers_while_it_lasts(company):
    plain = company.changed(months=9)
    campaign = Event(IN_MONTH[3], "rival_campaign", 6, months=3)
    runs = [[_with(plain, *events, seed=seed).columns["left_rivals"] for seed in (1, 2, 3)]
            for events in ((), (campaign,))]
    before, after = (np.sum(each, axis=0) for each in runs)
    np.testing.assert_array_equal(before[:3], after[:3])
    during = slice(3, 6)
    assert after[during].sum() / before[during].sum() == pytest.approx(6, abs=1.5)
    # Afterwards the usual few, of a base that has lost those who mind least.
    assert after[6:].sum() < 1.2 * before[6:].sum()


def test_a_higher_price_is_paid_from_the_next_month_on_and_costs_contentment_and_customers(company):
    rise = Event(IN_MONTH[5], "price_change", 0.1)
    calm = company.as_today().changed(**CALM, contacts=0, price_elasticity=0.0, reward_spend=0.0)
    plain, dear = _with(calm).columns, _with(calm, rise).columns
    assert _same_before(6, plain, dear)
    # Nobody leaves here, and there are no rewards to change what is spent.
    assert dear["revenue_cents"][6:] / plain["revenue_cents"][6:] == pytest.approx(1.1, rel=1e-5)
    np.testing.assert_allclose(dear["variable_cost_cents"], plain["variable_cost_cents"], rtol=1e-9)
    assert (dear["satisfaction"][6:] < plain["satisfaction"][6:]).all()
    stay, go = (sum(_with(company, *events, seed=seed).columns["left"][6:].sum() for seed in (1, 2, 3))
                for events in ((), (rise,)))
    assert go > stay + 4 * np.sqrt(stay)


def test_nobody_is_hired_in_a_freeze_and_the_gap_is_filled_after_it(company):
    busy = company.changed(staff_turnover=1.0, months=12)
    freeze = _with(busy, Event(0, "hiring_freeze", 1, months=6)).columns
    free = _with(busy).columns
    # Who was hired before still comes, two months later at most.
    assert not freeze["hiring_cents"][3:8].any()
    assert freeze["staff"][7] < free["staff"][7]
    assert freeze["hiring_cents"][8:].sum() > 0 and freeze["staff"][-1] > freeze["staff"][7]


def test_a_staged_plan_turns_its_levers_month_by_month(company):
    calm = company.changed(**CALM, burn_in=0)
    stages = (Event(IN_MONTH[2], "lever", 0.8, lever="quality_control"),
              Event(IN_MONTH[7], "lever", 0.0, lever="quality_control"))
    columns = _with(calm, *stages).columns
    euro = columns["quality_control_cents"] / columns["customers"] / 100
    assert euro == pytest.approx([0.3] * 3 + [0.8] * 5 + [0.0] * 4, abs=1e-4)


def test_going_on_as_today_keeps_what_happens_from_outside_and_drops_the_staged_plan(company):
    staged = Event(0, "lever", 90.0, lever="service_quality")
    outage = Event(40, "outage", 0.2)
    scenario = sim.Scenario("both", company.today, company.plan, events=(staged, outage))
    assert scenario.as_today().events == (outage,)
