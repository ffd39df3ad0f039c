"""Columns of a batch: each distinct value looked up once, constants for what a format does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa

_CONSTANTS: Final[Mapping[str, Any]] = {
    "weight": 1.0, "mentions": 1, "contexts": [], "actor_raw": "", "actor_sector": "", "recipient_raw": "",
    "recipient_sector": "", "extra": "{}",
}  # fmt: skip


def is_own(names: object) -> bool:
    """Whether these column names are those of our own export."""
    return isinstance(names, list | tuple | dict | set) and {"day", "actor_raw", "recipient_raw", "extra"} <= set(names)


def looked_up(column: Any, find: Callable[[str], tuple[Any, ...]], size: int) -> list[Any]:
    """``find`` of every distinct value of a text column, as ``size`` columns."""
    coded = column.dictionary_encode()
    found = [find(value) for value in coded.dictionary.to_pylist()]
    return [pa.array([f[i] for f in found]).take(coded.indices) for i in range(size)]


def filled(column: Any, field: pa.Field[Any], length: int, constants: Mapping[str, Any]) -> Any:
    """The column in the field's type; where there is none its constant, null without one."""
    if column is not None:
        return column.cast(field.type)
    constant = {**_CONSTANTS, **constants}.get(field.name)
    return pa.repeat(pa.scalar(constant, field.type), length)
