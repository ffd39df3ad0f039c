"""The built-in type model: a small encoder that reads a sentence once for all pairs of actors in it.

A MiniLM, fine-tuned on marked pairs (see ``docs/model-card.md`` and ``training/``), int8, run by
onnxruntime on the CPU. Loaded on first use; the probabilities are tempered on out-of-fold predictions.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.coding.plover import TYPES
from detente.errors import ModelError

Span = tuple[int, int]
#: Sentence, actor span, recipient span (None when the words name no recipient); character offsets.
PairItem = tuple[str, Span, Span | None]
Logits = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

Mask = npt.NDArray[np.float32]

#: Characters read around the spans of a very long text; far more than the tokens that are kept.
_WINDOW = 900
#: How libraries say that memory ran out.
_NO_MEMORY = ("bad_alloc", "failed to map", "Cannot allocate", "allocate memory")


class OnnxTypeModel:
    """Gives each pair the probabilities of the 16 types, and apart from them that of no event."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            settings = onnxruntime.SessionOptions()
            settings.intra_op_num_threads = threads or _threads()
            settings.inter_op_num_threads = 1
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "pairs.onnx"), settings, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the libraries raise many kinds; the user needs one line
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            if isinstance(error, MemoryError) or any(sign in reason for sign in _NO_MEMORY):
                raise ModelError(f"there is not enough memory for the type model in {folder}; free some") from error
            raise ModelError(
                f"the type model in {folder} cannot be loaded ({reason}); "
                "install the package again: pip install detente"
            ) from error
        self.name: str = card["version"]
        self._labels: tuple[str, ...] = tuple(card["labels"])
        self._temperature = float(card["temperature"])
        self._longest = int(card["max_tokens"])
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """Calibrated probabilities for each pair, in order.

        The 16 types sum to 1; apart from them "NONE" is the probability of no event between the two.

        Raises:
            ValueError: a span lies outside its text or is empty.
        """
        # Checked before any work, so that a bad item costs nothing.
        for item in items:
            _check(item)
        by_text: dict[str, list[int]] = {}
        for number, (text, _, _) in enumerate(items):
            by_text.setdefault(text, []).append(number)
        logits = np.empty((len(items), len(self._labels)), dtype=np.float64)
        for text, numbers in by_text.items():
            for chosen, row in self._rows(text, numbers, [(items[n][1], items[n][2]) for n in numbers]):
                logits[chosen] = row
        return self._probabilities(logits)

    def _rows(
        self, text: str, numbers: Sequence[int], pairs: Sequence[tuple[Span, Span | None]]
    ) -> Iterator[tuple[int, Logits]]:
        """Logits of the pairs of one text: in one pass, or one a pair where the text is too long to be read whole.

        Texts are never batched together: dynamic int8 takes its ranges from the whole input, so that in a batch a
        sentence's figures would hang on its neighbours; and a batch is hardly faster on one thread.
        """
        if len(text) <= 2 * _WINDOW:
            ids, offsets = self._tokens(text)
            if len(ids) <= self._longest:
                masks = [(_mask(offsets, actor), _mask(offsets, recipient)) for actor, recipient in pairs]
                yield from zip(numbers, self._logits(ids, masks), strict=True)
                return
        for number, (actor, recipient) in zip(numbers, pairs, strict=True):
            words, spans = _near(text, [actor] if recipient is None else [actor, recipient])
            ids, offsets = self._tokens(words)
            mask = (_mask(offsets, spans[0]), _mask(offsets, spans[1] if len(spans) > 1 else None))
            kept = self._kept(mask[0] + mask[1])
            yield number, self._logits(ids[kept], [(_scaled(mask[0][kept]), _scaled(mask[1][kept]))])[0]

    def _tokens(self, text: str) -> tuple[Ids, Ids]:
        """Token numbers (tokens,) and their character offsets (tokens, 2)."""
        encoded = self._tokenizer.encode(text)
        return np.array(encoded.ids, dtype=np.int64), np.array(encoded.offsets, dtype=np.int64)

    def _logits(self, ids: Ids, masks: Sequence[tuple[Mask, Mask]]) -> Logits:
        """The (pairs, 17) logits of one sentence."""
        feed = {
            "input_ids": ids,
            "actor_mask": np.stack([actor for actor, _ in masks]),
            "recipient_mask": np.stack([recipient for _, recipient in masks]),
        }
        logits: Logits = self._session.run(None, feed)[0]
        return logits

    def _kept(self, marked: Mask) -> Ids:
        """Places of at most ``max_tokens`` tokens: the two outer ones and those nearest to the spans."""
        places = np.arange(len(marked))
        spans = places[marked > 0]
        spans = spans if len(spans) else places[:1]
        distance = np.abs(places[:, np.newaxis] - spans[np.newaxis]).min(axis=1)
        distance[[0, -1]] = 0
        nearest: Ids = np.sort(np.argsort(distance, kind="stable")[: self._longest])
        return nearest

    def _probabilities(self, logits: npt.NDArray[np.float64]) -> list[dict[str, float]]:
        """The answers for (pairs, 17) logits."""
        if not len(logits):
            return []
        scaled = logits / self._temperature
        chances = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        types = chances[:, [self._labels.index(t) for t in TYPES]]
        none = chances[:, self._labels.index("NONE")]
        types /= types.sum(axis=1, keepdims=True)
        found = zip(types.tolist(), none.tolist(), strict=True)
        return [{**dict(zip(TYPES, row, strict=True)), "NONE": apart} for row, apart in found]


