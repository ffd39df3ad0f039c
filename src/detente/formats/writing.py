"""Events out in the field's formats, or as CSV, JSON Lines or Parquet; what a format cannot carry is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa

from detente.formats import own
from detente.formats.errors import FormatError
from detente.formats.outlets import OUTLETS, Outlet
from detente.formats.rows import IMPORTED, ImportedRow

#: Formats that can be written.
FORMATS: Final = (*OUTLETS, "csv", "jsonl", "parquet")
#: Rows turned into Python objects at once.
_PORTION: Final = 5_000


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, how many left out and why, and in how many rows a column could not be carried."""

    rows: int
    left_out: tuple[tuple[str, int], ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()

    @property
    def lost(self) -> str:
        """In words what was not carried over; "" if all was."""
        parts = [f"{count} left out ({why})" for why, count in self.left_out]
        if self.dropped:
            parts.append("not carried: " + ", ".join(f"{name} of {count}" for name, count in self.dropped))
        return "; ".join(parts)


def write_events(batches: Iterable[pa.RecordBatch], out: Path | BinaryIO, format: str) -> Written:
    """Write batches of :data:`detente.formats.rows.IMPORTED` to a path or an open binary file.

    Our own CSV, JSON Lines and Parquet carry every column. The other formats carry what they have a field for; rows
    that came from the same format get their native fields back as they were.

    Raises:
        FormatError: there is no such format, or the file cannot be written.
    """
    if format not in FORMATS:
        raise FormatError(f"no format {format!r}; choose one of {', '.join(FORMATS)}")
    with _writable(out) as file:
        if format == "parquet":
            return _parquet(batches, file)
        if format == "csv":
            return _csv(batches, file)
        if format == "jsonl":
            return _jsonl(batches, file)
        return _native(batches, file, OUTLETS[format]())


@contextmanager
def _writable(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(out, Path | str):
        yield out
        return
    try:
        file = Path(out).open("wb")  # noqa: SIM115 - closed below; errors of the rows are not errors of opening
    except OSError as error:
        raise FormatError(f"cannot write {out}: {error.strerror}; give a path that can be written") from None
    with file:
        yield file


def rows_of(batches: Iterable[pa.RecordBatch]) -> Iterator[ImportedRow]:
    """The rows of batches, whatever the order of their columns; columns that are not of the shape are left alone."""
    for batch in batches:
        for start in range(0, batch.num_rows, _PORTION):
            part = batch.slice(start, _PORTION)
            columns = [part.column(name).to_pylist() for name in IMPORTED.names]
            for values in zip(*columns, strict=True):
                row = ImportedRow._make(values)
                yield row._replace(
                    actor_raw=row.actor_raw or "",
                    actor_sector=row.actor_sector or "",
                    recipient_raw=row.recipient_raw or "",
                    recipient_sector=row.recipient_sector or "",
                    contexts=tuple(row.contexts or ()),
                    weight=1.0 if row.weight is None else row.weight,
                    mentions=row.mentions or 1,
                    extra=row.extra or "{}",
                )


def _parquet(batches: Iterable[pa.RecordBatch], file: BinaryIO) -> Written:
    import pyarrow.parquet

    count = 0
    with pyarrow.parquet.ParquetWriter(file, IMPORTED, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(own.batch_of_table(batch))
            count += batch.num_rows
    return Written(count)


def _csv(batches: Iterable[pa.RecordBatch], file: BinaryIO) -> Written:
    writer = own.CsvWriter(file)
    count = 0
    for row in rows_of(batches):
        writer.write(row)
        count += 1
    writer.close()
    return Written(count)


def _jsonl(batches: Iterable[pa.RecordBatch], file: BinaryIO) -> Written:
    count = 0
    for row in rows_of(batches):
        file.write(own.json_line(row))
        count += 1
    return Written(count)


def _native(batches: Iterable[pa.RecordBatch], file: BinaryIO, outlet: Outlet) -> Written:
    file.write(outlet.header.encode())
    left_out: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    count = 0
    for row in rows_of(batches):
        why = outlet.refuses(row)
        if why:
            left_out[why] += 1
            continue
        file.write(outlet.line(row, dropped).encode("utf-8", "replace"))
        count += 1
    return Written(count, _ordered(left_out), _ordered(dropped))


def _ordered(counts: Counter[str]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
