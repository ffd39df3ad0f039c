"""Bombs and traps in files: each is refused in one line, or costs its own row alone."""

from __future__ import annotations

import gzip
import io
import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.errors import DetenteError
from detente.formats.errors import FormatError
from detente.formats.reading import read_events, sniff
from detente.formats.rows import RowProblem
from detente.ingest.feedparsing import MAX_FEED
from detente.ingest.feeds import items_of
from detente.ingest.sources import Found, Page, Problem, from_file, read_page_bytes
from format_files import gdelt_line, icews_line, polecat_line

PROSE = "The two ministers met in Vienna on Tuesday and agreed to meet again."
TABLE = "date,source,target,code"
DEEP = 1_000_000


def through(path: Path) -> list[Found | Problem]:
    """What ``detente add`` makes of a file."""
    found: list[Found | Problem] = []
    for thing in from_file(path, None):
        found += read_page_bytes(thing) if isinstance(thing, Page) else [thing]
    for told in found:
        if isinstance(told, Problem):
            assert told.message.isprintable()
    return found


def articles(path: Path) -> list[str]:
    return [found.article.body for found in through(path) if isinstance(found, Found)]


def problems(path: Path) -> list[str]:
    return [found.message for found in through(path) if isinstance(found, Problem)]


def events(path: Path, format: str, codes: str | None = "cameo") -> tuple[int, list[RowProblem]]:
    told: list[RowProblem] = []
    return sum(batch.num_rows for batch in read_events(path, format, codes=codes, problems=told.append)), told


def bomb(path: Path, start: bytes = b"", fill: bytes = b"\0") -> Path:
    """A file of some hundred kilobytes that unfolds to more than it may."""
    with gzip.open(path, "wb", 6) as file:
        file.write(start)
        for _ in range(88):
            file.write(fill * (1 << 20))
    return path


# --- packing -------------------------------------------------------------------------------------------


def test_packed_json_lines_that_unfold_without_end(tmp_path: Path) -> None:
    (told,) = problems(bomb(tmp_path / "a.jsonl.gz", b'{"text": "'))
    assert "unfolds to more than" in told


def test_a_row_before_the_bomb_is_read(tmp_path: Path) -> None:
    found = through(bomb(tmp_path / "a.jsonl.gz", json.dumps({"text": PROSE}).encode() + b"\n"))
    assert [type(f) for f in found] == [Found, Problem]


@pytest.mark.parametrize("format", ["gdelt2", "table", "icews", "plover-json", "keds"])
@pytest.mark.parametrize("fill", [b"\0", b"x\n" * 1])
def test_packed_event_files_that_unfold_without_end(tmp_path: Path, format: str, fill: bytes) -> None:
    if fill != b"\0" and format != "gdelt2":
        pytest.skip("a line a problem: a minute of work")
    with pytest.raises(FormatError, match="unfolds to more than"):
        events(bomb(tmp_path / "a.gz", b"\n" if fill == b"\0" else b"", fill if fill == b"\0" else b"\n"), format)


def test_a_zip_that_unfolds_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.csv", b"\0" * (88 << 20))
    with pytest.raises(FormatError, match="unfolds to more than"):
        events(path, "table")


def test_packing_that_is_damaged_is_named(tmp_path: Path) -> None:
    good = gzip.compress((TABLE + "\n" + "2018-06-01,USA,RUS,042\n" * 500).encode())
    for data in (good[:-20], good[:40], good[:60] + b"x" * 40 + good[100:]):
        path = tmp_path / "a.gz"
        path.write_bytes(data)
        with pytest.raises(FormatError, match="damaged"):
            events(path, "table")
        row = gzip.compress(json.dumps({"text": PROSE}).encode() * 50)
        (tmp_path / "a.jsonl.gz").write_bytes(row[:-12])
        assert any("damaged" in told for told in problems(tmp_path / "a.jsonl.gz"))


# --- web archives ----------------------------------------------------------------------------------------


def warc(body: bytes, url: str = "https://news.example/a", length: int | None = None, headers: str = "") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    lines = (
        "WARC/1.0",
        "WARC-Type: response",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http) if length is None else length}",
    )
    return "\r\n".join((*lines, "", "")).encode() + http + b"\r\n\r\n"


PAGE = f"<html><body><article><p>{PROSE}</p><p>{PROSE[:-1]} in May.</p></article></body></html>".encode()


def test_a_page_that_unfolds_beyond_bounds_is_passed_over_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(warc(b"\0" * (40 << 20)), 6) + gzip.compress(warc(PAGE)))
    assert articles(path) == [f"{PROSE}\n\n{PROSE[:-1]} in May."]


