"""Fit the confidence of coded events: `python training/confidence.py` prints the weights for `detente.coding.weighing`.

Each event coded on our sentences is right or wrong (type, actor and recipient); a logistic
regression with a small ridge maps the model's log-odds and the kind of trigger to the probability of being right.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from detente.api import accountant
from detente.coder import Reader
from sentences import _state, _triple
from shared import json_lines


def log_odds(p: float) -> float:
    """Bounded log-odds."""
    return math.log(max(p, 1e-4) / max(1 - p, 1e-4))


def examples(split: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, right or wrong, and the program's own confidence for each coded event of one half."""
    coder = accountant()
    rows, right, told = [], [], []
    for row in json_lines(ROOT / "bench" / "data" / "sentences.jsonl"):
        if row["split"] != split:
            continue
        gold = {
            (e["type"], _state(a), _state(b))
            for e in row["events"]
            for a in e["source"] or [""]
            for b in e["target"] or [""]
        }
        also = {
            (e["type"], _state(a), _state(b))
            for e in row.get("also", [])
            for a in e["source"] or [""]
            for b in e["target"] or [""]
        }
        reading = Reader(coder.knowledge, coder.english).read(row["text"], dt.date.fromisoformat(row["date"]))
        for item in coder.events(reading):
            triple = _triple(item.event)
            if triple in also and triple not in gold:
                continue
            patterns = item.candidate.patterns
            weak = bool(patterns) and "weak" in patterns[0].flags
            chance = item.probabilities.get(item.event.type, 0.0)
            rows.append(
                [1.0, log_odds(chance), log_odds(item.probabilities.get("NONE", 0.0)), float(weak), float(not patterns)]
            )
            right.append(triple in gold)
            told.append(item.event.confidence)
    return np.array(rows), np.array(right, dtype=float), np.array(told)


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the intercept is not shrunk."""
    w = np.zeros(x.shape[1])
    shrink = np.eye(x.shape[1]) * ridge
    shrink[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + shrink, x.T @ (p - y) + shrink @ w)
    return w


def cross_validated(x: np.ndarray, y: np.ndarray, parts: int = 5) -> np.ndarray:
    """Probability of each event from weights fitted without its part."""
    part = np.random.RandomState(0).permutation(len(y)) % parts
    told = np.zeros(len(y))
    for n in range(parts):
        told[part == n] = 1 / (1 + np.exp(-x[part == n] @ fitted(x[part != n], y[part != n])))
    return told


def main() -> None:
    """Print the weights fitted on both halves, and calibration error and Brier score in cross-validation."""
    from pairs import calibration_error

    halves = [examples("tune"), examples("held")]
    x, y = np.vstack([h[0] for h in halves]), np.concatenate([h[1] for h in halves])
    print("CONFIDENCE_WEIGHTS =", tuple(round(float(v), 2) for v in fitted(x, y)))
    told = cross_validated(x, y)
    error, brier = calibration_error(told, y, 10), float(((told - y) ** 2).mean())
    print(f"{len(y)} events, right {y.mean():.3f}; five-fold: ECE (10 bins) {error:.3f}, Brier {brier:.3f}")


if __name__ == "__main__":
    main()
