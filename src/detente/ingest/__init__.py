"""Bytes to :class:`~detente.records.Article`: pages, raw text, addresses, JSON Lines.

The functions below load their modules when first called, so that importing this package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.ingest.jsonl import JsonlItem, JsonlProblem, records_from_jsonl
    from detente.ingest.reader import article_from_bytes, article_from_text, read_article

__all__ = [
    "JsonlItem",
    "JsonlProblem",
    "article_from_bytes",
    "article_from_text",
    "read_article",
    "records_from_jsonl",
]

_HOMES = {
    "JsonlItem": "jsonl",
    "JsonlProblem": "jsonl",
    "records_from_jsonl": "jsonl",
    "article_from_bytes": "reader",
    "article_from_text": "reader",
    "read_article": "reader",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
