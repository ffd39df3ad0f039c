"""Who is named: mentions, resolution at a date, coreference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.actors.resolution import resolve

__all__ = ["resolve"]


def __getattr__(name: str) -> Any:
    if name == "resolve":
        from detente.actors.resolution import resolve

        return resolve
    raise AttributeError(f"module 'detente.actors' has no attribute {name!r}")
