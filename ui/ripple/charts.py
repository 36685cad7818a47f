"""The drawings of the page "Word of mouth": the ripple, and how many are told. Built once; knows no Streamlit."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import sim
from sim.explore.ripple import FOLLOWER, LEFT_TOO, NOTHING, STAYED_AWAY, TELLER
from sim.explore.telling import Told, share_telling
from ui import format as write
from ui.charts import BEYOND, INK, LOSS, PLAN, TODAY, UNTIL, constant, driven
from ui.ripple import layout, told
from ui.ripple.story import NEVER, Story, whole
from ui.words import say

RIPPLE_HEIGHT, CHART_HEIGHT = 560, 270
# what somebody is, or what became of them: shape, and colour on light and dark; both losses have the colour of losses
LOOKS = {"teller": ("diamond", PLAN, "#58ADE3"), "told": ("circle", "#A3ABB7", "#6B7280"),
         "heart": ("circle", "#3B4350", "#D5DAE1"), "away": ("triangle-up", LOSS, LOSS), "left": ("square", LOSS, LOSS)}
# how large a mark is, in pixels: with so many people at most
SIZES = ((40, 260.0), (300, 110.0), (1200, 40.0), (10_000, 16.0))
TELLER_SIZE, TELLER_LEAST, LOST_LEAST, TOLD_SIZE = 2.2, 160.0, 80.0, 0.7
# how much wider than high the drawing may get
WIDEST = 1.45
# lines to everybody are drawn for so many people at most, else only to those of whom something became
MOST_LINES = 300
# the first whole step not yet shown: what depends on it is looked at anew once a step, not once a frame
NOW = "step_now"
BEHIND = {"light": "#FFFFFF", "dark": "#0E1117"}
MOST_SHOWN_TOLD = 60
EURO_K = 1e-5


def _ripple(theme: str) -> dict:
    """Specify the ripple: everybody a mark, from the step on at which they come in, in the look of what they became."""
    ink, edge, shade = INK[theme][2], BEHIND[theme], 1 if theme == "light" else 2
    names = {look: say(f"word_of_mouth.ripple.look.{look}") for look in LOOKS}
    here = alt.Chart().transform_filter(f"datum.step <= {NOW}").transform_calculate(
        now=f"datum.fate_step <= {NOW} ? datum.fate : datum.at_first",
        area=f"datum.fate_step <= {NOW} ? datum.grown : datum.size")
    half = f"min(width, {WIDEST} * height) / 2"
    x = alt.X(field="x", type="quantitative", axis=None, scale=alt.Scale(
        domain=[-1, 1], nice=False, range=[{"expr": f"width / 2 - {half}"}, {"expr": f"width / 2 + {half}"}]))
    y = alt.Y(field="y", type="quantitative", axis=None, scale=alt.Scale(domain=[-1, 1], nice=False))
    legend = alt.Legend(orient="top", title=None, columns=alt.ExprRef("width < 420 ? 3 : 5"), symbolSize=260,
                        labelColor=ink, labelFontSize=12)
    looks = list(names.values())
    lines = here.transform_filter("datum.line && datum.step > 0").mark_rule(
        strokeWidth=1, tooltip=None, aria=False).encode(
        x=x, y=y, x2=alt.X2(field="from_x"), y2=alt.Y2(field="from_y"),
        stroke=alt.condition(f"datum.fate_step <= {NOW}", alt.value(LOSS), alt.value(ink)),
        opacity=alt.condition(f"datum.fate_step <= {NOW}", alt.value(0.6), alt.value(0.22)))
    marks = here.mark_point(filled=True, opacity=1, stroke=edge, strokeWidth=0.6).encode(
        x=x, y=y,
        color=alt.Color(field="now", type="nominal", legend=legend,
                        scale=alt.Scale(domain=looks, range=[look[shade] for look in LOOKS.values()])),
        shape=alt.Shape(field="now", type="nominal", legend=legend,
                        scale=alt.Scale(domain=looks, range=[look[0] for look in LOOKS.values()])),
        size=alt.Size(field="area", type="quantitative", scale=None, legend=None),
        order=alt.Order(field="rank", type="quantitative"),
        tooltip=[alt.Tooltip(field=field, type="nominal", title=say(f"word_of_mouth.ripple.{title}"))
                 for field, title in (("person", "person"), ("told_on", "told"), ("now", "became"),
                                      ("due", "share"))])
    step = alt.param(name=NOW, expr=f"floor({UNTIL})")
    chart = driven(alt.layer(lines, marks)).add_params(step)
    return constant(chart.properties(title=say("word_of_mouth.ripple.title"), height=RIPPLE_HEIGHT))


def ripple(story: Story) -> pa.Table:
    """Give the ripple's rows: place, place of whom it came from, when, look before and after, size, and the texts."""
    people = story.ripple.people
    (x, y), n = layout.places(people), len(people["role"])
    after = np.maximum(people["after"], 0)
    happens, mask = people["fate"] != NOTHING, story.masks
    usual = next((size for most, size in SIZES if n <= most), SIZES[-1][1])
    grown = np.maximum(usual * (1 + people["share"]), LOST_LEAST)
    at_first = np.select([people["role"] == TELLER, mask["heart"]], ["teller", "heart"], "told")
    fate = np.select([people["fate"] == STAYED_AWAY, people["fate"] == LEFT_TOO], ["away", "left"], "told")
    teller = people["role"] == TELLER
    size = np.select([teller, mask["heart"]], [max(usual * TELLER_SIZE, TELLER_LEAST), usual], usual * TOLD_SIZE)
    named = {look: say(f"word_of_mouth.ripple.look.{look}") for look in LOOKS}
    days = [write.number(day) for day in np.floor(people["day"])]
    due = [write.quantity("1", share, 0.01) if share else "" for share in np.where(happens, people["share"], 0.0)]
    # followers come in at the moment at which they leave
    comes = np.where(people["role"] == FOLLOWER, story.fate_step, story.step)
    return pa.table({
        "x": x, "y": y, "from_x": x[after], "from_y": y[after], "step": np.minimum(comes, BEYOND),
        "fate_step": np.where(happens, story.fate_step, NEVER), "at_first": [named[look] for look in at_first],
        "fate": [named[look] for look in fate], "size": size,
        "grown": np.where(teller, size, grown), "rank": happens * 1.0 + teller, "due": due, "told_on": days,
        "line": (people["after"] >= 0) & (happens | (n <= MOST_LINES)),
        "person": [told.person(number) for number in people["person"].tolist()]})


