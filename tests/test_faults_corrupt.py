"""A damaged record says so in one line, is never made worse, and what can be read of it is saved into another."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest

from detente.errors import DetenteError
from detente.record import Record
from detente.record.apart import Reader
from detente.record.blocks import HEADER, HEADERS, damaged
from detente.record.salvage import repair
from detente.record.soundness import check
from faults import detente, environment, held, killed_until_done, many, one_line, write

BLOCK = 2**18
SEED = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    source = write(folder / "accounts.jsonl", many(100))
    killed_until_done("adding", folder / "whole.duckdb", source, 0, random.Random(0))
    return folder / "whole.duckdb"


def flipped(data: bytes, places: list[int]) -> bytes:
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0x10
    return bytes(changed)


def opened_and_read(path: Path) -> str | None:
    """One line of complaint, from opening or from reading every table; None where all of it is there."""
    try:
        with Record.open(path, read_only=True) as store:
            for (table,) in store.connection.execute("select table_name from duckdb_tables()").fetchall():
                store.connection.execute(f'from "{table}"').fetchall()
    except DetenteError as error:
        assert "\n" not in str(error) and str(path) in str(error)
        return str(error)
    return None


def test_flipped_bytes_at_random_places(tmp_path: Path, whole: Path) -> None:
    """Thirty times somewhere in the file: all of it is there still, or one line names the file and the way out."""
    data, undisturbed, chance = whole.read_bytes(), held(whole), random.Random(SEED)
    path, complaints = tmp_path / "r.duckdb", 0
    for n in range(30):
        top = HEADER * HEADERS if n % 3 == 0 else len(data)
        broken = flipped(data, [chance.randrange(top) for _ in range(chance.choice((1, 1, 20)))])
        path.write_bytes(broken)
        told = opened_and_read(path)
        if told is None:
            assert held(path) == undisturbed
        else:
            complaints += 1
            assert "no DuckDB file" in told or f"detente doctor --repair --record {path}" in told
        assert path.read_bytes() == broken
    assert complaints > 10


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut, "damaged"),
        (lambda data: data[:100], ""),
        (lambda data: b"", ""),
        (lambda data: b"not a database at all", "no DuckDB file"),
        (lambda data: b"\x89PNG" + data[4:], "damaged"),
    ],
    ids=["cut in half", "cut in the header", "empty", "text", "another beginning"],
)
def test_the_command_and_a_file_that_is_no_record(
    tmp_path: Path, whole: Path, damage: Callable[[bytes], bytes], says: str
) -> None:
    """One line and exit code 1 from the command; the examination says it too."""
    path = tmp_path / "r.duckdb"
    path.write_bytes(damage(whole.read_bytes()))
    for words in (("record",), ("folds",)):
        done = detente(*words, "--record", str(path))
        assert done.returncode == 1 and done.stdout == b""
        assert says in one_line(done.stderr) and str(path) in one_line(done.stderr)
    assert not all(found.ok for found in check(path))


def log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record whose articles all stand in its log: killed before it was closed."""
    path = tmp_path_factory.mktemp("logged") / "r.duckdb"
    program = (
        "import os, sys\nsys.path.insert(0, sys.argv[2])\nfrom faults import many\nfrom detente.record import Record\n"
        "from detente.record import adding\nadding.BATCH = 5\nstore = Record.open(sys.argv[1])\n"
        "adder = adding.Adder(store.connection)\n"
        "for key, account in many(40):\n    adder.claim(key)\n    adder.keep(key, account)\nos.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", program, str(path), str(Path(__file__).parent)]
    subprocess.run(command, env=environment())
    assert log_of(path).stat().st_size > 10_000
    return path


def test_a_record_whose_making_was_stopped_is_one_to_go_on_with(tmp_path: Path) -> None:
    """A file without tables is what a kill leaves between making the file and its tables; opening it makes them."""
    path = tmp_path / "r.duckdb"
    duckdb.connect(str(path)).close()
    assert all(found.ok for found in check(path))
    with Record.open(path):
        pass
    assert "stopped" not in " ".join(found.detail for found in check(path))


