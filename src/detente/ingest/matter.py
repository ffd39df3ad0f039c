"""Front matter, story, back matter: a stack of blocks taken apart into a story and what is known of it.

Before the first paragraph of prose stand the title, the writer and the day; after the last one stand
notes on the writer, credits and notices. Between them only furniture goes. What was decided:

* A line without a final stop before the first prose is front matter: the title, or dropped.
* Sub-headings that are clearly labels (three words or fewer, capitals throughout) go; others stay as
  paragraphs of their own.
* A wire dateline ("VIENNA, May 14 (Agency) — ") is cut, so that sentences start with prose; its
  date counts when its year is written, its agency is the outlet when no other is known.
* A long paragraph that repeats an earlier one to the letter goes (a standfirst told twice).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from detente.ingest import byline as by
from detente.ingest import furniture
from detente.ingest.blocks import Block, ends_sentence, is_label, is_prose, one_line, words
from detente.ingest.dateline import dateline
from detente.ingest.dates import date_line

BlocksOf = Callable[[str], Sequence[Block]]

_REPEAT = 60
# "WorldEuropeAsia": a menu whose words lost their spaces
_GLUED = re.compile(r"[a-z][A-Z][a-z]")


@dataclass(frozen=True, slots=True)
class Story:
    """What a page tells: paragraphs of the body in order, and what is known of title, writer and day.

    ``dateline`` is a date that the words themselves give; ``date`` one from the page's metadata.
    """

    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    byline: str | None = None
    standing: str | None = None
    outlet: str | None = None
    date: dt.date | None = None
    dateline: dt.date | None = None

    @property
    def body(self) -> str:
        """The paragraphs with one blank line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(slots=True)
class _Notes:
    """What front and back matter say, gathered while they are taken away."""

    titles: list[str] = field(default_factory=list)
    # of the titles, those that a date line or a label ("Press release") parts from the first
    later: list[str] = field(default_factory=list)
    parted: bool = False
    names: list[str] = field(default_factory=list)
    standings: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    published: set[dt.date] = field(default_factory=set)
    bare: set[dt.date] = field(default_factory=set)
    unclear: bool = False

    def writer(self, found: by.Byline) -> None:
        if found.name and found.name not in self.names:
            self.names.append(found.name)
        if found.standing:
            self.standings.append(found.standing)
        if found.date:
            self.bare.add(found.date)

    def day(self) -> dt.date | None:
        """The one day that the lines give; None when two compete."""
        days = self.published or self.bare
        return next(iter(days)) if len(days) == 1 else None


def take_apart(blocks: Sequence[Block], known: Story | None = None) -> Story:
    """The story in ``blocks``; ``known`` carries what metadata already told and wins where it speaks."""
    known = known or Story()
    notes = _Notes()
    start = _front(blocks, notes, known)
    end = _back(blocks, start, notes, known)
    kept, agency, wire_date = _middle(blocks[start:end], known.title or _title(notes))
    title = known.title or _title(notes) if kept else known.title
    names = known.byline or ", ".join(notes.names) or None
    return Story(
        paragraphs=tuple(kept),
        title=title,
        byline=names,
        standing=known.standing or "; ".join(dict.fromkeys(notes.standings)) or None,
        outlet=known.outlet or next(iter(notes.outlets), None) or agency,
        date=known.date,
        dateline=notes.day() or (None if notes.published or notes.bare else wire_date),
    )


def settle(story: Story, blocks_of: BlocksOf) -> Story:
    """``story`` with a body that reading once more leaves as it is.

    Taking one line away can show that its neighbour was furniture too. Each round only removes, so the
    rounds end; in practice the second changes nothing.
    """
    while story.paragraphs:
        again = take_apart(blocks_of(story.body), Story(title=story.title))
        if again.paragraphs == story.paragraphs:
            break
        story = replace(story, paragraphs=again.paragraphs, standing=story.standing or again.standing)
    return story


def is_story(text: str) -> bool:
    """Whether a block can open the story: prose, or a clause that leads into a list or quotation."""
    return is_prose(text) or (len(words(text)) >= 5 and text[-1:] in ":;,")


def _front(blocks: Sequence[Block], notes: _Notes, known: Story) -> int:
    """The number of the block that opens the story; everything before it is noted."""
    lines: list[str] = []
    for index, block in enumerate(blocks):
        text = block.text
        if is_story(text) and not _front_matter(text) and not _asks_as_title(blocks, index, known):
            break
        lines.append(text)
    else:
        # No prose at all (headlines, a sentence without a stop): nothing is taken for a title.
        return 0
    after_name = False
    for position, text in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else ""
        named = by.byline(text)
        if _day(text, notes):
            after_name = False
            notes.parted = notes.parted or bool(notes.titles)
        elif named and (not notes.names or after_name):
            notes.writer(named)
            after_name = True
        elif note := by.writer_note(text, "", ", ".join(notes.names) or known.byline, last=False):
            notes.writer(note)
        elif (after_name or known.byline) and by.is_role(text) and (after_name or notes.titles):
            notes.standings.append(text.strip(" ,."))
            after_name = False
        elif (
            (notes.titles or known.title)
            and by.is_name(text)
            and (by.is_role(following) or date_line(following) or _same(text, known.byline))
        ):
            notes.writer(by.Byline(text))
            after_name = True
        elif outlet := by.outlet_in(text):
            notes.outlets.append(outlet)
        elif furniture.is_furniture(text):
            notes.parted = notes.parted or bool(notes.titles)
        else:
            (notes.later if notes.parted and not notes.names else notes.titles).append(text.lstrip("# ").strip())
    return len(lines)


