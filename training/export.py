"""Export to int8 ONNX, and the small card that the run time reads: labels, temperature, version."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from examples import LABELS, Example
from network import MAX_TOKENS, PairNetwork, batch


class OneSentence(nn.Module):
    """The encoder of a trained network as it is run: one sentence, without padding.

    The same sums in fewer nodes: a layer's query, key and value in one product, no axis of sentences, no mask of
    padding, shapes known beforehand. The encoder's 32 weights a head and its order of norms are those of BERT.
    """

    def __init__(self, net: PairNetwork) -> None:
        super().__init__()
        words, config = net.encoder.embeddings, net.encoder.config
        self.stack = net.encoder.encoder.layer
        self.words, self.norm = words.word_embeddings, words.LayerNorm
        self.heads, self.width = config.num_attention_heads, config.hidden_size // config.num_attention_heads
        self.places = nn.Parameter(
            words.position_embeddings.weight[:MAX_TOKENS] + words.token_type_embeddings.weight[0]
        )
        self.joined = nn.ModuleList(self._joined(layer.attention.self) for layer in self.stack)

    def _joined(self, looked: nn.Module) -> nn.Linear:
        parts, scale = (looked.query, looked.key, looked.value), self.width**-0.5
        made = nn.Linear(parts[0].in_features, 3 * parts[0].out_features)
        by = torch.tensor([scale, 1.0, 1.0])
        made.weight = nn.Parameter(torch.cat([p.weight * b for p, b in zip(parts, by, strict=True)]))
        made.bias = nn.Parameter(torch.cat([p.bias * b for p, b in zip(parts, by, strict=True)]))
        return made

    def forward(self, input_ids: Tensor) -> Tensor:
        """(tokens, width) states of a sentence of (tokens,) numbers."""
        states: Tensor = self.norm(self.words(input_ids) + self.places[: input_ids.shape[0]])
        for layer, joined in zip(self.stack, self.joined, strict=True):
            query, key, value = (
                part.view(-1, self.heads, self.width).transpose(0, 1)
                for part in joined(states).split(self.heads * self.width, dim=-1)
            )
            seen = torch.softmax(query @ key.transpose(1, 2), dim=-1) @ value
            given = layer.attention.output.dense(seen.transpose(0, 1).reshape(-1, self.heads * self.width))
            states = layer.attention.output.LayerNorm(given + states)
            inner = nn.functional.gelu(layer.intermediate.dense(states))
            states = layer.output.LayerNorm(layer.output.dense(inner) + states)
        return states


class ManySentences(nn.Module):
    """What reads pairs from states, for the pairs of several sentences at once, whose states stand in one column.

    Its weights are as many as half a layer's and serve few rows: fetching them once for many sentences is the gain.
    """

    def __init__(self, net: PairNetwork) -> None:
        super().__init__()
        self.look, self.hidden, self.out = net.look, net.hidden, net.out

    def forward(self, states: Tensor, sentence: Tensor, actor: Tensor, recipient: Tensor) -> Tensor:
        """(pairs, 17) logits from (tokens, width) states and three (pairs, tokens) masks.

        Each row of a mask has equal weights on the tokens of the pair's sentence, actor or recipient, summing to 1, or
        to 0 without a recipient.
        """
        first, second = actor @ states, recipient @ states
        looks = self.look(torch.cat([first, second], dim=-1)) @ states.T * states.shape[-1] ** -0.5
        context = torch.softmax(looks.masked_fill(sentence == 0, -1e4), dim=-1) @ states
        joined = torch.cat([sentence @ states, first, second, context], dim=-1)
        logits: Tensor = self.out(nn.functional.gelu(self.hidden(joined)))
        return logits


def export(net: PairNetwork, tokenizer, folder: Path, probe: list[Example]) -> None:
    """Write `encoder.onnx`, `pairs.onnx` and `tokenizer.json`, and say how far int8 moves the logits.

    The layers that see several pairs stay exact: dynamic int8 takes its ranges from the whole input, and a pair's
    figures must not hang on its neighbours.
    """
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    raw, small, pairs = (folder / name for name in ("fp32.onnx", "encoder.onnx", "pairs.onnx"))
    ids = batch(tokenizer, probe[:1])["input_ids"][0]
    masks = torch.rand(3, 2, len(ids))
    written(OneSentence(net), {"input_ids": ids}, "states", {"input_ids": {0: "tokens"}, "states": {0: "tokens"}}, raw)
    of_pairs = {name: {0: "pairs", 1: "tokens"} for name in ("sentence", "actor", "recipient")}
    feed = {"states": torch.rand(len(ids), net.look.out_features), **dict(zip(of_pairs, masks, strict=True))}
    written(ManySentences(net), feed, "logits", {"states": {0: "tokens"}, **of_pairs, "logits": {0: "pairs"}}, pairs)
    quantize_dynamic(str(raw), str(small), weight_type=QuantType.QInt8, per_channel=True)
    exact, rounded = (answers(path, pairs, tokenizer, probe) for path in (raw, small))
    with torch.no_grad():
        plain = np.concatenate([net(**batch(tokenizer, [e])).numpy() for e in probe])
    if not np.allclose(exact, plain, atol=1e-3):
        raise SystemExit("the exported network does not say what the trained one says")
    same = float((exact.argmax(1) == rounded.argmax(1)).mean())
    print(f"int8: mean logit change {np.abs(exact - rounded).mean():.3f}, same class {same:.3f}")
    raw.unlink()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def written(part: nn.Module, feed: dict[str, Tensor], result: str, axes: dict, path: Path) -> None:
    """Write one part of the network as ONNX."""
    torch.onnx.export(
        part.eval(),
        tuple(feed.values()),
        str(path),
        input_names=list(feed),
        output_names=[result],
        opset_version=17,
        dynamic_axes=axes,
        dynamo=False,
    )


def answers(encoder: Path, pairs: Path, tokenizer, probe: list[Example]) -> np.ndarray:
    """(examples, 17) logits of the written parts."""
    reads, tells = (onnxruntime.InferenceSession(str(path)) for path in (encoder, pairs))
    found = []
    for example in probe:
        inputs = {name: tensor.numpy() for name, tensor in batch(tokenizer, [example]).items()}
        [states] = reads.run(None, {"input_ids": inputs["input_ids"][0]})
        whole = np.full((1, len(states)), 1 / len(states), dtype=np.float32)
        masks = {"sentence": whole, "actor": inputs["actor_mask"], "recipient": inputs["recipient_mask"]}
        found.append(tells.run(None, {"states": states, **masks})[0])
    return np.concatenate(found)


def temperature(logits: np.ndarray, labels: list[str]) -> float:
    """The temperature with the least negative log-likelihood on out-of-fold logits (Guo and others 2017)."""
    best = (1e9, 1.0)
    for t in np.arange(0.5, 4.0, 0.02):
        scaled = logits[:, :16] / t
        logs = scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)
        told = 0.0
        for row, label in zip(logs, labels, strict=True):
            allowed = ("CONCEDE", "RETREAT") if label == "YIELD" else (label,)
            told -= np.logaddexp.reduce([row[LABELS.index(a)] for a in allowed])
        best = min(best, (told / len(labels), float(t)))
    return best[1]


def write_card(folder: Path, predictions: Path, marked: list[Example]) -> None:
    """Write `model.json`."""
    with predictions.open(encoding="utf-8", newline="") as file:
        rows = {r["uid"]: [float(r[label]) for label in LABELS] for r in csv.DictReader(file, delimiter="\t")}
    logits = np.array([rows[e.uid] for e in marked])
    fitted = temperature(logits, [e.label for e in marked])
    parts = ((folder / name).read_bytes() for name in ("encoder.onnx", "pairs.onnx"))
    digest = hashlib.sha256(b"".join(parts)).hexdigest()[:10]
    card = {
        "version": f"minilm-pairs-{digest}",
        "labels": list(LABELS),
        "temperature": round(fitted, 3),
        "max_tokens": MAX_TOKENS,
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(card)
