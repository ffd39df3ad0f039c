"""A record too large for one file: a folder of Parquet, read where it lies; nothing is written to it here.

``record/manifest.json`` names the files of each table. What it does not name does not exist.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from detente.record.errors import RecordError
from detente.record.schema import STEPS, VERSION

if TYPE_CHECKING:
    import duckdb

#: The folder of a folded output, and what names its files.
FOLDER, MANIFEST = "record", "manifest.json"
#: Small tables, held in memory.
_SMALL = ("runs", "notes")


class Held(msgspec.Struct, frozen=True):
    """Which files hold each table, and which parts of the output they hold (``input/number``, in order)."""

    version: int = VERSION
    parts: tuple[str, ...] = ()
    files: dict[str, tuple[str, ...]] = {}
    generation: int = 0


def held_in(place: Path) -> Held | None:
    """What the folder at ``place`` holds; None where nothing was folded yet.

    Raises:
        RecordError: it was folded by another version, or its manifest is broken.
    """
    path = place / FOLDER / MANIFEST
    try:
        held = msgspec.json.decode(path.read_bytes(), type=Held)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise RecordError(f"{path} cannot be read ({error}); fold it anew: detente scale --finish --out DIR") from None
    if held.version != VERSION:
        wrong = f"{place} was folded as version {held.version}, ours is {VERSION}"
        raise RecordError(f"{wrong}; remove its folder {FOLDER} and run: detente scale --finish --out DIR")
    return held


def connect_in_place(place: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory whose tables are views of the Parquet files under ``place``.

    Raises:
        RecordError: the folder holds no folded output.
    """
    held = held_in(place)
    if held is None:
        raise RecordError(f"{place} is a folder and no record; after detente scale: detente scale --finish --out DIR")
    connection = tables_of(place, held)
    try:
        connection.execute("select count(*) from articles").fetchall()
    except BaseException as error:
        connection.close()
        raise RecordError(f"the record in {place} lacks a file ({str(error).splitlines()[0][:200]})") from None
    return connection


def tables_of(place: Path, held: Held) -> duckdb.DuckDBPyConnection:
    """The tables of a record in memory, those that have files as views of them."""
    import duckdb

    connection = duckdb.connect()
    spill = Path(tempfile.gettempdir()) / f"detente-{os.getpid()}"
    connection.execute(f"set temp_directory = '{_quoted(spill)}'")
    for step in STEPS:
        connection.execute(step)
    connection.execute("create table detente_version as select range as version from range(1, ?)", [VERSION + 1])
    for table, files in held.files.items():
        paths = ", ".join(f"'{_quoted(place / FOLDER / name)}'" for name in files)
        source = f"read_parquet([{paths}])"
        if table in _SMALL:
            connection.execute(f'insert into "{table}" by name select * from {source}')  # noqa: S608
        else:
            connection.execute(f'drop table "{table}"')
            connection.execute(f'create view "{table}" as select * from {source}')  # noqa: S608
    return connection


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
