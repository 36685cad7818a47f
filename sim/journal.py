"""Tables that take long: what is done is kept beside the file to be written, and the whole is written at once."""

from __future__ import annotations

import contextlib
import json
import math
import operator
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario import ScenarioError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".parquet", ".csv")
NOTE = b"nineteen"          # under which a Parquet file holds its definition
SYNC_SECONDS = 1.0


class Journal:
    """Cells that are done, kept beside the file to be written until this is whole.

    A file of lines: the definition of the study, then the cells of one task after the other. A process that is
    killed leaves at most one line unfinished, which is dropped. Without a path nothing is kept.

    Parameters
    ----------
    out : path or None
        The file to be written; the journal has the same name and `.part` behind it.
    definition : dict of plain values
        What the cells belong to.

    Raises
    ------
    ScenarioError
        On entering: when the journal cannot be written, belongs to another study, or is in use.
    """

    def __init__(self, out: str | os.PathLike | None, definition: dict):
        self.path = None if out is None else Path(f"{os.fspath(out)}.part")
        self._first_line = _line({"study": definition})
        self._file = None
        self._synced = 0.0

    def __enter__(self) -> Journal:
        if self.path is not None:
            with _said(self.path):
                self._file = open(self.path, "a+b")
            try:
                _lock(self._file, self.path)
                self._begin()
            except BaseException:
                self._file.close()
                raise
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            if self.path.exists() and self._file.seek(0, os.SEEK_END) == len(self._first_line):
                self.remove()       # nothing was done
            self._file.close()

    def _begin(self) -> None:
        """Check whose journal it is, and cut off what was not finished."""
        self._file.seek(0)
        first = self._file.readline()
        if first.endswith(b"\n") and first != self._first_line:
            raise ScenarioError("out", str(self.path), "belongs to another sweep; take another name, or remove it")
        whole = len(first) if first.endswith(b"\n") else 0
        for line in self._file if whole else ():
            if _cells(line) is None:
                break
            whole += len(line)
        with _said(self.path):
            self._file.truncate(whole)
            if not whole:
                self._write(self._first_line)

    def found(self) -> Iterator[list[tuple]]:
        """The cells kept before, task by task."""
        if self._file is not None:
            self._file.seek(len(self._first_line))
            yield from map(_cells, self._file)

    def keep(self, cells: Sequence[tuple]) -> None:
        """Keep the cells of one task."""
        if self._file is not None:
            with _said(self.path):
                self._write(_line([[None if math.isnan(value) else value for value in cell] for cell in cells]))

    def remove(self) -> None:
        """Remove the journal, once the file is written."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()
        if time.monotonic() > self._synced + SYNC_SECONDS:      # against a failure of the whole machine
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()


def finished(out: str | os.PathLike, definition: dict) -> pd.DataFrame | None:
    """The table in a finished file; None where there is no file yet.

    Raises
    ------
    ScenarioError
        When the name ends in something else, or the file is another study's, or none's.
    """
    path = Path(out)
    if path.suffix not in ENDINGS:
        raise ScenarioError("out", str(path), "is not a kind of file that can be written", " or ".join(ENDINGS))
    if not path.exists():
        return None
    with _said(path):
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        kept = _kept_definition(path)
    if kept != _line({"study": definition}):
        raise ScenarioError("out", str(path), "exists and does not hold this sweep; take another name, or remove it")
    return _read(path)


def save(out: str | os.PathLike, table: pd.DataFrame, definition: dict) -> None:
    """Write a table as a whole, or not at all, with its definition: inside a Parquet file, beside a CSV file.

    Raises
    ------
    ScenarioError
        When that is impossible.
    """
    path, note = Path(out), _line({"study": definition})
    with _said(path):
        if path.suffix == ".csv":
            _put(_beside(path), note)
            _put(path, table.to_csv(index=False, lineterminator="\n").encode())
        else:
            import pyarrow
            from pyarrow import parquet

            content = pyarrow.Table.from_pandas(table, preserve_index=False)
            sink = pyarrow.BufferOutputStream()
            parquet.write_table(content.replace_schema_metadata({**(content.schema.metadata or {}), NOTE: note}), sink)
            _put(path, sink.getvalue().to_pybytes())


def _put(path: Path, content: bytes) -> None:
    """Write beside the place, then move there: a reader sees the old or the new, never a part."""
    draft = path.with_name(path.name + ".draft")
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _kept_definition(path: Path) -> bytes | None:
    if path.suffix == ".csv":
        return _beside(path).read_bytes() if _beside(path).is_file() else None
    import pyarrow
    from pyarrow import parquet

    with contextlib.suppress(pyarrow.ArrowInvalid):
        return (parquet.read_schema(path).metadata or {}).get(NOTE)
    return None


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    if path.suffix == ".csv":
        return pd.read_csv(path, dtype={"model_version": str})
    return pd.read_parquet(path)


def _line(content: dict | list) -> bytes:
    return json.dumps(content, sort_keys=True, allow_nan=False).encode() + b"\n"


def _cells(line: bytes) -> list[tuple] | None:
    """The cells of a line; None when it was not finished."""
    if not line.endswith(b"\n"):
        return None
    try:
        cells = json.loads(line)
        return [(*map(operator.index, cell[:2]), *(math.nan if value is None else float(value) for value in cell[2:]))
                for cell in cells]
    except (ValueError, TypeError):
        return None


def _lock(file, path: Path) -> None:
    """Refuse to write where another process does; not on systems without such locks."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ScenarioError("out", str(path), "is being written by another process") from None


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in one line why a file cannot be written."""
    try:
        yield
    except OSError as wrong:
        raise ScenarioError("out", str(path), f"cannot be written ({wrong.strerror})") from None
