"""What an article costs, with one worker and with two, by stage, and as the record grows.

`python bench/scale.py [--quick] [--articles 50000] [--events 1000000] [--only stages,workers,growth,queries]` makes a
news stream of our own (`bench/newsmix.py`), adds it as `detente add --workers` does, and asks the record. Core-seconds
are those that the processes used, so that they hold on a busy machine too; articles a second are of the clock, and want
a quiet one. Run it before and after on the same machine; the ratios carry over, the seconds do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("DETENTE_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import msgspec

from detente import Record
from detente.api import accountant
from detente.coding.typemodel import OnnxTypeModel
from detente.ingest.reader import article_from_bytes, article_from_text
from detente.ingest.sources import Found, found
from detente.language import pipeline
from detente.record import adding, folds, inplace
from detente.scale import messages
from detente.scale.adding import take_in
from detente.scale.coding import coded_by
from detente.scale.messages import Setup
from detente.scale.pool import Pool
from newsmix import news, page
from shared import table

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Core-seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def peak(pid: int) -> int:
    """The most memory that a process has held, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 // 1_000_000
    return 0


def articles(count: int, seed: int = 7) -> Iterator[Found]:
    """The stream as it is found in files."""
    for row in news(count, seed):
        article = article_from_text(row["text"], id=row["id"], date=dt.date.fromisoformat(row["date"]), keep=True)
        named = msgspec.structs.replace(article, title=row["title"], outlet=row["outlet"])
        yield found(named, row["id"], row["id"])


# -- stages ------------------------------------------------------------------------------------------------------------


