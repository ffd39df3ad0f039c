"""What a target is, and what may not break: the helpers that every target's contract is made of."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import DetenteError


class Broken(AssertionError):
    """A contract that does not hold."""


@dataclass(frozen=True)
class Target:
    """``run`` takes bytes; ``words`` are worth trying inside them; ``traced`` are modules that guide the search."""

    name: str
    run: Callable[[bytes], None]
    words: tuple[bytes, ...] = ()
    traced: tuple[str, ...] = ("detente",)
    longest: int = 4096


def hold(true: object, what: str) -> None:
    if not true:
        raise Broken(what)


def one_line(message: str) -> None:
    hold(message and "\n" not in message and "\r" not in message, f"no single line: {message[:80]!r}")


def refused(action: Callable[[], object]) -> None:
    """Do ``action``; it may refuse its input, in one line."""
    try:
        action()
    except DetenteError as error:
        one_line(str(error))


def within(start: int, end: int, text: str) -> None:
    hold(0 <= start <= end <= len(text), f"span ({start}, {end}) outside a text of {len(text)} characters")


def writable(text: str | None) -> None:
    """What goes into the record and out again must be UTF-8."""
    if text is not None:
        text.encode("utf-8")


def article(article: Any) -> None:
    for text in (article.id, article.body, article.title, article.byline, article.standing, article.outlet):
        writable(text)
    hold(article.body.strip(), "an article without a body")


_SCRATCH = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())


@functools.cache
def folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="detente-fuzz-", dir=_SCRATCH)
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def file(data: bytes, name: str) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def text_of(data: bytes) -> str:
    """``data`` as any text that Python can hold; bytes that are none become U+FFFD or lone surrogates."""
    try:
        return data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")
