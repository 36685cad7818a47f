"""The charts of the page "Best plan": constant specifications, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import sim
from sim.decide.best import Best
from sim.decide.search import AIMS
from sim.decide.seek import Sought
from sim.experiments import interval
from sim.metrics import MEASURES
from ui import format as write
from ui.best.told import lever_name, lever_value, measure_name, one_by_one, target_shown
from ui.charts import INK, LOSS, PLAN, TODAY, constant
from ui.words import say, unit

HEIGHT = 330
LOSS_INK = {"light": "#A34700", "dark": "#F0894D"}
# unit -> factor to the number shown
SHOWN = {"cent": 1e-8, "person": 1.0, "1": 100.0, "business hour": 1.0, "point": 1.0, "problem": 1.0}
EURO = 1e-5     # cents a year to thousand euro a year
# plans that miss more than so many gains are left out: they would press all others together
MOST_MISSED = 1.6


def _quantity(field: str, title: str, shape: str) -> alt.Tooltip:
    return alt.Tooltip(field=field, type="quantitative", title=title, format=shape)


def _frontier(theme: str, aim: str) -> dict:
    """Specify the frontier: plans tried as faint dots, the most for each spending as a line, today and the best."""
    today, plan, _ = INK[theme]
    shape = ",.3f" if AIMS[aim].unit == "cent" else ",.1f"
    across = alt.X(field="spending", type="quantitative", scale=alt.Scale(zero=False),
                   axis=alt.Axis(title=say("best_plan.frontier.across"), format=",.0f", tickCount=6, grid=False))
    scale = alt.Scale(zero=False)

    def up(field):
        return alt.Y(field=field, type="quantitative", scale=scale, axis=alt.Axis(
            title=say(f"best_plan.frontier.up.{aim}"), format=",.4~f", tickCount=5))

    told = [alt.Tooltip(field="plan", type="nominal", title=say("best_plan.frontier.plan")),
            _quantity("spending", say("best_plan.frontier.across"), ",.0f"),
            _quantity("aim", say(f"best_plan.frontier.up.{aim}"), shape)]
    base = alt.Chart()
    budget = base.mark_rule(strokeWidth=1.5, strokeDash=[5, 4], color=LOSS, tooltip=None, aria=False).encode(
        x=alt.X(field="budget", type="quantitative"))
    budget_name = base.mark_text(align="right", baseline="top", dx=-5, y=4, fontSize=12, color=LOSS_INK[theme],
                                 tooltip=None).encode(x=alt.X(field="budget", type="quantitative"),
                                                      text=alt.Text(field="budget_name", type="nominal"))
    tried = base.mark_point(filled=True, size=42, opacity=0.35, color=TODAY).encode(x=across, y=up("aim"), tooltip=told)
    line = base.transform_filter("isValid(datum.frontier)").mark_line(
        strokeWidth=2, color=PLAN, interpolate="step-after", tooltip=None).encode(x=across, y=up("frontier"))
    marked = base.mark_point(filled=True, size=150, opacity=1).encode(
        x=across, y=up("mark"), tooltip=told,
        color=alt.Color(field="kind", type="nominal", legend=None, scale=alt.Scale(
            domain=[say("best_plan.frontier.today"), say("best_plan.frontier.best")], range=[TODAY, PLAN])))
    names = base.mark_text(align="right", baseline="bottom", dx=-8, dy=-6, fontSize=13, fontWeight=600,
                           tooltip=None).encode(
        x=across, y=up("mark"), text=alt.Text(field="kind", type="nominal"),
        color=alt.Color(field="kind", type="nominal", legend=None, scale=alt.Scale(
            domain=[say("best_plan.frontier.today"), say("best_plan.frontier.best")], range=[today, plan])))
    chart = alt.layer(budget, tried, line, marked, names, budget_name).resolve_scale(color="independent")
    return constant(chart.properties(title=say("best_plan.frontier.title"), height=HEIGHT))


def _curve(theme: str) -> dict:
    """Specify a measure along a lever, with the band of its worlds, the target, and the values today and sought."""
    today, plan, _ = INK[theme]
    across = alt.X(field="value", type="quantitative", scale=alt.Scale(zero=False, nice=False),
                   axis=alt.Axis(title=None, grid=False, tickCount=6))
    axis = alt.Axis(title=None, tickCount=5)

    def up(field):
        return alt.Y(field=field, type="quantitative", axis=axis, scale=alt.Scale(zero=False))

    base = alt.Chart()
    band = base.mark_area(opacity=0.18, color=PLAN, tooltip=None).encode(x=across, y=up("low"), y2=alt.Y2(field="high"))
    line = base.mark_line(strokeWidth=2.2, color=PLAN, tooltip=None).encode(x=across, y=up("mean"))
    dots = base.mark_point(filled=True, size=40, color=PLAN).encode(x=across, y=up("mean"), tooltip=[
        _quantity(field, say(f"best_plan.curve.{field}"), ",.5~g") for field in ("value", "mean", "low", "high")])
    target = base.mark_rule(strokeWidth=1.5, strokeDash=[5, 4], color=LOSS, tooltip=None, aria=False).encode(
        y=up("target"))
    target_name = base.mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=12, color=LOSS_INK[theme],
                                 x=0, tooltip=None).encode(
        y=up("target"), text=alt.Text(field="target_name", type="nominal"))
    kinds = [say("best_plan.curve.today"), say("best_plan.curve.sought")]
    marked = base.mark_point(filled=True, size=150, opacity=1, tooltip=None).encode(
        x=across, y=up("mark"), color=alt.Color(field="kind", type="nominal", legend=None,
                                                scale=alt.Scale(domain=kinds, range=[TODAY, PLAN])))
    names = [base.transform_filter(alt.datum.kind == kind).mark_text(
        align="left", baseline=baseline, dx=8, dy=dy, fontSize=13, fontWeight=600, color=colour, tooltip=None).encode(
        x=across, y=up("mark"), text=alt.Text(field="kind", type="nominal"))
        for kind, colour, baseline, dy in zip(kinds, (today, plan), ("top", "bottom"), (5, -5), strict=True)]
    chart = alt.layer(target, band, line, dots, marked, *names, target_name).resolve_scale(color="independent")
    return constant(chart.properties(title=say("best_plan.curve.title"), height=HEIGHT))


FRONTIERS = {aim: {theme: _frontier(theme, aim) for theme in INK} for aim in AIMS}
CURVES = {theme: _curve(theme) for theme in INK}


def _rows(rows: list[dict], text: tuple[str, ...], numbers: tuple[str, ...]) -> pa.Table:
    kept = {key: pa.array([row.get(key, "") for row in rows], pa.string()) for key in text}
    return pa.table(kept | {key: pa.array([row.get(key) for row in rows], pa.float64()) for key in numbers})


def frontier(best: Best) -> pa.Table:
    """Give the frontier's rows: plans tried, the line, today and the best, and the budget."""
    tried, factor = best.trials, SHOWN[AIMS[best.search.aim].unit]
    shown = near(best)
    rows = [{"plan": _plan(best, place), "spending": tried.spending[place] * EURO, "aim": tried.aim[place] * factor}
            for place in np.flatnonzero(shown).tolist()]
    line = [place for place in tried.frontier if shown[place]]
    rows += [{"spending": tried.spending[place] * EURO, "frontier": tried.aim[place] * factor} for place in line]
    marks = [(0, "today")] + ([(tried.best, "best")] if tried.best else [])
    rows += [{"kind": say(f"best_plan.frontier.{kind}"), "plan": _plan(best, place),
              "spending": tried.spending[place] * EURO, "aim": tried.aim[place] * factor,
              "mark": tried.aim[place] * factor} for place, kind in marks]
    if best.search.budget is not None:
        rows.append({"budget": best.search.budget / 1000, "budget_name": say("best_plan.frontier.budget")})
    return _rows(rows, ("plan", "kind", "budget_name"), ("spending", "aim", "frontier", "mark", "budget"))


