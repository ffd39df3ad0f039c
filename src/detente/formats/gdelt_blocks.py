"""GDELT by the block: regular lines as columns, so that a million rows take seconds; odd lines one by one.

A block's lines are sorted by their number of fields and parsed as columns. Each distinct value is looked up once.
Whatever is out of the ordinary (a wrong number of fields, a quote, a control character, a value that cannot be read)
goes through :func:`detente.formats.gdelt.row_of`, which tells what is wrong; both give the same rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from detente.formats.columns import filled, looked_up
from detente.formats.dates import day_of
from detente.formats.gdelt import LAYOUTS, actor_of, event_of, fields_of_day, row_of
from detente.formats.opening import LINE_LIMIT, opened
from detente.formats.rows import IMPORTED, BadRow, ImportedRow, batch_of
from detente.formats.source import Source

#: Bytes read at once: some ten thousand rows.
BLOCK: Final = 4 << 20
#: Bytes that JSON or the column parser would read otherwise than they stand.
_ODD_BYTES: Final = bytes([*range(9), *range(11, 32), 127, *b'"\\'])
_ODD: Final = re.compile(b"[" + re.escape(_ODD_BYTES) + b"]")
_PARSE: Final = pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False, ignore_empty_lines=False)

Column = Any  # an array, chunked or not: pyarrow's type stubs are narrower than its compute functions
pc: Any = pyarrow.compute


def read(source: Source) -> Iterator[pa.RecordBatch]:
    """Record batches of a GDELT event file, a batch a block."""
    first = 1
    for block in _blocks(source):
        if block.isspace():  # a bomb of line ends would cost an object each
            first += block.count(b"\n")
            continue
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        yield from _batches(source, lines, first)
        first += len(lines)


def _blocks(source: Source) -> Iterator[bytes]:
    """Blocks that end with a line. A line too long to be an event is cut; its parts are reported as bad lines."""
    with opened(source.path) as file:
        start = True
        while block := file.read(BLOCK):
            if not block.endswith(b"\n"):
                block += file.readline(LINE_LIMIT)
            if start:
                block = block.removeprefix(b"\xef\xbb\xbf")
                start = False
            yield block.replace(b"\r\n", b"\n") if b"\r" in block else block


def _batches(source: Source, lines: list[bytes], first: int) -> Iterator[pa.RecordBatch]:
    odd = _odd_lines(lines)
    widths = np.fromiter((line.count(b"\t") + 1 for line in lines), dtype=np.int64, count=len(lines))
    slow = np.array(odd, dtype=bool)
    tables: list[pa.RecordBatch] = []
    for width in LAYOUTS:
        chosen = np.flatnonzero((widths == width) & ~slow)
        if len(chosen):
            whole = len(chosen) == len(lines)
            text = b"\n".join(lines if whole else [lines[i] for i in chosen]) + b"\n"
            batch, good = _columns(text, width, chosen + first)
            slow[chosen[~good]] = True
            tables.append(batch)
    slow |= ~np.isin(widths, list(LAYOUTS))
    singles = _singles(source, lines, np.flatnonzero(slow), first)
    if singles:
        tables.append(batch_of(singles))
    if len(tables) > 1:
        table = pa.Table.from_batches(tables, schema=IMPORTED).sort_by("row").combine_chunks()
        yield from table.to_batches()
    elif tables and tables[0].num_rows:
        yield tables[0]


def _odd_lines(lines: list[bytes]) -> list[bool]:
    block = b"\n".join(lines)
    plain = len(block.translate(None, _ODD_BYTES)) == len(block)
    try:
        block.decode()
    except UnicodeDecodeError:
        return [bool(_ODD.search(line)) or not _is_utf8(line) for line in lines]
    return [False] * len(lines) if plain else [bool(_ODD.search(line)) for line in lines]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _singles(source: Source, lines: list[bytes], where: np.ndarray[Any, Any], first: int) -> list[ImportedRow]:
    items = []
    for i in where:
        line = lines[i]
        if line.strip():
            text = line.decode() if _is_utf8(line) else line.decode("cp1252", errors="replace")
            items.append((int(i) + first, text))
    return list(source.each(iter(items), row_of))


def _columns(text: bytes, width: int, numbers: np.ndarray[Any, Any]) -> tuple[pa.RecordBatch, np.ndarray[Any, Any]]:
    """The good rows of lines of one width, and which lines are good."""
    names = LAYOUTS[width]
    table = pyarrow.csv.read_csv(
        io.BytesIO(text),
        read_options=pyarrow.csv.ReadOptions(column_names=list(names), use_threads=False, block_size=len(text) + 1),
        parse_options=_PARSE,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
        ),
    ).combine_chunks()
    native: dict[str, Column] = {name: table.column(name).combine_chunks() for name in names}
    dates = looked_up(native["SQLDATE"], _dates, 5)
    event = looked_up(_joined(native, "EventCode", "EventRootCode"), _event, 6)
    scale = looked_up(native["GoldsteinScale"], _scale, 3)
    mentions = looked_up(native["NumMentions"], _mentions, 3)
    parties = [
        looked_up(_joined(native, *(f"Actor{n}{part}" for part in _PARTS)), _party, 2) for n in (1, 2)
    ]  # fmt: skip
    good = pc.and_(pc.and_(pc.is_valid(dates[0]), scale[2]), mentions[2])
    columns: dict[str, Column] = {
        "row": pa.array(numbers),
        "native_id": _or_null(native["GLOBALEVENTID"]),
        "day": dates[0],
        "actor": parties[0][0],
        "actor_raw": native["Actor1Code"],
        "actor_sector": parties[0][1],
        "recipient": parties[1][0],
        "recipient_raw": native["Actor2Code"],
        "recipient_sector": parties[1][1],
        "code": _or_null(event[0]),
        "type": event[1],
        "mode": event[2],
        "quad": event[3],
        "goldstein": pc.if_else(pc.equal(native["GoldsteinScale"], ""), event[4].cast(pa.float64()), scale[0]),
        "mentions": mentions[0],
        "place": _or_null(native["ActionGeo_FullName"]),
        "url": _or_null(native["SOURCEURL"]) if "SOURCEURL" in native else pa.nulls(len(table), pa.string()),
    }
    plain = {
        "GLOBALEVENTID", "SQLDATE", "Actor1Code", "Actor2Code", "ActionGeo_FullName", "SOURCEURL",
    }  # fmt: skip
    expected: dict[str, Column] = {
        "SQLDATE": dates[1],
        "MonthYear": dates[2],
        "Year": dates[3],
        "FractionDate": dates[4],
        "IsRootEvent": "1",
        "EventCode": event[0],
        "EventBaseCode": pc.utf8_slice_codeunits(event[0], 0, 3),
        "EventRootCode": pc.utf8_slice_codeunits(event[0], 0, 2),
        "QuadClass": pc.fill_null(event[3].cast(pa.string()), ""),
        "GoldsteinScale": pc.if_else(pc.equal(native["GoldsteinScale"], ""), event[5], scale[1]),
        "NumMentions": mentions[1],
    }
    columns["extra"] = _extra(native, expected, plain - {"SQLDATE"}, width)
    arrays = [filled(columns.get(f.name), f, len(table), {"scheme": "cameo"}) for f in IMPORTED]
    batch = pa.RecordBatch.from_arrays(arrays, schema=IMPORTED)
    return (batch if pc.all(good).as_py() else batch.filter(good)), np.asarray(good)


_PARTS: Final = ("Code", "CountryCode", "KnownGroupCode", "Type1Code")


def _joined(native: dict[str, Column], *names: str) -> Column:
    return pc.binary_join_element_wise(*(native[name] for name in names), "\t")


def _dates(text: str) -> tuple[Any, ...]:
    try:
        day = day_of(text, "dmy", "SQLDATE")
    except BadRow:
        return (None, "", "", "", "")
    return (day, *fields_of_day(day))


def _event(key: str) -> tuple[Any, ...]:
    """What :func:`detente.formats.gdelt.event_of` tells, and how its score would be written."""
    found = event_of(*key.split("\t"))
    return (*found, "" if found[4] is None else f"{found[4]:g}")


def _scale(text: str) -> tuple[float | None, str, bool]:
    """The score, how it would be written, and whether it is one."""
    if not text:
        return None, "", True
    try:
        value = float(text)
    except ValueError:
        return None, "", False
    return value, f"{value:g}", -10 <= value <= 10


def _mentions(text: str) -> tuple[int, str, bool]:
    if not text:
        return 1, "1", True
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return 1, "", False
    return max(int(text), 1), str(max(int(text), 1)), True


def _party(key: str) -> tuple[str | None, str]:
    found = actor_of(*key.split("\t"))
    return found.code, found.sector


def _or_null(column: Column) -> Column:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _extra(native: dict[str, Column], expected: dict[str, Column], plain: set[str], width: int) -> Column:
    """The fields that other columns do not hold as they stand, as JSON objects."""
    some = next(iter(native.values()))
    parts: list[Column] = [pa.repeat(pa.scalar(_HEAD[width]), len(some))]
    for name, column in native.items():
        if name in plain:
            continue
        same = pc.equal(column, expected.get(name, ""))
        alike = pc.all(same).as_py()
        if not alike:
            piece = pc.binary_join_element_wise(f',"{name}":"', column, '"', "")
            parts.append(pc.if_else(same, "", piece))
    return pc.binary_join_element_wise(*parts, "}", "")


_HEAD: Final = {57: '{"format":"gdelt","fields":"57"', 58: '{"format":"gdelt"', 61: '{"format":"gdelt"'}
