"""What `detente add` takes: files, folders, patterns, pages, feeds, JSON Lines, Parquet and WARC files, one by one.

An article's key is a digest of its words, its title and the name it came under (its address, or the id of its row; not
the place of a file, which may move). So the same file added twice, or found by two patterns, is one article, and the
same words from two papers are two articles of one story.
"""

from __future__ import annotations

import datetime as dt
import glob
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from detente.errors import DetenteError
from detente.ingest.kinds import shown
from detente.records import Article

if TYPE_CHECKING:
    from detente.ingest.bulk import Row
    from detente.ingest.feeds import Item

_WEB = re.compile(r"https?://", re.IGNORECASE)
#: Names of files that a folder may hold beside articles.
_PASSED_OVER = (
    ".duckdb",
    ".wal",
    ".py",
    ".css",
    ".js",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".pdf",
    ".zip",
    ".pyc",
)
#: Names of files that hold many articles.
_BULK = (
    ".jsonl",
    ".ndjson",
    ".jsonl.gz",
    ".parquet",
    ".warc",
    ".warc.gz",
    ".wet",
    ".wet.gz",
)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was read. ``key`` is its lasting identity, ``origin`` where it came from (path#row)."""

    key: str
    article: Article
    origin: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, in one line; the others are.

    Addresses and names of files may hold anything; here they hold no line ends, controls or direction overrides.
    """

    origin: str
    message: str

    def __post_init__(self) -> None:
        for name in ("origin", "message"):
            told: str = getattr(self, name)
            if not told.isprintable():
                object.__setattr__(self, name, " ".join(shown(told).split()))


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes that were fetched but not read yet; reading them is work, and hostile pages can make it long.

    ``feed`` says that they may be a feed of many articles, ``date`` is the day where nothing else tells it.
    """

    data: bytes
    origin: str
    url: str | None = None
    date: dt.date | None = None
    feed: bool = False


def count_of(arguments: Sequence[str]) -> int | None:
    """How many articles there are, where that is known without reading them: files, but no bulk files and feeds."""
    total = 0
    for argument in arguments:
        if _WEB.match(argument):
            return None
        for path in paths_of(argument):
            if is_bulk(path.name):
                return None
            total += 1
    return total


def articles(
    arguments: Sequence[str], *, date: dt.date | None = None, allow_private: bool = False
) -> Iterator[Found | Problem]:
    """All articles of the arguments, in order: folders and patterns sorted by path, bulk files row by row.

    Nothing is read before it is asked for. ``date`` is the day of publication where nothing else tells it.
    """
    for item in unread(arguments, date=date, allow_private=allow_private):
        if isinstance(item, Page):
            yield from read_page_bytes(item)
        else:
            yield item


def unread(
    arguments: Sequence[str], *, date: dt.date | None = None, allow_private: bool = False
) -> Iterator[Found | Page | Problem]:
    """As :func:`articles`, but files and archived pages come as bytes, for :func:`read_page_bytes` elsewhere."""
    for argument in arguments:
        if _WEB.match(argument):
            yield from _from_web(argument, date, allow_private)
            continue
        paths = paths_of(argument)
        if not paths:
            yield Problem(argument, "no such file, folder or pattern")
        for path in paths:
            yield from from_file(path, date)


def read_page_bytes(page: Page) -> Iterator[Found | Problem]:
    """The article of a page, or those of a feed."""
    if page.feed and _is_feed(page.data):
        yield from _from_feed(page.data, page.origin, page.date)
    else:
        yield from _page(page.data, page.origin, page.url, page.date)


def key_of(article: Article, name: str | None) -> str:
    """Sixteen hexadecimal digits: the same words under the same name have the same key."""
    parts = (name or "", article.title or "", article.outlet or "", article.body)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def found(article: Article, origin: str, name: str | None = None) -> Found:
    """``article`` under its key."""
    key = key_of(article, name)
    return Found(key, msgspec.structs.replace(article, id=key, source=article.source or origin), origin)


def paths_of(argument: str) -> list[Path]:
    """The files of a path, a folder or a pattern, in the order in which they are read."""
    path = Path(argument)
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path))
    if path.exists():
        return [path]
    if glob.has_magic(argument):
        return sorted(p for p in map(Path, glob.iglob(argument, recursive=True)) if p.is_file())  # noqa: PTH207
    return []


def _hidden(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder)
    return any(part.startswith((".", "__")) for part in inside.parts) or path.suffix.lower() in _PASSED_OVER


def is_bulk(name: str) -> bool:
    """Whether a file of this name holds many articles: JSON Lines, Parquet, or a web archive (WARC, WET)."""
    return name.lower().endswith(_BULK)