def test_headers_without_end_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    for headers in ("X: " + "y" * 5_000_000 + "\r\n", "a: b\r\n" * 500_000):
        path.write_bytes(warc(PAGE, headers=headers))
        assert articles(path) == []
        assert problems(path)


def test_an_address_with_line_ends_and_controls_does_not_reach_messages(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    for url in ("https://news.example/a\x1b[31m", "https://news.example/\rWARC-Date: x", "https://e.example/\u202egpj"):
        path.write_bytes(warc(b"", url) + warc(PAGE, url))
        assert len(problems(path)) == 1
        assert len(articles(path)) == 1


def test_a_length_that_lies(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    for length in (0, 10, 10**6, 10**19, -5):
        path.write_bytes(warc(PAGE, length=length) * 2)
        through(path)


# --- Parquet ---------------------------------------------------------------------------------------------


def repeated(value: str, count: int) -> pa.Array[Any]:
    """A column that holds one value once, and ``count`` times a number that points to it."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([value]))


def test_one_text_in_ten_thousand_rows_is_held_once(tmp_path: Path) -> None:
    """Unfolded it would be 40 GB."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": repeated("x" * 4_000_000, 10_000)}), path, compression="zstd")
    assert path.stat().st_size < 1_000_000
    found = from_file(path, None)
    assert all(isinstance(next(found), Problem) for _ in range(300))


def test_events_with_one_text_in_a_hundred_thousand_rows(tmp_path: Path) -> None:
    """Unfolded it would be 90 GB of which a portion is taken at once."""
    path = tmp_path / "a.parquet"
    columns = {"date": "2018-06-01", "source": "USA", "target": "RUS", "code": "042", "text": "x" * 900_000}
    pq.write_table(
        pa.table({name: repeated(value, 100_000) for name, value in columns.items()}), path, compression="zstd"
    )
    batches = read_events(path, "table", codes="cameo")
    assert [next(batches).num_rows < 100 for _ in range(3)] == [True] * 3


def test_a_cell_too_long_for_an_event_costs_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = {"date": ["2018-06-01"] * 3, "source": ["USA"] * 3, "target": ["RUS"] * 3, "code": ["042"] * 3}
    pq.write_table(pa.table({**rows, "text": ["a", "x" * (5 << 20), "b"]}), path)
    count, told = events(path, "table")
    assert (count, [p.row for p in told]) == (2, [2])


def test_a_cell_of_many_megabytes_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["\0" * (140 << 20)]}), path, compression="zstd", use_dictionary=False)
    assert "too long" in problems(path)[0]
    with pytest.raises(FormatError, match=r"no column|too long"):
        events(path, "table")


def test_columns_of_odd_types_cost_rows_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    odd = {
        "text": pa.array([PROSE, PROSE, None]),
        "date": pa.array([2**50, -(2**50), 0], pa.int64()).view(pa.timestamp("s")),
        "title": pa.array([[b"\xff"], None, [b"a"]]),
        "id": pa.array([{"a": math.nan}, None, {"a": 1.0}]),
    }
    pq.write_table(pa.table(odd), path)
    assert len(articles(path)) == 2


# --- feeds -----------------------------------------------------------------------------------------------


def lines_of_laughs() -> bytes:
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    entities = "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in pairs)
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"ha" * 50}">{entities}]><rss version="2.0"><channel>'
        "<title>&i;</title><item><title>&i;</title><description>&i;</description></item></channel></rss>"
    ).encode()


def test_entities_of_a_feed_are_not_expanded() -> None:
    for item in items_of(lines_of_laughs()):
        assert len(item.title or "") < 1000
        assert item.whole is None


def test_files_are_not_read_through_entities_of_a_feed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words " * 200)
    for declared in (f'<!ENTITY s SYSTEM "file://{secret}">', f'<!ENTITY % s SYSTEM "file://{secret}"> %s;'):
        feed = f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]><rss version="2.0"><channel><item><title>&s;</title>'
        feed += "<description>&s;</description></item></channel></rss>"
        assert "secret words" not in repr(list(items_of(feed.encode())))


@pytest.mark.parametrize(
    "data",
    [
        b"<rss><item><title>&#xd800;</title>",
        b"<rss><title>&#1114112;",
        b"<?xml version='1.0' encoding='\xff'?><rss>",
        b"<?" + b'encoding="' * 20_000 + b"<rss>",
        b"\xff\xfe" + "<?xml?><rss>".encode("utf-16-le"),
        b"<rss version='2.0'><channel><item><author>" + b"a." * 40_000,
        b"<rss version='2.0'><channel><item>" + b"".join(b"<category>%d</category>" % n for n in range(20_000)),
        b"<rss>" + b"<a>" * 50_000,
        b"<rss>" + b"<" * 100_000,
        b"<rss " + b"a" * MAX_FEED,
        b"<rss><item><pubDate>Fri, 31 Dec 99999 25:61:61 GMT</pubDate></item></rss>",
    ],
    ids=lambda data: repr(data[:30]),
)
def test_malformed_feeds_give_items_or_one_line(data: bytes) -> None:
    try:
        for item in items_of(data):
            (item.title or "").encode()
    except DetenteError as error:
        assert str(error).isprintable()


