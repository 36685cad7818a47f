"""The page "Evidence": documents read strictly, numbers found and told, ways told and drawn."""

import re

import pytest

import sim
from sim import mechanisms
from sim.scenario import GRADES, LEVER, keys
from ui.charts import INK
from ui.evidence import charts, documents, told
from ui.evidence.documents import UnreadableError, sources_of, versions_of
from ui.evidence.told import Wanted
from ui.links import Opened
from ui.words import say

DECLARED = sim.declarations()
BROADBAND = sim.load("broadband")
HEAD = "| Key | Grade | Reference | What the model takes from it | How known |\n|---|---|---|---|---|\n"
ROW = "| Some2001 | published | Somebody: Something, 2001 | Something. | table |\n"


# -- documents -----------------------------------------------------------------------------------------------


def test_every_input_has_a_full_reference_with_the_grade_and_what_was_seen_of_it():
    for declared in DECLARED.values():
        source = documents.sources()[declared.source]
        assert source.grade in GRADES
        assert source.reference
        assert f"evidence.closer.known_as.{source.known}" in say


def test_the_sources_are_all_rows_of_the_page():
    page = documents.SOURCES.read_text("utf-8")
    rows = re.findall(r"^\| (\w+) \| (?:measured|published|folk|assumed) \|", page, re.MULTILINE)
    assert list(documents.sources()) == rows


@pytest.mark.parametrize(("page", "problem"), [
    ("", "sources.md: no sources"),
    (HEAD + ROW + "| Other2002 | published | Somebody |\n", "sources.md, line 4: not a row of 5 filled cells"),
    (HEAD + ROW.replace("Something.", " "), "sources.md, line 3: not a row of 5 filled cells"),
    (HEAD + ROW.replace("Some2001", "see below"), "sources.md, line 3: not a row of 5 filled cells"),
    (HEAD + ROW + ROW, "sources.md, line 4: Some2001 is explained twice"),
])
def test_sources_written_otherwise_are_refused(page, problem):
    with pytest.raises(UnreadableError) as refused:
        sources_of(page)
    assert str(refused.value) == problem


def test_the_versions_of_the_changelog_come_newest_first_with_what_moves_numbers():
    versions = documents.versions()
    assert versions[0].number == sim.MODEL_VERSION
    assert versions[-1].number == "1.0"
    assert not versions[-1].moved
    assert versions[-1].note == "Nothing yet: this version is the first."
    assert {each.number: len(each.moved) for each in versions}["2.0"] == 8
    page = " ".join(documents.CHANGES.read_text("utf-8").split())
    for version in versions:
        assert version.text
        assert all(text in page for text in (*version.text, *version.moved))


def test_a_version_is_read_with_its_paragraphs_and_its_items():
    page = "# Changelog\n\n## 1.2\n\nOne\ntwo.\n\nThree, [here](x.md).\n\n### Changes numbers\n\n- a: 1\n  to 2\n- b\n"
    (version,) = versions_of(page)
    assert (version.number, version.text, version.moved) == ("1.2", ("One two.", "Three, here."), ("a: 1 to 2", "b"))


@pytest.mark.parametrize(("page", "problem"), [
    ("# Changelog\n", "CHANGELOG.md: no versions, or not the newest first"),
    ("## 1.0\n\nA.\n", "CHANGELOG.md: ## 1.0 is not a version with what changes numbers"),
    ("## Soon\n\nA.\n\n### Changes numbers\n\n- b\n",
     "CHANGELOG.md: ## Soon is not a version with what changes numbers"),
    ("## 1.0\n\nA.\n\n### Changes numbers\n", "CHANGELOG.md: ## 1.0 does not say what changes numbers"),
    ("## 1.0\n\nA.\n\n### More\n\n### Changes numbers\n\n- b\n",
     "CHANGELOG.md: ## 1.0 is not a version with what changes numbers"),
    ("## 1.0\n\nA.\n\n### Changes numbers\n\n- b\n\n## 1.1\n\nA.\n\n### Changes numbers\n\n- b\n",
     "CHANGELOG.md: no versions, or not the newest first"),
])
def test_a_changelog_written_otherwise_is_refused(page, problem):
    with pytest.raises(UnreadableError) as refused:
        versions_of(page)
    assert str(refused.value) == problem


