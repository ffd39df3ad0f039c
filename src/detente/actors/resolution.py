"""One phrase to one actor at a date: "the Chinese president", "Secretary of State Rex Tillerson", "Minsk police".

The most specific reading wins: a known person, a title, a body, a state with what its noun says, a place. What is
ambiguous is settled by the words around it (``context``, ``known_country``) or left without a country.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

import msgspec

from detente.actors.cast import Cast, code_of, person_actor
from detente.actors.sectors import sector_of
from detente.actors.spans import Spans
from detente.actors.surnames import NOT_SURNAMES, surnames
from detente.actors.titles import TitleSpan, find_titles
from detente.knowledge import Entry, Hit, Knowledge, Person, Term, load
from detente.records import Actor

_BODIES = (
    "organisation",
    "agency",
    "ministry",
    "parliament",
    "army",
    "court",
    "party",
    "group",
    "building",
    "media",
    "university",
    "firm",
    "other",
)
_STATES = ("country", "former_state", "nickname", "adjective", "demonym")
_PLACES = ("capital", "city", "region", "site")
_SECTOR_OF_KIND = {"organisation": "IGO", "parliament": "LEG", "army": "MIL", "court": "JUD", "party": "PTY", "group": "REB", "media": "JRN", "university": "EDU", "firm": "BUS", "ministry": "GOV", "building": "GOV", "agency": "GOV", "capital": "GOV", "other": ""}  # fmt: skip  # noqa: E501
_SPIES = re.compile(r"\b(?:CIA|intelligence|FSB|MI6|MI5|SVR|Mossad|security service)\b", re.IGNORECASE)
#: A state that only backs or is leant to: "Iran-backed militias", "pro-Russian separatists".
_QUALIFIES = re.compile(r"-(?:backed|sponsored|funded|financed|supported|aligned|allied|friendly|trained|armed)\b")
_LEANING = re.compile(r"\b(?:pro|anti)-$", re.IGNORECASE)
_CAVEAT_NAMES = frozenset({"given name", "given name and surname", "surname"})


def resolve(
    phrase: str,
    date: dt.date | str | None = None,
    context: str | None = None,
    known_country: str | None = None,
    knowledge: Knowledge | None = None,
) -> Actor | None:
    """The actor that ``phrase`` names at ``date``, or None when it names nobody we can tell.

    Args:
        phrase: a name, title or noun phrase.
        date: the day of the text (a date or YYYY-MM-DD); without it only what holds today is used.
        context: words around the phrase that may settle an ambiguity.
        known_country: a country name or code that the phrase is known to belong to.

    Raises:
        ValueError: ``date`` is no ISO date.
    """
    known = knowledge or load()
    day = dt.date.fromisoformat(date) if isinstance(date, str) else date
    text = " ".join(phrase.split())
    hits = known.scan(text)
    beside = _countries(known.scan(f"{known_country or ''}. {context or ''}"))
    found = (
        _person(known, text, hits, day, beside)
        or _title(known, text, hits, day)
        or _body(known, text, hits, beside)
        or _leader(known, text, hits, day)
        or _state(known, text, hits, beside)
        or _surname(known, text, day)
        or _misspelt(known, text)
    )
    if found is not None:
        return found
    if any(_part_of_a_name(text, hit, entry) for hit in hits for entry in hit.entries):
        return None
    sector = sector_of(text)
    country = beside[0] if len(beside) == 1 and sector else None
    return Actor(name=text, country=country, sector=sector) if sector else None


def _countries(hits: Sequence[Hit]) -> list[str]:
    """Codes that the hits name without ambiguity, each once."""
    found: dict[str, None] = {}
    for hit in hits:
        codes = {e.country for e in hit.entries if e.country and e.kind != "person"}
        if len(codes) == 1:
            found.update(dict.fromkeys(c for c in codes if c))
    return list(found)


def _person(
    known: Knowledge, text: str, hits: Sequence[Hit], day: dt.date | None, beside: Sequence[str]
) -> Actor | None:
    for hit in hits:
        people = [known.people[e.target] for e in hit.entries if e.kind == "person" and e.target in known.people]
        if not people:
            continue
        titles = [
            t
            for t in find_titles(text, hits)
            if t.person_start is not None and t.person_start <= hit.start < (t.person_end or 0)
        ]
        person = _chosen(people, day, [code_of(t.country) or "" for t in titles] + list(beside))
        if person is None:
            states = {code_of(t.country) for p in people for t in p.terms}
            if len(states) == 1:  # which of the namesakes is open, for whom both stood is not
                return Actor(name=hit.text, country=states.pop(), sector="GOV")
            continue
        past = [t for t in titles if t.former or _past(person, t.role, day)]
        former = bool(past)
        actor = person_actor(person, day, former=former, title=_past_title(person, past, day))
        if day is None and not former:
            actor = _latest(person)
        if actor.sector == "GOV" and actor.office and _SPIES.search(actor.office):
            actor = msgspec.structs.replace(actor, sector="SPY")
        rest = text[: hit.start] + text[hit.end :]
        told = sector_of(rest)
        return (
            msgspec.structs.replace(actor, sector=told)
            if actor.sector == "ELI" and told in ("LEG", "MIL", "JUD") and not former
            else actor
        )
    return None


def _past(person: Person, role: str | None, day: dt.date | None) -> bool:
    """True when the office was begun by ``day`` and is no longer held; an office still to come is not former."""
    if role is None or not person.former(role, day):
        return False
    return any(_begun(t, day) for t in person.terms if t.role == role)


def _past_title(person: Person, titles: Sequence[TitleSpan], day: dt.date | None) -> str | None:
    """The office that a title for a past holder speaks of, rather than the last one held."""
    roles = {t.role for t in titles}
    ended = [t for t in person.terms if t.role in roles and _begun(t, day)]
    return max(ended, key=lambda t: t.start or dt.date.min).title if ended else None


def _begun(term: Term, day: dt.date | None) -> bool:
    return day is None or term.start is None or term.start <= day


def _latest(person: Person) -> Actor:
    """A person without a date: as holder of the last office known."""
    day = max((t.start for t in person.terms if t.start), default=None)
    return person_actor(person, day)


def _chosen(people: Sequence[Person], day: dt.date | None, countries: Sequence[str]) -> Person | None:
    """Of namesakes the one of the country told, else the one in office at the date, else nobody."""
    if len({p.id for p in people}) == 1:
        return people[0]
    fitting = [p for p in people if any(code_of(t.country) in countries for t in p.terms)]
    if len(fitting) == 1:
        return fitting[0]
    serving = [p for p in (fitting or people) if p.terms_at(day)]
    return serving[0] if len({p.id for p in serving}) == 1 else None


def _title(known: Knowledge, text: str, hits: Sequence[Hit], day: dt.date | None) -> Actor | None:
    for title in find_titles(text, hits):
        if title.country is None:
            bearer = _bearer(known, text, title, day)
            if bearer is not None:
                return person_actor(bearer, day)
            continue
        country = code_of(title.country)
        words = text[title.start : title.end]
        holder = None if title.former or title.person_start is not None else _holder(known, title, words, day)
        if holder is not None:
            return person_actor(holder, day)
        named = text[title.person_start : title.person_end] if title.person_start is not None else None
        sector = "ELI" if title.former else sector_of(text[: title.end]) if title.role == "other" else title.sector
        return Actor(
            name=named or words,
            country=country,
            sector=sector or title.sector,
            person=named,
            office=words,
            former=title.former,
        )
    return None


def _holder(known: Knowledge, title: TitleSpan, words: str, day: dt.date | None) -> Person | None:
    """Who holds the office, when it is certain and only one does."""
    if not title.role or title.country is None:
        return None
    certain = [(p, term) for p, term in known.holders(title.country, title.role, day) if term.certain(day)]
    if len({_folded(p.name) for p, _ in certain}) > 1:  # bodies have many officials: the words say which
        told = f" {_folded(words)} "
        fitting = {_folded(term.title) for _, term in certain if f" {_folded(term.title)} " in told}
        named = max(fitting, key=len, default="")
        certain = [(p, term) for p, term in certain if _folded(term.title) == named]
    return certain[0][0] if len({_folded(p.name) for p, _ in certain}) == 1 else None


def _folded(name: str) -> str:
    """A name or title without accents, hyphens and capitals."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.replace("-", " ").lower().split())


