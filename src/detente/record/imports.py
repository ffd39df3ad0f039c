"""Events by others, beside our own: a data set is one file, taken in wholly or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.record.errors import RecordError
from detente.record.store import one, rows, transaction

if TYPE_CHECKING:
    import duckdb

    from detente.formats.rows import RowProblem


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
    held = rows(connection, "select * from imports where dataset = ? or digest = ?", [dataset, digest])
    same = [h for h in held if h["digest"] == digest]
    if same:
        h = same[0]
        return Imported(h["dataset"], h["format"], h["rows"], h["skipped"], known=True)
    if held or dataset == "coded":
        raise RecordError(f"the name {dataset!r} belongs to another data set already; choose one with --name")
    kind = format or sniff(path)
    skipped = count = 0

    def note(found: RowProblem) -> None:
        nonlocal skipped
        skipped += 1
        if problem is not None:
            problem(found)

    with transaction(connection):
        for batch in read_events(path, kind, codes=codes, problems=note):
            connection.register("detente_batch", batch)
            connection.execute("insert into imported by name select ? as dataset, * from detente_batch", [dataset])
            connection.unregister("detente_batch")
            count += batch.num_rows
            if step is not None:
                step(batch.num_rows)
        connection.execute(
            "insert into imports values (?, ?, ?, ?, ?, ?)", [dataset, kind, path.name, digest, count, skipped]
        )
    return Imported(dataset, kind, count, skipped, known=False)


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
