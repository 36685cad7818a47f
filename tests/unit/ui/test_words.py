"""The texts: complete, all of them used, plain, and ready for other languages."""

import ast
import re
import string
from pathlib import Path

import pytest

import sim
from sim.curves import NAMES
from sim.metrics import CAUSES, COST_LINES
from sim.scenario import LEVER
from ui import charts, words
from ui.answer import ALL_MEASURES, TILES
from ui.words import PLURALS, Words, choices, explain, label, listed, say, support

ROOT = Path(__file__).resolve().parents[3]
DECLARED = list(sim.declarations().values())
CHOICES = [each for each in DECLARED if choices(each)]
PYTHON = [path for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]
CODE = "\n".join(path.read_text("utf-8") for path in PYTHON)


def _all_texts():
    for key, text in say.texts.items():
        for form in text.values() if isinstance(text, dict) else [text]:
            yield key, form


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.key)
def test_every_input_has_a_label_a_unit_and_a_help_with_its_support(declared):
    unit = "" if declared in CHOICES else f" ({words.unit(declared)})"
    assert label(declared) == say(f"inputs.{declared.key}.label") + unit
    assert explain(declared).endswith(f"How well supported: {support(declared)}.")
    assert (f"inputs.{declared.key}.cost" in say) == (declared.role == LEVER)


def test_the_inputs_stand_in_the_order_in_which_they_are_declared_and_no_other_does():
    assert say.under("inputs") == list(sim.declarations())


def test_no_two_inputs_have_the_same_label():
    labels = [say(f"inputs.{each.key}.label") for each in DECLARED]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("declared", CHOICES, ids=lambda each: each.key)
def test_a_choice_has_a_name_for_each_of_its_numbers(declared):
    numbers = range(len(choices(declared)))
    assert declared.whole
    assert say.under(f"choices.{declared.unit}") == [str(number) for number in numbers]
    assert (declared.low, declared.high, declared.step) == (0, numbers[-1], 1)
    assert len(set(choices(declared))) == len(numbers)
    assert f"inputs.{declared.key}.unit" not in say


def test_every_choice_that_has_names_belongs_to_an_input():
    assert set(say.under("choices")) == {each.unit for each in CHOICES}


def test_a_choice_says_what_its_numbers_stand_for_where_its_unit_is_asked_for():
    assert words.unit(sim.declarations()["gestures_bundled"]) == "0 = No, 1 = Yes"


def test_the_industries_stand_in_the_order_of_their_curves():
    named = [name.lower().replace(" ", "_") for name in choices(sim.declarations()["tenure_curve"])]
    assert named == ["steady_growth", *NAMES[1:]]


def test_every_group_that_is_folded_away_has_a_name_and_no_other_has():
    assert set(say.under("groups")) == {each.group for each in DECLARED} - {"first"}


def test_every_unit_that_an_input_does_not_name_itself_has_a_name():
    needed = {each.unit for each in DECLARED if each not in CHOICES and f"inputs.{each.key}.unit" not in say}
    assert needed <= set(say.under("units"))


def test_an_input_that_is_not_assumed_names_its_source():
    assert [each.key for each in DECLARED if each.grade != "assumed" and f"sources.{each.source}" not in say] == []


def test_no_source_is_named_that_no_input_rests_on():
    assert set(say.under("sources")) <= {each.source for each in DECLARED}


def test_an_assumed_value_says_so_and_a_published_one_names_who_stands_behind_it():
    assert support(sim.declarations()["service_quality"]) == (
        "assumed, a plausible value to be replaced by your own figures")
    assert support(sim.declarations()["told_spread"]) == "published: Technical Assistance Research Programs, 1981"


def test_every_cause_tile_measure_and_cost_line_has_its_text():
    assert set(say.under("reasons.cause")) == set(say.under("charts.causes_short")) == set(CAUSES)
    assert set(say.under("reasons.line")) == {"revenue_cents", *COST_LINES}
    assert set(TILES) < set(say.under("tiles"))
    assert set(say.under("exact.measure")) == set(ALL_MEASURES)
    assert set(charts.SPECS["light"]) < set(say.under("charts"))


@pytest.mark.parametrize(("parts", "text"), [
    ([], ""), (["this"], "this"), (["this", "that"], "this and that"), (iter("abc"), "a, b and c")])
def test_parts_of_a_sentence_are_listed_with_a_word_before_the_last(parts, text):
    assert listed(parts) == text


def _asked_for():
    """Give every text in the code that could be a key, as a pattern: what a placeholder stands for may be anything."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                if any(re.search(r"\w\\\.|\\\.\w", part) for part in parts):
                    yield re.compile("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield re.compile(re.escape(node.value))


def test_every_text_is_used_somewhere():
    asked = list(_asked_for())
    unused = [key for key in say.texts if not any(each.fullmatch(key) for each in asked)]
    assert unused == []


def test_every_text_asked_for_by_its_full_key_exists():
    full = re.findall(r'say\("([\w.]+)"[,)]', CODE)
    assert len(full) > 40
    assert [key for key in full if key not in say] == []


@pytest.mark.parametrize(("key", "text"), list(_all_texts()), ids=lambda each: each if "." in each else None)
def test_a_text_is_plain(key, text):
    assert "!" not in text
    assert "$" not in text
    assert not re.search("[\U0001f000-\U0001faff\u2600-\u27bf]", text)
    assert text == text.strip() or key == "reasons.joiner"


def test_placeholders_have_names():
    fields = {name for _, text in _all_texts() for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    assert all(name.isidentifier() for name in fields)


def test_a_count_takes_its_plural_form():
    assert say("aside.more", n=1) == "and one more"
    assert say("aside.more", n=7) == "and 7 more"


@pytest.mark.parametrize(("language", "forms"), [
    ("en", {0: "other", 1: "one", 2: "other", 1.5: "other"}),
    ("et", {0: "other", 1: "one", 2: "other"}),
    ("fr", {0: "one", 1: "one", 1.5: "one", 2: "other"}),
    ("pt", {0: "one", 1: "one", 2: "other"}),
    ("pl", {1: "one", 2: "few", 5: "many", 12: "many", 22: "few", 25: "many", 112: "many", 1.5: "other"}),
])
def test_other_languages_have_their_plural_rules(language, forms):
    assert {n: PLURALS[language](n) for n in forms} == forms


def test_a_missing_text_is_an_error_and_not_a_blank():
    with pytest.raises(KeyError):
        say("no.such.text")


def test_the_words_of_a_language_come_from_its_folder_alone():
    assert Words("en").texts == say.texts
