"""A control that moves one position through a set of charts, in the browser alone: nothing is sent while it plays.

A chart takes part if `charts.driven` gave it its parameter and if `frame.picture` draws it. Vega puts a field for that
parameter beneath the chart; it is hidden, and what is entered there by the control moves the chart. Why it is done so:
docs/decisions/0032-the-browser-plays.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.charts import BEYOND, UNTIL
from ui.words import say

# steps a second
PACES, USUAL = {"slow": 1, "normal": 4, "fast": 12}, "normal"
WORDS = ("name", "play", "pause", "back", "on", "scrubber", "speed", "help", *PACES)
# The fields are for nobody to see, to reach by keyboard or to hear of. The control stays in sight beside its charts.
_STYLE = """<style>
form.vega-bindings { display: none !important; }
[class*="st-key-play_"] { position: sticky; top: 3.75rem; z-index: 90; }
</style>"""
_HTML = """
<div role="group">
  <div class="row">
    <button type="button" class="play"><svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg><span></span></button>
    <button type="button" class="back"><svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg></button>
    <button type="button" class="on"><svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg></button>
    <label><span></span><select></select></label>
    <input type="range">
    <span class="at" aria-hidden="true"></span>
  </div>
  <div class="told"><p class="now"></p><p class="longest" aria-hidden="true"></p></div>
  <span role="status"></span>
</div>
"""
_CSS = """
[role=group] {
  font-family: var(--st-font); font-size: 0.95rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); padding: 0.5rem 0.7rem;
}
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.6rem; }
button, select {
  font: inherit; color: inherit; background: var(--st-background-color); cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); min-height: 2.25rem;
}
button { display: inline-flex; align-items: center; justify-content: center; gap: 0.4rem; padding: 0 0.6rem; }
button:hover, button:focus-visible, select:hover { border-color: var(--st-primary-color); color: var(--st-link-color); }
button:focus-visible, select:focus-visible, input:focus-visible {
  outline: 2px solid var(--st-primary-color); outline-offset: 2px;
}
.play { min-width: 6rem; }
svg { width: 1em; height: 1em; fill: currentColor; flex: none; }
input { flex: 1 1 9rem; min-width: 7rem; height: 1.5rem; margin: 0; accent-color: var(--st-primary-color); }
.at { font-variant-numeric: tabular-nums; white-space: nowrap; min-width: 7.2em; }
label { display: inline-flex; align-items: center; gap: 0.4rem; }
@media (max-width: 640px) {
  [role=group] { font-size: 0.88rem; }
  label span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}
