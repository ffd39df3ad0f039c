"""From an account to its outline: which line says what, and what stands together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, TypeVar

from detente.brief import wording
from detente.brief.outline import Group, Line, Outline, Row, Section, Spot
from detente.brief.plain import flat
from detente.records import Account, Assessment, Event, Meeting, Statement, Status, Traced

Names = Mapping[str, str]
T = TypeVar("T")

#: Order and heading of the statuses. A mention is not an event: only the first group happened in the news.
STATUSES: Final[tuple[tuple[Status, str], ...]] = (
    ("actual", "Happened"),
    ("planned", "Planned, not yet done"),
    ("recalled", "Recalled from earlier"),
    ("claimed", "Claimed by a party alone"),
    ("hypothetical", "Only talked of (might, if, threatened)"),
    ("negated", "Did not happen"),
)

#: A view that many sentences share is shown in the words of the first few; all their numbers are given.
MOST_CITED: Final = 3

NOTHING: Final = "No interstate content was found in this article"


def outline(account: Account) -> Outline:
    """The account in the order an editor reads it."""
    names = wording.names_of(account)
    built = (
        Section("assessments", "Relations", _relations(account, names)),
        Section("meetings", "Meetings", _one(_meeting(m, i, names) for i, m in enumerate(account.meetings))),
        Section("agenda", "Agenda", _agenda(account), run=True),
        Section("agreements", "Agreements", _one(_agreements(account, names))),
        Section(
            "statements",
            "Who said what",
            _one(_statement(s, i, names) for i, s in enumerate(account.statements)),
        ),
        Section("events", "Events", _events(account, names)),
        Section("positions", "Positions inside a government", _one(_positions(account, names))),
        Section("outlook", "Outlook", _one(_outlook(account, names))),
        Section("implications", "What it means for others", _one(_implications(account, names))),
        Section("actors", "Actors", _actors(account, names), run=True),
    )
    return Outline(
        title=flat(account.article.title or "") or "(untitled)",
        facts=_facts(account),
        sections=tuple(s for s in built if s.groups),
        limits=_limits(account),
        nothing=_nothing(account),
    )


def _facts(account: Account) -> tuple[str, ...]:
    article = account.article
    byline = flat(article.byline or "")
    standing = flat(article.standing or "")
    writer = f"by {byline}" + (f", {standing}" if standing else "") if byline else standing
    first = " · ".join(p for p in (flat(article.outlet or ""), wording.published(article)) if p)
    return tuple(line for line in (first, writer, flat(article.source or "")) if line)


def _nothing(account: Account) -> str | None:
    parts = (
        account.meetings, account.agenda, account.agreements, account.statements, account.events,
        account.assessments, account.positions, account.outlook, account.implications,
    )  # fmt: skip
    if any(parts):
        return None
    read = len(account.sentences)
    return f"{NOTHING} ({read} sentence{'' if read == 1 else 's'} read)."


def _limits(account: Account) -> tuple[str, ...]:
    lines = [flat(n) for n in account.notes]
    if account.events:
        lines.append(
            "A percentage is the probability that type and direction of an event are right. "
            "A mention is not an event: only what stands under “Happened” happened in the news told here."
        )
    if account.provenance is not None:
        p = account.provenance
        versions = f"detente {flat(p.detente)}, model {flat(p.model)}, knowledge {flat(p.knowledge)}"
        lines.append(f"Coded by {versions}.")
    return tuple(line for line in lines if line)


def _spot(part: str, index: int, item: Traced) -> Spot:
    return Spot(f"{part}-{index}", item.sentence, item.start, item.end)


def _line(part: str, index: int, item: Traced, lead: str, text: str, *marks: str, basis: str = "") -> Line:
    return Line(lead, text, tuple(m for m in marks if m), (_spot(part, index, item),), basis=flat(basis))


def _one(lines: Iterable[Line]) -> tuple[Group, ...]:
    found = tuple(lines)
    return (Group("", found),) if found else ()


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Items with the same key together, in the order in which each key is first met."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _named(codes: Iterable[str], names: Names) -> str:
    return wording.listed(names.get(c, flat(c)) for c in codes)


def _dyad(dyad: tuple[str, ...], names: Names) -> str:
    return "–".join(names.get(c, flat(c)) for c in dyad)


def _quoted(text: str) -> str:
    """Words somebody said, whole."""
    return f"“{flat(text)}”"


def _cited(text: str) -> str:
    """Words of the article that show something; long ones are cut, for the sentence is near at hand."""
    return f"“{wording.clip(text)}”"


def _relations(account: Account, names: Names) -> tuple[Group, ...]:
    """Assessments folded by relation; those of one holder that say the same share a line."""
    lines = []
    for relation in _grouped(enumerate(account.assessments), lambda p: frozenset(p[1].dyad)):
        title = _dyad(relation[0][1].dyad, names)
        lines += [_assessment(title, same, names) for same in _grouped(relation, lambda p: _view(p[1]))]
    return _one(lines)


def _assessment(title: str, same: list[tuple[int, Assessment]], names: Names) -> Line:
    first = same[0][1]
    view = ", ".join(w for w in (first.state, first.trend) if w and w != "unclear") or "no clear view"
    cited = list(dict.fromkeys(_cited(a.text) for _, a in same))
    more = f" and {len(cited) - MOST_CITED} more" if len(cited) > MOST_CITED else ""
    words = ", ".join(cited[:MOST_CITED]) + more
    because = wording.listed(dict.fromkeys(flat(d) for _, a in same for d in a.drivers))
    marks = (f"because: {because}" if because else "", flat(first.horizon or ""), _since(first))
    return Line(
        title,
        f"{view} ({_holder(first.holder, names)}: {words})",
        tuple(m for m in marks if m),
        tuple(_spot("assessments", i, a) for i, a in same),
        basis=flat(first.since.basis),
    )


def _view(a: Assessment) -> Hashable:
    return (a.state, a.trend, a.holder, a.horizon, a.since)


def _since(a: Assessment) -> str:
    words = wording.when(a.since, unknown="")
    return f"since {words}" if words else ""


def _holder(holder: str, names: Names) -> str:
    return "the writer" if holder == "writer" else names.get(holder, flat(holder))


def _meeting(m: Meeting, index: int, names: Names) -> Line:
    who = wording.listed(flat(p) for p in m.participants) or _named(m.countries, names)
    states = _named(m.countries, names) if m.participants else ""
    text = ", ".join(p for p in (f"in {flat(m.place)}" if m.place else "", wording.when(m.when)) if p)
    agenda = wording.listed(flat(a) for a in m.agenda)
    status = "" if m.status == "actual" else _status_word(m.status)
    return _line(
        "meetings", index, m, who, text,
        status, flat(m.mode or ""), states, f"on {agenda}" if agenda else "",
        basis=m.when.basis,
    )  # fmt: skip


def _status_word(status: Status) -> str:
    return {"negated": "did not happen", "hypothetical": "hypothetical"}.get(status, status)


def _agenda(account: Account) -> tuple[Group, ...]:
    titles = {
        "issue": "Issues",
        "country": "Countries",
        "organisation": "Organisations",
        "agreement": "Agreements",
    }
    items = enumerate(account.agenda)
    return tuple(
        Group(titles[same[0][1].kind], tuple(_line("agenda", i, a, "", flat(a.name)) for i, a in same))
        for same in _grouped(items, lambda p: p[1].kind)
    )


def _agreements(account: Account, names: Names) -> Iterable[Line]:
    for i, a in enumerate(account.agreements):
        yield _line(
            "agreements", i, a,
            _named(a.parties, names),
            f"{flat(a.name)}: {_cited(a.text)}" if a.name else _cited(a.text),
            flat(a.kind), str(a.year) if a.year is not None else "", flat(a.status),
            *(wording.amount(m) for m in a.amounts), *(wording.quantity(q) for q in a.quantities),
        )  # fmt: skip


def _statement(s: Statement, index: int, names: Names) -> Line:
    speaker = flat(s.speaker)
    state = names.get(s.country, flat(s.country)) if s.country else ""
    lead = f"{speaker} ({state})" if state and state != speaker else speaker
    about = f"on {_named(s.about, names)}" if s.about else ""
    to = f"to {_named((s.addressee,), names)}" if s.addressee else ""
    said = flat(s.text) if s.kind == "indirect" else _quoted(s.text)
    reported = "in reported speech" if s.kind == "indirect" else ""
    lead = " ".join(p for p in (lead, about, to) if p)
    date = wording.when(s.when, unknown="")
    return _line("statements", index, s, lead, said, reported, date, basis=s.when.basis)


def _events(account: Account, names: Names) -> tuple[Group, ...]:
    groups = []
    for status, title in STATUSES:
        told = [(i, e) for i, e in enumerate(account.events) if e.status == status]
        lines = tuple(_event(same, names) for same in _grouped(told, lambda p: _act(p[1])))
        if lines:
            groups.append(Group(title, lines, aside=status != "actual"))
    return tuple(groups)


def _act(e: Event) -> Hashable:
    """What makes two records one act told in both directions."""
    parties = frozenset((e.actor, e.recipient))
    return (e.type, e.mode, parties, e.when, e.trigger, e.sentence, e.start, e.claimed_by)


def _event(same: list[tuple[int, Event]], names: Names) -> Line:
    first = same[0][1]
    both = any(e.actor == first.recipient and e.recipient == first.actor for _, e in same[1:])
    arrow = "↔" if both else "→"
    who = wording.party(first.actor, names)
    if first.recipient is not None:
        who = f"{who} {arrow} {wording.party(first.recipient, names)}"
    what = first.type + (f", {flat(first.mode)}" if first.mode else "")
    if first.trigger:
        what += f" {_cited(first.trigger)}"
    status: str = first.status
    if first.claimed_by:
        status = f"claimed by {names.get(first.claimed_by, flat(first.claimed_by))}"
    elif first.status == "negated":
        status = "did not happen"
    shares = {wording.percent(e.confidence): None for _, e in same}
    row = Row(wording.when(first.when), status, who, what, "/".join(shares))
    told = () if status == "actual" else (status,)
    marks = (row.when, *told, row.sure, *(flat(c).replace("_", " ") for c in first.contexts))
    return Line(who, what, marks, tuple(_spot("events", i, e) for i, e in same), row, flat(first.when.basis))


def _positions(account: Account, names: Names) -> Iterable[Line]:
    for i, p in enumerate(account.positions):
        state = f" ({names.get(p.country, flat(p.country))})" if p.country else ""
        yield _line(
            "positions", i, p,
            f"{flat(p.person)}{state} on {names.get(p.on, flat(p.on))}",
            f"{p.leans}: {_cited(p.text)}",
        )  # fmt: skip


def _outlook(account: Account, names: Names) -> Iterable[Line]:
    for i, o in enumerate(account.outlook):
        yield _line(
            "outlook", i, o, _named(o.about, names), _cited(o.text), flat(o.horizon or ""),
            f"view of {_holder(o.holder, names)}",
        )  # fmt: skip


def _implications(account: Account, names: Names) -> Iterable[Line]:
    for i, m in enumerate(account.implications):
        yield _line("implications", i, m, _named(m.affected, names), _cited(m.text))


def _actors(account: Account, names: Names) -> tuple[Group, ...]:
    groups = []
    for same in _grouped(enumerate(account.actors), lambda p: p[1].country):
        country = same[0][1].country
        lines = []
        for i, a in same:
            office = wording.office(a.office, a.former)
            text = ", ".join(dict.fromkeys(p for p in (flat(a.name), office) if p))
            lines.append(_line("actors", i, a, "", text, flat(a.sector), f"{a.mentions}×" if a.mentions > 1 else ""))
        title = names.get(country, flat(country)) if country else "No state"
        groups.append(Group(title, tuple(lines)))
    return tuple(groups)
