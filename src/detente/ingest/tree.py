"""HTML to a tree that can be read: parsed within bounds, and mended where extraction would lose words.

Mended are things that look like prose to a reader and not to an extractor: quotation marks that a page
leaves to the browser (``q``), dates marked up within a sentence (``time``), paragraphs inside ``pre``,
words that only a block boundary parts. Taken out are stacks of teasers for other pages, which an
extractor that favours recall takes for text.
"""

from __future__ import annotations

import re
from collections import defaultdict

import lxml.html
from lxml import etree

from detente.errors import InputTooLarge

MAX_ELEMENTS = 200_000

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Tags that only wrap: taken out when a page nests deeper than the parser follows.
_WRAPPERS = re.compile(r"</?(?:div|span|font|section|center|b|i|em|strong|main|article)\b[^<>]*>", re.IGNORECASE)
_BLOCKS = (
    "address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "tr", "ul",
)  # fmt: skip
_TEASER = 500


def parse(markup: str) -> lxml.html.HtmlElement | None:
    """The tree of ``markup``, or None when there is none.

    Wrappers are dropped when they nest deeper than the parser follows, so that no text is lost. Raises
    ``InputTooLarge`` beyond ``MAX_ELEMENTS``. Entities of a document type are never expanded.
    """
    clean = _CONTROLS.sub("", markup)
    tree = None
    for flat in (False, True):
        text = _WRAPPERS.sub(" ", clean) if flat else clean
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        try:
            tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except (etree.LxmlError, ValueError):
            return None
        if not any("depth" in entry.message for entry in parser.error_log):
            break
    if tree is None:
        return None
    count = sum(1 for _ in tree.iter())
    if count > MAX_ELEMENTS:
        raise InputTooLarge(f"the page has {count:,} elements, more than {MAX_ELEMENTS:,}; hand over its text")
    _mend(tree)
    _drop_teasers(tree)
    return tree


def _mend(tree: lxml.html.HtmlElement) -> None:
    for quote in list(tree.iter("q")):
        quote.text = "“" + (quote.text or "")
        last = quote[-1] if len(quote) else None
        if last is None:
            quote.text += "”"
        else:
            last.tail = (last.tail or "") + "”"
        quote.drop_tag()
    for inline in list(tree.iter("time", "code")):
        around = next(inline.iterancestors("p", "li", "td", "blockquote"), None)
        if around is not None and len(around.text_content()) > len(inline.text_content()) + 60:
            inline.drop_tag()
    for pre in list(tree.iter("pre")):
        parts = [part for part in re.split(r"\n\s*\n", pre.text_content()) if part.strip()]
        if len(parts) > 1 and pre.getparent() is not None:
            pre.tag = "div"
            for child in list(pre):
                pre.remove(child)
            pre.text = None
            for part in parts:
                etree.SubElement(pre, "p").text = part
    for block in tree.iter(*_BLOCKS):
        if block.tail and not block.tail[0].isspace():
            block.tail = "\n" + block.tail
        before = block.getprevious()
        parent = block.getparent()
        if before is not None:
            if before.tail and not before.tail[-1].isspace():
                before.tail += "\n"
        elif parent is not None and parent.text and not parent.text[-1].isspace():
            parent.text += "\n"


def _drop_teasers(tree: lxml.html.HtmlElement) -> None:
    """Take out short boxes, two or more side by side, whose heading is nothing but a link."""
    groups: dict[lxml.html.HtmlElement, list[lxml.html.HtmlElement]] = defaultdict(list)
    for heading in tree.iter("h2", "h3", "h4", "h5"):
        links = heading.findall(".//a")
        box = heading.getparent()
        if len(links) != 1 or box is None or box.getparent() is None:
            continue
        words = heading.text_content().split()
        if words and words == links[0].text_content().split() and len(box.text_content()) < _TEASER:
            groups[box.getparent()].append(box)
    for boxes in groups.values():
        if len(boxes) > 1:
            for box in boxes:
                if box.getparent() is not None:
                    box.drop_tree()
