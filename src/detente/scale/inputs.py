"""The inputs of a scaled run: files of many articles, here or in an object store, cut into parts as they are read."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from detente.errors import DetenteError
from detente.ingest.sources import Found, Page, Problem, from_bulk, is_bulk, paths_of
from detente.scale.errors import ScaleError
from detente.scale.folder import Input, filesystem, reason

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo

#: A part holds so many articles or pages, or bytes of them.
ARTICLES, BYTES = 1000, 32 * 1024 * 1024


def inputs_of(arguments: Sequence[str]) -> tuple[list[Input], list[Problem]]:
    """The files of many articles that the arguments name, in the order of ``detente add``, and what cannot be taken.

    Raises:
        ScaleError: an argument names nothing.
    """
    inputs: dict[str, Input] = {}
    problems = []
    for argument in arguments:
        found = _remote(argument) if "://" in argument else _here(argument)
        if not found:
            raise ScaleError(f"{argument}: no such file, folder or pattern")
        for name, place, size, changed in found:
            if not is_bulk(name):
                kinds = "WARC, WET, JSON Lines and Parquet"
                problems.append(Problem(name, f"scale reads {kinds}; add it with: detente add"))
                continue
            id = hashlib.sha256(f"{name}\x1f{size}\x1f{changed}".encode("utf-8", "replace")).hexdigest()[:16]
            inputs.setdefault(id, Input(id, name, place, size))
    return list(inputs.values()), problems


def _here(argument: str) -> list[tuple[str, str, int, int]]:
    stats = [(path, path.stat()) for path in paths_of(argument)]
    return [(str(path), str(path.absolute()), stat.st_size, stat.st_mtime_ns) for path, stat in stats]


def _remote(argument: str) -> list[tuple[str, str, int, int]]:
    from pyarrow.fs import FileSelector, FileType

    files, root = filesystem(argument)
    try:
        held: list[FileInfo] = [files.get_file_info(root)]
        if held[0].type == FileType.Directory:
            held = sorted(files.get_file_info(FileSelector(root, recursive=True)), key=lambda info: info.path)
    except OSError as error:
        raise ScaleError(f"{argument} cannot be read ({reason(error)})") from None
    head, _, query = argument.partition("?")
    base = head[: len(head.rstrip("/")) - len(root)]

    def full(path: str) -> str:
        return f"{base}{path}" + (f"?{query}" if query else "")

    kept = [info for info in held if info.type == FileType.File]
    return [(base + info.path, full(info.path), info.size or 0, info.mtime_ns or 0) for info in kept]


def read(input: Input, date: dt.date | None) -> Iterator[Found | Page | Problem]:
    """What an input holds, in order; a file that breaks off ends in a problem."""
    try:
        if "://" in input.place:
            files, path = filesystem(input.place)
            with files.open_input_file(path) as remote:
                lines = io.BufferedReader(cast(io.RawIOBase, remote))  # what pyarrow opens is not read by lines
                yield from from_bulk(lines, input.name, date)
        else:
            with Path(input.place).open("rb") as file:
                yield from from_bulk(file, input.name, date)
    except DetenteError as error:
        yield Problem(input.name, str(error))
    except OSError as error:
        yield Problem(input.name, f"could not be read ({reason(error)})")
    except EOFError:
        yield Problem(input.name, "breaks off; what came before it was read")


def parts(
    items: Iterable[Found | Page | Problem], articles: int = ARTICLES, size: int = BYTES
) -> Iterator[list[Found | Page | Problem]]:
    """``items`` in portions, the same each time."""
    part: list[Found | Page | Problem] = []
    held = 0
    for item in items:
        part.append(item)
        held += len(item.data) if isinstance(item, Page) else len(item.article.body) if isinstance(item, Found) else 0
        if len(part) >= articles or held >= size:
            yield part
            part, held = [], 0
    if part:
        yield part
