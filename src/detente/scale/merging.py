"""Parts of a scaled run onto a record: what it does not hold yet, numbered and folded in order.

The outcome is that of adding the inputs one after the other: keys, order, folds and quarantine are the same, row by
row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.record.folds import Folder, Placeable
from detente.record.rows import record_of
from detente.record.store import Writer, one, rows, run_of, transaction
from detente.record.stories import from_bytes
from detente.records import Event
from detente.scale import quarantine
from detente.scale.coding import Failed
from detente.scale.errors import ScaleError
from detente.scale.folder import Input, Output, Part
from detente.scale.messages import DEADLY, Fault
from detente.scale.tables import TABLES, table_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Merged:
    """What one merging did; ``waiting`` inputs have parts that are not done, and come when they are."""

    added: int = 0
    known: int = 0
    failed: int = 0
    waiting: int = 0


def parts_in_order(output: Output) -> Iterator[Part | Input]:
    """The entries of all parts that are done, up to the first that is not; then the inputs that wait for it.

    What comes after a gap must wait, or it would be folded before what it follows.
    """
    plan = output.plan()
    gap = False
    for input in plan.inputs if plan else ():
        ended = output.ended(input)
        for number in itertools.count() if ended is None else range(ended.parts):
            part = None if gap else output.part(input.id, number)
            if part is None:
                gap = True
                break
            yield part
        if gap:
            yield input


class Merger:
    """Makes the rows that a part adds to the record behind ``connection``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._folder = Folder(connection)
        self._held = {str(row["id"]) for row in rows(connection, "select id from articles")}
        self._shunned = set(quarantine.listing(connection))
        self._seq = int(one(connection, "select coalesce(max(seq), 0) from articles"))

    def knows(self, keys: Sequence[str]) -> bool:
        """Whether there are ``keys``, and nothing new among them."""
        return bool(keys) and all(key in self._held or key in self._shunned for key in keys)

    def merge(self, part: Part, tables: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], Merged]:
        """The tables that ``part`` adds; its quarantine is held. Call it inside the transaction that writes them."""
        chosen, failed = self._claim(tables)
        known = (len(tables["articles"]) if "articles" in tables else 0) - len(chosen)
        if not chosen:
            return {}, Merged(0, known, failed)
        run = run_of(self._connection, part.provenance)
        new = {name: _among(name, tables[name], chosen) for name in TABLES if name in tables}
        signs = {r["article"]: r["signature"] for r in tables["signatures"].to_pylist()}
        new["articles"] = _numbered(new["articles"], self._seq + 1, run)
        self._seq += len(chosen)
        stories, happenings = self._folder.place(_placeable(new, signs))
        new["stories"], new["happenings"] = table_of("stories", stories), table_of("happenings", happenings)
        return {name: table for name, table in new.items() if len(table)}, Merged(len(chosen), known, failed)

    def _claim(self, tables: dict[str, pa.Table]) -> tuple[set[str], int]:
        """Keys of the articles that are new, and how many failed; asked in order, as adding asks."""
        asked: list[tuple[int, str | None, dict[str, Any] | None]] = []
        if "articles" in tables:
            found = tables["articles"].select(["seq", "id"]).to_pylist()
            asked += [(row["seq"], row["id"], None) for row in found]
        if "faults" in tables:
            asked += [(row["seq"], row["key"], row) for row in tables["faults"].to_pylist()]
        chosen, failed = set(), 0
        for _, key, fault in sorted(asked, key=lambda each: each[0]):
            if key is None:
                failed += 1
                continue
            if key in self._held or key in self._shunned:
                continue
            if fault is None:
                chosen.add(key)
            else:
                failed += 1
                if fault["kind"] in DEADLY:
                    why = Fault(fault["kind"], fault["reason"])
                    quarantine.hold(self._connection, Failed(key, fault["origin"], why))
            self._held.add(key)
        return chosen, failed


def merge(connection: duckdb.DuckDBPyConnection, output: Output) -> Iterator[Merged]:
    """Add an output to the record behind ``connection``, a part in a transaction; what each did, then what waits.

    Raises:
        ScaleError: it is no output, or a file of it is lost.
    """
    if output.plan() is None:
        raise ScaleError(f"{output.place} holds no output of detente scale; add files, folders or addresses")
    merger, writer = Merger(connection), Writer(connection)
    waiting = 0
    for part in parts_in_order(output):
        if isinstance(part, Input):
            waiting += 1
            continue
        known = keys_of(output, part)
        if merger.knows(known):
            yield Merged(known=len(known))
            continue
        tables = {name: output.table(file) for name, file in part.files.items()}
        with transaction(connection):
            new, merged = merger.merge(part, tables)
            for name, table in new.items():
                writer.append(name, table)
        yield merged
    yield Merged(waiting=waiting)


def keys_of(output: Output, part: Part) -> list[str]:
    """The keys of a part."""
    keys: list[str] = []
    for table, column in (("articles", "id"), ("faults", "key")):
        if table in part.files:
            keys += [key for key in output.table(part.files[table], [column]).column(0).to_pylist() if key is not None]
    return keys


def _among(name: str, table: pa.Table, chosen: set[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.is_in(table.column("id" if name == "articles" else "article"), value_set=pa.array(sorted(chosen)))
    return table.filter(mask)


def _numbered(articles: pa.Table, first: int, run: int) -> pa.Table:
    import pyarrow as pa

    columns = {"seq": range(first, first + len(articles)), "run": [run] * len(articles)}
    for name, values in columns.items():
        at = articles.schema.get_field_index(name)
        articles = articles.set_column(at, articles.schema.field(at), pa.array(values, articles.schema.field(at).type))
    return articles


def _placeable(tables: dict[str, pa.Table], signatures: dict[str, bytes]) -> dict[str, Placeable]:
    told: dict[str, list[dict[str, Any]]] = {}
    for row in tables["events"].to_pylist() if "events" in tables else ():
        told.setdefault(row["article"], []).append(row)
    wanted = {(key, row["sentence"]) for key, events in told.items() for row in events}
    spans = {}
    if wanted:
        columns = (tables["sentences"].column(name).to_pylist() for name in ("article", "n", "start", "end"))
        spans = {(key, n): slice(a, b) for key, n, a, b in zip(*columns, strict=True) if (key, n) in wanted}
    placeable = {}
    for page in tables["articles"].select(["id", "body", "outlet", "published"]).to_pylist():
        key, body = page["id"], page["body"]
        events = told.get(key, ())
        words = [(record_of(Event, row), body[spans[key, row["sentence"]]]) for row in events]
        placeable[key] = Placeable(from_bytes(signatures[key]), page["outlet"], page["published"], tuple(words))
    return placeable
