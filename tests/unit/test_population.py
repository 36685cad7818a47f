"""Who people are when a world begins."""

import dataclasses

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri, psi

from sim.draws import Draws, Purpose
from sim.population import (
    CHATS,
    CUSTOMER,
    LOST,
    PHONES,
    POSTS,
    PROSPECT,
    WRITES,
    People,
    draw_traits,
    first_people,
)
from sim.scenario import checked

N = 100_000
TRAITS = ("frailty", "risk", "value", "usage", "talkativeness", "talker", "patience", "channel", "tolerance", "reads",
          "switching_cost", "price_sensitivity", "contract", "heavy", "responsiveness", "risk_noise", "response_noise")
# Frailty, its score, and what correlates with them, so that it is known better of who has stayed.
SHOWN_BY_STAYING = {"frailty", "risk", "value", "heavy", "responsiveness"}
EXPECTED = 60.0


def _inputs(**changes):
    """A quarter are customers, who have only just begun: nothing is known of anybody's frailty."""
    return checked({"market_size": N, "customers_at_start": N // 4, "first_tenure": 0, **changes})


def _drawn(n=N, seed=5, **changes):
    inputs, draws = _inputs(market_size=n, **changes), Draws(seed, n)
    return draw_traits(inputs, draws, first_people(inputs, draws, EXPECTED))


def _first(n=N, seed=5, **changes):
    """The people when the burn-in begins."""
    return first_people(_inputs(market_size=n, **changes), Draws(seed, n), EXPECTED)


@pytest.fixture(scope="module")
def traits():
    return _drawn(value_frailty_correlation=-0.3)


def _is_about(values, expected):
    assert values.mean() == pytest.approx(expected, abs=4 * values.std(ddof=1) / np.sqrt(len(values)))


@pytest.mark.parametrize(("alpha", "beta"), [(0.668, 3.806), (0.704, 1.182), (50.0, 500.0), (0.05, 5.0)])
def test_mean_frailty_is_1(alpha, beta):
    frailty = _drawn(frailty_alpha=alpha, frailty_beta=beta).frailty
    _is_about(frailty, 1)
    assert np.isfinite(frailty).all() and frailty.min() >= 0


def test_frailty_is_the_hazard_of_a_beta_probability(traits):
    # 1 - theta has mean beta / (alpha + beta) = 3.806 / 4.474.
    hazard = traits.frailty * (psi(0.668 + 3.806) - psi(3.806))
    _is_about(np.exp(-hazard), 3.806 / 4.474)


@pytest.mark.parametrize("spread", [0.0, 0.4, 0.8])
def test_mean_value_is_1(spread):
    value = _drawn(value_spread=spread).value
    _is_about(value, 1)
    assert np.log(value).std() == pytest.approx(spread, abs=4 * spread / np.sqrt(2 * N))


def test_the_spread_of_value_is_the_stated_one(traits):
    assert np.log(traits.value).std() == pytest.approx(0.8, abs=4 * 0.8 / np.sqrt(2 * N))


@pytest.mark.parametrize("rho", [-0.95, -0.3, 0.0, 0.6])
def test_value_and_frailty_correlate_as_stated(rho):
    drawn = _drawn(value_frailty_correlation=rho)
    normal_ranks = np.argsort(np.argsort(drawn.frailty))
    found = np.corrcoef(ndtri((normal_ranks + 0.5) / N), np.log(drawn.value))[0, 1]
    assert found == pytest.approx(rho, abs=4 * (1 - rho**2) / np.sqrt(N) + 1e-4)


def test_loyal_people_are_worth_more_when_value_and_frailty_correlate_negatively(traits):
    sturdy = traits.frailty < np.median(traits.frailty)
    assert traits.value[sturdy].mean() > traits.value[~sturdy].mean()


@pytest.mark.parametrize("share", [0.0, 0.2, 0.55, 1.0])
def test_the_stated_share_of_people_is_heavy_and_has_a_contract(share):
    drawn = _drawn(heavy_share=share, contract_share=share)
    error = 4 * np.sqrt(share * (1 - share) / N)
    assert drawn.heavy.mean() == pytest.approx(share, abs=error)
    assert (drawn.contract > 0).mean() == pytest.approx(share, abs=error)


def test_heavy_buyers_are_those_worth_most(traits):
    assert traits.value[traits.heavy].min() > traits.value[~traits.heavy].max()


@pytest.mark.parametrize(("channel", "wait", "spread"), [
    ("written", 4, 1.5), ("phone_share", 4 / 120, 1), ("chat_share", 0.05, 1), ("social_share", 1.6, 3)])
def test_half_of_the_people_tolerate_the_stated_wait_of_their_channel(channel, wait, spread):
    # two minutes on the phone, three in a chat, an hour and a half in public where four hours will do in writing
    only = {"phone_share": 0, "chat_share": 0, "social_share": 0} | ({} if channel == "written" else {channel: 1})
    drawn = _drawn(tolerance=4, tolerance_spread=1.5, **only)
    assert len(set(drawn.channel.tolist())) == 1
    assert (drawn.tolerance < wait).mean() == pytest.approx(0.5, abs=2 / np.sqrt(N))
    assert np.log(drawn.tolerance).std() == pytest.approx(spread, abs=4 * spread / np.sqrt(2 * N))


def test_people_turn_to_the_desk_in_the_stated_channels():
    drawn = _drawn(phone_share=0.3, chat_share=0.2, social_share=0.1)
    for channel, share in ((PHONES, 0.3), (CHATS, 0.2), (POSTS, 0.1), (WRITES, 0.4)):
        assert (drawn.channel == channel).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / N))


