"""GDELT events 1.0 (57 or 58 fields) and 2.0 (61), tab-separated without a header, mixed in one file if need be."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Final

import msgspec

from detente.formats.codes import meaning
from detente.formats.dates import day_of, digits
from detente.formats.parties import Party, party
from detente.formats.rows import BadRow, ImportedRow

_ACTOR: Final = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
)
_GEO: Final = "Type FullName CountryCode ADM1Code Lat Long FeatureID"


def _names(geo: str) -> tuple[str, ...]:
    names = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
    names += [f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR.split()]
    names += "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split()
    names += "NumMentions NumSources NumArticles AvgTone".split()
    names += [f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in geo.split()]
    return (*names, "DATEADDED", "SOURCEURL")


#: The fields by name: 58 of version 1.0, 61 of version 2.0.
FIELDS_1: Final = _names(_GEO)
FIELDS_2: Final = _names(_GEO.replace("ADM1Code", "ADM1Code ADM2Code"))
LAYOUTS: Final = {57: FIELDS_1[:-1], 58: FIELDS_1, 61: FIELDS_2}
_encode: Final = msgspec.json.Encoder().encode


def row_of(number: int, line: str) -> ImportedRow:
    """The event of one line.

    Raises:
        BadRow: the line has too many or too few fields, or a date or number in it cannot be read.
    """
    fields = line.split("\t")
    names = LAYOUTS.get(len(fields))
    if names is None:
        raise BadRow("line", f"{len(fields)} fields; GDELT has 57, 58 or 61")
    day = day_of(fields[1], "dmy", "SQLDATE")
    actor = actor_of(fields[5], fields[7], fields[8], fields[12])
    recipient = actor_of(fields[15], fields[17], fields[18], fields[22])
    code, type_, mode, quad, scale = event_of(fields[26], fields[28])
    goldstein = scale
    if fields[30]:
        try:
            goldstein = float(fields[30])
        except ValueError:
            raise BadRow("GoldsteinScale", f"no number: {fields[30][:40]!r}") from None
        if not -10 <= goldstein <= 10:
            raise BadRow("GoldsteinScale", f"not between -10 and 10: {fields[30][:40]!r}")
    mentions = fields[31]
    if mentions and not (mentions.isascii() and mentions.isdigit() and len(mentions) < 10):
        raise BadRow("NumMentions", f"no number: {mentions[:40]!r}")
    place = fields[-7] or None if len(fields) == 57 else fields[-8] or None
    if len(fields) == 61:
        place = fields[-9] or None
    row = ImportedRow(
        number,
        fields[0] or None,
        day,
        actor.code,
        fields[5],
        actor.sector,
        recipient.code,
        fields[15],
        recipient.sector,
        code or None,
        "cameo",
        type_,
        mode,
        quad,
        goldstein,
        (),
        1.0,
        max(int(mentions), 1) if mentions else 1,
        place,
        None,
        None,
        fields[-1] or None if len(fields) != 57 else None,
        "",
    )
    shown = rendered(row)
    left = {name: value for name, value in zip(names, fields, strict=True) if value != shown.get(name, "")}
    if len(fields) == 57:
        return row._replace(extra=_encode({"format": "gdelt", "fields": "57", **left}).decode())
    return row._replace(extra=_encode({"format": "gdelt", **left}).decode())


@functools.lru_cache(maxsize=65_536)
def actor_of(code: str, country: str, group: str, sector: str) -> Party:
    """GDELT's own attributes of an actor before what its code says: the country, the known group, the first role."""
    found = party(code, "cameo")
    if found.code is None and group:
        found = Party(party(group, "cameo").code, found.sector)
    if found.code is None and country and not sector:
        found = Party(party(country, "cameo").code, found.sector)
    return found


@functools.lru_cache(maxsize=16_384)
def event_of(code: str, root: str) -> tuple[str, str | None, str | None, int | None, float | None]:
    """A code's meaning; the root code tells whether ``10`` has lost its zero."""
    lost = len(code) == 2 and code.isdigit() and code[0] != "0" and root.lstrip("0") != code
    found = meaning(code, "cameo", lost and bool(root))
    return found.code, found.type, found.mode, found.quad, found.goldstein


@functools.lru_cache(maxsize=65_536)
def fields_of_day(day: dt.date) -> tuple[str, str, str, str]:
    text = digits(day)
    fraction = int(text[:4]) + ((int(text[4:6]) - 1) * 30 + min(int(text[6:]), 30)) / 365
    return text, text[:6], text[:4], f"{fraction:.4f}"


def rendered(row: ImportedRow) -> dict[str, str]:
    """What the columns alone say in GDELT's fields."""
    date, month, year, fraction = fields_of_day(row.day)
    code = row.code or ""
    return {
        "GLOBALEVENTID": row.native_id or "",
        "SQLDATE": date,
        "MonthYear": month,
        "Year": year,
        "FractionDate": fraction,
        "Actor1Code": row.actor_raw,
        "Actor2Code": row.recipient_raw,
        "IsRootEvent": "1",
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": str(row.quad or ""),
        "GoldsteinScale": "" if row.goldstein is None else f"{row.goldstein:g}",
        "NumMentions": str(row.mentions),
        "ActionGeo_FullName": row.place or "",
        "SOURCEURL": row.url or "",
    }