def test_a_log_that_breaks_off(tmp_path: Path, logged: Path) -> None:
    """Cut anywhere, the log gives whole transactions only."""
    log, chance = log_of(logged).read_bytes(), random.Random(SEED)
    path = tmp_path / "r.duckdb"
    for _ in range(4):
        path.write_bytes(logged.read_bytes())
        log_of(path).write_bytes(log[: chance.randrange(len(log) // 2, len(log))])
        assert 0 < len(held(path)["articles"]) < 40
        assert [found for found in check(path) if not found.ok] == []
        log_of(path).unlink()


def test_a_damaged_log(tmp_path: Path, logged: Path) -> None:
    """What stands before the damage is saved, batch by batch."""
    path, log = tmp_path / "r.duckdb", bytearray(log_of(logged).read_bytes())
    path.write_bytes(logged.read_bytes())
    log[len(log) * 3 // 4] ^= 0x10
    log_of(path).write_bytes(log)
    told = opened_and_read(path)
    assert told is not None and "damaged" in told
    done = repair(path)
    kept = len(held(done.path)["articles"])
    assert 0 < kept < 40 and all(found.ok for found in check(done.path)) and any("log" in note for note in done.notes)
    assert log_of(path).read_bytes() == bytes(log)


def test_damaged_headers_lose_nothing(tmp_path: Path, whole: Path) -> None:
    """The first header comes from a new file; the older of the other two is not needed."""
    data, path = whole.read_bytes(), tmp_path / "r.duckdb"
    first, second = (int.from_bytes(data[n * HEADER + 8 : n * HEADER + 16], "little") for n in (1, 2))
    older = HEADER if first < second else 2 * HEADER
    path.write_bytes(flipped(data, [100, older + 2000]))
    assert damaged(path) == [0, older]
    done = detente("doctor", "--repair", "--record", str(path))
    assert done.returncode == 0, done.stderr
    assert held(tmp_path / "r.repaired.duckdb") == held(whole)


def data_blocks(data: bytes) -> range:
    return range(HEADER * HEADERS, len(data), BLOCK)


def test_each_damaged_block_costs_its_own_rows_only(tmp_path: Path, whole: Path) -> None:
    """Block by block: what is saved is sound, is part of what was there, and the damaged file stays as it is."""
    data, undisturbed = whole.read_bytes(), held(whole)
    saved_some = complete = 0
    for number, offset in enumerate(data_blocks(data)[1::2]):
        path = tmp_path / f"r{number}.duckdb"
        broken = flipped(data, [offset + 50, offset + 30_000, offset + 200_000])
        path.write_bytes(broken)
        try:
            done = repair(path)
        except DetenteError as error:
            assert "nothing" in str(error) and "\n" not in str(error)
            assert [p.name for p in tmp_path.glob(f"r{number}.*")] == [path.name]
            continue
        assert path.read_bytes() == broken
        saved_some += 1
        complete += done.whole
        found = held(done.path)
        assert {row[0] for row in found["articles"]} <= {row[0] for row in undisturbed["articles"]}
        assert [f for f in check(done.path) if not f.ok and "recod" not in f.detail and "recode" not in f.detail] == []
        if done.whole:
            assert found == undisturbed
    assert saved_some > complete > 0


def test_adding_again_after_a_loss_doubles_nothing(tmp_path: Path, whole: Path) -> None:
    """Saved, added again and coded anew it holds what it held."""
    data, path = whole.read_bytes(), tmp_path / "r.duckdb"
    source = write(tmp_path / "accounts.jsonl", many(100))
    tried, last = 0, data_blocks(data)[-1]
    for offset in data_blocks(data):
        path.write_bytes(flipped(data, [offset + 50, offset + 30_000]))
        try:
            done = repair(path)
        except DetenteError:
            continue
        if any(saved.table == "articles" and not saved.whole for saved in done.tables) or offset == last:
            tried += 1
            killed_until_done("adding", done.path, source, 0, random.Random(0))
            killed_until_done("recoding", done.path, source, 0, random.Random(0))
            found, undisturbed = held(done.path), held(whole)
            for table in ("events", "sentences", "meetings", "statements"):
                assert found[table] == undisturbed[table], table
            assert sorted(row[0] for row in found["articles"]) == sorted(row[0] for row in undisturbed["articles"])
            break
        done.path.unlink()
    assert tried


def with_checksum(block: bytes) -> bytes:
    words = np.frombuffer(block, dtype="<u8")
    right = int(np.bitwise_xor.reduce(words[1:] * np.uint64(0xBF58476D1CE4E5B9))) ^ 5381
    return right.to_bytes(8, "little") + block[8:]


def test_what_brings_the_database_down_costs_no_run(tmp_path: Path, whole: Path) -> None:
    """Nonsense under a true checksum, which the database believes: it may break down, the examination does not."""
    data, chance = whole.read_bytes(), random.Random(SEED)
    path = tmp_path / "r.duckdb"
    offsets = list(data_blocks(data))
    for n in range(5):
        offset = chance.choice(offsets)
        nonsense = bytearray(data[offset : offset + BLOCK])
        for place in (chance.randrange(8, BLOCK // 4) for _ in range(400)):
            nonsense[place] = chance.randrange(256)
        path.write_bytes(data[:offset] + with_checksum(bytes(nonsense)) + data[offset + BLOCK :])
        if n == 0:
            done = detente("doctor", "--repair", "--record", str(path))
            assert done.returncode in (0, 1) and b"Traceback" not in done.stderr, done.stderr
        else:
            for found in check(path):
                assert "\n" not in found.detail
            with contextlib.suppress(DetenteError):
                repair(path)
        for made in tmp_path.glob("*.repaired.duckdb"):
            made.unlink()


def test_a_database_that_dies_is_told(tmp_path: Path, whole: Path) -> None:
    """The process that reads is killed: a fault with its signal, and the next question is answered by another."""
    with Reader(whole) as reader:
        assert reader.ask("select 1").rows == [[1]]
        reader._process.kill()
        assert "signal 9" in (reader.ask("select 1").fault or "")
        assert reader.ask("select count(*) from old.articles").rows == [[100]]


def test_a_sound_record_is_left_alone(tmp_path: Path, whole: Path) -> None:
    """Nothing to do, nothing written; and a file that is there already is not written over."""
    path = tmp_path / "r.duckdb"
    path.write_bytes(whole.read_bytes())
    done = detente("doctor", "--repair", "--record", str(path))
    assert done.returncode == 0 and b"sound" in done.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.duckdb"]
    path.write_bytes(flipped(path.read_bytes(), [100]))
    (tmp_path / "r.repaired.duckdb").write_bytes(b"mine")
    done = detente("doctor", "--repair", "--record", str(path))
    assert done.returncode == 1 and "already" in one_line(done.stderr)
    assert (tmp_path / "r.repaired.duckdb").read_bytes() == b"mine"


def test_tables_that_disagree_are_found(tmp_path: Path, whole: Path) -> None:
    """An item without its article, a gap, a fold that is missing: each is a line that says what to do."""
    path = tmp_path / "r.duckdb"
    path.write_bytes(whole.read_bytes())
    assert all(found.ok for found in check(path))
    with Record.open(path) as store:
        one = store.connection.execute("select id from articles limit 1").fetchall()[0][0]
        store.connection.execute("delete from articles where id = ?", [one])
        store.connection.execute("insert into imported (dataset, row) values ('nobody', 1)")
    wrong = [found for found in check(path) if not found.ok]
    assert {"events belong to articles", "imported events belong to a data set"} <= {found.what for found in wrong}
    done = repair(path)
    assert [f for f in check(done.path) if not f.ok] == []
    with Record.open(done.path) as store:
        assert store.connection.execute("select count(*) from events where article = ?", [one]).fetchall() == [(0,)]
