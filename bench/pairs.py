"""Marked pairs to PLOVER types: `python bench/pairs.py` scores the out-of-fold predictions of the type model.

The shipped model is trained on all marked pairs, so its own score on them would say nothing. Training stores
the logits that each pair got from a model that had not seen it (training/cv_predictions.tsv, ids and numbers
only); these are scored here, folded to YIELD as the data set is, beside the speed of the shipped model.

The pairs say nothing of sentences with several acts, nor of parties that do nothing to each other. For that
bench/data/hard_pairs.tsv holds sentences of our own (label, text with <actor> and {recipient}); none is trained on.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from detente.coding.plover import TYPES
from shared import ROOT, SHARED, scorer, table

MODEL = ROOT / "src" / "detente" / "coding" / "model"
FOLD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
CLASSES = tuple(dict.fromkeys(FOLD.get(t, t) for t in TYPES))


def out_of_fold() -> tuple[list[str], np.ndarray]:
    """Ids, and calibrated probabilities (ids, 15) with YIELD folded."""
    card = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))
    with (ROOT / "training" / "cv_predictions.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    logits = np.array([[float(r[t]) for t in TYPES] for r in rows]) / card["temperature"]
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    folded = np.zeros((len(rows), len(CLASSES)))
    for n, type_ in enumerate(TYPES):
        folded[:, CLASSES.index(FOLD.get(type_, type_))] += chances[:, n]
    return [r["uid"] for r in rows], folded


def calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over equal-width bins."""
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in itertools.pairwise(edges):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            error += inside.mean() * abs(sure[inside].mean() - right[inside].mean())
    return float(error)


def score(shared: Path) -> dict[str, float]:
    """Macro-F1, accuracy, quad accuracy and calibration error in five-fold cross-validation."""
    module = scorer("score_pairs")
    assert module is not None
    gold = {r["uid"]: r for r in module.rows(str(shared / "data" / "dev" / "plv_train.tsv"))}
    ids, chances = out_of_fold()
    told = [CLASSES[n] for n in chances.argmax(1)]
    want = [module.canon(gold[i]["gold_root"]) for i in ids]
    root = module.prf(want, told)
    quad = module.prf([str(gold[i]["gold_penta"]) for i in ids], [str(module.QUAD[t]) for t in told])
    right = np.array([w == t for w, t in zip(want, told, strict=True)])
    return {
        "pairs": len(ids),
        "macro_f1": round(root["macro_f1"], 3),
        "accuracy": round(root["accuracy"], 3),
        "quad_accuracy": round(quad["accuracy"], 3),
        "ece": round(calibration_error(chances.max(1), right), 3),
    }


def answered(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    """Out of fold, for each pair: the probability of the type told, and whether it is right."""
    module = scorer("score_pairs")
    assert module is not None
    gold = {r["uid"]: r for r in module.rows(str(shared / "data" / "dev" / "plv_train.tsv"))}
    ids, chances = out_of_fold()
    told = [CLASSES[n] for n in chances.argmax(1)]
    return chances.max(1), np.array([module.canon(gold[i]["gold_root"]) == t for i, t in zip(ids, told, strict=True)])


def hard_pairs() -> dict[str, float]:
    """The shipped model on our hard pairs: shares told right of those with a type, and of those without an event."""
    from detente.coding.typemodel import load_type_model

    labels: list[str] = []
    items: list[tuple[str, tuple[int, int], tuple[int, int] | None]] = []
    for line in (ROOT / "bench" / "data" / "hard_pairs.tsv").read_text(encoding="utf-8").splitlines():
        label, marked = line.split("\t")
        at = {sign: len(re.sub(r"[<>{}]", "", marked[: marked.index(sign)])) for sign in "<>{}" if sign in marked}
        recipient = (at["{"], at["}"]) if "{" in at else None
        labels.append(label)
        items.append((re.sub(r"[<>{}]", "", marked), (at["<"], at[">"]), recipient))
    told = [
        "NONE" if row["NONE"] > 0.5 else max(TYPES, key=lambda t: row[t]) for row in load_type_model().predict(items)
    ]
    right = np.array([w == t for w, t in zip(labels, told, strict=True)])
    none = np.array([w == "NONE" for w in labels])
    return {"type": round(float(right[~none].mean()), 3), "no event": round(float(right[none].mean()), 3)}


def speed(count: int = 300) -> float:
    """Sentences a second of the shipped model, one thread: one pair a sentence, 36 tokens, none twice."""
    from detente.coding.typemodel import OnnxTypeModel

    model = OnnxTypeModel(MODEL, threads=1)
    text = (
        "The foreign ministry of Ruritania summoned the ambassador of Freedonia on Tuesday to protest "
        "against the closing of bridge {} over the border river to its lorries and buses."
    )
    spans = (0, 33), (text.index("the ambassador"), text.index(" on Tuesday"))
    items = [(text.format(100 + n), *spans) for n in range(count)]
    model.predict(items[:20])
    started = time.perf_counter()
    model.predict(items)
    return count / (time.perf_counter() - started)


def main() -> None:
    """Print the table and the closing figure."""
    found = score(SHARED)
    print(table("Pairs, five-fold cross-validation", [(k, str(v)) for k, v in found.items()], ("figure", "value")))
    print()
    print(table("Hard pairs of our own", [(k, str(v)) for k, v in hard_pairs().items()], ("label", "right")))
    print(f"\nspeed: {speed():.0f} sentences/s, one thread")
    print("closing figure: macro-F1 {macro_f1}, quad accuracy {quad_accuracy}, ECE {ece}".format(**found))


if __name__ == "__main__":
    main()
