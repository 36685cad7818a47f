"""From how staff are treated to what customers feel and the company earns, and what overload does to both."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.behaviour import answers, satisfaction, staff
from sim.company import Company
from sim.events import Event
from sim.inputs import SECONDS_A_MONTH, checked

USUAL = {"cutting_corners": 0.6, "corners_quality": 0.5, "standard_falls": 4.6, "standard_rises": 23,
         "lowest_standard": 0.85, "fatigue_lag": 2, "fatigue_slows": 0.1, "morale_quality": 10, "skill_quality": 15}


def _after(months, pressure=0.85, company=None, quitting=0.0, **changes):
    """The company after months of work at a steady pressure, whatever its standard."""
    inputs, company = checked(USUAL | changes), company or Company()
    for _ in range(months):
        paid = SECONDS_A_MONTH * 100
        contacts = pressure * paid / (60 * inputs.handle_minutes * company.standard)
        company = replace(company, **staff.after_month(company, contacts, paid, quitting, inputs))
    return company


# -- what lifts morale and skill -------------------------------------------------------------------------------


@pytest.mark.parametrize("lever", ["authority", "recognition", "training", "leadership"])
def test_each_lever_for_staff_lifts_morale_in_the_long_run(lever):
    morale = [_after(120, **{lever: share}).morale for share in
              ((0.0, 0.5, 1.0) if lever == "leadership" else (0.0, 50.0, 200.0))]
    assert (np.diff(morale) > 0).all()


def test_morale_settles_where_its_parts_add_up():
    # 0.3 + 0.25 + 0.25 with all authority, recognition and leadership there can be, and 0.2 of the skill.
    company = _after(400, authority=200.0, authority_scale=1.0, recognition=500.0, recognition_scale=1.0,
                     leadership=1.0)
    assert company.morale == pytest.approx(0.8 + 0.2 * company.skill, abs=1e-6)


def test_programmes_for_staff_work_at_half_strength_without_leaders_who_live_them():
    assert [staff.coverage(checked({"leadership": each})) for each in (0, 0.5, 1)] == [0.5, 0.75, 1.0]


def test_skill_settles_where_learning_makes_up_for_forgetting_and_quits():
    trained = 0.08 * (0.5 + 0.5 * 0.4) * (1 - np.exp(-60 / 90))
    for quitting in (0.0, 0.03):
        company = _after(600, quitting=quitting, training=60, training_scale=90, learning_speed=0.08,
                         skill_decay=0.03, leadership=0.4)
        assert company.skill == pytest.approx(trained / (trained + 0.03 + 0.5 * quitting))


def test_overload_takes_morale_away_and_drives_staff_out():
    states = [_after(120, pressure) for pressure in (0.85, 1.2, 1.8)]
    assert (np.diff([each.morale for each in states]) < 0).all()
    rates = [staff.quit_rate(each, checked(USUAL)) for each in states]
    assert (np.diff(rates) > 0).all()


# -- what overload does to the work ----------------------------------------------------------------------------


@pytest.mark.parametrize(("pressure", "pace"), [(0.5, 1.0), (1.0, 1.0), (2.0, 2**-0.6), (9.0, 3**-0.6)])
def test_under_pressure_cases_are_cut_short(pressure, pace):
    assert staff.pace(1.0, pressure, checked(USUAL)) == pytest.approx(pace)


def test_cut_corners_save_time_and_solve_less():
    calm, hurried = (staff.service(Company(pressure=pressure), checked(USUAL)) for pressure in (1.0, 2.0))
    assert hurried.minutes == pytest.approx(calm.minutes * 2**-0.6)
    assert hurried.resolution == pytest.approx(calm.resolution * 2**-0.3)
    assert hurried.quality == calm.quality


def test_where_no_corner_is_cut_pressure_changes_nothing():
    calm, hurried = (staff.service(Company(pressure=pressure), checked(USUAL | {"cutting_corners": 0}))
                     for pressure in (1.0, 2.0))
    assert calm == hurried


def test_fatigue_builds_up_over_weeks_fades_when_rested_and_slows_the_work():
    tired = _after(2, 1.85)
    assert tired.fatigue == pytest.approx(0.75)                          # half of the gap to 1 each month
    assert _after(2, 0.85, tired).fatigue == pytest.approx(0.75 / 4)
    fresh, slow = (staff.service(Company(fatigue=each), checked(USUAL)).minutes for each in (0.0, 0.75))
    assert slow == pytest.approx(1.075 * fresh)


def test_the_standard_falls_faster_than_it_rises():
    eroded = _after(6, 1.6)
    assert eroded.standard < 1
    recovered = _after(6, 0.7, eroded)
    assert eroded.standard < recovered.standard < 1
    fallen, risen = 1 - eroded.standard, recovered.standard - eroded.standard
    assert fallen > 3 * risen


def test_twenty_weeks_take_the_standard_down_and_a_hundred_bring_it_back():
    # The gap to the pace at which staff work closes by 1 / 4.6 a month downwards and by 1 / 23 upwards.
    inputs = checked(USUAL | {"lowest_standard": 0.3})
    fallen = _after(1, 2.0, lowest_standard=0.3)
    assert 1 - fallen.standard == pytest.approx((1 - staff.pace(1.0, 2.0, inputs)) / 4.6)
    worn = Company(standard=0.7)
    risen = _after(1, 0.7, worn, lowest_standard=0.3)
    assert risen.standard - 0.7 == pytest.approx((staff.pace(0.7, 0.7, inputs) - 0.7) / 23)


def test_the_standard_stops_at_the_lowest():
    assert _after(200, 3.0).standard == 0.85


# -- from staff to customers -----------------------------------------------------------------------------------


def test_quality_rises_with_morale_and_skill_by_their_weights():
    usual, better = (staff.service(Company(morale=each, skill=each), checked(USUAL)) for each in (0.5, 0.7))
    assert usual.quality == 60
    assert better.quality == pytest.approx(60 + 0.2 * 10 + 0.2 * 15)


def test_empowered_skilled_and_supervised_staff_solve_more_at_the_first_contact():
    usual = staff.service(Company(), checked(USUAL)).resolution
    assert staff.service(Company(skill=0.8), checked(USUAL)).resolution > usual
    for lever, more in (("authority", 60.0), ("supervisors", 0.2), ("leadership", 0.9)):
        assert staff.service(Company(), checked(USUAL | {lever: more})).resolution > usual


def test_probing_sells_to_those_whose_case_was_solved_in_time_and_to_nobody_else():
    luck = (np.arange(10_000) + 0.5) / 10_000
    inputs = checked({"probing": 0.5, "probing_success": 0.06})
    sold = answers.sells(luck, np.ones(10_000, bool), 0.5, inputs)
    assert sold.mean() == pytest.approx(0.03)
    assert answers.sells(luck, np.ones(10_000, bool), 1.0, inputs).mean() == pytest.approx(0.045)
    assert not answers.sells(luck, np.zeros(10_000, bool), 1.0, inputs).any()


def test_probing_without_helping_is_minded():
    outcome = np.array([answers.SOLVED_FIRST, answers.UNSOLVED, answers.NO_ANSWER])
    points = [satisfaction.handled(outcome, np.zeros(3, bool), np.zeros(3), np.zeros(3), checked({"probing": each}))
              for each in (0.0, 1.0)]
    assert (points[0] - points[1]).tolist() == [0, 5, 5]


def test_in_a_run_probing_sells_and_takes_time():
    company = sim.load("broadband").scaled(4000).changed(months=12, burn_in=6)
    without, probing = (sim.run(company.changed(probing=each), seed=1).columns for each in (0.0, 1.0))
    assert without["extra_sales_cents"].sum() == 0 < probing["extra_sales_cents"].sum()
    assert (probing["extra_sales_cents"] % (100 * company.plan.sale_value) == 0).all()
    assert staff.service(Company(), company.changed(probing=1.0).plan).minutes == pytest.approx(
        staff.service(Company(), company.plan).minutes + company.plan.probing_minutes)


def test_a_hiring_freeze_lets_the_desk_shrink_and_the_pressure_rise():
    company = sim.load("broadband").changed(months=12, staff_turnover=0.6)
    frozen = sim.Scenario("frozen", company.today, company.plan, events=(Event(0, "hiring_freeze", 1, months=12),))
    usual, freeze = ([sim.run(each, seed).columns for seed in (1, 2, 3)] for each in (company, frozen))
    assert all((np.diff(each["staff"][2:]) <= 0).all() for each in freeze)
    for column, sign in (("staff", -1), ("pressure", 1), ("morale", -1), ("satisfaction", -1)):
        then, now = (np.mean([each[column][6:] for each in group]) for group in (usual, freeze))
        assert sign * (now - then) > 0, column


def _gain(levers, column, company, seeds=range(1, 11)):
    plans = company, company.changed(**levers)
    return np.diff([[sim.run(plan, seed).columns[column][12:].mean() for seed in seeds] for plan in plans], axis=0)[0]


def test_what_skill_does_to_the_work_comes_back_as_morale():
    # The loop: training, more solved at once, fewer contacts, less overload, more morale than training alone brings.
    company = sim.load("broadband").scaled(4000).changed(months=24, burn_in=12, desk_staff=2)
    open_loop, closed = (_gain({"training": 200.0}, "morale", company.changed(skill_resolution=each, training=0.0))
                         for each in (0.0, 0.6))
    assert open_loop.min() > 0
    more = closed - open_loop
    assert more.mean() > 4 * more.std(ddof=1) / np.sqrt(len(more))


@pytest.mark.slow
def test_five_points_of_staff_morale_are_worth_what_was_found_at_sears_within_a_factor_of_two():
    # +5 in employees' attitude, +1.3 in customers' impression, +0.5 % in the growth of revenue: a programme with
    # something of everything for staff, in its second year, scaled to five points of morale.
    company = sim.load("broadband").changed(months=24)
    programme = company.changed(training=80.0, recognition=30.0, authority=12.0, leadership=0.55)

    def second_year(plan):
        columns = [sim.run(plan, seed).columns for seed in range(1, 13)]
        return [np.array([each[column][12:].mean() for each in columns])
                for column in ("morale", "satisfaction", "revenue_cents")]

    before, after = second_year(company), second_year(programme)
    morale = (after[0] - before[0]).mean()
    assert 4 < morale < 7
    content = (after[1] - before[1]) * 5 / morale
    revenue = (after[2] / before[2] - 1) * 100 * 5 / morale
    for gain, published in ((content, 1.3), (revenue, 0.5)):
        error = gain.std(ddof=1) / np.sqrt(len(gain))
        assert gain.mean() > 4 * error
        assert published / 2 < gain.mean() < published * 2