# -- the summary ---------------------------------------------------------------------------------------------


def test_the_summary_counts_every_number_once():
    said = told.verdict()
    counts = [sum(each.grade == grade for each in DECLARED.values()) for grade in GRADES]
    assert said.startswith(f"Of the {len(DECLARED)} numbers in the model, ")
    shown = {0: "none", 1: "one"}
    for grade, n in zip(GRADES, counts, strict=True):
        assert f"{shown.get(n, n)} {'is' if n < 2 else 'are'} {say(f'evidence.summary.grade.{grade}')}" in said


def test_what_a_plan_changes_is_told_by_grade():
    opened = Opened("broadband", (("response_target", 0.5), ("service_level", 0.9), ("belief", 0.4)))
    assert told.grounds(opened) == [
        "The new plan changes 2 levers.", "What stands behind share answered in time is published.",
        "How strongly response target works is assumed, to be replaced by your own figures.",
        "One other number differs from the shipped company."]


def test_todays_plan_rests_on_no_lever():
    assert told.grounds(Opened("broadband")) == [say("evidence.summary.same")]


def test_a_lever_that_the_calendar_turns_counts_as_changed():
    staged = [name for name in sim.names() if any(each.kind == "lever" for each in sim.load(name).events)]
    for name in staged:
        assert told.grounds(Opened(name))[0].startswith("The new plan changes ")


# -- numbers -------------------------------------------------------------------------------------------------


def test_without_wishes_every_number_is_listed():
    assert [each.key for each in told.found(Wanted())] == list(DECLARED)
    assert told.count(len(DECLARED)) == f"All {len(DECLARED)} numbers are listed."
    assert told.count(1) == f"One of {len(DECLARED)} numbers is listed."


@pytest.mark.parametrize("words", ["toister tolerance", "TOISTER  Tolerance", "tolérance Toister", "tolerance_spread"])
def test_words_are_searched_in_any_order_without_capitals_and_accents(words):
    assert "tolerance_spread" in [each.key for each in told.found(Wanted(words=words))]
    assert len(told.found(Wanted(words=words))) < 10


@pytest.mark.parametrize(("words", "key"), [
    ("patience", "patience"), ("told_bad_median", "told_bad_median"), ("giving up", "patience"),
    ("Coca-Cola", "told_spread"), ("word of mouth", "belief")])
def test_names_keys_explanations_sources_and_groups_are_searched(words, key):
    assert key in [each.key for each in told.found(Wanted(words=words))]


def test_filters_narrow_together():
    these = told.found(Wanted(role=LEVER, group="people", grade="published"))
    assert [each.key for each in these] == ["service_level"]
    fed = told.found(Wanted(mechanism="M12"))
    assert [each.key for each in fed] == [key for key in DECLARED if "M12" in mechanisms.feeding(key)]
    assert told.found(Wanted(words="no such thing at all")) == []


def test_a_value_is_that_of_the_scenario_under_both_plans_where_they_differ():
    scenario = BROADBAND.changed(service_quality=75, gestures_bundled=1, belief=0.4)
    assert told.value(DECLARED["belief"], scenario) == "0.4 share"
    assert told.value(DECLARED["service_quality"], scenario) == "today 60, new plan 75 points out of 100"
    assert told.value(DECLARED["gestures_bundled"], scenario) == "today No, new plan Yes"
    assert told.value(DECLARED["market_size"], scenario) == "16,000 people"
    assert told.reach(DECLARED["promise"]) == "\u221220 to 40"
    assert told.reach(DECLARED["targeting"]).startswith("Anybody, Those most likely")


def test_the_table_names_who_stands_behind_a_number_and_how_far():
    these = [DECLARED[key] for key in ("tolerance", "failure_rate", "patience", "unavoidable_churn")]
    shown = told.table(these, BROADBAND)
    assert list(shown) == ["Number", "Value", "Allowed", "Who says so"]
    assert shown["Who says so"] == [
        "Published: Toister, 2015", "Assumed, after National Customer Rage Survey, 2023", "Assumed, our own choice",
        "Rule of thumb: Whiteley, 1991"]


