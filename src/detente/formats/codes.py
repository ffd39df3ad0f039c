"""What an event code means in PLOVER's terms: CAMEO and WEIS by table, PLOVER by its own names.

A code that the table lacks has the meaning of the longest code it begins with (``13y`` of ICEWS 2017 that of ``13``).
Codes that went through a spreadsheet or a number column have lost their leading zero; :func:`zeros_lost` finds out from
a sample whether a file's codes have, because ``10`` alone can be DEMAND (10) or a statement (010).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from detente.coding.plover import QUAD, TYPES, score
from detente.formats.tables import table
from detente.records import EventType, Quad

Scheme = Literal["cameo", "weis", "plover"]
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)

#: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
QUAD_NUMBER: Final[Mapping[str, int]] = {type_: get_args(Quad).index(quad) + 1 for type_, quad in QUAD.items()}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code's type, mode, quad class (1 to 4) and score (-10 to 10); all None when the code is unknown.

    ``code`` is the code with its leading zero, as the table has it or would have it.
    """

    code: str
    type: EventType | None = None
    mode: str | None = None
    quad: int | None = None
    goldstein: float | None = None


#: Names of types in older versions of PLOVER and in sets that fold types.
_OLD_TYPES: Final = {
    "YIELD": "CONCEDE", "DEMAND": "REQUEST", "APPEAL": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT", "REDUCE": "SANCTION", "EXPEL": "SANCTION",
}  # fmt: skip


@functools.cache
def _meanings(scheme: str) -> Mapping[str, Meaning]:
    return {
        row["code"]: Meaning(
            row["code"],
            cast("EventType", row["type"]) if row["type"] else None,
            row["mode"] or None,
            int(row["quad"]),
            float(row["goldstein"]),
        )
        for row in table(scheme)
    }


def _is_number(code: str) -> bool:
    """ASCII digits alone: ``²`` is a digit to ``str.isdigit`` and none to ``int``."""
    return code.isascii() and code.isdigit()


def repair(code: str, scheme: Scheme, *, lost: bool = False) -> str:
    """``code`` with the leading zero it has lost: always where only that reading exists, else when ``lost`` says so."""
    if not _is_number(code) or code.startswith("0"):
        return code
    known = _meanings(scheme)
    zeroed = "0" + code
    if len(code) == 1 or (len(code) == 2 and lost) or code[:2] not in known:
        return zeroed if zeroed in known else code
    return code


@functools.lru_cache(maxsize=65_536)
def meaning(code: str, scheme: Scheme, lost: bool = False) -> Meaning:
    """What ``code`` means; ``lost`` says that the codes of this file have lost their leading zeros."""
    if scheme == "plover":
        return _plover(code)
    code = repair(code.strip(), scheme, lost=lost)
    known = _meanings(scheme)
    for n in range(len(code), 1, -1):
        found = known.get(code[:n])
        if found is not None:
            return found if n == len(code) else Meaning(code, found.type, found.mode, found.quad, found.goldstein)
    return Meaning(code)


def _plover(code: str) -> Meaning:
    """``TYPE`` or ``TYPE-mode`` (also with a colon, a dot or a space between)."""
    parts = re.split(r"[-:./ ]", code.strip(), maxsplit=1)
    name = _OLD_TYPES.get(parts[0].upper(), parts[0].upper())
    if name not in TYPES:
        return Meaning(code)
    mode = parts[1].strip().lower() if len(parts) > 1 and parts[1].strip() else None
    return of_type(cast("EventType", name), mode, code)


def of_type(type_: EventType, mode: str | None, code: str = "") -> Meaning:
    """The meaning of a PLOVER type and mode."""
    return Meaning(code or type_, type_, mode, QUAD_NUMBER[type_], score(type_, mode))


def zeros_lost(codes: Iterable[str]) -> bool:
    """Whether these codes of one file have lost their leading zeros.

    Certain when no code begins with 0 and one is below the first root code that needs none: ``36`` or ``4``. Without
    such a code they are taken as they stand.
    """
    short = False
    for code in codes:
        if code.startswith("0"):
            return False
        short = short or (_is_number(code) and (len(code) == 1 or (len(code) == 2 and int(code) > 22)))
    return short


#: The code that says no more than the type, by scheme.
_GENERAL: Final[Mapping[str, Mapping[str, str]]] = {
    "cameo": {
        "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "COOPERATE": "060", "AID": "070", "CONCEDE": "080",
        "RETREAT": "084", "REQUEST": "100", "ACCUSE": "110", "REJECT": "120", "THREATEN": "130", "PROTEST": "140",
        "SANCTION": "160", "MOBILIZE": "150", "COERCE": "170", "ASSAULT": "190",
    },
    "weis": {
        "AGREE": "080", "CONSULT": "031", "SUPPORT": "040", "COOPERATE": "084", "AID": "070", "CONCEDE": "010",
        "RETREAT": "067", "REQUEST": "102", "ACCUSE": "120", "REJECT": "110", "THREATEN": "170", "PROTEST": "181",
        "SANCTION": "190", "MOBILIZE": "182", "COERCE": "210", "ASSAULT": "220",
    },
}  # fmt: skip


@functools.cache
def _code_of_mode(scheme: str) -> Mapping[tuple[str, str], str]:
    """The shortest code with a mode of its own, by type and mode."""
    found: dict[tuple[str, str], str] = {}
    for m in sorted(_meanings(scheme).values(), key=lambda m: (len(m.code), m.code)):
        if m.type and m.mode and len(m.code) > 2 and m.quad == QUAD_NUMBER[m.type]:
            found.setdefault((m.type, m.mode), m.code)
    return found


def code_for(type_: str | None, mode: str | None, scheme: Scheme) -> str | None:
    """A code of ``scheme`` for a PLOVER type and mode: the general code of the type, or the mode's own.

    The way back is not one to one: reading the code again gives the type, and the mode where the scheme tells it.
    """
    if type_ is None:
        return None
    if scheme == "plover":
        return type_
    return _code_of_mode(scheme).get((type_, mode or "")) or _GENERAL[scheme].get(type_)
