"""The charts of the page "Compare": constant specifications, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import altair as alt
import numpy as np
import pyarrow as pa

from sim.outcomes import Worlds
from ui import format as write
from ui.charts import INK, PLAN, TODAY, constant
from ui.compare.told import Found, money, share
from ui.words import say

LETTERS = ("A", "B", "C", "D")
COLOURS = (TODAY, PLAN, "#009E73", "#CC79A7")
# Words in the plans' colours, readable on each background.
PLAN_INK = {"light": (*INK["light"][:2], "#006B4D", "#9A4675"), "dark": (*INK["dark"][:2], "#5BCBAA", "#DFA3C5")}
THEMES = tuple(INK)
HEIGHT, PANEL_HEIGHT, BAR_STEP, BAR_FRAME = 290, 270, 30, 95
# the share of the worlds that each band holds, the widest first, and how dark it is
BANDS = {"most": (0.95, 0.16), "three_quarters": (0.75, 0.2), "half": (0.5, 0.26)}
# names at line ends stand right of the last month, and so far apart, as a share of the axis
ROOM_FOR_NAMES, NAME_GAP = 0.09, 0.09
ROOM_FOR_NUMBERS = 1.2
# chart -> (columns of the monthly table, factor to the number shown, unit, whether months are added up)
SERIES = {"customers": (("customers",), 1.0, "person", False), "profit": (("profit_cents",), 1e-5, "cent", False),
          "lost": (("prospects_lost_to_word_of_mouth", "left_friends"), 1.0, "person", True),
          "answer": (("response_median_hours",), 1.0, "business hour", False)}
# the finest step of an axis
STEPS = {"customers": 1, "profit": 1, "lost": 1, "answer": 0.1}
FORMATS = {"customers": ",.0f", "profit": ",.0f", "lost": ",.0f", "answer": ",.1f"}
FROM_ZERO = ("profit", "lost")
BARS = {"best": 100.0, "regret": 1e-5}


def _name(letter: str) -> str:
    return say("compare.charts.letter", letter=letter)


def _quantity(field: str, title: str, name: str) -> alt.Tooltip:
    return alt.Tooltip(field=field, type="quantitative", title=title, format=FORMATS[name].replace(".0f", ".1f"))


def _months(title: str) -> alt.X:
    return alt.X(field="month", type="quantitative", scale=alt.Scale(nice=False),
                 axis=alt.Axis(title=title, grid=False, tickMinStep=1, tickCount=6))


def _up(field: str, title: str | None, name: str) -> alt.Y:
    return alt.Y(field=field, type="quantitative", scale=alt.Scale(zero=name in FROM_ZERO),
                 axis=alt.Axis(title=title, format=FORMATS[name], tickCount=5, tickMinStep=STEPS[name]))


def _coloured(colours: tuple[str, ...]) -> alt.Color:
    scale = alt.Scale(domain=[_name(letter) for letter in LETTERS], range=list(colours))
    return alt.Color(field="plan", type="nominal", legend=None, scale=scale)


@cache
def lines_spec(name: str, theme: str) -> dict:
    """Specify a chart with a line for each plan, which carries its plan's letter at its end."""
    axis = say(f"compare.charts.{name}.axis")
    months, up = _months(say("compare.charts.month")), _up("value", axis, name)
    line = alt.Chart().mark_line(strokeWidth=2.2).encode(x=months, y=up, color=_coloured(COLOURS))
    nearest = alt.Chart().mark_point(opacity=0, size=90).encode(x=months, y=up, tooltip=[
        alt.Tooltip(field="plan", type="nominal", title=say("compare.charts.plan")),
        alt.Tooltip(field="month", type="quantitative", title=say("compare.charts.month")),
        _quantity("value", axis, name)])
    names = alt.Chart().mark_text(align="left", baseline="middle", dx=5, fontSize=13, fontWeight=600,
                                  tooltip=None).encode(
        x=months, y=_up("label_at", axis, name), text=alt.Text(field="label", type="nominal"),
        color=_coloured(PLAN_INK[theme]))
    room = alt.Chart().mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"))
    chart = alt.layer(line, nearest, names, room).resolve_scale(color="independent")
    return constant(chart.properties(title=say(f"compare.charts.{name}.title"), height=HEIGHT))


