"""The PLOVER mode of an act: how it was done, by the words of its clause.

The lexicon gives the mode that a trigger fixes by itself ("bombed": aerial). Where it leaves the mode open, or the
clause names a finer means ("attacked with drones"), the rows of ``data/modes.tsv`` decide, in file order.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from typing import cast

from detente.coding.plover import TYPES
from detente.coding.wordlist import WordList, word_list
from detente.errors import KnowledgeError
from detente.records import EventType


@dataclass(frozen=True, slots=True)
class ModeRow:
    """Words that give acts of ``type`` this ``mode``; ``over`` lists the trigger's modes that they replace."""

    type: EventType
    mode: str
    over: frozenset[str]
    words: WordList


@functools.cache
def load_modes() -> tuple[ModeRow, ...]:
    """The rows of ``data/modes.tsv`` in file order.

    Raises:
        KnowledgeError: a row breaks the grammar; the message names its number.
    """
    text = files("detente.coding").joinpath("data/modes.tsv").read_text(encoding="utf-8")
    rows: list[ModeRow] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4 or columns[0] not in TYPES:
            raise KnowledgeError(f"modes.tsv row {number}: expected type, mode, modes replaced, words; got {line!r}")
        type_, mode, over, words = columns
        replaced = frozenset(m for m in over.split(",") if m != "-")
        rows.append(ModeRow(cast(EventType, type_), mode, replaced, word_list(words.split(";"))))
    return tuple(rows)


def mode_of(type_: EventType, mode: str | None, clause: str) -> str | None:
    """The mode of an act of ``type_`` whose trigger gives ``mode`` and whose clause reads ``clause``."""
    for row in load_modes():
        if row.type == type_ and (mode is None or mode in row.over) and row.words.occurs(clause):
            return row.mode
    return mode
