"""Luck has addresses: the same address gives the same number, and nobody's luck depends on anybody else's."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kstest

import sim
from sim.draws import LARGEST_SEED, Draws, Purpose
from sim.scenario import ScenarioError

PEOPLE = 100_000
FOLDER = Path(sim.__file__).parent
BORN_WITH = [purpose for purpose in Purpose if purpose.stream <= 5]


@pytest.fixture(scope="module")
def luck():
    """Everybody's number for every purpose in one month of one world: (purposes, people)."""
    draws = Draws(7, PEOPLE)
    return np.stack([draws.uniform(purpose, 3) for purpose in Purpose])


def test_the_same_address_gives_the_same_number():
    once, again = (Draws(11, 500).uniform(Purpose.LEAVE, 5, slot=2) for _ in range(2))
    np.testing.assert_array_equal(once, again)


def test_the_order_of_reading_changes_no_number():
    forwards, backwards = Draws(11, 50), Draws(11, 50)
    addresses = [(purpose, month) for purpose in Purpose for month in (-2, 0, 3)]
    first = {address: forwards.uniform(*address) for address in addresses}
    second = {address: backwards.uniform(*address) for address in reversed(addresses)}
    for address in addresses:
        np.testing.assert_array_equal(first[address], second[address])


@pytest.mark.parametrize("purpose", Purpose)
def test_one_more_person_leaves_everybody_elses_numbers_alone(purpose):
    np.testing.assert_array_equal(Draws(3, 1001).uniform(purpose, 4)[:-1], Draws(3, 1000).uniform(purpose, 4))


@pytest.mark.parametrize("purpose", [Purpose.LEAVE, Purpose.JOIN])
def test_a_person_has_the_same_number_however_they_are_asked_for(purpose):
    draws, who = Draws(3, 100), np.array([99, 0, 7])
    everybody = draws.uniform(purpose, 4)
    np.testing.assert_array_equal(draws.uniform(purpose, 4, who), everybody[who])
    np.testing.assert_array_equal(draws.uniform(purpose, 4, slice(7)), everybody[:7])
    np.testing.assert_array_equal(draws.uniform(purpose, 4, slice(3, 7)), everybody[3:7])
    assert draws.uniform(purpose, 4, 42) == everybody[42]


def test_members_of_staff_may_outnumber_the_market():
    assert len(Draws(3, 10).uniform(Purpose.STAFF_QUITS, 0, slice(25))) == 25


@pytest.mark.parametrize("other", [{"seed": 8}, {"month": 1}, {"month": -1}, {"slot": 1}, {"slot": 255}])
def test_every_part_of_an_address_counts(other):
    address = {"seed": 7, "month": 0, "slot": 0} | other
    here = Draws(7, PEOPLE).uniform(Purpose.FAILURE)
    there = Draws(address["seed"], PEOPLE).uniform(Purpose.FAILURE, address["month"], slot=address["slot"])
    assert abs(np.corrcoef(here, there)[0, 1]) < 4 / np.sqrt(PEOPLE)


def test_two_purposes_are_uncorrelated_for_every_pair(luck):
    correlation = np.corrcoef(luck)
    apart = np.abs(correlation[np.triu_indices(len(Purpose), 1)])
    assert len(apart) == len(Purpose) * (len(Purpose) - 1) / 2
    assert apart.max() < 4 / np.sqrt(PEOPLE)


def test_two_purposes_are_uncorrelated_in_their_spread_too(luck):
    spread = np.abs(np.corrcoef((luck - 0.5) ** 2)[np.triu_indices(len(Purpose), 1)])
    assert spread.max() < 4 / np.sqrt(PEOPLE)


def test_neighbours_are_uncorrelated(luck):
    for numbers in luck:
        assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 4 / np.sqrt(PEOPLE)


def test_a_person_is_not_lucky_month_after_month():
    draws = Draws(7, 2000)
    months = np.stack([draws.uniform(Purpose.LEAVE, month) for month in range(-24, 60)])
    apart = np.abs(np.corrcoef(months)[np.triu_indices(len(months), 1)])
    assert apart.max() < 5 / np.sqrt(2000)      # 3,486 pairs: the largest of so many comes close to 4 standard errors
    assert apart.mean() == pytest.approx(np.sqrt(2 / np.pi / 2000), rel=0.05)


@pytest.mark.parametrize("purpose", Purpose)
def test_luck_is_uniform(luck, purpose):
    numbers = luck[list(Purpose).index(purpose)]
    assert kstest(numbers, "uniform").pvalue > 1e-4
    assert numbers.mean() == pytest.approx(0.5, abs=4 / np.sqrt(12 * PEOPLE))


