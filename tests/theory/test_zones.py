"""Satisfied is not enough: zones of satisfaction, and what a rival's offer needs, by competition."""

import numpy as np
import pytest

import sim
from sim.behaviour import leaving
from sim.behaviour.satisfaction import beyond_the_zone
from sim.scenario import checked

# At this shield the normal curve has the six to one of the completely satisfied over the satisfied [JonesSasser1995].
PUBLISHED = {"rival_satisfaction_shield": 0.107}
LEVELS = np.arange(0.0, 101.0)


def _taken(satisfaction, competition=0.2, indifference=0.3, switching_cost=0.5, **changes):
    inputs = checked({"competition": competition} | changes)
    content = np.atleast_1d(np.asarray(satisfaction, dtype=float))
    same = np.ones_like(content)
    return leaving.offer_taken(content, indifference * same, switching_cost * same, same, inputs)


def _refusal_ratio(competition, **changes):
    loyal, satisfied = 1 - _taken([95, 75], competition, **changes)
    return loyal / satisfied


def test_in_a_commodity_market_the_completely_satisfied_refuse_six_times_as_often_as_the_satisfied():
    assert _refusal_ratio(1.0, **PUBLISHED) == pytest.approx(6.0, abs=0.05)


def test_where_there_is_hardly_a_rival_satisfied_is_good_enough():
    assert _refusal_ratio(0.0, **PUBLISHED) == pytest.approx(1.0, abs=0.03)


def test_the_default_shield_is_at_least_five_to_one_in_a_commodity_market():
    assert 5 < _refusal_ratio(1.0) < 7
    assert _refusal_ratio(0.0) == pytest.approx(1.0, abs=0.03)


def test_the_more_competition_the_more_complete_satisfaction_has_to_be():
    ratios = [_refusal_ratio(competition) for competition in np.linspace(0, 1, 11)]
    assert (np.diff(ratios) > 0).all()


@pytest.mark.parametrize(("competition", "even"), [(0.0, 55), (0.5, 70), (1.0, 85)])
def test_every_second_offer_wins_at_a_satisfaction_that_rises_with_competition(competition, even):
    assert _taken(even, competition) == pytest.approx([0.5])


@pytest.mark.parametrize("competition", [0.0, 0.2, 1.0])
def test_more_satisfaction_always_refuses_more(competition):
    assert (np.diff(_taken(LEVELS, competition)) <= 0).all()
    assert _taken(100, competition) < _taken(50, competition)


def test_the_curve_is_convex_at_the_top_of_a_commodity_market_and_flat_at_the_top_of_a_monopoly():
    top = np.array([75.0, 80.0, 85.0])
    refused = 1 - _taken(top, 1.0)
    assert np.diff(refused, 2) > 0
    assert np.ptp(1 - _taken(top, 0.0)) < 0.03


def _driven_away(satisfaction, indifference=0.3, switching_cost=0.5, **changes):
    content = np.atleast_1d(np.asarray(satisfaction, dtype=float))
    same = np.ones_like(content)
    return leaving.neglected(content, indifference * same, switching_cost * same, 0 * same, checked(changes))


def test_within_the_zone_of_indifference_nobody_is_driven_away_and_nobody_held():
    zone = {"zone_low": 66, "zone_high": 74, "neglect_hazard": 0.12}
    inside = LEVELS[(LEVELS >= 66) & (LEVELS <= 74)]
    assert _driven_away(inside, **zone) == pytest.approx(np.full(len(inside), 0.01))
    assert (beyond_the_zone(inside, checked(zone)) == 0).all()


def test_below_the_zone_dissatisfaction_drives_away_and_above_it_delight_holds():
    zone = {"zone_low": 66, "zone_high": 74, "neglect_hazard": 0.12, "satisfaction_weight": 0.4}
    below, above = _driven_away([56, 84], switching_cost=0.0, **zone)
    assert below == pytest.approx(0.01 * np.exp(0.4))
    assert above == pytest.approx(0.01 * np.exp(-0.4))
    assert (np.diff(_driven_away(LEVELS, **zone)) <= 0).all()


def test_a_zone_of_no_width_has_no_flat_part():
    assert (np.diff(_driven_away(LEVELS, zone_low=70, zone_high=70)) < 0).all()


def test_the_merely_satisfied_are_not_kept_either_once_there_are_rivals():
    # Expectations met is 70: hardly anybody goes without a rival about, nearly all do in a commodity market.
    assert _taken(70, 0.0) < 0.1
    assert _taken(70, 1.0) > 0.9


def test_a_high_switching_cost_halves_the_slope_of_satisfaction():
    free, held = (np.log(_driven_away([46, 56], switching_cost=cost)) for cost in (0.0, 1.0))
    assert np.diff(free) == pytest.approx(2 * np.diff(held))


def test_the_entrenched_and_delighted_are_hard_to_steal():
    assert _taken(90, switching_cost=0.9) < _taken(90, switching_cost=0.1) < _taken(70, switching_cost=0.1)


def test_those_taken_for_granted_are_taken():
    taken = [_taken(75, indifference=each)[0] for each in (0.0, 0.3, 0.6, 1.0)]
    assert (np.diff(taken) > 0).all() and taken[-1] > 2 * taken[1]


def test_neglect_opens_the_door_to_rivals_only_as_far_as_it_is_said_to():
    assert _taken(75, indifference=0.0, rival_neglect_opening=0) == _taken(75, indifference=1.0,
                                                                            rival_neglect_opening=0)


def _left_to_rivals(**changes):
    company = sim.load("broadband").scaled(2000).changed(months=24, burn_in=6, **changes)
    return sum(sim.run(company, seed).columns["left_rivals"].sum() for seed in (1, 2, 3))


def test_in_a_run_rivals_win_more_where_there_is_more_competition_and_where_customers_are_taken_for_granted():
    usual = _left_to_rivals()
    assert _left_to_rivals(competition=0.0) < usual < _left_to_rivals(competition=1.0)
    assert usual < _left_to_rivals(neglect_speed=0.5, routine_attention=0.0)
    assert _left_to_rivals(rival_offers=0.0) == 0
