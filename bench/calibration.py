"""How far the confidence of an event can be trusted: `python bench/calibration.py` prints reliability and a curve.

Every event coded on our sentences (`sentences`, `direction`, `no_event`) is right or wrong in type and parties. The
weights of the confidence are fitted on the held halves, since more is right where the rules were written than
elsewhere; reliability and error are cross-validated within them. The curve tells what `--min-confidence` costs and
gives. `--svg FOLDER` draws the reliability of events, and of the type model's probabilities on the pairs out of fold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import itertools
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from detente.api import accountant
from detente.coder import Reader
from detente.coding.coded import Coded
from detente.coding.weighing import features
from pairs import answered, calibration_error
from sentences import _state, _triple
from shared import ROOT, SHARED, json_lines, scorer, table

Triple = tuple[str, str, str]
LIMITS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Judged:
    """The events of one half: features (events, 6), right or wrong, stated confidence; how many were to be found."""

    x: np.ndarray
    right: np.ndarray
    told: np.ndarray
    wanted: int


def _triples(events: list[dict[str, Any]]) -> set[Triple]:
    def side(value: str | list[str] | None) -> list[str]:
        return [value] if isinstance(value, str) else list(value or [""])

    return {(e["type"], _state(a), _state(b)) for e in events for a in side(e["source"]) for b in side(e["target"])}


def _rows(split: str) -> Iterator[tuple[dict[str, Any], set[Triple], set[Triple], bool]]:
    """Row, events it tells, events that are neither right nor wrong, and whether only actual events are wrong."""
    for name in ("sentences", "direction", "no_event"):
        for row in json_lines(ROOT / "bench" / "data" / f"{name}.jsonl"):
            if row["split"] == split:
                yield row, _triples(row.get("events", [])), _triples(row.get("also", [])), name == "no_event"


@functools.cache
def judged(split: str) -> Judged:
    """The events coded on one half ("tune" or "held")."""
    coder = accountant()
    items: list[tuple[Coded, bool]] = []
    wanted = 0
    for row, gold, also, quiet in _rows(split):
        wanted += len(gold)
        reading = Reader(coder.knowledge, coder.english).read(row["text"], dt.date.fromisoformat(row["date"]))
        for item in coder.events(reading):
            triple = _triple(item.event)
            undecided = triple in also and triple not in gold
            undecided = undecided or ("pair" in row and set(triple[1:]) != set(row["pair"]))
            if not undecided and not (quiet and item.event.status != "actual"):
                items.append((item, triple in gold))
    return Judged(
        np.array([features(i.candidate, i.probabilities, i.event.type) for i, _ in items]),
        np.array([r for _, r in items], dtype=float),
        np.array([i.event.confidence for i, _ in items]),
        wanted,
    )


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the intercept is not shrunk."""
    w = np.zeros(x.shape[1])
    shrink = np.eye(x.shape[1]) * ridge
    shrink[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + shrink, x.T @ (p - y) + shrink @ w)
    return w


def cross_validated(x: np.ndarray, y: np.ndarray, parts: int = 5, rounds: int = 10) -> np.ndarray:
    """(rounds, events) probability of each event from weights fitted without its part, for several divisions."""
    told = np.zeros((rounds, len(y)))
    for n in range(rounds):
        part = np.random.RandomState(n).permutation(len(y)) % parts
        for out in range(parts):
            told[n, part == out] = 1 / (1 + np.exp(-x[part == out] @ fitted(x[part != out], y[part != out])))
    return told


@functools.cache
def unseen(split: str = "held") -> np.ndarray:
    """(rounds, events) confidence of each event of a half by weights that have not seen it."""
    found = judged(split)
    return cross_validated(found.x, found.right)


def measured(split: str = "held") -> tuple[float, float]:
    """Expected calibration error (ten bins) and Brier score, cross-validated."""
    right = judged(split).right
    error = float(np.mean([calibration_error(row, right, 10) for row in unseen(split)]))
    return error, float(((unseen(split) - right) ** 2).mean())


