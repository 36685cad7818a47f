"""The server, which starts the workers before the first visitor comes; run as a script, the frame and the router.

The frame that the server shows does not stand beside the folder `pages/`: Streamlit would take that for a menu
of its own and meet the first visitor of a deep link with "Page not found" (docs/decisions/0002).
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ui import links, nav, runs


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Start the workers on today's plan; keep the collector away from what stays for good; end with the server."""
    runs.desk().prepare((opened := links.decode([])).scenario, opened.seed)
    nav.make_ready()
    gc.collect()
    gc.freeze()
    yield
    runs.desk().close()


if st.runtime.scriptrunner.get_script_run_ctx():
    nav.show()
else:
    app = st.App("ui/entry/main.py", lifespan=lifespan)
