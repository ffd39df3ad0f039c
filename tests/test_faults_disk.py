"""A full disk, a folder that cannot be written, a record that somebody else holds: one line, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from detente.record import Record
from faults import accounts, detente, environment, held, largest_file, many, one_line, small_disk, write, writer

NOBODY = 65534
#: Articles that are written; some 2 kB each in the log.
COUNT = 160


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("accounts") / "accounts.jsonl", many(COUNT))


def sound(path: Path) -> bool:
    return detente("doctor", "--record", str(path)).returncode == 0


def goes_on(path: Path, source: Path) -> int:
    """Articles that are held after the writer is run again."""
    process = writer("adding", path, source)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said
    return len(held(path)["articles"])


def test_a_full_disk(tmp_path: Path, source: Path) -> None:
    """On a disk of 300 kB of its own; freed, the same command goes on where it was."""
    with small_disk(tmp_path / "disk", "300k") as disk:
        if disk is None:
            pytest.skip("nothing can be mounted here; the next test makes the same fault otherwise")
        path = disk / "r.duckdb"
        process = writer("adding", path, source)
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 1 and f"the disk of the record {path} is full" in one_line(said)
        kept = len(held(path)["articles"])
        assert 0 < kept < COUNT and sound(path)
        larger = subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], capture_output=True)
        assert larger.returncode == 0
        assert goes_on(path, source) == COUNT and sound(path)


def test_a_file_that_may_not_grow(tmp_path: Path, source: Path) -> None:
    """A bound on the size of files stands for the full disk where none can be mounted."""
    path = tmp_path / "r.duckdb"
    process = writer("adding", path, source, before=largest_file(200_000))
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1 and "is full" in one_line(said)
    assert 0 < len(held(path)["articles"]) < COUNT
    assert goes_on(path, source) == COUNT


def test_a_full_disk_under_the_command(tmp_path: Path) -> None:
    """The command line itself, into a record that has no room for the tables."""
    (tmp_path / "a.txt").write_text("France condemned Chile on Monday.", encoding="utf-8")
    words = ("add", str(tmp_path / "a.txt"), "--record", str(tmp_path / "r.duckdb"))
    done = detente(*words, before=largest_file(13_000))
    assert done.returncode == 1 and "is full" in one_line(done.stderr) and done.stdout == b""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_must_not_be_written(tmp_path: Path, source: Path) -> None:
    """Written as somebody who has no right to: a new record, and one that may be read only."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    path = tmp_path / "r.duckdb"
    program = "import sys\nfrom detente.record import Record\nfrom detente.errors import DetenteError\n" + (
        f"import os, detente.record.opening, duckdb\nos.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        f"try:\n    Record.open({str(path)!r}).close()\n"
        "except DetenteError as error:\n    print(f'detente: {error}', file=sys.stderr); sys.exit(1)\n"
    )

    def run() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment())

    done = run()
    assert done.returncode == 1 and str(path) in one_line(done.stderr) and not path.exists()
    Record.open(path).close()
    path.chmod(0o644)
    before = path.read_bytes()
    done = run()
    assert done.returncode == 1 and str(path) in one_line(done.stderr)
    assert path.read_bytes() == before


def test_a_disk_that_is_read_only(tmp_path: Path, source: Path) -> None:
    """Reading goes on; writing is refused in one line."""
    with small_disk(tmp_path / "disk", "16m") as disk:
        if disk is None:
            pytest.skip("nothing can be mounted here")
        path = disk / "r.duckdb"
        assert goes_on(path, source) == COUNT
        assert subprocess.run(["mount", "-o", "remount,ro", str(disk)]).returncode == 0
        process = writer("adding", path, source)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 1 and str(path) in one_line(said)
        assert detente("record", "--record", str(path)).returncode == 0
        assert len(held(path)["articles"]) == COUNT


def test_a_record_that_somebody_holds(tmp_path: Path) -> None:
    """Each command that needs it says who, and goes away."""
    path = tmp_path / "r.duckdb"
    Record.open(path).close()
    program = f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        for words in (("record",), ("doctor", "--repair")):
            done = detente(*words, "--record", str(path))
            assert done.returncode == 1 and "in use by another process" in one_line(done.stderr)
        examined = detente("doctor", "--record", str(path))
        assert examined.returncode == 1 and f"({holder.pid})" in examined.stdout.decode()
    finally:
        holder.communicate(b"\n")
    assert detente("record", "--record", str(path)).returncode == 0


def test_an_export_onto_a_full_device(tmp_path: Path, source: Path) -> None:
    """What cannot be written out is told, not shown as a traceback."""
    path = tmp_path / "r.duckdb"
    goes_on(path, write(tmp_path / "few.jsonl", accounts(8)))
    for words in (("record",), ("export", "csv")):
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "detente", *words, "--record", str(path)]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), cwd=ROOT)
        assert done.returncode == 1 and "is full" in one_line(done.stderr), words


def test_a_reader_that_goes_away(tmp_path: Path, source: Path) -> None:
    """`| head`: quiet."""
    path = tmp_path / "r.duckdb"
    goes_on(path, write(tmp_path / "few.jsonl", accounts(8)))
    for words in (("record",), ("export", "jsonl"), ("doctor", "--record")):
        options = () if "--record" in words else ("--record",)
        command = [sys.executable, "-m", "detente", *words, *options, str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(timeout=60)
        assert "Traceback" not in said and "Broken" not in said and "Exception ignored" not in said, said
        assert process.returncode == 0
