"""The pipeline's vectors of words, answered from memory.

Before any layer looks at a word's neighbours, spaCy's network makes a vector of the word itself, of its spelling alone
(hashed embeddings; Miranda and others 2022): a third of the multiplications of a parse. Words come again, so here each
is reckoned once. The layers are those of the loaded pipeline, and the vectors are the same.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import Tok2Vec
from spacy.tokens import Doc
from thinc.api import Model

Vectors = npt.NDArray[np.float32]
#: Words remembered, 20 MB; beyond it the memory starts anew, so that odd input cannot fill it.
_MOST = 50_000
#: New words are reckoned in blocks of this many rows, filled up with zeros: the last bits of a product may hang on the
#: place of a row in a block that is not full, and a word's vector must not hang on what was read before.
_BLOCK = 64


class RememberedVectors:
    """What layers that know nothing of neighbours (a feature extractor first) say of words, each asked once."""

    def __init__(self, layers: Sequence[Model[Any, Any]]) -> None:
        self._columns: list[int | str] = layers[0].attrs["columns"]
        self._layers = layers[1:]
        self._places: dict[bytes, int] = {}
        self._vectors: Vectors = np.empty((0, 0), dtype=np.float32)
        self._at_work = threading.Lock()

    def __call__(self, docs: Sequence[Doc]) -> list[Vectors]:
        """(tokens, width) vectors for each document."""
        words = [self._words(doc) for doc in docs]
        with self._at_work:
            new = dict.fromkeys(w for row in words for w in row if w not in self._places)
            if len(self._places) + len(new) > len(self._vectors):
                self._places.clear()
                new = dict.fromkeys(w for row in words for w in row)
            self._learn(list(new))
            return [self._vectors[[self._places[w] for w in row]] for row in words]

    def _words(self, doc: Doc) -> list[bytes]:
        """What the layers know of each token, as a key."""
        features = doc.to_array(self._columns)
        data, width = features.tobytes(), features.shape[1] * features.itemsize
        return [data[at : at + width] for at in range(0, len(data), width)]

    def _learn(self, words: Sequence[bytes]) -> None:
        for at in range(0, len(words), _BLOCK):
            block = words[at : at + _BLOCK]
            rows = np.zeros((_BLOCK, len(self._columns)), dtype=np.uint64)
            rows[: len(block)] = np.frombuffer(b"".join(block), dtype=np.uint64).reshape(len(block), -1)
            answer: Any = [rows]
            for layer in self._layers:
                answer = layer.predict(answer)
            if not self._places:
                self._vectors = np.empty((max(_MOST, len(words)), answer[0].shape[1]), dtype=np.float32)
            first = len(self._places)
            self._vectors[first : first + len(block)] = answer[0][: len(block)]
            self._places.update((word, first + n) for n, word in enumerate(block))


def remember_vectors(nlp: Language) -> bool:
    """Let the pipeline's first layers answer from memory; False where it has none of the kind that see words alone.

    A pipeline so changed can be used, but not trained.
    """
    shared = next((c for _, c in nlp.pipeline if isinstance(c, Tok2Vec)), None)
    if shared is None:
        return False
    layers = shared.model.layers[0].layers
    if not layers or layers[0].name != "extract_features":
        return False
    remembered = RememberedVectors(layers)

    def forward(_: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Vectors], Any]:
        return remembered(docs), None

    shared.model.layers[0] = Model("remembered_vectors", forward)
    return True
