"""Fit the temperature of a model behind an endpoint, and keep it in the record that `detente --record` reads.

`python training/endpoint_temperature.py URL NAME PAIRS [--record PATH] [--count 300]` asks the model about marked pairs
(a TSV with the columns uid, marked_sentence, source, target, gold_root, as in Zero-Shot-PLOVER; YIELD stands for
CONCEDE or RETREAT). What the record holds already is not asked for again. Pairs of the same kind must not serve to
judge the model afterwards.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from contextlib import closing
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from detente.coding.answers import open_answers
from detente.coding.endpoint import CAUTIOUS, EndpointTypeModel
from detente.coding.plover import TYPES
from detente.coding.question import tempered
from detente.errors import DetenteError
from examples import FOLDED, Example, pairs
from pairs import calibration_error

#: Fewer answers than these would fit noise.
FEWEST = 50
TEMPERATURES = tuple(round(0.5 + 0.05 * n, 2) for n in range(91))


def loss(told: list[dict[str, float]], labels: list[str], temperature: float) -> float:
    """Mean negative log-likelihood of the labels, in nats; a folded label has the sum of its types."""
    total = 0.0
    for row, label in zip(told, labels, strict=True):
        chances = tempered(row, temperature)
        total -= math.log(sum(chances[t] for t in FOLDED.get(label, (label,))))
    return total / len(labels)


def fitted(told: list[dict[str, float]], labels: list[str]) -> float:
    """The temperature with the least loss (Guo and others 2017). The pairs tell acts only, so NONE has no part."""
    return min(TEMPERATURES, key=lambda t: loss(told, labels, t))


def figures(told: list[dict[str, float]], labels: list[str], temperature: float) -> str:
    """Accuracy, calibration error and loss at ``temperature``."""
    sure, right = [], []
    for row, label in zip(told, labels, strict=True):
        chances = tempered(row, temperature)
        best = max(TYPES, key=lambda t: chances[t])
        sure.append(chances[best])
        right.append(best in FOLDED.get(label, (label,)))
    error = calibration_error(np.array(sure), np.array(right))
    return f"accuracy {np.mean(right):.3f}, ECE (15 bins) {error:.3f}, loss {loss(told, labels, temperature):.3f}"


def main() -> None:
    """Ask, fit, keep, and print the figures before and after."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("endpoint")
    options.add_argument("name")
    options.add_argument("pairs", type=Path)
    options.add_argument("--record", type=Path)
    options.add_argument("--count", type=int, default=300, help="pairs to ask about: one request each")
    given = options.parse_args()
    rows: list[Example] = pairs(given.pairs)
    chosen = random.Random(0).sample(rows, min(given.count, len(rows)))
    try:
        with (
            closing(open_answers(given.record)) as answers,
            closing(EndpointTypeModel(given.endpoint, given.name, answers, report=print)) as model,
        ):
            told = model.untempered([(e.text, e.actor, e.recipient) for e in chosen])
            kept = [(row, e.label) for row, e in zip(told, chosen, strict=True) if row]
            if len(kept) < FEWEST:
                raise SystemExit(f"{len(kept)} answers are too few to fit a temperature; give at least {FEWEST} pairs")
            found, labels = [row for row, _ in kept], [label for _, label in kept]
            temperature = fitted(found, labels)
            answers.keep_temperature(model.name, temperature, len(kept))
    except DetenteError as error:
        raise SystemExit(str(error)) from None
    print(f"{model.name}: {len(kept)} pairs, temperature {temperature:g} kept")
    print(f"at {CAUTIOUS:g}, as without fitting: {figures(found, labels, CAUTIOUS)}")
    print(f"at {temperature:g}, on the pairs it was fitted on: {figures(found, labels, temperature)}")
    half = fitted(found[::2], labels[::2])
    print(f"at {half:g}, fitted on one half and judged on the other: {figures(found[1::2], labels[1::2], half)}")


if __name__ == "__main__":
    main()
