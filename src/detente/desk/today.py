"""The first page: what moved lately, the newest turning points, and what is reported most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from detente.record import Record
from detente.record.browsing import count_partners, last_day
from detente.record.store import rows
from detente.relations.changes import TurningPoint
from detente.relations.relation import Relation, relation

#: Relations that are looked at, and days that count as lately.
_LOOKED_AT, _LATELY = 12, 183


@dataclass(frozen=True)
class Line:
    """One relation on the first page; ``spark`` are the levels of its last three years, None where unknown."""

    one: str
    other: str
    acts: int
    relation: Relation
    spark: tuple[float | None, ...]


@dataclass(frozen=True)
class Today:
    """``day`` is that of the latest act; lines are in order of how surely they moved."""

    day: dt.date | None
    lines: tuple[Line, ...]
    turning: tuple[tuple[str, str, TurningPoint], ...]
    meetings: tuple[dict[str, Any], ...]
    agreements: tuple[dict[str, Any], ...]


def today(record: Record) -> Today:
    """The first page of a record as it is."""
    day = last_day(record.connection)
    if day is None:
        return Today(None, (), (), (), ())
    pairs = count_partners(record.connection, None, day - dt.timedelta(days=_LATELY), _LOOKED_AT)
    codes = sorted({code for pair in pairs for code in pair[:2]})
    every = record.acts(*codes)
    lines = []
    for one, other, count in pairs:
        found = relation(every.relation(one, other), one, other)
        mean = found.both.level.mean[-36:]
        spark = tuple(None if value != value else round(float(value), 2) for value in mean)
        lines.append(Line(one, other, count, found, spark))
    lines.sort(key=lambda line: -max(line.relation.standing.warming, line.relation.standing.cooling))
    turning = [(line.one, line.other, turn) for line in lines for turn in line.relation.turning]
    turning.sort(key=lambda item: item[2].day, reverse=True)
    return Today(day, tuple(lines), tuple(turning[:8]), *_reported(record))


def _reported(record: Record) -> tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    meetings = rows(
        record.connection,
        """select min_by(m."article", a.seq) as "article", min_by(m.n, a.seq) as n, m.countries, m.earliest,
               any_value(m.participants) as participants, any_value(m.agenda) as agenda, count(*) as tellings,
               max(a.published) as published
           from meetings m join articles a on a.id = m."article"
           where len(m.countries) > 1 and m.status in ('actual', 'recalled')
           group by m.countries, m.earliest order by coalesce(m.earliest, max(a.published)) desc nulls last,
               count(*) desc limit 8""",
    )
    agreements = rows(
        record.connection,
        """select min_by(g."article", a.seq) as "article", min_by(g.n, a.seq) as n, g.parties, g.kind,
               any_value(coalesce(g.name, g."text")) as name, g.status, g.year, count(*) as tellings,
               max(a.published) as published
           from agreements g join articles a on a.id = g."article" where len(g.parties) > 1
           group by g.parties, g.kind, g.status, g.year order by count(*) desc, max(a.published) desc nulls last
           limit 8""",
    )
    return tuple(meetings), tuple(agreements)