@pytest.mark.parametrize("purpose", [Purpose.CONTACT_FAR, Purpose.CONTACT_WHO, Purpose.FAILURE, Purpose.QUESTION,
                                     Purpose.LEAVE, Purpose.HANDLE_TIME, Purpose.SOLVED, Purpose.CONTACT_AGAIN])
def test_luck_is_never_0_or_1(monkeypatch, purpose):
    numbers = np.array([0, 2**64 - 1], np.uint64)
    monkeypatch.setattr(Draws, "_read", lambda *_: numbers)
    lowest, highest = Draws(1, 2).uniform(purpose)
    assert 0 < lowest < 1e-4 and 1 - 1e-4 < highest < 1
    assert lowest == 1 - highest


def test_every_purpose_has_an_address_of_its_own():
    assert len(Purpose.__members__) == len(list(Purpose)) == len({purpose.value for purpose in Purpose})


def test_no_two_purposes_of_a_stream_share_a_bit():
    bits = Counter()
    for purpose in Purpose:
        for bit in range(64):
            bits[purpose.stream, bit] += (purpose.mask << purpose.shift) >> bit & 1
    assert max(bits.values()) == 1


def test_what_happens_to_few_people_a_month_is_decided_by_many_values():
    assert min(purpose.mask for purpose in (Purpose.FAILURE, Purpose.LEAVE, Purpose.JOIN, Purpose.REFER,
                                            Purpose.GOOD_STORY, Purpose.VIRAL_POST)) >= 2**21 - 1


def test_a_row_for_each_slot_is_what_each_slot_gives():
    draws, who = Draws(3, 40), np.array([5, 0, 39])
    rows = draws.uniform(Purpose.SOLVED, 2, who, range(3))
    assert rows.shape == (3, 3)
    for slot in range(3):
        np.testing.assert_array_equal(rows[slot], Draws(3, 40).uniform(Purpose.SOLVED, 2, who, slot))


@pytest.mark.parametrize("purpose", [Purpose.LEAVE, Purpose.JOIN, Purpose.FAILURE, Purpose.SOLVED, Purpose.CONTACT_WHO])
@pytest.mark.parametrize("most", [0.0, 1e-9, 0.003, 0.5, 1.0, 1.5])
def test_nobody_whose_luck_is_below_a_bound_is_left_out_and_few_others_are_let_in(purpose, most):
    draws = Draws(5, 5000)
    let_in, luck = draws.below(purpose, 1, most), draws.uniform(purpose, 1)
    assert let_in[luck < most].all()
    assert not let_in[luck > most + 2 * purpose.step].any()


def _used(*files):
    found = Counter()
    for file in files:
        found.update(re.findall(r"\bPurpose\.(\w+)", (FOLDER / file).read_text(encoding="utf-8")))
    return found


def test_every_purpose_is_used_in_exactly_one_place():
    used = _used("lives.py", "firm.py", "desk.py", "population.py", "network.py")
    assert used == dict.fromkeys(Purpose.__members__, 1)


def test_neither_scheduler_draws_what_happens_to_people():
    assert not _used("reference.py") and not _used("model.py")


def test_no_other_file_of_the_engine_draws_numbers():
    elsewhere = {path.name for path in FOLDER.rglob("*.py") if "Purpose" in path.read_text(encoding="utf-8")}
    assert elsewhere == {"draws.py", "lives.py", "firm.py", "desk.py", "population.py", "network.py",
                         "claims.py", "trace.py"}      # these look at what the engine drew


def test_traits_are_read_in_month_0_only():
    source = "".join((FOLDER / file).read_text(encoding="utf-8") for file in ("population.py", "network.py"))
    assert {purpose.name for purpose in BORN_WITH} <= set(re.findall(r"\bPurpose\.(\w+)", source))
    assert "month" not in " ".join(re.findall(r"draws\.uniform\((.*)\)", source))


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 1.0, True, "1", None])
def test_a_seed_that_is_no_seed_is_refused(seed):
    with pytest.raises(ScenarioError) as refused:
        Draws(seed, 10)
    assert str(refused.value) == (
        f"seed = {seed!r} is out of range; allowed: whole number from 0 to 9223372036854775807")


@pytest.mark.parametrize("seed", [0, LARGEST_SEED])
def test_the_smallest_and_the_largest_seed_are_worlds(seed):
    assert 0 < Draws(seed, 1).uniform(Purpose.LEAVE)[0] < 1
