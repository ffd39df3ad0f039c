"""Articles to accounts, in the order they came, whoever codes them: this process, or a pool of workers."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from detente.account import Accountant
from detente.errors import DetenteError
from detente.ingest.sources import Found, Page, Problem, read_page_bytes
from detente.records import Account
from detente.scale import messages
from detente.scale.messages import Fault, Job, Setup
from detente.scale.pool import Pool

#: What is read ahead of what is coded: items a worker, and bytes of all.
_AHEAD, _BYTES = 64, 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Coded:
    """An article with its account; ``seconds`` is what reading and coding it took.

    ``signature`` is that of its body as :mod:`detente.record.stories` stores it, where it was made already.
    """

    key: str
    account: Account
    origin: str
    seconds: float = 0.0
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that cannot be had. ``key`` is its own, or ``page:`` with a digest where it was never read."""

    key: str
    origin: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Passed:
    """An article that was not wanted."""

    key: str


Item = Found | Page | Problem | Coded | Failed
Outcome = Coded | Failed | Passed | Problem
#: How keys of pages that were never read begin.
PAGE = "page:"

Wanted = Callable[[str], bool]


def page_key(page: Page) -> str:
    """The key of a page that cannot be read: of its bytes and the name it came under."""
    return PAGE + hashlib.sha256((page.url or "").encode("utf-8", "replace") + b"\x1f" + page.data).hexdigest()[:16]


def coded_here(items: Iterable[Item], coder: Accountant, wanted: Wanted) -> Iterator[Outcome]:
    """Code in this process, one after the other, without bounds.

    ``wanted`` is asked for each key, in order, before it is coded.
    """
    for item in items:
        for found in read_page_bytes(item) if isinstance(item, Page) else (item,):
            if isinstance(found, Problem):
                yield found
            elif not wanted(found.key):
                yield Passed(found.key)
            elif isinstance(found, Found):
                yield _code(found, coder)
            else:
                yield found


def _code(found: Found, coder: Accountant) -> Coded | Failed:
    origin = found.article.source or found.origin
    try:
        return Coded(found.key, coder.account(found.article), origin)
    except DetenteError as error:
        return Failed(found.key, origin, Fault("unreadable", str(error)))
    except (ValueError, RecursionError, IndexError, KeyError) as error:
        # a fault of ours in one article of a thousand must not cost the others
        reason = f"cannot be coded ({type(error).__name__}: {error!s:.300}); please report it"
        return Failed(found.key, origin, Fault("faulty", reason))


def coded_by(
    pool: Pool, workers: int, items: Iterable[Item], wanted: Wanted, shunned: Collection[str] = ()
) -> Iterator[Outcome]:
    """Code in ``pool``, with the same outcomes in the same order as :func:`coded_here`, save what breaks its bounds.

    Pages are read by the workers too. ``wanted`` is asked for each key, in order: for a page that cannot be read, by
    :func:`page_key`, once it has failed; ``shunned`` are such keys that are not even tried.
    """
    return _Line(pool, workers, wanted, shunned).run(iter(items))


#: Codes items; asked which keys are wanted, and told the keys that are not even to be tried.
Coder = Callable[[Iterable[Item], Wanted, Collection[str]], Iterator[Outcome]]


@contextmanager
def by_workers(workers: int, setup: Setup, seconds: float) -> Iterator[Coder]:
    """A coder of so many processes, each made as ``setup`` says; an article may take so many seconds (0: any time)."""
    with Pool(workers, setup, seconds=seconds) as pool:
        yield lambda items, wanted, shunned: coded_by(pool, workers, items, wanted, shunned)


@contextmanager
def in_this_process(made: AbstractContextManager[Accountant]) -> Iterator[Coder]:
    """A coder that is this process, without bounds."""
    with made as coder:
        yield lambda items, wanted, _: coded_here(items, coder, wanted)


@dataclass(slots=True)
class _Slot:
    """One item on its way: ``read`` once its page is read, ``out`` once there is nothing more to do."""

    size: int = 0
    page: Page | None = None
    read: list[Found | Problem | Coded | Failed] | None = None
    found: Found | None = None
    out: Outcome | None = None
    seconds: float = 0.0


class _Line:
    """Keeps the order: pages are read ahead, keys are asked for in order, accounts wait for those before them."""

    def __init__(self, pool: Pool, workers: int, wanted: Wanted, shunned: Collection[str]) -> None:
        self._pool, self._wanted = pool, wanted
        self._pages = frozenset(key for key in shunned if key.startswith(PAGE))
        self._most = workers * _AHEAD
        self._reading: deque[_Slot] = deque()
        self._coding: deque[_Slot] = deque()
        self._asked: dict[int, _Slot] = {}
        self._number = self._bytes = 0

    def run(self, items: Iterator[Item]) -> Iterator[Outcome]:
        """All outcomes, in order."""
        ended = False
        while True:
            while not ended and len(self._reading) + len(self._coding) < self._most and self._bytes < _BYTES:
                item = next(items, None)
                if item is None:
                    ended = True
                else:
                    self._take(item)
                    self._decide()
            self._decide()
            while self._coding and self._coding[0].out is not None:
                slot = self._coding.popleft()
                self._bytes -= slot.size
                if slot.out is not None:
                    yield slot.out
            if self._asked:
                self._hear()
            elif ended and not self._reading and not self._coding:
                return

    def _take(self, item: Item) -> None:
        if isinstance(item, Page) and self._pages and (key := page_key(item)) in self._pages:
            slot = _Slot(read=[Failed(key, item.url or item.origin, Fault("slow", "kept back"))])
        elif isinstance(item, Page):
            slot = _Slot(size=len(item.data), page=item)
            self._ask(slot, "read", messages.page_bytes(item))
        else:
            slot = _Slot(read=[item])
        self._bytes += slot.size
        self._reading.append(slot)

    def _ask(self, slot: _Slot, task: messages.Task, payload: bytes) -> None:
        self._number += 1
        self._asked[self._number] = slot
        self._pool.put(Job(self._number, task, payload))

    def _decide(self) -> None:
        while self._reading and self._reading[0].read is not None:
            done = self._reading.popleft()
            self._bytes -= done.size
            for item in done.read or ():
                slot = _Slot(seconds=done.seconds)
                self._coding.append(slot)
                if isinstance(item, Problem):
                    slot.out = item
                elif not self._wanted(item.key):
                    slot.out = Passed(item.key)
                elif isinstance(item, Found):
                    slot.found, slot.size = item, len(item.article.body)
                    self._bytes += slot.size
                    self._ask(slot, "code", messages.article_bytes(item.article))
                else:
                    slot.out = item

    def _hear(self) -> None:
        answer = self._pool.answer()
        slot = self._asked.pop(answer.number)
        slot.seconds += answer.seconds
        if slot.found is not None:
            found, origin = slot.found, slot.found.article.source or slot.found.origin
            if answer.fault is not None:
                slot.out = Failed(found.key, origin, answer.fault)
            else:
                account = messages.account_of(answer.value)
                slot.out = Coded(found.key, account, origin, slot.seconds, answer.signature)
        elif slot.page is not None:
            page, slot.page = slot.page, None
            if answer.fault is not None:
                slot.read = [Failed(page_key(page), page.url or page.origin, answer.fault)]
            else:
                slot.read = [e for e in messages.entries_of(answer.value) if not isinstance(e, Page)]
