"""Which format an event file is in, from its first lines."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any, Final

from detente.formats import table
from detente.formats.columns import is_own
from detente.formats.errors import FormatError
from detente.formats.objects import objects
from detente.formats.opening import lines, opened
from detente.formats.separated import delimiter_of
from detente.formats.source import Source

_LINES: Final = 60
_SIX: Final = re.compile(r"\d{6}\Z", re.ASCII)
_EIGHT: Final = re.compile(r"\d{8}\Z", re.ASCII)
_WIDTHS: Final = {57: "gdelt1", 58: "gdelt1", 61: "gdelt2", 40: "polecat", 26: "phoenix", 20: "icews"}


def sniff(path: Path) -> str:
    """The name of the format that ``path`` seems to be in, one of :data:`detente.formats.reading.FORMATS`.

    Raises:
        FormatError: it is none that is known.
    """
    path = Path(path)
    with opened(path) as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"{", b"[")):
        return _of_objects(path)
    first = [line for _, line in itertools.islice(lines(path), _LINES) if line and line.strip()]
    if first and all(line.count("\t") == 15 for line in first):
        raise FormatError(f"{path} looks like GDELT's table of mentions, which holds no events; give the events' file")
    found = _of_header(first) or _of_rows(first)
    if found is None:
        raise FormatError(f"{path} is in none of the known event formats; name its format, or check the file")
    return found


def _of_objects(path: Path) -> str:
    _, native = next(objects(Source(path, lambda _: None)), (0, {}))
    keys: dict[str, Any] = native
    if is_own(keys):
        return "jsonl"
    event = "event" in keys and (isinstance(keys.get("source"), list | dict) or "target" not in keys)
    if event or "eventText" in keys:
        return "plover-json"
    if len({"date", "source", "target", "code"} & set(table.roles(list(keys)))) == 4:
        return "table"
    raise FormatError(f"{path} holds JSON objects that are no events; they need date, source, target and code or event")


def _of_header(first: list[str]) -> str | None:
    for line in first:
        if "\t" in line:
            fields = {field.strip(' "') for field in line.split("\t")}
            if {"CAMEO Code", "Event Date"} <= fields:
                return "icews"
            if {"Event Type", "Event Date"} <= fields:
                return "polecat"
    if first:
        names = [name.strip(' "') for name in first[0].split(delimiter_of(first[0]))]
        if is_own(names):
            return "csv"
        if {"source_root", "target_root"} <= set(names):
            return "phoenix"
        if all(part in table.roles(names) for part in ("date", "source", "target", "code")):
            return "table"
    return None


def _of_rows(first: list[str]) -> str | None:
    """By the number of fields and the look of the first; the widest of GDELT's where they are mixed."""
    rows = [line.split("\t") for line in first]
    widths = [len(row) for row in rows]
    for width, name in sorted(_WIDTHS.items(), reverse=True):
        if width in widths:
            return name
    if any(_SIX.match(row[0].strip()) and 4 <= len(row) <= 6 for row in rows):
        return "keds"
    dated = [row for row in rows if _EIGHT.match(row[0].strip())]
    if any(4 <= len(row) <= 6 and (len(row) < 5 or row[4].startswith("(")) for row in dated):
        return "keds"
    return "petrarch" if any(6 <= len(row) <= 13 for row in dated) else None
