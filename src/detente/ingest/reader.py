"""Bytes, paths and text to an Article: the order in which the other modules are asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from pathlib import Path
from typing import BinaryIO, Literal

from detente.errors import DetenteError, EmptyInput, InputTooLarge
from detente.ingest import kinds
from detente.ingest.blocks import MAX_BODY, whole
from detente.ingest.decode import decode
from detente.ingest.matter import Story, settle, take_apart
from detente.ingest.text import blocks_of
from detente.records import Article


def read_article(
    source: str | Path,
    *,
    date: dt.date | None = None,
    allow_private: bool = False,
    stdin: BinaryIO | None = None,
) -> Article:
    """The article at ``source``: a path, an http(s) address, or ``-`` for standard input.

    ``date`` is the day of publication where the caller knows it. ``allow_private`` lets an address lead
    into the own network. Raises a :class:`~detente.errors.DetenteError` with one line of reason.
    """
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        from detente.ingest.fetch import fetch

        page = fetch(source, allow_private=allow_private)
        return _from_bytes(page.data, source=page.url, date=date, url=page.url, charset=page.charset)
    if str(source) == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        data = stream.read(kinds.MAX_INPUT + 1)
        if len(data) > kinds.MAX_INPUT:
            raise kinds.too_large("standard input", len(data))
        return article_from_bytes(data, source="standard input", date=date)
    return article_from_bytes(_read_file(Path(source)), source=str(source), date=date)


def _read_file(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DetenteError(f"{path} is a folder; name one file in it")
        with path.open("rb") as file:
            data = file.read(kinds.MAX_INPUT + 1)
            size = path.stat().st_size
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DetenteError(f"{path} could not be read ({reason}); name a readable file or an address") from None
    if len(data) > kinds.MAX_INPUT:
        raise kinds.too_large(str(path), max(size, len(data)))
    return data


def article_from_bytes(
    data: bytes, *, source: str | None, date: dt.date | None = None, url: str | None = None
) -> Article:
    """The article in ``data``: an HTML page or raw text in any common encoding.

    ``source`` is kept in the record and named in messages; ``url`` is the page's address, from which
    outlet and date may be read.
    """
    return _from_bytes(data, source=source, date=date, url=url, charset=None)


def _from_bytes(
    data: bytes, *, source: str | None, date: dt.date | None, url: str | None, charset: str | None
) -> Article:
    name = kinds.shown(source) if source else "the input"
    kinds.check_bytes(data, name)
    text = decode(data, charset)
    kind = kinds.text_kind(text)
    try:
        if kind == "html":
            from detente.ingest.page import story_of_page

            story = story_of_page(text, url)
        else:
            kinds.check_text(text, name)
            story = _story_of_text(text)
        _check_length(story.body)
    except EmptyInput as error:
        raise EmptyInput(f"{name}: {error}; hand over {kinds.SUPPORTED}") from None
    except InputTooLarge as error:
        raise InputTooLarge(f"{name}: {error}") from None
    return _article(story, id=None, date=date, source=source)


def article_from_text(text: str, *, id: str, date: dt.date | None = None, keep: bool = False) -> Article:
    """The article in ``text``, under the caller's ``id``.

    With ``keep`` the text is the body to the letter (lone surrogates alone become U+FFFD), so that offsets are those
    of the caller's text;
    without it furniture, title and byline are taken apart as for a page of raw text.
    """
    text = whole(text)
    if not keep:
        return _article(_story_of_text(text), id=id, date=date, source=None)
    _check_length(text)
    if not text.strip():
        raise EmptyInput(f"text {id} is empty; hand over at least one sentence")
    # the words may still give the day ("Published: 16 May 2019" above the story)
    story = Story() if date else take_apart(blocks_of(text))
    published, basis = _day(story, date)
    return Article(id=id, body=text, published=published, published_basis=basis)


def _story_of_text(text: str) -> Story:
    _check_length(text)
    story = settle(take_apart(blocks_of(text)), blocks_of)
    if not story.paragraphs:
        raise EmptyInput("there is no prose in the text")
    return story


def _check_length(text: str) -> None:
    if len(text) > MAX_BODY:
        raise InputTooLarge(f"a text of {len(text):,} characters; at most {MAX_BODY:,} are read as one, so split it")


def _article(story: Story, *, id: str | None, date: dt.date | None, source: str | None) -> Article:
    body = story.body
    published, basis = _day(story, date)
    return Article(
        id=id if id is not None else content_id(story.title, body),
        body=body,
        title=story.title,
        byline=story.byline,
        standing=story.standing,
        outlet=story.outlet,
        published=published,
        published_basis=basis,
        source=source,
    )


def _day(
    story: Story, given: dt.date | None
) -> tuple[dt.date | None, Literal["given", "metadata", "dateline", "unknown"]]:
    if given:
        return given, "given"
    if story.date:
        return story.date, "metadata"
    if story.dateline:
        return story.dateline, "dateline"
    return None, "unknown"


def content_id(title: str | None, body: str) -> str:
    """Twelve hexadecimal digits from title and body: the same article has the same id from anywhere."""
    return hashlib.sha256(f"{title or ''}\n{body}".encode("utf-8", "replace")).hexdigest()[:12]
