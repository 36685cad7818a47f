"""Who told whom, about what, and what came of it: noted in a small company, and added up again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from sim import model
from sim.behaviour import stories
from sim.behaviour.stories import POST, ROOTS
from sim.draws import Draws, Purpose
from sim.explore.trace import FRIENDS, LEFT, STAYED_AWAY, THE_PUBLIC, traced
from sim.inputs import SECONDS_A_MONTH
from sim.metrics import CAUSES
from sim.network import draw_network
from sim.scenario import Event
from tests.properties.strategies import SEEDS, scenarios
from tests.unit.talkative import BAD, LIVELY, POSTED, QUIET, company

# Friends matter: many contacts, stories that are believed, contagion.
DRAWN_AWAY = {"contacts": 20, "belief": 1, "customer_belief": 1, "bad_story_shift": 1, "defection_contagion": 0.5,
              "defection_half_life": 2, "customers_at_start": 300}


@pytest.fixture(scope="module")
def world():
    return (LIVELY, *traced(LIVELY, 1))


@pytest.fixture(scope="module")
def drawn():
    scenario = company(POSTED, **BAD | DRAWN_AWAY)
    return (scenario, *traced(scenario, 2))


def _by_month(months, weights, n):
    return np.bincount(months, weights, n).astype(np.int64).tolist()


def _contacts(scenario, seed):
    return draw_network(scenario.today, Draws(seed, scenario.today.market_size))


def _adds_up(scenario, seed, run, trace):
    """All that must hold in any world."""
    told_of, hearings, months = trace.stories, trace.hearings, trace.months
    network = _contacts(scenario, seed)
    assert _by_month(told_of["month"], told_of["told"], months) == run.columns["told_bad"].tolist()
    teller, post = told_of["teller"], told_of["teller"] == THE_PUBLIC
    assert (post == (told_of["root"] == POST)).all()
    degree = np.append(network.degree, 10**9)       # the public reaches everybody, whom no. -1 stands for
    reached = np.bincount(hearings["story"], minlength=len(teller))
    np.testing.assert_array_equal(reached, np.minimum(told_of["told"], degree[teller]))
    tells = teller[hearings["story"]]
    for each, hearer in zip(tells[tells >= 0].tolist(), hearings["hearer"][tells >= 0].tolist(), strict=True):
        assert hearer in network.contact[network.first[each]:network.first[each + 1]]
    pairs = np.stack([hearings["story"], hearings["hearer"]])
    assert np.unique(pairs, axis=1).shape == pairs.shape       # nobody hears one story twice
    assert (hearings["fresh"] > 0).all() and (hearings["fresh"] <= 1 + 1e-6).all()
    assert ((told_of["second"] >= -1) & (told_of["second"] < SECONDS_A_MONTH)).all()
    assert ((told_of["month"] - 12 < told_of["since"]) & (told_of["since"] <= told_of["month"])).all()
    for place, cause in enumerate(CAUSES):
        left = trace.leavers["month"][trace.leavers["cause"] == place]
        assert _by_month(left, None, months) == run.columns[f"left_{cause}"].tolist()
    effects, share = trace.effects, trace.effects["share"]
    assert (share > 0).all() and (share <= 1 + 1e-6).all()
    assert (told_of["month"][effects["story"]] <= effects["month"]).all()
    heard = {*zip(hearings["story"].tolist(), hearings["hearer"].tolist(), strict=True)}
    assert {*zip(effects["story"].tolist(), effects["person"].tolist(), strict=True)} <= heard


def test_stories_hearers_and_leavers_add_up_to_the_monthly_table(world, drawn):
    for seed, (scenario, run, trace, _) in enumerate((world, drawn), 1):
        _adds_up(scenario, seed, run, trace)
    assert set(world[2].stories["root"].tolist()) == set(range(len(ROOTS)))


@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])
@given(scenarios(), SEEDS)
def test_in_any_company_they_add_up(scenario, seed):
    run, trace, _ = traced(scenario, seed)
    _adds_up(scenario, seed, run, trace)


def test_tracing_gives_the_run_as_it_is_and_what_everybody_pays(world):
    scenario, run, _, value = world
    plain = model.run(scenario, 1)
    assert run.columns["npv_cents"].tolist() == plain.columns["npv_cents"].tolist()
    assert value.shape == (600,) and value.min() > 0


def test_a_market_where_nobody_knows_anybody_hears_nothing():
    scenario = company(**BAD | {"contacts": 0})
    run, trace, _ = traced(scenario, 1)
    assert run.columns["told_bad"].sum() > 0 and len(trace.stories["teller"]) > 0
    assert len(trace.hearings["story"]) == len(trace.effects["story"]) == len(trace.pulls["leaver"]) == 0


def test_a_company_of_which_nothing_bad_is_told_has_an_empty_trace():
    _, trace, _ = traced(company(**QUIET), 1)
    tables = (trace.stories, trace.hearings, trace.effects)
    assert [len(values) for table in tables for values in table.values()] == [0] * 15


def test_a_post_is_traced_to_all_who_saw_it():
    months = []

    def observe(phase, world, me, life, others):
        if phase == "talk" and len(world.posted):
            months.append((world.month, world.posted.tolist()))

    scenario = company((Event(3, "viral_post", 60), Event(70, "viral_post", 90)), **QUIET)
    model.run(scenario, 4, observe=observe)
    _, trace, _ = traced(scenario, 4)
    assert trace.stories["month"].tolist() == [month for month, _ in months] == [0, 2]
    assert set(trace.stories["teller"].tolist()) == {THE_PUBLIC}
    for story, (_, sees) in enumerate(months):
        assert trace.hearings["hearer"][trace.hearings["story"] == story].tolist() == sees
        assert trace.stories["told"][story] == len(sees) > 20


def test_who_hears_one_story_first_takes_it_whole_and_more_in_a_month_share_what_they_add():
    _, trace, _ = traced(company(**BAD | DRAWN_AWAY | {"burn_in": 0, "failure_rate": 6}), 1)
    first = trace.hearings["story"] < np.count_nonzero(trace.stories["month"] == 0)
    hearer = trace.hearings["hearer"][first]
    stories_heard = np.bincount(hearer)[hearer]
    assert set(stories_heard.tolist()) >= {1, 2, 3}
    # all that is heard makes 2 * (1 - 2 ** -n): 1 for one story, 1.5 for two, 1.75 for three
    np.testing.assert_allclose(trace.hearings["fresh"][first] * stories_heard, 2 * (1 - 0.5**stories_heard), rtol=1e-5)


# -- what it did ---------------------------------------------------------------------------------------------------


def _noted(scenario, seed, column, after):
    """A column of everybody's, before month 0 and after a phase of every month: (months + 1, people)."""
    seen = []

    def observe(phase, world, me, life, others):
        if phase in ("start", after):
            seen.append(getattr(world.people, column).copy())

    model.run(scenario, seed, observe=observe)
    return np.array(seen)


