"""Events of single sentences: our own 260 sentences with expert gold (bench/data/sentences.jsonl), in two halves.

Figures: F1 of (type, actor, recipient); F1 of (actor, recipient); share of found events whose status is right, and
whose dates are right to the day. Rules may be read against the "tune" half; the "held" half is only measured.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from detente.account import Accountant
from detente.coder import Reader
from detente.knowledge import load
from detente.records import Event
from shared import ROOT, json_lines

Triple = tuple[str, str, str]


def _triple(event: Event) -> Triple:
    return event.type, event.actor.country or "", (event.recipient.country or "") if event.recipient else ""


def _state(code: str) -> str:
    """An armed group's code as the state it belongs to, which is how the program codes it."""
    group = load().groups.get(code)
    return (group.country or code) if group else code


def f1(tp: int, fp: int, fn: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


def score(coder: Accountant, split: str, *, errors: bool = False) -> dict[str, float]:
    """Score one half; with ``errors`` print each sentence that is not whole."""
    count: Counter[str] = Counter()
    for row in json_lines(ROOT / "bench" / "data" / "sentences.jsonl"):
        if row["split"] != split:
            continue
        reading = Reader(coder.knowledge, coder.english).read(row["text"], dt.date.fromisoformat(row["date"]))
        events = tuple(c.event for c in coder.events(reading))
        also = {
            (e["type"], _state(a), _state(b))
            for e in row.get("also", [])
            for a in e["source"] or [""]
            for b in e["target"] or [""]
        }
        gold = {
            (e["type"], _state(a), _state(b)): e
            for e in row["events"]
            for a in e["source"] or [""]
            for b in e["target"] or [""]
        }
        found = {_triple(e) for e in events} - (also - set(gold))
        for name, ours, theirs in (
            ("typed", found, set(gold)),
            ("pair", {t[1:] for t in found}, {t[1:] for t in gold}),
        ):
            count[f"{name}.tp"] += len(ours & theirs)
            count[f"{name}.fp"] += len(ours - theirs)
            count[f"{name}.fn"] += len(theirs - ours)
        if not gold:
            count["empty"] += 1
            count["empty.right"] += not found
        for triple, expected in gold.items():
            same = [e for e in events if _triple(e) == triple]
            if same:
                count["matched"] += 1
                count["status"] += any(e.status == expected["status"] for e in same)
                count["dates"] += any(_dated(e, expected) for e in same)
        if errors:
            _print_errors(row, events, set(gold), found)
    return {
        "typed_f1": f1(count["typed.tp"], count["typed.fp"], count["typed.fn"]),
        "typed_p": count["typed.tp"] / max(1, count["typed.tp"] + count["typed.fp"]),
        "typed_r": count["typed.tp"] / max(1, count["typed.tp"] + count["typed.fn"]),
        "pair_f1": f1(count["pair.tp"], count["pair.fp"], count["pair.fn"]),
        "status": count["status"] / max(1, count["matched"]),
        "dates": count["dates"] / max(1, count["matched"]),
        "empty": count["empty.right"] / max(1, count["empty"]),
    }


def _dated(event: Event, expected: dict[str, Any]) -> bool:
    """Right when the intervals agree, or when both leave the date to the publication window or open."""
    if expected.get("precision") == "unknown" or expected.get("earliest") is None:
        return event.when.precision == "unknown" or event.when.basis == "publication window"
    if event.when.earliest is None or event.when.latest is None:
        return False
    return str(event.when.earliest) == expected["earliest"] and str(event.when.latest) == expected["latest"]


def _print_errors(row: dict[str, Any], events: tuple[Event, ...], gold: set[Triple], found: set[Triple]) -> None:
    told = [
        f"{e.type}/{e.status} {e.actor.country}>{e.recipient.country if e.recipient else '-'} «{e.trigger}» {e.confidence}"  # noqa: E501
        for e in events
        if _triple(e) not in gold
    ]
    if gold - found or told:
        print("#", row["text"], "\n    missed", sorted(gold - found), "\n    extra ", told)
    for expected in row["events"]:
        for e in events:
            if (
                e.type == expected["type"]
                and e.actor.country in expected["source"]
                and (not expected["target"] or (e.recipient and e.recipient.country in expected["target"]))
            ):
                if e.status != expected["status"]:
                    print("~", row["text"], "\n    status", expected["status"], "got", e.status)
                elif not _dated(e, expected):
                    print(
                        "@",
                        row["date"],
                        row["text"],
                        "\n    when",
                        expected["earliest"],
                        expected["latest"],
                        "got",
                        e.when.earliest,
                        e.when.latest,
                        e.when.basis,
                    )
