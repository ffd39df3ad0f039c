"""Files of many texts: JSON Lines and Parquet, read as streams; a broken row is told and passed over."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from detente.errors import UnsupportedInput
from detente.ingest.blocks import MAX_BODY
from detente.ingest.jsonl import JsonlProblem, records_from_jsonl
from detente.ingest.sources import Problem

_TEXT = ("text", "body", "content", "article")
_DATE = ("date", "published", "publication_date", "pub_date")
_ID, _TITLE = ("id", "uid", "key"), ("title", "headline")
_OUTLET, _URL = ("outlet", "publisher", "source", "newspaper"), ("url", "link")


@dataclass(frozen=True, slots=True)
class Row:
    """One text with what stands beside it; ``number`` counts rows from 1."""

    number: int
    text: str
    id: str | None = None
    date: dt.date | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None


class _Beside(msgspec.Struct):
    title: Any = None
    outlet: Any = None
    url: Any = None


_BESIDE = msgspec.json.Decoder(_Beside)


def jsonl_rows(file: BinaryIO, name: str) -> Iterator[Row | Problem]:
    """Rows of JSON Lines (gzipped where the name ends so): id, text, date, and title, outlet and url where they stand.

    ``name`` is that of the file, for telling of problems.
    """
    beside: dict[int, bytes] = {}
    lines_of = gzip.GzipFile(fileobj=file) if name.lower().endswith(".gz") else file

    def lines() -> Iterator[bytes]:
        try:
            for number, line in enumerate(lines_of, 1):
                beside.clear()
                beside[number] = line
                yield line
        except (EOFError, OSError, zlib.error) as error:
            reason = " ".join(str(error).split())
            raise UnsupportedInput(f"{name} breaks off ({reason}); what came before it was read") from None

    for row in records_from_jsonl(lines(), named=False):
        if isinstance(row, JsonlProblem):
            yield Problem(f"{name}#{row.line}", row.message.removeprefix(f"line {row.line}: "))
            continue
        try:
            other = _BESIDE.decode(beside[row.line].strip().removeprefix(b"\xef\xbb\xbf"))
        except msgspec.MsgspecError:
            other = _Beside()
        yield Row(
            row.line, row.text, row.id or None, row.date, _word(other.title), _word(other.outlet), _word(other.url)
        )


def parquet_rows(file: BinaryIO, name: str) -> Iterator[Row | Problem]:
    """Rows of a Parquet file with a column of texts, a portion at a time.

    Raises:
        UnsupportedInput: it is no Parquet file, or none of its columns is called text, body or content.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
    except (pa.ArrowInvalid, pa.ArrowException) as error:
        raise UnsupportedInput(f"{name} is no Parquet file ({str(error).splitlines()[0]}); hand over another") from None
    names = {each.lower(): each for each in table.schema_arrow.names}

    def column(choices: tuple[str, ...]) -> str | None:
        return next((names[c] for c in choices if c in names), None)

    text = column(_TEXT)
    if text is None:
        raise UnsupportedInput(f"{name} has no column text, body or content; rename the one that holds the articles")
    wanted = {"id": column(_ID), "title": column(_TITLE), "outlet": column(_OUTLET), "url": column(_URL)}
    day = column(_DATE)
    chosen = [c for c in (text, day, *wanted.values()) if c is not None]
    first = 1
    for group in range(table.num_row_groups):
        number = first
        first += table.metadata.row_group(group).num_rows
        try:
            for batch in table.iter_batches(batch_size=256, columns=chosen, row_groups=[group]):
                for values in batch.to_pylist():
                    body = values[text]
                    if not isinstance(body, str) or not body.strip() or len(body) > MAX_BODY:
                        yield Problem(f"{name}#{number}", "the text is missing, empty or too long")
                    else:
                        beside = {field: _word(values[c]) if c else None for field, c in wanted.items()}
                        yield Row(number, body, date=_day(values[day]) if day else None, **beside)
                    number += 1
        except (pa.ArrowException, OSError, ValueError) as error:
            # one damaged portion costs its own rows only
            reason = " ".join(str(error).split())[:160]
            yield Problem(f"{name}#{number}", f"rows {number} to {first - 1} cannot be read ({reason})")


def _word(value: object) -> str | None:
    return None if value is None or not str(value).strip() else " ".join(str(value).split())[:2000]


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
