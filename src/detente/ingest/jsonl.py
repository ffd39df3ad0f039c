"""JSON Lines of texts, read as a stream: one broken line is told and skipped, the rest goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from detente.ingest.blocks import MAX_BODY, whole
from detente.unfolding import Bytes

# A line longer than this cannot hold a text within bounds, however it is escaped.
_MAX_LINE = 12 * MAX_BODY


class JsonlItem(msgspec.Struct, frozen=True, kw_only=True):
    """One text to code: ``line`` is its number in the input, counted from 1; ``date`` is publication."""

    line: int
    id: str
    text: str
    date: dt.date | None = None


class JsonlProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A line that could not be read, with the reason in one line; ``id`` where it could still be told."""

    line: int
    message: str
    id: str | None = None


class _Row(msgspec.Struct, kw_only=True):
    id: str | int
    text: str
    date: str | None = None


class _Unnamed(_Row, kw_only=True):
    id: str | int = ""


class _Id(msgspec.Struct):
    id: str | int | None = None


_ROWS = msgspec.json.Decoder(_Row)
_UNNAMED = msgspec.json.Decoder(_Unnamed)
_IDS = msgspec.json.Decoder(_Id)


def lines_of(file: Bytes) -> Iterator[bytes]:
    """The lines of ``file``; of one that is too long only the beginning, enough to be told as too long.

    A file may be one line of any length, or unfold to it, so it is never read by the line without a bound.
    """
    while line := file.readline(_MAX_LINE + 1):
        if len(line) > _MAX_LINE:
            while (rest := file.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
                pass
        yield line


def records_from_jsonl(lines: Iterable[bytes], *, named: bool = True) -> Iterator[JsonlItem | JsonlProblem]:
    """Each non-empty line of ``lines`` as an item or a problem, in order, one at a time.

    A line is ``{"id": str, "text": str, "date": "YYYY-MM-DD" | null}``; ``date`` may be missing, other
    keys are ignored, a whole number as id is taken as its digits. Unless ``named`` the id may be
    missing; it is "" then.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.strip().removeprefix(b"\xef\xbb\xbf").strip()
        if line:
            yield _read(number, line, _ROWS if named else _UNNAMED)


def _read(
    number: int, line: bytes, rows: msgspec.json.Decoder[_Row] | msgspec.json.Decoder[_Unnamed]
) -> JsonlItem | JsonlProblem:
    if len(line) > _MAX_LINE:
        return JsonlProblem(line=number, message=f"line {number}: longer than {_MAX_LINE:,} bytes; split the text")
    try:
        row = rows.decode(line)
    except msgspec.ValidationError as error:
        return JsonlProblem(line=number, message=f"line {number}: {_flat(error)}", id=_id_of(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return JsonlProblem(line=number, message=f"line {number}: not valid JSON ({_flat(error)})")
    name = whole(str(row.id))
    if len(row.text) > MAX_BODY:
        message = f"line {number}: text of {len(row.text):,} characters; at most {MAX_BODY:,} are read as one"
        return JsonlProblem(line=number, message=message, id=name)
    try:
        date = dt.date.fromisoformat(row.date[:10]) if row.date else None
    except ValueError:
        message = f"line {number}: date {row.date!r:.60} is not YYYY-MM-DD or null"
        return JsonlProblem(line=number, message=message, id=name)
    return JsonlItem(line=number, id=name, text=whole(row.text), date=date)


def _id_of(line: bytes) -> str | None:
    try:
        found = _IDS.decode(line).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return None if found is None else whole(str(found))


def _flat(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
