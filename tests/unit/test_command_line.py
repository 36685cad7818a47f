"""`python -m sim`: what it prints, what it writes, and how it fails."""

import json
import re

import numpy as np
import pytest

import sim
from sim import experiments
from sim.__main__ import main
from sim.metrics import CAUSES, COLUMNS, MEASURES, PAIRED_MEASURES

SMALL = ["--people", "400", "--months", "3"]


@pytest.fixture
def command(capsys):
    """Run one command; returns its exit code, what it printed and what it complained about."""
    def run(*arguments):
        code = main([str(each) for each in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err
    return run


@pytest.fixture
def error(command):
    """Run a command that fails: exit code 2 and one line, which is returned without its beginning."""
    def run(*arguments):
        code, out, err = command(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("error: ") and err.count("\n") == 1
        return err.removeprefix("error: ").rstrip("\n")
    return run


def test_run_prints_a_table_and_says_nothing_else(command):
    code, out, err = command("run", "broadband", *SMALL)
    lines = out.splitlines()
    assert (code, err) == (0, "")               # no progress bar where nobody looks
    assert lines[0].split() == ["month", "customers", "joined", "left", "told", "bad", "lost", "to", "talk", "response",
                                "h", "reputation", "revenue", "cost", "profit"]
    assert [line.split()[0] for line in lines[1:4]] == ["0", "1", "2"]
    assert lines[5] == "broadband, seed 1, 3 months, money in euro"
    assert lines[6].startswith("customers at the end ") and lines[7].startswith("told a bad story ")


def test_run_writes_the_json_of_the_same_run(command, tmp_path):
    path = tmp_path / "run.json"
    assert command("run", "broadband", *SMALL, "--seed", 5, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    run = sim.run(sim.load("broadband").changed(months=3).scaled(400), seed=5)
    assert content == run.as_dict()
    assert {"model_version", "scenario", "seed", "months", "totals"} <= set(content)
    needed = {"month", "customers", "joined", "left", "left_by_cause", "told_bad", "prospects_lost_to_word_of_mouth",
              "response_median_hours", "revenue_cents", "cost_cents", "profit_cents"}
    assert all(needed <= set(row) and set(row["left_by_cause"]) == set(CAUSES) for row in content["months"])


def test_run_writes_the_table_as_csv(command, tmp_path):
    path = tmp_path / "run.csv"
    assert command("run", "broadband", *SMALL, "--out", path) == (0, "", "")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS) and len(lines) == 4


def test_run_with_the_reference_gives_the_same_months_and_totals(command, tmp_path):
    fast, slow = tmp_path / "fast.json", tmp_path / "slow.json"
    arguments = ("run", "broadband", "--people", 200, "--months", 2, "--set", "burn_in=1")
    command(*arguments, "--out", fast)
    command(*arguments, "--reference", "--out", slow)
    assert fast.read_bytes() == slow.read_bytes()


def test_set_changes_inputs(command, tmp_path):
    path = tmp_path / "run.json"
    command("run", "broadband", *SMALL, "--set", "service_quality=80", "price=55", "--set", "burn_in=0", "--out", path)
    inputs = json.loads(path.read_text(encoding="utf-8"))["inputs"]
    assert (inputs["service_quality"], inputs["price"], inputs["burn_in"], inputs["months"]) == (80, 55, 0, 3)


def test_a_scenario_may_be_a_file(command, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('base = "broadband"\n[inputs]\nreward_spend = 3\n', encoding="utf-8")
    code, out, _ = command("run", path, *SMALL)
    assert code == 0 and "mine, seed 1, 3 months" in out


def _table(out):
    """The lines of the first table that `compare` prints, without its head."""
    return out.split("\n\n")[1].splitlines()[1:]


def test_compare_prints_the_sentence_and_every_difference(command):
    code, out, err = command("compare", "broadband", "broadband_points", *SMALL, "--worlds", 2, "--workers", 1)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("The plan has ") and lines[0].endswith(" of 2 identical worlds.")
    named = [key.removesuffix("_cents") for key in (*MEASURES, *PAIRED_MEASURES)]
    assert [line.split()[0] for line in _table(out)] == named


def test_compare_writes_the_stated_json(command, tmp_path):
    path = tmp_path / "compare.json"
    arguments = ("broadband", "broadband", *SMALL, "--set-b", "reward_spend=2", "--worlds", 2, "--workers", 1)
    assert command("compare", *arguments, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert {"worlds", "wins", "sentence", "difference"} <= set(content)
    assert content["worlds"] == 2
    today = sim.load("broadband").changed(months=3)
    found = sim.compare(today.scaled(400), today.changed(reward_spend=2.0).scaled(400), worlds=2)
    assert {key: content[key] for key in found.as_dict()} == found.as_dict()


def test_a_plan_compared_with_itself_is_the_same(command):
    _, out, _ = command("compare", "broadband", "broadband", *SMALL, "--worlds", 2, "--workers", 1)
    assert out.startswith("The two plans are the same: no difference in any of 2 identical worlds.\n")
    numbers = [float(number) for line in _table(out) for number in line.split()[-4:-1]]
    assert set(numbers) == {0.0}


def test_up_to_four_plans_are_compared_each_with_its_own_changes(command, tmp_path):
    path = tmp_path / "plans.json"
    four = ("compare", "broadband", "broadband", "broadband_points", "broadband", *SMALL, "--worlds", 2)
    assert command(*four, "--set-b", "service_quality=80", "--set-d", "reward_spend=3", "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert [each["name"] for each in content["plans"]] == ["broadband (A)", "broadband (B)", "broadband_points",
                                                           "broadband (D)"]
    assert sum(each["best_share"] for each in content["plans"]) == pytest.approx(1)


def test_why_writes_parts_that_add_up_to_the_total(command, tmp_path):
    path = tmp_path / "why.json"
    pair = ("why", "broadband", "broadband", *SMALL, "--worlds", 2, "--workers", 1)
    changes = ("--set-b", "service_quality=80", "price=47", "contacts=30")
    assert command(*pair, *changes, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert {each["name"]: each["kind"] for each in content["parts"]} == {
        "service_quality": "lever", "price": "assumption", "contacts": "assumption"}
    assert content["total_cents"] == sum(each["cents"] for each in content["parts"]) != 0
    code, out, _ = command(*pair, *changes)
    assert code == 0 and out.startswith(content["sentence"])


def test_best_and_seek_write_what_they_found(command, tmp_path):
    path = tmp_path / "best.json"
    assert command("best", "broadband", *SMALL, "--lever", "service_quality=50:70", "--trials", 8, "--worlds", 2,
                   "--workers", 1, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert 50 <= content["plan"]["service_quality"] <= 70
    assert command("seek", "broadband", *SMALL, "--lever", "service_quality=50:90", "--goal", "satisfaction=70",
                   "--worlds", 2, "--workers", 1, "--out", path) == (0, "", "")
    assert json.loads(path.read_text(encoding="utf-8"))["sentence"]


def test_sure_tells_of_each_assumption_alone_and_together(command, tmp_path):
    path = tmp_path / "sure.json"
    arguments = ("sure", "broadband", "broadband_points", *SMALL, "--only", "contacts", "--only", "price",
                 "--range", "contacts=10:30", "--points", 8, "--worlds", 1, "--workers", 1)
    assert command(*arguments, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    ranges = {each["unknown"]["key"]: (each["unknown"]["low"], each["unknown"]["high"]) for each in content["tornado"]}
    assert set(ranges) == {"contacts", "price"}
    assert ranges["contacts"] == (10, 30)
    assert len(content["together"]["indices"]) == 2


def test_a_budget_below_what_today_costs_is_refused_with_what_today_costs(error):
    message = error("best", "broadband", *SMALL, "--budget", 10, "--worlds", 2, "--workers", 1)
    assert message.startswith("budget = 10")
    assert "euro/year" in message


def test_set_changes_the_first_plan_and_set_b_the_second(command):
    both = ("compare", "broadband", "broadband", *SMALL, "--worlds", 1, "--workers", 1)
    _, first, _ = command(*both, "--set", "service_quality=90")
    _, second, _ = command(*both, "--set-b", "service_quality=90")
    means = [[float(line.split()[-4].replace(",", "")) for line in _table(out)] for out in (first, second)]
    np.testing.assert_array_equal(means[0], -np.array(means[1]))
    assert any(means[0])


def test_calibrate_solves_the_hazard(command, tmp_path):
    path = tmp_path / "level.json"
    arguments = ("calibrate", "broadband", "--people", 8000, "--months", 24, "--worlds", 1, "--workers", 1)
    assert command(*arguments, "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert list(content) == ["scenario", "hazard_level", "yearly_churn", "stated", "worlds"]
    assert content["stated"] == 0.146
    assert content["yearly_churn"] == pytest.approx(0.146, abs=0.001)


@pytest.mark.parametrize(("found", "refused"), [(0.1559, False), (0.1561, True), (0.1361, False), (0.1359, True)])
def test_calibrate_refuses_churn_that_misses_what_is_stated_by_more_than_a_hundredth(
        command, monkeypatch, tmp_path, found, refused):
    path = tmp_path / "level.json"
    monkeypatch.setattr(experiments, "solve_hazard", lambda *_, **__: 0.9)
    monkeypatch.setattr(experiments, "churn_of", lambda *_, **__: found)
    code, out, err = command("calibrate", "broadband", *SMALL, "--worlds", 1, "--workers", 1, "--out", path)
    assert (code, out, path.exists()) == ((2, "", False) if refused else (0, "", True))
    assert err == (f"error: yearly_churn = 0.146 is not met in these worlds (nearest {found:.3f}); "
                   "take more people, months or worlds\n" if refused else "")


def test_churn_of_a_company_too_small_to_meet_it_is_refused(error, tmp_path):
    # Three customers and no new ones: churn moves in steps of a third and more.
    path = tmp_path / "tiny.toml"
    path.write_text('base = "broadband"\n[inputs]\nmarket_size = 100\ncustomers_at_start = 3\nmonths = 12\n'
                    "burn_in = 0\nacquisition_reach = 0\nimitation = 0\nreturn_rate = 0\n", encoding="utf-8")
    message = error("calibrate", path, "--worlds", 1, "--workers", 1)
    assert re.fullmatch(r"yearly_churn = 0\.146 is not met in these worlds \(nearest 0\.\d{3}\); "
                        "take more people, months or worlds", message)


def test_levers_prints_a_table_for_each_first_lever(command, monkeypatch):
    grid = {"service_quality": (60, 80), "response_target": (1, 12), "reward_spend": (0, 1)}
    monkeypatch.setattr("sim.levers.GRID", grid)
    code, out, err = command("levers", "broadband", *SMALL, "--worlds", 1, "--workers", 1)
    assert (code, err) == (0, "")
    assert [line.split()[1] for line in out.splitlines() if line.startswith("## ")] == [
        "service_quality", "response_target", "reward_spend"]
    assert sum(line.startswith("| ") for line in out.splitlines()) == 3 * 3


def test_sweep_writes_a_row_for_each_point_and_world_and_goes_on_with_nothing_done_twice(command, tmp_path):
    path = tmp_path / "sweep.csv"
    arguments = ("sweep", "broadband", *SMALL, "--vary", "price=40:50:2", "--vary", "targeting=0:3:4", "--worlds", 2)
    assert command(*arguments, "--out", path) == (0, "", "")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("price,targeting,seed,customers,") and len(lines) == 1 + 2 * 4 * 2
    written = path.stat().st_mtime_ns
    assert command(*arguments, "--out", path) == (0, "", "")
    assert path.stat().st_mtime_ns == written


def test_an_input_is_not_both_set_and_varied(error, tmp_path):
    said = error("sweep", "broadband", "--set", "price=41", "--vary", "price=40:50:2", "--out", tmp_path / "sweep.csv")
    assert said == "price = [40.0, 50.0] is set and varied"


def test_a_sweep_that_could_not_begin_leaves_nothing_behind(error, tmp_path):
    error("sweep", "broadband", "--vary", "price=40:50:2", "--cluster", "here", "--out", tmp_path / "sweep.csv")
    assert list(tmp_path.iterdir()) == []


def test_compare_takes_as_many_worlds_as_the_headline_needs(command, tmp_path):
    path = tmp_path / "same.json"
    assert command("compare", "broadband", "broadband", *SMALL, "--worlds", "auto", "--out", path) == (0, "", "")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["worlds"], content["precise"]) == (8, True)


def test_the_names_of_the_scenarios_stand_in_the_help(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", "--help"])
    assert ended.value.code == 0
    assert "broadband_cut_desk" in capsys.readouterr().out


SHIPPED = ", ".join(sorted(sim.names()))
SWEEP = ["sweep", "broadband", "--out", "never_written.csv", "--vary"]
SEEDS = "whole number from 0 to 9223372036854775807"


@pytest.mark.parametrize(("arguments", "message"), [
    (["run", "telephone"], f"scenario = 'telephone' is not a scenario that ships with Nineteen; allowed: {SHIPPED}"),
    (["run", "no/such.toml"], "scenario = 'no/such.toml' is neither a scenario's name nor a file"),
    (["run", "broadband", "--set", "prise=4"], "prise = '4' is not an input of the model"),
    (["run", "broadband", "--set", "price"], "--set 'price' is not of the form KEY=VALUE"),
    (["run", "broadband", "--set", "price=cheap"],
     "price = 'cheap' is not a number; allowed: 1 to 10,000 euro/month"),
    (["run", "broadband", "--set", "months=2.5"],
     "months = '2.5' is not a whole number; allowed: whole number from 1 to 240 month"),
    (["run", "broadband", "--set", "price=0"], "price = 0.0 is out of range; allowed: 1 to 10,000 euro/month"),
    (["run", "broadband", "--set", "price=nan"], "price = nan is not a finite number; allowed: 1 to 10,000 euro/month"),
    (["run", "broadband", "--months", "0"],
     "months = 0 is out of range; allowed: whole number from 1 to 240 month"),
    (["run", "broadband", "--people", "99"],
     "market_size = 99 is out of range; allowed: " + sim.declarations()["market_size"].allowed),
    (["run", "broadband", *SMALL, "--seed", "-1"], f"seed = -1 is out of range; allowed: {SEEDS}"),
    (["run", "broadband", "--out", "x.txt"],
     "out = 'x.txt' is not a kind of file this command can write; allowed: .json or .csv"),
    (["compare", "broadband", "broadband", "--out", "x.csv"],
     "out = 'x.csv' is not a kind of file this command can write; allowed: .json"),
    (["levers", "broadband", "--out", "x.json"],
     "out = 'x.json' is not a kind of file this command can write; allowed: .md"),
    (["run", "broadband", *SMALL, "--out", "no/such/run.json"],
     "out = 'no/such/run.json' cannot be written (No such file or directory)"),
    (["run", "broadband", *SMALL, "--out", "no/such/run.csv"],
     "out = 'no/such/run.csv' cannot be written (No such file or directory)"),
    (["compare", "broadband", "broadband", "--worlds", "0"], "worlds = 0 is out of range; allowed: 1 to 10000"),
    (["calibrate", "broadband", "--worlds", "0"], "worlds = 0 is out of range; allowed: 1 to 10000"),
    (["levers", "broadband", "--worlds", "10001"], "worlds = 10001 is out of range; allowed: 1 to 10000"),
    (["claims", "--worlds", "0"], "worlds = 0 is out of range; allowed: 1 to 10000"),
    (["claims", "--seed", "-1"], f"seed = -1 is out of range; allowed: {SEEDS}"),
    (["calibrate", "broadband", "--worlds", "2", "--seed", str(2**63 - 1)],
     f"seed = {2**63} is out of range; allowed: {SEEDS}"),
    (["levers", "broadband", "--worlds", "auto"],
     "argument --worlds: invalid int value: 'auto' (see python -m sim --help)"),
    (["compare", "broadband", "broadband", "--worlds", "few"],
     "argument --worlds: 'few' is neither a whole number nor auto (see python -m sim --help)"),
    (["claims", "--workers", "257"], "workers = 257 is out of range; allowed: 1 to 256"),
    *[([*command, "--cluster", "here"],
       "cluster = 'here' is not the address of a cluster; allowed: tcp://HOST:PORT") for command in (
        ["compare", "broadband", "broadband"], ["levers", "broadband"], ["claims"], ["calibrate", "broadband"],
        ["sweep", "broadband", "--vary", "price=40:50:2", "--out", "never_written.csv"])],
    (["sweep", "broadband"], "the following arguments are required: --out, --vary (see python -m sim --help)"),
    ([*SWEEP, "price"], "--vary 'price' is not of the form KEY=LOW:HIGH:N"),
    ([*SWEEP, "price=40:50"], "--vary 'price=40:50' is not of the form KEY=LOW:HIGH:N"),
    ([*SWEEP, "price=40:50:x"], "price = '40:50:x' is not two numbers and a whole number; allowed: LOW:HIGH:N"),
    ([*SWEEP, "=40:50:2"], "--vary '=40:50:2' is not of the form KEY=LOW:HIGH:N"),
    ([*SWEEP, "prise=40:50:2"], "prise = [40.0, 50.0] is not an input of the model"),
    ([*SWEEP, "price=nan:50:2"], "price = nan cannot be tried; allowed: 1 to 10,000 euro/month"),
    ([*SWEEP, "price=40:50:2", "--vary", "price=1:2:2"], "price = '1:2:2' is varied twice"),
    ([*SWEEP, "price=40:50:2", "--worlds", "0"], "worlds = 0 is out of range; allowed: 1 to 10000"),
    ([*SWEEP, "price=1:10000:9999", "--worlds", "30"],
     "9,999 points in 30 worlds are too many runs; allowed: 10,000 points and 200,000 runs"),
    (["sweep", "broadband", "--vary", "price=40:50:2", "--out", "x.json"],
     "out = 'x.json' is not a kind of file this command can write; allowed: .parquet or .csv"),
    (["compare", "broadband", "broadband", "--workers", "0"], "workers = 0 is out of range; allowed: 1 to 256"),
    (["compare", "broadband", "broadband_points", *SMALL, "--worlds", "2", "--workers", "1", "--seed", "-1"],
     f"seed = -1 is out of range; allowed: {SEEDS}"),
    (["compare", "broadband", "broadband_points", *SMALL, "--worlds", "2", "--workers", "2", "--seed", "-1"],
     f"seed = -1 is out of range; allowed: {SEEDS}"),
    (["compare", *5 * ["broadband"]], "plans = 5 is not a number of plans that can be compared; allowed: 2 to 4"),
    (["compare", "broadband", "broadband", "--set-d", "price=40"], "--set-d 'price=40' has no scenario to change"),
    (["why", "broadband", "gone_for_good"],
     f"scenario = 'gone_for_good' is not a scenario that ships with Nineteen; allowed: {SHIPPED}"),
    (["why", "broadband", "broadband_points", "--out", "x.csv"],
     "out = 'x.csv' is not a kind of file this command can write; allowed: .json"),
    (["best", "broadband", "--lever", "price"], "price = (1, 10000) is not a lever: a plan cannot turn it"),
    (["best", "broadband", "--lever", "prise"], "prise = '' is not an input of the model"),
    (["best", "broadband", "--lever", "service_quality=90:50"],
     "service_quality = '90 to 50' has its lowest value above its highest; allowed: 0 to 100 point"),
    (["best", "broadband", "--lever", "service_quality=50"],
     "--lever 'service_quality=50' is not of the form KEY=LOW:HIGH"),
    (["best", "broadband", "--lever", "calls=a:b"], "calls = 'a:b' is not two numbers; allowed: LOW:HIGH"),
    (["best", "broadband", "--lever", "training", "--lever", "training"], "training = '' is given twice"),
    *[([*search, "--set", "calls=1"],
       "calls = 1.0 is a lever, and the search starts from today's plan; say with --lever which levers it may turn")
      for search in (["best", "broadband"], ["seek", "broadband", "--lever", "training", "--goal", "customers=1"])],
    *[(["sure", "broadband", "broadband_points", "--points", points],
       f"points = {points} is no possible number of points; allowed: a power of 2 from 8 to 4096")
      for points in ("7", "4294967296")],
    (["best", "broadband", "--aim", "fame"], "aim = 'fame' is not known; allowed: profit, customers, profit_and_base"),
    (["seek", "broadband", "--lever", "training", "--goal", "yearly_churn"],
     "--goal 'yearly_churn' is not of the form MEASURE=TARGET"),
    (["sure", "broadband", "broadband_points", "--range", "price"], "--range 'price' is not of the form KEY=LOW:HIGH"),
    (["run"], "the following arguments are required: SCENARIO (see python -m sim --help)"),
    (["compare", "broadband"], "the following arguments are required: SCENARIO_B (see python -m sim --help)"),
    ([], "the following arguments are required: COMMAND (see python -m sim --help)"),
    (["run", "broadband", "--sed", "2"], "unrecognized arguments: --sed 2 (see python -m sim --help)"),
    (["run", "broadband", "--months", "few"],
     "argument --months: invalid int value: 'few' (see python -m sim --help)"),
    (["run", "broadband", "--seed"], "argument --seed: expected one argument (see python -m sim --help)"),
], ids=lambda each: " ".join(each)[:60] if isinstance(each, list) else "")
def test_an_error_is_one_line_and_exit_code_2(error, arguments, message):
    assert error(*arguments) == message


def test_an_unknown_command_is_refused_with_those_there_are(error):
    message = error("simulate")
    assert message.startswith("argument COMMAND: invalid choice: 'simulate' (choose from ")
    assert message.endswith(" (see python -m sim --help)")
    assert all(name in message for name in ("run", "compare", "calibrate", "levers"))


@pytest.mark.parametrize("value", ["9" * 400, "-" + "9" * 400, "9" * 5000])
@pytest.mark.parametrize("key", ["price", "months"])
def test_an_enormous_number_is_an_error_like_any_other(error, key, value):
    assert error("run", "broadband", "--set", f"{key}={value}").startswith(f"{key} = ")


def test_a_broken_file_is_an_error_of_one_line(error, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("title = 'two\nlines", encoding="utf-8")
    assert error("run", path).startswith("mine.toml: is not a TOML file (")


def test_a_folder_in_the_place_of_a_file_is_an_error_of_one_line(error, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.json").mkdir()
    assert error("run", "broadband", *SMALL, "--out", "run.json") == (
        "out = 'run.json' cannot be written (Is a directory)")


def test_an_interrupted_run_says_so(command, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sim, "run", interrupted)
    assert command("run", "broadband", *SMALL) == (130, "", "stopped\n")


def test_a_progress_bar_is_shown_on_a_terminal_only(command, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    code, _, err = command("run", "broadband", *SMALL)
    assert code == 0 and "0/3" in err
