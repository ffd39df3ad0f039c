"""What goes between a run and its workers: typed, as MessagePack, never pickled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import msgspec

from detente.ingest.sources import Found, Page, Problem
from detente.records import Account, Article

#: What a worker is asked for: the articles of a page's bytes, or the account of an article.
Task = Literal["read", "code"]
#: Why an article cannot be had. The last three are the article's doing, and would cost every later run as much.
Kind = Literal["unreadable", "faulty", "slow", "memory", "died"]
DEADLY: frozenset[str] = frozenset({"slow", "memory", "died"})


class Setup(msgspec.Struct, frozen=True):
    """How a worker makes its coder, and the memory in MB that an article may take beyond it (0: no bound)."""

    knowledge: str | None = None
    min_confidence: float = 0.0
    megabytes: int = 1024


class Job(msgspec.Struct, frozen=True):
    """One thing asked of a worker; ``payload`` is an encoded :class:`PageMessage` or Article."""

    number: int
    task: Task
    payload: bytes


class Fault(msgspec.Struct, frozen=True):
    """Why there is no answer, in one line."""

    kind: Kind
    reason: str


class Answer(msgspec.Struct, frozen=True):
    """What came of a job: encoded :class:`Entry` list or Account, or a fault; ``seconds`` it took in the worker.

    ``signature`` is that of the account's article (:mod:`detente.record.stories`), so that the run need not make it.
    """

    number: int
    value: bytes = b""
    signature: bytes = b""
    fault: Fault | None = None
    seconds: float = 0.0


class PageMessage(msgspec.Struct, frozen=True):
    """A :class:`detente.ingest.sources.Page` on its way."""

    data: bytes
    origin: str
    url: str | None
    date: dt.date | None
    feed: bool


class Entry(msgspec.Struct, frozen=True):
    """What was found in a file or a page: an article, a page that is not read yet, or a problem."""

    found: Found | None = None
    problem: Problem | None = None
    page: PageMessage | None = None


_encode = msgspec.msgpack.Encoder().encode
_ENTRIES = msgspec.msgpack.Decoder(list[Entry])
_ACCOUNT = msgspec.msgpack.Decoder(Account)
_ARTICLE = msgspec.msgpack.Decoder(Article)
_PAGE = msgspec.msgpack.Decoder(PageMessage)


def page_bytes(page: Page) -> bytes:
    """``page``, encoded."""
    return _encode(_sent(page))


def page_of(data: bytes) -> Page:
    """The page that :func:`page_bytes` encoded."""
    return _page(_PAGE.decode(data))


def entries_bytes(items: Sequence[Found | Page | Problem]) -> bytes:
    """What a file or a page held, encoded."""
    return _encode([_entry(item) for item in items])


def entries_of(data: bytes) -> list[Found | Page | Problem]:
    """What :func:`entries_bytes` encoded."""
    return [_item(entry) for entry in _ENTRIES.decode(data)]


def _item(entry: Entry) -> Found | Page | Problem:
    if entry.page is not None:
        return _page(entry.page)
    return entry.found or entry.problem or Problem("nothing", "was sent")


def _sent(page: Page) -> PageMessage:
    return PageMessage(page.data, page.origin, page.url, page.date, page.feed)


def _page(sent: PageMessage) -> Page:
    return Page(data=sent.data, origin=sent.origin, url=sent.url, date=sent.date, feed=sent.feed)


def _entry(item: Found | Page | Problem) -> Entry:
    if isinstance(item, Found):
        return Entry(found=item)
    return Entry(problem=item) if isinstance(item, Problem) else Entry(page=_sent(item))


def article_bytes(article: Article) -> bytes:
    """``article``, encoded."""
    return _encode(article)


def article_of(data: bytes) -> Article:
    """The article that :func:`article_bytes` encoded."""
    return _ARTICLE.decode(data)


def account_bytes(account: Account) -> bytes:
    """``account``, encoded."""
    return _encode(account)


def account_of(data: bytes) -> Account:
    """The account that :func:`account_bytes` encoded."""
    return _ACCOUNT.decode(data)
