"""The charts of the page "Lessons": constant specifications, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import altair as alt
import numpy as np
import pyarrow as pa

from sim.precision import Interval
from ui import format as write
from ui.charts import INK, LOSS, constant
from ui.compare.charts import COLOURS, PLAN_INK
from ui.lessons import told
from ui.lessons.found import PROFIT, Found, loss, lost_money, years_ahead
from ui.lessons.plans import TODAY
from ui.words import say

THEMES = tuple(INK)
HEIGHT, BAR_STEP, BAR_FRAME = 290, 44, 95
# names stand at the lines' ends, right of the last month, and so far apart, as a share of the axis
ROOM_FOR_NAMES, NAME_GAP, ROOM_FOR_NUMBERS = 0.26, 0.09, 0.3
YEARS = 15
# lesson -> the plans in the order of their colours; the bars it draws, in their order
PLANS = {"leaky_bucket": (TODAY, "winning", "keeping"), "nineteen": (TODAY, "few", "many"),
         "overloaded_desk": (TODAY, "cut", "quick"), "rewards_first": (TODAY, "rewards", "service", "both"),
         "lost_customer": (TODAY,)}
BARS = {"leaky_bucket": ("winning", "keeping"), "nineteen": ("few", TODAY, "many"),
        "overloaded_desk": (TODAY, "cut", "quick"), "rewards_first": ("rewards", "service", "both"),
        "lost_customer": ("year", "future", "followers", "newcomer")}
COLUMNS = {"nineteen": ("prospects_lost_to_word_of_mouth", "left_friends")}
UNITS = {"overloaded_desk": ("1", 100.0), "lost_customer": ("cent", 0.01)}
MONEY = ("cent", 1e-5)


def _name(lesson: str, name: str) -> str:
    return say("lessons.today") if name == TODAY else say(f"lessons.{lesson}.{name}")


def _colours(lesson: str, theme: str = "") -> alt.Color:
    """Give each plan its colour, or its ink on a theme's background; what is lost is vermilion."""
    bars = lesson == "lost_customer"
    names = BARS[lesson] if bars else PLANS[lesson]
    shades = PLAN_INK[theme] if theme else COLOURS
    used = (LOSS,) * (len(names) - 1) + COLOURS[:1] if bars else shades[:len(names)]
    return alt.Color(field="plan", type="nominal", legend=None,
                     scale=alt.Scale(domain=[_name(lesson, name) for name in names], range=list(used)))


@cache
def lines_spec(lesson: str, theme: str) -> dict:
    """Specify a line for each plan over the months, which carries its plan's name at its end."""
    axis, money = say(f"lessons.{lesson}.chart.lines_axis"), lesson == "lost_customer"
    time = say("lessons.charts.year" if money else "lessons.charts.month")
    zero = alt.Scale(zero=lesson in ("nineteen", "lost_customer"))
    along = alt.X(field="month", type="quantitative", scale=alt.Scale(nice=False),
                  axis=alt.Axis(title=time, titleAnchor="start", grid=False, tickMinStep=1, tickCount=5))
    up = alt.Y(field="value", type="quantitative", scale=zero,
               axis=alt.Axis(title=axis, format=",.0f", tickCount=5, tickMinStep=1))
    shown = {"color": alt.value(LOSS)} if money else {"color": _colours(lesson)}
    band = alt.Chart().mark_area(opacity=0.14, tooltip=None).encode(
        x=along, y=alt.Y(field="low", type="quantitative", scale=zero), y2=alt.Y2(field="high"), **shown)
    line = alt.Chart().mark_line(strokeWidth=2.2).encode(x=along, y=up, **shown)
    nearest = alt.Chart().mark_point(opacity=0, size=90).encode(x=along, y=up, tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("lessons.charts.plan")),
        alt.Tooltip(field="month", type="quantitative", title=time),
        *(alt.Tooltip(field=field, type="quantitative", title=title, format=",.0f") for field, title in (
            ("value", axis), ("low", say("lessons.charts.low")), ("high", say("lessons.charts.high"))))])
    layers = [band, line, nearest]
    if not money:
        layers.append(alt.Chart().mark_text(align="left", baseline="middle", dx=5, fontSize=12.5, fontWeight=600,
                                            tooltip=None).encode(
            x=along, y=alt.Y(field="label_at", type="quantitative", scale=zero),
            text=alt.Text(field="label", type="nominal"), color=_colours(lesson, theme)))
        layers.append(alt.Chart().mark_point(opacity=0, tooltip=None).encode(
            x=alt.X(field="room", type="quantitative")))
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return constant(chart.properties(title=say(f"lessons.{lesson}.chart.lines"), height=HEIGHT))


