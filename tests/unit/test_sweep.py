"""Sweeps: what is varied, what comes out, and a file that survives whatever happens on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import experiments, journal, sweep
from sim.__main__ import main
from sim.metrics import MEASURES, PAIRED_MEASURES
from sim.precision import Precision, Rule
from sim.scenario import FIXED, MODEL_VERSION, ScenarioError, declarations
from sim.sweep import spaced

ROOT = Path(__file__).resolve().parents[2]
VARY = {"service_quality": (40.0, 80.0), "tier_priority": (0, 1)}
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


@pytest.fixture(scope="module")
def small():
    return sim.load("broadband").scaled(400).changed(months=2, burn_in=0)


@pytest.fixture(scope="module")
def swept(small):
    return sweep.run(small, VARY, worlds=3, seed=5, workers=1)


# -- what comes out ------------------------------------------------------------------------------------------------


def test_every_point_is_tried_in_every_world(swept):
    assert swept[["service_quality", "tier_priority", "seed"]].values.tolist() == [
        [quality, tier, seed] for quality in (40, 80) for tier in (0, 1) for seed in (5, 6, 7)]
    assert list(swept.columns) == [*VARY, "seed", *MEASURES, *PAIRED_MEASURES, "model_version"]
    assert set(swept["model_version"]) == {MODEL_VERSION}


def test_a_row_holds_the_measures_of_that_world(small, swept):
    row = swept.iloc[7]
    outcome = experiments.one_world(small.changed(service_quality=80.0, tier_priority=0), 6)
    assert row["seed"] == 6
    np.testing.assert_equal({key: row[key] for key in outcome.measures}, outcome.measures)


def test_counts_and_cents_are_whole_numbers_and_inputs_have_their_type(swept):
    units = {key: measure.unit for key, measure in {**MEASURES, **PAIRED_MEASURES}.items()}
    for key, unit in units.items():
        assert swept[key].dtype == (np.int64 if unit in sweep.WHOLE_UNITS else np.float64), key
    assert (swept["service_quality"].dtype, swept["tier_priority"].dtype) == (np.float64, np.int64)


def test_an_assumption_changes_the_company_before_month_0_too(small):
    table = sweep.run(small, {"price": (40.0, 50.0)}, worlds=1)
    for price, profit in zip(table["price"], table["profit_npv_cents"], strict=True):
        assert profit == experiments.one_world(small.changed(price=price), 1).measures["profit_npv_cents"]


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_how_the_work_is_cut_changes_nothing(small, swept, monkeypatch, at_once):
    monkeypatch.setattr(sweep, "POINTS_AT_ONCE", at_once)
    assert sweep.run(small, VARY, worlds=3, seed=5, workers=2).equals(swept)


def test_by_the_precision_rule_each_point_takes_the_worlds_that_the_rule_takes(small, monkeypatch):
    rule = Rule(share=0.8, most=24)
    monkeypatch.setattr(sweep, "RULE", rule)
    table, everything = (sweep.run(small, VARY, worlds=each) for each in ("auto", 24))
    counted = []
    for quality, tier in sweep.Study(small, VARY).points:
        rows, taken = (each.query(f"service_quality == {quality} and tier_priority == {tier}").reset_index(drop=True)
                       for each in (everything, table))
        precision = Precision(rule)
        for value in rows["profit_npv_cents"]:
            if not precision.enough:
                precision.add(value, value)
        counted.append(precision.worlds)
        assert taken.equals(rows.iloc[:precision.worlds])
    assert sum(counted) == len(table) and min(counted) < max(counted)


def test_progress_counts_runs(small):
    seen = []
    sweep.run(small, VARY, worlds=2, progress=seen.append)
    assert sum(seen) == 8


# -- what may be varied --------------------------------------------------------------------------------------------


def test_values_are_evenly_spaced_and_neat():
    assert spaced("reward_spend", 0, 1, 6) == (0, 0.2, 0.4, 0.6, 0.8, 1)
    assert spaced("targeting", 0, 3, 4) == (0, 1, 2, 3)
    assert all(type(value) is int for value in spaced("targeting", 0, 3, 4))
    assert spaced("reward_spend", 2, 2, 1) == (2.0,)


@pytest.mark.parametrize(("arguments", "message"), [
    (("prise", 1, 2, 2), "prise = [1.0, 2.0] is not an input of the model"),
    (("market_size", 100, 200, 2), "market_size = [100.0, 200.0] cannot be varied; allowed: levers and assumptions"),
    (("service_quality", 0, 101, 2), "service_quality = 101.0 cannot be tried; allowed: 0 to 100 point"),
    (("service_quality", -1, 50, 2), "service_quality = -1.0 cannot be tried; allowed: 0 to 100 point"),
    (("targeting", 0, 3, 3), "targeting = 1.5 cannot be tried; allowed: whole number from 0 to 3 targeting"),
    (("service_quality", 0, 100, 0), "service_quality = 0 is no possible number of values; allowed: 1 to 10,000"),
    (("service_quality", 0, 1, 10**30), f"service_quality = {10**30} is no possible number of values; "
                                        "allowed: 1 to 10,000"),
    (("service_quality", 0, float("inf"), 2), "service_quality = nan cannot be tried; allowed: 0 to 100 point"),
    (("service_quality", 50, 40, 2), "service_quality = '50:40:2' is no range; low must be below high for more than "
                                     "one value, and equal to it for one"),
    (("service_quality", 40, 50, 1), "service_quality = '40:50:1' is no range; low must be below high for more than "
                                     "one value, and equal to it for one"),
    (("service_quality", 50, 50, 2), "service_quality = '50:50:2' is no range; low must be below high for more than "
                                     "one value, and equal to it for one"),
    (("reward_spend", 1, 1 + 1e-14, 3), "reward_spend = [1.0, 1.0, 1.0] has no value, or one twice"),
])
def test_values_that_cannot_be_tried_are_refused(arguments, message):
    with pytest.raises(ScenarioError) as refused:
        spaced(*arguments)
    assert str(refused.value) == message


def test_what_is_not_a_number_is_refused():
    with pytest.raises(ScenarioError):
        spaced("service_quality", float("nan"), 50, 3)
    for value in ("1", True, None):
        with pytest.raises(ScenarioError) as refused:
            sweep.Study(sim.load("broadband"), {"reward_spend": (value,)})
        assert str(refused.value) == f"reward_spend = {value!r} cannot be tried; allowed: 0 to 10 euro/month"


def test_a_grid_that_is_too_large_is_refused_before_anything_is_done():
    company, hundred = sim.load("broadband"), tuple(range(100))
    for vary, worlds, said in (
            ({"service_quality": hundred, "promise": (1,), "emails": tuple(range(40)), "letters": tuple(range(40))}, 1,
             "160,000 points in 1 worlds"),
            ({"service_quality": hundred, "emails": tuple(range(21))}, 100, "2,100 points in 100 worlds"),
            ({"service_quality": hundred, "emails": tuple(range(11))}, "auto", "1,100 points in up to 200 worlds")):
        with pytest.raises(ScenarioError) as refused:
            sweep.Study(company, vary, worlds)
        assert str(refused.value) == f"{said} are too many runs; allowed: 10,000 points and 200,000 runs"


def test_a_point_whose_values_do_not_go_together_is_refused_before_anything_is_done(small, tmp_path):
    with pytest.raises(ScenarioError) as refused:
        sweep.run(small, {"discount_share": (0.2, 0.8), "specials_share": (0.1, 0.5)}, out=tmp_path / "x.csv")
    assert str(refused.value).startswith("specials_share = 0.5 and the discounts come to more than all rewards")
    assert list(tmp_path.iterdir()) == []


def test_no_input_that_can_be_varied_has_the_name_of_another_column():
    varied = {key for key, each in declarations().items() if each.role != FIXED}
    assert varied & {"seed", "model_version", *MEASURES, *PAIRED_MEASURES} == set()


# -- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_the_file_holds_the_table_and_its_definition(small, swept, tmp_path, name):
    path = tmp_path / name
    assert sweep.run(small, VARY, worlds=3, seed=5, out=path).equals(swept)
    read = pd.read_csv(path, dtype={"model_version": str}) if name.endswith("csv") else pd.read_parquet(path)
    pd.testing.assert_frame_equal(read, swept, check_exact=True)
    study = json.loads(journal._kept_definition(path))["study"]
    assert (study["scenario"], study["seed"], study["worlds"]) == ("broadband", 5, 3)
    assert study["vary"] == {key: list(values) for key, values in VARY.items()}
    assert not any(each.suffix in (".part", ".draft") for each in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_a_finished_file_is_left_as_it_is(small, swept, tmp_path, monkeypatch, name):
    path = tmp_path / name
    sweep.run(small, VARY, worlds=3, seed=5, out=path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    monkeypatch.setattr(sweep, "in_one_world", None)
    pd.testing.assert_frame_equal(sweep.run(small, VARY, worlds=3, seed=5, out=path), swept, check_exact=True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def _stopped_at(small, path, runs, **options):
    """Start a sweep that is interrupted after so many runs."""
    done = []

    def stop(count):
        done.append(count)
        if sum(done) >= runs:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep.run(small, VARY, worlds=3, seed=5, out=path, progress=stop, workers=1, **options)


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_an_interrupted_sweep_goes_on_where_it_stopped_and_ends_with_the_same_bytes(small, tmp_path, monkeypatch, name):
    monkeypatch.setattr(sweep, "POINTS_AT_ONCE", 1)
    whole, path = tmp_path / f"whole_{name}", tmp_path / name
    sweep.run(small, VARY, worlds=3, seed=5, out=whole)
    for runs in (3, 7):
        _stopped_at(small, path, runs)
        assert not path.exists()
    seen = []
    sweep.run(small, VARY, worlds=3, seed=5, out=path, progress=seen.append)
    assert path.read_bytes() == whole.read_bytes()
    assert seen[0] == 7 and sum(seen) == 12 and len(seen) == 6      # what was done before is told at once


def _stopped_and_spoilt(small, tmp_path, monkeypatch, line):
    """A sweep stopped after three runs, whose journal ends in a line that is not its own."""
    monkeypatch.setattr(sweep, "POINTS_AT_ONCE", 1)
    path = tmp_path / "all.csv"
    _stopped_at(small, path, 3)
    with path.with_name("all.csv.part").open("ab") as part:
        part.write(line)
    return path


@pytest.mark.parametrize("torn", [b'[[2, 0, 1.5', b'[[2, 0, 1.5]]', b"\0\0\0\0\n", b'[[2,\n[[2, 1, 3]]\n'])
def test_what_a_crash_left_unfinished_is_done_again(small, swept, tmp_path, monkeypatch, torn):
    path = _stopped_and_spoilt(small, tmp_path, monkeypatch, torn)
    seen = []
    table = sweep.run(small, VARY, worlds=3, seed=5, out=path, progress=seen.append)
    assert table.equals(swept) and seen[0] == 3


@pytest.mark.parametrize("strange", [b"5\n", b"null\n", b'[["a", 0]]\n', b"[[99, 0]]\n", b"[[0, 0, 1]]\n",
                                     b"[[-1, 0, 1.5]]\n", b'{"cells": 1}\n'])
def test_lines_that_are_no_cells_of_this_study_are_not_taken_for_results(small, swept, tmp_path, monkeypatch, strange):
    path = _stopped_and_spoilt(small, tmp_path, monkeypatch, strange)
    assert sweep.run(small, VARY, worlds=3, seed=5, out=path).equals(swept)


@pytest.mark.parametrize("values", [np.array([40.0, 80.0]), [np.int64(40), np.float64(80)], range(40, 81, 40)])
def test_values_may_come_in_any_sequence_of_numbers(small, values):
    assert sweep.Study(small, {"service_quality": values}, 1).vary == {"service_quality": (40.0, 80.0)}


@pytest.mark.parametrize("vary", [[("service_quality", (1, 2))], {"service_quality": 5}, {5: (1, 2)},
                                  {"service_quality": ()}, {"service_quality": [[1, 2]]}])
def test_what_is_no_list_of_values_is_refused(small, vary):
    with pytest.raises(ScenarioError):
        sweep.Study(small, vary, 1)


def test_a_crash_while_the_definition_was_written_loses_nothing(small, swept, tmp_path):
    path = tmp_path / "all.csv"
    path.with_name("all.csv.part").write_bytes(b'{"study": {"ev')
    assert sweep.run(small, VARY, worlds=3, seed=5, out=path).equals(swept)


def test_a_crash_while_the_file_was_written_loses_nothing(small, swept, tmp_path, monkeypatch):
    path = tmp_path / "all.csv"

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journal.os, "fsync", lambda _: None)
        patched.setattr(journal, "_put", fail)
        with pytest.raises(ScenarioError) as refused:
            sweep.run(small, VARY, worlds=3, seed=5, out=path)
    assert str(refused.value) == f"out = '{path}' cannot be written (No space left on device)" or len(str(path)) > 70
    monkeypatch.setattr(sweep, "in_one_world", None)
    assert sweep.run(small, VARY, worlds=3, seed=5, out=path).equals(swept)


@pytest.mark.parametrize("other", [{"worlds": 2}, {"seed": 6}, {"vary": {"service_quality": (40.0, 80.0)}},
                                   {"scenario": "price"}], ids=str)
@pytest.mark.parametrize("begun", [True, False])
def test_a_file_of_another_sweep_is_refused_and_left_alone(small, tmp_path, monkeypatch, other, begun):
    monkeypatch.chdir(tmp_path)
    if begun:
        _stopped_at(small, "all.csv", 3)
    else:
        sweep.run(small, VARY, worlds=3, seed=5, out="all.csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    arguments = {"scenario": small, "vary": VARY, "worlds": 3, "seed": 5} | other
    if other.get("scenario"):
        arguments["scenario"] = small.changed(price=46.0)
    with pytest.raises(ScenarioError) as refused:
        sweep.run(**arguments, out="all.csv")
    assert str(refused.value) == (
        "out = 'all.csv.part' belongs to another sweep; take another name, or remove it" if begun else
        "out = 'all.csv' exists and does not hold this sweep; take another name, or remove it")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_a_file_that_is_no_sweep_is_refused_and_left_alone(small, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    with pytest.raises(ScenarioError) as refused:
        sweep.run(small, VARY, worlds=1, out=name)
    assert str(refused.value) == f"out = '{name}' exists and does not hold this sweep; take another name, or remove it"
    assert (tmp_path / name).read_bytes() == b"a,b\n1,2\n"


def test_a_place_where_nothing_can_be_written_is_an_error_before_anything_is_done(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sweep, "in_one_world", None)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name, message in (
            ("folder.csv", "out = 'folder.csv' cannot be written (Is a directory)"),
            ("no/all.csv", "out = 'no/all.csv.part' cannot be written (No such file or directory)"),
            ("file/all.csv", "out = 'file/all.csv.part' cannot be written (Not a directory)"),
            ("all.xlsx", "out = 'all.xlsx' is not a kind of file that can be written; allowed: .parquet or .csv")):
        with pytest.raises(ScenarioError) as refused:
            sweep.run(small, VARY, worlds=1, out=name)
        assert str(refused.value) == message


@UNIX
def test_two_processes_do_not_write_the_same_file(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = sweep.Study(small, VARY, 1)
    with journal.Journal("all.csv", study.definition), pytest.raises(ScenarioError) as refused:
        sweep.run(small, VARY, worlds=1, out="all.csv")
    assert str(refused.value) == "out = 'all.csv.part' is being written by another process"


# -- the command, interrupted from outside -------------------------------------------------------------------------

COMMAND = ("sweep", "broadband", "--people", "300", "--months", "12", "--vary", "reward_spend=0:2:9", "--worlds", "10")


def _started(path, *more):
    return subprocess.Popen([sys.executable, "-m", "sim", *COMMAND, *more, "--out", str(path)], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "all.parquet"
    assert _ended(_started(path, "--workers", "1")) == (0, "", "")
    return path.read_bytes()


def _ended(process):
    try:
        return process.wait(timeout=120), *process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()


@UNIX
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
def test_a_command_stopped_in_the_middle_keeps_what_is_done_and_goes_on(tmp_path, whole, sent):
    path = tmp_path / "all.parquet"
    part = path.with_name("all.parquet.part")
    process = _started(path, "--workers", "2")
    until = time.monotonic() + 120
    while not (part.exists() and part.read_bytes().count(b"\n") > 2) and time.monotonic() < until:
        time.sleep(0.02)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)        # as a terminal does: to the workers too
    else:
        process.send_signal(sent)
    # No worker outlives the command: each would hold its end of the pipe.
    code, out, err = _ended(process)
    if sent == signal.SIGKILL:
        assert code == -sent
    else:
        assert (code, out) == (130, "")
        assert err == f"stopped; what is done is kept in {path}.part, and the same command goes on from there\n"
    assert part.read_bytes().count(b"\n") > 2 and not path.exists()
    assert _ended(_started(path, "--workers", "2")) == (0, "", "")
    assert path.read_bytes() == whole and not part.exists()


@UNIX
def test_an_interruption_that_python_loses_counts_at_the_next_progress(monkeypatch, tmp_path, capsys):
    class Lost:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    def run(*_, progress, **__):
        Lost()
        progress(1)

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    monkeypatch.setattr(sweep, "run", run)
    assert main(["sweep", "broadband", "--vary", "price=40:50:2", "--out", str(tmp_path / "x.csv")]) == 130
    assert capsys.readouterr().err == "stopped\n"
