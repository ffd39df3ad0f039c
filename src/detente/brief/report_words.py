"""What was said in the period of a report: assessments, statements and outlooks of others, each with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.brief.plain import flat
from detente.brief.report_model import Claim, Claims, Section
from detente.brief.report_sources import Sourcebook
from detente.brief.wording import day, when
from detente.records import Assessment, Outlook, Statement

if TYPE_CHECKING:
    from detente.record.queries import Words
    from detente.record.record import Record

#: Items of a kind that are shown, the newest; and characters of the words of one.
_SHOWN, _LONGEST = 30, 600
_TITLES = {
    "assessments": ("assessments", "Assessments of the relation", "Assessment by"),
    "statements": ("statements", "Statements", "Statement of"),
    "outlooks": ("expected", "What others expect", "Expectation of"),
}


def words(
    store: Record,
    book: Sourcebook,
    one: str,
    other: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Iterator[Section]:
    """Sections of what was said about both codes by articles of the period, newest first; none for an empty kind.

    The same words of the same speaker in several articles are one claim with all of them as its source.
    """
    for table, (key, title, one_of) in _TITLES.items():
        found = store.words(table, one, other)
        kept = [w for w in found if _inside(w.published, since, until)]
        undated = sum(w.published is None for w in found) if since or until else 0
        groups: dict[tuple[str, str], list[Words]] = {}
        for item in kept:
            groups.setdefault(_said(item), []).append(item)
        # the record gives the oldest first and the undated last
        newest = sorted(groups.items(), key=lambda g: max(w.published or dt.date.min for w in g[1]), reverse=True)
        claims = []
        for (lead, text), items in newest[:_SHOWN]:
            line = f"{lead[:1].upper()}{lead[1:]}: “{text}”" if text else lead
            claims.append(Claim(f"{line} ({_when(items[0])})", (book.words(table[:-1], f"{one_of} {lead}", items),)))
        notes = []
        if len(newest) > _SHOWN:
            notes.append(f"{len(newest) - _SHOWN} earlier ones are left out.")
        if undated:
            notes.append(f"{undated} of articles without a date are left out, since the period is limited.")
        if claims or notes:
            yield Section(key, title, (Claims(tuple(claims)),) if claims else (), " ".join(notes))


def _inside(published: dt.date | None, since: dt.date | None, until: dt.date | None) -> bool:
    if published is None:
        return since is None and until is None
    return (since is None or published >= since) and (until is None or published <= until)


def _said(item: Words) -> tuple[str, str]:
    """Who says it, with the view in brackets, and the words."""
    told = item.record
    if isinstance(told, Assessment):
        view = ", ".join(w for w in (told.state, told.trend) if w)
        lead = _holder(told.holder) + (f" ({view})" if view else "")
    elif isinstance(told, Statement):
        lead = flat(told.speaker) + (f" ({flat(told.country)})" if told.country else "")
    elif isinstance(told, Outlook):
        lead = _holder(told.holder) + (f" (by {flat(told.horizon)})" if told.horizon else "")
    else:
        return flat(told.trigger), ""
    text = flat(told.text)
    return lead or "unnamed", text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _holder(name: str) -> str:
    return "the writer" if name == "writer" else flat(name)


def _when(item: Words) -> str:
    """The day of a statement where it has one of its own, else that of the article."""
    told = item.record
    if isinstance(told, Statement) and told.when.earliest is not None:
        return when(told.when)
    return f"published {day(item.published)}" if item.published else "undated"
