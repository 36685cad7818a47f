"""Every look into a world works in companies where something is extreme."""

import numpy as np
import pytest

from sim.explore.follow import follow
from sim.explore.incidents import prices
from sim.explore.losses import losses
from sim.explore.ripple import ripple
from sim.scenario import Event
from tests.equivalence.test_same_world import EVERYTHING, HAPPENINGS, LIVELY, small
from tests.unit.test_explore_losses import assert_exact

SHORT = {"months": 2, "burn_in": 1}
CORNERS = {
    "no customers": small(customers_at_start=0, **SHORT),
    "nobody ever becomes a customer": small(customers_at_start=0, acquisition_reach=0.0, imitation=0.0, **SHORT),
    "only customers": small(customers_at_start=300, **SHORT),
    "one month": small(months=1, events=[Event(0, "viral_post", 300)]),
    "nobody knows anybody": small(contacts=0.0, events=[Event(0, "viral_post", 300)], **SHORT),
    "everybody tells everybody": small(contacts=40.0, told_bad_median=40.0, told_spread=1.5, major_story_share=1.0,
                                       minor_story_share=1.0, story_half_life=36.0, belief=1.0, **SHORT),
    "everybody tells one": small(told_bad_median=0.5, told_spread=0.0, story_half_life=0.5, **SHORT),
    "money is worth the same for ever": small(discount_rate=0.0, **SHORT),
    "nobody stays": small(unavoidable_churn=0.3, hazard_level=5.0, yearly_churn=0.7, **SHORT),
    "everything on": small(plan=EVERYTHING, events=[each for each in HAPPENINGS if each.day < 60], **LIVELY | SHORT),
    "a post that nobody sees": small(events=[Event(0, "viral_post", 0), Event(31, "viral_post", 1_000_000)], **SHORT),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_every_look_into_a_corner_adds_up(corner):
    scenario = CORNERS[corner]
    tree = losses(scenario, 7, workers=1)
    assert_exact(tree, scenario, 7)
    for incident in range(len(tree.incidents["root"])):
        found = ripple(tree, incident)
        assert np.isfinite(found.people["day"]).all() and 0 <= found.days <= 31 * (12 + scenario.plan.months)
    for price in prices(scenario, 1, 7).values():
        assert np.isfinite(price.cents.mean) == (price.incidents > 0)
    assert len(follow(scenario, 7, range(0, 300, 30))) == 10
