"""RSS and Atom: the items of a feed whose bytes are at hand. Nothing is fetched here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
#: Words from which an item's own text is taken for the whole article.
_WHOLE = 150
#: Items that are read of one feed.
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``whole`` is an HTML page of its text where the feed carries it, ``published`` its day (UTC)."""

    number: int
    id: str
    link: str | None
    title: str | None
    outlet: str | None
    published: dt.date | None
    whole: bytes | None


def is_feed(data: bytes) -> bool:
    """Whether the bytes begin like a feed."""
    head = data[:2048]
    return bool(_FEED.search(head)) and b"<html" not in head.lower()


def items_of(data: bytes) -> Iterator[Item]:
    """The items of a feed, in its order; a malformed feed gives those that can be read.

    Raises:
        UnsupportedInput: it is malformed beyond that.
        InputTooLarge: it is larger than :data:`detente.ingest.feedparsing.MAX_FEED`.
    """
    from detente.ingest.feedparsing import parsed

    feed = parsed(data)
    outlet = _line(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries[:_MOST], 1):
        link = entry.get("link")
        link = link if isinstance(link, str) and link.lower().startswith(("http://", "https://")) else None
        title = _line(entry.get("title"))
        yield Item(
            number=number,
            id=str(entry.get("id") or link or title or number),
            link=link,
            title=title,
            outlet=outlet,
            published=_day(entry.get("published_parsed") or entry.get("updated_parsed")),
            whole=_whole(entry, title),
        )


def _whole(entry: Any, title: str | None) -> bytes | None:
    texts = [part.get("value") or "" for part in entry.get("content", [])] + [entry.get("summary") or ""]
    longest = max(texts, key=len, default="")
    if len(_TAG.sub(" ", longest).split()) < _WHOLE:
        return None
    import html

    body = longest if "<p" in longest.lower() else "".join(f"<p>{p}</p>" for p in longest.split("\n") if p.strip())
    head = f"<title>{html.escape(title)}</title>" if title else ""
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode("utf-8", "replace")


def _line(value: object) -> str | None:
    text = " ".join(_TAG.sub(" ", str(value)).split())[:500] if value else ""
    return text or None


def _day(parsed: Any) -> dt.date | None:
    try:
        return dt.date(parsed[0], parsed[1], parsed[2]) if parsed else None
    except (ValueError, TypeError, IndexError):
        return None
