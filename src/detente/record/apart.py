"""A process of its own that reads a file which may bring the database down: what dies is the process, not the run."""

from __future__ import annotations

import contextlib
import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

#: Seconds that one question may take; a damaged structure can lead in a circle.
PATIENCE = 600.0


class Asked(msgspec.Struct, frozen=True):
    """One statement with its values; its rows are the answer."""

    query: str
    values: list[Any] = []


class Told(msgspec.Struct, frozen=True):
    """Rows, or in one line what the database said instead; ``broken``: it will answer nothing more."""

    rows: list[list[Any]] = []
    fault: str | None = None
    broken: bool = False


class Reader:
    """Asks a DuckDB file, attached read-only as ``old``, in a process of its own; ``new`` may be written beside it.

    Where the database has broken down its process is ended, and the next question starts another.
    """

    def __init__(self, old: Path, new: Path | None = None) -> None:
        self._files = [str(old), str(new) if new is not None else None]
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, query: str, *values: Any) -> Told:
        """The answer to one statement; a crash of the process is a fault too."""
        if self._pipe is None:
            self._start()
        assert self._pipe is not None
        try:
            self._pipe.send_bytes(msgspec.msgpack.encode(Asked(query, list(values))))
            if not self._pipe.poll(PATIENCE):
                self.close()
                return Told(fault=f"no answer after {PATIENCE:.0f} s")
            told = msgspec.msgpack.decode(self._pipe.recv_bytes(), type=Told)
        except (EOFError, OSError):
            process = self._process
            process.join(timeout=10)
            code = process.exitcode
            self.close()
            return Told(fault=f"the database broke down ({'signal' if (code or 0) < 0 else 'exit'} {abs(code or 0)})")
        if told.broken:
            self.close()
        return told

    def close(self) -> None:
        """End the process."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(timeout=10)
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.join()
            self._process = None

    def _start(self) -> None:
        from detente.scale.pool import without_main

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_answer, args=(theirs, *self._files), daemon=True)
        with without_main():
            self._process.start()
        theirs.close()
        self._pipe = ours


def _answer(pipe: Connection, old: str, new: str | None) -> None:
    """Answer questions until the pipe closes. Runs in the process of its own."""
    import os
    import signal

    import duckdb

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides what an interruption means
    # what a library that breaks down says goes nowhere: who asks tells it in one line
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    connection, attached = duckdb.connect(), False
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked = msgspec.msgpack.decode(pipe.recv_bytes(), type=Asked)
            try:
                if not attached:
                    connection.execute("set memory_limit = '400MB'")
                    connection.execute(f"attach {_quoted(old)} as old (read_only)")
                    if new is not None:
                        connection.execute(f"attach {_quoted(new)} as new")
                    attached = True
                rows = connection.execute(asked.query, asked.values).fetchall()
                told = Told([list(row) for row in rows])
            except (duckdb.Error, RuntimeError, MemoryError) as error:
                said = " ".join(str(error).split())[:400] or type(error).__name__
                told = Told(fault=said, broken=not attached or "FATAL" in said or "INTERNAL" in said)
            pipe.send_bytes(msgspec.msgpack.encode(told))


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
