"""Scenario files: what is read, and what is refused with file, key, value and allowed range."""

import pytest

import sim
from sim import files
from sim.scenario import Inputs, ScenarioError, declarations

SHIPPED = sorted(path.stem for path in files.FOLDER.glob("*.toml"))


@pytest.fixture
def read(tmp_path):
    """Write a text (or bytes) to a file and load it."""
    def write_and_load(content):
        path = tmp_path / "mine.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return files.load(path)
    return write_and_load


@pytest.fixture
def refusal(read):
    """The message with which a file is refused."""
    def message(content):
        with pytest.raises(ScenarioError) as refused:
            read(content)
        return str(refused.value)
    return message


def test_the_companies_come_first_each_followed_by_its_plans():
    found = [files.load(name) for name in files.names()]
    assert sorted(files.names()) == SHIPPED
    assert [each.company for each in found] == sorted(each.company for each in found)
    for company in {each.company for each in found}:
        plans = [each.name for each in found if each.company == company]
        assert plans == [company, *sorted(set(plans) - {company})]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_can_be_loaded_and_has_a_story(name):
    scenario = files.load(name)
    assert scenario.name == name and scenario.company in SHIPPED
    assert scenario.title and scenario.story.strip()
    assert scenario.today == files.load(scenario.company).today


def test_a_company_lives_by_its_plan_of_today():
    company = files.load("broadband")
    assert company.plan == company.today
    assert (company.plan.market_size, company.plan.customers_at_start) == (16_000, 4_000)


def test_a_plan_differs_from_its_company_by_its_levers_only():
    plan = files.load("broadband_points")
    assert plan.differences(plan.as_today()) == {"reward_spend": 4.0}


def test_an_empty_file_is_the_default_company(read):
    scenario = read("")
    assert scenario.plan == scenario.today == Inputs()
    assert (scenario.name, scenario.title, scenario.story, scenario.company) == ("mine", "mine", "", "mine")


def test_a_file_holds_what_differs(read):
    scenario = read('title = "Mine"\nstory = "A tale."\n[inputs]\nprice = 60\nservice_quality = 72.5\n')
    assert (scenario.title, scenario.story) == ("Mine", "A tale.")
    assert scenario.plan == scenario.today == Inputs().model_copy(update={"price": 60.0, "service_quality": 72.5})


def test_a_plan_in_a_file_stands_on_a_company_that_ships(read):
    plan = read('base = "broadband"\n[inputs]\nreward_spend = 2\nfailure_rate = 2.0\n')
    assert plan.company == "broadband"
    assert (plan.plan.reward_spend, plan.today.reward_spend) == (2, 0.5)
    assert (plan.plan.failure_rate, plan.today.failure_rate) == (2, 2)


