"""Phoenix events: twenty-six fields, tab- or comma-separated, with a header line or without."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Final

from detente.formats import names
from detente.formats.codes import zeros_lost
from detente.formats.dates import day_of, digits
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source, at, leftover, number, sampled

FIELDS: Final = (
    "id", "date", "year", "month", "day", "source", "source_root", "source_agent", "source_others", "target",
    "target_root", "target_agent", "target_others", "code", "root", "quad", "goldstein", "issues", "lat", "lon",
    "place", "state", "country", "ids", "urls", "sources",
)  # fmt: skip


def read(source: Source) -> Iterator[ImportedRow]:
    """The rows of a Phoenix file; a bad one is reported and left out."""
    first, items = sampled(source.lines())
    tabs = sum("\t" in line for _, line in first) * 2 >= len(first)
    source.lost = zeros_lost(at(_fields(line, tabs), 13).strip() for _, line in first)

    def records() -> Iterator[tuple[int, list[str]]]:
        for n, line in items:
            fields = _fields(line, tabs)
            if not (n == 1 and len(fields) > 4 and not any(c.isdigit() for c in fields[1])):
                yield n, fields

    def row(number_: int, fields: list[str]) -> ImportedRow:
        if len(fields) != len(FIELDS):
            raise BadRow("line", f"{len(fields)} fields; Phoenix has {len(FIELDS)}")
        native = dict(zip(FIELDS, fields, strict=True))
        found = source.meaning(native["code"])
        scale = number(native["goldstein"], "goldstein")
        actor, recipient = source.party(native["source"]), source.party(native["target"])
        made = ImportedRow(
            row=number_,
            native_id=native["id"] or None,
            day=day_of(native["date"]),
            actor=actor.code,
            actor_raw=native["source"],
            actor_sector=actor.sector,
            recipient=recipient.code,
            recipient_raw=native["target"],
            recipient_sector=recipient.sector,
            code=found.code or None,
            scheme="cameo",
            type=found.type,
            mode=found.mode,
            quad=found.quad,
            goldstein=found.goldstein if scale is None else scale,
            mentions=max(len([i for i in native["ids"].split(";") if i.strip()]), 1),
            place=native["place"] or None,
            country=names.country(native["country"]),
            url=native["urls"].split(";")[0] or None,
        )
        return made._replace(extra=leftover("phoenix", native, rendered(made)))

    return source.each(records(), row)


def _fields(line: str, tabs: bool) -> list[str]:
    """The fields of a line; none of one that cannot be read."""
    if tabs:
        return line.split("\t")
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def rendered(row: ImportedRow) -> Mapping[str, str]:
    """What the columns alone say in Phoenix's fields."""
    code = row.code or ""
    return {
        "id": row.native_id or "",
        "date": digits(row.day),
        "year": str(row.day.year),
        "month": str(row.day.month),
        "day": str(row.day.day),
        "source": row.actor_raw,
        "source_root": row.actor_raw[:3],
        "source_agent": row.actor_raw[3:6],
        "source_others": row.actor_raw[6:],
        "target": row.recipient_raw,
        "target_root": row.recipient_raw[:3],
        "target_agent": row.recipient_raw[3:6],
        "target_others": row.recipient_raw[6:],
        "code": code,
        "root": code[:2],
        "quad": "0" if code.startswith("01") else str(row.quad or ""),
        "goldstein": "" if row.goldstein is None else f"{row.goldstein:g}",
        "place": row.place or "",
        "country": row.country or "",
        "urls": row.url or "",
    }
