"""From ids of the record to sentences that can be cited: text, title, outlet, day, id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.assistants.shapes import Act, Event, Quote, Said
from detente.brief.plain import flat
from detente.brief.report_sources import shown_address
from detente.record.store import rows

if TYPE_CHECKING:
    from detente.record.browsing import Portion
    from detente.record.queries import Behind, Words
    from detente.record.record import Record

#: Characters of one sentence, of a title or name, and of a code, which an imported file may hold anything for.
LONGEST, _NAME, _CODE = 1000, 300, 60


def cut(text: str, longest: int = LONGEST) -> str:
    """``text`` on one line without what cannot be seen; a long one says that it was cut."""
    shown = flat(text)
    return shown if len(shown) <= longest else f"{shown[:longest]} … (cut here)"


def named(text: str | None) -> str | None:
    """A title or name, short; None where there is none."""
    return cut(text, _NAME) or None if text else None


def quote(id: str, sentence: str, article: Mapping[str, Any]) -> Quote:
    """``sentence`` with its source; ``article`` has its key as ``id``, and title, outlet, published, source."""
    return Quote(
        id=id,
        article=str(article["id"]),
        sentence=cut(sentence),
        title=named(article["title"]),
        outlet=named(article["outlet"]),
        published=article["published"],
        address=shown_address(article["source"]),
    )


def articles(record: Record, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Title, outlet, published and source of articles by key."""
    asked = "select id, title, outlet, published, source from articles where list_contains(?, id)"
    return {row["id"]: row for row in rows(record.connection, asked, [sorted(set(keys))])}


def act_of(record: Record, found: Behind, begin: int = 0, most: int = 2) -> Act:
    """An act with ``most`` of its tellings, from the ``begin``-th on."""
    told = found.tellings[begin : begin + most]
    about = articles(record, (id_.rpartition("#")[0] for id_, *_ in told))
    return Act(
        id=found.id,
        day=found.day,
        line=cut(found.line),
        told=len(found.tellings),
        tellings=[quote(id_, sentence, about[id_.rpartition("#")[0]]) for id_, _, _, sentence in told],
    )


def acts_of(record: Record, ids: Iterable[str]) -> list[Act]:
    """The acts of the ids, each once, in their order."""
    return [act_of(record, record.behind(id_)) for id_ in dict.fromkeys(ids)]


def events_of(record: Record, portion: Portion) -> list[Event]:
    """The acts of a portion of :func:`detente.record.browsing.list_acts`, each with its first telling."""
    about = articles(record, (row["article"] for row in portion.rows if row.get("article")))
    return [_event(row, about.get(row.get("article") or "")) for row in portion.rows]


def _event(row: Mapping[str, Any], article: Mapping[str, Any] | None) -> Event:
    line = f"{row['type'] or 'act'} {row['actor']} → {row['recipient']}"
    told = []
    if article is not None:
        told = [quote(row["id"], row["told"], article)]
    else:
        words = " ".join(str(row[k]) for k in ("told", "url") if row.get(k))
        line += f", {row['source']} row {row['id'].rpartition(':')[2]}{': ' + words if words else ''}"
    return Event(
        id=row["id"],
        day=row["day"],
        line=cut(line),
        told=row["tellings"] if told else 0,
        tellings=told,
        type=row["type"] or None,
        actor=cut(row["actor"], _CODE),
        recipient=cut(row["recipient"], _CODE),
        goldstein=row["goldstein"],
        confidence=round(row["weight"], 3),
        contexts=[cut(context, _CODE) for context in row["contexts"] or ()],
        source=row["source"],
    )


def statements_of(record: Record, found: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Rows of :func:`detente.record.browsing.list_statements` with the sentences their words reach into."""
    about = articles(record, (row["article"] for row in found))
    return [
        Said(
            speaker=cut(row["speaker"], _NAME),
            country=row["country"],
            about=list(row["about"]),
            kind=row["kind"],
            words=cut(row["text"]),
            evidence=quote(
                f"statement {row['article']}#{row['n']}",
                around(record, row["article"], row["start"], row["end"]),
                about[row["article"]],
            ),
        )
        for row in found
    ]


def around(record: Record, key: str, start: int, end: int) -> str:
    """All sentences of an article that the characters ``start`` to ``end`` reach into."""
    asked = """select substring(a.body, min(s."start") + 1, max(s."end") - min(s."start")) as told
        from articles a join sentences s on s."article" = a.id
        where a.id = ? and s."start" < ? and s."end" > ? group by a.body"""
    found = rows(record.connection, asked, [key, end, start])
    return str(found[0]["told"]) if found else ""


def expected(record: Record, one: str, other: str, until: dt.date | None, most: int = 3) -> list[Said]:
    """The latest expectations about both that articles tell, each with its sentences."""
    found: list[Words] = record.words("outlooks", one, other, until=until)[: -most - 1 : -1]
    about = articles(record, (item.id.rpartition("#")[0] for item in found))
    said = []
    for item in found:
        key, told = item.id.rpartition("#")[0], item.record
        said.append(
            Said(
                speaker="the writer" if told.holder == "writer" else cut(told.holder, _NAME),  # type: ignore[union-attr]
                country=None,
                about=list(told.about),  # type: ignore[union-attr]
                kind="expectation",
                words=cut(told.text),  # type: ignore[union-attr]
                evidence=quote(f"outlook {item.id}", around(record, key, told.start, told.end), about[key]),
            )
        )
    return said
