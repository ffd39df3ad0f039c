"""Event files by others in the record: whole data sets, once each, named in everything that rests on them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest

from detente.errors import DetenteError
from detente.record import Record
from detente.record.exports import event_batches
from detente.record.imports import PENDING, drop_pending, forget, import_events

COLUMNS = ("date", "source", "target", "code")


def events(path: Path, rows: int = 60, broken: int = 0) -> Path:
    """A plain table of CAMEO events of Greece and Turkey, a month apart, some without a day."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for n in range(rows):
            day = dt.date(2010 + n // 12, n % 12 + 1, 5)
            sides = ("GRC", "TUR") if n % 2 else ("TURGOV", "GRCMIL")
            table.writerow([day, *sides, "042" if n % 3 else "112"])
        for _ in range(broken):
            table.writerow(["no day", "GRC", "TUR", "042"])
    return path


@pytest.fixture
def record(tmp_path: Path) -> Record:
    with Record.open(tmp_path / "r.duckdb") as store:
        yield store


def count(record: Record) -> int:
    return int(record.connection.execute("select count(*) from imported").fetchall()[0][0])


def test_every_row_is_taken_or_reported(record: Record, tmp_path: Path) -> None:
    said = []
    done = record.import_events(events(tmp_path / "aegean.csv", broken=3), "table", codes="cameo", problem=said.append)
    assert (done.dataset, done.rows, done.skipped, done.known) == ("aegean", 60, 3, False)
    assert [p.row for p in said] == [62, 63, 64] and count(record) == 60


def test_the_same_file_twice_changes_nothing(record: Record, tmp_path: Path) -> None:
    file = events(tmp_path / "aegean.csv")
    record.import_events(file, "table", codes="cameo")
    copy = tmp_path / "other-name.csv"
    copy.write_bytes(file.read_bytes())
    assert record.import_events(copy, "table", codes="cameo").known and count(record) == 60


def test_a_name_is_not_taken_twice(record: Record, tmp_path: Path) -> None:
    record.import_events(events(tmp_path / "a.csv"), "table", codes="cameo")
    with pytest.raises(DetenteError, match="--name"):
        record.import_events(events(tmp_path / "b.csv", 30), "table", codes="cameo", name="a")
    with pytest.raises(DetenteError, match="--name"):
        record.import_events(events(tmp_path / "c.csv", 31), "table", codes="cameo", name="coded")


def test_what_a_kill_left_counts_for_nothing(record: Record, tmp_path: Path) -> None:
    file = events(tmp_path / "aegean.csv")
    record.import_events(file, "table", codes="cameo")
    record.connection.execute("update imports set rows = ?", [PENDING])
    assert len(record.acts("GRC", "TUR")) == 0
    drop_pending(record.connection)
    assert count(record) == 0
    assert not record.import_events(file, "table", codes="cameo").known and count(record) == 60


def test_a_file_that_breaks_off_leaves_nothing(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "broken.parquet"
    duckdb.sql("select date '2020-01-01' as date, 'GRC' as source, 'TUR' as target, '042' as code").write_parquet(
        str(file)
    )
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(DetenteError):
        record.import_events(file, "table", codes="cameo")
    assert count(record) == 0 and record.connection.execute("from imports").fetchall() == []


def test_relations_from_either_source(record: Record, tmp_path: Path) -> None:
    record.import_events(events(tmp_path / "one.csv"), "table", codes="cameo")
    record.import_events(events(tmp_path / "two.csv", 24), "table", codes="cameo")
    either, one = record.relation("GRC", "TUR"), record.relation("GRC", "TUR", sources=["one"])
    assert (len(either.acts), len(one.acts)) == (84, 60)
    assert set(either.acts.source) == {"one", "two"}
    with pytest.raises(DetenteError, match="choose from: coded, one, two"):
        record.relation("GRC", "TUR", sources=["three"])


def test_an_imported_act_walks_back_to_its_row(record: Record, tmp_path: Path) -> None:
    record.import_events(events(tmp_path / "one.csv"), "table", codes="cameo")
    act = record.behind(str(record.acts("GRC", "TUR").id[0]))
    assert act.day == dt.date(2010, 1, 5) and "one row 2" in act.line  # as an editor counts lines
    with pytest.raises(DetenteError, match="no act"):
        record.behind("one:99999")


def test_forgetting_a_data_set(record: Record, tmp_path: Path) -> None:
    record.import_events(events(tmp_path / "one.csv"), "table", codes="cameo")
    assert forget(record.connection, "one") == 60 and count(record) == 0
    with pytest.raises(DetenteError, match="detente record"):
        forget(record.connection, "one")


def test_out_and_in_again(record: Record, tmp_path: Path) -> None:
    """Our own JSON Lines carry every imported event; what comes back gives the same relation."""
    from detente.formats.writing import write_events

    record.import_events(events(tmp_path / "one.csv"), "table", codes="cameo")
    before = record.relation("GRC", "TUR")
    out = tmp_path / "out.csv"
    with out.open("wb") as file:
        assert write_events(event_batches(record.connection), file, "csv").rows == 60
    with Record.open(tmp_path / "again.duckdb") as again:
        assert import_events(again.connection, out).rows == 60
        after = again.relation("GRC", "TUR")
    assert list(after.acts.day) == list(before.acts.day)
    assert list(after.acts.goldstein) == list(before.acts.goldstein)


def test_a_sheet_runs_no_formula(record: Record, tmp_path: Path) -> None:
    from detente.formats.writing import write_events

    file = tmp_path / "hostile.csv"
    file.write_text("date,source,target,code,text\n2020-01-01,GRC,TUR,042,=HYPERLINK(1)\n", encoding="utf-8")
    record.import_events(file, "table", codes="cameo")
    out = tmp_path / "out.csv"
    with out.open("wb") as sheet:
        write_events(event_batches(record.connection), sheet, "csv")
    with out.open(newline="", encoding="utf-8") as sheet:
        (row,) = csv.DictReader(sheet)
    assert not any(value.startswith(("=", "+", "@")) for value in row.values()), json.dumps(row)
