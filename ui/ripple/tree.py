"""The loss tree as bars: all of the loss, what would have prevented it, the dearest incidents. Knows no Streamlit."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

from sim.behaviour.stories import ROOTS
from sim.explore.losses import Branch, LossTree
from ui import format as write
from ui.charts import INK, LOSS, PLAN, constant
from ui.ripple import told
from ui.why.charts import ROOM_FOR_AMOUNTS
from ui.words import say

STEP, LABEL_WIDTH = 25, 150
# the leaves of a branch: the dearest incident, so many that follow, and all others; of branches from this share on
FOLLOWING, WORTH_OPENING = 9, 0.02
FULL, PALE = 1.0, 0.5
EURO = 0.01
INDENT = "\u2013 "       # a space alone would be cut off


def _spec(theme: str) -> dict:
    """Specify the tree: a bar a row, each part beginning where the one above it ends, within the bar it is part of."""
    ink = INK[theme][2]
    # a label begins with the number of its row, so that none stands twice
    names = alt.Y(field="label", type="nominal", sort=None, axis=alt.Axis(
        title=None, labelExpr="slice(datum.label, 3)", labelAlign="left", labelPadding=LABEL_WIDTH,
        minExtent=LABEL_WIDTH, labelLimit=LABEL_WIDTH, labelColor=ink, labelOverlap=False, ticks=False, domain=False,
        labelFontWeight=alt.condition(f"slice(datum.value, 3, 5) == '{INDENT}'", alt.value(400), alt.value(700))))
    ends = alt.X(field="end", type="quantitative", scale=alt.Scale(range=[0, {"expr": f"width - {ROOM_FOR_AMOUNTS}"}]),
                 axis=alt.Axis(title=say("word_of_mouth.tree.chart.axis"), titleAnchor="end",
                               labelExpr="format(datum.value, '~s')", tickCount=4))
    zero = alt.Chart().mark_rule(strokeWidth=1, opacity=0.5, color=ink, tooltip=None, aria=False).encode(
        x=alt.datum(0, type="quantitative"))
    bars = alt.Chart().mark_bar(height=alt.RelativeBandSize(band=0.7), cornerRadius=1, minBandSize=2).encode(
        x=alt.X(field="start", type="quantitative"), x2=alt.X2(field="end"), y=names,
        color=alt.condition("datum.end >= datum.start", alt.value(LOSS), alt.value(PLAN)),
        opacity=alt.Opacity(field="shade", type="quantitative", legend=None, scale=None),
        tooltip=[alt.Tooltip(field=field, type="nominal", title=say(f"word_of_mouth.tree.chart.{title}"))
                 for field, title in (("name", "what"), ("amount", "lost"), ("incidents", "many"))])
    amounts = alt.Chart().mark_text(align="left", dx=5, fontSize=12, color=ink, tooltip=None).encode(
        x=alt.X(field="right", type="quantitative"), y=names, text=alt.Text(field="amount", type="nominal"))
    return constant(alt.layer(zero, bars, amounts).encode(x=ends).properties(
        title=say("word_of_mouth.tree.chart.title"), height=alt.Step(STEP)))


SPECS = {theme: _spec(theme) for theme in INK}


def data(tree: LossTree) -> pa.Table:
    """Give the bars' rows from the top down."""
    rows = [_row(say("word_of_mouth.tree.chart.total"), 0, tree.total_cents, len(tree.incidents["root"]), FULL)]
    reached, size = 0, sum(abs(branch.cents) for branch in tree.branches)
    for branch in tree.branches:
        rows.append(_row(say(f"word_of_mouth.root.{branch.root}.name"), reached, branch.cents, branch.incidents, FULL))
        if abs(branch.cents) >= WORTH_OPENING * size:
            rows += _leaves(tree, branch, reached)
        reached += branch.cents
    for place, row in enumerate(rows):
        row["label"] = f"{place:02d} {INDENT if row['shade'] == PALE else ''}{row['name']}"
    return pa.Table.from_pylist(rows)


def _leaves(tree: LossTree, branch: Branch, begins: int) -> list[dict]:
    """Divide a branch up: its dearest incident, those that follow, and all others."""
    cents = -np.sort(-tree.incidents["cents"][tree.incidents["root"] == ROOTS.index(branch.root)])
    rows, parts = [], [("first", cents[:1]), ("next", cents[1:1 + FOLLOWING]), ("others", cents[1 + FOLLOWING:])]
    for name, own in parts:
        if len(own):
            label = say(f"word_of_mouth.tree.chart.{name}", n=len(own), count=len(own), number=write.number(len(own)))
            rows.append(_row(label, begins, own.sum().item(), len(own), PALE))
            begins += own.sum().item()
    return rows


def _row(name: str, begins: int, cents: int, incidents: int, shade: float) -> dict:
    return {"name": name, "start": begins * EURO, "end": (begins + cents) * EURO,
            "right": max(begins, begins + cents) * EURO, "amount": told.short(cents), "shade": shade,
            "incidents": write.number(incidents)}


def message(tree: LossTree) -> str:
    """Tell the tree in words."""
    items = []
    for branch in tree.branches:
        first = tree.incidents["cents"][tree.incidents["root"] == ROOTS.index(branch.root)].max().item()
        items.append(say("word_of_mouth.tree.chart.item", name=say(f"word_of_mouth.root.{branch.root}.name"),
                         value=told.money(branch.cents), incidents=write.number(branch.incidents),
                         first=told.money(first)))
    return say("word_of_mouth.tree.chart.alt", total=told.money(tree.total_cents), list="; ".join(items))
