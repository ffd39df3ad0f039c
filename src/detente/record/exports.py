"""The record's events as rows of the shape that the field's formats are written from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from detente.record.errors import RecordError
from detente.record.queries import check_sources
from detente.records import Status
from detente.relations.acts import QUADS

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_QUAD = "case quad " + " ".join(f"when '{name}' then {n}" for n, name in enumerate(QUADS, 1)) + " end::tinyint"

#: Each happening once, in the words of its first telling; the others are counted as mentions.
_CODED = f"""
select row_number() over (order by earliest, seq, n) as "row", "article" || '#' || n as native_id, earliest as day,
    actor_country as actor, actor_name as actor_raw, actor_sector, recipient_country as recipient,
    recipient_name as recipient_raw, recipient_sector, null::text as code, 'plover' as scheme, type, mode,
    {_QUAD} as quad, goldstein, contexts, confidence as weight, mentions::integer as mentions, null::text as place,
    null::text as country, told as "text", url,
    to_json(struct_pack(status := status, latest := latest, "precision" := "precision", claimed_by := claimed_by,
        "article" := "article", sentence := sentence, "start" := "start", "end" := "end"))::text as extra
from (
    select e.*, a.seq, a.source as url, substring(a.body, s."start" + 1, s."end" - s."start") as told,
        case when h.apart then e."article" || '#' || e.n else h.happening::text end as grp,
        row_number() over (partition by grp order by a.seq, e.n) as place_in,
        count(*) over (partition by grp) as mentions
    from events_now e join articles a on a.id = e."article"
    join happenings h on h."article" = e."article" and h.n = e.n
    join sentences s on s."article" = e."article" and s.n = e.sentence
    where e.earliest is not null {{where}}
) where place_in = 1
"""  # noqa: S608


def event_batches(
    connection: duckdb.DuckDBPyConnection,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    among: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
    statuses: Sequence[str] = ("actual", "recalled"),
    touching: bool = False,
    type: str | None = None,
    context: str | None = None,
    size: int = 50_000,
) -> Iterator[pa.RecordBatch]:
    """Coded happenings, then imported events, in batches of at most ``size`` rows.

    ``among`` keeps events between two of the codes (``touching``: with one of them on either side), ``sources`` those
    of the named sources ("coded" and data sets), ``type`` and ``context`` those of a PLOVER type or context;
    ``statuses`` are those of the coded ones: what did not happen is left out unless it is asked for.

    Raises:
        RecordError: there is no such source or status; raised here, before anything is written.
    """
    check_sources(connection, sources)
    for status in statuses:
        if status not in get_args(Status):
            raise RecordError(f"no status {status!r}; choose from: {', '.join(get_args(Status))}")
    limits = _Limits(since, until, among, touching, type, context)
    return _all(connection, limits, sources, statuses, size)


@dataclass(frozen=True, slots=True)
class _Limits:
    since: dt.date | None
    until: dt.date | None
    among: Sequence[str] | None
    touching: bool
    type: str | None
    context: str | None

    def where(self, day: str, actor: str, recipient: str, of: str) -> tuple[str, list[Any]]:
        """Conditions for columns of these names in the table ``of``, and their values."""
        where = ""
        values: list[Any] = []
        for limit, test in (
            (self.since, f"{of}.{day} >= ?"),
            (self.until, f"{of}.{day} <= ?"),
            (self.type, f"{of}.type = ?"),
            (self.context, f"list_contains({of}.contexts, ?)"),
        ):
            if limit is not None:
                where += f" and {test}"
                values.append(limit)
        if self.among is not None:
            joint = "or" if self.touching else "and"
            where += f" and (list_contains(?, {of}.{actor}) {joint} list_contains(?, {of}.{recipient}))"
            values += [list(self.among), list(self.among)]
        return where, values


def _all(
    connection: duckdb.DuckDBPyConnection,
    limits: _Limits,
    sources: Sequence[str] | None,
    statuses: Sequence[str],
    size: int,
) -> Iterator[pa.RecordBatch]:
    coded = sources is None or "coded" in sources
    sets = [s for s in sources if s != "coded"] if sources is not None else None
    if coded:
        where, values = limits.where("earliest", "actor_country", "recipient_country", "e")
        where += " and list_contains(?, e.status)"
        query = _CODED.format(where=where) + " order by 1"
        yield from _batches(connection, query, [*values, list(statuses)], size)
    if sets is None or sets:
        where, values = limits.where("day", "actor", "recipient", "imported")
        if sets:
            where += " and list_contains(?, dataset)"
            values = [*values, sets]
        whole = "dataset not in (select dataset from imports where rows < 0)"
        query = f'select * exclude (dataset) from imported where {whole} {where} order by dataset, "row"'  # noqa: S608
        yield from _batches(connection, query, values, size)


def _batches(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any], size: int
) -> Iterator[pa.RecordBatch]:
    reader = connection.cursor().sql(query, params=list(values)).to_arrow_reader(size)
    yield from reader
