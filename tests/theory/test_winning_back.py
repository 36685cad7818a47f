"""Lost customers: they return rarely by themselves, and often when the right ones are made an offer."""

import numpy as np
import pytest

import sim
from sim.behaviour import winning_back
from sim.behaviour.winning_back import BUNDLE, BY_REASON, DISCOUNT, UPGRADE
from sim.draws import Draws
from sim.metrics import CAUSES
from sim.population import CUSTOMER, LOST, draw_traits, first_people
from sim.scenario import checked

N = 100_000
GRID = (np.arange(N) + 0.5) / N
AT_ONCE = {"winback_fade": 0, "winback_unlikely": 0.08}       # published acceptance is that at the time of the offer
ACCEPTED = {DISCOUNT: 0.45, UPGRADE: 0.41, BUNDLE: 0.47}      # [Kumar2015]
RETURN = {UPGRADE: 7.93, DISCOUNT: 6.68, BY_REASON: 5.96, BUNDLE: 3.02}      # on what the offers cost [Kumar2015]


def _share(offer, place, months_away=3, **changes):
    inputs = checked(AT_ONCE | {"winback_offer": offer} | changes)
    return winning_back.accepts(GRID, np.full(N, offer), np.full(N, place), np.full(N, months_away), inputs).mean()


@pytest.mark.parametrize("offer", ACCEPTED)
def test_of_selected_lost_customers_as_many_accept_as_is_published(offer):
    assert _share(offer, 0.2) == pytest.approx(ACCEPTED[offer], abs=1 / N)
    assert 0.41 <= round(_share(offer, 0.2), 4) <= 0.47


@pytest.mark.parametrize("offer", ACCEPTED)
def test_of_the_others_few_accept_whatever_they_are_offered(offer):
    assert _share(offer, 0.7) == pytest.approx(0.08, abs=1 / N)


def test_without_an_offer_nobody_accepts():
    assert _share(0, 0.2) == _share(0, 0.7) == 0


def test_the_longer_they_are_away_the_fewer_accept():
    assert _share(DISCOUNT, 0.2, 12, winback_fade=0.5) == pytest.approx(0.45 * np.exp(-0.5), abs=1 / N)
    away = [_share(DISCOUNT, 0.2, months, winback_fade=0.5) for months in (1, 3, 12, 36)]
    assert (np.diff(away) < 0).all()


def test_the_offer_follows_the_reason_of_leaving():
    reasons = np.arange(len(CAUSES), dtype=np.int8)
    found = winning_back.offer_for(reasons, checked({"winback_offer": BY_REASON}))
    assert dict(zip(CAUSES, found.tolist(), strict=True)) == {
        "unavoidable": 0, "rivals": DISCOUNT, "unsolved": UPGRADE, "slow": UPGRADE, "indifference": DISCOUNT,
        "friends": BUNDLE}


@pytest.mark.parametrize("offer", [DISCOUNT, UPGRADE, BUNDLE, BY_REASON])
def test_nobody_brings_back_who_had_to_leave(offer):
    assert winning_back.offer_for(np.array([0], dtype=np.int8), checked({"winback_offer": offer})).tolist() == [0]


def test_those_with_the_strongest_first_life_come_first_as_far_as_the_data_show():
    risk, noise = np.array([-2.0, 0.0, 2.0, 9.0]), np.array([2.0, 0.0, -2.0, -9.0])
    known, unknown = (winning_back.order(risk, noise, checked({"crm_accuracy": each})) for each in (1.0, 0.0))
    assert [each.tolist() for each in known] == [[0.125, 0.375, 0.625, 0.875]] * 2
    assert [each.tolist() for each in unknown] == [[0.125, 0.375, 0.625, 0.875], [0.875, 0.625, 0.375, 0.125]]
    assert [each.tolist() for each in winning_back.order(risk[:0], noise[:0], checked({}))] == [[], []]


def test_better_data_win_more_back_with_as_many_offers(one_month):
    company, *_ = one_month
    won = [sim.run(company.changed(winback_offer=BUNDLE, winback_share=0.4, crm_accuracy=each), seed=1, months=4).totals
           for each in (0.0, 1.0)]
    assert won[1]["won_back"] > 1.2 * won[0]["won_back"] > 0


@pytest.fixture(scope="module")
def one_month():
    """Who left in the first month of a company that loses many, and everybody's place in the order of offers."""
    company = sim.load("broadband").changed(
        burn_in=0, customers_at_start=16_000, rival_offers=6.0, competition=0.6, winback_after=3, months=1,
        crm_accuracy=1.0, **AT_ONCE)
    draws = Draws(1, company.today.market_size)
    people = first_people(company.today, draws, 70.0)
    traits = draw_traits(company.today, draws, people)
    after = sim.run(company, seed=1).people
    lost = np.flatnonzero(after.status == LOST)
    place = np.ones(len(after.status))
    place[lost] = winning_back.order(traits.risk[lost], traits.risk_noise[lost], company.plan)[0]
    return company, (after.status == LOST) & (after.reason > 0), place


@pytest.mark.parametrize("offer", ACCEPTED)
def test_in_a_run_offers_bring_back_almost_half_of_the_selected_and_few_of_the_others(one_month, offer):
    company, gone, place = one_month
    for months, begun in ((3, False), (4, True)):
        run = sim.run(company.changed(winback_offer=offer, winback_share=1.0), seed=1, months=months)
        back = run.people.status == CUSTOMER
        for group, share in ((place < 0.5, ACCEPTED[offer]), (place >= 0.5, 0.08)):
            asked = gone & group
            expected = share if begun else 0.0
            assert asked.sum() > 100
            assert back[asked].mean() == pytest.approx(
                expected, abs=4 * np.sqrt(expected * (1 - expected) / asked.sum()))
    won = run.columns["won_back"].sum()
    assert won and run.columns["returned"].sum() == won
    cost = {DISCOUNT: 120, UPGRADE: 105, BUNDLE: 225}[offer]
    asked = (run.columns["winback_cents"].sum() - 100 * cost * won) / 500
    assert asked == round(asked) >= gone.sum()