def from_bulk(file: BinaryIO, name: str, date: dt.date | None) -> Iterator[Found | Page | Problem]:
    """What an opened file of many articles holds, row by row; ``name`` tells its kind and stands in what is said.

    Raises:
        DetenteError, OSError, EOFError: it cannot be read, or no further.
    """
    kind = name.lower()
    if kind.endswith((".parquet", ".jsonl", ".ndjson", ".jsonl.gz")):
        from detente.ingest.bulk import jsonl_rows, parquet_rows

        for row in parquet_rows(file, name) if kind.endswith(".parquet") else jsonl_rows(file, name):
            yield _from_row(row, name, date)
        return
    from detente.ingest.warc import pages_of

    for url, page in pages_of(file, name):
        yield Page(page, f"{name}#{url}", url, date)


def from_file(path: Path, date: dt.date | None) -> Iterator[Found | Page | Problem]:
    """What one file holds, bulk files row by row; what cannot be read is a problem."""
    try:
        if is_bulk(path.name):
            with path.open("rb") as file:
                yield from from_bulk(file, str(path), date)
        else:
            yield Page(_bytes(path), str(path), None, date, feed=True)
    except DetenteError as error:
        yield Problem(str(path), str(error))
    except OSError as error:
        yield Problem(str(path), f"could not be read ({error.strerror or error})")


def _bytes(path: Path) -> bytes:
    from detente.ingest.kinds import MAX_INPUT, too_large

    with path.open("rb") as file:
        data = file.read(MAX_INPUT + 1)
    if len(data) > MAX_INPUT:
        raise too_large(str(path), path.stat().st_size)
    return data


def _page(data: bytes, origin: str, url: str | None, date: dt.date | None) -> Iterator[Found | Problem]:
    from detente.ingest.reader import article_from_bytes

    try:
        article = article_from_bytes(data, source=url or origin, url=url, date=date)
    except DetenteError as error:
        yield Problem(origin, str(error).removeprefix(f"{shown(url or origin)}: "))
    else:
        yield found(article, origin, url)


def _from_row(row: Row | Problem, path: str, date: dt.date | None) -> Found | Problem:
    from detente.ingest.reader import article_from_text

    if isinstance(row, Problem):
        return row
    origin = f"{path}#{row.number}"
    try:
        article = article_from_text(row.text, id=row.id or origin, date=row.date or date, keep=True)
    except DetenteError as error:
        return Problem(origin, str(error))
    article = msgspec.structs.replace(
        article, title=row.title or article.title, outlet=row.outlet or article.outlet, source=row.url or origin
    )
    return found(article, origin, row.url or row.id)


def _from_web(address: str, date: dt.date | None, allow_private: bool) -> Iterator[Found | Problem]:
    from detente.ingest.fetch import fetch

    try:
        page = fetch(address, allow_private=allow_private)
    except DetenteError as error:
        yield Problem(address, str(error))
        return
    if _is_feed(page.data):
        yield from _from_feed(page.data, page.url, date, fetched=True, allow_private=allow_private)
    else:
        yield from _page(page.data, page.url, page.url, date)


def _is_feed(data: bytes) -> bool:
    from detente.ingest.feeds import is_feed

    return is_feed(data)


def _from_feed(
    data: bytes, origin: str, date: dt.date | None, *, fetched: bool = False, allow_private: bool = False
) -> Iterator[Found | Problem]:
    """The items of a feed: their own text where it is whole, else the page behind it if the feed came from the web."""
    from detente.ingest.feeds import items_of

    try:
        items = list(items_of(data))
    except DetenteError as error:
        yield Problem(origin, str(error))
        return
    for item in items:
        if item.whole is None and item.link and fetched:
            yield from _from_web(item.link, date or item.published, allow_private)
        else:
            yield from from_item(item, origin, date)


def from_item(item: Item, feed: str, date: dt.date | None = None) -> Iterator[Found | Problem]:
    """The article that a feed's item carries whole; a problem where it holds only a summary."""
    where = item.link or f"{feed}#{item.id}"
    if item.whole is None:
        yield Problem(where, "the feed holds only a summary of it; add the feed by its address to read the page")
        return
    for read in _page(item.whole, where, item.link, date or item.published):
        yield _named(read, item.title, item.outlet)


def read_page(data: bytes, url: str, item: Item) -> Iterator[Found | Problem]:
    """The article of the page behind a feed's item; the item's day counts where the page tells none."""
    for read in _page(data, url, url, None):
        if isinstance(read, Found) and read.article.published is None and item.published is not None:
            dated = msgspec.structs.replace(read.article, published=item.published, published_basis="metadata")
            yield _named(Found(read.key, dated, read.origin), item.title, item.outlet)
        else:
            yield _named(read, item.title, item.outlet)


def _named(read: Found | Problem, title: str | None, outlet: str | None) -> Found | Problem:
    if isinstance(read, Problem):
        return read
    article = msgspec.structs.replace(
        read.article, title=read.article.title or title, outlet=read.article.outlet or outlet
    )
    return found(article, read.origin, article.source)
