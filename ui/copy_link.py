"""A button that copies the address bar; it works by keyboard and says whether it succeeded."""

from __future__ import annotations

import streamlit as st

from ui.words import say

_HTML = '<button type="button"></button><span role="status"></span>'
_CSS = """
:host, div { font-family: var(--st-font); }
button {
  font: inherit; font-size: 0.95rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  min-height: 2.5rem; padding: 0.25rem 0.8rem; cursor: pointer; width: 100%; white-space: nowrap;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_JS = """
function byHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector("span");
  if (!button.dataset.said) button.textContent = data.copy;
  button.onclick = async () => {
    const link = window.location.href;
    let done = false;
    try {
      await navigator.clipboard.writeText(link);
      done = true;
    } catch {
      done = byHand(link);
      button.focus();
    }
    button.dataset.said = "1";
    button.textContent = status.textContent = done ? data.copied : data.failed;
    setTimeout(() => {
      delete button.dataset.said;
      button.textContent = data.copy;
      status.textContent = "";
    }, 2500);
  };
}
"""
_BUTTON = st.components.v2.component("copy_link", html=_HTML, css=_CSS, js=_JS)


def copy_link() -> None:
    """Show the button; the link is read from the address bar at the moment of the click."""
    _BUTTON(key="copy_link", width="content", data={name: say(f"link.{name}") for name in ("copy", "copied", "failed")})
