"""Who speaks for a state, and what is on its agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.record.store import rows

if TYPE_CHECKING:
    import datetime as dt

    import duckdb


def speakers_of(
    connection: duckdb.DuckDBPyConnection,
    code: str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 20,
) -> list[dict[str, Any]]:
    """Speakers of a code by number of statements: speaker, statements, and the day of the latest.

    With ``since`` or ``until`` only what was published then; undated articles are in no period.
    """
    within, ends = _period(since, until)
    return rows(
        connection,
        f"""select i.speaker, count(*) as statements, max(a.published) as last
           from statements i join articles a on a.id = i."article" where i.country = ? and {within}
           group by 1 order by 2 desc, 1 limit ?""",  # noqa: S608
        [code, *ends, limit],
    )


def agenda_of(
    connection: duckdb.DuckDBPyConnection,
    code: str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 20,
) -> list[dict[str, Any]]:
    """What was on the agenda of the meetings of a code, most often first: item, meetings, and the latest day.

    ``since`` and ``until`` as in :func:`speakers_of`.
    """
    within, ends = _period(since, until)
    return rows(
        connection,
        f"""select item, count(*) as meetings, max(coalesce(latest, published)) as last, min("article") as "article"
           from (select unnest(m.agenda) as item, m.latest, m."article", a.published from meetings m
                 join articles a on a.id = m."article" where list_contains(m.countries, ?) and {within})
           group by 1 order by 2 desc, 1 limit ?""",  # noqa: S608
        [code, *ends, limit],
    )


def _period(since: dt.date | None, until: dt.date | None) -> tuple[str, list[dt.date]]:
    """A test of the day of publication, and its values."""
    tests = [(f"a.published {sign} ?", day) for sign, day in ((">=", since), ("<=", until)) if day is not None]
    return " and ".join(["true", *(test for test, _ in tests)]), [day for _, day in tests]
