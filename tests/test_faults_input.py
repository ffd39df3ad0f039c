"""Bad input never costs good input: one broken article among a thousand, files cut off while they are read, little
memory, and a clock that jumps."""

from __future__ import annotations

import ast
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from detente.errors import DetenteError
from detente.formats.rows import RowProblem
from detente.ingest.sources import Found, Problem, articles
from detente.record import Record
from detente.record.soundness import check
from faults import detente, environment, held, killed_until_done, memory, one_line, write, writer
from faults import many as many_accounts

COUNT, BROKEN = 1000, 617
STORY = "France condemned Chile on Monday. Chile said in its answer number {n} that it would recall its envoy to Paris."


def lines(broken: int | None = BROKEN) -> list[bytes]:
    rows = [json.dumps({"id": f"n{n}", "text": STORY.format(n=n)}).encode() for n in range(COUNT)]
    if broken is not None:
        rows[broken] = b'{"id": "broken", "text": "\xff\xfe'
    return rows


def split(path: Path) -> tuple[list[Found], list[Problem]]:
    items = list(articles([str(path)]))
    return [i for i in items if isinstance(i, Found)], [i for i in items if isinstance(i, Problem)]


def jsonl(folder: Path) -> Path:
    (folder / "a.jsonl").write_bytes(b"\n".join(lines()))
    return folder / "a.jsonl"


def packed(folder: Path) -> Path:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines())))
    return folder / "a.jsonl.gz"


def parquet(folder: Path) -> Path:
    texts = [None if n == BROKEN else STORY.format(n=n) for n in range(COUNT)]
    pq.write_table(pa.table({"text": texts}), folder / "a.parquet", row_group_size=100)
    return folder / "a.parquet"


def page(n: int) -> bytes:
    told = f"<p>{STORY.format(n=n)}</p>"
    return f"<html><head><title>Story {n}</title></head><body><article>{told}</article></html>".encode()


def warc_record(n: int, data: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(data) + data
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{n:012}>\r\n"
        f"WARC-Date: 2021-05-04T00:00:00Z\r\nWARC-Target-URI: https://paper.example/{n}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def warc(folder: Path, count: int = 60) -> Path:
    body = [warc_record(n, b"\x89PNG\r\n\x1a\n" if n == 17 else page(n)) for n in range(count)]
    (folder / "a.warc").write_bytes(b"".join(body))
    return folder / "a.warc"


def files(folder: Path, count: int = 60) -> Path:
    (folder / "news").mkdir()
    for n in range(count):
        (folder / "news" / f"{n:03}.txt").write_bytes(b"%PDF-1.7 ..." if n == 17 else STORY.format(n=n).encode())
    return folder / "news"


def feed(folder: Path, count: int = 60) -> Path:
    long = " ".join(STORY.format(n=n) for n in range(9))
    items = "".join(
        f"<item><title>T{n}</title><link>https://paper.example/{n}</link>"
        f"<description>{'Short.' if n == 17 else f'{long} {n}'}</description></item>"
        for n in range(count)
    )
    (folder / "a.xml").write_text(f"<rss version='2.0'><channel><title>P</title>{items}</channel></rss>")
    return folder / "a.xml"


@pytest.mark.parametrize(
    ("made", "count"),
    [(jsonl, COUNT), (packed, COUNT), (parquet, COUNT), (warc, 60), (files, 60), (feed, 60)],
    ids=["JSON Lines", "JSON Lines in gzip", "Parquet", "WARC", "files", "a feed"],
)
def test_one_broken_article_among_many(tmp_path: Path, made: object, count: int) -> None:
    """It is told in one line; all the others are read."""
    assert callable(made)
    found, problems = split(made(tmp_path))
    assert (len(found), len(problems)) == (count - 1, 1)
    assert problems[0].message and "\n" not in problems[0].message


@pytest.mark.parametrize("made", [jsonl, packed, warc], ids=["JSON Lines", "gzip", "WARC"])
def test_a_file_that_is_cut_off(tmp_path: Path, made: object) -> None:
    """What comes before the end is read, in order, and the end is told."""
    assert callable(made)
    path = made(tmp_path)
    whole, _ = split(path)
    data = path.read_bytes()
    for part in (0.4, 0.8):
        path.write_bytes(data[: int(len(data) * part)])
        found, problems = split(path)
        assert 0 < len(found) < len(whole) and problems
        assert [f.article.body for f in found] == [f.article.body for f in whole[: len(found)]]


def test_a_file_that_is_cut_off_while_it_is_read(tmp_path: Path) -> None:
    """Truncated by somebody after the first article was taken."""
    for path in (jsonl(tmp_path), packed(tmp_path), warc(tmp_path)):
        reading = articles([str(path)])
        assert isinstance(next(reading), Found)
        path.write_bytes(path.read_bytes()[:2000])
        rest = list(reading)
        assert all(isinstance(item, Found | Problem) for item in rest)


def test_a_parquet_file_with_a_damaged_portion(tmp_path: Path) -> None:
    """Its rows are lost, the portions before and after it are not."""
    path = parquet(tmp_path)
    place = pq.ParquetFile(path).metadata.row_group(4).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 300] = b"\xff" * 300
    path.write_bytes(data)
    found, problems = split(path)
    assert len(found) >= COUNT - 101 and 1 <= len(problems) <= 101
    path.write_bytes(data[:-50])
    found, problems = split(path)
    assert (len(found), len(problems)) == (0, 1) and "Parquet" in problems[0].message


