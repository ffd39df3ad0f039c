"""Stories and happenings told more than once: `python bench/duplicates.py [--errors] [--seeds N]`.

Stories: copies of our own articles (`bench/story_copies.py`) go into an index in a seeded order, and pairs of articles
in one story are held against the gold. A merged page is right when it stands with either of its stories.

Happenings: the sentences of `bench/data/happenings.jsonl` are coded as articles of their own, and their events are
placed in order of publication; precision and recall are B-cubed (Bagga and Baldwin 1998) over the tellings.

Everything was chosen on the "tune" halves; the "held" halves are only measured. Exits 1 below a floor.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import random
import sys
from collections import Counter, defaultdict
from typing import Any

from detente.api import accountant
from detente.record.happenings import Happenings, Telling
from detente.record.stories import StoryIndex, signature
from detente.records import Article
from shared import ROOT, json_lines, table
from story_copies import copies

#: Precision and recall that both folds must reach on the held halves.
STORY_FLOOR, HAPPENING_FLOOR = 0.95, 0.90


def story_errors(half: str, seed: int) -> tuple[Counter[str], list[str]]:
    """True, false and missed pairs of one half in one order, and what is wrong, a line a fault."""
    articles = list(copies(half, seed))
    random.Random(seed).shuffle(articles)
    index = StoryIndex()
    for article in articles:
        index.add(article.key, signature(article.body))
    count: Counter[str] = Counter()
    faults: list[str] = []
    plain = [a for a in articles if len(a.origins) == 1]
    for i, one in enumerate(plain):
        for other in plain[:i]:
            same, folded = one.origins == other.origins, index.story(one.key) == index.story(other.key)
            _tally(count, same, folded, f"{one.key} | {other.key}", faults)
            if same:
                for kind in {one.kind, other.kind}:
                    count[f"{kind}.all"] += 1
                    count[f"{kind}.found"] += folded
    beside: dict[str, set[str]] = defaultdict(set)
    for article in plain:
        beside[index.story(article.key)].update(article.origins)
    for article in articles:
        if len(article.origins) > 1:
            with_these = beside[index.story(article.key)]
            right = bool(with_these & set(article.origins))
            count["merged.all"] += 1
            count["merged.found"] += right
            _tally(count, True, right, article.key, faults)
            count["fp"] += bool(with_these) and not right
    return count, faults


def _tally(count: Counter[str], same: bool, folded: bool, what: str, faults: list[str]) -> None:
    if same or folded:
        count["tp" if same and folded else "fn" if same else "fp"] += 1
        if same != folded:
            faults.append(f"{'missed' if same else 'wrong'}: {what}")


def code_sentences(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[Telling], int | None]]:
    """Each row, its events as tellings, and the place of the one that the gold speaks of (None when it is missed)."""
    coder = accountant()
    found: list[tuple[dict[str, Any], list[Telling], int | None]] = []
    for row in sorted(rows, key=lambda r: r["published"]):
        day = dt.date.fromisoformat(row["published"])
        page = Article(id=row["id"], body=row["text"], published=day, published_basis="given", outlet=row["outlet"])
        account = coder.account(page)
        events = account.events
        tellings = [
            Telling(
                article=page.id,
                n=n,
                story=page.id,
                outlet=page.outlet,
                published=day,
                event=event,
                words=page.body[slice(*account.sentences[event.sentence])],
            )
            for n, event in enumerate(events)
        ]
        parties = (row["actor"], row["recipient"])
        meant = [
            n
            for n, e in enumerate(events)
            if (e.actor.country, e.recipient.country if e.recipient else None) == parties
        ]
        found.append((row, tellings, meant[0] if meant else None))
    return found


def happening_errors(
    rows: list[dict[str, Any]], *, words: bool = True
) -> tuple[dict[str, tuple[float, float]], int, list[str]]:
    """Precision and recall by B-cubed and by pairs, the number of tellings coded, and the wrong and missed pairs."""
    happenings = Happenings()
    placed: list[tuple[dict[str, Any], int]] = []
    for row, tellings, meant in code_sentences(rows):
        for telling in tellings:
            number = happenings.place(telling if words else dataclasses.replace(telling, words=""))
            if telling.n == meant:
                placed.append((row, number))
    precision = recall = 0.0
    faults: list[str] = []
    texts = {row["id"]: row["text"] for row, _ in placed}
    for row, number in placed:
        gold = {r["id"] for r, _ in placed if r["happening"] == row["happening"]}
        folded = {r["id"] for r, n in placed if n == number}
        precision += len(gold & folded) / len(folded)
        recall += len(gold & folded) / len(gold)
        faults += [f"wrong: {row['text']} | {texts[i]}" for i in sorted(folded - gold) if i > row["id"]]
        faults += [f"missed: {row['text']} | {texts[i]}" for i in sorted(gold - folded) if i > row["id"]]
    count = len(placed)
    wrong, missed = (sum(f.startswith(what) for f in faults) for what in ("wrong", "missed"))
    right = sum(a["happening"] == b["happening"] for i, (a, _) in enumerate(placed) for b, _ in placed[:i]) - missed
    figures = {
        "B-cubed": (precision / count, recall / count),
        "pairs": (ratio(right, wrong), ratio(right, missed)),
    }
    return figures, count, faults


def ratio(part: int, rest: int) -> float:
    """``part`` of ``part + rest``; 1 where there is nothing."""
    return part / (part + rest) if part + rest else 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="print the faults of the tune halves")
    parser.add_argument("--seeds", type=int, default=5, help="sets of copies, each in an order of its own")
    options = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    low = False
    for half in ("tune", "held"):
        count: Counter[str] = Counter()
        faults: list[str] = []
        for seed in range(options.seeds):
            found, wrong = story_errors(half, seed)
            count += found
            faults += wrong
        p, r = ratio(count["tp"], count["fp"]), ratio(count["tp"], count["fn"])
        rows.append(("copies of one story", half, f"{p:.3f}", f"{r:.3f}", f"≥ {STORY_FLOOR}"))
        low |= half == "held" and min(p, r) < STORY_FLOOR
        kinds = [k.removesuffix(".all") for k in count if k.endswith(".all")]
        print(
            table(
                f"Copies, {half}: pairs found",
                [(k, f"{count[f'{k}.found'] / count[f'{k}.all']:.3f}") for k in sorted(kinds)],
                ("made by", "found"),
            )
        )
        print()
        if options.errors and half == "tune":
            print(*faults, sep="\n")
    coded: list[tuple[str, ...]] = []
    sentences = json_lines(ROOT / "bench" / "data" / "happenings.jsonl")
    for half in ("tune", "held"):
        chosen = [row for row in sentences if row["split"] == half]
        figures, number, faults = happening_errors(chosen)
        for way, (p, r) in figures.items():
            floor = f"≥ {HAPPENING_FLOOR}" if way == "B-cubed" else ""
            rows.append((f"tellings of one happening, {way}", half, f"{p:.3f}", f"{r:.3f}", floor))
        coded.append((half, f"{number} of {len(chosen)}"))
        low |= half == "held" and min(figures["B-cubed"]) < HAPPENING_FLOOR
        if options.errors and half == "tune":
            print(*faults, sep="\n")
    print(table("Tellings whose event the coder finds", coded, ("half", "found")))
    print()
    print(table("Duplicates", rows, ("fold", "half", "precision", "recall", "floor")))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
