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
            if not found:
                source.report(start, "line", "no JSON object")
            for item in found:
                yield start, item
    if held:
        source.report(start, "line", "a JSON object that does not end")


def _depth(text: str) -> int:
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
    return depth


def _decoded(text: str) -> list[dict[str, Any]]:
    """The object, or those that stand side by side in one line of an array; none where one is broken."""
    for whole in (text, f"[{text}]"):
        try:
            found = msgspec.json.decode(whole)
        except (msgspec.DecodeError, RecursionError, ValueError):
            continue
        items = found if isinstance(found, list) else [found]
        return items if all(isinstance(item, dict) for item in items) else []
    return []
