"""PETRARCH and PETRARCH-2 output: twelve fields at most, tab-separated, some of them only if its settings say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from detente.formats.codes import zeros_lost
from detente.formats.dates import day_of, digits
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source, at, leftover, sampled

#: What always stands, then an address or none, then the story's source, then texts as the settings ask for them.
BASE: Final = ("date", "source", "target", "code", "issues", "ids")
_TEXTS: Final[Mapping[int, tuple[str, ...]]] = {
    0: (),
    1: ("eventtext",),
    2: ("actortext1", "actortext2"),
    3: ("actortext1", "actortext2", "eventtext"),
    4: ("actortext1", "actortext2", "actorroot1", "actorroot2"),
    5: ("actortext1", "actortext2", "eventtext", "actorroot1", "actorroot2"),
}


def fields_of(line: str) -> dict[str, str]:
    """The line's fields by name.

    Raises:
        BadRow: it has too few or too many.
    """
    fields = line.split("\t")
    if not 6 <= len(fields) <= 13:
        raise BadRow("line", f"{len(fields)} fields; PETRARCH has 6 to 13")
    names = list(BASE)
    if len(fields) > 6:
        address = at(fields, 6)
        has_url = "://" in address or address.startswith("www.") or (not address and len(fields) > 7)
        names += ["url", "story"] if has_url else ["story"]
    rest = len(fields) - len(names)
    if rest < 0:
        names = names[: len(fields)]
    elif rest not in _TEXTS:
        raise BadRow("line", f"{len(fields)} fields; PETRARCH has 6 to 13")
    else:
        names += _TEXTS[rest]
    return dict(zip(names, fields, strict=True))


def read(source: Source) -> Iterator[ImportedRow]:
    """The rows of PETRARCH's output; a bad one is reported and left out."""
    first, items = sampled(source.lines())
    source.lost = zeros_lost(at(line.split("\t"), 3).strip() for _, line in first)

    def row(number: int, line: str) -> ImportedRow:
        native = fields_of(line)
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
            scheme="cameo",
            type=found.type,
            mode=found.mode,
            quad=found.quad,
            goldstein=found.goldstein,
            mentions=max(len([i for i in native["ids"].split(";") if i.strip()]), 1),
            text=native.get("eventtext") or None,
            url=native.get("url") or None,
        )
        kept = {**native, "names": " ".join(native)}
        return made._replace(extra=leftover("petrarch", kept, rendered(made)))

    return source.each(items, row)


def rendered(row: ImportedRow) -> Mapping[str, str]:
    """What the columns alone say in PETRARCH's fields."""
    names = (*BASE, "url", "story", "eventtext") if row.text else (*BASE, "url", "story")
    return {
        "date": digits(row.day),
        "source": row.actor_raw,
        "target": row.recipient_raw,
        "code": row.code or "",
        "ids": row.native_id or "",
        "url": row.url or "",
        "eventtext": row.text or "",
        "names": " ".join(names),
    }