@pytest.mark.parametrize(("shares", "channel"), [((1, 0, 0), PHONES), ((0, 1, 0), CHATS), ((0, 0, 1), POSTS),
                                                 ((0, 0, 0), WRITES)])
def test_a_channel_for_all_is_the_channel_of_all(shares, channel):
    drawn = _drawn(1000, customers_at_start=250, phone_share=shares[0], chat_share=shares[1], social_share=shares[2])
    assert (drawn.channel == channel).all()


def test_a_third_of_the_people_likes_to_hear_from_the_company_in_each_way(traits):
    assert np.abs(np.bincount(traits.reads, minlength=3) - N / 3).max() < 4 * np.sqrt(N / 3 * 2 / 3)
    assert set(traits.reads.tolist()) == {0, 1, 2}


@pytest.mark.parametrize(("share", "long"), [(0.5, 0.2), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.8, 0.5)])
def test_contracts_have_the_stated_lengths(share, long):
    drawn = _drawn(contract_share=share, long_contract_share=long)
    for months, expected in ((24, share * long), (12, share * (1 - long)), (0, 1 - share)):
        error = 4 * np.sqrt(expected * (1 - expected) / N)
        assert (drawn.contract == months).mean() == pytest.approx(expected, abs=error)


@pytest.mark.parametrize("trait", ["usage", "price_sensitivity"])
@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_what_multiplies_a_persons_rates_has_mean_1_and_the_stated_spread(trait, spread):
    values = getattr(_drawn(usage_spread=spread, price_sensitivity_spread=spread), trait)
    _is_about(values, 1)
    assert np.log(values).std() == pytest.approx(spread, abs=4 * spread / np.sqrt(2 * N) + 1e-12)


def test_an_eighth_tells_more_than_twice_as_often(traits):
    _is_about(traits.talker, 1)
    assert (traits.talker > 2).mean() == pytest.approx(np.exp(-2), abs=4 * np.sqrt(np.exp(-2) / N))


@pytest.mark.parametrize("rho", [-0.95, -0.2, 0.0, 0.6])
def test_responsiveness_has_the_stated_mean_spread_and_correlation_with_risk(rho):
    drawn = _drawn(responsiveness=0.1, responsiveness_spread=0.15, responsiveness_frailty_correlation=rho)
    _is_about(drawn.responsiveness, 0.1)
    assert drawn.responsiveness.std() == pytest.approx(0.15, abs=4 * 0.15 / np.sqrt(2 * N))
    assert np.corrcoef(drawn.risk, drawn.responsiveness)[0, 1] == pytest.approx(
        rho, abs=4 * (1 - rho**2) / np.sqrt(N) + 1e-4)


def test_risk_orders_people_as_frailty_does(traits):
    order = np.argsort(traits.frailty)
    assert (np.diff(traits.risk[order]) >= 0).all()


@pytest.mark.parametrize("score", ["risk", "talkativeness", "patience", "risk_noise", "response_noise"])
def test_scores_are_standard_normal(traits, score):
    _is_about(getattr(traits, score), 0)
    assert getattr(traits, score).std() == pytest.approx(1, abs=4 / np.sqrt(2 * N))


@pytest.mark.parametrize("trait", TRAITS)
def test_one_more_person_changes_nobody_elses_traits(trait):
    fewer, more = (_drawn(n, customers_at_start=0) for n in (1000, 1001))
    np.testing.assert_array_equal(getattr(more, trait)[:-1], getattr(fewer, trait))


