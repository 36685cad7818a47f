"""Steps 1 to 4 of the month: expectation, failures, voice, and what happens at the desk as one person sees it."""

import numpy as np
import pytest
from scipy.special import ndtri

from sim.behaviour import PHASES, answers, expectation, failures, voice
from sim.behaviour.failures import MAJOR, MINOR, NO_PROBLEM
from sim.behaviour.voice import IN_PUBLIC, SILENT, TO_DESK
from sim.scenario import checked

GRID = np.linspace(0.001, 0.999, 999)


def _one(*values):
    return np.array(values, dtype=float)


def test_the_month_has_twelve_steps_in_order():
    assert len(PHASES) == len(set(PHASES)) == 12
    assert PHASES[0] == "calendar" and PHASES[-1] == "ledger"
    assert PHASES.index("desk") < PHASES.index("satisfaction") < PHASES.index("leaving") < PHASES.index("joining")


# -- 1 expectation -----------------------------------------------------------------------------------------------


def _adapted(expected, quality, speed=0.1, **changes):
    return expectation.adapted(expected, quality, checked({"expectation_speed": speed, "promise": 0} | changes))


def test_expectation_moves_a_tenth_of_the_way():
    assert _adapted(_one(60, 90, 80), 80).tolist() == pytest.approx([62, 89, 80])


def test_a_surprise_has_worn_off_by_half_after_seven_months():
    expected = _one(60)
    surprise = []
    for _ in range(7):
        expected = _adapted(expected, 80)
        surprise.append(80 - expected[0])
    assert surprise[5] > 10 > surprise[6]            # ln 2 / -ln 0.9 = 6.6 months
    assert surprise[6] == pytest.approx(20 * 0.9**7)


@pytest.mark.parametrize(("speed", "then"), [(0, 60), (0.5, 70)])
def test_expectation_that_never_or_half_adapts(speed, then):
    assert _adapted(_one(60), 80, speed).tolist() == [then]


def test_what_is_delivered_raises_what_is_expected():
    assert (np.diff([_adapted(_one(50), quality)[0] for quality in range(0, 101, 10)]) > 0).all()


@pytest.mark.parametrize(("promise", "weight", "expected"), [
    (0, 0.5, 80), (20, 0.5, 90), (-20, 0.5, 70), (40, 0.5, 100), (40, 0, 80), (40, 2, 100), (-20, 2, 40)])
def test_a_promise_moves_what_people_expect_within_0_and_100(promise, weight, expected):
    assert expectation.promised(80, checked({"promise": promise, "promise_weight": weight})) == expected


def test_a_promise_is_the_place_towards_which_experience_moves():
    assert _adapted(_one(60), 80, promise=20, promise_weight=0.5).tolist() == [63]
    assert _adapted(_one(90), 80, promise=20, promise_weight=0.5).tolist() == [90]


def test_an_empty_promise_never_stops_disappointing():
    expected = _one(70)
    for _ in range(200):
        expected = _adapted(expected, 70, promise=20, promise_weight=0.5)
    assert expected[0] == pytest.approx(80)


# -- 2 failures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quality", "rate"), [(70, 1.2), (80, 0.845625), (60, 1.702881)])   # times exp(-+0.35)
def test_the_yearly_rate_of_problems_falls_with_quality(quality, rate):
    inputs = checked({"failure_rate": 1.2, "failure_sensitivity": 0.35})
    found = failures.failure_probability(_one(1, 2), quality, inputs)
    assert found == pytest.approx(1 - np.exp(-rate / 12 * _one(1, 2)), rel=1e-6)


def test_without_sensitivity_quality_makes_no_difference_to_problems():
    inputs = checked({"failure_sensitivity": 0})
    chances = [failures.failure_probability(_one(1), quality, inputs)[0] for quality in (0, 50, 100)]
    assert len(set(chances)) == 1


def test_a_product_that_never_fails_has_no_problems():
    inputs = checked({"failure_rate": 0})
    assert (failures.failure_probability(10 * GRID, 0, inputs) == 0).all()
    assert (failures.problems(GRID, GRID, GRID, 10 * GRID, 0, inputs) == NO_PROBLEM).all()


def test_who_uses_more_meets_more_problems():
    chances = failures.failure_probability(_one(0, 0.5, 1, 2, 9), 70, checked({"failure_rate": 1.2}))
    assert chances[0] == 0 and (np.diff(chances) > 0).all()


@pytest.mark.parametrize(("spend", "share"), [(0, 0), (0.43, 0.379272), (0.86, 0.518799)])   # 0.6 * (1 - e**-1, e**-2)
def test_quality_control_finds_more_the_more_it_costs_but_less_and_less(spend, share):
    inputs = checked({"quality_control": spend, "interception_most": 0.6, "interception_scale": 0.43})
    assert failures.intercepted_share(inputs) == pytest.approx(share, abs=1e-6)


