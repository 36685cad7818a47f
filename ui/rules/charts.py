"""The charts of "Rules of thumb": constant specifications, and the data that fill them. Knows no Streamlit."""

from __future__ import annotations

import math
from functools import cache

import altair as alt
import pyarrow as pa

from sim import rules
from sim.lab import Found
from sim.precision import Interval
from sim.trial import COST_RATIOS
from ui import format as write
from ui.charts import CAUSE_COLOURS, CAUSES, INK, LOSS, PLAN, TODAY, constant
from ui.words import say

THEMES = tuple(INK)
HEIGHT, STEP, LABEL_WIDTH = 300, 30, 150
FAINT, PALE, FULL = 0.13, 0.45, 1.0
PERCENT, MIDDLE = 100, 0.85       # of retention: to the right of it, words stand to the left
# claim -> the chart that shows its region, and the highest value worth showing on its upright axis
CHARTS = {"C1": "gains", "C2": "told", "C3": "curves", "C4": "curves", "C5": "policies", "C6": "margins",
          "C7": "halvings", "C8": "shares", "C9": "ratios", "C10": "causes", "C12": "changes"}
TOPS = {"gains": 150.0, "halvings": 200.0, "curves": 11.0, "policies": 40.0, "margins": 100.0, "shares": 100.0}
BANDS = {"gains": tuple(PERCENT * each for each in rules.FIVE_POINTS), "halvings": (125 / rules.NEAR, 125 * rules.NEAR),
         "curves": (8.0, 10.0), "shares": (75.0, 85.0), "ratios": COST_RATIOS}
LOWEST_RATIO = 0.1
# where words stand beside a line or a point: how they are aligned, and by how many pixels they are moved
ABOVE, BELOW, UNDER, LEFT, END = "above", "below", "under", "left", "end"
PLACES = {ABOVE: ("left", 6, -10), BELOW: ("left", 6, 13), UNDER: ("right", 0, 14), LEFT: ("right", -8, -10),
          END: ("left", 8, 0)}
# the years shown, with room for the names at the lines' ends, which stay so far apart
YEARS, NAME_GAP = (1.0, 6.7), 0.85


def _titled(chart: str, part: str) -> str:
    return say(f"rules.chart.{chart}.{part}")


def _axis(chart: str, part: str, **how) -> alt.Axis:
    return alt.Axis(title=_titled(chart, part), tickCount=6, **how)


def _names(base: alt.Chart, theme: str, x: alt.X) -> list[alt.Chart]:
    """Specify the words beside lines and points, each at its place."""
    y = alt.Y(field="label_at", type="quantitative")
    return [base.transform_filter(f"datum.place == '{place}'").mark_text(
        align=align, baseline="middle", dx=dx, dy=dy, fontSize=12, fontWeight=600, color=INK[theme][2], tooltip=None,
        aria=False).encode(x=x, y=y, text=alt.Text(field="label", type="nominal"))
        for place, (align, dx, dy) in PLACES.items()]


def _band(base: alt.Chart, theme: str) -> list[alt.Chart]:
    """Specify the band that the claim speaks of, with its name; it stands in the first row of the data."""
    ink = INK[theme][2]
    low = alt.Y(field="band_low", type="quantitative")
    rect = base.mark_rect(opacity=FAINT, color=ink, tooltip=None, aria=False).encode(
        y=low, y2=alt.Y2(field="band_high"))
    name = base.mark_text(align="right", baseline="top", dx=-4, dy=4, fontSize=11.5, color=ink, tooltip=None,
                          aria=False).encode(x=alt.value("width"), y=alt.Y(field="band_high", type="quantitative"),
                                             text=alt.Text(field="band", type="nominal"))
    return [rect, name]


