"""POLECAT events: forty named fields, tab-separated, with header lines in between and rows whose tabs have shifted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from detente.formats import names
from detente.formats.codes import meaning
from detente.formats.dates import day_of
from detente.formats.icews import is_number
from detente.formats.native import Layout
from detente.formats.parties import Party, iso_codes
from detente.formats.rows import BadRow, ImportedRow
from detente.formats.source import Source, leftover, number

FIELDS: Final = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{8}|\d{1,2}/\d{1,2}/\d{2,4}", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{3}([;,| ]+[A-Z]{3})*\Z", re.ASCII)


def _is_date(text: str) -> bool:
    return _DATE.match(text.strip()) is not None


def _is_country(text: str) -> bool:
    return text in ("", "None", "NA") or _COUNTRY.match(text) is not None or names.country(text) is not None


def _is_sector(text: str) -> bool:
    return len(text) == 3 and text.isupper()


LAYOUT: Final = Layout(
    FIELDS,
    "Event Type",
    {
        "Event Date": _is_date,
        "Event Type": lambda text: meaning(text, "plover").type is not None,
        "Intensity": is_number,
        "Latitude": is_number,
        "Longitude": is_number,
    },
    {
        **{f"{side} Country": _is_country for side in ("Actor", "Recipient")},
        **{f"{side} COW": str.isdigit for side in ("Actor", "Recipient")},
        **{f"Primary {side} Sector": _is_sector for side in ("Actor", "Recipient")},
        "Quad Code": lambda text: text[-9:].upper().endswith(("ERATION", "CONFLICT")) or text.isdigit(),
        "Country": lambda text: names.country(text) is not None,
        "GeoNames ID": str.isdigit,
        "Publication Date": _is_date,
        "Language": lambda text: len(text) == 2,
    },
)


def read(source: Source) -> Iterator[ImportedRow]:
    """The rows of a POLECAT file; a bad one is reported and left out."""
    return source.each(LAYOUT.records(source), _row)


def _row(number_: int, native: dict[str, str]) -> ImportedRow:
    if "Event Date" not in native:
        raise BadRow("Event Date", "the file's header has no such field")
    kind, mode = native["Event Type"].strip(), native.get("Event Mode", "").strip().lower()
    mode = "" if mode in ("none", "na", "nan") else mode
    found = meaning(f"{kind}-{mode}" if mode else kind, "plover")
    scale = number(native.get("Intensity", ""), "Intensity")
    if scale is not None and not -10 <= scale <= 10:
        raise BadRow("Intensity", f"not between -10 and 10: {native['Intensity'][:40]!r}")
    actor, recipient = _party(native, "Actor"), _party(native, "Recipient")
    made = ImportedRow(
        row=number_,
        native_id=native.get("Event ID") or None,
        day=day_of(native["Event Date"], "dmy", "Event Date"),
        actor=actor.code,
        actor_raw=native.get("Actor Name") or native.get("Actor Name Raw", ""),
        actor_sector=actor.sector,
        recipient=recipient.code,
        recipient_raw=native.get("Recipient Name") or native.get("Recipient Name Raw", ""),
        recipient_sector=recipient.sector,
        code=found.code or None,
        scheme="plover",
        type=found.type,
        mode=found.mode,
        quad=found.quad,
        goldstein=found.goldstein if scale is None else scale,
        contexts=contexts_of(native.get("Contexts", "")),
        place=native.get("Placename") or None,
        country=names.country(native.get("Country", "")),
    )
    return made._replace(extra=leftover("polecat", native, rendered(made)))


def contexts_of(text: str) -> tuple[str, ...]:
    """PLOVER contexts out of a list, in small letters."""
    parts = (part.strip().lower().replace(" ", "_") for part in re.split(r"[;,|]", text.strip("[]")))
    return tuple(dict.fromkeys(part for part in (p.strip("'\"") for p in parts) if part and part not in ("none", "na")))


def _party(native: Mapping[str, str], side: str) -> Party:
    sector = native.get(f"Primary {side} Sector", "").strip().upper()
    sector = "" if sector in ("NONE", "NA", "NAN") else sector
    country = re.split(r"[;,|]", native.get(f"{side} Country", ""))[0].strip()
    return names.party_named(native.get(f"{side} Name", ""), country, sector)


_QUADS: Final = ("", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")


def rendered(row: ImportedRow) -> Mapping[str, str]:
    """What the columns alone say in POLECAT's fields."""
    states = iso_codes()
    return {
        "Event ID": row.native_id or "",
        "Event Date": row.day.isoformat(),
        "Event Type": row.type or "",
        "Event Mode": row.mode or "",
        "Intensity": "" if row.goldstein is None else f"{row.goldstein:g}",
        "Quad Code": _QUADS[row.quad or 0],
        "Contexts": ";".join(row.contexts),
        "Actor Name": row.actor_raw,
        "Actor Country": row.actor if row.actor in states and row.actor else "",
        "Primary Actor Sector": row.actor_sector,
        "Actor Sectors": row.actor_sector,
        "Actor Name Raw": row.actor_raw,
        "Recipient Name": row.recipient_raw,
        "Recipient Country": row.recipient if row.recipient in states and row.recipient else "",
        "Primary Recipient Sector": row.recipient_sector,
        "Recipient Sectors": row.recipient_sector,
        "Recipient Name Raw": row.recipient_raw,
        "Placename": row.place or "",
        "Country": row.country or "",
        "Language": "en",
    }
