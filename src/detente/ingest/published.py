"""The day of publication that a page's markup names.

htmldate reads it, but is shown only the places where pages say when they were published: head, JSON-LD,
address, ``time`` and date elements. It never sees the prose, from which it would pick a day that the
story merely mentions, and its answer counts only when one of those places names that very day.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html

from detente.ingest.blocks import one_line, tidy
from detente.ingest.dates import date_line, parse_date

_EARLIEST = "1945-01-01"
_DATE_CLASS = re.compile(
    r"publi|post(?:ed)?[-_]?(?:date|on|time)|date|time(?:stamp)?\b|byline|meta|dateline|datum", re.IGNORECASE
)
_CHANGED = re.compile(r"modif|updat|revis", re.IGNORECASE)
NOT_STORY = re.compile(
    r"comment|related|sidebar|footer|widget|promo|teaser|most-?(?:read|popular)|recommend", re.IGNORECASE
)
_TELLING = ("class", "id", "itemprop", "rel", "data-testid")


def class_of(element: Any) -> str:
    """The words by which a page names an element: classes, id and the like."""
    attributes = element.attrib
    return " ".join(attributes[name] for name in _TELLING if name in attributes) if attributes else ""


def _outside(element: Any) -> bool:
    """Whether an element stands in prose, comments, a sidebar or teasers of other pages."""
    for ancestor in element.iterancestors("p"):
        if len(ancestor.text_content()) > 120:
            return True  # a date inside the prose
    return any(NOT_STORY.search(class_of(e)) or e.tag in {"aside", "footer", "nav"} for e in element.iterancestors())


def published(tree: lxml.html.HtmlElement, url: str | None) -> dt.date | None:
    """The day of publication that the page's markup names, or None.

    Elements that say "published" go before elements that only hold a date; several of the latter that
    disagree name no day.
    """
    from htmldate import find_date

    evidence = [url or "", *_header_dates(tree)]
    shown = _visible_dates(tree)
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    head, body = page.find("head"), page.find("body")
    for element in tree.xpath("//meta | //link[@rel='canonical'] | //script[contains(@type, 'ld+json')]"):
        if not _CHANGED.search(" ".join(element.values())):
            head.append(copy.copy(element))
    if shown:
        body.append(lxml.html.Element("time", {"datetime": shown.isoformat(), "class": "published"}))
        evidence.append(shown.isoformat())
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
    return day if any(_names_day(text, day) for text in evidence) else None


def _header_dates(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """What head and JSON-LD say with digits: the strings in which a day must be found."""
    for meta in tree.iter("meta", "link"):
        value = meta.get("content") or (meta.get("rel") == "canonical" and meta.get("href")) or ""
        if any(c.isdigit() for c in value):
            yield value
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        yield from _json_dates(script.text or "")


def _visible_dates(tree: lxml.html.HtmlElement) -> dt.date | None:
    """The day that date elements outside the prose show, where they agree."""
    said: list[dt.date] = []
    bare: set[dt.date] = set()
    for element in tree.iter("time", "span", "p", "div", "abbr", "small", "li"):
        named = class_of(element)
        if not (element.tag == "time" or _DATE_CLASS.search(named)) or _outside(element):
            continue
        text = one_line(tidy(element.text_content()))
        line = date_line(text)
        stamp = element.get("datetime") or element.get("content") or ""
        if element.tag == "abbr":
            stamp = stamp or element.get("title") or ""
        day = line.date if line else parse_date(stamp)
        changed = line.role == "updated" if line else _CHANGED.search(text)
        if day is None or changed or _CHANGED.search(named):
            continue
        if (line and line.role == "published") or re.search(r"(?i)publi|posted", named):
            said.append(day)
        else:
            bare.add(day)
    if said:
        return said[0]
    return next(iter(bare)) if len(bare) == 1 else None


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


def _names_day(text: str, day: dt.date) -> bool:
    """Whether ``text`` holds year and day of ``day``: "2019-05" alone names no day."""
    numbers = re.findall(r"\d+", text)
    if any(day.strftime("%Y%m%d") in n for n in numbers):
        return True
    return str(day.year) in numbers and (
        len(numbers) < 2 or numbers.count(str(day.day)) + numbers.count(f"{day.day:02d}") > 0
    )
