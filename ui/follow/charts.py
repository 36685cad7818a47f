"""The time line of two lives, and their satisfaction: constant specifications, and data. Knows no Streamlit."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import altair as alt
import numpy as np
import pyarrow as pa

from sim.diary import Entry, Life
from sim.explore.cases import Pair
from sim.inputs import SECONDS_A_MONTH
from sim.population import CUSTOMER
from ui import format as write
from ui.charts import INK, LOSS, PLAN, TODAY, constant
from ui.follow import entries
from ui.people import first_name
from ui.words import say

THEMES = tuple(INK)
GOOD, BAD, GIVEN = "#009E73", LOSS, "#CC79A7"
ROW, SATISFACTION_HEIGHT = 21, 240
LABELS = 84             # pixels for what stands left of both charts, so that their months stand in line
NARROW = 420            # pixels: narrower charts have two columns of marks explained
EARLY = 0.4             # lines that end before this share of the months have their names to the right
LANES = ("today", "plan")
ROWS = ("problem", "answer", "told", "heard", "given")
SPACE = "space"
_CROSS = "M-0.8,-1L0,-0.2L0.8,-1L1,-0.8L0.2,0L1,0.8L0.8,1L0,0.2L-0.8,1L-1,0.8L-0.2,0L-1,-0.8Z"
_THIN = "M-0.13,-1L0.13,-1L0.13,1L-0.13,1Z"
# marks -> colour and shape
MARKS = {"problem": (BAD, "triangle-up"), "good_answer": (GOOD, "circle"), "bad_answer": (BAD, _CROSS),
         "told_bad": (BAD, "square"), "told_good": (GOOD, "square"), "heard_bad": (BAD, _THIN),
         "heard_good": (GOOD, _THIN), "given": (GIVEN, "diamond"), "came": (GOOD, "triangle-right"),
         "went": (BAD, "triangle-left")}
# kinds of entries -> row and mark; what is left out is part of what is shown
SHOWN = {"problem": ("problem", "problem"),
         "solved_at_once": ("answer", "good_answer"), "solved": ("answer", "good_answer"),
         "not_solved": ("answer", "bad_answer"), "never_answered": ("answer", "bad_answer"),
         "gave_up": ("answer", "bad_answer"),
         "told_bad": ("told", "told_bad"), "told_good": ("told", "told_good"), "recommended": ("told", "told_good"),
         "heard_bad": ("heard", "heard_bad"), "heard_good": ("heard", "heard_good"),
         "heard_recommendation": ("heard", "heard_good"), "friend_left": ("heard", "heard_bad"),
         "rewarded": ("given", "given"), "thanked": ("given", "given"), "offered": ("given", "given"),
         "left": ("lane", "went"), "joined": ("lane", "came"), "joined_recommended": ("lane", "came"),
         "joined_by_good_stories": ("lane", "came"), "returned": ("lane", "came"), "won_back": ("lane", "came")}
SMALLEST, LARGEST, LANE_MARK, STROKE = 36, 170, 130, 90
PALE, FULL = 0.6, 0.9
MANY_TOLD, MUCH_WAITED = 30, 16


def _rows() -> list[str]:
    """Name all rows from top to bottom: each lane, with what happened below it."""
    first, second = ([f"{lane}.{row}" for row in ("lane", *ROWS)] for lane in LANES)
    return [*first, SPACE, *second]


def _label(row: str) -> str:
    lane, _, kind = row.partition(".")
    if row == SPACE:
        return ""
    return say(f"follow.list.{lane}") if kind == "lane" else say(f"follow.chart.rows.{kind}")


def _month_axis(months: int, field: str = "month") -> alt.X:
    return alt.X(field=field, type="quantitative", scale=alt.Scale(domain=[0.5, months + 0.5], nice=False),
                 axis=alt.Axis(title=say("follow.chart.month"), grid=False, tickMinStep=1, format=".0f"))


def _parting(months: int, ink: str) -> alt.Chart:
    """Mark the month in which the lives part."""
    rule = alt.Chart().mark_rule(strokeDash=[4, 3], strokeWidth=1.2, color=ink, opacity=0.8, aria=False, tooltip=None)
    return rule.encode(x=_month_axis(months, "parting"))


@cache
def events_spec(theme: str, months: int) -> dict:
    """Specify the time line: a lane for each plan, with rows of marks below it."""
    today, plan, ink = INK[theme]
    names = json.dumps({row: _label(row) for row in _rows()})
    colours = {"condition": [{"test": f"datum.value == '{lane}.lane'", "value": colour}
                             for lane, colour in zip(LANES, (today, plan), strict=True)], "value": ink}
    bold = {"condition": {"test": "indexof(datum.value, '.lane') > 0", "value": "bold"}, "value": "normal"}
    rows = alt.Y(field="row", type="nominal", scale=alt.Scale(domain=_rows()), axis=alt.Axis(
        title=None, ticks=False, domain=False, labelExpr=f"{names}[datum.value]", labelColor=colours,
        labelFontWeight=bold, labelLimit=LABELS, minExtent=LABELS, maxExtent=LABELS, labelOverlap=False))
    lane = alt.condition(f"datum.lane === '{LANES[0]}'", alt.value(TODAY), alt.value(PLAN))
    marks = [say(f"follow.chart.marks.{mark}") for mark in MARKS]
    legend = alt.Legend(title=None, orient="bottom", labelLimit=260, columnPadding=8,
                        columns=alt.ExprRef(f"width < {NARROW} ? 2 : 3"),
                        symbolOpacity=1, symbolSize=70)
    looks = alt.Color(field="mark", type="nominal", legend=legend, scale=alt.Scale(
        domain=marks, range=[colour for colour, _ in MARKS.values()]))
    shapes = alt.Shape(field="mark", type="nominal", legend=legend, scale=alt.Scale(
        domain=marks, range=[shape for _, shape in MARKS.values()]))
    tooltip = [alt.Tooltip(field=field, type="nominal", title=say(f"follow.chart.{title}"))
               for field, title in (("plan", "who"), ("when", "when"), ("what", "what"))]
    base, over = alt.Chart(), _month_axis(months)
    customer = base.mark_rule(strokeWidth=6, opacity=0.75, strokeCap="round", tooltip=None).encode(
        x=_month_axis(months, "begin"), x2=alt.X2(field="end"), y=rows, color=lane)
    points = base.mark_point(filled=True, strokeWidth=1.4).encode(
        x=over, y=rows, color=looks, shape=shapes, tooltip=tooltip,
        size=alt.Size(field="size", type="quantitative", legend=None, scale=None),
        opacity=alt.Opacity(field="shade", type="quantitative", legend=None, scale=None))
    chart = alt.layer(_parting(months, ink), customer, points)
    return constant(chart.properties(title=say("follow.chart.title_events"), height=alt.Step(ROW)))


@cache
def satisfaction_spec(theme: str, months: int) -> dict:
    """Specify satisfaction over the months, as two thin lines with their names at their ends."""
    today, plan, ink = INK[theme]
    plans = [say(f"follow.list.{lane}") for lane in LANES]
    colour = alt.Color(field="plan", type="nominal", legend=None, scale=alt.Scale(domain=plans, range=[TODAY, PLAN]))
    up = alt.Y(field="value", type="quantitative", scale=alt.Scale(zero=False, nice=True, padding=6), axis=alt.Axis(
        title=None, tickCount=4, minExtent=LABELS, maxExtent=LABELS, format=".0f"))
    base, over = alt.Chart(), _month_axis(months)
    line = base.mark_line(strokeWidth=1.6).encode(x=over, y=up, color=colour)
    nearest = base.mark_point(opacity=0, size=70).encode(x=over, y=up, tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("follow.chart.who")),
        alt.Tooltip(field="month", type="quantitative", title=say("follow.chart.month")),
        alt.Tooltip(field="value", type="quantitative", title=say("follow.chart.points"), format=".0f")])
    names = [base.transform_filter(f"datum.early == {early}").mark_text(
        align=align, baseline="bottom", dy=-5, fontSize=12, fontWeight=600, tooltip=None).encode(
            x=over, y=up, text=alt.Text(field="label", type="nominal"), color=alt.Color(
                field="plan", type="nominal", legend=None, scale=alt.Scale(domain=plans, range=[today, plan])))
        for early, align in (("true", "left"), ("false", "right"))]
    chart = alt.layer(_parting(months, ink), line, nearest, *names).resolve_scale(color="independent")
    return constant(chart.properties(title=say("follow.chart.title_satisfaction"), height=SATISFACTION_HEIGHT))


def specs(spec: Callable[[str, int], dict], pair: Pair) -> dict[str, dict]:
    """Give a specification in both themes, for as many months as were lived."""
    return {theme: spec(theme, pair.months) for theme in THEMES}


def events(pair: Pair) -> pa.Table:
    """Give the time line's rows: when somebody is a customer, and a mark for everything shown."""
    rows = []
    for lane, life in zip(LANES, (pair.today, pair.plan), strict=True):
        rows += [_row(lane, "lane", begin=begin, end=end) for begin, end in _as_customer(pair, life)]
        rows += [_mark(lane, entry) for entry in life.entries if entry.kind in SHOWN]
    rows = rows or [_row(LANES[0], "lane")]
    if pair.parting:
        rows[0]["parting"] = float(pair.parting.month + 1)
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_SCHEMA = pa.schema([("lane", pa.string()), ("row", pa.string()), ("plan", pa.string()), ("month", pa.float64()),
                     ("begin", pa.float64()), ("end", pa.float64()), ("parting", pa.float64()), ("mark", pa.string()),
                     ("size", pa.float64()), ("shade", pa.float64()), ("when", pa.string()),
                     ("what", pa.string())])


