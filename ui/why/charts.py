"""The waterfalls of the page "Why": constant specifications, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

from functools import cache

import altair as alt
import pyarrow as pa

from sim.metrics import CAUSES
from sim.scenario import ASSUMPTION
from ui import format as write
from ui.charts import CAUSE_COLOURS, INK, LOSS, PLAN, constant
from ui.why.told import Found, Row, begun, measure, rows, total
from ui.words import say

GAIN, COST = "gain", "loss"
# what decides a bar's colour: whether it adds or takes away, or the cause of leaving it is about
LOOKS = {GAIN: PLAN, COST: LOSS,
         **{f"left_{cause}": colour for cause, colour in zip(CAUSES, CAUSE_COLOURS, strict=True)}}
FULL, PALE = 1.0, 0.45
STEP, LABEL_WIDTH = 40, 190
# bars beyond so many are shown together as one
MOST_BARS = 12
# amounts stand right of their bars: so many pixels are kept free for them
ROOM_FOR_AMOUNTS = 86
THEMES = tuple(INK)


@cache
def spec(view: str, theme: str) -> dict:
    """Specify a waterfall: a bar a step, each beginning where the one above ends, and below what they add up to."""
    _, _, ink = INK[theme]
    axis = say(f"why.chart.{'people' if view == 'causes' else 'money'}")
    lines = "bottom" if view == "parts" else "middle"       # two lines a label, or one
    names = alt.Y(field="label", type="nominal", sort=None, axis=alt.Axis(
        title=None, labelExpr="split(datum.label, '\\n')", labelLimit=LABEL_WIDTH, labelColor=ink, labelFlush=False,
        labelBaseline=lines, labelOverlap=False, ticks=False, domain=False))
    ends = alt.X(field="end", type="quantitative",
                 scale=alt.Scale(range=[0, {"expr": f"width - {ROOM_FOR_AMOUNTS}"}]),
                 axis=alt.Axis(title=axis, titleAnchor="end", labelExpr="format(datum.value, '~s')", tickCount=4))
    colour = alt.Color(field="look", type="nominal", legend=None,
                       scale=alt.Scale(domain=list(LOOKS), range=list(LOOKS.values())))
    opacity = alt.Opacity(field="shade", type="quantitative", legend=None, scale=None)
    tooltip = [alt.Tooltip(field=field, type="nominal", title=say(f"why.chart.{title}"))
               for field, title in (("name", "name"), ("detail", "change"), ("amount", "share"), ("range", "range"))]
    zero = alt.Chart().mark_rule(strokeWidth=1, opacity=0.5, color=ink, tooltip=None, aria=False).encode(
        x=alt.datum(0, type="quantitative"))
    links = alt.Chart().mark_rule(strokeWidth=1, opacity=0.6, color=ink, tooltip=None, aria=False).encode(
        x=ends, y=names, y2=alt.Y2(field="next"))
    bars = alt.Chart().mark_bar(height=alt.RelativeBandSize(band=0.62), cornerRadius=1).encode(
        x=alt.X(field="start", type="quantitative"), x2=alt.X2(field="end"), y=names, color=colour, opacity=opacity,
        tooltip=tooltip)
    amounts = alt.Chart().mark_text(align="left", dx=5, fontSize=12, color=ink, tooltip=None).encode(
        x=alt.X(field="right", type="quantitative"), y=names, text=alt.Text(field="amount", type="nominal"))
    chart = alt.layer(zero, links, bars, amounts)
    return constant(chart.properties(title=say(f"why.chart.{view}"), height=alt.Step(STEP)))


def shown(found: Found, view: str) -> list[Row]:
    """Give the bars of a view: its steps, the smallest of many put together."""
    steps = rows(found, view)
    if len(steps) <= MOST_BARS or view == "causes":
        return steps
    large = sorted(steps, key=lambda row: -abs(row.amount))[:MOST_BARS - 1]
    small = [row for row in steps if row not in large]
    rest = Row(say("why.chart.rest"), _below(view, say("why.chart.count", count=len(small))), "rest",
               sum(row.amount for row in small), None)
    return [*(row for row in steps if row in large), rest]


def _below(view: str, detail: str) -> str:
    """Give a second line to a bar's name where the others have one."""
    return detail if view == "parts" else ""


def data(found: Found, view: str) -> pa.Table:
    """Give the bars' rows, from top to bottom, the last one what they add up to; money in euro."""
    factor, reached, table = 0.01 if measure(view) == "cent" else 1.0, 0.0, []
    for row in shown(found, view):
        start, reached = reached, reached + row.amount * factor
        table.append(_bar(row, measure(view), start, reached))
    whole = Row(say("why.chart.total", **found.names), _below(view, say("why.chart.altogether")), "total",
                total(found, view), None)
    table.append(_bar(whole, measure(view), 0.0, total(found, view) * factor))
    for row, following in zip(table, [*table[1:], table[-1]], strict=True):
        row["next"] = following["label"]
    return pa.Table.from_pylist(table)


def _bar(row: Row, of: str, start: float, end: float) -> dict:
    amount = write.change(of, row.amount, 0.0 if of == "cent" else 1.0)
    look = row.kind if row.kind in LOOKS else GAIN if row.amount >= 0 else COST
    known = row.interval is not None
    place = write.step(row.interval.low, row.interval.high, row.interval.mean) if known else 0.0
    between = say("why.table.span", low=write.change(of, row.interval.low, place),
                  high=write.change(of, row.interval.high, place)) if known else ""
    return {"label": f"{row.name}\n{row.detail}" if row.detail else row.name, "name": row.name, "detail": row.detail,
            "start": start, "end": end, "right": max(start, end), "look": look,
            "shade": PALE if row.kind == ASSUMPTION else FULL, "amount": amount, "range": between}


def message(found: Found, view: str) -> str:
    """Tell a waterfall's message in words, for those who cannot see it."""
    of = measure(view)
    items = [say("why.chart.item", name=" ".join(filter(None, (row.name, row.detail))),
                 value=write.change(of, row.amount, 0.0 if of == "cent" else 1.0)) for row in shown(found, view)]
    whole = write.change(of, total(found, view), 0.0 if of == "cent" else 1.0)
    return begun(say("why.chart.message", **found.names, list="; ".join(items), total=whole))
