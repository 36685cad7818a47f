"""Who knows whom."""

import numpy as np
import pytest
from scipy import sparse

from sim.draws import Draws
from sim.network import (
    FAR_STRENGTH,
    MOST_CONTACTS_BROUGHT,
    NEAR_STRENGTH,
    SOCIABILITY_SPREAD,
    Network,
    draw_network,
)
from sim.scenario import checked

N = 8000


def _drawn(n=N, seed=1, **changes):
    return draw_network(checked({"market_size": n, "customers_at_start": 0, **changes}), Draws(seed, n))


@pytest.fixture(scope="module")
def network():
    return _drawn(contacts=20, far_share=0.4)


def _matrix(network):
    n = len(network.degree)
    return sparse.csr_matrix((np.ones(len(network.contact)), network.contact, network.first), shape=(n, n))


def test_who_knows_somebody_is_known_by_them(network):
    ties = _matrix(network)
    assert (ties != ties.T).nnz == 0


def test_nobody_knows_themselves(network):
    assert _matrix(network).diagonal().sum() == 0


def test_nobody_knows_anybody_twice(network):
    for person in range(N):
        known = network.contact[network.first[person]:network.first[person + 1]]
        assert (np.diff(known) > 0).all()


@pytest.mark.parametrize("contacts", [4, 8, 20, 40])
def test_people_know_as_many_others_as_stated(contacts):
    # What everybody brings is rounded and capped; the few who come first find too few people, and a far tie may fall
    # on a near one: both take away less than a hundredth.
    score = np.linspace(-6, 6, 20_001)
    weight = np.exp(-score**2 / 2)
    brought = np.rint(contacts / 2 * np.exp(SOCIABILITY_SPREAD * score - SOCIABILITY_SPREAD**2 / 2))
    brought = np.minimum(brought, MOST_CONTACTS_BROUGHT)
    mean = np.average(brought, weights=weight)
    spread = np.sqrt(np.average((brought - mean) ** 2, weights=weight))
    found = _drawn(contacts=contacts).degree.mean()
    error = 4 * 2 * spread / np.sqrt(N)
    assert 2 * mean * 0.99 - error < found < 2 * mean + error
    assert found == pytest.approx(contacts, rel=0.05)


@pytest.mark.parametrize("contacts", [8, 20])
def test_a_persons_contacts_know_each_other_as_often_as_in_real_life(contacts):
    ties, degree = _matrix(_drawn(contacts=contacts)), _drawn(contacts=contacts).degree
    triangles = np.asarray((ties @ ties).multiply(ties).sum(axis=1)).ravel()
    several = degree > 1
    assert 0.1 < (triangles[several] / (degree * (degree - 1))[several]).mean() < 0.3
    assert 0.1 < triangles.sum() / (degree * (degree - 1)).sum() < 0.3


def test_more_far_ties_mean_less_clustering():
    def clustering(far):
        ties, degree = _matrix(_drawn(far_share=far)), _drawn(far_share=far).degree
        return (ties @ ties).multiply(ties).sum() / (degree * (degree - 1)).sum()

    found = [clustering(far) for far in (0.0, 0.3, 0.6, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.02 < found[0]


def test_a_few_people_know_very_many(network):
    degree = network.degree
    assert np.median(degree) < degree.mean()
    assert ((degree - degree.mean()) ** 3).mean() / degree.std() ** 3 > 1
    assert degree.max() > 3 * degree.mean()
    assert degree.std() > 1.5 * np.sqrt(degree.mean())          # a Poisson number would have 1.0


def _ties(network):
    """Every tie from both its ends, with its strength."""
    owner = np.repeat(np.arange(len(network.degree)), network.degree)
    return set(zip(owner.tolist(), network.contact.tolist(), network.strength.tolist(), strict=True))


@pytest.mark.parametrize(("far", "strengths"), [
    (0.0, {NEAR_STRENGTH}), (0.4, {NEAR_STRENGTH, FAR_STRENGTH}), (1.0, {NEAR_STRENGTH, FAR_STRENGTH})])
def test_ties_are_as_strong_as_they_are_near(far, strengths):
    # Even where every tie is far by intention some fall on the nearest: none do where all are near.
    ties = _ties(_drawn(1000, far_share=far))
    assert {strength for *_, strength in ties} <= strengths
    assert ties == {(j, i, strength) for i, j, strength in ties}


def test_near_ties_lead_to_neighbours_and_the_average_tie_weighs_one():
    assert 0.6 * NEAR_STRENGTH + 0.4 * FAR_STRENGTH == 1
    drawn = _drawn(contacts=20, far_share=0.4)
    owner = np.repeat(np.arange(N), drawn.degree)
    apart = np.abs(owner - drawn.contact)
    assert apart[drawn.strength == NEAR_STRENGTH].max() <= MOST_CONTACTS_BROUGHT
    assert np.median(apart[drawn.strength == FAR_STRENGTH]) > N / 10
    assert drawn.strength.mean() == pytest.approx(1, abs=0.01)


def test_one_more_person_adds_only_their_own_ties():
    fewer, more = _drawn(1000, far_share=0.4), _drawn(1001, far_share=0.4)
    before, after = _ties(fewer), _ties(more)
    assert before == {tie for tie in after if 1000 not in tie[:2]}
    assert any(1000 in tie[:2] for tie in after)


def _told(network, who, begin, count):
    heard = np.zeros(len(network.degree))
    network.tell(heard, *(np.array(each, np.int64) for each in (who, begin, count)))
    return heard.tolist()


def _seen(network, who):
    seen = np.zeros(len(network.degree))
    network.notice(seen, np.array(who, np.int64))
    return seen.tolist()


def test_without_contacts_everybody_is_alone():
    alone = _drawn(500, contacts=0)
    assert alone.degree.tolist() == _told(alone, [3, 4], [0, 0], [0, 0]) == _seen(alone, [3, 4]) == [0] * 500


def test_the_first_person_can_only_know_those_who_come_later(network):
    assert (network.contact[:network.first[1]] > 0).all()


# 0 knows 1, 2 and 3, and 3 best.
HAND_MADE = Network(np.array([0, 3, 4, 5, 6]), np.array([1, 2, 3, 0, 0, 0]), np.array([0.5, 1.0, 2.0, 0.5, 1.0, 2.0]))


def test_some_contacts_begin_at_a_place_and_go_around():
    assert _told(HAND_MADE, [0], [2], [2]) == [0, 1, 0, 1]
    assert _told(HAND_MADE, [0, 1, 0], [2, 0, 1], [3, 1, 2]) == [1, 1, 2, 2]


def test_nobody_is_told_by_nobody_and_by_who_tells_nobody():
    assert _told(HAND_MADE, [], [], []) == _told(HAND_MADE, [0], [1], [0]) == [0] * 4


def test_all_contacts_notice_by_the_strength_of_the_tie():
    assert _seen(HAND_MADE, [2, 0, 2]) == [2, 0.5, 1, 2]
    assert _seen(HAND_MADE, []) == [0] * 4


def test_no_contact_is_told_the_same_story_twice(network):
    rng = np.random.default_rng(1)
    for person in rng.integers(0, N, 200):
        degree = network.degree[person]
        begin = rng.integers(0, degree) if degree else 0
        heard = np.array(_told(network, [person], [begin], [degree]))
        contacts = network.contact[network.first[person]:network.first[person + 1]]
        assert heard.max() <= 1 and np.flatnonzero(heard).tolist() == contacts.tolist()
