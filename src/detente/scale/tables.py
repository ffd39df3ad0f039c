"""Accounts as Arrow tables in the record's own schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from detente.ingest.sources import Problem
from detente.record.rows import row_of
from detente.record.schema import ITEMS, STEPS
from detente.record.store import arrow_of, item_rows
from detente.scale.coding import Coded, Failed

if TYPE_CHECKING:
    import pyarrow as pa

#: The tables of a record that articles fill; a part has all but the folds, which need every article before it.
FOLDS = ("stories", "happenings")
TABLES = ("articles", "sentences", *ITEMS)


#: The kind of a fault that kept something from being read at all.
PROBLEM = "problem"


@cache
def schemas() -> dict[str, pa.Schema]:
    """The columns of every table of a record, and of the two that only parts have."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as connection:
        for step in STEPS:
            connection.execute(step)
        names = [str(row[0]) for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
        found = {name: arrow_of(connection, f'select * from "{name}" limit 0').schema for name in names}  # noqa: S608
    text = pa.string()
    found["signatures"] = pa.schema([("article", text)]).append(pa.field("signature", pa.binary()))
    named = pa.schema([(name, text) for name in ("key", "origin", "kind", "reason")])
    found["faults"] = named.append(pa.field("seq", pa.int32()))
    return found


def table_of(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """``rows`` as the table ``name``."""
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=schemas()[name])


def tables_of(outcomes: Iterable[Coded | Failed | Problem]) -> dict[str, pa.Table]:
    """What was coded, in order, as tables without the empty ones; ``seq`` counts from 1, ``run`` is 1.

    What could not be coded stands among the faults; what could not be read too, without a key.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (*TABLES, "signatures", "faults")}
    for seq, outcome in enumerate(outcomes, 1):
        if not isinstance(outcome, Coded):
            rows["faults"].append({"seq": seq, "origin": outcome.origin, **_fault(outcome)})
            continue
        key = outcome.key
        account = outcome.account
        about = {"id": key, "seq": seq, "run": 1, "notes": list(account.notes)}
        rows["articles"].append(row_of(account.article) | about)
        rows["signatures"].append({"article": key, "signature": outcome.signature})
        for table, items in item_rows(key, account).items():
            rows[table].extend(items)
    return {name: table_of(name, held) for name, held in rows.items() if held}


def _fault(outcome: Failed | Problem) -> dict[str, Any]:
    if isinstance(outcome, Problem):
        return {"key": None, "kind": PROBLEM, "reason": outcome.message}
    return {"key": outcome.key, "kind": outcome.fault.kind, "reason": outcome.fault.reason}
