"""What each of the field's formats can say of an event, and how it says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from detente.formats import gdelt, icews, keds, names, petrarch, phoenix, ploverjson, polecat
from detente.formats.codes import Scheme, code_for, meaning
from detente.formats.dates import digits
from detente.formats.native import line_of
from detente.formats.parties import Party, code_of, iso_codes
from detente.formats.rows import ImportedRow
from detente.formats.source import extra_of

#: Columns that a format may have no place for, and their value where there is nothing to say.
_OPTIONAL: Final[Mapping[str, Any]] = {
    "native_id": None, "contexts": (), "weight": 1.0, "mentions": 1, "place": None, "country": None, "text": None,
    "url": None,
}  # fmt: skip
#: The code of a plain statement, which has no PLOVER type.
_STATEMENT: Final[Mapping[str, str]] = {"cameo": "010", "weis": "020"}
_encode: Final = msgspec.json.Encoder().encode


class Outlet:
    """One format: which fields of its own it has, and which of the optional columns it carries."""

    scheme: Scheme | None = "cameo"
    actors_by_name: bool = False
    header: str = ""

    def __init__(self, name: str, rendered: Callable[[ImportedRow], Mapping[str, Any]], *carried: str) -> None:
        self.name = name
        self.rendered = rendered
        self.carried = frozenset(carried)

    def refuses(self, row: ImportedRow) -> str | None:
        """Why the format cannot say this event at all; None if it can."""
        if row.day is None:
            return "no day"
        if row.type is None and (self.scheme == "plover" or not row.code) and not extra_of(row, self.name):
            return "no type"
        return None

    def line(self, row: ImportedRow, dropped: Counter[str]) -> str:
        """The event in this format; columns that it cannot carry are counted in ``dropped``."""
        extra = extra_of(row, self.name)
        if extra:
            return self.told(row, extra)
        told = self.translated(row, dropped)
        for column, nothing in _OPTIONAL.items():
            if column not in self.carried and getattr(row, column) != nothing:
                dropped[column] += 1
        if row.extra not in ("", "{}", '{"format":"table"}'):
            dropped["native fields"] += 1
        return self.told(told, extra)

    def translated(self, row: ImportedRow, dropped: Counter[str]) -> ImportedRow:
        """A row of another format in the words of this one."""
        scheme = self.scheme or "cameo"
        code = row.code if row.scheme == scheme else None
        code = code or code_for(row.type, row.mode, scheme) or _STATEMENT.get(scheme)
        if row.mode and scheme != "plover" and meaning(code or "", scheme).mode != row.mode:
            dropped["mode"] += 1
        if not self.has_score and row.goldstein != meaning(code or "", scheme).goldstein:
            dropped["goldstein"] += 1
        sides = []
        for code_, raw, sector in (
            (row.actor, row.actor_raw, row.actor_sector),
            (row.recipient, row.recipient_raw, row.recipient_sector),
        ):
            word = self._actor(Party(code_, sector), raw)
            if raw and word != raw:
                dropped["actor names"] += 1
            sides.append(word)
        return row._replace(code=code, scheme=scheme, actor_raw=sides[0], recipient_raw=sides[1])

    has_score: bool = True

    def _actor(self, party: Party, raw: str) -> str:
        if not self.actors_by_name:
            return code_of(party, raw, self.scheme or "cameo")
        if party.code and (not raw or raw.isupper()):
            return names.name_of(party.code)
        return raw

    def told(self, row: ImportedRow, extra: Mapping[str, Any]) -> str:
        """The row's line, with the native fields it was read with."""
        raise NotImplementedError


