"""Is a record that was killed again and again while articles were added the same as one that was not?

`python bench/killed.py [--articles 10000] [--kills 20]` writes short articles of our own making (every twentieth a
copy of an earlier one), adds them once without interruption and once in a process that is killed (SIGKILL) at random
moments and started again, and compares the two records table by table, row by row.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

_STATES = (
    "France Germany Turkey Greece Egypt Israel Japan China India Pakistan Iran Iraq Brazil Chile Kenya Norway".split()
)
_ACTS = (
    "{a} condemned {b} on {day} over its handling of the border talks.",
    "The foreign minister of {a} met his counterpart from {b} in {a} on {day}.",
    "{a} imposed sanctions on {b} on {day}, citing a shipment of weapons.",
    "{a} sent food and tents to {b} on {day} after the floods.",
    "{a} and {b} signed a fisheries agreement on {day}.",
    "{a} expelled two diplomats of {b} on {day}.",
    "Officials said {a} may withdraw from talks with {b}.",
    "{a} urged {b} on {day} to free three sailors.",
)
_FILL = (
    "Rain fell over the capital for most of the {n}th week.",
    "The market closed {n} points lower in thin trade.",
    "A column of {n} lorries stood at the crossing by noon.",
    "About {n} people watched from the square opposite the ministry.",
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def made(count: int) -> list[dict[str, str]]:
    """So many articles, the same each time."""
    chance = random.Random(7)
    articles: list[dict[str, str]] = []
    for n in range(count):
        if n % 20 == 19:
            articles.append({**articles[chance.randrange(n)], "id": f"a{n}", "outlet": f"Paper {n % 7}"})
            continue
        told = []
        for _ in range(chance.randint(2, 4)):
            a, b = chance.sample(_STATES, 2)
            told.append(chance.choice(_ACTS).format(a=a, b=b, day=chance.choice(_DAYS)))
            told.append(chance.choice(_FILL).format(n=chance.randint(2, 9999)))
        date = f"20{chance.randint(10, 23)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        articles.append({"id": f"a{n}", "text": " ".join(told), "date": date, "outlet": f"Paper {n % 7}"})
    return articles


def adding(source: Path, record: Path) -> subprocess.Popen[bytes]:
    """A process that adds."""
    command = [sys.executable, "-m", "detente", "add", str(source), "--record", str(record)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count(record: Path) -> int:
    """Articles in the record; 0 where there is none yet."""
    if not record.exists():
        return 0
    with duckdb.connect(str(record)) as connection:
        try:
            row = connection.execute("select count(*) from articles").fetchone()
        except duckdb.CatalogException:
            return 0
    return int(row[0]) if row else 0


def differences(one: Path, other: Path) -> list[str]:
    """Tables whose rows differ; when a version was first used is the one thing that may."""
    differing = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        names = [
            r[0]
            for r in connection.execute(
                "select table_name from information_schema.tables where table_catalog = 'one' order by 1"
            ).fetchall()
        ]
        for name in names:
            what = "* exclude (first_used)" if name == "runs" else "*"
            for a, b in (("one", "other"), ("other", "one")):
                query = f'select count(*) from (select {what} from {a}.main."{name}" except all select {what} from {b}.main."{name}")'  # noqa: E501
                row = connection.execute(query).fetchone()
                if row and row[0]:
                    differing.append(f"{name}: {row[0]} rows only in {a}")
    return differing


def main() -> None:
    """Add twice, once killed on the way, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    chosen = parser.parse_args()
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        source, whole, killed = (Path(folder) / name for name in ("articles.jsonl", "whole.duckdb", "killed.duckdb"))
        source.write_text("".join(json.dumps(a) + "\n" for a in made(chosen.articles)), encoding="utf-8")
        started = time.monotonic()
        if adding(source, whole).wait() != 0:
            sys.exit("the uninterrupted adding failed")
        took = time.monotonic() - started
        kills = 0
        while kills < chosen.kills:
            process = adding(source, killed)
            try:
                # long enough to write something, short enough that articles are left for the other kills
                process.wait(timeout=4 + chance.random() * 2 * took / chosen.kills)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
                print(f"killed {kills} times, {count(killed)} articles kept", file=sys.stderr)
        if adding(source, killed).wait() != 0:
            sys.exit("the last adding failed")
        found = differences(whole, killed)
        for line in found:
            print(line)
        print(
            f"closing figure: {count(whole)} articles, {chosen.articles / took:.0f} a second, killed {kills} times, "
            f"{len(found)} tables differ"
        )
    sys.exit(1 if found or kills < chosen.kills else 0)


if __name__ == "__main__":
    main()
