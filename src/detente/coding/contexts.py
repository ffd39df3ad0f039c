"""PLOVER contexts of a passage, by its words."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from detente.coding.wordlist import WordList, word_list
from detente.records import EventType


@dataclass(frozen=True, slots=True)
class Context:
    """A PLOVER context with the name people use for it and its words."""

    code: str
    name: str
    words: WordList


@functools.cache
def load_contexts() -> tuple[Context, ...]:
    """The contexts of ``data/contexts.tsv`` in file order."""
    text = files("detente.coding").joinpath("data/contexts.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Context(code, name, word_list(words.split(";"))) for code, name, words in rows)


#: What an act of this type, or of this type and mode, is about whatever its words.
_IMPLIED: dict[tuple[EventType, str | None], str] = {
    ("ASSAULT", "aerial"): "military",
    ("ASSAULT", "drone"): "military",
    ("ASSAULT", "heavy-weapons"): "military",
    ("ASSAULT", "suicide-attack"): "terrorism",
    ("ASSAULT", "unconventional"): "cbrn",
    ("ASSAULT", "sexual"): "gender",
    ("COERCE", "arrest"): "legal",
    ("COERCE", "censor"): "rights_freedoms",
    ("COERCE", "cyber"): "cyber",
    ("COERCE", "deport"): "migration",
    ("COERCE", "misinformation"): "misinformation",
    ("CONSULT", "third-party"): "diplomatic",
    ("MOBILIZE", "troops"): "military",
    ("MOBILIZE", "weapons"): "military",
    ("RETREAT", "ceasefire"): "military",
    ("RETREAT", "withdraw"): "military",
    ("REJECT", "meet"): "diplomatic",
    ("REQUEST", "meet"): "diplomatic",
    ("SANCTION", "convict"): "legal",
    ("SANCTION", "expel"): "diplomatic",
    ("THREATEN", "expel"): "diplomatic",
    ("THREATEN", "relations"): "diplomatic",
    ("THREATEN", "violence"): "military",
}


def contexts_of(text: str, type_: EventType | None = None, mode: str | None = None, limit: int = 4) -> tuple[str, ...]:
    """Codes of the contexts of an act told in ``text``, at most ``limit``.

    First those that its type and mode imply, then those whose words occur, most frequent first. A meeting that is about
    nothing narrower, or that heads of government hold, is diplomacy.
    """
    told = _told_in(text)
    if type_ is None:
        return told[:limit]
    first = [_IMPLIED[type_, mode]] if (type_, mode) in _IMPLIED else []
    if type_ == "CONSULT" and (not told or "executive" in told):
        first.append("diplomatic")
    return tuple(dict.fromkeys([*first, *told]))[:limit]


@functools.lru_cache(maxsize=256)
def _told_in(text: str) -> tuple[str, ...]:
    """Codes whose words occur, most frequent first; the acts of a sentence often share their clause."""
    counted = [(c.words.count(text), c.code) for c in load_contexts()]
    return tuple(code for _, code in sorted((-n, code) for n, code in counted if n))
