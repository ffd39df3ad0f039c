"""The pipeline's lemmas, answered from memory.

spaCy's rule lemmatiser remembers the words that it works out, but not those that are their own base form, which are
most: for each it reads the token's morphology anew. What it says depends on word, part of speech and morphology alone,
so here each such triple is asked once. The result is the same.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

#: Words remembered; beyond it the memory starts anew, so that odd input cannot fill it.
_MOST = 50_000


class RememberedLemmas:
    """A pipeline component that sets the lemmas that ``lemmatizer`` sets."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        index = lemmatizer.lookups.get_table("lemma_index", {})
        index.update({pos: frozenset(words) for pos, words in index.items()})
        self._lemmatizer = lemmatizer
        self._known: dict[tuple[int, int, int], str] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each token that has none."""
        if len(self._known) > _MOST:
            self._known.clear()
            self._lemmatizer.cache.clear()
        for token in doc:
            if token.lemma == 0:
                key = (token.orth, token.pos, hash(token.morph))
                lemma = self._known.get(key)
                if lemma is None:
                    lemma = self._known[key] = self._lemmatizer.lemmatize(token)[0]
                token.lemma_ = lemma
        return doc


def remember_lemmas(nlp: Language) -> bool:
    """Put :class:`RememberedLemmas` in the place of the pipeline's lemmatiser; False where it has none of that kind."""
    for number, (name, component) in enumerate(nlp._components):
        if isinstance(component, Lemmatizer) and component.mode == "rule" and not component.overwrite:
            nlp._components[number] = (name, RememberedLemmas(component))
            return True
    return False
