"""What the record rests on: outlets and days, folds, confidence, versions, data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.record.store import rows

if TYPE_CHECKING:
    import duckdb


def coverage(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Plain values for a page: each part is a list of rows, happenings one row."""
    return {
        "outlets": rows(
            connection,
            """select coalesce(a.outlet, 'not told') as outlet, count(*) as articles,
                   count(*) filter (where s.story <> a.id and not s.apart) as copies,
                   min(a.published) as first, max(a.published) as last
               from articles a left join stories s on s."article" = a.id group by 1 order by 2 desc, 1 limit 200""",
        ),
        "months": rows(
            connection,
            """select date_trunc('month', published)::date as month, count(*) as articles
               from articles where published is not null group by 1 order by 1""",
        ),
        "outlet_days": rows(
            connection,
            """with most as (select outlet from articles where published is not null group by 1
                   order by count(*) desc, 1 limit 15),
               span as (select max(published) - min(published) as days from articles)
               select coalesce(a.outlet, 'not told') as outlet,
                   case when span.days <= 120 then a.published else date_trunc('month', a.published)::date end as day,
                   count(*) as articles
               from articles a join most m on m.outlet is not distinct from a.outlet, span
               where a.published is not null group by 1, 2 order by 1, 2""",
        ),
        "imported_months": rows(
            connection,
            """select date_trunc('month', day)::date as month, count(*) as events from imported
               where day is not null group by 1 order by 1""",
        ),
        "confidence": rows(
            connection,
            """select floor(least(confidence, 0.999) * 10) / 10 as at_least, count(*) as events
               from events group by 1 order by 1""",
        ),
        "statuses": rows(connection, "select status, count(*) as events from events_now group by 1 order by 2 desc, 1"),
        "happenings": rows(
            connection,
            """select count(*) as events, count(distinct case when apart then "article" || '#' || n
                   else happening::text end) as happenings from happenings""",
        )[0],
        "runs": rows(
            connection,
            """select r.id, r.detente, r.model, r.knowledge, r.first_used, count(a.id) as articles
               from runs r left join articles a on a.run = r.id group by all order by r.id""",
        ),
        "imports": rows(connection, "select * exclude (digest) from imports where rows >= 0 order by dataset"),
        "corrections": rows(
            connection,
            "select who, count(*) as corrections from corrections where not undone group by 1 order by 2 desc, 1",
        ),
    }
