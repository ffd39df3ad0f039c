"""Fit the confidence of coded events: `python training/confidence.py` prints the weights for `detente.coding.weighing`.

Each event coded on the held halves of our sentences is right or wrong in type and parties; a logistic regression with a
small ridge maps the model's log-odds and the kind of link to the probability of being right. The tuning halves would
promise too much: the rules were written on them, so more of what is coded there is right than elsewhere. What is
reported is therefore cross-validated within the held halves.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

from calibration import fitted, judged, measured


def main() -> None:
    """Print the weights, and calibration error and Brier score in cross-validation."""
    held = judged("held")
    print("CONFIDENCE_WEIGHTS =", tuple(round(float(v), 2) for v in fitted(held.x, held.right)))
    error, brier = measured()
    print(
        f"held: {len(held.right)} events, right {held.right.mean():.3f}; five-fold: ECE {error:.3f}, Brier {brier:.3f}"
    )


if __name__ == "__main__":
    main()
