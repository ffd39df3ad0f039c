"""What an endpoint has answered, kept in the record so that no pair is asked about twice.

Two tables of a DuckDB file. ``model_answers`` holds the checked probabilities under a digest of the question; no
sentence, no key. ``model_temperatures`` holds the temperature fitted for each model.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from detente.coding.question import checked
from detente.errors import ModelError
from detente.record.faults import refusal
from detente.record.opening import default_record

#: Statements that make both tables where they are not there.
TABLES = """
create table if not exists model_answers (
    model text not null, key text not null, answer json not null, asked timestamp not null, primary key (model, key));
create table if not exists model_temperatures (
    model text primary key, temperature double not null, pairs integer not null, fitted timestamp not null);
"""


def open_answers(record: Path | None = None) -> Answers:
    """The answers kept in ``record`` (default: :func:`default_record`), which is made when it is not there.

    Raises:
        ModelError: the file is in use by another process, is no DuckDB file, or cannot be written.
    """
    import duckdb

    path = record or default_record()
    try:
        if record is None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = duckdb.connect(os.fspath(path))
    except OSError as error:
        raise ModelError(f"the record {path} cannot be made ({error.strerror}); name another with --record") from None
    except duckdb.Error as error:
        raise ModelError(refusal(path, str(error))) from None
    answers = Answers(connection, path)
    with answers.using() as cursor:
        cursor.execute(TABLES)
    return answers


class Answers:
    """Answers and temperatures by model; safe to use from several threads of one process."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def using(self) -> Iterator[Any]:
        """The connection, one thread at a time; its errors become one line."""
        import duckdb

        with self._lock:
            try:
                yield self._connection
            except duckdb.Error as error:
                raise ModelError(refusal(self._path, str(error))) from None

    def find(self, model: str, keys: Iterable[str]) -> dict[str, dict[str, float]]:
        """Kept answers of ``model`` to the questions with ``keys``, by key."""
        with self.using() as cursor:
            rows = cursor.execute(
                "select key, answer::text from model_answers where model = ? and key in (select unnest(?::text[]))",
                [model, list(keys)],
            ).fetchall()
        found: dict[str, dict[str, float]] = {}
        for key, answer in rows:
            with contextlib.suppress(ValueError):  # changed by somebody else: as if it were not there
                found[key] = checked(answer)
        return found

    def keep(self, model: str, key: str, answer: Mapping[str, float]) -> None:
        """Keep one answer; a second one to the same question is dropped."""
        with self.using() as cursor:
            cursor.execute(
                "insert into model_answers values (?, ?, ?, ?) on conflict do nothing",
                [model, key, msgspec.json.encode(answer).decode(), _now()],
            )

    def temperature(self, model: str) -> float | None:
        """The temperature fitted for ``model``, if one was."""
        with self.using() as cursor:
            row = cursor.execute("select temperature from model_temperatures where model = ?", [model]).fetchone()
        return float(row[0]) if row else None

    def keep_temperature(self, model: str, temperature: float, pairs: int) -> None:
        """Keep the temperature fitted for ``model`` on so many ``pairs``, in the place of an earlier one."""
        with self.using() as cursor:
            cursor.execute(
                "insert or replace into model_temperatures values (?, ?, ?, ?)",
                [model, temperature, pairs, _now()],
            )

    def close(self) -> None:
        """Let go of the file, so that another process may have it."""
        with self._lock:
            self._connection.close()


def _now() -> dt.datetime:
    """Now, in UTC, as DuckDB's ``timestamp`` without zone takes it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def key_of(model: str, version: str, question: str) -> str:
    """Digest that tells one question to one model from all others."""
    return hashlib.sha256("\0".join((model, version, question)).encode()).hexdigest()