class Fields(Outlet):
    """A tab-separated format with named fields."""

    def __init__(
        self, name: str, rendered: Callable[[ImportedRow], Mapping[str, Any]], fields: tuple[str, ...], *carried: str
    ) -> None:
        super().__init__(name, rendered, *carried)
        self.fields = fields

    def told(self, row: ImportedRow, extra: Mapping[str, Any]) -> str:
        values = {**self.rendered(row), **({} if extra else self.more(row)), **extra}
        return line_of([str(values.get(name, "")) for name in self.names(values)])

    def names(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields of this line, in order."""
        return self.fields

    def more(self, row: ImportedRow) -> Mapping[str, str]:
        """Fields that only rows of other formats need filled in."""
        return {}


class Gdelt(Fields):
    """GDELT events; a row of 57 fields gets 57 again."""

    def names(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return self.fields[:-1] if values.get("fields") == "57" and len(self.fields) == 58 else self.fields

    def more(self, row: ImportedRow) -> Mapping[str, str]:
        filled = {"DATEADDED": digits(row.day) + ("000000" if len(self.fields) == 61 else "")}
        for n, code, raw, sector in (
            ("1", row.actor, row.actor_raw, row.actor_sector),
            ("2", row.recipient, row.recipient_raw, row.recipient_sector),
        ):
            state = code is not None and code in iso_codes()
            filled[f"Actor{n}Name"] = names.name_of(code).upper() if code else raw
            filled[f"Actor{n}CountryCode"] = raw[:3] if state else ""
            filled[f"Actor{n}Type1Code"] = sector
        if row.native_id and not row.native_id.isdigit():
            filled["GLOBALEVENTID"] = str(row.row)
        return filled


class Petrarch(Fields):
    """PETRARCH's output; which fields a line has is kept with it."""

    has_score = False

    def translated(self, row: ImportedRow, dropped: Counter[str]) -> ImportedRow:
        if row.url and "://" not in row.url:  # it would be read as the story's source
            dropped["url"] += 1
            row = row._replace(url=None)
        return super().translated(row, dropped)

    def names(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(values["names"].split())


class Keds(Fields):
    """KEDS lines, in the codes of the first row."""

    scheme = None
    has_score = False

    def names(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return self.fields[: int(values.get("fields", len(self.fields)))]

    def refuses(self, row: ImportedRow) -> str | None:
        if self.scheme is None:
            self.scheme = "cameo" if row.scheme == "cameo" else "weis"
        if row.day is not None and not 1945 <= row.day.year <= 2044:
            return "a year that two digits cannot tell"
        return super().refuses(row)


class Icews(Fields):
    """ICEWS, whose actors are names."""

    actors_by_name = True


class Polecat(Icews):
    """POLECAT, whose events are PLOVER's."""

    scheme: Scheme | None = "plover"


class PloverJson(Outlet):
    """PLOVER's JSON, an object a line."""

    scheme = "cameo"
    actors_by_name = True
    has_score = False

    def translated(self, row: ImportedRow, dropped: Counter[str]) -> ImportedRow:
        as_it_is = row.scheme == "plover" or (row.scheme == "cameo" and row.code)
        return row if as_it_is else super().translated(row, dropped)

    def told(self, row: ImportedRow, extra: Mapping[str, Any]) -> str:
        values = dict(self.rendered(row))
        for name in extra.get("gone") or ():
            values.pop(name, None)
        return _encode({**values, **(extra.get("native") or {})}).decode() + "\n"


def _header(fields: tuple[str, ...]) -> str:
    return "\t".join(fields) + "\n"


def _icews() -> Outlet:
    outlet = Icews("icews", icews.rendered, icews.FIELDS, "native_id", "place", "country")
    outlet.header = _header(icews.FIELDS)
    return outlet


def _polecat() -> Outlet:
    outlet = Polecat("polecat", polecat.rendered, polecat.FIELDS, "native_id", "contexts", "place", "country")
    outlet.header = _header(polecat.FIELDS)
    return outlet


_GDELT: Final = ("native_id", "mentions", "place", "url")

#: A maker of each format's outlet, by the format's name.
OUTLETS: Final[Mapping[str, Callable[[], Outlet]]] = {
    "gdelt1": lambda: Gdelt("gdelt", gdelt.rendered, gdelt.FIELDS_1, *_GDELT),
    "gdelt2": lambda: Gdelt("gdelt", gdelt.rendered, gdelt.FIELDS_2, *_GDELT),
    "icews": _icews,
    "polecat": _polecat,
    "petrarch": lambda: Petrarch("petrarch", petrarch.rendered, petrarch.BASE, "native_id", "text", "url"),
    "phoenix": lambda: Fields("phoenix", phoenix.rendered, phoenix.FIELDS, "native_id", "place", "country", "url"),
    "keds": lambda: Keds("keds", keds.rendered, keds.FIELDS, "text"),
    "plover-json": lambda: PloverJson("plover-json", ploverjson.rendered, "native_id", "contexts", "text", "url"),
}
