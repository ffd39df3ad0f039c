"""Articles that break the bounds of time or memory, or kill their worker: kept by the record, so as not to be tried on
every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from detente.record.errors import UnknownItem
from detente.record.store import rows
from detente.scale.coding import Failed
from detente.scale.messages import DEADLY, Kind

if TYPE_CHECKING:
    import duckdb

_PREFIX = "quarantine:"


class Quarantined(msgspec.Struct, frozen=True):
    """One article: where it came from, and in one line why it is not tried."""

    origin: str
    kind: Kind
    reason: str


def listing(connection: duckdb.DuckDBPyConnection) -> dict[str, Quarantined]:
    """Those of a record by key, in the order of their keys."""
    found = rows(connection, "select what, said from notes where starts_with(what, ?) order by what", [_PREFIX])
    return {str(r["what"]).removeprefix(_PREFIX): msgspec.json.decode(str(r["said"]), type=Quarantined) for r in found}


def hold(connection: duckdb.DuckDBPyConnection, failed: Failed) -> bool:
    """Keep ``failed`` from being tried again, if it was its own doing; whether it was."""
    if failed.fault.kind not in DEADLY:
        return False
    said = Quarantined(failed.origin, failed.fault.kind, failed.fault.reason)
    values = [_PREFIX + failed.key, msgspec.json.encode(said).decode()]
    connection.execute("insert or replace into notes values (?, ?)", values)
    return True


def release(connection: duckdb.DuckDBPyConnection, key: str | None) -> int:
    """Let ``key`` be tried again, or all without one; how many were let go.

    Raises:
        UnknownItem: no article of that key is kept back.
    """
    held = listing(connection)
    if key is not None and key not in held:
        raise UnknownItem(f"{key!r} is not in quarantine; see: detente record --quarantine")
    chosen = list(held) if key is None else [key]
    connection.execute("delete from notes where list_contains(?, what)", [[_PREFIX + name for name in chosen]])
    return len(chosen)
