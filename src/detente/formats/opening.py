"""Files as numbered lines of text: plain, gzip or zip, in UTF-8 with single lines in Windows' code page forgiven."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

from detente.formats.errors import FormatError
from detente.unfolding import Bytes, Unfolding

#: A longer line is no event; it is reported and left out.
LINE_LIMIT: Final = 4 << 20


@contextmanager
def opened(path: Path) -> Iterator[Bytes]:
    """The file's bytes, unpacked; of a zip the one member (or the first that is no folder).

    Raises:
        FormatError: the file is not there, cannot be read, its packing is damaged, or it unfolds too far.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(path, "rb") as unpacked:
                yield Unfolding(unpacked, str(path), path.stat().st_size, FormatError)
        elif magic == b"PK\x03\x04":
            with ExitStack() as held:
                yield Unfolding(_member(path, held), str(path), path.stat().st_size, FormatError)
        elif magic[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise FormatError(f"{path} is UTF-16; save it again as UTF-8 and give it once more")
        else:
            with path.open("rb") as file:
                yield file
    except OSError as error:
        reason = error.strerror or str(error)
        raise FormatError(f"cannot read {path}: {reason}; give the path of an event file") from None


def _member(path: Path, held: ExitStack) -> IO[bytes]:
    """The first member of a zip that is no folder, open as long as ``held``."""
    try:
        archive = held.enter_context(zipfile.ZipFile(path))
        members = [m for m in archive.infolist() if m.filename and not m.is_dir()]
        if members:
            return held.enter_context(archive.open(members[0]))
    except OSError:
        raise
    except Exception as error:  # zipfile trusts the names, sizes and flags of an archive too much
        reason = " ".join(str(error).split())[:160]
        raise FormatError(f"{path} is a damaged archive ({reason}); fetch it again") from None
    raise FormatError(f"{path} holds no file; unpack it and give the event file itself")


def lines(path: Path, end: bytes = b"\r\n") -> Iterator[tuple[int, str | None]]:
    """Every line with its number from 1, without its line end; None for one that is too long to be an event.

    ``end`` are the bytes taken off: only the line feed where a carriage return may belong to a quoted text.
    """
    number = 0
    with opened(path) as file:
        while line := file.readline(LINE_LIMIT):
            number += 1
            if len(line) >= LINE_LIMIT and not line.endswith(b"\n"):
                while (more := file.readline(LINE_LIMIT)) and not more.endswith(b"\n"):
                    pass
                yield number, None
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.rstrip(end)
            try:
                yield number, line.decode()
            except UnicodeDecodeError:
                yield number, line.decode("cp1252", errors="replace")
