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

from examples import LABELS, Example
from network import MAX_TOKENS, PairNetwork, batch


def export(net: PairNetwork, tokenizer, folder: Path, probe: list[Example]) -> None:
    """Write `pairs.onnx` and `tokenizer.json`, and say how far int8 moves the logits."""
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    inputs = batch(tokenizer, probe[:4])
    names = list(inputs)
    # one sentence, several pairs: what the run time asks
    inputs = {n: t[:1] if n in ("input_ids", "attention_mask") else t[:2] for n, t in inputs.items()}
    inputs["actor_mask"], inputs["recipient_mask"] = torch.rand(2, 2, inputs["input_ids"].shape[1])
    raw = folder / "fp32.onnx"
    torch.onnx.export(
        net,
        tuple(inputs[n] for n in names),
        str(raw),
        input_names=names,
        output_names=["logits"],
        opset_version=17,
        dynamic_axes={
            **{n: {0: "sentences" if n in ("input_ids", "attention_mask") else "pairs", 1: "tokens"} for n in names},
            "logits": {0: "pairs"},
        },
        dynamo=False,
    )
    # dynamic int8 takes its ranges from the whole input: the layers that see several pairs stay exact, so that a pair's
    # figures do not hang on its neighbours
    heads = [n.name for n in onnx.load(str(raw)).graph.node if n.name.startswith(("/look/", "/hidden/", "/out/"))]
    ours = [*heads, *(f"{name}_MatMul" for name in heads)]  # the quantiser divides a Gemm before it looks at names
    small_file = folder / "pairs.onnx"
    quantize_dynamic(str(raw), str(small_file), weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=ours)
    answers = []
    for path in (raw, small_file):
        session = onnxruntime.InferenceSession(str(path))
        feeds = ({n: t.numpy() for n, t in batch(tokenizer, [e]).items()} for e in probe)
        answers.append(np.concatenate([session.run(None, feed)[0] for feed in feeds]))
    exact, small = answers
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
