"""What the play control is given, and what it says of each month."""

import pytest

import sim
from ui import charts, play


@pytest.fixture
def given(monkeypatch):
    """Catch what would be sent to the browser."""
    sent = []
    monkeypatch.setattr(play, "_CONTROL", lambda **sending: sent.append(sending))
    monkeypatch.setattr(play.st, "html", lambda text: None)
    return sent


def test_the_control_sends_everything_that_playing_needs_once(given):
    play.control("ripple", steps=range(5), label="Day", sentences=list("abcde"), charts=["ripple"])
    assert given == [{"key": "play_ripple", "data": {
        "first": 0, "sentences": ["a", "b", "c", "d", "e"], "charts": ["ripple"], "until": "until", "beyond": 1000,
        "paces": {"slow": 1, "normal": 4, "fast": 12}, "usual": "normal", "at": "Day {step} of 4",
        "words": {"name": "Watch it happen", "play": "Play", "pause": "Pause", "back": "One day back",
                  "on": "One day on", "scrubber": "Up to which day", "speed": "Speed", "slow": "Slow",
                  "normal": "Normal", "fast": "Fast",
                  "help": "Shows how it comes about, one day after the other. Nothing is computed again."}}}]


@pytest.mark.parametrize(("steps", "sentences"), [(range(1, 4), 2), (range(0, 6, 2), 3), (range(999, 1002), 3)])
def test_steps_without_a_sentence_each_or_beyond_what_charts_know_are_refused(given, steps, sentences):
    with pytest.raises(ValueError, match="sentences for range"):
        play.control("ripple", steps=steps, label="Day", sentences=["told"] * sentences, charts=["ripple"])
    assert given == []


def test_a_month_is_told_in_words_for_both_plans(answered):
    told = charts.month_by_month(answered(luck=0, told_bad=40, prospects_lost_to_word_of_mouth=3, customers=7,
                                          profit_cents=6_500_000))
    assert len(told) == 60
    assert told[22] == ("Month 23: today's plan has 100 customers and earns \u20ac1, "
                        "the new plan 100 and \u20ac65,000. In this month a bad story is told 100 and 40 times. "
                        "So far, 2,300 and 69 people have not come because of one.")


def test_two_plans_that_are_the_same_are_told_as_one(answered):
    told = charts.month_by_month(answered(scenario=sim.load("broadband"), luck=0, told_bad=1))
    assert told[0] == ("Month 1: both plans have 100 customers and earn \u20ac1. "
                       "In this month a bad story is told once. "
                       "So far, 100 people have not come because of one.")