# --- nesting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "read"),
    [
        ("a.html", b"<html><body>" + b"<div>" * DEEP + f"<p>{PROSE}</p>".encode(), 1),
        ("a.html", b"<html><body>" + f"<p>{PROSE}</p>".encode() + b"<ul><li>" * 50_000, 1),
        ("a.jsonl", b'{"id": 1, "text": "A.", "x":' + b"[" * DEEP + b"]" * DEEP + b"}", 0),
        ("a.jsonl", b'{"a":' * DEEP + b"1" + b"}" * DEEP, 0),
        ("a.jsonl", b'{"text": ' + b"[" * DEEP, 0),
    ],
    ids=["html", "list", "json-array", "json-object", "json-open"],
)
def test_a_million_levels(tmp_path: Path, name: str, data: bytes, read: int) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert len(articles(path)) == read


def test_a_million_levels_of_an_event_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data in (b'{"event":' + b"[" * DEEP + b"]" * DEEP + b"}", b'{"a":' * DEEP + b"1" + b"}" * DEEP, b"[" * DEEP):
        path.write_bytes(data)
        for format in ("plover-json", "table"):
            try:
                assert events(path, format)[0] == 0
            except FormatError as error:
                assert str(error).isprintable()
        with pytest.raises(FormatError):
            sniff(path)


# --- numbers and dates that are none ---------------------------------------------------------------------------

Change = Callable[..., str]


@pytest.mark.parametrize("date", ["99999-01-01", "0000-00-00", "-1", "²²²²-01-01", "1e400", "20180231", "٢٠١٨٠٦٠١"])
@pytest.mark.parametrize(
    ("format", "line", "field"),
    [("gdelt2", gdelt_line, "SQLDATE"), ("icews", icews_line, "Event_Date"), ("polecat", polecat_line, "Event_Date")],
)
def test_absurd_dates_are_told_by_row(tmp_path: Path, format: str, line: Change, field: str, date: str) -> None:
    path = tmp_path / "a.tab"
    make = (lambda **changed: line(61, **changed)) if format == "gdelt2" else line
    path.write_text(make() + "\n" + make(**{field: date}) + "\n")
    count, told = events(path, format, None)
    assert (count, len(told)) == (1, 1)


@pytest.mark.parametrize("number", ["1e400", "nan", "inf", "-inf", "²", "1_0", "99999999999999999999", "--5"])
def test_absurd_numbers_are_told_by_row(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{TABLE},goldstein\n2018-06-01,USA,RUS,042,1.9\n2018-06-01,USA,RUS,042,{number}\n")
    count, told = events(path, "table")
    assert count + len(told) == 2
    if number not in ("nan", "1_0"):
        assert [p.row for p in told] == [3]


def test_digits_that_are_no_numbers_are_no_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{TABLE}\n2018-06-01,USA,RUS,²²\n2018-06-01,USA,RUS,٣\n2018-06-01,USA,RUS,042\n")
    assert events(path, "table")[0] + len(events(path, "table")[1]) == 3
    for format in ("keds", "petrarch"):
        path.write_text("20180601\tUSA\tRUS\t²²\t\t\n20180601\tUSA\tRUS\t36\t\t\n")
        events(path, format, None)


def test_a_day_before_the_year_1000_goes_out_and_in_again(tmp_path: Path) -> None:
    from detente.formats.writing import write_events

    path = tmp_path / "a.csv"
    path.write_text(f"{TABLE}\n0005-06-01,USA,RUS,042\n")
    out = io.BytesIO()
    write_events(read_events(path, "table", codes="cameo"), out, "gdelt2")
    path.write_bytes(out.getvalue())
    assert [str(d) for batch in read_events(path, "gdelt2") for d in batch.column("day").to_pylist()] == ["0005-06-01"]


def test_a_header_of_thousands_of_fields_is_not_shuffled(tmp_path: Path) -> None:
    path = tmp_path / "a.tab"
    path.write_bytes(b"CAMEO Code\tEvent Date" + b"\ta" * 3000 + b"\n" + (b"\t" * 3001 + b"x\n") * 20)
    assert events(path, "icews", None)[0] == 0
