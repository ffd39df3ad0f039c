"""Corrections lie over a coding: used in every figure, undone without loss, found again when coded anew; search."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.account import Accountant
from detente.errors import DetenteError
from detente.record import Record
from detente.record.adding import recode
from detente.record.corrections import Correction, correct, corrections, training_rows, undo
from detente.record.search import build, find
from test_record_add import STRIKE, TALKS, told


@pytest.fixture
def record(tmp_path: Path, coder: Accountant) -> Record:
    with Record.open(tmp_path / "r.duckdb") as store:
        store.add([told(STRIKE, "North Gazette"), told(TALKS, "Bay Post")], coder=coder)
        yield store


def expulsion(record: Record) -> str:
    found = record.acts("GRC", "TUR")
    return next(str(i) for i, type_ in zip(found.id, found.type, strict=True) if type_ == "SANCTION")


def test_a_corrected_type_counts_everywhere(record: Record) -> None:
    id_ = expulsion(record)
    correct(record.connection, id_, Correction(type="ASSAULT", day=dt.date(2020, 1, 2)), "Ada")
    acts = record.acts("GRC", "TUR")
    at = list(acts.id).index(id_)
    assert (acts.type[at], acts.goldstein[at] < -8, str(acts.day[at]), acts.weight[at]) == (
        "ASSAULT",
        True,
        "2020-01-02",
        1.0,
    )
    assert record.behind(id_).line.startswith("ASSAULT GRC → TUR")
    assert any(w.id == id_ and w.record.type == "ASSAULT" for w in record.words("events"))  # type: ignore[union-attr]
    assert record.account(id_.split("#")[0]).events[int(id_.split("#")[1])].type == "SANCTION", "the coding stays"


def test_no_event_is_counted_nowhere_until_it_is_undone(record: Record) -> None:
    whole, id_ = len(record.acts()), expulsion(record)
    number = correct(record.connection, id_, Correction(no_event=True), "Ada")
    assert len(record.acts()) == whole - 1
    undo(record.connection, number)
    assert len(record.acts()) == whole and corrections(record.connection)[0]["undone"]


def test_the_latest_counts(record: Record) -> None:
    id_ = expulsion(record)
    correct(record.connection, id_, Correction(recipient="CYP"), "Ada")
    second = correct(record.connection, id_, Correction(recipient="EGY"), "Ben")
    assert len(record.acts("GRC", "EGY")) == 1 and not len(record.acts("GRC", "CYP"))
    undo(record.connection, second)
    assert len(record.acts("GRC", "CYP")) == 1


def test_a_correction_holds_when_coded_anew(record: Record, coder: Accountant) -> None:
    correct(record.connection, expulsion(record), Correction(type="REJECT"), "Ada")
    keys = [r[0] for r in record.connection.execute("select id from articles order by seq").fetchall()]
    recode(record.connection, keys, coder)
    assert "REJECT" in record.acts("GRC", "TUR").type


def test_examples_to_learn_from(record: Record) -> None:
    correct(record.connection, expulsion(record), Correction(type="COERCE", note="a measure"), "Ada")
    (row,) = training_rows(record.connection)
    assert row["text"] in STRIKE and row["coded"]["type"] == "SANCTION" and row["right"]["type"] == "COERCE"
    assert "expelled" in row["text"][row["start"] : row["end"]] and row["who"] == "Ada"


@pytest.mark.parametrize(
    "wrong",
    [
        Correction(),
        Correction(type="DREAM"),
        Correction(status="maybe"),
        Correction(actor="not a code"),
        Correction(note="x"),
    ],
)
def test_what_is_no_correction(record: Record, wrong: Correction) -> None:
    with pytest.raises(DetenteError):
        correct(record.connection, expulsion(record), wrong, "Ada")
    with pytest.raises(DetenteError):
        correct(record.connection, "nothing#0", Correction(no_event=True), "Ada")
    with pytest.raises(DetenteError):
        undo(record.connection, 99)


@pytest.mark.parametrize("indexed", [True, False])
def test_sentences_are_found(record: Record, indexed: bool) -> None:
    assert build(record.connection) or not indexed
    if not indexed:
        record.connection.execute("delete from search_state")
    (hit,) = find(record.connection, "ministers dam")[:1]
    assert hit.text in TALKS
    assert record.account(hit.article).article.body[hit.start : hit.end] == hit.text
    assert find(record.connection, "zeppelin") == [] == find(record.connection, "  ")
    assert find(record.connection, "'; drop table articles; --") is not None and len(record.acts())


def test_the_index_follows_the_articles(record: Record, coder: Accountant) -> None:
    build(record.connection)
    assert not build(record.connection), "nothing came since"
    record.add([told("Chile sent food to Peru on 1 May 2021 after a flood.", "Bay Post")], coder=coder)
    assert [h.text for h in find(record.connection, "flood")] == [
        "Chile sent food to Peru on 1 May 2021 after a flood."
    ]
    assert build(record.connection)