def _whole(scenario, heard, month, person):
    """How much of what a person had heard was told since month 0."""
    fade = 0.5 ** (1 / scenario.plan.story_half_life)
    return 1 - heard[0, person] * fade ** (month + 1) / heard[month + 1, person]


def test_who_stayed_away_is_shared_out_among_the_stories_since_month_0_and_before(drawn):
    scenario, run, trace, _ = drawn
    heard, effects = _noted(scenario, 2, "bad_heard", "talk"), trace.effects
    away = effects["kind"] == STAYED_AWAY
    lost = {*zip(effects["month"][away].tolist(), effects["person"][away].tolist(), strict=True)}
    assert len(lost) > 10
    for month, person in lost:
        own = away & (effects["person"] == person) & (effects["month"] == month)
        assert effects["share"][own].sum() == pytest.approx(_whole(scenario, heard, month, person), abs=1e-5)
    # who stayed away because of nothing but what was told before month 0 has no story here
    assert len(lost) <= run.columns["prospects_lost_to_word_of_mouth"].sum()


def test_without_a_past_everybody_who_stayed_away_is_shared_out_whole():
    scenario = company(POSTED, **BAD | DRAWN_AWAY | {"burn_in": 0})
    run, trace, _ = traced(scenario, 3)
    effects = trace.effects
    away = effects["kind"] == STAYED_AWAY
    months = _by_month(effects["month"][away], 1e6 * effects["share"][away], trace.months)
    assert months == pytest.approx(1e6 * run.columns["prospects_lost_to_word_of_mouth"], abs=50)


