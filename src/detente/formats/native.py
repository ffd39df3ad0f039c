"""Tab-separated formats whose fields have names: which field is where, quotes, repeated headers and shifted rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from detente.formats.rows import BadRow
from detente.formats.source import Source, sampled

#: Lines of a quoted field that runs over line ends, at most.
_RUN: Final = 20
#: Fields of a row that is tried to be mended; ways to shift grow with their square.
_WIDEST: Final = 100
#: Lines before the header, at most.
_PREAMBLE: Final = 50

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Layout:
    """A format's fields in order; ``key`` names the field that a header line has in its place.

    ``checks`` say for some fields what a value must look like. Where a row's tabs have shifted, ``hints`` say what a
    value usually looks like: the shift after which most of them are met puts the row in order.
    """

    fields: tuple[str, ...]
    key: str
    checks: dict[str, Check]
    hints: dict[str, Check] = field(default_factory=dict)

    def records(self, source: Source) -> Iterator[tuple[int, dict[str, str]]]:
        """Numbered rows by field name. Header lines, wherever they stand, and lines before the first are no rows.

        A row whose fields cannot be put in order is reported and left out.
        """
        first, items = sampled(source.lines(), 200)
        header = next((n for n, line in first[:_PREAMBLE] if self.key in self.split(line, quoted=True)), None)
        quoted = _quoted([line for n, line in first if header is None or n > header])
        names: Sequence[str] = self.fields
        if header is not None:
            items = (item for item in items if item[0] >= header)
        for number, line in items if not quoted else self._joined(items, len(names)):
            fields = self.split(line, quoted)
            if self.key in fields:
                names = [name.strip() for name in self.split(line, quoted=True)]
                continue
            if not any(field.strip() for field in fields):
                continue
            try:
                fields = self.aligned(fields, names)
            except BadRow as error:
                source.report(number, error.field, error.message)
                continue
            yield number, dict(zip(names, fields, strict=True))

    @staticmethod
    def split(line: str, quoted: bool) -> list[str]:
        """The fields of a line; of a quoted file without their quotes."""
        fields = line.split("\t")
        return [_bare(field) for field in fields] if quoted else fields

    @staticmethod
    def _joined(items: Iterator[tuple[int, str]], width: int) -> Iterator[tuple[int, str]]:
        """Lines of a quoted file, those put together whose quoted field runs over the line end."""
        held: list[str] = []
        start = 0
        for number, line in items:
            if not held:
                start = number
            held.append(line)
            whole = "\n".join(held)
            if whole.count("\t") >= width - 1 or len(held) >= _RUN or whole.count('"') % 2 == 0:
                if whole.count("\t") > width - 1 and len(held) > 1 and line.count("\t") == width - 1:
                    yield start, "\n".join(held[:-1])
                    whole, start = line, number
                yield start, whole
                held = []
        if held:
            yield start, "\n".join(held)

    def aligned(self, fields: list[str], names: Sequence[str]) -> list[str]:
        """The fields, each at its name's place.

        Raises:
            BadRow: there are too many or too few, or they do not look like what they should, and no one shift mends it.
        """
        width = len(names)
        if len(fields) == width and self._fits(fields, names):
            return fields
        while len(fields) > width and not fields[-1].strip() and self._fits(fields[:width], names):
            fields = fields[:-1]
        if len(fields) == width and self._fits(fields, names):
            return fields
        shifts = [shifted for shifted in _shifts(fields, width) if self._fits(shifted, names)]
        if shifts:
            return max(shifts, key=lambda shifted: self._likely(shifted, names))
        wrong = next(
            (n for n, v in zip(names, fields, strict=False) if n in self.checks and not self.checks[n](v)), "line"
        )
        if len(fields) != width:
            raise BadRow("line", f"{len(fields)} fields instead of {width}, and no shift of tabs puts them in order")
        value = fields[list(names).index(wrong)] if wrong in names else ""
        raise BadRow(wrong, f"cannot be {value[:40]!r}")

    def _fits(self, fields: Sequence[str], names: Sequence[str]) -> bool:
        return all(
            check(value)
            for name, value in zip(names, fields, strict=False)
            if (check := self.checks.get(name)) is not None
        )

    def _likely(self, fields: Sequence[str], names: Sequence[str]) -> int:
        """How many values look as they usually do, blank ones aside."""
        return sum(
            (1 if check(value) else -1)
            for name, value in zip(names, fields, strict=True)
            if value and (check := self.hints.get(name)) is not None
        )


def _shifts(fields: list[str], width: int) -> Iterator[list[str]]:
    """Ways to give a row its width back: take out blank fields, join two that a tab cut, or put blanks in."""
    extra = len(fields) - width
    if width > _WIDEST:
        return
    if 0 < extra <= 5:
        for i in range(len(fields) - extra + 1):
            if not any(f.strip() for f in fields[i : i + extra]):
                yield fields[:i] + fields[i + extra :]
        for i in range(len(fields) - extra):
            yield [*fields[:i], " ".join(fields[i : i + extra + 1]), *fields[i + extra + 1 :]]
    elif -5 <= extra < 0:
        for i in range(len(fields), -1, -1):
            yield fields[:i] + [""] * -extra + fields[i:]
    elif extra == 0:
        for gone in (i for i, f in enumerate(fields) if not f.strip()):
            for i in range(len(fields)):
                kept = fields[:gone] + fields[gone + 1 :]
                yield [*kept[:i], "", *kept[i:]]


def _quoted(lines: Sequence[str]) -> bool:
    """Whether most rows put their text between quotation marks."""
    quoted = sum(any(len(f) > 1 and f[0] == f[-1] == '"' for f in line.split("\t")) for line in lines)
    return quoted * 2 > len(lines) > 0


def _bare(field: str) -> str:
    if len(field) > 1 and field[0] == field[-1] == '"':
        return field[1:-1].replace('""', '"').replace('\\"', '"')
    return field


def line_of(values: Sequence[str]) -> str:
    """A line of a tab-separated format without quotes: tabs and line ends inside a value become blanks."""
    return "\t".join(_one_line(value) for value in values) + "\n"


def _one_line(value: str) -> str:
    if "\t" in value or "\n" in value or "\r" in value:
        return value.replace("\r\n", " ").replace("\t", " ").replace("\n", " ").replace("\r", " ")
    return value
