"""The sets for quiet sentences, direction, modes and contexts: their form, and that scores tell right from wrong."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from detente.coding.contexts import load_contexts
from detente.coding.plover import MODE_SCORE
from detente.knowledge import load
from detente.records import EventType, Status

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "bench" / "data"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("name", "least"), [("no_event.jsonl", 240), ("direction.jsonl", 120), ("modes.jsonl", 150)])
def test_the_sets_are_whole_and_in_two_halves(name: str, least: int) -> None:
    found = rows(name)
    assert len(found) >= least
    for key in ("id", "text"):
        assert len({r[key] for r in found}) == len(found)
    halves = Counter(r["split"] for r in found)
    assert abs(halves["tune"] - halves["held"]) <= 1


def test_types_states_and_modes_are_known() -> None:
    states = set(load().countries) | set(load().organisations)
    contexts = {c.code for c in load_contexts()}
    modes = set(MODE_SCORE) | {("PROTEST", "vandalize")}
    acts = [e for r in rows("direction.jsonl") for e in r["events"]] + rows("modes.jsonl")
    for act in acts:
        assert act["type"] in get_args(EventType)
        assert {act["source"], act["target"] or act["source"]} <= states, act
        assert act["source"] != act["target"]
    assert all(e["status"] in get_args(Status) for r in rows("direction.jsonl") for e in r["events"])
    for row in rows("modes.jsonl"):
        assert row["mode"] is None or (row["type"], row["mode"]) in modes, row
        assert set(row["contexts"]) <= contexts


def test_the_scores_tell_right_from_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "bench"), *sys.path])
    import directions

    class Party:
        def __init__(self, country: str) -> None:
            self.country = country

    class Told:
        status, trigger, confidence = "actual", "", 1.0

        def __init__(self, act: dict[str, Any], source: str, target: str | None) -> None:
            self.type, self.mode, self.contexts = act["type"], act.get("mode"), tuple(act.get("contexts", ()))
            self.actor, self.recipient = Party(source), Party(target) if target else None

    def as_gold(_: object, row: dict[str, Any]) -> tuple[Told, ...]:
        acts = row.get("events", [row] if "type" in row else [])
        return tuple(Told(a, a["source"], a["target"]) for a in acts)

    def turned(_: object, row: dict[str, Any]) -> tuple[Told, ...]:
        source, target = row.get("pair", ("FRA", "DEU"))
        acts = row.get("events", [{"type": "AGREE", "source": source, "target": target}])
        return tuple(Told(a, a["target"] or "FRA", a["source"]) for a in acts)

    none: Any = None
    monkeypatch.setattr(directions, "_events", as_gold)
    assert directions.no_event(none, "tune") == {"no_actual": 1.0, "no_event": 1.0}
    assert set(directions.direction(none, "tune").values()) == {1.0}
    assert set(directions.modes(none, "held").values()) == {1.0}
    monkeypatch.setattr(directions, "_events", turned)
    assert directions.no_event(none, "tune") == {"no_actual": 0.0, "no_event": 0.0}
    assert directions.direction(none, "tune")["passive"] < 0.3
