"""Scores statements against gold passages: `python tests/statement_scores.py [--errors]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from detente.coding.statements import statements
from detente.language.reading import Reading
from detente.records import Statement
from small_world import read_small

PASSAGES = Path(__file__).parent / "data" / "statements.jsonl"


def passages(split: str) -> list[dict[str, Any]]:
    """The passages of one half, "tune" or "held"."""
    rows = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def same_words(gold: dict[str, Any], found: Statement) -> bool:
    """Equal words, end punctuation and case apart; quoted is not the same as reported."""
    if (gold["kind"] == "indirect") != (found.kind == "indirect"):
        return False
    return _plain(gold["text"]) == _plain(found.text)


def same_speaker(gold: dict[str, Any], found: Statement) -> bool:
    """One of the accepted names occurs in the speaker's."""
    return any(name.lower() in found.speaker.lower() for name in gold["speaker"])


def _plain(text: str) -> str:
    return text.strip(" ,.").lower()


def score(
    rows: Iterable[dict[str, Any]],
    read: Callable[[str], Reading] = read_small,
    complain: Callable[[str], None] | None = None,
) -> dict[str, float]:
    """Precision and recall of quoted words with their speaker, and of reported clauses; accuracy of the rest.

    ``words_*`` ask for the words alone, ``quoted_*`` for words and speaker. ``kind`` and ``about`` are
    the share of rightly found quotations whose kind, and whose set of codes, is the gold one.
    """
    n: Counter[str] = Counter()
    for row in rows:
        left = list(statements(read(row["text"])))
        for gold in row["statements"]:
            part = "indirect" if gold["kind"] == "indirect" else "quoted"
            n[f"{part}_gold"] += 1
            hit = next((s for s in left if same_words(gold, s)), None)
            if hit is None:
                _say(complain, row, f"missed {gold}")
                continue
            left.remove(hit)
            n[f"{part}_words"] += 1
            n[f"{part}_found"] += 1
            if not same_speaker(gold, hit):
                _say(complain, row, f"speaker {hit.speaker!r} for {gold}")
                continue
            n[f"{part}_right"] += 1
            if part == "quoted":
                n["kind"] += hit.kind == gold["kind"]
                n["about"] += set(hit.about) == set(gold["about"])
                if set(hit.about) != set(gold["about"]) or hit.kind != gold["kind"]:
                    _say(complain, row, f"kind {hit.kind}, about {hit.about} for {gold}")
        for extra in left:
            n[("indirect" if extra.kind == "indirect" else "quoted") + "_found"] += 1
            _say(complain, row, f"extra {extra.kind} {extra.speaker}: {extra.text!r}")
    return {
        "words_p": _share(n["quoted_words"], n["quoted_found"]),
        "words_r": _share(n["quoted_words"], n["quoted_gold"]),
        "quoted_p": _share(n["quoted_right"], n["quoted_found"]),
        "quoted_r": _share(n["quoted_right"], n["quoted_gold"]),
        "indirect_p": _share(n["indirect_right"], n["indirect_found"]),
        "indirect_r": _share(n["indirect_right"], n["indirect_gold"]),
        "kind": _share(n["kind"], n["quoted_right"]),
        "about": _share(n["about"], n["quoted_right"]),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0


def _say(complain: Callable[[str], None] | None, row: dict[str, Any], what: str) -> None:
    if complain is not None:
        complain(f"{row['id']} {row['text']}\n     {what}")


if __name__ == "__main__":
    print("tune", score(passages("tune"), complain=print if "--errors" in sys.argv else None))
    print("held", score(passages("held")))