def _plane(theme: str, chart: str) -> dict:
    """Specify lines over a plane with the claim's band, and the company at hand as points on it."""
    x_scale = alt.Scale(zero=False, nice=False, padding=8, **({"domain": YEARS} if chart == "curves" else {}))
    y_scale = (alt.Scale(type="log", domain=[LOWEST_RATIO, TOPS[chart]], clamp=True, nice=False) if chart == "policies"
               else alt.Scale(domain=[0, TOPS[chart]], clamp=True))
    steps = {"values": [1, 2, 3, 4, 5]} if chart == "curves" else {}
    ticks = {"values": [0.1, 0.3, 1, 3, 10, 30]} if chart == "policies" else {}
    x = alt.X(field="x", type="quantitative", scale=x_scale,
              axis=_axis(chart, "x", format=",.3~f", grid=False, **steps))
    y = alt.Y(field="y", type="quantitative", scale=y_scale, axis=_axis(chart, "y", format=",.3~f", **ticks))
    base, ink = alt.Chart(), INK[theme][2]
    own = alt.condition("datum.own", alt.value(PLAN), alt.value(TODAY))
    zone = base.transform_filter("isValid(datum.high)").mark_area(
        opacity=FAINT, color=ink, tooltip=None, aria=False, clip=True).encode(
        x=x, y=alt.Y(field="low", type="quantitative", scale=y_scale), y2=alt.Y2(field="high"))
    lines = base.transform_filter("!datum.point && isValid(datum.y)").mark_line(strokeWidth=2.2, tooltip=None).encode(
        x=x, y=y, detail=alt.Detail(field="line", type="nominal"), color=own)
    points = base.transform_filter("datum.point").mark_point(filled=True, size=110, color=PLAN, opacity=1).encode(
        x=x, y=y, tooltip=[alt.Tooltip(field="label", type="nominal", title=say("rules.chart.what")),
                           alt.Tooltip(field="x", type="quantitative", title=_titled(chart, "x"), format=",.3~f"),
                           alt.Tooltip(field="y", type="quantitative", title=_titled(chart, "y"), format=",.3~f")])
    whiskers = base.transform_filter("datum.point").mark_rule(color=PLAN, strokeWidth=1.6, tooltip=None, aria=False
                                                              ).encode(
        x=x, y=alt.Y(field="point_low", type="quantitative"), y2=alt.Y2(field="point_high"))
    layers = [*_band(base, theme), zone, lines, whiskers, points, *_names(base, theme, x)]
    return constant(alt.layer(*layers).properties(title=_titled(chart, "title"), height=HEIGHT))


def _told(theme: str) -> dict:
    """Specify the distribution of people told: those up to nineteen, and those beyond."""
    base, kinds = alt.Chart(), [say("rules.chart.told.below"), say("rules.chart.told.above")]
    x = alt.X(field="told", type="ordinal", axis=alt.Axis(title=_titled("told", "x"), labelAngle=0, values=[
        0, 5, 10, 15, 19, 25, 30, 35, 40], ticks=False))
    y = alt.Y(field="share", type="quantitative", axis=_axis("told", "y", format=",.0f"))
    bars = base.mark_bar().encode(x=x, y=y, color=alt.Color(
        field="kind", type="nominal", scale=alt.Scale(domain=kinds, range=[PLAN, LOSS]),
        legend=alt.Legend(orient="top", title=None, columns=1, labelLimit=320)), tooltip=[
            alt.Tooltip(field="told", type="quantitative", title=_titled("told", "x")),
            alt.Tooltip(field="share", type="quantitative", title=_titled("told", "y"), format=",.1f")])
    return constant(alt.layer(bars).properties(title=_titled("told", "title"), height=HEIGHT))


def _rows(sort=None) -> alt.Y:
    return alt.Y(field="name", type="nominal", sort=sort, title=None, axis=alt.Axis(
        ticks=False, domain=False, labelLimit=LABEL_WIDTH), scale=alt.Scale(paddingInner=0.3))


def _ratios(theme: str) -> dict:
    """Specify what winning costs over what keeping costs, company by company, in the published range."""
    base, ink = alt.Chart(), INK[theme][2]
    x = alt.X(field="ratio", type="quantitative", scale=alt.Scale(type="log", domain=[LOWEST_RATIO, 40], clamp=True),
              axis=alt.Axis(title=_titled("ratios", "x"), values=[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40], format=",.1~f"))
    band = base.mark_rect(opacity=FAINT, color=ink, tooltip=None, aria=False).encode(
        x=alt.X(field="band_low", type="quantitative"), x2=alt.X2(field="band_high"))
    rule = base.mark_rule(strokeDash=[5, 4], strokeWidth=1.6, color=ink, tooltip=None, aria=False).encode(
        x=alt.X(field="claimed", type="quantitative"))
    own = alt.condition("datum.own", alt.value(PLAN), alt.value(TODAY))
    points = base.mark_point(filled=True, size=120, opacity=1).encode(x=x, y=_rows(), color=own, tooltip=[
        alt.Tooltip(field="name", type="nominal", title=say("rules.chart.ratios.company")),
        alt.Tooltip(field="ratio", type="quantitative", title=_titled("ratios", "x"), format=",.1f")])
    text = base.mark_text(align="left", dx=9, fontSize=12, color=ink, tooltip=None, aria=False).encode(
        x=x, y=_rows(), text=alt.Text(field="label", type="nominal"))
    return constant(alt.layer(band, rule, points, text).properties(title=_titled("ratios", "title"),
                                                                   height=alt.Step(STEP)))


