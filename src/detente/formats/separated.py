"""Comma-, semicolon- or tab-separated records with quotes, so that a quote left open costs its own line alone."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from detente.formats.columns import is_own
from detente.formats.opening import LINE_LIMIT, lines
from detente.formats.source import Source

#: Lines that a quoted text may run over.
_RUN = 200


def delimiter_of(header: str) -> str:
    """What separates the names of a header line."""
    return max("\t,;", key=header.count)


def records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Records with the number of the line they begin in, the header first. Blank lines are none."""
    items = lines(source.path, end=b"\n")
    ahead: deque[tuple[int, str | None]] = deque()
    delimiter = ""
    most = 0  # delimiters in a line inside a quoted text: as many as a row has, and it is taken for a row
    while True:
        number, line = ahead.popleft() if ahead else next(items, (0, ""))
        if not number:
            return
        if line is None:
            source.report(number, "line", f"longer than {LINE_LIMIT >> 20} MiB; it cannot be one event")
            continue
        if not line.strip():
            continue
        if not delimiter:
            delimiter = delimiter_of(line)
            header = line.removesuffix("\r").split(delimiter)
            most = LINE_LIMIT if is_own([name.strip(' "') for name in header]) else max(len(header) - 1, 1)
        if '"' not in line:
            yield number, line.removesuffix("\r").split(delimiter)
            continue
        text = line
        taken: list[tuple[int, str | None]] = []
        while text.count('"') % 2 and len(taken) < _RUN and len(text) < LINE_LIMIT:
            more = ahead.popleft() if ahead else next(items, (0, None))
            taken.append(more)
            whole_row = more[1] is not None and more[1].count(delimiter) >= most and not _closes(more[1], delimiter)
            if more[1] is None or whole_row:
                break
            text += "\n" + more[1]
        if text.count('"') % 2:  # the quote never closes: the lines after it are rows of their own
            ahead.extendleft(item for item in reversed(taken) if item[0])
            text = line
            if delimiter + '"' in line or line.startswith('"'):
                source.report(number, "line", "a quotation mark that does not close")
                continue
            yield number, line.removesuffix("\r").split(delimiter)
            continue
        try:
            fields = next(csv.reader([text.removesuffix("\r")], delimiter=delimiter))
        except csv.Error as error:
            source.report(number, "line", f"cannot be read as a record: {error}")
            continue
        yield number, fields


def _closes(line: str, delimiter: str) -> bool:
    """Whether the first quotation mark of a line ends a text that began in a line before."""
    _, mark, after = line.partition('"')
    return bool(mark) and (not after.strip("\r") or after.startswith(delimiter))
