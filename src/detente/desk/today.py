"""The first page: what moved lately, the newest turning points, and what is reported most."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from detente.record import Record
from detente.record.browsing import count_partners, last_day
from detente.record.store import rows
from detente.relations.changes import TurningPoint, turning_points
from detente.relations.courses import Course, courses
from detente.relations.relation import Standing

#: Relations that are looked at, and days that count as lately.
_LOOKED_AT, _LATELY = 12, 183
#: Months that a small course shows; turning points of one relation, and of all, that are shown.
_MONTHS, _EACH, _TURNS = 36, 2, 8


@dataclass(frozen=True)
class Line:
    """One relation on the first page; ``acts`` of the last half year, ``spark`` the levels of its last three years."""

    one: str
    other: str
    acts: int
    standing: Standing
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
    every = record.acts(*sorted({code for pair in pairs for code in pair[:2]}))
    found = courses(every, [pair[:2] for pair in pairs], until=day)
    lines = [
        Line(c.one, c.other, acts, c.standing, _spark(c)) for c, (_, _, acts) in zip(found, pairs, strict=bool(found))
    ]
    lines.sort(key=lambda line: -max(line.standing.warming, line.standing.cooling))
    turning = [(c.one, c.other, turn) for c in found for turn in _turned(c, day)]
    turning.sort(key=lambda item: item[2].day, reverse=True)
    return Today(day, tuple(lines), tuple(turning[:_TURNS]), *_reported(record))


def _spark(course: Course) -> tuple[float | None, ...]:
    return tuple(round(float(value), 2) if math.isfinite(value) else None for value in course.level.mean[-_MONTHS:])


def _turned(course: Course, day: dt.date) -> tuple[TurningPoint, ...]:
    """The newest turning points of a course."""
    acts = course.acts
    return turning_points(acts, acts.day[0].astype(object), day)[-_EACH:] if len(acts) else ()


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
