"""An HTML page to a story: trafilatura finds the text and the metadata, htmldate the day.

What is ours is what they leave: which of trafilatura's paragraphs are furniture, notes on the writer
that stand outside the text, and a stricter look at dates (see ``published``).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from detente.errors import EmptyInput, InputTooLarge
from detente.ingest import byline as by
from detente.ingest.blocks import Block, BlockKind, is_prose, one_line, tidy, words
from detente.ingest.matter import Story, is_story, settle, take_apart
from detente.ingest.published import NOT_STORY, class_of, published
from detente.ingest.text import blocks_of
from detente.ingest.tree import parse

MAX_PAGE = 20_000_000

_WRITER_CLASS = re.compile(r"author|byline|bio\b|writer|contributor|autor|standing|credit", re.IGNORECASE)


def story_of_page(markup: str, url: str | None = None) -> Story:
    """The story of the page ``markup``; ``url`` is its address, where known.

    Raises ``InputTooLarge`` for a page beyond the bounds and ``EmptyInput`` when it holds no prose.
    """
    if len(markup) > MAX_PAGE:
        raise InputTooLarge(f"the page has {len(markup):,} characters, more than {MAX_PAGE:,}; hand over its text")
    tree = parse(markup)
    if tree is None:
        raise EmptyInput("the page holds no text")
    known = _known(tree, url)
    story = take_apart(_body(tree), known)
    if not any(map(is_story, story.paragraphs)):
        # Newspapers call their opinion pages "comment", and so do pages the box of their readers' letters.
        # Only where nothing else on the page is prose is the former meant.
        story = take_apart(_body(tree, comments=True), known)
    story = settle(story, blocks_of)
    if not any(map(is_story, story.paragraphs)):
        raise EmptyInput("the page holds no prose that could be told from its furniture")
    return story


def _known(tree: lxml.html.HtmlElement, url: str | None) -> Story:
    """What metadata and marked elements say of title, writer, outlet and day."""
    from trafilatura.metadata import extract_metadata

    day = published(tree, url)
    writer, standing = _writer(tree)
    # its own look for a date is switched off as far as it goes: ours is taken
    meta = extract_metadata(_without_text(tree), url, {"extensive_search": False, "original_date": True})
    author = ", ".join(one_line(a) for a in (meta.author or "").split(";") if a.strip()) or writer
    outlet = one_line(meta.sitename) if meta.sitename else None
    return Story(
        title=_clean_title(tidy(meta.title), outlet) if meta.title else None,
        byline=author,
        standing=standing,
        outlet=outlet,
        date=day,
    )


def _body(tree: lxml.html.HtmlElement, comments: bool = False) -> list[Block]:
    """The text of the page as trafilatura finds it; ``comments`` looks into boxes of that name too."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    document = bare_extraction(copy.deepcopy(tree), include_comments=comments, include_tables=True, favor_recall=True)
    if not isinstance(document, Document):
        return []
    blocks = list(_blocks(document.body)) if document.body is not None else []
    if comments and document.commentsbody is not None:
        boxed = list(_blocks(document.commentsbody))
        blocks = boxed if any(is_story(block.text) for block in boxed) else blocks
    return blocks


def _without_text(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """A copy in which running text is gone: metadata stand elsewhere, and prose only misleads."""
    bare = copy.deepcopy(tree)
    for paragraph in bare.xpath("//p[string-length(.) > 120] | //figure | //aside | //nav | //style"):
        if paragraph.getparent() is not None:
            paragraph.drop_tree()
    return bare


_KINDS: dict[str, BlockKind] = {"head": "head", "item": "item", "cell": "cell"}
_PARTING = frozenset({"p", "head", "quote", "item", "cell", "code", "list", "table", "row", "body", "lb"})


def _blocks(body: Any) -> Iterator[Block]:
    """Trafilatura's body as blocks: paragraphs, headings, list items, table cells; line breaks part them."""
    kinds: list[BlockKind] = ["text"]
    held: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _PARTING:
            yield from _block("".join(held), kinds[-1])
            held.clear()
        if event == "start":
            kinds.append(_KINDS.get(element.tag, kinds[-1]))
            held.append(element.text or "")
        else:
            kinds.pop()
            held.append(element.tail or "")
    yield from _block("".join(held), "text")


def _block(text: str, kind: BlockKind) -> Iterator[Block]:
    line = one_line(tidy(text))
    bare = line.lstrip("•·▪●■◦‣∙ ")
    if bare:
        yield Block(bare, kind=kind, bulleted=bare != line)


def _clean_title(title: str, outlet: str | None) -> str:
    """The title without the name of the site that pages append."""
    title = one_line(title)
    head, _, tail = title.rpartition(next((s for s in (" | ", " – ", " — ", " - ", " :: ") if s in title), "\x00"))
    if head and (tail.casefold() in (outlet or "").casefold() or (outlet or "\x00").casefold() in tail.casefold()):
        return head.strip()
    return title


def _writer(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """Name and standing of the writer from elements marked as such, where they say it plainly."""
    name: str | None = None
    standing: str | None = None
    marked = [
        e
        for e in tree.iter("p", "div", "span", "address", "section", "a", "footer", "h4")
        if _WRITER_CLASS.search(class_of(e))
    ]
    for element in marked[:60]:
        text = one_line(tidy(element.text_content()))
        if not text or len(text) > 700 or NOT_STORY.search(class_of(element)):
            continue
        found = by.byline(text)
        if found and not name:
            name = found.name
        note = (found and found.standing) or _note(element, text, name)
        standing = standing or note
        if (
            not standing
            and len(words(text)) <= 14
            and by.is_role(text)
            and not found
            and len(element) == 0
            and not by.is_name(text)
        ):
            standing = text.strip(" ,.")
    return name, standing


def _note(element: Any, text: str, name: str | None) -> str | None:
    """A writer's note in a marked element or one of its paragraphs."""
    for candidate in (
        text,
        *(one_line(tidy(p.text_content())) for p in element.iter("p", "em", "i", "span")),
    ):
        if candidate and is_prose(candidate) and (note := by.writer_note(candidate, "", name)):
            return note.standing
    return None
