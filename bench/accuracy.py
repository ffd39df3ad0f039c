"""Accuracy of what exists: `python bench/accuracy.py [--errors]` prints tables and one closing figure.

With the shared data beside the checkout it scores the field's pairs, triples, actors and the seed account;
without them only our own sentences and accounts that need no outside scorer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import actors
import calibration
import directions
import pairs
import sentences
import statements
import status_when
import triples
from detente.account import Accountant
from detente.api import accountant
from detente.brief.jsonout import to_json
from detente.ingest import article_from_text, read_article
from floors import AIMS, Aim
from shared import ROOT, SHARED, json_lines, scorer, table


@dataclass(frozen=True)
class Figure:
    """One row of the first table."""

    name: str
    value: float
    aim: Aim

    @property
    def fallen(self) -> bool:
        """True below the floor (above the ceiling)."""
        return self.value > self.aim.floor if self.aim.less else self.value < self.aim.floor

    @property
    def reached(self) -> bool:
        """True when it is what is wanted, or nothing is."""
        wanted = self.aim.wanted
        return wanted is None or (self.value <= wanted if self.aim.less else self.value >= wanted)

    def row(self) -> tuple[str, ...]:
        """The cells of its row."""
        sign = "≤ " if self.aim.less else "≥ "
        wanted = "" if self.aim.wanted is None else f"{sign}{self.aim.wanted}"
        mark = "BELOW FLOOR" if self.fallen else "" if self.reached else "not reached"
        return self.name, f"{self.value:.3f}", wanted, f"{sign}{self.aim.floor}", mark


def public(coder: Accountant) -> list[tuple[str, ...]]:
    """The public gold sentences, by the shared scorer: typed, quad and untyped F1 across borders."""
    module = scorer("score_triples")
    assert module is not None
    gold = json_lines(SHARED / "data" / "dev" / "triples_dev.jsonl")
    rows: list[tuple[str, ...]] = []
    for name, chosen in (("all", gold), ("without dubious", [g for g in gold if not g.get("dubious")])):
        counts: dict[str, Counter[str]] = {k: Counter() for k in ("typed", "quad", "pair")}
        for g in chosen:
            date = dt.date.fromisoformat(g["date"]) if g.get("date") else None
            account = coder.account(article_from_text(g["text"], id=g["id"], date=date, keep=True))
            events = [
                {"type": e.type, "source": e.actor.country, "target": e.recipient.country if e.recipient else None}
                for e in account.events
            ]
            for key, count in counts.items():
                view = module.KEYS[key]
                want = {view(t) for t in module.triples(g["events"], False) if module.keep("any", t)}
                have = {view(t) for t in module.triples(events, False) if module.keep("any", t)}
                count["tp"] += len(want & have)
                count["fp"] += len(have - want)
                count["fn"] += len(want - have)
        rows.append(
            (
                f"triples_dev, {name} ({len(chosen)})",
                *(f"{sentences.f1(c['tp'], c['fp'], c['fn']):.3f}" for c in counts.values()),
            )
        )
    return rows


def accounts(coder: Accountant, *, errors: bool) -> list[tuple[str, ...]]:
    """Accounts against gold by the shared scorer: the seed article, our examples, our bench articles."""
    module = scorer("score_account")
    assert module is not None
    pairs: list[tuple[str, Path, Path]] = []
    seed = SHARED / "articles" / "sochi-2019.txt"
    if seed.is_file():
        pairs.append(("seed", seed, SHARED / "data" / "gold" / "sochi-2019.gold.json"))
    for gold in sorted((ROOT / "examples" / "gold").glob("*.gold.json")):
        for article in (ROOT / "examples").glob(gold.name.removesuffix(".gold.json") + ".*"):
            pairs.append(("example", article, gold))
    for split in ("tune", "held"):
        for gold in sorted((ROOT / "bench" / "data" / "accounts" / split).glob("*.gold.json")):
            for article in gold.parent.glob(gold.name.removesuffix(".gold.json") + ".[th]*"):
                pairs.append((split, article, gold))
    rows: list[tuple[str, ...]] = []
    sums: dict[str, list[tuple[float, float]]] = {}
    for kind, article, gold_path in pairs:
        gold: dict[str, Any] = json.loads(gold_path.read_text(encoding="utf-8"))
        account = coder.account(read_article(article, date=dt.date.fromisoformat(gold["published"])))
        result = module.score(gold, json.loads(to_json(account, indent=False)))
        rows.append(
            (
                f"{kind}: {article.stem}",
                f"{result['found']:.3f}",
                f"{result['right']:.3f}",
                f"{result['f1']:.3f}",
                result["status"],
                result["dates"],
            )
        )
        sums.setdefault(kind, []).append((result["found"], result["right"]))
        if errors:
            print(f"== {article.name}", json.dumps(result["parts"]))
            print("\n".join(result["misses"]))
    for kind, values in sums.items():
        found = sum(v[0] for v in values) / len(values)
        right = sum(v[1] for v in values) / len(values)
        rows.append(
            (
                f"**{kind}, mean of {len(values)}**",
                f"{found:.3f}",
                f"{right:.3f}",
                f"{2 * found * right / max(1e-9, found + right):.3f}",
                "",
                "",
            )
        )
    return rows


def own_sentences(coder: Accountant, *, errors: bool) -> tuple[list[tuple[str, ...]], dict[str, float]]:
    """Our own sentences: a row a half, and the figures of the held one."""
    rows = []
    r: dict[str, float] = {}
    for split in ("tune", "held"):
        r = sentences.score(coder, split, errors=errors and split == "tune")
        rows.append(
            (split, *(f"{r[k]:.3f}" for k in ("typed_p", "typed_r", "typed_f1", "pair_f1", "status", "dates", "empty")))
        )
    return rows, r


def summary(coder: Accountant, own: dict[str, float]) -> list[Figure]:
    """All figures of the coder, in one list; those that need the shared data only where they lie."""
    held = {
        "no event kept empty of actual ones, held": directions.no_event(coder, "held")["no_actual"],
        "own sentences, type and parties F1, held": own["typed_f1"],
        "confidence of events, calibration error, five-fold": calibration.measured()[0],
    }
    who = directions.direction(coder, "held")
    held |= {
        "direction, parties F1, held": who["pair_f1"],
        "direction, type and parties F1, held": who["typed_f1"],
    }
    how = directions.modes(coder, "held")
    held |= {"mode right, held": how["mode"], "contexts F1, held": how["contexts_f1"]}
    told = status_when.score(coder, "held")
    held |= {"status of found acts, held": told["status"], "date interval exact, held": told["dates"]}
    held["statements, words and speaker F1, held"] = statements.score(coder, "held")["both.f1"]
    if scorer("score_pairs") is not None:
        of_pairs, of_triples = pairs.score(SHARED), triples.score(coder)
        held |= {
            "pairs, macro-F1, five-fold": of_pairs["macro_f1"],
            "pairs, quad class, five-fold": of_pairs["quad_accuracy"],
            "pairs, calibration error, five-fold": of_pairs["ece"],
        }
        if of_triples["out of fold"]:  # without the folds' models the shipped one would judge what it has learnt
            held |= {
                "triples, type and parties, out of fold": of_triples["typed"],
                "triples, parties, out of fold": of_triples["pair"],
                "triples, further events a sentence": of_triples["further"],
            }
    return [Figure(name, held[name], aim) for name, aim in AIMS.items() if name in held]


def main() -> int:
    """Print every table that can be made here; 1 when a figure of the first one falls below its floor."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what was missed")
    chosen = options.parse_args()
    coder = accountant()
    rows, own = own_sentences(coder, errors=chosen.errors)
    figures = summary(coder, own)
    print(table("The coder", [f.row() for f in figures], ("figure", "reached", "wanted", "floor", "")))
    print(
        "\n"
        + table(
            "Our sentences: events",
            rows,
            ("half", "P", "R", "F1 type+parties", "F1 parties", "status", "dates", "no event kept empty"),
        )
    )
    if scorer("score_account") is None:
        print("\n(no shared data beside the checkout: pairs, triples, actors and accounts are not scored)")
    else:
        print("\n" + table("Public sentences (a smoke test): F1", public(coder), ("set", "typed", "quad", "parties")))
        a = actors.score(SHARED)
        print("\n" + table("Actors (dev, without flags)", [(k, str(v)) for k, v in a.items()], ("figure", "value")))
        told = accounts(coder, errors=chosen.errors)
        print("\n" + table("Accounts", told, ("article", "found", "right", "F1", "status", "dates")))
    fallen = [f.name for f in figures if f.fallen]
    reached = sum(f.reached for f in figures)
    print(f"\nclosing figure: {reached} of {len(figures)} figures reach what is wanted, {len(fallen)} below the floor")
    for name in fallen:
        print(f"below its floor: {name}")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