def reliability(split: str = "held") -> list[tuple[str, ...]]:
    """Stated against observed, by bins of a fifth."""
    right = np.tile(judged(split).right, len(unseen(split)))
    told, rounds = unseen(split).ravel(), len(unseen(split))
    rows: list[tuple[str, ...]] = []
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (told > low) & (told <= low + 0.2)
        if inside.any():
            rows.append(
                (
                    f"{low:.1f}-{low + 0.2:.1f}",
                    str(round(inside.sum() / rounds)),
                    f"{told[inside].mean():.2f}",
                    f"{right[inside].mean():.2f}",
                    "█" * round(20 * float(right[inside].mean())),
                )
            )
    return rows


def curve(split: str = "held") -> list[tuple[str, ...]]:
    """Precision and recall of type and parties at each `--min-confidence`."""
    found = judged(split)
    rows: list[tuple[str, ...]] = []
    for limit in LIMITS:
        kept = found.told >= limit
        hits = float(found.right[kept].sum())
        rows.append(
            (f"{limit:.1f}", str(int(kept.sum())), f"{hits / max(1, kept.sum()):.3f}", f"{hits / found.wanted:.3f}")
        )
    return rows


def drawn(told: np.ndarray, right: np.ndarray, title: str, bins: int = 10) -> str:
    """A reliability diagram as SVG: a dot a bin, as large as its share; on the diagonal word and fact agree."""
    side, left, top = 300, 52, 34
    marks = [
        f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" stroke="#999" stroke-dasharray="4 4"/>',
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="#666"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + side * tick, top + side - side * tick
        marks.append(f'<text x="{x:.0f}" y="{top + side + 18}" text-anchor="middle">{tick:g}</text>')
        marks.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    edges = np.linspace(0, 1, bins + 1)
    for low, high in itertools.pairwise(edges):
        inside = (told > low) & (told <= high)
        if inside.any():
            x, y = left + side * told[inside].mean(), top + side - side * right[inside].mean()
            size = 3 + 14 * math.sqrt(inside.mean())
            words = f"stated {told[inside].mean():.2f}, right {right[inside].mean():.2f}, {int(inside.sum())} cases"
            marks.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#1f6f8b" fill-opacity="0.75">'
                f"<title>{words}</title></circle>"
            )
    middle, height = left + side / 2, top + side + 48
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + side + 20} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="#333"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{middle}" y="20" text-anchor="middle" font-size="13" font-weight="bold">{title}</text>'
        + "".join(marks)
        + f'<text x="{middle}" y="{height - 10}" text-anchor="middle">stated probability</text>'
        + f'<text x="14" y="{top + side / 2}" text-anchor="middle" transform="rotate(-90 14 {top + side / 2})">'
        + "share that is right</text></svg>\n"
    )


def main() -> None:
    """Print reliability, the curve and the closing figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--svg", type=Path, help="folder for the diagrams")
    folder = options.parse_args().svg
    if folder is not None:
        held = judged("held")
        (folder / "reliability-events.svg").write_text(
            drawn(unseen().ravel(), np.tile(held.right, len(unseen())), "Confidence of events, cross-validated"),
            encoding="utf-8",
        )
        if scorer("score_pairs") is not None:
            chances, hits = answered(SHARED)
            (folder / "reliability-pairs.svg").write_text(
                drawn(chances, hits, "Type model, marked pairs out of fold"), encoding="utf-8"
            )
    print(table("Reliability of event confidence, held", reliability(), ("stated", "events", "mean", "right", "")))
    print("\n" + table("What a limit keeps, held", curve(), ("min. confidence", "events", "precision", "recall")))
    error, brier = measured()
    print(f"\nclosing figure: calibration error {error:.3f}, Brier {brier:.3f}")


if __name__ == "__main__":
    main()
