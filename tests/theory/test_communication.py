"""Unasked messages: best at the published numbers a quarter, harmful beyond, better by the channel one likes."""

import numpy as np
import pytest

import sim
from sim.behaviour import communication, leaving, relationship
from sim.behaviour.answers import NO_CASE
from sim.metrics import yearly_churn
from sim.scenario import checked

SILENT = {"calls": 0, "emails": 0, "letters": 0, "relevance": 0.6}
IDEAL = {"calls": 3.0, "emails": 3.5, "letters": 9.5}
CHANNELS = ("calls", "emails", "letters")


def _effect(**sent):
    return communication.effect(checked(SILENT | sent))


def _retained(prefers, **sent):
    """Share of usual customers kept for two years, when nothing but messages and neglect is at work."""
    inputs = checked(SILENT | sent)
    welcome = np.array([communication.effect(inputs)[prefers]])
    nobody, feels, kept = np.zeros(1), np.full(1, 0.3), 1.0
    for _ in range(24):
        feels = relationship.indifference(feels, np.full(1, NO_CASE), nobody, nobody, nobody, welcome, inputs)
        kept *= np.exp(-leaving.neglected(np.full(1, 70.0), feels, np.full(1, 0.5), nobody, inputs)[0])
    return kept


@pytest.mark.parametrize("prefers", range(3))
@pytest.mark.parametrize("channel", CHANNELS)
def test_retention_is_highest_at_the_published_number_of_contacts_a_quarter(channel, prefers):
    sent = np.arange(0, 20.5, 0.5)
    kept = [_retained(prefers, **{channel: float(number)}) for number in sent]
    assert sent[int(np.argmax(kept))] == IDEAL[channel]


@pytest.mark.parametrize(("channel", "best"), [("calls", [3]), ("emails", [3, 4]), ("letters", [9, 10])])
def test_in_whole_contacts_that_is_3_calls_or_3_to_4_emails_or_9_to_10_letters(channel, best):
    sent = np.arange(0, 20)
    kept = np.array([_retained(0, **{channel: float(number)}) for number in sent])
    assert np.flatnonzero(np.isclose(kept, kept.max(), rtol=0, atol=1e-12)).tolist() == best


@pytest.mark.parametrize("channel", CHANNELS)
def test_twice_the_ideal_does_nothing_and_more_does_harm(channel):
    ideal = IDEAL[channel]
    assert _effect(**{channel: 2 * ideal}) == pytest.approx(0, abs=1e-12)
    none, double, too_many = (_retained(0, **{channel: number}) for number in (0.0, 2 * ideal, 2.1 * ideal))
    assert double == pytest.approx(none, rel=1e-12)
    assert too_many < none


def test_every_channels_effect_rises_to_the_ideal_and_falls_after():
    for channel in CHANNELS:
        numbers = IDEAL[channel] * np.linspace(0, 2.6, 27)
        steps = np.diff([_effect(**{channel: float(number)})[0] for number in numbers])
        assert (steps[:10] > 0).all() and (steps[10:] < 0).all()


def test_annoyance_has_a_floor():
    assert _effect(calls=20.0)[0] == pytest.approx(1.5 * -2 * 0.7)


def test_no_message_has_no_effect():
    assert (_effect() == 0).all()


@pytest.mark.parametrize(("prefers", "channel"), list(enumerate(CHANNELS)))
def test_the_channel_somebody_likes_counts_double(prefers, channel):
    effect = _effect(**{channel: IDEAL[channel]})
    others = [place for place in range(3) if place != prefers]
    assert effect[prefers] == pytest.approx(2 * effect[others[0]])
    assert effect[prefers] == pytest.approx(1.5 * 0.6)
    assert effect[others[0]] == effect[others[1]]


def _best(channel, **others):
    numbers = np.arange(0, 20.1, 0.1)
    fractions = [communication.fractions(checked(SILENT | others | {channel: float(each)})) for each in numbers]
    place = CHANNELS.index(channel)
    return numbers[int(np.argmin([abs(each[place] - 1) for each in fractions]))]


def test_other_channels_lower_the_ideal_by_a_tenth_for_each_contact():
    assert _best("calls") == pytest.approx(3.0)
    assert _best("calls", emails=1.0) == pytest.approx(2.7)
    assert _best("calls", emails=1.0, letters=1.0) == pytest.approx(2.4, abs=0.051)
    assert _best("letters", calls=2.0) == pytest.approx(9.5 * 0.81, abs=0.051)


