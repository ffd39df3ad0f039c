"""Packed files, unfolded within bounds: a bomb of a few kilobytes must fill neither memory nor the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from detente.errors import DetenteError

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData

#: How far a packed file may unfold: this many bytes in any case, beyond that this many times its own size. Text packs
#: to a fifth or a tenth, tables of codes to a thirtieth; only what says the same over and over packs to a hundredth.
FREE: Final = 64 << 20
TIMES: Final = 100


class Bytes(Protocol):
    """What is read of a file: so many bytes, or a line of at most so many."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it."""


class Unfolding:
    """The unpacked side of a file of ``size`` bytes, read by the piece; what unfolds too far is ``refused``.

    ``name`` is that of the file, for telling of it.
    """

    def __init__(self, file: Bytes, name: str, size: int, refused: type[DetenteError]) -> None:
        self._file, self._name, self._refused = file, name, refused
        self._most = max(FREE, TIMES * size)
        self._read = 0

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""
        return self._taken(self._file.read, size)

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it."""
        return self._taken(self._file.readline, size)

    def _taken(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = read(size)
        except Exception as error:  # of gzip, zipfile, zlib, bz2 and lzma, which raise a dozen kinds
            raise self._refused(f"{self._name} is a damaged archive ({_reason(error)}); fetch it again") from None
        self._read += len(data)
        if self._read > self._most:
            raise self._refused(
                f"{self._name} unfolds to more than {self._most >> 20} MiB; unpack it yourself if you trust it"
            )
        return data


def swollen(metadata: FileMetaData, cell: int) -> bool:
    """Whether a Parquet file says of itself that cells are far longer than ``cell`` bytes.

    The library unpacks a page whole, so that one cell of a gigabyte costs three. A file may lie here; then what is
    left is the bound on the process's memory. Only groups are asked: on a hostile file the library's description of a
    column ends the process.
    """
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    return any(group.total_byte_size > max(2 * FREE, group.num_rows * cell) for group in groups)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
