"""Making the tables of a salvaged record agree: nothing of lost articles, no missing folds, incomplete parts marked."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from detente.record.folds import refold, restore_stories
from detente.record.imports import INCOMPLETE, drop_pending
from detente.record.schema import ITEMS
from detente.record.store import one, run_of, transaction

if TYPE_CHECKING:
    import duckdb

_OF_ARTICLES = ("sentences", *ITEMS, "stories", "happenings")


def tidy(connection: duckdb.DuckDBPyConnection, lost: Set[str], missing: Set[str]) -> list[str]:
    """Make the tables agree; ``lost`` are those that lost rows or values, ``missing`` those that were not there at all.

    What had to be done, and what is left to do, a line each.
    """
    notes = []
    drop_pending(connection)
    with transaction(connection):
        for table in _OF_ARTICLES:
            gone = _delete(connection, table, 'not exists (from articles a where a.id = t."article")')
            if gone:
                notes.append(
                    f"{gone:,} rows of {table} left out, whose article is lost; adding it again brings them back"
                )
        gone = _delete(
            connection,
            "happenings",
            'not exists (from events e where e."article" = t."article" and e.n = t.n)',
        )
    with transaction(connection):
        notes += _marked(connection, bool((lost | missing) & {"sentences", *ITEMS}))
        notes += _data_sets(connection)
    again = restore_stories(connection)
    if again:
        notes.append(
            f"the stories of {again:,} articles were found anew; folds undone by hand among them are folded again"
        )
    placed = 'select count(*) from events e anti join happenings h on h."article" = e."article" and h.n = e.n'
    if gone or one(connection, placed):
        refold(connection)
        notes.append("the events were placed anew; folds undone by hand that were lost are folded again")
    return notes


def _marked(connection: duckdb.DuckDBPyConnection, all_: bool) -> list[str]:
    """Mark the articles that are to be coded anew: all, or those whose run is lost."""
    where = "" if all_ else "where run not in (select id from runs)"
    count = int(one(connection, f"select count(*) from articles {where}"))  # noqa: S608
    if not count:
        return []
    # a run of no versions: whatever is installed is another
    connection.execute(f"update articles set run = ? {where}", [run_of(connection, None)])  # noqa: S608
    return [f"{count:,} articles may have lost items of their coding; code them anew with: detente recode"]


def _data_sets(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Mark the data sets of which rows are lost, and give those a name's row that lost it."""
    connection.execute(
        "insert into imports select dataset, 'unknown', '', ?, count(*), 0 from imported d "
        "where not exists (from imports i where i.dataset = d.dataset) group by dataset",
        [INCOMPLETE],
    )
    held = "(select count(*) from imported d where d.dataset = imports.dataset)"
    connection.execute(f"update imports set rows = {held}, digest = ? where rows <> {held}", [INCOMPLETE])  # noqa: S608
    sets = connection.execute("select dataset, rows from imports where digest = ?", [INCOMPLETE]).fetchall()
    return [
        f"the data set {name} has {rows:,} rows left; importing its file again with --name {name} takes its place"
        for name, rows in sets
    ]


def _delete(connection: duckdb.DuckDBPyConnection, table: str, where: str) -> int:
    return int(one(connection, f'delete from "{table}" t where {where}') or 0)  # noqa: S608