.told { display: grid; margin-top: 0.35rem; }
.told p { grid-area: 1 / 1; margin: 0; line-height: 1.4; font-variant-numeric: tabular-nums; }
.longest { visibility: hidden; }
[role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_JS = """
const PLAYERS = new WeakMap(), QUIET = 500, LONGEST_FRAME = 100;
const SHAPES = {
  play: "M4 2v12l9-6z", pause: "M3 2h4v12H3zM9 2h4v12H9z",
  back: "M2 2h3v12H2zM14 2v12L6 8z", on: "M11 2h3v12h-3zM2 2v12l8-6z",
};

function player(root) {
  const find = (what) => root.querySelector(what);
  const play = find(".play"), scrubber = find("input"), pace = find("select"), status = find("[role=status]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let data = null, at = 0, exact = 0, last = 0, before = 0, frame = 0, waiting = 0, check = 0, shown = null;

  const field = (name) => document.querySelector(
    `.st-key-picture_${name} form.vega-bindings input[name="${data.until}"]`);

  function inSight(each) {
    const { top, bottom } = each.form.parentElement.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  // Enter the position in the fields of the charts, while it plays of those in sight; whatever was drawn anew in
  // between takes it over like that.
  function move() {
    const now = at >= last ? data.beyond : Math.round(100 * at) / 100;
    const due = data.charts.map(field).filter((each) => (
      each && Number(each.value) !== now && (!frame || inSight(each))));
    for (const each of due) {
      each.value = now;
      each.dispatchEvent(new Event("input"));
    }
  }

  function show() {
    move();
    const step = Math.floor(at), place = data.at.replace("{step}", step), sentence = data.sentences[step - data.first];
    scrubber.step = frame && !calm.matches ? "any" : 1;
    scrubber.value = at;
    if (place + sentence === shown) return;
    shown = place + sentence;
    find(".at").textContent = place;
    find(".now").textContent = sentence;
    scrubber.setAttribute("aria-valuetext", place);
  }

  // Said aloud only once it stands still.
  function tell() {
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = find(".now").textContent; }, QUIET);
  }

  function label() {
    const doing = frame ? "pause" : "play";
    find(".play path").setAttribute("d", SHAPES[doing]);
    find(".play span").textContent = data.words[doing];
  }

  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
    at = Math.floor(at);
    label();
    show();
    tell();
  }

  function tick(time) {
    exact = Math.min(exact + Math.min(time - before, LONGEST_FRAME) / 1000 * data.paces[pace.value], last);
    before = time;
    at = calm.matches ? Math.floor(exact) : exact;
    if (exact >= last) return pause();
    frame = requestAnimationFrame(tick);
    show();
  }

  function start() {
    clearTimeout(waiting);
    status.textContent = "";
    exact = at = at >= last ? data.first : at;
    before = performance.now();
    frame = requestAnimationFrame(tick);
    label();
    show();
  }

  function go(step) {
    at = Math.min(Math.max(step, data.first), last);
    pause();
  }

  // A chart that is made anew, for another width or theme, starts at rest: bring it to where the others are.
  const watch = new MutationObserver(() => {
    if (frame || check || at >= last) return;
    check = requestAnimationFrame(() => { check = 0; move(); });
  });
  watch.observe(document.querySelector("[data-testid=stMain]") ?? document.body, { childList: true, subtree: true });

  play.onclick = () => frame ? pause() : start();
  find(".back").onclick = () => go(Math.floor(at) - 1);
  find(".on").onclick = () => go(Math.floor(at) + 1);
  scrubber.oninput = () => go(Number(scrubber.value));

  return {
    take(given) {
      const atRest = !data || at >= last;
      data = given;
      last = data.first + data.sentences.length - 1;
      at = atRest ? last : Math.min(Math.max(at, data.first), last);
      exact = at;
      shown = null;
      find("[role=group]").setAttribute("aria-label", data.words.name);
      for (const [each, words] of [[find(".back"), "back"], [find(".on"), "on"], [scrubber, "scrubber"]]) {
        each.setAttribute("aria-label", data.words[words]);
        each.title = data.words[words];
      }
      for (const way of ["back", "on"]) find(`.${way} path`).setAttribute("d", SHAPES[way]);
      play.title = data.words.help;
      find("label span").textContent = data.words.speed;
      const paces = pace.options.length ? [] : Object.keys(data.paces);
      for (const each of paces) pace.add(new Option(data.words[each], each, each === data.usual, each === data.usual));
      const longer = (one, other) => one.length < other.length ? other : one;
      find(".longest").textContent = data.sentences.reduce(longer);
      scrubber.min = data.first;
      scrubber.max = last;
      label();
      show();
    },
    end() {
      cancelAnimationFrame(frame);
      cancelAnimationFrame(check);
      clearTimeout(waiting);
      watch.disconnect();
    },
  };
}

export default function ({ data, parentElement }) {
  if (!PLAYERS.has(parentElement)) PLAYERS.set(parentElement, player(parentElement));
  const here = PLAYERS.get(parentElement);
  here.take(data);
  return () => {
    here.end();
    PLAYERS.delete(parentElement);
  };
}
"""
_CONTROL = st.components.v2.component("play", html=_HTML, css=_CSS, js=_JS)


def control(name: str, *, steps: range, label: str, sentences: Sequence[str], charts: Sequence[str]) -> None:
    """Let visitors play through the steps of charts; drawn before the charts, in one container with them.

    `label` names a step ("Month"), `sentences` tells of each step what the charts show there, and `charts` are the
    names `frame.picture` draws them under.
    """
    if len(sentences) != len(steps) or steps.step != 1 or steps.stop > BEYOND:
        raise ValueError(f"{len(sentences)} sentences for {steps}, which must go up one by one and end before {BEYOND}")
    st.html(_STYLE)
    words = {each: say(f"play.{each}", label=label.lower()) for each in WORDS}
    place = say("play.at", label=label, step="{step}", steps=steps[-1])
    _CONTROL(key=f"play_{name}", data={
        "first": steps.start, "sentences": list(sentences), "charts": list(charts), "until": UNTIL, "beyond": BEYOND,
        "paces": PACES, "usual": USUAL, "words": words, "at": place})
