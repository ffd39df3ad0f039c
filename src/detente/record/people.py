"""Who speaks for a state, and what is on its agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.record.store import rows

if TYPE_CHECKING:
    import duckdb


def speakers_of(connection: duckdb.DuckDBPyConnection, code: str, limit: int = 20) -> list[dict[str, Any]]:
    """Speakers of a code by number of statements: speaker, statements, and the day of the latest."""
    return rows(
        connection,
        """select i.speaker, count(*) as statements, max(a.published) as last
           from statements i join articles a on a.id = i."article" where i.country = ?
           group by 1 order by 2 desc, 1 limit ?""",
        [code, limit],
    )


def agenda_of(connection: duckdb.DuckDBPyConnection, code: str, limit: int = 20) -> list[dict[str, Any]]:
    """What was on the agenda of the meetings of a code, most often first: item, meetings, and the latest day."""
    return rows(
        connection,
        """select item, count(*) as meetings, max(coalesce(latest, published)) as last, min("article") as "article"
           from (select unnest(m.agenda) as item, m.latest, m."article", a.published from meetings m
                 join articles a on a.id = m."article" where list_contains(m.countries, ?))
           group by 1 order by 2 desc, 1 limit ?""",
        [code, limit],
    )