def test_without_crowding_channels_do_not_meet():
    both = _effect(calls=3.0, emails=3.5, channel_crowding=0)
    assert both == pytest.approx(_effect(calls=3.0) + _effect(emails=3.5))


def test_the_best_of_all_channels_together_is_less_than_each_alone():
    together = _effect(calls=3.0, emails=3.5, letters=9.5)
    assert (together < _effect(calls=3.0)).all()


def test_relevance_makes_messages_welcome_and_halves_what_annoys():
    relevances = (0.05, 0.3, 0.6, 1.0)
    welcome = [_effect(emails=1.0, relevance=each)[0] for each in relevances]
    annoying = [_effect(emails=30.0, relevance=each)[0] for each in relevances]
    assert welcome == sorted(welcome) and welcome[0] < welcome[-1]
    assert annoying == sorted(annoying) and annoying[0] < annoying[-1] < 0


def test_more_relevant_messages_may_be_more_frequent():
    assert [_best("emails", relevance=each) for each in (0.15, 0.6)] == pytest.approx([1.75, 3.5], abs=0.051)


def test_messages_beside_the_point_are_not_welcome_but_too_many_of_them_still_annoy():
    assert _effect(emails=0.5, relevance=0) == pytest.approx(0)
    assert (_effect(emails=10.0, relevance=0) < 0).all()


def test_nobody_opts_out_up_to_the_ideal():
    luck = np.full(1, 1e-9)
    assert not communication.opts_out(luck, checked(SILENT | {"emails": 3.5})).any()
    assert communication.opts_out(luck, checked(SILENT | {"emails": 3.6})).all()


def test_at_twice_the_ideal_five_percent_a_month_opt_out():
    luck = (np.arange(100_000) + 0.5) / 100_000
    gone = communication.opts_out(luck, checked(SILENT | {"emails": 7.0, "opt_out_rate": 0.05})).mean()
    assert gone == pytest.approx(1 - np.exp(-0.05), abs=1e-5)


def test_in_a_run_those_who_opted_out_cost_nothing_more_and_nobody_opts_in_again():
    still = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
             "return_rate": 0, "relevance_cost": 0}
    company = sim.load("broadband").scaled(2000).changed(months=12, burn_in=0, **still)
    run = sim.run(company.changed(emails=7.0, letters=0.0, relevance=0.6, opt_out_rate=0.3), seed=1)
    customers, a_month = run.columns["customers"][0], 7.0 * company.plan.email_cost / 3
    reached = run.columns["communication_cents"] / 100 / a_month
    # Everybody gets the first month's; then a share of exp(-0.3) goes on.
    assert reached[0] == pytest.approx(customers, abs=1)
    expected = customers * np.exp(-0.3 * np.arange(12))
    assert (np.abs(reached - expected) < 4 * np.sqrt(expected * (1 - expected / customers) + 1)).all()
    assert run.people.opted_out.sum() > reached[-1]


def test_in_a_run_those_who_opted_out_are_no_longer_annoyed():
    still = {"hazard_level": 0, "unavoidable_churn": 0, "acquisition_reach": 0, "imitation": 0, "referral_rate": 0,
             "return_rate": 0}
    company = sim.load("broadband").scaled(2000).changed(months=24, burn_in=0, letters=0, emails=0, **still)
    none, leaves_be, harasses = (sim.run(company.changed(**change), seed=1).columns["indifference"][-1] for change in (
        {}, {"emails": 12.0, "opt_out_rate": 1.0}, {"emails": 12.0, "opt_out_rate": 0.0}))
    assert leaves_be == pytest.approx(none, abs=0.03)
    assert harasses > none + 0.2


@pytest.mark.slow
def test_over_contact_lowers_retention_below_no_contact_and_the_ideal_raises_it_over_worlds():
    company = sim.load("broadband").changed(calls=0, emails=0, letters=0, relevance=0.6)
    churn = np.array([[yearly_churn(sim.run(company.changed(calls=calls), seed=seed).columns)
                       for calls in (0.0, 3.0, 12.0)] for seed in range(1, 13)])
    for better, worse in ((1, 0), (0, 2)):
        difference = churn[:, worse] - churn[:, better]
        assert difference.mean() > 4 * difference.std(ddof=1) / np.sqrt(len(difference))
