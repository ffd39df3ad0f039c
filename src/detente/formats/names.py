"""Who a name in an event file means: countries and organisations spelt out, and the sectors that ICEWS lists."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from detente.formats.parties import Party, iso_codes
from detente.formats.tables import table


@functools.cache
def _special() -> Mapping[str, str]:
    return {row["name"]: row["code"] for row in table("country_names")}


@functools.lru_cache(maxsize=16_384)
def country(name: str) -> str | None:
    """The ISO alpha-3 code of a country's name or code; None where it is none or has more than one reading."""
    name = name.strip()
    if name in _special():
        return _special()[name]
    if len(name) == 3 and name.upper() in iso_codes():
        return name.upper()
    codes = {target for kind, target in _readings(name) if kind in ("country", "former_state")}
    return codes.pop() if len(codes) == 1 else None


@functools.lru_cache(maxsize=65_536)
def organisation(name: str) -> str | None:
    """The code of an organisation of states, or of a body of one, of exactly this name; None where there is none."""
    readings = _readings(name.strip()) or _readings(name.strip().removeprefix("UN ").removeprefix("EU "))
    codes = {
        target.removeprefix("org:")
        for kind, target in readings
        if kind == "organisation" or (kind in ("agency", "parliament", "ministry") and _is_body(target))
    }
    return codes.pop() if len(codes) == 1 else None


@functools.lru_cache(maxsize=65_536)
def group(name: str) -> str | None:
    """The code of an armed group of exactly this name; None where there is none."""
    codes = {target for kind, target in _readings(name.strip()) if kind == "group"}
    return codes.pop() if len(codes) == 1 else None


@functools.lru_cache(maxsize=65_536)
def party_named(name: str, country_name: str, sector: str) -> Party:
    """An actor by its name, the country given with it and its sector.

    An armed group by itself, then the country, then an organisation of states of that name.
    """
    if (armed := group(name)) is not None:
        return Party(armed, sector or "REB")
    code = country(country_name) if country_name not in ("", "NA", "None", "NULL") else None
    if code is None and (body := organisation(name)) is not None:
        return Party(body, sector or "IGO")
    return Party(code, sector)


@functools.lru_cache(maxsize=16_384)
def name_of(code: str) -> str:
    """The name of a country or an organisation by its code; the code itself where the knowledge has none."""
    from detente.knowledge import load

    knowledge = load(None)
    for names in (knowledge.countries, knowledge.organisations, knowledge.groups):
        if code in names:
            return names[code].name
    return code


def _is_body(target: str) -> bool:
    from detente.knowledge import load

    return target.removeprefix("org:") in load(None).organisations


def _readings(name: str) -> list[tuple[str, str]]:
    from detente.knowledge import load

    entries = load(None).entries.get(name, ()) if name else ()
    return [(entry.kind, entry.target) for entry in entries]


@functools.lru_cache(maxsize=16_384)
def icews_sector(sectors: str) -> str:
    """The PLOVER sector of a list of ICEWS sectors; "" where it lists none."""
    if not sectors or sectors == "NA":
        return ""
    for row in table_of_sectors():
        if row[0] in sectors:
            return row[1]
    return ""


@functools.cache
def table_of_sectors() -> tuple[tuple[str, str], ...]:
    """Words of ICEWS sectors and the PLOVER sector each stands for, those that decide first."""
    return tuple((row["word"], row["sector"]) for row in table("icews_sectors"))


@functools.cache
def icews_sector_name(sector: str) -> str:
    """A sector as ICEWS would name it; "" for the bare state."""
    return next((word for word, code in reversed(table_of_sectors()) if code == sector), "")
