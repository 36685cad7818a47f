"""The pictures of the page "Evidence": what reaches what, and the ways of one lever. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import pyarrow as pa

import sim
from sim import mechanisms
from sim.mechanisms import FARTHEST, RAISES, RESULTS, Way
from sim.metrics import CAUSES
from sim.scenario import LEVER, keys
from ui.charts import CAUSE_COLOURS, INK, PLAN, TODAY, constant
from ui.evidence import told
from ui.words import say

ROW_HEIGHT, CELL_HEIGHT = 36, 34
# so many pixels right of the last step are kept for names
ROOM_FOR_NAMES = 208
# from so many links on a field of the overview is pale
NEAR = 3
SHAPES = {"up": "triangle-up", "down": "triangle-down", "either": "circle"}
GLYPHS = {"up": "\u25b2", "down": "\u25bc", "either": "\u25cf"}
COLOURS = {"lever": PLAN, "between": TODAY,
           **{f"leaving_{cause}": colour for cause, colour in zip(CAUSES, CAUSE_COLOURS, strict=True)}}


def _ways(theme: str) -> dict:
    """Specify the tree of a lever's ways: a row for each thing that moves, indented by its distance from the lever."""
    ink = INK[theme][2]
    base = alt.Chart()
    scale = alt.Scale(domain=[0, FARTHEST], nice=False, range=[9, {"expr": f"width - {ROOM_FOR_NAMES}"}])
    x = alt.X(field="depth", type="quantitative", axis=None, scale=scale)
    y = alt.Y(field="row", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0))
    before = alt.X(field="depth_before", type="quantitative", axis=None, scale=scale)
    line = {"color": TODAY, "strokeWidth": 1.2, "tooltip": None, "aria": False}
    down = base.mark_rule(**line).encode(x=before, y=y, y2=alt.Y2(field="row_before"))
    across = base.mark_rule(**line).encode(x=before, x2=alt.X2(field="depth"), y=y)
    marks = base.mark_point(filled=True, size=105, opacity=1).encode(
        x=x, y=y, shape=alt.Shape(field="move", type="nominal", legend=None,
                                  scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))),
        color=alt.Color(field="look", type="nominal", legend=None,
                        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))),
        tooltip=[alt.Tooltip(field=field, type="nominal", title=say(f"charts.ways.{title}"))
                 for field, title in (("name", "what"), ("moves", "move"), ("by", "by"))])
    written = {"align": "left", "dx": 11, "color": ink, "tooltip": None, "limit": ROOM_FOR_NAMES - 12}
    names = [base.transform_filter(f"datum.ends == {ends}").mark_text(**written, dy=-6, fontSize=12.5, **weight).encode(
        x=x, y=y, text=alt.Text(field="name", type="nominal"))
        for ends, weight in (("false", {}), ("true", {"fontWeight": 700}))]
    under = base.mark_text(**written, dy=8, fontSize=11).encode(x=x, y=y, text=alt.Text(field="under", type="nominal"))
    chart = alt.layer(down, across, marks, *names, under)
    return constant(chart.properties(title=say("charts.ways.title"), height=alt.Step(ROW_HEIGHT)))


def _reach(theme: str) -> dict:
    """Specify the overview: a field for each group of levers and each result, with the fewest links between them."""
    base, ink = alt.Chart(), INK[theme][2]
    x = alt.X(field="result", type="nominal", sort=[told.quantity(each) for each in RESULTS], title=None,
              scale=alt.Scale(paddingInner=0.06),
              axis=alt.Axis(orient="bottom", labelAngle=-55, labelLimit=170, ticks=False, domain=False,
                            labelOverlap=False))
    y = alt.Y(field="group", type="nominal", sort=None, title=None, scale=alt.Scale(paddingInner=0.08),
              axis=alt.Axis(ticks=False, domain=False, labelLimit=150))
    fields = base.mark_rect(cornerRadius=3, stroke=None).encode(
        x=x, y=y, color=alt.Color(field="near", type="nominal", legend=None,
                                  scale=alt.Scale(domain=[True, False], range=[PLAN, TODAY])),
        opacity=alt.Opacity(field="shade", type="quantitative", scale=None, legend=None),
        tooltip=[alt.Tooltip(field=field, type="nominal", title=say(f"charts.reach.{field}"))
                 for field in ("group", "result", "steps", "nearest")])
    texts = base.mark_text(fontSize=13, fontWeight=600, color=ink, tooltip=None).encode(
        x=x, y=y, text=alt.Text(field="steps", type="nominal"))
    return constant(alt.layer(fields, texts).properties(title=say("charts.reach.title"), height=alt.Step(CELL_HEIGHT)))


