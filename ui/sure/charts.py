"""The charts of "How sure?": specifications built once with Altair, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

import altair as alt
import pyarrow as pa

from sim import declarations
from sim.decide.sure import Sure
from sim.decide.together import Together
from ui import words
from ui.charts import INK, PLAN, TODAY, constant
from ui.sure import told
from ui.sure.told import Pair
from ui.words import say

ROW_HEIGHT, SCATTER_HEIGHT, LONGEST_LABEL = 34, 340, 165
PALE = 0.42
EURO_K = 1e-5               # from cents to thousand euro
NARROW = 320                # pixels: narrower plots have no room for values beside the bars
ROOM = 0.06                 # beside the bars, for the values at their ends, as a share of their reach


def _row() -> alt.Y:
    return alt.Y(field="name", type="nominal", sort=None, title=None, scale=alt.Scale(paddingInner=0.3),
                 axis=alt.Axis(ticks=False, domain=False, labelLimit=LONGEST_LABEL))


def _tornado(theme: str) -> dict:
    """Specify the tornado: two bars a row from the gain with the own values, the low end's pale."""
    ink = INK[theme][2]
    ends = [say("charts.tornado.low"), say("charts.tornado.high")]
    axis = alt.Axis(title=say("charts.tornado.axis"), format=",.3~f", tickCount=5)
    base = alt.Chart()
    pale = alt.Opacity(field="end", type="nominal", legend=None, scale=alt.Scale(domain=ends, range=[PALE, 1.0]))
    clear = alt.Color(field="clear", type="nominal", legend=None, scale=alt.Scale(domain=[True, False],
                                                                                  range=[PLAN, TODAY]))
    bars = base.mark_bar(height=alt.RelativeBandSize(0.9)).encode(
        x=alt.X(field="own", type="quantitative", axis=axis, scale=alt.Scale(nice=False)),
        x2=alt.X2(field="gain"), y=_row(), opacity=pale, color=clear, tooltip=[
            alt.Tooltip(field="name", type="nominal", title=say("charts.tornado.assumption")),
            alt.Tooltip(field="end", type="nominal", title=say("charts.tornado.end")),
            alt.Tooltip(field="value", type="nominal", title=say("charts.tornado.value")),
            alt.Tooltip(field="gain", type="quantitative", title=say("charts.tornado.gain"), format=",.1f")])
    texts = [base.transform_filter(f"datum.right == {right}").mark_text(
        align=align, dx=dx, fontSize=11, color=ink, tooltip=None).encode(
            x=alt.X(field="label_at", type="quantitative"), y=_row(), text=alt.Text(field="label", type="nominal"),
            opacity=alt.condition(f"width < {NARROW}", alt.value(0), alt.value(1)))
        for right, align, dx in (("false", "right", -4), ("true", "left", 4))]
    room = base.mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"), y=_row())
    own = base.mark_rule(strokeDash=[4, 3], color=ink, opacity=0.8, tooltip=None, aria=False).encode(
        x=alt.X(field="own", type="quantitative", aggregate="mean"))
    zero = base.mark_rule(color=ink, strokeWidth=1.5, tooltip=None, aria=False).encode(
        x=alt.datum(0, type="quantitative"))
    chart = alt.layer(bars, *texts, room, zero, own)
    return constant(chart.properties(title=say("charts.tornado.title"), height=alt.Step(ROW_HEIGHT)))


