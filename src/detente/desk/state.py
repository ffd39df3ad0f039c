"""What the desk holds while it runs: the record, how it is read by many at once, and what was computed of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from detente.record import Record
from detente.record.store import one

_T = TypeVar("_T")
#: Results that are kept until the record changes, and acts that all of them may hold together (some 300 bytes each).
_KEPT, _ACTS = 256, 1_000_000
#: Questions to the database at once. It works on each with all processors, within one memory; more at once take
#: longer each and gain nothing.
_AT_ONCE = 6

#: Changes with everything that a figure may rest on.
_VERSION = """
select concat_ws('-', (select count(*) || '.' || coalesce(max(seq), 0) || '.' || coalesce(sum(run), 0) from articles),
    (select count(*) || '.' || coalesce(sum(undone::int), 0) from corrections),
    (select count(*) || '.' || coalesce(sum(rows), 0) from imports),
    (select coalesce(sum(apart::int), 0) from happenings), (select coalesce(sum(apart::int), 0) from stories),
    (select count(*) from forecasts))
"""


@dataclass(frozen=True)
class Settings:
    """How the desk is opened: who may write, and whether addresses in private networks may be read."""

    record: Path | None = None
    read_only: bool = False
    token: str | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    allow_private: bool = False


class Desk:
    """One open record, read by many requests at once; each reads with a cursor of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._record = Record.open(settings.record, read_only=settings.read_only, wait=2.0)
        self._kept: OrderedDict[tuple[str, Hashable], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self.writing = threading.Lock()

    @property
    def path(self) -> Path:
        """The record's file."""
        return self._record.path

    def close(self) -> None:
        """Let go of the record."""
        self._record.close()

    @contextmanager
    def cursor(self) -> Iterator[Record]:
        """The record for one long work in the background."""
        cursor = self._record.connection.cursor()
        try:
            yield Record(cursor, self._record.path)
        finally:
            cursor.close()

    @contextmanager
    def reading(self) -> Iterator[Record]:
        """The record for one request; not to be nested. Waits while many others read."""
        with self._slots, self.cursor() as record:
            yield record

    def version(self) -> str:
        """Equal as long as every figure of the record is."""
        with self.cursor() as record:
            return str(one(record.connection, _VERSION))

    def kept(self, key: Hashable, make: Callable[[Record], _T]) -> _T:
        """What ``make`` gives for the record as it is, made once, also when many ask at the same time."""
        version = self.version()
        whole = (version, key)
        with self._lock:
            waiting = self._kept.get(whole)
            if waiting is not None:
                self._kept.move_to_end(whole)
            else:
                future: Future[_T] = Future()
                self._kept[whole] = future
        if waiting is not None:
            found: _T = waiting.result()
            return found
        try:
            with self.reading() as record:
                made = make(record)
        except BaseException as error:
            with self._lock:
                self._kept.pop(whole, None)
            future.set_exception(error)
            raise
        future.set_result(made)
        with self._lock:
            self._shorten(version)
        return made

    def _shorten(self, version: str) -> None:
        """Drop what earlier states of the record gave, then the longest unused."""
        done = [(key, made.result()) for key, made in self._kept.items() if made.done() and not made.exception()]
        held, count = 0, 0
        for key, made in reversed(done):
            held, count = held + len(getattr(made, "acts", ())), count + 1
            if key[0] != version or count > _KEPT or (held > _ACTS and count > 1):
                self._kept.pop(key, None)
