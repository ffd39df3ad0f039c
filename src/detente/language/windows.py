"""The pipeline's layers that look at a word's neighbours, reckoned in fewer passes over memory.

What four layers of spaCy's network do to the vectors of words (a window of three, the largest of three sums, the norm
of the layer, what was there before added; Honnibal and Montani's "embed, encode, attend, predict") takes a quarter of
a parse. thinc keeps what training would need to go back, a choice of the largest among them; a reader never does. The
weights are those of the loaded pipeline, and the sums are the same but for their last bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import Tok2Vec
from thinc.api import Model

Vectors = npt.NDArray[np.float32]
#: Names of the layers of one round, the only shape that is known here.
_ROUND = ["expand_window", "maxout", "layernorm"]
_PIECES = 3
#: What the norm adds to a variance, as thinc's does.
_LEAST = np.float32(1e-8)


@dataclass(frozen=True, slots=True)
class _Round:
    """Weights of a layer, (3 width, 3 width) with its columns piece by piece, and (3 width,); its norm's, (width,)."""

    weights: Vectors
    bias: Vectors
    gain: Vectors
    shift: Vectors


class Windows:
    """Rounds of a window of three words over documents that stand ``pad`` empty rows apart."""

    def __init__(self, rounds: Sequence[_Round], pad: int) -> None:
        self._rounds = rounds
        self._pad = pad

    def __call__(self, docs: Sequence[Vectors]) -> list[Vectors]:
        """(tokens, width) vectors of each document, from such."""
        width = len(self._rounds[0].gain)
        places, rows = [], self._pad
        for doc in docs:
            places.append(slice(rows, rows + len(doc)))
            rows += len(doc) + self._pad
        states = np.zeros((rows, width), dtype=np.float32)
        for place, doc in zip(places, docs, strict=True):
            states[place] = doc
        window = np.zeros((rows, 3 * width), dtype=np.float32)
        sums = np.empty((rows, _PIECES * width), dtype=np.float32)
        for layer in self._rounds:
            window[1:, :width] = states[:-1]
            window[:, width : 2 * width] = states
            window[:-1, 2 * width :] = states[1:]
            np.dot(window, layer.weights, out=sums)
            sums += layer.bias
            best = np.maximum(sums[:, :width], sums[:, width : 2 * width])
            np.maximum(best, sums[:, 2 * width :], out=best)
            best -= best.mean(axis=1, keepdims=True)
            variance = np.einsum("ij,ij->i", best, best)[:, np.newaxis] / np.float32(width) + _LEAST
            best /= np.sqrt(variance)
            best *= layer.gain
            best += layer.shift
            states += best
        return [states[place] for place in places]


def _read(encoder: Model[Any, Any]) -> Windows | None:
    """The rounds of an encoder, or None when it is made of anything else."""
    rounds = []
    stack = encoder.layers[0].layers if len(encoder.layers) == 1 else []
    for residual in stack:
        parts = {node.name: node for node in residual.walk() if not node.layers and node.name != "dropout"}
        if not residual.name.startswith("residual(") or list(parts) != _ROUND:
            return None
        maxout = parts["maxout"]
        width, pieces, seen = (maxout.get_dim(name) for name in ("nO", "nP", "nI"))
        if pieces != _PIECES or seen != 3 * width or parts["expand_window"].attrs["window_size"] != 1:
            return None
        weights, bias = (np.asarray(maxout.get_param(name)) for name in ("W", "b"))
        gain, shift = (np.asarray(parts["layernorm"].get_param(name)) for name in ("G", "b"))
        columns = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(seen, -1))
        rounds.append(_Round(columns, np.ascontiguousarray(bias.T.reshape(-1)), gain, shift))
    return Windows(rounds, encoder.attrs["pad"]) if rounds else None


def reckon_windows(nlp: Language) -> bool:
    """Let :class:`Windows` do what the pipeline's shared encoder does; False where that has another shape.

    A pipeline so changed can be used, but not trained.
    """
    shared = next((c for _, c in nlp.pipeline if isinstance(c, Tok2Vec)), None)
    windows = _read(shared.model.layers[-1]) if shared is not None and len(shared.model.layers) == 2 else None
    if shared is None or windows is None:
        return False

    def forward(_: Model[Any, Any], docs: Sequence[Vectors], is_train: bool) -> tuple[list[Vectors], Any]:
        return windows(docs), None

    shared.model.layers[-1] = Model("windows", forward)
    return True