def _row(lane: str, row: str, **values: object) -> dict:
    return {"lane": lane, "row": f"{lane}.{row}", "plan": say(f"follow.list.{lane}"), "size": 0.0, "shade": 0.0,
            **values}


def _mark(lane: str, entry: Entry) -> dict:
    row, mark = SHOWN[entry.kind]
    return _row(lane, row, month=_at(entry), mark=say(f"follow.chart.marks.{mark}"), size=_size(entry, row),
                shade=PALE if row == "heard" else FULL, what=_begun(entries.did(entry)),
                when=_begun(entries.month(entry.month)))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _at(entry: Entry) -> float:
    """Place an entry on the axis: month 14 lies about 14, the days within it from half a month before to half after."""
    return entry.month + 1 + (entry.second / SECONDS_A_MONTH - 0.5 if entry.second >= 0 else 0.0)


def _size(entry: Entry, row: str) -> float:
    """Let marks grow with what they stand for: people told, hours waited, severity."""
    if row == "heard":
        return STROKE
    if row == "lane":
        return LANE_MARK
    weight = {"told": entry.value / MANY_TOLD, "answer": entry.value / MUCH_WAITED,
              "problem": float(entry.value >= entries.MAJOR)}.get(row, 0.3)
    return SMALLEST + (LARGEST - SMALLEST) * min(max(weight, 0.0), 1.0)