def ripple_message(story: Story) -> str:
    """Tell the story of the ripple."""
    return " ".join(whole(story))


# -- how many are told -------------------------------------------------------------------------------------------------


def _spread(theme: str) -> dict:
    """Specify how many people one teller tells: a bar a number of people, those beyond nineteen in another colour."""
    ink = INK[theme][2]
    kinds = [say("word_of_mouth.many.spread.few"), say("word_of_mouth.many.spread.many")]
    legend = alt.Legend(orient="top", title=None, labelColor=ink, labelFontSize=12)
    bars = alt.Chart().mark_bar().encode(
        x=alt.X(field="from", type="quantitative", scale=alt.Scale(domain=[0, MOST_SHOWN_TOLD], nice=False),
                axis=alt.Axis(title=say("word_of_mouth.many.spread.x"), grid=False, values=list(range(0, 61, 10)))),
        x2=alt.X2(field="to"),
        y=alt.Y(field="share", type="quantitative",
                axis=alt.Axis(title=say("word_of_mouth.many.spread.y"), format=",.0f", tickCount=4)),
        y2=alt.datum(0, type="quantitative"),
        color=alt.Color(field="kind", type="nominal", legend=legend,
                        scale=alt.Scale(domain=kinds, range=[TODAY, LOSS])),
        tooltip=[alt.Tooltip(field="people", type="nominal", title=say("word_of_mouth.many.spread.people")),
                 alt.Tooltip(field="share", type="quantitative", title=say("word_of_mouth.many.spread.share"),
                             format=",.1f"),
                 alt.Tooltip(field="kind", type="nominal", title=say("word_of_mouth.many.spread.which"))])
    edge = alt.Chart().mark_rule(strokeDash=[4, 3], color=ink, tooltip=None, aria=False).encode(
        x=alt.datum(told.UP_TO + 0.5, type="quantitative"))
    return constant(alt.layer(bars, edge).properties(title=say("word_of_mouth.many.spread.title"), height=CHART_HEIGHT))