def _bearer(known: Knowledge, text: str, title: TitleSpan, day: dt.date | None) -> Person | None:
    """Who bears this surname and holds this office, where the title names no state: "President Zelensky"."""
    if title.person_start is None or title.former:
        return None
    name = text[title.person_start : title.person_end]
    roles = {title.role or "head_of_government"}  # a chancellor of an unnamed state
    serving = [p for p in known.by_surname(name) if any(t.role in roles for t in p.terms_at(day))]
    return serving[0] if len({_folded(p.name) for p in serving}) == 1 else None


def _surname(known: Knowledge, text: str, day: dt.date | None) -> Actor | None:
    """A bare surname that one holder of a first office bears at the date, with what belongs to that person."""
    found = surnames(text, Spans(), Cast(), known, day)
    if len({actor.person for _, _, actor in found}) != 1:
        return None
    _, end, actor = found[0]
    told = sector_of(text[end:])
    if told in ("", "GOV"):
        return actor
    return Actor(name=text, country=actor.country, sector=told)


def _leader(known: Knowledge, text: str, hits: Sequence[Hit], day: dt.date | None) -> Actor | None:
    """One word that is the surname of leaders of one state alone, in office at or before the day: "Mandela".

    It comes before small places of that name; a state or a capital so called comes before it.
    """
    if not re.fullmatch(r"[^\W\d_][\w'’-]{3,}", text) or text in NOT_SURNAMES or not text[0].isupper():
        return None
    if any(e.kind in (*_STATES, "capital") for hit in hits for e in hit.entries):
        return None
    leaders = {
        p.id: p
        for p in known.by_surname(text)
        if any(t.role in ("head_of_state", "head_of_government", "de_facto_leader") and _begun(t, day) for t in p.terms)
    }
    countries = {code_of(t.country) for p in leaders.values() for t in p.terms if t.country}
    if len(countries) != 1:
        return None
    if len(leaders) > 1:
        return Actor(name=text, country=countries.pop(), sector="GOV")
    [person] = leaders.values()
    return person_actor(person, day) if day and person.terms_at(day) else _latest(person)


