"""A million imported events: rows a second into the record, memory, and how long a relation takes.

`python bench/million.py [ROWS]` makes rows like GDELT's (no real data), imports them with `detente import` in a process
of its own, and asks for relations in another. Prints one table and a closing figure.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from imports import gdelt_file
from shared import table


def taken_in(source: str, record: str) -> None:
    """Import, and print seconds, rows and the peak of the memory as JSON."""
    from detente import Record

    started = time.perf_counter()
    with Record.open(record) as store:
        done = store.import_events(source, "gdelt1")
    seconds = time.perf_counter() - started
    print(json.dumps({"rows": done.rows, "skipped": done.skipped, "seconds": seconds, "peak": peak()}))


def asked(record: str) -> None:
    """Ask for relations, and print the seconds of each as JSON; the first pays for loading the libraries."""
    from detente import Record

    seconds = []
    with Record.open(record, read_only=True) as store:
        for one, other in (("USA", "RUS"), ("ISR", "PSE"), ("CHN", "JPN"), ("GBR", "FRA")):
            started = time.perf_counter()
            acts = len(store.relation(one, other).acts)
            seconds.append((f"{one}-{other}", acts, time.perf_counter() - started))
    print(json.dumps({"seconds": seconds, "peak": peak()}))


def peak() -> int:
    """Largest memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(rows: int) -> None:
    """Measure in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        source, record = Path(folder) / "events.csv", Path(folder) / "record.duckdb"
        gdelt_file(source, rows, 58)

        def run(what: str, *paths: Path) -> dict[str, object]:
            command = [sys.executable, __file__, what, *map(str, paths)]
            return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        came, went = run("--import", source, record), run("--ask", record)
        size = record.stat().st_size / 1e6
    speed = float(came["rows"]) / float(came["seconds"])  # type: ignore[arg-type]
    lines = [
        ("rows imported", f"{came['rows']:,}"),
        ("rows left out", f"{came['skipped']:,}"),
        ("rows a second", f"{speed:,.0f}"),
        ("memory while importing, MiB", str(came["peak"])),
        ("record, MB", f"{size:,.0f}"),
        ("memory while asking, MiB", str(went["peak"])),
    ]
    lines += [(f"relation {pair}, {acts:,} acts, s", f"{took:.2f}") for pair, acts, took in went["seconds"]]  # type: ignore[attr-defined]
    print(table("A million events", lines, ("what", "figure")))
    slowest = max(took for _, _, took in went["seconds"])  # type: ignore[attr-defined]
    print(f"\nclosing figure: {speed:,.0f} rows/s in, slowest relation {slowest:.2f} s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--import"]:
        taken_in(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["--ask"]:
        asked(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
