"""An account as one HTML file: the article on one side, what was read in it on the other.

The file asks nothing of the network and runs only its own style and script, which a Content-Security-Policy
names by their SHA-256; article text is escaped by Jinja2. Without JavaScript it still reads, prints and
links each line to its sentence.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from detente.brief.outline import Outline, Spot
from detente.brief.plain import clean
from detente.brief.sections import outline
from detente.brief.why import CAPTION, TITLE, whys
from detente.records import Account


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article that lies in the same items throughout; ``keys`` are joined by blanks."""

    text: str
    keys: str
    aside: bool


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A sentence on the page; ``number`` counts from 1 and is 0 for words between sentences."""

    number: int
    pieces: tuple[Piece, ...]
    keys: str


def render_html(account: Account) -> str:
    """``account`` as a whole HTML document; an ``Explained`` one with its explanations, folded away."""
    parts = page_parts(account)
    style, script = asset("account.css"), asset("account.js")
    if parts["why"] is not None:
        style += asset("explain.css")
    return _template().render(
        **parts,
        style=Markup(style),  # noqa: S704 - our own file, without article text
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
    )


def page_parts(account: Account) -> dict[str, Any]:
    """What ``account_body.html.j2`` shows, for pages that include it."""
    told = outline(account)
    return {
        "told": told,
        "paragraphs": paragraphs(account, told),
        "why": whys(account),
        "not_counted": TITLE,
        "caption": CAPTION,
    }


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded; only this style and this script may run. data: is for the empty icon."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def asset(name: str) -> str:
    """A template, style or script of the account's page."""
    return files("detente.brief").joinpath("page", name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("account.html.j2")


def paragraphs(account: Account, told: Outline) -> tuple[tuple[TextSentence, ...], ...]:
    """The body as paragraphs of sentences, each cut wherever an item begins or ends."""
    spots = [
        (spot, group.aside)
        for section in told.sections
        for group in section.groups
        for line in group.lines
        for spot in line.spots
    ]
    body = account.article.body
    result: list[tuple[TextSentence, ...]] = []
    current: list[TextSentence] = []
    for number, start, end in _stretches(account):
        text = body[start:end]
        if number or text.strip():
            current.append(_sentence(body, number, start, end, spots))
        if "\n" in text and current:
            # A line feed inside a sentence ends a paragraph after it: headings and verse stay apart.
            result.append(tuple(current))
            current = []
    if current:
        result.append(tuple(current))
    return tuple(result)


def _stretches(account: Account) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) over the whole body: sentences from 1, and what lies between them as 0."""
    at = 0
    for i, (start, end) in enumerate(account.sentences):
        start = max(start, at)
        if start > at:
            yield 0, at, start
        if end > start:
            yield i + 1, start, end
            at = end
    if at < len(account.article.body):
        yield 0, at, len(account.article.body)


def _sentence(body: str, number: int, start: int, end: int, spots: list[tuple[Spot, bool]]) -> TextSentence:
    here = [(s, aside) for s, aside in spots if s.start < end and s.end > start]
    cuts = sorted({start, end, *(min(max(c, start), end) for s, _ in here for c in (s.start, s.end))})
    pieces = []
    for first, last in pairwise(cuts):
        over = [(s.key, aside) for s, aside in here if s.start <= first and s.end >= last]
        pieces.append(
            Piece(
                clean(body[first:last]),
                " ".join(dict.fromkeys(key for key, _ in over)),
                bool(over) and all(aside for _, aside in over),
            )
        )
    return TextSentence(number, tuple(pieces), " ".join(dict.fromkeys(s.key for s, _ in here)))
