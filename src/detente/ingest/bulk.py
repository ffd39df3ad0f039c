"""Files of many texts: JSON Lines and Parquet, read as streams; a broken row is told and passed over."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from detente.errors import UnsupportedInput
from detente.ingest.blocks import MAX_BODY
from detente.ingest.jsonl import JsonlProblem, lines_of, records_from_jsonl
from detente.ingest.sources import Problem
from detente.unfolding import Unfolding, swollen

_TEXT = ("text", "body", "content", "article")
_DATE = ("date", "published", "publication_date", "pub_date")
_ID, _TITLE = ("id", "uid", "key"), ("title", "headline")
_OUTLET, _URL = ("outlet", "publisher", "source", "newspaper"), ("url", "link")
#: Rows taken from a Parquet file at once.
_PORTION = 256


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

    Raises:
        UnsupportedInput: the packing is damaged, or unfolds to more than it should.
    """
    beside: dict[int, bytes] = {}

    def lines() -> Iterator[bytes]:
        for number, line in enumerate(_unpacked(file, name), 1):
            beside.clear()
            beside[number] = line
            yield line

    for row in records_from_jsonl(lines(), named=False):
        if isinstance(row, JsonlProblem):
            yield Problem(f"{name}#{row.line}", row.message.removeprefix(f"line {row.line}: "))
            continue
        try:
            other = _BESIDE.decode(beside[row.line].strip().removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            other = _Beside()
        yield Row(
            row.line, row.text, row.id or None, row.date, _word(other.title), _word(other.outlet), _word(other.url)
        )


def _unpacked(file: BinaryIO, name: str) -> Iterator[bytes]:
    if not name.lower().endswith(".gz"):
        yield from lines_of(file)
        return
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as packed:
        yield from lines_of(Unfolding(packed, name, size, UnsupportedInput))


def parquet_rows(file: BinaryIO, name: str) -> Iterator[Row | Problem]:
    """Rows of a Parquet file with a column of texts, a portion at a time.

    Columns stay as dictionaries, so that one long text in many rows is held once, and cells are taken one by one:
    a cell that is no text, no Unicode or no day costs its own row alone.

    Raises:
        UnsupportedInput: it is no Parquet file, breaks off, or none of its columns is called text, body or content.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.ParquetFile(file).schema_arrow
        names = {each.name.lower(): each.name for each in schema}
        plain = [each.name for each in schema if pa.types.is_string(each.type)]
        table = pq.ParquetFile(file, read_dictionary=plain)
        if swollen(table.metadata, 4 * MAX_BODY):
            raise UnsupportedInput(f"{name} holds cells too long to be articles; split them")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnsupportedInput(f"{name} is no Parquet file ({_reason(error)}); hand over another") from None

    def column(choices: tuple[str, ...]) -> str | None:
        return next((names[c] for c in choices if c in names), None)

    text = column(_TEXT)
    if text is None:
        raise UnsupportedInput(f"{name} has no column text, body or content; rename the one that holds the articles")
    wanted = {"id": column(_ID), "title": column(_TITLE), "outlet": column(_OUTLET), "url": column(_URL)}
    day = column(_DATE)
    chosen = [c for c in (text, day, *wanted.values()) if c is not None]
    chosen = list(dict.fromkeys(chosen))
    first = 1
    for group in range(table.num_row_groups):
        number = first
        first += table.metadata.row_group(group).num_rows
        try:
            for batch in table.iter_batches(batch_size=_PORTION, columns=chosen, row_groups=[group]):
                for at in range(batch.num_rows):
                    body = _cell(batch, text, at)
                    if not isinstance(body, str) or not body.strip() or len(body) > MAX_BODY:
                        yield Problem(f"{name}#{number}", "the text is missing, empty, no Unicode or too long")
                    else:
                        beside = {field: _word(_cell(batch, c, at)) if c else None for field, c in wanted.items()}
                        yield Row(number, body, date=_day(_cell(batch, day, at)) if day else None, **beside)
                    number += 1
        except (pa.ArrowException, OSError, ValueError) as error:
            # one damaged portion costs its own rows only
            yield Problem(f"{name}#{number}", f"rows {number} to {first - 1} cannot be read ({_reason(error)})")


def _cell(batch: Any, name: str, at: int) -> object:
    """One cell as Python has it; None where Python cannot have it."""
    try:
        cell = batch.column(name)[at]
        words = getattr(cell, "value", cell)  # of a dictionary's cell
        if hasattr(words, "as_buffer") and words.is_valid and words.as_buffer().size > 4 * MAX_BODY:
            return None
        return cell.as_py()
    except (ValueError, OverflowError, TypeError, NotImplementedError, KeyError):
        return None


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:160]


def _word(value: object) -> str | None:
    text = "" if value is None else str(value)[:20_000]
    words = " ".join(text.split())[:2000].encode("utf-8", "replace").decode()  # no half of a surrogate pair
    return words or None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
