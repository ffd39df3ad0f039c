"""PLOVER contexts of a passage, by its words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files

from detente.errors import KnowledgeError
from detente.records import EventType


@dataclass(frozen=True, slots=True)
class Context:
    """A PLOVER context with the name people use for it and the pattern of its words.

    ``starts`` has what every match begins with, in small letters: a text without any of them needs no search.
    """

    code: str
    name: str
    words: re.Pattern[str]
    starts: frozenset[str]

    def count(self, text: str, starts: frozenset[str]) -> int:
        """How often its words occur in ``text``, of which ``starts`` are the :func:`starts_in`."""
        return 0 if self.starts.isdisjoint(starts) else len(self.words.findall(text))


@functools.cache
def load_contexts() -> tuple[Context, ...]:
    """The contexts of ``data/contexts.tsv`` in file order."""
    text = files("detente.coding").joinpath("data/contexts.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    listed = [(code, name, words.split(";")) for code, name, words in rows]
    return tuple(Context(code, name, words_pattern(words), _starts_of(words)) for code, name, words in listed)


#: Letters of a word's start that are looked at before a pattern is tried.
_START = 3
_WORD = re.compile(r"\w+")


def starts_in(text: str) -> frozenset[str]:
    """The first one, two and three letters of every word of ``text``, in small letters."""
    words = {word[:_START].lower() for word in _WORD.findall(text)}
    return frozenset(word[:length] for word in words for length in range(1, _START + 1))


def _starts_of(words: list[str]) -> frozenset[str]:
    found = [_WORD.match(word.removeprefix("=")) for word in words]
    if None in found:
        raise KnowledgeError("contexts.tsv: a word of a context must begin with a letter; mend the row")
    return frozenset(match.group()[:_START].lower() for match in found if match)


def words_pattern(words: list[str]) -> re.Pattern[str]:
    """A pattern of any of ``words``.

    A ``*`` matches any ending, " ... " up to four words; a word after "=" counts only in small letters, since with a
    capital it is a name ("=bill" is not Bill Clinton).
    """
    parts: list[str] = []
    for word in words:
        part = re.escape(word.removeprefix("=")).replace(r"\*", r"\w*")
        part = part.replace(r"\ \.\.\.\ ", r"\s(?:\S+\s){0,4}?")
        parts.append(f"(?-i:{part})" if word.startswith("=") else part)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


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
    starts = starts_in(text)
    counted = [(c.count(text, starts), c.code) for c in load_contexts()]
    return tuple(code for _, code in sorted((-n, code) for n, code in counted if n))
