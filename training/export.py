"""Export to int8 ONNX, and the small card that the run time reads: labels, temperature, version."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from examples import LABELS, Example
from network import MAX_TOKENS, PairNetwork, batch


class OneSentence(nn.Module):
    """A trained network as it is run: one sentence, without padding, for all pairs in it.

    The same sums in fewer nodes: a layer's query, key and value in one product, no axis of sentences, no mask of
    padding, shapes known beforehand. The encoder's 32 weights a head and its order of norms are those of BERT.
    """

    def __init__(self, net: PairNetwork) -> None:
        super().__init__()
        words, config = net.encoder.embeddings, net.encoder.config
        self.pairs, self.stack = net, net.encoder.encoder.layer
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

    def forward(self, input_ids: Tensor, actor_mask: Tensor, recipient_mask: Tensor) -> Tensor:
        """(pairs, 17) logits; ``input_ids`` is (tokens,), the masks are (pairs, tokens)."""
        states = self.norm(self.words(input_ids) + self.places[: input_ids.shape[0]])
        for layer, joined in zip(self.stack, self.joined, strict=True):
            query, key, value = (
                part.view(-1, self.heads, self.width).transpose(0, 1) for part in joined(states).chunk(3, dim=-1)
            )
            seen = torch.softmax(query @ key.transpose(1, 2), dim=-1) @ value
            given = layer.attention.output.dense(seen.transpose(0, 1).reshape(-1, self.heads * self.width))
            states = layer.attention.output.LayerNorm(given + states)
            inner = nn.functional.gelu(layer.intermediate.dense(states))
            states = layer.output.LayerNorm(layer.output.dense(inner) + states)
        net = self.pairs
        actor, recipient = actor_mask @ states, recipient_mask @ states
        looks = net.look(torch.cat([actor, recipient], dim=-1)) @ states.T * states.shape[-1] ** -0.5
        context = torch.softmax(looks, dim=-1) @ states
        mean = states.mean(0, keepdim=True).expand_as(actor)
        logits: Tensor = net.out(nn.functional.gelu(net.hidden(torch.cat([mean, actor, recipient, context], dim=-1))))
        return logits


def asked(tokenizer, item: Example) -> dict[str, Tensor]:
    """What the exported network is fed for one pair."""
    inputs = batch(tokenizer, [item])
    return {
        "input_ids": inputs["input_ids"][0],
        "actor_mask": inputs["actor_mask"],
        "recipient_mask": inputs["recipient_mask"],
    }


def export(net: PairNetwork, tokenizer, folder: Path, probe: list[Example]) -> None:
    """Write `pairs.onnx` and `tokenizer.json`, and say how far int8 moves the logits."""
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    inputs = asked(tokenizer, probe[0])
    inputs["actor_mask"], inputs["recipient_mask"] = torch.rand(2, 2, inputs["input_ids"].shape[0])
    raw = folder / "fp32.onnx"
    torch.onnx.export(
        OneSentence(net).eval(),
        tuple(inputs.values()),
        str(raw),
        input_names=list(inputs),
        output_names=["logits"],
        opset_version=17,
        dynamic_axes={
            "input_ids": {0: "tokens"},
            **{n: {0: "pairs", 1: "tokens"} for n in ("actor_mask", "recipient_mask")},
            "logits": {0: "pairs"},
        },
        dynamo=False,
    )
    # dynamic int8 takes its ranges from the whole input: the layers that see several pairs stay exact, so that a pair's
    # figures do not hang on its neighbours
    heads = [n.name for n in onnx.load(str(raw)).graph.node if n.name.startswith(("/look/", "/hidden/", "/out/"))]
    if len(heads) < 3:
        raise SystemExit("the layers that see several pairs bear other names now")
    ours = [*heads, *(f"{name}_MatMul" for name in heads)]  # the quantiser divides a Gemm before it looks at names
    small_file = folder / "pairs.onnx"
    quantize_dynamic(str(raw), str(small_file), weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=ours)
    answers = []
    for path in (raw, small_file):
        session = onnxruntime.InferenceSession(str(path))
        feeds = ({n: t.numpy() for n, t in asked(tokenizer, e).items()} for e in probe)
        answers.append(np.concatenate([session.run(None, feed)[0] for feed in feeds]))
    exact, small = answers
    with torch.no_grad():
        plain = np.concatenate([net(**batch(tokenizer, [e])).numpy() for e in probe])
    if not np.allclose(exact, plain, atol=1e-3):
        raise SystemExit("the exported network does not say what the trained one says")
    same = float((exact.argmax(1) == small.argmax(1)).mean())
    print(f"int8: mean logit change {np.abs(exact - small).mean():.3f}, same class {same:.3f}")
    raw.unlink()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


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
    digest = hashlib.sha256((folder / "pairs.onnx").read_bytes()).hexdigest()[:10]
    card = {
        "version": f"minilm-pairs-{digest}",
        "labels": list(LABELS),
        "temperature": round(fitted, 3),
        "max_tokens": MAX_TOKENS,
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(card)