TABLE = b"date,source,target,code\n" + b"".join(b"20%02d-03-05,GRC,TUR,042\n" % (10 + n % 10) for n in range(5000))


@pytest.mark.parametrize("broken", [b"no day,GRC,TUR,042\n", b"2012-01-05,GRC\n", b"\xff\xfe\x00,,,\n"])
def test_one_broken_event_among_many(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE + broken + TABLE.split(b"\n", 1)[1])
    told: list[RowProblem] = []
    with Record.open(tmp_path / "r.duckdb") as store:
        done = store.import_events(path, "table", codes="cameo", problem=told.append)
    assert done.rows == 10_000 and done.skipped == len(told) == 1


def test_an_import_that_is_cut_off(tmp_path: Path) -> None:
    """A packed file that ends too soon leaves nothing of the data set, and says so."""
    path, data = tmp_path / "a.csv.gz", gzip.compress(TABLE)
    path.write_bytes(data[: len(data) // 2])
    with Record.open(tmp_path / "r.duckdb") as store:
        with pytest.raises(DetenteError) as told:
            store.import_events(path, "table", codes="cameo")
        assert "\n" not in str(told.value)
        assert store.connection.execute("select count(*) from imported").fetchall() == [(0,)]
        path.write_bytes(data)
        assert store.import_events(path, "table", codes="cameo").rows == 5000


@pytest.mark.parametrize("megabytes", [350, 600, 850])
def test_too_little_memory(tmp_path: Path, megabytes: int) -> None:
    """A bound below what the models need is told before a library ends the process without a word."""
    source, path = tmp_path / "a.jsonl", tmp_path / "r.duckdb"
    source.write_bytes(b"\n".join(lines(None)[:5]))
    done = detente("add", str(source), "--record", str(path), before=memory(megabytes))
    assert done.returncode == 1 and "not enough memory" in one_line(done.stderr)
    assert not path.exists()


def test_little_memory_while_writing(tmp_path: Path) -> None:
    """A writer whose memory runs out on the way, wherever: whole batches are kept, and run again it goes on."""
    source, path = write(tmp_path / "accounts.jsonl", many_accounts(60)), tmp_path / "r.duckdb"
    for megabytes in (320, 400, 480):
        writer("adding", path, source, before=memory(megabytes)).communicate(timeout=120)
        if path.exists() and path.stat().st_size:
            assert not [found for found in check(path) if not found.ok]
    killed_until_done("adding", path, source, 0, random.Random(0))
    assert len(held(path)["articles"]) == 60


#: Who may ask what day or hour it is: to write down when something was done, and to say what is due.
_CLOCKS = {
    "api/desk": ("detente/desk/", "detente/assistants/", "detente/scale/"),
    "when it was done": ("detente/record/store.py", "detente/record/corrections.py", "detente/record/search.py"),
    "answers": ("detente/coding/answers.py", "detente/coding/endpoint.py"),
    "today, unless --today": ("detente/record/record.py", "detente/cli/brief.py", "detente/cli/relations.py"),
    "polls": ("detente/cli/watch.py",),
}


def test_nothing_that_is_kept_rests_on_the_clock() -> None:
    """Batches and waiting use the monotonic clock; the clock of the wall is only asked where its hour is told."""
    allowed = tuple(name for names in _CLOCKS.values() for name in names)
    wrong = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        name = path.relative_to(ROOT / "src").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and not name.startswith(allowed):
                asked = ast.unparse(node)
                if asked in ("time.time", "dt.datetime.now", "dt.date.today", "datetime.now", "dt.datetime.utcnow"):
                    wrong.append(f"{name}:{node.lineno}: {asked}")
    assert wrong == []


def test_a_clock_that_jumps(tmp_path: Path) -> None:
    """Each time the record asks for the hour it is another year, back or forth: it is the same record."""
    source = write(tmp_path / "accounts.jsonl", many_accounts(60))
    program = """
import sys, time, random, datetime
chance = random.Random(1)
class Leaping(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(chance.randrange(1971, 2200), 1, 1, tzinfo=tz)
import msgspec
from pathlib import Path
from detente.record import Record, adding, store as kept
class Clock:
    datetime, UTC = Leaping, datetime.UTC
if sys.argv[3] == "leaping":
    kept.dt = Clock
    time.time = lambda: chance.uniform(0, 7e9)
from detente.records import Account
adding.BATCH = 7
with Record.open(sys.argv[1]) as store, adding.Adder(store.connection) as adder:
    for line in Path(sys.argv[2]).read_bytes().splitlines():
        key, account = msgspec.json.decode(line, type=tuple[str, Account])
        adder.claim(key) and adder.keep(key, account)
"""
    for way in ("steady", "leaping"):
        command = [sys.executable, "-c", program, str(tmp_path / f"{way}.duckdb"), str(source), way]
        done = subprocess.run(command, capture_output=True, env=environment())
        assert done.returncode == 0, done.stderr
    assert held(tmp_path / "steady.duckdb") == held(tmp_path / "leaping.duckdb")
    assert len(held(tmp_path / "leaping.duckdb")["articles"]) == 60