def _as_customer(pair: Pair, life: Life) -> list[tuple[float, float]]:
    """Give from when to when the person is a customer, in the months as they count from 1."""
    is_one = np.concatenate([[pair.status == CUSTOMER], life.columns["status"] == CUSTOMER])
    changes = np.flatnonzero(np.diff(np.concatenate([[False], is_one, [False]]).astype(int)))
    spans = []
    for begin, end in changes.reshape(-1, 2).tolist():
        spans.append((float(max(begin, 0.5)), float(min(end, pair.months + 0.5))))
    return spans


def satisfaction(pair: Pair) -> pa.Table:
    """Give the rows of satisfaction: plan, month, points, and at the last point of a line its name."""
    parts = []
    for lane, life in zip(LANES, (pair.today, pair.plan), strict=True):
        values = entries.satisfaction(life)
        known = np.flatnonzero(np.isfinite(values))
        label = [""] * pair.months
        if len(known):
            label[known[-1]] = say(f"follow.list.{lane}")
        parts.append({"plan": [say(f"follow.list.{lane}")] * pair.months, "value": values, "label": label,
                      "early": np.full(pair.months, bool(len(known)) and known[-1] < EARLY * pair.months),
                      "month": np.arange(1, pair.months + 1)})
    whole = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    parting = np.full(2 * pair.months, np.nan)
    if pair.parting:
        parting[0] = pair.parting.month + 1
    whole["parting"] = parting
    return pa.table({key: pa.array(values, from_pandas=True) for key, values in whole.items()})


def events_message(pair: Pair) -> str:
    """Tell the time line's message in words."""
    return say("follow.chart.events_alt", today=entries.life(pair.today, False), plan=entries.life(pair.plan, True))


def satisfaction_message(pair: Pair) -> str:
    """Tell in words how satisfied the person is under both plans."""
    today, plan = (_range(pair, life, is_plan) for is_plan, life in enumerate((pair.today, pair.plan)))
    return say("follow.chart.satisfaction_alt", today=today, plan=plan)


def _range(pair: Pair, life: Life, is_plan: bool) -> str:
    values, plan = entries.satisfaction(life), entries.under(is_plan)
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return say("follow.chart.satisfaction_none", plan=plan, name=first_name(pair.person))
    lowest = int(np.nanargmin(values))
    first, last, least = (write.number(values[place]) for place in (known[0], known[-1], lowest))
    return say("follow.chart.satisfaction_one", plan=plan, first=first, last=last, lowest=least,
               month=entries.month(lowest))
