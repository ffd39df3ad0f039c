"""Fit the confidence of coded events: `python training/confidence.py` prints the weights for `detente.coding.weighing`.

Each event coded on the tuning halves of our sentences is right or wrong in type and parties; a logistic regression
with a small ridge maps the model's log-odds and the kind of link to the probability of being right. The held halves
only judge it (`bench/calibration.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

from calibration import judged
from pairs import calibration_error


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the intercept is not shrunk."""
    w = np.zeros(x.shape[1])
    shrink = np.eye(x.shape[1]) * ridge
    shrink[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + shrink, x.T @ (p - y) + shrink @ w)
    return w


def main() -> None:
    """Print the weights fitted on the tuning halves, and what they do on the held ones."""
    tune, held = judged("tune"), judged("held")
    weights = fitted(tune.x, tune.right)
    print("CONFIDENCE_WEIGHTS =", tuple(round(float(v), 2) for v in weights))
    for name, half in (("tune", tune), ("held", held)):
        told = 1 / (1 + np.exp(-half.x @ weights))
        error, brier = calibration_error(told, half.right, 10), float(((told - half.right) ** 2).mean())
        print(
            f"{name}: {len(told)} events, right {half.right.mean():.3f}, ECE (10 bins) {error:.3f}, Brier {brier:.3f}"
        )


if __name__ == "__main__":
    main()
