"""Links that mean harm, or are simply wrong: the page opens, says what it set aside, and keeps the rest."""

import pytest

import sim

SCRIPT = "<script>alert(1)</script>"
IMAGE = "![](https://example.com/x.png)"


@pytest.mark.parametrize(("name", "value", "line"), [
    ("service_quality", "101", "service_quality = 101: out of range. Allowed: 0 to 100 (points out of 100)"),
    ("service_quality", "nan", "service_quality = nan: not a number that can be used. "
                               "Allowed: 0 to 100 (points out of 100)"),
    ("months", "1e400", "months = 1e400: not a whole number. Allowed: a whole number from 1 to 120 (months)"),
    ("market_size", "1000000", "market_size = 1000000: out of range. "
                               "Allowed: a whole number from 100 to 50000 (people)"),
    ("colour", "red", "colour = red: there is no such input"),
    ("s", "atlantis", "s = atlantis: there is no such scenario. Allowed: " + ", ".join(sim.names())),
    ("v", "99", "v = 99: links of this version are not known here. Allowed: 1"),
    ("seed", "-4", "seed = -4: out of range. Allowed: 0 to 999999999"),
    ("price", SCRIPT, f"price = {SCRIPT}: not a number that can be used. "
                      "Allowed: 1 to 10000 (euro per customer and month)"),
    (SCRIPT, IMAGE, f"{SCRIPT} = {IMAGE}: there is no such input"),
])
def test_a_wrong_parameter_is_named_and_the_rest_is_kept(visit, small, name, value, line):
    page = visit(**(small | {"reward_spend": "2", name: value}))
    assert page.set_aside[0] == line
    assert page.link["reward_spend"] == "2"
    assert name not in page.link or page.link[name] != value


def test_a_parameter_given_twice_is_set_aside(visit, small):
    page = visit(**small, reward_spend=["1", "2"])
    assert page.set_aside == ["reward_spend = 1: given more than once"]
    assert "reward_spend" not in page.link


def test_a_long_list_is_cut_short(visit, small):
    page = visit(**small, **{f"x{i}": "y" * 500 for i in range(60)})
    assert len(page.set_aside) == 11
    assert page.set_aside[-1] == "and 50 more"
    assert max(len(line) for line in page.set_aside) < 200


def test_strangers_text_is_never_markdown(visit, small):
    page = visit(**small, **{IMAGE: SCRIPT})
    assert not [each.value for each in (*page.app.markdown, *page.app.caption) if "script" in each.value]


def test_characters_that_hide_others_are_made_visible(visit, small):
    page = visit(**small, **{"a\u202eb\u0000": "c\nd"})
    assert page.set_aside == ["a\ufffdb\ufffd = c\ufffdd: there is no such input"]


def test_the_list_can_be_closed(visit, small):
    page = visit(**small, x="1")
    assert page.has_set_aside()
    page.app.button(key="dismiss").click()
    page.run()
    assert not page.has_set_aside()


def test_a_good_link_sets_nothing_aside(visit):
    assert not visit().has_set_aside()
