"""Names in an article, resolved at its date: the first half of actor reading (coreference is the second).

In order: titles with or without a person ("the Chinese president", "Foreign Minister Wang Yi"), persons known
by full name, persons introduced by the article itself ("Jane Roe, the Kremlin's envoy"), surnames of persons met
before in the article (or, after a form of address, of the one office holder of that date), then states, bodies,
metonyms and places. An ambiguous name takes the reading that the rest of the article supports, or none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from detente.actors.cast import Cast, code_of, parts_for, person_actor
from detente.actors.spans import Spans
from detente.actors.surnames import leader_called, longer_name, surnames
from detente.actors.titles import TitleSpan, find_titles
from detente.knowledge import Entry, Hit, Knowledge, Person
from detente.language.reading import Mention, MentionKind, Sentence
from detente.records import Actor

_KINDS: dict[str, MentionKind] = {
    "country": "name",
    "former_state": "name",
    "nickname": "name",
    "demonym": "demonym",
    "adjective": "demonym",
    "capital": "metonym",
    "building": "metonym",
    "ministry": "metonym",
    "agency": "metonym",
    "parliament": "metonym",
    "army": "metonym",
    "organisation": "name",
    "group": "name",
    "city": "place",
    "region": "place",
    "site": "place",
    "firm": "firm",
}
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’\-]*[\w]"
_NAME = re.compile(
    rf"\b(?:{_CAPITALISED}|(?:[A-Z]\.\s?){{1,3}}(?=\s?[A-Z]))(?:\s*(?<=[\s.])(?:{_CAPITALISED}|al|bin|bint|de|da|del|der|van|von|ben|el|[A-Z]\.))+(?<=\w)"
)
#: In a story on both Koreas "the North" and "the South" are states.
_KOREAS = re.compile(r"\b[Tt]he (?P<side>North|South)\b(?!\s+(?:[A-Z]|and\s+[A-Z]))")
_US_PLACES = (
    "Atlanta",
    "Savannah",
    "Florida",
    "Alabama",
    "South Carolina",
    "Tennessee",
    "U.S. state",
    "US state",
    "Gov. ",
    "Republican",
    "Democrat",
)


class NameFinder:
    """Finds and resolves the names of one article."""

    def __init__(self, knowledge: Knowledge, published: dt.date | None) -> None:
        self._knowledge = knowledge
        self._date = published
        self._cast = Cast()
        self._body = ""

    def find(self, body: str, sentences: Sequence[Sentence]) -> dict[int, tuple[Mention, ...]]:
        """Mentions by sentence number, in text order, without overlaps."""
        self._body = body
        hits = self._knowledge.scan(body)
        support = self._support(hits)
        titles = find_titles(body, hits)
        found: list[tuple[int, int, MentionKind, tuple[Actor, ...]]] = []
        taken = Spans()
        free = taken.free

        def take(start: int, end: int, kind: MentionKind, actor: Actor) -> None:
            if free(start, end):
                taken.take(start, end)
                found.append((start, end, kind, (actor,)))

        for title in titles:
            actor, kind = self._title(body, title)
            if actor is not None:
                take(title.start, title.end, kind, actor)
        for hit in hits:
            person = self._person_of(hit)
            if person is not None and free(hit.start, hit.end):
                actor = person_actor(person, self._date)
                told = _office_beside(body, hit, titles)
                if told is not None:
                    # what the article calls him on its day is surer than what we know of offices
                    office = body[told.start : told.end].removeprefix("the ").removeprefix("The ")
                    actor = msgspec.structs.replace(
                        actor, office=office, former=told.former, sector="ELI" if told.former else told.sector
                    )
                self._cast.admit(
                    actor,
                    parts_for(person.name, actor.country) + parts_for(hit.text, actor.country),
                    self._roles(person),
                )
                take(hit.start, hit.end, "person", actor)
        for start, end, actor in self._introduced(body, titles, taken):
            take(start, end, "person", actor)
        for hit in hits:
            if not free(hit.start, hit.end):
                continue
            actor_kind = self._body_of(hit, support)
            if actor_kind is None or self._inside_name(body, hit):
                continue
            if not self._rather_a_leader(hit):
                take(hit.start, hit.end, actor_kind[1], actor_kind[0])
        for start, end, actor in surnames(body, taken, self._cast, self._knowledge, self._date):
            take(start, end, "person", actor)
        if support["PRK"] and support["KOR"]:
            for match in _KOREAS.finditer(body):
                iso3 = "PRK" if match.group("side") == "North" else "KOR"
                take(match.start(), match.end(), "name", Actor(name=self._knowledge.countries[iso3].name, country=iso3))
        for title in titles:
            if title.country is None and title.person_start is None and free(title.start, title.end):
                holder = self._meant(body, title, found)
                if holder is not None:
                    take(title.start, title.end, "title", holder)
        return self._by_sentence(body, sentences, found)

    def _meant(
        self, body: str, title: TitleSpan, found: Sequence[tuple[int, int, MentionKind, tuple[Actor, ...]]]
    ) -> Actor | None:
        """ "the president", "the foreign minister": the last person named before with that office."""
        if title.role is None or not body[title.start :].lower().startswith("the "):
            return None
        for _, end, _, actors in sorted(found, reverse=True):
            actor = actors[0]
            if end <= title.start and actor.person and title.role in self._cast.roles.get(actor.person, ()):
                return actor
        return None

    def _by_sentence(
        self, body: str, sentences: Sequence[Sentence], found: list[tuple[int, int, MentionKind, tuple[Actor, ...]]]
    ) -> dict[int, tuple[Mention, ...]]:
        result: dict[int, tuple[Mention, ...]] = {}
        ordered = sorted(found)
        at = 0
        for sentence in sentences:
            here: list[Mention] = []
            while at < len(ordered) and ordered[at][0] < sentence.end:
                start, end, kind, actors = ordered[at]
                if start >= sentence.start and end <= sentence.end:
                    here.append(Mention(start, end, sentence.index, body[start:end], kind, actors))
                at += 1
            if here:
                result[sentence.index] = tuple(here)
        return result

    def _rather_a_leader(self, hit: Hit) -> bool:
        """True for a town whose name the leader in office bears; states, capitals and bodies come before leaders."""
        return (
            all(e.kind == "city" for e in hit.entries)
            and leader_called(hit.text, self._knowledge, self._date) is not None
        )

    def _support(self, hits: Sequence[Hit]) -> Counter[str]:
        """How often each country is named without ambiguity; what settles the ambiguous names."""
        support: Counter[str] = Counter()
        for hit in hits:
            countries = {e.country for e in hit.entries if e.country}
            if len(countries) == 1 and not any(e.caveat for e in hit.entries):
                support.update(countries)
        return support

    def _roles(self, person: Person) -> list[str]:
        return [t.role for t in person.terms_at(self._date)]

    def _person_of(self, hit: Hit) -> Person | None:
        """The person a full name means at the date: the one in office, or the only one."""
        persons = [
            self._knowledge.people[e.target]
            for e in hit.entries
            if e.kind == "person" and e.target in self._knowledge.people
        ]
        if not persons or (len(persons) < len(hit.entries) and " " not in hit.text):
            return None
        serving = [p for p in persons if p.terms_at(self._date)]
        if len(serving) == 1:
            return serving[0]
        return persons[0] if len({p.id for p in persons}) == 1 else None

    def _body_of(self, hit: Hit, support: Counter[str]) -> tuple[Actor, MentionKind] | None:
        entries = [e for e in hit.entries if e.kind in _KINDS]
        if not entries:
            return None
        entry = self._chosen(entries, support, certain=len(entries) == len(hit.entries))
        if entry is None:
            return None
        if entry.kind == "organisation":
            body = self._knowledge.organisations.get(entry.target)
            return Actor(name=body.name if body else hit.text, country=entry.target, sector="IGO"), "name"
        if entry.kind == "group":
            group = self._knowledge.groups.get(entry.target)
            return Actor(
                name=group.name if group else hit.text, country=entry.country, sector=entry.sector or "REB"
            ), "name"
        if entry.target.startswith("org:"):
            code = entry.target.removeprefix("org:")
            body = self._knowledge.organisations.get(code)
            return Actor(name=body.name if body else hit.text, country=code, sector="IGO"), "metonym"
        country = self._knowledge.countries.get(entry.country or "")
        if country is None:
            return None
        kind = _KINDS[entry.kind]
        name = (
            country.name
            if kind != "place" and entry.kind not in ("agency", "ministry", "army", "parliament")
            else hit.text
        )
        return Actor(name=name, country=country.iso3, sector=entry.sector if kind == "metonym" else ""), kind

    def _chosen(self, entries: Sequence[Entry], support: Counter[str], *, certain: bool) -> Entry | None:
        """The reading that the rest of the article supports; None when nothing settles it."""
        targets = {e.country or e.target for e in entries}
        if len(targets) == 1:
            shared = entries[0].kind == "capital" and entries[0].caveat in (
                "place names",
                "other cities",
                "county",
            )
            return None if shared and not support[entries[0].country or ""] else entries[0]
        if any(e.caveat == "US state" for e in entries):
            return self._georgia(entries, support)
        backed = [(support[e.country or ""], e) for e in entries if support[e.country or ""]]
        if backed:
            backed.sort(key=lambda b: -b[0])
            if len(backed) == 1 or backed[0][0] > backed[1][0]:
                return backed[0][1]
        return None

    def _georgia(self, entries: Sequence[Entry], support: Counter[str]) -> Entry | None:
        """A name of a state and of a US state: the state where another foreign state is named and no US place is."""
        foreign = sum(n for c, n in support.items() if c != "USA")
        if not foreign:
            return None
        american = any(w in self._body for w in _US_PLACES)
        return None if american else next((e for e in entries if e.kind == "country"), None)

    def _inside_name(self, body: str, hit: Hit) -> bool:
        """True for a country word inside the name of something else: "Michael Jordan", "Washington state"."""
        caveats = " ".join(e.caveat for e in hit.entries)
        if "state" in caveats and re.match(r"\s+[Ss]tate\b", body[hit.end : hit.end + 8]):
            return True
        if "name" in caveats:
            return longer_name(body, hit.start, hit.end, hit.text)
        return False

    def _title(self, body: str, title: TitleSpan) -> tuple[Actor | None, MentionKind]:
        country = code_of(title.country)
        words = body[title.start : title.end]
        if title.person_start is not None and title.person_end is not None:
            name = body[title.person_start : title.person_end]
            person = self._known(name, country, title)
            if person is not None:
                former = title.former or (
                    title.role is not None and title.role != "" and person.former(title.role, self._date)
                )
                actor = person_actor(person, self._date, former=former)
                if actor.former and not former:
                    # we know of no office then, the article does
                    office = words[: title.person_start - title.start].strip(" ,").removeprefix("the ")
                    actor = msgspec.structs.replace(actor, office=office, former=False, sector=title.sector or "GOV")
                self._cast.admit(
                    actor,
                    parts_for(person.name, actor.country) + parts_for(name, actor.country),
                    [title.role, *self._roles(person)],
                )
                return actor, "person"
            if " " not in name and (seen := self._cast.called(name)) is not None:
                return seen, "person"
            if country is None:
                return None, "title"
            actor = Actor(
                name=name,
                country=country,
                sector="ELI" if title.former else title.sector or "GOV",
                person=name,
                office=words[: title.person_start - title.start].strip(" ,"),
                former=title.former,
            )
            self._cast.admit(actor, parts_for(name, country), [title.role])
            return actor, "person"
        if country is None:
            return None, "title"
        if title.role and not title.former:
            holders = self._knowledge.holders(title.country or country, title.role, self._date)
            certain = [p for p, t in holders if t.certain(self._date)]
            if len({p.id for p in certain}) == 1:
                actor = person_actor(certain[0], self._date)
                self._cast.admit(actor, [], [title.role])
                return actor, "title"
        return (
            Actor(name=words, country=country, sector=title.sector or "GOV", office=words, former=title.former),
            "title",
        )

    def _known(self, name: str, country: str | None, title: TitleSpan) -> Person | None:
        """The known person of this name and country: by full name, else by surname among holders of the office."""
        people = [
            self._knowledge.people[e.target]
            for hit in self._knowledge.scan(name)
            if hit.end - hit.start == len(name)
            for e in hit.entries
            if e.kind == "person"
        ]
        fitting = [p for p in people if country is None or any(code_of(t.country) == country for t in p.terms)]
        if len(fitting) == 1:
            return fitting[0]
        serving = [p for p in fitting if p.terms_at(self._date)]
        if len(serving) == 1:
            return serving[0]
        if " " in name and fitting:
            return fitting[0]
        candidates = [
            p
            for p in self._knowledge.by_surname(name.split()[-1])
            if country is None or any(code_of(t.country) == country for t in p.terms)
        ]
        if " " not in name or country is not None:
            fits = [
                p
                for p in candidates
                if (" " not in name or p.name.split()[0][:1] == name[:1])
                and (
                    any(t.role == title.role for t in p.terms_at(self._date))
                    or (title.former and any(t.role == title.role for t in p.terms))
                )
            ]
            if len({p.id for p in fits}) == 1:
                return fits[0]
        return None

    def _introduced(self, body: str, titles: Sequence[TitleSpan], taken: Spans) -> list[tuple[int, int, Actor]]:
        """Persons that the article itself introduces: a name, a comma, a title of a known state."""
        found: list[tuple[int, int, Actor]] = []
        for title in titles:
            if title.person_start is not None:
                continue
            follows = re.match(
                rf",\s+({_NAME.pattern})(?=[,.;)]|\s+(?:said|told|has|is|was|and)\b)", body[title.end : title.end + 70]
            )
            country = title.country or self._its(body, title)
            if follows is not None and country:
                start = title.end + follows.start(1)
                found += self._introduce(body, start, start + len(follows.group(1)), title, country, taken)
                continue
            if not title.country:
                continue
            before = body[max(0, title.start - 60) : title.start]
            match = re.search(rf"({_NAME.pattern}),\s+(?:the\s+|a\s+|an\s+|who\s+is\s+)?$", before)
            if match is None:
                continue
            start = title.start - len(before) + match.start(1)
            end = start + len(match.group(1))
            found += self._introduce(body, start, end, title, title.country, taken)
        return found

    def _introduce(
        self, body: str, start: int, end: int, title: TitleSpan, owner: str, taken: Spans
    ) -> list[tuple[int, int, Actor]]:
        """A person unknown to us, with the office that the article gives."""
        if not taken.free(start, end):
            return []
        name, country = body[start:end], code_of(owner)
        actor = Actor(
            name=name,
            country=country,
            sector="ELI" if title.former else title.sector or "GOV",
            person=name,
            office=body[title.start : title.end],
            former=title.former,
        )
        self._cast.admit(actor, parts_for(name, country), [title.role])
        return [(start, end, actor)]

    def _its(self, body: str, title: TitleSpan) -> str | None:
        """ "Its spokesman": the owner is the state or body named last before, in the sentence before."""
        before = body[max(0, title.start - 5) : title.start].lower()
        if not (before.endswith("its ") or body[title.start :].lower().startswith("its ")):
            return None
        near = list(self._knowledge.scan(body[max(0, title.start - 250) : title.start]))
        for hit in near:
            countries = {e.country for e in hit.entries if e.kind in _KINDS and _KINDS[e.kind] != "place"}
            if len(countries) == 1:
                return countries.pop()
        return None


def _office_beside(body: str, hit: Hit, titles: Sequence[TitleSpan]) -> TitleSpan | None:
    """ "his defence minister, Nikos Dendias," and "Nikos Dendias, the defence minister,": the title in apposition."""
    for title in titles:
        if title.person_start is None and title.role not in (None, "other", "head"):
            if body[title.end : hit.start] == ", " and not body[title.start : title.end].lower().startswith(
                "the former"
            ):
                return title
            if body[hit.end : title.start] in (", ", ", the "):
                return title
    return None
