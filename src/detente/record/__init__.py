"""The record: one DuckDB file of articles, what was coded from them, and events by others beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.record.record import Record

__all__ = ["Record"]


def __getattr__(name: str) -> Any:
    if name != "Record":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from detente.record.record import Record

    return Record
