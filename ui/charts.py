"""The charts: specifications built once with Altair, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

from sim.metrics import CAUSES
from ui import events
from ui import format as write
from ui.answer import Answer
from ui.words import say

TODAY, PLAN = "#6B7280", "#0072B2"
# Words inside a chart must be readable on both backgrounds: today's plan, new plan, and everything else.
INK = {"light": ("#5B6270", "#00629B", "#3B4350"), "dark": ("#A9B1BD", "#58ADE3", "#C3CAD4")}
# The six causes of leaving, in the model's order; safe for colour-blind eyes and unlike the plans' colours.
CAUSE_COLOURS = ("#B9A23B", "#AA4499", "#CC6677", "#8C8C2B", "#5AAFD6", "#44AA99")
HEIGHT, LOW_HEIGHT, BAR_HEIGHT = 300, 215, 400
COVERAGE = 0.9
QUANTILES = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
# labels at line ends keep this share of the axis apart
LABEL_GAP = 0.075
ROOM_FOR_NUMBERS = 1.14


def constant(chart: alt.TopLevelMixin) -> dict:
    """Turn a chart into a constant specification without data of its own."""
    spec = chart.to_dict()
    for part in (spec, *spec.get("layer", [])):
        part.pop("datasets", None)
        part.pop("data", None)
    return spec


def _lines(theme: str, name: str, height: int, money: bool = False) -> dict:
    """Specify a line chart over the months: both plans, their bands, and their names at the line ends."""
    plans, (today, plan, ink) = [say("charts.today"), say("charts.plan"), say("charts.both")], INK[theme]
    colour = alt.Color(field="plan", type="nominal", legend=None,
                       scale=alt.Scale(domain=plans, range=[TODAY, PLAN, TODAY]))
    months = alt.X(field="month", type="quantitative",
                   axis=alt.Axis(title=say("charts.month"), grid=False, tickMinStep=1),
                   scale=alt.Scale(nice=False))
    axis = alt.Axis(title=say(f"charts.{name}.axis"), format=",.0f", tickCount=5)
    up = alt.Y(field="value", type="quantitative", axis=axis, scale=alt.Scale(zero=money))
    base = alt.Chart()
    band = base.mark_area(opacity=0.18, tooltip=None).encode(
        x=months, color=colour, y=alt.Y(field="low", type="quantitative", axis=axis, scale=alt.Scale(zero=money)),
        y2=alt.Y2(field="high"))
    line = base.mark_line(strokeWidth=2.2).encode(x=months, y=up, color=colour)
    nearest = base.mark_point(opacity=0, size=90).encode(x=months, y=up, tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("charts.who")),
        alt.Tooltip(field="month", type="quantitative", title=say("charts.month")),
        alt.Tooltip(field="value", type="quantitative", title=say(f"charts.{name}.axis"), format=",.1f"),
        alt.Tooltip(field="low", type="quantitative", title=say("charts.low"), format=",.1f"),
        alt.Tooltip(field="high", type="quantitative", title=say("charts.high"), format=",.1f")])
    names = base.mark_text(align="right", baseline="middle", fontSize=12.5, fontWeight=600, tooltip=None).encode(
        x=months, y=alt.Y(field="label_at", type="quantitative", scale=alt.Scale(zero=money)),
        text=alt.Text(field="label", type="nominal"),
        color=alt.Color(field="plan", type="nominal", legend=None,
                        scale=alt.Scale(domain=plans, range=[today, plan, today])))
    marks = base.mark_rule(strokeWidth=1, strokeDash=[3, 3], opacity=0.7, color=ink, aria=False).encode(
        x=alt.X(field="event_month", type="quantitative"),
        tooltip=alt.Tooltip(field="event", type="nominal", title=say("charts.event")))
    layers = [marks, band, line, nearest, names]
    if money:
        zero = base.mark_rule(strokeWidth=1, opacity=0.5, color=ink, tooltip=None, aria=False)
        layers.insert(0, zero.encode(y=alt.datum(0, type="quantitative")))
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return constant(chart.properties(title=say(f"charts.{name}.title"), height=height))


def _bars(theme: str) -> dict:
    """Specify the causes of leaving: two bars a cause, today's pale above the new plan's full one."""
    order = [say(f"charts.causes_short.{cause}") for cause in CAUSES]
    plans = [say("charts.today"), say("charts.plan")]
    causes = alt.Y(field="cause", type="nominal", sort=order, title=None,
                   axis=alt.Axis(ticks=False, domain=False, labelLimit=160), scale=alt.Scale(paddingInner=0.28))
    count = alt.X(field="value", type="quantitative",
                  axis=alt.Axis(title=say("charts.causes.axis"), format=",.0f", tickCount=4),
                  scale=alt.Scale(nice=False))
    offset = alt.YOffset(field="plan", type="nominal", sort=plans, scale=alt.Scale(domain=plans))
    colour = alt.Color(field="cause", type="nominal", legend=None,
                       scale=alt.Scale(domain=order, range=list(CAUSE_COLOURS)))
    pale = alt.Opacity(field="plan", type="nominal", legend=None, scale=alt.Scale(domain=plans, range=[0.42, 1.0]))
    bars = alt.Chart().mark_bar().encode(x=count, y=causes, yOffset=offset, color=colour, opacity=pale, tooltip=[
        alt.Tooltip(field="cause", type="nominal", title=say("charts.cause")),
        alt.Tooltip(field="plan", type="nominal", title=say("charts.who")),
        alt.Tooltip(field="value", type="quantitative", title=say("charts.causes.axis"), format=",.0f")])
    text = alt.Chart().mark_text(align="left", dx=4, fontSize=11, color=INK[theme][2], tooltip=None).encode(
        x=count, y=causes, yOffset=offset, text=alt.Text(field="value", type="quantitative", format=",.0f"))
    room = alt.Chart().mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"), y=causes)
    return constant(alt.layer(bars, text, room).properties(title=say("charts.causes.title"), height=BAR_HEIGHT))


def _all(theme: str) -> dict[str, dict]:
    return {"customers": _lines(theme, "customers", HEIGHT),
            "profit": _lines(theme, "profit", HEIGHT, money=True),
            "causes": _bars(theme),
            "told": _lines(theme, "told", LOW_HEIGHT),
            "lost": _lines(theme, "lost", LOW_HEIGHT)}


SPECS = {theme: _all(theme) for theme in INK}
# chart -> (column of the monthly table, factor to the number shown, whether months are added up)
SERIES = {"customers": ("customers", 1.0, False), "profit": ("profit_cents", 1e-5, False),
          "told": ("told_bad", 1.0, False), "lost": ("prospects_lost_to_word_of_mouth", 1.0, True)}


def series(answer: Answer, name: str) -> pa.Table:
    """Give a line chart's rows: plan, month, mean, band, and at the last month the line's name."""
    column, factor, added_up = SERIES[name]
    worlds = [(say("charts.both"), answer.comparison.today)] if answer.same else [
        (say("charts.today"), answer.comparison.today), (say("charts.plan"), answer.comparison.plan)]
    parts = []
    for label, those in worlds:
        if added_up:
            each = those.all(column).cumsum(axis=1)
            mean, (low, high) = each.mean(axis=0), np.quantile(each, QUANTILES, axis=0)
        else:
            mean, (low, high) = those.mean(column), those.band(column, COVERAGE)
        parts.append({"plan": [label] * len(mean), "month": np.arange(1, len(mean) + 1), "value": mean * factor,
                      "low": low * factor, "high": high * factor, "label": [""] * len(mean),
                      "label_at": mean * factor})
    _name_ends(parts)
    _mark_events(parts, answer)
    whole = {key: np.concatenate([part[key] for part in parts]) if isinstance(parts[0][key], np.ndarray)
             else [text for part in parts for text in part[key]] for key in parts[0]}
    return pa.table({key: pa.array(values, from_pandas=True) for key, values in whole.items()})


def _name_ends(parts: list[dict]) -> None:
    """Put the names at the line ends, above the upper line and below the lower one."""
    reach = max(np.nanmax(part["high"]) for part in parts) - min(np.nanmin(part["low"]) for part in parts)
    ranked = sorted(parts, key=lambda part: part["value"][-6:].mean())
    for part in ranked:
        upper = part is ranked[-1]
        edge = part["high"][-8:].max() if upper else part["low"][-8:].min()
        part["label"][-1] = part["plan"][-1]
        part["label_at"][-1] = edge + (LABEL_GAP if upper else -LABEL_GAP) * reach


def _mark_events(parts: list[dict], answer: Answer) -> None:
    """Put the calendar's events into the rows of their months, several in one month together."""
    for part in parts:
        part["event_month"], part["event"] = np.full(len(part["month"]), np.nan), [""] * len(part["month"])
    first = parts[0]
    for month, sentence in events.marked(answer.scenario):
        first["event_month"][month - 1] = month
        first["event"][month - 1] = " ".join(filter(None, (first["event"][month - 1], sentence)))


