"""Who people are when a world begins."""

import dataclasses

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri, psi

from sim.draws import Draws, Purpose
from sim.population import CUSTOMER, LOST, PROSPECT, People, draw_traits, first_people
from sim.scenario import checked

N = 100_000
TRAITS = ("frailty", "value", "talkativeness", "patience", "tolerance", "switching_cost", "bound", "renewal_month",
          "heavy")


def _inputs(**changes):
    """A quarter are customers, who have only just begun: nothing is known of anybody's frailty."""
    return checked({"market_size": N, "customers_at_start": N // 4, "first_tenure": 0, **changes})


def _drawn(n=N, seed=5, **changes):
    inputs, draws = _inputs(market_size=n, **changes), Draws(seed, n)
    return draw_traits(inputs, draws, first_people(inputs, draws))


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
    assert drawn.bound.mean() == pytest.approx(share, abs=error)


def test_heavy_buyers_are_those_worth_most(traits):
    assert traits.value[traits.heavy].min() > traits.value[~traits.heavy].max()


def test_half_of_the_people_tolerate_the_stated_wait(traits):
    assert (traits.tolerance < 4).mean() == pytest.approx(0.5, abs=2 / np.sqrt(N))
    assert np.log(traits.tolerance).std() == pytest.approx(1.5, abs=4 * 1.5 / np.sqrt(2 * N))


def test_renewals_are_spread_over_the_year(traits):
    months = np.bincount(traits.renewal_month, minlength=12)
    assert len(months) == 12
    assert np.abs(months - N / 12).max() < 4 * np.sqrt(N / 12 * 11 / 12)


@pytest.mark.parametrize("score", ["talkativeness", "patience"])
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
    people = first_people(inputs, draws)
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
    inputs = _inputs(first_tenure=5)
    people = first_people(inputs, Draws(5, N))
    nobody, drawn = _drawn(customers_at_start=0), _drawn(first_tenure=5)
    prospects = people.status == PROSPECT
    assert prospects.sum() == 3 * N // 4
    np.testing.assert_array_equal(drawn.frailty[prospects], nobody.frailty[prospects])
    changed = (people.status == CUSTOMER) & (people.tenure > 0)
    assert (drawn.frailty[changed] < nobody.frailty[changed]).all()
    fresh = (people.status == CUSTOMER) & (people.tenure == 0)
    np.testing.assert_array_equal(drawn.frailty[fresh], nobody.frailty[fresh])


@pytest.mark.parametrize("trait", [trait for trait in TRAITS if trait != "frailty"])
def test_having_stayed_says_something_about_frailty_only(trait):
    np.testing.assert_array_equal(getattr(_drawn(first_tenure=5), trait), getattr(_drawn(), trait))


@pytest.mark.parametrize("customers", [0, 1, 777, 1000])
def test_exactly_the_stated_number_of_people_are_customers_at_the_start(customers):
    people = first_people(_inputs(market_size=1000, customers_at_start=customers), Draws(5, 1000))
    assert np.bincount(people.status, minlength=3).tolist() == [1000 - customers, customers, 0]


def test_one_more_person_displaces_at_most_one_first_customer():
    fewer, more = (first_people(_inputs(market_size=n, customers_at_start=300), Draws(5, n)) for n in (1000, 1001))
    changed = np.flatnonzero(fewer.status != more.status[:-1])
    assert len(changed) == (more.status[-1] == CUSTOMER)
    stayed = (fewer.status == CUSTOMER) & (more.status[:-1] == CUSTOMER)
    np.testing.assert_array_equal(fewer.tenure[stayed], more.tenure[:-1][stayed])


def test_first_customers_are_no_special_people():
    people, drawn = first_people(_inputs(), Draws(5, N)), _drawn()
    first = people.status == CUSTOMER
    for trait in TRAITS:
        values = getattr(drawn, trait)
        difference = values[first].mean() - values[~first].mean()
        error = np.sqrt(values[first].var() / first.sum() + values[~first].var() / (~first).sum())
        assert abs(difference) < 4 * error, trait


def test_first_customers_are_as_sturdy_as_their_years_say():
    people, drawn = first_people(_inputs(first_tenure=5), Draws(5, N)), _drawn(first_tenure=5)
    first = people.status == CUSTOMER
    years, alpha, beta = people.tenure[first] / 12, 0.668, 3.806
    expected = (psi(alpha + beta + years) - psi(beta + years)) / (psi(alpha + beta) - psi(beta))
    _is_about(drawn.frailty[first] - expected, 0)
    assert expected.mean() < 0.6
    _is_about(drawn.frailty[~first], 1)


@pytest.mark.parametrize("years", [0.5, 4.0, 5.0, 20.0])
def test_first_tenures_are_exponential_with_the_stated_mean_and_end_at_twenty_years(years):
    tenure = first_people(_inputs(customers_at_start=N, first_tenure=years), Draws(5, N)).tenure
    assert tenure.min() >= 0 and tenure.max() <= 240
    months = np.arange(1, 241)
    lived = np.exp(-months / 12 / years)        # share that has been here for so many months or longer
    found = (tenure[:, None] >= months).mean(axis=0)
    assert (np.abs(found - lived) < 4 * np.sqrt(lived * (1 - lived) / N) + 1 / N).all()


def test_first_tenures_do_not_depend_on_the_stated_churn():
    one, other = (first_people(_inputs(first_tenure=5, yearly_churn=churn), Draws(5, N)) for churn in (0.1, 0.6))
    np.testing.assert_array_equal(one.tenure, other.tenure)


def test_with_no_first_tenure_everybody_has_only_just_begun():
    people = first_people(_inputs(first_tenure=0), Draws(5, N))
    assert not people.tenure.any()


def test_new_customers_expect_what_is_delivered_and_have_no_history():
    inputs = checked({"service_quality": 55})
    n = 4
    people = People(np.array([PROSPECT, LOST, CUSTOMER, PROSPECT], np.int8), *(np.full(n, 9.0) for _ in range(9)),
                    np.ones(n, bool))
    people.begin(np.array([0, 1]), inputs)
    assert people.status.tolist() == [CUSTOMER, CUSTOMER, CUSTOMER, PROSPECT]
    for column, new in (("tenure", 0), ("satisfaction", 70), ("expectation", 55), ("indifference", 0.3),
                        ("grievance", 0), ("annoyance", 0), ("missed", False)):
        assert getattr(people, column)[:2].tolist() == [new, new], column
        assert getattr(people, column)[2:].tolist() == [9 if column != "missed" else True] * 2, column
    for column in ("bad_heard", "good_heard", "exposure"):
        assert getattr(people, column).tolist() == [9.0] * n, "what friends said and did is not forgotten by joining"


def test_who_leaves_is_lost_for_0_months():
    people = first_people(_inputs(market_size=100, customers_at_start=100), Draws(1, 100))
    people.end(np.array([3, 5]))
    assert np.flatnonzero(people.status == LOST).tolist() == [3, 5]
    assert people.tenure[[3, 5]].tolist() == [0, 0]


def test_a_copy_of_the_people_is_independent():
    people = first_people(_inputs(market_size=100, customers_at_start=50), Draws(1, 100))
    twin = people.copy()
    twin.begin(slice(None), checked({}))
    assert (people.status == CUSTOMER).sum() == 50