@pytest.mark.parametrize("key", list(DECLARED))
def test_every_number_can_be_looked_at_closer(key):
    known = told.facts(DECLARED[key], BROADBAND)
    facts = dict(zip(*known.values(), strict=True))
    assert facts["Key in links and files"] == key
    assert facts["Source"] == documents.sources()[DECLARED[key].source].reference
    assert {"Allowed range", "Unit", "Grade", "Group", "Kind", "Feeds"} <= set(facts)
    assert not re.search(r"\[[A-Z]\w*\d", facts["What the model takes from it"])


def test_keys_within_a_text_are_spelt_out():
    assert told.spelt("So it is [Johnson1995].") == "So it is (Johnson, Anderson and Fornell, 1995)."
    assert told.spelt("[East2008, East2017]") == "(East, Hammond and Lomax, 2008; East and colleagues, 2017)"


# -- the map -------------------------------------------------------------------------------------------------


def test_every_quantity_and_mechanism_has_a_name_of_its_own():
    places = [quantity for kind in mechanisms.QUANTITIES.values() for quantity in kind]
    assert say.under("evidence.quantity") == [key for key in say.under("evidence.quantity") if key in places]
    names = [told.quantity(key) for key in (*places, *keys(LEVER))]
    assert len(set(names)) == len(names)
    assert [name for name in names if "," in name] == []
    assert len({told.mechanism_name(key) for key in mechanisms.mechanisms()}) == len(mechanisms.mechanisms())


def test_the_ways_of_the_response_target_are_told_in_words():
    said = told.ways("response_target")
    assert ("**Leaving over slow answers:** Response target (up) \u2192 staff at the help desk (down) \u2192 "
            "waiting for an answer (up) \u2192 annoyance at waiting (up) \u2192 leaving over slow answers (up) \u2192 "
            "customers who leave (up) \u2192 customers (down) \u2192 revenue (down) \u2192 profit (down)") in said
    assert said[-1].endswith("costs (down) \u2192 profit (up)")
    assert told.ways_message("response_target").startswith("When Response target is raised: Response target (up)")


@pytest.mark.parametrize("lever", keys(LEVER))
def test_the_tree_of_a_lever_hangs_together(lever):
    rows = charts.ways(lever).to_pylist()
    assert (rows[0]["name"], rows[0]["look"], rows[0]["move"]) == (told.name(lever), "lever", "up")
    assert [row["row"] for row in rows] == list(range(len(rows)))
    for row in rows[1:]:
        above = rows[row["row_before"]]
        assert (above["depth"], row["depth_before"]) == (row["depth"] - 1, row["depth"] - 1)
        assert row["row_before"] < row["row"]
        assert row["look"] in charts.COLOURS
        assert row["move"] in charts.SHAPES
    assert [row["name"] for row in rows if row["ends"]] != []
    assert sum(row["ends"] for row in rows) == len(mechanisms.ways(lever))
    assert all(row["under"].startswith("\u2192") and "profit" in row["under"] for row in rows if row["ends"])
    assert len(rows) <= 30


def test_the_overview_counts_the_links_from_the_nearest_lever_of_a_group():
    nearest = charts.nearest()
    assert nearest["first"]["leaving_slow"][1] in ("service_quality", "response_target")
    assert nearest["market"]["joining"][0] == 1
    rows = charts.reach().to_pylist()
    assert len(rows) == sum(map(len, nearest.values()))
    assert all(0 < row["shade"] <= 1 for row in rows)
    assert "Rewards: Leaving for rivals 2" in charts.reach_message()


def test_charts_are_designed_for_both_themes_and_bring_no_data():
    assert set(charts.SPECS) == set(INK)
    for chart in ("ways", "reach"):
        for spec in charts.specs(chart).values():
            assert "datasets" not in spec
            assert all("data" not in layer for layer in spec["layer"])
            assert spec["title"] == say(f"charts.{chart}.title")


def test_the_links_and_the_mechanisms_can_be_listed():
    links_ = told.links_table("response_target")
    assert links_["From"][0] == "Response target"
    assert set(links_["Direct effect"]) <= {"raises", "lowers", "either way"}
    listed = told.mechanisms_table()
    assert len(listed["Mechanism"]) == len(mechanisms.mechanisms())
    assert all(all(cells) for cells in listed.values())


def test_about_eight_limits_are_stated():
    assert 7 <= len(say.under("evidence.limits.item")) <= 10
