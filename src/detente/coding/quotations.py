"""Quoted spans of a text: every style of quotation mark, over sentences and paragraphs, in linear time.

Marks are paired with a stack, one character class at a time. What a mark does is decided from the
characters beside it, because straight marks do not say whether they open or close and a single mark may be
an apostrophe. The printers' conventions followed here:

* a quotation that runs over several paragraphs opens again at each and closes only at the last;
* a quotation inside another is part of the other's words and is not reported apart;
* a quotation that never closes ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Closing marks by opening mark. The first is the usual one, the others national habits.
_PAIRS = {
    '"': '"',
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "”": "”",
    "‘": "’'",
    "‚": "‘’",
    "'": "'",
    "‹": "›",
    "「": "」",
    "『": "』",
    "``": "''",
}
_SINGLE = frozenset("'‘’‚‹›")
_MARK = re.compile("``|''(?!')|(?<!\\w)\"\"(?=\\w)|[\"“”„«»‘’‚'‹›「」『』]")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
#: A single line break before an opening mark also starts a paragraph.
_LINE_QUOTE = re.compile(r"\n[^\S\n]*(?=[\"“„«‘]\S)")
_ELISION = re.compile(r"(?:\d0s\b|\d\d\b(?!\w)|(?:tis|twas|til|till|em|cause|round|n)\b)", re.IGNORECASE)
_DEEPEST = 4
#: A single mark must find its partner within this many characters, or it was an apostrophe.
_SINGLE_REACH = 1500


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks: ``body[start:end]``, without the marks.

    ``outer_start``/``outer_end`` include the marks. ``parts`` has one span for each paragraph of a
    quotation that opens again at every paragraph, otherwise the one span. ``closed`` is False when no
    closing mark was found and the paragraph's end was taken instead. ``single`` tells single from
    double marks.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    parts: tuple[tuple[int, int], ...]
    closed: bool
    single: bool


@dataclass(slots=True)
class _Open:
    """A quotation whose closing mark has not been met."""

    mark: str
    at: int
    inner: int
    parts: list[tuple[int, int]]


def quotations(body: str) -> tuple[Quotation, ...]:
    """The outermost quotations of ``body`` in order. Never fails; time is linear in the length."""
    finder = _Finder(body)
    bounds = _paragraphs(body)
    for number, (start, end) in enumerate(bounds):
        following = bounds[number + 1][0] if number + 1 < len(bounds) else None
        finder.paragraph(start, end, following)
        finder.finish(end, following)
    return tuple(finder.found)


def _paragraphs(body: str) -> list[tuple[int, int]]:
    cuts = sorted(
        {(m.start(), m.end()) for m in _BREAK.finditer(body)}
        | {(m.start(), m.end()) for m in _LINE_QUOTE.finditer(body)}
    )
    bounds: list[tuple[int, int]] = []
    start = 0
    for left, right in cuts:
        if left >= start:
            bounds.append((start, left))
        start = max(start, right)
    bounds.append((start, len(body)))
    return [(a, b) for a, b in bounds if b > a]


class _Finder:
    """Walks the marks of a body, paragraph by paragraph."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._stack: list[_Open] = []
        self._runs_on = False
        self.found: list[Quotation] = []

    def paragraph(self, start: int, end: int, following: int | None) -> None:
        """Take in the marks of ``body[start:end]``; the next paragraph begins at ``following``."""
        # of the single marks only the curly opening one runs on to the next paragraph: others may be apostrophes
        self._runs_on = following is not None and self._body[following] == "‘"
        marks = list(_MARK.finditer(self._body, start, end))
        closers = _next_closers(self._body, marks, end)
        for position, mark in enumerate(marks):
            # a doubled straight mark comes from text that was once a field of a table
            self._mark(
                '"' if mark.group() == '""' else mark.group(),
                mark.start(),
                mark.end(),
                start,
                closers[position],
            )

    def _mark(self, mark: str, at: int, after: int, paragraph: int, closer: int) -> None:
        if self._reopens(mark, at, paragraph):
            self._stack[0].inner = after
            return
        depth = self._closes(mark, at, after)
        if depth is not None:
            if mark in ("'", "’") and _possessive(self._body, at, closer):
                return
            closed = self._stack[depth]
            del self._stack[depth:]
            if depth == 0:
                self._keep(closed, at, after, closed_by_mark=True)
            return
        if len(self._stack) < _DEEPEST and self._opens(mark, at, after, closer):
            base = self._stack[0] if self._stack else None
            if base is not None and mark == base.mark == '"':
                # a straight mark that opens again: the earlier one never closed
                self._stack.clear()
                self._keep(base, at, at, closed_by_mark=False)
            self._stack.append(_Open(mark, at, after, []))

    def _reopens(self, mark: str, at: int, paragraph: int) -> bool:
        if not self._stack or at != paragraph or not self._stack[0].parts:
            return False
        return mark == self._stack[0].mark or (mark in '“”"' and self._stack[0].mark in '“”"')

    def _closes(self, mark: str, at: int, after: int) -> int | None:
        """The stack position of the quotation that this mark closes."""
        if mark in ("'", "’") and _letter(self._body, at - 1) and _letter(self._body, after):
            return None
        for depth in range(len(self._stack) - 1, -1, -1):
            opened = self._stack[depth].mark
            if mark not in _closing(opened):
                continue
            if mark in ('"', "'") and _facing_right(self._body, at, after):
                return None
            return depth
        return None

    def _opens(self, mark: str, at: int, after: int, closer: int) -> bool:
        if mark not in _PAIRS or after >= len(self._body):
            return False
        if self._body[after].isspace() and not (mark == "«" and self._body[after] != "\n"):
            return False  # only French printers set a space inside their marks
        if any(opened.mark == mark for opened in self._stack) and mark != '"':
            return False
        body = self._body
        if mark in ("'", "‘"):
            if not _facing_right(body, at, after) or _ELISION.match(body, after):
                return False
            if self._runs_on and mark == "‘" and not self._stack and closer < 0:
                return True
            return 0 <= closer - at <= _SINGLE_REACH
        if mark == '"':
            return not _word(body, at - 1) and (not self._stack or _facing_right(body, at, after))
        if mark in ("”", "»"):
            return not self._stack and _facing_right(body, at, after)
        return True

    def finish(self, end: int, following: int | None) -> None:
        """Close what a paragraph left open, unless the next paragraph opens it again."""
        if not self._stack:
            return
        base = self._stack[0]
        del self._stack[1:]
        if (
            following is not None
            and self._body[following] in _again(base.mark)
            and (base.mark not in _SINGLE or self._runs_on)
        ):
            base.parts.append((base.inner, end))
            return
        self._stack.clear()
        self._keep(base, end, end, closed_by_mark=False)

    def _keep(self, opened: _Open, at: int, after: int, *, closed_by_mark: bool) -> None:
        spans = [_trim(self._body, a, b) for a, b in [*opened.parts, (opened.inner, at)]]
        parts = tuple((a, b) for a, b in spans if b > a)
        if parts:
            single = opened.mark in _SINGLE
            self.found.append(Quotation(parts[0][0], parts[-1][1], opened.at, after, parts, closed_by_mark, single))