def test_in_a_run_only_the_first_in_the_order_are_asked(one_month):
    company, gone, place = one_month
    run = sim.run(company.changed(winback_offer=BUNDLE, winback_share=0.2), seed=1, months=4)
    back = run.people.status == CUSTOMER
    assert back[gone & (place < 0.2)].any() and not back[gone & (place >= 0.2)].any()


def test_without_offers_the_lost_return_rarely_and_not_within_a_year():
    # 2 % a year after the first 12 months, when nothing that is said moves anybody.
    company = sim.load("broadband").changed(burn_in=0, months=36, winback_offer=0, belief=0, customers_at_start=12_000,
                                            return_rate=0.02, return_after=12)
    columns = sim.run(company, seed=1).columns
    assert not columns["returned"][:13].any()
    # Person-years of those who have been away for a year; a few of them have returned already.
    lost_a_year = columns["lost"][:-13].sum() / 12
    expected = 0.02 * lost_a_year
    assert expected > 50
    assert columns["returned"].sum() == pytest.approx(expected, abs=4 * np.sqrt(expected) + 0.05 * expected)
    assert columns["won_back"].sum() == columns["winback_cents"].sum() == 0


# -- what it is worth: closed forms with the model's own costs, acceptance and second lives --------------------


def _second_life(factor, margin=1.0, churn=0.146, discount=0.12):
    """Present value of a second life, when the first life's voluntary hazard is multiplied by `factor`."""
    unavoidable = 0.01
    hazard = (-np.log(1 - churn) - unavoidable) * factor + unavoidable
    return 12 * margin / (hazard + np.log(1 + discount))


def _cost(offer, choice):
    """Of an accepted offer; asking costs five in any case."""
    inputs = checked({"winback_offer": choice, "winback_cost": 1})
    refused, taken = (winning_back.cost_cents(np.array([offer]), np.array([accepted]), inputs)[0] / 100
                      for accepted in (False, True))
    assert refused == (5 if offer else 0)
    return taken - refused


@pytest.mark.parametrize(("offer", "cost"), [(DISCOUNT, 120), (UPGRADE, 105), (BUNDLE, 225)])
def test_an_accepted_offer_costs_what_is_published_and_twenty_more_when_its_reason_was_found_out(offer, cost):
    assert _cost(offer, offer) == cost
    assert _cost(offer, BY_REASON) == cost + 20
    assert _cost(0, BY_REASON) == 0


def _worth_and_cost(choice, reasons, margin):
    """What the accepted offers are worth and cost, for a hundred selected lost customers."""
    offers = winning_back.offer_for(np.arange(len(CAUSES), dtype=np.int8), checked({"winback_offer": choice}))
    accepted = np.array([100 * reasons[place] * winning_back.ACCEPTED[offer] for place, offer in enumerate(offers)])
    worth = sum(number * _second_life(winning_back.SECOND_LIFE[offer], margin)
                for number, offer in zip(accepted, offers, strict=True))
    cost = sum(number * _cost(offer, choice) for number, offer in zip(accepted, offers, strict=True))
    return worth, cost, accepted.sum() / (100 * reasons[1:].sum())


@pytest.fixture(scope="module")
def reasons():
    """Why customers of the company that ships leave: shares in the order of `metrics.CAUSES`."""
    left = sim.run(sim.load("broadband"), seed=1).totals["left_by_cause"]
    return np.array([left[cause] for cause in CAUSES]) / sum(left.values())


@pytest.fixture(scope="module")
def returns(reasons):
    """Return on what the offers cost, with the margin that makes the discount's the published one."""
    margin = _cost(DISCOUNT, DISCOUNT) * (1 + RETURN[DISCOUNT]) / _second_life(1.0)
    return {choice: np.divide(*_worth_and_cost(choice, reasons, margin)[:2]) - 1 for choice in RETURN}


def test_one_value_of_a_second_life_makes_the_published_returns_agree():
    # What an accepted offer costs, times one plus the return, is the worth of a second life: 905 to 938 dollars.
    worth = {offer: _cost(offer, offer) * (1 + RETURN[offer]) for offer in ACCEPTED}
    assert worth == pytest.approx({DISCOUNT: 921.6, UPGRADE: 937.65, BUNDLE: 904.5})
    assert max(worth.values()) < 1.04 * min(worth.values())
    assert worth[UPGRADE] > worth[DISCOUNT] > worth[BUNDLE]


def test_an_upgrade_holds_longest_and_a_bundle_shortest():
    worth = [_second_life(winning_back.SECOND_LIFE[offer]) for offer in (UPGRADE, DISCOUNT, BUNDLE)]
    assert worth == sorted(worth, reverse=True) and len(set(worth)) == 3


def test_the_upgrade_returns_most_then_the_discount_then_the_offer_by_reason_then_the_bundle(returns):
    assert sorted(returns, key=returns.get, reverse=True) == list(RETURN)


def test_the_published_returns_come_back_within_a_sixth(returns):
    for choice, published in RETURN.items():
        assert returns[choice] == pytest.approx(published, rel=1 / 6), choice


def test_offers_by_reason_are_accepted_as_often_as_is_published(reasons):
    _, _, accepted = _worth_and_cost(BY_REASON, reasons, 1.0)
    assert accepted == pytest.approx(0.45, abs=0.04)
    assert 0.41 <= accepted <= 0.47