def test_every_trait_is_tested():
    assert tuple(each.name for each in dataclasses.fields(_drawn(100, customers_at_start=25))) == TRAITS


SEGMENTS = pytest.mark.parametrize(("alpha", "beta"), [(0.668, 3.806), (0.704, 1.182), (50.0, 500.0), (0.05, 5.0)])
MONTHS = (0, 1, 12, 60, 240)


def _stayed(months, status=CUSTOMER, **changes):
    """Everybody's traits where everybody's `status` is this one since so many months, and the luck of their frailty."""
    inputs, draws = _inputs(**changes), Draws(5, N)
    people = first_people(inputs, draws, EXPECTED)
    people.status[:], people.tenure[:] = status, months
    return draw_traits(inputs, draws, people), draws.uniform(Purpose.FRAILTY)


@SEGMENTS
@pytest.mark.parametrize("months", MONTHS)
def test_who_has_stayed_shows_it_quantile_by_quantile(alpha, beta, months):
    # theta ~ Beta(alpha, beta) that let t years pass is Beta(alpha, beta + t), at the same luck.
    drawn, luck = _stayed(months, frailty_alpha=alpha, frailty_beta=beta)
    mean, years = psi(alpha + beta) - psi(beta), months / 12
    some = np.argsort(luck)[::100]
    theta = stats.beta(alpha, beta + years).ppf(luck[some])
    # 1 - theta is what is drawn: a theta that 1 swallows is 0
    np.testing.assert_allclose(drawn.frailty[some], -np.log1p(-theta) / mean, rtol=1e-9, atol=1e-15 / mean)
    _is_about(drawn.frailty, (psi(alpha + beta + years) - psi(beta + years)) / mean)


@SEGMENTS
def test_the_longer_somebody_has_stayed_the_less_frail_they_are(alpha, beta):
    drawn = [_stayed(months, frailty_alpha=alpha, frailty_beta=beta)[0].frailty for months in MONTHS]
    assert (np.diff(drawn, axis=0) <= 0).all()
    means = [each.mean() for each in drawn]
    assert means == sorted(means, reverse=True) and len(set(means)) == len(MONTHS)


@pytest.mark.parametrize("status", [PROSPECT, LOST])
def test_the_months_of_who_is_no_customer_say_nothing_about_their_frailty(status):
    fresh, _ = _stayed(0, status)
    for months in MONTHS:
        drawn, _ = _stayed(months, status)
        for trait in TRAITS:
            np.testing.assert_array_equal(getattr(drawn, trait), getattr(fresh, trait), err_msg=trait)


def test_the_first_customers_past_leaves_prospects_untouched():
    people = _first(first_tenure=5)
    nobody, drawn = _drawn(customers_at_start=0), _drawn(first_tenure=5)
    prospects = people.status == PROSPECT
    assert prospects.sum() == 3 * N // 4
    np.testing.assert_array_equal(drawn.frailty[prospects], nobody.frailty[prospects])
    changed = (people.status == CUSTOMER) & (people.tenure > 0)
    assert (drawn.frailty[changed] < nobody.frailty[changed]).all()
    fresh = (people.status == CUSTOMER) & (people.tenure == 0)
    np.testing.assert_array_equal(drawn.frailty[fresh], nobody.frailty[fresh])


@pytest.mark.parametrize("trait", [trait for trait in TRAITS if trait not in SHOWN_BY_STAYING])
def test_having_stayed_says_something_about_frailty_and_what_goes_with_it_only(trait):
    np.testing.assert_array_equal(getattr(_drawn(first_tenure=5), trait), getattr(_drawn(), trait))


def test_without_correlation_having_stayed_says_nothing_about_value_and_responsiveness():
    apart = {"value_frailty_correlation": 0, "responsiveness_frailty_correlation": 0}
    stayed, fresh = _drawn(first_tenure=5, **apart), _drawn(**apart)
    for trait in ("value", "heavy", "responsiveness"):
        np.testing.assert_array_equal(getattr(stayed, trait), getattr(fresh, trait), err_msg=trait)


@pytest.mark.parametrize("customers", [0, 1, 777, 1000])
def test_exactly_the_stated_number_of_people_are_customers_at_the_start(customers):
    people = _first(1000, 5, customers_at_start=customers)
    assert np.bincount(people.status, minlength=3).tolist() == [1000 - customers, customers, 0]