def causes(answer: Answer) -> pa.Table:
    """Give the causes' rows: cause, plan, customers who left over all months on average over the worlds."""
    sides = (("today", answer.comparison.today), ("plan", answer.comparison.plan))
    rows = [(say(f"charts.causes_short.{cause}"), say(f"charts.{plan}"), float(worlds.mean(f"left_{cause}").sum()))
            for cause in CAUSES for plan, worlds in sides]
    names, plans, values = map(list, zip(*rows, strict=True))
    return pa.table({"cause": names, "plan": plans, "value": values,
                     "room": [value * ROOM_FOR_NUMBERS for value in values]})


def alternative(answer: Answer, name: str) -> str:
    """Tell a chart's message in words, for those who cannot see it."""
    span = write.span(answer.scenario.plan.months)
    today, plan = answer.comparison.today, answer.comparison.plan
    if name == "causes":
        items = [say("charts.causes.alt_item", cause=say(f"charts.causes_short.{cause}"),
                     today=write.number(today.mean(f"left_{cause}").sum()),
                     plan=write.number(plan.mean(f"left_{cause}").sum())) for cause in CAUSES]
        return say("charts.causes.alt", list="; ".join(items))
    column, _, _ = SERIES[name]
    at_end = name in ("customers", "profit")
    figures = [worlds.mean(column)[-1] if at_end else worlds.mean(column).sum() for worlds in (today, plan)]
    unit = "cent" if name == "profit" else "person"
    shown = [write.quantity(unit, figure, 1.0, "short") for figure in figures]
    return say(f"charts.{name}.alt", span=span, today=shown[0], plan=shown[1])
