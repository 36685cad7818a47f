"""What comes out of a run, and how each headline number is computed."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim import firm, metrics
from sim.company import Company
from sim.metrics import CAUSES, COLUMNS, COST_LINES, FLOWS, MEASURES
from sim.scenario import ScenarioError


@pytest.fixture(scope="module")
def run():
    return sim.run(sim.load("broadband").scaled(800).changed(months=14, burn_in=4), seed=3)


@pytest.fixture(scope="module")
def quiet():
    """A company that nobody ever calls: there is no response time to know."""
    scenario = sim.load("broadband").scaled(400).changed(months=3, burn_in=0, question_rate=0, failure_rate=0)
    return sim.run(scenario, seed=1)


def _columns(**given):
    months = len(next(iter(given.values())))
    return {column: np.array(given.get(column, np.zeros(months))) for column in COLUMNS}


def test_the_table_has_every_column_once_and_one_row_a_month(run):
    assert list(run.columns) == list(COLUMNS)
    assert list(run.table.columns) == list(COLUMNS)
    assert run.columns["month"].tolist() == list(range(14)) == run.table["month"].tolist()


def test_counts_and_cents_are_whole_numbers(run):
    whole = {column for column, unit in COLUMNS.items() if unit in {"month", "person", "problem", "contact", "cent"}}
    assert {column for column, values in run.columns.items() if values.dtype == np.int64} == whole


def test_the_json_of_a_run_has_the_stated_shape(run):
    content = run.as_dict()
    assert list(content) == ["model_version", "scenario", "seed", "inputs", "months", "totals"]
    assert (content["model_version"], content["scenario"], content["seed"]) == (sim.MODEL_VERSION, "broadband", 3)
    assert content["inputs"] == run.scenario.plan.model_dump()
    assert len(content["months"]) == 14
    for row in content["months"]:
        assert set(row) == ({*COLUMNS} - {f"left_{cause}" for cause in CAUSES}) | {"left_by_cause"}
        assert list(row["left_by_cause"]) == list(CAUSES)


def test_leavers_by_cause_add_up_to_the_leavers(run):
    content = run.as_dict()
    for row in (*content["months"], content["totals"]):
        assert sum(row["left_by_cause"].values()) == row["left"]
    assert content["totals"]["left"] > 0


def test_totals_are_sums_of_the_flows_and_the_headline_measures(run):
    totals = run.totals
    assert totals["months"] == 14
    for flow in FLOWS:
        if not flow.startswith("left_"):
            assert totals[flow] == run.columns[flow].sum()
    assert set(MEASURES) < set(totals)
    assert totals["customers"] == run.columns["customers"][-1]


def test_json_knows_no_nan_and_says_null_for_what_is_not_known(quiet):
    assert np.isnan(quiet.columns["response_median_hours"]).all()
    text = json.dumps(quiet.as_dict(), allow_nan=False)
    assert json.loads(text)["months"][0]["response_median_hours"] is None
    assert json.loads(text)["totals"]["response_hours"] is None


def test_a_saved_json_file_reads_the_same(run, tmp_path):
    run.save(tmp_path / "run.json")
    text = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert json.loads(text) == run.as_dict()
    assert text.endswith("}\n") and "NaN" not in text


def test_a_saved_csv_file_is_the_monthly_table(run, tmp_path):
    run.save(tmp_path / "run.csv")
    lines = (tmp_path / "run.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",") == list(COLUMNS)
    assert len(lines) == 15
    first = dict(zip(COLUMNS, lines[1].split(","), strict=True))
    assert first["profit_cents"] == str(run.columns["profit_cents"][0])


def test_what_is_not_known_is_empty_in_csv(quiet, tmp_path):
    quiet.save(tmp_path / "run.csv")
    row = (tmp_path / "run.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert row[list(COLUMNS).index("response_median_hours")] == ""


@pytest.mark.parametrize("name", ["run.txt", "run", "run.json.gz"])
def test_another_kind_of_file_is_refused(run, tmp_path, name):
    with pytest.raises(ScenarioError) as refused:
        run.save(name)
    assert str(refused.value) == f"out = '{name}' is not a kind of file that can be written; allowed: .json or .csv"


@pytest.mark.parametrize("name", ["missing/run.json", "missing/run.csv"])
def test_a_folder_that_does_not_exist_is_reported_in_one_line(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as refused:
        run.save(name)
    assert str(refused.value) == f"out = '{name}' cannot be written (No such file or directory)"


def test_tickets_are_kept_only_when_asked_for(run):
    assert run.tickets == []
    logged = sim.run(run.scenario, seed=3, log=True)
    assert logged.tickets == sorted(logged.tickets)
    assert sum(ticket.wait >= 0 for ticket in logged.tickets) == logged.columns["answered"].sum()
    assert sum(ticket.wait < 0 for ticket in logged.tickets) == logged.columns["abandoned"].sum()


def test_progress_is_told_month_by_month(run):
    seen = []
    sim.run(run.scenario, seed=3, months=4, progress=seen.append)
    assert seen == [1, 2, 3, 4]


def test_fewer_months_are_the_beginning_of_more(run):
    shorter = sim.run(run.scenario, seed=3, months=6)
    for column, values in shorter.columns.items():
        np.testing.assert_array_equal(values, run.columns[column][:6], err_msg=column)


@pytest.mark.parametrize("months", [0, 241, 1.5])
def test_a_number_of_months_that_is_not_allowed_is_refused(run, months):
    with pytest.raises(ScenarioError) as refused:
        sim.run(run.scenario, months=months)
    assert str(refused.value).startswith(f"months = {months!r} is ")


# -- measures ----------------------------------------------------------------------------------------------------


def test_yearly_churn_compounds_the_monthly_shares():
    # 100 customers lose 10, then 90 + 10 lose 20: 0.9 * 0.8 in two months
    columns = _columns(customers=[100, 80], left=[10, 20], joined=[10, 0])
    assert metrics.yearly_churn(columns) == pytest.approx(1 - 0.72**6)


def test_steady_monthly_churn_compounds_to_a_year():
    columns = _columns(customers=[1000] * 12, left=[20] * 12, joined=[20] * 12)
    assert metrics.yearly_churn(columns) == pytest.approx(1 - 0.98**12)


def test_a_company_without_customers_has_no_churn():
    assert metrics.yearly_churn(_columns(customers=[0, 3], left=[0, 0], joined=[0, 3])) == 0


def test_a_company_that_loses_everybody_has_a_churn_of_1():
    assert metrics.yearly_churn(_columns(customers=[0], left=[50], joined=[0])) == 1


def test_every_measure_by_hand():
    columns = _columns(
        customers=[100, 90], left=[5, 10], joined=[0, 0], npv_cents=[70, 130], profit_cents=[71, 62],
        response_median_hours=[np.nan, 3.0], reputation=[70.0, 71.0], satisfaction=[66.0, 65.0], told_bad=[30, 20],
        unsolved=[4, 5], abandoned=[1, 4], answered=[9, 6], prospects_lost_to_word_of_mouth=[2, 1], left_friends=[1, 3])
    found = {key: measure.of(columns) for key, measure in MEASURES.items()}
    assert found == pytest.approx({
        "customers": 90, "yearly_churn": 1 - (100 / 105 * 0.9) ** 6, "people_lost_to_word_of_mouth": 7,
        "profit_npv_cents": 130, "response_hours": 3, "reputation": 71, "satisfaction": 65, "profit_cents": 133,
        "people_told_bad": 50, "unsolved_problems": 9, "given_up_share": 0.25})


def test_a_response_time_nobody_knows_is_not_a_number():
    assert np.isnan(MEASURES["response_hours"].of(_columns(response_median_hours=[np.nan, np.nan])))


def test_every_measure_says_its_unit_and_what_is_better():
    for key, measure in (MEASURES | metrics.PAIRED_MEASURES).items():
        assert measure.key == key
        assert measure.better in {"more", "less"}
        assert measure.unit in set(COLUMNS.values())


def test_every_cost_line_is_a_column_and_a_flow():
    assert set(COST_LINES) < set(FLOWS) < set(COLUMNS)


def test_leavers_are_counted_by_cause_in_their_order():
    town = SimpleNamespace(people=SimpleNamespace(exposure=np.zeros(1)), left_lately=np.zeros(1), tally={},
                           inputs=sim.Inputs(), company=Company(), served_customers=8)
    firm.count_leavers(town, SimpleNamespace(cause=np.array([5, 0, 5, 2])), None)
    assert town.tally == {"left": 4, "left_unavoidable": 1, "left_rivals": 0, "left_unsolved": 1, "left_slow": 0,
                          "left_indifference": 0, "left_friends": 2}
    assert town.company.churn == 0.5
    firm.count_leavers(town, SimpleNamespace(cause=np.zeros(0, np.int64)), None)
    assert set(town.tally.values()) == {0} and town.company.churn == 0
