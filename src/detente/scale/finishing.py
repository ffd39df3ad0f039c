"""The finishing of an output: its parts numbered, folded and compacted into few files, to be read in place as a record.

What was folded stays; a later finishing adds what has been done since. The manifest is written last, in one step, so an
interrupted finishing changes nothing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from detente.record.inplace import FOLDER, MANIFEST, Held, held_in, tables_of
from detente.record.store import arrow_of
from detente.scale.errors import ScaleError
from detente.scale.folder import Input, Output, reason
from detente.scale.merging import Merged, Merger, parts_in_order

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Bytes in memory of a row group, and of rows in a file, about; files of fewer bytes are put together when many.
GROUP, FILE, SMALL, MANY = 16 * 1024 * 1024, 1024 * 1024 * 1024, 64 * 1024 * 1024, 8


def finish(output: Output) -> Merged:
    """Fold and compact what is done of ``output``; what it did.

    Raises:
        ScaleError: the output lies in an object store, is none, or cannot be written.
    """
    if not output.on_disk:
        raise ScaleError(f"{output.place} cannot be folded in place; add it to a record: detente add {output.place}")
    if output.plan() is None:
        raise ScaleError(f"{output.place} holds no output of detente scale")
    place = output.path("")
    held = held_in(place) or Held()
    known, generation = set(held.parts), held.generation + 1
    folder = place / FOLDER
    files = _Files(folder, generation)
    added = twice = failed = waiting = 0
    parts = list(held.parts)
    try:
        with contextlib.closing(tables_of(place, held)) as connection, files:
            merger = Merger(connection)
            for part in parts_in_order(output):
                if isinstance(part, Input):
                    waiting += 1
                    continue
                if (name := f"{part.input}/{part.number}") in known:
                    continue
                new, merged = merger.merge(part, {t: output.table(f) for t, f in part.files.items()})
                for table, rows in new.items():
                    files.append(table, rows)
                parts.append(name)
                added, twice, failed = added + merged.added, twice + merged.known, failed + merged.failed
            for table in ("runs", "notes"):
                files.append(table, arrow_of(connection, f"from {table}"))
        if len(parts) > len(held.parts):
            _commit(output, held, parts, files, generation)
    except OSError as error:
        raise ScaleError(f"{folder} cannot be written ({reason(error)})") from None
    return Merged(added, twice, failed, waiting)


def _commit(output: Output, held: Held, parts: list[str], files: _Files, generation: int) -> None:
    folder = output.path(FOLDER)
    named: dict[str, tuple[str, ...]] = {}
    for table in {**held.files, **files.names}:
        new = tuple(files.names.get(table, ()))
        old = () if table in ("runs", "notes") else held.files.get(table, ())
        named[table] = _compacted(folder, table, old + new, generation)
    manifest = msgspec.structs.replace(held, parts=tuple(parts), files=named, generation=generation)
    output.write(f"{FOLDER}/{MANIFEST}", manifest)
    kept = {name for names in named.values() for name in names}
    for path in folder.glob("*.parquet"):
        if path.name not in kept:
            path.unlink()


def _compacted(folder: Path, table: str, names: tuple[str, ...], generation: int) -> tuple[str, ...]:
    """Files of a table with a run of many small ones put together, in order."""
    import pyarrow.parquet as pq

    first = len(names)
    while first and (folder / names[first - 1]).stat().st_size < SMALL:
        first -= 1
    if len(names) - first <= MANY:
        return names
    whole = f"{table}-{generation:05}-whole.parquet"
    with pq.ParquetWriter(folder / whole, pq.read_schema(folder / names[first]), compression="zstd") as writer:
        for name in names[first:]:
            with pq.ParquetFile(folder / name) as file:
                for batch in file.iter_batches(batch_size=20_000):
                    writer.write_batch(batch)
    return (*names[:first], whole)


@dataclass
class _Files:
    """Files being written: rows wait until they fill a row group, and a file that is full is followed by another."""

    folder: Path
    generation: int
    names: dict[str, list[str]] = field(default_factory=dict)
    _waiting: dict[str, list[pa.Table]] = field(default_factory=dict)
    _open: dict[str, tuple[pq.ParquetWriter, int]] = field(default_factory=dict)

    def __enter__(self) -> _Files:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for table in list(self._waiting):
            self._write(table)
        for writer, _size in self._open.values():
            writer.close()

    def append(self, table: str, rows: pa.Table) -> None:
        """More rows of a table."""
        waiting = self._waiting.setdefault(table, [])
        waiting.append(rows)
        if sum(part.nbytes for part in waiting) >= GROUP:
            self._write(table)

    def _write(self, table: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = pa.concat_tables(self._waiting.pop(table))
        if table not in self._open:
            names = self.names.setdefault(table, [])
            names.append(f"{table}-{self.generation:05}-{len(names):04}.parquet")
            self._open[table] = pq.ParquetWriter(self.folder / names[-1], rows.schema, compression="zstd"), 0
        writer, size = self._open[table]
        writer.write_table(rows)
        if size + rows.nbytes >= FILE:
            writer.close()
            del self._open[table]
        else:
            self._open[table] = writer, size + rows.nbytes