def _entry(hit: Hit, kinds: Sequence[str], beside: Sequence[str]) -> Entry | None:
    """The one reading of these kinds, settled by the context when there are several countries."""
    entries = [e for e in hit.entries if e.kind in kinds]
    entries = [e for e in entries if e.kind == "organisation"] or entries
    # a seat of organisations is itself first
    entries = [e for e in entries if not (e.kind == "city" and e.target.startswith("org:"))] or entries
    codes = {e.country for e in entries}
    if len(codes) > 1:
        entries = [e for e in entries if e.country in beside]
        codes = {e.country for e in entries}
    return entries[0] if len(codes) == 1 else None


def _body(known: Knowledge, text: str, hits: Sequence[Hit], beside: Sequence[str]) -> Actor | None:
    for hit in hits:
        entry = _entry(hit, _BODIES, beside)
        if entry is None or any(e.kind in _STATES for e in hit.entries) or (entry.kind == "other" and not entry.sector):
            continue
        country = code_of(entry.country) if entry.country else None
        if entry.kind == "organisation":
            country = entry.target
        told = sector_of(text[: hit.start] + text[hit.end :])
        sector = entry.sector or _SECTOR_OF_KIND[entry.kind]
        if sector in ("IGO", "GOV", "EDU") and told in ("LEG", "MIL", "COP", "JUD", "SPY", "EDU"):
            sector = told
        if re.match(r"\s*(?:an?\s+|the\s+)?(?:former|ex-)", text, re.IGNORECASE):
            sector = "ELI"
        return Actor(name=hit.text, country=country, sector=sector)
    return None


