"""The one currency inside ingest: a block, which is a paragraph-like stretch of a page, and its shape.

Everything here is a pure function of characters. Character clean-up is deliberately small: line ends,
no-break spaces, zero-width and control characters. Quotation marks and dashes stay as they were
written, because evidence is quoted to the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["text", "head", "item", "cell"]

# A body of more characters than this is not one article; reading it would take minutes further on.
MAX_BODY = 2_000_000

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Zero-width joiners carry meaning in Arabic and Indic scripts and are kept beside those letters only.
_INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
    r"|(?<![\u0600-\u0fff])[\u200c\u200d]"
    r"|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)

_HALF = re.compile(r"[\ud800-\udfff]")

# What may stand after the full stop that ends a sentence.
_CLOSERS = "\"'”’»“‘)]"
_ENDS = ".!?…。！？؟۔।"
# A note's number after the stop: "was signed.[3]", "was signed.3"
_NOTE = 60
_NOTE_NUMBER = re.compile(r"\s*(?:\[\w{1,3}\]|[¹²³⁴-⁹]+|(?<=[a-z][.!?])\d{1,2})$")
# Scripts that put no space between words: two characters are taken for one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_NO_PERIOD_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|Jr|Sr|Inc|Ltd|Co|Corp|a\.m|p\.m)\.$")
_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like stretch: ``text`` is a single line without outer white space.

    ``kind`` is what the layout says: ``head`` (a heading element), ``item`` (of a list), ``cell`` (of a
    table) or plain ``text``. ``bulleted`` tells that a bullet sign stood before it. ``loose`` tells that
    the next block followed on the very next line, so that both belong to one stack of lines.
    """

    text: str
    kind: BlockKind = "text"
    bulleted: bool = False
    loose: bool = False


def tidy(text: str) -> str:
    """``text`` with line ends as ``\\n``, odd spaces as spaces and invisible characters removed."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)).translate(_SPACE_TABLE)


_SPACE_TABLE = {ord(c): " " for c in "\t\x1c\x1d\x1e\x1f\u00a0\u1680\u202f\u205f\u3000"} | dict.fromkeys(
    range(8192, 8203), " "
)


def whole(text: str) -> str:
    """``text`` with each half of a surrogate pair as U+FFFD: it cannot be written as UTF-8, nor cut into tokens."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def one_line(text: str) -> str:
    """``text`` as one line: each run of white space is one space."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of ``text``; a hyphenated compound counts once."""
    return _WORD.findall(text)


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does, closing quotation marks and brackets aside."""
    # the note stands in the last characters; on a line of nothing but such numbers the pattern is quadratic
    bare = (text[:-_NOTE] + _NOTE_NUMBER.sub("", text[-_NOTE:])).rstrip(_CLOSERS + " ")
    if bare.endswith(("...", "…")):
        return len(words(bare)) > 25  # a short line that trails off is a cut teaser
    return bare.endswith(tuple(_ENDS)) and not _NO_PERIOD_TITLE.search(bare)


def is_prose(text: str) -> bool:
    """Whether ``text`` reads as prose: a sentence of five words or more, or a long run of words."""
    start = text[:400]
    count = max(len(words(start)), len(_UNSPACED.findall(start)) // 2)
    return (count >= 5 and ends_sentence(text)) or count >= 40 or (len(text) > 250 and not _is_list_like(text))


def _is_list_like(text: str) -> bool:
    return text.count(" | ") + text.count(" > ") + text.count(" • ") > 3


def is_label(text: str) -> bool:
    """Whether a short heading is clearly a label and no prose.

    Three words or fewer, all capitals, or headline capitals throughout ("What Comes Next").
    """
    if ends_sentence(text) or text.endswith(":"):
        return False
    found = words(text)
    if len(found) <= 3 or text.isupper():
        return True
    long_words = [w for w in found if len(w) > 4 and not w[0].isdigit()]
    return len(found) <= 14 and len(long_words) >= 2 and all(w[0].isupper() for w in long_words)
