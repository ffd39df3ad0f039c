"""Plain tables of events: a date, a source, a target and a code, in CSV, TSV, Parquet or JSON Lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from detente.formats import own
from detente.formats.codes import Scheme, meaning, zeros_lost
from detente.formats.columns import filled, is_own, looked_up
from detente.formats.dates import Order, day_of, order_of
from detente.formats.errors import FormatError
from detente.formats.objects import objects
from detente.formats.opening import LINE_LIMIT, opened
from detente.formats.parties import party
from detente.formats.rows import BATCH, IMPORTED, BadRow, batches
from detente.formats.separated import records
from detente.formats.source import Source, number
from detente.unfolding import swollen

pc: Any = pyarrow.compute
_encode: Final = msgspec.json.Encoder().encode

#: What a column may be called; small letters, blanks as underscores.
_NAMES: Final[Mapping[str, str]] = {
    "date": "date day event_date eventdate sqldate",
    "source": "source actor actor1 source_actor source_code sourceactor",
    "target": "target recipient actor2 target_actor target_code targetactor",
    "code": "code event event_code eventcode cameo cameo_code cameocode weis weis_code type event_type",
    "native_id": "id event_id eventid native_id globaleventid",
    "text": "text sentence",
    "url": "url sourceurl source_url",
    "goldstein": "goldstein goldsteinscale score",
    "mentions": "mentions nummentions",
}
#: Bytes of text that are taken from a Parquet file at once.
_PORTION: Final = 64 << 20
_NEEDED: Final = ("date", "source", "target", "code")

Chunk = tuple[list[int], dict[str, list[str]]]


def roles(names: Sequence[str]) -> dict[str, str]:
    """Which column plays which part: part to column name."""
    plain = {re.sub(r"\W+", "_", name.strip().lower()): name for name in reversed(names)}
    found = {part: plain[c] for part, called in _NAMES.items() for c in reversed(called.split()) if c in plain}
    taken = {found.get(part) for part in _NEEDED}
    return {part: name for part, name in found.items() if part in _NEEDED or name not in taken}


def read(source: Source, scheme: Scheme | None) -> Iterator[pa.RecordBatch]:
    """Record batches of a table or of our own export; a bad row is reported and left out.

    Raises:
        FormatError: a column is missing, or nothing tells what the codes are.
    """
    with opened(source.path) as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PAR1"):
        yield from _parquet(source, scheme)
    elif start.startswith((b"{", b"[")):
        items = objects(source)
        first = next(items, None)
        if first is not None:
            yield from _json(source, _again(first, items), scheme, is_own(first[1]))
    else:
        yield from _separated(source, scheme)


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _parquet(source: Source, scheme: Scheme | None) -> Iterator[pa.RecordBatch]:
    try:
        schema = pyarrow.parquet.ParquetFile(source.path).schema_arrow
        # columns stay as dictionaries, so that one long text in many rows is held once
        file = pyarrow.parquet.ParquetFile(
            source.path, read_dictionary=[f.name for f in schema if pa.types.is_string(f.type)]
        )
        if swollen(file.metadata, LINE_LIMIT):
            raise FormatError(f"{source.path} holds cells too long to be of events; check the file")
        names = file.schema_arrow.names
        if is_own(names):
            for _, batch in _portions(source, file.iter_batches(BATCH)):
                yield own.batch_of_table(batch)
            return
        parts = _parts(source, names)
        if pa.types.is_integer(file.schema_arrow.field(parts["code"]).type):
            source.lost = True
        reader = _Reader(source, parts, scheme)
        for numbers, batch in _portions(source, file.iter_batches(BATCH)):
            columns = {n: pc.fill_null(_as_text(batch.column(n)), "") for n in names}
            yield reader.batch(numbers, columns)
    except (pa.ArrowException, OSError, KeyError) as error:
        reason = str(error).splitlines()[0][:120]
        raise FormatError(
            f"{source.path} cannot be read as a Parquet table of events: {reason}; check the file"
        ) from None


def _portions(source: Source, batches_: Iterator[pa.RecordBatch]) -> Iterator[tuple[Any, pa.RecordBatch]]:
    """The rows with their numbers, as many at once as unfold to no more than :data:`_PORTION` bytes.

    A row with a cell that is too long to be of an event is reported and left out.
    """
    done = 0
    for batch in batches_:
        sizes = np.zeros(batch.num_rows, dtype=np.int64)
        longest = np.zeros(batch.num_rows, dtype=np.int64)
        column: Any
        for column in batch.columns:
            if pa.types.is_dictionary(column.type):
                lengths = pc.fill_null(pc.binary_length(column.dictionary).take(column.indices), 0).to_numpy(
                    zero_copy_only=False
                )
                sizes += lengths
                np.maximum(longest, lengths, out=longest)
        for i in np.flatnonzero(longest > LINE_LIMIT):
            source.report(done + int(i) + 1, "line", f"longer than {LINE_LIMIT >> 20} MiB; it cannot be one event")
        kept: Any = np.flatnonzero(longest <= LINE_LIMIT)
        numbers: Any = pa.array(kept + done + 1)
        good = batch if len(kept) == batch.num_rows else batch.take(kept)
        portion = np.cumsum(sizes[kept]) // _PORTION
        edges = [0, *(np.flatnonzero(np.diff(portion)) + 1), len(kept)]
        for start, end in itertools.pairwise(map(int, edges)):
            if end > start:
                yield numbers.slice(start, end - start), good.slice(start, end - start)
        done += batch.num_rows


def _as_text(column: Any) -> Any:
    if pa.types.is_nested(column.type):
        return pa.array([None if v is None else _encode(v).decode() for v in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _json(
    source: Source, items: Iterator[tuple[int, dict[str, Any]]], scheme: Scheme | None, ours: bool
) -> Iterator[pa.RecordBatch]:
    if ours:
        yield from batches(source.each(items, lambda _, native: own.row_of_object(native)))
        return
    reader: _Reader | None = None
    while chunk := list(islice(items, BATCH)):
        names = list(dict.fromkeys(name for _, native in chunk for name in native))
        if reader is None:
            parts = _parts(source, names)
            source.lost = any(isinstance(native.get(parts["code"]), int) for _, native in chunk)
            reader = _Reader(source, parts, scheme)
        columns = {n: pa.array([_word(native.get(n)) for _, native in chunk], pa.string()) for n in names}
        for part in reader.parts.values():
            columns.setdefault(part, pa.array([""] * len(chunk), pa.string()))
        yield reader.batch(pa.array([n for n, _ in chunk], pa.int64()), columns)


def _word(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else _encode(value).decode()


def _separated(source: Source, scheme: Scheme | None) -> Iterator[pa.RecordBatch]:
    items = records(source)
    _, names = next(items, (0, []))
    names = [name.strip() for name in names]
    width = len(names)

    def whole() -> Iterator[tuple[int, list[str]]]:
        for n, fields in items:
            if len(fields) == width:
                yield n, fields
            elif len(fields) > width and not any(fields[width:]):
                yield n, fields[:width]
            else:
                source.report(n, "line", f"{len(fields)} fields; the header has {width}")

    if is_own(names):
        made = source.each(whole(), lambda _, fields: own.row_of_cells(dict(zip(names, fields, strict=True))))
        yield from batches(made)
        return
    reader: _Reader | None = None
    rows = whole()
    while chunk := list(islice(rows, BATCH)):
        reader = reader or _Reader(source, _parts(source, names), scheme)
        values = zip(*(fields for _, fields in chunk), strict=True)
        columns = {name: pa.array(column, pa.string()) for name, column in zip(names, values, strict=True)}
        yield reader.batch(pa.array([n for n, _ in chunk], pa.int64()), columns)


def _parts(source: Source, names: Sequence[str]) -> dict[str, str]:
    parts = roles(names)
    missing = [part for part in _NEEDED if part not in parts]
    if missing:
        raise FormatError(
            f"{source.path} has no column {' nor '.join(repr(m) for m in missing)}; a table of events needs date, "
            "source, target and code; if it is no such table, name its format"
        )
    return parts


class _Reader:
    """Batches of a table whose columns play these parts."""

    def __init__(self, source: Source, parts: Mapping[str, str], scheme: Scheme | None) -> None:
        self.source, self.parts, self._given = source, parts, scheme
        self._order: Order | None = None

    def batch(self, numbers: pa.Array[Any], columns: Mapping[str, Any]) -> pa.RecordBatch:
        """The good rows; the others are reported."""
        native = {part: columns[name] for part, name in self.parts.items()}
        if self._order is None:
            self._learn(native)
        order, scheme, lost = self._order or "dmy", self.source.scheme, self.source.lost
        day = looked_up(native["date"], lambda text: _day(text, order), 3)
        event = looked_up(native["code"], lambda text: _event(text, scheme, lost), 7)
        actor, recipient = (looked_up(native[p], lambda text: _party(text, scheme), 2) for p in ("source", "target"))
        score = looked_up(native["goldstein"], _score, 2) if "goldstein" in native else None
        count = looked_up(native["mentions"], _count, 2) if "mentions" in native else None
        made: dict[str, Any] = {
            "row": numbers, "day": day[0], "actor": actor[0], "actor_raw": native["source"], "actor_sector": actor[1],
            "recipient": recipient[0], "recipient_raw": native["target"], "recipient_sector": recipient[1],
            "code": event[0], "type": event[1], "mode": event[2], "quad": event[3],
            "goldstein": pc.coalesce(score[0].cast(pa.float64()), event[4].cast(pa.float64())) if score else event[4],
            "mentions": count[0] if count else None,
            "extra": self._extra(columns, day[1], event[5]),
            **{name: _or_null(native[name]) for name in ("native_id", "text", "url") if name in native},
        }  # fmt: skip
        arrays = [filled(made.get(f.name), f, len(numbers), {"scheme": scheme}) for f in IMPORTED]
        batch = pa.RecordBatch.from_arrays(arrays, schema=IMPORTED)
        checks = [("date", day[2]), ("code", event[6])]
        checks += [("goldstein", score[1])] if score else []
        checks += [("mentions", count[1])] if count else []
        return self._good(batch, checks, native)

    def _good(self, batch: pa.RecordBatch, checks: list[tuple[str, Any]], native: Mapping[str, Any]) -> pa.RecordBatch:
        """The rows without an error in any of these columns; the errors of the others are told."""
        wrong = pc.or_(*[pc.is_valid(c) for _, c in checks[:2]])
        for _, errors in checks[2:]:
            wrong = pc.or_(wrong, pc.is_valid(errors))
        if not pc.any(wrong).as_py():
            return batch
        for i in pc.indices_nonzero(wrong).to_pylist():
            name, message = next((n, c[i].as_py()) for n, c in checks if c[i].is_valid)
            self.source.report(batch.column("row")[i].as_py(), self.parts[name], message)
        return batch.filter(pc.invert(wrong))

    def _learn(self, native: Mapping[str, Any]) -> None:
        """What the first rows tell of the file: the order of dates, the codes' scheme and whether zeros are lost."""
        self._order = order_of(native["date"].to_pylist())
        codes = [c.strip() for c in pc.unique(native["code"]).to_pylist()]
        self.source.scheme = self._given or _scheme(self.source, codes)
        self.source.lost = self.source.lost or zeros_lost(codes)

    def _extra(self, columns: Mapping[str, Any], dates: Any, codes: Any) -> Any:
        """Columns that play no part, and dates and codes that stand otherwise in the file."""
        others = [name for name in columns if name not in self.parts.values()]
        odd = {self.parts["date"]: dates, self.parts["code"]: codes}
        odd = {name: column for name, column in odd.items() if column.null_count < len(column)}
        if not others and not odd:
            return pa.repeat(pa.scalar('{"format":"table"}'), len(dates))
        names = [*others, *odd]
        rows = zip(*(columns[n].to_pylist() for n in others), *(c.to_pylist() for c in odd.values()), strict=True)
        made = [
            _encode({"format": "table", **{n: v for n, v in zip(names, row, strict=True) if v}}).decode()
            for row in rows
        ]
        return pa.array(made, pa.string())


