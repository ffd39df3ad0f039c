"""Joins words of time that belong together: "Tuesday" with "of last week", "May 30" with "to June 2"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.coding.timemeaning import (
    Fixed,
    Meaning,
    Offset,
    PartOf,
    Range,
    Rolling,
    Unplaced,
    UpToNow,
    Weekday,
    Within,
    Yearless,
)  # fmt: skip
from detente.coding.timewords import Find, Kind

Relation = Literal["at", "since", "until", "before", "after", "by", "from", "during"]


@dataclass(frozen=True, slots=True)
class Span:
    """A find on its way to an expression: ``relation`` None until a preposition is met."""

    find: Find
    start: int
    end: int
    kind: Kind
    meaning: Meaning
    relation: Relation | None = None


def alone(find: Find) -> Span:
    return Span(find, find.start, find.end, find.kind, find.meaning)


def joined(text: str, finds: Sequence[Find], position: int) -> tuple[Span, int]:
    """The find at ``position`` with what follows and belongs to it, and how many finds that took."""
    span, used = alone(finds[position]), 1
    while position + used < len(finds):
        second = finds[position + used]
        meaning = _pair(text, span, second)
        if meaning is None:
            break
        kind: Kind = "range" if isinstance(meaning, Range) else "date"
        relation: Relation | None = "from" if isinstance(meaning, Range) else None
        if isinstance(meaning, Within) and "week" in text[span.start : second.end].lower():
            kind = "weekday"
        find = replace(span.find, weak="" if relation or span.find.weak != "year" else "year")
        span = Span(find, span.start, second.end, kind, meaning, relation)
        used += 1
    return span, used


def _pair(text: str, span: Span, second: Find) -> Meaning | None:
    gap = text[span.end : second.start]
    if len(gap) > 12:
        return None
    first, last = span.meaning, second.meaning
    link = " ".join(gap.split()).lower()
    modifier = re.fullmatch(r"(?:of |in |,)? ?(early|late|mid)-?", link) if link else None
    if link in ("", ",", "of", "in", "on", "of the", ", in") and gap:
        if _is_year(last) and isinstance(first, Yearless) and first.step == 0:
            return Within(first, last)
        if isinstance(first, Weekday) and _is_week(last):
            return Within(first, last)
        if _is_week(first) and isinstance(last, Weekday):
            return Within(last, first)
        if isinstance(first, Weekday) and link != "in" and _is_day(last):
            return replace(last, weekday=first.number) if isinstance(last, Yearless) else last
        return None
    if modifier or isinstance(first, Range | Unplaced | Rolling) or isinstance(last, Unplaced | Rolling):
        return None
    if _grain(first) != _grain(last) or not _grain(first):
        return None
    if link in ("-", "–", "—"):
        return Range(first, last) if second.weak != "unit" else None
    before = text[max(0, span.start - 16) : span.start].lower()
    opened = re.search(r"\b(?:from|between)\s+(?:the\s+|late\s+|early\s+|mid-?\s*)?$", before)
    if link in ("to", "until", "till", "through", "to the") and (opened or second.weak != "year"):
        return Range(first, last) if opened or _grain(first) in ("day", "month", "weekday") else None
    if link in ("and", "and the") and opened and opened[0].startswith("between"):
        return Range(first, last)
    return None


def _is_year(meaning: Meaning) -> bool:
    match meaning:
        case Offset(unit="year", before=0, after=0):
            return True
        case Fixed(interval):
            return interval.precision == "year" and interval.earliest.year == interval.latest.year
    return False


def _is_week(meaning: Meaning) -> bool:
    if isinstance(meaning, UpToNow):
        return _is_week(meaning.whole)
    return isinstance(meaning, Offset) and meaning.unit == "week" and not meaning.anchored


def _is_day(meaning: Meaning) -> bool:
    if isinstance(meaning, Yearless):
        return meaning.day > 0 and not meaning.last_day and meaning.weekday is None
    return isinstance(meaning, Fixed) and meaning.interval.precision == "day"


def _grain(meaning: Meaning) -> str:
    """What kind of unit a meaning names; ranges join like with like."""
    match meaning:
        case Weekday():
            return "weekday"
        case Yearless(day=day):
            return "day" if day else "month"
        case Fixed(interval):
            return interval.precision if interval.precision != "week" else ""
        case Offset(unit=unit, anchored=False):
            return unit
        case PartOf(whole=whole):
            return _grain(whole)
        case Within(inner=inner):
            return _grain(inner)
    return ""
