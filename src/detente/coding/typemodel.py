"""The built-in type model: a small encoder that reads a sentence with both actors marked.

A six-layer MiniLM, fine-tuned on marked pairs (see ``docs/model-card.md`` and ``training/``), int8, run by
onnxruntime on the CPU. Loaded on first use; the probabilities are tempered on out-of-fold predictions.
"""

from __future__ import annotations

import functools
import json
import os
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

_BATCH = 32
#: Characters kept around the two spans of a very long text.
_WINDOW = 420


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
                f"the type model in {folder} cannot be loaded ({reason}); install the package again: pip install detente"
            ) from error
        self.name: str = card["version"]
        self._labels: tuple[str, ...] = tuple(card["labels"])
        self._temperature = float(card["temperature"])
        self._marks: tuple[str, ...] = tuple(card["marks"])
        self._tokenizer.enable_truncation(int(card["max_tokens"]))
        self._tokenizer.enable_padding(pad_token="[PAD]")  # noqa: S106
        self._actor = self._tokenizer.token_to_id(self._marks[0])
        self._recipient = self._tokenizer.token_to_id(self._marks[2])

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """Calibrated probabilities for each pair, in order.

        The 16 types sum to 1; the key "NONE" holds the probability that the two do nothing to each other, apart.

        Raises:
            ValueError: a span lies outside its text or is empty.
        """
        texts = [self._marked(item) for item in items]
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        found: list[dict[str, float]] = [{} for _ in texts]
        for at in range(0, len(order), _BATCH):
            chosen = order[at : at + _BATCH]
            for n, row in zip(chosen, self._logits([texts[n] for n in chosen]), strict=True):
                found[n] = self._probabilities(row)
        return found

    def _logits(self, texts: list[str]) -> Logits:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
            "actor_mask": (ids == self._actor).astype(np.float32),
            "recipient_mask": (ids == self._recipient).astype(np.float32),
        }
        logits: Logits = self._session.run(None, feed)[0]
        return logits

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
        left = max(0, min(s for s, _ in spans) - _WINDOW)
        right = min(len(text), max(e for _, e in spans) + _WINDOW)
        a_open, a_close, r_open, r_close = self._marks
        points = [(actor[0], 1, f"{a_open} "), (actor[1], 0, f" {a_close}")]
        if recipient is not None:
            points += [(recipient[0], 1, f"{r_open} "), (recipient[1], 0, f" {r_close}")]
        for at, _, mark in sorted(points, reverse=True):
            text = text[:at] + mark + text[at:]
        return text[left : right + sum(len(mark) for _, _, mark in points)]


def _threads() -> int:
    """Threads of the model: DETENTE_THREADS, else at most 2, since a pair is too small for more."""
    asked = os.environ.get("DETENTE_THREADS", "")
    return int(asked) if asked.isdigit() and int(asked) > 0 else min(2, os.cpu_count() or 1)


@functools.lru_cache(maxsize=2)
def load_type_model(folder: Path | None = None, *, threads: int | None = None) -> OnnxTypeModel:
    """The shipped model, or one of the same shape in ``folder``.

    Raises:
        ModelError: a file is missing or unreadable.
    """
    return OnnxTypeModel(folder or Path(str(files("detente.coding").joinpath("model"))), threads)
