"""Writing accounts into the record, and reading them back as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from detente import records
from detente.record.errors import UnknownItem
from detente.record.opening import transaction as transaction
from detente.record.rows import record_of, row_of
from detente.record.schema import ITEMS
from detente.records import Account, Article, Provenance

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: The record type of each table of items.
KINDS: dict[str, type[records.Record]] = {
    "actors": records.ActorNote,
    "meetings": records.Meeting,
    "agenda": records.AgendaItem,
    "agreements": records.Agreement,
    "statements": records.Statement,
    "events": records.Event,
    "assessments": records.Assessment,
    "positions": records.Position,
    "outlooks": records.Outlook,
    "implications": records.Implication,
}


def rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query, each by column name."""
    cursor = connection.execute(query, list(values))
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def portions(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = (), size: int = 5000
) -> Iterator[dict[str, Any]]:
    """As :func:`rows`, read in portions: the connection must not be asked anything else before the end."""
    cursor = connection.execute(query, list(values))
    names = [d[0] for d in cursor.description or ()]
    while found := cursor.fetchmany(size):
        for row in found:
            yield dict(zip(names, row, strict=True))


def one(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> Any:
    """The first column of the first row; None without a row."""
    found = connection.execute(query, list(values)).fetchall()
    return found[0][0] if found else None


def arrow_of(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> pa.Table:
    """The whole answer of a query as a table in memory."""
    table: pa.Table = connection.sql(query, params=list(values)).to_arrow_table()
    return table


def streamed(batch: pa.Table) -> object:
    """``batch`` as a bare stream, to be registered with DuckDB and read once.

    A table it would have scanned by Arrow's own threads; where memory is too little for those it waits forever.
    """
    stream: object = batch.to_reader().__arrow_c_stream__()  # type: ignore[no-untyped-call]
    return stream


class Writer:
    """Puts rows into tables, many at a time; the columns' types are those of the tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._schemas: dict[str, pa.Schema] = {}

    def insert(self, table: str, items: Sequence[dict[str, Any]]) -> None:
        """Append ``items`` to ``table``."""
        import pyarrow as pa

        if not items:
            return
        if table not in self._schemas:
            empty = arrow_of(self._connection, f'select * from "{table}" limit 0')  # noqa: S608
            self._schemas[table] = empty.schema
        self.append(table, pa.Table.from_pylist(list(items), schema=self._schemas[table]))

    def append(self, table: str, batch: pa.Table) -> None:
        """Append a table of the same columns to ``table``."""
        self._connection.register("detente_batch", streamed(batch))
        try:
            self._connection.execute(f'insert into "{table}" by name select * from detente_batch')  # noqa: S608
        finally:
            self._connection.unregister("detente_batch")


def run_of(connection: duckdb.DuckDBPyConnection, provenance: Provenance | None) -> int:
    """The number of the versions that coded an account, new or known. Call it inside a transaction."""
    versions = [provenance.detente, provenance.model, provenance.knowledge] if provenance else ["", "", ""]
    known = one(connection, "select id from runs where detente = ? and model = ? and knowledge = ?", versions)
    if known is not None:
        return int(known)
    number = int(one(connection, "select coalesce(max(id), 0) + 1 from runs"))
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    connection.execute("insert into runs values (?, ?, ?, ?, ?)", [number, *versions, now])
    return number


def write_accounts(
    connection: duckdb.DuckDBPyConnection, writer: Writer, accounts: Iterable[tuple[str, Account]]
) -> None:
    """Append articles that the record does not hold yet, with all their items. Call it inside a transaction."""
    seq = int(one(connection, "select coalesce(max(seq), 0) from articles"))
    tables: dict[str, list[dict[str, Any]]] = {}
    runs: dict[Provenance | None, int] = {}
    for key, account in accounts:
        seq += 1
        if account.provenance not in runs:
            runs[account.provenance] = run_of(connection, account.provenance)
        row = row_of(account.article) | {"id": key, "seq": seq, "run": runs[account.provenance]}
        tables.setdefault("articles", []).append(row | {"notes": list(account.notes)})
        for table, items in item_rows(key, account).items():
            tables.setdefault(table, []).extend(items)
    for table, items in tables.items():
        writer.insert(table, items)


def item_rows(key: str, account: Account) -> dict[str, list[dict[str, Any]]]:
    """Rows of the sentences and items of one account, by table."""
    tables = {
        table: [row_of(item) | {"article": key, "n": n} for n, item in enumerate(getattr(account, field))]
        for table, field in ITEMS.items()
    }
    tables["sentences"] = [{"article": key, "n": n, "start": a, "end": b} for n, (a, b) in enumerate(account.sentences)]
    return tables


def read_article(connection: duckdb.DuckDBPyConnection, key: str) -> Article:
    """The article as it was added.

    Raises:
        UnknownItem: the record holds none of that key.
    """
    found = rows(connection, "select * from articles where id = ?", [key])
    if not found:
        raise UnknownItem(f"the record holds no article {key!r}; list its articles with: detente record")
    return record_of(Article, found[0])


def read_account(connection: duckdb.DuckDBPyConnection, key: str) -> Account:
    """The whole account of one article, equal to the one that was added."""
    article = read_article(connection, key)
    fields: dict[str, Any] = {}
    for table, field in ITEMS.items():
        found = rows(connection, f'select * from "{table}" where "article" = ? order by n', [key])  # noqa: S608
        fields[field] = tuple(record_of(KINDS[table], row) for row in found)
    spans = rows(connection, 'select "start", "end" from sentences where "article" = ? order by n', [key])
    about = rows(
        connection,
        "select a.notes, r.detente, r.model, r.knowledge from articles a join runs r on a.run = r.id where a.id = ?",
        [key],
    )[0]
    return Account(
        article=article,
        sentences=tuple((s["start"], s["end"]) for s in spans),
        notes=tuple(about["notes"]),
        provenance=Provenance(detente=about["detente"], model=about["model"], knowledge=about["knowledge"]),
        **fields,
    )