def _check(item: PairItem) -> None:
    text, actor, recipient = item
    for start, end in [actor] if recipient is None else [actor, recipient]:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span ({start}, {end}) lies outside a text of {len(text)} characters")


def _mask(offsets: Ids, span: Span | None) -> Mask:
    """(tokens,) equal weights on the tokens of ``span``; zeros without one."""
    inside: Mask = np.zeros(len(offsets), dtype=np.float32)
    if span is not None:
        starts, ends = offsets[:, 0], offsets[:, 1]
        inside[(ends > span[0]) & (starts < span[1]) & (ends > starts)] = 1.0
    return _scaled(inside)


def _scaled(mask: Mask) -> Mask:
    """The mask with its weights made equal and summing to 1, where it has any."""
    held: Mask = (mask > 0).astype(np.float32)
    return held / max(float(held.sum()), 1.0)


def _near(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """What of a very long text lies near its spans, and where the spans stand in it; no span loses its start."""
    ordered = sorted(spans)
    pieces: list[str] = []
    moved: dict[Span, Span] = {}
    length = last = 0
    for start, end in ordered:
        end = min(end, start + _WINDOW)
        gap = text[last:start] if start > last else ""
        if len(gap) > 2 * _WINDOW:
            gap = gap[-_WINDOW:] if not pieces else f"{gap[:_WINDOW]} {gap[-_WINDOW:]}"
        words = text[max(start, last) : end]
        pieces += [gap, words]
        length += len(gap)
        moved[(start, end)] = (length - max(0, last - start), length + len(words))
        length += len(words)
        last = max(last, end)
    pieces.append(text[last : last + _WINDOW])
    return "".join(pieces), [moved[(a, min(b, a + _WINDOW))] for a, b in spans]


def _threads() -> int:
    """Threads of the model: DETENTE_THREADS, else 1, since a pair is too small to be divided well."""
    asked = os.environ.get("DETENTE_THREADS", "")
    return int(asked) if asked.isdecimal() and int(asked) > 0 else 1


@functools.lru_cache(maxsize=2)
def load_type_model(folder: Path | None = None, *, threads: int | None = None) -> OnnxTypeModel:
    """The shipped model, or one of the same shape in ``folder``.

    Raises:
        ModelError: a file is missing or unreadable.
    """
    return OnnxTypeModel(folder or Path(str(files("detente.coding").joinpath("model"))), threads)
