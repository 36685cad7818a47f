"""What is kept of worlds: by address, in bytes, the longest unused going first."""

import pickle

import numpy as np
import pytest

from sim.experiments import Outcome
from ui.kept import Kept, size


def _outcome(seed=1, months=60):
    return Outcome(seed, {"customers": np.arange(months), "morale": np.ones(months)}, {"customers": 5.0})


def test_the_bytes_are_those_of_all_that_is_kept():
    kept = Kept()
    kept.put(("a",), _outcome())
    kept.put(("a",), _outcome())
    kept.put(("b",), _outcome(months=120))
    assert kept.bytes == size(_outcome()) + size(_outcome(months=120))


def test_the_size_of_an_outcome_is_about_what_it_takes_to_send_it():
    assert size(_outcome(months=600)) == pytest.approx(len(pickle.dumps(_outcome(months=600))), rel=0.2)


def test_what_was_used_longest_ago_and_is_not_wanted_goes_first():
    kept = Kept()
    for name in "abc":
        kept.put((name,), _outcome())
    kept.get(("a",))
    assert kept.drop(lambda address: address == ("b",))
    assert [name for name in "abc" if (name,) in kept] == ["a", "b"]


def test_nothing_goes_when_all_is_wanted():
    kept = Kept()
    kept.put(("a",), _outcome())
    assert not kept.drop(lambda _: True)
    assert ("a",) in kept
