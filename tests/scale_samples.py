"""Articles in number for tests of scale, and how two records differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

_STATES = "France Germany Turkey Greece Egypt Israel Japan China India Pakistan Iran Iraq Brazil Chile Kenya".split()
_ACTS = (
    "{a} condemned {b} on Tuesday over its handling of the border talks.",
    "The foreign minister of {a} met his counterpart from {b} in Geneva on Monday.",
    "{a} imposed sanctions on {b} on Friday, citing a shipment of weapons.",
    "{a} expelled two diplomats of {b} on Thursday.",
    "Officials said {a} may withdraw from talks with {b}.",
    'The president of {a} said: "We will not be threatened by {b}."',
)


def _sentences(n: int, count: int) -> str:
    states = len(_STATES)
    return " ".join(
        _ACTS[(n + i) % len(_ACTS)].format(a=_STATES[(3 * n + i) % states], b=_STATES[(5 * n + 2 * i + 1) % states])
        for i in range(count)
    )


def written(path: Path, count: int, beside: Mapping[int, str] | None = None, first: int = 0) -> Path:
    """``count`` articles as JSON Lines, every seventh a copy in another paper; ``beside`` are texts put in by place."""
    rows = []
    for n in range(first, first + count):
        told = n - 3 if n % 7 == 6 else n
        date = f"20{10 + told % 13}-{1 + told % 12:02}-{1 + told % 28:02}"
        rows.append({"id": f"a{n}", "text": _sentences(told, 3), "date": date, "outlet": f"Paper {n % 5}"})
    for place, text in (beside or {}).items():
        rows.insert(place, {"id": f"beside {place}", "text": text, "date": "2020-01-01", "outlet": "Paper"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def dense(characters: int) -> str:
    """One very long article full of acts: slow to code, and nothing but words."""
    return _sentences(0, characters // 40)[:characters]


def differences(one: Path, other: Path) -> list[str]:
    """Tables whose rows differ; when a version was first used is the one thing that may."""
    differing = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        query = "select table_name from duckdb_tables() where database_name = 'one' order by 1"
        for (name,) in connection.execute(query).fetchall():
            what = "* exclude (first_used)" if name == "runs" else "*"
            for a, b in (("one", "other"), ("other", "one")):
                gone = f'select {what} from {a}.main."{name}" except all select {what} from {b}.main."{name}"'
                count = connection.execute(f"select count(*) from ({gone})").fetchall()[0][0]
                if count:
                    differing.append(f"{name}: {count} rows only in {a}")
    return differing