def _causes(theme: str) -> dict:
    """Specify the causes of leaving: the folk table's pale bar above the company's full one."""
    names = [say(f"charts.causes_short.{cause}") for cause in CAUSES]
    sides, base = [say("rules.chart.causes.folk"), say("rules.chart.company")], alt.Chart()
    y = _rows(names)
    x = alt.X(field="share", type="quantitative", axis=_axis("causes", "x", format=",.0f"),
              scale=alt.Scale(nice=False, domainMax=78))
    offset = alt.YOffset(field="side", type="nominal", sort=sides, scale=alt.Scale(domain=sides))
    pale = alt.Opacity(field="side", type="nominal", legend=None, scale=alt.Scale(domain=sides, range=[PALE, FULL]))
    colour = alt.Color(field="name", type="nominal", legend=None,
                       scale=alt.Scale(domain=names, range=list(CAUSE_COLOURS)))
    bars = base.mark_bar().encode(x=x, y=y, yOffset=offset, color=colour, opacity=pale, tooltip=[
        alt.Tooltip(field="name", type="nominal", title=say("charts.cause")),
        alt.Tooltip(field="side", type="nominal", title=say("rules.chart.what")),
        alt.Tooltip(field="share", type="quantitative", title=_titled("causes", "x"), format=",.1f")])
    text = base.mark_text(align="left", dx=4, fontSize=11, color=INK[theme][2], tooltip=None).encode(
        x=x, y=y, yOffset=offset, text=alt.Text(field="share", type="quantitative", format=",.0f"))
    return constant(alt.layer(bars, text).properties(title=_titled("causes", "title"), height=alt.Step(20)))


def _changes(theme: str) -> dict:
    """Specify what answering every post changes: a bar a measure, with its interval."""
    base, ink = alt.Chart(), INK[theme][2]
    x = alt.X(field="change", type="quantitative", axis=_axis("changes", "x", format=",.3~f"))
    good = alt.condition("datum.good", alt.value(PLAN), alt.value(LOSS))
    bars = base.mark_bar(height=alt.RelativeBandSize(band=0.6)).encode(x=x, y=_rows(), color=good, tooltip=[
        alt.Tooltip(field="name", type="nominal", title=say("rules.chart.what")),
        alt.Tooltip(field="change", type="quantitative", title=_titled("changes", "x"), format=",.1f"),
        alt.Tooltip(field="low", type="quantitative", title=say("rules.chart.low"), format=",.1f"),
        alt.Tooltip(field="high", type="quantitative", title=say("rules.chart.high"), format=",.1f")])
    intervals = base.mark_rule(color=ink, strokeWidth=1.6, tooltip=None, aria=False).encode(
        x=alt.X(field="low", type="quantitative"), x2=alt.X2(field="high"), y=_rows())
    zero = base.mark_rule(color=ink, strokeWidth=1.2, tooltip=None, aria=False).encode(
        x=alt.datum(0, type="quantitative"))
    return constant(alt.layer(bars, intervals, zero).properties(title=_titled("changes", "title"),
                                                                height=alt.Step(44)))


@cache
def spec(chart: str, theme: str) -> dict:
    """Specify one of the charts."""
    others = {"told": _told, "ratios": _ratios, "causes": _causes, "changes": _changes}
    return others[chart](theme) if chart in others else _plane(theme, chart)


def specs(claim: str) -> dict[str, dict]:
    """Give the constant specification of a claim's chart in both themes."""
    return {theme: spec(CHARTS[claim], theme) for theme in THEMES}


def data(claim: str, rows: list[dict], found: Found | None) -> pa.Table | None:
    """Give the rows of a claim's chart: its region, and the company once it is known; None if there are none."""
    chart = CHARTS.get(claim)
    figures = found.figures if found and not found.problem else {}
    makers = {"gains": _of_gains, "halvings": _of_gains, "told": _of_told, "curves": _of_curves,
              "policies": _of_zone, "margins": _of_zone, "shares": _of_shares, "ratios": _of_ratios,
              "causes": _of_causes, "changes": _of_changes}
    made = makers[chart](rows, figures, chart) if chart else []
    if not made:
        return None
    if chart in BANDS:
        band = dict(zip(("band_low", "band_high"), BANDS[chart], strict=True))
        made[0] |= band | ({"claimed": 5.0} if chart == "ratios" else {"band": _titled(chart, "band")})
    keys = list(dict.fromkeys(key for row in made for key in row))
    return pa.table({key: pa.array([row.get(key) for row in made]) for key in keys})


def _line(x: float, y: float | None, line: str = "", label: str = "", own: bool = False, place: str = ABOVE,
          **more) -> dict:
    return {"x": x, "y": y, "line": line, "label": label, "label_at": y, "own": own, "point": False, "place": place,
            "point_low": None, "point_high": None, "low": None, "high": None, **more}


