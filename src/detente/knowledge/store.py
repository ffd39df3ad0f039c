"""The loader: data files of the package, and the user's own in the same format, into one immutable Knowledge."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast, get_args

from detente.errors import KnowledgeError
from detente.knowledge.model import Certainty, Country, Entry, Group, Hit, Kind, Organisation, Person, Term
from detente.knowledge.scanner import Scanner

#: File name to its columns: the one schema, for our files and the user's.
SCHEMA: dict[str, tuple[str, ...]] = {
    "countries.csv": ("iso3", "name", "adjective", "capital", "source"),
    "names.csv": ("surface", "kind", "target", "country", "sector", "caveat", "source"),
    "organisations.csv": ("code", "name", "aliases", "members", "source"),
    "groups.csv": ("code", "name", "aliases", "country", "kind", "relation", "source"),
    "people.csv": ("id", "name", "aliases", "country", "role", "title", "start", "end", "status", "asof", "source"),
}
_KINDS = frozenset(get_args(Kind))
_STATUSES = frozenset(get_args(Certainty))
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Knowledge:
    """Who is who, and when. Immutable; shared by everything that reads."""

    version: str
    countries: Mapping[str, Country]
    organisations: Mapping[str, Organisation]
    groups: Mapping[str, Group]
    people: Mapping[str, Person]
    entries: Mapping[str, tuple[Entry, ...]]
    _surnames: Mapping[str, tuple[str, ...]]
    _offices: Mapping[tuple[str, str], tuple[str, ...]]
    _scanner: Scanner

    def scan(self, text: str) -> list[Hit]:
        """Known names in ``text``: see `detente.knowledge.scanner.Scanner`."""
        return self._scanner.scan(text)

    def by_surname(self, surname: str) -> tuple[Person, ...]:
        """Persons whose family name, or last name part, is ``surname``."""
        return tuple(self.people[i] for i in self._surnames.get(surname, ()))

    def holders(self, country: str, role: str, date: dt.date | None) -> list[tuple[Person, Term]]:
        """Who held an office of a country (ISO code or ``org:CODE``) at ``date``; those known for certain first."""
        found = [
            (self.people[i], term)
            for i in self._offices.get((country, role), ())
            for term in self.people[i].terms
            if term.country == country and term.role == role and term.covers(date)
        ]
        return sorted(found, key=lambda f: (not f[1].certain(date), -(f[1].start or dt.date.min).toordinal()))


def config_folder() -> Path:
    """Where a user's own knowledge files are looked for."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "detente" / "knowledge"


def load(extra: Path | None = None) -> Knowledge:
    """The shipped knowledge with the user's own on top (``extra``, else the config folder if it is there).

    Raises:
        KnowledgeError: a file breaks the schema; the message names file and row.
    """
    if extra is not None and not extra.is_dir():
        raise KnowledgeError(f"knowledge folder {extra} is not there; give a folder with {', '.join(SCHEMA)}")
    folder = extra if extra is not None else config_folder()
    return _load(folder if folder.is_dir() else None)


@functools.lru_cache(maxsize=4)
def _load(extra: Path | None) -> Knowledge:
    rows: Rows = {}
    digest = hashlib.sha256()
    own = 0
    for name in SCHEMA:
        rows[name], text, added = _read(name, extra)
        digest.update(text.encode("utf-8"))
        own += added
    return build(rows, digest.hexdigest()[:10] + "+own" * own)


def names(extra: Path | None = None) -> Mapping[str, str]:
    """Names of states, bodies and groups by code, without the rest, which takes longer to read than a page to make.

    Raises:
        KnowledgeError: a file breaks the schema; the message names file and row.
    """
    folder = extra if extra is not None else config_folder()
    return _names(folder if folder.is_dir() else None)


@functools.lru_cache(maxsize=4)
def _names(extra: Path | None) -> Mapping[str, str]:
    keys = {"groups.csv": "code", "organisations.csv": "code", "countries.csv": "iso3"}
    return {row[key]: row["name"] for name, key in keys.items() for row in _read(name, extra)[0]}


def _read(name: str, extra: Path | None) -> tuple[list[dict[str, str]], str, bool]:
    """The rows of a file with the user's own behind them, the text of ours, and whether there are any of the user's."""
    columns = SCHEMA[name]
    text = files("detente.knowledge").joinpath("data", name).read_text(encoding="utf-8")
    rows = list(read_rows(name, text.splitlines(), columns))
    path = extra / name if extra is not None else None
    if path is None or not path.is_file():
        return rows, text, False
    return rows + list(read_user_rows(path, columns)), text, True


def read_user_rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Rows of a user's own knowledge file.

    Raises:
        KnowledgeError: it cannot be read as UTF-8, or breaks the schema.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: cannot be read as UTF-8 ({error}); save it again as UTF-8 CSV") from error
    return read_rows(str(path), lines, columns)


