"""Phrases to actors: `python bench/actors.py [--errors]` scores `detente.actors.resolve` on the public dev rows.

Rows without a date were written as of "today" in 2022; they are resolved as of 2022-10-01.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from detente.actors import resolve
from shared import SHARED, json_lines, scorer, table

TODAY = dt.date(2022, 10, 1)


def told(row: dict[str, Any]) -> dict[str, str]:
    """What the program says of one row."""
    found = resolve(
        row["phrase"], date=row.get("date") or TODAY, context=row.get("context"), known_country=row.get("known_country")
    )
    return {"country": (found.country or "") if found else "", "code_1": found.sector if found else ""}


def score(shared: Path, *, errors: bool = False) -> dict[str, float]:
    """Shares right on the rows without flags, counted as score_actors.py counts them."""
    module = scorer("score_actors")
    assert module is not None
    rows = [r for r in json_lines(shared / "data" / "dev" / "actors_dev.jsonl") if not r.get("flags")]
    right: dict[str, list[bool]] = {}
    for row in rows:
        mine = told(row)
        for field in ("country", "code_1"):
            if field not in row:
                continue
            gold = [module.s(v) for v in (row[field] if isinstance(row[field], list) else [row[field]])]
            value = module.s(mine[field])
            right.setdefault(field, []).append(value in gold)
            if field == "country":
                merged = [_merged(g, module.IGO) for g in gold]
                right.setdefault("country_blank" if gold == [""] else "country_named", []).append(value in gold)
                right.setdefault("country_igo_merged", []).append(_merged(value, module.IGO) in merged)
            if errors and value not in gold:
                print(f"{field}: {row['phrase']!r} {row.get('date', '')} gold {gold} got {value!r}")
    return {name: round(sum(v) / len(v), 3) for name, v in right.items()} | {"rows": len(rows)}


def _merged(code: str, bodies: set[str]) -> str:
    """The organisations that the scorer names, as one class."""
    return "IGO" if code in bodies else code


def main() -> None:
    """Print the table and the closing figure."""
    found = score(SHARED, errors="--errors" in sys.argv)
    print(table("Actors, dev rows without flags", [(k, str(v)) for k, v in found.items()], ("figure", "value")))
    print(f"\nclosing figure: country right, organisations as one class, {found['country_igo_merged']}")


if __name__ == "__main__":
    main()
