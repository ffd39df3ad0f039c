"""Status and date of single acts: `python bench/status_when.py [--errors]`, on bench/data/status_when.jsonl.

Each row names one act of its sentence: type(s), source, target, the word it hangs on, its status(es) and dates. The
coder's event of that pair is looked for by type, failing that by the word; what it does not find has no status and no
date, so every figure is given among the found and over all. Rules may be read against "tune"; "held" is only measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from detente.account import Accountant
from detente.api import accountant
from detente.ingest import article_from_text
from detente.records import Account, Event, When
from shared import ROOT, json_lines, table

STATUSES = ("actual", "recalled", "planned", "hypothetical", "negated", "claimed")


def answers(value: str | list[str]) -> list[str]:
    """The right answers of a field; the first is the expected one."""
    return [value] if isinstance(value, str) else value


def target(account: Account, row: dict[str, Any]) -> Event | None:
    """The coder's event for the act of one row; a trigger on the row's own word wins."""
    pair = [
        e
        for e in account.events
        if e.actor.country == row["source"] and e.recipient is not None and e.recipient.country == row["target"]
    ]
    word = row["trigger"].lower()
    on_word = [e for e in pair if word in e.trigger.lower() or e.trigger.lower() in word]
    typed = [e for e in pair if e.type in answers(row["type"])]
    return next(iter([e for e in on_word if e in typed] or typed or on_word), None)


def dated(when: When, row: dict[str, Any]) -> bool:
    """Whether both ends are right to the day, or within the row's slack; `open` rows may be left unknown as well."""
    if when.earliest is None or when.latest is None:
        return row["earliest"] is None or bool(row.get("open"))
    if row["earliest"] is None:
        return False
    slack = dt.timedelta(row.get("slack", 0))
    return (
        abs(when.earliest - dt.date.fromisoformat(row["earliest"])) <= slack
        and abs(when.latest - dt.date.fromisoformat(row["latest"])) <= slack
    )


def judged(coder: Accountant, split: str) -> list[tuple[dict[str, Any], Event | None]]:
    """Every row of one half with the event found for it."""
    found = []
    for row in json_lines(ROOT / "bench" / "data" / "status_when.jsonl"):
        if row["split"] == split:
            date = dt.date.fromisoformat(row["date"])
            account = coder.account(article_from_text(row["text"], id=row["id"], date=date, keep=True))
            found.append((row, target(account, row)))
    return found


def score(coder: Accountant, split: str) -> dict[str, float]:
    """Figures of one half: share found; status and dates right, among the found and over all."""
    return figures(judged(coder, split))


def figures(rows: list[tuple[dict[str, Any], Event | None]]) -> dict[str, float]:
    """The same for rows already judged."""
    found = [(r, e) for r, e in rows if e is not None]
    status = sum(e.status in answers(r["status"]) for r, e in found)
    when = sum(dated(e.when, r) for r, e in found)
    return {
        "rows": len(rows),
        "found": len(found) / max(1, len(rows)),
        "status": status / max(1, len(found)),
        "dates": when / max(1, len(found)),
        "status_all": status / max(1, len(rows)),
        "dates_all": when / max(1, len(rows)),
    }


def line(name: str, f: dict[str, float]) -> tuple[str, ...]:
    """One row of the tables."""
    return name, str(f["rows"]), *(f"{v:.3f}" for v in list(f.values())[1:])


def main() -> None:
    """Both halves, each status, the confusions of the tune half, and one closing figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what the tune half misses")
    chosen = options.parse_args()
    coder = accountant()
    halves = {split: judged(coder, split) for split in ("tune", "held")}
    head = ("half", "rows", "found", "status", "dates", "status, all", "dates, all")
    totals = {split: figures(rows) for split, rows in halves.items()}
    print(table("Status and date of acts", [line(s, f) for s, f in totals.items()], head))
    each = [
        line(f"{split}, {status}", figures([(r, e) for r, e in rows if answers(r["status"])[0] == status]))
        for split, rows in halves.items()
        for status in STATUSES
    ]
    print("\n" + table("Each status", each, head))
    for split, rows in halves.items():
        confused: dict[str, Counter[str]] = defaultdict(Counter)
        for r, e in rows:
            right = e is not None and e.status in answers(r["status"])
            confused[answers(r["status"])[0]]["not found" if e is None else "right" if right else e.status] += 1
        columns = ("right", *STATUSES, "not found")
        lines = [(s, *(str(confused[s][c] or "") for c in columns)) for s in STATUSES]
        print("\n" + table(f"Confusions, {split}: expected by coded", lines, ("expected", *columns)))
    if chosen.errors:
        for r, e in halves["tune"]:
            expected = f"{r['status']} {r['earliest']} {r['latest']}"
            if e is None:
                print(f"- {r['id']} {r['text']}\n    not found: {r['source']}>{r['target']} «{r['trigger']}»")
            elif e.status not in answers(r["status"]) or not dated(e.when, r):
                mark = "~" if e.status not in answers(r["status"]) else "@"
                got = f"{e.status} {e.when.earliest} {e.when.latest} ({e.when.basis})"
                print(f"{mark} {r['id']} {r['date']} {r['text']}\n    «{e.trigger}» expected {expected}; got {got}")
    held = totals["held"]
    print(f"\nheld acts found, status right: {held['status']:.3f}, dates right: {held['dates']:.3f}")


if __name__ == "__main__":
    main()