def test_only_minor_problems_are_intercepted():
    inputs = checked({"failure_rate": 1.2, "major_share": 0.25, "quality_control": 0.43,
                      "interception_most": 0.6, "interception_scale": 0.43})    # chance 0.0952, intercepted 0.379
    met = failures.problems(_one(0.05, 0.05, 0.05, 0.2), _one(0.1, 0.9, 0.9, 0.1), _one(0.1, 0.1, 0.9, 0.9),
                            np.ones(4), 70, inputs)
    assert met.tolist() == [MAJOR, NO_PROBLEM, MINOR, NO_PROBLEM]


def test_whoever_meets_a_problem_at_high_quality_also_meets_it_at_low():
    rng = np.random.default_rng(1)
    luck = rng.random((3, 5000))
    inputs, usage = checked({"failure_rate": 6}), rng.exponential(size=5000)
    found = np.stack([failures.problems(*luck, usage, quality, inputs) for quality in (40, 60, 80, 100)])
    assert (np.diff(found, axis=0) <= 0).all()
    assert (np.diff((found > 0).sum(axis=1)) < 0).all()


def test_whatever_strict_quality_control_lets_through_lax_control_lets_through_too():
    luck = np.random.default_rng(2).random((3, 5000))
    lax, strict = (failures.problems(*luck, np.ones(5000), 60, checked({"failure_rate": 6, "quality_control": spend}))
                   for spend in (0, 5))
    assert (strict <= lax).all()
    assert (lax == MAJOR).sum() == (strict == MAJOR).sum()
    assert (strict == MINOR).sum() < (lax == MINOR).sum()


def test_outages_hit_their_shares_side_by_side_and_nobody_twice():
    hit = failures.hit_by_outages(_one(0.05, 0.29, 0.31, 0.45, 0.51, 0.99), ((0.3, 100), (0.2, 700)))
    assert hit.tolist() == [100, 100, 700, 700, -1, -1]


def test_without_an_outage_nobody_is_hit_and_a_total_one_hits_everybody():
    assert (failures.hit_by_outages(GRID, ()) == -1).all()
    assert (failures.hit_by_outages(GRID, ((0.0, 5),)) == -1).all()
    assert (failures.hit_by_outages(GRID, ((1.0, 5), (0.5, 9))) == 5).all()


# -- 3 voice -----------------------------------------------------------------------------------------------------


def test_half_complain_to_the_desk_and_some_in_public():
    inputs = checked({"voiced_share": 0.5, "public_share": 0.25, "complaint_ease": 1})
    assert voice.voice(_one(0.1, 0.49, 0.5, 0.74, 0.75, 0.99), inputs).tolist() == [
        TO_DESK, TO_DESK, IN_PUBLIC, IN_PUBLIC, SILENT, SILENT]


def test_whoever_complains_still_does_when_complaining_is_easier():
    for low, high in (({"voiced_share": 0.3}, {"voiced_share": 0.6}), ({"complaint_ease": 0}, {"complaint_ease": 2})):
        hard, easy = (voice.voice(GRID, checked(each)) == TO_DESK for each in (low, high))
        assert (easy | ~hard).all() and easy.sum() > hard.sum()


@pytest.mark.parametrize(("share", "ease", "voiced"), [
    (0.5, 0, 0), (0.5, 0.25, 0.25), (0.5, 1, 0.5), (0.5, 2.25, 0.75), (0.75, 2.25, 0.75)])
def test_ease_of_complaining_works_by_its_square_root_and_ends_at_three_quarters(share, ease, voiced):
    said = voice.voice(GRID, checked({"voiced_share": share, "complaint_ease": ease, "public_share": 0.1}))
    assert (said == TO_DESK).sum() == pytest.approx(1000 * voiced, abs=1)
    assert (said == IN_PUBLIC).sum() == pytest.approx(100, abs=1)


def test_public_posts_that_are_seen_and_silence_that_a_survey_breaks_are_heard():
    inputs = checked({"social_listening": 0.5, "surveys": 6, "survey_response": 0.4})     # surveyed: 0.5 * 0.4
    said = np.array([IN_PUBLIC, IN_PUBLIC, SILENT, SILENT, TO_DESK])
    heard = voice.is_heard(said, _one(0.4, 0.6, 0.1, 0.1, 0.1), _one(0.1, 0.1, 0.19, 0.21, 0.1), inputs)
    assert heard.tolist() == [True, False, True, False, False]


def test_a_company_that_does_not_listen_hears_nobody():
    inputs = checked({"social_listening": 0, "surveys": 0})
    for said in (SILENT, TO_DESK, IN_PUBLIC):
        assert not voice.is_heard(np.full(999, said), GRID, GRID, inputs).any()