@cache
def bars_spec(lesson: str, theme: str) -> dict:
    """Specify a bar for each plan or part, with its range, and its number beside it."""
    names = [_name(lesson, name) for name in BARS[lesson]]
    ink = INK[theme][2]
    who = alt.Y(field="plan", type="nominal", sort=names, title=None, scale=alt.Scale(domain=names, paddingInner=0.35),
                axis=alt.Axis(ticks=False, domain=False, labelLimit=150))
    axis = say(f"lessons.{lesson}.chart.bars_axis")
    along = alt.X(field="value", type="quantitative", scale=alt.Scale(nice=False, zero=True),
                  axis=alt.Axis(title=axis, titleAnchor="start", format=",.0f", tickCount=4))
    bars = alt.Chart().mark_bar().encode(x=along, y=who, color=_colours(lesson), tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("lessons.charts.plan")),
        alt.Tooltip(field="label", type="nominal", title=axis)])
    ranges = alt.Chart().mark_rule(strokeWidth=1.6, color=ink, tooltip=None, aria=False).encode(
        x=alt.X(field="low", type="quantitative"), x2=alt.X2(field="high"), y=who)
    numbers = alt.Chart().mark_text(align="left", dx=9, fontSize=12.5, color=ink, tooltip=None).encode(
        x=alt.X(field="at", type="quantitative"), y=who, text=alt.Text(field="label", type="nominal"))
    room = alt.Chart().mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"), y=who)
    zero = alt.Chart().mark_rule(strokeWidth=1, opacity=0.5, color=ink, tooltip=None, aria=False).encode(
        x=alt.datum(0, type="quantitative"))
    return constant(alt.layer(zero, bars, ranges, numbers, room).properties(
        title=say(f"lessons.{lesson}.chart.bars"), height=BAR_STEP * len(names) + BAR_FRAME))


def _series(found: Found, name: str) -> np.ndarray:
    """Give what a line chart shows of a plan in every world: (worlds, months)."""
    columns = COLUMNS.get(found.case.lesson)
    if columns is None:
        return found.worlds[name].all("customers").astype(float)
    return sum(found.worlds[name].all(column).astype(float) for column in columns).cumsum(axis=1)


def lines(found: Found) -> pa.Table:
    """Give a line chart's rows: plan, month, average, the range of the worlds, and the name at the last month."""
    if found.case.lesson == "lost_customer":
        return _ahead(found)
    shown = {name: _series(found, name) for name in PLANS[found.case.lesson]}
    ends = [each.mean(axis=0)[-1] for each in shown.values()]
    reach = max(each.max() for each in shown.values()) - min(each.min() for each in shown.values())
    rows: dict[str, list] = {key: [] for key in ("plan", "month", "value", "low", "high", "label", "label_at", "room")}
    for (name, values), height in zip(shown.items(), _apart(ends, NAME_GAP * reach), strict=True):
        count, mean = values.shape[1], values.mean(axis=0)
        low, high = np.quantile(values, [0.05, 0.95], axis=0)
        rows["plan"] += [_name(found.case.lesson, name)] * count
        rows["month"] += range(1, count + 1)
        for key, each in (("value", mean), ("low", low), ("high", high)):
            rows[key] += each.tolist()
        rows["label"] += [""] * (count - 1) + [_name(found.case.lesson, name)]
        rows["label_at"] += [*mean[:-1].tolist(), height]
        rows["room"] += [float(count)] * (count - 1) + [count + ROOM_FOR_NAMES * max(count - 1, 1)]
    return pa.table(rows)


