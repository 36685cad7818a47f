"""Nothing appears and nothing is lost: people, problems, contacts, cents."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings

import sim
from sim.metrics import CAUSES, COLUMNS, COST_LINES
from sim.population import CUSTOMER, LOST, PROSPECT
from tests.properties.strategies import SEEDS, scenarios

MANY, FEW = settings(max_examples=30), settings(max_examples=10)


@MANY
@given(scenarios(), SEEDS)
def test_everybody_is_a_prospect_a_customer_or_lost_in_every_month(scenario, seed):
    columns = sim.run(scenario, seed).columns
    assert set(columns["prospects"] + columns["customers"] + columns["lost"]) == {scenario.plan.market_size}
    before = columns["customers"] + columns["left"] - columns["joined"]
    np.testing.assert_array_equal(columns["customers"][:-1], before[1:])
    np.testing.assert_array_equal(np.diff(columns["lost"]), (columns["left"] - columns["returned"])[1:])
    np.testing.assert_array_equal(np.diff(columns["prospects"]), (columns["returned"] - columns["joined"])[1:])
    assert (columns["returned"] <= columns["joined"]).all() and (columns["referrals"] <= columns["joined"]).all()
    assert (columns["won_back"] <= columns["returned"]).all()


@MANY
@given(scenarios(), SEEDS)
def test_the_ledger_adds_up_to_the_cent_in_every_month(scenario, seed):
    columns = sim.run(scenario, seed).columns
    np.testing.assert_array_equal(columns["cost_cents"], sum(columns[line] for line in COST_LINES))
    np.testing.assert_array_equal(columns["profit_cents"], columns["revenue_cents"] - columns["cost_cents"])
    assert all((columns[line] >= 0).all() for line in (*COST_LINES, "revenue_cents"))


@MANY
@given(scenarios(), SEEDS)
def test_every_point_that_was_issued_was_redeemed_or_has_lapsed_or_is_still_held(scenario, seed):
    first, whole = (sim.run(scenario, seed, months=months) for months in (1, scenario.plan.months))
    issued, redeemed, lapsed = (whole.columns[f"points_{each}_cents"][1:].sum()
                                for each in ("issued", "redeemed", "lapsed"))
    assert issued == redeemed + lapsed + whole.people.points.sum() - first.people.points.sum()
    assert (whole.people.points >= 0).all() and not whole.people.points[whole.people.status != CUSTOMER].any()
    assert whole.columns["points_liability_cents"][-1] == round(
        whole.people.points.sum() * scenario.plan.redeemed_share)
    from_nothing = sim.run(scenario.changed(burn_in=0), seed)
    issued, redeemed, lapsed = (from_nothing.totals[f"points_{each}_cents"]
                                for each in ("issued", "redeemed", "lapsed"))
    assert issued == redeemed + lapsed + from_nothing.people.points.sum()


@MANY
@given(scenarios(), SEEDS)
def test_points_that_are_redeemed_are_paid_for_in_the_line_of_rewards(scenario, seed):
    columns = sim.run(scenario, seed).columns
    assert (columns["rewards_cents"] >= columns["points_redeemed_cents"]).all()
    assert (columns["revenue_cents"] >= columns["extra_sales_cents"]).all()


@MANY
@given(scenarios(), SEEDS)
def test_every_leaver_has_one_cause(scenario, seed):
    columns = sim.run(scenario, seed).columns
    np.testing.assert_array_equal(columns["left"], sum(columns[f"left_{cause}"] for cause in CAUSES))


@MANY
@given(scenarios(), SEEDS)
def test_the_table_holds_nothing_impossible(scenario, seed):
    run = sim.run(scenario, seed)
    columns, inputs = run.columns, scenario.plan
    for column, unit in COLUMNS.items():
        values = columns[column]
        if unit in {"person", "problem", "contact"}:
            assert (values >= 0).all(), column
        known = values[np.isfinite(values)]
        if unit == "point":
            assert ((known >= 0) & (known <= 100)).all(), column
        if column in {"indifference", "first_contact_resolution"}:
            assert ((known >= 0) & (known <= 1)).all(), column
    assert (columns["failures"] <= columns["customers"] + columns["left"]).all()
    answered = columns["answered"] > 0
    assert (columns["response_median_hours"][answered] <= columns["response_p90_hours"][answered]).all()
    assert np.isnan(columns["response_median_hours"][~answered]).all()
    assert (run.people.satisfaction[run.people.status == CUSTOMER] <= 100).all()
    assert len(run.people.status) == inputs.market_size


@MANY
@given(scenarios(), SEEDS)
def test_every_contact_is_answered_or_given_up_or_still_waits(scenario, seed):
    columns = sim.run(scenario, seed).columns
    ended = np.cumsum(columns["answered"] + columns["abandoned"])
    begun = np.cumsum(columns["contacts"])
    carried = scenario.today.burn_in * scenario.plan.market_size * 3     # contacts of the burn-in, at the very most
    assert (ended <= begun + carried).all()
    if scenario.today.burn_in == 0:
        assert (ended <= begun).all()


@FEW
@given(scenarios(months=(6, 8)), SEEDS)
def test_nobody_leaves_twice_without_having_returned(scenario, seed):
    # A shorter run is the beginning of a longer one, so people can be watched from month to month.
    allowed = {(PROSPECT, PROSPECT), (PROSPECT, CUSTOMER), (CUSTOMER, CUSTOMER), (CUSTOMER, LOST), (LOST, LOST),
               (LOST, CUSTOMER)}
    runs = [sim.run(scenario, seed, months=months) for months in range(1, 7)]
    for before, after in pairwise(runs):
        was, becomes = before.people.status, after.people.status
        assert set(zip(was.tolist(), becomes.tolist(), strict=True)) <= allowed
        left, joined = ((was == CUSTOMER) & (becomes == LOST)).sum(), ((was != CUSTOMER) & (becomes == CUSTOMER)).sum()
        assert (after.columns["left"][-1], after.columns["joined"][-1]) == (left, joined)
        assert after.columns["returned"][-1] == ((was == LOST) & (becomes == CUSTOMER)).sum()
        changed = was != becomes
        stayed = ~changed & (was != PROSPECT)
        assert (after.people.tenure[changed] == 0).all()
        np.testing.assert_array_equal(after.people.tenure[stayed], before.people.tenure[stayed] + 1)


@FEW
@given(scenarios(), SEEDS)
def test_nobody_returns_before_their_time(scenario, seed):
    runs = [sim.run(scenario, seed, months=months) for months in range(1, 7)]
    for before, after in pairwise(runs):
        back = (before.people.status == LOST) & (after.people.status == CUSTOMER)
        offered = before.people.tenure[back] + 1 == scenario.plan.winback_after
        waited = before.people.tenure[back] >= scenario.plan.return_after
        assert (waited | offered).all()
        assert (~waited).sum() <= after.columns["won_back"][-1] <= offered.sum()


@FEW
@given(scenarios(), SEEDS)
def test_a_prospect_is_counted_as_lost_to_talk_at_most_once_until_they_join(scenario, seed):
    runs = [sim.run(scenario, seed, months=months) for months in range(1, 7)]
    for before, after in pairwise(runs):
        new = after.people.missed & ~before.people.missed
        assert after.columns["prospects_lost_to_word_of_mouth"][-1] == new.sum()
        assert (after.people.status[new] == PROSPECT).all()
        assert not after.people.missed[after.people.status == CUSTOMER].any()