def test_whom_friends_drew_away_is_shared_out_among_stories_contacts_and_what_was_before(drawn):
    scenario, _, trace, _ = drawn
    effects, leavers, pulls = trace.effects, trace.leavers, trace.pulls
    heard, exposures = _noted(scenario, 2, "bad_heard", "talk"), _noted(scenario, 2, "exposure", "leaving")
    fade = 0.5 ** (1 / scenario.plan.defection_half_life)
    drawn_away = np.flatnonzero(leavers["cause"] == FRIENDS).tolist()
    assert len(drawn_away) > 20
    mixed = 0
    for place in drawn_away:
        person, month = leavers["person"][place].item(), leavers["month"][place].item()
        own = (effects["kind"] == LEFT) & (effects["person"] == person) & (effects["month"] == month)
        by_stories, by_contacts = effects["share"][own].sum(), pulls["share"][pulls["leaver"] == place].sum()
        exposure = exposures[month][person]
        told = _whole(scenario, heard, month, person) if heard[month + 1, person] else 1
        seen = 1 - exposures[0][person] * fade**month / exposure if exposure else 1
        # by_stories = part * told and by_contacts = (1 - part) * seen, for one part between 0 and 1
        assert by_stories / max(told, 1e-9) + by_contacts / max(seen, 1e-9) == pytest.approx(1, abs=1e-5) \
            or min(told, seen) < 1e-6
        mixed += 0.01 < by_stories < 0.99
    assert mixed > 5


def test_contacts_who_left_did_so_before_and_are_contacts(drawn):
    scenario, _, trace, _ = drawn
    network, leavers, pulls = _contacts(scenario, 2), trace.leavers, trace.pulls
    assert (leavers["month"][pulls["after"]] < leavers["month"][pulls["leaver"]]).all()
    assert (leavers["cause"][pulls["leaver"]] == FRIENDS).all()
    for one, other in zip(leavers["person"][pulls["leaver"]], leavers["person"][pulls["after"]], strict=True):
        assert other in network.contact[network.first[one]:network.first[one + 1]]


# -- when ----------------------------------------------------------------------------------------------------------


def test_a_problem_that_nobody_heard_of_came_up_when_its_luck_or_an_outage_said(world):
    _, _, trace, _ = world
    unheard = np.flatnonzero(trace.stories["root"] == stories.UNHEARD)
    draws = Draws(1, 600)
    for story in unheard:
        who, since = trace.stories["teller"][story], trace.stories["since"][story].item()
        luck = draws.uniform(Purpose.FAILURE_TIME, since, np.array([who])).item()
        assert trace.stories["second"][story] == int(luck * SECONDS_A_MONTH)
    hit = replace(LIVELY, events=(Event(40, "outage", 1.0),))
    assert set(hit.events[0].hits) == {1, *hit.events[0].hits}
    _, trace, _ = traced(hit, 1)
    then = (trace.stories["root"] == stories.UNHEARD) & (trace.stories["since"] == 1)
    assert set(trace.stories["second"][then].tolist()) == {hit.events[0].hits[1]}


def test_a_case_was_over_when_the_last_contact_of_its_month_was(world):
    _, run, trace, _ = world
    told = trace.stories
    for root in (stories.LATE, stories.NOT_SOLVED, stories.UNANSWERED):
        own = told["root"] == root
        assert ((told["second"][own] >= 0) | (told["since"][own] < 0)).all()    # those of the burn-in are not known
    assert (told["second"][told["root"] == stories.UNHAPPY] == -1).all()
    assert len(run.tickets) > 0
