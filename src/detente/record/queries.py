"""What is asked of a record: acts for measures, and the words behind a period of a relation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.record.errors import RecordError, UnknownItem
from detente.record.happenings import tellings_line
from detente.record.rows import record_of
from detente.record.store import arrow_of, rows
from detente.records import Assessment, Event, Outlook, Statement
from detente.relations.acts import QUADS, Acts, Texts, acts

if TYPE_CHECKING:
    import duckdb

#: Coded events that count as having happened: each happening once, told by as many as told it. A happening has the
#: narrowest interval that any telling gives it and the confidence of its surest telling. An event taken apart by hand
#: is a happening of its own.
_CODED = """
with told as (
    select e.*, h.happening, h.apart, a.seq, a.outlet, a.published,
        case when s.apart or s.story is null then a.id else s.story end as story
    from events_now e
    join articles a on a.id = e."article"
    join happenings h on h."article" = e."article" and h.n = e.n
    left join stories s on s."article" = e."article"
    where e.status in ('actual', 'recalled') and e.earliest is not null and e.precision <> 'year'
        and e.recipient_country is not null and e.actor_country is not null {where}
), grouped as (
    select case when apart then "article" || '#' || n else happening::text end as grp, told.*,
        row_number() over (
            partition by grp order by (correction is null), (latest - earliest), status, confidence desc, seq, n
        ) as rank,
        count(*) over (partition by grp) as tellings,
        max(confidence) over (partition by grp) as surest
    from told
)
select "article" || '#' || n as id, earliest as day, (latest - earliest)::integer as span, actor_country as actor,
    recipient_country as recipient, coalesce(actor_sector, '') as sector, type, goldstein, quad, surest as weight,
    contexts, 'coded' as source, tellings::integer as tellings
from grouped where rank = 1
"""

_IMPORTED = """
select dataset || ':' || "row" as id, day, 0::integer as span, actor, recipient, coalesce(actor_sector, '') as sector,
    coalesce(type, '') as type, goldstein, quad, coalesce(weight, 1.0) as weight, contexts, dataset as source,
    1::integer as tellings
from imported where day is not null and actor is not null and recipient is not null and goldstein is not null
    and quad is not null and dataset not in (select dataset from imports where rows < 0) {where}
