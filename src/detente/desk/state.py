"""What the desk holds while it runs: the record, how it is read by many at once, and what was computed of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from detente.record import Record
from detente.record.store import one

_T = TypeVar("_T")
#: Results that are kept until the record changes.
_KEPT = 256

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
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.writing = threading.Lock()

    @property
    def path(self) -> Path:
        """The record's file."""
        return self._record.path

    def close(self) -> None:
        """Let go of the record."""
        self._record.close()

    @contextmanager
    def reading(self) -> Iterator[Record]:
        """The record for one request or one writing."""
        cursor = self._record.connection.cursor()
        try:
            yield Record(cursor, self._record.path)
        finally:
            cursor.close()

    def version(self) -> str:
        """Equal as long as every figure of the record is."""
        with self.reading() as record:
            return str(one(record.connection, _VERSION))

    def kept(self, key: Hashable, make: Callable[[Record], _T]) -> _T:
        """What ``make`` gives for the record as it is, made once."""
        whole = (self.version(), key)
        with self._lock:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                found: _T = self._kept[whole]
                return found
        with self.reading() as record:
            made = make(record)
        with self._lock:
            self._kept[whole] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made
