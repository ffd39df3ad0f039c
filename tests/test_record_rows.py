"""Records become rows of the record's tables and come back equal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record.opening import connect
from detente.record.rows import record_of, row_of
from detente.record.schema import ITEMS, VERSION
from detente.record.store import KINDS, rows
from detente.records import Actor, Agreement, Amount, Assessment, Event, Part, Statement, When

_DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
_TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
_WHEN = st.builds(When, earliest=st.none() | _DAYS, latest=st.none() | _DAYS, basis=_TEXT)
_ACTOR = st.builds(
    Actor,
    name=_TEXT,
    country=st.none() | st.sampled_from(["USA", "EU"]),
    person=st.none() | _TEXT,
    former=st.booleans(),
)
_EVENT = st.builds(
    Event,
    sentence=st.integers(0, 9),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    type=st.sampled_from(["ASSAULT", "AGREE"]),
    mode=st.none() | st.just("aerial"),
    contexts=st.lists(_TEXT, max_size=3).map(tuple),
    actor=_ACTOR,
    recipient=st.none() | _ACTOR,
    when=_WHEN,
    status=st.just("actual"),
    quad=st.just("material conflict"),
    goldstein=st.floats(-10, 10),
    confidence=st.floats(0, 1),
    trigger=_TEXT,
)


@given(_EVENT)
def test_an_event_comes_back_equal(event: Event) -> None:
    assert record_of(Event, row_of(event)) == event


@given(_WHEN, st.lists(_TEXT, max_size=2))
def test_nested_lists_come_back_equal(when: When, words: list[str]) -> None:
    said = Statement(
        sentence=0, start=0, end=1, speaker="A", country=None, text="b", kind="split", when=when,
        about=tuple(words), parts=(Part(start=1, end=2),),
    )  # fmt: skip
    deal = Agreement(
        sentence=0, start=0, end=1, text="b", kind="deal", parties=tuple(words),
        amounts=(Amount(value=1.5, currency="EUR", text="b"),),
    )  # fmt: skip
    view = Assessment(
        sentence=0, start=0, end=1, dyad=("USA", "RUS"), state=None, trend="cooling", holder="writer", text="b",
        since=when,
    )  # fmt: skip
    for item in (said, deal, view):
        assert record_of(type(item), row_of(item)) == item


@pytest.mark.parametrize("table", ITEMS)
def test_the_tables_have_the_columns_of_the_records(table: str, tmp_path: Path) -> None:
    with connect(tmp_path / "r.duckdb") as connection:
        columns = {r["column_name"] for r in rows(connection, f'describe "{table}"')}
    import msgspec

    fields = [f.name for f in msgspec.structs.fields(KINDS[table])]
    assert columns >= {"article", "n", "sentence", "start", "end"}
    assert {f for f in fields if f not in ("when", "since", "actor", "recipient")} <= columns


@settings(max_examples=20, deadline=None)
@given(st.lists(_EVENT, max_size=5))
def test_events_come_back_from_the_file(events: list[Event]) -> None:
    import duckdb

    from detente.record.schema import STEPS
    from detente.record.store import Writer

    with duckdb.connect() as connection:
        for step in STEPS:
            connection.execute(step)
        Writer(connection).insert("events", [row_of(e) | {"article": "a", "n": n} for n, e in enumerate(events)])
        found = rows(connection, "select * from events order by n")
    assert [record_of(Event, row) for row in found] == events


def test_an_older_record_is_brought_up_to_date_and_a_newer_one_refused(tmp_path: Path) -> None:
    import duckdb

    from detente.record.errors import RecordError

    path = tmp_path / "r.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table model_answers (model text)")  # what an endpoint left before there was a record
    with connect(path) as connection:
        assert rows(connection, "select max(version) as v from detente_version") == [{"v": VERSION}]
        connection.execute("insert into detente_version values (99)")
    with pytest.raises(RecordError, match="newer detente"):
        connect(path)


def test_a_missing_or_foreign_file_is_told_in_one_line(tmp_path: Path) -> None:
    from detente.record.errors import RecordError

    with pytest.raises(RecordError, match="no record at"):
        connect(tmp_path / "none.duckdb", read_only=True)
    other = tmp_path / "text.duckdb"
    other.write_text("not a database at all, " * 400)
    with pytest.raises(RecordError, match="is no DuckDB file") as told:
        connect(other)
    assert "\n" not in str(told.value)
