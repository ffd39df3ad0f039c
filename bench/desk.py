"""The desk's server: time of every page and route, from a cold start to the first page, and many readers at once.

`python bench/desk.py [--quick]` makes records of imported rows like GDELT's (no real data) and of the coded articles of
`examples/` and `bench/data`, opens `detente serve` on each in a process of its own, and asks. Cold is the first time
that a thing is asked of a record as it is, warm every later one. Last, 200 readers go from page to page while articles
are added through the desk. Prints tables and a closing figure.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

from imports import STATES, gdelt_file
from shared import ROOT, table

#: What a page and a route may take at the 95th percentile, by rows of the record, seconds; and the start.
WANTED, START = {100_000: 0.3, 1_000_000: 1.0}, 2.0
WRITE = {"x-detente": "1"}
PAIRS = [(one, other) for n, one in enumerate(STATES[:20]) for other in STATES[n + 1 : 20]]


def routes(one: str, other: str, third: str, key: str, act: str, mark: str) -> dict[str, str]:
    """A name and an address of each page and route, for some states, an article, an act and the mark of a portion."""
    pair = f"one={one}&other={other}"
    return {
        "page: today": "/",
        "page: relation": f"/relation/{one}/{other}",
        "page: state": f"/state/{one}",
        "page: triad": f"/triad?{pair}&third={third}",
        "page: network": "/network",
        "page: article": f"/article/{key}",
        "page: articles": "/articles",
        "page: statements": "/statements",
        "page: events": "/events",
        "page: sources": "/sources",
        "record": "/api/record",
        "relation": f"/api/relation?{pair}",
        "relation, a decade by week": f"/api/relation?{pair}&by=week&since=1990-01-01&until=1999-12-31",
        "all relations of a state": f"/api/courses?code={one}",
        "triad": f"/api/triad?{pair}&third={third}",
        "network of two years": f"/api/network?since={1990 + len(one + other) % 3}-01-01&until=1993-01-01",
        "acts": "/api/acts",
        "acts of two": f"/api/acts?{pair}",
        "acts of one type": f"/api/acts?one={one}&type=ACCUSE&limit=200",
        "acts, a later portion": f"/api/acts?after={mark}",
        "types": f"/api/acts/types?{pair}",
        "types of all": "/api/acts/types",
        "notable acts": f"/api/acts/notable?{pair}",
        "an act": f"/api/act/{act}",
        "partners": f"/api/partners?code={one}",
        "partners of all": "/api/partners",
        "statements": f"/api/statements?about={one}",
        "assessments": f"/api/assessments?{pair}",
        "agreements": f"/api/agreements?{pair}",
        "meetings": f"/api/meetings?{pair}",
        "search": "/api/search?words=foreign+minister",
        "articles": "/api/articles",
        "account": f"/api/account/{key}",
        "sources": "/api/sources",
        "corrections": "/api/corrections",
    }


def made(folder: Path, rows: int) -> Path:
    """A record of so many imported rows and of some coded articles."""
    from detente import Record
    from detente.ingest.sources import Found, articles

    source, place = folder / f"{rows}.csv", folder / f"{rows}.duckdb"
    gdelt_file(source, rows, 58)
    with Record.open(place) as record:
        record.import_events(source, "gdelt1", name="gdelt")
        found = articles([str(ROOT / "examples"), str(ROOT / "bench" / "data" / "accounts")])
        record.add([(item.key, item.article) for item in found if isinstance(item, Found)])
    source.unlink()
    return place


@dataclass
class Server:
    """`detente serve` in a process of its own."""

    process: subprocess.Popen[bytes]
    url: str
    start: float

    def memory(self) -> int:
        """Its largest memory so far, MiB."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


@contextlib.contextmanager
def serving(place: Path) -> Iterator[Server]:
    """A desk over the record, from its start to its first page on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "detente", "serve", "--record", str(place), "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/", timeout=60).status_code == 200:
                    break
            if process.poll() is not None:
                raise SystemExit(f"the desk did not start: {process.stderr.read().decode() if process.stderr else ''}")
            time.sleep(0.02)
        yield Server(process, url, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


def timed(server: Server, rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each route, cold (other states each time) and warm."""
    random.seed(4)
    took: dict[str, tuple[list[float], list[float]]] = {}
    with httpx.Client(base_url=server.url, timeout=60) as client:
        keys = [row["id"] for row in client.get("/api/articles?limit=50").raise_for_status().json()["rows"]]
        page = client.get("/api/acts?limit=50").raise_for_status().json()
        acts, mark = [row["id"] for row in page["rows"]], quote(page["after"])
        for _ in range(rounds):
            one, other, third = random.sample(STATES[:20], 3)
            act = random.choice(acts).replace("#", "%23")
            for name, address in routes(one, other, third, random.choice(keys), act, mark).items():
                cold, warm = took.setdefault(name, ([], []))
                for part in (cold, warm, warm):
                    began = time.perf_counter()
                    client.get(address).raise_for_status()
                    part.append(time.perf_counter() - began)
    return took


def at(values: list[float], share: float) -> float:
    """A percentile of some values."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@dataclass
class Reading:
    """What readers met."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    added: int = 0
    state: str = ""
    lasted: float = 0.0