@cache
def panel_spec(name: str, letter: str, theme: str) -> dict:
    """Specify one plan's panel: bands of worlds around its average, and the reference's average."""
    place, title = LETTERS.index(letter), say(f"compare.charts.{name}.title")
    months = _months(say("compare.charts.month"))
    axis = say(f"compare.charts.{name}.axis")
    bands = [alt.Chart().mark_area(opacity=opacity, color=COLOURS[place], tooltip=None).encode(
        x=months, y=_up(f"{band}_low", axis, name), y2=alt.Y2(field=f"{band}_high"))
        for band, (_, opacity) in BANDS.items()]
    reference = alt.Chart().mark_line(strokeWidth=1.4, strokeDash=[5, 4], color=INK[theme][0], tooltip=None).encode(
        x=months, y=_up("reference", axis, name))
    line = alt.Chart().mark_line(strokeWidth=2.2, color=PLAN_INK[theme][place], tooltip=None).encode(
        x=months, y=_up("value", axis, name))
    told = [alt.Tooltip(field="month", type="quantitative", title=say("compare.charts.month")),
            _quantity("value", say("compare.bands.average"), name),
            *(alt.Tooltip(field=band, type="nominal", title=say(f"compare.bands.{band}")) for band in reversed(BANDS)),
            _quantity("reference", say("compare.bands.reference"), name)]
    nearest = alt.Chart().mark_point(opacity=0, size=90).encode(x=months, y=_up("value", axis, name), tooltip=told)
    ends = [alt.Chart().mark_point(opacity=0, tooltip=None).encode(y=_up(end, axis, name))
            for end in ("least", "largest")]
    chart = alt.layer(*bands, reference, line, nearest, *ends)
    return constant(chart.properties(title=say("compare.bands.panel", measure=title, letter=letter),
                                      height=PANEL_HEIGHT))


@cache
def bars_spec(name: str, plans: int, theme: str) -> dict:
    """Specify a chart with a bar for each plan, its number at the bar's end."""
    rows = [_name(letter) for letter in LETTERS[:plans]]
    who = alt.Y(field="plan", type="nominal", sort=rows, title=None, scale=alt.Scale(domain=rows, paddingInner=0.3),
                axis=alt.Axis(ticks=False, domain=False))
    title = say(f"compare.charts.{name}.axis")
    ticks = {"values": [0, 25, 50, 75, 100]} if name == "best" else {"tickCount": 4}
    count = alt.X(field="value", type="quantitative", axis=alt.Axis(title=title, format=",.0f", **ticks),
                  scale=alt.Scale(nice=False, zero=True))
    told = [alt.Tooltip(field="plan", type="nominal", title=say("compare.charts.plan")),
            alt.Tooltip(field="value", type="quantitative", title=title, format=",.1f")]
    bars = alt.Chart().mark_bar().encode(x=count, y=who, color=_coloured(COLOURS), tooltip=told)
    numbers = alt.Chart().mark_text(align="left", dx=5, fontSize=12.5, color=INK[theme][2], tooltip=None).encode(
        x=count, y=who, text=alt.Text(field="label", type="nominal"))
    room = alt.Chart().mark_point(opacity=0, tooltip=None).encode(x=alt.X(field="room", type="quantitative"), y=who)
    return constant(alt.layer(bars, numbers, room).properties(
        title=say(f"compare.charts.{name}.title"), height=BAR_STEP * plans + BAR_FRAME))


def _shown(worlds: Worlds, name: str) -> np.ndarray:
    """Give what a chart shows in every world kept in full: (worlds, months)."""
    columns, factor, _, added_up = SERIES[name]
    values = sum(worlds.all(column).astype(float) for column in columns)
    return factor * (values.cumsum(axis=1) if added_up else values)


