"""Packed files, unfolded within bounds: a bomb of a few kilobytes must fill neither memory nor the day."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from detente.errors import DetenteError

#: How far a packed file may unfold: this many bytes in any case, beyond that this many times its own size. Text packs
#: to a fifth or a tenth, tables of codes to a thirtieth; only what says the same over and over packs to a hundredth.
FREE: Final = 1 << 30
TIMES: Final = 100


class Bytes(Protocol):
    """What is read of a file: so many bytes, or a line of at most so many."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it."""


class Unfolding:
    """The unpacked side of the file ``path``, read by the piece; what unfolds too far is ``refused``."""

    def __init__(self, file: Bytes, path: Path, refused: type[DetenteError]) -> None:
        self._file, self._path, self._refused = file, path, refused
        self._most = max(FREE, TIMES * path.stat().st_size)
        self._read = 0

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""
        return self._counted(self._file.read(size))

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it."""
        return self._counted(self._file.readline(size))

    def _counted(self, data: bytes) -> bytes:
        self._read += len(data)
        if self._read > self._most:
            raise self._refused(
                f"{self._path} unfolds to more than {self._most >> 20} MiB; unpack it yourself if you trust it"
            )
        return data
