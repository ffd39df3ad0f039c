"""One article being read: its sentences, their parses and the actors mentioned in each.

Every coder is a function of a :class:`Reading`; none of them changes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from detente.records import Actor

MentionKind = Literal[
    "name", "demonym", "metonym", "person", "title", "description", "pronoun", "group", "place", "firm"
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: ``text == body[start:end]``; ``paragraph`` counts from 0."""

    index: int
    start: int
    end: int
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for one or more actors (several for "the two states", "Chinese and Russian").

    ``start``/``end`` are offsets into the body. ``kind`` says how the words were understood:
    ``name`` (Russia, NATO), ``demonym`` (Russian), ``metonym`` (the Kremlin, Moscow), ``person``
    (Mr Lavrov), ``title`` (the US president), ``description`` (the alliance), ``pronoun`` (he, they),
    ``group`` (both sides), ``place`` (Sochi, Crimea: somewhere in a state, which does not act for it),
    ``firm`` (a company with a country, which does not act for it either).
    """

    start: int
    end: int
    sentence: int
    text: str
    kind: MentionKind
    actors: tuple[Actor, ...]

    @property
    def actor(self) -> Actor:
        """The first actor; the only one unless ``kind`` is ``group``."""
        return self.actors[0]

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the actors that have one."""
        return tuple(a.country for a in self.actors if a.country)


@dataclass(frozen=True, eq=False)
class Reading:
    """An article with its sentences, parses and mentions. One reading equals itself alone.

    ``parses`` maps a sentence number to a spaCy Doc of that sentence alone: token offsets in it are
    relative to ``sentences[n].start``. Sentences that the gate closed have no parse.
    ``mentions`` maps a sentence number to its mentions in text order.
    """

    body: str
    published: dt.date | None
    sentences: tuple[Sentence, ...]
    parses: Mapping[int, Doc]
    mentions: Mapping[int, tuple[Mention, ...]]

    def parsed(self) -> Iterator[tuple[Sentence, Doc, tuple[Mention, ...]]]:
        """Sentences that were parsed, in order, with their mentions."""
        for sentence in self.sentences:
            doc = self.parses.get(sentence.index)
            if doc is not None:
                yield sentence, doc, self.mentions.get(sentence.index, ())

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds body offset ``offset`` (the nearest one before, in a gap)."""
        found = self.sentences[0]
        for sentence in self.sentences:
            if sentence.start > offset:
                break
            found = sentence
        return found

    def mention_of(self, sentence: Sentence, token: Token) -> Mention | None:
        """The mention that covers ``token`` of this sentence's parse, if any."""
        at = sentence.start + token.idx
        for mention in self.mentions.get(sentence.index, ()):
            if mention.start <= at < mention.end:
                return mention
        return None
