"""The output of a scaled run: a folder, here or in an object store, that is whole at every moment.

``detente-scale.json`` is the plan: settings and inputs, in order. Each input is coded in parts. A part's tables are
written first, under names of their own; then its entry under ``parts/``, in one step: it names them, and what no entry
names does not exist. ``inputs/`` says of how many parts an input consists once it was read to its end.
"""

from __future__ import annotations

import io
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from detente.records import Provenance
from detente.scale.errors import ScaleError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.fs import FileSystem

#: The file that makes a folder an output.
PLAN = "detente-scale.json"
_VERSION = 1
_T = TypeVar("_T", bound=msgspec.Struct)


class Input(msgspec.Struct, frozen=True):
    """A file to be coded: ``name`` as it was given, ``place`` where every worker finds it. ``id`` changes with it."""

    id: str
    name: str
    place: str
    size: int


class Settings(msgspec.Struct, frozen=True):
    """What every part of an output has in common."""

    date: str | None = None
    knowledge: str | None = None
    min_confidence: float = 0.0


class Plan(msgspec.Struct, frozen=True):
    """The inputs of an output in the order in which they were first named."""

    settings: Settings
    part_articles: int
    inputs: tuple[Input, ...] = ()
    version: int = _VERSION


class Ended(msgspec.Struct, frozen=True):
    """An input that was read to its end, in so many parts."""

    parts: int


class Part(msgspec.Struct, frozen=True):
    """A part that is done: the file of each table that has rows, and what it cost.

    ``seconds`` are those of reading, coding and writing; ``faults`` counts what cannot be had by its kind.
    """

    input: str
    number: int
    files: dict[str, str]
    provenance: Provenance | None
    articles: int
    faults: dict[str, int]
    seconds: dict[str, float]
    bytes: int


class Output:
    """An output folder. ``place`` is a path or an address such as ``s3://bucket/run``; ``on_disk`` tells the first.

    Raises:
        ScaleError: from any method, where the place cannot be used.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._files, self._root = filesystem(place)
        self.on_disk = self._files.type_name == "local"

    def plan(self) -> Plan | None:
        """The plan; None where there is no output yet."""
        found = self.read(PLAN, Plan)
        if found is not None and found.version != _VERSION:
            raise ScaleError(f"{self.place} was written by another detente (version {found.version}); update detente")
        return found

    def ended(self, input: Input) -> Ended | None:
        """Whether an input was read to its end."""
        return self.read(f"inputs/{input.id}.json", Ended)

    def end(self, input: Input, parts: int) -> None:
        """An input was read to its end."""
        self.write(f"inputs/{input.id}.json", Ended(parts))

    def numbers(self, input: Input) -> set[int]:
        """The numbers of the parts of ``input`` that are done."""
        from pyarrow.fs import FileSelector

        selector = FileSelector(self._at(f"parts/{input.id}"), allow_not_found=True)
        names = (info.base_name for info in self._files.get_file_info(selector))
        return {int(name[:-5]) for name in names if name.endswith(".json") and name[:-5].isdigit()}

    def part(self, input: str, number: int) -> Part | None:
        """The entry of a part that is done."""
        return self.read(f"parts/{input}/{number:06}.json", Part)

    def commit(self, part: Part) -> None:
        """Let a part be done. Its tables must have been written."""
        self.write(f"parts/{part.input}/{part.number:06}.json", part)

    def read(self, name: str, kind: type[_T]) -> _T | None:
        """What a small file says; None where there is none."""
        try:
            with self._files.open_input_stream(self._at(name)) as stream:
                return msgspec.json.decode(stream.read(), type=kind)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise ScaleError(f"{self.place}/{name} is broken ({error}); begin again with another --out") from None
        except OSError as error:
            raise ScaleError(f"{self.place}/{name} cannot be read ({reason(error)})") from None

    def write(self, name: str, what: msgspec.Struct) -> None:
        """Write a small file, wholly or not at all."""
        self._put(name, msgspec.json.format(msgspec.json.encode(what), indent=1))

    def put_table(self, name: str, table: pa.Table) -> int:
        """Write a Parquet file, wholly or not at all; its size in bytes."""
        import pyarrow.parquet as pq

        held = io.BytesIO()
        pq.write_table(table, held, compression="zstd")
        self._put(name, held.getbuffer())
        return held.tell()

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Read a Parquet file."""
        import pyarrow.parquet as pq

        try:
            return pq.read_table(self._at(name), filesystem=self._files, columns=columns, partitioning=None)
        except (OSError, ValueError) as error:
            raise ScaleError(f"{self.place}/{name} cannot be read ({reason(error)})") from None

    def path(self, name: str) -> Path:
        """Where a file lies in a folder of this machine."""
        return Path(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _put(self, name: str, data: bytes | memoryview) -> None:
        place = self._at(name)
        try:
            if not self.on_disk:
                self._upload(place, data)
                return
            Path(place).parent.mkdir(parents=True, exist_ok=True)
            aside = f"{place}.{uuid.uuid4().hex[:8]}.tmp"
            with open(aside, "wb") as file:  # noqa: PTH123
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, place)  # noqa: PTH105
        except OSError as error:
            raise ScaleError(f"{place} cannot be written ({reason(error)}); choose another --out") from None

    def _upload(self, place: str, data: bytes | memoryview) -> None:
        """Write where a file appears when it is closed, in one step, as object stores have it."""
        try:
            stream = self._files.open_output_stream(place)
        except FileNotFoundError:  # it has folders after all
            self._files.create_dir(place.rpartition("/")[0])
            stream = self._files.open_output_stream(place)
        with stream:
            stream.write(data)


def filesystem(place: str) -> tuple[FileSystem, str]:
    """What opens ``place``, and its name there.

    Raises:
        ScaleError: an address of a kind that pyarrow does not know.
    """
    import pyarrow as pa
    from pyarrow.fs import FileSystem, LocalFileSystem

    if "://" not in place:
        return LocalFileSystem(), str(Path(place).absolute())
    try:
        files, root = FileSystem.from_uri(place)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ScaleError(f"{place} cannot be used ({reason(error)}); give a folder or an s3:// address") from None
    return files, root.rstrip("/")


def reason(error: Exception) -> str:
    """One line for what a file system says."""
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.split())[:200] or type(error).__name__
