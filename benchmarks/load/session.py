"""One visitor over Streamlit's own websocket: opens the page, moves a lever, and notes when what came back."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

LARGEST_MESSAGE = 16 * 1024 * 1024


@dataclass
class Move:
    """A lever's move: when it was made, when the page drew its controls in answer, when its numbers were in."""

    made: float
    before: tuple
    run: bool = False
    answered: float | None = None
    numbers: float | None = None


@dataclass
class Session:
    """A browser's part of the conversation, without a browser."""

    host: str
    page: str
    lever: str
    values: list[float]
    pause: float
    moves: list[Move] = field(default_factory=list)
    query: str = ""
    script: str = ""
    slider: str = ""
    value: float = 0.0
    tiles: dict[tuple, str] = field(default_factory=dict)
    known: dict[str, ForwardMsg] = field(default_factory=dict)
    polls: dict[str, asyncio.Task] = field(default_factory=dict)

    async def live(self, delay: float) -> list[Move]:
        """Open the page, wait for its first numbers, move the lever to each value in turn, and wait for the last."""
        await asyncio.sleep(delay)
        where = urlsplit(self.page)
        self.query = where.query
        async with connect(f"ws://{self.host}/_stcore/stream", subprotocols=["streamlit"], compression=None,
                           max_size=LARGEST_MESSAGE) as self.socket:
            listening = asyncio.create_task(self._listen())
            await self._run(name=where.path.strip("/"))
            while not (self.slider and len(self.tiles) == 8):
                await asyncio.sleep(0.05)
            for value in self.values:
                await asyncio.sleep(self.pause * random.uniform(0.75, 1.25))
                self.value = value
                self.moves.append(Move(time.monotonic(), self._shown))
                await self._run()
            await asyncio.sleep(self.pause)
            for task in self.polls.values():
                task.cancel()
            listening.cancel()
        return self.moves

    @property
    def _shown(self) -> tuple:
        return tuple(self.tiles[path] for path in sorted(self.tiles))

    async def _run(self, name: str = "", fragment: str = "") -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.page_name = self.query, self.script, name
        asked.fragment_id, asked.is_auto_rerun = fragment, bool(fragment)
        asked.context_info.url = f"http://{self.host}/what-if"
        asked.context_info.color_scheme = "light"
        if self.slider:
            state = asked.widget_states.widgets.add(id=self.slider)
            state.double_array_value.data.append(self.value)
        await self.socket.send(message.SerializeToString())

    async def _poll(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._run(fragment=fragment)

    async def _listen(self) -> None:
        async for raw in self.socket:
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "ref_hash":
                message = self.known[message.ref_hash]
            elif message.metadata.cacheable:
                self.known[message.hash] = message
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            told = message.auto_rerun
            self._end_poll(told.fragment_id)
            self.polls[told.fragment_id] = asyncio.create_task(self._poll(told.fragment_id, told.interval))
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._end_poll(fragment)
        elif kind == "delta" and message.delta.HasField("new_element"):
            self._show(tuple(message.metadata.delta_path), message.delta.new_element)

    def _begin(self, message: ForwardMsg) -> None:
        """A run of the page begins; a run of a fragment alone leaves the polling as it is and answers no move."""
        self.script = message.new_session.page_script_hash
        if not message.metadata.run.fragment_ids:
            for fragment in list(self.polls):
                self._end_poll(fragment)
            if self.moves:
                self.moves[-1].run = True

    def _end_poll(self, fragment: str) -> None:
        if fragment in self.polls:
            self.polls.pop(fragment).cancel()

    def _show(self, path: tuple, element) -> None:
        kind = element.WhichOneof("type")
        if kind == "slider" and f"slide_{self.lever}" in element.slider.id:
            if not self.slider:
                self.value = element.slider.default[0]
            self.slider = element.slider.id
            if self.moves and self.moves[-1].run and not self.moves[-1].answered:
                self.moves[-1].answered = time.monotonic()
        elif kind == "metric":
            self.tiles[path] = f"{element.metric.label} {element.metric.body} {element.metric.delta}"
            self._judge()

    def _judge(self) -> None:
        """New numbers are in once, in the move's run or later, the tiles differ from those at the move."""
        move = self.moves[-1] if self.moves else None
        if move and move.run and move.numbers is None and self._shown != move.before:
            move.numbers = time.monotonic()


def unlike(count: int, each: int) -> list[list[float]]:
    """Values between 5 and 95 for so many visitors, so many each, no two alike, in an order of its own."""
    whole = [round(5 + 90 * i / (count * each), 4) for i in range(count * each)]
    random.Random(1).shuffle(whole)
    return [list(itertools.islice(whole, i * each, (i + 1) * each)) for i in range(count)]
