"""KEDS and TABARI output: yymmdd, source, target, code, (label), phrase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from detente.formats.codes import Scheme, zeros_lost
from detente.formats.dates import day_of
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source, at, leftover, sampled

FIELDS: Final = ("date", "source", "target", "code", "label", "phrase")


def read(source: Source, scheme: Scheme | None) -> Iterator[ImportedRow]:
    """The rows of a KEDS file; codes are WEIS unless ``scheme``, or a code that only CAMEO has, says CAMEO."""
    first, items = sampled(source.lines())
    codes = [at(line.split("\t"), 3).strip() for _, line in first]
    source.scheme = scheme or ("cameo" if any(len(c) == 4 and c.isdigit() for c in codes) else "weis")
    source.lost = zeros_lost(codes)

    def row(number: int, line: str) -> ImportedRow:
        fields = line.split("\t")
        if not 4 <= len(fields) <= len(FIELDS):
            raise BadRow("line", f"{len(fields)} fields; KEDS has 4 to 6")
        native = dict(zip(FIELDS, fields, strict=False))
        if not native["code"].strip():
            raise BadRow("code", "the event has no code")
        found = source.meaning(native["code"])
        actor, recipient = source.party(native["source"]), source.party(native["target"])
        made = ImportedRow(
            row=number,
            native_id=None,
            day=day_of(native["date"]),
            actor=actor.code,
            actor_raw=native["source"],
            actor_sector=actor.sector,
            recipient=recipient.code,
            recipient_raw=native["target"],
            recipient_sector=recipient.sector,
            code=found.code,
            scheme=source.scheme,
            type=found.type,
            mode=found.mode,
            quad=found.quad,
            goldstein=found.goldstein,
            text=native.get("phrase", "").strip() or None,
        )
        kept = {**native, "fields": str(len(fields))} if len(fields) != len(FIELDS) else native
        return made._replace(extra=leftover("keds", kept, rendered(made)))

    return source.each(items, row)


def rendered(row: ImportedRow) -> Mapping[str, str]:
    """What the columns alone say in KEDS's fields."""
    return {
        "date": f"{row.day:%y%m%d}",
        "source": row.actor_raw,
        "target": row.recipient_raw,
        "code": row.code or "",
        "label": f"({row.type or '*null*'})",
        "phrase": row.text or "",
    }
