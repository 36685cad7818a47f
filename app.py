"""The server: it starts the workers before the first visitor comes, and serves the frame in `ui/entry/main.py`.

The frame does not stand beside the folder `pages/`: Streamlit would take that for a menu of its own and meet
the first visitor of a deep link with "Page not found".
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ui import links, runs


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Start the workers on today's plan; keep the collector away from what stays for good; end with the server."""
    desk = runs.desk()
    opened = links.decode([])
    desk.prepare(opened.scenario, opened.seed)
    gc.collect()
    gc.freeze()
    yield
    desk.close()


app = st.App("ui/entry/main.py", lifespan=lifespan)
