"""Articles into the record: once each, whatever happens on the way; folds shown and undone; coded anew."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import msgspec
import pytest

from conftest import ROOT
from detente.account import Accountant
from detente.errors import DetenteError
from detente.ingest import article_from_text
from detente.ingest.sources import key_of
from detente.record import Record
from detente.record.adding import Adder, due, recode
from detente.record.errors import RecordError
from detente.record.folds import take_apart
from detente.record.schema import ITEMS
from detente.record.showing import contents, folded_events, folded_stories
from detente.records import Article

STRIKE = (
    "Greece expelled two Turkish diplomats on 4 May 2021. Athens accused Turkey of spying on its navy. "
    "The foreign ministry gave the two men three days to leave. Ankara called the step a mistake."
)
TALKS = "The foreign ministers of Egypt and Sudan met in Cairo on 6 May 2021 to discuss the dam."
TABLES = ("articles", "stories", "happenings", *ITEMS)


def told(text: str, outlet: str, day: dt.date = dt.date(2021, 5, 7)) -> tuple[str, Article]:
    article = msgspec.structs.replace(article_from_text(text, id="x", date=day, keep=True), outlet=outlet)
    key = key_of(article, outlet)
    return key, msgspec.structs.replace(article, id=key)


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the times of runs, in an order that does not depend on how it came about."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {t: sorted(connection.execute(f'from "{t}"').fetchall(), key=repr) for t in TABLES}


@pytest.fixture
def record(tmp_path: Path, coder: Accountant) -> Record:
    with Record.open(tmp_path / "r.duckdb") as store:
        done = store.add(
            [told(STRIKE, "North Gazette"), told(STRIKE, "Bay Post"), told(TALKS, "Bay Post")], coder=coder
        )
        assert (done.added, done.known, done.failed) == (3, 0, 0)
        yield store


def test_adding_twice_changes_nothing(record: Record, coder: Accountant) -> None:
    before = contents(record.connection)
    again = record.add([told(STRIKE, "Bay Post"), told(TALKS, "Bay Post")], coder=coder)
    assert (again.added, again.known) == (0, 2)
    assert contents(record.connection) == before


def test_an_account_comes_back_as_it_was_coded(record: Record, coder: Accountant) -> None:
    key, article = told(STRIKE, "Bay Post")
    coded, kept = coder.account(article), record.account(key)
    for part in ("events", "statements", "agreements", "meetings", "assessments", "sentences", "actors"):
        assert getattr(kept, part) == getattr(coded, part), part
    assert kept.article.body == article.body


def test_two_papers_one_event(record: Record) -> None:
    found = record.relation("GRC", "TUR")
    expulsions = [n for n in range(len(found.acts)) if found.acts.goldstein[n] < -4]
    assert len(expulsions) == 1
    behind = record.behind(str(found.acts.id[expulsions[0]]))
    assert behind.line.endswith("GRC → TUR, 2 tellings in 2 papers")
    assert {outlet for _, outlet, _, _ in behind.tellings} == {"North Gazette", "Bay Post"}
    assert all("expelled" in sentence for *_, sentence in behind.tellings)


def test_every_act_walks_back_to_its_characters(record: Record) -> None:
    for id_ in record.acts().id:
        key, number = str(id_).split("#")
        event = record.account(key).events[int(number)]
        body = record.account(key).article.body
        assert event.trigger in body[event.start : event.end]


def test_folds_are_shown_undone_and_restored(record: Record) -> None:
    (story,) = folded_stories(record.connection)
    assert len(story.copies) == 2
    group = next(g for g in folded_events(record.connection, ("GRC", "TUR")))
    assert len(group.tellings) == 2
    whole = len(record.acts("GRC", "TUR"))
    take_apart(record.connection, group.tellings[1].id, apart=True)
    assert len(record.acts("GRC", "TUR")) == whole + 1
    take_apart(record.connection, group.tellings[1].id, apart=False)
    assert len(record.acts("GRC", "TUR")) == whole
    with pytest.raises(DetenteError, match="no"):
        take_apart(record.connection, "nothing#9", apart=True)


def test_one_broken_article_costs_only_itself(tmp_path: Path, coder: Accountant) -> None:
    class Broken:
        def __init__(self) -> None:
            self.knowledge, self.provenance = coder.knowledge, coder.provenance

        def account(self, article: Article) -> object:
            if "Cairo" in article.body:
                raise IndexError("no such token")
            return coder.account(article)

    said: list[str] = []
    with Record.open(tmp_path / "r.duckdb") as store:
        done = store.add([told(TALKS, "A"), told(STRIKE, "B")], coder=Broken(), report=said.append)  # type: ignore[arg-type]
        assert (done.added, done.failed) == (1, 1)
    assert len(said) == 1 and "IndexError" in said[0] and "skipped" in said[0] and "\n" not in said[0]


def test_coding_anew_gives_the_same_record(record: Record, coder: Accountant) -> None:
    assert due(record.connection, coder.provenance) == []
    keys = [str(r[0]) for r in record.connection.execute("select id from articles order by seq").fetchall()]
    before = {t: sorted(record.connection.execute(f'from "{t}"').fetchall(), key=repr) for t in TABLES}
    steps: list[int] = []
    assert recode(record.connection, keys, coder, lambda: steps.append(1)) == 3 == len(steps)
    assert {t: sorted(record.connection.execute(f'from "{t}"').fetchall(), key=repr) for t in TABLES} == before


def test_articles_of_an_older_model_are_due(record: Record, coder: Accountant) -> None:
    newer = msgspec.structs.replace(coder.provenance, model="a newer one")
    assert len(due(record.connection, newer)) == 3


def test_an_interruption_keeps_what_was_read(tmp_path: Path, coder: Accountant) -> None:
    path = tmp_path / "r.duckdb"
    with Record.open(path) as store, pytest.raises(KeyboardInterrupt), Adder(store.connection, coder) as adder:
        adder.add(*told(STRIKE, "A"))
        raise KeyboardInterrupt
    assert len(held(path)["articles"]) == 1


def articles(count: int) -> list[dict[str, str]]:
    chance = random.Random(3)
    states = ["France", "Germany", "Turkey", "Greece", "Egypt", "Iran", "Japan", "Chile"]
    rows = []
    for n in range(count):
        a, b = chance.sample(states, 2)
        day = f"20{chance.randint(10, 22)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
        rows.append({"id": f"n{n}", "text": f"{a} condemned {b} on Monday. {b} praised {a} in {n} words.", "date": day})
    return rows


def test_killed_again_and_again_it_is_the_same_record(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join(map(json.dumps, articles(300))), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    chance = random.Random(5)

    def run(path: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "detente", "add", str(source), "--record", str(path)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)

    assert run(tmp_path / "whole.duckdb").wait(timeout=180) == 0
    kills = 0
    for _ in range(40):
        process = run(tmp_path / "killed.duckdb")
        try:
            process.wait(timeout=chance.uniform(1.5, 4) if kills < 3 else 180)
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    assert kills >= 1 and held(tmp_path / "killed.duckdb") == held(tmp_path / "whole.duckdb")


def test_a_record_in_use_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    Record.open(path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline().strip() == b"held"
        with pytest.raises(RecordError) as told_so:
            Record.open(path)
        assert str(path) in str(told_so.value) and "\n" not in str(told_so.value)
    finally:
        holder.communicate(b"\n")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"\x00" * 5000])
def test_no_record(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r.duckdb"
    path.write_bytes(content)
    try:
        Record.open(path).close()
    except DetenteError as error:
        assert "\n" not in str(error) and path.name in str(error)
    else:
        assert content == b"", "an empty file becomes a record, anything else does not"


def test_a_record_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    with Record.open(path) as store:
        store.connection.execute("insert into detente_version values (999)")
    with pytest.raises(RecordError, match="newer"):
        Record.open(path)
