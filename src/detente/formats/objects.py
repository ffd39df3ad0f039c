"""JSON objects out of a stream: one a line, one after the other over many lines, or in one array."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from detente.formats.source import Source

#: An object with more characters than this is no event.
_LIMIT: Final = 4 << 20
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')


def objects(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects with the number of the line they begin in. What is no JSON object is reported and left out.

    A new object is looked for at every line that begins with ``{`` at the margin, so a broken one costs itself alone.
    """
    held: list[str] = []
    size = depth = start = 0
    for number, line in source.lines():
        text = line.strip()
        if held and line.startswith("{"):
            source.report(start, "line", "a JSON object that does not end")
            held = []
        if not held:
            text = text.lstrip("[,").strip()
            if text in ("", "]"):
                continue
            start, size, depth = number, 0, 0
        held.append(text)
        size += len(text)
        depth += _depth(text)
        if size > _LIMIT:
            source.report(start, "line", f"a JSON object of more than {_LIMIT >> 20} MiB; it cannot be one event")
            held = []
        elif depth <= 0:
            found = _decoded("\n".join(held).rstrip("], \t"))
            held = []
            if found is None:
                source.report(start, "line", "no JSON object")
            else:
                yield start, found
    if held:
        source.report(start, "line", "a JSON object that does not end")


def _depth(text: str) -> int:
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        depth += (token == "{") - (token == "}")
    return depth


def _decoded(text: str) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None
