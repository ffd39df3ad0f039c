"""Adding from the desk: one article after the other in the background, with progress and one line for each fault."""

from __future__ import annotations

import datetime as dt
import queue
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from detente.desk.state import Desk
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.account import Accountant
    from detente.ingest.sources import Found, Problem

#: Jobs that are remembered, and that may wait.
_KEPT, _WAITING = 100, 20


@dataclass
class Job:
    """One adding. ``keys`` are the articles that are held now, new or known; ``problems`` one line each."""

    id: str
    what: str
    state: str = "waiting"
    added: int = 0
    known: int = 0
    keys: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is to be added: an address, a text, or files (name and bytes)."""

    address: str | None = None
    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    date: dt.date | None = None
    files: tuple[tuple[str, bytes], ...] = ()


class Jobs:
    """A line of orders that one thread works off; the coder is loaded when the first comes."""

    def __init__(self, desk: Desk, coder: Accountant | None = None) -> None:
        self._desk, self._coder = desk, coder
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._orders: queue.Queue[tuple[Job, Order] | None] = queue.Queue(_WAITING)
        self._thread = threading.Thread(target=self._work, name="adding", daemon=True)
        self._thread.start()

    def put(self, order: Order) -> Job:
        """Take an order.

        Raises:
            DetenteError: too many are waiting.
        """
        what = order.address or order.title or ", ".join(name for name, _ in order.files) or "a text"
        job = Job(secrets.token_hex(8), what[:200])
        try:
            self._orders.put_nowait((job, order))
        except queue.Full:
            raise DetenteError("too many addings are waiting; try again when some are done") from None
        self._jobs[job.id] = job
        while len(self._jobs) > _KEPT:
            self._jobs.popitem(last=False)
        return job

    def get(self, id: str) -> Job | None:
        """A job that is remembered."""
        return self._jobs.get(id)

    def close(self) -> None:
        """Finish what is being worked on and stop."""
        try:
            self._orders.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (item := self._orders.get()) is not None:
            job, order = item
            job.state = "coding"
            try:
                self._add(job, order)
                job.state = "done"
            except DetenteError as error:
                job.problems.append(str(error))
                job.state = "failed"
            except Exception as error:  # the desk goes on whatever one order does
                job.problems.append(f"could not be added ({type(error).__name__}); please report it")
                job.state = "failed"
            if job.state == "done" and not job.keys:
                job.state = "failed"

    def _add(self, job: Job, order: Order) -> None:
        from detente.api import accountant
        from detente.ingest.sources import Problem
        from detente.record.adding import Adder

        self._coder = self._coder or accountant()
        with self._desk.writing, self._desk.reading() as record:
            adder = Adder(record.connection, self._coder, job.problems.append)
            with adder:
                for found in self._articles(order):
                    if isinstance(found, Problem):
                        job.problems.append(f"{found.origin}: {found.message}")
                    elif adder.add(found.key, found.article) or adder.done.known > job.known:
                        job.known = adder.done.known
                        job.keys.append(found.key)
            job.added = adder.done.added

    def _articles(self, order: Order) -> Iterator[Found | Problem]:
        from detente.ingest.sources import articles

        if order.address is not None:
            yield from articles([order.address], date=order.date, allow_private=self._desk.settings.allow_private)
        if order.text is not None:
            yield self._pasted(order)
        if order.files:
            with tempfile.TemporaryDirectory() as folder:
                for number, (name, data) in enumerate(order.files):
                    # the name is somebody else's: only its ending is used
                    suffix = "".join(Path(name).suffixes[-2:])[-12:]
                    suffix = suffix if suffix.replace(".", "").isalnum() and suffix.isascii() else ".txt"
                    path = Path(folder) / f"{number}{suffix}"
                    path.write_bytes(data)
                    yield from articles([str(path)], date=order.date)

    def _pasted(self, order: Order) -> Found | Problem:
        import msgspec

        from detente.ingest.reader import article_from_text
        from detente.ingest.sources import found

        article = article_from_text(order.text or "", id="pasted", date=order.date)
        article = msgspec.structs.replace(
            article, title=order.title or article.title, outlet=order.outlet or article.outlet, source="pasted"
        )
        return found(article, "pasted")
