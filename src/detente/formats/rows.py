"""The one shape of an imported event, whatever file it comes from, and the collector that fills it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import pyarrow as pa

#: An imported event. ``row`` is the number of its line in the file, from 1; ``actor`` and ``recipient`` are ISO
#: alpha-3 or organisation codes, null where the file names neither; ``*_raw`` is the file's own word, ``*_sector`` a
#: PLOVER sector; ``code`` the event code as the file has it, in ``scheme`` (cameo, weis, plover); ``type``, ``mode``,
#: ``quad`` (1 to 4) and ``goldstein`` (-10 to 10) its meaning; ``extra`` a JSON object of the native fields that no
#: other column holds.
_COLUMNS: Final[list[tuple[str, pa.DataType]]] = [
    ("row", pa.int64()),
    ("native_id", pa.string()),
    ("day", pa.date32()),
    ("actor", pa.string()),
    ("actor_raw", pa.string()),
    ("actor_sector", pa.string()),
    ("recipient", pa.string()),
    ("recipient_raw", pa.string()),
    ("recipient_sector", pa.string()),
    ("code", pa.string()),
    ("scheme", pa.string()),
    ("type", pa.string()),
    ("mode", pa.string()),
    ("quad", pa.int8()),
    ("goldstein", pa.float64()),
    ("contexts", pa.list_(pa.string())),
    ("weight", pa.float64()),
    ("mentions", pa.int32()),
    ("place", pa.string()),
    ("country", pa.string()),
    ("text", pa.string()),
    ("url", pa.string()),
    ("extra", pa.string()),
]
IMPORTED: Final = pa.schema(_COLUMNS)

#: Rows in a batch: what bounds the memory.
BATCH: Final = 50_000


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out: ``row`` counts from 1, ``field`` is the native field, ``message`` says what is wrong."""

    path: str
    row: int
    field: str
    message: str


Problems = Callable[[RowProblem], None]


class BadRow(ValueError):
    """Raised by a row's reader; the row is reported and left out."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class ImportedRow(NamedTuple):
    """One event, field for field a row of :data:`IMPORTED`."""

    row: int
    native_id: str | None
    day: dt.date
    actor: str | None
    actor_raw: str
    actor_sector: str
    recipient: str | None
    recipient_raw: str
    recipient_sector: str
    code: str | None
    scheme: str
    type: str | None
    mode: str | None
    quad: int | None
    goldstein: float | None
    contexts: tuple[str, ...] = ()
    weight: float = 1.0
    mentions: int = 1
    place: str | None = None
    country: str | None = None
    text: str | None = None
    url: str | None = None
    extra: str = "{}"


def batches(rows: Iterator[ImportedRow], size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """Rows gathered into record batches of at most ``size``."""
    held: list[ImportedRow] = []
    for row in rows:
        held.append(row)
        if len(held) >= size:
            yield batch_of(held)
            held = []
    if held:
        yield batch_of(held)


def batch_of(rows: list[ImportedRow]) -> pa.RecordBatch:
    """A record batch of these rows."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in IMPORTED)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, IMPORTED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=IMPORTED)