def stages(count: int) -> tuple[str, float]:
    """Core-milliseconds an article by stage, in this process; the table, and all of them together."""
    spent: dict[str, float] = {}

    def timed(stage: str, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return call(*given, **named)
        finally:
            spent[stage] = spent.get(stage, 0.0) + time.process_time() - began

    coder, made = accountant(), list(news(count))
    coder.account(next(articles(1)).article)
    pages = [timed("read: page to article", article_from_bytes, page(row), source=row["id"]) for row in made]
    assert len(pages) == count
    read = list(articles(count))
    cut, parse, predict = pipeline.English.cut, pipeline.English.parse, OnnxTypeModel.predict
    pipeline.English.cut = lambda self, body: timed("sentences", lambda: list(cut(self, body)))  # type: ignore
    pipeline.English.parse = lambda self, cuts: timed("parse", lambda: list(parse(self, cuts)))  # type: ignore
    OnnxTypeModel.predict = lambda self, items: timed("model", predict, self, items)  # type: ignore
    import detente.coder as reading

    finder, gate = reading.NameFinder.find, reading.passing
    reading.NameFinder.find = lambda self, *given: timed("gate", finder, self, *given)  # type: ignore
    reading.passing = lambda *given: timed("gate", gate, *given)
    before = dict(spent)
    began = time.process_time()
    accounts = [(f.key, coder.account(f.article)) for f in read]
    whole = time.process_time() - began
    inside = sum(spent.values()) - sum(before.values())
    spent["rest of coding"] = whole - inside
    pipeline.English.cut, pipeline.English.parse, OnnxTypeModel.predict = cut, parse, predict  # type: ignore
    reading.NameFinder.find, reading.passing = finder, gate  # type: ignore
    sent = [timed("to the run and back", messages.account_bytes, account) for _, account in accounts]
    for each in sent:
        timed("to the run and back", messages.account_of, each)
    fold, write = folds.Folder.fold, adding.write_accounts
    folds.Folder.fold = lambda self, *given: timed("fold", fold, self, *given)  # type: ignore
    adding.write_accounts = lambda *given: timed("write", write, *given)
    with (
        tempfile.TemporaryDirectory() as folder,
        Record.open(Path(folder) / "r.duckdb") as store,
        adding.Adder(store.connection) as adder,
    ):
        for key, account in accounts:
            adder.claim(key)
            adder.keep(key, account)
    folds.Folder.fold, adding.write_accounts = fold, write  # type: ignore
    total = sum(spent.values())
    rows = [(name, f"{1000 * s / count:.2f}", f"{100 * s / total:.1f} %") for name, s in spent.items()]
    rows.append(("all", f"{1000 * total / count:.2f}", "100 %"))
    words = sum(len(row["text"].split()) for row in made) / count
    events = sum(len(account.events) for _, account in accounts) / count
    title = f"Where the time goes: {count:,} articles, {words:.0f} words and {events:.2f} events each"
    return table(title, rows, ("stage", "core-ms an article", "share")), 1000 * total / count


# -- workers -----------------------------------------------------------------------------------------------------------


def added(source: list[Found], workers: int) -> dict[str, float]:
    """Add with so many workers, loaded before the clock starts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Record.open(Path(folder) / "r.duckdb") as store,
        Pool(workers, Setup()) as pool,
    ):
        warm = list(articles(workers * 8, seed=99))
        assert len(list(coded_by(pool, workers, warm, lambda key: True))) == len(warm)
        own, others = time.process_time(), [cpu(pid) for pid in pool.pids]
        began = time.perf_counter()
        coding = partial(coded_by, pool, workers, source)
        done = take_in(store.connection, coding, print, lambda n: None)
        seconds = time.perf_counter() - began
        spent = sum(cpu(pid) for pid in pool.pids) - sum(others)
        most = max(peak(pid) for pid in pool.pids)
        run = time.process_time() - own
    assert done.lost == 0
    count = len(source)
    return {"rate": count / seconds, "worker": spent / count, "run": run / count, "memory": most}


def workers(count: int, rounds: int) -> tuple[str, float, float]:
    """One worker and two, by turns; the table, the median ratio, and what the run itself costs beside a worker."""
    source = list(articles(count))
    found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    for _ in range(rounds):
        for number in (1, 2):
            found[number].append(added(source, number))
    ratio = statistics.median(two["rate"] / one["rate"] for one, two in zip(found[1], found[2], strict=True))
    rows = []
    for number, runs in found.items():
        middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        figures = (f"{middle['rate']:.1f}", f"{1000 * middle['worker']:.2f}", f"{1000 * middle['run']:.2f}")
        rows.append((str(number), *figures, f"{max(run['memory'] for run in runs):.0f}"))
    one = found[1]
    possible = statistics.median(2 * run["worker"] / (run["worker"] + run["run"]) for run in one)
    head = ("workers", "articles/s", "core-ms an article, workers", "core-ms, the run itself", "peak MB of a worker")
    return table(f"Workers: {count:,} articles, {rounds} rounds by turns", rows, head), ratio, possible


# -- growth ------------------------------------------------------------------------------------------------------------


def growth(count: int) -> tuple[str, float]:
    """One adding with two workers; what an article costs near each mark, and how large the record is there.

    The cost is core-milliseconds of run and workers over the tenth of the articles (at least 500) before the mark. The
    same articles are then taken into an empty record. Articles differ, and workers, who never see the record, are
    quicker at what they have seen before; so what the record adds is the run's own part beside that with the empty
    record, as a share of the whole.
    """
    marks = [m for m in (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000) if m <= count]
    starts = {mark - max(500, mark // 10): mark for mark in marks}
    rows, extra = [], []
    with tempfile.TemporaryDirectory() as folder, Pool(2, Setup()) as pool:
        with Record.open(Path(folder) / "first.duckdb") as store:  # what the workers remember at first is not counted
            take_in(store.connection, partial(coded_by, pool, 2, articles(400, seed=11)), print, lambda n: None)
        begun: dict[int, Spent] = {}
        near: dict[int, Cost] = {}
        held: dict[int, tuple[int, float, int]] = {}
        with Record.open(Path(folder) / "r.duckdb") as store:
            seen = 0

            def step(n: int) -> None:
                nonlocal seen
                seen += n
                if seen in starts:
                    begun[starts[seen]] = Spent(pool)
                if seen in marks:
                    near[seen] = begun[seen].each(max(500, seen // 10))
                    store.connection.execute("checkpoint")
                    counted = "select count(*), (select count(*) from events) from articles"
                    articles_held, events = store.connection.execute(counted).fetchall()[0]
                    size = store.path.stat().st_size / max(articles_held, 1)
                    held[seen] = (events, size, max(peak(pid) for pid in pool.pids))
                    print(f"{seen:,} articles, {size:,.0f} bytes an article", file=sys.stderr)

            take_in(store.connection, partial(coded_by, pool, 2, articles(count)), print, step)
        for start, mark in starts.items():
            same = list(itertools.islice(articles(count), start, mark))
            with Record.open(Path(folder) / f"{mark}.duckdb") as store:
                alone = Spent(pool)
                take_in(store.connection, partial(coded_by, pool, 2, iter(same)), print, lambda n: None)
                base = alone.each(len(same))
            events, size, most = held[mark]
            cost = near[mark]
            extra.append((cost.run - base.run) / cost.all)
            figures = (f"{cost.all:.2f}", f"{cost.run:.2f}", f"{base.run:.2f}", f"{100 * extra[-1]:+.0f} %")
            rows.append((f"{mark:,}", f"{events:,}", *figures, f"{cost.rate:.1f}", f"{size:,.0f}", str(most)))
            print("  ".join(rows[-1]), file=sys.stderr)
    head = (
        "articles",
        "events",
        "core-ms an article",
        "of it the run",
        "the same, empty record",
        "what the record adds",
        "articles/s",
        "bytes an article",
        "MB a worker",
    )
    return table("Cost and size as the record grows", rows, head), 100 * max(map(abs, extra))


class Cost(NamedTuple):
    """Core-milliseconds an article, of them the run's own, and articles a second."""

    all: float
    run: float
    rate: float


class Spent:
    """What this process and a pool's workers use from now on."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._before = pool, self._now(pool)

    @staticmethod
    def _now(pool: Pool) -> tuple[float, float, float]:
        return time.process_time(), sum(cpu(pid) for pid in pool.pids), time.perf_counter()

    def each(self, count: int) -> Cost:
        """The cost of each of the ``count`` articles since then."""
        run, workers, wall = (b - a for a, b in zip(self._before, self._now(self._pool), strict=True))
        return Cost(1000 * (run + workers) / count, 1000 * run / count, count / wall)


# -- questions ---------------------------------------------------------------------------------------------------------


def queries(most: int) -> tuple[str, float]:
    """How long questions take as a record holds more events: coded ones, copied with other keys and days."""
    sizes = [n for n in (10_000, 100_000, 1_000_000) if n <= most]
    coder = accountant()
    accounts = [(f.key, coder.account(f.article)) for f in articles(1200)]
    fresh = [(f.key, coder.account(f.article)) for f in articles(200, seed=5)]
    rows, asked = [], 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path, parquet = Path(folder) / "r.duckdb", Path(folder) / "out"
            with Record.open(path) as store:
                with adding.Adder(store.connection) as adder:
                    for key, account in accounts:
                        adder.claim(key)
                        adder.keep(key, account)
                _multiplied(store, size)
            _in_parquet(path, parquet)
            with Record.open(path, read_only=True) as store, Record.open(parquet, read_only=True) as other:
                held = [_asked(store), _asked(other)]
                events = store.connection.execute("select count(*) from events").fetchall()[0][0]
            disk = sum(f.stat().st_size for f in parquet.rglob("*.parquet"))
            with Record.open(path) as store:
                began = time.perf_counter()
                with adding.Adder(store.connection) as adder:
                    opened = time.perf_counter() - began
                    began = time.perf_counter()
                    for key, account in fresh:
                        if adder.claim(key):
                            adder.keep(key, account)
                    adder.flush()
                    writing = (time.perf_counter() - began) / len(fresh)
            asked = held[0][0]
            sizes_told = (f"{path.stat().st_size / 1e6:,.0f}", f"{disk / 1e6:,.0f}")
            times = [f"{1000 * t:,.0f}" for pair in zip(*held, strict=True) for t in pair]
            rows.append((f"{events:,}", *sizes_told, *times, f"{opened:.2f}", f"{1000 * writing:.1f}"))
            print(f"{events:,} events", file=sys.stderr)
    head = (
        "events",
        "record, MB",
        "Parquet, MB",
        "acts of a pair, ms",
        "in Parquet",
        "relation, ms",
        "in Parquet",
        "opening to add, s",
        "write and fold, ms an article",
    )
    return table("Questions as the record grows", rows, head), 1000 * asked


def _multiplied(store: Record, events: int) -> None:
    """Copies of all articles with other keys and days, until there are so many events."""
    connection = store.connection
    held = connection.execute("select count(*) from events").fetchall()[0][0]
    times = max(0, round(events / held) - 1)
    connection.execute(f"create temp table k as select range as k from range(1, {times + 1})")
    top = connection.execute(
        "select (select max(seq) from articles), (select max(happening) from happenings)"
    ).fetchall()[0]
    shift = "+ to_days((k * 37 % 900)::integer))::date"
    named = {
        "articles": f"id || '-' || k as id, (seq + k * {top[0]})::integer as seq, (published {shift} as published",
        "sentences": '"article" || \'-\' || k as "article"',
        "events": f'"article" || \'-\' || k as "article", (earliest {shift} as earliest, (latest {shift} as latest',
        "stories": "\"article\" || '-' || k as \"article\", story || '-' || k as story",
        "happenings": f'"article" || \'-\' || k as "article", (happening + k * {top[1]})::integer as happening',
    }
    for name, changed in named.items():
        connection.execute(f'create temp table base as select * from "{name}"')
        for first in range(1, times + 1, 10):  # in portions: the record's memory is bounded
            these = f"(select k from k where k between {first} and {first + 9})"
            query = f'insert into "{name}" by name select base.* replace ({changed}) from base, {these} order by k'
            connection.execute(query)
        connection.execute("drop table base")
    connection.execute("drop table k")
    connection.execute("checkpoint")


def _in_parquet(record: Path, out: Path) -> None:
    """The record as a folder that is read in place, written as `detente scale --finish` lays it out."""
    folder = out / inplace.FOLDER
    folder.mkdir(parents=True)
    files = {}
    with Record.open(record, read_only=True) as store:
        for name in ("articles", "sentences", "events", "stories", "happenings", "runs"):
            store.connection.execute(f"copy \"{name}\" to '{folder}/{name}.parquet' (compression zstd)")
            files[name] = (f"{name}.parquet",)
    (folder / inplace.MANIFEST).write_bytes(msgspec.json.encode(inplace.Held(files=files)))


def _asked(store: Record) -> list[float]:
    """Seconds for the acts of a pair and for its relation, each the median of five."""
    found = []
    for ask in (lambda: store.acts("FRA", "CHN"), lambda: store.relation("FRA", "CHN")):
        ask()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            ask()
            times.append(time.perf_counter() - began)
        found.append(statistics.median(times))
    return found


def main() -> None:
    """Print the tables and the closing figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 articles and 100,000 events")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--only", default="stages,workers,growth,queries")
    chosen = parser.parse_args()
    count = 1000 if chosen.quick else chosen.articles
    events = 100_000 if chosen.quick else chosen.events
    closing = []
    for part in chosen.only.split(","):
        if part == "stages":
            told, cost = stages(200 if chosen.quick else 1000)
            closing.append(f"{cost:.1f} core-ms an article, {cost * 1e6 / 3.6e6:.1f} core-hours a million")
        elif part == "workers":
            told, ratio, possible = workers(300 if chosen.quick else 1500, 1 if chosen.quick else 3)
            closing.append(f"two workers {ratio:.2f} times one ({possible:.2f} by core-seconds)")
        elif part == "growth":
            told, flat = growth(count)
            closing.append(f"a record of up to {count:,} articles adds at most {flat:.0f} % to the cost of one")
        else:
            told, asked = queries(events)
            closing.append(f"acts of a pair among {events:,} events in {asked:.0f} ms")
        print(told + "\n", flush=True)
    print("closing figure: " + "; ".join(closing))


if __name__ == "__main__":
    main()
