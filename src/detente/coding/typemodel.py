"""The built-in type model: a small encoder that reads a sentence once for all pairs of actors in it.

A MiniLM, fine-tuned on marked pairs (see ``docs/model-card.md`` and ``training/``), int8, run by
onnxruntime on the CPU. Loaded on first use; the probabilities are tempered on out-of-fold predictions.
Pairs are read from the encoder's states of their sentences, those of many sentences at once.
"""

from __future__ import annotations

import functools
import json
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
States = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

#: Characters read around the spans of a very long text; far more than the tokens that are kept.
_WINDOW = 900
#: Sentences whose states are remembered, and how many tokens (and pairs) are asked about at once: the work of the masks
#: grows with their square.
_REMEMBERED, _TOGETHER = 64, 256
#: How libraries say that memory ran out.
_NO_MEMORY = ("bad_alloc", "failed to map", "Cannot allocate", "allocate memory")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of a text: their numbers, and where those of words begin and end (the two outer ones are no words)."""

    ids: Ids
    starts: list[int]
    ends: list[int]

    def under(self, span: Span | None) -> range:
        """Places of the tokens that ``span`` touches; none without one, or where it holds white space alone."""
        if span is None:
            return range(0)
        first, after = bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1])
        return range(first + 1, max(first, after) + 1)


@dataclass(frozen=True, slots=True)
class _Question:
    """A pair in the (tokens, width) states of its sentence: places of the tokens of actor and recipient."""

    states: States
    actor: range
    recipient: range


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
            self._encoder, self._pairs = (
                onnxruntime.InferenceSession(str(folder / part), settings, providers=["CPUExecutionProvider"])
                for part in ("encoder.onnx", "pairs.onnx")
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
        # an article asks again about a sentence in which somebody is quoted
        self._whole = functools.lru_cache(maxsize=_REMEMBERED)(self._read)

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """Calibrated probabilities for each pair, in order.

        The 16 types sum to 1; apart from them "NONE" is the probability of no event between the two.

        Raises:
            ValueError: a span lies outside its text or is empty.
        """
        # Checked before any work, so that a bad item costs nothing.
        for item in items:
            _check(item)
        order = sorted(range(len(items)), key=lambda n: items[n][0])  # pairs of one sentence stand together
        logits = np.empty((len(items), len(self._labels)), dtype=np.float64)
        done = 0
        for group in _groups(map(self._question, (items[n] for n in order))):
            logits[order[done : done + len(group)]] = self._logits(group)
            done += len(group)
        return self._probabilities(logits)

    def _question(self, item: PairItem) -> _Question:
        """The pair in the states of its sentence, or of what lies near it where that is too long to be read whole."""
        text, actor, recipient = item
        if len(text) <= 2 * _WINDOW:
            tokens, states = self._whole(text)
            if states is not None:
                return _Question(states, tokens.under(actor), tokens.under(recipient))
        words, spans = _near(text, [actor] if recipient is None else [actor, recipient])
        tokens = self._tokens(words)
        first, second = tokens.under(spans[0]), tokens.under(spans[1] if len(spans) > 1 else None)
        kept = self._kept(len(tokens.ids), [*first, *second])
        return _Question(self._states(tokens.ids[kept]), _among(kept, first), _among(kept, second))

    def _read(self, text: str) -> tuple[_Tokens, States | None]:
        """The tokens of a text, and its states unless it has too many."""
        tokens = self._tokens(text)
        return tokens, self._states(tokens.ids) if len(tokens.ids) <= self._longest else None

    def _tokens(self, text: str) -> _Tokens:
        encoded = self._tokenizer.encode(text)
        starts, ends = zip(*encoded.offsets[1:-1], strict=True) if len(encoded) > 2 else ((), ())
        return _Tokens(np.array(encoded.ids, dtype=np.int64), list(starts), list(ends))

    def _states(self, ids: Ids) -> States:
        """(tokens, width) of one sentence.

        Sentences are never read in batches: dynamic int8 takes its ranges from the whole input, so that in a batch a
        sentence's figures would hang on its neighbours; and a batch is hardly faster on one thread.
        """
        states: States = self._encoder.run(None, {"input_ids": ids})[0]
        return states

    def _logits(self, group: Sequence[_Question]) -> Logits:
        """The (pairs, 17) logits of pairs from one or several sentences."""
        begins: dict[int, int] = {}
        column: list[States] = []
        for question in group:
            if id(question.states) not in begins:
                begins[id(question.states)] = sum(map(len, column))
                column.append(question.states)
        states = np.concatenate(column)
        sentence, actor, recipient = np.zeros((3, len(group), len(states)), dtype=np.float32)
        for row, question in enumerate(group):
            begin = begins[id(question.states)]
            for mask, places in (
                (sentence, range(len(question.states))),
                (actor, question.actor),
                (recipient, question.recipient),
            ):
                if places:
                    mask[row, begin + places.start : begin + places.stop] = 1.0 / len(places)
        feed = {"states": states, "sentence": sentence, "actor": actor, "recipient": recipient}
        logits: Logits = self._pairs.run(None, feed)[0]
        return logits

    def _kept(self, count: int, spans: Sequence[int]) -> list[int]:
        """Places of at most ``max_tokens`` of ``count`` tokens: the two outer ones and those nearest to ``spans``."""
        places = np.arange(count)
        distance = np.abs(places[:, np.newaxis] - np.array(spans or [0])[np.newaxis]).min(axis=1)
        distance[[0, -1]] = 0
        nearest: list[int] = np.sort(np.argsort(distance, kind="stable")[: self._longest]).tolist()
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


def _groups(questions: Iterator[_Question]) -> Iterator[list[_Question]]:
    """The questions in order, in groups of at least one whose sentences have few tokens together."""
    group: list[_Question] = []
    tokens = 0
    for question in questions:
        more = 0 if group and group[-1].states is question.states else len(question.states)
        if group and (tokens + more > _TOGETHER or len(group) == _TOGETHER):
            yield group
            group, tokens, more = [], 0, len(question.states)
        group.append(question)
        tokens += more
    if group:
        yield group


def _among(kept: Sequence[int], places: range) -> range:
    """Where those of ``places`` that were kept stand among all that were."""
    return range(bisect_left(kept, places.start), bisect_left(kept, places.stop)) if places else places


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