def _ahead(found: Found) -> pa.Table:
    values = years_ahead(found, YEARS) / 100
    low, high = np.quantile(values, [0.05, 0.95], axis=1)
    return pa.table({"plan": [say("lessons.today")] * (YEARS + 1), "month": list(range(YEARS + 1)),
                     "value": values.mean(axis=1), "low": low, "high": high})


def _apart(ends: list[float], gap: float) -> list[float]:
    """Move names so far apart that each can be read, upwards from the lowest."""
    heights, order = list(ends), np.argsort(ends)
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + gap)
    return heights


def _numbers(found: Found) -> dict[str, Interval]:
    """Give each bar's figure with its range, in the model's unit."""
    lesson = found.case.lesson
    if lesson == "lost_customer":
        lost = loss(found)
        return {name: getattr(lost, name) for name in BARS[lesson]}
    figures = {"nineteen": lambda name: lost_money(found, name),
               "overloaded_desk": lambda name: found.measure("given_up_share", name)}
    figure = figures.get(lesson, lambda name: found.difference(PROFIT, name))
    return {name: figure(name) for name in BARS[lesson]}


def _written(lesson: str, each: Interval) -> str:
    unit, _ = UNITS.get(lesson, MONEY)
    if unit == "1":
        return write.quantity(unit, each.mean, 0.001, "short")
    if lesson in ("leaky_bucket", "rewards_first"):
        return write.change(unit, each.mean, write.step(each.low, each.high, each.mean))
    return write.quantity(unit, each.mean, 1.0, "short")


def bars(found: Found) -> pa.Table:
    """Give a bar chart's rows: name, figure, its range, and the figure as it is written."""
    lesson, figures = found.case.lesson, _numbers(found)
    _, factor = UNITS.get(lesson, MONEY)
    known = {name: each for name, each in figures.items() if np.isfinite(each.mean)}
    ends = [0.0, *(factor * end for each in known.values() for end in (each.low, each.high))]
    edge = max(ends) + ROOM_FOR_NUMBERS * (max(ends) - min(ends) or 1.0)
    rows: dict[str, list] = {key: [] for key in ("plan", "value", "low", "high", "at", "label", "room")}
    for name, each in known.items():
        for key, value in (("plan", _name(lesson, name)), ("value", factor * each.mean), ("low", factor * each.low),
                           ("high", factor * each.high), ("at", max(factor * each.high, 0.0)),
                           ("label", _written(lesson, each)), ("room", edge)):
            rows[key].append(value)
    return pa.table({key: pa.array(values, pa.string() if key in ("plan", "label") else pa.float64())
                     for key, values in rows.items()})


def told_lines(found: Found) -> str:
    """Tell the message of a line chart in words."""
    lesson, case = found.case.lesson, found.case
    if lesson == "lost_customer":
        ahead = years_ahead(found, YEARS).mean(axis=1)
        items = [say("lessons.charts.item", name=say("lessons.lost_customer.chart.after", n=years),
                     value=write.quantity("cent", ahead[years], 1.0, "short")) for years in (2, 5, YEARS)]
        return say("lessons.lost_customer.chart.lines_alt", list=say("reasons.joiner").join(items))
    items = [say("lessons.charts.item", name=told.plan(case, name).lower(),
                 value=write.number(_series(found, name).mean(axis=0)[-1])) for name in case.names]
    return say(f"lessons.{lesson}.chart.lines_alt", span=write.span(found.months),
               list=say("reasons.joiner").join(items))


def told_bars(found: Found) -> str:
    """Tell the message of a bar chart in words."""
    lesson = found.case.lesson
    items = [say("lessons.charts.item", name=_name(lesson, name).lower(),
                 value=_written(lesson, each) if np.isfinite(each.mean) else say("numbers.unknown"))
             for name, each in _numbers(found).items()]
    return say(f"lessons.{lesson}.chart.bars_alt", list=say("reasons.joiner").join(items))