SPECS = {theme: {"ways": _ways(theme), "reach": _reach(theme)} for theme in INK}


def specs(chart: str) -> dict[str, dict]:
    """Give a chart's constant specification in both themes."""
    return {theme: SPECS[theme][chart] for theme in SPECS}


def ways(lever: str) -> pa.Table:
    """Give the rows of the tree, from top to bottom: the lever first, each thing below what moves it."""
    known = mechanisms.ways(lever)
    below: dict[str, list[str]] = {}
    for way in known:
        for link in way.links[:_length(way)]:
            children = below.setdefault(link.source, [])
            if link.target not in children:
                children.append(link.target)
    moved = {link.target: (link, sign) for way in known
             for link, sign in zip(way.links[:_length(way)], way.signs(), strict=False)}
    onward = {way.result: _onward(way) for way in known}
    rows: list[dict] = []
    places: dict[str, int] = {}
    for key, depth in _walk(lever, 0, below):
        link, sign = moved.get(key, (None, RAISES))
        move, places[key] = told.direction(sign), len(rows)
        by = told.mechanism_name(link.mechanism) if link else say("evidence.map.turned")
        rows.append({"row": len(rows), "depth": depth, "row_before": places[link.source] if link else len(rows),
                     "depth_before": max(depth - 1, 0), "name": told.quantity(key), "move": move,
                     "moves": say(f"evidence.map.direction.{move}"), "by": by, "under": onward.get(key, by),
                     "ends": key in onward, "look": "lever" if not link else key if key in COLOURS else "between"})
    return pa.Table.from_pylist(rows)


def _length(way: Way) -> int:
    """Count the links up to the result."""
    return [link.target for link in way.links].index(way.result) + 1


def _onward(way: Way) -> str:
    """Write how a way goes on from its result to profit, and what profit then does."""
    names = [told.quantity(link.target).lower() for link in way.links[_length(way):]]
    arrow = say("evidence.map.arrow")
    return f"{arrow} {f' {arrow} '.join(names[-3:])} {GLYPHS[told.direction(way.signs()[-1])]}"


def _walk(key: str, depth: int, below: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """Go through the tree from the top, everything below a thing before the next one."""
    yield key, depth
    for child in below.get(key, ()):
        yield from _walk(child, depth + 1, below)


def nearest() -> dict[str, dict[str, tuple[int, str]]]:
    """Find for each group of levers and each result the fewest links, and the lever from which they lead there."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for lever in keys(LEVER):
        reached = found.setdefault(sim.declarations()[lever].group, {})
        for way in mechanisms.ways(lever):
            reached[way.result] = min(reached.get(way.result, (FARTHEST + 1, "")), (_length(way), lever),
                                      key=lambda each: each[0])
    return found


def reach() -> pa.Table:
    """Give the rows of the overview."""
    return pa.Table.from_pylist([
        {"group": told.group_name(group), "result": told.quantity(result), "steps": str(steps),
         "nearest": told.name(lever), "near": steps <= NEAR, "shade": 0.75 - 0.12 * steps}
        for group, reached in nearest().items() for result, (steps, lever) in reached.items()])


def reach_message() -> str:
    """Tell the overview's message in words."""
    groups = [say("charts.reach.alt_group", group=told.group_name(group), list=say("reasons.joiner").join(
        say("charts.reach.alt_item", result=told.quantity(result), steps=reached[result][0])
        for result in RESULTS if result in reached)) for group, reached in nearest().items()]
    return say("charts.reach.alt", list="; ".join(groups))