"""


def acts_query(
    connection: duckdb.DuckDBPyConnection,
    among: Sequence[str] | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    context: str | None = None,
    sources: Sequence[str] | None = None,
    touching: bool = False,
) -> tuple[str, list[Any]]:
    """The question whose rows are the acts, with its values, for :func:`find_acts` and for listing them in portions."""
    check_sources(connection, sources)
    parts: list[str] = []
    values: list[Any] = []
    for query, name, actor, recipient, day in (
        (_CODED, "coded", "actor_country", "recipient_country", "earliest"),
        (_IMPORTED, None, "actor", "recipient", "day"),
    ):
        if sources is not None and name is not None and name not in sources:
            continue
        where: list[str] = [f"{actor} <> {recipient}"]
        if among is not None:
            joint = "or" if touching else "and"
            where.append(f"(list_contains(?, {actor}) {joint} list_contains(?, {recipient}))")
            values += [list(among), list(among)]
        for limit, sign in ((since, ">="), (until, "<=")):
            if limit is not None:
                where.append(f"{day} {sign} ?")
                values.append(limit)
        if context is not None:
            where.append("list_contains(contexts, ?)")
            values.append(context)
        if name is None and sources is not None:
            where.append("list_contains(?, dataset)")
            values.append(list(sources))
        parts.append("(" + query.format(where="".join(f" and {w}" for w in where)) + ")")
    return " union all ".join(parts), values


def find_acts(
    connection: duckdb.DuckDBPyConnection,
    among: Sequence[str] | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    context: str | None = None,
    sources: Sequence[str] | None = None,
    touching: bool = False,
) -> Acts:
    """The acts of the record, coded and imported, sorted by day.

    ``among`` keeps those between two of the codes (``touching``: of which at least one side is among them), ``sources``
    those of the named sources ("coded" and data sets), ``context`` those of a PLOVER context.

    Raises:
        RecordError: a source is no data set of the record.
    """
    query, values = acts_query(
        connection, among, since=since, until=until, context=context, sources=sources, touching=touching
    )
    table = arrow_of(connection, query + " order by day, id", values)
    quads = {name: number for number, name in enumerate(QUADS, 1)} | {str(n): n for n in range(1, 5)}
    column = {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}
    contexts: Texts = np.empty(len(table), dtype=np.object_)
    contexts[:] = [tuple(c) if c is not None else () for c in table.column("contexts").to_pylist()]
    return acts(
        column["day"],
        column["actor"],
        column["recipient"],
        column["goldstein"],
        [quads[str(q)] for q in column["quad"]],
        **{name: column[name] for name in ("id", "span", "sector", "type", "weight", "source", "tellings")},
        contexts=contexts,
    )


def check_sources(connection: duckdb.DuckDBPyConnection, sources: Sequence[str] | None) -> None:
    """Refuse sources that the record does not hold: figures of nothing would look like figures.

    Raises:
        RecordError: names the source, and those that there are.
    """
    if sources is None:
        return
    held = [str(row["dataset"]) for row in rows(connection, "select dataset from imports where rows >= 0 order by 1")]
    for name in sources:
        if name != "coded" and name not in held:
            raise RecordError(f"the record holds no source {name!r}; choose from: {', '.join(['coded', *held])}")


@dataclass(frozen=True, slots=True)
class Words:
    """An item of the record with where it stands and the sentence around it; ``record`` is the item itself."""

    id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    sentence: str
    record: Event | Statement | Assessment | Outlook


_TABLES: dict[str, type[Event | Statement | Assessment | Outlook]] = {
    "events": Event,
    "statements": Statement,
    "assessments": Assessment,
    "outlooks": Outlook,
}


#: What people corrected is read in its place.
_READ_FROM = {"events": "events_now"}


def find_words(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    pair: Sequence[str] | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> list[Words]:
    """Items of one table with their sentences, by day of publication: those that concern both codes of ``pair``."""
    codes = {
        "events": "[i.actor_country, i.recipient_country]",
        "statements": "list_append(i.about, i.country)",
        "assessments": "i.dyad",
        "outlooks": "i.about",
    }[table]
    where: list[str] = ["true"]
    values: list[Any] = []
    if pair is not None:
        where.append(f"list_has_all({codes}, ?)")
        values.append(list(pair))
    for limit, sign in ((since, ">="), (until, "<=")):
        if limit is not None:
            where.append(f"a.published {sign} ?")
            values.append(limit)
    found = rows(
        connection,
        f"""select i.*, a.title as page_title, a.outlet, a.published,
                substring(a.body, s."start" + 1, s."end" - s."start") as told
            from "{_READ_FROM.get(table, table)}" i join articles a on a.id = i."article"
            join sentences s on s."article" = i."article" and s.n = i.sentence
            where {" and ".join(where)} order by a.published nulls last, a.seq, i.n""",  # noqa: S608
        values,
    )
    return [
        Words(
            id=f"{r['article']}#{r['n']}",
            title=r["page_title"],
            outlet=r["outlet"],
            published=r["published"],
            sentence=" ".join(r["told"].split()),
            record=record_of(_TABLES[table], r),
        )
        for r in found
    ]


@dataclass(frozen=True, slots=True)
class Behind:
    """What an act rests on. For a coded act the sentences of all tellings; for an imported one its row."""

    id: str
    day: dt.date | None
    line: str
    tellings: tuple[tuple[str, str | None, dt.date | None, str], ...] = ()


def number_of(text: str) -> int:
    """The number at the end of an id; -1, which nothing has, for what is none or none of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def behind(connection: duckdb.DuckDBPyConnection, id: str) -> Behind:
    """The words or the row that an act rests on; tellings are (event id, outlet, published, sentence).

    Raises:
        UnknownItem: no act of that id.
    """
    if "#" in id:
        key, _, number = id.rpartition("#")
        n = number_of(number)
        told = rows(
            connection,
            """with me as (select "article", n, happening, apart from happenings where "article" = ? and n = ?)
               select e."article" || '#' || e.n as id, a.outlet, a.published, e.type, e.actor_country,
                   e.recipient_country, e.earliest, (e."article" = me."article" and e.n = me.n) as own,
                   substring(a.body, s."start" + 1, s."end" - s."start") as told
               from me join happenings h on (h."article" = me."article" and h.n = me.n)
                   or (h.happening = me.happening and not me.apart and not h.apart)
               join events_now e on e."article" = h."article" and e.n = h.n
               join articles a on a.id = e."article"
               join sentences s on s."article" = e."article" and s.n = e.sentence
               order by own desc, a.seq, e.n""",
            [key, n],
        )
        if told:
            r = told[0]
            line = f"{r['type']} {r['actor_country']} → {r['recipient_country']}"
            tellings = tuple((t["id"], t["outlet"], t["published"], " ".join(t["told"].split())) for t in told)
            if len(told) > 1:
                line += f", {tellings_line(len(told), len({t['outlet'] for t in told if t['outlet']}))}"
            return Behind(id, r["earliest"], line, tellings)
    else:
        dataset, _, number = id.rpartition(":")
        found = rows(
            connection,
            'select * from imported where dataset = ? and "row" = ?',
            [dataset, number_of(number)],
        )
        if found:
            r = found[0]
            line = f"{r['type'] or r['code']} {r['actor_raw'] or r['actor']} → {r['recipient_raw'] or r['recipient']}"
            words = " ".join(str(r[k]) for k in ("text", "url") if r[k])
            return Behind(id, r["day"], f"{line}, {dataset} row {number}{': ' + words if words else ''}")
    raise UnknownItem(f"the record holds no act {id!r}")
