"""Events by others, beside our own: a data set is one file, and counts only when it is taken in wholly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.record.errors import RecordError
from detente.record.store import one, rows, streamed, transaction

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from detente.formats.rows import RowProblem


#: Rows of a data set whose import has not come to its end.
PENDING = -1
#: The digest of a data set that lost rows with a damaged file: importing under its name again takes its place.
INCOMPLETE = "incomplete"
#: Rows of a transaction.
_PORTION = 250_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import did; ``known`` when this very file was there already."""

    dataset: str
    format: str
    rows: int
    skipped: int
    known: bool


def import_events(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    format: str | None = None,
    *,
    name: str | None = None,
    codes: str | None = None,
    problem: Callable[[RowProblem], None] | None = None,
    step: Callable[[int], None] | None = None,
) -> Imported:
    """Take in the events of a file. ``step`` is told the number of rows after each portion.

    Raises:
        RecordError: the name belongs to another file, or the file cannot be read.
    """
    from detente.formats.reading import read_events, sniff

    try:
        digest = _digest(path)
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror}; give the path of an event file") from None
    dataset = name or re.sub(r"[^A-Za-z0-9._-]+", "-", path.name.split(".")[0]).strip("-") or "events"
    drop_pending(connection)
    held = rows(connection, "select * from imports where dataset = ? or digest = ?", [dataset, digest])
    same = [h for h in held if h["digest"] == digest]
    if same:
        h = same[0]
        return Imported(h["dataset"], h["format"], h["rows"], h["skipped"], known=True)
    if held and all(h["digest"] == INCOMPLETE for h in held):
        forget(connection, dataset)
    elif held or dataset == "coded":
        raise RecordError(f"the name {dataset!r} belongs to another data set already; choose one with --name")
    kind = format or sniff(path)
    skipped = count = 0

    def note(found: RowProblem) -> None:
        nonlocal skipped
        skipped += 1
        if problem is not None:
            problem(found)

    with transaction(connection):
        connection.execute("insert into imports values (?, ?, ?, ?, ?, 0)", [dataset, kind, path.name, digest, PENDING])
    try:
        # a transaction a portion keeps the memory bounded; until the last is written the data set does not count
        for portion in _ahead(_portions(read_events(path, kind, codes=codes, problems=note))):
            with transaction(connection):
                connection.register("detente_batch", streamed(portion))
                connection.execute("insert into imported by name select ? as dataset, * from detente_batch", [dataset])
            connection.unregister("detente_batch")
            count += portion.num_rows
            if step is not None:
                step(portion.num_rows)
    except BaseException:
        drop_pending(connection)
        raise
    with transaction(connection):
        connection.execute("update imports set rows = ?, skipped = ? where dataset = ?", [count, skipped, dataset])
    return Imported(dataset, kind, count, skipped, known=False)


def _portions(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches joined to what the database writes at one go, past its log."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(b.num_rows for b in held) >= _PORTION:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _ahead(portions: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same portions, the next being read while the database writes the last."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, portions, None)
        while (portion := coming.result()) is not None:
            coming = reader.submit(next, portions, None)
            yield portion


def drop_pending(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what an import left that was killed on its way."""
    for row in rows(connection, "select dataset from imports where rows = ?", [PENDING]):
        with transaction(connection):
            connection.execute("delete from imported where dataset = ?", [row["dataset"]])
            connection.execute("delete from imports where dataset = ?", [row["dataset"]])


def forget(connection: duckdb.DuckDBPyConnection, dataset: str) -> int:
    """Take a data set out again; the number of its rows.

    Raises:
        RecordError: there is none of that name.
    """
    if one(connection, "select count(*) from imports where dataset = ?", [dataset]) == 0:
        raise RecordError(f"the record holds no data set {dataset!r}; see: detente record")
    with transaction(connection):
        count = int(one(connection, "select count(*) from imported where dataset = ?", [dataset]))
        connection.execute("delete from imported where dataset = ?", [dataset])
        connection.execute("delete from imports where dataset = ?", [dataset])
    return count


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