def _shares(theme: str) -> dict:
    """Specify the Sobol indices: two bars a row, alone full above with interactions pale, each with its interval."""
    ink = INK[theme][2]
    orders = [say("charts.shares.alone"), say("charts.shares.all")]
    base = alt.Chart()
    offset = alt.YOffset(field="order", type="nominal", sort=orders, scale=alt.Scale(domain=orders, paddingInner=0.1))
    axis = alt.Axis(title=say("charts.shares.axis"), format=",.0f", tickCount=5)
    pale = alt.Opacity(field="order", type="nominal", title=say("charts.shares.order"),
                       legend=alt.Legend(orient="top", title=None, symbolType="square", symbolFillColor=PLAN,
                                         symbolStrokeWidth=0, columns=1),
                       scale=alt.Scale(domain=orders, range=[1.0, PALE]))
    bars = base.mark_bar(color=PLAN).encode(
        x=alt.X(field="share", type="quantitative", axis=axis), y=_row(), yOffset=offset, opacity=pale, tooltip=[
            alt.Tooltip(field="name", type="nominal", title=say("charts.shares.assumption")),
            alt.Tooltip(field="order", type="nominal", title=say("charts.shares.order")),
            alt.Tooltip(field="share", type="quantitative", title=say("charts.shares.share"), format=".0f"),
            alt.Tooltip(field="low", type="quantitative", title=say("charts.shares.low"), format=".0f"),
            alt.Tooltip(field="high", type="quantitative", title=say("charts.shares.high"), format=".0f")])
    intervals = base.mark_rule(color=ink, strokeWidth=1.4, tooltip=None, aria=False).encode(
        x=alt.X(field="low", type="quantitative"), x2=alt.X2(field="high"), y=_row(), yOffset=offset)
    chart = alt.layer(bars, intervals)
    return constant(chart.properties(title=say("charts.shares.title"), height=alt.Step(ROW_HEIGHT / 1.5)))


def _combinations(theme: str) -> dict:
    """Specify the scatter: two unknowns, each point in the colour and shape of the better plan, and the thresholds."""
    ink = INK[theme][2]
    plans = [say("charts.combinations.reference"), say("charts.combinations.plan")]
    base = alt.Chart()
    x, y = (channel(field=name, type="quantitative", scale=alt.Scale(zero=False, nice=False, padding=8))
            for channel, name in ((alt.X, "x"), (alt.Y, "y")))
    legend = alt.Legend(orient="top", title=None, columns=1)
    points = base.mark_point(filled=True, size=46, opacity=0.85).encode(
        x=x, y=y, color=alt.Color(field="better", type="nominal", legend=legend,
                                  scale=alt.Scale(domain=plans, range=[TODAY, PLAN])),
        shape=alt.Shape(field="better", type="nominal", legend=legend,
                        scale=alt.Scale(domain=plans, range=["triangle-up", "circle"])),
        tooltip=[alt.Tooltip(field="better", type="nominal", title=say("charts.combinations.better")),
                 alt.Tooltip(field="gain", type="quantitative", title=say("charts.combinations.gain"), format=",.1f")])
    rules = [base.mark_rule(strokeDash=[5, 4], strokeWidth=1.6, color=ink, tooltip=None, aria=False).encode(
        **{axis: channel(field=f"{axis}_rule", type="quantitative")}) for axis, channel in (("x", alt.X), ("y", alt.Y))]
    return constant(alt.layer(points, *rules).properties(title=say("charts.combinations.title"),
                                                          height=SCATTER_HEIGHT))


SPECS = {theme: {"tornado": _tornado(theme), "shares": _shares(theme), "combinations": _combinations(theme)}
         for theme in INK}


def specs(chart: str) -> dict[str, dict]:
    """Give a chart's constant specification in both themes."""
    return {theme: SPECS[theme][chart] for theme in SPECS}


def tornado(study: Sure) -> pa.Table:
    """Give the tornado's rows: assumption, end, value there, gain there and with the own values."""
    own = study.gain.mean * EURO_K
    rows = []
    for bar in study.bars:
        key = bar.unknown.key
        ends = (("low", bar.unknown.low, bar.low), ("high", bar.unknown.high, bar.high))
        for place, (end, value, gain) in enumerate(ends):
            at, right = _label(study.gain.mean, gain.mean, ends[1 - place][2].mean)
            rows.append({"name": told.name(key), "end": say(f"charts.tornado.{end}"), "value": told.amount(key, value),
                         "gain": gain.mean * EURO_K, "own": own, "clear": bar.is_clear,
                         "label": told.bare(key, value), "label_at": at * EURO_K, "right": right})
    far = [own, *(row["gain"] for row in rows)]
    reach = max(far) - min(far)
    for place, row in enumerate(rows):
        row["room"] = max(far) + ROOM * reach if place % 2 else min(far) - ROOM * reach
    return pa.Table.from_pylist(rows)