def near(best: Best) -> np.ndarray:
    """Tell which of the plans tried are shown: those not far worse than today's and the best."""
    aim = best.trials.aim
    reach = max(best.aim_plan - best.aim_today, 0.01 * abs(best.aim_today), 1.0)
    return np.isfinite(aim) & (aim >= best.aim_plan - (1 + MOST_MISSED) * reach)


def _plan(best: Best, place: int) -> str:
    values = zip(best.plan, best.trials.points[place].tolist(), strict=True)
    return one_by_one(
        say("best_plan.pair", lever=say(f"inputs.{lever}.label"), value=lever_value(sim.declarations()[lever], value))
        for lever, value in values)


def frontier_alternative(best: Best) -> str:
    """Tell the frontier's message in words."""
    tried, unit_of = best.trials, AIMS[best.search.aim].unit
    points = [place for place in tried.frontier if near(best)[place]]
    told = [say("best_plan.frontier.alt_item", spending=write.quantity("cent", tried.spending[place], 1, "short"),
                aim=write.quantity(unit_of, tried.aim[place], 1, "short")) for place in points]
    return say("best_plan.frontier.alt", list=one_by_one(told))


def curve(found: Sought) -> pa.Table:
    """Give the curve's rows: the measure at each value over the worlds, the target, today and what was sought."""
    factor = SHOWN[MEASURES[found.measure].unit]
    named = {found.value: "sought", found.today: "today"}
    rows = []
    for value, worlds in zip(found.values, found.found * factor, strict=True):
        known = worlds[np.isfinite(worlds)]
        if len(known):
            mean = known.mean()
            mark = {"mark": mean, "kind": say(f"best_plan.curve.{named[value]}")} if value in named else {}
            rows.append({"value": value, "mean": mean, "low": known.min(), "high": known.max(), **mark})
    if rows:
        rows[0] |= {"target": found.target * factor,
                    "target_name": say("best_plan.curve.target", target=target_shown(found.measure, found.target))}
    return _rows(rows, ("kind", "target_name"), ("value", "mean", "low", "high", "target", "mark"))


def curve_caption(found: Sought) -> str:
    """Say what stands along the axes of the curve."""
    shown = MEASURES[found.measure].unit
    return say("best_plan.curve.caption", lever=lever_name(found.lever), unit=unit(sim.declarations()[found.lever]),
               measure=measure_name(found.measure), measure_unit=say(f"best_plan.axis_unit.{shown.replace(' ', '_')}"))


def curve_alternative(found: Sought) -> str:
    """Tell the curve's message in words."""
    unit_of, declared = MEASURES[found.measure].unit, sim.declarations()[found.lever]
    told = [say("best_plan.curve.alt_item", value=lever_value(declared, value),
                measure=write.quantity(unit_of, interval(worlds).mean, 0.0, "short"))
            for value, worlds in zip(found.values, found.found, strict=True)]
    return say("best_plan.curve.alt", measure=measure_name(found.measure), list=one_by_one(told))