def test_nobody_says_anything_where_nobody_complains():
    assert (voice.voice(GRID, checked({"voiced_share": 0, "public_share": 0})) == SILENT).all()


@pytest.mark.parametrize(("rate", "share"), [(0, 0), (3.6, 0.259182), (12, 0.632121), (24, 0.864665)])
def test_questions_come_at_their_yearly_rate(rate, share):
    asked = voice.has_question(GRID, np.ones(999), checked({"question_rate": rate}))
    assert asked.sum() == int(1000 * share)          # luck 0.001, 0.002, ... below the probability


def test_who_uses_more_asks_more():
    inputs = checked({"question_rate": 3.6})
    asked = [voice.has_question(GRID, np.full(999, usage), inputs).sum() for usage in (0.0, 0.5, 1.0, 3.0)]
    assert asked[0] == 0 and asked == sorted(asked) and len(set(asked)) == 4


# -- 4 the desk, seen by one person ------------------------------------------------------------------------------


def test_a_contact_takes_as_much_work_as_its_luck_says():
    # exponential: the luck of exp(-1) is one mean, of 1/2 a mean times ln 2.
    work = answers.handle_seconds(np.exp([-1.0, -np.log(2), -2.0]), 54.0)
    assert work.tolist() == [3240, 2246, 6480]


def test_work_is_at_least_a_second_and_at_most_a_quarter_of_a_month():
    assert answers.handle_seconds(_one(1 - 1e-9, 1e-300), 480.0).tolist() == [1, 158_400]


def test_mean_work_is_the_stated_one():
    n = 200_000
    work = answers.handle_seconds((np.arange(n) + 0.5) / n, 30.0)
    assert work.mean() == pytest.approx(1800, rel=1e-4)


def test_patience_has_the_stated_median():
    inputs = checked({"patience": 24, "patience_spread": 1.2})
    assert answers.patience_seconds(_one(0), _one(0.5), inputs).tolist() == [86_400]


def test_a_patient_person_in_an_average_mood_waits_longer():
    inputs = checked({"patience": 24, "patience_spread": 1.2})
    seconds = answers.patience_seconds(_one(-1, 0, 1), _one(0.5, 0.5, 0.5), inputs)
    # 24 h times or divided by exp(1.2 * sqrt(1/2)) = 2.3362
    assert seconds.tolist() == pytest.approx([36_983, 86_400, 201_849], abs=10)


def test_patience_without_spread_is_the_same_for_everybody():
    inputs = checked({"patience": 2, "patience_spread": 0})
    assert set(answers.patience_seconds(_one(-3, 0, 3), _one(0.01, 0.5, 0.99), inputs).tolist()) == {7200}


def test_patience_spreads_as_stated_half_by_person_and_half_by_mood():
    rng, n = np.random.default_rng(1), 200_000
    person, inputs = ndtri(rng.random(n)), checked({"patience": 24, "patience_spread": 0.8})
    first, second = (np.log(answers.patience_seconds(person, rng.random(n), inputs)) for _ in range(2))
    assert first.std() == pytest.approx(0.8, abs=4 * 0.8 / np.sqrt(2 * n))
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.5, abs=4 * 0.75 / np.sqrt(n))


def test_patience_is_between_a_second_and_ten_months():
    inputs = checked({"patience": 176, "patience_spread": 3})
    assert answers.patience_seconds(_one(-9, 9), _one(1e-9, 1 - 1e-9), inputs).tolist() == [1, 6_336_000]


def test_a_contact_helps_as_often_as_stated():
    assert answers.solved_at_contact(_one(0.1, 0.67, 0.69), 0.68).tolist() == [True, True, False]


def test_trying_again_after_a_poor_answer_and_after_giving_up_are_apart():
    unhelped, gave_up = answers.contacts_again(
        _one(0.3, 0.6, 0.9), checked({"contacts_again": 0.8, "returns_after_giving_up": 0.5}))
    assert unhelped.tolist() == [True, True, False]
    assert gave_up.tolist() == [True, False, False]


def test_staff_sell_only_where_they_ask_and_have_helped():
    inputs = checked({"probing": 0.5, "probing_success": 0.1})          # 0.05 times a half and the skill
    good = np.array([True, True, True, False])
    assert answers.sells(_one(0.04, 0.049, 0.051, 0.001), good, 0.5, inputs).tolist() == [True, True, False, False]
    assert answers.sells(_one(0.07, 0.076, 0.01, 0.01), good, 1.0, inputs).tolist() == [True, False, True, False]
    assert not answers.sells(GRID, np.full(999, True), 1.0, checked({"probing": 0})).any()