@pytest.mark.parametrize(("content", "message"), [
    ("[inputs]\nprise = 45", "mine.toml: prise = 45 is not an input of the model"),
    ("[inputs]\nprice = 0.5", "mine.toml: price = 0.5 is out of range; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = 10001", "mine.toml: price = 10001 is out of range; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = '45'", "mine.toml: price = '45' is not a number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = true", "mine.toml: price = True is not a number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = nan", "mine.toml: price = nan is not a finite number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = -inf", "mine.toml: price = -inf is not a finite number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = [1]", "mine.toml: price = [1] is not a number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nprice = 2020-01-01",
     "mine.toml: price = datetime.date(2020, 1, 1) is not a number; allowed: 1 to 10,000 euro/month"),
    ("[inputs.price]\nnow = 1", "mine.toml: price = {'now': 1} is not a number; allowed: 1 to 10,000 euro/month"),
    ("[inputs]\nmonths = 12.5",
     "mine.toml: months = 12.5 is not a whole number; allowed: whole number from 1 to 240 month"),
    ("[inputs]\nmarket_size = 500",
     "mine.toml: customers_at_start = 4000 is more than the market holds; allowed: 0 to 500 person"),
    ("price = 45", "mine.toml: price = 45 is not a part of a scenario file; allowed: title, story, base, [inputs], "
                   "[[events]]"),
    ("inputs = 3", "mine.toml: inputs = 3 is not a table"),
    ("title = 3", "mine.toml: title = 3 is not a short text; allowed: up to 80 characters"),
    (f"title = '{'x' * 81}'",
     f"mine.toml: title = '{'x' * 76}... is not a short text; allowed: up to 80 characters"),
    (f"story = '{'x' * 2001}'",
     f"mine.toml: story = '{'x' * 76}... is not a short text; allowed: up to 2000 characters"),
    ("base = 7", "mine.toml: base = 7 is not a short text; allowed: up to 60 characters"),
    ("base = 'telephone'",
     f"mine.toml: scenario = 'telephone' is not a scenario that ships with Nineteen; allowed: {', '.join(SHIPPED)}"),
    ("base = 'broadband_points'",
     "mine.toml: base = 'broadband_points' is not a company that ships with Nineteen"),
    ("base = '../scenarios/broadband'",
     "mine.toml: base = '../scenarios/broadband' is not a company that ships with Nineteen"),
    ("base = 'broadband.toml'", "mine.toml: base = 'broadband.toml' is not a company that ships with Nineteen"),
    ("base = ''", "mine.toml: base = '' is not a company that ships with Nineteen"),
    ("base = 'broadband\\u0000'",
     "mine.toml: base = 'broadband\\\\u0000' is not a company that ships with Nineteen"),
    (b"\xff\xfe\x00\x01", "mine.toml: is not a TOML file ('utf-8' codec can't decode byte 0xff in position 0: "
                          "invalid start byte)"),
])
def test_a_file_is_refused_with_file_key_value_and_range(refusal, content, message):
    assert refusal(content) == message


@pytest.mark.parametrize("content", [
    "[inputs]\nprice = 45\nprice = 46", "[inputs]\n[inputs]", "price", "= 3", "[inputs\nprice = 1", "price = 'x",
    "[inputs]\nprice = 1_", "x = " + "[" * 3000 + "]" * 3000, b"title = '\xe4'", b"title = 'a\x00b'"])
def test_what_is_not_toml_is_refused_in_one_line(refusal, content):
    message = refusal(content)
    assert message.startswith("mine.toml: is not a TOML file (") and message.endswith(")")
    assert len(message) < 200 and "\n" not in message


def test_ten_megabytes_of_junk_are_refused_without_reading_them(refusal, monkeypatch):
    monkeypatch.setattr(files.tomllib, "loads", lambda text: pytest.fail("was read"))
    assert refusal(b"junk" * 2_621_440) == (
        "mine.toml: size = 10485760 bytes is too large for a scenario file; allowed: up to 65536 bytes")


def test_the_largest_file_is_read(read):
    comment = "#" + "x" * (files.LARGEST_FILE - 1)
    assert read(comment).plan == Inputs()


@pytest.mark.parametrize(("key", "value"), [
    ("price", "9" * 400), ("months", "9" * 400), ("months", "0x" + "f" * 5000)], ids=["fraction", "whole", "hex"])
def test_an_enormous_number_is_refused_like_any_other_that_is_out_of_range(refusal, key, value):
    message = refusal(f"[inputs]\n{key} = {value}")
    shown = "(int)" if value.startswith("0x") else "9" * 77 + "..."
    assert message == f"mine.toml: {key} = {shown} is out of range; allowed: {declarations()[key].allowed}"


def test_a_number_of_5000_digits_is_refused(refusal):
    message = refusal("[inputs]\nprice = " + "9" * 5000)
    assert message.startswith("mine.toml: is not a TOML file (Exceeds the limit") and message.endswith(")")
    assert len(message) < 200 and "\n" not in message


@pytest.mark.parametrize("content", ["x" + ".x" * 3000 + " = 1", "[inputs]\nprice" + ".x" * 3000 + " = 1"],
                         ids=["part", "input"])
