"""The coder: immutable knowledge, pipeline and model, and the functions of an article that use them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.actors.coreference import corefer
from detente.actors.mentions import NameFinder
from detente.knowledge import Knowledge
from detente.language.gate import passing
from detente.language.pipeline import English
from detente.language.reading import Reading


@dataclass(frozen=True)
class Reader:
    """Reads prose into a :class:`Reading`: sentences, mentions, parses, coreference."""

    knowledge: Knowledge
    english: English

    def read(self, body: str, published: dt.date | None) -> Reading:
        """Read ``body`` as news of ``published``; sentences that the gate closes have no parse."""
        cuts = list(self.english.cut(body))
        sentences = tuple(cut.sentence for cut in cuts)
        named = NameFinder(self.knowledge, published).find(body, sentences)
        opened = passing(sentences, named)
        chosen = [cut for cut in cuts if cut.sentence.index in opened]
        parses = {c.sentence.index: doc for c, doc in zip(chosen, self.english.parse(chosen), strict=True)}
        names = {code: country.name for code, country in self.knowledge.countries.items()}
        return Reading(body, published, sentences, parses, corefer(sentences, parses, named, names))