def _closing(mark: str) -> tuple[str, ...]:
    if mark == "``":
        return ("''", '"')
    if mark == "“":
        return ("”", '"')
    if mark == '"':
        return ('"', "”", "''")
    return tuple(_PAIRS[mark])


def _again(mark: str) -> tuple[str, ...]:
    return ("“", '"', "”") if mark in ("“", '"', "”") else (mark, "»") if mark == "«" else (mark,)


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


def _letter(body: str, at: int) -> bool:
    return 0 <= at < len(body) and body[at].isalpha()


def _word(body: str, at: int) -> bool:
    return 0 <= at < len(body) and body[at].isalnum()


def _facing_right(body: str, at: int, after: int) -> bool:
    """True where a mark stands before a word: white space, a bracket, a dash or another mark on its left."""
    left = at == 0 or body[at - 1].isspace() or body[at - 1] in "([{-–—/\"“‘'«„"
    right = after < len(body) and not body[after].isspace() and body[after] not in ",;:!?)]}"
    return left and right and not (at > 0 and body[at - 1] in "\"'" and not _word(body, after))


def _possessive(body: str, at: int, closer: int) -> bool:
    """True for "the ministers' plan' …": a plural's apostrophe with the real closing mark still to come."""
    if not (at > 0 and body[at - 1] in "sS" and body[at + 1 : at + 2] == " " and body[at + 2 : at + 3].islower()):
        return False
    return 0 <= closer - at <= _SINGLE_REACH


def _next_closers(body: str, marks: list[re.Match[str]], end: int) -> list[int]:
    """For each mark, where the next single mark that could close a quotation stands (-1 for none).

    A single mark closes when it follows a word or punctuation and no letter follows it; a mark that may open
    a new single quotation lies in between, then nothing closes. One pass from the right.
    """
    result = [-1] * len(marks)
    upcoming = -1
    for position in range(len(marks) - 1, -1, -1):
        mark, at, after = marks[position].group(), marks[position].start(), marks[position].end()
        result[position] = upcoming
        if mark not in ("'", "’", "‘"):
            continue
        follows = after < end and body[after].isalnum()
        if mark in ("'", "’") and at > 0 and not body[at - 1].isspace() and not follows:
            upcoming = at
        elif mark == "‘" or (mark == "'" and _facing_right(body, at, after) and not _ELISION.match(body, after)):
            upcoming = -1
    return result