def texts(count: int) -> list[tuple[str, bytes]]:
    """Short articles as files, each of its own."""
    random.seed(6)
    names = ("Norway", "Peru", "Chile", "Kenya", "Poland", "Vietnam", "Jordan", "Portugal", "Nepal", "Ghana")
    found = []
    for n in range(count):
        one, other = random.sample(names, 2)
        text = (
            f"{one} and {other} signed an agreement on fisheries on {n % 28 + 1} May 2021. "
            f"The foreign minister of {one} praised {other} for its patience in talks number {n}. "
            f'"We have waited {n} days for this," the minister said. {other} had expelled two diplomats in March 2019.'
        )
        found.append((f"{n}.txt", text.encode()))
    return found


async def readers(server: Server, count: int, articles: int, seconds: float) -> Reading:
    """``count`` readers, each opening something every second or so, while ``articles`` are added."""
    met = Reading()
    # connections are let go before the desk closes idle ones after 5 s: else both may act at once, which is no fault
    limits = httpx.Limits(max_connections=count + 5, max_keepalive_connections=count + 5, keepalive_expiry=2.0)
    async with httpx.AsyncClient(base_url=server.url, timeout=60, limits=limits) as client:
        keys = [row["id"] for row in (await client.get("/api/articles?limit=50")).json()["rows"]]
        mark = quote((await client.get("/api/acts?limit=50")).json()["after"])
        files = [("files", item) for item in texts(articles)]
        jobs = []
        for at_ in range(0, len(files), 50):
            sent = await client.post("/api/files", files=files[at_ : at_ + 50], headers=WRITE)
            jobs.append(sent.raise_for_status().json()["id"])
        began = time.perf_counter()
        adding = True

        async def read(number: int) -> None:
            chance = random.Random(number)
            await asyncio.sleep(chance.random())
            while adding or time.perf_counter() - began < seconds:
                one, other = chance.choice(PAIRS[:12])
                found = routes(one, other, "MEX", chance.choice(keys), "gdelt:5", mark)
                address = chance.choice(list(found.values()))
                asked = time.perf_counter()
                try:
                    status = (await client.get(address)).status_code
                    if status != 200:
                        met.errors[f"{status} {address}"] += 1
                except httpx.HTTPError as error:
                    met.errors[f"{type(error).__name__} {address}"] += 1
                met.seconds.append(time.perf_counter() - asked)
                await asyncio.sleep(0.5 + chance.random())

        async def watch() -> None:
            nonlocal adding
            states: list[str] = []
            for id_ in jobs:
                while True:
                    job = (await client.get(f"/api/jobs/{id_}")).json()
                    if job["state"] in ("done", "failed"):
                        break
                    await asyncio.sleep(0.2)
                states.append(job["state"])
                met.added += job["added"]
            adding = False
            met.state = ", ".join(sorted(set(states)))

        await asyncio.gather(watch(), *(read(n) for n in range(count)))
        met.lasted = time.perf_counter() - began
    return met


def told(rows: int, server: Server, rounds: int) -> tuple[str, str, float]:
    """The table of one record, the name of its slowest route, and the seconds of that."""
    took = timed(server, rounds)
    lines = []
    for name, (cold, warm) in took.items():
        figures = (statistics.median(cold), at(cold, 0.95), statistics.median(warm), at(warm, 0.95))
        over = "over" if rows in WANTED and figures[1] > WANTED[rows] else ""
        lines.append((name, *(f"{1000 * value:.0f}" for value in figures), over))
    slowest = max(took, key=lambda name: at(took[name][0], 0.95))
    title = f"{rows:,} imported events: milliseconds (start to first page {server.start:.2f} s)"
    head = ("route", "cold p50", "cold p95", "warm p50", "warm p95", "")
    return table(title, lines, head), slowest, at(took[slowest][0], 0.95)


def main() -> None:
    """Print the tables and the closing figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="the smaller record, fewer rounds, a shorter reading")
    options.add_argument("--rows", type=int, action="append", help="rows of a record; may be repeated")
    options.add_argument("--readers", type=int, default=200)
    asked = options.parse_args()
    sizes = asked.rows or ([100_000] if asked.quick else [100_000, 1_000_000])
    closing = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            place = made(Path(folder), rows)
            with serving(place):
                pass  # what is read of the disk the first time is not the desk's
            with serving(place) as server:
                text, slowest, seconds = told(rows, server, 4 if asked.quick else 12)
                print(text + "\n")
                closing.append(
                    f"{rows:,} events: start {server.start:.2f} s, slowest {slowest} {1000 * seconds:.0f} ms"
                )
                met = asyncio.run(readers(server, asked.readers, 50 if asked.quick else 400, 10.0))
                lines = [
                    ("articles added meanwhile", f"{met.added} ({met.state})"),
                    ("seconds", f"{met.lasted:.0f}"),
                    ("answers", f"{len(met.seconds):,}"),
                    ("errors", str(sum(met.errors.values()))),
                    ("p50, ms", f"{1000 * statistics.median(met.seconds):.0f}"),
                    ("p95, ms", f"{1000 * at(met.seconds, 0.95):.0f}"),
                    ("memory of the desk, MiB", str(server.memory())),
                ]
                print(table(f"{asked.readers} readers, {rows:,} events", lines, ("what", "figure")) + "\n")
                for what, count in met.errors.most_common(5):
                    print(f"error, {count} times: {what}")
                closing.append(f"{sum(met.errors.values())} errors, p95 {1000 * at(met.seconds, 0.95):.0f} ms")
            place.unlink()
    print("closing figure: " + "; ".join(closing))


if __name__ == "__main__":
    main()
