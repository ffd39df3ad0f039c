"""What `detente add` takes: files, folders, patterns, bulk files, feeds; what is broken costs only itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ingest.sources import Found, Problem, articles, count_of, key_of

TEXT = "Norway and Chile signed a fisheries agreement in Oslo on Monday. The two sides will meet again in a year."


def read(*arguments: object) -> tuple[list[Found], list[Problem]]:
    every = list(articles([str(a) for a in arguments]))
    return [f for f in every if isinstance(f, Found)], [p for p in every if isinstance(p, Problem)]


def page(title: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{TEXT}</p></article></body></html>"
    )


def test_a_folder_is_read_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt", ".git/d.txt", "chart.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{name}. {TEXT}", encoding="utf-8")
    found, problems = read(tmp_path)
    assert [Path(f.origin).name for f in found] == ["a.txt", "b.txt", "c.txt"] and not problems
    assert count_of([str(tmp_path)]) == 3


def test_the_same_words_under_the_same_name_have_one_key(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (one,), (two,) = read(tmp_path / "one")[0], read(tmp_path / "two")[0]
    assert one.key == two.key
    assert key_of(one.article, "https://a.example/1") != key_of(one.article, "https://b.example/1")


def test_patterns_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert len(read(tmp_path / "*.txt")[0]) == 1
    found, problems = read(tmp_path / "*.nothing", tmp_path / "gone.txt")
    assert not found and [p.message for p in problems] == ["no such file, folder or pattern"] * 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    rows = [
        {"id": "1", "text": TEXT, "date": "2021-03-04", "title": "Fish", "outlet": "Bay Post"},
        {"id": "2", "text": ""},
        {"text": TEXT, "url": "https://paper.example/fish"},
    ]
    lines = "\n".join([json.dumps(rows[0]), "{not json", json.dumps(rows[1]), json.dumps(rows[2]), "[1, 2]"])
    path = tmp_path / name
    path.write_bytes(gzip.compress(lines.encode()) if name.endswith("gz") else lines.encode())
    found, problems = read(path)
    assert [f.origin.rsplit("#", 1)[1] for f in found] == ["1", "4"]
    assert (str(found[0].article.published), found[0].article.outlet) == ("2021-03-04", "Bay Post")
    assert len(problems) == 3 and all("\n" not in p.message for p in problems)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pa.parquet.write_table(pa.table({"id": ["1", "2"], "text": [TEXT, None], "date": ["2021-03-04", None]}), path)
    found, problems = read(path)
    assert len(found) == 1 and str(found[0].article.published) == "2021-03-04" and len(problems) == 1
    path.write_bytes(path.read_bytes()[:40])
    assert not read(path)[0] and len(read(path)[1]) == 1


def warc(pages: list[tuple[str, str]]) -> bytes:
    parts = []
    for url, body in pages:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-04T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        parts.append(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return b"".join(parts)


def test_warc(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc([("https://a.example/1", page("Fish")), ("https://a.example/2", page("More fish"))]))
    found, problems = read(path)
    assert [f.article.title for f in found] == ["Fish", "More fish"] and not problems
    assert found[0].article.source == "https://a.example/1"
    path.write_bytes(b"\x1f\x8b nonsense")
    assert not read(path)[0]


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Bay Post</title>
<item><title>Fish</title><guid>1</guid><pubDate>Thu, 04 Mar 2021 10:00:00 GMT</pubDate>
<content:encoded><![CDATA[{whole}]]></content:encoded></item>
<item><title>Short</title><guid>2</guid><description>Norway and Chile met.</description></item></channel></rss>"""


def test_a_feed_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.format(whole=f"<p>{TEXT}</p>" * 9), encoding="utf-8")
    found, problems = read(path)
    assert [(f.article.title, str(f.article.published)) for f in found] == [("Fish", "2021-03-04")]
    assert len(problems) == 1 and "summary" in problems[0].message


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".txt", ".html", ".jsonl", ".parquet", ".warc", ".xml"]))
def test_no_bytes_break_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / f"b{suffix}").write_bytes(data)
    found, problems = read(folder)
    assert any(f.origin.endswith("a.txt") for f in found)
    assert all("\n" not in p.message for p in problems)
