"""End-to-end triples on the marked pairs: the bare sentence in, (actor country, type, recipient country) out.

Of `plv_train.tsv` those rows count whose two marked phrases our own resolver gives to two different states or
bodies. The shipped type model was trained on these rows; so where the models of the five folds lie in `build/folds`
(`training/train.py` leaves them there), each row is read with the model that has not seen it. CONCEDE and RETREAT
are one type here, as in the gold.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detente.account import Accountant
from detente.actors import resolve
from detente.api import accountant
from detente.coding.typemodel import OnnxTypeModel
from detente.ingest import article_from_text
from detente.records import Event
from shared import ROOT, SHARED, table

FOLDS = ROOT / "build" / "folds"
SAME = {"YIELD": {"CONCEDE", "RETREAT"}}
Row = tuple[dict[str, str], str, str, tuple[Event, ...]]


def parties(row: dict[str, str]) -> tuple[str, str] | None:
    """The codes of the two marked phrases, when they are two."""
    found = [resolve(row[c], None) for c in ("source", "target")]
    codes = [a.country for a in found if a is not None and a.country]
    return (codes[0], codes[1]) if len(codes) == 2 and codes[0] != codes[1] else None


def coders(shipped: Accountant) -> dict[str, Accountant]:
    """For each row the coder whose type model has not seen it; empty when the folds' models are not there."""
    found: dict[str, Accountant] = {}
    for folder in sorted(FOLDS.glob("[0-9]")):
        if not (folder / "model.json").is_file():
            return {}
        coder = replace(shipped, model=OnnxTypeModel(folder))
        with (folder / "logits.tsv").open(encoding="utf-8", newline="") as file:
            found.update({r[0]: coder for r in csv.reader(file, delimiter="\t")})
    return found


def read(shipped: Accountant, path: Path) -> Iterator[Row]:
    """Each row that counts, its two parties, and the events found."""
    unseen = coders(shipped)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            both = parties(row)
            if both is not None:
                article = article_from_text(row["sentence"], id=row["uid"], date=None, keep=True)
                yield row, *both, unseen.get(row["uid"], shipped).account(article).events


def score(shipped: Accountant, *, errors: bool = False) -> dict[str, float]:
    """Shares of rows whose typed and untyped directed pair is found, and further events a row."""
    count: Counter[str] = Counter()
    by_type: dict[str, Counter[str]] = {}
    for row, actor, recipient, events in read(shipped, SHARED / "data" / "dev" / "plv_train.tsv"):
        want = SAME.get(row["gold_root"], {row["gold_root"]})
        told = {(e.type, e.actor.country, e.recipient.country if e.recipient else None) for e in events}
        directed = {t for t in told if t[1:] == (actor, recipient)}
        typed = any(t[0] in want for t in directed)
        figures = {"rows": 1, "typed": int(typed), "pair": int(bool(directed)), "further": len(told) - int(typed)}
        figures["either way"] = int(any({t[1], t[2]} == {actor, recipient} for t in told))
        count.update(figures)
        by_type.setdefault(row["gold_root"], Counter()).update(figures)
        if errors and not typed:
            print(row["gold_root"], actor, recipient, "|", row["marked_sentence"], "|", sorted(map(str, told)))
    if errors:
        for label, c in sorted(by_type.items()):
            print(f"{label:10} {c['rows']:4} typed {c['typed']:3} pair {c['pair']:3} further {c['further']:3}")
    rows = max(1, count["rows"])
    shares = {key: round(count[key] / rows, 3) for key in ("typed", "pair", "either way", "further")}
    return {"rows": count["rows"], **shares, "out of fold": float(bool(coders(shipped)))}


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="print what was missed")
    found = score(accountant(), errors=options.parse_args().errors)
    print(table("Triples (dev pairs, bare sentences)", [(k, str(v)) for k, v in found.items()], ("figure", "value")))


if __name__ == "__main__":
    main()
