"""PLOVER's JSON: an object an event, with lists of sources and targets; ICEWS' events in that shape are read too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from detente.formats import names
from detente.formats.codes import Scheme, meaning
from detente.formats.dates import day_of
from detente.formats.objects import objects
from detente.formats.parties import Party, party
from detente.formats.polecat import contexts_of
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source

#: Pairs of one event, at most.
_PAIRS: Final = 100
_encode: Final = msgspec.json.Encoder().encode


def read(source: Source) -> Iterator[ImportedRow]:
    """A row for each pair of a source and a target; an object that is no event is reported and left out."""
    for number, native in objects(source):
        try:
            yield from list(_rows(number, native))
        except BadRow as error:
            source.report(number, error.field, error.message)


def _rows(number: int, native: Mapping[str, Any]) -> Iterator[ImportedRow]:
    code = _text(native.get("event"))
    if not code:
        raise BadRow("event", "the event has no code")
    scheme: Scheme = "cameo" if code[0].isdigit() else "plover"
    mode = _text(native.get("mode"))
    found = meaning(f"{code}-{mode}" if mode and scheme == "plover" else code, scheme)
    day = day_of(_text(native.get("date")))
    sources, targets = _parties(native, "source"), _parties(native, "target")
    pairs = [(a, b) for a in sources for b in targets]
    if len(pairs) > _PAIRS:
        raise BadRow("source", f"{len(pairs)} pairs of source and target; {_PAIRS} at most")
    for (actor, actor_raw), (recipient, recipient_raw) in pairs:
        made = ImportedRow(
            row=number,
            native_id=_text(native.get("id")) or None,
            day=day,
            actor=actor.code,
            actor_raw=actor_raw,
            actor_sector=actor.sector,
            recipient=recipient.code,
            recipient_raw=recipient_raw,
            recipient_sector=recipient.sector,
            code=found.code,
            scheme=scheme,
            type=found.type,
            mode=found.mode,
            quad=found.quad,
            goldstein=found.goldstein,
            contexts=contexts_of(_joined(native.get("context"))),
            country=names.country(_text(native.get("country"))),
            text=_text(native.get("text")) or None,
            url=_text(native.get("url")) or None,
        )
        shown = rendered(made)
        left = {name: value for name, value in native.items() if name not in shown or shown[name] != value}
        if len(pairs) > 1:
            for side in ("source", "target"):
                left.pop(side, None)
        gone = [name for name in shown if name not in native]
        yield made._replace(extra=_encode({"format": "plover-json", "native": left, "gone": gone}).decode())


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _joined(value: object) -> str:
    return ";".join(_text(v) for v in value) if isinstance(value, list) else _text(value)


def _parties(native: Mapping[str, Any], side: str) -> list[tuple[Party, str]]:
    """The actors of one side, each with its own words; nobody where there is none."""
    given = native.get(side)
    given = [given] if isinstance(given, dict | str) else given
    found = [_party(item) for item in given] if isinstance(given, list) else []
    if not found and side == "source" and isinstance(native.get("protesteridentity"), str):
        found = [_protester(native["protesteridentity"])]
    return found or [(Party(), "")]


def _party(item: object) -> tuple[Party, str]:
    if isinstance(item, str):
        return party(item, "cameo"), item
    if not isinstance(item, dict):
        raise BadRow("source", "an actor is neither an object nor a code")
    code, sector, raw = _text(item.get("code")), _text(item.get("sector")), _text(item.get("actorText"))
    read = party(code, "cameo") if code else names.party_named(raw, "", "")
    return Party(read.code, sector or read.sector), raw or code


def _protester(text: str) -> tuple[Party, str]:
    """ICEWS's ``name: sectors: country``."""
    parts = text.rsplit(": ", 2)
    if len(parts) < 3:
        return names.party_named(text, "", ""), text
    return names.party_named(parts[0], parts[2], names.icews_sector(parts[1])), text


def rendered(row: ImportedRow) -> dict[str, Any]:
    """What the columns alone say as a PLOVER object."""
    shown: dict[str, Any] = {"id": row.native_id or f"row-{row.row}", "date": row.day.isoformat()}
    for side, raw, code, sector in (
        ("source", row.actor_raw, row.actor, row.actor_sector),
        ("target", row.recipient_raw, row.recipient, row.recipient_sector),
    ):
        shown[side] = [{"actorText": raw, "code": code or "", "sector": sector}] if raw or code or sector else []
    shown["event"] = (row.code if row.scheme == "cameo" else row.type) or ""
    if row.scheme != "cameo" and row.mode:
        shown["mode"] = row.mode
    shown["context"] = list(row.contexts)
    if row.text:
        shown["text"] = row.text
    if row.url:
        shown["url"] = row.url
    return shown
