"""Adding from the desk: one article after the other in the background, with progress and one line for each fault."""

from __future__ import annotations

import dataclasses
import datetime as dt
import queue
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from detente.desk.state import Desk
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.account import Accountant
    from detente.ingest.sources import Found, Problem
    from detente.record.adding import Adder

#: Jobs that are remembered; orders that may wait, and bytes of them all.
_KEPT, _WAITING, _BYTES = 100, 20, 256 * 1024 * 1024
#: Keys and problems that one job tells; the others are counted.
_TOLD = 500


class Busy(DetenteError):
    """Too much waits to be added."""


@dataclass
class Job:
    """One adding. ``keys`` are the articles that are held now, new or known; ``problems`` one line each.

    ``state`` is "waiting", "coding", "done" or "failed"; ``read`` counts what was read so far, of ``total`` files.
    """

    id: str
    what: str
    state: str = "waiting"
    added: int = 0
    known: int = 0
    read: int = 0
    total: int = 1
    keys: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    more_problems: int = 0

    def fault(self, line: str) -> None:
        """One line for what went wrong."""
        if len(self.problems) < _TOLD:
            self.problems.append(line)
        else:
            self.more_problems += 1

    def hold(self, key: str) -> None:
        """``key`` is in the record."""
        if len(self.keys) < _TOLD:
            self.keys.append(key)


@dataclass(frozen=True)
class Order:
    """What is to be added: an address, a text, or files (name and bytes)."""

    address: str | None = None
    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    date: dt.date | None = None
    files: tuple[tuple[str, bytes], ...] = ()

    @property
    def size(self) -> int:
        """Bytes that waiting for it costs, about."""
        return len(self.text or "") + sum(len(data) for _, data in self.files)


class Jobs:
    """A line of orders that one thread works off; the coder is loaded when the first comes."""

    def __init__(self, desk: Desk, coder: Accountant | None = None) -> None:
        self._desk, self._coder = desk, coder
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._orders: queue.Queue[tuple[Job, Order] | None] = queue.Queue(_WAITING + 1)
        self._lock, self._bytes = threading.Lock(), 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="adding", daemon=True)
        self._thread.start()

    def put(self, order: Order) -> Job:
        """Take an order.

        Raises:
            Busy: too many are waiting.
        """
        what = order.address or order.title or ", ".join(shown(name) for name, _ in order.files) or "a text"
        job = Job(secrets.token_hex(8), " ".join(what.split())[:200], total=max(1, len(order.files)))
        with self._lock:
            if self._orders.qsize() >= _WAITING or self._bytes + order.size > _BYTES:
                raise Busy("too many addings are waiting; try again when some are done")
            self._bytes += order.size
            self._orders.put_nowait((job, order))
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        return job

    def get(self, id: str) -> Job | None:
        """A job that is remembered."""
        return self._jobs.get(id)

    def close(self) -> None:
        """Finish the article that is being worked on, and stop."""
        self._closing.set()
        self._orders.put(None)
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (item := self._orders.get()) is not None:
            job, order = item
            job.state = "coding"
            try:
                if not self._closing.is_set():
                    self._add(job, order)
            except DetenteError as error:
                job.fault(str(error))
            except Exception as error:  # the desk goes on whatever one order does
                job.fault(f"could not be added ({type(error).__name__}); please report it")
            if self._closing.is_set():
                job.fault("the desk was closed before all was added; add it again")
            if not job.keys and not job.problems:
                job.fault("nothing to read was found in it")
            with self._lock:
                self._bytes -= order.size
            self._desk.changed()
            job.state = "done" if job.keys else "failed"

    def _add(self, job: Job, order: Order) -> None:
        from detente.api import accountant
        from detente.ingest.sources import Problem
        from detente.record.adding import Adder

        self._coder = self._coder or accountant()
        pending: list[str] = []
        with self._desk.cursor() as record:
            adder = Adder(record.connection, self._coder, job.fault, self._desk.writing)
            with adder:
                for found in self._articles(job, order):
                    if isinstance(found, Problem):
                        job.fault(f"{found.origin}: {found.message}")
                    elif adder.add(found.key, found.article):
                        pending.append(found.key)
                    elif adder.done.known > job.known:
                        job.known = adder.done.known
                        if found.key not in pending:
                            job.hold(found.key)
                    _told(job, adder, pending)
                    if self._closing.is_set():
                        break
            _told(job, adder, pending)

    def _articles(self, job: Job, order: Order) -> Iterator[Found | Problem]:
        from detente.ingest.sources import articles

        if order.address is not None:
            web = articles([order.address], date=order.date, allow_private=self._desk.settings.allow_private)
            yield from _going_on(web, order.address)
            job.read += 1
        if order.text is not None:
            yield _pasted(order)
            job.read += 1
        if order.files:
            with tempfile.TemporaryDirectory() as folder:
                for number, (name, data) in enumerate(order.files):
                    path = Path(folder) / f"{number}{_ending(name)}"
                    path.write_bytes(data)
                    for found in _going_on(articles([str(path)], date=order.date), shown(name)):
                        yield _renamed(found, str(path), shown(name))
                    path.unlink()
                    job.read += 1


def shown(name: str) -> str:
    """The last part of an uploaded file's name, fit to be shown: the name is somebody else's."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:100] or "file"


def _ending(name: str) -> str:
    """Of the name only the ending is used, and only a plain one."""
    suffix = "".join(PurePosixPath(shown(name)).suffixes[-2:])
    plain = suffix.isascii() and suffix.replace(".", "").isalnum() and len(suffix) <= 15
    return suffix.lower() if plain else ".txt"


def _told(job: Job, adder: Adder, pending: list[str]) -> None:
    """Bring the job up to what is written: what only waits to be written is not told."""
    written = adder.done.added - job.added
    for key in pending[:written]:
        job.hold(key)
    del pending[:written]
    job.added += written


def _going_on(items: Iterator[Found | Problem], origin: str) -> Iterator[Found | Problem]:
    """The items; what ends them early is one more problem and does not cost the files that follow."""
    from detente.ingest.sources import Problem

    try:
        yield from items
    except DetenteError as error:
        yield Problem(origin, str(error))
    except Exception as error:
        yield Problem(origin, f"could not be read ({type(error).__name__}); please report it")


def _renamed(found: Found | Problem, path: str, name: str) -> Found | Problem:
    """``found`` under the name that its file was uploaded with: where it lay for a moment is nobody's business."""
    import msgspec

    from detente.ingest.sources import Problem

    origin = found.origin.replace(path, name)
    if isinstance(found, Problem):
        return Problem(origin, found.message.replace(path, name))
    article = found.article
    source = article.source.replace(path, name) if article.source else None
    return dataclasses.replace(found, article=msgspec.structs.replace(article, source=source), origin=origin)


def _pasted(order: Order) -> Found | Problem:
    import msgspec

    from detente.ingest.reader import article_from_text
    from detente.ingest.sources import found

    article = article_from_text(order.text or "", id="pasted", date=order.date)
    article = msgspec.structs.replace(
        article, title=order.title or article.title, outlet=order.outlet or article.outlet, source="pasted"
    )
    return found(article, "pasted")