def test_a_deeply_nested_table_is_refused(refusal, content):
    message = refusal(content)
    assert message.startswith(("mine.toml: x = ", "mine.toml: price = "))
    assert len(message) < 250


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(ScenarioError) as refused:
        sim.load("telephone")
    assert str(refused.value) == (
        f"scenario = 'telephone' is not a scenario that ships with Nineteen; allowed: {', '.join(SHIPPED)}")


@pytest.mark.parametrize("name", ["", "Broadband", "no/such/file.toml", "../broadband", "broad\0band", "a b"])
def test_what_is_neither_a_name_nor_a_file_is_refused(name):
    with pytest.raises(ScenarioError) as refused:
        sim.load(name)
    assert str(refused.value) == f"scenario = {name!r} is neither a scenario's name nor a file"


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(ScenarioError) as refused:
        sim.load(tmp_path)
    assert refused.value.problem == "is neither a scenario's name nor a file"
    assert refused.value.value == str(tmp_path)


def test_a_name_longer_than_any_file_may_have_is_refused():
    with pytest.raises(ScenarioError) as refused:
        sim.load("a" * 300)
    assert str(refused.value) == f"scenario = '{'a' * 76}... cannot be read (File name too long)"


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    def forbidden(self):
        raise PermissionError(13, "Permission denied", "mine.toml")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(files.Path, "read_bytes", forbidden)
    with pytest.raises(ScenarioError) as refused:
        files.load("mine.toml")
    assert str(refused.value) == "scenario = 'mine.toml' cannot be read (Permission denied)"


def test_a_shipped_scenario_is_read_once():
    assert files.load("broadband") is files.load("broadband")


EVENTFUL = """
title = "Eventful"
base = "broadband"

[[events]]
day = 75
kind = "outage"
size = 0.3

[[events]]
day = 92
kind = "lever"
lever = "response_target"
size = 6.0
"""


def test_a_file_may_list_what_the_calendar_brings(tmp_path):
    path = tmp_path / "eventful.toml"
    path.write_text(EVENTFUL, encoding="utf-8")
    found = sim.load(path)
    assert [(each.day, each.kind, each.size, each.lever) for each in found.events] == [
        (75, "outage", 0.3, ""), (92, "lever", 6.0, "response_target")]
    assert [each.kind for each in found.as_today().events] == ["outage"]
    assert found.changed(service_quality=70.0).events == found.events
    assert found.scaled(1600).events == found.events


@pytest.mark.parametrize(("lines", "message"), [
    ('events = 3', "events = 3 is not a list of events; allowed: up to 100 tables [[events]]"),
    ('events = [3]', "events = 3 is not a table; allowed: [[events]]"),
    ('[[events]]\nday = 3', "kind = {'day': 3} is missing from an event; allowed: day, kind, size, months, lever"),
    ('[[events]]\nday = 3\nkind = "outage"\nweight = 3',
     "weight = {'day': 3, 'kind': 'outage', 'weight': 3} is not a part of an event; "
     "allowed: day, kind, size, months, lever"),
    ('[[events]]\nday = 3\nkind = "outage"\nsize = 2.0',
     "size = 2.0 is no size for the event outage; allowed: 0 to 1 of the customers"),
    ('[[events]]\nday = 3\nkind = "lever"\nlever = "price"\nsize = 2.0', "lever = 'price' is not a lever"),
    ('[[events]]\nday = 3\nkind = "lever"\nlever = "service_quality"\nsize = 200',
     "service_quality = 200 is out of range; allowed: 0 to 100 point"),
])
def test_an_event_that_cannot_be_is_refused_with_its_file(tmp_path, lines, message):
    path = tmp_path / "wrong.toml"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(sim.ScenarioError) as refused:
        sim.load(path)
    assert str(refused.value) == f"wrong.toml: {message}"


def test_more_events_than_a_calendar_holds_are_refused(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text('[[events]]\nday = 1\nkind = "outage"\n' * 101, encoding="utf-8")
    with pytest.raises(sim.ScenarioError, match=r"is not a list of events; allowed: up to 100 tables"):
        sim.load(path)