def _label(own: float, gain: float, other: float) -> tuple[float, bool]:
    """Find where the label of one end stands, and whether to the right: outside of both bars of its row."""
    inner = (gain - own) * (other - own) > 0 and abs(gain - own) < abs(other - own)
    outward = gain > own or (gain == own and other < own)
    return (own, not outward) if inner else (gain, outward)


def tornado_alternative(study: Sure) -> str:
    """Tell the tornado's message in words."""
    items = [say("charts.tornado.alt_item", name=told.name(bar.unknown.key), low=told.money(bar.low.mean),
                 high=told.money(bar.high.mean)) for bar in study.bars]
    return say("charts.tornado.alt", own=told.money(study.gain.mean), list="; ".join(items))


def shares(found: Together) -> pa.Table:
    """Give the rows of the Sobol indices: assumption, order, share in percent and its interval."""
    rows = []
    for index in sorted(found.indices, key=lambda each: -each.total.mean):
        for order, each in (("alone", index.first), ("all", index.total)):
            share, low, high = (100 * min(max(value, 0.0), 1.0) for value in (each.mean, each.low, each.high))
            rows.append({"name": told.name(index.key), "order": say(f"charts.shares.{order}"), "share": share,
                         "low": low, "high": high})
    return pa.Table.from_pylist(rows)


def shares_alternative(found: Together) -> str:
    """Tell in words what accounts for the variation."""
    items = [say("charts.shares.alt_item", name=told.name(each.key), alone=told.percent(each.first.mean),
                 all=told.percent(each.total.mean)) for each in found.indices]
    return say("charts.shares.alt", list="; ".join(items))


def axes(found: Together) -> tuple[str, str]:
    """Choose the two unknowns that the scatter shows: those of the rule first, then those that matter most."""
    ranked = [each.key for each in sorted(found.indices, key=lambda each: -each.total.mean)]
    x, y, *_ = dict.fromkeys([*(each.key for each in found.rule.thresholds), *ranked])
    return x, y


def combinations_specs(found: Together) -> dict[str, dict]:
    """Give the scatter's specification in both themes, with the names of the two unknowns at its axes."""
    titles = dict(zip(("x", "y"), (words.label(declarations()[key]) for key in axes(found)), strict=True))

    def titled(layer):
        encoding = {channel: {**how, "title": titles[channel]} if channel in titles else how
                    for channel, how in layer["encoding"].items()}
        return {**layer, "encoding": encoding}

    return {theme: {**spec, "layer": [titled(layer) for layer in spec["layer"]]}
            for theme, spec in specs("combinations").items()}


def combinations(found: Together) -> pa.Table:
    """Give the scatter's rows: both unknowns, the better plan, the gain; in the first row the rule's thresholds."""
    keys, places = axes(found), [each.key for each in found.unknowns]
    columns = [[point[places.index(key)] for point in found.points] for key in keys]
    thresholds = {each.key: each.value for each in found.rule.thresholds}
    empty = [None] * (len(found.gains) - 1)
    rules = [pa.array([thresholds.get(key), *empty], pa.float64()) for key in keys]
    better = [say(f"charts.combinations.{'plan' if gain > 0 else 'reference'}") for gain in found.gains]
    return pa.table({"x": columns[0], "y": columns[1], "better": better,
                     "gain": [gain * EURO_K for gain in found.gains], "x_rule": rules[0], "y_rule": rules[1]})


def combinations_alternative(pair: Pair, found: Together) -> str:
    """Tell in words which plan is better where."""
    x, y = (told.name(key) for key in axes(found))
    rule = told.discovered(pair, found).replace("**", "")
    return say("charts.combinations.alt", wins=sum(gain > 0 for gain in found.gains), total=len(found.gains), x=x, y=y,
               rule=rule)
