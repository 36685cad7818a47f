"""Where a plan can come from: library, link, file; whatever cannot be used is said, and nothing else is lost."""

import pytest

import sim
from ui import shelf, state
from ui.compare.sources import LONGEST_ADDRESS, from_address, from_file, from_library
from ui.links import Opened
from ui.shelf import Entry

PLAN = b'title = "Answer at once"\nbase = "broadband"\n[inputs]\nresponse_target = 1.5\nprice = 61\n'


@pytest.fixture(autouse=True)
def _nobody(monkeypatch):
    """Let nobody have chosen anything before."""
    monkeypatch.setattr(state, "chosen", lambda: Opened("broadband"))


def test_a_plan_from_the_library_takes_over_the_assumptions_changed_for_the_same_company():
    beside = Opened("broadband", (("price", 61.0), ("service_quality", 90.0)))
    assert from_library("broadband_service", beside).plans == (Entry(Opened("broadband_service", (("price", 61.0),))),)
    assert from_library("retail_bank", beside).plans == (Entry(Opened("retail_bank")),)
    assert from_library("broadband_service", None).plans == (Entry(Opened("broadband_service")),)


def test_assumptions_that_do_not_go_with_a_library_plan_stay_away():
    beside = Opened("broadband", (("months", 6), ("customers_at_start", 20000), ("market_size", 20000)))
    assert from_library("broadband", beside).plans[0].opened.scenario.plan.months == 6
    impossible = Opened("broadband", (("customers_at_start", 49_000),))
    assert from_library("broadband", impossible).plans == (Entry(Opened("broadband")),)


@pytest.mark.parametrize("before", ["https://example.org:8501/what-if?", "/what-if?", "?", ""])
def test_the_address_of_what_if_gives_its_plan(before):
    offered = from_address(f"  {before}s=broadband_service&v=1&reward_spend=2&seed=9\n")
    assert (offered.aside, offered.note) == ((), "")
    (entry,) = offered.plans
    assert (entry.name, entry.opened.base, entry.opened.values) == ("", "broadband_service", (("reward_spend", 2.0),))


def test_the_address_of_several_plans_gives_them_all_with_their_names():
    offered = from_address("/compare?v=1&seed=1&a=broadband_viral&a.plan=today&b=broadband_service"
                           "&b.service_quality=80&b.name=Ours%20first")
    assert offered.plans == (Entry(Opened("broadband_viral"), today=True),
                             Entry(Opened("broadband_service", (("service_quality", 80.0),)), "Ours first"))


def test_what_an_address_asks_for_in_vain_is_named_and_the_rest_is_kept():
    offered = from_address("/what-if?s=broadband&price=free&reward_spend=2")
    assert [each.name for each in offered.aside] == ["price"]
    assert offered.plans[0].opened.values == (("reward_spend", 2.0),)


def test_a_scenario_that_is_no_longer_there_is_named_and_the_other_plans_are_taken():
    offered = from_address("/compare?a=atlantis&b=broadband_service")
    assert [(each.name, each.value, each.reason) for each in offered.aside] == [("a", "atlantis", "unknown_scenario")]
    assert [each.opened.base for each in offered.plans] == ["broadband_service"]
    for lost in ("/compare?a=atlantis", "/what-if?s=atlantis"):
        assert from_address(lost).plans == ()
        assert [each.reason for each in from_address(lost).aside] == ["unknown_scenario"]


@pytest.mark.parametrize("text", ["", "   ", "hello", "https://example.org/", "https://[broken/?s=broadband", "?x=1",
                                  "javascript:alert(1)", "&".join(f"x{i}=1" for i in range(2000))])
def test_a_text_that_is_no_address_of_a_plan_is_said_to_be_none(text):
    offered = from_address(text)
    assert (offered.plans, offered.aside) == ((), ())
    assert offered.note == "The text is not the address of a plan from What if? or Compare."


def test_an_address_that_is_too_long_is_not_even_read():
    offered = from_address("?s=broadband&x=" + "y" * LONGEST_ADDRESS)
    assert (offered.plans, offered.note) == ((), "The address is longer than 16000 characters.")


def test_a_file_gives_its_plan_under_its_title_with_all_its_values():
    offered = from_file("mine.toml", PLAN)
    assert (offered.aside, offered.note) == ((), "")
    (entry,) = offered.plans
    opened = entry.opened
    assert (entry.name, opened.base) == ("Answer at once", "broadband")
    assert dict(opened.values) == {"response_target": 1.5, "price": 61.0}
    assert opened.scenario.plan == sim.load("broadband").changed(response_target=1.5, price=61.0).plan


def test_a_file_without_a_title_gives_its_name():
    assert from_file("our new plan.toml", PLAN.partition(b"\n")[2]).plans[0].name == "our new plan"


@pytest.mark.parametrize(("content", "note"), [
    (b"title = 'half", "The file cannot be used. is not a TOML file ("),
    (b"\xff\xfe\x00", "The file cannot be used. is not a TOML file ("),
    (b"a = " + b"[" * 30_000, "The file cannot be used. is not a TOML file ("),
    (b'base = "broadband"\n[inputs]\nprise = 3\n', "The file cannot be used. prise = 3 "),
    (b'base = "broadband"\n[inputs]\nprice = nan\n', "The file cannot be used. price = nan "),
    (b'base = "../../secrets"\n', "The file cannot be used. base = '../../secrets' is not a company that ships"),
    (b'base = "broadband"\n[inputs]\nprice = "<script>"\n', "The file cannot be used. price = '<script>' "),
    (b"x" * 65_537, "The file is larger than 64 KB."),
    (b"[inputs]\nprice = 30\n", "The file describes a company of its own."),
])
def test_a_file_that_cannot_be_used_is_a_sentence(content, note):
    offered = from_file("mine.toml", content)
    assert offered.plans == ()
    assert offered.note.startswith(note)
    assert "plan file" not in offered.note and "/tmp" not in offered.note


def test_more_than_the_server_allows_is_set_aside_and_the_rest_is_kept():
    offered = from_file("mine.toml", b'base = "broadband"\n[inputs]\nmarket_size = 400000\nreward_spend = 2\n')
    assert [(each.name, each.reason) for each in offered.aside] == [("market_size", "out_of_range")]
    assert offered.plans[0].opened.values == (("reward_spend", 2.0),)


def test_events_that_a_link_cannot_hold_are_named():
    offered = from_file("mine.toml", PLAN + b'[[events]]\nday = 60\nkind = "outage"\nsize = 0.2\n')
    assert offered.note == "The file's calendar event was left out: a link cannot hold it."
    assert len(offered.plans) == 1


def test_a_strangers_title_is_made_fit_to_be_shown():
    (entry,) = from_file("x.toml", b'title = "a\\u0000b' + b"c" * 70 + b'"\nbase = "broadband"\n').plans
    assert len(entry.name) <= shelf.LONGEST_NAME and entry.name.isprintable()