def spread(plan: sim.Inputs) -> pa.Table:
    """Give its rows: how many in 100 who tell tell so many people."""
    at_most = [share_telling(plan.told_bad_median, plan.told_spread, n) for n in range(MOST_SHOWN_TOLD + 1)]
    kinds = [say(f"word_of_mouth.many.spread.{'few' if n <= told.UP_TO else 'many'}")
             for n in range(1, MOST_SHOWN_TOLD + 1)]
    edges = np.arange(1, MOST_SHOWN_TOLD + 1)
    return pa.table({"from": edges - 0.42, "to": edges + 0.42, "share": 100 * np.diff(at_most), "kind": kinds,
                     "people": [write.number(n) for n in edges.tolist()]})


def spread_message(plan: sim.Inputs) -> str:
    """Tell its message."""
    share = share_telling(plan.told_bad_median, plan.told_spread, told.UP_TO)
    return say("word_of_mouth.many.spread.alt", share=write.number(100 * share), most=told.UP_TO,
               number=write.plain(plan.told_bad_median))


def _cost(theme: str) -> dict:
    """Specify what bad stories cost by how many are told: points with their ranges, and where the present one is."""
    ink = INK[theme][2]
    x = alt.X(field="median", type="quantitative", scale=alt.Scale(nice=False, padding=8),
              axis=alt.Axis(title=say("word_of_mouth.many.cost.x"), grid=False, tickCount=6))
    axis = alt.Axis(title=say("word_of_mouth.many.cost.y"), format=",.0f", tickCount=5)
    base = alt.Chart().transform_filter("isValid(datum.cost)")
    ranges = base.mark_rule(color=LOSS, strokeWidth=1.6, tooltip=None, aria=False).encode(
        x=x, y=alt.Y(field="low", type="quantitative", axis=axis), y2=alt.Y2(field="high"))
    line = base.mark_line(color=LOSS, strokeWidth=2.2, tooltip=None).encode(
        x=x, y=alt.Y(field="cost", type="quantitative", axis=axis))
    points = base.mark_point(filled=True, size=80, color=LOSS, opacity=1).encode(
        x=x, y=alt.Y(field="cost", type="quantitative", axis=axis),
        tooltip=[alt.Tooltip(field="median", type="quantitative", title=say("word_of_mouth.many.cost.x")),
                 *(alt.Tooltip(field=field, type="quantitative", title=say(f"word_of_mouth.many.cost.{title}"),
                               format=",.0f") for field, title in (("cost", "y"), ("low", "low"), ("high", "high")))])
    zero = alt.Chart().mark_rule(color=ink, opacity=0.5, tooltip=None, aria=False).encode(
        y=alt.datum(0, type="quantitative"))
    now = alt.Chart().transform_filter("isValid(datum.now)").mark_rule(
        strokeDash=[4, 3], color=ink, tooltip=None, aria=False).encode(x=alt.X(field="now", type="quantitative"))
    name = alt.Chart().transform_filter("isValid(datum.now)").mark_text(
        align="left", baseline="top", dx=5, dy=2, fontSize=12, color=ink, tooltip=None).encode(
        x=alt.X(field="now", type="quantitative"), y=alt.value(0), text=alt.value(say("word_of_mouth.many.cost.now")))
    chart = alt.layer(zero, now, name, ranges, line, points)
    return constant(chart.properties(title=say("word_of_mouth.many.cost.title"), height=CHART_HEIGHT))


def cost(found: tuple[Told, ...], now: float) -> pa.Table:
    """Give its rows: people told by the typical teller, thousand euro lost with the range; then the present number."""
    rows = [{"median": each.median, "cost": each.cents.mean * EURO_K, "low": each.cents.low * EURO_K,
             "high": each.cents.high * EURO_K, "now": None} for each in found]
    rows.append({"median": None, "cost": None, "low": None, "high": None, "now": now})
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.float64()) for name in rows[0]]))


def cost_message(found: tuple[Told, ...]) -> str:
    """Tell its figures."""
    items = [say("word_of_mouth.many.cost.item", number=write.plain(each.median), cents=told.money(each.cents.mean))
             for each in found]
    return say("word_of_mouth.many.cost.alt", list="; ".join(items))


SPECS = {name: {theme: make(theme) for theme in INK}
         for name, make in (("ripple", _ripple), ("spread", _spread), ("cost", _cost))}