def _scheme(source: Source, codes: Sequence[str]) -> Scheme:
    """Whose codes these are, where only one scheme has them.

    Raises:
        FormatError: they could be CAMEO's or WEIS's.
    """
    if any(meaning(code, "plover").type for code in codes):
        return "plover"
    digits = [c for c in codes if c[:2].isascii() and c[:2].isdigit() and len(c) > 2]
    if any(len(c) > 3 or int(c[:2]) > 22 for c in digits):
        return "cameo"
    if any(int(c[:2]) > 20 for c in digits):
        return "weis"
    raise FormatError(f"{source.path} does not tell whether its codes are CAMEO's or WEIS's; say codes cameo or weis")


def _day(text: str, order: Order) -> tuple[Any, ...]:
    """The day, the text where it is written otherwise, and what is wrong."""
    try:
        day = day_of(text, order)
    except BadRow as error:
        return None, None, error.message
    return day, None if day.isoformat() == text else text, None


def _event(text: str, scheme: Scheme, lost: bool) -> tuple[Any, ...]:
    if not text.strip():
        return None, None, None, None, None, None, "the event has no code"
    found = meaning(text, scheme, lost)
    return found.code, found.type, found.mode, found.quad, found.goldstein, None if found.code == text else text, None


def _party(text: str, scheme: Scheme) -> tuple[str | None, str]:
    found = party(text, scheme)
    return found.code, found.sector


def _score(text: str) -> tuple[float | None, str | None]:
    try:
        value = number(text, "goldstein")
    except BadRow as error:
        return None, error.message
    return (value, None) if value is None or -10 <= value <= 10 else (None, f"not between -10 and 10: {text[:40]!r}")


def _count(text: str) -> tuple[int, str | None]:
    try:
        value = number(text, "mentions")
    except BadRow as error:
        return 1, error.message
    return max(int(value), 1) if value is not None and value < 2**31 else 1, None


def _or_null(column: Any) -> Any:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
