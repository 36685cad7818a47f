"""Who knows whom."""

import numpy as np
import pytest
from scipy import sparse

from sim.draws import Draws
from sim.network import MOST_CONTACTS_BROUGHT, SOCIABILITY_SPREAD, Network, draw_network
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


def test_one_more_person_adds_only_their_own_ties():
    fewer, more = _drawn(1000, far_share=0.4), _drawn(1001, far_share=0.4)
    before = {(i, j) for i in range(1000) for j in fewer.of(np.array([i])).tolist()}
    after = {(i, j) for i in range(1001) for j in more.of(np.array([i])).tolist()}
    assert before == {(i, j) for i, j in after if 1000 not in (i, j)}
    assert any(1000 in tie for tie in after)


def test_without_contacts_everybody_is_alone():
    alone = _drawn(500, contacts=0)
    assert alone.degree.tolist() == [0] * 500
    assert alone.of(np.array([3, 4])).tolist() == []


def test_the_first_person_can_only_know_those_who_come_later(network):
    assert (network.of(np.array([0])) > 0).all()


HAND_MADE = Network(np.array([0, 3, 4, 5, 6]), np.array([1, 2, 3, 0, 0, 0]))    # 0 knows 1, 2 and 3


def test_some_contacts_begin_at_a_place_and_go_around():
    who, begin, count = np.array([0, 1, 0]), np.array([2, 0, 1]), np.array([3, 1, 2])
    assert HAND_MADE.some(who, begin, count).tolist() == [3, 1, 2, 0, 2, 3]


def test_some_contacts_of_nobody_are_nobody():
    nothing = np.zeros(0, np.int64)
    assert HAND_MADE.some(nothing, nothing, nothing).tolist() == []
    assert HAND_MADE.some(np.array([0]), np.array([1]), np.array([0])).tolist() == []


def test_all_contacts_of_several_people_come_one_after_the_other():
    assert HAND_MADE.of(np.array([2, 0, 2])).tolist() == [0, 1, 2, 3, 0]


def test_no_contact_is_told_the_same_story_twice(network):
    rng = np.random.default_rng(1)
    for person in rng.integers(0, N, 200):
        degree = network.degree[person]
        begin = rng.integers(0, degree) if degree else 0
        hearers = network.some(np.array([person]), np.array([begin]), np.array([degree]))
        assert sorted(hearers) == network.of(np.array([person])).tolist()
