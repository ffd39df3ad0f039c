"""Records to rows and back, by their types.

Scalars are columns of the same name; a nested :class:`When` or :class:`Actor` is spread over columns with a prefix; a
tuple of texts is a list; a tuple of records is JSON.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from detente.records import Actor, Record, When

_R = TypeVar("_R", bound=Record)
_PREFIX = {"when": "", "since": "since_", "actor": "actor_", "recipient": "recipient_"}


@cache
def _shape(kind: type[Record]) -> tuple[tuple[str, str, Any], ...]:
    """Name, way ("plain", "record", "list", "json") and inner type of each field."""
    hints = typing.get_type_hints(kind)
    return tuple((name, *_way(hints[name])) for name in kind.__struct_fields__)


def _way(hint: Any) -> tuple[str, Any]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if isinstance(hint, type) and issubclass(hint, (When, Actor)):
        return "record", hint
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return ("json", hint) if isinstance(inner, type) and issubclass(inner, Record) else ("list", hint)
    return "plain", hint


def row_of(record: Record) -> dict[str, Any]:
    """The columns of ``record``."""
    row: dict[str, Any] = {}
    for name, way, inner in _shape(type(record)):
        value = getattr(record, name)
        if way == "record":
            nested = row_of(value) if value is not None else dict.fromkeys(inner.__struct_fields__)
            row.update({f"{_PREFIX[name]}{key}": item for key, item in nested.items()})
        elif way == "list":
            row[name] = list(value)
        elif way == "json":
            row[name] = msgspec.json.encode(value).decode()
        else:
            row[name] = value
    return row


def record_of(kind: type[_R], row: Mapping[str, Any]) -> _R:
    """The record whose columns ``row`` holds; columns of others are passed over."""
    values: dict[str, Any] = {}
    for name, way, inner in _shape(kind):
        if way == "record":
            nested = {f: row[f"{_PREFIX[name]}{f}"] for f in inner.__struct_fields__}
            # a nested record has one field that is never null; where that is, there was none
            values[name] = None if nested.get("name", nested.get("precision")) is None else inner(**nested)
        elif way == "list":
            values[name] = tuple(row[name])
        elif way == "json":
            values[name] = msgspec.json.decode(row[name], type=inner)
        else:
            values[name] = row[name]
    return kind(**values)
