"""A small company about which everything bad is told, and one about which nothing is."""

import sim
from sim.scenario import Event, Scenario

_BASE = sim.load("broadband").scaled(600).changed(months=8, burn_in=4)


def company(events=(), **inputs):
    """A small company that has always been what `inputs` say."""
    plan = _BASE.changed(**inputs).plan
    return Scenario("small", plan, plan, events=tuple(events))


# Problems badly met: stories of every kind, also of those who are only unhappy.
BAD = {"service_quality": 10, "promise": 20, "failure_rate": 3, "failure_sensitivity": 0, "question_rate": 6,
       "first_contact_resolution": 0.5, "desk_staff": 1, "patience": 100, "unhappy_story_rate": 6,
       "cancellation_obstacle": 0.5}
POSTED = (Event(40, "viral_post", 90),)
LIVELY = company(POSTED, **BAD)
# Nobody meets anything to tell of.
QUIET = {"failure_rate": 0, "question_rate": 0, "unhappy_story_rate": 0, "cancellation_obstacle": 0}