def read_rows(name: str, lines: Iterable[str], columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Rows of a knowledge file as dictionaries, checked against the columns.

    Raises:
        KnowledgeError: wrong header or wrong number of columns, with the row.
    """
    reader = csv.reader(lines)
    try:
        header = next(reader, None)
    except csv.Error as error:
        raise KnowledgeError(f"{name} row 1: cannot be read ({error}); mend the row") from None
    if header is None or tuple(header) != columns:
        raise KnowledgeError(f"{name} row 1: the header must be {','.join(columns)}")
    rows = enumerate(reader, 2)
    while True:
        try:
            number, row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise KnowledgeError(f"{name} row {reader.line_num}: cannot be read ({error}); mend the row") from None
        if len(row) != len(columns):
            raise KnowledgeError(f"{name} row {number}: {len(row)} columns instead of {len(columns)}")
        yield dict(zip(columns, row, strict=True))


def _date(text: str, *, end: bool, where: str) -> dt.date | None:
    """A date of day, month or year precision, at the edge of the period that it leaves open."""
    if not text:
        return None
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return dt.date.fromisoformat(text)
        year = int(parts[0])
        month = int(parts[1]) if len(parts) == 2 else (12 if end else 1)
        if not end:
            return dt.date(year, month, 1)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        return following - dt.timedelta(days=1)
    except (ValueError, OverflowError):
        raise KnowledgeError(f"{where}: {text[:40]!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from None


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def build(rows: Rows, version: str) -> Knowledge:
    """Assemble knowledge from checked rows; later rows override earlier ones with the same key."""
    countries = {r["iso3"]: Country(r["iso3"], r["name"], r["adjective"], r["capital"]) for r in rows["countries.csv"]}
    organisations = {
        r["code"]: Organisation(r["code"], r["name"], _list(r["aliases"]), _list(r["members"]))
        for r in rows["organisations.csv"]
    }
    groups = {
        r["code"]: Group(r["code"], r["name"], _list(r["aliases"]), r["country"] or None, r["kind"], r["relation"])
        for r in rows["groups.csv"]
    }
    people = _people(rows["people.csv"])
    names: dict[str, dict[tuple[str, str], Entry]] = {}

    def add(entry: Entry) -> None:
        if len(entry.surface) > 1:
            names.setdefault(entry.surface, {})[(entry.kind, entry.target)] = entry

    for number, r in enumerate(rows["names.csv"], 2):
        if r["kind"] not in _KINDS:
            raise KnowledgeError(
                f"names.csv row {number}: kind {r['kind']!r} is unknown; use one of {', '.join(sorted(_KINDS))}"
            )
        add(Entry(r["surface"], cast(Kind, r["kind"]), r["target"], r["country"] or None, r["sector"], r["caveat"]))
    for body in organisations.values():
        for surface in {body.name, *body.aliases}:
            add(Entry(surface, "organisation", body.code, body.code, "IGO"))
    for group in groups.values():
        for surface in {group.name, *group.aliases}:
            add(Entry(surface, "group", group.code, group.country, "REB", group.relation))
    for person in people.values():
        country = person.terms[0].country.removeprefix("org:") if person.terms else None
        for surface in {person.name, *person.aliases}:
            if " " in surface:
                add(Entry(surface, "person", person.id, country, "GOV"))
    entries = {surface: tuple(found.values()) for surface, found in names.items()}
    return Knowledge(
        version,
        countries,
        organisations,
        groups,
        people,
        entries,
        _surnames(people),
        _offices(people),
        Scanner(entries),
    )


def _people(rows: Iterable[dict[str, str]]) -> dict[str, Person]:
    names: dict[str, str] = {}
    aliases: dict[str, dict[str, None]] = {}
    terms: dict[str, list[Term]] = {}
    for number, r in enumerate(rows, 2):
        where = f"people.csv row {number}"
        if r["status"] not in _STATUSES:
            raise KnowledgeError(
                f"{where}: status {r['status']!r} is unknown; use one of {', '.join(sorted(_STATUSES))}"
            )
        names.setdefault(r["id"], r["name"])
        aliases.setdefault(r["id"], {}).update(dict.fromkeys([*_list(r["aliases"]), r["name"]]))
        terms.setdefault(r["id"], []).append(
            Term(
                r["country"],
                r["role"],
                r["title"],
                _date(r["start"], end=False, where=where),
                _date(r["end"], end=True, where=where),
                cast(Certainty, r["status"]),
                _date(r["asof"], end=True, where=where),
            )
        )
    return {
        id_: Person(id_, name, tuple(a for a in aliases[id_] if a != name), tuple(terms[id_]))
        for id_, name in names.items()
    }


_FAMILY_FIRST = frozenset({"CHN", "TWN", "PRK", "KOR", "VNM", "KHM", "HKG", "SGP", "LAO"})


def _surnames(people: Mapping[str, Person]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for person in people.values():
        for name in (person.name, *person.aliases):
            words = name.split()
            if len(words) < 2:
                continue
            parts = {words[-1], *([" ".join(words[-2:])] if len(words) > 2 else [])}
            if person.terms and person.terms[0].country in _FAMILY_FIRST:
                parts.add(words[0])
            for part in parts:
                found.setdefault(part, {})[person.id] = None
    return {part: tuple(ids) for part, ids in found.items()}


def _offices(people: Mapping[str, Person]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for person in people.values():
        for term in person.terms:
            found.setdefault((term.country, term.role), {})[person.id] = None
    return {key: tuple(ids) for key, ids in found.items()}