def _point(x: float, figure: Interval | None, label: str, factor: float, top: float, place: str,
           least: float = 0.0) -> list[dict]:
    """Give the company's point with its interval, at the edge where it lies beyond; nothing where it is not known."""
    if figure is None or not (math.isfinite(figure.mean) and math.isfinite(x)):
        return []
    low, y, high = (min(max(factor * each, least), top) for each in (figure.low, figure.mean, figure.high))
    return [_line(x, y, "", label, True, place) | {"point": True, "point_low": low, "point_high": high}]


def _of_gains(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    shown, top = [], TOPS[chart]
    for row in rows:
        if PERCENT * row["gain"] <= top:
            shown.append(_line(PERCENT * row["churn"], PERCENT * row["gain"], discounted(row["rate"])))
    # the upper line's name stands at its beginning, the lower one's under its end
    for rate, (at_end, place) in zip(sorted({row["rate"] for row in rows}), ((0, ABOVE), (-1, UNDER)), strict=False):
        line = [row for row in shown if row["line"] == discounted(rate)]
        if line:
            line[at_end].update(label=discounted(rate), place=place)
    at = figures.get("churn", figures.get("from"))
    for key, place in (("gain", BELOW), ("gain_undiscounted", ABOVE)):
        if at:
            shown += _point(PERCENT * at.mean, figures.get(key), say(f"rules.chart.{key}"), PERCENT, top, place)
    return shown


def discounted(rate: float) -> str:
    """Name a discount rate."""
    shown = write.quantity("1", rate, 0.01, "short")
    return say("rules.discounted", rate=shown) if rate else say("rules.undiscounted")


def _of_told(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    return [{"told": row["told"], "share": PERCENT * row["share"],
             "kind": say(f"rules.chart.told.{'below' if row['below'] else 'above'}")} for row in rows]


def _of_curves(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    top, last = TOPS[chart], max((row["year"] for row in rows), default=0)
    shown = [_line(row["year"], min(max(row["times"], 0.0), top), row["curve"], own=row["curve"] == "own", place=END)
             for row in rows]
    reached = float("-inf")
    for end in sorted((row for row in shown if row["x"] == last), key=lambda row: row["y"]):
        reached = end["label_at"] = max(end["y"], reached + NAME_GAP)
        end["label"] = say(f"rules.curve.{end['line']}")
    return shown


def _of_zone(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    """Give a zone that counts as right around a line, and the company's place."""
    name = {"policies": "ratio", "margins": "margin"}[chart]
    factor = 1.0 if chart == "policies" else PERCENT
    zone: dict[float, dict] = {}
    for row in rows:
        if factor * row[name] <= TOPS[chart]:
            zone.setdefault(row["retention"], {})[row["name"]] = factor * row[name]
    shown = [_line(PERCENT * retention, ends.get("exact"), "exact", low=ends.get("low"),
                   high=ends.get("high", TOPS[chart] if "low" in ends else None))
             for retention, ends in sorted(zone.items())]
    at = figures.get("retention")
    measured = figures.get("cost_ratio" if chart == "policies" else "margin")
    place = LEFT if at and at.mean > MIDDLE else ABOVE
    least = LOWEST_RATIO if chart == "policies" else 0.0
    return shown + (_point(PERCENT * at.mean, measured, say("rules.chart.company"), factor, TOPS[chart], place, least)
                    if at else [])


def _of_shares(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    shown = [_line(row["spread"], PERCENT * row["share"], "shares") for row in rows]
    spread = figures.get("spread")
    return shown + (_point(spread.mean, figures.get("share"), say("rules.chart.company"), PERCENT, TOPS[chart], BELOW)
                    if spread else [])


def _of_ratios(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    named = [(say(f"rules.company.{row['company']}"), row["ratio"], False) for row in rows]
    if "ratio" in figures:
        named.insert(0, (say("rules.chart.company"), figures["ratio"].mean, True))
    return [{"name": name, "ratio": max(ratio, LOWEST_RATIO), "own": own, "label": write.number(ratio, 1),
             "claimed": None} for name, ratio, own in named]


def _of_causes(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    sides = [(say("rules.chart.causes.folk"), {row["cause"]: row["share"] for row in rows})]
    if figures:
        sides.append((say("rules.chart.company"), {cause: figures[cause].mean for cause in CAUSES}))
    return [{"name": say(f"charts.causes_short.{cause}"), "side": side, "share": PERCENT * shares[cause]}
            for cause in CAUSES for side, shares in sides]


def _of_changes(rows: list[dict], figures: dict, chart: str) -> list[dict]:
    shown = []
    for key, more_is_good in (("customers_change", True), ("told_bad_change", False), ("npv_change", True)):
        figure = figures.get(key)
        if figure and math.isfinite(figure.mean):
            low, mean, high = (PERCENT * each for each in (figure.low, figure.mean, figure.high))
            shown.append({"name": say(f"rules.chart.changes.{key}"), "change": mean, "low": low, "high": high,
                          "good": (mean >= 0) == more_is_good})
    return shown
