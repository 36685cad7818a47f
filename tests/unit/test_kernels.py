"""The compiled loops give what the same loops give uncompiled, to the last bit."""

import importlib.util
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import kernels, serving
from sim.calendar import MONTH, SECOND, contact_bits, event_tick
from sim.scenario import SECONDS_A_MONTH
from sim.serving import Cases, Queue


@pytest.fixture(scope="module")
def plain():
    """The same loops as they are where there is no Numba."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "numba", None)
        spec = importlib.util.spec_from_file_location("plain_kernels", kernels.__file__)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def test_the_loops_are_compiled_here_and_not_there(plain):
    assert kernels.numba is not None and plain.numba is None
    assert hasattr(kernels.by_arrival, "py_func") and not hasattr(plain.by_arrival, "py_func")


CONTACT = st.tuples(st.integers(0, SECONDS_A_MONTH - 1) | st.integers(0, 3000), st.integers(1, 5000),
                    st.integers(1, 5000) | st.integers(1, 500_000), st.integers(0, 7), st.booleans())


def _cases(rows, month):
    person = np.arange(len(rows)) + 100 * month
    second, work, patience, luck, preferred = np.array(rows, np.int64).reshape(len(rows), 5).T
    three = np.ones((1, 3), np.int64)
    return Cases(person, person % 3, (second + month * SECONDS_A_MONTH) * SECOND + contact_bits(person, month, 0),
                 preferred.astype(bool), patience[:, None] * three * SECOND, work[:, None] * three * SECOND,
                 luck[:, None] * three & [7, 7, 1])


@settings(max_examples=150)
@given(st.lists(CONTACT, max_size=30), st.lists(CONTACT, max_size=30), st.integers(0, 4), st.booleans(),
       st.lists(st.integers(0, SECONDS_A_MONTH - 1), max_size=2, unique=True))
def test_two_months_at_the_desk_are_the_same_compiled_and_not(plain, first, second, staff, ranked, going):
    told = []
    for loops in (kernels, plain):
        queue, tickets, served = Queue([0] * staff), [], []
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "sim.kernels", loops)
            patch.setattr("sim.kernels", loops)
            for month, rows in enumerate((first, second)):
                cases = _cases(rows, month)
                cases = cases._replace(preferred=cases.preferred & ranked)
                leaving = [event_tick(each, place, True) for place, each in enumerate(going)] if not month else []
                done = serving.serve(queue, cases, [], leaving, (month + 1) * MONTH, 900 * SECOND, tickets)
                served.append({name: np.array(each).tolist() for name, each in vars(done).items()})
        told.append((served, tickets, queue.free, queue.leaving, queue.line.tolist()))
    assert told[0] == told[1]


@settings(max_examples=100)
@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=6), min_size=10, max_size=10), st.randoms())
def test_what_contacts_hear_and_notice_is_the_same_compiled_and_not(plain, contacts, random):
    first = np.cumsum([0, *map(len, contacts)])
    contact = np.array([other for each in contacts for other in each], np.int32)
    strength = np.array([random.choice((0.625, 1.25)) for _ in contact], np.float32)
    who = np.array([random.randrange(10) for _ in range(5)])
    degree = np.diff(first)[who]
    begin = np.array([random.randrange(max(each, 1)) for each in degree])
    count = np.array([random.randint(0, each) for each in degree])
    heard, seen = np.zeros((2, 10)), np.zeros((2, 10))
    for place, loops in enumerate((kernels, plain)):
        loops.tell(heard[place], first, contact, who, begin, count)
        loops.notice(seen[place], first, contact, strength, who)
    np.testing.assert_array_equal(*heard)
    np.testing.assert_array_equal(*seen)
    assert heard[0].sum() == count.sum()
    assert seen[0].sum() == sum(strength[first[each]:first[each + 1]].sum() for each in who)


def test_a_layout_that_is_not_the_compiled_one_is_refused(monkeypatch):
    monkeypatch.setattr("sim.line.WAITED", 7)
    spec = importlib.util.spec_from_file_location("other_kernels", kernels.__file__)
    with pytest.raises(ImportError) as refused:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert str(refused.value).startswith("the layout of tables has changed: write it into ")
