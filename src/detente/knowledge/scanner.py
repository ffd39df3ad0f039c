"""One Aho-Corasick pass over a text finds every known name.

Case counts ("turkey" and "us" are words), except that words in capitals, as in wire leads ("MOSCOW - VLADIMIR
Putin"), are also read with an initial capital, and accented letters also without their marks ("Erdoğan" as
"Erdogan"). Names end at word boundaries; a possessive stays outside the span.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ahocorasick_rs import AhoCorasick

from detente.knowledge.model import Entry, Hit

#: Invisible characters (hyphens, joiners, directions) and the marks that are set over a letter.
_INSIDE = frozenset(map(chr, (*range(0x300, 0x370), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                              *range(0x2060, 0x2070), 0xFEFF)))  # fmt: skip
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{4,}\b")
_SHOUTED = re.compile(r"^[A-ZÀ-ÖØ-Þ]{4,}$")


def _plain_letters() -> dict[int, str]:
    """Latin letters with marks to the same letters without, one for one, so that places in the text stay the same."""
    bare = {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    table = {ord(c): plain for c, plain in bare.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letters = [c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)]
        if len(letters) == 1 and letters[0] != chr(code) and letters[0].isascii():
            table[code] = letters[0]
    return table


_PLAIN = _plain_letters()


class Scanner:
    """An automaton over all surfaces; immutable."""

    def __init__(self, entries: Mapping[str, tuple[Entry, ...]]) -> None:
        self._surfaces: Sequence[str] = tuple(entries)
        self._entries: Sequence[tuple[Entry, ...]] = tuple(entries.values())
        self._automaton = AhoCorasick(list(self._surfaces))
        self._known_capitals = frozenset(s for s in self._surfaces if _SHOUTED.match(s))

    def scan(self, text: str) -> list[Hit]:
        """Hits in text order: at each place the longest, none overlapping another."""
        found = self._matches(text)
        lowered = _CAPITALS.sub(self._lowered, text)
        if lowered != text and len(lowered) == len(text):
            found += self._matches(lowered)
        plain = lowered.translate(_PLAIN)
        if plain != lowered and len(plain) == len(text):
            found += self._matches(plain)
        found.sort(key=lambda f: (f[0], -f[1]))
        hits: list[Hit] = []
        reached = -1
        for start, end, number in found:
            if start >= reached:
                hits.append(Hit(start, end, text[start:end], self._entries[number]))
                reached = end
        return hits

    def _lowered(self, match: re.Match[str]) -> str:
        word = match.group()
        return word if word in self._known_capitals else word[0] + word[1:].lower()

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        return [
            (start, end, number)
            for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if _bounded(text, start, end)
        ]


def _bounded(text: str, start: int, end: int) -> bool:
    """True when the match neither begins nor ends inside a word."""
    if not text.isascii():
        # characters without a width do not end a word: "Niger", a soft hyphen, "ia" is not the state of Niger
        while start > 0 and text[start - 1] in _INSIDE:
            start -= 1
        while end < len(text) and text[end] in _INSIDE:
            end += 1
    if start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
        return False
    if end < len(text) and (text[end].isalnum() or text[end] in "_$"):
        return False
    # "China.org", "U.S" inside "U.S.S.R."
    return not (end + 1 < len(text) and text[end] == "." and text[end + 1].isalpha() and text[end + 1].islower())
