"""ICEWS events: twenty named fields, tab-separated; ``.tab`` files of the Dataverse quote their text, ``.tsv`` not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from detente.formats import names
from detente.formats.codes import zeros_lost
from detente.formats.dates import day_of, order_of
from detente.formats.native import Layout
from detente.formats.parties import Party, iso_codes
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source, leftover, number, sampled

FIELDS: Final = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def _is_date(text: str) -> bool:
    try:
        day_of(text)
    except BadRow:
        return False
    return True


def is_number(text: str) -> bool:
    """A number, or one of the words for nothing."""
    try:
        number(text, "")
    except BadRow:
        return False
    return True


LAYOUT: Final = Layout(
    FIELDS,
    "CAMEO Code",
    {
        "Event Date": _is_date,
        "CAMEO Code": lambda text: text[:1].isdigit() and len(text) < 6,
        "Intensity": is_number,
        "Latitude": is_number,
        "Longitude": is_number,
    },
    {
        "Event ID": str.isdigit,
        "Source Country": lambda text: names.country(text) is not None,
        "Target Country": lambda text: names.country(text) is not None,
        "Country": lambda text: names.country(text) is not None,
        "Story ID": str.isdigit,
        "Sentence Number": str.isdigit,
    },
)


def read(source: Source) -> Iterator[ImportedRow]:
    """The rows of an ICEWS file; a bad one is reported and left out."""
    first, records = sampled(LAYOUT.records(source))
    order = order_of(record.get("Event Date", "") for _, record in first)
    source.lost = zeros_lost(record.get("CAMEO Code", "") for _, record in first)

    def row(number_: int, native: dict[str, str]) -> ImportedRow:
        missing = [name for name in ("Event Date", "CAMEO Code", "Source Name", "Target Name") if name not in native]
        if missing:
            raise BadRow(missing[0], "the file's header has no such field")
        meaning = source.meaning(native["CAMEO Code"])
        scale = number(native.get("Intensity", ""), "Intensity")
        actor = _party(native["Source Name"], native.get("Source Country", ""), native.get("Source Sectors", ""))
        recipient = _party(native["Target Name"], native.get("Target Country", ""), native.get("Target Sectors", ""))
        made = ImportedRow(
            row=number_,
            native_id=native.get("Event ID") or None,
            day=day_of(native["Event Date"], order, "Event Date"),
            actor=actor.code,
            actor_raw=native["Source Name"],
            actor_sector=actor.sector,
            recipient=recipient.code,
            recipient_raw=native["Target Name"],
            recipient_sector=recipient.sector,
            code=meaning.code or None,
            scheme="cameo",
            type=meaning.type,
            mode=meaning.mode,
            quad=meaning.quad,
            goldstein=meaning.goldstein if scale is None else scale,
            place=_known(native.get("City", "")),
            country=names.country(native.get("Country", "")),
        )
        return made._replace(extra=leftover("icews", native, rendered(made)))

    return source.each(records, row)


def _known(text: str) -> str | None:
    return text if text not in ("", "NA", "NULL") else None


def _party(name: str, country: str, sectors: str) -> Party:
    return names.party_named(name, country, names.icews_sector(sectors))


def rendered(row: ImportedRow) -> Mapping[str, str]:
    """What the columns alone say in ICEWS's fields."""
    return {
        "Event ID": row.native_id or "",
        "Event Date": row.day.isoformat(),
        "Source Name": row.actor_raw,
        "Source Sectors": names.icews_sector_name(row.actor_sector),
        "Source Country": names.name_of(row.actor) if row.actor and row.actor in iso_codes() else "",
        "Event Text": (row.type or "").capitalize(),
        "CAMEO Code": row.code or "",
        "Intensity": "" if row.goldstein is None else f"{row.goldstein:g}",
        "Target Name": row.recipient_raw,
        "Target Sectors": names.icews_sector_name(row.recipient_sector),
        "Target Country": names.name_of(row.recipient) if row.recipient and row.recipient in iso_codes() else "",
        "City": row.place or "",
        "Country": names.name_of(row.country) if row.country else "",
    }
