"""The charts: specifications built once with Altair, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from sim.metrics import CAUSES
from sim.outcomes import Worlds
from ui import events
from ui import format as write
from ui.answer import Answer
from ui.words import say

TODAY, PLAN = "#6B7280", "#0072B2"
LOSS = "#D55E00"
# Words inside a chart must be readable on both backgrounds: today's plan, new plan, and everything else.
INK = {"light": ("#5B6270", "#00629B", "#3B4350"), "dark": ("#A9B1BD", "#58ADE3", "#C3CAD4")}
# The six causes of leaving, in the model's order; safe for colour-blind eyes and unlike the plans' colours.
CAUSE_COLOURS = ("#B9A23B", "#AA4499", "#CC6677", "#8C8C2B", "#5AAFD6", "#44AA99")
HEIGHT, LOW_HEIGHT, BAR_HEIGHT = 300, 215, 400
COVERAGE = 0.9
QUANTILES = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
# labels at line ends keep this share of the axis apart
LABEL_GAP = 0.075
# so many months back they keep clear of their line
LABEL_MONTHS = 8
ROOM_FOR_NUMBERS = 1.14
# Up to which step a chart shows its data: its one parameter, which ui/play.py moves in the browser. At rest it stands
# beyond the last step there can be, so that everything is shown.
UNTIL, BEYOND = "until", 1000
# names at line ends keep clear of the left axis: so many pixels, but no more than this share of the width
NAME_WIDTH, NAME_SHARE = 100, 0.6
LEVELS = ("value", "low", "high", "label_at")


def constant(chart: alt.TopLevelMixin) -> dict:
    """Turn a chart into a constant specification without data of its own."""
    spec = chart.to_dict()
    for part in (spec, *spec.get("layer", [])):
        part.pop("datasets", None)
        part.pop("data", None)
    return spec


def driven(chart: alt.LayerChart) -> alt.LayerChart:
    """Give a chart the parameter that `play.control` moves, for its expressions to show the data up to it."""
    by_hand = alt.binding_range(min=0, max=BEYOND, step=0.01, name=UNTIL)
    return chart.add_params(alt.param(name=UNTIL, value=BEYOND, bind=by_hand))


def _so_far(chart: alt.LayerChart) -> alt.LayerChart:
    """End lines at the present, between two months too: month `at`, heights `value_now`, `low_now` and so on.

    What does not depend on the present comes first, so that it is not computed again while the months play.
    """
    before = [alt.WindowFieldDef(op="lag", field=field, **{"as": f"{field}_before"}) for field in LEVELS]
    chart = chart.transform_window(before, groupby=["plan"], sort=[alt.SortField("month")])
    chart = chart.transform_filter(f"datum.month < {UNTIL} + 1")
    chart = chart.transform_calculate(at=f"min(datum.month, {UNTIL})", part=f"{UNTIL} - datum.month + 1")
    return chart.transform_calculate(**{
        f"{field}_now": f"datum.part < 1 ? datum.{field}_before + (datum.{field} - datum.{field}_before) * datum.part"
                        f" : datum.{field}" for field in LEVELS})


def _lines(theme: str, name: str, tall: int, money: bool = False) -> dict:
    """Specify a line chart over the months: both plans, their bands, and their names at the line ends."""
    plans, (today, plan, ink) = [say("charts.today"), say("charts.plan"), say("charts.both")], INK[theme]
    colour = alt.Color(field="plan", type="nominal", legend=None,
                       scale=alt.Scale(domain=plans, range=[TODAY, PLAN, TODAY]))
    months = alt.X(field="month", type="quantitative",
                   axis=alt.Axis(title=say("charts.month"), grid=False, tickMinStep=1),
                   scale=alt.Scale(nice=False))
    axis = alt.Axis(title=say(f"charts.{name}.axis"), format=",.0f", tickCount=5)
    base, now = alt.Chart(), months.copy()
    now.field = "at"

    def height(field: str) -> alt.Y:
        return alt.Y(field=field, type="quantitative", axis=axis, scale=alt.Scale(zero=money))

    def while_it_plays(opacity: float) -> alt.ExprRef:
        return alt.ExprRef(f"{UNTIL} < {BEYOND} ? {opacity} : 0")

    # the axes hold the whole run, however far it is shown
    whole = base.mark_rule(opacity=0, tooltip=None, aria=False).encode(
        x=months, x2=alt.X2(field="last"), y=height("bottom"), y2=alt.Y2(field="top"))
    band = base.mark_area(opacity=0.18, tooltip=None).encode(
        x=now, color=colour, y=height("low_now"), y2=alt.Y2(field="high_now"))
    line = base.mark_line(strokeWidth=2.2).encode(x=now, y=height("value_now"), color=colour)
    end = f"datum.month >= min({UNTIL}, datum.last)"
    present = base.mark_rule(strokeWidth=1, opacity=while_it_plays(0.35), color=ink, tooltip=None, aria=False)
    present = present.transform_filter(end).encode(x=now)
    tips = base.mark_point(filled=True, size=55, opacity=while_it_plays(1), tooltip=None, aria=False)
    tips = tips.transform_filter(end).encode(x=now, y=height("value_now"), color=colour)
    nearest = base.mark_point(opacity=0, size=90).encode(x=months, y=height("value"), tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("charts.who")),
        alt.Tooltip(field="month", type="quantitative", title=say("charts.month")),
        alt.Tooltip(field="value", type="quantitative", title=say(f"charts.{name}.axis"), format=",.1f"),
        alt.Tooltip(field="low", type="quantitative", title=say("charts.low"), format=",.1f"),
        alt.Tooltip(field="high", type="quantitative", title=say("charts.high"), format=",.1f")])
    names = base.mark_text(align="right", baseline="middle", fontSize=12.5, fontWeight=600, tooltip=None)
    names = names.transform_filter(end).transform_calculate(
        name_at=f"max(datum.at, 1 + (datum.last - 1) * min({NAME_SHARE}, {NAME_WIDTH} / width))").encode(
        x=alt.X(field="name_at", type="quantitative"), y=height("label_at_now"),
        text=alt.Text(field="plan", type="nominal"),
        color=alt.Color(field="plan", type="nominal", legend=None,
                        scale=alt.Scale(domain=plans, range=[today, plan, today])))
    marks = base.mark_rule(strokeWidth=1, strokeDash=[3, 3], opacity=0.7, color=ink, aria=False).encode(
        x=alt.X(field="event_month", type="quantitative"),
        tooltip=alt.Tooltip(field="event", type="nominal", title=say("charts.event")))
    layers = [whole, marks, band, present, line, tips, nearest, names]
    if money:
        zero = base.mark_rule(strokeWidth=1, opacity=1, color=ink, tooltip=None, aria=False)
        zero = zero.transform_filter("isValid(datum.top)").encode(y=alt.datum(0, type="quantitative"))
        layers.insert(0, zero)
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return constant(driven(_so_far(chart)).properties(title=say(f"charts.{name}.title"), height=tall))


def _bars(theme: str) -> dict:
    """Specify the causes of leaving: two bars a cause, today's pale above the new plan's full one.

    A row holds its bar's length after each month, as one text, which is taken apart when data come in: while the
    months play, there are twelve rows to look at rather than one for every month.
    """
    order = [say(f"charts.causes_short.{cause}") for cause in CAUSES]
    plans = [say("charts.today"), say("charts.plan")]
    causes = alt.Y(field="cause", type="nominal", sort=order, title=None,
                   axis=alt.Axis(ticks=False, domain=False, labelLimit=160), scale=alt.Scale(paddingInner=0.28))
    count = alt.X(field="value_now", type="quantitative",
                  axis=alt.Axis(title=say("charts.causes.axis"), format=",.0f", tickCount=4),
                  scale=alt.Scale(nice=False))
    offset = alt.YOffset(field="plan", type="nominal", sort=plans, scale=alt.Scale(domain=plans))
    colour = alt.Color(field="cause", type="nominal", legend=None,
                       scale=alt.Scale(domain=order, range=list(CAUSE_COLOURS)))
    pale = alt.Opacity(field="plan", type="nominal", legend=None, scale=alt.Scale(domain=plans, range=[0.42, 1.0]))
    full, begun = "datum.path.length - 1", f"datum.path[floor({UNTIL})]"
    base = alt.Chart().transform_calculate(path="split(datum.by_month, ',')").transform_calculate(
        value_now=f"{UNTIL} >= {full} ? datum.value : {begun} * (1 - {UNTIL} % 1)"
                  f" + datum.path[ceil({UNTIL})] * ({UNTIL} % 1)")
    bars = base.mark_bar().encode(x=count, y=causes, yOffset=offset, color=colour, opacity=pale, tooltip=[
        alt.Tooltip(field="cause", type="nominal", title=say("charts.cause")),
        alt.Tooltip(field="plan", type="nominal", title=say("charts.who")),
        alt.Tooltip(field="value_now", type="quantitative", title=say("charts.causes.axis"), format=",.0f")])
    text = base.mark_text(align="left", dx=4, fontSize=11, color=INK[theme][2], tooltip=None).encode(
        x=count, y=causes, yOffset=offset, text=alt.Text(field="value_now", type="quantitative", format=",.0f"))
    room = alt.Chart().mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"), y=causes)
    return constant(driven(alt.layer(bars, text, room)).properties(title=say("charts.causes.title"), height=BAR_HEIGHT))


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
    """Give a line chart's rows: plan, month, mean, band, and the height of the line's name should it end there."""
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
                      "low": low * factor, "high": high * factor, "last": np.full(len(mean), len(mean))})
    _name_ends(parts)
    _mark_events(parts, answer)
    whole = {key: np.concatenate([part[key] for part in parts]) if isinstance(parts[0][key], np.ndarray)
             else [text for part in parts for text in part[key]] for key in parts[0]}
    return pa.table({key: pa.array(values, from_pandas=True) for key, values in whole.items()})


def _name_ends(parts: list[dict]) -> None:
    """Put a line's name, wherever the line ends, above the upper line and below the lower one."""
    floor, ceiling = min(np.nanmin(part["low"]) for part in parts), max(np.nanmax(part["high"]) for part in parts)
    ranked = sorted(parts, key=lambda part: part["value"][-6:].mean())
    for part in ranked:
        upper = part is ranked[-1]
        edge = part["high"] if upper else part["low"]
        lately = sliding_window_view(np.pad(edge, (LABEL_MONTHS - 1, 0), mode="edge"), LABEL_MONTHS)
        part["label_at"] = (lately.max(axis=1) + LABEL_GAP * (ceiling - floor) if upper else
                            lately.min(axis=1) - LABEL_GAP * (ceiling - floor))
    # only the names at the very end may reach beyond the bands, and widen the axis
    ends = [part["label_at"][-1] for part in parts]
    bottom, top = min(floor, *ends), max(ceiling, *ends)
    for part in parts:
        part["label_at"] = np.clip(part["label_at"], bottom, top)
        part["bottom"], part["top"] = np.full((2, len(part["month"])), np.nan)
    parts[0]["bottom"][0], parts[0]["top"][0] = bottom, top


