"""Sentences with their quotations masked out: what the narrator says around other people's words."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.coding.quotations import Quotation
from detente.language.reading import Reading, Sentence


@dataclass(frozen=True)
class Frame:
    """A parsed sentence with the tokens that stand between quotation marks masked out."""

    sentence: Sentence
    doc: Doc
    inside: tuple[bool, ...]

    def outside(self, tokens: Sequence[Token]) -> list[Token]:
        """Those of ``tokens`` that are the narrator's."""
        return [t for t in tokens if not self.inside[t.i]]

    def before(self, quotation: Quotation) -> list[Token]:
        """Narrator's tokens before the quotation."""
        return [t for t in self.doc if not self.inside[t.i] and self.at(t) < quotation.outer_start]

    def after(self, quotation: Quotation) -> list[Token]:
        """Narrator's tokens after the quotation."""
        return [t for t in self.doc if not self.inside[t.i] and self.at(t) >= quotation.outer_end]

    def quoted(self, quotation: Quotation) -> list[Token]:
        """The quotation's own words in this sentence."""
        return [t for t in self.doc if quotation.start <= self.at(t) < quotation.end]

    def at(self, token: Token) -> int:
        """Body offset of ``token``."""
        return self.sentence.start + token.idx


class Frames:
    """The frames of a reading, by sentence; sentences are found by bisection."""

    def __init__(self, reading: Reading, quotes: Sequence[Quotation]) -> None:
        self._sentences = reading.sentences
        self._starts = [s.start for s in reading.sentences]
        self._frames: dict[int, Frame] = {}
        position = 0
        for sentence, doc, _ in reading.parsed():
            while position < len(quotes) and quotes[position].outer_end <= sentence.start:
                position += 1
            spans: list[tuple[int, int]] = []
            at = position
            while at < len(quotes) and quotes[at].outer_start < sentence.end:
                spans.append((quotes[at].outer_start, quotes[at].outer_end))
                at += 1
            inside = (False,) * len(doc)
            if spans:
                inside = tuple(any(a <= sentence.start + t.idx < b for a, b in spans) for t in doc)
            self._frames[sentence.index] = Frame(sentence, doc, inside)

    def get(self, index: int) -> Frame | None:
        """The frame of a sentence; None when it was not parsed or does not exist."""
        return self._frames.get(index)

    def all(self) -> list[Frame]:
        """All frames in text order."""
        return list(self._frames.values())

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds body offset ``offset``, or the nearest before it."""
        return self._sentences[max(0, bisect.bisect_right(self._starts, offset) - 1)]

    def around(self, quotation: Quotation) -> tuple[Frame, Frame] | None:
        """Frames of a quotation's first and last sentence; None unless both were parsed."""
        first = self.get(self.sentence_at(quotation.start).index)
        last = self.get(self.sentence_at(max(quotation.outer_start, quotation.outer_end - 1)).index)
        return (first, last) if first is not None and last is not None else None


def root_of(frame: Frame) -> Token | None:
    """The main verb, unless it is quoted."""
    return next(
        (t for t in frame.doc if t.dep_ == "ROOT" and not frame.inside[t.i] and t.pos_ in ("VERB", "AUX")),
        None,
    )


def substance(tokens: list[Token]) -> bool:
    """True when the tokens hold more than connectives and punctuation."""
    return any(t.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADP") for t in tokens)
