"""Numbers as news writes them: digits, grouped digits, words and scale words.

``NUMBER`` is the source of a regular expression for one number; :func:`value_of` reads what it matched.
"""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The set of words in ``text``: how word lists are written in this package."""
    return frozenset(text.split())


def _numbered(text: str, numbers: range) -> dict[str, int]:
    return dict(zip(text.split(), numbers, strict=True))


_ONES = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    range(20),
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
TENS_PLURAL = _numbered("twenties thirties forties fifties sixties seventies eighties nineties", range(20, 100, 10))
"""The decades of a century in words."""

SMALL_NUMBERS: dict[str, int] = {**_ONES, **_TENS}
"""Number words below a hundred that are one word."""

SCALES: dict[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "million": 1e6, "millions": 1e6,
    "crore": 1e7, "crores": 1e7, "billion": 1e9, "billions": 1e9, "trillion": 1e12, "trillions": 1e12,
    "dozen": 12.0, "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9,
    "t": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
"""Words and abbreviations that multiply the number before them."""

ORDINALS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": -1, "last": -1, "opening": 1,
    "closing": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
"""Ordinals that count the parts of a month or year; -1 is the last part."""

# Lengths are bounded so that a megabyte of digits costs linear time and never makes a huge integer.
DIGITS = (
    r"(?:\d{1,3}(?:,\d{2,3}){1,5}|\d{1,3}(?:[\u00a0\u202f]\d{3}|[ ]000){1,5}|\d{1,15})"
    r"(?:\.\d{1,6})?(?![\d]|[.,]\d)"
)
"""Source of a pattern for a number in digits, grouped by comma or space or not at all."""

_SMALL = "|".join(sorted(SMALL_NUMBERS, key=len, reverse=True))
_UNDER_HUNDRED = rf"(?:{_SMALL})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine)\b)?"
WORDS = (
    rf"(?:half[ -]an?[ ](?:hundred|thousand|million|billion|trillion|dozen)\b"
    rf"|an?[ ](?:couple[ ]of[ ])?(?:dozen|hundred|thousand|million|billion|trillion|lakh|crore)\b"
    rf"|an?[ ]couple[ ]of\b"
    rf"|{_UNDER_HUNDRED}(?:[ ]and[ ]a[ ](?:half|quarter))?)"
)
"""Source of a pattern for a number in words, without the scale words that may follow."""

SCALE_WORDS = r"(?:hundred|thousand|lakhs?|millions?|crores?|billions?|trillions?|dozen)"
SCALE_LETTERS = r"(?:bn|bln|mn|mln|trn|tn|[kmbtKMBT])"

_WORD = re.compile(r"[a-z]+")


def digits_value(text: str) -> float:
    """The value of what :data:`DIGITS` matched."""
    return float(re.sub(r"[, \u00a0\u202f]", "", text))


def scale_value(text: str | None) -> float:
    """The factor a scale word or letter stands for; 1 for None or an unknown word."""
    return SCALES.get(text.strip(" -").lower(), 1.0) if text else 1.0


def words_value(text: str) -> float:
    """The value of a number in words ("twenty-five", "two and a half", "half a billion", "two dozen").

    Words that are no number count nothing, so the caller may pass a whole match.
    """
    total, current = 0.0, 0.0
    said = _WORD.findall(text.lower())
    if said[:1] == ["half"]:
        said = said[1:]
        current = 0.5
    for place, word in enumerate(said):
        if word in SMALL_NUMBERS:
            current += SMALL_NUMBERS[word]
        elif word == "couple":
            current = 2.0
        elif word == "half":
            current += 0.5
        elif word == "quarter":
            current += 0.25
        elif word in SCALES and len(word) > 2:
            factor = SCALES[word]
            current = (current or 1.0) * factor
            if factor >= 1e3:
                total, current = total + current, 0.0
        elif word in ("a", "an") and place == 0 and not current:
            continue
    return total + current


def value_of(text: str) -> float:
    """The value of a number in digits or words."""
    return digits_value(text) if text[:1].isdigit() else words_value(text)
