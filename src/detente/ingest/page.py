"""An HTML page to a story: trafilatura finds the text and the metadata, htmldate the day.

What is ours is what they leave: which of trafilatura's paragraphs are furniture, notes on the writer
that stand outside the text, and a stricter look at dates. htmldate is shown only the places where
pages say when they were published (head, JSON-LD, address, ``time`` and date elements), never the
prose, and its answer counts only when a place names that very day.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from detente.errors import EmptyInput, InputTooLarge
from detente.ingest import byline as by
from detente.ingest.blocks import Block, is_prose, one_line, tidy, words
from detente.ingest.dates import date_line
from detente.ingest.matter import Story, settle, take_apart
from detente.ingest.text import blocks_of

MAX_PAGE = 20_000_000
MAX_ELEMENTS = 200_000

_EARLIEST = "1945-01-01"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Tags that only wrap: taken out when a page nests deeper than the parser follows.
_WRAPPERS = re.compile(
    r"</?(?:div|span|font|section|center|b|i|em|strong|main|article)\b[^<>]*>", re.IGNORECASE
)
_DATE_CLASS = re.compile(
    r"publi|post(?:ed)?[-_]?(?:date|on|time)|date|time(?:stamp)?\b|byline|meta|dateline|datum", re.IGNORECASE
)
_WRITER_CLASS = re.compile(r"author|byline|bio\b|writer|contributor|autor|standing|credit", re.IGNORECASE)
_NOT_STORY = re.compile(
    r"comment|related|sidebar|footer|widget|promo|teaser|most-?(?:read|popular)|recommend", re.IGNORECASE
)


def story_of_page(markup: str, url: str | None = None) -> Story:
    """The story of the page ``markup``; ``url`` is its address, where known.

    Raises ``InputTooLarge`` for a page beyond the bounds and ``EmptyInput`` when it holds no prose.
    """
    if len(markup) > MAX_PAGE:
        raise InputTooLarge(
            f"the page has {len(markup):,} characters, more than {MAX_PAGE:,}; hand over its text"
        )
    tree = _parse(markup)
    if tree is None:
        raise EmptyInput("the page holds no text")
    blocks, known = _extract(tree, url)
    story = take_apart(blocks, known)
    if not story.paragraphs:
        raise EmptyInput("the page holds no prose that could be told from its furniture")
    return settle(story, blocks_of)


def _parse(markup: str) -> lxml.html.HtmlElement | None:
    """The tree of ``markup``; wrappers are dropped when they nest too deep, so that no text is lost."""
    data = _CONTROLS.sub("", markup)
    for attempt in (data, None):
        text = attempt if attempt is not None else _WRAPPERS.sub(" ", data)
        parser = lxml.html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
        )
        try:
            tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except (etree.LxmlError, ValueError):
            return None
        if not any("depth" in entry.message for entry in parser.error_log):
            break
    count = sum(1 for _ in tree.iter())
    if count > MAX_ELEMENTS:
        raise InputTooLarge(
            f"the page has {count:,} elements, more than {MAX_ELEMENTS:,}; hand over its text"
        )
    return tree


def _extract(tree: lxml.html.HtmlElement, url: str | None) -> tuple[list[Block], Story]:
    """Blocks of the text as trafilatura finds it, and what the metadata say."""
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata
    from trafilatura.settings import Document

    published = _published(tree, url)
    writer, standing = _writer(tree)
    # its own look for a date is switched off as far as it goes: ours is taken
    meta = extract_metadata(_without_text(tree), url, {"extensive_search": False, "original_date": True})
    document = bare_extraction(
        copy.deepcopy(tree),
        url=url,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
    )
    blocks = (
        list(_blocks(document.body)) if isinstance(document, Document) and document.body is not None else []
    )
    author = ", ".join(one_line(a) for a in (meta.author or "").split(";") if a.strip()) or writer
    outlet = one_line(meta.sitename) if meta.sitename else None
    known = Story(
        title=_clean_title(tidy(meta.title), outlet) if meta.title else None,
        byline=author,
        standing=standing,
        outlet=outlet,
        date=published,
    )
    return blocks, known


def _without_text(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """A copy in which running text is gone: metadata stand elsewhere, and prose only misleads."""
    bare = copy.deepcopy(tree)
    for paragraph in bare.xpath("//p[string-length(.) > 120] | //figure | //aside"):
        if paragraph.getparent() is not None:
            paragraph.drop_tree()
    return bare


_BLOCK_TAGS = {"p", "head", "quote", "item", "cell", "code"}


def _blocks(body: Any) -> Iterator[Block]:
    """Trafilatura's body as blocks: paragraphs, headings, list items, table cells; line breaks part them."""
    for element in body.iter(*_BLOCK_TAGS):
        if any(child.tag in _BLOCK_TAGS for child in element.iterdescendants()):
            # a container: its own text stands before its children
            if element.text and element.text.strip():
                yield from _split(element.text, element.tag)
            continue
        yield from _split(_flat(element), element.tag)
        tail = element.tail
        if tail and tail.strip():
            yield from _split(tail, "p")


def _flat(element: Any) -> str:
    """The text of an element, a line break for each ``lb``; white space of the source means nothing."""
    parts = [" ".join((element.text or "").split(" "))]
    for child in element.iterdescendants():
        if child.tag == "lb":
            parts.append("\x00")
        elif child.text:
            parts.append(child.text)
        parts.append(child.tail or "")
    return "".join(parts)


