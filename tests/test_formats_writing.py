"""Events out and back again: what a format carries comes back as it was, what it cannot is counted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.formats import icews, polecat
from detente.formats.cells import as_was, harmless
from detente.formats.errors import FormatError
from detente.formats.reading import read_events, sniff
from detente.formats.rows import IMPORTED, ImportedRow, batch_of
from detente.formats.writing import FORMATS, write_events
from format_files import gdelt_line, icews_line, lines, polecat_line, read

OWN = ("csv", "jsonl", "parquet")
CODED = ImportedRow(
    row=1,
    native_id="article#0",
    day=dt.date(2019, 5, 14),
    actor="USA",
    actor_raw="the United States",
    actor_sector="GOV",
    recipient="UN",
    recipient_raw="United Nations",
    recipient_sector="IGO",
    code=None,
    scheme="plover",
    type="CONSULT",
    mode="visit",
    quad=1,
    goldstein=4.0,
    contexts=("diplomatic", "military"),
    weight=0.8,
    mentions=3,
    text="Mr Pompeo flew to Geneva.",
    url="https://news.example/a",
    extra='{"status":"actual"}',
)


def written(rows: list[ImportedRow], format: str) -> tuple[bytes, Any]:
    out = io.BytesIO()
    return out, write_events([batch_of(rows)], out, format)  # type: ignore[return-value]


def same_file(path: Path, format: str) -> bool:
    out = io.BytesIO()
    write_events(read_events(path, format), out, format)
    return out.getvalue() == path.read_bytes()


def test_native_fields_come_back_to_the_letter(tmp_path: Path) -> None:
    files = {
        "gdelt1": [gdelt_line(57), gdelt_line(58, GoldsteinScale="", NumMentions="0", EventCode="10"), gdelt_line(58)],
        "gdelt2": [gdelt_line(61, Actor1Code="nepGOV", IsRootEvent="0", FractionDate="x", GoldsteinScale="1.90")],
        "icews": [
            "\t".join(icews.FIELDS),
            icews_line(),
            icews_line(CAMEO_Code="13y", Event_Date="1/6/2017", City="NA"),
        ],
        "polecat": ["\t".join(polecat.FIELDS), polecat_line(), polecat_line(Event_Type="YIELD", Contexts="[A; b]")],
        "petrarch": [
            "20150609\tUSAGOV\tRUS\t42\tENERGY,2\tid_1;id_2\tBBC",
            "20150609\tUSAGOV\t---\t042\t\tid_1\thttps://x.example/1\tBBC\tObama\tMoscow\tVISITED\tUSA\tRUS",
        ],
        "phoenix": ["\t".join(["1", "20140620", "2014", "06", "20", "SYRMIL", "SYR", "MIL", *[""] * 18])],
        "keds": ["790415\tISR\tPAL\t223\t(MIL ENGAGEMENT)\tSHELLED ", "20030731\tGER\tFRN\t031\t(MEET)"],
    }
    for format, content in files.items():
        assert same_file(lines(tmp_path / format, *content), format), format


def test_plover_json_comes_back(tmp_path: Path) -> None:
    native = [
        {
            "id": "1",
            "date": "2020-02-29",
            "event": "141",
            "country": "Armenia",
            "location": [{"lat": "1"}],
            "size": None,
        },
        {
            "id": 2,
            "date": "2020-03-01",
            "source": [{"actorText": "Israel", "code": "ISR", "sector": "MIL", "wiki": "x"}],
            "target": [],
            "event": "ASSAULT",
            "mode": "aerial",
            "context": ["military"],
            "textInfo": {"markup": "<b>"},
        },
    ]
    path = lines(tmp_path / "p.jsonl", *map(json.dumps, native))
    out = io.BytesIO()
    write_events(read_events(path, "plover-json"), out, "plover-json")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == native


_text = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "'x",
        "''",
        '"',
        'a"b,c;d',
        "two\nlines",
        "two\r\nlines",
        "＝1",
        "\0",
    ]
)
_row = st.builds(
    ImportedRow,
    row=st.integers(1, 2**40),
    native_id=st.none() | _text,
    day=st.dates(dt.date(1800, 1, 1), dt.date(2100, 1, 1)),
    actor=st.none() | st.sampled_from(["USA", "UN"]),
    actor_raw=_text | st.just(""),
    actor_sector=st.sampled_from(["", "GOV"]),
    recipient=st.none() | st.sampled_from(["RUS", "HEZBOLLAH"]),
    recipient_raw=_text | st.just(""),
    recipient_sector=st.sampled_from(["", "MIL"]),
    code=st.none() | _text,
    scheme=st.sampled_from(["cameo", "weis", "plover"]),
    type=st.none() | st.sampled_from(["AID", "ASSAULT"]),
    mode=st.none() | st.just("visit"),
    quad=st.none() | st.integers(1, 4),
    goldstein=st.none() | st.floats(-10, 10),
    contexts=st.lists(st.sampled_from(["military", "=cyber"]), max_size=2).map(tuple),
    weight=st.floats(0, 1),
    mentions=st.integers(1, 1000),
    place=st.none() | _text,
    country=st.none() | st.just("RUS"),
    text=st.none() | _text,
    url=st.none() | _text,
    extra=st.dictionaries(_text, _text, max_size=2).map(json.dumps),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_row, min_size=1, max_size=4), format=st.sampled_from(OWN))
def test_our_own_exports_come_back_whole(tmp_path: Path, rows: list[ImportedRow], format: str) -> None:
    batch = batch_of(rows)
    path = tmp_path / f"own.{format}"
    assert write_events([batch], path, format).lost == ""
    assert sniff(path) == format
    again, problems = read(path, format)
    assert not problems
    assert again == batch.to_pylist()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_row, min_size=1, max_size=3), format=st.sampled_from([f for f in FORMATS if f not in OWN]))
def test_what_is_written_is_read_again(tmp_path: Path, rows: list[ImportedRow], format: str) -> None:
    """Whatever the texts: as many rows come back as were written, on their days and with their types."""
    path = tmp_path / format
    told = [row for row in rows if row.code is None or row.code.isprintable()]
    done = write_events([batch_of(told)], path, format)
    assert done.rows + sum(count for _, count in done.left_out) == len(told)
    again, problems = read(path, format, "cameo" if told and told[0].scheme == "cameo" else None)
    good = [row for row in told if row.code is None]
    if len(good) == len(told):
        assert not problems
        assert len(again) == done.rows
        kept = [r for r in good if r.type is not None and (format != "keds" or 1945 <= r.day.year <= 2044)]
        assert [(r["day"], r["type"]) for r in again] == [(r.day, r.type) for r in kept]


@given(_text)
def test_a_cell_is_harmless_and_reads_back(text: str) -> None:
    assert not harmless(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert as_was(harmless(text)) == text


def test_no_cell_of_our_csv_is_a_formula(tmp_path: Path) -> None:
    risky = CODED._replace(
        actor_raw="=HYPERLINK(1)", text="+cmd|' /C calc'!A0", place="@x", url="-2+3", native_id="\t=1"
    )
    path = tmp_path / "out.csv"
    write_events([batch_of([risky])], path, "csv")
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    for name, cell in row.items():
        assert not cell.startswith(("=", "+", "@", "\t", "\r")), name
        assert not cell.startswith("-") or name == "goldstein"
    assert read(path, "csv")[0][0]["text"] == risky.text


@pytest.mark.parametrize("format", [f for f in FORMATS if f not in OWN])
def test_coded_events_in_every_format(tmp_path: Path, format: str) -> None:
    path = tmp_path / format
    done = write_events([batch_of([CODED])], path, format)
    assert done.rows == 1
    assert "native fields of 1" in done.lost
    assert sniff(path) == format
    rows, problems = read(path, format)
    assert not problems
    row = rows[0]
    assert (row["day"], row["actor"], row["recipient"]) == (CODED.day, "USA", "UN")
    assert (row["type"], row["mode"], row["quad"]) == ("CONSULT", "visit", 1)
    assert row["actor_sector"] == "GOV"
    lost = dict(done.dropped)
    for column in ("contexts", "mentions", "text", "url"):
        back = tuple(row[column]) if column == "contexts" else row[column]
        assert (back == getattr(CODED, column)) or column in lost, column


def test_events_that_a_format_cannot_say_are_left_out_and_counted() -> None:
    statement = CODED._replace(type=None, mode=None, code="010", scheme="cameo", quad=1)
    early = CODED._replace(day=dt.date(1914, 7, 28))
    for format, count in (("polecat", 1), ("gdelt1", 0), ("plover-json", 0)):
        _, done = written([statement, CODED], format)
        assert sum(n for _, n in done.left_out) == count
    _, done = written([early, CODED], "keds")
    assert done.rows == 1
    assert "two digits" in done.lost


def test_batches_with_columns_in_another_order_and_more_of_them(tmp_path: Path) -> None:
    table = pa.Table.from_batches([batch_of([CODED])])
    table = table.append_column("dataset", pa.array(["x"])).select(["dataset", *reversed(table.column_names)])
    for format in OWN:
        path = tmp_path / format
        write_events(table.to_batches(), path, format)
        assert read(path, format)[0] == [
            dict(zip(IMPORTED.names, CODED._replace(contexts=list(CODED.contexts)), strict=True))
        ]


def test_no_such_format_and_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="choose one of"):
        write_events([], tmp_path / "x", "xls")
    with pytest.raises(FormatError, match="cannot write"):
        write_events([], tmp_path / "no" / "folder", "csv")
