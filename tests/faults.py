"""Making faults in tests: writers in processes of their own, small disks, damaged files, and what must hold after."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import msgspec

from conftest import ROOT, code_text
from detente.record.schema import ITEMS
from detente.records import Account

#: Tables whose rows must be those of an undisturbed record, in no order.
TABLES = ("articles", "sentences", "stories", "happenings", "corrections", "imported", "imports", *ITEMS)
_STATES = "France Germany Turkey Greece Egypt Iran Japan Chile".split()
_ACTS = ("{a} condemned {b} on Monday.", "{a} expelled two diplomats of {b}.", "The minister of {a} met {b}'s in {a}.")


def accounts(count: int = 24) -> list[tuple[str, Account]]:
    """So many coded articles of our own, each under a key."""
    chance = random.Random(2)
    found = []
    for n in range(count):
        a, b = chance.sample(_STATES, 2)
        text = " ".join(act.format(a=a, b=b) for act in chance.sample(_ACTS, 2)) + f" It took {n} hours."
        coded = code_text(text)
        key = f"{n:016x}"
        found.append((key, msgspec.structs.replace(coded, article=msgspec.structs.replace(coded.article, id=key))))
    return found


def many(count: int) -> list[tuple[str, Account]]:
    """So many accounts, the same few coded ones under ever new keys; a body of its own for each."""
    few = accounts()
    found = []
    for n in range(count):
        coded = few[n % len(few)][1]
        key = f"{n:016x}"
        tail = " ".join(f"word{n}x{m}" for m in range(40))
        article = msgspec.structs.replace(coded.article, id=key, body=f"{coded.article.body} {tail}")
        found.append((key, msgspec.structs.replace(coded, article=article)))
    return found


def write(path: Path, coded: Sequence[tuple[str, Account]]) -> Path:
    """Accounts as a file that the writers below read."""
    path.write_bytes(b"\n".join(msgspec.json.encode(pair) for pair in coded))
    return path


_HEAD = """
import sys, os
from pathlib import Path
import msgspec
from detente.errors import DetenteError
from detente.record import Record
from detente.records import Account, Provenance
record, source = Path(sys.argv[1]), Path(sys.argv[2])
def accounts():
    return [msgspec.json.decode(line, type=tuple[str, Account]) for line in source.read_bytes().splitlines()]
print("ready", flush=True)
try:
    with Record.open(record) as store:
"""
_TAIL = """
except DetenteError as error:
    print(f"detente: {error}", file=sys.stderr)
    sys.exit(1)
"""
#: What a writer does, as the body of a program; accounts were coded before, so that all its time goes into writing.
WRITERS = {
    "adding": """
        from detente.record import adding
        adding.BATCH = 20
        with adding.Adder(store.connection) as adder:
            for key, account in accounts():
                if adder.claim(key):
                    adder.keep(key, account)
""",
    "recoding": """
        from detente.record import adding
        adding.BATCH = 20
        coded = dict(accounts())
        now = Provenance(detente="9", model="newer", knowledge="newer")
        class Coder:
            provenance = now
            def account(self, article):
                return msgspec.structs.replace(coded[article.id], provenance=now)
        adding.recode(store.connection, adding.due(store.connection, now), Coder())
""",
    "correcting": """
        from detente.record.corrections import Correction, correct, corrections
        from detente.record.store import rows
        done = {(r["article"], r["start"]) for r in corrections(store.connection)}
        for r in rows(store.connection, 'select "article", n, "start" from events order by all limit 60'):
            if (r["article"], r["start"]) not in done:
                done.add((r["article"], r["start"]))
                correct(store.connection, f"{r['article']}#{r['n']}", Correction(type="AID"), "a reader")
""",
    "importing": """
        from detente.record import imports
        imports._PORTION = 2000
        imports.import_events(store.connection, source, "table", codes="cameo")
""",
}


def writer(what: str, record: Path, source: Path, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """A process that does ``what`` to ``record``; it prints a line when it begins."""
    program = _HEAD + WRITERS[what] + _TAIL
    return subprocess.Popen(
        [sys.executable, "-c", program, str(record), str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=before,
    )


def environment() -> dict[str, str]:
    """That of this process, with this checkout's package first."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def killed_until_done(what: str, record: Path, source: Path, kills: int, chance: random.Random) -> int:
    """Run a writer, kill it at random moments so many times, then let it end; how often it was killed."""
    done = 0
    while done < kills:
        process = writer(what, record, source)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0.0, 0.5))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            done += 1
        said = process.communicate()[1]
        assert process.returncode in (0, -signal.SIGKILL), said
        if process.returncode == 0:
            break
    ended = writer(what, record, source)
    said = ended.communicate(timeout=120)[1]
    assert ended.returncode == 0, said
    return done


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table, but the times at which something was written."""
    found = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for table in TABLES:
            what = "* exclude (made_at)" if table == "corrections" else "*"
            found[table] = sorted(connection.execute(f'select {what} from "{table}"').fetchall(), key=repr)
    return found


def one_line(said: bytes | str) -> str:
    """What a failing command said: one line of ours, no traceback; the line."""
    text = said if isinstance(said, str) else said.decode()
    lines = text.splitlines()
    assert len(lines) == 1 and lines[0].startswith("detente: "), text
    assert "Traceback" not in text
    return lines[0]


def detente(*words: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[bytes]:
    """`python -m detente WORDS` in a process of its own."""
    command = [sys.executable, "-m", "detente", *words]
    return subprocess.run(command, capture_output=True, env=environment(), preexec_fn=before, timeout=120)


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path | None]:
    """A disk of its own at ``place``; None where none can be mounted (mounting takes root, and not every root may)."""
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True)
    if done.returncode:
        yield None
        return
    try:
        yield place
    finally:
        for _ in range(20):
            if subprocess.run(["umount", str(place)], capture_output=True).returncode == 0:
                break
            time.sleep(0.2)


def largest_file(size: int) -> Callable[[], None]:
    """What a child calls so that no file of its grows beyond ``size`` bytes, and writing more fails."""

    def bound() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return bound


def memory(megabytes: int) -> Callable[[], None]:
    """What a child calls so that it gets no more than ``megabytes``."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return bound
