"""Text from outside, made harmless for a screen.

Article text may hold terminal escapes, invisible controls and direction overrides ("Trojan Source",
CVE-2021-42574). What is shown never carries them; the records and the JSON keep the text as it was.
"""

from __future__ import annotations

import re
from typing import Final

#: Controls without a place in prose: C0 and C1 except those that are white space, DEL, and the
#: invisible "tag" characters.
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\U000e0000-\U000e007f]")
#: Half a surrogate pair or a code point that is no character: neither can be written to a file safely.
_BROKEN: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: White space that HTML forbids or terminals act upon; a blank does the same.
_ODD_SPACE: Final = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACE: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    """``text`` without control characters; direction overrides are spelled out as ``[U+202E]``.

    Line feeds, tabs and blanks are kept, so that paragraphs survive; rarer white space becomes a blank.
    """
    text = _CONTROLS.sub("", text)
    text = _ODD_SPACE.sub(" ", text)
    text = _BROKEN.sub("\ufffd", text)
    return _DIRECTION.sub(lambda m: f"[U+{ord(m.group()):04X}]", text)


def flat(text: str) -> str:
    """``clean`` on one line: every run of white space becomes one blank."""
    return _SPACE.sub(" ", clean(text)).strip()


def flat_within(text: str) -> str:
    """``flat`` for a stretch inside a sentence: a blank at either end is kept, so that words stay apart."""
    return _SPACE.sub(" ", clean(text))