def _average(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def _band(values: np.ndarray, coverage: float) -> np.ndarray:
    """Give the range that holds so many of the worlds in their middle: (2, months)."""
    filled = np.where(np.isfinite(values), values, _average(values))
    return np.quantile(filled, [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)


def lines(found: Found, name: str) -> pa.Table:
    """Give a line chart's rows: plan, month, average, and at the last month the plan's letter."""
    averages = [_average(_shown(worlds, name)) for worlds in found.plans.lived]
    months = np.arange(1, found.plans.months + 1)
    last = months[-1]
    heights = _apart([average[-1] for average in averages], _reach(averages, from_zero=name in FROM_ZERO))
    rows = {"plan": [], "month": [], "value": [], "label": [], "label_at": [], "room": []}
    for side, average, height in zip(found.sides, averages, heights, strict=True):
        rows["plan"] += [_name(side.letter)] * len(months)
        rows["month"] += months.tolist()
        rows["value"] += average.tolist()
        rows["label"] += [""] * (len(months) - 1) + [side.letter]
        rows["label_at"] += [*average[:-1].tolist(), height]
        rows["room"] += [float(last)] * (len(months) - 1) + [last + ROOM_FOR_NAMES * max(last - 1, 1)]
    return _table(rows)


def _reach(series: list[np.ndarray], from_zero: bool) -> float:
    """Give the length of the axis that the lines need."""
    known = np.concatenate([*series, [0.0] if from_zero else []])
    known = known[np.isfinite(known)]
    return float(known.max() - known.min()) if len(known) else 0.0


def _apart(ends: list[float], reach: float) -> list[float]:
    """Move the names at line ends so far apart that each can be read, and no further."""
    heights, gap = list(ends), NAME_GAP * reach
    order = sorted((place for place, end in enumerate(ends) if np.isfinite(end)), key=lambda place: ends[place])
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + gap)
    if order:
        moved = sum(heights[place] - ends[place] for place in order) / len(order)
        heights = [height - moved for height in heights]
    return heights


def panels(found: Found, name: str) -> dict[str, pa.Table]:
    """Give the rows of each plan's panel: month, average, bands, the reference's average, and the ends of the scale."""
    shown = [_shown(worlds, name) for worlds in found.plans.lived]
    widest = np.concatenate([_band(values, BANDS["most"][0]).ravel() for values in shown])
    widest = widest[np.isfinite(widest)]
    least, largest = (float(widest.min()), float(widest.max())) if len(widest) else (0.0, 0.0)
    reference, tables = _average(shown[0]), {}
    for side, values in zip(found.sides, shown, strict=True):
        count = len(reference)
        rows = {"month": np.arange(1, count + 1), "value": _average(values), "reference": reference,
                "least": np.full(count, least), "largest": np.full(count, largest)}
        for band, (coverage, _) in BANDS.items():
            low, high = _band(values, coverage)
            rows |= {f"{band}_low": low, f"{band}_high": high,
                     band: [_range(*ends) for ends in zip(low, high, strict=True)]}
        tables[side.letter] = _table(rows)
    return tables


def _range(low: float, high: float) -> str:
    digits = 0 if abs(high) >= 100 else 1
    return say("compare.bands.range", low=write.number(low, digits), high=write.number(high, digits))


def bars(found: Found, name: str) -> pa.Table:
    """Give a bar chart's rows: plan, its number, and the number as it is written."""
    values = _numbers(found, name)
    shown = [value * BARS[name] for value in values.values()]
    largest = max(shown)
    return _table({"plan": [_name(letter) for letter in values], "value": shown,
                   "label": [_written(name, value) for value in values.values()],
                   "room": [100.0 * ROOM_FOR_NUMBERS if name == "best" else max(largest * ROOM_FOR_NUMBERS, 1.0)
                            ] * len(shown)})


def _numbers(found: Found, name: str) -> dict[str, float]:
    if name == "best":
        return found.plans.best_share()
    return {letter: each.mean for letter, each in found.plans.regret().items()}


def _written(name: str, value: float) -> str:
    return share(value) if name == "best" else money(value)


def _table(rows: dict) -> pa.Table:
    return pa.table({key: pa.array(values, from_pandas=True) for key, values in rows.items()})


def told_lines(found: Found, name: str) -> str:
    """Tell the message of a line chart in words."""
    _, factor, unit, _ = SERIES[name]
    ends = {letter: _average(_shown(worlds, name))[-1] / factor
            for letter, worlds in zip(found.plans.names, found.plans.lived, strict=True)}
    return say(f"compare.charts.{name}.alt", span=write.span(found.plans.months),
               list=_items({letter: _exact(unit, end) for letter, end in ends.items()}))


def told_panel(found: Found, name: str, letter: str) -> str:
    """Tell the message of one plan's panel in words."""
    _, factor, unit, _ = SERIES[name]
    values = _shown(found.plans.of(letter), name)
    ranges = {band: say("compare.bands.range", low=_exact(unit, low), high=_exact(unit, high))
              for band, (coverage, _) in BANDS.items() for low, high in [_band(values, coverage)[:, -1] / factor]}
    return say("compare.bands.alt", measure=say(f"compare.charts.{name}.title"), letter=letter,
               span=write.span(found.plans.months), mean=_exact(unit, _average(values)[-1] / factor), **ranges)


def told_bars(found: Found, name: str) -> str:
    """Tell the message of a bar chart in words."""
    return say(f"compare.charts.{name}.alt",
               list=_items({letter: _written(name, value) for letter, value in _numbers(found, name).items()}))


def _items(texts: dict[str, str]) -> str:
    return say("reasons.joiner").join(say("compare.charts.item.text", letter=letter, value=text)
                                      for letter, text in texts.items())


def _exact(unit: str, value: float) -> str:
    return write.quantity(unit, value, 0.1 if unit == "business hour" else 1.0, "short")
