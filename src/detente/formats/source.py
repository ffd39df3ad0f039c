"""A file being read: where its rows come from, what was found out about it, and whom its bad rows are told."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from detente.formats.codes import Meaning, Scheme, meaning
from detente.formats.opening import LINE_LIMIT, lines
from detente.formats.parties import Party, party
from detente.formats.rows import BadRow, ImportedRow, Problems, RowProblem

T = TypeVar("T")

#: Rows looked at before the first is read, to find out about codes, dates and quotes.
SAMPLE: Final = 2_000
_encode = msgspec.json.Encoder().encode


@dataclass
class Source:
    """One event file. ``scheme`` is whose codes it holds, ``lost`` whether they have lost their leading zeros."""

    path: Path
    problems: Problems
    scheme: Scheme = "cameo"
    lost: bool = False

    def lines(self) -> Iterator[tuple[int, str]]:
        """Numbered lines that are not blank; one that is too long is reported."""
        for number, line in lines(self.path):
            if line is None:
                self.report(number, "line", f"longer than {LINE_LIMIT >> 20} MiB; it cannot be one event")
            elif line.strip():
                yield number, line

    def report(self, row: int, name: str, message: str) -> None:
        """Tell of a row that is left out."""
        self.problems(RowProblem(str(self.path), row, name, message))

    def each(self, items: Iterator[tuple[int, T]], make: Callable[[int, T], ImportedRow]) -> Iterator[ImportedRow]:
        """The rows made of numbered items; what cannot be made is reported and left out."""
        for number, item in items:
            try:
                row = make(number, item)
            except BadRow as error:
                self.report(number, error.field, error.message)
            else:
                yield row

    def meaning(self, code: str) -> Meaning:
        """What a code of this file means."""
        return meaning(code, self.scheme, self.lost)

    def party(self, code: str) -> Party:
        """Who an actor code of this file means."""
        return party(code, self.scheme)


def sampled(items: Iterator[T], size: int = SAMPLE) -> tuple[list[T], Iterator[T]]:
    """The first items, and all of them again."""
    first = list(itertools.islice(items, size))
    return first, itertools.chain(first, items)


def leftover(format_: str, native: Mapping[str, str], rendered: Mapping[str, str]) -> str:
    """The ``extra`` column: what a writer of the format would not write of itself, so that the way back is exact."""
    left = {name: value for name, value in native.items() if value != rendered.get(name, "")}
    return _encode({"format": format_, **left}).decode()


def extra_of(row: ImportedRow, *formats: str) -> Mapping[str, object]:
    """The native fields kept in ``extra``, if the row comes from one of these formats; else none."""
    try:
        extra = msgspec.json.decode(row.extra)
    except (msgspec.DecodeError, ValueError):
        return {}
    return extra if isinstance(extra, dict) and extra.get("format") in formats else {}


def number(text: str, name: str) -> float | None:
    """A finite number, None for nothing.

    Raises:
        BadRow: it is no number.
    """
    if not text or text in ("NA", "NULL", "None", "nan"):
        return None
    try:
        value = float(text)
    except ValueError:
        raise BadRow(name, f"no number: {text[:40]!r}") from None
    if not -1e15 < value < 1e15:
        raise BadRow(name, f"no finite number: {text[:40]!r}")
    return value


def at(fields: Sequence[str], index: int) -> str:
    """A field, "" where the row is too short."""
    return fields[index] if index < len(fields) else ""
