"""Who an actor code means: codes of KEDS, TABARI, PETRARCH, CAMEO and GDELT, read in groups of three letters.

The first group is a state, a region, an organisation or a sector; those after it say which part (``ISRMIL``) or which
people (``KSVSER``: Serbs of Kosovo). ISO alpha-3 codes are read as such unless ``data/actors.tsv`` says otherwise.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from detente.formats.codes import Scheme
from detente.formats.tables import table
from detente.knowledge.store import SCHEMA, read_rows


@dataclass(frozen=True, slots=True)
class Party:
    """A state's or organisation's code (None where the file names neither) and a PLOVER sector ("" if bare)."""

    code: str | None = None
    sector: str = ""


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    target: str | None
    sector: str
    own: bool = False  # whether it holds in this scheme only: then it stands before ISO


@functools.cache
def iso_codes() -> frozenset[str]:
    """The ISO alpha-3 codes that the knowledge knows."""
    name = "countries.csv"
    text = files("detente.knowledge").joinpath("data", name).read_text(encoding="utf-8")
    return frozenset(row["iso3"] for row in read_rows(name, text.splitlines(), SCHEMA[name]))


@functools.cache
def _entries(scheme: str) -> Mapping[str, _Entry]:
    """The table's entries for codes in ``scheme``; its own before those of any scheme."""
    rows = [r for r in table("actors") if r["scheme"] in ("any", scheme)]
    rows.sort(key=lambda r: r["scheme"] != "any")
    return {r["code"]: _Entry(r["kind"], r["target"] or None, r["sector"], r["scheme"] != "any") for r in rows}


@functools.lru_cache(maxsize=131_072)
def party(code: str, scheme: Scheme) -> Party:
    """Who ``code`` means in a file whose event codes are in ``scheme`` (PLOVER files use CAMEO's actors)."""
    code = code.strip().strip("-")
    if code[:3].islower():  # GDELT writes peoples and creeds in small letters
        return Party(None, _sector(code[3:].upper(), "cameo") or "CVL")
    code = code.upper()
    entries = _entries("weis" if scheme == "weis" else "cameo")
    lead, rest = _lead(code, entries)
    if lead is None:
        return Party(None, _sector(code, scheme))
    if lead.kind in ("state", "body", "group"):
        sector = _sector(rest, scheme) if lead.kind == "state" else ""
        return Party(lead.target, sector or lead.sector)
    if lead.kind == "lead":
        for chunk in _chunks(rest):
            entry = entries.get(chunk)
            if entry is not None and entry.kind in ("body", "group"):
                return Party(entry.target, entry.sector)
        return Party(None, lead.sector)
    return Party(None, (_sector(rest, scheme) or lead.sector) if lead.kind == "none" else lead.sector)


def _lead(code: str, entries: Mapping[str, _Entry]) -> tuple[_Entry | None, str]:
    """The longest beginning that the table knows, and what follows; an ISO code before sectors and peoples."""
    for n in range(len(code), 3, -1):
        entry = entries.get(code[:n])
        if entry is not None:
            return entry, code[n:]
    first = entries.get(code[:3])
    if code[:3] in iso_codes() and (first is None or first.kind in ("part", "none")) and not (first and first.own):
        return _Entry("state", code[:3], ""), code[3:]
    if first is not None:
        return first, code[3:]
    entry = entries.get(code) if len(code) == 2 else None
    return entry, ""


#: Groups of capitals, the first in small letters where GDELT names a people.
_CODE = re.compile(r"(?:[a-z]{3}|[A-Z]{2,5})[A-Z]{0,9}\Z", re.ASCII)


@functools.cache
def _codes(scheme: str) -> Mapping[str, str]:
    """The code of each state that ISO writes otherwise, of each body and of each group; the longest tells most."""
    found: dict[str, str] = {}
    for code, entry in sorted(_entries(scheme).items(), key=lambda item: (-len(item[0]), item[0])):
        if entry.target and entry.kind in ("body", "group") and (len(code) > 5 or entry.target not in found):
            found.setdefault(entry.target, code if len(code) != 3 or entry.kind == "group" else f"IGO{code}")
    return found


@functools.lru_cache(maxsize=65_536)
def code_of(party_: Party, raw: str, scheme: Scheme) -> str:
    """An actor code for a party: ``raw`` if it is one that means the same, else one made of state and sector."""
    if _CODE.match(raw) and party(raw, scheme) == party_:
        return raw
    table_ = "weis" if scheme == "weis" else "cameo"
    sector = _SECTOR_CODES.get(party_.sector, party_.sector)
    if party_.code is None:
        return sector
    if party_.code in _codes(table_):
        return _codes(table_)[party_.code]
    own_code = next((c for c in _by_state(table_).get(party_.code, ()) if party(c, scheme).code == party_.code), None)
    lead = party_.code if party(party_.code, scheme).code == party_.code else own_code or party_.code
    if party(lead, scheme).code not in (party_.code, None):  # MAC is Macedonia to WEIS: better nobody than another
        return sector
    return lead + sector if party(lead + sector, scheme) == party_ else lead


@functools.cache
def _by_state(scheme: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, entry in _entries(scheme).items():
        if entry.kind == "state" and entry.target and len(code) == 3:
            found[entry.target] = (*found.get(entry.target, ()), code)
    return found


#: PLOVER sectors that CAMEO names otherwise.
_SECTOR_CODES: Mapping[str, str] = {"JRN": "MED"}


def _chunks(text: str) -> list[str]:
    return [text[i : i + 3] for i in range(0, len(text), 3)]


@functools.lru_cache(maxsize=16_384)
def _sector(rest: str, scheme: str) -> str:
    """The first sector that the groups after the state name; a people's name stands for civilians."""
    entries = _entries("weis" if scheme == "weis" else "cameo")
    people = ""
    for chunk in _chunks(rest):
        entry = entries.get(chunk)
        if entry is None:
            continue
        if entry.kind in ("part", "lead") and entry.sector:
            return entry.sector
        if entry.kind == "none" or (entry.kind == "state" and chunk not in ("PAL", "GZS", "WBN", "WSB")):
            people = people or ("CVL" if entry.sector or entry.kind == "state" else "")
    return people
