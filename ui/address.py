"""The address bar: its parameters as they came, and what is written into it."""

from __future__ import annotations

import streamlit as st


def read() -> list[tuple[str, list[str]]]:
    """Read the address bar's parameters as they came."""
    return [(name, st.query_params.get_all(name)) for name in st.query_params]


def write(parameters: dict[str, str]) -> None:
    """Put parameters into the address bar, if they are not there already."""
    if read() != [(name, [value]) for name, value in parameters.items()]:
        st.query_params.from_dict(parameters)