def _state(known: Knowledge, text: str, hits: Sequence[Hit], beside: Sequence[str]) -> Actor | None:
    for kinds in (_STATES, _PLACES):
        for hit in hits:
            entry = _entry(hit, kinds, beside)
            if entry is None or not entry.country or _part_of_a_name(text, hit, entry):
                continue
            if _QUALIFIES.match(text, hit.end) or _LEANING.search(text[: hit.start]):
                continue
            if entry.kind == "city" and _beside_another(hit, entry, hits):
                continue
            if any(e.caveat == "US state" for e in hit.entries) and not [c for c in beside if c != "USA"]:
                continue
            country = known.countries.get(entry.country)
            rest = (text[: hit.start] + " " + text[hit.end :]).strip()
            sector = sector_of(rest)
            if re.search(r"\b(?:former|ex-)\b", rest, re.IGNORECASE) and sector in ("GOV", "SPY", "MIL", "LEG"):
                sector = "ELI"
            sector = "GOV" if entry.kind == "capital" and not rest else sector
            code = code_of(entry.target) if entry.target.startswith("org:") else entry.country
            return Actor(name=country.name if country and not rest else text, country=code, sector=sector)
    return None


def _beside_another(hit: Hit, entry: Entry, hits: Sequence[Hit]) -> bool:
    """A city's name written next to a name of another country is rather part of somebody's name."""
    return any(
        other is not hit
        and min(abs(other.start - hit.end), abs(hit.start - other.end)) == 1
        and all(e.country != entry.country for e in other.entries)
        and {e.kind for e in other.entries} <= {"city", "capital", "region"}
        for other in hits
    )


def _part_of_a_name(text: str, hit: Hit, entry: Entry) -> bool:
    """ "Michael Jordan", "Paris Hilton", "China Daily", "Washington state": the word belongs to another name."""
    before, after = text[: hit.start].split(), text[hit.end :].split()
    if any(c in entry.caveat for c in ("state",)) and after and after[0].lower() == "state":
        return True
    if not any(c in entry.caveat for c in _CAVEAT_NAMES):
        return False
    beside = before[-1] if before else after[0] if after else ""
    return beside[:1].isupper() and beside.isalpha() and not sector_of(beside) and beside not in ("The", "A", "An")


def _misspelt(known: Knowledge, text: str) -> Actor | None:
    """A state or capital with a letter or two wrong, when nothing else was found and one country alone is near."""
    capitalised = re.findall(r"\b[A-Z][a-z]+", text)
    if len(capitalised) > 1 and len(capitalised) == len(text.split()):
        return None  # two capitalised words and nothing else are somebody's name
    for word in re.findall(r"[A-Z][a-z]{4,}", text):
        if word in known.entries or known.by_surname(word):
            continue  # spelt right, and left open on purpose
        near: dict[str, int] = {}
        allowed = 2 if len(word) >= 10 else 1
        for surface, entries in known.entries.items():
            if abs(len(surface) - len(word)) > allowed or surface[:1] != word[:1]:
                continue
            kinds = [e for e in entries if e.kind in (*_STATES, "capital") and e.country]
            if kinds and 0 < (distance := _distance(word, surface, allowed)) <= allowed:
                for entry in kinds:
                    near[entry.country or ""] = min(distance, near.get(entry.country or "", 9))
        best = [c for c, d in near.items() if d == min(near.values())]
        if len(best) == 1:
            return Actor(name=text, country=best[0], sector=sector_of(text.replace(word, "")))
    return None


def _distance(a: str, b: str, most: int) -> int:
    """Edit distance with exchanged neighbours counted as one (optimal string alignment); ``most + 1`` when larger."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        rows.append(row)
    return rows[-1][-1]
