"""The built-in type model: a small encoder that reads a sentence with both actors marked.

A six-layer MiniLM, fine-tuned on marked pairs (see ``docs/model-card.md`` and ``training/``), int8, run by
onnxruntime on the CPU. Loaded on first use; the probabilities are tempered on out-of-fold predictions.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Sequence
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

#: Signs of the tokenizer's own that an article's author might write.
_RESERVED = re.compile(r"\[(/?[AR]|CLS|SEP|PAD|MASK|UNK)\]")
#: Characters kept on each side of a mark in a very long text; far more than the tokens that are kept.
_WINDOW = 900


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
            raise ModelError(
                f"the type model in {folder} cannot be loaded ({reason}); "
                "install the package again: pip install detente"
            ) from error
        self.name: str = card["version"]
        self._labels: tuple[str, ...] = tuple(card["labels"])
        self._temperature = float(card["temperature"])
        self._marks: tuple[str, ...] = tuple(card["marks"])
        self._longest = int(card["max_tokens"])
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._mark_ids = [self._tokenizer.token_to_id(mark) for mark in self._marks]

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """Calibrated probabilities for each pair, in order.

        The 16 types sum to 1; apart from them "NONE" is the probability of no event between the two.

        Raises:
            ValueError: a span lies outside its text or is empty.
        """
        # Checked before any work, so that a bad item costs nothing.
        texts = [self._marked(item) for item in items]
        return [self._probabilities(self._logits(text)) for text in texts]

    def _logits(self, text: str) -> Logits:
        """The (17,) logits of one marked text.

        One at a time on purpose: dynamic int8 takes its ranges from the whole input, so that in a batch
        a pair's figures would hang on its neighbours. A batch of 32 is only a third faster on one thread.
        """
        ids = self._kept(np.array(self._tokenizer.encode(text).ids, dtype=np.int64))[np.newaxis]
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "actor_mask": (ids == self._mark_ids[0]).astype(np.float32),
            "recipient_mask": (ids == self._mark_ids[2]).astype(np.float32),
        }
        logits: Logits = self._session.run(None, feed)[0][0]
        return logits

    def _kept(self, ids: Ids) -> Ids:
        """At most ``max_tokens`` tokens: the two outer ones, the marks, and those nearest to a mark."""
        if len(ids) <= self._longest:
            return ids
        places = np.arange(len(ids))
        marks = places[np.isin(ids, np.array(self._mark_ids, dtype=np.int64))]
        distance = np.abs(places[:, np.newaxis] - marks[np.newaxis]).min(axis=1)
        distance[[0, -1]] = 0
        nearest = np.argsort(distance, kind="stable")[: self._longest]
        return ids[np.sort(nearest)]

    def _probabilities(self, row: Logits) -> dict[str, float]:
        scaled = np.asarray(row, dtype=np.float64) / self._temperature
        all_of_them = np.exp(scaled - scaled.max())
        all_of_them /= all_of_them.sum()
        by_label = dict(zip(self._labels, all_of_them.tolist(), strict=True))
        none = by_label.pop("NONE", 0.0)
        mass = sum(by_label.values())
        chances: dict[str, float] = {t: by_label[t] / mass for t in TYPES}
        chances["NONE"] = none
        return chances

    def _marked(self, item: PairItem) -> str:
        text, actor, recipient = item
        spans = [actor] if recipient is None else [actor, recipient]
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                raise ValueError(f"span ({start}, {end}) lies outside a text of {len(text)} characters")
        # Same length, so that the spans still hold.
        text = _RESERVED.sub(r"(\1)", text)
        a_open, a_close, r_open, r_close = self._marks
        points = [(actor[0], 1, f"{a_open} "), (actor[1], 0, f" {a_close}")]
        if recipient is not None:
            points += [(recipient[0], 1, f"{r_open} "), (recipient[1], 0, f" {r_close}")]
        pieces: list[str] = []
        last = 0
        for at, _, mark in sorted(points):
            pieces += [_middle(text[last:at], head=not pieces), mark]
            last = at
        return "".join([*pieces, text[last : last + _WINDOW]])


def _middle(text: str, *, head: bool) -> str:
    """What lies near a mark in a very long stretch: its end at the head of a text, else both its ends."""
    if len(text) <= 2 * _WINDOW:
        return text
    return text[-_WINDOW:] if head else f"{text[:_WINDOW]} {text[-_WINDOW:]}"


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
