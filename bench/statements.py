"""Statements of our own passages (bench/data/statements.jsonl): `python bench/statements.py [--errors]`.

A statement is found when the characters of its words overlap the gold ones by a Jaccard index of 0.8 and it is reported
or quoted as the gold is; its speaker is right when a gold name stands in it as whole words, or, where the gold speaker
is itself a state or body, when the country is equal. Statements under "optional" count neither for nor against, nor do
the codes under "about_also". Rules may be read against the "tune" half; "held" and the later "fresh" are only measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import unicodedata
from collections import Counter
from typing import Any

from detente.account import Accountant
from detente.coder import Reader
from detente.coding.statements import statements
from detente.records import Statement
from shared import ROOT, json_lines, table

HEAD = ("half", "words + speaker P", "R", "F1", "words F1", "speaker", "quoted F1", "reported F1", "about F1", "empty")
KEYS = ("both.p", "both.r", "both.f1", "words.f1", "speaker", "quoted.f1", "reported.f1", "about.f1", "empty")


def _gold_span(gold: dict[str, Any], text: str) -> set[int]:
    """The places of the gold words' characters in the text; the parts of a split quotation joined."""
    places: set[int] = set()
    for part in gold["text"].split(" … "):
        start = text.index(part)
        places.update(range(start, start + len(part)))
    return places


def _span(said: Statement) -> set[int]:
    parts = [(p.start, p.end) for p in said.parts] or [(said.start, said.end)]
    return {i for start, end in parts for i in range(start, end)}


def _same_words(gold: dict[str, Any], places: set[int], said: Statement) -> bool:
    if (gold["kind"] == "indirect") != (said.kind == "indirect"):
        return False
    found = _span(said)
    return len(found & places) >= 0.8 * len(found | places)


def _plain(name: str) -> str:
    """A name without accents or case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()


def _same_speaker(gold: dict[str, Any], said: Statement) -> bool:
    if any(re.search(rf"(?<!\w){re.escape(_plain(n))}s?(?!\w)", _plain(said.speaker)) for n in gold["speaker"]):
        return True
    return gold.get("body", False) and said.country is not None and said.country == gold["country"]


def _f1(n: Counter[str], key: str) -> float:
    tp, fp, fn = n[f"{key}.tp"], n[f"{key}.fp"], n[f"{key}.fn"]
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0


def _judge(row: dict[str, Any], found: tuple[Statement, ...], n: Counter[str]) -> list[str]:
    """Count one passage; what is wrong with it, a line a fault."""
    faults: list[str] = []
    left = list(found)
    for gold in row["statements"]:
        part = "reported" if gold["kind"] == "indirect" else "quoted"
        places = _gold_span(gold, row["text"])
        hits = [s for s in left if _same_words(gold, places, s)]
        hit = next((s for s in hits if _same_speaker(gold, s)), hits[0] if hits else None)
        right = hit is not None and _same_speaker(gold, hit)
        for key, good in (("words", hit is not None), ("both", right), (part, right)):
            n[f"{key}.tp" if good else f"{key}.fn"] += 1
            n[f"{key}.fp"] += hit is not None and not good
        if hit is None:
            faults.append(f"missed {gold['kind']} {gold['speaker'][0]}: {gold['text']}")
            continue
        left.remove(hit)
        n["matched"] += 1
        n["right"] += right
        if not right:
            faults.append(f"speaker {hit.speaker!r} ({hit.country}), not {gold['speaker']}: {hit.text}")
        ours, theirs = set(hit.about) - set(gold.get("about_also", ())), set(gold["about"])
        for key, codes in (("tp", ours & theirs), ("fp", ours - theirs), ("fn", theirs - ours)):
            n[f"about.{key}"] += len(codes)
        if ours != theirs:
            faults.append(f"about {sorted(ours)}, not {sorted(theirs)}: {hit.text}")
    for gold in row.get("optional", ()):
        places = _gold_span(gold, row["text"])
        left = [s for s in left if not _same_words(gold, places, s)]
    for extra in left:
        for key in ("words", "both", "reported" if extra.kind == "indirect" else "quoted"):
            n[f"{key}.fp"] += 1
        faults.append(f"extra {extra.kind} {extra.speaker}: {extra.text}")
    if not row["statements"]:
        n["none"] += 1
        n["empty"] += not left
    return faults


def score(coder: Accountant, split: str, *, errors: bool = False) -> dict[str, float]:
    """Score one half ("tune", "held" or "fresh"); with ``errors`` print each passage that is not whole."""
    n: Counter[str] = Counter()
    for row in json_lines(ROOT / "bench" / "data" / "statements.jsonl"):
        if row["split"] != split:
            continue
        reading = Reader(coder.knowledge, coder.english).read(row["text"], dt.date.fromisoformat(row["date"]))
        faults = _judge(row, statements(reading) if reading.parses else (), n)
        if errors and faults:
            print("#", row["id"], row["text"], *faults, sep="\n    ")
    figures = {f"{k}.f1": _f1(n, k) for k in ("both", "words", "quoted", "reported", "about")}
    return figures | {
        "both.p": n["both.tp"] / max(1, n["both.tp"] + n["both.fp"]),
        "both.r": n["both.tp"] / max(1, n["both.tp"] + n["both.fn"]),
        "speaker": n["right"] / max(1, n["matched"]),
        "empty": n["empty"] / max(1, n["none"]),
    }


def rows(coder: Accountant, *, errors: bool = False) -> list[tuple[str, ...]]:
    """The table's rows, a half each; errors are only ever shown for the tune half."""
    halves = {half: score(coder, half, errors=errors and half == "tune") for half in ("tune", "held", "fresh")}
    return [(half, *(f"{figures[k]:.3f}" for k in KEYS)) for half, figures in halves.items()]


if __name__ == "__main__":
    from detente.api import accountant

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what was missed in the tune half")
    print(table("Our passages: statements", rows(accountant(), errors=options.parse_args().errors), HEAD))
