"""Détente reads diplomatic news.

``detente.read(path)`` gives the account of one article, ``detente.code(items)`` codes a stream of texts,
``detente.Record.open()`` is the lasting record of many. All are loaded on first use, so that importing the package
costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.api import code, read
    from detente.record import Record

__version__ = "0.1.0"
__all__ = ["Record", "__version__", "code", "read"]


def __getattr__(name: str) -> Any:
    if name in ("read", "code"):
        from detente import api

        return getattr(api, name)
    if name == "Record":
        from detente.record import Record

        return Record
    raise AttributeError(f"module 'detente' has no attribute {name!r}")
