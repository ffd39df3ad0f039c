"""What can be read of a damaged record, into a new one beside it; the damaged file is only read.

The file is copied, and the copy is read table by table in a process of its own. Where a table cannot be read whole it
is read by row groups, the portions in which the database keeps rows; where one of these cannot be read either, without
the columns that may be empty, and articles one by one. What was saved is then made to agree: nothing is kept of lost
articles, so that adding them again doubles nothing, and articles that lost items are marked, to be coded anew.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from detente.record import blocks
from detente.record.apart import Reader
from detente.record.errors import RecordError
from detente.record.opening import connect
from detente.record.tidying import tidy

#: Rows of a row group.
GROUP = 122_880
#: Made anew from what is saved, when it is next asked for.
_MADE_ANEW = frozenset({"search_state", "search_texts", "detente_version"})
_ENDPOINT = frozenset({"model_answers", "model_temperatures"})


@dataclass(frozen=True, slots=True)
class Saved:
    """Rows saved of a table; ``of`` is how many there were (None: not even that can be read), ``emptied`` its columns
    that could not be read."""

    table: str
    rows: int
    of: int | None
    emptied: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing of it is lost."""
        return self.rows == self.of and not self.emptied


@dataclass(slots=True)
class Repaired:
    """The new record, what it holds of each table, and what else is to be known, a line each."""

    path: Path
    tables: list[Saved] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is lost."""
        return all(saved.whole for saved in self.tables)


def repair(path: Path, said: Callable[[Saved], None] = lambda _: None) -> Repaired:
    """Save what can be read of ``path`` into ``NAME.repaired.duckdb`` beside it; ``said`` is told of each table.

    Killed, it leaves nothing behind but a folder ``NAME.repairing…``.

    Raises:
        RecordError: there is no such file, it is in use, nothing of it can be read, or the new one is there already.
    """
    target = path.with_name(f"{path.stem}.repaired.duckdb")
    if not path.is_file():
        raise RecordError(f"there is no record at {path}; name one with --record")
    if target.exists():
        raise RecordError(f"{target} is there already; move it away, or use it with --record")
    with Reader(path) as reader:
        told = reader.ask("select 1").fault or ""
    if "lock on file" in told:
        raise RecordError(f"the record {path} is in use by another process; wait for it, and repair it then")
    try:
        with tempfile.TemporaryDirectory(prefix=f"{path.stem}.repairing", dir=path.parent) as folder:
            copy, new = Path(folder) / "old.duckdb", Path(folder) / "new.duckdb"
            shutil.copyfile(path, copy)
            log = _log(path)
            if log.exists():
                shutil.copyfile(log, _log(copy))
            done = _saved(path, copy, new, Repaired(target), said)
            new.replace(target)
    except OSError as error:
        raise RecordError(
            f"the record cannot be repaired in {path.parent} ({error.strerror}); it takes three times the room of the "
            "record there, or copy the record elsewhere"
        ) from None
    return done


def _saved(path: Path, copy: Path, new: Path, done: Repaired, said: Callable[[Saved], None]) -> Repaired:
    connect(new).close()
    wrong = blocks.damaged(copy)
    headers = [place for place in wrong if place < blocks.HEADER * blocks.HEADERS]
    if wrong:
        done.notes.append(f"{len(wrong)} of its blocks are damaged")
    if headers and blocks.replace_headers(copy, new, headers):
        done.notes.append("the record of the last but one state of the file was used: the latest changes may be lost")
    with Reader(copy, new) as reader:
        tables = _tables(path, copy, reader, done)
        for table in tables:
            if table in _MADE_ANEW:
                continue
            saved = _save(reader, table)
            done.tables.append(saved)
            said(saved)
    lost = {saved.table for saved in done.tables if not saved.whole}
    with_new = connect(new)
    try:
        done.notes += tidy(with_new, lost, {"articles", "runs", "sentences", "events"} - set(tables))
        with_new.execute("checkpoint")
    finally:
        with_new.close()
    return done


def _tables(path: Path, copy: Path, reader: Reader, done: Repaired) -> list[str]:
    """The names of the tables, once the copy can be opened; of its log what can be read is kept."""
    fault = ""
    for _ in range(3):
        found = reader.ask(
            "select table_name from duckdb_tables() where database_name = 'old' and schema_name = 'main' order by 1"
        )
        if found.fault is None:
            return _known_first([str(row[0]) for row in found.rows])
        fault = found.fault
        reader.close()
        log = _log(copy)
        if not log.exists():
            break
        place = re.search(r"entry at byte position (\d+)", fault)
        if place and 0 < int(place[1]) < log.stat().st_size:
            with log.open("r+b") as file:
                file.truncate(int(place[1]))
            done.notes.append(
                f"the log of the latest changes is damaged at byte {int(place[1]):,}; those before it are kept"
            )
        else:
            log.unlink()
            done.notes.append("the log of the latest changes cannot be read; they are lost")
    raise RecordError(
        f"nothing of {path} can be read ({fault[:160]}); bring back a copy, or add the sources again into a new record"
    )


def _known_first(tables: list[str]) -> list[str]:
    order = ["runs", "articles", "sentences", "events"]
    return sorted(tables, key=lambda t: (order.index(t) if t in order else len(order), t))


def _save(reader: Reader, table: str) -> Saved:
    name = _quoted(table)
    counted = reader.ask(f"select count(*) from old.main.{name}")  # noqa: S608
    of = int(counted.rows[0][0]) if counted.rows else None
    columns = _columns(reader, table)
    if not columns:
        return Saved(table, 0, of)
    told = reader.ask(_copying(table, columns, ()))
    if told.fault is None:
        return Saved(table, int(told.rows[0][0]), of)
    rows = 0
    emptied: set[str] = set()
    for first in range(0, of or 0, GROUP):
        where = f"where rowid between {first} and {first + GROUP - 1}"
        kept, without = _save_group(reader, table, columns, where)
        rows += kept
        emptied.update(without)
    if table == "articles" and rows < (of or 0):
        rows += _save_one_by_one(reader, columns)
    return Saved(table, rows, of, tuple(sorted(emptied)))


def _save_group(reader: Reader, table: str, columns: dict[str, bool], where: str) -> tuple[int, tuple[str, ...]]:
    """Rows saved of one row group, and the columns that had to be left empty."""
    told = reader.ask(_copying(table, columns, (), where))
    if told.fault is None:
        return int(told.rows[0][0]), ()
    unreadable = tuple(
        column
        for column in columns
        if reader.ask(f"select bit_xor(hash({_quoted(column)})) from old.main.{_quoted(table)} {where}").fault  # noqa: S608
    )
    if not unreadable or not all(columns[column] for column in unreadable):
        return 0, ()
    told = reader.ask(_copying(table, columns, unreadable, where))
    return (int(told.rows[0][0]), unreadable) if told.fault is None else (0, ())


def _save_one_by_one(reader: Reader, columns: dict[str, bool]) -> int:
    """Articles that are not saved yet and can be fetched by their key, which reads no more than their own parts."""
    keys: list[str] = []
    for query in ("select id from old.main.articles", 'select distinct "article" from old.main.sentences'):
        told = reader.ask(query)
        if told.fault is None:
            keys = [str(row[0]) for row in told.rows]
            break
    held = {str(row[0]) for row in reader.ask("select id from new.main.articles").rows}
    copying, rows = _copying("articles", columns, (), "where id = ?"), 0
    for key in keys:
        if key not in held:
            told = reader.ask(copying, key)
            rows += int(told.rows[0][0]) if told.rows else 0
    return rows


def _columns(reader: Reader, table: str) -> dict[str, bool]:
    """The columns that both files have, and whether they may be empty; a new table is made where there is none."""
    if table in _ENDPOINT:
        from detente.coding.answers import TABLES

        for statement in filter(str.strip, TABLES.split(";")):
            reader.ask(statement.replace("exists ", "exists new.main."))
    asked = "select column_name, is_nullable from duckdb_columns() where database_name = ? and schema_name = 'main' and table_name = ?"  # noqa: E501
    new = {str(name): bool(empty) for name, empty in reader.ask(asked, "new", table).rows}
    if not new:
        name = _quoted(table)
        reader.ask(f"create table new.main.{name} as from old.main.{name} limit 0")
        new = {str(column): bool(empty) for column, empty in reader.ask(asked, "new", table).rows}
    old = {str(row[0]) for row in reader.ask(asked, "old", table).rows}
    return {column: empty for column, empty in new.items() if column in old}


def _copying(table: str, columns: dict[str, bool], without: tuple[str, ...], where: str = "") -> str:
    taken = ", ".join(_quoted(column) for column in columns if column not in without)
    name = _quoted(table)
    return f"insert into new.main.{name} ({taken}) select {taken} from old.main.{name} {where}"  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
