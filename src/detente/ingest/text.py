"""Raw text to blocks: paragraphs found, soft-wrapped lines joined, bullets taken off.

Texts come in two shapes. In one, a blank line parts paragraphs and lines are wrapped at a width; in the
other each line is a paragraph. The width is measured on the text itself: a break is a wrap when the
first word of the next line would not have fitted any more.
"""

from __future__ import annotations

import re

from detente.ingest.blocks import Block, ends_sentence, one_line, tidy

# Lines longer than this are paragraphs, not wrapped lines.
_WIDEST_WRAP = 110
_BULLET = re.compile(r"^\s*(?:[•·▪●■◦‣∙○–*-]\s+|[•▪●■◦‣∙]\s*)+")
_BLANK = re.compile(r"\n[ ]*(?:\n[ ]*)+")
_HYPHENATED = re.compile(r"[^\W\d_]-$")


def blocks_of(text: str) -> list[Block]:
    """The blocks of raw ``text`` in order."""
    groups = [
        [line.strip() for line in group.split("\n") if line.strip()] for group in _BLANK.split(tidy(text).strip())
    ]
    width = _wrap_width([group for group in groups if len(group) > 1])
    found: list[Block] = []
    for group in groups:
        if group:
            found.extend(_paragraphs(group, width))
    return found


def _wrap_width(groups: list[list[str]]) -> int:
    """The width that lines are wrapped at, or 0 when they are not."""
    lines = [line.strip() for group in groups for line in group[:-1]]
    full = [line for line in lines if len(line) >= 40]
    # a wrapped line seldom ends where a sentence ends
    if len(full) < 2 or sum(map(ends_sentence, full)) > 0.6 * len(full):
        return 0
    width = sorted(map(len, full))[int(0.9 * (len(full) - 1))]
    return width if width <= _WIDEST_WRAP else 0


def _paragraphs(lines: list[str], width: int) -> list[Block]:
    found: list[Block] = []
    margin = min(map(_indent, lines))
    current = last = lines[0].strip()
    for raw in lines[1:]:
        line = raw.strip()
        indented = _indent(raw) >= margin + 2 and ends_sentence(last)
        if not indented and _continues(last, line, width):
            joint = "" if _HYPHENATED.search(current) and line[0].islower() else " "
            current += joint + line
        else:
            _add(found, current)
            current = line
        last = line
    _add(found, current)
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _continues(line: str, following: str, width: int) -> bool:
    """Whether the break between two lines is a wrap inside a paragraph."""
    if _BULLET.match(following):
        return False
    first_word = following.split(" ", 1)[0]
    if width and len(line) + 1 + len(first_word) > 0.85 * width:
        return True
    return not ends_sentence(line) and not line.endswith(":") and following[0].islower()


def _add(found: list[Block], text: str) -> None:
    bullet = _BULLET.match(text)
    bare = one_line(text[bullet.end() :] if bullet else text)
    if bare:
        found.append(Block(bare, bulleted=bullet is not None))