def test_one_more_person_displaces_at_most_one_first_customer():
    fewer, more = (_first(n, 5, customers_at_start=300) for n in (1000, 1001))
    changed = np.flatnonzero(fewer.status != more.status[:-1])
    assert len(changed) == (more.status[-1] == CUSTOMER)
    stayed = (fewer.status == CUSTOMER) & (more.status[:-1] == CUSTOMER)
    np.testing.assert_array_equal(fewer.tenure[stayed], more.tenure[:-1][stayed])


def test_first_customers_are_no_special_people():
    people, drawn = _first(), _drawn()
    first = people.status == CUSTOMER
    for trait in TRAITS:
        values = getattr(drawn, trait)
        difference = values[first].mean() - values[~first].mean()
        error = np.sqrt(values[first].var() / first.sum() + values[~first].var() / (~first).sum())
        assert abs(difference) < 4 * error, trait


def test_first_customers_are_as_sturdy_as_their_years_say():
    people, drawn = _first(first_tenure=5), _drawn(first_tenure=5)
    first = people.status == CUSTOMER
    years, alpha, beta = people.tenure[first] / 12, 0.668, 3.806
    expected = (psi(alpha + beta + years) - psi(beta + years)) / (psi(alpha + beta) - psi(beta))
    _is_about(drawn.frailty[first] - expected, 0)
    assert expected.mean() < 0.6
    _is_about(drawn.frailty[~first], 1)


@pytest.mark.parametrize("years", [0.5, 4.0, 5.0, 20.0])
def test_first_tenures_are_exponential_with_the_stated_mean_and_end_at_twenty_years(years):
    tenure = _first(customers_at_start=N, first_tenure=years).tenure
    assert tenure.min() >= 0 and tenure.max() <= 240
    months = np.arange(1, 241)
    lived = np.exp(-months / 12 / years)        # share that has been here for so many months or longer
    found = (tenure[:, None] >= months).mean(axis=0)
    assert (np.abs(found - lived) < 4 * np.sqrt(lived * (1 - lived) / N) + 1 / N).all()


def test_first_tenures_do_not_depend_on_the_stated_churn():
    one, other = (_first(first_tenure=5, yearly_churn=churn) for churn in (0.1, 0.6))
    np.testing.assert_array_equal(one.tenure, other.tenure)


def test_with_no_first_tenure_everybody_has_only_just_begun():
    people = _first(first_tenure=0)
    assert not people.tenure.any()


KEPT_BY_THE_PERSON = {"obstructed", "reason", "bad_heard", "good_heard", "recommended", "exposure"}
NEW = {"status": CUSTOMER, "tenure": 0, "satisfaction": 70, "expectation": 55, "indifference": 0.3, "grievance": 0,
       "annoyance": 0, "problem_free": 240, "trouble": 0, "troubled_in": 0, "warmth": 0, "thanked": 0,
       "opted_out": False, "points": 0, "rewarded": False, "tier": False, "demoted": 0, "woken": 1, "woken_for": 0,
       "held": False, "bond": 1, "referred": False, "missed": False}


def test_new_customers_expect_what_they_are_told_and_have_no_history():
    people = _first(100, customers_at_start=0)
    for each in dataclasses.fields(People):
        getattr(people, each.name)[:] = 1 if getattr(people, each.name).dtype == bool else 9
    people.status[:4] = [PROSPECT, LOST, CUSTOMER, PROSPECT]
    before = people.copy()
    people.begin(np.array([0, 1]), 55.0)
    for column, new in NEW.items():
        assert getattr(people, column)[:2].tolist() == [new, new], column
        assert getattr(people, column)[2:].tolist() == getattr(before, column)[2:].tolist(), column
    for column in KEPT_BY_THE_PERSON:       # what friends said and did is not forgotten by joining
        assert getattr(people, column).tolist() == getattr(before, column).tolist(), column


def test_everything_about_a_person_begins_anew_or_is_kept():
    assert {each.name for each in dataclasses.fields(People)} == {*NEW} | KEPT_BY_THE_PERSON


def test_who_leaves_is_lost_for_0_months_and_why_is_remembered():
    people = _first(100, 1, customers_at_start=100)
    people.end(np.array([3, 5]), np.array([2, 0]))
    assert np.flatnonzero(people.status == LOST).tolist() == [3, 5]
    assert people.tenure[[3, 5]].tolist() == [0, 0]
    assert people.reason[[3, 4, 5]].tolist() == [2, -1, 0]


def test_a_copy_of_the_people_is_independent():
    people = _first(100, 1, customers_at_start=50)
    twin = people.copy()
    twin.begin(slice(None), 60.0)
    assert (people.status == CUSTOMER).sum() == 50
