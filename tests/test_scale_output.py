"""The output of a scaled run, without the cluster: parts done or not, merged in order, folded, read in place."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import apart, failing, invoke
from detente.ingest.sources import Found, Page, articles
from detente.record import Record
from detente.record.errors import RecordError
from detente.scale import finishing
from detente.scale.errors import ScaleError
from detente.scale.finishing import finish
from detente.scale.folder import Input, Output, Settings
from detente.scale.inputs import inputs_of, parts, read
from detente.scale.merging import merge, parts_in_order
from detente.scale.messages import Setup
from detente.scale.parting import code_part
from detente.scale.planning import planned
from detente.scale.pool import Pool
from scale_samples import differences, written

EACH = 5


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, Setup()) as made:
        yield made


def coded(output: Output, input: Input, pool: Pool, only: set[int] | None = None) -> None:
    """Code an input, or some of its parts, as readers and actors do."""
    number = 0
    for number, items in enumerate(parts(read(input, None), EACH), 1):
        if only is None or number - 1 in only:
            code_part(output, input.id, number - 1, items, pool)
    if only is None:
        output.end(input, number)


def prepared(tmp_path: Path) -> tuple[Output, list[Input], list[str]]:
    """An output that is planned: two inputs, of which the second repeats an article of the first."""
    sources = [str(written(tmp_path / "a.jsonl", 12)), str(written(tmp_path / "b.jsonl", 9, first=11))]
    output, inputs = Output(str(tmp_path / "out")), inputs_of(sources)[0]
    planned(output, inputs, Settings(), EACH)
    return output, inputs, sources


def plainly(sources: list[str], record: Path) -> Path:
    done = apart(["add", *sources, "--record", str(record)])
    assert done.returncode == 0, done.stderr
    return record


def test_parts_come_in_the_order_of_the_inputs_and_wait_for_a_gap(tmp_path: Path, pool: Pool) -> None:
    output, (first, second), sources = prepared(tmp_path)
    merged = tmp_path / "merged.duckdb"
    coded(output, second, pool)
    coded(output, first, pool, {0, 2})
    early = invoke("add", str(tmp_path / "out"), "--record", str(merged))
    assert early.stdout == "5 added, 0 known already\n", "what follows a gap waits"
    assert "2 inputs are not done" in early.stderr
    coded(output, first, pool)
    assert invoke("add", str(tmp_path / "out"), "--record", str(merged)).stdout == "15 added, 6 known already\n"
    assert differences(plainly(sources, tmp_path / "plain.duckdb"), merged) == []


def test_a_folder_is_read_in_place_as_the_record_that_it_is(tmp_path: Path, pool: Pool) -> None:
    output, inputs, sources = prepared(tmp_path)
    for input in inputs[:1]:
        coded(output, input, pool)
    assert finish(output).added == 12
    coded(output, inputs[1], pool)
    done = finish(output)
    assert (done.added, done.known, done.waiting) == (8, 1, 0), "a later finishing adds what is new"
    assert (finish(output).added, finish(output).known) == (0, 0)
    plain = plainly(sources, tmp_path / "plain.duckdb")
    held = [str(t[0]) for t in duckdb.connect(str(plain), read_only=True).execute("show tables").fetchall()]
    with Record.open(plain, read_only=True) as one, Record.open(tmp_path / "out", read_only=True) as other:
        for name in held:
            what = "* exclude (first_used)" if name == "runs" else "*"
            rows = [
                sorted(map(repr, r.connection.execute(f"select {what} from {name}").fetchall())) for r in (one, other)
            ]
            assert rows[0] == rows[1], name
    for words in (("dyad", "FRA", "CHN"), ("folds",), ("triad", "FRA", "CHN", "EGY")):
        shown = [invoke(*words, "--record", str(place)) for place in (plain, tmp_path / "out")]
        assert shown[0].exit_code == shown[1].exit_code == 0 and shown[0].stdout == shown[1].stdout, words
    assert "only read" in failing("add", sources[0], "--record", str(tmp_path / "out"))


def test_many_small_files_are_put_together(tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    output, inputs, _ = prepared(tmp_path)
    monkeypatch.setattr(finishing, "MANY", 1)
    coded(output, inputs[0], pool)
    finish(output)
    coded(output, inputs[1], pool)
    finish(output)
    names = [path.name for path in (tmp_path / "out" / "record").glob("events-*")]
    assert names == ["events-00002-whole.parquet"], "and the files that were put together are gone"
    with Record.open(tmp_path / "out", read_only=True) as store:
        assert store.connection.execute("select list(seq order by seq) = range(1, 21) from articles").fetchall()[0][0]


def test_an_interrupted_part_leaves_nothing_that_counts(tmp_path: Path, pool: Pool) -> None:
    output, (first, _), _ = prepared(tmp_path)

    class Killed(Output):
        def commit(self, part: object) -> None:
            raise KeyboardInterrupt

    items = next(parts(read(first, None), EACH))
    with pytest.raises(KeyboardInterrupt):
        code_part(Killed(output.place), first.id, 0, items, pool)
    assert list((tmp_path / "out" / "tables").rglob("*.parquet")), "its tables were written"
    assert [p for p in parts_in_order(output) if not isinstance(p, Input)] == []
    code_part(output, first.id, 0, items, pool)
    code_part(output, first.id, 0, items, pool)  # tried again though it was done
    with Record.open(tmp_path / "r.duckdb") as store:
        assert sum(m.added for m in merge(store.connection, output)) == EACH


def test_a_finishing_that_breaks_off_changes_nothing(
    tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, inputs, _ = prepared(tmp_path)
    coded(output, inputs[0], pool)
    finish(output)
    coded(output, inputs[1], pool)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(finishing, "_commit", broken)
        finish(output)
    with Record.open(tmp_path / "out", read_only=True) as store:
        assert store.connection.execute("select count(*) from articles").fetchall() == [(12,)]
    assert finish(output).added == 8


def test_faults_stand_in_the_output_with_their_reason(tmp_path: Path, pool: Pool) -> None:
    source = written(tmp_path / "a.jsonl", 3)
    source.write_text("{broken\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    output, (input,) = Output(str(tmp_path / "out")), inputs_of([str(source)])[0]
    planned(output, [input], Settings(), EACH)
    coded(output, input, pool)
    part = output.part(input.id, 0)
    assert part is not None and part.faults == {"problem": 1} and part.articles == 3
    (fault,) = output.table(part.files["faults"]).to_pylist()
    assert fault["origin"] == f"{source}#1" and "JSON" in fault["reason"]
    assert invoke("add", str(tmp_path / "out"), "--record", str(tmp_path / "r.duckdb")).stdout == (
        "3 added, 0 known already, 1 skipped\n"
    )


def warc(kind: str, body: bytes, mime: str, url: str) -> bytes:
    """A record of a web archive."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" if kind == "response" else b""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2021-05-07T00:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        f"Content-Type: {mime}",
        f"Content-Length: {len(head + body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + head + body + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc.wet.gz", "rows.parquet", "rows.jsonl.gz"])