def _split(text: str, tag: str) -> Iterator[Block]:
    kind = {"head": "head", "item": "item", "cell": "cell"}.get(tag, "text")
    for part in re.split(r"\x00[\s\x00]*", text):
        line = one_line(tidy(part))
        if line:
            bulleted = line[0] in "•·▪●■◦‣∙"
            yield Block(line.lstrip("•·▪●■◦‣∙ ") if bulleted else line, kind=kind, bulleted=bulleted)  # type: ignore[arg-type]


def _clean_title(title: str, outlet: str | None) -> str:
    """The title without the name of the site that pages append."""
    title = one_line(title)
    head, _, tail = title.rpartition(
        next((s for s in (" | ", " – ", " — ", " - ", " :: ") if s in title), "\x00")
    )
    if head and (
        tail.casefold() in (outlet or "").casefold() or (outlet or "\x00").casefold() in tail.casefold()
    ):
        return head.strip()
    return title


def _class_of(element: Any) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "rel", "data-testid"))


def _outside(element: Any) -> bool:
    """Whether an element stands in comments, a sidebar or teasers of other pages."""
    return any(
        _NOT_STORY.search(_class_of(e)) or e.tag in {"aside", "footer", "nav"}
        for e in element.iterancestors()
    )


def _writer(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """Name and standing of the writer from elements marked as such, where they say it plainly."""
    name: str | None = None
    standing: str | None = None
    marked = [
        e
        for e in tree.iter("p", "div", "span", "address", "section", "a", "footer", "h4")
        if _WRITER_CLASS.search(_class_of(e))
    ]
    for element in marked[:60]:
        text = one_line(tidy(element.text_content()))
        if not text or len(text) > 700 or _NOT_STORY.search(_class_of(element)):
            continue
        found = by.byline(text)
        if found and not name:
            name = found.name
        note = (found and found.standing) or _note(element, text, name)
        standing = standing or note
        if (
            not standing
            and len(words(text)) <= 14
            and by.is_role(text)
            and not found
            and len(element) == 0
            and not by.is_name(text)
        ):
            standing = text.strip(" ,.")
    return name, standing


def _note(element: Any, text: str, name: str | None) -> str | None:
    """A writer's note in a marked element or one of its paragraphs."""
    for candidate in (
        text,
        *(one_line(tidy(p.text_content())) for p in element.iter("p", "em", "i", "span")),
    ):
        if candidate and is_prose(candidate) and (note := by.writer_note(candidate, "", name)):
            return note.standing
    return None


def _published(tree: lxml.html.HtmlElement, url: str | None) -> dt.date | None:
    """The day of publication that the page's markup names, or None."""
    from htmldate import find_date

    places = list(_date_places(tree))
    if not places and not url:
        return None
    page = _dates_only(tree, places)
    found = find_date(
        page,
        extensive_search=False,
        original_date=True,
        url=url,
        min_date=_EARLIEST,
        deferred_url_extractor=True,
    )
    if not found:
        return None
    day = dt.date.fromisoformat(found)
    evidence = [text for _, text in places] + [url or ""]
    return day if any(_names_day(text, day) for text in evidence) else None


def _date_places(tree: lxml.html.HtmlElement) -> Iterator[tuple[Any, str]]:
    """Elements that speak of a day of publication, with their words."""
    for meta in tree.iter("meta", "link"):
        value = meta.get("content") or (meta.get("rel") == "canonical" and meta.get("href")) or ""
        if any(c.isdigit() for c in value):
            yield meta, value
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for value in _json_dates(script.text or ""):
            yield script, value
    for element in tree.iter("time", "span", "p", "div", "abbr", "small", "li"):
        if (element.tag == "time" or _DATE_CLASS.search(_class_of(element))) and not _outside(element):
            text = one_line(tidy(element.text_content()))
            line = date_line(text)
            stamp = (
                element.get("datetime")
                or element.get("content")
                or (element.get("title") if element.tag == "abbr" else "")
                or ""
            )
            if line and line.role != "updated":
                yield element, text
            elif stamp and not re.search(r"(?i)updat|modif", text + _class_of(element)):
                yield element, stamp


def _json_dates(script: str) -> Iterator[str]:
    """The values of ``datePublished`` and its kin in a JSON-LD script."""
    try:
        pending: list[Any] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if isinstance(value, str) and key in {"datePublished", "dateCreated", "uploadDate"}:
                    yield value
                elif isinstance(value, (dict, list)):
                    pending.append(value)
        elif isinstance(node, list):
            pending.extend(node)


def _dates_only(tree: lxml.html.HtmlElement, places: list[tuple[Any, str]]) -> lxml.html.HtmlElement:
    """A small page of the head and the date elements: no prose from which a day could be picked."""
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    head, body = page.find("head"), page.find("body")
    for element in tree.iter("meta", "link"):
        if not re.search(r"(?i)modif|updat|revis", " ".join(element.values())):
            head.append(copy.copy(element))
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        head.append(copy.copy(script))
    for element, text in places:
        if element.tag not in {"meta", "link", "script"}:
            stamp = lxml.html.Element("time", {"datetime": text, "class": "published"})
            line = date_line(text)
            stamp.set("datetime", line.date.isoformat() if line and line.date else text)
            body.append(stamp)
    return page


def _names_day(text: str, day: dt.date) -> bool:
    """Whether ``text`` holds year and day of ``day``: "2019-05" alone names no day."""
    numbers = re.findall(r"\d+", text)
    if any(day.strftime("%Y%m%d") in n for n in numbers):
        return True
    return str(day.year) in numbers and (
        len(numbers) < 2 or numbers.count(str(day.day)) + numbers.count(f"{day.day:02d}") > 0
    )
