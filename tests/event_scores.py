"""Scores of the event coder on our own sentences: ``python tests/event_scores.py`` prints what it misses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import code_text
from detente.records import Event

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in map(json.loads, (Path(__file__).parent / "data" / "events.jsonl").read_text("utf-8").splitlines())
}
#: Types that are told once for each direction when both parties do them.
MUTUAL = {"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "ASSAULT"}


@dataclass(frozen=True)
class Outcome:
    """What became of one sentence: expected events found and missed, and facts nobody expected.

    What is threatened, promised or denied may be coded beside the threat or not: that is no surplus.
    """

    found: int
    missed: tuple[str, ...]
    surplus: tuple[str, ...]


def line(event: Event) -> str:
    """An event in one line."""
    recipient = event.recipient.country if event.recipient else None
    days = f"{event.when.earliest}/{event.when.latest}"
    return f"{event.type} {event.actor.country} {recipient} {event.status} {days}"


def matches(event: Event, wanted: dict[str, Any]) -> bool:
    """Type, parties and status, and the interval where the case states one."""
    recipient = event.recipient.country if event.recipient else None
    got = (event.type, event.actor.country, recipient, event.status)
    if got != (wanted["type"], wanted["actor"], wanted["recipient"], wanted["status"]):
        return False
    days = (str(event.when.earliest), str(event.when.latest))
    return "earliest" not in wanted or days == (wanted["earliest"], wanted["latest"])


def accounted(event: Event, wanted: dict[str, Any]) -> bool:
    """True when the case expects this type between these two, either way for mutual acts."""
    recipient = event.recipient.country if event.recipient else None
    pair, expected = (event.actor.country, recipient), (wanted["actor"], wanted["recipient"])
    told_twice = event.type in MUTUAL and pair == expected[::-1]
    return event.type == wanted["type"] and (pair == expected or told_twice)


def outcome(name: str) -> Outcome:
    """Code one sentence and compare."""
    case = CASES[name]
    events = code_text(case["text"]).events
    missed = tuple(str(w) for w in case["events"] if not any(matches(e, w) for e in events))
    told = (e for e in events if e.status in ("actual", "recalled"))
    surplus = tuple(line(e) for e in told if not any(accounted(e, w) for w in case["events"]))
    return Outcome(len(case["events"]) - len(missed), missed, surplus)


if __name__ == "__main__":
    results = {name: outcome(name) for name in CASES}
    for name, result in results.items():
        if result.missed or result.surplus:
            print(f"{name}: {CASES[name]['text']}\n  missed {result.missed}\n  surplus {result.surplus}")
            print("  coded", [line(e) for e in code_text(CASES[name]["text"]).events])
    found = sum(r.found for r in results.values())
    wanted = sum(len(c["events"]) for c in CASES.values())
    surplus = sum(len(r.surplus) for r in results.values())
    print(f"{len(CASES)} sentences: {found}/{wanted} events found, {surplus} not expected")