def test_inputs_of_every_kind(tmp_path: Path, name: str) -> None:
    told, url = "Chile met Peru in Lima on 5 May 2021 and signed a treaty.", "https://example.org/lima"
    path = tmp_path / name
    if "wet" in name:
        path.write_bytes(gzip.compress(warc("conversion", told.encode(), "text/plain", url)))
    elif "warc" in name:
        page = f"<html><body><article><p>{told}</p></article></body></html>".encode()
        path.write_bytes(gzip.compress(warc("response", page, "application/http; msgtype=response", url)))
    elif name.endswith(".parquet"):
        pq.write_table(pa.table({"text": [told], "url": [url], "date": ["2021-05-07"]}), path)
    else:
        path.write_bytes(gzip.compress(msgspec.json.encode({"text": told, "url": url, "date": "2021-05-07"}) + b"\n"))
    (input,), problems = inputs_of([str(path)])
    assert problems == []
    items = list(read(input, None))
    assert len(items) == 1 and isinstance(items[0], (Found, Page))
    (found,) = articles([str(path)])
    assert isinstance(found, Found) and found.article.body == told and found.article.source == url
    if isinstance(items[0], Found):
        assert items[0] == found


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    told = '{{"text": "Chile met Peru on {} May 2021.", "n": "{}"}}\n'
    rows = "".join(told.format(n, n * 7919**5 % 10**9) for n in range(1, 400))
    whole = gzip.compress(rows.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (input,), _ = inputs_of([str(tmp_path / "a.jsonl.gz")])
    *before, last = read(input, None)
    assert before and all(isinstance(item, Found) for item in before)
    assert "damaged archive" in getattr(last, "message", "")


def test_an_input_that_changes_half_way_is_refused(tmp_path: Path) -> None:
    source, output = written(tmp_path / "a.jsonl", 3), Output(str(tmp_path / "out"))
    planned(output, inputs_of([str(source)])[0], Settings(), EACH)
    written(source, 5)
    with pytest.raises(ScaleError, match="has changed"):
        planned(output, inputs_of([str(source)])[0], Settings(), EACH)


def test_what_is_no_output_and_no_input(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>words</p>")
    _, problems = inputs_of([str(tmp_path)])
    assert len(problems) == 1 and "detente add" in problems[0].message
    assert "no such file" in failing("scale", str(tmp_path / "gone"), "--out", str(tmp_path / "out"))
    assert "holds no output" in failing("scale", "--finish", "--out", str(tmp_path))
    assert failing("scale", "--out", str(tmp_path), code=2)
    with pytest.raises(RecordError, match="is a folder and no record"):
        Record.open(tmp_path, read_only=True)
    assert "cannot be used" in failing("add", "nothing://at/all", "--record", str(tmp_path / "r.duckdb"))
