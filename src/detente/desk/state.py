"""What the desk holds while it runs: the record, how it is read by many at once, and what was computed of it."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from detente.record import Record
from detente.record.store import one

_T = TypeVar("_T")
#: Results that are kept until the record changes, and acts that all of them may hold together (some 300 bytes each).
_KEPT, _ACTS = 256, 1_000_000
#: Questions to the database at once, and figures computed at once. The database works on each question with all
#: processors, within one memory; more at once take longer each and gain nothing.
_ASKED, _COMPUTED = 6, 2
#: Seconds that figures may be old while articles come in. Each batch changes them; who reads meanwhile would else wait
#: for them to be computed anew every few seconds. What a person does is seen at once: see ``changed``.
_OLD = 20.0

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
    """How the desk is opened: who may write, and whether addresses in private networks may be read.

    ``numeric``: it answers to any number of the machine, not only to ``hosts``; no name can be pointed at a number.
    """

    record: Path | None = None
    read_only: bool = False
    token: str | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    allow_private: bool = False
    numeric: bool = False


class Desk:
    """One open record, read by many requests at once; each reads with a cursor of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._record = Record.open(settings.record, read_only=settings.read_only, wait=2.0)
        self._kept: OrderedDict[tuple[str, Hashable], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._asked = threading.BoundedSemaphore(_ASKED)
        self._computed = threading.BoundedSemaphore(_COMPUTED)
        self._version, self._until = "", 0.0
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
        with self._asked, self.cursor() as record:
            yield record

    def version(self) -> str:
        """Equal as long as every figure of the record is; while articles come in it may be some seconds old."""
        with self._lock:
            if time.monotonic() < self._until:
                return self._version
            with self.cursor() as record:
                self._version = str(one(record.connection, _VERSION))
            # nobody can write into what is open for reading
            self._until = math.inf if self.settings.read_only else time.monotonic() + _OLD
            return self._version

    def changed(self) -> None:
        """Something was written that is to be seen at once."""
        with self._lock:
            self._until = 0.0

    def kept(self, key: Hashable, make: Callable[[Record], _T], *, asks: bool = False) -> _T:
        """What ``make`` gives for the record as it is, made once, also when many ask at the same time.

        ``asks`` says that ``make`` asks for what is kept itself: it takes no place among those that are computed, which
        what it waits for may need.
        """
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
            with nullcontext() if asks else self._computed, self.cursor() as record:
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
