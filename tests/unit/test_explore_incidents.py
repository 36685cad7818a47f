"""What one incident costs: the same world without its kind, shared out among as many as there are."""

import math

import pytest

import sim
from sim import model, reference
from sim.behaviour.stories import SPARABLE
from sim.explore.incidents import KINDS, prices
from sim.metrics import CAUSES
from sim.scenario import ScenarioError
from tests.unit.talkative import BAD, LIVELY, POSTED, QUIET, company

# A desk that cannot cope, and customers who leave because of it and of nothing else; nobody talks to anybody.
OVERLOADED = {"desk_staff": 1, "service_quality": 60, "question_rate": 0, "failure_rate": 6, "handle_minutes": 480,
              "patience": 4, "voiced_share": 0.75, "rival_offers": 0, "neglect_hazard": 0, "unavoidable_churn": 0,
              "hazard_level": 2, "contacts": 0, "reputation_up": 0, "reputation_down": 0, "acquisition_spend": 0,
              "imitation": 0, "price": 100, "variable_cost": 0.1, "months": 18, "burn_in": 0}
# All that happens stands in somebody's diary: no case from before, no questions, nobody listens in public.
WRITTEN_DOWN = BAD | {"question_rate": 0, "failure_rate": 6, "burn_in": 0, "social_listening": 0, "surveys": 0,
                      "handle_minutes": 240}


@pytest.fixture(scope="module")
def overloaded():
    return prices(company(**OVERLOADED), 8, 1, workers=1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_trouble_costs_something_where_customers_leave_because_of_it(overloaded, kind):
    price = overloaded[kind]
    assert price.kind == kind and price.incidents > 50
    assert 0 < price.cents.low < price.cents.mean < price.cents.high


def test_who_would_leave_sooner_was_troubled_more_dearly(overloaded):
    assert overloaded["unanswered"].cents.mean > overloaded["late"].cents.mean


@pytest.mark.parametrize("kind", KINDS)
def test_where_nobody_hears_talk_nothing_is_lost_because_of_it(overloaded, kind):
    talk = overloaded[kind].talk_cents
    assert (talk.mean, talk.low, talk.high) == (0, 0, 0)


def test_kinds_are_those_that_can_be_spared_in_their_order(overloaded):
    assert KINDS == SPARABLE == tuple(overloaded)


def _npv(scenario, seed, **course):
    return sim.run(scenario, seed, **course).columns["npv_cents"][-1].item()


def test_there_are_as_many_incidents_as_all_diaries_hold_and_each_costs_what_a_world_without_them_earns_more():
    scenario, seed, worlds = company(POSTED, **WRITTEN_DOWN), 1, []
    model.run(scenario, seed, observe=lambda phase, world, *_: worlds.append(world) if phase == "start" else None)
    lives = reference.run(scenario, seed, follow=range(600)).lives
    entries = [(entry, worlds[0].traits.tolerance[person]) for person, life in lives.items() for entry in life.entries]
    count = {"unheard": sum(entry.kind in ("said_nothing", "said_in_public") for entry, _ in entries),
             "late": sum(entry.kind in ("solved", "solved_at_once") and entry.value > tolerated
                         for entry, tolerated in entries),
             "unsolved": sum(entry.kind == "not_solved" for entry, _ in entries),
             "unanswered": sum(entry.kind == "never_answered" for entry, _ in entries)}
    assert min(count.values()) > 5
    found = prices(scenario, 1, seed)
    as_it_is, silent = _npv(scenario, seed), _npv(scenario, seed, silenced=True)
    for kind, price in found.items():
        assert price.incidents == count[kind], kind
        lost = _npv(scenario, seed, prevented=(kind,)) - as_it_is
        without_talk = _npv(scenario, seed, prevented=(kind,), silenced=True) - silent
        assert price.cents.mean == price.cents.low == pytest.approx(lost / count[kind])
        assert price.talk_cents.mean == pytest.approx((lost - without_talk) / count[kind])


def test_where_nobody_meets_trouble_there_are_no_incidents_and_no_price():
    for price in prices(company(**QUIET), 2, 1).values():
        assert price.incidents == 0
        assert all(math.isnan(each) for interval in (price.cents, price.talk_cents)
                   for each in (interval.mean, interval.low, interval.high))


def test_worlds_without_an_incident_are_left_out_of_its_price():
    scenario = company(**QUIET | {"failure_rate": 0.02, "voiced_share": 0, "months": 3})
    each = [prices(scenario, 1, seed)["unheard"] for seed in (1, 2, 3, 4)]
    assert 0 < sum(price.incidents > 0 for price in each) < 4
    together, some = prices(scenario, 4, 1)["unheard"], [price.cents.mean for price in each if price.incidents]
    assert together.incidents == sum(price.incidents for price in each) / 4
    assert together.cents.mean == pytest.approx(sum(some) / len(some))


def test_it_does_not_matter_how_many_processes_do_the_work():
    short = LIVELY.changed(months=3)
    assert repr(prices(short, 3, 2, workers=1)) == repr(prices(short, 3, 2, workers=2))     # NaN included


def test_progress_is_told_world_by_world():
    seen = []
    prices(LIVELY.changed(months=1), 3, 1, workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_spared_trouble_is_not_driven_away_by_it(kind):
    """Problems that nobody hears of leave a grievance, late answers an annoyance: fewer leave because of either."""
    scenario = company(**OVERLOADED)
    cause = f"left_{CAUSES[3] if kind == 'late' else CAUSES[2]}"
    left = [sum(sim.run(scenario, seed, prevented=prevented).columns[cause].sum() for seed in range(1, 5))
            for prevented in ((), (kind,))]
    assert left[1] < left[0]


@pytest.mark.parametrize(("asked", "message"), [
    ({"worlds": 0}, "worlds = 0 is out of range; allowed: 1 to 10000"),
    ({"seed": -2}, "seed = -2 is out of range; allowed: whole number from 0 to 9223372036854775807"),
    ({"workers": 1000}, "workers = 1000 is out of range; allowed: 1 to 256")])
def test_what_is_out_of_range_is_refused(asked, message):
    with pytest.raises(ScenarioError) as refused:
        prices(LIVELY, **asked)
    assert str(refused.value) == message