def _mark_events(parts: list[dict], answer: Answer) -> None:
    """Put the calendar's events into the rows of their months, several in one month together."""
    for part in parts:
        part["event_month"], part["event"] = np.full(len(part["month"]), np.nan), [""] * len(part["month"])
    first = parts[0]
    for month, sentence in events.marked(answer.scenario):
        first["event_month"][month - 1] = month
        first["event"][month - 1] = " ".join(filter(None, (first["event"][month - 1], sentence)))


def causes(answer: Answer) -> pa.Table:
    """Give the causes' rows: cause, plan, customers who left, up to each month and over all, averages of the worlds."""
    sides = (("today", answer.comparison.today), ("plan", answer.comparison.plan))
    rows = [(say(f"charts.causes_short.{cause}"), say(f"charts.{plan}"), worlds.mean(f"left_{cause}").cumsum())
            for cause in CAUSES for plan, worlds in sides]
    names, plans, paths = map(list, zip(*rows, strict=True))
    values = [float(path[-1]) for path in paths]
    return pa.table({"cause": names, "plan": plans, "value": values,
                     "room": [value * ROOM_FOR_NUMBERS for value in values],
                     "by_month": [",".join(f"{value:.2f}" for value in (0, *path)) for path in paths]})


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


def month_by_month(answer: Answer) -> list[str]:
    """Tell of each month, in words, what the charts show there."""
    today, plan = (_by_month(worlds) for worlds in (answer.comparison.today, answer.comparison.plan))
    if answer.same:
        return [" ".join(say(f"watch.same.{name}", month=month, n=round(now[name]), count=write.number(now[name]),
                             profit=_profit(now)) for name in ("customers", "told", "lost"))
                for month, now in enumerate(plan, 1)]
    return [" ".join(say(f"watch.apart.{name}", month=month, today=write.number(before[name]),
                         plan=write.number(now[name]), today_profit=_profit(before), plan_profit=_profit(now))
                     for name in ("customers", "told", "lost"))
            for month, (before, now) in enumerate(zip(today, plan, strict=True), 1)]


def _by_month(worlds: Worlds) -> list[dict[str, float]]:
    means = [worlds.mean(column).cumsum() if added_up else worlds.mean(column)
             for column, _, added_up in SERIES.values()]
    return [dict(zip(SERIES, row, strict=True)) for row in np.column_stack(means).tolist()]


def _profit(now: dict[str, float]) -> str:
    return write.quantity("cent", now["profit"], 1.0, "short")
