"""Counts over the passages of ``data/relations.jsonl``: what of the gold was found, what was wrong.

python tests/relation_passages.py tune [--misses]
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.coding.assessments import assessments
from detente.coding.implications import implications
from detente.coding.outlook import outlook
from detente.coding.positions import positions
from detente.language.reading import Reading

PASSAGES = Path(__file__).parent / "data" / "relations.jsonl"


def passages(split: str) -> list[dict[str, Any]]:
    """The passages of one split."""
    rows = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def measure(split: str, read: Callable[[str], Reading], misses: list[str] | None = None) -> dict[str, dict[str, float]]:
    """Recall and precision for states, trends, positions, outlook and implications of a split."""
    counts: Counter[tuple[str, str]] = Counter()

    def tally(part: str, gold: set[Any], mine: set[Any], row: dict[str, Any]) -> None:
        counts[part, "gold"] += len(gold)
        counts[part, "mine"] += len(mine)
        counts[part, "hit"] += len(gold & mine)
        if gold != mine and misses is not None:
            missed, wrong = sorted(gold - mine), sorted(mine - gold)
            misses.append(f"{part} {row['id']}: {row['text']}\n    missed {missed}, wrong {wrong}")

    for row in passages(split):
        reading = read(row["text"])
        if "assessments" in row:
            views = assessments(reading)
            states, said, moves, moved = set(), set(), set(), set()
            allowed = {tuple(g["dyad"]): g["state"] or [] for g in row["assessments"]}
            for g in row["assessments"]:
                if g["state"]:
                    states.add((tuple(g["dyad"]), g["state"][0]))
                if g["trend"] in ("warming", "cooling"):
                    moves.add((tuple(g["dyad"]), g["trend"]))
            for v in views:
                dyad = tuple(sorted(v.dyad))
                if v.state:
                    said.add((dyad, allowed[dyad][0] if v.state in allowed.get(dyad, []) else v.state))
                if v.trend in ("warming", "cooling"):
                    moved.add((dyad, v.trend))
            tally("state", states, said, row)
            # an implied movement that the gold leaves open is not counted against the reading
            open_ = {d for d in allowed if not any(m[0] == d for m in moves)}
            tally("trend", moves, {m for m in moved if m[0] not in open_}, row)
        if "positions" in row:
            gold = {(p["person"], p["on"], p["leans"]) for p in row["positions"]}
            tally("positions", gold, {(p.person, p.on, p.leans) for p in positions(reading, (), ())}, row)
        if "outlook" in row:
            tally("outlook", {"yes"} if row["outlook"] else set(), {"yes"} if outlook(reading) else set(), row)
        if "implications" in row:
            found = implications(reading, frozenset(row["main"]))
            tally("implications", set(row["implications"]), {c for i in found for c in i.affected}, row)
    parts = sorted({part for part, _ in counts})
    return {
        part: {
            "gold": counts[part, "gold"],
            "recall": round(counts[part, "hit"] / max(1, counts[part, "gold"]), 3),
            "precision": round(counts[part, "hit"] / max(1, counts[part, "mine"]), 3),
        }
        for part in parts
    }


if __name__ == "__main__":
    from small_world import read_small

    found: list[str] = []
    for name, figures in measure(sys.argv[1], read_small, found).items():
        print(name, figures)
    if "--misses" in sys.argv:
        print("\n".join(found))
