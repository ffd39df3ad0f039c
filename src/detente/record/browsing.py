"""Acts, statements and articles in portions, newest first: what a list on a page shows, and what it is filtered by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from detente.record.errors import RecordError
from detente.record.queries import acts_query
from detente.record.store import rows
from detente.relations.acts import QUADS

if TYPE_CHECKING:
    import duckdb

#: Rows of a portion at most.
MOST = 200
#: What acts without a type (imported ones whose code the tables do not know) or without a sector are asked for by.
UNTYPED = "none"
Sort = Literal["newest", "oldest", "coldest", "warmest", "surest", "most told"]
#: What each order sorts by, and how a later row compares. Among equals the newest comes first.
SORTS: dict[Sort, tuple[str, str]] = {
    "newest": ("day", "<"),
    "oldest": ("day", ">"),
    "coldest": ("goldstein", ">"),
    "warmest": ("goldstein", "<"),
    "surest": ("weight", "<"),
    "most told": ("tellings", "<"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What acts are asked for; what is None does not limit. ``one`` alone takes all acts of that code."""

    one: str | None = None
    other: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    context: str | None = None
    type: str | None = None
    source: str | None = None
    actor: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows, and the mark to ask for the next ones with; None at the end."""

    rows: tuple[dict[str, Any], ...]
    after: str | None


def list_acts(
    connection: duckdb.DuckDBPyConnection,
    asked: Asked,
    *,
    sort: Sort = "newest",
    after: str | None = None,
    limit: int = 50,
) -> Portion:
    """Acts, the newest first or as ``sort`` says, each with its first telling's sentence and where it stands.

    ``after`` is the mark of the portion before: what the last row is sorted by, so that what is added meanwhile moves
    nothing.

    Raises:
        RecordError: the mark is none of this order, or there is no such source.
    """
    count = min(max(limit, 1), MOST)
    query, values = _narrowed(*_query(connection, asked), asked)
    where = ["true"]
    key, later = SORTS[sort]
    if after is not None:
        where.append(f"(sorted {later} ? or (sorted = ? and (day < ? or (day = ? and id < ?))))")
        values += _mark(after, sort)
    found = rows(
        connection,
        f"""select * from (select *, {key} as sorted from ({query})) where {" and ".join(where)}
            order by sorted {"desc" if later == "<" else "asc"}, day desc, id desc limit ?""",  # noqa: S608
        [*values, count + 1],
    )
    more = len(found) > count
    found = found[:count]
    last = f"{found[-1]['sorted']}~{found[-1]['day']}~{found[-1]['id']}" if more else None
    told = _told(connection, [str(r["id"]) for r in found])
    for row in found:
        del row["sorted"]
    return Portion(tuple(_shown(r, told) for r in found), last)


def _mark(after: str, sort: Sort) -> list[Any]:
    """The values of a mark: what is sorted by (twice), the day (twice) and the id."""
    parts = after.split("~", 2)
    try:
        value: Any = dt.date.fromisoformat(parts[0]) if sort in ("newest", "oldest") else float(parts[0])
        day = dt.date.fromisoformat(parts[1])
        return [value, value, day, day, parts[2]]
    except (ValueError, IndexError):
        raise RecordError(f"no mark {after[:40]!r} of this order; leave it away to begin anew") from None


def notable_acts(connection: duckdb.DuckDBPyConnection, asked: Asked, *, steps: int = 60) -> tuple[dict[str, Any], ...]:
    """The gravest act of cooperation and of conflict in each of ``steps`` equal stretches of time, for a chart.

    Gravest is the act whose score times the logarithm of its tellings is largest; among equals the first.
    """
    query, values = _narrowed(*_query(connection, asked), asked)
    found = rows(
        connection,
        f"""with a as ({query}), b as (select min(day) as first, greatest(max(day) - min(day), 1) as days from a)
            select a.* from a, b where goldstein <> 0
            qualify row_number() over (
                partition by sign(goldstein), floor((day - first) * ? / (b.days + 1))
                order by abs(goldstein) * ln(1 + tellings) * weight desc, day, id) = 1
            order by day, id""",  # noqa: S608
        [*values, steps],
    )
    told = _told(connection, [str(r["id"]) for r in found])
    return tuple(_shown(r, told) for r in found)


def these_acts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Acts by their ids, in that order, as :func:`list_acts` gives them; ids of none are passed over."""
    coded = [i for i in ids if "#" in i]
    held = rows(
        connection,
        """select e."article" || '#' || e.n as id, e.earliest as day, (e.latest - e.earliest)::integer as span,
               e.actor_country as actor, e.recipient_country as recipient, e.type, e.goldstein, e.quad,
               e.confidence as weight, e.contexts, 'coded' as source,
               case when h.apart then 1 else (select count(*) from happenings o
                   where o.happening = h.happening and not o.apart) end as tellings
           from events_now e join happenings h on h."article" = e."article" and h.n = e.n
           where list_contains(?, e."article") and list_contains(?, e."article" || '#' || e.n)""",
        [[i.rsplit("#", 1)[0] for i in coded], coded],
    )
    sets, numbers, others = _imported([i for i in ids if "#" not in i])
    held += rows(
        connection,
        """select dataset || ':' || "row" as id, day, 0 as span, actor, recipient, coalesce(type, '') as type,
               goldstein, quad, coalesce(weight, 1.0) as weight, contexts, dataset as source, 1 as tellings
           from imported where list_contains(?, dataset) and list_contains(?, "row")
               and list_contains(?, dataset || ':' || "row")""",
        [sets, numbers, others],
    )
    told = _told(connection, list(ids))
    by_id = {str(r["id"]): _shown(r, told) for r in held}
    return tuple(by_id[i] for i in dict.fromkeys(ids) if i in by_id)


