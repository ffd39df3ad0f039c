"""Killed (SIGKILL) at random moments, a record loses nothing committed and doubles nothing; run again it is whole."""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from detente.record import Record
from detente.record.schema import STEPS, VERSION
from faults import accounts, detente, environment, held, killed_until_done, many, one_line, write, writer

KILLS = 3


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("accounts") / "accounts.jsonl", many(80))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Path:
    path = tmp_path_factory.mktemp("whole") / "whole.duckdb"
    killed_until_done("adding", path, source, 0, random.Random(0))
    return path


def copied(path: Path, to: Path) -> Path:
    to.write_bytes(path.read_bytes())
    return to


def test_killed_while_adding(tmp_path: Path, source: Path, whole: Path) -> None:
    """In batches of 20: what a kill costs is the batch that was being written."""
    path = tmp_path / "r.duckdb"
    assert killed_until_done("adding", path, source, KILLS, random.Random(1)) >= 1
    assert held(path) == held(whole)


def test_killed_while_recoding(tmp_path: Path, source: Path, whole: Path) -> None:
    path, undisturbed = (copied(whole, tmp_path / name) for name in ("r.duckdb", "u.duckdb"))
    killed_until_done("recoding", undisturbed, source, 0, random.Random(0))
    assert killed_until_done("recoding", path, source, KILLS, random.Random(2)) >= 1
    assert held(path) == held(undisturbed)


def test_killed_while_correcting(tmp_path: Path, source: Path, whole: Path) -> None:
    path, undisturbed = (copied(whole, tmp_path / name) for name in ("r.duckdb", "u.duckdb"))
    killed_until_done("correcting", undisturbed, source, 0, random.Random(0))
    assert killed_until_done("correcting", path, source, KILLS, random.Random(3)) >= 1
    assert held(path) == held(undisturbed) and held(path)["corrections"]


def test_killed_while_importing(tmp_path: Path) -> None:
    """A data set counts when it is whole; what a kill left of one is taken out by the next import."""
    table = tmp_path / "aegean.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("date", "source", "target", "code"))
        rows.writerows((f"20{n % 20 + 10}-0{n % 9 + 1}-05", "GRC", "TUR", "042") for n in range(12_000))
    path, undisturbed = tmp_path / "r.duckdb", tmp_path / "u.duckdb"
    killed_until_done("importing", undisturbed, table, 0, random.Random(0))
    assert killed_until_done("importing", path, table, KILLS, random.Random(4)) >= 1
    assert held(path) == held(undisturbed) and len(held(path)["imported"]) == 12_000


def older(path: Path) -> Path:
    """A record of version 1, with an article in it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table detente_version (version integer not null)")
        connection.execute(STEPS[0])
        connection.execute("insert into detente_version values (1)")
        connection.execute("insert into runs values (1, '0', 'm', 'k', null)")
        connection.execute(
            "insert into articles values ('a', 1, 1, null, 'Words.', null, null, null, null, 'unknown', null, [])"
        )
    return path


def test_killed_while_brought_up_to_date(tmp_path: Path) -> None:
    """A step is whole or was not begun; opening the record again goes on."""
    path = older(tmp_path / "r.duckdb")
    chance = random.Random(5)
    for _ in range(KILLS):
        program = f"import detente.record as r; print('ready', flush=True); r.Record.open({str(path)!r}).close()"
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment())
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.06))
        process.kill()
        process.communicate()
        with duckdb.connect(str(path)) as connection:
            (version,) = connection.execute("select max(version) from detente_version").fetchone() or (None,)
            tables = connection.execute("select count(*) from duckdb_tables() where table_name = 'corrections'")
            assert tables.fetchone() == (version - 1,)
    with Record.open(path) as store:
        assert store.connection.execute("select max(version), count(*) from detente_version").fetchall() == [
            (VERSION, VERSION)
        ]
        assert store.connection.execute("select id from articles").fetchall() == [("a",)]


def test_broken_off_in_the_middle_of_a_step(tmp_path: Path) -> None:
    """Killed inside the transaction of a step, of which half was done."""
    path = older(tmp_path / "r.duckdb")
    program = (
        "import os, duckdb\nfrom detente.record.schema import STEPS\n"
        f"c = duckdb.connect({str(path)!r})\nc.execute('begin')\n"
        "c.execute(STEPS[1].split(';')[0])\nc.execute('insert into detente_version values (2)')\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment())
    assert done.returncode == -signal.SIGKILL
    with Record.open(path) as store:
        assert store.connection.execute("select count(*) from corrections").fetchall() == [(0,)]


def test_an_import_stopped_by_ctrl_c(tmp_path: Path) -> None:
    """One line, exit code 130, and nothing of the data set."""
    table = tmp_path / "aegean.csv"
    table.write_text("date,source,target,code\n" + "2012-01-05,GRC,TUR,042\n" * 1_500_000, encoding="utf-8")
    path = tmp_path / "r.duckdb"
    words = ["import", str(table), "--format", "table", "--codes", "cameo", "--record", str(path)]
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    log = path.with_name("r.duckdb.wal")
    end = time.monotonic() + 60
    while time.monotonic() < end and not log.exists():
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130 and out == b"", (process.returncode, out, said)
    assert "stopped" in one_line(said)
    assert held(path)["imported"] == held(path)["imports"] == []


def test_an_adding_stopped_by_sigterm(tmp_path: Path) -> None:
    """One line, the exit code of the signal, and what was read is kept."""
    sign = signal.SIGTERM
    lines = "".join(f'{{"id": "n{n}", "text": "France condemned Chile on Monday, {n} said."}}\n' for n in range(4000))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    path = tmp_path / "r.duckdb"
    command = [sys.executable, "-m", "detente", "add", str(tmp_path / "a.jsonl"), "--record", str(path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    log = path.with_name("r.duckdb.wal")
    end = time.monotonic() + 60
    # the first batch is in the log: past what making the tables wrote
    while time.monotonic() < end and (not log.exists() or log.stat().st_size < 40_000):
        time.sleep(0.05)
    process.send_signal(sign)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 128 + sign and out == b"", (process.returncode, said)
    assert "kept" in one_line(said)
    found = held(path)
    assert len(found["articles"]) == len(found["stories"]) > 0
    assert not [f for f in detente("doctor", "--record", str(path)).stdout.splitlines() if f.startswith(b"BAD")]


def test_stopped_while_a_batch_is_written(tmp_path: Path, source: Path) -> None:
    """Ctrl-C at random moments of writing itself: a batch is never written twice, nor half."""
    path, chance = tmp_path / "r.duckdb", random.Random(6)
    for _ in range(KILLS):
        process = writer("adding", path, source)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.05, 0.4))
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].decode()
        assert "Constraint" not in said and "RecordError" not in said and "Query interrupted" not in said, said
    killed_until_done("adding", path, source, 0, chance)
    assert len(held(path)["articles"]) == 80


def test_the_same_articles_are_coded_alike() -> None:
    """The accounts that the tests above write are real ones, with events."""
    assert sum(len(account.events) for _, account in accounts()) > 20
