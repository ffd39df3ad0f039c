"""Event files by others, read as one shape of row: which format it is, and its rows in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from detente.formats import gdelt_blocks, icews, keds, petrarch, phoenix, ploverjson, polecat, table
from detente.formats.codes import SCHEMES, Scheme
from detente.formats.errors import FormatError
from detente.formats.rows import ImportedRow, Problems, batches
from detente.formats.sniffing import sniff
from detente.formats.source import Source

__all__ = ["FORMATS", "read_events", "sniff"]

_ROWS: Final[Mapping[str, Callable[[Source], Iterator[ImportedRow]]]] = {
    "icews": icews.read,
    "polecat": polecat.read,
    "petrarch": petrarch.read,
    "phoenix": phoenix.read,
    "plover-json": ploverjson.read,
}
#: Formats that can be read; ``csv``, ``jsonl`` and ``parquet`` are tables, or our own exports.
FORMATS: Final = ("gdelt1", "gdelt2", *_ROWS, "keds", "table", "csv", "jsonl", "parquet")


def read_events(
    path: Path, format: str, *, codes: str | None = None, problems: Problems = lambda _: None
) -> Iterator[pa.RecordBatch]:
    """The events of a file as batches of :data:`detente.formats.rows.IMPORTED`, streamed.

    ``format`` is one of :data:`FORMATS`; ``codes`` says whose codes a table or a KEDS file has (cameo, weis, plover),
    where the file does not tell. Every row that cannot be read is told to ``problems`` and left out; no other is lost.
    GDELT 1.0 and 2.0 are read alike, also mixed in one file. The file may be packed with gzip or zip.

    Raises:
        FormatError: there is no such format, or the file as a whole is not of it.
    """
    if format not in FORMATS:
        raise FormatError(f"no format {format!r}; choose one of {', '.join(FORMATS)}")
    if codes is not None and codes not in SCHEMES:
        raise FormatError(f"no codes {codes!r}; choose one of {', '.join(SCHEMES)}")
    scheme: Scheme | None = next((s for s in SCHEMES if s == codes), None)
    source = Source(Path(path), problems)
    if format in ("gdelt1", "gdelt2"):
        return gdelt_blocks.read(source)
    if format == "keds":
        return batches(keds.read(source, scheme))
    if format in _ROWS:
        return batches(_ROWS[format](source))
    return table.read(source, scheme)