def _imported(ids: Sequence[str]) -> tuple[list[str], list[int], list[str]]:
    """Data sets, row numbers and ids of imported acts; what is no such id is left out."""
    parts = [(i, *i.rpartition(":")[::2]) for i in ids]
    good = [(i, name, int(number)) for i, name, number in parts if number.isascii() and number.isdigit()]
    good = [part for part in good if part[2] < 2**62]
    return sorted({name for _, name, _ in good}), [number for *_, number in good], [i for i, *_ in good]


def count_types(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[tuple[str, int]]:
    """How many acts of each type there are, the most first; the type asked for is passed over."""
    query, values = _query(connection, asked)
    counted = f"select type, count(*) as acts from ({query}) group by 1 order by 2 desc, 1"  # noqa: S608
    return [(str(r["type"] or UNTYPED), int(r["acts"])) for r in rows(connection, counted, values)]


def count_partners(
    connection: duckdb.DuckDBPyConnection, code: str | None = None, since: dt.date | None = None, limit: int = 60
) -> list[tuple[str, str, int]]:
    """Pairs of actors with the most acts (of one code where it is named): (one, other, acts)."""
    query, values = acts_query(connection, None if code is None else [code], since=since, touching=True)
    found = rows(
        connection,
        f"""select least(actor, recipient) as one, greatest(actor, recipient) as other, count(*) as acts
            from ({query}) group by 1, 2 order by 3 desc, 1, 2 limit ?""",  # noqa: S608
        [*values, limit],
    )
    return [(str(r["one"]), str(r["other"]), int(r["acts"])) for r in found]


def last_day(connection: duckdb.DuckDBPyConnection) -> dt.date | None:
    """The day of the latest act; those dated after today's articles are left out by nothing."""
    query, values = acts_query(connection)
    day: dt.date | None = rows(connection, f"select max(day) as day from ({query})", values)[0]["day"]  # noqa: S608
    return day


def list_statements(
    connection: duckdb.DuckDBPyConnection,
    *,
    words: str | None = None,
    speaker: str | None = None,
    about: str | None = None,
    pair: tuple[str, str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    after: int = 0,
    limit: int = 50,
) -> Portion:
    """Statements, the latest published first; ``speaker`` is part of a name or a code, ``about`` a code."""
    where: list[str] = ["true"]
    values: list[Any] = []
    for value, test in (
        (words, 'contains(lower(i."text"), lower(?))'),
        (about, "list_contains(i.about, upper(?))"),
        (since, "a.published >= ?"),
        (until, "a.published <= ?"),
    ):
        if value:
            where.append(test)
            values.append(value)
    if speaker:
        where.append("(contains(lower(i.speaker), lower(?)) or i.country = upper(?))")
        values += [speaker, speaker]
    if pair is not None:
        where.append("list_has_all(list_append(i.about, i.country), ?)")
        values.append(list(pair))
    count, begin = min(max(limit, 1), MOST), max(after, 0)
    found = rows(
        connection,
        f"""select i."article", i.n, i.sentence, i."start", i."end", i.speaker, i.country, i."text", i.kind, i.about,
                a.title, a.outlet, a.published
            from statements i join articles a on a.id = i."article"
            where {" and ".join(where)} order by a.published desc nulls last, a.seq desc, i.n limit ? offset ?""",  # noqa: S608
        [*values, count + 1, begin],
    )
    more = str(begin + count) if len(found) > count else None
    return Portion(tuple(found[:count]), more)


def list_articles(
    connection: duckdb.DuckDBPyConnection,
    *,
    outlet: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    after: int = 0,
    limit: int = 50,
) -> Portion:
    """Articles, the latest added first, with the number of coded events; those of no outlet are of "not told"."""
    where, values = ["true"], list[Any]()
    for test, value in (
        ("coalesce(a.outlet, 'not told') = ?", outlet),
        ("a.published >= ?", since),
        ("a.published <= ?", until),
    ):
        if value:
            where.append(test)
            values.append(value)
    count, begin = min(max(limit, 1), MOST), max(after, 0)
    found = rows(
        connection,
        f"""select a.id, a.title, a.outlet, a.published, a.source, s.story <> a.id as copy,
               (select count(*) from events e where e."article" = a.id) as events
           from articles a left join stories s on s."article" = a.id
           where {" and ".join(where)} order by a.seq desc limit ? offset ?""",  # noqa: S608
        [*values, count + 1, begin],
    )
    return Portion(tuple(found[:count]), str(begin + count) if len(found) > count else None)


def _query(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[str, list[Any]]:
    codes = [code for code in (asked.one, asked.other) if code]
    return acts_query(
        connection,
        codes or None,
        since=asked.since,
        until=asked.until,
        context=asked.context,
        sources=None if asked.source is None else [asked.source],
        touching=len(codes) == 1,
    )


def _shown(row: dict[str, Any], told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An act with its words; imported ones number their quad class, ours name it."""
    quad = str(row["quad"])
    return {**row, "quad": QUADS[int(quad) - 1] if quad.isdigit() else quad, **told.get(str(row["id"]), {})}


def _narrowed(query: str, values: list[Any], asked: Asked) -> tuple[str, list[Any]]:
    """Only acts of the type, the actor and the sector that are asked for."""
    for name, value in (("type", asked.type), ("actor", asked.actor), ("sector", asked.sector)):
        if value is not None:
            query = f"select * from ({query}) where {name} = ?"  # noqa: S608
            values = [*values, "" if value == UNTYPED else value]
    return query, values


def _told(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Sentence and article of the coded acts among ``ids``, words of the imported ones."""
    coded = [i for i in ids if "#" in i]
    found = rows(
        connection,
        """select e."article" || '#' || e.n as id, e."article", e.sentence, e."start", e."end", e.status, e.mode,
               e.trigger, e.correction, a.title, a.outlet, a.published,
               substring(a.body, s."start" + 1, s."end" - s."start") as told
           from events_now e join articles a on a.id = e."article"
           join sentences s on s."article" = e."article" and s.n = e.sentence
           where list_contains(?, e."article") and list_contains(?, e."article" || '#' || e.n)""",
        [[i.rsplit("#", 1)[0] for i in coded], coded],
    )
    told = {str(r.pop("id")): r | {"told": " ".join(r["told"].split())} for r in found}
    sets, numbers, imported = _imported([i for i in ids if "#" not in i])
    named = rows(
        connection,
        """select i.dataset || ':' || i."row" as id, i."text" as told, i.url, i.code, i.scheme, i.actor_raw,
               i.recipient_raw, i."row", m.file
           from imported i join imports m on m.dataset = i.dataset
           where list_contains(?, i.dataset) and list_contains(?, i."row")
               and list_contains(?, i.dataset || ':' || i."row")""",
        [sets, numbers, imported],
    )
    for row in named:
        row["file"] = PurePath(str(row["file"]).replace("\\", "/")).name
    return told | {str(r.pop("id")): r for r in named}
