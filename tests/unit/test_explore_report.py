"""The commands `losses` and `follow`: what they print and write, and what they refuse."""

import json
import re

import pytest

import sim
from sim.__main__ import main
from sim.explore.cases import pair
from sim.explore.losses import losses

SMALL = ["--people", "300", "--months", "6"]


def small():
    return sim.load("broadband_service").changed(months=6).scaled(300)


def test_losses_are_printed_kind_by_kind_and_add_up_to_the_total(capsys):
    assert main(["losses", "broadband_service", *SMALL, "--worlds", "2"]) == 0
    text, tree = capsys.readouterr().out, losses(small(), 1)
    assert text.startswith(f"world 1: lost to bad stories {tree.total_cents / 100:,.2f} euro in net present value")
    shown = dict(re.findall(r"^(\w+)\s+(-?[\d,]+\.\d\d)\s", text, re.MULTILINE))
    for branch in tree.branches:
        assert f"{branch.root:<16}{branch.cents / 100:>16,.2f}" in text
    assert shown["together"] == f"{tree.total_cents / 100:,.2f}"
    below = set(re.findall(r"^\w+", text.split("one problem")[1], re.MULTILINE))
    assert {"unheard", "late", "unsolved", "unanswered"} <= below


@pytest.mark.parametrize(("worlds", "dashes"), [("1", 2), ("2", 0)])
def test_a_price_known_from_one_world_only_has_no_range(worlds, dashes, capsys):
    assert main(["losses", "broadband_service", "--people", "600", "--months", "6", "--worlds", worlds]) == 0
    row = re.search(r"^unheard .*$", capsys.readouterr().out.split("one problem")[1], re.MULTILINE)[0].split()
    assert len(row) == 6 and row[2:4].count("-") == dashes


def test_losses_are_written_whole(tmp_path):
    assert main(["losses", "broadband_service", *SMALL, "--worlds", "2", "--out", str(tmp_path / "lost.json")]) == 0
    content, tree = json.loads((tmp_path / "lost.json").read_text("utf-8")), losses(small(), 1)
    assert content["total_cents"] == tree.total_cents == sum(each["cents"] for each in content["branches"])
    assert [each["root"] for each in content["branches"]] == [branch.root for branch in tree.branches]
    dearest = content["dearest_incidents"]
    assert len(dearest) == min(20, len(tree.incidents["cents"]))
    assert [each["cents"] for each in dearest] == sorted(tree.incidents["cents"].tolist(), reverse=True)[:len(dearest)]
    assert list(content["one_incident"]) == ["unheard", "late", "unsolved", "unanswered"]


def test_a_life_is_printed_line_by_line_under_both_plans(capsys):
    assert main(["follow", "broadband_service", *SMALL, "--person", "17"]) == 0
    text, lives = capsys.readouterr().out, pair(small(), 1, 17)
    assert text.startswith(f"person 17: lived alone and in the big run, the same in all {lives.columns} columns of all "
                           "6 months\n\nunder the present plan:\n")
    assert text.count("\n  month ") == len(lives.today.entries) + len(lives.plan.entries)


def test_a_life_is_written_whole(tmp_path):
    assert main(["follow", "broadband_service", *SMALL, "--person", "17", "--out", str(tmp_path / "life.json")]) == 0
    content, lives = json.loads((tmp_path / "life.json").read_text("utf-8")), pair(small(), 1, 17)
    assert [(each["month"], each["kind"]) for each in content["plan"]] == [
        (entry.month, entry.kind) for entry in lives.plan.entries]
    assert content["person"] == 17 and content["compared_months"] == 6


@pytest.mark.parametrize(("asked", "message"), [
    (["follow", "broadband", *SMALL, "--person", "300"],
     "error: person = 300 is not the number of anybody in this market; allowed: 0 to 299\n"),
    (["follow", "broadband", *SMALL, "--person", "1", "--out", "life.csv"],
     "error: out = 'life.csv' is not a kind of file this command can write; allowed: .json\n"),
    (["losses", "broadband", *SMALL, "--worlds", "0"], "error: worlds = 0 is out of range; allowed: 1 to 10000\n"),
])
def test_what_cannot_be_had_is_one_line(asked, message, capsys):
    assert main(asked) == 2
    assert capsys.readouterr().err == message
