"""Lists of words and phrases that are looked for in a passage: those of a context, those of a mode."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.errors import KnowledgeError

#: Letters of a word's start that are looked at before a pattern is tried.
_START = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WordList:
    """Words as one pattern; ``starts`` has what every match begins with, in small letters.

    Most lists occur in no word of a passage: without any of their starts in it the pattern is not tried at all.
    """

    pattern: re.Pattern[str]
    starts: frozenset[str]

    def occurs(self, text: str) -> bool:
        """Whether any of the words stands in ``text``."""
        return not self.starts.isdisjoint(starts_in(text)) and self.pattern.search(text) is not None

    def count(self, text: str) -> int:
        """How often they stand in ``text``."""
        return 0 if self.starts.isdisjoint(starts_in(text)) else len(self.pattern.findall(text))


def word_list(words: Sequence[str]) -> WordList:
    """The list of ``words``.

    A ``*`` matches any ending, " ... " up to four words; a word after "=" counts only in small letters, since with a
    capital it is a name ("=bill" is not Bill Clinton).

    Raises:
        KnowledgeError: a word does not begin with a letter.
    """
    parts: list[str] = []
    starts: set[str] = set()
    for word in words:
        first = _WORD.match(word.removeprefix("="))
        if first is None:
            raise KnowledgeError(f"the word {word!r} of a list must begin with a letter; mend its row")
        starts.add(first.group()[:_START].lower())
        part = re.escape(word.removeprefix("=")).replace(r"\*", r"\w*")
        part = part.replace(r"\ \.\.\.\ ", r"\s(?:\S+\s){0,4}?")
        parts.append(f"(?-i:{part})" if word.startswith("=") else part)
    return WordList(re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE), frozenset(starts))


@functools.lru_cache(maxsize=256)
def starts_in(text: str) -> frozenset[str]:
    """The first one, two and three letters of every word of ``text``, in small letters."""
    words = {word[:_START].lower() for word in _WORD.findall(text)}
    return frozenset(word[:length] for word in words for length in range(1, _START + 1))
