"""Nothing happened, who acts on whom, how and over what: three sets of our own sentences, each in two halves.

`no_event.jsonl` names two states that do nothing to each other: share of sentences kept free of actual events. Where
a row names its `pair`, others do act in the sentence and only what is coded between those two counts.
`direction.jsonl` has directed acts in every construction: F1 of (actor, type, recipient) and of (actor, recipient).
`modes.jsonl` has one act a sentence with its PLOVER mode and contexts: accuracy of the mode and F1 of the contexts,
both among the acts found with the right type and parties.

Run `python bench/directions.py [--errors]`. Rules may be read against "tune"; "held" is only measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from typing import Any

from detente.account import Accountant
from detente.api import accountant
from detente.coder import Reader
from detente.records import Event
from sentences import f1
from shared import ROOT, json_lines, table

HALVES = ("tune", "held")


def _rows(name: str, split: str) -> list[dict[str, Any]]:
    return [row for row in json_lines(ROOT / "bench" / "data" / name) if row["split"] == split]


def _events(coder: Accountant, row: dict[str, Any]) -> tuple[Event, ...]:
    reading = Reader(coder.knowledge, coder.english).read(row["text"], dt.date.fromisoformat(row["date"]))
    return tuple(c.event for c in coder.events(reading))


def _pair(event: Event) -> tuple[str, str]:
    return event.actor.country or "", (event.recipient.country or "") if event.recipient else ""


def _told(event: Event) -> str:
    return f"{event.type}/{event.status} {'>'.join(_pair(event))} «{event.trigger}» {event.confidence}"


def no_event(coder: Accountant, split: str, *, errors: bool = False) -> dict[str, float]:
    """Share of the sentences without an actual event, and without any event at all."""
    count: Counter[str] = Counter()
    for row in _rows("no_event.jsonl", split):
        events = _events(coder, row)
        if "pair" in row:  # others do act in this sentence; the two named do not
            events = tuple(e for e in events if set(_pair(e)) == set(row["pair"]))
        actual = [e for e in events if e.status == "actual"]
        count["rows"] += 1
        count["quiet"] += not actual
        count["empty"] += not events
        if errors and actual:
            print(f"# {row['id']} {row['kind']}: {row['text']}\n    {[_told(e) for e in actual]}")
    return {"no_actual": count["quiet"] / count["rows"], "no_event": count["empty"] / count["rows"]}


def direction(coder: Accountant, split: str, *, errors: bool = False) -> dict[str, float]:
    """P, R, F1 of (actor, type, recipient) and of (actor, recipient), whatever the status; F1 by kind of sentence."""
    count: Counter[str] = Counter()
    kinds: set[str] = set()
    for row in _rows("direction.jsonl", split):
        events = _events(coder, row)
        found = {(e.type, *_pair(e)) for e in events}
        gold = {(e["type"], e["source"], e["target"] or "") for e in row["events"]}
        kinds.add(row["kind"])
        views = (("typed", found, gold), ("pair", {t[1:] for t in found}, {t[1:] for t in gold}))
        for name, ours, theirs in (*views, (row["kind"], found, gold)):
            count[f"{name}.tp"] += len(ours & theirs)
            count[f"{name}.fp"] += len(ours - theirs)
            count[f"{name}.fn"] += len(theirs - ours)
        if errors and found != gold:
            extra = [_told(e) for e in events if (e.type, *_pair(e)) not in gold]
            print(f"# {row['id']} {row['kind']}: {row['text']}\n    missed {sorted(gold - found)}\n    extra  {extra}")
    figures = {}
    for name in ("typed", "pair"):
        tp, fp, fn = (count[f"{name}.{k}"] for k in ("tp", "fp", "fn"))
        figures |= {f"{name}_p": tp / max(1, tp + fp), f"{name}_r": tp / max(1, tp + fn), f"{name}_f1": f1(tp, fp, fn)}
    return figures | {k: f1(count[f"{k}.tp"], count[f"{k}.fp"], count[f"{k}.fn"]) for k in sorted(kinds)}


def modes(coder: Accountant, split: str, *, errors: bool = False) -> dict[str, float]:
    """Share of acts found with type and parties; among those the accuracy of the mode and P, R, F1 of contexts."""
    count: Counter[str] = Counter()
    for row in _rows("modes.jsonl", split):
        events = _events(coder, row)
        pair = (row["source"], row["target"] or "")
        same = [e for e in events if e.type == row["type"] and _pair(e) == pair]
        count["rows"] += 1
        if not same:
            if errors:
                print(f"? {row['id']} {row['type']} {pair}: {row['text']}\n    {[_told(e) for e in events]}")
            continue
        event = same[0]
        count["found"] += 1
        count["mode"] += event.mode == row["mode"]
        ours, theirs = set(event.contexts), set(row["contexts"])
        count["tp"] += len(ours & theirs)
        count["fp"] += len(ours - theirs)
        count["fn"] += len(theirs - ours)
        if errors and event.mode != row["mode"]:
            print(f"~ {row['id']} {row['text']}\n    mode {row['mode']}, got {event.mode} of «{event.trigger}»")
        if errors and ours != theirs:
            print(f"@ {row['id']} {row['text']}\n    missed {sorted(theirs - ours)}, extra {sorted(ours - theirs)}")
    tp, fp, fn = count["tp"], count["fp"], count["fn"]
    return {
        "found": count["found"] / count["rows"],
        "mode": count["mode"] / max(1, count["found"]),
        "contexts_p": tp / max(1, tp + fp),
        "contexts_r": tp / max(1, tp + fn),
        "contexts_f1": f1(tp, fp, fn),
    }


#: Name of each set and its score.
SETS = {"No event": no_event, "Direction": direction, "Modes and contexts": modes}


def score(coder: Accountant, *, errors: bool = False) -> dict[str, dict[str, dict[str, float]]]:
    """Figures of every set by half: ``score(coder)["Direction"]["held"]["typed_f1"]``; misses of the tune half only."""
    return {
        name: {half: function(coder, half, errors=errors and half == "tune") for half in HALVES}
        for name, function in SETS.items()
    }


def main() -> None:
    """Print one table a set; with --errors the misses of the tune half first."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what was missed in the tune half")
    for name, halves in score(accountant(), errors=options.parse_args().errors).items():
        rows = [(key, *(f"{halves[half][key]:.3f}" for half in HALVES)) for key in halves["tune"]]
        print("\n" + table(name, rows, ("figure", *HALVES)))


if __name__ == "__main__":
    main()
