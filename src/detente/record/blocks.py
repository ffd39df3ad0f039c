"""DuckDB's file as blocks with checksums: which are damaged, and headers that can be had back.

A file is three headers of 4 KiB and then blocks of 256 KiB (the size stands in the second and third header); each
begins with the checksum of the rest: the exclusive or of its 64-bit words, each times a constant. The second and third
header are those of the last two checkpoints, the higher number counting. (`common/checksum.cpp` and
`storage/single_file_block_manager.cpp` of DuckDB 1.5.) A damaged word cannot be told from the checksum with certainty:
equal words stand in for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

HEADER, HEADERS = 4096, 3
_NUMBER_AT, _SIZE_AT = 8, 40
_FACTOR, _START = 0xBF58476D1CE4E5B9, 5381
_SIZES = tuple(2**n for n in range(14, 19))


def damaged(path: Path) -> list[int]:
    """Where the headers and blocks lie, in bytes, whose checksum is wrong or whose end is missing.

    Blocks that are free count too: damage there costs nothing.

    Raises:
        OSError: the file cannot be read.
    """
    wrong = []
    with path.open("rb") as file:
        for offset, size in list(_places(file, path.stat().st_size)):
            file.seek(offset)
            if not _sound(file.read(size), size):
                wrong.append(offset)
    return wrong


def replace_headers(path: Path, fresh: Path, wrong: list[int]) -> bool:
    """Put sound headers in the place of ``wrong`` ones: the first from a ``fresh`` file, the others from each other.

    Give it a copy. Whether the state that is read then may be that of the last checkpoint but one.
    """
    older = False
    with path.open("r+b") as file, fresh.open("rb") as other:
        if 0 in wrong:
            file.write(other.read(HEADER))
        bad = [place for place in (HEADER, 2 * HEADER) if place in wrong]
        if len(bad) == 1:
            file.seek(bad[0])
            lost = file.read(HEADER)
            file.seek(3 * HEADER - bad[0])
            good = file.read(HEADER)
            older = _number(lost) > _number(good)
            file.seek(bad[0])
            file.write(good)
    return older


def _number(header: bytes) -> int:
    return int.from_bytes(header[_NUMBER_AT : _NUMBER_AT + 8], "little")


def _places(file: BinaryIO, length: int) -> Iterator[tuple[int, int]]:
    """Where headers and blocks lie, and how long they are."""
    for number in range(HEADERS):
        yield number * HEADER, HEADER
    size = _SIZES[-1]
    for number in (1, 2):
        file.seek(number * HEADER + _SIZE_AT)
        told = int.from_bytes(file.read(8), "little")
        if told in _SIZES:
            size = told
            break
    for offset in range(HEADER * HEADERS, length, size):
        yield offset, size


def _sound(block: bytes, size: int) -> bool:
    if len(block) < size:
        return False
    words = np.frombuffer(block, dtype="<u8")
    return (int(np.bitwise_xor.reduce(words[1:] * np.uint64(_FACTOR))) ^ _START) == int(words[0])
