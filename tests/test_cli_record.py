"""The commands on a record: what they print, and one line for what goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import failing, invoke, use_session_coder
from detente.cli import app
from test_record_import import events

ARTICLE = (
    "Greece expelled two Turkish diplomats on 4 May 2021. Athens accused Turkey of spying on its navy. "
    '"We will not be bullied," the Greek foreign minister said. Relations between Greece and Turkey have cooled. '
    "A thaw between the two is unlikely within six months, analysts in Athens expect."
)


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)


@pytest.fixture
def place(tmp_path: Path) -> str:
    for outlet in ("north", "bay"):
        line = {"id": outlet, "text": ARTICLE, "date": "2021-05-07", "outlet": f"{outlet} post", "title": "Expelled"}
        with (tmp_path / "articles.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    record = str(tmp_path / "r.duckdb")
    added = invoke("add", "--workers", "0", str(tmp_path / "articles.jsonl"), "--record", record)
    assert added.stdout == "2 added, 0 known already\n", added.stderr
    return record


@pytest.fixture
def filled(place: str, tmp_path: Path) -> str:
    done = invoke("import", str(events(tmp_path / "aegean.csv", 120)), "--codes", "cameo", "--record", place)
    assert done.stdout.startswith("aegean: 120 events"), done.stderr
    return place


def test_adding_again(place: str, tmp_path: Path) -> None:
    again = invoke("add", "--workers", "0", str(tmp_path / "articles.jsonl"), "--record", place)
    assert again.stdout == "0 added, 2 known already\n"


def test_adding_what_is_broken(place: str, tmp_path: Path) -> None:
    (tmp_path / "more.jsonl").write_text(
        '{not json\n{"text": "Chile met Peru in Lima on 5 May 2021."}\n', encoding="utf-8"
    )
    done = invoke("add", "--workers", "0", str(tmp_path / "more.jsonl"), str(tmp_path / "gone"), "--record", place)
    assert done.exit_code == 0 and done.stdout == "1 added, 0 known already, 2 skipped\n"
    assert len(done.stderr.splitlines()) == 2 and all(line.endswith("skipped") for line in done.stderr.splitlines())


def test_adding_nothing_that_can_be_read_fails(tmp_path: Path) -> None:
    done = invoke("add", "--workers", "0", str(tmp_path / "gone"), "--record", str(tmp_path / "r.duckdb"))
    assert done.exit_code == 1


def test_what_the_record_holds(filled: str) -> None:
    told = dict(line.split(": ", 1) for line in invoke("record", "--record", filled).stdout.splitlines())
    assert told["articles"] == "2, 2021-05-07 to 2021-05-07" and told["stories"] == "1"
    assert told["data set aegean"].startswith("120 events from aegean.csv")


def test_folds_shown_and_undone(place: str) -> None:
    lines = invoke("folds", "--record", place).stdout.splitlines()
    assert "2 tellings in 2 papers" in lines[0]
    second = next(line.split()[0] for line in lines[1:] if "bay post" in line)
    assert invoke("folds", "--apart", second, "--record", place).stdout.strip() == f"{second}: counted by itself"
    assert invoke("folds", "--together", second, "--record", place).stdout.strip() == f"{second}: folded again"
    assert "2 copies" in invoke("folds", "--stories", "--record", place).stdout
    assert "two codes or none" in failing("folds", "GRC", "--record", place, code=2)


def test_a_relation(filled: str, tmp_path: Path) -> None:
    told = invoke("dyad", "grc", "tur", "--record", filled).stdout
    assert "GRC and TUR" in told and "temperature" in told
    found = json.loads(invoke("dyad", "GRC", "TUR", "--format", "json", "--record", filled).stdout)
    assert found["pair"] == ["GRC", "TUR"] and found["acts"] >= 120
    assert all(s["acts"] for s in found["standing"]["sentences"]), "every sentence rests on acts"
    assert any("cooled" in words for words in found["words"])
    csv = invoke("dyad", "GRC", "TUR", "--format", "csv", "--by", "week", "--record", filled).stdout
    assert csv.splitlines()[0].startswith("series,day,reports,plain,level")
    assert invoke("dyad", "GRC", "TUR", "--format", "markdown", "--record", filled).stdout.startswith("# GRC and TUR")
    out = tmp_path / "p.svg"
    invoke("dyad", "GRC", "TUR", "--plot", str(out), "--source", "aegean", "--record", filled)
    assert out.read_text(encoding="utf-8").startswith("<?xml")


def test_evidence_is_the_sentence(place: str) -> None:
    """What an act rests on is printed to the letter."""
    found = json.loads(invoke("dyad", "GRC", "TUR", "--format", "json", "--record", place).stdout)
    from detente.record import Record

    with Record.open(place, read_only=True) as store:
        for sentence in found["standing"]["sentences"]:
            for id_ in sentence["acts"]:
                assert all(told in ARTICLE for *_, told in store.behind(id_).tellings)


def test_three_and_many(filled: str, tmp_path: Path) -> None:
    assert "GRC-TUR" in invoke("triad", "GRC", "TUR", "CYP", "--record", filled).stdout
    rows = json.loads(invoke("triad", "GRC", "TUR", "CYP", "--json", "--by", "year", "--record", filled).stdout)
    assert {r["sign"] for r in rows["rows"]} <= {"+", "-", "?"}
    assert "1 relations" in invoke("map", "GRC", "--record", filled, "--plot", str(tmp_path / "m.png")).stdout
    assert (tmp_path / "m.png").stat().st_size > 1000


def test_forecasts_and_their_ledger(filled: str) -> None:
    said = invoke("outlook", "GRC", "TUR", "--horizon", "1m", "--as-of", "2019-12-31", "--keep", "--record", filled)
    assert said.stdout.startswith("GRC and TUR: warmer next month with probability"), said.stdout
    told = invoke("ledger", "--today", "2030-01-01", "--record", filled).stdout
    assert "detente (" in told and "warming" in told
    assert "unknown" in invoke("outlook", "USA", "TUR", "--record", filled).stdout
    assert "1m" in invoke("backtest", "--horizons", "1", "--origins", "12", "--record", filled).stdout


def test_coding_anew(place: str) -> None:
    assert "nothing to do" in invoke("recode", "--record", place).stdout
    assert invoke("recode", "--all", "--record", place).stdout == "2 coded anew\n"


def test_export_to_a_pipe_and_to_a_file(filled: str, tmp_path: Path) -> None:
    piped = invoke("export", "jsonl", "--source", "aegean", "--record", filled)
    assert len([json.loads(line) for line in piped.stdout.splitlines()]) == 120
    invoke("export", "parquet", "--out", str(tmp_path / "e.parquet"), "--record", filled)
    assert (tmp_path / "e.parquet").stat().st_size > 500
    assert "--out" in failing("export", "parquet", "--record", filled, code=2)


@pytest.mark.parametrize(
    "words",
    [
        ("dyad", "GRC", "GRC"),
        ("dyad", "GRC", "TUR", "--by", "year"),
        ("dyad", "GRC", "TUR", "--source", "nothing"),
        ("dyad", "GRC", "TUR", "--plot", "p.jpeg"),
        ("dyad", "GRC", "TUR", "--since", "2021-05-01", "--until", "2020-05-01"),
        ("triad", "GRC", "GRC", "TUR"),
        ("triad", "GRC", "CYP", "TUR", "--by", "week"),
        ("outlook", "GRC", "TUR", "--horizon", "soon"),
        ("export", "xlsx"),
        ("export", "csv", "--status", "dreamt"),
        ("map", "--source", "nothing"),
        ("folds", "--apart", "nothing#1"),
    ],
)
def test_one_line_says_what_was_wrong(place: str, words: tuple[str, ...]) -> None:
    failing(*words, "--record", place)


@pytest.mark.parametrize(
    "command", [("record",), ("dyad", "A", "B"), ("folds",), ("ledger",), ("export", "csv"), ("map",)]
)
def test_no_record_is_made_by_asking(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "none.duckdb"
    assert "detente add" in failing(*command, "--record", str(path)) and not path.exists()


def test_a_record_in_use(place: str) -> None:
    held = f"import duckdb; c = duckdb.connect({place!r}); print('held', flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline().strip() == b"held"
        assert "in use by another process" in failing("record", "--record", place)
        assert "in use by another process" in failing("recode", "--record", place)
    finally:
        holder.communicate(b"\n")


def test_every_command_has_help() -> None:
    for command in app.registered_commands:
        name = command.name or command.callback.__name__.rstrip("_")  # type: ignore[union-attr]
        assert invoke(name, "--help").exit_code == 0
