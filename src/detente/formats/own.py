"""Our own exports: every column of :data:`detente.formats.rows.IMPORTED`, as CSV, JSON Lines or Parquet; and back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import msgspec
import pyarrow as pa

from detente.formats.cells import as_was, harmless
from detente.formats.dates import day_of
from detente.formats.rows import IMPORTED, BadRow, ImportedRow
from detente.formats.source import number

COLUMNS: Final = tuple(IMPORTED.names)
#: Text columns that are never null; in the others an empty cell is null.
_ALWAYS: Final = frozenset({"actor_raw", "actor_sector", "recipient_raw", "recipient_sector", "scheme", "extra"})
_NUMBERS: Final = frozenset({"row", "quad", "goldstein", "weight", "mentions"})
_encode: Final = msgspec.json.Encoder().encode


def row_of_cells(cells: Mapping[str, str]) -> ImportedRow:
    """A row of our CSV.

    Raises:
        BadRow: a date or a number cannot be read.
    """
    values: dict[str, Any] = {}
    for name in COLUMNS:
        cell = cells.get(name) or ""
        if name == "day":
            values[name] = day_of(cell)
        elif name in _NUMBERS:
            values[name] = _number(name, number(cell, name))
        elif name == "contexts":
            values[name] = tuple(part for part in as_was(cell).split(";") if part)
        else:
            values[name] = as_was(cell) if cell or name in _ALWAYS else None
    return ImportedRow(**values)


def _number(name: str, value: float | None) -> float | int | None:
    if value is None:
        return {"row": 0, "weight": 1.0, "mentions": 1}.get(name)
    return value if name in ("goldstein", "weight") else int(value)


def row_of_object(native: Mapping[str, Any]) -> ImportedRow:
    """A row of our JSON Lines.

    Raises:
        BadRow: a value is of the wrong kind.
    """
    values: dict[str, Any] = {name: native.get(name) for name in COLUMNS}
    values["day"] = day_of(str(values["day"]))
    contexts = values["contexts"] or []
    if not isinstance(contexts, list) or not all(isinstance(c, str) for c in contexts):
        raise BadRow("contexts", "no list of texts")
    values["contexts"] = tuple(contexts)
    for name, value in values.items():
        if name in _NUMBERS:
            if not isinstance(value, int | float | None) or isinstance(value, bool):
                raise BadRow(name, f"no number: {str(value)[:40]!r}")
            values[name] = _number(name, number(repr(value) if value is not None else "", name))
        elif name not in ("day", "contexts"):
            if not isinstance(value, str | None):
                raise BadRow(name, f"no text: {str(value)[:40]!r}")
            values[name] = "" if value is None and name in _ALWAYS else value
    return ImportedRow(**values)


def batch_of_table(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of our Parquet, in the schema's order and types."""
    columns = [batch.column(f.name).cast(f.type) for f in IMPORTED]
    return pa.RecordBatch.from_arrays(columns, schema=IMPORTED)


class CsvWriter:
    """Writes rows as CSV with a header; text cells are harmless to spreadsheets."""

    def __init__(self, file: BinaryIO) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._csv.writerow(COLUMNS)

    def write(self, row: ImportedRow) -> None:
        """One row."""
        self._csv.writerow([_cell(name, value) for name, value in zip(COLUMNS, row, strict=True)])

    def close(self) -> None:
        """Hand the file back, everything written."""
        self._text.flush()
        self._text.detach()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, tuple):
        return harmless(";".join(value))
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def json_line(row: ImportedRow) -> bytes:
    """A row as a line of JSON."""
    return _encode(row._asdict()) + b"\n"
