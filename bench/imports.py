"""Speed and memory of importing event files: a million rows like GDELT's, and a table of as many.

The rows are made here (no real data), with the field lengths, the share of blank fields and the mixture of 57, 58 and
61 fields that real files have; one row in a thousand is bad. Prints rows a second and the peak of the memory, for each
format in a process of its own. Run: ``python bench/imports.py [ROWS]``.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STATES = (
    "USA RUS CHN GBR FRA DEU ISR PSE IRN IRQ SYR TUR UKR IND PAK JPN KOR PRK EGY SAU AFR EUR NGA ZAF BRA MEX".split()
)
ROLES = ["", "", "", "GOV", "MIL", "OPP", "CVL", "BUS", "COP", "JUD", "LEG", "MED"]
CODES = (
    "010 020 030 036 040 042 043 046 051 057 060 070 0841 090 100 110 111 112 120 130 138 141 173 190 193 195".split()
)
PLACES = [f"City {n}, Province {n % 90}, Country {n % 50}" for n in range(4_000)]


def actor(rng: random.Random) -> list[str]:
    """The ten fields of an actor, blank for one in eight."""
    if rng.random() < 0.12:
        return [""] * 10
    state, role = rng.choice(STATES), rng.choice(ROLES)
    return [state + role, f"NAME OF {state}", state, "", "", "", "", role, "", ""]


def place(rng: random.Random, wide: bool) -> list[str]:
    """The seven or eight fields of a place."""
    name, n = rng.choice(PLACES), rng.randrange(90)
    more = [str(n * 7)] if wide else []
    latitude, longitude = f"{rng.uniform(-60, 70):.4f}", f"{rng.uniform(-180, 180):.4f}"
    return ["4", name, "SF", f"SF{n:02d}", *more, latitude, longitude, str(-rng.randrange(3_000_000))]


def gdelt_row(rng: random.Random, n: int, width: int) -> str:
    """A line like GDELT's."""
    year, month, day = 1979 + n % 40, 1 + n % 12, 1 + n % 28
    code = rng.choice(CODES)
    where = place(rng, width == 61)
    fields = [str(200_000_000 + n), f"{year}{month:02d}{day:02d}", f"{year}{month:02d}", str(year), f"{year}.5"]
    fields += actor(rng) + actor(rng)
    fields += ["1", code, code[:3], code[:2], "1", f"{rng.uniform(-10, 10):.1f}"]
    fields += [str(rng.randrange(1, 90)), "1", "10", f"{rng.uniform(-9, 9):.10f}", *where, *where, *where, "20130203"]
    if width > 57:
        fields.append(f"http://news.example/{n % 100_000}/a-story-of-the-day-and-what-came-of-it.html")
    return "\t".join(fields)


def gdelt_file(path: Path, rows: int, width: int) -> None:
    """A file of GDELT rows; of version 1.0 half of them have 57 fields."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8") as out:
        for n in range(rows):
            fields = 57 if width == 58 and n % 2 else width
            line = gdelt_row(rng, n, fields)
            out.write(line + ("\tone\tmore" if n % 1000 == 7 else "") + "\n")


def table_file(path: Path, rows: int) -> None:
    """A table of date, source, target and code."""
    rng = random.Random(6)
    with path.open("w", encoding="utf-8") as out:
        out.write("date,source,target,code\n")
        for n in range(rows):
            date = "no date" if n % 1000 == 7 else f"{1979 + n % 40}-{1 + n % 12:02d}-{1 + n % 28:02d}"
            out.write(f"{date},{rng.choice(STATES)}{rng.choice(ROLES)},{rng.choice(STATES)},{rng.choice(CODES)}\n")


def measure(path: str, format: str) -> None:
    """Read a file and print what it took, as JSON."""
    from detente.formats.reading import read_events

    problems = rows = 0

    def note(_: object) -> None:
        nonlocal problems
        problems += 1

    start = time.perf_counter()
    for batch in read_events(Path(path), format, problems=note, codes="cameo"):
        rows += batch.num_rows
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"rows": rows, "problems": problems, "seconds": seconds, "peak": peak}))


def main(rows: int) -> None:
    """One line for each kind of file."""
    print(f"{'file':<12}{'rows':>10}{'bad':>7}{'MB':>7}{'rows/s':>10}{'peak MiB':>10}")
    slowest = 1e12
    with tempfile.TemporaryDirectory() as folder:
        for name, format in (("gdelt1", "gdelt1"), ("gdelt2", "gdelt2"), ("table.csv", "table")):
            path = Path(folder) / name
            if format == "table":
                table_file(path, rows)
            else:
                gdelt_file(path, rows, 58 if format == "gdelt1" else 61)
            command = [sys.executable, __file__, "--measure", str(path), format]
            done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            speed = done["rows"] / done["seconds"]
            slowest = min(slowest, speed)
            size = path.stat().st_size / 1e6
            print(f"{name:<12}{done['rows']:>10,}{done['problems']:>7,}{size:>7.0f}{speed:>10,.0f}{done['peak']:>10,}")
            path.unlink()
    print(f"slowest: {slowest:,.0f} rows/s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
