"""Every oddity that event files really have: the good rows come through, the bad ones are named."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.formats import gdelt, gdelt_blocks, icews, polecat
from detente.formats.errors import FormatError
from detente.formats.reading import FORMATS, read_events, sniff
from detente.formats.rows import IMPORTED, batches
from detente.formats.source import Source
from format_files import gdelt_line, icews_line, lines, polecat_line, read

HEADER = "\t".join(icews.FIELDS)


def test_gdelt_of_57_58_and_61_fields_in_one_file(tmp_path: Path) -> None:
    path = lines(tmp_path / "mixed.CSV", gdelt_line(57), gdelt_line(58), gdelt_line(61))
    rows, problems = read(path, sniff(path))
    assert not problems
    assert [(r["row"], r["actor"], r["recipient"], r["type"], r["mentions"], r["place"]) for r in rows] == [
        (n, "USA", "RUS", "CONSULT", 12, "Sochi, Krasnodar, Russia") for n in (1, 2, 3)
    ]
    assert [r["url"] for r in rows] == [None, *["https://news.example/sochi"] * 2]


def test_bad_gdelt_rows_are_named_and_cost_nothing_else(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "bad.csv",
        gdelt_line(),
        gdelt_line() + "\textra",
        gdelt_line(SQLDATE="20190230"),
        gdelt_line(GoldsteinScale="much"),
        gdelt_line(GoldsteinScale="99"),
        gdelt_line(NumMentions="-3"),
        "",
        "\t",
        gdelt_line(Actor1Name='A "QUOTED\\ NAME"'),
        gdelt_line(61),
    )
    rows, problems = read(path, "gdelt1")
    assert [r["row"] for r in rows] == [1, 9, 10]
    assert [(p.row, p.field) for p in problems] == [
        (2, "line"),
        (3, "SQLDATE"),
        (4, "GoldsteinScale"),
        (5, "GoldsteinScale"),
        (6, "NumMentions"),
    ]
    assert json.loads(rows[1]["extra"])["Actor1Name"] == 'A "QUOTED\\ NAME"'


def test_gdelt_root_tells_whether_ten_has_lost_its_zero(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "ten.csv",
        gdelt_line(EventCode="10", EventBaseCode="10", EventRootCode="1"),
        gdelt_line(EventCode="10", EventBaseCode="10", EventRootCode="10"),
        gdelt_line(EventCode="841", EventBaseCode="84", EventRootCode="8"),
    )
    rows, _ = read(path, "gdelt1")
    assert [(r["code"], r["type"]) for r in rows] == [("010", None), ("10", "REQUEST"), ("0841", "RETREAT")]


def test_gdelt_lines_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    good = gdelt_line().encode()
    path.write_bytes(good + b"\n" + good.replace(b"UNITED STATES", b"\xc9TATS-UNIS") + b"\r\n" + good)
    rows, problems = read(path, "gdelt1")
    assert len(rows) == 3
    assert not problems
    assert json.loads(rows[1]["extra"])["Actor1Name"] == "ÉTATS-UNIS"


_word = st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=("Cs",)), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([57, 58, 61]), _word, st.sampled_from(["042", "10", "841", "x", ""]), _word, _word),
        min_size=1,
        max_size=8,
    )
)
def test_gdelt_by_block_and_by_line_are_the_same(tmp_path: Path, rows: list[tuple[int, str, str, str, str]]) -> None:
    made = [
        gdelt_line(width, Actor1Code=a, EventCode=code, GoldsteinScale=b, ActionGeo_FullName=c)
        for width, a, code, b, c in rows
    ]
    path = lines(tmp_path / "both.csv", *made)
    fast, slow = [], []
    by_block = Source(path, fast.append)
    by_line = Source(path, slow.append)
    left = pa.Table.from_batches(gdelt_blocks.read(by_block), schema=IMPORTED).to_pylist()
    right = pa.Table.from_batches(batches(by_line.each(by_line.lines(), gdelt.row_of)), schema=IMPORTED).to_pylist()
    assert left == right
    assert fast == slow


def test_icews_2017_with_its_dates_and_its_code(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "2017.tab",
        HEADER,
        icews_line(Event_Date="1/6/2017", CAMEO_Code="13y", Intensity="-4.4"),
        icews_line(Event_Date="25/6/17"),
        icews_line(Event_Date="31/6/2017"),
    )
    rows, problems = read(path, sniff(path))
    assert [(r["day"].isoformat(), r["code"], r["type"]) for r in rows] == [
        ("2017-06-01", "13y", "THREATEN"),
        ("2017-06-25", "040", "CONSULT"),
    ]
    assert [(p.row, p.field) for p in problems] == [(4, "Event Date")]


def test_icews_quoted_and_not(tmp_path: Path) -> None:
    plain = icews_line(Source_Name='The "Paper" (Bangladesh)')
    cells = [f if f.replace(".", "").isdigit() else '"' + f.replace('"', '""') + '"' for f in plain.split("\t")]
    quoted = lines(tmp_path / "q.tab", HEADER, "\t".join(cells), "\t".join(cells).replace("Hanoi", "Ha\nnoi"))
    unquoted = lines(tmp_path / "u.tsv", HEADER, plain, plain)
    first, problems = read(quoted, sniff(quoted))
    second, _ = read(unquoted, sniff(unquoted))
    assert not problems
    assert first[0] == second[0]
    assert first[0]["actor_raw"] == 'The "Paper" (Bangladesh)'
    assert first[1]["place"] == "Ha\nnoi"
    assert (first[0]["actor"], first[0]["actor_sector"], first[0]["recipient"]) == ("BGD", "GOV", "VNM")


def test_icews_without_a_header(tmp_path: Path) -> None:
    path = lines(tmp_path / "bare.tsv", icews_line())
    assert sniff(path) == "icews"
    rows, problems = read(path, "icews")
    assert len(rows) == 1
    assert not problems


def test_polecat_with_extra_headers_and_shifted_tabs(tmp_path: Path) -> None:
    header = "\t".join(polecat.FIELDS)
    whole = polecat_line()
    fields = whole.split("\t")
    shifted = "\t".join([*fields[:8], "", *fields[8:]])
    torn = "\t".join([*fields[:13], "Israeli", "jets", *fields[14:]])
    short = "\t".join(fields[:9] + fields[10:])  # the COW number is gone, the rest has moved up
    path = lines(
        tmp_path / "polecat.txt",
        "Events of March 2021",
        header,
        whole,
        header,
        shifted,
        torn,
        short,
        polecat_line(Event_Type="DANCE"),
        "\t".join(fields[:20]),
    )
    rows, problems = read(path, sniff(path))
    assert [r["row"] for r in rows] == [3, 5, 6, 7]
    for row in rows:
        assert (row["actor"], row["actor_sector"], row["recipient"]) == ("ISR", "MIL", "SYR")
        assert (row["type"], row["mode"], row["goldstein"], row["contexts"]) == (
            "ASSAULT",
            "aerial",
            -9.5,
            ["military", "terrorism"],
        )
        assert (row["place"], row["country"]) == ("Damascus", "SYR")
    assert [(p.row, p.field) for p in problems] == [(8, "Event Type"), (9, "line")]


def test_keds_years_and_codes(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "demo.keds",
        "790415\tISR\tPAL\t223\t(MIL ENGAGEMENT)\tSHELLED ",
        "030731\tGER\tFRN\t031\t(MEET)\tMET",
        "951332\tGER\tFRN\t031\t(MEET)\tMET",
        "950101\tGER\tFRN",
        "950101\tUNO\tBOS\t\t(MEET)\tMET",
    )
    assert sniff(path) == "keds"
    rows, problems = read(path, "keds")
    assert [(r["day"].isoformat(), r["actor"], r["recipient"], r["type"]) for r in rows] == [
        ("1979-04-15", "ISR", "PSE", "ASSAULT"),
        ("2003-07-31", "DEU", "FRA", "CONSULT"),
    ]
    assert rows[0]["text"] == "SHELLED"
    assert [(p.row, p.field) for p in problems] == [(3, "date"), (4, "line"), (5, "code")]


def test_petrarch_with_more_and_fewer_fields(tmp_path: Path) -> None:
    base = "20150609\tUSAGOV\tRUS\t042\tENERGY,2;NUKES,1\tid_1;id_2"
    path = lines(
        tmp_path / "events.txt",
        base + "\tBBC",
        base + "\thttps://x.example/1\tBBC",
        base + "\thttps://x.example/1\tBBC\tObama\tMoscow\tVISITED\tUSA\tRUS",
        base + "\tBBC\tVISITED",
        "20150609\tUSAGOV\tRUS",
    )
    assert sniff(path) == "petrarch"
    rows, problems = read(path, "petrarch")
    assert [(r["actor"], r["actor_sector"], r["mentions"], r["url"], r["text"]) for r in rows] == [
        ("USA", "GOV", 2, None, None),
        ("USA", "GOV", 2, "https://x.example/1", None),
        ("USA", "GOV", 2, "https://x.example/1", "VISITED"),
        ("USA", "GOV", 2, None, "VISITED"),
    ]
    assert [(p.row, p.field) for p in problems] == [(5, "line")]


def test_phoenix_with_and_without_header(tmp_path: Path) -> None:
    from detente.formats.phoenix import FIELDS

    event = dict.fromkeys(FIELDS, "")
    event |= {"id": "1_1", "date": "20140620", "year": "2014", "month": "6", "day": "20", "source": "SYRMIL"}
    event |= {"target": "LBNREBHEZ", "code": "190", "root": "19", "quad": "4", "goldstein": "-10.0", "country": "Syria"}
    event |= {"ids": "a;b;c", "urls": "https://x.example/1;https://x.example/2"}
    row = "\t".join(event.values())
    bare = lines(tmp_path / "bare.txt", row)
    headed = lines(tmp_path / "headed.csv", ",".join(FIELDS), ",".join(event.values()), "1,2,3")
    assert sniff(bare) == sniff(headed) == "phoenix"
    rows, problems = read(bare, "phoenix")
    assert not problems
    again, problems = read(headed, "phoenix")
    assert [(p.row, p.field) for p in problems] == [(3, "line")]
    assert {k: v for k, v in again[0].items() if k != "row"} == {k: v for k, v in rows[0].items() if k != "row"}
    assert (rows[0]["actor"], rows[0]["recipient"], rows[0]["mentions"], rows[0]["country"]) == (
        "SYR",
        "HEZBOLLAH",
        3,
        "SYR",
    )


def test_plover_json_in_every_layout(tmp_path: Path) -> None:
    one = {
        "id": "1",
        "date": "2020-02-29",
        "source": [{"actorText": "Israel", "code": "ISR", "sector": "MIL"}],
        "target": [
            {"actorText": "Syria", "code": "SYR", "sector": ""},
            {"actorText": "Hezbollah", "code": "LBNREBHEZ"},
        ],
        "event": "ASSAULT",
        "mode": "aerial",
        "context": ["military"],
        "text": 'Jets hit "targets" {near} Damascus.',
    }
    two = {**one, "id": "2", "event": "141", "source": [], "target": []}
    for text in (
        json.dumps(one) + "\n" + json.dumps(two) + "\n",
        json.dumps(one, indent=2) + "\n" + json.dumps(two, indent=2) + "\n",
        json.dumps([one, two], indent=2),
        json.dumps([one, two]),
    ):
        path = tmp_path / "plover.json"
        path.write_text(text)
        assert sniff(path) == "plover-json"
        rows, problems = read(path, "plover-json")
        assert not problems
        assert [(r["actor"], r["actor_sector"], r["recipient"], r["type"], r["mode"]) for r in rows] == [
            ("ISR", "MIL", "SYR", "ASSAULT", "aerial"),
            ("ISR", "MIL", "HEZBOLLAH", "ASSAULT", "aerial"),
            (None, "", None, "PROTEST", "demo"),
        ]


def test_broken_json_costs_itself_alone(tmp_path: Path) -> None:
    good = json.dumps({"id": "1", "date": "2020-01-01", "event": "AID", "source": [], "target": []})
    path = lines(tmp_path / "p.jsonl", good, '{"id": "2", "date": ', good, "{}}", good, '{"id": "3"}', '{"event": {}}')
    rows, problems = read(path, "plover-json")
    assert [r["row"] for r in rows] == [1, 3, 5]
    assert [p.row for p in problems] == [2, 4, 6, 7]


TABLE = "date,source,target,code"


def test_table_in_every_form(tmp_path: Path) -> None:
    native = {
        "date": ["1989-04-02", "1989-04-03", "no"],
        "source": ["YUG", "UNO", "BOS"],
        "target": ["KSV", "SER", "CRO"],
        "code": ["224", "031", "223"],
    }
    texts = [",".join(row) for row in zip(*native.values(), strict=True)]
    csv_file = lines(tmp_path / "t.csv", TABLE, *texts, end="\r\n")
    tsv_file = lines(tmp_path / "t.tsv", *(t.replace(",", "\t") for t in [TABLE, *texts]))
    json_file = lines(
        tmp_path / "t.jsonl",
        *(json.dumps(dict(zip(native, r, strict=True))) for r in zip(*native.values(), strict=True)),
    )
    parquet = tmp_path / "t.parquet"
    pyarrow.parquet.write_table(pa.table(native), parquet)
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(csv_file.read_bytes()))
    zipped = tmp_path / "t.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(csv_file, "t.csv")
    shapes = []
    for path in (csv_file, tsv_file, json_file, parquet, packed, zipped):
        assert sniff(path) == ("parquet" if path == parquet else "table")
        rows, problems = read(path, "table")
        assert len(problems) == 1
        assert problems[0].field == "date"
        shapes.append([{k: v for k, v in row.items() if k != "row"} for row in rows])
    assert all(shape == shapes[0] for shape in shapes)
    assert [(r["actor"], r["recipient"], r["type"], r["scheme"]) for r in shapes[0]] == [
        ("SRB", "XKX", "ASSAULT", "weis"),
        ("UN", "SRB", "CONSULT", "weis"),
    ]


def test_table_that_went_through_a_spreadsheet(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "sheet.csv",
        "Event Date;Source;Target;CAMEO;id;note",
        "1/6/1982;ISR;LBN;10;a;x",
        "13/6/1982;ISR;LBN;841;b;",
        "14/6/1982;ISR;LBN;190;c;",
        "15/6/1982;ISR;LBN;36;d;",
    )
    rows, problems = read(path, "table", "cameo")
    assert not problems
    assert [(r["day"].day, r["code"], r["type"], r["native_id"]) for r in rows] == [
        (1, "010", None, "a"),
        (13, "0841", "RETREAT", "b"),
        (14, "190", "ASSAULT", "c"),
        (15, "036", "AGREE", "d"),
    ]
    assert json.loads(rows[0]["extra"]) == {"format": "table", "note": "x", "Event Date": "1/6/1982", "CAMEO": "10"}


def test_whole_numbers_as_codes_have_lost_their_zeros(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    columns = {"date": ["2000-01-01"] * 2, "source": ["USA"] * 2, "target": ["RUS"] * 2, "code": [10, 190]}
    pyarrow.parquet.write_table(pa.table(columns), path)
    rows, _ = read(path, "table", "cameo")
    assert [r["code"] for r in rows] == ["010", "190"]


def test_an_open_quote_costs_its_own_line(tmp_path: Path) -> None:
    good = "2000-01-01,USA,RUS,042"
    path = lines(
        tmp_path / "q.csv", TABLE + ",text", good + ",a", good + ',"open', good + ',"two\nlines"', good + ',5" x'
    )
    rows, problems = read(path, "table", "cameo")
    assert [(r["row"], r["text"]) for r in rows] == [(2, "a"), (4, "two\nlines"), (6, '5" x')]
    assert [(p.row, p.field) for p in problems] == [(3, "line")]


def test_codes_that_could_be_either_are_asked_for(tmp_path: Path) -> None:
    path = lines(tmp_path / "t.csv", TABLE, "2000-01-01,USA,RUS,042")
    with pytest.raises(FormatError, match="cameo or weis"):
        list(read_events(path, "table"))


def test_files_that_are_none(tmp_path: Path) -> None:
    for name, content in {
        "prose.txt": b"Mr Lavrov met Mr Tillerson.\n",
        "empty.csv": b"",
        "zeros.bin": bytes(5000),
        "wide.csv": "﻿date,source,target,code\n".encode("utf-16"),
        "bad.gz": b"\x1f\x8b\x08\x00broken",
        "bad.zip": b"PK\x03\x04broken",
        "bad.parquet": b"PAR1broken",
        "mentions.csv": b"\t".join([b"1"] * 16) + b"\n",
        "other.json": b'{"a": 1}\n',
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(FormatError) as caught:
            list(read_events(path, sniff(path), codes="cameo"))
        assert "\n" not in str(caught.value)
        assert name in str(caught.value)
    with pytest.raises(FormatError):
        sniff(tmp_path / "absent.csv")
    with pytest.raises(FormatError, match="choose one of"):
        read_events(tmp_path / "prose.txt", "gdelt3")
    with pytest.raises(FormatError, match="cameo"):
        read_events(tmp_path / "prose.txt", "table", codes="dewey")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_hostile_bytes_raise_only_our_errors(tmp_path: Path, content: bytes, format: str) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(content)
    try:
        rows, _ = read(path, format, "cameo")
    except FormatError:
        return
    assert all(row["row"] > 0 for row in rows if format not in ("csv", "jsonl", "parquet", "table"))


def test_a_line_too_long_to_be_an_event(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    row = b"2000-01-01,USA,RUS,042\n"
    path.write_bytes(TABLE.encode() + b"\n" + row + b"x" * (9 << 20) + b"\n" + row)
    rows, problems = read(path, "table", "cameo")
    assert [r["row"] for r in rows] == [2, 4]
    assert [p.row for p in problems] == [3]
