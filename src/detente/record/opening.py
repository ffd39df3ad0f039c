"""The file: where it lies, opening it, and bringing an older one up to date."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from detente.interruption import put_off
from detente.record.errors import RecordError
from detente.record.faults import record_error, refusal
from detente.record.schema import STEPS, VERSION

if TYPE_CHECKING:
    import duckdb

#: What the database may take of memory; what is more goes to the disk.
MEMORY = "400MB"


def default_record() -> Path:
    """The record in the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("detente", appauthor=False) / "detente.duckdb"


def connect(path: Path | None = None, *, read_only: bool = False, wait: float = 0.0) -> duckdb.DuckDBPyConnection:
    """A connection to the record at ``path`` (default: :func:`default_record`), at the present version.

    A record that is not there is made, unless ``read_only``. A folder that `detente scale --finish` has folded is read
    in place. Another process may hold the file: it is asked for
    again for ``wait`` seconds.

    Raises:
        RecordError: in use, no such file, no record, written by a newer program, or not to be written.
    """
    import duckdb

    place = path or default_record()
    if read_only and not place.exists():
        raise RecordError(f"there is no record at {place}; make one with: detente add PATH, or name one with --record")
    if os.path.isdir(place):  # noqa: PTH112 - says no where it may not look, where Path.is_dir raises
        from detente.record.inplace import connect_in_place

        if not read_only:
            raise RecordError(f"{place} is a folder, which is only read; to write: detente add {place} --record FILE")
        connection = connect_in_place(place)
        connection.execute(f"set memory_limit = '{MEMORY}'")
        return connection
    end = time.monotonic() + wait
    while True:
        try:
            if path is None:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = duckdb.connect(os.fspath(place), read_only=read_only)
            break
        except OSError as error:
            raise RecordError(
                f"the record {place} cannot be made ({error.strerror}); name another with --record"
            ) from None
        except duckdb.Error as error:
            if "lock on file" in str(error) and time.monotonic() < end:
                time.sleep(0.1)
                continue
            raise RecordError(refusal(place, str(error))) from None
    try:
        # set here: two connections of one process must open the file with equal options
        connection.execute(f"set memory_limit = '{MEMORY}'")
        _bring_up_to_date(connection, place, read_only=read_only)
    except BaseException as error:
        connection.close()
        told = record_error(error, place)
        if told is not None:
            raise told from None
        raise
    return connection


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The version of the record's tables; 0 where there are none yet."""
    # read to the end: a connection with an unread answer takes no other question
    tables = "select count(*) from information_schema.tables where table_name = 'detente_version'"
    if not connection.execute(tables).fetchall()[0][0]:
        return 0
    found = connection.execute("select max(version) from detente_version").fetchall()[0][0]
    return int(found) if found is not None else 0


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool) -> None:
    version = version_of(connection)
    if version > VERSION:
        raise RecordError(
            f"the record {path} was written by a newer detente (its version {version}, ours {VERSION}); update detente"
        )
    if version == VERSION:
        return
    if read_only:
        raise RecordError(
            f"the record {path} has version {version} and must be brought to {VERSION}; "
            "open it once for writing, for example with: detente recode"
        )
    for number in range(version, VERSION):
        with transaction(connection):
            connection.execute("create table if not exists detente_version (version integer not null)")
            connection.execute(STEPS[number])
            connection.execute("insert into detente_version values (?)", [number + 1])


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is written inside, or nothing; Ctrl-C waits for its end."""
    import duckdb

    with put_off():
        connection.execute("begin")
        try:
            yield
            connection.execute("commit")
        except BaseException:
            # a commit that failed has rolled back by itself, and a database that broke down answers nothing more
            with suppress(duckdb.Error):
                connection.execute("rollback")
            raise