def _front_matter(text: str) -> bool:
    return (
        furniture.is_furniture(text)
        or by.byline(text) is not None
        or by.writer_note(text, "", None, last=False) is not None
    )


def _asks_as_title(blocks: Sequence[Block], index: int, known: Story) -> bool:
    """A question or exclamation, or the known title, that a byline or date line follows."""
    text = blocks[index].text
    if _same(text, known.title):
        return True
    if len(words(text)) > 20 or index + 1 >= len(blocks):
        return False
    following = blocks[index + 1].text
    structural = by.byline(following) is not None or date_line(following) is not None
    return structural and (text[-1:] in "?!" or blocks[index].kind == "head")


def _title(notes: _Notes) -> str | None:
    """The first line of four words or more, else the longest: section names and menus are shorter.

    Capitals above a date or "Press release", with another such line below it, are a letterhead.
    """
    lines = [line for line in notes.titles + notes.later if len(_GLUED.findall(line)) < 2]
    if not lines:
        return None
    long_lines = [line for line in lines if len(words(line)) >= 4]
    if any(not _menu(line) for line in long_lines):
        long_lines = [line for line in long_lines if not _menu(line)]
    below = [line for line in notes.later if line in lines and len(words(line)) >= 4]
    if below and long_lines[0].isupper() and not below[0].isupper():
        return below[0]
    return long_lines[0] if long_lines else max(lines, key=lambda line: len(words(line)))


def _menu(line: str) -> bool:
    """A row of section names: every word capitalised, none longer than a section's name, no grammar between."""
    parts = line.split()
    return (
        len(parts) >= 3
        and all(p[:1].isupper() and p.isalpha() for p in parts)
        and len(parts) <= 12
        and not line.isupper()
    )


def _day(text: str, notes: _Notes) -> bool:
    found = date_line(text)
    if found and found.date and found.role != "updated":
        (notes.published if found.role == "published" else notes.bare).add(found.date)
    return found is not None


def _back(blocks: Sequence[Block], start: int, notes: _Notes, known: Story) -> int:
    """The number after the last block of the story; what follows is noted."""
    end = _before_links(blocks, start)
    tail: list[by.Byline] = []
    names = ", ".join(notes.names) or known.byline
    while end > start + 1:
        block, text = blocks[end - 1], blocks[end - 1].text
        line = date_line(text)
        body = "\n".join(b.text for b in blocks[max(start, end - 200) : end - 1])
        if line:
            if line.role == "published" and line.date:
                notes.published.add(line.date)
        elif note := by.writer_note(text, body, names):
            tail.append(note)
        elif furniture.is_furniture(text):
            if outlet := by.outlet_in(text):
                notes.outlets.append(outlet)
        elif named := by.byline(text):
            if not names:
                tail.append(named)
        elif not (len(words(text)) <= 3 and not ends_sentence(text) and block.kind == "head"):
            break
        end -= 1
    for note in reversed(tail):
        if names:
            note = replace(note, name=None)
        notes.writer(note)
    return end


def _before_links(blocks: Sequence[Block], start: int) -> int:
    """The end of the story when a label such as "Related" opens a tail of headlines and nothing else."""
    for at in range(len(blocks) - 1, max(start, len(blocks) - 14), -1):
        if furniture.opens_list(blocks[at].text):
            rest = [b.text for b in blocks[at + 1 :]]
            if all(len(words(t)) <= 14 and (not t.endswith(".") or furniture.is_furniture(t)) for t in rest):
                return at
    return len(blocks)


def _middle(blocks: Sequence[Block], title: str | None) -> tuple[list[str], str | None, dt.date | None]:
    """The paragraphs of the story, the agency and the date of its wire dateline."""
    kept: list[str] = []
    seen: set[str] = set()
    agency: str | None = None
    wire_date: dt.date | None = None
    in_links = in_list = False
    opened = False
    for index, block in enumerate(blocks):
        following = blocks[index + 1].text if index + 1 < len(blocks) else None
        text = block.text
        if furniture.is_furniture(text) or (block.bulleted and by.writer_note(text, "", None, last=False)):
            in_links = in_links or furniture.opens_list(text)
            continue
        if in_links and furniture.is_link_line(text):
            continue
        in_links = False
        if following and len(text) > _REPEAT and following.startswith(text) and furniture.is_caption(following):
            continue  # the caption told twice, once without its credit
        if _drop(block, following, in_list, bool(kept), title):
            continue
        if not opened and is_story(text):
            opened = True
            if wire := dateline(text):
                text, agency, wire_date = text[wire.length :].strip(), wire.agency, wire.date
        text = furniture.without_credit(text)
        if len(text) > _REPEAT and text in seen:
            continue
        if text:
            seen.add(text)
            kept.append(text)
            in_list = text.endswith(":") or (in_list and not is_prose(text))
    return kept, agency, wire_date


def _drop(block: Block, following: str | None, in_list: bool, begun: bool, title: str | None) -> bool:
    """Whether a block that is no furniture by its words is none of the story by its place."""
    text = block.text
    if _same(text, title) or furniture.is_hanging_label(text, following):
        return True
    if block.kind == "cell":
        return not is_story(text) and not (ends_sentence(text) and len(words(text)) >= 3)
    if block.kind == "item" or block.bulleted or in_list:
        return False
    # a label at the very end or start of what was handed over may be all there is: it stays
    return begun and following is not None and is_label(text)


def _same(text: str, other: str | None) -> bool:
    return other is not None and one_line(text).strip(" .").casefold() == one_line(other).strip(" .").casefold()
