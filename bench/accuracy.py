"""Accuracy of what exists: `python bench/accuracy.py [--errors]` prints tables and one closing figure.

With the shared data beside the checkout it scores the field's pairs, triples, actors and the seed account;
without them only our own sentences and accounts that need no outside scorer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import sentences
from detente.account import Accountant
from detente.api import accountant
from detente.brief.jsonout import to_json
from detente.ingest import article_from_text, read_article
from shared import ROOT, SHARED, json_lines, scorer, table


def triples(coder: Accountant) -> list[tuple[str, ...]]:
    """The public gold sentences, by the shared scorer: typed, quad and untyped F1 across borders."""
    module = scorer("score_triples")
    assert module is not None
    gold = json_lines(SHARED / "data" / "dev" / "triples_dev.jsonl")
    rows: list[tuple[str, ...]] = []
    for name, chosen in (("all", gold), ("without dubious", [g for g in gold if not g.get("dubious")])):
        from collections import Counter

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


def own_sentences(coder: Accountant, *, errors: bool) -> list[tuple[str, ...]]:
    """Our own sentences, both halves."""
    rows = []
    for split in ("tune", "held"):
        r = sentences.score(coder, split, errors=errors and split == "tune")
        rows.append(
            (split, *(f"{r[k]:.3f}" for k in ("typed_p", "typed_r", "typed_f1", "pair_f1", "status", "dates", "empty")))
        )
    return rows


def main() -> None:
    """Print every table that can be made here, then one closing figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what was missed")
    chosen = options.parse_args()
    coder = accountant()
    rows = own_sentences(coder, errors=chosen.errors)
    print(
        table(
            "Our sentences: events",
            rows,
            ("half", "P", "R", "F1 type+parties", "F1 parties", "status", "dates", "no event kept empty"),
        )
    )
    closing = f"held-out sentences, F1 of type and parties: {rows[1][3]}"
    if scorer("score_account") is None:
        print("\n(no shared data beside the checkout: pairs, triples, actors and accounts are not scored)")
    else:
        import actors
        import pairs

        print(
            "\n"
            + table("Public gold sentences: F1", triples(coder), ("set", "type+parties", "quad+parties", "parties"))
        )
        a = actors.score(SHARED)
        print("\n" + table("Actors (dev, without flags)", [(k, str(v)) for k, v in a.items()], ("figure", "value")))
        p = pairs.score(SHARED)
        print(
            "\n"
            + table("Pairs (dev, 5-fold cross-validated)", [(k, str(v)) for k, v in p.items()], ("figure", "value"))
        )
        told = accounts(coder, errors=chosen.errors)
        print("\n" + table("Accounts", told, ("article", "found", "right", "F1", "status", "dates")))
        closing += f"; seed account found {told[0][1]}, right {told[0][2]}"
    print(f"\nclosing figure: {closing}")


if __name__ == "__main__":
    main()
